package network

import (
	"slices"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

func link(from, to string, status catalogue.Status) catalogue.Link {
	return catalogue.Link{From: from, To: to, Status: status, Direction: "both", Kind: "vpn"}
}

func oneWay(from, to string, status catalogue.Status) catalogue.Link {
	k := link(from, to, status)
	k.Direction = "out"
	return k
}

func transit(k catalogue.Link, t havre.Truth) catalogue.Link {
	k.Transit = t
	return k
}

func with(k catalogue.Link, f func(*catalogue.Link)) catalogue.Link {
	f(&k)
	return k
}

// networks are those of the tests: the State's, which carries, and the Internet.
var networks = []catalogue.Network{
	{ID: "rie", Kind: "state", Transit: havre.Yes},
	{ID: "mute", Kind: "vpn"},
	{ID: "internet", Kind: "internet", Transit: havre.Yes, Restricted: havre.No},
}

// attached is an exposure on a network.
func attached(from, to string) catalogue.Link {
	return catalogue.Link{From: from, To: to, Network: to, Kind: "exposure", Direction: "both", Status: catalogue.Yes}
}

func TestAsk(t *testing.T) {
	yes, no, unknown := catalogue.Yes, catalogue.No, catalogue.Unknown
	for _, c := range []struct {
		name  string
		links []catalogue.Link
		q     Question
		want  havre.Truth
		paths int
	}{
		{"nothing is stated", nil, Question{}, havre.Unknown, 0},
		{"itself", nil, Question{To: "a"}, havre.Yes, 0},
		{"a link", []catalogue.Link{link("b", "a", yes)}, Question{}, havre.Yes, 1},
		{"a link refused", []catalogue.Link{link("a", "b", no)}, Question{}, havre.No, 1},
		{"a question mark", []catalogue.Link{link("a", "b", unknown)}, Question{}, havre.Unknown, 1},
		{"a link to come", []catalogue.Link{link("a", "b", catalogue.Planned)}, Question{}, havre.Unknown, 1},
		{"one way, that way", []catalogue.Link{oneWay("a", "b", yes)}, Question{}, havre.Yes, 1},
		{"one way, the other way", []catalogue.Link{oneWay("b", "a", yes)}, Question{}, havre.Unknown, 0},
		{"two sources, one says yes", []catalogue.Link{link("a", "b", no), link("a", "b", yes)}, Question{}, havre.Yes, 1},
		{"two links", []catalogue.Link{link("a", "b", yes), with(link("a", "b", yes), func(k *catalogue.Link) { k.Kind = "peering" })}, Question{}, havre.Yes, 2},
		{"one link, told on both sides of a matrix", []catalogue.Link{link("a", "b", yes), link("b", "a", yes)}, Question{}, havre.Yes, 1},
		{"a chain whose transit is not stated", []catalogue.Link{link("a", "b", no), link("a", "c", yes), link("c", "b", yes)}, Question{}, havre.Unknown, 1},
		{"a chain whose transit is allowed", []catalogue.Link{link("a", "b", no), transit(link("a", "c", yes), havre.Yes), transit(link("c", "b", yes), havre.Yes)}, Question{}, havre.Yes, 1},
		{"a chain whose transit is refused", []catalogue.Link{link("a", "b", no), transit(link("a", "c", yes), havre.No), link("c", "b", yes)}, Question{}, havre.No, 2},
		{"no third platform", []catalogue.Link{link("a", "b", no), transit(link("a", "c", yes), havre.Yes), transit(link("c", "b", yes), havre.Yes)}, Question{Direct: true}, havre.No, 2},
		{"over the State's network", []catalogue.Link{attached("a", "rie"), attached("b", "rie")}, Question{}, havre.Yes, 1},
		{"over a network that nobody says carries", []catalogue.Link{link("a", "b", no), attached("a", "mute"), attached("b", "mute")}, Question{}, havre.Unknown, 1},
		{"the Internet is no interconnection", []catalogue.Link{link("a", "b", no), attached("a", "internet"), attached("b", "internet")}, Question{}, havre.No, 1},
		{"over the Internet, asked for", []catalogue.Link{link("a", "b", no), attached("a", "internet"), attached("b", "internet")}, Question{Networks: []string{"internet"}}, havre.Yes, 1},
		{"to the Internet itself", []catalogue.Link{attached("a", "internet")}, Question{To: "internet"}, havre.Yes, 1},
		{"another network than asked", []catalogue.Link{link("a", "b", yes)}, Question{Networks: []string{"rie"}}, havre.No, 1},
		{"a network that nobody names", []catalogue.Link{with(link("a", "b", yes), func(k *catalogue.Link) { k.Kind = "other" })}, Question{Networks: []string{"rie"}}, havre.Unknown, 1},
		{"a port let through", []catalogue.Link{with(link("a", "b", yes), func(k *catalogue.Link) { k.Carries = []catalogue.Service{{Protocol: "tcp", First: 443, Last: 443}} })}, Question{Protocol: "tcp", Port: 443}, havre.Yes, 1},
		{"a port that is not", []catalogue.Link{with(link("a", "b", yes), func(k *catalogue.Link) { k.Carries = []catalogue.Service{{Protocol: "tcp", First: 443, Last: 443}} })}, Question{Protocol: "tcp", Port: 5432}, havre.No, 1},
		{"Diffusion Restreinte, nobody says", []catalogue.Link{link("a", "b", yes)}, Question{Restricted: true}, havre.Unknown, 1},
		{"a sensitive flow in a VPN of which the encryption is unsaid", []catalogue.Link{link("a", "b", yes)}, Question{Sensitive: true}, havre.Unknown, 1},
		{"a sensitive flow in an encrypted VPN", []catalogue.Link{with(link("a", "b", yes), func(k *catalogue.Link) { k.Encryption = "ipsec" })}, Question{Sensitive: true}, havre.Yes, 1},
		{"a sensitive flow on the State's network", []catalogue.Link{attached("a", "rie"), attached("b", "rie")}, Question{Sensitive: true}, havre.Yes, 1},
		{"a sensitive flow, encryption unsaid", []catalogue.Link{with(link("a", "b", yes), func(k *catalogue.Link) { k.Kind = "peering" })}, Question{Sensitive: true}, havre.Unknown, 1},
		{"a sensitive flow in clear", []catalogue.Link{with(link("a", "b", yes), func(k *catalogue.Link) { k.Kind, k.Encryption = "peering", "none" })}, Question{Sensitive: true}, havre.No, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.q.From = "a"; c.q.To == "" {
				c.q.To = "b"
			}
			v := &catalogue.View{Links: c.links, Networks: networks}
			g := New(v)
			g.node("a")
			g.node("b")
			if len(c.links) == 0 {
				g.order()
			}
			got := g.Ask(c.q)
			if got.Value != c.want || len(got.Paths) != c.paths {
				t.Errorf("got %v by %d paths, want %v by %d: %+v", got.Value, len(got.Paths), c.want, c.paths, got.Paths)
			}
			if reach := g.Reach(c.q)[c.q.To]; reach != got.Value && c.q.To != "a" {
				t.Errorf("of every place at once: %v, want %v", reach, got.Value)
			}
			if got.Value == havre.No && len(got.Refused) == 0 {
				t.Error("nothing is said of what stops it")
			}
			if got.Value == havre.Unknown && len(got.Asks) == 0 {
				t.Error("nothing is said of what would settle it")
			}
		})
	}
}

// zoned is a platform with a zone on the State's network and a restricted one.
func zoned(links ...catalogue.Link) *Graph {
	return New(&catalogue.View{Networks: networks, Links: links, Zones: []catalogue.Zone{
		{ID: "p.front", Platform: "p", Exposure: []string{"rie"}},
		{ID: "p.deep", Platform: "p", Kind: "restricted", Restricted: havre.Yes},
	}})
}

func TestZones(t *testing.T) {
	open := with(link("p.deep", "b", catalogue.Yes), func(k *catalogue.Link) { k.Crossing = havre.Yes })
	for _, c := range []struct {
		name     string
		g        *Graph
		from, to string
		want     havre.Truth
	}{
		{"from the zone that has the link", zoned(attached("p.front", "rie"), attached("b", "rie")), "p.front", "b", havre.Yes},
		{"from some zone of the platform", zoned(attached("p.front", "rie"), attached("b", "rie")), "p", "b", havre.Yes},
		{"to some zone of the platform", zoned(attached("p.front", "rie"), attached("b", "rie")), "b", "p", havre.Yes},
		{"out of a restricted zone, not stated", zoned(link("p.deep", "b", catalogue.Yes)), "p.deep", "b", havre.Unknown},
		{"out of a restricted zone, allowed", zoned(open), "p.deep", "b", havre.Yes},
		{"into a restricted zone, allowed", zoned(open), "b", "p.deep", havre.Yes},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.g.Ask(Question{From: c.from, To: c.to}); got.Value != c.want {
				t.Errorf("got %v, want %v: %+v", got.Value, c.want, got.Paths)
			}
		})
	}
}

func TestOrderOfPaths(t *testing.T) {
	g := New(&catalogue.View{Networks: networks, Links: []catalogue.Link{
		link("a", "c", catalogue.Unknown), link("c", "b", catalogue.Yes),
		attached("a", "rie"), attached("b", "rie"),
		link("a", "b", catalogue.Unknown),
	}})
	got := g.Ask(Question{From: "a", To: "b"})
	var legs []int
	for _, p := range got.Paths {
		legs = append(legs, len(p.Legs))
	}
	if !slices.Equal(legs, []int{2, 1, 2}) || got.Paths[0].Value != havre.Yes || got.Cut {
		t.Errorf("the certain way comes first, then the shortest: %v, cut %v", legs, got.Cut)
	}
	if cut := g.Ask(Question{From: "a", To: "b", MaxPaths: 2}); len(cut.Paths) != 2 || !cut.Cut {
		t.Errorf("%d paths, cut %v: a list that is cut says so", len(cut.Paths), cut.Cut)
	}
}

func TestApply(t *testing.T) {
	v := &catalogue.View{Networks: networks, Links: []catalogue.Link{link("a", "b", catalogue.Yes)}}
	down := Apply(v, Change{From: "b", To: "a", Status: catalogue.No})
	if got := New(down).Ask(Question{From: "a", To: "b"}).Value; got != havre.No {
		t.Errorf("a link that is down: %v", got)
	}
	opened := Apply(v, Change{From: "a", To: "c", Network: "vpn", Status: catalogue.Yes})
	if got := New(opened).Ask(Question{From: "a", To: "c", Networks: []string{"vpn"}}).Value; got != havre.Yes {
		t.Errorf("a link that is opened: %v", got)
	}
	if v.Links[0].Status != catalogue.Yes || len(v.Links) != 1 {
		t.Error("the view itself has changed")
	}
}
