package web

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzhttp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// MaxForm is how many bytes a form may send, unless its page says otherwise.
const MaxForm = 1 << 20

// Options are what a site is made of. Every field has a usable zero value but
// Trouble.
type Options struct {
	Settings Settings
	// Identify says who asks: the actor, its session (nil for a token or nobody) and
	// its unread notices. An error means that nobody can tell for the moment: the
	// pages that need nobody are still answered, as to a stranger.
	Identify func(*http.Request) (a identity.Actor, s *identity.Session, notices int, err error)
	// Trouble draws the page of a refusal or a failure.
	Trouble func(*Request, Trouble) templ.Component
	// Refused puts on record that somebody was kept from a page, and gives back what
	// to answer; nil records nothing.
	Refused func(*Request, error) error
	// RequestID names a request; nil makes a random name.
	RequestID func(*http.Request) string
	// Awaiting counts what awaits the actor of a request, for the header; nil counts
	// nothing.
	Awaiting func(*Request) int
	Log      *slog.Logger     // nil is the default logger
	Now      func() time.Time // nil is the clock
}

// Site holds the routes of the pages. Patterns are those of http.ServeMux without
// language: "GET /dossiers/{id}" also answers /en/dossiers/{id}. It is an
// http.Handler; routes are added before it serves.
type Site struct {
	Options
	mux     *http.ServeMux
	routes  []string
	policy  string // Content-Security-Policy
	cross   *http.CrossOriginProtection
	handler http.Handler
}

// New makes a site without pages. Its error is a setting that cannot be used.
func New(o Options) (*Site, error) {
	o.Settings = o.Settings.withDefaults()
	if o.Identify == nil {
		o.Identify = func(*http.Request) (identity.Actor, *identity.Session, int, error) {
			return identity.Nobody(), nil, 0, nil
		}
	}
	if o.RequestID == nil {
		o.RequestID = func(*http.Request) string { return strings.ToLower(rand.Text()[:12]) }
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Site{Options: o, mux: http.NewServeMux(), policy: contentPolicy(o.Settings.FormTargets), cross: http.NewCrossOriginProtection()}
	if o.Settings.Origin != "" {
		if err := s.cross.AddTrustedOrigin(o.Settings.Origin); err != nil {
			return nil, fmt.Errorf("public address %q: %w", o.Settings.Origin, err)
		}
	}
	compress, err := gzhttp.NewWrapper(gzhttp.ContentTypeFilter(compressible), gzhttp.MinSize(512), gzhttp.CompressionLevel(quickly))
	if err != nil {
		return nil, fmt.Errorf("compression: %w", err)
	}
	s.handler = compress(http.HandlerFunc(s.serve))
	s.HandleUpTo("POST /theme", maxCarried, setTheme)
	return s, nil
}

// quickly makes pages a twentieth heavier than the usual level does, in half its time.
const quickly = 2

// compressible leaves streams alone: what is sent must leave at once.
func compressible(contentType string) bool {
	return !strings.HasPrefix(contentType, "text/event-stream") && gzhttp.DefaultContentTypeFilter(contentType)
}

// Handle adds a page, in both languages. What its form sends is limited to MaxForm
// and already parsed.
func (s *Site) Handle(pattern string, h Handler) { s.HandleUpTo(pattern, MaxForm, h) }

// HandleUpTo adds a page whose form may send that many bytes, for files.
func (s *Site) HandleUpTo(pattern string, size int64, h Handler) {
	s.routes = append(s.routes, pattern)
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		panic("web: a route has a method: " + pattern) // a mistake of the program, found at start
	}
	s.mux.Handle(method+" "+path, s.page(havre.French, size, h))
	s.mux.Handle(method+" /en"+path, s.page(havre.English, size, h))
}

// Mount adds a handler that has no language and no page: the API, the assets. The
// protection against other sites' forms and the security headers apply to it; it
// may set its own.
func (s *Site) Mount(pattern string, h http.Handler) { s.mux.Handle(pattern, s.cross.Handler(h)) }

// Routes lists the patterns of the pages, sorted, for tests and the site map.
func (s *Site) Routes() []string { return slices.Sorted(slices.Values(s.routes)) }

// ServeHTTP answers a request.
func (s *Site) ServeHTTP(w http.ResponseWriter, req *http.Request) { s.handler.ServeHTTP(w, req) }

func (s *Site) serve(w http.ResponseWriter, req *http.Request) {
	s.secure(w.Header())
	if _, pattern := s.mux.Handler(req); pattern != "" {
		s.mux.ServeHTTP(w, req)
		return
	}
	s.nowhere(w, req)
}

// page is the handler of a page in a language.
func (s *Site) page(lang havre.Lang, size int64, h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		out := &writer{ResponseWriter: w}
		r := s.request(req, lang)
		defer s.recover(out, r)
		out.Header().Set("X-Request-Id", r.ID)
		if err := s.cross.Check(req); err != nil {
			s.tell(out, r, foreign(err))
			return
		}
		if err := r.parseForm(out, size); err != nil {
			s.tell(out, r, err)
			return
		}
		if err := h(out, r); err != nil {
			s.tell(out, r, err)
		}
	})
}

// request finds who asks.
func (s *Site) request(req *http.Request, lang havre.Lang) *Request {
	r := &Request{Request: req, Lang: lang, Theme: themeOf(req), ID: s.RequestID(req), Now: s.Now().UTC(), site: s}
	r.Actor, r.Session, r.Notices, r.unknown = s.Identify(req)
	if r.unknown != nil {
		r.Actor, r.Session, r.Notices = identity.Nobody(), nil, 0
		s.Log.WarnContext(req.Context(), "who asks is unknown", "request_id", r.ID, "error", r.unknown)
	}
	r.Actor.Request, r.Actor.Lang = r.ID, lang
	r.flash = s.readFlash(req)
	return r
}

// nowhere answers an address that no route has: a path written with a final slash
// is led to the page, one that only takes a form to the page above, the rest is told.
func (s *Site) nowhere(w http.ResponseWriter, req *http.Request) {
	lang := langOf(req.URL.Path)
	probe := &probe{header: http.Header{}}
	s.mux.ServeHTTP(probe, req)
	if to := s.withoutSlash(req); to != "" {
		http.Redirect(w, req, to, http.StatusPermanentRedirect) //nolint:gosec // to is the path of one of our pages
		return
	}
	var fault error = errNoPage
	if probe.status == http.StatusMethodNotAllowed {
		if req.Method == http.MethodGet || req.Method == http.MethodHead {
			w.Header().Set("Cache-Control", "no-store")
			http.Redirect(w, req, s.above(req.URL.Path), http.StatusSeeOther) //nolint:gosec // the path of one of our pages
			return
		}
		w.Header().Set("Allow", probe.header.Get("Allow"))
		fault = errMethod
	}
	s.page(lang, MaxForm, func(http.ResponseWriter, *Request) error { return fault }).ServeHTTP(w, req)
}

// withoutSlash is the page meant by an address with a slash too many, or /en.
func (s *Site) withoutSlash(req *http.Request) string {
	path := strings.TrimRight(req.URL.Path, "/")
	if path == "/en" {
		path = "/en/"
	}
	if path == req.URL.Path || path == "" {
		return ""
	}
	u := *req.URL
	u.Path, u.RawPath = path, ""
	other := req.Clone(req.Context())
	other.URL = &u
	if _, pattern := s.mux.Handler(other); pattern == "" || !local(u.RequestURI()) {
		return ""
	}
	return u.RequestURI()
}

// probe keeps the status of an answer that nobody sends.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) WriteHeader(status int)      { p.status = status }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }

// writer remembers whether an answer has begun: then nothing else can be told.
type writer struct {
	http.ResponseWriter
	begun bool
}

func (w *writer) WriteHeader(status int) {
	w.begun = true
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(b []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
