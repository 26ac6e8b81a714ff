package portal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre/portal/trail"
	"github.com/havre-cloud/havre/portal/web"
)

// observed is a portal of one handler, with its log and its figures.
func observed(h http.HandlerFunc) (serve func(*http.Request) *httptest.ResponseRecorder, log *bytes.Buffer, m *Metrics) {
	log, m = &bytes.Buffer{}, NewMetrics("test")
	p := &portal{Deps: Deps{Metrics: m, Now: time.Now, Log: slog.New(trail.Handler{Handler: slog.NewJSONHandler(log, nil)})}}
	mux := http.NewServeMux()
	mux.Handle("/dossiers/{id}", h)
	mux.Handle("/en/dossiers/{id}", h)
	handler := p.observe(p.streams.watch(mux))
	return func(r *http.Request) *httptest.ResponseRecorder {
		out := httptest.NewRecorder()
		handler.ServeHTTP(out, r)
		return out
	}, log, m
}

// A panic is an answer 500 with an incident number; what happened is in the
// log under that number, and nowhere else.
func TestPanic(t *testing.T) {
	t.Parallel()
	serve, log, _ := observed(func(http.ResponseWriter, *http.Request) { panic(errors.New("the secret of the house")) })
	out := serve(httptest.NewRequest(http.MethodGet, "/dossiers/x", nil))
	id := out.Header().Get("X-Request-Id")
	if out.Code != http.StatusInternalServerError || id == "" || !strings.Contains(out.Body.String(), id) || strings.Contains(out.Body.String(), "secret of the house") {
		t.Errorf("status %d, %s", out.Code, out.Body)
	}
	if text := log.String(); !strings.Contains(text, "secret of the house") || !strings.Contains(text, id) || !strings.Contains(text, "observe_test.go") {
		t.Errorf("the log says %s", text)
	}
}

// The log and the figures name the route, not the address; who asked is what the
// handlers found.
func TestRouteInLogAndMetrics(t *testing.T) {
	t.Parallel()
	serve, log, m := observed(func(w http.ResponseWriter, r *http.Request) {
		trail.From(r.Context()).Actor = "ada"
		w.WriteHeader(http.StatusTeapot)
	})
	serve(httptest.NewRequest(http.MethodGet, "/en/dossiers/abc?q=private", nil))
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if line["route"] != "GET /dossiers/{id}" || line["actor"] != "ada" || line["status"] != 418.0 || strings.Contains(log.String(), "private") {
		t.Errorf("line %s", log)
	}
	figures := httptest.NewRecorder()
	m.Handler().ServeHTTP(figures, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if !strings.Contains(figures.Body.String(), `havre_http_requests_total{method="GET",route="/dossiers/{id}",status="418"} 1`) {
		t.Errorf("figures %s", figures.Body)
	}
}

// An address that no route has is counted apart, so that strangers cannot make
// figures without end.
func TestUnknownRoute(t *testing.T) {
	t.Parallel()
	serve, log, _ := observed(func(http.ResponseWriter, *http.Request) {})
	serve(httptest.NewRequest(http.MethodGet, "/wp-login.php", nil))
	if !strings.Contains(log.String(), `"route":"none"`) {
		t.Errorf("line %s", log)
	}
}

// Stopping ends the streams, which browsers take up again elsewhere, and no other
// request.
func TestStopEndsStreams(t *testing.T) {
	t.Parallel()
	p := &portal{Deps: Deps{Metrics: NewMetrics("test"), Now: time.Now, Log: slog.New(slog.DiscardHandler)}}
	begun, ended := make(chan string, 2), make(chan string, 2)
	release := make(chan struct{})
	h := p.streams.watch(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		begun <- r.URL.Path
		select {
		case <-r.Context().Done():
			ended <- r.URL.Path
		case <-release:
		}
	}))
	stream := httptest.NewRequest(http.MethodGet, "/stream", nil)
	stream.Header.Set("Accept", "text/event-stream")
	for _, r := range []*http.Request{stream, httptest.NewRequest(http.MethodGet, "/page", nil)} {
		go h.ServeHTTP(httptest.NewRecorder(), r)
		<-begun
	}
	(&Portal{portal: p}).Stop()
	if path := <-ended; path != "/stream" {
		t.Errorf("%s was ended", path)
	}
	late := httptest.NewRequest(http.MethodGet, "/late", nil)
	late.Header.Set("Accept", "text/event-stream")
	h.ServeHTTP(httptest.NewRecorder(), late)
	if path := <-ended; path != "/late" {
		t.Errorf("%s was ended", path)
	}
	close(release) // the page was left to end by itself
	if p.accepts(t.Context()) == nil {
		t.Error("a portal that stops says that it is ready")
	}
}

// What a stream sends leaves at once, however short and whatever the browser accepts.
func TestStreamsLeaveAtOnce(t *testing.T) {
	t.Parallel()
	site, err := web.New(web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan struct{})
	site.Handle("GET /p", func(w http.ResponseWriter, r *web.Request) error {
		events, err := r.Stream(w)
		if err != nil {
			return err
		}
		if err := events.Send("state", templ.Raw("<p>un</p>")); err != nil {
			return err
		}
		select {
		case <-heard:
		case <-time.After(10 * time.Second):
			return events.Send("late", templ.Raw("-"))
		}
		return events.End()
	})
	p := &portal{Deps: Deps{Metrics: NewMetrics("test"), Now: time.Now, Log: slog.New(slog.DiscardHandler)}}
	server := httptest.NewServer(p.observe(site))
	defer server.Close()
	res, err := http.Get(server.URL + "/p") // which accepts gzip
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }() // it is read
	first := make([]byte, len("event: state\ndata: <p>un</p>\n\n"))
	if _, err := io.ReadFull(res.Body, first); err != nil || !strings.HasPrefix(string(first), "event: state") {
		t.Fatalf("first %q, %v", first, err)
	}
	close(heard)
	rest, err := io.ReadAll(res.Body)
	if err != nil || !strings.Contains(string(rest), "event: end") {
		t.Errorf("then %q, %v", rest, err)
	}
}
