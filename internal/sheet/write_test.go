package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
)

func rowsOf(rows ...[]Value) iter.Seq2[[]Value, error] {
	return func(yield func([]Value, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func written(t *testing.T, f Format, lang havre.Lang, rows ...[]Value) []byte {
	t.Helper()
	var b bytes.Buffer
	o := Output{Name: "Offres [2026]: états", Lang: lang, Header: []string{"Nom", "Nombre", "Le"}}
	if err := Write(&b, f, o, rowsOf(rows...)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func plainTable(t *testing.T, f Format, data []byte) [][]string {
	t.Helper()
	tables, err := Read("t."+string(f), data)
	if err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	if len(tables) != 1 {
		t.Fatalf("%s: %d tables", f, len(tables))
	}
	out := [][]string{nil}
	for _, c := range tables[0].Header {
		out[0] = append(out[0], c.Text)
	}
	for _, r := range tables[0].Rows {
		var row []string
		for _, c := range r {
			row = append(row, c.Text)
		}
		out = append(out, row)
	}
	return out
}

// TestWriteAndReadBack: what is written is read back by the readers of people's own
// tables.
func TestWriteAndReadBack(t *testing.T) {
	day := havre.MustDate("2026-12-12")
	rows := [][]Value{
		{Words(`un "deux" ; 3 < 4 & l'été`), Whole(1234), Day(day)},
		{Words("sans date"), {Kind: NumberValue, Number: 2.5, Digits: 2}, Day(havre.Date{})},
	}
	for _, c := range []struct {
		format     Format
		lang       havre.Lang
		half, date string
	}{
		{CSV, havre.French, "2,50", "2026-12-12"},
		{CSV, havre.English, "2.50", "2026-12-12"},
		{ODS, havre.French, "2.5", "2026-12-12"},
		{XLSX, havre.French, "2.5", "46368"}, // days since 1900, drawn as a date by its style
	} {
		got := plainTable(t, c.format, written(t, c.format, c.lang, rows...))
		want := [][]string{{"Nom", "Nombre", "Le"}, {`un "deux" ; 3 < 4 & l'été`, "1234", c.date}, {"sans date", c.half, ""}}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s in %s:\n%s", c.format, c.lang, d)
		}
	}
}

func TestCSVForOffices(t *testing.T) {
	fr, en := string(written(t, CSV, havre.French)), string(written(t, CSV, havre.English))
	if fr != "\uFEFFNom;Nombre;Le\r\n" || en != "\uFEFFNom,Nombre,Le\r\n" {
		t.Errorf("%q %q", fr, en)
	}
}

// TestNoFormula: a text that begins like a formula stays a text.
func TestNoFormula(t *testing.T) {
	for _, evil := range []string{`=1+1`, `+1`, `-1`, `@SUM(A1)`, "\t=1", "\r=1", `=cmd|' /C calc'!A0`} {
		csv := string(written(t, CSV, havre.English, []Value{Words(evil), Whole(1), Words("x")}))
		line := strings.SplitN(csv, "\r\n", 2)[1]
		if !strings.HasPrefix(strings.TrimPrefix(line, `"`), "'") {
			t.Errorf("CSV would run %q: %q", evil, line)
		}
		for _, f := range []Format{ODS, XLSX} {
			body := unpacked(t, written(t, f, havre.French, []Value{Words(evil), Whole(1), Words("x")}))
			if strings.Contains(body, "formula=") || strings.Contains(body, "<f>") {
				t.Errorf("%s holds a formula for %q", f, evil)
			}
		}
	}
}

// unpacked is the text of every part of an archive.
func unpacked(t *testing.T, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
	}
	return b.String()
}

// TestODSIsRecognised: programs look for the type first, as it is.
func TestODSIsRecognised(t *testing.T) {
	data := written(t, ODS, havre.French)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if first := z.File[0]; first.Name != "mimetype" || first.Method != zip.Store {
		t.Errorf("first part %q, method %d", first.Name, first.Method)
	}
}

func TestSameBytes(t *testing.T) {
	for _, f := range Formats {
		row := []Value{Words("a"), Whole(1), Day(havre.MustDate("2026-01-01"))}
		if !bytes.Equal(written(t, f, havre.French, row), written(t, f, havre.French, row)) {
			t.Errorf("%s: the same table gave other bytes", f)
		}
	}
}

// TestAnyText survives in a spreadsheet, but for what XML cannot hold.
func TestAnyText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text")
		want := strings.Join(strings.Fields(strings.Map(legal, strings.ToValidUTF8(text, "\uFFFD"))), " ")
		for _, f := range []Format{ODS, XLSX} {
			data := written(t, f, havre.French, []Value{Words("a" + text + "b"), Whole(1), Words("x")})
			got := plainTable(t, f, data)[1][0]
			if got != strings.Join(strings.Fields(strings.Map(legal, "a"+text+"b")), " ") {
				rt.Fatalf("%s: %q became %q (%q)", f, text, got, want)
			}
		}
	})
}

// TestLongTable: ten thousand rows take no more memory than a few.
func TestLongTable(t *testing.T) {
	const rows = 10_000
	for _, f := range Formats {
		var peak uint64
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		before := m.HeapAlloc
		long := func(yield func([]Value, error) bool) {
			for i := range rows {
				if i%2000 == 1999 {
					runtime.GC()
					runtime.ReadMemStats(&m)
					peak = max(peak, m.HeapAlloc)
				}
				if !yield([]Value{Words(fmt.Sprintf("ligne %d", i)), Whole(i), Words(strings.Repeat("mots ", 20))}, nil) {
					return
				}
			}
		}
		var size counter
		if err := Write(&size, f, Output{Name: "n", Header: []string{"a", "b", "c"}}, long); err != nil {
			t.Fatal(err)
		}
		if size == 0 || peak > before+8<<20 {
			t.Errorf("%s: %d bytes written, heap from %d to %d", f, size, before, peak)
		}
	}
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func TestWriteErrors(t *testing.T) {
	broken := errors.New("broken")
	for _, f := range Formats {
		err := Write(io.Discard, f, Output{Header: []string{"a"}}, func(yield func([]Value, error) bool) { yield(nil, broken) })
		if !errors.Is(err, broken) {
			t.Errorf("%s: rows that fail: %v", f, err)
		}
		if err := Write(full{}, f, Output{Header: []string{"a"}}, rowsOf([]Value{Words("x")})); !errors.Is(err, errFull) {
			t.Errorf("%s: a disk that is full: %v", f, err)
		}
	}
	if err := Write(io.Discard, "pdf", Output{}, rowsOf()); err == nil {
		t.Error("an unknown format was accepted")
	}
}

var errFull = errors.New("full")

// full accepts nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestSheetNames(t *testing.T) {
	for in, want := range map[string]string{"": "Havre", "a/b:c[d]": "a b c d", strings.Repeat("é", 40): strings.Repeat("é", 31), "''": "Havre"} {
		if got := sheetName(in); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}
