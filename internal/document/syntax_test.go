package document_test

import (
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/document"
)

// syntax are the texts people really send, and those they should not. What each
// gives is in testdata/syntax.golden, in both languages.
var syntax = []struct{ name, in string }{
	{"empty", ""},
	{"blank", " \n\t\n"},
	{"comments only", "# nothing\n# here\n"},
	{"separators only", "---\n---\n...\n"},
	{"several YAML documents, some bad", "a: 1\n---\nb: [1,\n2]\n--- # x\n---\nc: x: y\n---\nd: \"abc\n"},
	{"document end marker", "a: 1\n...\n---\nb: 2\n"},
	{"directive", "%YAML 1.2\n---\na: 1\n"},
	{"NDJSON with bad lines in the middle", "{\"a\": 1}\n{\"b\": [1,2}\n{\"c\": 3,}\n{\"d\": 'x'}\n{\"e\": 1}\n"},
	{"JSON line torn by a newline in a text", "{\"a\": \"x\ny\"}\n{\"b\": 1}\n"},
	{"JSON cut short", "{\"a\": [1, 2"},
	{"JSON cut in the middle of a stream", "{\"a\": [1, 2\n{\"b\": 1}\n{\"c\": 2}\n"},
	{"JSON comment", "{\n  // no\n  \"a\": 1\n}\n"},
	{"JSON bare word", "{a: 1}\n"},
	{"JSON trailing comma in a list", "{\"a\": [1, 2, ]}"},
	{"JSON missing value", "{\"a\": }"},
	{"JSON two values on a line", "{\"a\": 1} x\n{\"b\": 2}\n"},
	{"JSON scalar after a document", "{\"a\": 1}\n12\n{\"b\": 2}\n"},
	{"JSON array", "[{\"a\": 1},\n{\"b\": 2}]\n"},
	{"JSON array without comma", "[{\"a\": 1}\n{\"b\": 2}]\n"},
	{"JSON array not closed", "[{\"a\": 1},\n"},
	{"JSON empty array", "[]\n"},
	{"JSON number with a leading zero", "{\"a\": 012}"},
	{"JSON invalid escape", `{"a": "\x"}`},
	{"JSON half of a surrogate pair", `{"a": "\ud83d"}`},
	{"duplicate keys, YAML", "a: 1\nb:\n  c: 1\n  c: 2\na: 3\n"},
	{"duplicate keys, JSON", "{\"a\": 1,\n \"b\": {\"c\": 1, \"c\": 2},\n \"a\": 3}\n"},
	{"duplicate keys among many", "{" + manyKeys(20) + `,"k7": 1}`},
	{"anchors, aliases, tags and merge keys", "a: &x 1\nb: *x\nc: !foo 1\n<<: {}\nd: !!binary aGk=\n"},
	{"cyclic alias", "a: &a\n  b: *a\n"},
	{"unknown alias", "a: *nowhere\n"},
	{"key that is a group", "? {a: 1}\n: b\n"},
	{"tab", "a:\n\tb: 1\n"},
	{"tab after spaces", "a:\n  b: 1\n  \tc: 2\n"},
	{"bad indentation", "a:\n  b: 1\n c: 2\n"},
	{"list under a field at its level", "a: 1\n- b\n"},
	{"list then field", "- a\nb: 1\n"},
	{"list on the line of its field", "a: - b\n"},
	{"quote never closed", "a: 'x\nb: 2\nc: 3\n"},
	{"quote closed by a separator", "a: \"x\n---\nb: 2\n"},
	{"bracket never closed", "a: [1, 2\nb: 3\n"},
	{"missing comma", "a: {b: 1 c: 2}\n"},
	{"colon missing", "a: 1\nb\nc: 2\n"},
	{"reserved character", "a: @x\n"},
	{"percent", "a: %x\n"},
	{"star", "*x\n"},
	{"unknown escape", `a: "C:\docs"` + "\n"},
	{"control character", "a: \x01\n"},
	{"zero byte", "a: 1\nb: \x00\n"},
	{"zero byte late", "a: " + strings.Repeat("x", 600) + "\nb: \x00\n---\nc: 1\n"},
	{"an archive", "PK\x03\x04\x14\x00\x00\x00"},
	{"invalid UTF-8 at the start", "\x80a: 1\n"},
	{"invalid UTF-8, the next document is read", "a: caf\xe9\n---\nb: 1\n"},
	{"invalid UTF-8 in NDJSON", "{\"a\": 1}\n{\"b\": \"caf\xe9\"}\n{\"c\": 1}\n"},
	{"UTF-16, little endian", "\xff\xfea\x00"},
	{"UTF-16, big endian", "\xfe\xff\x00a"},
	{"deep JSON", strings.Repeat(`{"a":`, document.MaxDepth+6) + "1" + strings.Repeat("}", document.MaxDepth+6)},
	{"deep JSON lists", `{"a": ` + strings.Repeat("[", document.MaxDepth+6) + strings.Repeat("]", document.MaxDepth+6) + "}\n{\"b\": 1}\n"},
	{"deep YAML flow", "a: " + strings.Repeat("[", document.MaxDepth+6) + strings.Repeat("]", document.MaxDepth+6) + "\n"},
	{"deep YAML blocks", deepBlocks(document.MaxDepth + 2)},
	{"deep and never closed", strings.Repeat("a: [", 70)},
	{"deep as allowed", "a: " + strings.Repeat("[", document.MaxDepth-1) + strings.Repeat("]", document.MaxDepth-1) + "\n"},
	{"very deep", "a: " + strings.Repeat("[", 20000) + "\n"},
	{"scalar document", "hello\n"},
}

func manyKeys(n int) string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = `"k` + string(rune('0'+i%10)) + strings.Repeat("x", i/10) + `": 1`
	}
	return strings.Join(keys, ",")
}

func deepBlocks(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestSyntax(t *testing.T) {
	var out strings.Builder
	for _, tt := range syntax {
		out.WriteString("# " + tt.name + "\n" + report("besoin.yaml", tt.in) + "\n")
	}
	golden(t, "syntax.golden", out.String())
}

// A mistake in one document never hides those of the others, however many.
func TestManyDuplicatesAreBounded(t *testing.T) {
	in := "{" + strings.Repeat(`"a":1,`, 5000) + `"a":1}`
	if _, problems := document.Parse("f", []byte(in)); len(problems) == 0 || len(problems) > document.MaxProblems {
		t.Errorf("%d problems", len(problems))
	}
	in = "{" + strings.ReplaceAll(strings.Repeat(`a: 1,`, 5000), ",", ", ") + "}"
	if _, problems := document.Parse("f", []byte("x: "+in+"\n")); len(problems) == 0 || len(problems) > document.MaxProblems {
		t.Errorf("%d problems", len(problems))
	}
}
