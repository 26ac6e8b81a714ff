package provision

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/record"
)

// orphanPause is how long the ledger waits before it tries to remove something again.
const orphanPause = 5 * time.Minute

// orphan enters an object that could not be removed in the ledger, once.
func (s *Service) orphan(ctx context.Context, tx Tx, d *Deployment, o plan.Object, why *Trouble) error {
	known, err := tx.OrphanOf(ctx, d.Target, o.Kind, o.ID)
	switch {
	case errors.Is(err, &havre.Fault{Code: havre.NotFound}):
		known = &Orphan{ID: s.Records.NewID(), Deployment: d.ID, Number: d.Number, Target: d.Target, Object: o, Since: s.now()}
	case err != nil:
		return err
	}
	if why != nil {
		known.Why = *why
	}
	known.Tries++
	known.NextAt = s.now().Add(min(orphanPause*time.Duration(known.Tries), 24*time.Hour))
	if err := tx.SaveOrphan(ctx, known); err != nil {
		return err
	}
	if known.Tries > 1 {
		return nil
	}
	return s.log(ctx, tx, identity.System(), d, "orphan.enter", "kind", o.Kind, "object", o.ID, "order", d.Number)
}

// retryOrphan tries again to remove one object of the ledger.
func (s *Service) retryOrphan(ctx context.Context, o *Orphan) error {
	var d *Deployment
	err := s.DB.Read(ctx, func(tx Tx) (err error) {
		d, err = tx.Deployment(ctx, o.Deployment)
		return err
	})
	if err != nil {
		return err
	}
	t, env := s.target(o.Target), s.environment(d)
	if t == nil {
		return noTarget(d)
	}
	gone, how := false, "vanished"
	seen, err := t.cloud().Read(ctx, env, []plan.Object{o.Object})
	if err == nil && seen[0].State != plan.Absent {
		how = "removed"
		if err = t.cloud().Delete(ctx, env, o.Object); err == nil {
			seen, err = t.cloud().Read(ctx, env, []plan.Object{o.Object})
		}
	}
	gone = err == nil && seen[0].State == plan.Absent
	var besides []plan.Object
	if err != nil && driver.FailureOf(err).Reason == driver.Conflicting {
		besides = s.leftovers(ctx, t, d, env)
	}
	return s.DB.Write(ctx, func(tx Tx) error {
		if gone {
			return s.settleOrphan(ctx, tx, identity.System(), o, how)
		}
		why := trouble(&driver.Failure{Reason: driver.Conflicting, What: plan.Leaving.Text()}, s.now())
		if err != nil {
			why = trouble(driver.FailureOf(err), s.now())
		}
		for i := range besides {
			_, err := tx.OrphanOf(ctx, d.Target, besides[i].Kind, besides[i].ID)
			if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
				err = s.orphan(ctx, tx, d, besides[i], why)
			}
			if err != nil {
				return err
			}
		}
		return s.orphan(ctx, tx, d, o.Object, why)
	})
}

// leftovers are the objects of a deployment that nobody wants any more: what a call that
// was never answered made after all keeps what it is in from being removed.
func (s *Service) leftovers(ctx context.Context, t *Target, d *Deployment, env driver.Environment) []plan.Object {
	found, err := t.cloud().Inventory(ctx, env)
	if err != nil {
		return nil // the next try asks again
	}
	return slices.DeleteFunc(found, func(o plan.Object) bool { return o.Key == "" || d.wants(o.Key) })
}

// settleOrphan records that an object of the ledger is accounted for; a deployment that
// was to end ends with its last one.
func (s *Service) settleOrphan(ctx context.Context, tx Tx, a identity.Actor, o *Orphan, how string) error {
	o.GoneAt, o.GoneHow = s.now(), how
	if err := tx.SaveOrphan(ctx, o); err != nil {
		return err
	}
	if err := tx.DropResource(ctx, o.Deployment, o.Object.Key, o.Object.ID); err != nil {
		return err
	}
	d, err := tx.Deployment(ctx, o.Deployment)
	if err != nil {
		return err
	}
	if err := s.log(ctx, tx, a, d, "orphan.settle", "kind", o.Object.Kind, "object", o.Object.ID, "how", how); err != nil {
		return err
	}
	left, err := tx.Orphans(ctx, OrphanQuery{Needs: everybodys, Deployment: d.ID, Open: true, List: havre.List{Limit: 1}})
	if err != nil || len(left.Items) > 0 || d.State != Leaving || len(d.Wanted) > 0 {
		return err
	}
	if run, err := tx.Run(ctx, d.Run); err != nil || !run.State.Ended() {
		return err
	}
	d.State = Gone
	if err := tx.DropSealed(ctx, d.ID, ""); err != nil {
		return err
	}
	return s.save(ctx, tx, identity.System(), d)
}

// Orphans is the ledger, as somebody may read it.
func (s *Service) Orphans(ctx context.Context, a identity.Actor, q OrphanQuery) (page havre.Page[Orphan], err error) {
	if err := record.SignedIn(a); err != nil {
		return page, err
	}
	q.Needs = record.See(a, q.Needs)
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Orphans(ctx, q)
		return err
	})
	return page, err
}

// SettleOrphan lets somebody say what became of an object that Havre cannot remove: its
// operator deleted it, or keeps it.
func (s *Service) SettleOrphan(ctx context.Context, a identity.Actor, id, how string) error {
	how = strings.TrimSpace(how)
	if how == "" {
		return havre.Problems{{Field: "how", Message: havre.Text{FR: "dites ce qu’il est devenu : supprimé par l’opérateur, gardé, et sur quelle référence", EN: "say what became of it: removed by the operator, kept, and by which reference"}}}
	}
	return s.write(ctx, a, func(tx Tx) error {
		o, err := tx.Orphan(ctx, id)
		if err != nil {
			return record.Hidden(err)
		}
		if _, err := s.deploymentFor(ctx, tx, a, o.Deployment, identity.WriteDeployment); err != nil {
			return err
		}
		if o.Settled() {
			return nil
		}
		return s.settleOrphan(ctx, tx, a, o, how)
	})
}

// write runs fn in a transaction; what the policy refuses is put in the journal.
func (s *Service) write(ctx context.Context, a identity.Actor, fn func(Tx) error) error {
	return s.Records.JournalRefusal(ctx, a, s.DB.Write(ctx, fn))
}
