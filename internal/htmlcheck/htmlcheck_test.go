package htmlcheck

import (
	"slices"
	"strings"
	"testing"
)

const sound = `<!DOCTYPE html><html lang="fr"><head><title>T</title></head><body><nav aria-label="Menu"><ul><li><a href="/x#y">x</a></li></ul></nav>
<main id="m"><h1>Un</h1><h2>Deux</h2><form action="/y"><label for="q">Mot</label><input id="q" name="q"><button>Chercher</button></form>
<table><caption>C</caption><tr><th scope="col">A</th></tr></table><svg aria-hidden="true"></svg></main></body></html>`

func TestSoundPage(t *testing.T) {
	p, err := Read(strings.NewReader(sound))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Problems()) > 0 {
		t.Errorf("problems of a sound page: %q", p.Problems())
	}
	if !slices.Equal(p.Links, []string{"/x"}) || p.Lang != "fr" || p.Title != "T" || !p.Has("m") {
		t.Errorf("read %q %q %q", p.Links, p.Lang, p.Title)
	}
}

// Each defect put into the sound page must be seen.
func TestDefects(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"language", ` lang="fr"`, ``, "no language"},
		{"title", `<title>T</title>`, ``, "no title"},
		{"two headings", `<h2>Deux</h2>`, `<h1>Deux</h1>`, "2 headings of level 1"},
		{"skipped level", `<h2>Deux</h2>`, `<h3>Deux</h3>`, "level 3 after level 1"},
		{"empty heading", `<h2>Deux</h2>`, `<h2></h2>`, "empty heading"},
		{"same identifier", `<svg `, `<svg id="m" `, `identifier "m" twice`},
		{"inline style", `<svg `, `<svg style="color:red" `, "inline style"},
		{"inline handler", `<button>`, `<button onclick="x()">`, "inline script"},
		{"inline script", `</main>`, `<script>x()</script></main>`, "inline code"},
		{"foreign picture", `</main>`, `<img alt="" src="https://example.org/x.png"></main>`, "foreign address"},
		{"foreign by protocol", `</main>`, `<img alt="" src="//example.org/x.png"></main>`, "foreign address"},
		{"script address", `href="/x#y"`, `href="javascript:x()"`, "script address"},
		{"no label", `<label for="q">Mot</label>`, ``, "field without a label"},
		{"label of nothing", `for="q"`, `for="z"`, "which is not there"},
		{"dead fragment", `href="/x#y"`, `href="#y"`, "which is not there"},
		{"no caption", `<caption>C</caption>`, ``, "without a caption"},
		{"no scope", ` scope="col"`, ``, "without a scope"},
		{"link without name", `>x</a>`, `></a>`, "link without a name"},
		{"button without name", `<button>Chercher</button>`, `<button></button>`, "button without a name"},
		{"drawing", `<svg aria-hidden="true">`, `<svg>`, "neither named nor hidden"},
		{"group", `</main>`, `<fieldset></fieldset></main>`, "without a legend"},
		{"list", `</main>`, `<ul><p>x</p></ul></main>`, "directly in a list"},
		{"empty list", `</main>`, `<ul></ul></main>`, "empty list"},
		{"navigation", ` aria-label="Menu"`, ``, "navigation without a name"},
		{"picture", `</main>`, `<img src="/x.png"></main>`, "without an alternative"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(sound, c.old) {
				t.Fatalf("the sound page does not hold %q", c.old)
			}
			p, err := Read(strings.NewReader(strings.Replace(sound, c.old, c.new, 1)))
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(p.Problems(), func(s string) bool { return strings.Contains(s, c.want) }) {
				t.Errorf("not seen: want %q in %q", c.want, p.Problems())
			}
		})
	}
}
