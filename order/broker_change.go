package order

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
)

// Reconfigure orders a change of an instance that a client platform named. Asked again
// while the change is under way, it gives the same order; without an order, there was
// nothing to change.
func (s *Service) Reconfigure(ctx context.Context, a identity.Actor, d Demand) (*External, error) {
	return s.onExternal(ctx, a, d, func(tx Tx, i *Instance, n *record.Need, by *grounds) (*External, error) {
		switch {
		case !i.Living():
			return nil, noInstance()
		case i.State == ReservedInstance:
			return nil, busyWith(i)
		}
		if err := fixed(i, n, &d); err != nil {
			return nil, err
		}
		d.Item.Action, d.Item.Instance = Modify, i.ID
		under, asked, err := s.change(ctx, tx, i, d.Item)
		switch {
		case err != nil:
			return nil, err
		case i.Changing != "" && under != nil && under.Action == Modify && asked.like(under.Requested):
			o, err := tx.Order(ctx, i.Changing)
			return &External{Instance: *i, Order: o}, err
		case i.Changing != "":
			return nil, busyWith(i)
		}
		// An estimate is that of what one has: what does not change keeps it.
		had := i.Wish
		if asked.Estimate == nil {
			had.Estimate, had.EstimateNote = nil, ""
		}
		if asked.like(&had) {
			return &External{Instance: *i}, nil
		}
		return s.orderOne(ctx, tx, a, n, by, d)
	})
}

// fixed refuses to change what an instance is.
func fixed(i *Instance, n *record.Need, d *Demand) error {
	w, key := &d.Item, i.Offer+"/"+i.Plan
	for _, f := range []struct {
		field, value string
		had          []string
	}{
		{"plan", strings.Trim(w.Offer+"/"+w.Plan, "/"), []string{key, i.Offer}},
		{"need", d.Need, []string{n.ID, n.Name}},
		{"name", w.Name, []string{i.Name}},
		{"environment", w.Environment, []string{i.Environment}},
	} {
		if f.value != "" && !slices.Contains(f.had, f.value) {
			return cannotChange(havre.Problems{{Field: f.field, Value: f.value, Message: havre.Text{
				FR: "ceci ne se modifie pas après coup (%s) : commandez une autre ressource, puis la fin de celle-ci",
				EN: "this cannot be altered afterwards (%s): order another resource, then the end of this one",
			}.With(f.had[0])}})
		}
	}
	return nil
}

// change is what a change asks for, beside the item that is changing the instance now.
func (s *Service) change(ctx context.Context, tx Tx, i *Instance, w ItemWish) (under *Item, asked *Wish, err error) {
	o := &Order{Need: i.Need, Organisation: i.Organisation, Path: i.Path}
	if i.Changing != "" {
		if o, err = tx.Order(ctx, i.Changing); err != nil {
			return nil, nil, err
		}
		if under = (&External{Instance: *i, Order: o}).About(); under != nil {
			w.Number = under.Number
		}
	}
	it, err := s.item(ctx, tx, o, w)
	if err == nil {
		return under, it.Requested, nil
	}
	p, ok := s.Records.Library.Now().Catalogue.Plan(i.Offer, i.Plan)
	f := havre.FaultOf(err)
	if f == nil || !ok {
		return nil, nil, err
	}
	for _, problem := range f.Problems {
		id, _ := strings.CutPrefix(problem.Field, "choices.")
		if field, ok := p.Field(id); ok && !field.Mutable {
			return nil, nil, cannotChange(f.Problems)
		}
	}
	return nil, nil, err
}

// Deprovision ends an instance that a client platform named: what was ordered and
// nobody has begun is cancelled at once, what was delivered is ended by an order. Asked
// again while that order is under way, it gives the same one. The state of the instance
// tells which: a living one is being ended.
func (s *Service) Deprovision(ctx context.Context, a identity.Actor, d Demand) (*External, error) {
	return s.onExternal(ctx, a, d, func(tx Tx, i *Instance, n *record.Need, by *grounds) (*External, error) {
		switch {
		case !i.Living():
			return nil, noInstance()
		case d.Item.Offer != "" && d.Item.Offer != i.Offer, d.Item.Plan != "" && d.Item.Plan != i.Plan:
			return nil, havre.Problems{{Field: "plan", Value: d.Item.Offer + "/" + d.Item.Plan, Message: havre.Text{
				FR: "cette ressource n’est pas de ce gabarit, mais de %s", EN: "this resource is not of that plan, but of %s",
			}.With(i.Offer + "/" + i.Plan)}}
		case i.State == ReservedInstance:
			return s.giveUp(ctx, tx, a, i, n, d.Note)
		case i.Changing != "":
			o, err := tx.Order(ctx, i.Changing)
			if err != nil {
				return nil, err
			}
			e := &External{Instance: *i, Order: o}
			if it := e.About(); it == nil || it.Action != Delete {
				return nil, busyWith(i)
			}
			return e, nil
		}
		d.Item = ItemWish{Action: Delete, Instance: i.ID, On: d.Item.On}
		return s.orderOne(ctx, tx, a, n, by, d)
	})
}

// giveUp cancels the order of an instance that was not delivered. What somebody has
// begun to make goes on: it is ended once it is there.
func (s *Service) giveUp(ctx context.Context, tx Tx, a identity.Actor, i *Instance, n *record.Need, why string) (*External, error) {
	o, err := tx.Order(ctx, i.Order)
	if err != nil {
		return nil, err
	}
	if err := s.cancel(ctx, tx, a, o, n, why); err != nil {
		if f := havre.FaultOf(err); f != nil && f.Code == havre.Conflict {
			busy := *f
			busy.Cause = ErrBusy
			return nil, &busy
		}
		return nil, err
	}
	if err := s.Records.Log(ctx, tx, a, "order.cancel", o.subject(n), record.Details("state", o.State, "external", i.External)); err != nil {
		return nil, err
	}
	i, err = tx.Instance(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	return &External{Instance: *i, Order: o}, nil
}

// onExternal does something to an instance that the actor may order about. The decision
// is read outside the writing transaction, as for [Service.Send].
func (s *Service) onExternal(ctx context.Context, a identity.Actor, d Demand, fn func(Tx, *Instance, *record.Need, *grounds) (*External, error)) (*External, error) {
	return steadily(func() (e *External, err error) {
		var by *grounds
		err = s.DB.Read(ctx, func(tx Tx) error {
			_, n, err := s.externalFor(ctx, tx, a, d.External, identity.WriteOrder)
			if err != nil {
				return err
			}
			by, err = s.groundsFor(ctx, tx, a, n)
			return err
		})
		if err != nil {
			return nil, s.Records.JournalRefusal(ctx, a, err)
		}
		err = s.write(ctx, a, func(tx Tx) error {
			i, n, err := s.externalFor(ctx, tx, a, d.External, identity.WriteOrder)
			if err != nil {
				return err
			}
			e, err = fn(tx, i, n, by)
			return err
		})
		if err != nil {
			return nil, err
		}
		return e, nil
	})
}

// External is an instance that a client platform named, as the actor may see it, with
// the order of that identifier; "" is the one that changes it now, else that added it.
func (s *Service) External(ctx context.Context, a identity.Actor, external, order string) (e *External, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		i, _, err := s.externalFor(ctx, tx, a, external, identity.ReadOrder)
		if err != nil {
			return err
		}
		e = &External{Instance: *i}
		if order == "" {
			if order = i.Changing; order == "" {
				order = i.Order
			}
			e.Order, err = tx.Order(ctx, order)
			return err
		}
		return s.named(ctx, tx, e, order)
	})
	if err != nil {
		return nil, err
	}
	return e, nil
}

// named finds the order that a platform follows. The identifier may have been that of
// an earlier instance, which was given up.
func (s *Service) named(ctx context.Context, tx Tx, e *External, id string) error {
	o, err := tx.Order(ctx, id)
	if err != nil && !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return err
	}
	if err == nil {
		for k := range o.Items {
			i, err := tx.Instance(ctx, o.Items[k].Instance)
			if err != nil {
				continue
			}
			if i.External == e.Instance.External && i.Need == e.Instance.Need {
				e.Instance, e.Order = *i, o
				return nil
			}
		}
	}
	return havre.Problems{{Field: "operation", Value: id, Message: havre.Text{FR: "aucune commande de cette ressource n’a cet identifiant", EN: "no order of this resource has that identifier"}}}
}
