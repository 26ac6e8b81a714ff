package provision

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// launch begins the calls of steps that were marked, and one look at all that the cloud
// is at work on.
func (c *carrying) launch(ctx context.Context, start map[int]Step, looks []int) {
	for i, before := range start {
		c.flying[i] = true
		call := c.call(before)
		go func() {
			o, err := call(ctx)
			c.answers <- answer{step: i, object: o, err: err}
		}()
	}
	if len(looks) == 0 {
		return
	}
	c.looking = true
	objects := make([]plan.Object, len(looks))
	for k, i := range looks {
		c.flying[i] = true
		objects[k] = c.steps[i].Made
	}
	go func() {
		seen, err := c.target.cloud().Read(ctx, c.env, objects)
		if err == nil && len(seen) != len(objects) {
			err = errors.New("a driver answered about other objects than it was asked")
		}
		for k, i := range looks {
			a := answer{step: i, err: err, looked: true, last: k == len(looks)-1}
			if err == nil {
				a.object = seen[k]
			}
			c.answers <- a
		}
	}()
}

// call is what a step asks of the cloud, as it stood before this attempt. It reads
// nothing of the worker that changes meanwhile.
func (c *carrying) call(st Step) func(context.Context) (plan.Object, error) {
	wanted := st.Wanted
	missing := slices.DeleteFunc(wanted.With.Refs(), func(key string) bool { return c.ids[key] != "" })
	wanted.With = wanted.With.Resolve(c.ids)
	switch st.Verb {
	case plan.Create:
		if st.Made.State == plan.Broken { // what was made is no good: it goes first
			return func(ctx context.Context) (plan.Object, error) { return c.remove(ctx, st.Made) }
		}
		if len(missing) > 0 {
			return func(context.Context) (plan.Object, error) { return plan.Object{}, lacksNeeds(&wanted, missing) }
		}
		return func(ctx context.Context) (plan.Object, error) {
			o, err := c.target.cloud().Create(ctx, c.env, wanted)
			return keyed(o, &st), err
		}
	case plan.Update:
		changes := plan.Changes(c.kind(st.Kind), wanted.With, st.Found.With, c.d.Accepted[st.Key])
		return func(ctx context.Context) (plan.Object, error) {
			o, err := c.target.cloud().Update(ctx, c.env, wanted, st.Found, changes)
			return keyed(o, &st), err
		}
	default:
		return func(ctx context.Context) (plan.Object, error) { return c.remove(ctx, st.Found) }
	}
}

// search looks for what earlier attempts may have made: they are not made again before
// it is sure that nothing comes of them.
func (c *carrying) search(ctx context.Context, steps []int) {
	for _, i := range steps {
		c.flying[i] = true
		wanted := c.steps[i].Wanted
		wanted.With = wanted.With.Resolve(c.ids)
		go func() {
			found, err := c.target.cloud().Find(ctx, c.env, wanted)
			c.answers <- answer{step: i, searched: true, found: found, err: err}
		}()
	}
}

// searched takes in what was found of an earlier attempt.
func (c *carrying) searched(st *Step, a *answer, now time.Time) {
	wanted := st.Wanted.With.Resolve(c.ids)
	switch {
	case len(a.found) > 0 && (a.found[0].State != plan.Ready || len(plan.Changes(c.kind(st.Kind), wanted, a.found[0].With, nil)) == 0):
		a.object = a.found[0] // doubles, if any, are met by the look that follows
		c.making(st, a, now)
	case len(a.found) > 0: // half made, of several requests: Create finishes it
		st.State, st.NextAt = Waiting, now
	case now.Before(st.UnsureUntil):
		st.NextAt = now.Add(min(st.UnsureUntil.Sub(now), c.pace.Settle))
		if st.Failure == nil {
			st.Failure = trouble(lostAnswer, now)
		}
	default: // it was not made, and will not be
		st.State, st.NextAt, st.UnsureUntil = Waiting, now, time.Time{}
	}
}

var lostAnswer = &driver.Failure{
	Reason: driver.Uncertain,
	What:   havre.Text{FR: "La réponse de la plateforme s’est perdue ; Havre vérifie avant de recommencer.", EN: "The answer of the platform was lost; Havre checks before it tries again."},
}

// lacksNeeds tells that what a resource needs vanished meanwhile.
func lacksNeeds(r *plan.Resource, missing []string) error {
	return &driver.Failure{
		Reason: driver.Gone, Next: tryAgain,
		What: havre.Text{FR: "Ce dont « %[1]s » dépend n’existe plus : %[2]s.", EN: "What “%[1]s” needs is no longer there: %[2]s."}.With(r.Name, strings.Join(missing, ", ")),
	}
}

// remove asks that an object go.
func (c *carrying) remove(ctx context.Context, o plan.Object) (plan.Object, error) {
	if err := c.target.cloud().Delete(ctx, c.env, o); err != nil {
		return o, err
	}
	o.State = plan.Leaving
	return o, nil
}

func keyed(o plan.Object, st *Step) plan.Object {
	o.Key, o.Kind = st.Key, st.Kind
	return o
}

// kind is a kind of the driver; one it no longer declares has no rule.
func (c *carrying) kind(name string) *plan.Kind {
	for _, k := range c.target.Driver.Kinds() {
		if k.Name == name {
			return &k
		}
	}
	return &plan.Kind{Name: name}
}

var tryAgain = havre.Text{FR: "Relancez la réalisation depuis la page de la ressource.", EN: "Try again on the page of the resource."}
