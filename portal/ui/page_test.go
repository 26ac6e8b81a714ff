package ui

import (
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/htmlcheck"
	"github.com/havre-cloud/havre/portal/web"
)

// inPart keeps what a page holds between its header and its footer.
func inPart(page templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		var b strings.Builder
		if err := page.Render(ctx, &b); err != nil {
			return err
		}
		_, main, _ := strings.Cut(b.String(), "<main")
		main, _, _ = strings.Cut(main, "</main>")
		_, err := io.WriteString(w, "<main"+main+"</main>")
		return err
	})
}

// TestPages reads the frame of the pages, for nobody, for an administrator, with
// a message, in both languages.
func TestPages(t *testing.T) {
	admin := identity.Actor{ID: "p1", Name: "Camille Martin", Kind: identity.Human, Grants: []identity.Grant{{Role: identity.Administrator, Path: identity.PortalPath}}}
	flash := func(r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "flash", Value: base64.RawURLEncoding.EncodeToString([]byte(`{"t":{"fr":"Supprimé.","en":"Deleted."},"u":"/p/undo"}`))})
		r.AddCookie(&http.Cookie{Name: "theme", Value: "dark"})
	}
	for _, c := range []struct {
		name, path string
		actor      identity.Actor
		wants      []string
	}{
		{"nobody", "/page", identity.Nobody(), []string{"Se connecter", `lang="fr"`, `data-theme="dark"`, "Supprimé.", `action="/p/undo"`, "<title>T – Havre</title>"}},
		{"nobody in English", "/en/page?q=1", identity.Nobody(), []string{"Sign in", `lang="en"`, "Deleted.", `action="/en/p/undo"`, `href="/page?q=1" lang="fr"`}},
		{"administrator", "/page", admin, []string{"Camille Martin", "Administration", "Journal", "(3", "Se déconnecter"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := requestFor(t, c.path, web.Settings{Demo: true}, c.actor, flash)
			html := draw(t, r, Page(r, PageProps{Title: "T", Lead: "L", Crumbs: []Crumb{{"A", "/a"}}, Actions: PrintButton(r)}))
			for _, want := range c.wants {
				if !strings.Contains(html, want) {
					t.Errorf("no %q", want)
				}
			}
			page, err := htmlcheck.Read(strings.NewReader(html))
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range page.Problems() {
				t.Error(p)
			}
		})
	}
}

// TestFragment draws what a page holds, and nothing around, when htmx asks.
func TestFragment(t *testing.T) {
	r := requestFor(t, "/page", web.Settings{}, identity.Nobody(), func(req *http.Request) { req.Header.Set("HX-Request", "true") })
	html := draw(t, r, inside(Page(r, PageProps{Title: "T", Refused: true}), Text("held")))
	if html != "<title>Erreur\u00a0: T – Havre</title>held" {
		t.Errorf("got %q", html)
	}
}

// TestComponentsTogether reads the components as a page would hold them.
func TestComponentsTogether(t *testing.T) {
	for _, path := range []string{"/page", "/en/page"} {
		r := requestFor(t, path, web.Settings{}, identity.Nobody())
		for name, states := range components(r) {
			if name == "trouble" || name == "words" {
				continue // whole pages; an address refused on purpose
			}
			for i, c := range states {
				html := draw(t, r, inside(Page(r, PageProps{Title: "T"}), templ.Join(templ.Raw("<h2>two</h2>"), c)))
				page, err := htmlcheck.Read(strings.NewReader(html))
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range page.Problems() {
					if !strings.Contains(p, `link to "#`) && !strings.Contains(p, "leads to") && !strings.Contains(p, "headings of level 1") {
						t.Errorf("%s %d: %s", name, i, p)
					}
				}
			}
		}
	}
}

func TestAnswers(t *testing.T) {
	r := requestFor(t, "/page?f=x&g=1&g=2", web.Settings{}, identity.Nobody())
	_ = r.FormValue("f") // parses the query as a form
	refused := webProblems("f", "indiquez le nom")
	a, err := Answered(r, refused)
	if err != nil || !a.Wrong() {
		t.Fatalf("a form refused: %v", err)
	}
	f := a.Field(r, "f", "L", "H")
	if f.Value != "x" || f.Error != "Indiquez le nom." || len(f.Values) != 0 {
		t.Errorf("field %+v", f)
	}
	if g := a.Field(r, "g", "L", ""); len(g.Values) != 2 || g.Error != "" {
		t.Errorf("field of several %+v", g)
	}
	if _, err := Answered(r, io.ErrUnexpectedEOF); err == nil {
		t.Error("a failure is not a mistake of the form")
	}
	if f := (Field{Name: "n"}).Optionally().Of("email", "email").Default("d"); !f.Optional || f.Type != "email" || f.Value != "d" {
		t.Errorf("field %+v", f)
	}
}

// TestForbidden names the roles that are missing, and who grants them.
func TestForbidden(t *testing.T) {
	f := havre.FaultOf(identity.Forbid(identity.SettleDerogation))
	for path, wants := range map[string][]string{
		"/page":    {"approbateur", "administrateur"},
		"/en/page": {"approver", "administrator"},
	} {
		r := requestFor(t, path, web.Settings{}, identity.Nobody())
		html := draw(t, r, TroublePage(r, web.Trouble{Status: http.StatusForbidden, Title: havre.Same("T"), Message: f.Message, Next: f.Next}))
		for _, want := range wants {
			if !strings.Contains(html, want) {
				t.Errorf("%s: no %q", path, want)
			}
		}
	}
}
