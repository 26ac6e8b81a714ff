package portal

import (
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
)

// crowd bounds how many requests are worked on together. More would answer none of
// them sooner, and take the memory of all: those beyond wait for their turn. When too
// many wait, or too long, the next ones are told to come back.
type crowd struct {
	turns   chan struct{}
	waiting atomic.Int64
	most    int64 // that wait
	patient time.Duration
}

func newCrowd() *crowd {
	return &crowd{turns: make(chan struct{}, 16*runtime.GOMAXPROCS(0)), most: 2000, patient: 20 * time.Second}
}

// admit lets requests through in turn. A stream takes none: it lasts as long as the
// browser listens, and mostly sleeps. What sends a body takes none either: a slow
// sender would keep it from everybody, and the store makes writers wait already.
func (c *crowd) admit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead || strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
			next.ServeHTTP(w, r)
			return
		}
		if !c.enter(r) {
			tooBusy(w, r)
			return
		}
		defer func() { <-c.turns }()
		next.ServeHTTP(w, r)
	})
}

// enter waits for a turn; it gives up with whoever asks.
func (c *crowd) enter(r *http.Request) bool {
	select {
	case c.turns <- struct{}{}:
		return true
	default:
	}
	if c.waiting.Add(1) > c.most {
		c.waiting.Add(-1)
		return false
	}
	defer c.waiting.Add(-1)
	patience := time.NewTimer(c.patient)
	defer patience.Stop()
	select {
	case c.turns <- struct{}{}:
		return true
	case <-r.Context().Done():
	case <-patience.C:
	}
	return false
}
