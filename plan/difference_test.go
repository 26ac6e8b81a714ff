package plan_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre/plan"
)

var kinds = []plan.Kind{
	{Name: "network"},
	{Name: "server", Fixed: []string{"image", "network"}, Once: []string{"data"}},
	{Name: "volume", Data: true, Fixed: []string{"type"}},
	{Name: "attachment", Fixed: []string{"server", "volume"}},
}

// shop is a network, a server in it and a volume attached to it, in no helpful order.
func shop() []plan.Resource {
	return []plan.Resource{
		{Key: "attachment/a", Kind: "attachment", With: plan.Attributes{"server": "@server/a", "volume": "@volume/a"}},
		{Key: "server/a", Kind: "server", With: plan.Attributes{"network": "@network/main", "flavor": "small", "image": "debian", "data": "#cloud-config\n@reboot"}},
		{Key: "volume/a", Kind: "volume", With: plan.Attributes{"size": int64(10), "type": "fast"}},
		{Key: "network/main", Kind: "network", With: plan.Attributes{"dns": plan.Set("10.0.0.2", "10.0.0.1")}},
	}
}

// built is what a cloud has once resources are made: identifiers are keys in capitals.
func built(resources []plan.Resource) (out []plan.Object) {
	ids := map[string]string{}
	for _, r := range resources {
		ids[r.Key] = strings.ToUpper(r.Key)
	}
	for _, r := range resources {
		with := r.With.Resolve(ids)
		with["createdAt"] = "2026-11-22" // a cloud says more than was asked
		out = append(out, plan.Object{Key: r.Key, Kind: r.Kind, ID: ids[r.Key], State: plan.Ready, With: with, After: r.Needs()})
	}
	return out
}

func TestDifference(t *testing.T) {
	pending := func(key string, then func([]plan.Object) []plan.Object) func([]plan.Object) []plan.Object {
		return func(found []plan.Object) []plan.Object {
			for i := range found {
				if found[i].Key == key {
					found[i].State = plan.Pending
				}
			}
			return then(found)
		}
	}
	change := func(key, field string, v any) func([]plan.Object) []plan.Object {
		return func(found []plan.Object) []plan.Object {
			for i := range found {
				if found[i].Key == key {
					found[i].With[field] = v
				}
			}
			return found
		}
	}
	for _, test := range []struct {
		name   string
		wanted []plan.Resource
		found  func([]plan.Object) []plan.Object
		want   []string // step < what comes before it, in any order; what is awaited in brackets
	}{
		{"nothing exists", shop(), func([]plan.Object) []plan.Object { return nil }, []string{
			"create network/main", "create server/a < create network/main", "create volume/a", "create attachment/a < create server/a, create volume/a",
		}},
		{"all is as wanted", shop(), func(f []plan.Object) []plan.Object { return f }, nil},
		{"what is set once never differs", shop(), change("server/a", "data", nil), nil},
		{"an update", shop(), change("server/a", "flavor", "tiny"), []string{"update server/a"}},
		{"made again, with what leans on it", shop(), change("server/a", "image", "centos"), []string{
			"delete server/a < delete attachment/a", "create server/a < delete server/a",
			"delete attachment/a", "create attachment/a < create server/a, delete attachment/a",
		}},
		{"wanted no longer", nil, func(f []plan.Object) []plan.Object { return f }, []string{
			"delete attachment/a", "delete server/a < delete attachment/a", "delete volume/a < delete attachment/a", "delete network/main < delete server/a",
		}},
		{"made twice", shop(), func(f []plan.Object) []plan.Object {
			return append(f, plan.Object{Key: "volume/a", Kind: "volume", ID: "TWIN", State: plan.Ready})
		}, []string{"delete volume/a TWIN"}},
		{"somebody else's", shop(), func(f []plan.Object) []plan.Object {
			return append(f, plan.Object{Kind: "volume", ID: "THEIRS", State: plan.Ready})
		}, nil},
		{"in error", shop(), func(f []plan.Object) []plan.Object {
			for i := range f {
				if f[i].Key == "attachment/a" {
					f[i].State = plan.Broken
				}
			}
			return f
		}, []string{"delete attachment/a", "create attachment/a < delete attachment/a"}},
		{"at work on it", shop(), pending("server/a", func(f []plan.Object) []plan.Object { return f }), []string{"(create server/a)"}},
		{"at work on what another needs", shop(), pending("server/a", func(f []plan.Object) []plan.Object {
			return slices.DeleteFunc(f, func(o plan.Object) bool { return o.Key == "attachment/a" })
		}), []string{"(create server/a)", "create attachment/a < create server/a"}},
		{"at work on what differs", shop(), pending("server/a", change("server/a", "flavor", "tiny")), []string{"(create server/a)", "update server/a < create server/a"}},
		{"at work on what is made again", shop(), pending("server/a", change("server/a", "image", "centos")), []string{
			"delete server/a < delete attachment/a", "create server/a < delete server/a",
			"delete attachment/a", "create attachment/a < create server/a, delete attachment/a",
		}},
		{"at work on what is wanted no longer", nil, pending("volume/a", func(f []plan.Object) []plan.Object { return f[2:3] }), []string{"delete volume/a"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := plan.Wanted{Kinds: kinds, Resources: test.wanted}
			p, err := w.Difference(test.found(built(shop())))
			if err != nil {
				t.Fatal(err)
			}
			if got := lines(p); !cmp.Equal(got, plan.Set(test.want...)) && len(got)+len(test.want) > 0 {
				t.Errorf("steps:\n%s", cmp.Diff(plan.Set(test.want...), got))
			}
			inOrder(t, p)
		})
	}
}

// inOrder checks that the steps of a plan are told after those that come before them.
func inOrder(t interface{ Errorf(string, ...any) }, p *plan.Plan) {
	told := map[string]bool{}
	for _, s := range p.Awaited {
		told[s.ID] = true
	}
	for _, s := range p.Steps {
		for _, id := range s.After {
			if !told[id] {
				t.Errorf("%s is told before %s", s.ID, id)
			}
		}
		told[s.ID] = true
	}
}

// TestOrderOfSteps: whatever the order in which a cloud tells of its objects, deletions
// are told as they are done; those that do not wait for one another stay as they were.
func TestOrderOfSteps(t *testing.T) {
	var found []plan.Object
	for _, o := range []struct {
		key   string
		after []string
	}{{"subnet/main", []string{"network/main"}}, {"server/b", []string{"subnet/main"}}, {"network/main", nil}, {"server/a", []string{"subnet/main"}}, {"volume/z", nil}} {
		found = append(found, plan.Object{Key: o.key, Kind: "server", ID: strings.ToUpper(o.key), State: plan.Ready, After: o.after})
	}
	w := plan.Wanted{Kinds: kinds}
	p, err := w.Difference(found)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range p.Steps {
		got = append(got, s.Key)
	}
	if want := []string{"volume/z", "server/a", "server/b", "subnet/main", "network/main"}; !cmp.Equal(got, want) {
		t.Errorf("deletions are told in this order: %s", cmp.Diff(want, got))
	}

	found[0].After, found[2].After = []string{"network/main"}, []string{"subnet/main"} // in a circle: all are told nonetheless
	if p, err = w.Difference(found); err != nil || len(p.Steps) != len(found) {
		t.Errorf("of %d objects, %d deletions: %v", len(found), len(p.Steps), err)
	}
}

func lines(p *plan.Plan) []string {
	var out []string
	for _, s := range p.Awaited {
		out = append(out, "("+s.ID+")")
	}
	for _, s := range p.Steps {
		line := s.ID
		if len(s.After) > 0 {
			line += " < " + strings.Join(s.After, ", ")
		}
		out = append(out, line)
	}
	return plan.Set(out...)
}

func TestLosesAndCounts(t *testing.T) {
	w := plan.Wanted{Kinds: kinds, Resources: shop()}
	found := built(shop())
	for i := range found {
		if found[i].Key == "volume/a" {
			found[i].With["type"] = "slow"
		}
	}
	p, err := w.Difference(found)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Loses() || p.Count(plan.Replace) != 2 || p.Count(plan.Create) != 0 || p.Count(plan.Delete) != 0 || p.Unchanged != 2 {
		t.Errorf("a volume of another type is made again, with its attachment: loses %v, %s", p.Loses(), p.Text().EN)
	}
}

func TestAccepted(t *testing.T) {
	w := plan.Wanted{Kinds: kinds, Resources: shop(), Accepted: map[string]plan.Attributes{"server/a": {"flavor": "tiny"}}}
	for flavor, steps := range map[string]int{"tiny": 0, "small": 0, "huge": 1} {
		found := built(shop())
		for i := range found {
			if found[i].Key == "server/a" {
				found[i].With["flavor"] = flavor
			}
		}
		p, err := w.Difference(found)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Steps) != steps {
			t.Errorf("%s: %v", flavor, lines(p))
		}
	}
}

func TestMistakes(t *testing.T) {
	for name, resources := range map[string][]plan.Resource{
		"two of a key":    {{Key: "network/a", Kind: "network"}, {Key: "network/a", Kind: "network"}},
		"unknown kind":    {{Key: "castle/a", Kind: "castle"}},
		"nothing there":   {{Key: "server/a", Kind: "server", With: plan.Attributes{"network": "@network/none"}}},
		"each other":      {{Key: "network/a", Kind: "network", After: []string{"network/b"}}, {Key: "network/b", Kind: "network", After: []string{"network/a"}}},
		"itself":          {{Key: "network/a", Kind: "network", After: []string{"network/a"}}},
		"nothing in list": {{Key: "server/a", Kind: "server", With: plan.Attributes{"groups": []string{"in tcp 1 @group/x"}}}},
	} {
		w := plan.Wanted{Kinds: kinds, Resources: resources}
		if p, err := w.Difference(nil); err == nil {
			t.Errorf("%s: %v", name, lines(p))
		}
	}
}

// TestAttributesRoundTrip: what is stored reads back the same.
func TestAttributesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAttributes(t)
		data, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back plan.Attributes
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		for name := range a {
			if !plan.Same(a[name], back[name]) {
				t.Fatalf("%s: %#v, then %#v", name, a[name], back[name])
			}
		}
	})
	var a plan.Attributes
	for _, bad := range []string{`{"a": 1.5}`, `{"a": {"b": 1}}`, `{"a": [1]}`, `[]`} {
		if err := json.Unmarshal([]byte(bad), &a); err == nil {
			t.Errorf("%s was read as %v", bad, a)
		}
	}
}

// TestLiteral: what somebody wrote refers to nothing, and comes out as it was.
func TestLiteral(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching("[@a/ \n]{0,12}").Draw(t, "text")
		a := plan.Attributes{"text": plan.Literal(text), "list": []string{plan.Literal(text)}}
		if refs := a.Refs(); len(refs) > 0 {
			t.Fatalf("%q refers to %q", text, refs)
		}
		got := a.Resolve(map[string]string{"a": "1", "a/a": "2"})
		if got.String("text") != text || got.List("list")[0] != text {
			t.Fatalf("%q became %v", text, got)
		}
	})
}

func drawAttributes(t *rapid.T) plan.Attributes {
	return rapid.MapOfN(rapid.StringMatching(`[a-z]{1,4}`), rapid.Custom(func(t *rapid.T) any {
		switch rapid.IntRange(0, 3).Draw(t, "type") {
		case 0:
			return rapid.String().Draw(t, "text")
		case 1:
			return rapid.Int64().Draw(t, "number")
		case 2:
			return rapid.Bool().Draw(t, "truth")
		}
		return rapid.SliceOfN(rapid.String(), 1, 4).Draw(t, "list")
	}), 0, 5).Draw(t, "attributes")
}

// TestPlansConverge: carrying out the steps of any plan, in any order that its After
// allows, makes what exists be what is wanted; nothing is then left to do, and nothing
// was deleted while something leant on it or made before what it needs.
func TestPlansConverge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawResources(t, "before"), drawResources(t, "after")
		found := built(before)
		for i := range found { // what happens behind our back
			if rapid.IntRange(0, 4).Draw(t, "busy") == 0 {
				found[i].State = plan.Pending
			}
			switch rapid.IntRange(0, 9).Draw(t, "fate") {
			case 0:
				found[i].State = plan.Absent
			case 1:
				found[i].State = plan.Broken
			case 2:
				found[i].With["size"] = int64(rapid.IntRange(1, 3).Draw(t, "tampered"))
			case 3:
				twin := found[i]
				twin.ID += "-TWIN"
				found = append(found, twin)
			}
		}
		w := plan.Wanted{Kinds: kinds, Resources: after}
		p, err := w.Difference(found)
		if err != nil {
			t.Fatal(err)
		}
		inOrder(t, p)
		left := carryOut(t, p, found)
		again, err := w.Difference(left)
		if err != nil {
			t.Fatal(err)
		}
		if !again.Empty() || again.Unchanged != len(after) {
			t.Fatalf("after %v, there is still %v to do, %d unchanged", lines(p), lines(again), again.Unchanged)
		}
	})
}

// TestPartsConverge: the part of a plan that some resources take can be carried out by
// itself, and leaves nothing to do about them.
func TestPartsConverge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wanted := drawResources(t, "wanted")
		found := built(wanted)
		for i := range found {
			if rapid.IntRange(0, 4).Draw(t, "busy") == 0 {
				found[i].State = plan.Pending
			}
			switch rapid.IntRange(0, 4).Draw(t, "fate") {
			case 0:
				found[i].State = plan.Absent
			case 1:
				found[i].State = plan.Broken
			case 2:
				found[i].With["size"] = int64(9)
			}
		}
		w := plan.Wanted{Kinds: kinds, Resources: wanted}
		p, err := w.Difference(found)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for i := range wanted {
			if rapid.Bool().Draw(t, "chosen") {
				keys = append(keys, wanted[i].Key)
			}
		}
		part := p.Part(keys...)
		inOrder(t, part)
		again, err := w.Difference(carryOut(t, part, found))
		if err != nil {
			t.Fatal(err)
		}
		for i := range again.Steps {
			if slices.Contains(keys, again.Steps[i].Key) {
				t.Fatalf("of %v, %v was done for %v; there is still %v to do", lines(p), lines(part), keys, lines(again))
			}
		}
	})
}

// drawResources draws a graph without circles.
func drawResources(t *rapid.T, label string) (out []plan.Resource) {
	n := rapid.IntRange(0, 6).Draw(t, label)
	for i := range n {
		kind := rapid.SampledFrom([]string{"network", "server", "volume"}).Draw(t, "kind")
		r := plan.Resource{Key: fmt.Sprintf("%s/%d", kind, i), Kind: kind, With: plan.Attributes{"size": int64(rapid.IntRange(1, 3).Draw(t, "size"))}}
		if len(out) > 0 {
			other := rapid.SampledFrom(out).Draw(t, "needs").Key
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				r.After = []string{other}
			case 1:
				if kind == "server" {
					r.With["network"] = plan.Ref + other // fixed: it is made again with it
				}
			}
		}
		out = append(out, r)
	}
	return out
}

// carryOut does the steps in a random order that respects After, as a strict cloud would:
// what it is at work on can be neither changed nor used.
func carryOut(t *rapid.T, p *plan.Plan, found []plan.Object) []plan.Object {
	have := slices.DeleteFunc(slices.Clone(found), func(o plan.Object) bool { return o.State == plan.Absent })
	done, doomed := map[string]bool{}, map[string]bool{}
	for _, s := range p.Steps {
		if s.Verb == plan.Delete {
			doomed[s.Found.ID] = true // a double, for one: nothing new is to lean on it
		}
	}
	steps := slices.Concat(p.Awaited, p.Steps)
	for len(done) < len(steps) {
		var open []plan.Step
		for _, s := range steps {
			if !done[s.ID] && !slices.ContainsFunc(s.After, func(id string) bool { return !done[id] }) {
				open = append(open, s)
			}
		}
		if len(open) == 0 {
			t.Fatalf("the steps wait for each other: %v", lines(p))
		}
		s := rapid.SampledFrom(open).Draw(t, "next")
		done[s.ID] = true
		if slices.ContainsFunc(p.Awaited, func(a plan.Step) bool { return a.ID == s.ID }) {
			for i := range have {
				if have[i].ID == s.Found.ID {
					have[i].State = plan.Ready
				}
			}
			continue
		}
		ids, busy := map[string]string{}, map[string]bool{}
		for _, o := range have {
			if !doomed[o.ID] {
				ids[o.Key], busy[o.Key] = o.ID, o.State == plan.Pending
			}
		}
		switch s.Verb {
		case plan.Delete:
			have = slices.DeleteFunc(have, func(o plan.Object) bool { return o.ID == s.Found.ID })
		case plan.Create, plan.Update:
			have = slices.DeleteFunc(have, func(o plan.Object) bool { return s.Verb == plan.Update && o.ID == s.Found.ID })
			for _, need := range append(s.Wanted.Needs(), s.Key) {
				if need != s.Key && ids[need] == "" || busy[need] {
					t.Fatalf("%s is done before %s is ready: %v", s.ID, need, lines(p))
				}
			}
			id := s.Found.ID
			if id == "" {
				id = "NEW-" + s.Key
			}
			with := plan.Attributes{}
			maps.Copy(with, s.Found.With)
			maps.Copy(with, s.Wanted.With.Resolve(ids))
			have = append(have, plan.Object{Key: s.Key, Kind: s.Kind, ID: id, State: plan.Ready, With: with, After: s.Wanted.Needs()})
		case plan.Replace:
			t.Fatalf("a step that replaces is two steps: %s", s.ID)
		}
	}
	return have
}
