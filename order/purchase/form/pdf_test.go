package form_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// document is a PDF read back: its objects by number, and its trailer.
type document struct {
	data    []byte
	objects map[int]string
	trailer string
}

// read takes a PDF apart by its table of objects, and fails where the table is wrong
// (ISO 19005-3, 6.1.4) or a stream is not as long as it says (6.1.7.1).
func read(tb testing.TB, data []byte) *document {
	tb.Helper()
	end := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(data)
	if end == nil {
		tb.Fatal("no end of file")
	}
	table := string(data[number(tb, string(end[1])):])
	rows := strings.Split(table, "\n")
	if rows[0] != "xref" {
		tb.Fatalf("no table where the file says: %q", rows[0])
	}
	d := &document{data: data, objects: map[int]string{}, trailer: table[strings.Index(table, "trailer"):]}
	count := number(tb, strings.TrimPrefix(rows[1], "0 "))
	for n := 1; n < count; n++ {
		at := number(tb, rows[2+n][:10])
		body, ok := strings.CutPrefix(string(data[at:]), strconv.Itoa(n)+" 0 obj\n")
		if !ok {
			tb.Fatalf("object %d is not where the table says", n)
		}
		d.objects[n] = objectOf(tb, n, body)
	}
	return d
}

// objectOf is the object a text begins with.
func objectOf(tb testing.TB, n int, body string) string {
	tb.Helper()
	end, stream := strings.Index(body, "endobj"), strings.Index(body, "stream\n")
	if stream >= 0 && stream < end {
		end = stream + len("stream\n") + number(tb, match(body[:stream], `/Length (\d+)`))
		if !strings.HasPrefix(body[end:], "\nendstream\nendobj\n") {
			tb.Fatalf("object %d: its stream is not as long as it says", n)
		}
		return body[:end]
	}
	return body[:end]
}

func number(tb testing.TB, s string) int {
	tb.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		tb.Fatalf("%q is not a number", s)
	}
	return n
}

// match is the first group of a pattern in a text, "" when it is not there.
func match(s, pattern string) string {
	if m := regexp.MustCompile(pattern).FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// reference follows a key that names an object.
func (d *document) reference(tb testing.TB, from, key string) string {
	tb.Helper()
	n := match(from, key+` \[?(\d+) 0 R`)
	if n == "" {
		tb.Fatalf("no %s in %s", key, from)
	}
	return d.objects[number(tb, n)]
}

func (d *document) catalog(tb testing.TB) string {
	tb.Helper()
	return d.reference(tb, d.trailer, "/Root")
}

// content is the content of a stream, decompressed when it is compressed.
func content(tb testing.TB, object string) string {
	tb.Helper()
	dictionary, stream, ok := strings.Cut(object, "stream\n")
	if !ok {
		tb.Fatalf("no stream in %.80q", object)
	}
	if !strings.Contains(dictionary, "/FlateDecode") {
		return stream
	}
	r, err := zlib.NewReader(strings.NewReader(stream))
	if err != nil {
		tb.Fatal(err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		tb.Fatal(err)
	}
	return string(out)
}

// pages are the page objects, in order.
func (d *document) pages(tb testing.TB) []string {
	tb.Helper()
	kids := match(d.reference(tb, d.catalog(tb), "/Pages"), `/Kids \[([^\]]*)\]`)
	var out []string
	for _, m := range regexp.MustCompile(`(\d+) 0 R`).FindAllStringSubmatch(kids, -1) {
		out = append(out, d.objects[number(tb, m[1])])
	}
	return out
}

// shown are the texts that a page shows, in the order in which it draws them, each with
// its font.
func (d *document) shown(tb testing.TB, page string) []text {
	tb.Helper()
	var out []text
	font := ""
	c := content(tb, d.reference(tb, page, "/Contents"))
	for c != "" {
		switch {
		case c[0] == '(':
			s, rest := literal(c)
			if strings.HasPrefix(rest, " Tj") {
				out = append(out, text{font, decoded(s)})
			}
			c = rest
		case strings.HasPrefix(c, "/F"):
			font = match(c, `^/(F\w+) `)
			c = c[2:]
		default:
			c = c[1:]
		}
	}
	return out
}

type text struct{ font, said string }

// literal reads a string in parentheses, and gives what follows it.
func literal(s string) ([]byte, string) {
	var out []byte
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case ')':
			return out, s[i+1:]
		case '\\':
			i++
			c := s[i]
			if at := strings.IndexByte("nrtbf", c); at >= 0 {
				c = "\n\r\t\b\f"[at]
			}
			out = append(out, c)
		default:
			out = append(out, s[i])
		}
	}
	return out, ""
}

// decoded reads UTF-16.
func decoded(b []byte) string {
	var units []uint16
	for ; len(b) > 1; b = b[2:] {
		units = append(units, binary.BigEndian.Uint16(b))
	}
	return string(utf16.Decode(units))
}

// said is all that a document shows, a line for each text.
func (d *document) said(tb testing.TB) string {
	tb.Helper()
	var b strings.Builder
	for _, p := range d.pages(tb) {
		for _, t := range d.shown(tb, p) {
			b.WriteString(t.said + "\n")
		}
	}
	return b.String()
}

// attachment is the embedded file, nil when there is none.
func (d *document) attachment(tb testing.TB) []byte {
	tb.Helper()
	catalog := d.catalog(tb)
	if !strings.Contains(catalog, "/AF ") {
		return nil
	}
	return bytes.Clone([]byte(content(tb, d.reference(tb, d.reference(tb, catalog, "/AF"), "/EF <</F"))))
}
