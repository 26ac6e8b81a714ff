package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// noon is when the tests happen.
var noon = time.Date(2026, 12, 12, 11, 5, 0, 0, time.UTC)

// world is a site for a test, with what it logged.
type world struct {
	*Site
	log bytes.Buffer
}

// plain draws a trouble in plain text, which is easy to look into.
func plain(r *Request, t Trouble) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := fmt.Fprintf(w, "%d|%s|%s|%s|%s", t.Status, r.Text(t.Title), r.Text(t.Message), t.Incident, t.SignIn)
		return err
	})
}

func newWorld(t *testing.T, o Options) *world {
	t.Helper()
	w := &world{}
	o.Log = slog.New(slog.NewTextHandler(&w.log, nil))
	o.Now = func() time.Time { return noon }
	if o.Trouble == nil {
		o.Trouble = plain
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	w.Site = s
	return w
}

// page answers with words.
func page(words func(*Request) string) Handler {
	return func(w http.ResponseWriter, r *Request) error {
		return r.Render(w, http.StatusOK, templ.Raw(words(r)))
	}
}

func (w *world) get(t *testing.T, path string, with ...func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	return w.ask(t, httptest.NewRequest(http.MethodGet, path, nil), with...)
}

func (w *world) post(t *testing.T, path string, form url.Values, with ...func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.ask(t, req, with...)
}

func (w *world) ask(t *testing.T, req *http.Request, with ...func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	for _, f := range with {
		f(req)
	}
	out := httptest.NewRecorder()
	w.ServeHTTP(out, req)
	return out
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func TestBothLanguages(t *testing.T) {
	w := newWorld(t, Options{})
	w.Handle("GET /dossiers/{id}", page(func(r *Request) string {
		other, lang := r.Elsewhere()
		return strings.Join([]string{string(r.Lang), r.PathValue("id"), r.Path("/x"), r.Here(), other, string(lang)}, " ")
	}))
	for path, want := range map[string]string{
		"/dossiers/a?q=1":    "fr a /x /dossiers/a?q=1 /en/dossiers/a?q=1 en",
		"/en/dossiers/a?q=1": "en a /en/x /dossiers/a?q=1 /dossiers/a?q=1 fr",
	} {
		if got := w.get(t, path); got.Code != http.StatusOK || got.Body.String() != want {
			t.Errorf("%s: %d %q, want %q", path, got.Code, got.Body, want)
		}
	}
}

func TestHeaders(t *testing.T) {
	w := newWorld(t, Options{Settings: Settings{Secure: true, FormTargets: []string{"https://id.example.org"}}})
	w.Handle("GET /p", page(func(*Request) string { return "ok" }))
	w.Mount("GET /static/", http.NotFoundHandler())
	for _, path := range []string{"/p", "/en/p", "/nowhere", "/static/x"} {
		h := w.get(t, path).Header()
		policy := h.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "form-action 'self' https://id.example.org;") {
			t.Errorf("%s: policy %q", path, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s %q, want %q", path, name, h.Get(name), want)
			}
		}
	}
	if h := w.get(t, "/p").Header(); h.Get("Cache-Control") != "no-store" || h.Get("Content-Language") != "fr" || h.Get("X-Request-Id") == "" {
		t.Errorf("headers of a page: %v", h)
	}
}

func TestPathsThatLeadNowhere(t *testing.T) {
	w := newWorld(t, Options{})
	w.Handle("GET /{$}", page(func(*Request) string { return "home" }))
	w.Handle("GET /p", page(func(*Request) string { return "ok" }))
	for _, c := range []struct {
		method, path string
		code         int
		location     string
	}{
		{"GET", "/nowhere", 404, ""},
		{"GET", "/en/nowhere", 404, ""},
		{"POST", "/p", 405, ""},
		{"GET", "/p/?a=b", 308, "/p?a=b"},
		{"GET", "/en/p/", 308, "/en/p"},
		{"GET", "/en", 307, "/en/"},
		{"HEAD", "/p", 200, ""},
	} {
		got := w.ask(t, httptest.NewRequest(c.method, c.path, nil))
		if got.Code != c.code || got.Header().Get("Location") != c.location {
			t.Errorf("%s %s: %d %q, want %d %q", c.method, c.path, got.Code, got.Header().Get("Location"), c.code, c.location)
		}
	}
	if got := w.get(t, "//p/"); strings.HasPrefix(got.Header().Get("Location"), "//") {
		t.Errorf("led out of the portal: %q", got.Header().Get("Location"))
	}
	if got := w.get(t, "/en/nowhere").Body.String(); !strings.Contains(got, "Page not found") {
		t.Errorf("the page in English: %q", got)
	}
}

func TestFaults(t *testing.T) {
	w := newWorld(t, Options{})
	fault := func(c havre.FaultCode) error {
		return &havre.Fault{Code: c, Message: havre.Text{FR: "c'est dit", EN: "said"}, Cause: errors.New("secret cause")}
	}
	var next error
	w.Handle("GET /p", func(http.ResponseWriter, *Request) error { return next })
	for _, c := range []struct {
		err  error
		code int
	}{
		{fault(havre.NotFound), 404},
		{fault(havre.Forbidden), 403},
		{fault(havre.Unauthenticated), 401},
		{fault(havre.Invalid), 422},
		{fault(havre.Conflict), 409},
		{fault(havre.Stale), 409},
		{fault(havre.TooMany), 429},
		{fault(havre.Unavailable), 503},
		{fault(havre.Gone), 410},
		{havre.Problems{{Message: havre.Same("x")}}, 422},
		{errors.New("secret cause"), 500},
	} {
		next = c.err
		got := w.get(t, "/p?a=b")
		if got.Code != c.code {
			t.Errorf("%v: status %d, want %d", c.err, got.Code, c.code)
		}
		if strings.Contains(got.Body.String(), "secret") {
			t.Errorf("%v: the cause was shown: %s", c.err, got.Body)
		}
		id := got.Header().Get("X-Request-Id")
		if failed := c.code >= 500; failed != strings.Contains(got.Body.String(), id) {
			t.Errorf("%v: incident number in %q: %v, want %v", c.err, got.Body, !failed, failed)
		}
		if c.code == 401 && !strings.Contains(got.Body.String(), "/connexion?retour=%2Fp%3Fa%3Db") {
			t.Errorf("no way back after signing in: %s", got.Body)
		}
	}
	if !strings.Contains(w.log.String(), "secret cause") {
		t.Error("the cause of a failure is not in the log")
	}
}

func TestClashKeepsBothVersions(t *testing.T) {
	clash := &Clash{Fault: &havre.Fault{Code: havre.Stale}, Rows: []Difference{{Theirs: "a", Yours: "b"}}}
	var told Trouble
	w := newWorld(t, Options{Trouble: func(_ *Request, x Trouble) templ.Component {
		told = x
		return templ.Raw("")
	}})
	w.Handle("POST /p", func(http.ResponseWriter, *Request) error { return fmt.Errorf("saving: %w", clash) })
	if got := w.post(t, "/p", nil); got.Code != http.StatusConflict || told.Clash != clash {
		t.Errorf("status %d, clash %v", got.Code, told.Clash)
	}
}

func TestPanicIsAnIncident(t *testing.T) {
	w := newWorld(t, Options{})
	w.Handle("GET /p", func(http.ResponseWriter, *Request) error { panic("oh") })
	if got := w.get(t, "/p"); got.Code != http.StatusInternalServerError || !strings.Contains(w.log.String(), "oh") {
		t.Errorf("status %d, log %q", got.Code, &w.log)
	}
}

func TestFailedTemplateIsATrueFailure(t *testing.T) {
	broken := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, _ = io.WriteString(w, "half a page")
		return errors.New("broken")
	})
	w := newWorld(t, Options{Trouble: func(*Request, Trouble) templ.Component { return broken }})
	w.Handle("GET /p", func(out http.ResponseWriter, r *Request) error { return r.Render(out, http.StatusOK, broken) })
	got := w.get(t, "/en/p")
	if got.Code != http.StatusInternalServerError || strings.Contains(got.Body.String(), "half") {
		t.Errorf("%d %q", got.Code, got.Body)
	}
	if body := got.Body.String(); !strings.Contains(body, `<html lang="en">`) || !strings.Contains(body, "Incident number") {
		t.Errorf("page of last resort: %q", body)
	}
}

func TestStoreThatDoesNotAnswer(t *testing.T) {
	w := newWorld(t, Options{Identify: func(*http.Request) (identity.Actor, *identity.Session, int, error) {
		return identity.Actor{ID: "somebody"}, nil, 3, errors.New("no database")
	}})
	w.Handle("GET /p", page(func(r *Request) string { return fmt.Sprint(r.Actor.SignedIn(), r.Notices, r.Unrecognised()) }))
	w.Handle("GET /mine", func(_ http.ResponseWriter, r *Request) error { return r.NeedsSignIn() })
	if got := w.get(t, "/p").Body.String(); got != "false 0 true" {
		t.Errorf("a page for anyone: %q", got)
	}
	if got := w.get(t, "/mine"); got.Code != http.StatusServiceUnavailable {
		t.Errorf("a page for somebody: %d, want 503 rather than an offer to sign in", got.Code)
	}
}

func TestFormsOfOtherSites(t *testing.T) {
	w := newWorld(t, Options{Settings: Settings{Origin: "https://havre.example.org"}})
	w.Handle("POST /p", page(func(*Request) string { return "done" }))
	w.Mount("POST /api/", http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) { out.WriteHeader(http.StatusNoContent) }))
	for _, c := range []struct {
		name string
		with []func(*http.Request)
		ok   bool
	}{
		{"same origin", []func(*http.Request){header("Sec-Fetch-Site", "same-origin")}, true},
		{"cross site", []func(*http.Request){header("Sec-Fetch-Site", "cross-site"), header("Origin", "https://evil.example")}, false},
		{"foreign origin", []func(*http.Request){header("Origin", "https://evil.example")}, false},
		{"our public address", []func(*http.Request){header("Origin", "https://havre.example.org")}, true},
		{"a program", nil, true},
	} {
		if got := w.post(t, "/p", nil, c.with...).Code == http.StatusOK; got != c.ok {
			t.Errorf("%s: accepted %v, want %v", c.name, got, c.ok)
		}
		if got := w.post(t, "/api/x", nil, c.with...).Code == http.StatusNoContent; got != c.ok {
			t.Errorf("%s, API: accepted %v, want %v", c.name, got, c.ok)
		}
	}
}

func TestBadOrigin(t *testing.T) {
	if _, err := New(Options{Settings: Settings{Origin: "havre.example.org"}}); err == nil {
		t.Error("a public address without a scheme was accepted")
	}
}

func TestFormSize(t *testing.T) {
	w := newWorld(t, Options{})
	w.HandleUpTo("POST /p", 1<<10, page(func(r *Request) string { return r.Field("a") }))
	if got := w.post(t, "/p", url.Values{"a": {" x\r\ny "}}).Body.String(); got != "x\ny" {
		t.Errorf("field %q", got)
	}
	if got := w.post(t, "/p", url.Values{"a": {strings.Repeat("x", 2<<10)}}); got.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d, want 413", got.Code)
	}
	broken := w.ask(t, httptest.NewRequest(http.MethodPost, "/p", strings.NewReader("x")), header("Content-Type", "multipart/form-data; boundary=b"))
	if broken.Code != http.StatusUnprocessableEntity {
		t.Errorf("unreadable form: %d", broken.Code)
	}
}

func TestFlash(t *testing.T) {
	w := newWorld(t, Options{Settings: Settings{Secure: true}})
	w.Handle("POST /p", func(out http.ResponseWriter, r *Request) error {
		return r.SeeOther(out, r.Field("to"), Flash{Text: havre.Text{FR: "Supprimé.", EN: "Deleted."}, Undo: r.Field("undo")})
	})
	w.Handle("GET /q", page(func(r *Request) string {
		if f := r.Flash(); f != nil {
			return r.Text(f.Text) + f.Undo
		}
		return "nothing"
	}))
	sent := w.post(t, "/en/p", url.Values{"to": {"/q"}, "undo": {"/q/undo"}})
	if sent.Code != http.StatusSeeOther || sent.Header().Get("Location") != "/en/q" {
		t.Fatalf("%d to %q", sent.Code, sent.Header().Get("Location"))
	}
	cookie := sent.Result().Cookies()[0]
	if !cookie.HttpOnly || !cookie.Secure || cookie.SameSite != http.SameSiteLaxMode || !strings.HasPrefix(cookie.Name, "__Host-") {
		t.Errorf("cookie %v", cookie)
	}
	shown := w.get(t, "/en/q", func(r *http.Request) { r.AddCookie(cookie) })
	if got := shown.Body.String(); got != "Deleted./q/undo" {
		t.Errorf("shown %q", got)
	}
	if gone := shown.Result().Cookies(); len(gone) != 1 || gone[0].MaxAge != -1 {
		t.Errorf("the message is not forgotten once shown: %v", gone)
	}
	w.Handle("GET /down", func(http.ResponseWriter, *Request) error { return &havre.Fault{Code: havre.Unavailable} })
	down := w.get(t, "/en/down", func(r *http.Request) { r.AddCookie(cookie) })
	if down.Code != http.StatusServiceUnavailable || len(down.Result().Cookies()) != 0 {
		t.Errorf("a failure uses the message up: %d %v", down.Code, down.Result().Cookies())
	}
	if got := w.post(t, "/p", url.Values{"to": {"https://evil.example"}}); got.Code != http.StatusInternalServerError {
		t.Errorf("led out of the portal: %d %q", got.Code, got.Header().Get("Location"))
	}
	evil := w.post(t, "/p", url.Values{"to": {"/q"}, "undo": {"//evil.example"}}).Result().Cookies()[0]
	if got := w.get(t, "/q", func(r *http.Request) { r.AddCookie(evil) }).Body.String(); strings.Contains(got, "evil") {
		t.Errorf("undo leads out of the portal: %q", got)
	}
}

func TestFragments(t *testing.T) {
	w := newWorld(t, Options{})
	w.Handle("GET /q", page(func(r *Request) string { return fmt.Sprint(r.Fragment()) }))
	w.Handle("POST /p", func(out http.ResponseWriter, r *Request) error { return r.SeeOther(out, "/q", Flash{}) })
	if got := w.get(t, "/q", header("HX-Request", "true")).Body.String(); got != "true" {
		t.Errorf("asked by htmx: %s", got)
	}
	if got := w.get(t, "/q", header("HX-Request", "true"), header("HX-History-Restore-Request", "true")).Body.String(); got != "false" {
		t.Errorf("going back wants the whole page: %s", got)
	}
	if got := w.post(t, "/p", nil, header("HX-Request", "true")); got.Code != http.StatusOK || got.Header().Get("HX-Redirect") != "/q" {
		t.Errorf("leaving a section: %d %v", got.Code, got.Header())
	}
}

func TestTheme(t *testing.T) {
	w := newWorld(t, Options{})
	w.Handle("GET /q", page(func(r *Request) string { return r.Theme }))
	for _, c := range []struct{ theme, back, location, kept string }{
		{"dark", "/en/q?a=b", "/en/q?a=b", "dark"},
		{"light", "//evil.example", "/", "light"},
		{"", "/q", "/q", ""},
		{"x;y", "/q", "/q", ""},
	} {
		got := w.post(t, "/theme", url.Values{"theme": {c.theme}, "back": {c.back}})
		if got.Code != http.StatusSeeOther || got.Header().Get("Location") != c.location {
			t.Errorf("%+v: %d %q", c, got.Code, got.Header().Get("Location"))
		}
		cookie := got.Result().Cookies()[0]
		if kept := w.get(t, "/q", func(r *http.Request) { r.AddCookie(cookie) }).Body.String(); kept != c.kept {
			t.Errorf("%+v: theme %q", c, kept)
		}
	}
}

func TestPagesAreCompressed(t *testing.T) {
	w := newWorld(t, Options{})
	words := strings.Repeat("<p>mots</p>", 500)
	w.Handle("GET /p", page(func(*Request) string { return words }))
	got := w.get(t, "/p", header("Accept-Encoding", "gzip"))
	if got.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("not compressed: %v", got.Header())
	}
	z, err := gzip.NewReader(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := io.ReadAll(z); err != nil || string(raw) != words {
		t.Errorf("read back %d bytes, %v", len(raw), err)
	}
}

func TestStream(t *testing.T) {
	w := newWorld(t, Options{})
	w.Handle("GET /p", func(out http.ResponseWriter, r *Request) error {
		events, err := r.Stream(out)
		if err != nil {
			return err
		}
		if err := events.Send("state", templ.Raw("<p>un\ndeux</p>")); err != nil {
			return err
		}
		return events.End()
	})
	server := httptest.NewServer(w)
	defer server.Close()
	res, err := http.Get(server.URL + "/p")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	const want = "event: state\ndata: <p>un\ndata: deux</p>\n\nevent: end\ndata: -\n\n"
	if string(body) != want || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("X-Accel-Buffering") != "no" {
		t.Errorf("got %q %v", body, res.Header)
	}
}

func TestRequestKnowsItsActor(t *testing.T) {
	w := newWorld(t, Options{
		RequestID: func(*http.Request) string { return "r1" },
		Identify: func(*http.Request) (identity.Actor, *identity.Session, int, error) {
			return identity.Actor{ID: "p1"}, &identity.Session{Person: "p1"}, 4, nil
		},
	})
	w.Handle("GET /p", page(func(r *Request) string {
		return fmt.Sprint(r.Actor.ID, r.Actor.Request, r.Actor.Lang, r.Notices, r.Session != nil, r.Today())
	}))
	if got := w.get(t, "/en/p").Body.String(); got != "p1r1en4 true 2026-12-12" && got != "p1 r1 en 4 true 2026-12-12" {
		t.Errorf("got %q", got)
	}
}

func TestRoutes(t *testing.T) {
	w := newWorld(t, Options{})
	w.Handle("GET /p", page(func(*Request) string { return "" }))
	if got := strings.Join(w.Routes(), ","); got != "GET /p,POST /theme" {
		t.Errorf("routes %q", got)
	}
	if !w.Routed("/en/p?x") || w.Routed("/nowhere") || w.Routed("%zz") {
		t.Error("what is routed")
	}
}

func TestUnserved(t *testing.T) {
	out := httptest.NewRecorder()
	Unserved(out, httptest.NewRequest(http.MethodGet, "/en/x", nil), havre.Text{FR: "pas prêt", EN: "not <ready>"})
	if out.Code != http.StatusServiceUnavailable || !strings.Contains(out.Body.String(), "not &lt;ready&gt;") || out.Header().Get("Retry-After") == "" {
		t.Errorf("%d %s", out.Code, out.Body)
	}
}
