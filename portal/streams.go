package portal

import (
	"context"
	"net/http"
	"strings"
	"sync"
)

// streams are the answers that last as long as the browser listens. Stopping ends
// them at once: browsers come back by themselves, to whoever answers then.
type streams struct {
	mu      sync.Mutex
	stopped bool
	next    int
	open    map[int]context.CancelFunc
}

// watch lets a request be ended by stop when its answer is a stream.
func (s *streams) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer s.add(cancel)()
		in := r.WithContext(ctx)
		next.ServeHTTP(w, in)
		r.Pattern = in.Pattern
	})
}

// add keeps a stream, and gives what forgets it.
func (s *streams) add(cancel context.CancelFunc) (forget func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		cancel()
		return func() {}
	}
	if s.open == nil {
		s.open = map[int]context.CancelFunc{}
	}
	s.next++
	id := s.next
	s.open[id] = cancel
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.open, id)
	}
}

// stop ends them all, and those to come.
func (s *streams) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = true
	for _, cancel := range s.open {
		cancel()
	}
}
