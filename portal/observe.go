package portal

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/havre-cloud/havre/portal/trail"
	"github.com/havre-cloud/havre/portal/web"
)

// unmatched is the route of what no route answers.
const unmatched = "none"

// observe follows each request from its arrival to its answer: it begins its
// trail, catches what panics, then counts and logs it. The query string, which may
// hold what people search for, and the address of the client are not logged.
func (p *portal) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := p.Now()
		t := p.proxies.begin(r)
		in := r.WithContext(trail.With(r.Context(), t))
		out := &answer{ResponseWriter: w}
		protect(out.Header())
		out.Header().Set("X-Request-Id", t.ID)
		done := p.Metrics.begin()
		defer func() {
			p.rescue(out, in, recover())
			if r.Pattern = in.Pattern; t.Route == "" {
				t.Route = routeOf(in)
			}
			took := p.Now().Sub(start)
			done(t.Route, out.status, took)
			p.logAccess(in, t, out, took)
		}()
		next.ServeHTTP(out, in)
	})
}

// protect sets what every answer has, whoever makes it; pages and the API say more.
func protect(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
}

// rescue answers for a handler that panicked. http.ErrAbortHandler is a wish of the
// handler to say nothing more.
func (p *portal) rescue(out *answer, r *http.Request, panicked any) {
	switch panicked {
	case nil:
		if out.status == 0 {
			out.status = http.StatusOK
		}
		return
	case http.ErrAbortHandler:
		panic(panicked)
	}
	p.Log.ErrorContext(r.Context(), "request panicked", "path", r.URL.Path, "error", fmt.Sprint(panicked), "stack", string(debug.Stack()))
	if out.status == 0 {
		web.Failed(out, r, trail.From(r.Context()).ID)
	}
}

// routeOf is the pattern that answered, in one language: /en is not another page.
func routeOf(r *http.Request) string {
	method, path, ok := strings.Cut(r.Pattern, " ")
	if !ok {
		method, path = r.Method, r.Pattern
	}
	if path == "" || path == "/" && r.URL.Path != "/" {
		return unmatched
	}
	if rest, english := strings.CutPrefix(path, "/en/"); english {
		path = "/" + rest
	}
	return method + " " + path
}

func (p *portal) logAccess(r *http.Request, t *trail.Trail, out *answer, took time.Duration) {
	level := slog.LevelInfo
	switch {
	case out.status >= http.StatusInternalServerError:
		level = slog.LevelError
	case quiet(r.URL.Path):
		level = slog.LevelDebug
	}
	p.Log.Log(r.Context(), level, "request",
		"method", r.Method, "route", t.Route, "path", r.URL.Path, "status", out.status, "bytes", out.bytes,
		"ms", float64(took.Microseconds())/1000, "trace", traceID(r.Context()))
}

// quiet are the paths that a supervisor or a browser asks for all day long.
func quiet(path string) bool {
	return path == "/livez" || path == "/readyz" || path == "/metrics" || strings.HasPrefix(path, "/static/")
}
