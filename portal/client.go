package portal

import (
	"crypto/rand"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/havre-cloud/havre/portal/trail"
)

// proxies are those whose word is taken on who connects and how.
type proxies []netip.Prefix

func (ps proxies) trust(a netip.Addr) bool {
	return slices.ContainsFunc(ps, func(p netip.Prefix) bool { return p.Contains(a) })
}

// begin starts the trail of a request: its identifier and its client.
func (ps proxies) begin(r *http.Request) *trail.Trail {
	t := &trail.Trail{ID: strings.ToLower(rand.Text()[:16]), Address: peer(r)}
	if !ps.trust(t.Address) {
		return t
	}
	t.Address = ps.client(r, t.Address)
	return t
}

// client is the last address before our proxies: what is further left was written
// by whoever asks, and is worth nothing.
func (ps proxies) client(r *http.Request, peer netip.Addr) netip.Addr {
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		a, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		peer = a.Unmap()
		if !ps.trust(peer) {
			break
		}
	}
	return peer
}

// peer is the address at the other end of the connection.
func peer(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, _ := netip.ParseAddr(host)
	return a.Unmap()
}

// towardsHTTPS leads browsers that a proxy received in the clear to the address of
// the portal, when that is https: their cookies would not work otherwise.
func (p *portal) towardsHTTPS(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		clear := p.Settings.Secure && r.Header.Get("X-Forwarded-Proto") == "http" && p.proxies.trust(peer(r))
		if clear && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			http.Redirect(w, r, p.Settings.Origin+r.URL.RequestURI(), http.StatusPermanentRedirect) //nolint:gosec // always to our own origin, which a setting gives
			return
		}
		next.ServeHTTP(w, r)
	})
}
