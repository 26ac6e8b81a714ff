package web

import "net/http"

// Routed says whether some page or handler answers a GET of a path: for tests of
// links.
func (s *Site) Routed(path string) bool {
	req, err := http.NewRequest(http.MethodGet, path, nil) //nolint:noctx // never sent
	if err != nil {
		return false
	}
	_, pattern := s.mux.Handler(req)
	return pattern != ""
}
