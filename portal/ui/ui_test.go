package ui

import (
	"bytes"
	"context"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/web"
)

var update = flag.Bool("update", false, "write the golden files again")

// requestFor is a request that a component is drawn for.
func requestFor(tb testing.TB, path string, s web.Settings, a identity.Actor, prepare ...func(*http.Request)) *web.Request {
	tb.Helper()
	var got *web.Request
	site, err := web.New(web.Options{
		Settings: s, Now: func() time.Time { return time.Date(2026, 12, 12, 11, 5, 0, 0, time.UTC) },
		RequestID: func(*http.Request) string { return "incident1" },
		Identify:  func(*http.Request) (identity.Actor, *identity.Session, int, error) { return a, nil, 3, nil },
	})
	if err != nil {
		tb.Fatal(err)
	}
	site.Handle("GET /page", func(_ http.ResponseWriter, r *web.Request) error {
		got = r
		return nil
	})
	req := httptest.NewRequest(http.MethodGet, path, nil)
	for _, f := range prepare {
		f(req)
	}
	site.ServeHTTP(httptest.NewRecorder(), req)
	return got
}

func draw(tb testing.TB, r *web.Request, c templ.Component) string {
	tb.Helper()
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

// inside gives a component children.
func inside(c, children templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(templ.WithChildren(ctx, children), w)
	})
}

// components draws each component in its states.
func components(r *web.Request) map[string][]templ.Component {
	choices := []Option{{Value: "a", Label: "A", Hint: "hint"}, {Value: "b", Label: "B", Group: "G"}, {Value: "c", Label: "C", Group: "G"}}
	wrong := Field{Name: "f", ID: "f-wrong", Label: r.Say("Nom", "Name"), Hint: r.Say("Tel qu'on l'écrit", "As it is written"), Value: `a "quoted" <b>`, Error: r.Say("Indiquez le nom.", "Give the name.")}
	plain := Field{Name: "f", Label: r.Say("Nom", "Name")}
	problems := havre.Problems{{Field: "f", Message: havre.Text{FR: "indiquez le nom", EN: "give the name"}}, {Message: havre.Text{FR: "autre chose", EN: "something else"}, Suggestion: "chose"}}
	table := TableProps{
		ID: "t", Caption: r.Say("Liste", "List"), Cards: true, Sticky: true, Sort: havre.List{Sort: "n", Desc: true},
		Columns: []Head{{Name: "N", Key: "n"}, {Name: "M", Key: "m"}, {Name: "Q", Number: true}, {Name: "Actions", Hidden: true}},
		Rows:    []Row{{ID: "r1", Cells: []templ.Component{Text("<a>"), Text("b"), Text("3"), Text("d")}}},
	}
	return map[string][]templ.Component{
		"button": {
			Button(r, ButtonProps{Label: "A"}),
			Button(r, ButtonProps{Label: "B", Name: "n", Value: "v", Weight: Grave, Small: true, Icon: IconNo, Form: "f", Attrs: templ.Attributes{"data-x": "1"}}),
			LinkButton(r, LinkProps{Label: "C", Path: "/p", Weight: Secondary, Icon: IconArrow}),
			PostButton(r, "/p", ButtonProps{Label: "D", Weight: Tertiary}, Hidden{"version", "3"}),
			PrintButton(r),
		},
		"state":   {State(r, Yes, ""), State(r, No, ""), State(r, ToConfirm, ""), State(r, Blank, ""), State(r, NotApplicable, ""), State(r, Planned, ""), State(r, Yes, "En option")},
		"verdict": {Verdict(r, Eligible), Verdict(r, Conditional), Verdict(r, Unassessed), Verdict(r, Excluded), inside(VerdictCard(r, Excluded, "x", "X"), Text("y")), Tally(r, []TallyItem{{Eligible, 1, "éligible", "#x"}, {Excluded, 1234, "écartées", ""}})},
		"tag":     {Tag("brouillon")},
		"callout": {inside(Callout(r, Info), Text("x")), inside(Callout(r, Success), Text("x")), inside(Callout(r, Warning), Text("x")), inside(Callout(r, Danger), Text("x"))},
		"alert":   {inside(Alert(r, Info, "T"), Text("x")), inside(Alert(r, Danger, "T"), Text("x"))},
		"empty":   {inside(Empty(r, "T"), Text("x")), Loading(r, r.Say("Calcul en cours", "Being computed"))},
		"tile":    {Tiles(r, []TileProps{{"T", "x", "/p"}})},
		"table":   {Table(r, table), Table(r, TableProps{ID: "u", Caption: "C", ShowCaption: true, Matrix: true, Columns: []Head{{Name: "N"}}, Rows: []Row{{Cells: []templ.Component{Text("a")}}}})},
		"results": {inside(Results(r, ResultsProps{Count: "2", Exports: true, Next: "c2"}), Text("x")), inside(Results(r, ResultsProps{Count: "0"}), Text("x"))},
		"filters": {inside(Filters(r, FiltersProps{Path: "/p", Sort: havre.List{Sort: "n", Desc: true}, Dirty: true}), SearchField(r, "mots", "M")), inside(Filters(r, FiltersProps{Path: "/p"}), Text("x"))},
		"text-field": {
			TextField(r, plain), TextField(r, wrong), TextField(r, Field{Name: "e", ID: "other", Label: "E", Optional: true, Type: "email", Auto: "email", Mode: "email", Max: 254}),
			TextField(r, Field{Name: "p", Label: "P", Type: "password", Value: "never written"}), FileField(r, Field{Name: "file", Label: r.Say("Fichier", "File")}),
		},
		"text-area":  {TextArea(r, plain), TextArea(r, wrong)},
		"select":     {Select(r, plain, choices), Select(r, wrong, choices), Select(r, Field{Name: "s", Label: "S", Value: "c", Bare: true}, choices)},
		"checkboxes": {Checkboxes(r, Field{Name: "c", Label: "C", Values: []string{"a", "c"}, Inline: true, Small: true}, choices), Checkboxes(r, wrong, choices), Checkbox(r, plain), Checkbox(r, Field{Name: "g", Label: "G", Error: r.Say("Cochez la case.", "Tick the box.")})},
		"radios":     {Radios(r, Field{Name: "o", Label: "O", Value: "b"}, choices), Radios(r, wrong, choices), Radios(r, Field{Name: "h", Label: "H", Inline: true, Optional: true}, choices)},
		"truth":      {TruthField(r, Field{Name: "q", Label: "Q"}), TruthField(r, Field{Name: "q2", Label: "Q", Value: "unknown"}), TruthField(r, wrong)},
		"form":       {inside(Form(r, FormProps{Action: "/p", ID: "f", Files: true, Section: "s", Hidden: []Hidden{{"v", "1"}}}), Text("x")), inside(Section(r, "s"), Text("x"))},
		"stepper":    {Stepper(r, StepperProps{Step: 2, Steps: 4, Title: "T", Next: "N"}), Stepper(r, StepperProps{Step: 4, Steps: 4, Title: "T"})},
		"errors":     {ErrorSummary(r, problems), ErrorSummary(r, problems[:1]), ErrorSummary(r, nil)},
		"summary":    {SummaryList(r, []Pair{{Name: "N", Value: Text("v"), Change: "/p", Label: "n"}, {Name: "M", Value: Day(r, havre.MustDate("2026-12-12"))}}), Recall(r, []Pair{{Name: "N", Value: Text("v")}}), Figures(r, []Figure{{"12", "n"}})},
		"details":    {inside(Details(r, "S", false), Text("x")), inside(Details(r, "S", true), Text("x"))},
		"bars":       {Bars(r, "g", "T", "s", []Bar{{Name: "a", Value: 10, Tone: Yes}, {Name: "b", Value: 5, Words: "cinq"}, {Name: "c"}}), Bars(r, "z", "T", "s", []Bar{{Name: "a"}})},
		"progress": {
			Progress(r, ProgressProps{Stream: "/s", Done: 3, Total: 10, Status: "3 / 10"}), Progress(r, ProgressProps{Status: "fini"}),
			Steps(r, []Step{{"a", "n", Done, nil}, {"b", "", Running, nil}, {"c", "", Waiting, nil}, {"d", "", Failed, nil}, {"e", "", Cancelled, nil}}),
		},
		"confirm": {
			inside(Confirm(r, ConfirmProps{Title: r.Say("Supprimer", "Delete"), Action: "/p", Button: r.Say("Supprimer ce dossier", "Delete this need")}), templ.Raw("<p>x</p>")),
			inside(Confirm(r, ConfirmProps{Title: "T", Action: "/p", Button: "B", Word: "nom", Error: "e", Hidden: []Hidden{{"v", "1"}}}), Text("x")),
		},
		"words":   {Paragraphs("un\n\ndeux"), Link(r, "/p", "w"), Outside(r, "https://e.org", "w"), Outside(r, "javascript:x", "w"), Copyable(r, "k", "v")},
		"trouble": troubles(r),
	}
}

func troubles(r *web.Request) []templ.Component {
	t := web.Trouble{Status: 404, Title: havre.Same("T"), Message: havre.Same("m"), Next: havre.Same("n")}
	failed, refused, clash, signIn := t, t, t, t
	failed.Status, failed.Incident = 500, "i1"
	refused.Status, refused.Problems, refused.Rule = 422, havre.Problems{{Message: havre.Same("p")}}, "R9-HDS"
	signIn.Status, signIn.SignIn = 401, "/connexion"
	clash.Status, clash.Clash = 409, &web.Clash{
		Rows: []web.Difference{{Name: havre.Text{FR: "Titre", EN: "Title"}, Theirs: "a", Yours: "b"}},
		Back: "/p", Again: "/p/save", Fields: url.Values{"title": {"b"}, "version": {"4"}},
	}
	var out []templ.Component
	for _, x := range []web.Trouble{t, failed, refused, signIn, clash} {
		out = append(out, inPart(TroublePage(r, x)))
	}
	return out
}

// TestGolden compares every component with what was approved, in both languages.
func TestGolden(t *testing.T) {
	for _, path := range []string{"/page?a=1", "/en/page?a=1"} {
		r := requestFor(t, path, web.Settings{}, identity.Nobody())
		for name, states := range components(r) {
			t.Run(string(r.Lang)+"/"+name, func(t *testing.T) {
				var b strings.Builder
				for _, c := range states {
					b.WriteString(lay(draw(t, r, c)) + "\n")
				}
				golden(t, name+"."+string(r.Lang)+".html", b.String())
			})
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; when that is wanted: go test ./portal/ui -update\n%s", name, got)
	}
}

// lay puts each element on its line, so that differences can be read.
func lay(html string) string { return strings.ReplaceAll(html, "><", ">\n<") }

// TestClasses holds the pages to the vocabulary of a theme pack, and the style sheet
// to the pages: every class that components and pages write is styled or known to a theme.
func TestClasses(t *testing.T) {
	sheet, vocabulary := read(t, "../static/css/*.css"), read(t, "../static/themes/README.md")
	r := requestFor(t, "/page", web.Settings{}, identity.Nobody())
	var drawn strings.Builder
	for _, states := range components(r) {
		for _, c := range states {
			drawn.WriteString(draw(t, r, c))
		}
	}
	drawn.WriteString(draw(t, r, Page(r, PageProps{Title: "T"})))
	drawn.WriteString(read(t, "../*/*.templ")) // those that pages write themselves
	for _, class := range classesIn(drawn.String()) {
		if !strings.Contains(sheet, "."+class) && !unstyled[class] {
			t.Errorf("class %s is in no style sheet", class)
		}
		if strings.HasPrefix(class, "fr-") && !strings.Contains(vocabulary, "`"+class+"`") {
			t.Errorf("class %s is not in the vocabulary that themes know (portal/static/themes/README.md)", class)
		}
	}
}

// unstyled are the classes that only tell what something is.
var unstyled = map[string]bool{"app-steps__item--cancelled": true, "app-verdictcard--unknown": true}

func classesIn(html string) []string {
	var out []string
	for _, part := range strings.Split(html, `class="`)[1:] {
		names, _, _ := strings.Cut(part, `"`)
		out = append(out, strings.Fields(names)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func read(t *testing.T, pattern string) string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("nothing at %s: %v", pattern, err)
	}
	var b strings.Builder
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(data)
	}
	return b.String()
}
