package portal

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre/portal/trail"
)

// asking is a request as it comes to the crowd.
func asking(ctx context.Context, path string) *http.Request {
	return httptest.NewRequestWithContext(trail.With(ctx, &trail.Trail{}), http.MethodGet, path, nil)
}

// One at a time is worked on, one more waits, the next ones are told to come back; a
// stream or a form takes no turn; who leaves gives theirs up.
func TestCrowd(t *testing.T) {
	t.Parallel()
	c := &crowd{turns: make(chan struct{}, 1), most: 1, patient: time.Hour}
	entered, leave := make(chan string, 10), make(chan struct{})
	h := c.admit(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		entered <- r.URL.Path
		if r.Header.Get("Accept") == "" {
			<-leave
		}
	}))
	ask := func(r *http.Request) *httptest.ResponseRecorder {
		out := httptest.NewRecorder()
		h.ServeHTTP(out, r)
		return out
	}
	var all sync.WaitGroup
	all.Go(func() { ask(asking(t.Context(), "/first")) })
	if got := <-entered; got != "/first" {
		t.Fatal(got)
	}
	gone, giveUp := context.WithCancel(t.Context())
	left := make(chan int, 1)
	all.Go(func() { left <- ask(asking(gone, "/left")).Code })
	for c.waiting.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	page := ask(asking(t.Context(), "/too-late"))
	if page.Code != http.StatusServiceUnavailable || page.Header().Get("Retry-After") == "" || !strings.Contains(page.Body.String(), "plus de demandes") {
		t.Errorf("%d %v %s", page.Code, page.Header(), page.Body)
	}
	program := ask(asking(t.Context(), "/api/v1/dossiers"))
	if program.Code != http.StatusServiceUnavailable || !strings.Contains(program.Body.String(), `"code":"unavailable"`) {
		t.Errorf("%d %s", program.Code, program.Body)
	}
	stream, form := asking(t.Context(), "/stream"), asking(t.Context(), "/form")
	stream.Header.Set("Accept", "text/event-stream")
	form.Method = http.MethodPost
	form.Header.Set("Accept", "text/html")
	for _, r := range []*http.Request{stream, form} {
		ask(r)
		if got := <-entered; got != r.URL.Path {
			t.Error(got)
		}
	}
	giveUp()
	if code := <-left; code != http.StatusServiceUnavailable {
		t.Errorf("who left: %d", code)
	}
	all.Go(func() { ask(asking(t.Context(), "/second")) })
	leave <- struct{}{}
	if got := <-entered; got != "/second" {
		t.Error(got)
	}
	close(leave)
	all.Wait()
	if len(c.turns) != 0 || c.waiting.Load() != 0 {
		t.Errorf("%d turns are kept, %d wait", len(c.turns), c.waiting.Load())
	}
}
