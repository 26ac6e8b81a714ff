package terminal

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestCells(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abc": 3, "été": 3, "e\u0301te\u0301": 3, "✔ éligible": 10, "👩‍💻": 2} {
		if got := Cells(text); got != want {
			t.Errorf("Cells(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestCutAndPad(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"court", "court     "}, {"exactement", "exactement"}, {"éligible sous réserve", "éligible…"}, {"👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻", "👩‍💻👩‍💻👩‍💻👩‍💻…"},
	} {
		if got := Cut(Pad(c.in, 10), 10); got != c.want {
			t.Errorf("Cut(Pad(%q)) = %q, want %q", c.in, got, c.want)
		}
	}
	if got := PadLeft("12", 4); got != "  12" {
		t.Errorf("PadLeft = %q", got)
	}
}

func TestWrapKeepsFrenchPunctuationTogether(t *testing.T) {
	got := strings.Join(Wrap("Une règle dit : « non » à cette offre ; pourquoi ?", 18), "\n")
	want := "Une règle dit :\n« non » à cette\noffre ; pourquoi ?"
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestIndent(t *testing.T) {
	got := Indent("  R9  ", "l'offre n'est pas qualifiée pour cette activité", 30)
	want := "  R9  l'offre n'est pas\n      qualifiée pour cette\n      activité\n"
	if got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
	if got := Indent("  R9  ", "", 30); got != "  R9\n" {
		t.Errorf("an empty text gives %q", got)
	}
}

// No line is longer than asked unless it is one unbreakable run, and nothing is lost.
func TestWrapLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-zéè]{1,12}[ ]{1,2}){0,20}`).Draw(t, "text")
		columns := rapid.IntRange(12, 80).Draw(t, "columns")
		lines := Wrap(text, columns)
		for _, l := range lines {
			if Cells(l) > columns {
				t.Fatalf("line %q takes %d columns of %d", l, Cells(l), columns)
			}
		}
		if strings.Join(lines, " ") != strings.Join(strings.Fields(text), " ") {
			t.Fatalf("words were lost: %q", lines)
		}
	})
}

func TestWidth(t *testing.T) {
	for _, c := range []struct {
		asked   int
		columns string
		want    int
	}{{0, "", 80}, {0, "100", 100}, {60, "100", 60}, {1, "", 40}, {0, "x", 80}, {100000, "", 200}} {
		if got := Width(c.asked, c.columns, io.Discard); got != c.want {
			t.Errorf("Width(%d, %q) = %d, want %d", c.asked, c.columns, got, c.want)
		}
	}
}

func TestStyle(t *testing.T) {
	if got := NewStyle(false).Good("oui"); got != "oui" {
		t.Errorf("a style that is off gives %q", got)
	}
	if got := NewStyle(true).Bad("a\nb"); got != "\x1b[31ma\x1b[0m\n\x1b[31mb\x1b[0m" {
		t.Errorf("two lines give %q", got)
	}
	for _, c := range []struct {
		terminal, refused bool
		noColor, term     string
		want              bool
	}{{true, false, "", "xterm", true}, {false, false, "", "xterm", false}, {true, true, "", "", false}, {true, false, "1", "", false}, {true, false, "", "dumb", false}} {
		if got := Colour(c.terminal, c.refused, c.noColor, c.term); got != c.want {
			t.Errorf("Colour(%+v) = %v", c, got)
		}
	}
}

func TestProgress(t *testing.T) {
	var b bytes.Buffer
	clock := time.Unix(0, 0)
	p := &Progress{w: &b, width: 60, label: "décision", now: func() time.Time { return clock }}
	for i := range int64(1000) {
		p.Set(i, 1000, "dossiers")
		clock = clock.Add(time.Millisecond)
	}
	p.Clear()
	if n := strings.Count(b.String(), "dossiers"); n != 10 {
		t.Errorf("1000 steps in a second were drawn %d times, want 10", n)
	}
	if !strings.HasSuffix(b.String(), "\r\x1b[K") {
		t.Error("the line is not erased at the end")
	}
	var none *Progress
	none.Set(1, 2, "")
	none.Clear()
	if NewProgress(&b, "") != nil {
		t.Error("a buffer is no terminal")
	}
}
