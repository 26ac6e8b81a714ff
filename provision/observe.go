package provision

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// lookJob looks at one deployment for drift.
type lookJob struct {
	Deployment string `json:"deployment"`
}

// Kind implements jobs.Job.
func (lookJob) Kind() string { return "provision.look" }

// decoded is a handler of jobs of one type.
func decoded[T any](fn func(context.Context, T, jobs.Attempt) error) func(context.Context, []byte, jobs.Attempt) error {
	return func(ctx context.Context, args []byte, at jobs.Attempt) error {
		var j T
		if err := json.Unmarshal(args, &j); err != nil {
			return &jobs.Stop{Cause: fmt.Errorf("reading a job: %w", err)}
		}
		return fn(ctx, j, at)
	}
}

// patrolled is how many deployments one patrol sends somebody to look at.
const patrolled = 200

// patrol looks for drift where nobody has looked for a while, takes up runs that nobody
// carries on, ends accesses whose time has come, and tries the ledger of orphans again.
func (s *Service) patrol(ctx context.Context, _ []byte, _ jobs.Attempt) error {
	now := s.now()
	var orphans []Orphan
	err := s.DB.Write(ctx, func(tx Tx) error {
		due, err := tx.Deployments(ctx, Query{Needs: everybodys, List: havre.List{Limit: patrolled, Sort: "observed"}, State: Running, Unseen: now.Add(-s.Pace.withDefaults().LookEvery).Format(time.RFC3339Nano)})
		if err != nil {
			return err
		}
		for i := range due.Items {
			if err := tx.Enqueue(ctx, lookJob{Deployment: due.Items[i].ID}, jobs.Options{Unique: due.Items[i].ID}); err != nil {
				return err
			}
		}
		page, err := tx.Orphans(ctx, OrphanQuery{Needs: everybodys, List: havre.List{Limit: patrolled}, Open: true, Due: now.Format(time.RFC3339Nano)})
		orphans = page.Items
		return err
	})
	if err != nil {
		return err
	}
	s.learn(ctx)
	err = errors.Join(s.takeUpAgain(ctx), s.endAccesses(ctx), s.resealed(ctx))
	for i := range orphans {
		if ctx.Err() != nil {
			break
		}
		err = errors.Join(err, s.retryOrphan(ctx, &orphans[i]))
	}
	return err
}

// takeUpAgain enqueues the runs that are under way: a run whose job was lost goes on,
// and one whose job is there is not enqueued twice.
func (s *Service) takeUpAgain(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx Tx) error {
		for _, state := range []State{Building, Undoing, Leaving} {
			page, err := tx.Deployments(ctx, Query{Needs: everybodys, List: havre.List{Limit: patrolled}, State: state})
			if err != nil {
				return err
			}
			for i := range page.Items {
				d := &page.Items[i]
				if d.Paused || d.Run == "" || s.now().Sub(d.UpdatedAt) < 10*time.Minute {
					continue
				}
				if err := s.enqueue(ctx, tx, carryJob{Deployment: d.ID, Run: d.Run}, jobs.Options{}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// resealed seals again some secrets that an older key sealed.
func (s *Service) resealed(ctx context.Context) error {
	_, err := s.Vault.Reseal(ctx, s.DB, patrolled)
	return err
}

// look observes a deployment, says what differs, and does about it what the policy says.
func (s *Service) look(ctx context.Context, j lookJob, _ jobs.Attempt) error {
	var d *Deployment
	var known []Resource
	err := s.DB.Read(ctx, func(tx Tx) (err error) {
		if d, err = tx.Deployment(ctx, j.Deployment); err != nil {
			return err
		}
		known, err = tx.Resources(ctx, d.ID)
		return err
	})
	if err != nil {
		return err
	}
	if _, ok := d.May(Look); !ok {
		return nil // a run is under way: it looks for itself
	}
	t := s.target(d.Target)
	if t == nil {
		return &jobs.Stop{Cause: noTarget(d)}
	}
	found, err := t.cloud().Inventory(ctx, s.environment(d))
	if err != nil {
		if f := driver.FailureOf(err); !f.Reason.Passing() {
			return s.unseen(ctx, d, f)
		}
		return err
	}
	found = remembered(found, known)
	p, err := d.wanted(t.Driver.Kinds()).Difference(found)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx Tx) error { return s.seen(ctx, tx, d, t, found, p) })
}

// unseen records that a deployment cannot be looked at.
func (s *Service) unseen(ctx context.Context, d *Deployment, f *driver.Failure) error {
	return s.DB.Write(ctx, func(tx Tx) error {
		d, err := tx.Deployment(ctx, d.ID)
		if err != nil {
			return err
		}
		d.Why, d.Next = f.What, f.Next
		return s.save(ctx, tx, identity.System(), d)
	})
}

// seen records what was found, and reacts to what differs.
func (s *Service) seen(ctx context.Context, tx Tx, old *Deployment, t *Target, found []plan.Object, p *plan.Plan) error {
	d, err := tx.Deployment(ctx, old.ID)
	if err != nil {
		return err
	}
	if _, ok := d.May(Look); !ok || d.Run != old.Run || d.Generation != old.Generation {
		return nil // it changed while it was being looked at
	}
	drifted, before, err := s.recordFound(ctx, tx, d, found, p)
	if err != nil {
		return err
	}
	d.Foreign, d.ObservedAt = p.Foreign, s.now()
	if d.State == Running {
		d.Why, d.Next = havre.Text{}, havre.Text{}
	}
	d.Drifted = len(drifted)
	repair, accept := s.react(t, d, p)
	for _, st := range accept {
		d.accept(&st)
		d.Drifted--
	}
	if len(repair) > 0 && d.State == Running {
		d.Only = repair
		if err := s.log(ctx, tx, identity.System(), d, "deployment.drift", "resources", len(drifted), "repaired", len(repair)); err != nil {
			return err
		}
		if err := s.begin(ctx, tx, identity.System(), d, Repaired); err != nil {
			return err
		}
	} else if err := s.save(ctx, tx, identity.System(), d); err != nil {
		return err
	}
	if fresh(drifted, before) {
		return s.tellDrift(ctx, tx, d, p, len(repair))
	}
	return nil
}

// recordFound stores each resource as it was found, and gives the keys of those that
// differ, now and before.
func (s *Service) recordFound(ctx context.Context, tx Tx, d *Deployment, found []plan.Object, p *plan.Plan) (drifted, before []string, err error) {
	now := s.now()
	known, err := tx.Resources(ctx, d.ID)
	if err != nil {
		return nil, nil, err
	}
	rows := map[string]*Resource{}
	for i := range known {
		k := &known[i]
		rows[k.Object.Key] = k
		if len(k.Drift) > 0 || k.Object.State == plan.Absent {
			before = append(before, k.Object.Key)
		}
	}
	differs := map[string][]plan.Change{}
	for i := range p.Steps {
		st := &p.Steps[i]
		if own, only := ownChanges(st); !only {
			drifted = append(drifted, st.Key)
			differs[st.Key] = append(differs[st.Key], own...)
		}
	}
	drifted = plan.Set(drifted...)
	wanted := map[string]*plan.Resource{}
	for i := range d.Wanted {
		wanted[d.Wanted[i].Key] = &d.Wanted[i]
	}
	seen := map[string]bool{}
	for _, o := range found {
		if o.Key == "" || seen[o.Key] {
			continue
		}
		seen[o.Key] = true
		r := rows[o.Key]
		if r == nil || r.Object.ID != o.ID {
			r = &Resource{Deployment: d.ID, MadeAt: now, Since: now}
		}
		if r.Object.State != o.State {
			r.Since = now
		}
		r.Object, r.Wanted, r.Drift, r.Words, r.ObservedAt = o, wanted[o.Key], differs[o.Key], o.State.Text(), now
		if err := tx.SaveResource(ctx, r); err != nil {
			return nil, nil, err
		}
	}
	for key, r := range rows { // what is no longer there
		if !seen[key] {
			if r.Object.State != plan.Absent {
				r.Since = now
			}
			r.Object.State, r.Words, r.ObservedAt = plan.Absent, plan.Absent.Text(), now
			if err := tx.SaveResource(ctx, r); err != nil {
				return nil, nil, err
			}
		}
	}
	return drifted, before, nil
}

// ownChanges are the differences of a resource itself. It has only others' when it is to
// be made again because what it refers to is.
func ownChanges(st *plan.Step) (own []plan.Change, onlyOthers bool) {
	for _, c := range st.Changes {
		if to, ok := c.To.(string); !ok || !strings.HasPrefix(to, plan.Ref) {
			own = append(own, c)
		}
	}
	return own, st.Renew && len(own) == 0 && (st.Verb == plan.Create && len(st.Changes) > 0 || st.Verb == plan.Delete && st.Found.State == plan.Ready)
}

// fresh says whether something differs that did not before.
func fresh(drifted, before []string) bool {
	return slices.ContainsFunc(drifted, func(key string) bool { return !slices.Contains(before, key) })
}

// tellDrift tells who ordered what differs, and what Havre does about it.
func (s *Service) tellDrift(ctx context.Context, tx Tx, d *Deployment, p *plan.Plan, repaired int) error {
	var list havre.Text
	for i := range p.Steps {
		if st := &p.Steps[i]; i < 10 {
			line := havre.Same("– %[1]s (%[2]s)\n").With(st.Key, driftText(st))
			list.FR, list.EN = list.FR+line.FR, list.EN+line.EN
		}
	}
	what := havre.Text{FR: "À faire : sur la page de la ressource, réparez ou acceptez chaque écart.", EN: "What to do: on the page of the resource, repair or accept each difference."}
	if repaired > 0 {
		what = havre.Text{FR: "Havre répare ce que la politique dit de réparer. %[1]s", EN: "Havre repairs what the policy says to repair. %[1]s"}.With(what)
	}
	return s.tell(ctx, tx, d, havre.Text{FR: "« %[1]s » n’est plus comme commandée", EN: "“%[1]s” is no longer as ordered"}.With(d.Name), havre.Same("%[1]s\n%[2]s").With(list, what))
}

// driftText says how a resource differs.
func driftText(st *plan.Step) havre.Text {
	switch {
	case st.Verb == plan.Create && !st.Renew:
		return havre.Text{FR: "supprimée hors de Havre", EN: "deleted outside Havre"}
	case st.Verb == plan.Delete && !st.Renew:
		return havre.Text{FR: "en trop", EN: "one too many"}
	case len(st.Changes) > 0:
		return havre.Text{FR: "modifiée : %[1]s", EN: "changed: %[1]s"}.With(st.Changes[0].Field)
	}
	return havre.Text{FR: "en erreur", EN: "in error"}
}

// notice is what people are told of a deployment, also by mail.
func (s *Service) notice(d *Deployment, title, body havre.Text) notify.Notice {
	return notify.Notice{Topic: notify.InstanceAttention, Title: title, Body: body, Link: d.Link(), Object: d.ID, Mail: true}
}
