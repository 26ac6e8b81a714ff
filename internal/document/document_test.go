package document_test

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

var update = flag.Bool("update", false, "write the golden files again")

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// dump writes a node on one line, with places when asked for.
func dump(n *document.Node, places bool) string {
	var b strings.Builder
	var write func(*document.Node)
	write = func(n *document.Node) {
		if places {
			b.WriteString(strconv.Itoa(n.Line) + ":" + strconv.Itoa(n.Column) + " ")
		}
		switch n.Kind {
		case document.Mapping:
			b.WriteByte('{')
			for i, k := range n.Keys {
				if i > 0 {
					b.WriteString(", ")
				}
				write(k)
				b.WriteString(": ")
				write(n.Items[i])
			}
			b.WriteByte('}')
		case document.Sequence:
			b.WriteByte('[')
			for i, item := range n.Items {
				if i > 0 {
					b.WriteString(", ")
				}
				write(item)
			}
			b.WriteByte(']')
		default:
			switch {
			case n.Null:
				b.WriteString("null")
			case n.Quoted:
				b.WriteString(strconv.Quote(n.Value))
			default:
				b.WriteString(n.Value)
			}
		}
	}
	write(n)
	return b.String()
}

func dumpAll(docs []*document.Node, places bool) string {
	lines := make([]string, len(docs))
	for i, n := range docs {
		lines[i] = dump(n, places)
	}
	return strings.Join(lines, "\n")
}

// report is what a reader of either language sees of a text.
func report(file, in string) string {
	docs, problems := document.Parse(file, []byte(in))
	out := dumpAll(docs, false)
	if len(docs) > 0 {
		out += "\n"
	}
	for _, p := range problems {
		out += p.In(havre.French) + "\n" + p.In(havre.English) + "\n"
	}
	return out
}

func TestGetAt(t *testing.T) {
	docs, problems := document.Parse("f.yaml", []byte("spec:\n  flows:\n    - {to: rosny, port: 443}\n    - {to: nubo}\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for path, want := range map[string]string{
		"spec.flows.0.to":   "rosny",
		"spec.flows.1.to":   "nubo",
		"spec.flows.1.port": "",
		"spec.flows.2.to":   "",
		"spec.flows.-1":     "",
		"spec.flows.to":     "",
		"spec.other.deep":   "",
		"spec.flows.0.to.x": "",
	} {
		got := ""
		if n := docs[0].At(path); n != nil {
			got = n.Value
		}
		if got != want {
			t.Errorf("At(%q) = %q, want %q", path, got, want)
		}
	}
	if n := docs[0].At(""); n != docs[0] {
		t.Error("the empty path is not the node itself")
	}
	if n := (*document.Node)(nil).Get("x"); n != nil {
		t.Error("Get of nothing is something")
	}
}

func TestPlaces(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"yaml":             {"a: 1\nb:\n  - x\n  - {c: d}\n", `1:1 {1:1 a: 1:4 1, 2:1 b: 3:3 [3:5 x, 4:5 {4:6 c: 4:9 d}]}`},
		"second document":  {"a: 1\n---\nb: 2\n", "1:1 {1:1 a: 1:4 1}\n3:1 {3:1 b: 3:4 2}"},
		"after comments":   {"# c\n\n---\n# c\na: é\nb: 1\n", `5:1 {5:1 a: 5:4 é, 6:1 b: 6:4 1}`},
		"crlf":             {"a: 1\r\nb:\r\n  c: 2\r\n", `1:1 {1:1 a: 1:4 1, 2:1 b: 3:3 {3:3 c: 3:6 2}}`},
		"bom":              {"\uFEFFa: 1\n", `1:1 {1:1 a: 1:4 1}`},
		"bom and json":     {"\uFEFF{\"a\": 1}", `1:1 {1:2 "a": 1:7 1}`},
		"json":             {"{\n  \"é\": [1,\n   true, null]\n}\n", `1:1 {2:3 "é": 2:8 [2:9 1, 3:4 true, 3:10 null]}`},
		"ndjson":           {"{\"a\":1}\n\n{\"b\":2}\n", "1:1 {1:2 \"a\": 1:6 1}\n3:1 {3:2 \"b\": 3:6 2}"},
		"json values":      {"{\"a\":1}{\"b\":2}\n  {\"c\":3}", "1:1 {1:2 \"a\": 1:6 1}\n1:8 {1:9 \"b\": 1:13 2}\n2:3 {2:4 \"c\": 2:8 3}"},
		"json array":       {"[\n {\"a\":1},\n {\"b\":2}\n]\n", "2:2 {2:3 \"a\": 2:7 1}\n3:2 {3:3 \"b\": 3:7 2}"},
		"runes, not bytes": {`{"éé": "ü", "b": 1}`, `1:1 {1:2 "éé": 1:8 "ü", 1:13 "b": 1:18 1}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			docs, problems := document.Parse("f", []byte(tt.in))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if diff := cmp.Diff(tt.want, dumpAll(docs, true)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is written in YAML keeps its words: nothing becomes a number, a date or a
// boolean behind the reader's back.
func TestScalarsKeepTheirWords(t *testing.T) {
	docs, problems := document.Parse("f.yaml", []byte(`
octal: 0o17
leading: 007
date: 2026-02-30
yes: NO
sexagesimal: 12:30:45
float: 1e3
tilde: ~
nothing:
word: null
quoted: "null"
single: 'it''s'
block: |
  one
  two
folded: >-
  one
  two
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := `{octal: 0o17, leading: 007, date: 2026-02-30, yes: NO, sexagesimal: 12:30:45, float: 1e3, tilde: null, nothing: null, ` +
		`word: null, quoted: "null", single: "it's", block: "one\ntwo\n", folded: "one two"}`
	if diff := cmp.Diff(want, dump(docs[0], false)); diff != "" {
		t.Error(diff)
	}
}

// A question mark alone is a word, as people write it; elsewhere it is itself.
func TestQuestionMarks(t *testing.T) {
	for in, want := range map[string]string{
		"a: ?\n":                          `{a: ?}`,
		"a: ?":                            `{a: ?}`,
		"a: ?   # who knows\nb: 1\n":      `{a: ?, b: 1}`,
		"a: {b: ?, c: ?}\n":               `{a: {b: ?, c: ?}}`,
		"a: [?, ?,?]\n":                   `{a: [?, ?, ?]}`,
		"a:\r\n  - ?\r\n  - x\r\n":        `{a: [?, x]}`,
		"a: why?\nb: '?'\nc: \"no: ?\"\n": `{a: why?, b: "?", c: "no: ?"}`,
		"a: |\n  is it: ?\n":              `{a: "is it: ?\n"}`,
		"# really: ?\na: 1\n":             `{a: 1}`,
		"a: \uE03F ?\n":                   "{a: \uE03F ?}",
	} {
		docs, problems := document.Parse("f.yaml", []byte(in))
		if len(problems) > 0 {
			t.Errorf("%q: %v", in, problems)
			continue
		}
		if diff := cmp.Diff(want, dumpAll(docs, false)); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
}

func TestJSONStrings(t *testing.T) {
	docs, problems := document.Parse("f.json", []byte(`{"a\u00e9\n": "\"\\\/\ud83d\ude00", "": ""}`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff(`{"aé\n": "\"\\/😀", "": ""}`, dump(docs[0], false)); diff != "" {
		t.Error(diff)
	}
}
