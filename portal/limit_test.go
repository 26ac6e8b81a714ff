package portal

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"testing"
	"time"

	"github.com/havre-cloud/havre/portal/trail"
)

// limited is a portal of one page, which knows the tokens good-1 and good-2.
type limited struct {
	now time.Time
	h   http.Handler
}

func newLimited(l Limits) *limited {
	out := &limited{now: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
	lim := newLimiter(l, func() time.Time { return out.now }, "/connexion")
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Header.Get("Authorization") {
		case "Bearer good-1", "Bearer good-2":
			trail.From(r.Context()).Actor = r.Header.Get("Authorization")
		}
		w.WriteHeader(http.StatusNoContent)
	})
	out.h = lim.limit(NewMetrics("test"), page)
	return out
}

// ask sends n requests and says how many were answered.
func (l *limited) ask(n int, method, path, from, token string) (answered int, last *httptest.ResponseRecorder) {
	for range n {
		r := httptest.NewRequest(method, path, nil)
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		t := &trail.Trail{Address: netip.MustParseAddr(from)}
		last = httptest.NewRecorder()
		l.h.ServeHTTP(last, r.WithContext(trail.With(r.Context(), t)))
		if last.Code == http.StatusNoContent {
			answered++
		}
	}
	return answered, last
}

func TestAddressLimit(t *testing.T) {
	t.Parallel()
	l := newLimited(Limits{Address: 60, Actor: 600, SignIn: 10})
	n, last := l.ask(100, "GET", "/", "192.0.2.1", "")
	if n != 30 {
		t.Errorf("answered %d, want half a minute's worth, 30", n)
	}
	if wait, err := strconv.Atoi(last.Header().Get("Retry-After")); last.Code != http.StatusTooManyRequests || err != nil || wait < 1 {
		t.Errorf("status %d, Retry-After %q", last.Code, last.Header().Get("Retry-After"))
	}
	if n, _ := l.ask(10, "GET", "/", "192.0.2.2", ""); n != 10 {
		t.Errorf("another address got %d of 10", n)
	}
	l.now = l.now.Add(10 * time.Second)
	if n, _ := l.ask(20, "GET", "/", "192.0.2.1", ""); n != 10 {
		t.Errorf("after ten seconds, %d answered, want 10", n)
	}
}

// A known token has its own allowance, whatever others do from the same address;
// inventing tokens gives none.
func TestActorLimit(t *testing.T) {
	t.Parallel()
	l := newLimited(Limits{Address: 60, Actor: 120, SignIn: 10})
	l.ask(1, "GET", "/", "192.0.2.1", "good-1")
	invented := 0
	for i := range 100 {
		n, _ := l.ask(1, "GET", "/", "192.0.2.1", "invented-"+strconv.Itoa(i))
		invented += n
	}
	if invented != 29 {
		t.Errorf("invented tokens got %d answers, want what was left of the address, 29", invented)
	}
	if n, _ := l.ask(100, "GET", "/api/v1/dossiers", "192.0.2.1", "good-1"); n != 60 {
		t.Errorf("a known token got %d, want 60", n)
	}
	if n, last := l.ask(1, "GET", "/api/v1/dossiers", "192.0.2.1", "good-1"); n != 0 || last.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("the API answers a refusal with %q", last.Header().Get("Content-Type"))
	}
}

func TestSignInLimit(t *testing.T) {
	t.Parallel()
	l := newLimited(Limits{Address: 6000, Actor: 6000, SignIn: 10})
	for _, path := range []string{"/connexion", "/en/connexion"} {
		if n, _ := l.ask(20, "GET", path, "192.0.2.1", ""); n != 20 {
			t.Errorf("GET %s: %d answered", path, n)
		}
	}
	a, _ := l.ask(5, "POST", "/connexion", "192.0.2.1", "")
	b, _ := l.ask(5, "POST", "/en/connexion", "192.0.2.1", "")
	if a != 5 || b != 0 {
		t.Errorf("%d then %d attempts, want 5 then 0", a, b)
	}
}

func TestNoLimit(t *testing.T) {
	t.Parallel()
	if n, _ := newLimited(Limits{}).ask(1000, "POST", "/connexion", "192.0.2.1", ""); n != 1000 {
		t.Errorf("answered %d", n)
	}
}

// Memory stays bounded whatever the number of addresses.
func TestManyAddresses(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	l := newLimiter(Limits{Address: 60}, func() time.Time { return now })
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	a := netip.MustParseAddr("2001:db8::")
	for range manyKeys + 10 {
		a = a.Next()
		l.wait(r, a, credential{}, false)
	}
	if len(l.buckets) > manyKeys {
		t.Errorf("%d buckets are kept", len(l.buckets))
	}
	now = now.Add(time.Hour)
	l.wait(r, a, credential{}, false)
	if len(l.buckets) != 1 {
		t.Errorf("an hour later, %d buckets are kept", len(l.buckets))
	}
}

// A token is the same credential whether it comes as a bearer or, to the service broker,
// as a password.
func TestTokenAsPassword(t *testing.T) {
	t.Parallel()
	bearer, basic := httptest.NewRequest(http.MethodGet, "/api/v1/me", nil), httptest.NewRequest(http.MethodGet, "/v2/catalog", nil)
	bearer.Header.Set("Authorization", "Bearer good-1")
	basic.SetBasicAuth("anybody", "good-1")
	a, shown := credentialOf(bearer)
	b, too := credentialOf(basic)
	if !shown || !too || a != b {
		t.Errorf("%v %v, the same: %v", shown, too, a == b)
	}
}
