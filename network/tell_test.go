package network

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// known is a graph with a way from a to b through c, and nothing said of d.
func known(ts ...havre.Truth) *catalogue.View {
	ts = append(ts, havre.Unknown, havre.Unknown)
	return &catalogue.View{Networks: networks, Links: []catalogue.Link{
		transit(link("a", "c", catalogue.Yes), ts[0]), transit(link("c", "b", catalogue.Yes), ts[1]), link("a", "b", catalogue.No),
		oneWay("b", "d", catalogue.Yes),
	}}
}

func TestCheck(t *testing.T) {
	v := known()
	v.Links = append(v.Links, attached("a", "rie"), attached("a", "internet"))
	g := New(v)
	for _, c := range []struct {
		q    Question
		want []string // fields, with the suggestion
	}{
		{Question{From: "a", To: "b", Protocol: "tcp", Port: 443, Networks: []string{"rie", "vpn"}}, nil},
		{Question{}, []string{"from", "to"}},
		{Question{From: "internt", To: "rei"}, []string{"from internet", "to rie"}},
		{Question{From: "a", To: "a"}, []string{"to"}},
		{Question{From: "vpn", To: "a"}, []string{"from"}}, // set up pair by pair: nothing is attached to it
		{Question{From: "a", To: "b", Protocol: "tpc", Networks: []string{"exposure", "intranet"}}, []string{"protocol tcp", "network", "network internet"}},
		{Question{From: "a", To: "b", Protocol: "icmp", Port: 8}, []string{"port"}},
	} {
		var got []string
		for _, p := range g.Check(c.q) {
			got = append(got, strings.TrimSpace(p.Field+" "+p.Suggestion))
			if p.Message.FR == "" || p.Message.EN == "" {
				t.Errorf("%+v: nothing is said: %+v", c.q, p)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: %q, want %q", c.q, got, c.want)
		}
	}
	for _, c := range []struct {
		change Change
		want   int
	}{
		{Change{From: "a", To: "b", Network: "vpn"}, 0},
		{Change{From: "c", To: "a", Status: catalogue.No}, 0},
		{Change{From: "d", To: "a", Status: catalogue.No}, 1}, // no link to go down
		{Change{From: "a", To: "b", Status: catalogue.No}, 1}, // the source says that there is none
		{Change{From: "a", To: "c", Network: "rie", Status: catalogue.No}, 1},
		{Change{From: "vpn", Status: catalogue.Yes}, 1},
		{Change{From: "d", To: "a", Status: catalogue.Yes}, 0},
		{Change{From: "d", Status: catalogue.No}, 0},
		{Change{From: "a"}, 0},
		{Change{To: "b"}, 1},
		{Change{From: "a", To: "a", Network: "x"}, 2},
		{Change{From: "zzzz", To: "yyyy"}, 2},
	} {
		if got := g.CheckChange(&c.change); len(got) != c.want {
			t.Errorf("%+v: %v", c.change, got)
		}
	}
}

// The opposite of what is already supposed is refused, whichever end comes first; what
// narrows it to one network is not its opposite.
func TestCheckChangeContrary(t *testing.T) {
	g := New(known())
	down := Change{From: "a", To: "c", Status: catalogue.No}
	for _, c := range []struct {
		change Change
		want   int
	}{
		{down, 0},
		{Change{From: "c", To: "a", Status: catalogue.Yes}, 1},
		{Change{From: "a", To: "c", Network: "rie", Status: catalogue.Yes}, 0},
		{Change{From: "a", Link: catalogue.Link{Transit: havre.Yes}}, 0},
	} {
		if got := g.CheckChange(&c.change, down); len(got) != c.want || (c.want == 1 && !strings.Contains(got[0].Message.FR, "la liaison entre a et c tombe")) {
			t.Errorf("%+v: %v", c.change, got)
		}
	}
}

// A hypothesis is told as one: no source says it.
func TestSupposedLinksSayIt(t *testing.T) {
	for _, c := range []struct {
		change Change
		want   string
	}{
		{Change{From: "a", To: "c", Status: catalogue.No}, "vous supposez que cette liaison tombe"},
		{Change{From: "a", To: "c", Status: catalogue.Unknown}, "vous supposez que cette liaison est remise en doute"},
	} {
		g := New(Apply(known(), c.change))
		a := g.Ask(Question{From: "a", To: "c", Direct: true})
		legs := slices.Clone(a.Refused)
		for _, p := range a.Paths {
			legs = append(legs, p.Legs...)
		}
		if !slices.ContainsFunc(legs, func(l Leg) bool {
			return slices.ContainsFunc(l.Doubts, func(d Doubt) bool { return d.Text.FR == c.want })
		}) {
			t.Errorf("%+v: nothing says %q: %+v", c.change, c.want, legs)
		}
	}
	if k := Apply(known(), Change{From: "a", To: "d", Status: catalogue.Yes}).Links; !k[len(k)-1].Supposed || k[0].Supposed {
		t.Errorf("the link that is opened, and it alone, is supposed: %+v", k)
	}
}

// French contracts and elides, and gives an article to what is a common noun.
func TestNamesInSentences(t *testing.T) {
	for _, c := range []struct {
		name     havre.Text
		fr, of   string
		en, ofEN string
	}{
		{havre.Same("Nubo"), "Nubo", "de Nubo", "Nubo", "Nubo"},
		{havre.Same("OVH SNC"), "OVH SNC", "d'OVH SNC", "OVH SNC", "OVH SNC"},
		{havre.Same("Écluse"), "Écluse", "d'Écluse", "Écluse", "Écluse"},
		{havre.Same("Internet"), "Internet", "d'Internet", "the Internet", "the Internet"},
		{havre.Text{FR: "Réseau interministériel", EN: "Interministerial network"}, "le réseau interministériel", "du réseau interministériel", "the interministerial network", "the interministerial network"},
		{havre.Text{FR: "Zone usine", EN: "IT zone"}, "la zone usine", "de la zone usine", "the IT zone", "the IT zone"},
		{havre.Text{}, "", "de ", "", ""},
	} {
		if named, of := Named(c.name), Of(c.name); named != (havre.Text{FR: c.fr, EN: c.en}) || of != (havre.Text{FR: c.of, EN: c.ofEN}) {
			t.Errorf("%+v: %+v and %+v", c.name, named, of)
		}
	}
}

func TestSentence(t *testing.T) {
	g := New(known())
	for _, c := range []struct {
		q      Question
		fr, en string
	}{
		{Question{From: "a", To: "c"}, "Oui", "Yes"},
		{Question{From: "a", To: "b", Direct: true}, "Non", "No"},
		{Question{From: "a", To: "b"}, "On ne peut pas le dire : la liaison directe d'a vers b", "Nobody can tell: the direct link"},
		{Question{From: "d", To: "a"}, "On ne peut pas le dire : aucune source ne parle d'une liaison de d vers a.", "Nobody can tell: no source speaks of a link from d to a."},
		{Question{From: "a", To: "d"}, "On ne peut pas le dire : aucune source ne parle d'une liaison d'a vers d, et", "Nobody can tell: no source speaks of a link from a to d, and"},
	} {
		a := g.Ask(c.q)
		if got := g.Sentence(&a); !strings.HasPrefix(got.FR, c.fr) || !strings.HasPrefix(got.EN, c.en) {
			t.Errorf("%+v: %v", c.q, got)
		}
	}
}

// Each side opens what leaves it, passes through it and enters it; nothing is to be
// opened for a way that is not certain, nor on a network.
func TestOpenings(t *testing.T) {
	g := New(known(havre.Yes, havre.Yes))
	q := Question{From: "a", To: "b", Protocol: "tcp", Port: 5432}
	got := g.Openings(q, g.Ask(q).Paths[0])
	var sides []string
	for _, o := range got {
		sides = append(sides, o.At+" "+string(o.Way))
		if o.Owner.IsZero() || !strings.Contains(o.Text.FR, "tcp/5432") {
			t.Errorf("%+v", o)
		}
	}
	if want := []string{"a out", "c through", "b in"}; !slices.Equal(sides, want) {
		t.Errorf("%q, want %q", sides, want)
	}
	doubtful := New(known())
	if got := doubtful.Openings(q, doubtful.Ask(q).Paths[0]); got != nil {
		t.Errorf("opened before anybody knows: %+v", got)
	}
	over := New(&catalogue.View{Networks: networks, Links: []catalogue.Link{attached("a", "rie"), attached("b", "rie")}})
	if got := over.Openings(q, over.Ask(q).Paths[0]); len(got) != 2 || !strings.Contains(got[0].Text.EN, "RIE") {
		t.Errorf("over a network: %+v", got)
	}
}

func TestCompare(t *testing.T) {
	v := known()
	for _, c := range []struct {
		name    string
		changes []Change
		want    []string
	}{
		{"nothing", nil, nil},
		{"a link goes down", []Change{{From: "a", To: "c", Status: catalogue.No}}, []string{
			"a b unknown no", "a c yes no", "b a unknown no", "c a yes no",
		}},
		{"transit is allowed", []Change{{From: "c", Link: catalogue.Link{Transit: havre.Yes}}}, []string{
			"a b unknown yes", "b a unknown yes",
		}},
		{"a platform is cut off", []Change{{From: "c", Status: catalogue.No}}, []string{
			"a b unknown no", "a c yes no", "b a unknown no", "b c yes no", "c a yes no", "c b yes no",
		}},
		{"the way back is opened", []Change{{From: "d", To: "b", Status: catalogue.Yes}}, []string{"d b unknown yes"}},
		{"two at once", []Change{{From: "a", To: "c", Status: catalogue.No}, {From: "a", To: "b", Status: catalogue.Yes}}, []string{
			"a b unknown yes", "a c yes unknown", "b a unknown yes", "c a yes unknown", // by b, if others may pass there
		}},
	} {
		moved, cut := Compare(New(v), New(Apply(v, c.changes...)), Question{})
		var got []string
		for _, m := range moved {
			got = append(got, m.From+" "+m.To+" "+m.Before.String()+" "+m.After.String())
		}
		if !slices.Equal(got, c.want) || cut {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

var aboutA = regexp.MustCompile(`\ba\b`)

// Every change has its sentence, in both languages, with what it is about.
func TestSupposed(t *testing.T) {
	g := New(known())
	for _, c := range []Change{
		{From: "a", To: "b", Status: catalogue.No},
		{From: "a", To: "b", Network: "vpn", Status: catalogue.Yes, Link: catalogue.Link{Transit: havre.Yes}},
		{From: "a", To: "b", Status: catalogue.Yes, Link: catalogue.Link{Transit: havre.No}},
		{From: "a", To: "b", Status: catalogue.Unknown},
		{From: "a", Status: catalogue.No},
		{From: "a", Status: catalogue.Yes},
		{From: "a", Status: catalogue.Unknown},
		{From: "a", Link: catalogue.Link{Transit: havre.Yes}},
		{From: "a", Link: catalogue.Link{Transit: havre.No}},
	} {
		got := g.Supposed(&c)
		for _, s := range []string{got.FR, got.EN} {
			if s == "" || strings.Contains(s, "%!") || !aboutA.MatchString(s) || (c.To != "" && !strings.Contains(s, " b")) || (c.Network != "" && !strings.Contains(s, "(VPN)")) {
				t.Errorf("%+v: %q", c, s)
			}
		}
		if got.FR == got.EN {
			t.Errorf("%+v: the same in both languages: %q", c, got.FR)
		}
	}
}
