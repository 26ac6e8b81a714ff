package document_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// readAll is what a reader gives, documents and problems in order.
func readAll(r io.Reader) (lines []string) {
	docs := document.NewReader("f", r)
	for {
		n, problems, err := docs.Next()
		for _, p := range problems {
			lines = append(lines, p.In(havre.English))
		}
		if errors.Is(err, io.EOF) {
			return lines
		}
		if n != nil {
			lines = append(lines, dump(n, true))
		}
	}
}

// The pieces in which a text arrives change nothing.
func TestPiecesDoNotMatter(t *testing.T) {
	for _, tt := range syntax {
		if strings.HasPrefix(tt.name, "very") {
			continue // slow by single bytes
		}
		t.Run(tt.name, func(t *testing.T) {
			whole := readAll(strings.NewReader(tt.in))
			for name, r := range map[string]io.Reader{
				"bytes":         iotest.OneByteReader(strings.NewReader(tt.in)),
				"halves":        iotest.HalfReader(strings.NewReader(tt.in)),
				"end with data": iotest.DataErrReader(strings.NewReader(tt.in)),
			} {
				if diff := cmp.Diff(whole, readAll(r)); diff != "" {
					t.Errorf("%s (-whole +pieces):\n%s", name, diff)
				}
			}
		})
	}
}

// A bad line costs that line: the next ones come, with the lines of the stream.
func TestBadLinesInAStream(t *testing.T) {
	var in strings.Builder
	for i := 1; i <= 200; i++ {
		switch i % 50 {
		case 7:
			in.WriteString("{\"n\": \n")
		case 20:
			in.WriteString("not json at all\n")
		case 30:
			in.WriteString("\n")
		case 40:
			in.WriteString("{\"n\": [}\n")
		default:
			fmt.Fprintf(&in, "{\"n\": %d}\n", i)
		}
	}
	docs, problems := document.Parse("f.ndjson", []byte(in.String()))
	if len(docs) != 184 || len(problems) != 12 {
		t.Fatalf("%d documents, %d problems:\n%s", len(docs), len(problems), problems.In(havre.English))
	}
	for _, n := range docs {
		if at := n.Get("n"); at.Value != fmt.Sprint(n.Line) {
			t.Errorf("document %s is said to be on line %d", at.Value, n.Line)
		}
	}
	for i, want := range []int{7, 20, 40, 57, 70, 90, 107, 120, 140, 157, 170, 190} {
		if problems[i].Line != want {
			t.Errorf("problem %d is on line %d, want %d", i, problems[i].Line, want)
		}
	}
}

func TestReaderFails(t *testing.T) {
	for _, in := range []string{"", "a: 1\n", "{\"a\": 1}\n", "{\"a\": "} {
		r := document.NewReader("f", io.MultiReader(strings.NewReader(in), iotest.ErrReader(errors.New("disk on fire"))))
		var all havre.Problems
		var last error
		for range 5 {
			_, problems, err := r.Next()
			all = append(all, problems...)
			if last = err; err != nil {
				break
			}
		}
		if !errors.Is(last, io.EOF) || !strings.Contains(all.In(havre.English), "disk on fire") {
			t.Errorf("%q: %v, %v", in, last, all)
		}
	}
}

func TestReaderStaysAtTheEnd(t *testing.T) {
	r := document.NewReader("f", strings.NewReader("a: 1"))
	if n, _, err := r.Next(); n == nil || err != nil {
		t.Fatal(n, err)
	}
	for range 3 {
		if n, problems, err := r.Next(); n != nil || problems != nil || !errors.Is(err, io.EOF) {
			t.Fatal(n, problems, err)
		}
	}
}

// A document larger than the limit is passed over, and the next ones are read.
func TestTooBigIsPassedOver(t *testing.T) {
	filler := strings.Repeat("x", document.MaxBytes)
	lines := strings.Repeat("- xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", document.MaxBytes/40)
	tests := map[string]struct {
		in   string
		docs int
		line int
	}{
		"NDJSON":           {"{\"a\": 1}\n{\"b\": \"" + filler + "\"}\n{\"c\": 1}\n", 2, 2},
		"JSON over lines":  {"{\"a\": 1}\n{\"b\": [\n" + strings.Repeat("\"x\",\n", document.MaxBytes/4) + "1]}\n{\"c\": 1}\n", 2, 2},
		"YAML line":        {"a: 1\n---\nb: " + filler + "\n---\nc: 1\n", 2, 2},
		"YAML lines":       {"a: 1\n---\n" + lines + "---\nc: 1\n", 2, 2},
		"alone":            {"a: " + filler, 0, 1},
		"alone, JSON":      {"{\"a\": \"" + filler, 0, 1},
		"comment too long": {"a: 1\n---\n# " + filler + "\nb: 1\n---\nc: 1\n", 2, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			docs, problems := document.Parse("f", []byte(tt.in))
			if len(docs) != tt.docs || len(problems) != 1 || problems[0].Line != tt.line || !strings.Contains(problems[0].Message.EN, "1 MiB") {
				t.Errorf("%d documents, %v", len(docs), problems.In(havre.English))
			}
		})
	}
}

// A document of exactly the limit is read.
func TestAsBigAsAllowed(t *testing.T) {
	for _, f := range []string{"a: %s\n", "{\"a\": \"%s\"}\n"} {
		in := fmt.Sprintf(f, strings.Repeat("x", document.MaxBytes-len(f)+2))
		if len(in) != document.MaxBytes {
			t.Fatal(len(in))
		}
		if docs, problems := document.Parse("f", []byte(in)); len(docs) != 1 || len(problems) > 0 {
			t.Errorf("%d documents, %v", len(docs), problems)
		}
	}
}

func BenchmarkNDJSON(b *testing.B) {
	line := []byte(`{"apiVersion":"havre/v1","kind":"Dossier","metadata":{"name":"demo-rdv","title":"Prise de rendez-vous"},"spec":{"organisation":{"kind":"central-administration","ministry":"social","srenScope":"unknown"},"project":{"nature":"new","engagedOn":"2022-03-01","fullCostEUR":800000},"environments":["development","acceptance","production"],"data":{"personal":"yes","legalSecrets":["privacy"],"harm":{"publicOrder":"no","publicSecurity":"no","health":"no","life":"no","intellectualProperty":"no"},"marking":"none"},"needs":{"layer":["paas","caas"],"runtimes":["node"],"rto":"24h","zones":2,"exposure":["internet"]},"flows":[{"to":"rosny","protocol":"tcp","port":5432}]}}` + "\n")
	benchmarkReader(b, line)
}

func BenchmarkYAML(b *testing.B) {
	benchmarkReader(b, []byte("---\napiVersion: havre/v1\nkind: Dossier\nmetadata: {name: demo-rdv, title: Prise de rendez-vous}\nspec:\n  organisation: {kind: central-administration, ministry: social}\n  environments: [development, acceptance, production]\n  data: {personal: yes, legalSecrets: [privacy]}\n"))
}

func benchmarkReader(b *testing.B, document1 []byte) {
	b.Helper()
	in := bytes.Repeat(document1, 500)
	b.SetBytes(int64(len(document1)))
	b.ReportAllocs()
	r := document.NewReader("f", bytes.NewReader(in))
	for b.Loop() {
		_, problems, err := r.Next()
		if len(problems) > 0 {
			b.Fatal(problems)
		}
		if errors.Is(err, io.EOF) {
			r = document.NewReader("f", bytes.NewReader(in))
		}
	}
}
