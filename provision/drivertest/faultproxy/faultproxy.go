// Package faultproxy stands between a driver and the real API of its product and makes
// the connection misbehave: answers 429 and 5xx, delays, connections that drop before or
// after the work was done, requests that arrive twice. What the API itself does stays
// real, which no fake of it would be.
//
// A cloud is many addresses, that clients learn from its catalogue: the addresses that a
// Keystone gives in its answers are replaced by those of listeners of the same proxy, so
// that every later call goes through it too. It listens on the loopback alone.
package faultproxy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Proxy stands in front of one cloud. It is safe for concurrent use.
type Proxy struct {
	// Transport reaches the cloud; nil is http.DefaultTransport.
	Transport http.RoundTripper

	mu       sync.Mutex
	random   *rand.Rand
	fronts   map[string]*front // by the origin they stand in front of
	rules    []*active
	requests []Request
	closed   bool
}

// front is one listener and the origin that it stands in front of.
type front struct {
	origin *url.URL
	server *http.Server
	here   string // its own origin
}

// Request is one request that came to the proxy.
type Request struct {
	Method string
	URL    string // at the cloud
	Status int    // that was answered, 0 when the connection was dropped or is still open
	Fault  *Fault // what was done to it, nil for nothing
}

// New is a proxy without rules. The seed decides which requests meet a fault that has a
// rate: the same requests in the same order meet the same faults.
func New(seed uint64) *Proxy {
	return &Proxy{
		random: rand.New(rand.NewPCG(seed, seed)), //nolint:gosec // chance that can be had again is what is wanted
		fronts: map[string]*front{},
	}
}

// Front gives the address to use instead of another, for a client to begin with:
// "http://127.0.0.1:15000/v3" becomes "http://127.0.0.1:40123/v3".
func (p *Proxy) Front(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("faultproxy: %w", err)
	}
	if u.Host == "" {
		return "", fmt.Errorf("faultproxy: %q names no host", address)
	}
	here, err := p.open(&url.URL{Scheme: u.Scheme, Host: u.Host})
	if err != nil {
		return "", err
	}
	u.Scheme, u.Host = here.Scheme, here.Host
	return u.String(), nil
}

// open listens in front of an origin, once.
func (p *Proxy) open(origin *url.URL) (*url.URL, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errors.New("faultproxy: closed")
	}
	f := p.fronts[origin.String()]
	if f == nil {
		var lc net.ListenConfig
		l, err := lc.Listen(context.Background(), "tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("faultproxy: %w", err)
		}
		f = &front{origin: origin, here: "http://" + l.Addr().String()}
		f.server = &http.Server{Handler: p.handler(f), ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
		p.fronts[origin.String()] = f
		go func() { _ = f.server.Serve(l) }() // ends with Close
	}
	return url.Parse(f.here)
}

// Close stops listening and drops the connections.
func (p *Proxy) Close() error {
	p.mu.Lock()
	p.closed = true
	servers := make([]*http.Server, 0, len(p.fronts))
	for _, f := range p.fronts {
		servers = append(servers, f.server)
	}
	p.mu.Unlock()
	var errs []error
	for _, s := range servers {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}

// Requests are those that came, in the order in which they did.
func (p *Proxy) Requests() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Request(nil), p.requests...)
}

// Count is how many requests came, and how many of them met a fault.
func (p *Proxy) Count() (requests, faults int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.requests {
		if p.requests[i].Fault != nil {
			faults++
		}
	}
	return len(p.requests), faults
}
