package document_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/document"
)

// endless gives a text of some length made of a head and a part repeated, and
// measures the live memory of the program as it is read.
type endless struct {
	head, part []byte
	left       int
	reads      int
	base, peak uint64
}

func newEndless(head, part string) *endless {
	e := &endless{head: []byte(head), part: []byte(strings.Repeat(part, 1+4096/len(part))), left: streamed}
	runtime.GC()
	e.base = heap()
	return e
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func (e *endless) Read(p []byte) (n int, err error) {
	if e.reads++; e.reads%1024 == 0 {
		runtime.GC()
		e.peak = max(e.peak, heap())
	}
	if e.left <= 0 {
		return 0, io.EOF
	}
	from := e.part
	if len(e.head) > 0 {
		from = e.head
		n = copy(p, from)
		e.head = e.head[n:]
	} else {
		n = copy(p, from) // whole parts only: the next read starts at the next one
		if n < len(from) {
			e.part = append(from[n:len(from):len(from)], from[:n]...)
		}
	}
	e.left -= n
	return n, nil
}

// A long stream, good or hostile, is read in a few MiB.
func TestBoundedMemory(t *testing.T) {
	long := strings.Repeat("some text that goes on and on, ", 120)
	tests := map[string]struct {
		head, part string
		documents  int // at least
	}{
		"one YAML document":       {"a:\n", "- some text that goes on and on\n", 0},
		"one YAML line":           {"a: ", "x", 0},
		"one JSON document":       {"{\"a\": [\n", "\"some text\",\n", 0},
		"one JSON line":           {"{\"a\": \"", "x", 0},
		"JSON brackets":           {"", "[", 0},
		"JSON braces on lines":    {"", "{" + strings.Repeat(" ", 2000) + "\n", 0},
		"comments":                {"", "# nothing\n", 0},
		"blanks":                  {"", " ", 0},
		"empty documents":         {"a: 1\n", "---\n", 1},
		"an array of documents":   {"[{}", ",{\"a\": \"" + long + "\"}", streamed / 5000},
		"documents on one line":   {"", "{\"a\": \"" + long + "\"} ", streamed / 5000},
		"NDJSON":                  {"", "{\"a\": \"" + long + "\"}\n", streamed / 5000},
		"zero bytes after a head": {"a: 1\n", "\x00", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := newEndless(tt.head, tt.part)
			r, documents := document.NewReader("f", e), 0
			for {
				n, _, err := r.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if n != nil {
					documents++
				}
			}
			if used := int64(e.peak) - int64(e.base); used > 6<<20 {
				t.Errorf("%d KiB", used>>10)
			}
			if documents < tt.documents {
				t.Errorf("%d documents", documents)
			}
		})
	}
}

// The bomb of nine aliases a level would be a billion words; it is refused
// without one of them being followed.
func TestYAMLBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString("a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n")
	for c := 'b'; c <= 'i'; c++ {
		p := "*" + string(c-1)
		b.WriteString(string(c) + ": &" + string(c) + " [" + strings.Repeat(p+", ", 8) + p + "]\n")
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	docs, problems := document.Parse("bomb.yaml", []byte(b.String()))
	runtime.ReadMemStats(&after)
	if len(docs) != 0 || len(problems) < 10 {
		t.Errorf("%d documents, %d problems", len(docs), len(problems))
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("%d KiB allocated", used>>10)
	}
}

// The densest documents, and mistakes at the end of the longest, cost what the
// limits say: no more memory than a hundred thousand values, no search for ever.
func TestDenseDocuments(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"YAML list":        {"a: [" + strings.Repeat("1,", 400000) + "1]\n", "100,000 values"},
		"YAML lines":       {strings.Repeat("- 1\n", 200000), "100,000 values"},
		"JSON list":        {"{\"a\": [" + strings.Repeat("1,", 400000) + "1]}\n", "100,000 values"},
		"long and wrong":   {strings.Repeat("a long line of text: it has no end\n", 20000) + "x: y: z\n", "unexpected colon"},
		"less long":        {strings.Repeat("- a long line of text\n", 5000) + "x: y: z\n", "follow that of the list"},
		"dashes on dashes": {strings.Repeat("- ", 400000), "64 levels"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			docs, problems := document.Parse("f", []byte(tt.in))
			runtime.ReadMemStats(&after)
			if len(docs) != 0 || len(problems) != 1 || !strings.Contains(problems[0].Message.EN, tt.want) {
				t.Errorf("%d documents, %.300s", len(docs), problems.In("en"))
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 128<<20 {
				t.Errorf("%d MiB allocated", used>>20)
			}
		})
	}
}
