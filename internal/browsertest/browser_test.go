package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	code := m.Run()
	Stop()
	os.Exit(code)
}

// serve answers with a page under a strict policy.
func serve(t *testing.T, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.URL.Path == "/s.js" {
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = fmt.Fprint(w, `document.querySelector("main").append(" scripts ran")`)
			return
		}
		_, _ = fmt.Fprintf(w, `<!DOCTYPE html><html lang="fr"><head><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>T</title></head><body><header></header><nav id="menu" aria-label="M"></nav><main><h1>Un titre</h1>%s</main></body></html>`, body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func rules(found []Violation) []string {
	var out []string
	for _, v := range found {
		out = append(out, v.ID)
	}
	slices.Sort(out)
	return out
}

// TestSees proves that the browser and axe-core see what they are there for.
func TestSees(t *testing.T) {
	for _, c := range []struct{ name, body, rule, console string }{
		{"nothing", `<p>rien à redire</p>`, "", ""},
		{"a picture without words", `<img src="data:,">`, "image-alt", ""},
		{"a field without a label", `<input name="a">`, "label", ""},
		{"an inline style", `<p style="color:red">x</p>`, "", "inline style"},
		{"an inline script", `<script>1</script>`, "", "inline script"},
		{"a foreign picture", `<img alt="" src="https://example.org/x.png">`, "", "example.org"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tab := Start(t).Tab(t, View{})
			tab.Go(serve(t, c.body))
			said := strings.Join(tab.Said(), "\n")
			if (c.console == "") != (said == "") || !strings.Contains(said, c.console) {
				t.Errorf("console %q, want %q", said, c.console)
			}
			got := rules(tab.Axe())
			if c.rule == "" && len(got) > 0 || c.rule != "" && !slices.Contains(got, c.rule) {
				t.Errorf("axe %q, want %q", got, c.rule)
			}
		})
	}
}

// TestColours: text too pale is seen in the theme where it is.
func TestColours(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, `<!DOCTYPE html><html lang="fr"><head><title>T</title><style>:root{color-scheme:light dark}p{color:light-dark(#000,#333);background:light-dark(#fff,#222)}</style></head><body><main><h1>T</h1><p>mots</p></main></body></html>`)
	}))
	defer server.Close()
	tab := Start(t).Tab(t, View{})
	tab.Go(server.URL)
	if got := tab.AxeColours(); len(got) > 0 {
		t.Errorf("light: %v", got)
	}
	tab.Look(View{Dark: true})
	if got := rules(tab.AxeColours()); !slices.Equal(got, []string{"color-contrast"}) {
		t.Errorf("dark: %q", got)
	}
}

// sneak is a test that fails on purpose: what it reports is kept.
type sneak struct {
	testing.TB
	errors []string
}

func (s *sneak) Errorf(format string, args ...any) {
	s.errors = append(s.errors, fmt.Sprintf(format, args...))
}

func TestSidewaysScrolling(t *testing.T) {
	const svg = `<svg width="500" height="10" aria-hidden="true"></svg>`
	for body, wide := range map[string]bool{`<p>court</p>`: false, svg: true} {
		s := &sneak{TB: t}
		tab := Start(t).Tab(t, View{Width: Small})
		tab.Go(serve(t, body))
		tab.For(s).Fits()
		if (len(s.errors) > 0) != wide {
			t.Errorf("%s: %q", body, s.errors)
		}
	}
}

func TestScriptsOff(t *testing.T) {
	url := serve(t, `<p>des mots qui se lisent sans aucun programme</p><script src="/s.js" defer></script>`)
	for _, off := range []bool{false, true} {
		tab := Start(t).Tab(t, View{NoScripts: off})
		tab.Go(url)
		ran := strings.Contains(Eval[string](tab, `document.body.innerText`), "scripts ran")
		if ran == off {
			t.Errorf("scripts off %v: ran %v", off, ran)
		}
	}
}

func TestPicturesAndPaper(t *testing.T) {
	tab := Start(t).Tab(t, View{Width: Phone, Dark: true})
	tab.Go(serve(t, "<p>x</p>"))
	file := filepath.Join(t.TempDir(), "x.png")
	tab.Shoot(file)
	if data, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(data), "\x89PNG") {
		t.Errorf("picture: %v", err)
	}
	if pdf := tab.PDF(); !strings.HasPrefix(string(pdf), "%PDF") || !strings.Contains(string(pdf), "StructTreeRoot") {
		t.Error("the PDF is not tagged")
	}
}

func TestHelpWhenMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("CHROMIUM", "")
	if _, err := find(); err == nil || !strings.Contains(err.Error(), "apt-get install -y chromium") {
		t.Errorf("got %v", err)
	}
}
