package ui

import (
	"cmp"
	"errors"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/web"
)

func webProblems(field, fr string) error {
	return havre.Problems{{Field: field, Message: havre.Text{FR: fr, EN: fr}}}
}

type fruit struct {
	name  string
	count int
}

func fruits() Listing[fruit] {
	return Listing[fruit]{
		ID: "fruits", Caption: havre.Text{FR: "Fruits", EN: "Fruit"}, Cards: true,
		RowID: func(f fruit) string { return "f-" + f.name },
		Columns: []Column[fruit]{
			{Key: "nom", Name: havre.Text{FR: "Nom", EN: "Name"}, Value: func(_ *web.Request, f fruit) sheet.Value { return sheet.Words(f.name) }, Order: func(a, b fruit) int { return strings.Compare(a.name, b.name) }},
			{Key: "n", Name: havre.Same("N"), Number: true, Value: func(_ *web.Request, f fruit) sheet.Value { return sheet.Whole(f.count) }, Order: func(a, b fruit) int { return cmp.Compare(a.count, b.count) }},
			{ExportOnly: true, Name: havre.Text{FR: "Le", EN: "On"}, Value: func(*web.Request, fruit) sheet.Value { return sheet.Day(havre.MustDate("2026-12-12")) }},
			{Name: havre.Same("Actions"), Hidden: true, Show: func(_ *web.Request, f fruit) templ.Component { return Text("voir " + f.name) }},
		},
	}
}

var basket = []fruit{{"poire", 1200}, {"=abricot", 3}, {"prune", 3}}

func TestListingTable(t *testing.T) {
	r := requestFor(t, "/page?tri=n&ordre=desc", web.Settings{}, identity.Nobody())
	l := fruits()
	by := r.List(l.Keys()...)
	rows := l.Sorted(basket, by)
	if rows[0].name != "poire" || rows[1].name != "=abricot" {
		t.Errorf("sorted %v", rows)
	}
	html := draw(t, r, l.Table(r, rows, by))
	for _, want := range []string{`id="f-poire"`, "1\u202f200", "voir poire", `aria-sort="descending"`, `href="/page?tri=n"`, `href="/page?tri=nom"`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(html, "décembre") {
		t.Error("a column of exports is on the page")
	}
	if got := l.Sorted(basket, havre.List{Sort: "other"}); !slices.Equal(got, basket) {
		t.Errorf("sorted by nothing: %v", got)
	}
}

// TestExports reads each file back with the readers that people's tables go through.
func TestExports(t *testing.T) {
	for _, format := range sheet.Formats {
		for _, path := range []string{"/page", "/en/page"} {
			r := requestFor(t, path+"?format="+string(format), web.Settings{}, identity.Nobody())
			out := httptest.NewRecorder()
			if err := fruits().Export(out, r, "fruits", All(basket)); err != nil {
				t.Fatal(err)
			}
			if got := out.Header().Get("Content-Disposition"); got != `attachment; filename="fruits-2026-12-12.`+string(format)+`"` {
				t.Errorf("%s: %s", format, got)
			}
			tables, err := sheet.Read("fruits."+string(format), out.Body.Bytes())
			if err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			if len(tables) != 1 || len(tables[0].Header) != 3 || len(tables[0].Rows) != 3 || tables[0].Rows[0][0].Text != "poire" || tables[0].Rows[0][1].Text != "1200" {
				t.Errorf("%s: %+v", format, tables)
			}
		}
	}
}

func TestExportThatFails(t *testing.T) {
	r := requestFor(t, "/page?format=csv", web.Settings{}, identity.Nobody())
	broken := errors.New("broken")
	err := fruits().Export(httptest.NewRecorder(), r, "fruits", func(yield func(fruit, error) bool) { yield(fruit{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	r = requestFor(t, "/page", web.Settings{}, identity.Nobody())
	if _, ok := ExportFormat(r); ok {
		t.Error("a format nobody asked for")
	}
	if err := fruits().Export(httptest.NewRecorder(), r, "fruits", All(basket)); err == nil {
		t.Error("exported without a format")
	}
}
