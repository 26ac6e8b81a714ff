package order

import (
	"context"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/record"
)

// Order is one that the actor may see.
func (s *Service) Order(ctx context.Context, a identity.Actor, id string) (o *Order, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		o, _, err = s.orderFor(ctx, tx, a, id, identity.ReadOrder)
		if err == nil && o.Deleted() {
			return identity.Missing()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// Numbered is an order by its number.
func (s *Service) Numbered(ctx context.Context, a identity.Actor, number string) (o *Order, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if err := record.SignedIn(a); err != nil {
			return err
		}
		found, err := tx.OrderNumbered(ctx, number)
		if err != nil {
			return record.Hidden(err)
		}
		o, _, err = s.orderFor(ctx, tx, a, found.ID, identity.ReadOrder)
		return err
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// Orders lists those of the needs that the actor may see; baskets are listed only with
// [Query.Basket], State or Need.
func (s *Service) Orders(ctx context.Context, a identity.Actor, q Query) (page havre.Page[Order], err error) {
	if err := record.SignedIn(a); err != nil {
		return page, err
	}
	q.Needs = record.See(a, q.Needs)
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Orders(ctx, q)
		return err
	})
	return page, err
}

// Baskets are those that the actor is filling, the last changed first.
func (s *Service) Baskets(ctx context.Context, a identity.Actor) ([]Order, error) {
	page, err := s.Orders(ctx, a, Query{Basket: a.ID, List: havre.List{Limit: havre.MaxLimit}})
	return page.Items, err
}

// Timeline is what happened to an order, oldest first.
func (s *Service) Timeline(ctx context.Context, a identity.Actor, id string) (out []Happening, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if _, _, err := s.orderFor(ctx, tx, a, id, identity.ReadOrder); err != nil {
			return err
		}
		out, err = tx.Happenings(ctx, id)
		return err
	})
	return out, err
}

// Inboxed is an order that awaits somebody, with the steps they may settle.
type Inboxed struct {
	Order
	Steps []string // identifiers of the steps that the reader may settle now
	// Issue says that an order form is to be issued; Answer that the reader is asked a
	// question.
	Issue, Answer bool
	// For are those in whose place the reader settles them, by name; a step that awaits
	// the reader as well is not for them.
	For []string
}

// Inbox is what awaits the actor: steps to settle, order forms to issue, questions to
// answer. What a rule gives to somebody else is not in it.
func (s *Service) Inbox(ctx context.Context, a identity.Actor) (out []Inboxed, err error) {
	if err := record.SignedIn(a); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		e, err := s.elector(ctx, tx, a)
		if err != nil {
			return err
		}
		w := &Awaiting{Emails: []string{e.Email}, Grants: a.Grants}
		for _, other := range e.StandsInFor {
			w.Emails = append(w.Emails, other.Email)
			grants, err := tx.GrantsOf(ctx, other.Person)
			if err != nil {
				return err
			}
			w.Grants = append(w.Grants, grants...)
		}
		page, err := tx.Orders(ctx, Query{Needs: record.See(a, record.NeedQuery{}), Awaiting: w, List: havre.List{Limit: havre.MaxLimit, Sort: "sent"}})
		if err != nil {
			return err
		}
		for i := range page.Items {
			o := page.Items[i]
			in := Inboxed{Order: o, Steps: o.Course.Awaits(*e, o.Contributors), Issue: len(o.toIssue()) > 0}
			in.For = o.onBehalf(*e, in.Steps)
			if len(in.Steps) > 0 || in.Issue {
				out = append(out, in)
			}
		}
		asked, err := tx.Orders(ctx, Query{Needs: record.See(a, record.NeedQuery{}), State: Pending, List: havre.List{Limit: havre.MaxLimit, Sort: "sent"}})
		if err != nil {
			return err
		}
		for i := range asked.Items {
			if o := asked.Items[i]; o.asks(a) {
				out = append(out, Inboxed{Order: o, Answer: true})
			}
		}
		return nil
	})
	return out, err
}

// onBehalf names those in whose place somebody settles steps that do not await them.
func (o *Order) onBehalf(e approval.Elector, steps []string) (names []string) {
	alone := approval.Elector{Holder: e.Holder}
	own := o.Course.Awaits(alone, o.Contributors)
	for _, other := range e.StandsInFor {
		theirs := o.Course.Awaits(approval.Elector{Holder: e.Holder, StandsInFor: []approval.Holder{other}}, o.Contributors)
		if slices.ContainsFunc(steps, func(id string) bool { return slices.Contains(theirs, id) && !slices.Contains(own, id) }) {
			names = append(names, other.Name)
		}
	}
	return names
}

// asks says whether a question of the order is put to somebody.
func (o *Order) asks(a identity.Actor) bool {
	return o.Requester == a.ID || slices.Contains(o.Contributors, a.ID)
}

// Instances are what was ordered for the needs that the actor may see.
func (s *Service) Instances(ctx context.Context, a identity.Actor, q InstanceQuery) (page havre.Page[Instance], err error) {
	if err := record.SignedIn(a); err != nil {
		return page, err
	}
	q.Needs = record.See(a, q.Needs)
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Instances(ctx, q)
		return err
	})
	return page, err
}

// Instance is one that the actor may see.
func (s *Service) Instance(ctx context.Context, a identity.Actor, id string) (i *Instance, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if err := record.SignedIn(a); err != nil {
			return err
		}
		if i, err = tx.Instance(ctx, id); err != nil {
			return record.Hidden(err)
		}
		_, err = record.ReadNeed(ctx, tx, a, i.Need)
		return err
	})
	if err != nil {
		return nil, err
	}
	return i, nil
}

// ReportUse records the measured use of an instance, in percent by resource.
func (s *Service) ReportUse(ctx context.Context, a identity.Actor, id string, use map[string]float64) error {
	return s.write(ctx, a, func(tx Tx) error {
		i, err := tx.Instance(ctx, id)
		if err != nil {
			return record.Hidden(err)
		}
		if err := s.mayOperate(ctx, tx, a, i.Offer); err != nil {
			return err
		}
		for r, percent := range use {
			if _, has := i.Wish.Configuration.Resources[r]; !has || percent < 0 || percent > 100 {
				return havre.Problems{{Field: "use." + r, Message: havre.Text{FR: "un pourcentage (0 à 100) d’une ressource qu’elle a est attendu", EN: "a percentage (0 to 100) of a resource it has is expected"}}}
			}
		}
		i.Use, i.UsedOn = use, s.Today()
		s.Records.Stamp(&i.Stamps, a)
		if err := tx.SaveInstance(ctx, i); err != nil {
			return err
		}
		about := record.Subject{Kind: "Instance", ID: i.ID, Name: i.Name, Organisation: i.Organisation, Object: identity.Object{Path: i.Path}}
		return s.Records.Log(ctx, tx, a, "instance.use", about, record.Details("use", use))
	})
}

// mayOperate refuses those who do not operate an offer.
func (s *Service) mayOperate(ctx context.Context, tx Tx, a identity.Actor, offer string) error {
	operators, err := tx.Operators(ctx)
	if err != nil {
		return err
	}
	path := identity.PortalPath
	if id := operators[offer]; id != "" {
		org, err := tx.Organisation(ctx, id)
		if err != nil {
			return err
		}
		path = org.Path
	}
	return record.Allow(a, identity.WorkOrder, record.Subject{Kind: "Offer", ID: offer, Name: offer, Object: identity.Object{Path: path}})
}
