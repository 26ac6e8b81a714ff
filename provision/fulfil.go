package provision

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/record"
)

var _ order.Fulfiller = (*Service)(nil)

// BlueprintField is the field of a plan that says what is built in the space ordered.
const BlueprintField = "blueprint"

// Serves implements order.Fulfiller: what the portal has an account for, unless it was
// made by hand before that.
func (s *Service) Serves(ctx context.Context, d order.Delivery) (bool, error) {
	if d.Item.Action == order.Add {
		return s.targetFor(&d) != nil, nil
	}
	found := true
	err := s.DB.Read(ctx, func(tx Tx) error {
		_, err := tx.Deployment(ctx, d.Instance.ID)
		if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			found, err = false, nil
		}
		return err
	})
	return found, err
}

// Fulfil implements order.Fulfiller. The first call for an item sets what is wanted and
// begins a run; the next ones tell how far it is. A failure is told once: its order is
// held, and the first call after it was resumed tries again.
func (s *Service) Fulfil(ctx context.Context, d order.Delivery) (p order.Progress, err error) {
	var failed *havre.Fault
	err = s.DB.Write(ctx, func(tx Tx) error {
		dep, err := s.asked(ctx, tx, &d)
		if err != nil {
			return err
		}
		if dep.failing() && dep.Told != dep.Run {
			dep.Told, failed = dep.Run, &havre.Fault{Code: havre.Conflict, Message: dep.Why, Next: dep.Next}
			return s.save(ctx, tx, identity.System(), dep)
		}
		p, err = s.progress(ctx, tx, dep, d.Item.Action)
		return err
	})
	if failed != nil && err == nil {
		return p, &jobs.Stop{Cause: failed}
	}
	if f := havre.FaultOf(err); f != nil && f.Code == havre.Invalid {
		return p, &jobs.Stop{Cause: err} // what is asked cannot be had: somebody changes it
	}
	return p, err
}

// Check implements order.Fulfiller: what is to be built is designed as it will be, with
// what the cloud was last known to have.
func (s *Service) Check(d order.Delivery, n *record.Need) havre.Problems {
	t := s.targetFor(&d)
	if t == nil || d.Item.Action == order.Delete || d.Item.Standing() == nil {
		return nil
	}
	o, err := ordered(n, &d)
	if err == nil {
		o.Environment = driver.Environment{ID: unborn, Name: d.Instance.Name, Order: d.Number}
		_, err = t.Driver.Design(o, s.profileOf(t))
	}
	f := havre.FaultOf(err)
	if f == nil || f.Code != havre.Invalid {
		return nil // it is no fault of who orders: the delivery says what it is
	}
	for i := range f.Problems { // what is wrong in the text itself is told by its own fields
		if p := &f.Problems[i]; !strings.HasPrefix(p.Field, "choices.") {
			p.Field = "choices." + BlueprintField + "." + p.Field
		}
	}
	return f.Problems
}

// unborn stands for the identifier of what is not ordered yet.
const unborn = "00000000000000000000000000"

// failing says whether the deployment waits for somebody to try again or to give up.
func (d *Deployment) failing() bool { return d.State == Failed || d.State == Cancelled }

// asked is the deployment of a delivery, as that delivery wants it.
func (s *Service) asked(ctx context.Context, tx Tx, d *order.Delivery) (*Deployment, error) {
	dep, err := tx.Deployment(ctx, d.Instance.ID)
	switch {
	case errors.Is(err, &havre.Fault{Code: havre.NotFound}):
		t := s.targetFor(d)
		if t == nil {
			return nil, noTarget(&Deployment{Target: d.Plan.Offer})
		}
		dep = &Deployment{ID: d.Instance.ID, Target: t.Name, Driver: t.Driver.Name(), Need: d.Instance.Need, Name: d.Instance.Name, Offer: d.Plan.Offer}
	case err != nil:
		return nil, err
	case dep.Order == d.Order && dep.Item == d.Item.Number:
		return dep, s.again(ctx, tx, dep)
	}
	if err := s.want(ctx, tx, dep, d); err != nil {
		return nil, err
	}
	return dep, s.begin(ctx, tx, identity.System(), dep, causeOf(d.Item.Action))
}

func causeOf(a order.Action) Cause {
	if a == order.Delete {
		return Ended
	}
	return Ordered
}

// again goes on with a deployment that had failed, since its order was resumed.
func (s *Service) again(ctx context.Context, tx Tx, d *Deployment) error {
	if !d.failing() || d.Told != d.Run {
		return nil
	}
	return s.begin(ctx, tx, identity.System(), d, Retried)
}

// want sets what a deployment is to be from what was ordered.
func (s *Service) want(ctx context.Context, tx Tx, d *Deployment, by *order.Delivery) error {
	d.Order, d.Number, d.Item = by.Order, by.Number, by.Item.Number
	d.Before, d.Generation = d.Wanted, d.Generation+1
	if by.Item.Action == order.Delete {
		d.Wanted, d.State = nil, Leaving
		return nil
	}
	n, err := tx.Need(ctx, d.Need)
	if err != nil {
		return err
	}
	o, err := ordered(n, by)
	if err != nil {
		return err
	}
	d.Design = *o
	return s.redesign(d)
}

// redesign works out the resources from what was ordered and who has access.
func (s *Service) redesign(d *Deployment) error {
	t := s.target(d.Target)
	if t == nil {
		return noTarget(d)
	}
	o := d.Design
	o.Environment = s.environment(d)
	o.Accesses = nil
	for i := range d.Accesses {
		if d.Accesses[i].Open() {
			o.Accesses = append(o.Accesses, d.Accesses[i].Name)
		}
	}
	got, err := t.Driver.Design(&o, s.profileOf(t))
	if err != nil {
		return err
	}
	w := plan.Wanted{Kinds: t.Driver.Kinds(), Resources: got.Resources}
	if _, err := w.Difference(nil); err != nil { // a mistake of the driver, met before anything is made
		return err
	}
	d.Wanted, d.Cautions, d.State = w.Resources, got.Cautions, Building
	return nil
}

// ordered is what was ordered for a need, in the words of drivers.
func ordered(n *record.Need, by *order.Delivery) (*driver.Order, error) {
	wish := by.Item.Standing()
	if wish == nil {
		return nil, fmt.Errorf("provision: item %d of %s asks for nothing", by.Item.Number, by.Number)
	}
	o := &driver.Order{Offer: by.Plan.Offer, Choices: plan.Attributes{}, Resources: wish.Configuration.Resources}
	for id, v := range wish.Configuration.Choices {
		switch x := v.(type) {
		case string, int64, bool:
			o.Choices[id] = x
		case float64:
			o.Choices[id] = int64(x)
		}
	}
	var tiers []string
	if text := o.Choices.String(BlueprintField); text != "" {
		b, err := blueprint.Parse(BlueprintField, []byte(text))
		if err != nil {
			return nil, err
		}
		o.Blueprint = b
		for i := range b.Tiers {
			tiers = append(tiers, b.Tiers[i].Name)
		}
		delete(o.Choices, BlueprintField)
	}
	need, err := dossierOf(n)
	if err != nil {
		return nil, err
	}
	o.Flows = flowsOf(need, by.Item.Environment, tiers)
	return o, nil
}

// progress tells an order how far its item is.
func (s *Service) progress(ctx context.Context, tx Tx, d *Deployment, a order.Action) (p order.Progress, err error) {
	switch d.State {
	case Running:
		p.Done, p.Outcome, p.Reference = true, order.Completed, d.Reference
		if d.Undone != 0 && d.Undone == d.Item {
			p.Outcome = order.Failed
			p.Message = havre.Text{FR: "Abandonné : ce qui avait été modifié est revenu comme avant.", EN: "Given up: what had been changed is back as it was."}
		}
		return p, nil
	case Gone:
		p.Done, p.Outcome = true, order.Completed
		if a != order.Delete {
			p.Outcome, p.Message = order.Failed, havre.Text{FR: "Abandonné : tout ce qui avait été créé est supprimé.", EN: "Given up: all that had been created is deleted."}
		}
		return p, nil
	case Planned:
		return order.Progress{Message: havre.Text{FR: "Le plan attend une relecture, sur la page de la ressource", EN: "The plan awaits a review, on the page of the resource"}, Again: 10 * time.Second}, nil
	case Building, Undoing, Leaving, Failed, Cancelled:
	}
	p.Again = 2 * time.Second
	p.Message, err = s.words(ctx, tx, d)
	return p, err
}
