package portal

import (
	"crypto/subtle"
	"net/http"
	"net/netip"
	"strings"

	"github.com/havre-cloud/havre/internal/version"
	"github.com/havre-cloud/havre/portal/trail"
)

// Probes answers supervisors and nobody else: for a process that only runs jobs.
func (p *Portal) Probes() http.Handler {
	mux := http.NewServeMux()
	p.probes(mux)
	return p.observe(mux)
}

// probes adds what supervisors ask: is it alive, is it ready, which version, which
// figures.
func (p *portal) probes(mux *http.ServeMux) {
	mux.HandleFunc("GET /livez", live)
	mux.HandleFunc("GET /readyz", p.ready)
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, version.Get())
	})
	if !p.MetricsElsewhere {
		mux.Handle("GET /metrics", p.guarded(p.Metrics.Handler()))
	}
}

// guarded lets in those who have the token; without one, this machine only, and
// not through a proxy. To others there is nothing here.
func (p *portal) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.mayRead(r) {
			p.site.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (p *portal) mayRead(r *http.Request) bool {
	if p.MetricsToken != "" {
		sent, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		return subtle.ConstantTimeCompare([]byte(sent), []byte(p.MetricsToken)) == 1
	}
	return r.Header.Get("X-Forwarded-For") == "" && local(trail.From(r.Context()).Address)
}

func local(a netip.Addr) bool { return a.IsLoopback() }
