package network

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// small is a drawn world: four platforms, one of them with two zones, and two
// networks.
type small struct {
	view catalogue.View
	q    Question
}

var truths = []havre.Truth{havre.No, havre.Unknown, havre.Yes}

func drawSmall(t *rapid.T) *small {
	truth := func(label string) havre.Truth { return rapid.SampledFrom(truths).Draw(t, label) }
	s := &small{}
	s.view.Networks = []catalogue.Network{
		{ID: "net", Kind: "state", Transit: truth("net carries"), Restricted: truth("net restricted")},
		{ID: "internet", Kind: "internet", Transit: truth("internet carries"), Restricted: havre.No},
	}
	s.view.Zones = []catalogue.Zone{
		{ID: "a.x", Platform: "a", Restricted: truth("a.x restricted")},
		{ID: "a.y", Platform: "a", Kind: "restricted", Restricted: truth("a.y restricted")},
	}
	ends := []string{"a", "b", "c", "d", "a.x", "a.y", "net", "internet"}
	statuses := []catalogue.Status{catalogue.No, catalogue.Unknown, catalogue.Yes, catalogue.Yes}
	for range rapid.IntRange(0, 7).Draw(t, "links") {
		from := rapid.SampledFrom(ends).Draw(t, "from")
		to := rapid.SampledFrom(ends).Filter(func(id string) bool { return id != from }).Draw(t, "to")
		k := catalogue.Link{
			From: from, To: to, Status: rapid.SampledFrom(statuses).Draw(t, "status"), Transit: truth("transit"), Restricted: truth("restricted"), Crossing: truth("crossing"),
			Direction: rapid.SampledFrom(catalogue.Directions).Draw(t, "direction"), Kind: rapid.SampledFrom([]string{"vpn", "rie", "exposure", "other"}).Draw(t, "kind"),
			Encryption: rapid.SampledFrom([]string{"", "none", "ipsec"}).Draw(t, "encryption"), Network: rapid.SampledFrom([]string{"", "net"}).Draw(t, "network"),
		}
		s.view.Links = append(s.view.Links, k)
	}
	places := []string{"a.x", "a.y", "b", "c", "d", "net", "internet"}
	s.q = Question{
		From: rapid.SampledFrom(places).Draw(t, "asked from"), To: rapid.SampledFrom(places).Draw(t, "asked to"),
		Restricted: rapid.Bool().Draw(t, "asked restricted"), Sensitive: rapid.Bool().Draw(t, "asked sensitive"), Direct: rapid.Bool().Draw(t, "asked direct"), MaxPaths: 1000,
	}
	if rapid.Bool().Draw(t, "asked networks") {
		s.q.Networks = []string{rapid.SampledFrom([]string{"net", "vpn", "internet"}).Draw(t, "asked network")}
	}
	return s
}

// graph makes the drawn graph, with every place in it whatever the links say.
func (s *small) graph() *Graph {
	v := s.view
	for _, id := range []string{"a", "b", "c", "d"} { // a link that goes nowhere makes its end known
		v.Links = append(slices.Clone(v.Links), catalogue.Link{From: id, To: "void-" + id, Status: catalogue.No, Direction: "out", Kind: "vpn"})
	}
	return New(&v)
}

// TestBruteForce holds the answer against trying every path without repetition,
// each judged by the definition written a second time below.
func TestBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSmall(t)
		got := s.graph().Ask(s.q)
		want := (&brute{small: s}).answer()
		if got.Value != want {
			t.Fatalf("got %v, brute force says %v\n%+v\n%+v", got.Value, want, s.q, s.view.Links)
		}
		if s.q.From == s.q.To {
			return
		}
		best := havre.No
		for _, p := range got.Paths {
			best = best.Or(p.Value)
		}
		if got.Silent && (!s.q.Restricted || len(got.Paths) == 0) {
			best = best.Or(havre.Unknown)
		}
		if best != got.Value || got.Cut {
			t.Fatalf("the answer is %v and the best path listed is worth %v (cut: %v)\n%+v\n%+v", got.Value, best, got.Cut, s.q, s.view.Links)
		}
		for _, p := range got.Paths {
			v := havre.Yes
			for _, leg := range p.Legs {
				v = v.And(leg.Value)
			}
			if v != p.Value {
				t.Fatalf("a path of value %v has legs worth %v: %+v", p.Value, v, p)
			}
		}
		if all := s.graph().Reach(s.q)[s.q.To]; all != got.Value {
			t.Fatalf("of every place at once: %v, alone: %v", all, got.Value)
		}
	})
}

// TestSettling: what was unknown and becomes known settles answers and flips none.
func TestSettling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSmall(t)
		before := s.graph().Ask(s.q).Value
		after := s.settle(t).graph().Ask(s.q).Value
		if before.Known() && after != before {
			t.Fatalf("%v became %v\n%+v\n%+v", before, after, s.q, s.view.Links)
		}
	})
}

// settle makes some of the unknowns known.
func (s *small) settle(t *rapid.T) *small {
	out := &small{view: s.view, q: s.q}
	known := func(v havre.Truth, label string) havre.Truth {
		if v.Known() {
			return v
		}
		return rapid.SampledFrom(truths).Draw(t, label)
	}
	out.view.Links = slices.Clone(s.view.Links)
	for i := range out.view.Links {
		k := &out.view.Links[i]
		if k.Status == catalogue.Unknown {
			k.Status = rapid.SampledFrom([]catalogue.Status{catalogue.No, catalogue.Unknown, catalogue.Yes}).Draw(t, "status settled")
		}
		k.Transit, k.Restricted, k.Crossing = known(k.Transit, "transit settled"), known(k.Restricted, "restricted settled"), known(k.Crossing, "crossing settled")
		if k.Encryption == "" {
			k.Encryption = rapid.SampledFrom([]string{"", "none", "ipsec"}).Draw(t, "encryption settled")
		}
	}
	out.view.Networks = slices.Clone(s.view.Networks)
	for i := range out.view.Networks {
		n := &out.view.Networks[i]
		n.Transit, n.Restricted = known(n.Transit, "network settled"), known(n.Restricted, "network restricted settled")
	}
	out.view.Zones = slices.Clone(s.view.Zones)
	for i := range out.view.Zones {
		out.view.Zones[i].Restricted = known(out.view.Zones[i].Restricted, "zone settled")
	}
	return out
}

// brute tries every path.
type brute struct {
	*small
	best havre.Truth
}

func (b *brute) answer() havre.Truth {
	if b.q.From == b.q.To {
		return b.holds(b.q.From)
	}
	b.best = havre.No
	b.walk(b.q.From, b.holds(b.q.From), []string{b.q.From}, nil)
	if b.best == havre.No && !b.spoken() {
		return havre.Unknown.And(b.holds(b.q.From)).And(b.holds(b.q.To))
	}
	return b.best
}

// platform is the platform of a place; a place without zones is its own.
func platform(id string) string {
	if len(id) > 2 && id[1] == '.' {
		return id[:1]
	}
	return id
}

func isNetwork(id string) bool { return id == "net" || id == "internet" }

// spoken says that a link, whatever it says, goes from one side to the other.
func (b *brute) spoken() bool {
	near := func(end, asked string) bool {
		return end == asked || (end == platform(asked) && end != asked) || platform(end) == asked
	}
	for _, k := range b.view.Links {
		if k.Direction != "in" && near(k.From, b.q.From) && near(k.To, b.q.To) || k.Direction != "out" && near(k.To, b.q.From) && near(k.From, b.q.To) {
			return true
		}
	}
	return platform(b.q.From) == platform(b.q.To) && (b.q.From == "a" || b.q.To == "a")
}

func (b *brute) walk(at string, v havre.Truth, seen []string, last *catalogue.Link) {
	if v == havre.No {
		return
	}
	if at == b.q.To {
		b.best = b.best.Or(v)
		return
	}
	for i := range b.view.Links {
		k := &b.view.Links[i]
		for _, d := range [][2]string{{k.From, k.To}, {k.To, k.From}} {
			if d[0] != at || slices.Contains(seen, d[1]) || (k.Direction == "out" && d[0] != k.From) || (k.Direction == "in" && d[0] != k.To) {
				continue
			}
			w := v.And(b.carries(k, d[0], d[1]))
			if at != b.q.From {
				w = w.And(b.passes(at, last, k))
			}
			b.walk(d[1], w, append(slices.Clone(seen), d[1]), k)
		}
	}
	for _, next := range []string{"a", "a.x", "a.y"} { // inside platform a, between a zone and the whole
		if platform(at) == "a" && (at == "a") != (next == "a") && !slices.Contains(seen, next) {
			b.walk(next, v.And(havre.Unknown).And(b.holds(next)), append(slices.Clone(seen), next), last)
		}
	}
}

// passes is whether others may pass through a place, in by one link and out by
// another; a platform's own zones are not others.
func (b *brute) passes(at string, in, out *catalogue.Link) havre.Truth {
	if isNetwork(at) {
		for _, n := range b.view.Networks {
			if n.ID == at {
				return n.Transit
			}
		}
	}
	if platform(at) == platform(b.q.From) {
		return havre.Yes
	}
	if b.q.Direct {
		return havre.No
	}
	return in.Transit.And(out.Transit)
}

// holds is whether a place may see the flow.
func (b *brute) holds(at string) havre.Truth {
	if !b.q.Restricted || isNetwork(at) {
		return havre.Yes
	}
	for _, z := range b.view.Zones {
		if z.ID == at {
			return z.Restricted
		}
	}
	return havre.Unknown
}

// carries is whether a link carries the flow.
func (b *brute) carries(k *catalogue.Link, from, to string) havre.Truth {
	v := catalogue.Value{Status: k.Status}.Truth().And(b.accepted(k, from, to)).And(b.holds(to))
	if (from == "a.y") != (to == "a.y") {
		v = v.And(k.Crossing)
	}
	if b.q.Restricted {
		means := k.Restricted
		for _, n := range b.view.Networks {
			if n.ID == k.Network || n.ID == k.From || n.ID == k.To {
				means = means.Or(n.Restricted)
			}
		}
		v = v.And(means)
	}
	state := k.Network == "net" || from == "net" || to == "net"
	if b.q.Sensitive && !state {
		v = v.And(map[string]havre.Truth{"": havre.Unknown, "none": havre.No, "ipsec": havre.Yes}[k.Encryption])
	}
	return v
}

func (b *brute) accepted(k *catalogue.Link, from, to string) havre.Truth {
	if len(b.q.Networks) == 0 {
		public := from == "internet" || to == "internet"
		return havre.TruthOf(!public || (from == "internet" && b.q.From == "internet") || (to == "internet" && b.q.To == "internet"))
	}
	for _, name := range []string{k.Network, k.Kind, from, to} {
		if slices.Contains(b.q.Networks, name) {
			return havre.Yes
		}
	}
	if k.Network == "" && k.Kind == "other" {
		return havre.Unknown
	}
	return havre.No
}
