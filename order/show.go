package order

import (
	"context"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/record"
)

// Show ticks a check of an order, with the reference of what shows it. The last one that
// an approved order waited for lets it go on.
func (s *Service) Show(ctx context.Context, a identity.Actor, id string, version int64, check, proof string) (*Order, error) {
	proof = strings.TrimSpace(proof)
	if len([]rune(proof)) < shortestProof {
		return nil, havre.Problems{{Field: "proof", Value: proof, Message: havre.Text{FR: "donnez la référence et la date du document qui le montre", EN: "give the reference and the date of the document that shows it"}}}
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

// shortestProof is how many characters say at least what document it is.
const shortestProof = 5

// Vouched says whether a check is out of the hands of somebody who ordered: once people
// agreed, what is due before the approval or the order form is for those who may hold
// the order to accept.
func (o *Order) Vouched(person string, c *Check) bool {
	agreed := slices.ContainsFunc(o.Course.Steps, func(s approval.Step) bool { return s.Done() && s.State != approval.ByRule })
	return agreed && c.Binding && c.Before != BeforeLive && slices.Contains(o.Contributors, person)
}

func vouched() error {
	return &havre.Fault{
		Code:    havre.Forbidden,
		Message: havre.Text{FR: "Des accords ont été donnés sur cette commande : vous ne changez plus seul ce qui la justifie.", EN: "Agreement was given to this order: you no longer change alone what justifies it."},
		Next:    havre.Text{FR: "Joignez la pièce à un message ; un approbateur, le RSSI ou l’acheteur dira que c’est montré.", EN: "Join the document to a message; an approver, the security officer or the buyer will say that it is shown."},
	}
}

// mayShow says who ticks: those who order, or who may hold the order.
func (o *Order) mayShow(a identity.Actor, n *record.Need) error {
	if record.Allow(a, identity.HoldOrder, o.subject(n)) == nil {
		return nil
	}
	return record.Allow(a, identity.WriteOrder, o.subject(n))
}

func (s *Service) tickCheck(ctx context.Context, a identity.Actor, id string, version int64, check string, fn func(*Check)) (*Order, error) {
	return s.act(ctx, a, id, version, identity.ReadOrder, "order.check", func(tx Tx, o *Order, n *record.Need) error {
		if err := o.mayShow(a, n); err != nil {
			return err
		}
		i := slices.IndexFunc(o.Checks, func(c Check) bool { return c.ID == check })
		if i >= 0 && o.State.Ended() && (o.Checks[i].Before != BeforeLive || o.State != Completed && o.State != Partial) {
			return notNow(o, Approve)
		}
		if i < 0 {
			return havre.Problems{{Field: "check", Value: check, Message: havre.Text{FR: "cette commande n’a pas ce point à montrer", EN: "this order has no such thing to show"}}}
		}
		if o.Vouched(a.ID, &o.Checks[i]) {
			return vouched()
		}
		waited := yetToShow(o.lacking(BeforeApproval))
		fn(&o.Checks[i])
		if o.State == Held && o.Why == waited { // it was held for that
			if o.Why = yetToShow(o.lacking(BeforeApproval)); o.Why.IsZero() {
				o.Why = havre.Text{FR: "Tout ce qu’il fallait montrer l’est : la commande peut reprendre.", EN: "All that had to be shown is: the order may be resumed."}
			}
		}
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
