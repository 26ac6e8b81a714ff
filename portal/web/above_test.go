package web

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
)

// An address that only takes a form leads whoever reads it to the page above.
func TestFormAddressLeadsAbove(t *testing.T) {
	w := newWorld(t, Options{})
	for _, pattern := range []string{"GET /{$}", "GET /things/{id}", "POST /things/{id}/parts/{part}/delete", "POST /out"} {
		w.Handle(pattern, page(func(*Request) string { return "ok" }))
	}
	for path, want := range map[string]string{
		"/things/a/parts/b/delete":    "/things/a",
		"/en/things/a/parts/b/delete": "/en/things/a",
		"/out":                        "/",
		"/en/out":                     "/en/",
		"/theme":                      "/",
	} {
		got := w.get(t, path)
		if got.Code != http.StatusSeeOther || got.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q, want %q", path, got.Code, got.Header().Get("Location"), want)
		}
	}
}

// A form refused knows the page it was on: the one that the browser names, if it is
// one of ours, or the nearest above.
func TestRefusalKnowsItsPage(t *testing.T) {
	var told Trouble
	w := newWorld(t, Options{Trouble: func(_ *Request, x Trouble) templ.Component {
		told = x
		return templ.Raw("")
	}})
	fault := &havre.Fault{Code: havre.Conflict, Message: havre.Same("no")}
	refuse := func(http.ResponseWriter, *Request) error { return fault }
	w.Handle("GET /things/{id}", page(func(*Request) string { return "ok" }))
	w.Handle("GET /list", refuse)
	w.Handle("POST /things/{id}/delete", refuse)
	for referer, want := range map[string]string{
		"":                               "/en/things/a",
		"https://havre.example/list?q=1": "/list?q=1",
		"https://havre.example/nowhere":  "/en/things/a",
		"https://havre.example//evil":    "/en/things/a",
		"::":                             "/en/things/a",
	} {
		got := w.post(t, "/en/things/a/delete", url.Values{}, header("Referer", referer))
		if got.Code != http.StatusConflict || told.From != want {
			t.Errorf("from %q: %d, back to %q, want %q", referer, got.Code, told.From, want)
		}
	}
	if told.Title.EN != "This cannot be done as things are" {
		t.Errorf("title %q", told.Title.EN)
	}
	if w.get(t, "/list"); told.From != "" {
		t.Errorf("a page refused leads back to %q", told.From)
	}
}

// A page that carries a form is shown with another theme by the same form.
func TestThemeKeepsTheForm(t *testing.T) {
	w := newWorld(t, Options{})
	w.Handle("POST /p", page(func(r *Request) string { return r.Field("document") }))
	form := url.Values{FieldTheme: {"dark"}, FieldBack: {"/p"}, "document": {"a: b"}}
	got := w.post(t, "/theme", form)
	if got.Code != http.StatusTemporaryRedirect || got.Header().Get("Location") != "/p" || len(got.Result().Cookies()) != 1 {
		t.Errorf("%d to %q, %v", got.Code, got.Header().Get("Location"), got.Result().Cookies())
	}
	form.Del("document")
	if got := w.post(t, "/theme", form); got.Code != http.StatusSeeOther {
		t.Errorf("without a form: %d", got.Code)
	}
}

func TestQuotationMarks(t *testing.T) {
	for in, want := range map[string]string{
		`"Cloud at the centre" doctrine`: "“Cloud at the centre” doctrine",
		`the cell says ("yes")`:          "the cell says (“yes”)",
	} {
		if got := Typeset(in, havre.English); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRemarks(t *testing.T) {
	w := newWorld(t, Options{})
	w.Handle("GET /p", page(func(r *Request) string { return r.Remarks("a", "b") }))
	for path, want := range map[string]string{"/p": "a\u202f; b", "/en/p": "a; b"} {
		if got := w.get(t, path).Body.String(); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if got := PathIn(havre.English, "/api/v1/docs"); got != "/api/v1/docs" {
		t.Errorf("the API in English: %q", got)
	}
}
