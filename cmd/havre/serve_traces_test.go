package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Requests are traced to a collector when there is one, by route and without what
// they searched for; the log has the identifier of the trace.
func TestTraces(t *testing.T) {
	t.Parallel()
	received := make(chan string, 16)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			received <- r.URL.Path + "\n" + string(body)
		}
	}))
	defer collector.Close()
	p := startPortal(t, "", "--otlp-endpoint", collector.URL)
	b := p.browser()
	b.want(b.get("/recherche?q=SEARCHED"), http.StatusOK)
	p.stop() // sends what was not sent yet
	select {
	case got := <-received:
		if !strings.HasPrefix(got, "/v1/traces\n") || !strings.Contains(got, "GET /recherche") || strings.Contains(got, "SEARCHED") {
			t.Errorf("received %q", got)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the collector received nothing")
	}
	for _, l := range p.logLines() {
		if l["path"] == "/recherche" && l["trace"] == "" {
			t.Errorf("no trace in %v", l)
		}
	}
}

// A collector that is away hinders nothing.
func TestTracesAway(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "", "--otlp-endpoint", "http://127.0.0.1:1", "--stop-within", "3s")
	b := p.browser()
	b.want(b.get("/regles"), http.StatusOK)
	p.stop()
}
