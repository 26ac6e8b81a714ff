package network

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

func link(from, to string, status catalogue.Status) catalogue.Link {
	return catalogue.Link{From: from, To: to, Status: status, Direction: "both"}
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

func TestReach(t *testing.T) {
	networks := []catalogue.Network{{ID: "internet"}}
	for _, c := range []struct {
		name     string
		links    []catalogue.Link
		from, to string
		want     havre.Truth
		legs     int
	}{
		{"nothing is stated", nil, "a", "b", havre.Unknown, 0},
		{"itself", nil, "a", "a", havre.Yes, 0},
		{"a link", []catalogue.Link{link("a", "b", catalogue.Yes)}, "b", "a", havre.Yes, 1},
		{"a link refused", []catalogue.Link{link("a", "b", catalogue.No)}, "a", "b", havre.No, 1},
		{"a question mark", []catalogue.Link{link("a", "b", catalogue.Unknown)}, "a", "b", havre.Unknown, 1},
		{"a link to come", []catalogue.Link{link("a", "b", catalogue.Planned)}, "a", "b", havre.Unknown, 1},
		{"one way, that way", []catalogue.Link{oneWay("a", "b", catalogue.Yes)}, "a", "b", havre.Yes, 1},
		{"one way, the other way", []catalogue.Link{oneWay("a", "b", catalogue.Yes)}, "b", "a", havre.Unknown, 0},
		{"two sources, one says yes", []catalogue.Link{link("a", "b", catalogue.No), link("a", "b", catalogue.Yes)}, "a", "b", havre.Yes, 1},
		{"a chain whose transit is not stated cannot be told", []catalogue.Link{link("a", "b", catalogue.No), link("a", "c", catalogue.Yes), link("c", "b", catalogue.Yes)}, "a", "b", havre.Unknown, 2},
		{
			"a chain whose transit is allowed",
			[]catalogue.Link{link("a", "b", catalogue.No), transit(link("a", "c", catalogue.Yes), havre.Yes), transit(link("c", "b", catalogue.Yes), havre.Yes)},
			"a", "b", havre.Yes, 2,
		},
		{
			"a chain whose transit is refused",
			[]catalogue.Link{link("a", "b", catalogue.No), transit(link("a", "c", catalogue.Yes), havre.No), link("c", "b", catalogue.Yes)},
			"a", "b", havre.No, 1,
		},
		{"being on the same network is not a way", []catalogue.Link{link("a", "b", catalogue.No), link("a", "internet", catalogue.Yes), link("b", "internet", catalogue.Yes)}, "a", "b", havre.No, 1},
		{"a network itself", []catalogue.Link{link("a", "internet", catalogue.Yes)}, "a", "internet", havre.Yes, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Reach(&catalogue.View{Links: c.links, Networks: networks}, c.from, c.to)
			if got.Value != c.want || len(got.Legs) != c.legs {
				t.Errorf("got %v by %d links, want %v by %d", got.Value, len(got.Legs), c.want, c.legs)
			}
		})
	}
}

// TestMonotone: opening a link never closes a way.
func TestMonotone(t *testing.T) {
	nodes := []string{"a", "b", "c", "d"}
	statuses := []catalogue.Status{catalogue.No, catalogue.Unknown, catalogue.Yes}
	rapid.Check(t, func(t *rapid.T) {
		var links []catalogue.Link
		for range rapid.IntRange(1, 6).Draw(t, "links") {
			k := link(rapid.SampledFrom(nodes).Draw(t, "from"), rapid.SampledFrom(nodes).Draw(t, "to"), rapid.SampledFrom(statuses).Draw(t, "status"))
			links = append(links, transit(k, rapid.SampledFrom([]havre.Truth{havre.No, havre.Unknown, havre.Yes}).Draw(t, "transit")))
		}
		before := Reach(&catalogue.View{Links: links}, "a", "b").Value
		opened := append([]catalogue.Link(nil), links...)
		opened[0].Status = catalogue.Yes
		if after := Reach(&catalogue.View{Links: opened}, "a", "b").Value; after < before {
			t.Fatalf("opening a link turned %v into %v", before, after)
		}
	})
}
