package portal

import (
	"crypto/sha256"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/havre-cloud/havre/portal/trail"
)

// Limits are how many requests a minute are answered; zero is no limit.
type Limits struct {
	Actor   int // of a person or a program that is known
	Address int // of an address that shows no credential known to us
	SignIn  int // attempts to sign in, by address
}

// limiter refuses whoever asks too often. A credential that was recognised lately
// has a bucket of its own, so that colleagues behind one address do not hinder one
// another; a credential never recognised counts for its address, so that inventing
// them gains nothing.
type limiter struct {
	limits Limits
	now    func() time.Time
	path   map[string]bool // where one signs in

	mu      sync.Mutex
	known   map[credential]known
	buckets map[string]*bucket
	swept   time.Time
}

type credential [sha256.Size]byte

type known struct {
	actor string
	until time.Time
}

type bucket struct {
	*rate.Limiter
	used time.Time
}

const (
	recognised = 10 * time.Minute // how long a credential is taken for good
	forgotten  = 5 * time.Minute  // a bucket unused for so long is full again
	manyKeys   = 100_000          // beyond, memory matters more than fairness
)

func newLimiter(l Limits, now func() time.Time, signIn ...string) *limiter {
	out := &limiter{limits: l, now: now, path: map[string]bool{}, known: map[credential]known{}, buckets: map[string]*bucket{}}
	for _, p := range signIn {
		out.path[p], out.path["/en"+p] = true, true
	}
	return out
}

// limit lets a request through or says when to come back.
func (l *limiter) limit(m *Metrics, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := trail.From(r.Context())
		c, shown := credentialOf(r)
		wait := l.wait(r, t.Address, c, shown)
		if wait > 0 {
			m.limited.Inc()
			tooMany(w, r, wait)
			return
		}
		next.ServeHTTP(w, r)
		if shown {
			l.learn(c, t.Actor)
		}
	})
}

// wait is how long to wait before this request may be answered.
func (l *limiter) wait(r *http.Request, from netip.Addr, c credential, shown bool) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.sweep(now)
	if r.Method == http.MethodPost && l.path[r.URL.Path] {
		if d := l.take("s "+from.String(), l.limits.SignIn, now); d > 0 {
			return d
		}
	}
	if k, ok := l.known[c]; ok && shown && now.Before(k.until) {
		return l.take("a "+k.actor, l.limits.Actor, now)
	}
	return l.take("n "+from.String(), l.limits.Address, now)
}

// take spends a request of a bucket, which holds half a minute of them.
func (l *limiter) take(name string, perMinute int, now time.Time) time.Duration {
	if perMinute <= 0 {
		return 0
	}
	b := l.buckets[name]
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(rate.Limit(float64(perMinute)/60), max(1, perMinute/2))}
		l.buckets[name] = b
	}
	b.used = now
	asked := b.ReserveN(now, 1)
	if d := asked.DelayFrom(now); d > 0 {
		asked.CancelAt(now)
		return d
	}
	return 0
}

// learn remembers whom a credential belongs to, or that it belongs to nobody any
// more.
func (l *limiter) learn(c credential, actor string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if actor == "" {
		delete(l.known, c)
		return
	}
	l.known[c] = known{actor: actor, until: l.now().Add(recognised)}
}

// sweep forgets what is no longer useful, once a minute or when there is too much.
func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute && len(l.buckets)+len(l.known) < manyKeys {
		return
	}
	l.swept = now
	for c, k := range l.known {
		if now.After(k.until) {
			delete(l.known, c)
		}
	}
	for name, b := range l.buckets {
		if now.Sub(b.used) > forgotten || len(l.buckets) >= manyKeys {
			delete(l.buckets, name)
		}
	}
}

// credentialOf is the fingerprint of what a request shows to be recognised: a token,
// which the service broker takes as a password, or the cookie of a session.
func credentialOf(r *http.Request) (c credential, shown bool) {
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return sha256.Sum256([]byte(secret)), true
	}
	if _, secret, ok := r.BasicAuth(); ok {
		return sha256.Sum256([]byte(secret)), true
	}
	for _, name := range []string{"__Host-havre", "havre"} {
		if cookie, err := r.Cookie(name); err == nil && cookie.Value != "" {
			return sha256.Sum256([]byte(cookie.Value)), true
		}
	}
	return credential{}, false
}
