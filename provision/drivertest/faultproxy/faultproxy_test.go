package faultproxy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// api is what stands behind the proxy in tests: it counts what it does, and answers with
// the body that it got.
type api struct {
	*httptest.Server
	done atomic.Int64
}

func newAPI(tb testing.TB) *api {
	tb.Helper()
	a := &api{}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			tb.Errorf("reading a request: %v", err)
		}
		a.done.Add(1)
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write(body)
	}))
	tb.Cleanup(a.Close)
	return a
}

// through is a proxy in front of an address, and where it listens.
func through(tb testing.TB, address string, rules ...Rule) (p *Proxy, front string) {
	tb.Helper()
	p = New(1)
	p.Add(rules...)
	front, err := p.Front(address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := p.Close(); err != nil {
			tb.Errorf("Close: %v", err)
		}
	})
	return p, front
}

// ask sends a request and gives its status, body and headers.
func ask(ctx context.Context, method, address, body string) (int, string, http.Header, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return 0, "", nil, err
	}
	r.Header.Set("X-Auth-Token", "the-token")
	answer, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
	if err != nil {
		return 0, "", nil, err
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	text, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text), answer.Header, err
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name   string
		fault  Fault
		status int   // 0: no answer
		done   int64 // times that the API was reached
		has    string
	}{
		{name: "none", fault: Fault{}, status: 201, done: 1, has: "hello"},
		{name: "limited", fault: Fault{Status: 429, RetryAfter: 7 * time.Second}, status: 429, has: "on request"},
		{name: "failing", fault: Fault{Status: 500}, status: 500, has: "on request"},
		{name: "careless", fault: Fault{Status: 502, Echo: true}, status: 502, has: "the-token"},
		{name: "dropped", fault: Fault{Drop: true}},
		{name: "lost", fault: Fault{Lose: true}, done: 1},
		{name: "twice", fault: Fault{Twice: true}, status: 201, done: 2, has: "hello"},
		{name: "slow", fault: Fault{Delay: 20 * time.Millisecond}, status: 201, done: 1, has: "hello"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAPI(t)
			p, front := through(t, a.URL, Rule{Faults: []Fault{c.fault}})
			begun := time.Now()
			status, body, header, err := ask(t.Context(), http.MethodPost, front+"/servers?x=1", "hello")
			if answered := c.status > 0; (err == nil) != answered {
				t.Fatalf("answered %d, %v", status, err)
			}
			if status != c.status || !strings.Contains(body, c.has) {
				t.Errorf("answered %d %q; wanted %d with %q", status, body, c.status, c.has)
			}
			if a.done.Load() != c.done {
				t.Errorf("the API was reached %d times instead of %d", a.done.Load(), c.done)
			}
			if wait := header.Get("Retry-After"); c.fault.RetryAfter > 0 && wait != "7" {
				t.Errorf("Retry-After is %q", wait)
			}
			if time.Since(begun) < c.fault.Delay {
				t.Errorf("answered after %v", time.Since(begun))
			}
			requests, faults := p.Count()
			if requests != 1 || faults != 1 {
				t.Errorf("%d requests and %d faults are counted", requests, faults)
			}
			if r := p.Requests()[0]; r.Method != http.MethodPost || r.URL != a.URL+"/servers?x=1" {
				t.Errorf("on record: %+v", r)
			}
		})
	}
}

// A fault strikes the requests that its rule is about, as many as it says.
func TestRules(t *testing.T) {
	a := newAPI(t)
	p, front := through(t, a.URL, Rule{
		Methods: []string{http.MethodPost}, Path: regexp.MustCompile("^/v2/"), Except: Tokens(),
		Skip: 1, Times: 2, Faults: []Fault{{Status: 503}},
	})
	status := func(method, path string) int {
		t.Helper()
		got, _, _, err := ask(t.Context(), method, front+path, "")
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for i, c := range []struct {
		method, path string
		want         int
	}{
		{http.MethodPost, "/v2/x", 201}, // the one that goes first
		{http.MethodGet, "/v2/x", 201},
		{http.MethodPost, "/v3/x", 201},
		{http.MethodPost, "/v2/auth/tokens", 201},
		{http.MethodPost, "/v2/x", 503},
		{http.MethodPost, "/v2/y", 503},
		{http.MethodPost, "/v2/x", 201}, // two were struck
	} {
		if got := status(c.method, c.path); got != c.want {
			t.Errorf("request %d, %s %s: %d instead of %d", i+1, c.method, c.path, got, c.want)
		}
	}
	p.Add(Rule{Faults: []Fault{{Status: 500}}})
	p.Clear()
	if got := status(http.MethodGet, "/"); got != 201 {
		t.Errorf("without rules: %d", got)
	}
}

// Chance strikes at its rate, and the same requests with the same seed.
func TestRandom(t *testing.T) {
	a := newAPI(t)
	const requests = 400
	struck := func(seed uint64) (out []int) {
		p := New(seed)
		front, err := p.Front(a.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		}()
		p.Add(Random(0.05))
		for range requests {
			_, _, _, _ = ask(t.Context(), http.MethodPost, front+"/", "") // the faults are what is looked at
		}
		for i, r := range p.Requests() {
			if r.Fault != nil {
				out = append(out, i)
			}
		}
		return out
	}
	first, second := struck(7), struck(7)
	if n := len(first); n < requests/50 || n > requests/8 {
		t.Errorf("%d of %d requests were struck at a rate of 5 %%", n, requests)
	}
	if fmt.Sprint(first) != fmt.Sprint(second) {
		t.Errorf("the same seed strikes %v, then %v", first, second)
	}
}

// A client that leaves is not waited for.
func TestLeaving(t *testing.T) {
	a := newAPI(t)
	_, front := through(t, a.URL, Rule{Faults: []Fault{{Delay: time.Minute}}})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, _, _, err := ask(ctx, http.MethodGet, front, ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a client that leaves gets: %v", err)
	}
	if a.done.Load() != 0 {
		t.Error("the API was reached")
	}
}

// The catalogue of a token leads to the proxy, for every service, and so do the links
// that the services give.
func TestCatalogue(t *testing.T) {
	var self string
	nova := newAPI(t)
	keystone := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Header.Get("Accept-Encoding") != "" && r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("the answer may be compressed: %q", r.Header.Get("Accept-Encoding"))
		}
		w.Header().Set("Location", nova.URL+"/v2.1/servers/1")
		_ = json.NewEncoder(w).Encode(map[string]any{"token": map[string]any{"catalog": []any{
			map[string]any{"type": "identity", "endpoints": []any{map[string]any{"url": self}}},
			map[string]any{"type": "compute", "endpoints": []any{map[string]any{"url": nova.URL + "/v2.1"}}},
		}}})
	}))
	defer keystone.Close()
	self = keystone.URL
	p, front := through(t, keystone.URL+"/v3")
	_, body, header, err := ask(t.Context(), http.MethodPost, front+"/auth/tokens", "{}")
	if err != nil {
		t.Fatal(err)
	}
	var c catalogued
	if err := json.Unmarshal([]byte(body), &c); err != nil || c.Token == nil || len(c.Token.Catalog) != 2 {
		t.Fatalf("%v in %s", err, body)
	}
	for _, real := range []string{keystone.URL, nova.URL} {
		if strings.Contains(body, real) || strings.Contains(header.Get("Location"), real) {
			t.Errorf("the answer leads past the proxy, to %s: %s %s", real, header.Get("Location"), body)
		}
	}
	compute := c.Token.Catalog[1].Endpoints[0].URL
	if !strings.HasSuffix(compute, "/v2.1") || !strings.HasPrefix(header.Get("Location"), compute) {
		t.Errorf("the address of compute is %s, and a server's %s", compute, header.Get("Location"))
	}
	if _, _, _, err := ask(t.Context(), http.MethodGet, compute+"/servers", ""); err != nil || nova.done.Load() != 1 {
		t.Errorf("the address of compute: %v, reached %d times", err, nova.done.Load())
	}
	if requests, _ := p.Count(); requests != 2 {
		t.Errorf("%d requests are counted instead of 2", requests)
	}
}

func TestFrontRefuses(t *testing.T) {
	p := New(1)
	for _, address := range []string{"", "keystone", "http://%zz"} {
		if _, err := p.Front(address); err == nil {
			t.Errorf("%q is accepted", address)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Front("http://127.0.0.1:1"); err == nil {
		t.Error("a proxy that is closed listens")
	}
}
