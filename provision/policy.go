package provision

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/plan"
)

// Reaction is what is done about a difference.
type Reaction string

// The reactions.
const (
	Tell   Reaction = "tell"   // shown to who ordered, who decides
	Repair Reaction = "repair" // made again as it was ordered
	Accept Reaction = "accept" // taken as it is
)

// Policy says what is done about drift: the most precise of "kind.field", "kind" and ""
// counts. What is not said is told, except what opens or closes something, which is
// repaired. A repair that would lose data is always told first.
type Policy map[string]Reaction

// of is what a policy says of a field of a kind, "" when it says nothing.
func (p Policy) of(kind, field string) Reaction {
	for _, name := range []string{kind + "." + field, kind, ""} {
		if r, ok := p[name]; ok {
			return r
		}
	}
	return ""
}

// reaction is what is done about one field of a resource.
func (s *Service) reaction(t *Target, d *Deployment, k *plan.Kind, field string) Reaction {
	for _, p := range []Policy{d.Policy, t.Policy} {
		if r := p.of(k.Name, field); r != "" {
			return r
		}
	}
	if k.Secure {
		return Repair
	}
	return Tell
}

// react sorts what differs: the keys to repair, and the steps whose findings to accept.
// A resource is repaired when one of its differences is, and accepted when all are.
func (s *Service) react(t *Target, d *Deployment, p *plan.Plan) (repair []string, accept []plan.Step) {
	kinds := map[string]*plan.Kind{}
	for _, k := range t.Driver.Kinds() {
		kinds[k.Name] = &k
	}
	for i := range p.Steps {
		st := &p.Steps[i]
		k := kinds[st.Kind]
		if k == nil || p.Part(st.Key).Loses() {
			continue
		}
		fields := []string{"exists"}
		if len(st.Changes) > 0 {
			fields = nil
			for _, c := range st.Changes {
				fields = append(fields, c.Field)
			}
		}
		all := true
		for _, f := range fields {
			switch s.reaction(t, d, k, f) {
			case Repair:
				repair = append(repair, st.Key)
				all = false
			case Tell:
				all = false
			case Accept:
			}
		}
		if double := st.Verb == plan.Delete && !st.Renew && d.wants(st.Key); double {
			repair, all = append(repair, st.Key), false // what a lost answer made twice is nobody's
		}
		if all && st.Verb == plan.Update {
			accept = append(accept, *st)
		}
	}
	return plan.Set(repair...), accept
}

// wants says whether a resource of that key is wanted.
func (d *Deployment) wants(key string) bool {
	return slices.ContainsFunc(d.Wanted, func(r plan.Resource) bool { return r.Key == key })
}

// accept takes what was found of a resource as it is.
func (d *Deployment) accept(st *plan.Step) {
	if d.Accepted == nil {
		d.Accepted = map[string]plan.Attributes{}
	}
	a := maps.Clone(d.Accepted[st.Key])
	if a == nil {
		a = plan.Attributes{}
	}
	for _, c := range st.Changes {
		if c.From != nil {
			a[c.Field] = c.From
		} else {
			a[c.Field] = ""
		}
	}
	d.Accepted[st.Key] = a
}

// SettleDrift repairs or accepts what differs of some resources; no key is all of them.
func (s *Service) SettleDrift(ctx context.Context, a identity.Actor, id string, r Reaction, keys ...string) (d *Deployment, err error) {
	err = s.write(ctx, a, func(tx Tx) error {
		if d, err = s.deploymentFor(ctx, tx, a, id, identity.WriteDeployment); err != nil {
			return err
		}
		rows, err := tx.Resources(ctx, d.ID)
		if err != nil {
			return err
		}
		if err := unknownKeys(d, rows, keys).Err(); err != nil {
			return err
		}
		if d.State != Running {
			why, _ := d.May(Apply)
			return NotNow(why)
		}
		if len(keys) == 0 {
			keys = drifting(d, rows)
		}
		if len(keys) == 0 {
			return nil // nothing differs
		}
		if err := s.log(ctx, tx, a, d, "deployment.drift-"+string(r), "resources", len(keys)); err != nil {
			return err
		}
		if r == Repair {
			d.Only = keys
			return s.begin(ctx, tx, a, d, Repaired)
		}
		return s.acceptAll(ctx, tx, a, d, rows, keys)
	})
	return d, err
}

// unknownKeys refuses keys that a deployment does not have, and says which differ. One
// that did not differ at the last look may since: it is not refused.
func unknownKeys(d *Deployment, rows []Resource, keys []string) (ps havre.Problems) {
	differ := drifting(d, rows)
	what := havre.Text{FR: "rien ne différait au dernier examen", EN: "nothing differed at the last look"}
	if len(differ) > 0 {
		what = havre.Text{FR: "ceux qui diffèrent : %[1]s", EN: "those that differ: %[1]s"}.With(strings.Join(differ, ", "))
	}
	for _, key := range keys {
		if d.wants(key) || slices.ContainsFunc(rows, func(r Resource) bool { return r.Object.Key == key }) {
			continue
		}
		ps = append(ps, havre.Problem{
			Field: "keys", Value: key, Suggestion: havre.Nearest(key, differ),
			Message: havre.Text{FR: "cette ressource n’a pas cet objet ; %[1]s", EN: "this resource has no such object; %[1]s"}.With(what),
		})
	}
	return ps
}

// drifting are the keys of what differs.
func drifting(d *Deployment, rows []Resource) (keys []string) {
	seen := map[string]bool{}
	for i := range rows {
		r := &rows[i]
		seen[r.Object.Key] = true
		if r.Differs() {
			keys = append(keys, r.Object.Key)
		}
	}
	for i := range d.Wanted {
		if !seen[d.Wanted[i].Key] {
			keys = append(keys, d.Wanted[i].Key)
		}
	}
	return plan.Set(keys...)
}

// Differs says whether a resource is not as it is wanted.
func (r *Resource) Differs() bool {
	return len(r.Drift) > 0 || r.Wanted == nil || r.Object.State == plan.Absent || r.Object.State == plan.Broken
}

// acceptAll takes fields as they were found. What is gone or in error cannot be
// accepted: an order changes what is wanted.
func (s *Service) acceptAll(ctx context.Context, tx Tx, a identity.Actor, d *Deployment, rows []Resource, keys []string) error {
	for i := range rows {
		r := &rows[i]
		if !slices.Contains(keys, r.Object.Key) || len(r.Drift) == 0 {
			continue
		}
		d.accept(&plan.Step{Key: r.Object.Key, Changes: r.Drift})
		r.Drift = nil
		if err := tx.SaveResource(ctx, r); err != nil {
			return err
		}
	}
	d.Drifted = len(drifting(d, rows))
	return s.save(ctx, tx, a, d)
}
