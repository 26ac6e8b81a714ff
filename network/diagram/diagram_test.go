package diagram

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/network"
)

var update = flag.Bool("update", false, "write the golden files again")

// builtin is the catalogue of the program on a day.
func builtin(tb testing.TB, day string) (*catalogue.View, *network.Graph) {
	tb.Helper()
	m, err := fact.NewModel(catalogue.Facts())
	if err != nil {
		tb.Fatal(err)
	}
	v := catalogue.Builtin().At(havre.MustDate(day), m)
	return v, network.New(v)
}

func svg(tb testing.TB, p *Picture) []byte {
	tb.Helper()
	var b bytes.Buffer
	if _, err := p.WriteTo(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// goldenCase is a drawing that is kept.
type goldenCase struct {
	name    string
	diagram *Diagram
}

// drawings are the days on which the seeds' matrix changed, today, a path over it,
// one platform, and invented worlds.
func drawings(tb testing.TB) (out []goldenCase) {
	tb.Helper()
	for _, day := range []string{"2025-06-30", "2025-07-01", "2026-03-05", "2026-04-13", "2026-11-22"} {
		v, g := builtin(tb, day)
		out = append(out, goldenCase{day, Of(v, g, Selection{})})
	}
	v, g := builtin(tb, "2026-11-22")
	chain := g.Ask(network.Question{From: "fabnum-ovh", To: "cegedim-cloud"}).Paths
	over := g.Ask(network.Question{From: "nubo", To: "rosny"}).Paths
	out = append(out,
		goldenCase{"2026-11-22-path", Of(v, g, Selection{Paths: chain[:1]})},
		goldenCase{"2026-11-22-paths", Of(v, g, Selection{Paths: []network.Path{chain[0], over[0]}})},
		goldenCase{"2026-11-22-refused", Of(v, g, Selection{Refused: true})},
		goldenCase{"2026-11-22-nubo", Of(v, g, Selection{Places: []string{"nubo"}})},
		goldenCase{"2026-11-22-none", Of(v, g, Selection{Networks: []string{"wireguard"}})},
	)
	for _, n := range []int{1, 5, 29, 200} {
		v, g := world(tb, n)
		out = append(out, goldenCase{"world-" + strconv.Itoa(n), Of(v, g, Selection{})})
	}
	return out
}

// shapes are the ways to draw one.
var shapes = map[string]Options{
	"":        {Lang: havre.French, Standalone: true},
	"-narrow": {Lang: havre.English, Narrow: true, Class: "c"},
}

func TestGolden(t *testing.T) {
	for _, c := range drawings(t) {
		for suffix, o := range shapes {
			if c.name == "world-200" && suffix != "" {
				continue // one shape of it is enough to keep
			}
			name := filepath.Join("testdata", c.name+suffix+".svg")
			got := svg(t, c.diagram.Draw(o))
			if *update {
				if err := os.WriteFile(name, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs; look at it, then go test -update", name)
			}
			if again := svg(t, c.diagram.Draw(o)); !bytes.Equal(got, again) {
				t.Errorf("%s: two drawings of one diagram differ", name)
			}
		}
	}
}

// Everything that is written can be read: no label is over another, none is cut by
// the edge.
func TestLabels(t *testing.T) {
	for _, c := range drawings(t) {
		for suffix, o := range shapes {
			for _, p := range misplaced(c.diagram.Draw(o)) {
				t.Errorf("%s%s: %s", c.name, suffix, p)
			}
		}
	}
}

// misplaced tells the labels that overlap or that leave the drawing.
func misplaced(p *Picture) (out []string) {
	for i, a := range p.Labels {
		if a.X < 0 || a.Y < 0 || a.X+a.W > p.Width || a.Y+a.H > p.Height {
			out = append(out, strconv.Quote(a.Text)+" leaves the drawing")
		}
		for _, b := range p.Labels[i+1:] {
			if a.Overlaps(b.Rect) {
				out = append(out, strconv.Quote(a.Text)+" is over "+strconv.Quote(b.Text))
			}
		}
	}
	return out
}

// The table says all that is drawn: each link drawn is a row, under its number, and
// a row that is not drawn is refused or left blank.
func TestRowsSayTheDrawing(t *testing.T) {
	for _, c := range drawings(t) {
		rows := map[int]*Link{}
		for i := range c.diagram.Links {
			rows[c.diagram.Links[i].Number] = &c.diagram.Links[i]
		}
		if len(rows) != len(c.diagram.Links) {
			t.Errorf("%s: two rows have the same number", c.name)
		}
		for suffix, o := range shapes {
			p := c.diagram.Draw(o)
			for _, n := range p.Numbers {
				k, ok := rows[n]
				if !ok {
					t.Errorf("%s%s: link %d is drawn and has no row", c.name, suffix, n)
					continue
				}
				if !slices.ContainsFunc(p.Labels, func(l Label) bool { return strings.HasPrefix(l.Text+" ", strconv.Itoa(n)+" ") }) {
					t.Errorf("%s%s: the number of link %d is nowhere", c.name, suffix, k.Number)
				}
				delete(rows, n)
			}
			for n, k := range rows {
				if k.State != Refused && k.State != Blank {
					t.Errorf("%s%s: link %d is %s and is not drawn", c.name, suffix, n, k.State)
				}
			}
			for i := range c.diagram.Links {
				rows[c.diagram.Links[i].Number] = &c.diagram.Links[i]
			}
		}
	}
}

// The policy of the pages forbids styles, and those who know only the file have
// nothing else.
func TestNoStyle(t *testing.T) {
	for _, c := range drawings(t) {
		for suffix, o := range shapes {
			text := svg(t, c.diagram.Draw(o))
			if err := wellFormed(text); err != nil {
				t.Errorf("%s%s: %v", c.name, suffix, err)
			}
			for _, bad := range []string{"<style", "style=", "<script", " on", " id="} {
				if bytes.Contains(elements(text), []byte(bad)) {
					t.Errorf("%s%s holds %q", c.name, suffix, bad)
				}
			}
		}
	}
}

// elements are the elements of a drawing without its texts.
func elements(text []byte) []byte {
	var out bytes.Buffer
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := d.RawToken()
		if err != nil {
			return out.Bytes()
		}
		if e, ok := token.(xml.StartElement); ok {
			out.WriteString("<" + e.Name.Local)
			for _, a := range e.Attr {
				if a.Name.Local != "aria-label" {
					out.WriteString(" " + a.Name.Local + "=")
				}
			}
			out.WriteString(">")
		}
	}
}

func wellFormed(text []byte) error {
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// Each state is read without its colour: no two have the same stroke.
func TestStrokes(t *testing.T) {
	seen := map[string]State{}
	for _, s := range States {
		look := ""
		for a := range strings.FieldsSeq(strings.ReplaceAll(styles[string(s)], `" `, "\"\n")) {
			if !strings.HasPrefix(a, "stroke=") {
				look += a
			}
		}
		if other, dup := seen[look]; dup {
			t.Errorf("%s and %s have the same stroke", s, other)
		}
		seen[look] = s
		if s != Established && s.sign() == "" {
			t.Errorf("%s has no sign", s)
		}
	}
}

// The numbers of links stay, whatever is selected.
func TestNumbersStay(t *testing.T) {
	v, g := builtin(t, "2026-11-22")
	name := func(k *Link) string { return k.From.ID + " " + k.To.ID + " " + k.Carrier.FR + string(k.State) }
	all := map[int]string{}
	whole := Of(v, g, Selection{})
	for i := range whole.Links {
		all[whole.Links[i].Number] = name(&whole.Links[i])
	}
	for _, s := range []Selection{
		{Networks: []string{"vpn"}},
		{States: []State{Refused}},
		{Places: []string{"rosny"}},
		{Refused: true},
		{Paths: g.Ask(network.Question{From: "ovh-snc", To: "fabnum-ovh"}).Paths},
	} {
		some := Of(v, g, s)
		if len(some.Links) == 0 {
			t.Errorf("nothing for %+v", s)
		}
		for i := range some.Links {
			k := &some.Links[i]
			if all[k.Number] != name(k) {
				t.Errorf("%d is %s, was %s", k.Number, name(k), all[k.Number])
			}
		}
	}
}

func TestSelection(t *testing.T) {
	v, g := builtin(t, "2026-11-22")
	for _, c := range []struct {
		name         string
		s            Selection
		nodes, drawn int
	}{
		{"all", Selection{}, 11, 19},
		{"all, what is refused too", Selection{Refused: true}, 11, 28},
		{"the State's network", Selection{Networks: []string{"rie"}}, 5, 6},
		{"VPNs", Selection{Networks: []string{"vpn"}}, 5, 5},
		{"what is refused", Selection{States: []State{Refused}}, 7, 9},
		{"one platform and who shares its network", Selection{Places: []string{"nubo"}}, 5, 6},
		{"one platform by its zone", Selection{Places: []string{"nubo.internet"}}, 5, 6},
		{"a network", Selection{Places: []string{"rie"}}, 5, 5},
		{"a platform of which nobody speaks", Selection{Places: []string{"sgami"}}, 1, 0},
		{"a network that nobody is on", Selection{Networks: []string{"macsec"}}, 0, 0},
	} {
		d := Of(v, g, c.s)
		if n, k := len(d.nodes()), len(d.drawn()); n != c.nodes || k != c.drawn {
			t.Errorf("%s: %d nodes and %d links drawn, want %d and %d", c.name, n, k, c.nodes, c.drawn)
		}
	}
}

// A link told from both of its sides is one link, with the words of each; told in two
// ways, it is two.
func TestToldTwice(t *testing.T) {
	k := catalogue.Link{From: "a", To: "b", Network: "vpn", Kind: "vpn", Direction: "both", Status: catalogue.Yes, Words: "de a"}
	back, doubted, way := k, k, k
	back.From, back.To, back.Words, back.Source = "b", "a", "de b", &catalogue.Source{}
	doubted.Status = catalogue.Unknown
	way.Direction, way.From, way.To = "in", "b", "a"
	v := &catalogue.View{Links: []catalogue.Link{k, back, doubted, way}}
	d := Of(v, network.New(v), Selection{})
	var told []string
	for i := range d.Links {
		k := &d.Links[i]
		words := string(k.State) + " " + k.From.ID + k.To.ID
		if k.OneWay {
			words += " only"
		}
		for _, s := range k.Said {
			words += ", " + s.Words
		}
		told = append(told, words)
	}
	want := []string{"yes ab, de a, de b", "doubt ab, de a", "yes ab only, de a"}
	if !slices.Equal(told, want) {
		t.Errorf("%q, want %q", told, want)
	}
}

// A path is brought out: its legs are numbered in its order, the rest is dimmed.
func TestPath(t *testing.T) {
	v, g := builtin(t, "2026-11-22")
	path := g.Ask(network.Question{From: "nubo", To: "rosny"}).Paths[0]
	p := Of(v, g, Selection{Paths: []network.Path{path}}).Draw(Options{})
	text := string(svg(t, p))
	for _, want := range []string{"app-map-hot", "app-map-span", "app-map-dim", "app-map-leg"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	var legs []string
	for _, l := range p.Labels {
		if l.Text == "1" || l.Text == "2" {
			legs = append(legs, l.Text)
		}
	}
	if len(legs) < 2 {
		t.Errorf("legs %v", legs)
	}
	if plain := string(svg(t, Of(v, g, Selection{}).Draw(Options{}))); strings.Contains(plain, "app-map-dim") {
		t.Error("a map without a path is dimmed")
	}
}

func BenchmarkDraw200(b *testing.B) {
	v, g := world(b, 200)
	for b.Loop() {
		d := Of(v, g, Selection{})
		for _, narrow := range []bool{false, true} {
			if _, err := d.Draw(Options{Narrow: narrow}).WriteTo(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkDrawCatalogue(b *testing.B) {
	v, g := builtin(b, "2026-11-22")
	for b.Loop() {
		if _, err := Of(v, g, Selection{}).Draw(Options{}).WriteTo(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
