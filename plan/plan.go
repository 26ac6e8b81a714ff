// Package plan says what provisioning would do, before it does it: the resources that
// an order wants, those that exist, and between the two the difference, as steps that
// a person can read and review.
//
// It is pure: it calls no cloud, reads no clock and knows neither a product nor how a
// step is carried out (package provision does). What a resource of some kind is made
// of is the business of its driver; here it has a key, attributes and references.
package plan

import (
	"slices"

	"github.com/havre-cloud/havre"
)

// Kind tells of one kind of resource what a difference needs to know.
type Kind struct {
	Name  string     // "server", of the driver that declares it
	Title havre.Text // for people, in the singular: « serveur »
	// Fixed are the attributes that no update changes: the resource is made again.
	Fixed []string
	// Once are the attributes that only matter when it is made: what a cloud does not
	// give back (cloud-init data), or what is its own afterwards. They never differ.
	Once []string
	// Data says that deleting it loses what a team stored in it.
	Data bool
	// Secure says that a difference opens or closes something: it is a matter of
	// security, and is repaired unless somebody decides otherwise.
	Secure bool
}

// Resource is one external object as it is wanted.
type Resource struct {
	// Key names it in its environment, and never changes: "server/front-1".
	Key  string     `json:"key"`
	Kind string     `json:"kind"`
	Name string     `json:"name"` // as the platform shows it
	With Attributes `json:"with,omitempty"`
	// After are the keys of resources made before it, besides those that its attributes
	// refer to.
	After []string `json:"after,omitempty"`
}

// State is how far an external object is.
type State string

// The states of an external object.
const (
	Absent  State = ""        // it does not exist
	Pending State = "pending" // its cloud is at work on it
	Ready   State = "ready"
	Broken  State = "broken"  // it exists, in a state that the cloud calls an error
	Leaving State = "leaving" // it is being deleted
)

// Text is the state as a person reads it.
func (s State) Text() havre.Text {
	switch s {
	case Ready:
		return havre.Text{FR: "en service", EN: "in service"}
	case Pending:
		return havre.Text{FR: "en cours de création ou de changement", EN: "being made or changed"}
	case Broken:
		return havre.Text{FR: "en erreur chez la plateforme", EN: "in error on the platform"}
	case Leaving:
		return havre.Text{FR: "en cours de suppression", EN: "being deleted"}
	case Absent:
	}
	return havre.Text{FR: "disparu", EN: "gone"}
}

// Object is an external object as it was observed.
type Object struct {
	Key  string `json:"key"` // of the resource it carries the identity of, "" when it carries none
	Kind string `json:"kind"`
	ID   string `json:"id"` // of the platform
	Name string `json:"name"`
	State
	With Attributes `json:"with,omitempty"`
	// After are the keys of what it needed when it was made: it is deleted before them.
	After []string `json:"after,omitempty"`
	// Words are what the platform says of its state, in its own language.
	Words string `json:"words,omitempty"`
}

// Verb is what a step does.
type Verb string

// The verbs, in the order of the lists.
const (
	Create  Verb = "create"
	Update  Verb = "update"
	Replace Verb = "replace" // what deleting and creating mean together
	Delete  Verb = "delete"
)

// Change is one attribute that differs.
type Change struct {
	Field string `json:"field"`
	From  any    `json:"from,omitempty"` // nil: it had none
	To    any    `json:"to,omitempty"`   // nil: it is to have none
}

// Step is one thing to do to one resource. Making one again is two steps: the object
// is deleted, then created, and what leans on it in between.
type Step struct {
	// ID names it in its plan: its verb and its key.
	ID   string `json:"id"`
	Verb Verb   `json:"verb"` // Create, Update or Delete
	Key  string `json:"key"`
	Kind string `json:"kind"`
	Name string `json:"name"`
	// Wanted is the resource to be; its zero value for a deletion.
	Wanted Resource `json:"wanted,omitzero"`
	// Found is the object there is, its zero value for a creation.
	Found   Object   `json:"found,omitzero"`
	Changes []Change `json:"changes,omitempty"`
	// After are the identifiers of the steps of this plan, awaited ones too, that come
	// before it.
	After []string `json:"after,omitempty"`
	// Renew says that it is one of the two steps that make a resource again.
	Renew bool `json:"renew,omitempty"`
	// Loses says that the step deletes what a team stored.
	Loses bool `json:"loses,omitempty"`
}

// Plan is a difference: what to do for what exists to be what is wanted.
type Plan struct {
	Steps     []Step `json:"steps"`
	Unchanged int    `json:"unchanged"` // resources that are as wanted
	// Awaited are the resources that their cloud is still at work on, as the creations that
	// whoever carries the plan out has to see to their end, each with its object. Steps that
	// change or use such a resource come after its creation.
	Awaited []Step `json:"awaited,omitempty"`
	// Foreign are the objects found that no order of this portal made.
	Foreign []Object `json:"foreign,omitempty"`
}

// Empty says that nothing is to be done.
func (p *Plan) Empty() bool { return len(p.Steps) == 0 }

// Loses says whether a step deletes what a team stored.
func (p *Plan) Loses() bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Loses })
}

// Part is the plan of some resources, with what cannot be left out: what is to be made
// before them, and what leans on those that are made again. No key is the whole plan.
func (p *Plan) Part(keys ...string) *Plan {
	if len(keys) == 0 {
		return p
	}
	byID, kept := map[string]*Step{}, map[string]bool{}
	for i := range p.Steps {
		byID[p.Steps[i].ID] = &p.Steps[i]
	}
	for _, key := range keys {
		kept[key] = true
	}
	for more := true; more; {
		more = false
		for i := range p.Steps {
			s := &p.Steps[i]
			if !kept[s.Key] {
				continue
			}
			for _, id := range s.After {
				if b := byID[id]; b != nil && !kept[b.Key] && (b.Verb != Update || s.Verb == Delete) {
					kept[b.Key], more = true, true
				}
			}
		}
	}
	out := &Plan{Unchanged: p.Unchanged, Foreign: p.Foreign}
	needed := map[string]bool{} // what comes before the steps that are kept, by ID
	for _, s := range p.Steps {
		if kept[s.Key] {
			s.After = slices.DeleteFunc(slices.Clone(s.After), func(id string) bool { return byID[id] != nil && !kept[byID[id].Key] })
			for _, id := range s.After {
				needed[id] = true
			}
			out.Steps = append(out.Steps, s)
		}
	}
	for _, s := range p.Awaited {
		if kept[s.Key] || needed[s.ID] {
			out.Awaited = append(out.Awaited, s)
		}
	}
	return out
}

// Count is how many resources a verb applies to.
func (p *Plan) Count(v Verb) (n int) {
	for i := range p.Steps {
		if p.Steps[i].Means() == v {
			n++
		}
	}
	return n
}

// Means is the verb of what becomes of the resource: [Replace] for the step that makes
// it again, "" for the one that deletes it before.
func (s *Step) Means() Verb {
	switch {
	case !s.Renew:
		return s.Verb
	case s.Verb == Create:
		return Replace
	}
	return ""
}

// Text is a verb as a person reads it.
func (v Verb) Text() havre.Text {
	switch v {
	case Create:
		return havre.Text{FR: "créer", EN: "create"}
	case Update:
		return havre.Text{FR: "modifier", EN: "update"}
	case Replace:
		return havre.Text{FR: "remplacer", EN: "replace"}
	case Delete:
		return havre.Text{FR: "supprimer", EN: "delete"}
	}
	return havre.Same(string(v))
}
