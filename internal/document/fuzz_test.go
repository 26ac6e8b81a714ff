package document_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// FuzzParse holds for any bytes: no panic, something is said of what is not read,
// in both languages and at a place that exists; the pieces in which the text
// arrives do not matter; JSON that is read is JSON to the standard library.
func FuzzParse(f *testing.F) {
	for _, tt := range syntax {
		if len(tt.in) < 1000 {
			f.Add([]byte(tt.in))
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		docs, problems := document.Parse("f", in)
		lines := 1 // YAML has five ways to end one
		for _, end := range []string{"\n", "\r", "\u0085", "\u2028", "\u2029"} {
			lines += bytes.Count(in, []byte(end))
		}
		for _, p := range problems {
			if p.Message.FR == "" || p.Message.EN == "" || p.Line < 0 || p.Line > lines || p.Column < 0 || p.Column > len(in)+1 {
				t.Fatalf("bad problem %+v", p)
			}
			if !utf8.ValidString(p.In(havre.French)) && utf8.Valid(in) {
				t.Fatalf("the message is not UTF-8: %q", p.In(havre.French))
			}
		}
		if len(docs) == 0 && len(problems) == 0 && !bytes.Contains(in, []byte{'['}) {
			t.Fatal("nothing read and nothing said")
		}
		var s sample
		for _, n := range docs {
			checkNode(t, n, lines, 0)
			_ = document.Decode("f", n, &s) // must not panic
		}
		whole, pieces := readAll(bytes.NewReader(in)), readAll(iotest.HalfReader(bytes.NewReader(in)))
		if strings.Join(whole, "\n") != strings.Join(pieces, "\n") {
			t.Fatalf("read differently in pieces:\n%q\n%q", whole, pieces)
		}
		if first := bytes.TrimLeft(in, " \t\r\n"); len(problems) == 0 && len(docs) == 1 && len(first) > 0 && first[0] == '{' && !json.Valid(in) {
			t.Fatal("this is not JSON and was read")
		}
	})
}

// checkNode says that a tree is well formed.
func checkNode(t *testing.T, n *document.Node, lines, depth int) {
	t.Helper()
	if n == nil || n.Line < 1 || n.Line > lines || n.Column < 1 || depth > document.MaxDepth {
		t.Fatalf("bad node %+v at depth %d", n, depth)
	}
	if n.Kind == document.Mapping && len(n.Keys) != len(n.Items) {
		t.Fatalf("%d keys, %d items", len(n.Keys), len(n.Items))
	}
	for _, k := range n.Keys {
		checkNode(t, k, lines, depth)
	}
	for _, item := range n.Items {
		checkNode(t, item, lines, depth+1)
	}
}
