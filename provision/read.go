package provision

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/pricing"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/record"
)

// View is a deployment with all that a person may want to see of it.
type View struct {
	Deployment
	Resources []Resource
	Runs      []Run  // newest first
	Steps     []Step // of the run under way, or of the last one
	Orphans   []Orphan
	// Kinds gives the words of the kinds of resources.
	Kinds map[string]havre.Text
	// Price is what the instance costs as it was ordered last, and PriceBefore what it
	// cost before that; nil when it did not exist, or no longer does.
	Price, PriceBefore *pricing.Quote
	CloudTitle         havre.Text
	// Exports says that its product has a configuration to leave with.
	Exports bool
}

// Deployment reads a deployment, for those who may read its order.
func (s *Service) Deployment(ctx context.Context, a identity.Actor, id string) (v *View, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		d, err := s.deploymentFor(ctx, tx, a, id, identity.ReadOrder)
		if err != nil {
			return err
		}
		v = &View{Deployment: *d, Kinds: map[string]havre.Text{}}
		if v.Resources, err = tx.Resources(ctx, id); err != nil {
			return err
		}
		if v.Runs, err = tx.Runs(ctx, id, 20); err != nil {
			return err
		}
		if d.Run != "" {
			if v.Steps, err = tx.Steps(ctx, d.Run); err != nil {
				return err
			}
		}
		page, err := tx.Orphans(ctx, OrphanQuery{Needs: everybodys, List: havre.List{Limit: 100}, Deployment: id, Open: true})
		if err != nil {
			return err
		}
		v.Orphans = page.Items
		return s.price(ctx, tx, v)
	})
	if err != nil {
		return nil, err
	}
	if t := s.target(v.Target); t != nil {
		v.CloudTitle = t.Profile.Title
		for _, k := range t.Driver.Kinds() {
			v.Kinds[k.Name] = k.Title
		}
		_, v.Exports = t.Driver.(driver.Exporter)
	}
	return v, nil
}

// price reads what the instance costs, before and after its last order.
func (s *Service) price(ctx context.Context, tx Tx, v *View) error {
	if v.Order == "" {
		return nil
	}
	o, err := tx.Order(ctx, v.Order)
	if err != nil {
		return err
	}
	for i := range o.Items {
		if it := &o.Items[i]; it.Number == v.Item {
			if w := it.Standing(); w != nil {
				v.Price = &w.Quote
			}
			if it.Original != nil {
				v.PriceBefore = &it.Original.Quote
			}
		}
	}
	return nil
}

// Deployments lists those that somebody may see.
func (s *Service) Deployments(ctx context.Context, a identity.Actor, q Query) (page havre.Page[Deployment], err error) {
	if err := record.SignedIn(a); err != nil {
		return page, err
	}
	q.Needs = record.See(a, q.Needs)
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Deployments(ctx, q)
		return err
	})
	return page, err
}

// RunOf reads one run with its steps.
func (s *Service) RunOf(ctx context.Context, a identity.Actor, id, run string) (r *Run, steps []Step, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		d, err := s.deploymentFor(ctx, tx, a, id, identity.ReadOrder)
		if err != nil {
			return err
		}
		if r, err = tx.Run(ctx, run); err != nil || r.Deployment != d.ID {
			return identity.Missing()
		}
		steps, err = tx.Steps(ctx, run)
		return err
	})
	return r, steps, err
}

// Preview says what applying would do now, and does nothing: it asks the cloud.
func (s *Service) Preview(ctx context.Context, a identity.Actor, id string) (*plan.Plan, error) {
	v, err := s.Deployment(ctx, a, id)
	if err != nil {
		return nil, err
	}
	d := v.Deployment
	if d.State == Gone {
		return nil, NotNow(d.engaged())
	}
	d.Only = nil
	p, err := s.planned(ctx, &d, v.Resources)
	if err != nil {
		return nil, asFault(err)
	}
	return p, nil
}

// Ending says what ending a deployment would do now, and does nothing.
func (s *Service) Ending(ctx context.Context, a identity.Actor, id string) (*plan.Plan, error) {
	v, err := s.Deployment(ctx, a, id)
	if err != nil {
		return nil, err
	}
	d := v.Deployment
	if d.State == Gone {
		return nil, NotNow(d.engaged())
	}
	d.Only, d.Wanted = nil, nil
	p, err := s.planned(ctx, &d, v.Resources)
	if err != nil {
		return nil, asFault(err)
	}
	return p, nil
}

// Export writes what was built as configuration that a team can leave with: a Conflict
// where the product has none.
func (s *Service) Export(ctx context.Context, a identity.Actor, id string) (map[string][]byte, error) {
	v, err := s.Deployment(ctx, a, id)
	if err != nil {
		return nil, err
	}
	t := s.target(v.Target)
	if t == nil {
		return nil, noTarget(&v.Deployment)
	}
	by, ok := t.Driver.(driver.Exporter)
	if !ok {
		return nil, &havre.Fault{
			Code:    havre.Conflict,
			Message: havre.Text{FR: "%[1]s n’a pas de configuration à emporter.", EN: "%[1]s has no configuration to leave with."}.With(v.CloudTitle),
			Next:    havre.Text{FR: "La liste des ressources de sa page dit ce qu’il y aurait à refaire ailleurs.", EN: "The list of resources on its page says what would have to be made again elsewhere."},
		}
	}
	built := make([]plan.Object, 0, len(v.Resources))
	for i := range v.Resources {
		if r := &v.Resources[i]; r.Object.State != plan.Absent {
			built = append(built, r.Object)
		}
	}
	o := v.Design
	o.Environment = s.environment(&v.Deployment)
	o.Environment.Secret = nil             // nothing secret leaves in a configuration
	return by.Export(&o, t.Profile, built) //nolint:wrapcheck // a driver tells it in words
}
