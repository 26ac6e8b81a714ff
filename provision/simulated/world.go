package simulated

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// idMark begins every identifier of a simulated cloud, so that one that does not exist
// is recognised.
const idMark = "sim-"

// world is what exists in one cloud. Everything but its name and options is held by mu.
type world struct {
	name    string
	options Options

	mu      sync.Mutex
	things  map[string]*thing // by identifier
	made    int64             // how many things there ever were
	calls   int64
	revoked bool
}

// thing is one object, with what an observer does not see of it.
type thing struct {
	plan.Object
	number      int64
	environment string
	identity    string   // "" when no order made it
	besides     []string // keys of what it came after, that its attributes do not name
	hidden      int      // calls that do not see it yet
	looks       int      // looks until the cloud has done what it is at
	until       time.Time
	broken      bool
	leaving     bool
	secret      [sha256.Size]byte
}

func newWorld(name string, o Options) *world {
	if o.Flavors == nil {
		o.Flavors = flavors()
	}
	if o.Images == nil {
		o.Images = []string{"debian-12", "ubuntu-24.04"}
	}
	if o.Zones == nil {
		o.Zones = []string{"zone-1", "zone-2", "zone-3"}
	}
	return &world{name: name, options: o, things: map[string]*thing{}}
}

func flavors() []driver.Flavor {
	return []driver.Flavor{
		{Name: "small", CPU: 1, Memory: 2048, Disk: 20},
		{Name: "medium", CPU: 2, Memory: 4096, Disk: 40},
		{Name: "large", CPU: 4, Memory: 8192, Disk: 80},
		{Name: "xlarge", CPU: 8, Memory: 16384, Disk: 160},
		{Name: "m1.tiny", CPU: 1, Memory: 512, Disk: 1},
		{Name: "m1.small", CPU: 1, Memory: 2048, Disk: 20},
		{Name: "m1.medium", CPU: 2, Memory: 4096, Disk: 40},
		{Name: "m1.large", CPU: 4, Memory: 8192, Disk: 80},
		{Name: "m1.xlarge", CPU: 8, Memory: 16384, Disk: 160},
	}
}

func (w *world) flavor(name string) (driver.Flavor, bool) {
	i := slices.IndexFunc(w.options.Flavors, func(f driver.Flavor) bool { return f.Name == name })
	if i < 0 {
		return driver.Flavor{}, false
	}
	return w.options.Flavors[i], true
}

func (w *world) now() time.Time {
	if w.options.Now == nil {
		return time.Time{}
	}
	return w.options.Now()
}

// sorted are the things that a test keeps, oldest first.
func (w *world) sorted(keep func(*thing) bool) []*thing {
	var out []*thing
	for t := range maps.Values(w.things) {
		if keep(t) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b *thing) int { return cmp.Compare(a.number, b.number) })
	return out
}

// add puts a new thing in the world and gives it its identifier.
func (w *world) add(t *thing) {
	w.made++
	t.number = w.made
	t.ID = fmt.Sprintf("%s%s-%06d", idMark, t.Kind, w.made)
	w.things[t.ID] = t
}

// begin sets a thing to work, for a number of looks and the time that its kind takes.
func (w *world) begin(t *thing, looks int) {
	t.looks = looks
	t.until = w.now().Add(w.options.Takes[t.Kind])
}

// busy says whether the cloud is still at work on a thing.
func (w *world) busy(t *thing) bool { return t.looks > 0 || w.now().Before(t.until) }

// sweep removes what was leaving and has left.
func (w *world) sweep() {
	maps.DeleteFunc(w.things, func(_ string, t *thing) bool { return t.leaving && !w.busy(t) })
}

// seen is a thing as an observer finds it, once: each look brings it nearer to its end.
func (w *world) seen(t *thing) plan.Object {
	o := t.Object
	o.With, o.After = maps.Clone(t.With), slices.Clone(t.After)
	o.State, o.Words = w.state(t)
	t.looks = max(0, t.looks-1)
	return o
}

func (w *world) state(t *thing) (plan.State, string) {
	switch {
	case t.leaving:
		return plan.Leaving, "DELETING"
	case w.busy(t):
		return plan.Pending, "BUILD"
	case t.broken:
		return plan.Broken, "ERROR"
	}
	return plan.Ready, "ACTIVE"
}

// listed is what a list shows of some things: not yet those that are hidden.
func (w *world) listed(things []*thing) []plan.Object {
	out := []plan.Object{}
	for _, t := range things {
		if t.hidden > 0 {
			t.hidden--
			continue
		}
		out = append(out, w.seen(t))
	}
	return out
}

// words are those of attributes that may be references: a text of one word, and each
// word of the items of a list.
func words(with plan.Attributes) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(with)) {
		switch v := with[name].(type) {
		case string:
			if !strings.ContainsAny(v, " \n\t") {
				out = append(out, v)
			}
		case []string:
			for _, item := range v {
				out = append(out, strings.Split(item, " ")...)
			}
		}
	}
	return out
}

// leaning are the things that refer to another.
func (w *world) leaning(on *thing) []*thing {
	return w.sorted(func(t *thing) bool {
		return t != on && slices.Contains(words(t.With), on.ID)
	})
}
