package plan

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/havre-cloud/havre"
)

// Wanted is what an environment is to be.
type Wanted struct {
	Kinds     []Kind
	Resources []Resource
	// Accepted are differences that somebody accepted: what was found stands in for
	// what was wanted, by key and field.
	Accepted map[string]Attributes
}

// Difference compares what is wanted with what was found, and says what to do, in an
// order in which it can be done. It refuses resources that refer to what is not there,
// to one another in a circle, or share a key.
//
// Found objects whose key is "" are told as foreign and left alone; those whose key is
// wanted no longer are deleted, and so are all but the first of several that carry the
// same key: a create whose answer was lost was made twice.
func (w *Wanted) Difference(found []Object) (*Plan, error) {
	d, err := w.index(found)
	if err != nil {
		return nil, err
	}
	for i := range w.Resources {
		d.compare(&w.Resources[i])
	}
	d.surplus()
	d.order()
	return &d.out, nil
}

// difference is one being made.
type difference struct {
	*Wanted
	kinds  map[string]*Kind
	wanted map[string]*Resource
	found  map[string][]Object
	known  []Object          // in the order they were found
	ids    map[string]string // of what exists, by key
	renew  map[string]bool   // keys of what is made again
	out    Plan
}

func (w *Wanted) index(found []Object) (*difference, error) {
	d := &difference{Wanted: w, kinds: map[string]*Kind{}, wanted: map[string]*Resource{}, found: map[string][]Object{}, ids: map[string]string{}, renew: map[string]bool{}}
	for i := range w.Kinds {
		d.kinds[w.Kinds[i].Name] = &w.Kinds[i]
	}
	for i := range w.Resources {
		r := &w.Resources[i]
		if d.wanted[r.Key] != nil {
			return nil, fmt.Errorf("plan: two resources are called %s", r.Key)
		}
		if d.kinds[r.Kind] == nil {
			return nil, fmt.Errorf("plan: %s is of kind %q, which its driver does not declare", r.Key, r.Kind)
		}
		d.wanted[r.Key] = r
	}
	sorted, err := d.sorted()
	if err != nil {
		return nil, err
	}
	w.Resources = sorted
	for _, o := range found {
		switch {
		case o.Key == "":
			d.out.Foreign = append(d.out.Foreign, o)
		case o.State == Absent:
		default:
			d.found[o.Key] = append(d.found[o.Key], o)
			d.known = append(d.known, o)
		}
	}
	for key, list := range d.found { // the one to keep comes first
		slices.SortStableFunc(list, func(a, b Object) int { return cmp.Compare(a.rank(), b.rank()) })
		d.ids[key] = list[0].ID
	}
	return d, nil
}

// rank says which of several objects of one key is kept.
func (o *Object) rank() int { return slices.Index([]State{Ready, Pending, Broken, Leaving}, o.State) }

// sorted are the resources, each after those it needs, otherwise in their own order.
func (d *difference) sorted() ([]Resource, error) {
	const visiting, visited = 1, 2
	marks := map[string]int{}
	out := make([]Resource, 0, len(d.Resources))
	var visit func(key, by string) error
	visit = func(key, by string) error {
		r := d.wanted[key]
		if r == nil {
			return fmt.Errorf("plan: %s refers to %s, which is not wanted", by, key)
		}
		switch marks[key] {
		case visited:
			return nil
		case visiting:
			return fmt.Errorf("plan: %s and %s need each other", by, key)
		}
		marks[key] = visiting
		for _, need := range r.Needs() {
			if err := visit(need, key); err != nil {
				return err
			}
		}
		marks[key] = visited
		out = append(out, *r)
		return nil
	}
	for i := range d.Resources {
		if err := visit(d.Resources[i].Key, ""); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Needs are the keys of what must exist before the resource.
func (r *Resource) Needs() []string { return Set(append(r.With.Refs(), r.After...)...) }

// compare says what to do for one resource.
func (d *difference) compare(r *Resource) {
	list := d.found[r.Key]
	if len(list) == 0 {
		d.add(Step{Verb: Create, Key: r.Key, Kind: r.Kind, Name: r.Name, Wanted: *r})
		return
	}
	o, k := list[0], d.kinds[r.Kind]
	changes := Changes(k, r.With.Resolve(d.ids), o.With, d.Accepted[r.Key])
	again := o.State == Broken || o.State == Leaving || d.leans(r) || slices.ContainsFunc(changes, func(c Change) bool { return slices.Contains(k.Fixed, c.Field) })
	if o.State == Pending && !again {
		d.out.Awaited = append(d.out.Awaited, Step{ID: string(Create) + " " + r.Key, Verb: Create, Key: r.Key, Kind: r.Kind, Name: r.Name, Wanted: *r, Found: o})
	}
	switch {
	case again:
		d.renew[r.Key] = true
		delete(d.ids, r.Key)
		d.add(Step{Verb: Delete, Key: r.Key, Kind: r.Kind, Name: o.Name, Found: o, Renew: true, Loses: k.Data})
		d.add(Step{Verb: Create, Key: r.Key, Kind: r.Kind, Name: r.Name, Wanted: *r, Changes: changes, Renew: true})
	case len(changes) > 0:
		d.add(Step{Verb: Update, Key: r.Key, Kind: r.Kind, Name: r.Name, Wanted: *r, Found: o, Changes: changes})
	default:
		d.out.Unchanged++
	}
}

func (d *difference) add(s Step) {
	s.ID = string(s.Verb) + " " + s.Key
	if s.Verb == Delete && d.found[s.Key][0].ID != s.Found.ID { // a double
		s.ID += " " + s.Found.ID
	}
	d.out.Steps = append(d.out.Steps, s)
}

// leans says whether a fixed attribute of a resource refers to what is made again.
func (d *difference) leans(r *Resource) bool {
	for _, field := range d.kinds[r.Kind].Fixed {
		for _, key := range (Attributes{field: r.With[field]}).Refs() {
			if d.renew[key] {
				return true
			}
		}
	}
	return false
}

// Changes are the fields in which what was found differs from what is wanted, in
// alphabetical order. Only the fields that are wanted count: a platform says more of an
// object than anybody asks of it.
func Changes(k *Kind, wanted, found, accepted Attributes) (out []Change) {
	for field, to := range wanted {
		if slices.Contains(k.Once, field) || Same(found[field], to) {
			continue
		}
		if a, ok := accepted[field]; ok && Same(found[field], a) {
			continue
		}
		out = append(out, Change{Field: field, From: found[field], To: to})
	}
	slices.SortFunc(out, func(a, b Change) int { return cmp.Compare(a.Field, b.Field) })
	return out
}

// surplus deletes what is wanted no longer, and the doubles of what is.
func (d *difference) surplus() {
	for _, o := range slices.Backward(d.known) {
		if d.wanted[o.Key] != nil && d.found[o.Key][0].ID == o.ID {
			continue
		}
		s := Step{Verb: Delete, Key: o.Key, Kind: o.Kind, Name: o.Name, Found: o}
		if k := d.kinds[o.Kind]; k != nil {
			s.Loses = k.Data && d.wanted[o.Key] == nil
		}
		d.add(s)
	}
}

// order says of each step which ones come before it: a resource is made after those it
// needs, deleted after those that leant on it, and made again once it is gone. What its
// cloud is still at work on is awaited before it is changed or used. Steps are told in
// that order too.
func (d *difference) order() {
	steps := d.out.Steps
	byID := map[string]int{}
	about, leaning := map[string][]int{}, map[string][]int{} // steps by key, and by what their object leant on
	awaited := map[string]string{}                           // the step that awaits a resource, by key
	for i := range d.out.Awaited {
		awaited[d.out.Awaited[i].Key] = d.out.Awaited[i].ID
	}
	for i := range steps {
		byID[steps[i].ID] = i
		about[steps[i].Key] = append(about[steps[i].Key], i)
		for _, key := range steps[i].Found.After {
			leaning[key] = append(leaning[key], i)
		}
	}
	for i := range steps {
		s := &steps[i]
		var after []string
		add := func(among []int, comes func(t *Step) bool) {
			for _, k := range among {
				if k != i && comes(&steps[k]) {
					after = append(after, steps[k].ID)
				}
			}
		}
		if s.Verb == Delete {
			add(leaning[s.Key], func(t *Step) bool { return t.Verb == Delete })
		} else {
			add(about[s.Key], func(t *Step) bool { return t.Verb == Delete && t.Renew })
			for _, need := range append(s.Wanted.Needs(), s.Key) {
				if need != s.Key {
					add(about[need], func(t *Step) bool { return t.Verb != Delete })
				}
				if id := awaited[need]; id != "" {
					after = append(after, id)
				}
			}
		}
		s.After = Set(after...)
	}
	// What is to lean elsewhere lets go first, unless that has to wait for the deletion: the
	// cloud is then the judge of whether what is leant on may go.
	for i := range steps {
		s := &steps[i]
		if s.Verb != Delete {
			continue
		}
		for _, k := range leaning[s.Key] {
			if t := &steps[k]; t.Verb == Update && !slices.Contains(t.Wanted.Needs(), s.Key) && !comesAfter(steps, byID, k, i) {
				s.After = Set(append(s.After, t.ID)...)
			}
		}
	}
	d.out.Steps = inOrder(steps, byID)
}

// comesAfter says whether a step waits for another, directly or not.
func comesAfter(steps []Step, byID map[string]int, step, other int) bool {
	seen := make([]bool, len(steps))
	var waits func(i int) bool
	waits = func(i int) bool {
		if i == other {
			return true
		}
		if seen[i] {
			return false
		}
		seen[i] = true
		return slices.ContainsFunc(steps[i].After, func(id string) bool {
			k, ok := byID[id]
			return ok && waits(k)
		})
	}
	return waits(step)
}

// inOrder are steps, each after those that come before it, otherwise in their own order.
// A cloud may tell of objects that lean on one another: those stay where they are.
func inOrder(steps []Step, byID map[string]int) []Step {
	out := make([]Step, 0, len(steps))
	placed := make([]bool, len(steps))
	var place func(i int)
	place = func(i int) {
		if placed[i] {
			return
		}
		placed[i] = true
		for _, id := range steps[i].After {
			if k, ok := byID[id]; ok { // what is awaited is not in the order
				place(k)
			}
		}
		out = append(out, steps[i])
	}
	for i := range steps {
		place(i)
	}
	return out
}

// Text tells a plan in one sentence.
func (p *Plan) Text() havre.Text {
	if p.Empty() {
		return havre.Text{FR: "Rien à faire : tout est comme commandé.", EN: "Nothing to do: all is as ordered."}
	}
	return havre.Text{
		FR: "À créer : %[1]d ; à modifier : %[2]d ; à remplacer : %[3]d ; à supprimer : %[4]d ; inchangées : %[5]d.",
		EN: "To create: %[1]d; to update: %[2]d; to replace: %[3]d; to delete: %[4]d; unchanged: %[5]d.",
	}.With(p.Count(Create), p.Count(Update), p.Count(Replace), p.Count(Delete), p.Unchanged)
}
