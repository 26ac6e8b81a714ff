package docs

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// The pictures of the READMEs: what the program really prints, on few enough
// columns to be read on a telephone.
const (
	shown  = "havre decide examples/dossiers/cancer-data.yaml"
	hidden = " --on 2026-11-22 --width 50 --lang " // what makes it the same on any day
)

// pictures are the files, with the language of each.
var pictures = map[string]string{"docs/images/decide.svg": "fr", "docs/images/decide.en.svg": "en"}

// In user units; a screen of 375 points shows the picture at about 11 a letter.
const (
	advance = 8.0 // of a letter
	widest  = 54  // columns
	leading = 19
	margin  = 14
	bar     = 30
)

func TestPicture(t *testing.T) {
	dir := clone(t)
	for picture, lang := range pictures {
		want := draw(shown, run(t, dir, nil, shown+hidden+lang))
		name := filepath.Join(top, picture)
		if *update {
			write(t, name, want)
		}
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the program prints: run make generate", picture)
		}
	}
}

// excerpt keeps, of a decision, the offers up to the first one refused and the
// first two questions; the whole when it does not hold that much.
func excerpt(text []string) []string {
	next := func(after int, prefixes ...string) int {
		if after < 0 {
			return -1
		}
		i := slices.IndexFunc(text[after:], func(l string) bool {
			return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(l+"\n", p) })
		})
		if i < 0 {
			return -1
		}
		return after + i
	}
	refused := next(next(0, "    ✘ ")+1, "    ✘ ") // the second of them
	questions := next(refused, "QUESTIONS")
	end := next(questions, "  3. ", "\n")
	if end < 0 {
		return text
	}
	return slices.Concat(text[:refused], []string{"  …", ""}, text[questions:end], []string{"  …"})
}

// draw is a terminal with the command and an excerpt of what it printed.
func draw(command, printed string) []byte {
	text := append([]string{"$ " + command}, excerpt(strings.Split(printed, "\n"))...)
	columns := 0
	for i, l := range text {
		if r := []rune(l); len(r) > widest { // as a narrow terminal would
			text[i] = strings.TrimRight(string(r[:widest-1]), " ") + "…"
		}
		columns = max(columns, utf8.RuneCountInString(text[i]))
	}
	width, height := int(float64(columns)*advance)+2*margin, bar+len(text)*leading+margin
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title desc">
<title id="title">havre decide</title>
<desc id="desc">%s</desc>
<style>
text { font: 13.3px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #e6edf3; white-space: pre }
.head { font-weight: bold } .yes { fill: #7ee2a8 } .no { fill: #ff9d94 } .open { fill: #f5d76e } .dim { fill: #a9b4c0 }
</style>
<rect width="%d" height="%d" rx="8" fill="#10161d"/>
<g fill="#3a4654"><circle cx="18" cy="16" r="5"/><circle cx="34" cy="16" r="5"/><circle cx="50" cy="16" r="5"/></g>
`, width, height, width, height, html.EscapeString(strings.Join(text, "\n")), width, height)
	for i, l := range text {
		if strings.TrimSpace(l) == "" {
			continue
		}
		// The indent is a distance and the length is given, so that no reader of SVG
		// swallows the first and no font makes lines overflow.
		words := strings.TrimLeft(l, " ")
		indent := utf8.RuneCountInString(l) - utf8.RuneCountInString(words)
		fmt.Fprintf(&b, `<text x="%g" y="%d" textLength="%g" lengthAdjust="spacingAndGlyphs"%s>%s</text>`+"\n",
			margin+float64(indent)*advance, bar+(i+1)*leading-4, float64(utf8.RuneCountInString(words))*advance, class(l),
			html.EscapeString(strings.ReplaceAll(words, " ", "\u00a0")))
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

var (
	headline = regexp.MustCompile(`^(\$ |[A-ZÉÈÀ]{5,}\b)`)
	marks    = []struct{ sign, class string }{{"✔", "yes"}, {"✘", "no"}, {"? ", "open"}, {"↳", "dim"}}
)

// class is how a line stands out; the signs say the same without colour.
func class(l string) string {
	if headline.MatchString(l) {
		return ` class="head"`
	}
	start := l[:min(len(l), 14)]
	for _, m := range marks {
		if strings.Contains(start, m.sign) {
			return ` class="` + m.class + `"`
		}
	}
	return ""
}
