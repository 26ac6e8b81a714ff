package document_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// colour reads itself from a word of a list.
type colour string

func (*colour) Accepts() []string { return []string{"red", "green"} }

func (c *colour) UnmarshalText(b []byte) error {
	if s := string(b); s == "red" || s == "green" {
		*c = colour(s)
		return nil
	}
	return errors.New("no such colour")
}

// version reads itself and says what it expects.
type version struct{ major string }

func (*version) Expected() havre.Text { return havre.Text{FR: "un numéro (v1)", EN: "a number (v1)"} }

func (v *version) UnmarshalText(b []byte) error {
	s, ok := strings.CutPrefix(string(b), "v")
	if !ok {
		return errors.New("no v")
	}
	v.major = s
	return nil
}

// opaque reads itself and explains nothing.
type opaque struct{ s string }

func (o *opaque) UnmarshalText(b []byte) error {
	if len(b) > 3 {
		return errors.New("too long")
	}
	o.s = string(b)
	return nil
}

// pair reads its own node.
type pair struct{ words []string }

func (p *pair) DecodeNode(c *document.Context, n *document.Node) {
	if n.Kind != document.Sequence {
		c.Bad(n, havre.Text{FR: "une paire est attendue", EN: "a pair is expected"}, "")
		return
	}
	for i, item := range n.Items {
		c.Item(i, func() {
			if w, ok := c.Word(item, c.Enum()); ok {
				p.words = append(p.words, c.Path()+"="+w)
			}
		})
	}
}

type embedded struct {
	Shared string `json:"shared"`
}

type inner struct {
	To   string `json:"to" required:"true" pattern:"^[a-z]+$" form:"des minuscules|lower-case letters" doc:"destination|destination"`
	Port int    `json:"port" min:"1" max:"65535" doc:"port|port"`
}

// sample has a field of every shape that Decode reads.
type sample struct {
	embedded

	Kind    string           `json:"kind" enum:"Sample" required:"true" doc:"nature|kind"`
	Name    string           `json:"name" required:"true" doc:"nom|name"`
	Free    string           `json:"free" doc:"libre|free"`
	Order   string           `json:"order" enum:"first,second" doc:"rang|rank"`
	Fact    havre.Truth      `json:"fact" doc:"fait|fact"`
	Settled bool             `json:"settled" doc:"réglé|settled"`
	On      havre.Date       `json:"on" doc:"jour|day"`
	Title   havre.Text       `json:"title" doc:"titre|title"`
	Count   int8             `json:"count" doc:"nombre|number"`
	Share   float64          `json:"share" doc:"part|share"`
	Maybe   *int             `json:"maybe" doc:"peut-être|maybe"`
	Items   []inner          `json:"items" doc:"éléments|items"`
	Words   []string         `json:"words" enum:"un,deux" doc:"mots|words"`
	Table   map[string]inner `json:"table" doc:"table|table"`
	Colour  colour           `json:"colour" doc:"couleur|colour"`
	Version version          `json:"version" doc:"version|version"`
	Opaque  opaque           `json:"opaque" doc:"opaque|opaque"`
	Pair    pair             `json:"pair" enum:"a,b" doc:"paire|pair"`
	Raw     *document.Node   `json:"raw" doc:"tel quel|as it is"`
	Plain   string
	Hidden  string `json:"-"`
}

func decode(t *testing.T, in string) (sample, havre.Problems) {
	t.Helper()
	docs, problems := document.Parse("f.yaml", []byte(in))
	if len(problems) > 0 || len(docs) != 1 {
		t.Fatalf("%d documents, %v", len(docs), problems)
	}
	var s sample
	return s, append(document.Decode("f.yaml", docs[0], &s), problems...)
}

func TestDecode(t *testing.T) {
	docs, problems := document.Parse("f.yaml", []byte(`
shared: x
kind: Sample
name: n
free: 12
order: second
fact: oui
settled: non
on: 2026-11-22
title: {fr: bonjour, en: hello}
count: -3
share: 0.25
maybe: 7
items: [{to: a, port: 1}, {to: b}]
words: [un, deux]
table: {k: {to: c}}
colour: green
version: v2
opaque: abc
pair: [a, b]
raw: {any: thing}
plain: p
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var s sample
	if ps := document.Decode("f.yaml", docs[0], &s); len(ps) > 0 {
		t.Fatal(ps)
	}
	raw := s.Raw
	s.Raw = nil
	seven := 7
	want := sample{
		embedded: embedded{"x"}, Kind: "Sample", Name: "n", Free: "12", Order: "second", Fact: havre.Yes, On: havre.MustDate("2026-11-22"),
		Title: havre.Text{FR: "bonjour", EN: "hello"}, Count: -3, Share: 0.25, Maybe: &seven, Items: []inner{{"a", 1}, {"b", 0}},
		Words: []string{"un", "deux"}, Table: map[string]inner{"k": {To: "c"}}, Colour: "green", Version: version{"2"}, Opaque: opaque{"abc"},
		Pair: pair{[]string{"pair.0=a", "pair.1=b"}}, Plain: "p",
	}
	opt := cmp.AllowUnexported(sample{}, embedded{}, version{}, opaque{}, pair{}, havre.Date{})
	if diff := cmp.Diff(want, s, opt); diff != "" {
		t.Error(diff)
	}
	if raw == nil || raw.At("any").Value != "thing" {
		t.Error("the raw node is lost")
	}
}

// mistakes are the wrong values; testdata/decode.golden has what is said of them.
var mistakes = []struct{ name, in string }{
	{"nothing", "{}"},
	{"not a group", "- a\n"},
	{"every scalar wrong", `
kind: sample
name: ""
free: [a]
order: frist
fact: peut-etre
settled: inconnu
on: 22/11/2026
count: 300
share: much
maybe: 1.5
colour: reed
version: 2
opaque: abcd
plain: {}
`},
	{"nothing written is nothing said", "kind: Sample\nname: n\nfree:\norder: ~\nfact:\nsettled:\non: null\ncount:\nitems:\nmaybe:\ntable:\ntitle:\n"},
	{"shapes wrong", "kind: Sample\nname: n\ntitle: bonjour\nitems: {to: a}\nwords: un\ntable: [a]\npair: a\ncolour: [red]\nfact: [yes]\n"},
	{"inside lists and tables", `
kind: Sample
name: n
items: [{port: 0}, {to: A, port: 70000}, , {to: a, prt: 1}]
words: [un, trois, ~]
table: {k: {to: "9"}, l: 3}
pair: [a, c, [b], ~]
`},
	{"half a text", "kind: Sample\nname: n\ntitle: {fr: bonjour}\n"},
	{"unknown fields", "kind: Sample\nname: n\nnmae: x\nOrder: first\nzzzzzzzzzzzz: 1\nitems: [{to: a, proto: tcp}]\n"},
	{"infinite", "kind: Sample\nname: n\nshare: .inf\nmaybe: 99999999999999999999\n"},
	{"empty truth", "kind: Sample\nname: n\nfact: \"\"\n"},
}

func TestMistakes(t *testing.T) {
	var out strings.Builder
	for _, tt := range mistakes {
		in := strings.ReplaceAll(tt.in, ", ,", ", ~,")
		_, problems := decode(t, in)
		out.WriteString("# " + tt.name + "\n")
		for _, p := range problems {
			out.WriteString(p.In(havre.French) + "\n" + p.In(havre.English) + "\n")
		}
		out.WriteByte('\n')
	}
	golden(t, "decode.golden", out.String())
}

func TestTooManyMistakes(t *testing.T) {
	_, problems := decode(t, "kind: Sample\nname: n\nitems: ["+strings.Repeat("{}, ", 500)+"]\n")
	if len(problems) != document.MaxProblems+1 {
		t.Fatalf("%d problems", len(problems))
	}
	if last := problems[document.MaxProblems]; !strings.Contains(last.Message.EN, "too many") {
		t.Errorf("the last one is %v", last)
	}
}

// A field that cannot be read is a defect of the program: it is found the first
// time the type is used, not the first time somebody writes the field.
func TestUnreadableTypes(t *testing.T) {
	docs, _ := document.Parse("f", []byte("{}"))
	for name, v := range map[string]any{
		"channel": &struct{ C chan int }{},
		"bad bound": &struct {
			N int `min:"one"`
		}{},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			_ = document.Decode("f", docs[0], v)
		})
	}
}

// nested decodes another struct from within its own reading.
type nested struct{ in inner }

func (x *nested) DecodeNode(c *document.Context, n *document.Node) { c.Decode(n, &x.in) }

func TestDecodeWithin(t *testing.T) {
	docs, _ := document.Parse("f.yaml", []byte("list: [{to: a, port: 0}]\n"))
	var v struct {
		List []nested `json:"list"`
	}
	problems := document.Decode("f.yaml", docs[0], &v)
	want := "f.yaml:1:22: list.0.port: the number must be at least 1 (read: \"0\")"
	if got := problems.In(havre.English); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if v.List[0].in.To != "a" {
		t.Error("what is right was not kept")
	}
}
