package faultproxy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// handler forwards to an origin, with the faults of the proxy.
func (p *Proxy) handler(f *front) http.Handler {
	forward := &httputil.ReverseProxy{
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // that a connection drops is no news here
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(f.origin)
			r.Out.Host = r.In.Host              // what is signed (S3) and the links of answers stay true
			r.Out.Header.Del("Accept-Encoding") // answers are read
		},
		ModifyResponse: p.rewrite,
		Transport:      p.transport(),
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		address := *f.origin
		address.Path, address.RawQuery = r.URL.Path, r.URL.RawQuery
		fault, at := p.fault(r.Method, r.URL.Path, address.String())
		seen := &watched{ResponseWriter: w}
		defer func() { p.answered(at, seen.status) }()
		if fault == nil {
			fault = &Fault{}
		}
		strike(seen, r, forward, fault)
	})
}

func (p *Proxy) transport() http.RoundTripper { return transport{p} }

// transport is that of a proxy, as it is when a request goes out.
type transport struct{ *Proxy }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.Transport != nil {
		return t.Transport.RoundTrip(r)
	}
	return http.DefaultTransport.RoundTrip(r)
}

// strike answers a request with a fault, or forwards it.
func strike(w http.ResponseWriter, r *http.Request, forward http.Handler, f *Fault) {
	if f.Delay > 0 {
		select {
		case <-r.Context().Done():
			panic(http.ErrAbortHandler)
		case <-time.After(f.Delay):
		}
	}
	switch {
	case f.Drop:
		panic(http.ErrAbortHandler) // how a handler of net/http drops its connection
	case f.Status > 0:
		refuse(w, r, f)
	case f.Lose:
		forward.ServeHTTP(nowhere{}, r.WithContext(withoutEnd(r)))
		panic(http.ErrAbortHandler)
	case f.Twice:
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		first := r.Clone(r.Context())
		first.Body = io.NopCloser(bytes.NewReader(body))
		forward.ServeHTTP(nowhere{}, first)
		r.Body = io.NopCloser(bytes.NewReader(body))
		forward.ServeHTTP(w, r)
	default:
		forward.ServeHTTP(w, r)
	}
}

// refuse answers a status, as OpenStack words it.
func refuse(w http.ResponseWriter, r *http.Request, f *Fault) {
	message := "on request"
	if f.Echo {
		var all bytes.Buffer
		_ = r.Header.Write(&all) // a buffer takes everything
		body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		message = all.String() + string(body)
	}
	if f.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(f.RetryAfter/time.Second)))
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.Status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"code": f.Status, "message": message}}) // a client that left
}

// rewrite replaces the addresses of a cloud in an answer by those of the proxy.
func (p *Proxy) rewrite(r *http.Response) error {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") && r.ContentLength <= most && r.Request.Method != http.MethodHead {
		if err := p.rewriteBody(r); err != nil {
			return err
		}
	}
	if at := r.Header.Get("Location"); at != "" {
		r.Header.Set("Location", p.replaced(at))
	}
	return nil
}

func (p *Proxy) rewriteBody(r *http.Response) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return fmt.Errorf("faultproxy: reading an answer: %w", err)
	}
	if err := r.Body.Close(); err != nil {
		return fmt.Errorf("faultproxy: reading an answer: %w", err)
	}
	if err := p.learn(body); err != nil {
		return err
	}
	body = []byte(p.replaced(string(body)))
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	r.Header.Set("Content-Length", strconv.Itoa(len(body)))
	return nil
}

// most is the longest answer that is read, in bytes: longer ones are contents.
const most = 8 << 20

// catalogued is what of a token, or of a catalogue, tells addresses.
type catalogued struct {
	Token   *catalogued `json:"token"`
	Catalog []struct {
		Endpoints []struct {
			URL string `json:"url"`
		} `json:"endpoints"`
	} `json:"catalog"`
}

// learn opens a listener for each address of a catalogue.
func (p *Proxy) learn(body []byte) error {
	if !bytes.Contains(body, []byte(`"catalog"`)) {
		return nil
	}
	var c catalogued
	if err := json.Unmarshal(body, &c); err != nil {
		return nil //nolint:nilerr // another document that has the word
	}
	if c.Token != nil {
		c = *c.Token
	}
	for _, service := range c.Catalog {
		for _, e := range service.Endpoints {
			u, err := url.Parse(e.URL)
			if err != nil || u.Host == "" {
				continue
			}
			if p.own(u) {
				continue
			}
			if _, err := p.open(&url.URL{Scheme: u.Scheme, Host: u.Host}); err != nil {
				return err
			}
		}
	}
	return nil
}

// own says whether an address is one of the proxy.
func (p *Proxy) own(u *url.URL) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.fronts {
		if f.here == u.Scheme+"://"+u.Host {
			return true
		}
	}
	return false
}

// replaced is a text with the addresses of the proxy instead of those of the cloud. An
// origin ends where its port does: that of port 150 is no part of port 15000.
func (p *Proxy) replaced(text string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var pairs []string
	for origin, f := range p.fronts {
		for _, end := range []string{"/", `"`, "?"} {
			pairs = append(pairs, origin+end, f.here+end)
		}
	}
	text = strings.NewReplacer(pairs...).Replace(text)
	for origin, f := range p.fronts {
		if text == origin {
			return f.here
		}
	}
	return text
}
