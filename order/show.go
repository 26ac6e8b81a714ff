package order

import (
	"context"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
)

// Show ticks a check of an order, with the reference of what shows it. The last one that
// an approved order waited for lets it go on.
func (s *Service) Show(ctx context.Context, a identity.Actor, id string, version int64, check, proof string) (*Order, error) {
	proof = strings.TrimSpace(proof)
	if proof == "" {
		return nil, havre.Problems{{Field: "proof", Message: havre.Text{FR: "donnez la référence et la date du document qui le montre", EN: "give the reference and the date of the document that shows it"}}}
	}
	return s.tickCheck(ctx, a, id, version, check, func(c *Check) {
		c.State, c.By, c.At, c.Proof = Shown, a.ID, s.now(), proof
	})
}

// Hide takes a tick back.
func (s *Service) Hide(ctx context.Context, a identity.Actor, id string, version int64, check string) (*Order, error) {
	return s.tickCheck(ctx, a, id, version, check, func(c *Check) {
		c.State, c.By, c.At, c.Proof = ToShow, a.ID, s.now(), ""
	})
}

func (s *Service) tickCheck(ctx context.Context, a identity.Actor, id string, version int64, check string, fn func(*Check)) (*Order, error) {
	return s.act(ctx, a, id, version, identity.WriteOrder, "order.check", func(tx Tx, o *Order, _ *record.Need) error {
		i := slices.IndexFunc(o.Checks, func(c Check) bool { return c.ID == check })
		if i >= 0 && o.State.Ended() && (o.Checks[i].Before != BeforeLive || o.State != Completed && o.State != Partial) {
			return notNow(o, Approve)
		}
		if i < 0 {
			return havre.Problems{{Field: "check", Value: check, Message: havre.Text{FR: "cette commande n’a pas ce point à montrer", EN: "this order has no such thing to show"}}}
		}
		fn(&o.Checks[i])
		c := o.Checks[i]
		text := havre.Text{FR: "Montré : %[1]s", EN: "Shown: %[1]s"}.With(c.Title)
		if c.State != Shown {
			text = havre.Text{FR: "N’est plus montré : %[1]s", EN: "No longer shown: %[1]s"}.With(c.Title)
		}
		if err := s.happened(ctx, tx, a, o, "check", text, c.Proof); err != nil {
			return err
		}
		if err := s.goLive(ctx, tx, a, o); err != nil {
			return err
		}
		return s.save(ctx, tx, a, o)
	})
}

// goLive lets what was delivered into production once nothing is due before it.
func (s *Service) goLive(ctx context.Context, tx Tx, a identity.Actor, o *Order) error {
	if len(o.lacking(BeforeLive)) > 0 {
		return nil
	}
	for k := range o.Items {
		i, err := tx.Instance(ctx, o.Items[k].Instance)
		if err != nil {
			return err
		}
		if i.State != Inactive || i.Order != o.ID {
			continue
		}
		i.State = Active
		s.Records.Stamp(&i.Stamps, a)
		if err := tx.SaveInstance(ctx, i); err != nil {
			return err
		}
		text := havre.Text{FR: "« %[1]s » peut passer en production", EN: "“%[1]s” may go into production"}.With(i.Name)
		if err := s.happened(ctx, tx, a, o, "live", text, ""); err != nil {
			return err
		}
	}
	return nil
}
