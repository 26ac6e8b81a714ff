package matrix

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/network"
)

var (
	somePlaces   = []string{"north", "south", "east", "west", "rie", "internet", "api.exemple.gouv.fr", "serveur"}
	someNetworks = []string{"", "rie", "internet", "vpn", "local"}
	someWords    = []string{"", "frontal", "=1+1", "'@a", "-x", "*gras*", "a|b; \"c\"", "  deux  mots\n", "l'été <br> œuvre", "\x00\u200b"}
)

func drawFlow(t *rapid.T) dossier.Flow {
	pick := func(name string, from []string) string { return rapid.SampledFrom(from).Draw(t, name) }
	f := dossier.Flow{
		To: pick("to", somePlaces), From: pick("from", append([]string{"", "app"}, somePlaces...)),
		Protocol: pick("protocol", []string{"", "tcp", "udp", "icmp"}), Network: pick("network", someNetworks),
		Environment: pick("environment", []string{"", "production", "recovery"}), Kind: pick("kind", []string{"", "access", "exchange", "administration"}),
		FromName: pick("fromName", someWords), ToName: pick("toName", someWords), Justification: pick("why", someWords), Owner: pick("owner", someWords),
		FromAddress: pick("ip", []string{"", "10.0.0.1", "10.0.0.0/8", "fe80::1"}), VLAN: pick("vlan", []string{"", "12", "=3"}),
	}
	for range rapid.IntRange(0, 2).Draw(t, "ports") {
		first := rapid.Uint16Range(1, 1000).Draw(t, "first")
		f.Port = append(f.Port, dossier.PortRange{First: first, Last: first + rapid.Uint16Range(0, 50).Draw(t, "width")})
	}
	return f
}

func drawMatrix(t *rapid.T) *Matrix {
	var list []Application
	for i := range rapid.IntRange(1, 3).Draw(t, "applications") {
		d := &dossier.Dossier{}
		d.Metadata.Name, d.Metadata.Title = fmt.Sprint("app", i), rapid.SampledFrom(someWords).Draw(t, "title")
		d.Spec.Environments.Members = rapid.SampledFrom([][]string{nil, {"production"}, {"acceptance", "production"}}).Draw(t, "environments")
		d.Spec.Flows.List = rapid.SliceOfN(rapid.Custom(drawFlow), 0, 6).Draw(t, "flows")
		if host := rapid.SampledFrom([]string{"", "north", "south", "atlantis"}).Draw(t, "host"); host != "" {
			d.Spec.Hosting = []dossier.Hosting{{Platform: host}}
		}
		list = append(list, Of(d))
	}
	return Build(world(), list)
}

// TestWriteThenRead: every kind of file gives back what was written in it, in both
// languages, whatever the words.
func TestWriteThenRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMatrix(t)
		lang := rapid.SampledFrom([]havre.Lang{havre.French, havre.English}).Draw(t, "lang")
		want := m.Table(lang)
		for _, f := range append(slices.Clone(sheet.Formats), "json") {
			var b bytes.Buffer
			var err error
			if f == "json" {
				err = json.NewEncoder(&b).Encode(m.Document(lang))
			} else {
				err = Write(&b, f, m, lang)
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := Read("m."+string(f), b.Bytes())
			if err != nil {
				t.Fatalf("%s: %v", f, err)
			}
			if diff := cmp.Diff(want.Lines, got.Lines, cmp.Transformer("none", func(l []Line) []Line { return append([]Line{}, l...) })); diff != "" || got.Lang != lang {
				t.Fatalf("%s (%s) (-want +got):\n%s", f, got.Lang, diff)
			}
			if changes := Diff(want, got); len(changes) > 0 {
				t.Fatalf("%s: differs from itself: %v", f, changes)
			}
		}
	})
}

// TestDiffIsExact: what is added to a matrix, removed or changed is what Diff says,
// and reading it the other way round says the contrary.
func TestDiffIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawMatrix(t).Table(havre.French), drawMatrix(t).Table(havre.French)
		count := func(list []Change, k ChangeKind) (n int) {
			for i := range list {
				if list[i].Kind == k {
					n++
				}
			}
			return n
		}
		there, back := Diff(a, b), Diff(b, a)
		if len(a.Lines)+count(there, Added)-count(there, Removed) != len(b.Lines) {
			t.Fatalf("%d lines, %d added, %d removed, %d lines", len(a.Lines), count(there, Added), count(there, Removed), len(b.Lines))
		}
		if count(there, Added) != count(back, Removed) || count(there, Removed) != count(back, Added) || count(there, Changed) != count(back, Changed) {
			t.Fatalf("not the contrary: %v, %v", there, back)
		}
		for _, c := range there {
			if c.Kind == Changed && (c.Before.Key() != c.After.Key() || len(c.Columns) == 0) {
				t.Fatalf("not the same flow, or nothing changed: %+v", c)
			}
		}
	})
}

// TestOpeningsFollowTheWay: a flow that is carried is opened once for each team on
// its way, but for the Internet; one that is refused is opened nowhere; one of which
// something is unknown is only to be confirmed.
func TestOpeningsFollowTheWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMatrix(t)
		of := map[*Row][]Opening{}
		for _, team := range Openings(m) {
			for _, x := range team.Openings {
				of[x.Row] = append(of[x.Row], x)
			}
		}
		for i := range m.Rows {
			r := &m.Rows[i]
			got := of[r]
			switch r.Answer.Value {
			case havre.No:
				if len(got) > 0 {
					t.Fatalf("refused, and opened: %s", told(r))
				}
			case havre.Yes, havre.Unknown:
				if want := teamsOn(r); len(got) != want {
					t.Fatalf("%d openings, want %d: %s", len(got), want, told(r))
				}
			}
			for _, x := range got {
				if x.First != (r.Answer.Value == havre.Unknown) {
					t.Fatalf("to be confirmed: %v: %s", x.First, told(r))
				}
			}
		}
	})
}

// teamsOn counts the places of a way that somebody opens something on, both ends
// included.
func teamsOn(r *Row) int {
	ends := []End{r.Source, r.Destination}
	chosen := func(e End) bool { return !e.Own || e.Place != "" }
	if r.Answer.Path == nil && r.Answer.Value == havre.Yes {
		if chosen(*ownEnd(r)) {
			return 1
		}
		return 0
	}
	n := 0
	for _, e := range ends {
		if !e.Carrier && chosen(e) {
			n++
		}
	}
	if r.Answer.Path == nil {
		return n
	}
	for _, l := range r.Answer.Path.Legs {
		if p := r.Answer.places[l.To]; !p.Carrier && l.To != r.Source.Place && l.To != r.Destination.Place {
			n++
		}
	}
	return n
}

// TestEffectsAreThoseOfTheLinks: what has not changed has no effect, taking links
// down only loses, and undoing it gains the same.
func TestEffectsAreThoseOfTheLinks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &dossier.Dossier{}
		d.Metadata.Name = "app"
		d.Spec.Hosting = []dossier.Hosting{{Platform: "north"}}
		d.Spec.Flows.List = rapid.SliceOfN(rapid.Custom(drawFlow), 1, 8).Draw(t, "flows")
		list := []Application{Of(d)}
		v := view()
		k := rapid.SampledFrom(v.Links).Draw(t, "link")
		down := network.New(network.Apply(v, network.Change{From: k.From, To: k.To, Network: k.Network, Status: catalogue.No}))
		if none := Effects(world(), world(), list); len(none) > 0 {
			t.Fatalf("nothing changed: %v", none)
		}
		lost, gained := Effects(world(), down, list), Effects(down, world(), list)
		if len(lost) != len(gained) {
			t.Fatalf("%d lost, %d gained back", len(lost), len(gained))
		}
		for i := range lost {
			if !lost[i].Lost() || !gained[i].Gained() || lost[i].Before.Value != gained[i].After.Value {
				t.Fatalf("a link that goes down: %v to %v, and back %v to %v", lost[i].Before.Value, lost[i].After.Value, gained[i].Before.Value, gained[i].After.Value)
			}
		}
	})
}
