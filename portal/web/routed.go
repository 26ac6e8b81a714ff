package web

import (
	"net/http"
	"net/url"
	"strings"
)

// above is the nearest page above a path, in its language.
func (s *Site) above(path string) string {
	home := PathIn(langOf(path), "/")
	for {
		i := strings.LastIndexByte(path, '/')
		if i <= 0 || path[:i] == prefix {
			return home
		}
		path = path[:i]
		if at := (&url.URL{Path: path}).EscapedPath(); s.Routed(at) {
			return at
		}
	}
}

// from is the page that the form of a request was on, "" when it was none of ours:
// the one that the browser names, or the nearest above.
func (r *Request) from() string {
	if r.Method != http.MethodPost {
		return ""
	}
	u, err := url.Parse(r.Referer())
	if err == nil && local(u.RequestURI()) && u.Path != "" && r.site.Routed(u.EscapedPath()) {
		return u.RequestURI()
	}
	if r.site.Routed(r.URL.EscapedPath()) {
		return r.URL.EscapedPath()
	}
	return r.site.above(r.URL.Path)
}

// Routed says whether some page or handler answers a GET of a path: for tests of
// links.
func (s *Site) Routed(path string) bool {
	req, err := http.NewRequest(http.MethodGet, path, nil) //nolint:noctx,gosec // never sent: only its path is matched
	if err != nil {
		return false
	}
	_, pattern := s.mux.Handler(req)
	return pattern != ""
}
