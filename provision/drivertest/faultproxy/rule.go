package faultproxy

import (
	"regexp"
	"slices"
	"time"
)

// Fault is what happens to one request. Its zero value is nothing.
type Fault struct {
	// Delay passes first.
	Delay time.Duration
	// Status is answered instead of forwarding, with a body in the manner of OpenStack.
	Status int
	// RetryAfter goes with the status, in whole seconds.
	RetryAfter time.Duration
	// Echo puts the headers and the body of the request in the answered body, as clouds
	// do when they are careless: a driver that keeps it as it is shows secrets.
	Echo bool
	// Drop closes the connection without forwarding.
	Drop bool
	// Lose forwards, then closes the connection instead of answering.
	Lose bool
	// Twice forwards two times, and answers what the second one got.
	Twice bool
}

// Rule says which requests meet a fault: those that match all it says.
type Rule struct {
	Methods []string       // none is every one
	Path    *regexp.Regexp // nil is every one; of the URL, without its query
	Except  *regexp.Regexp // paths that are spared; nil is none
	Skip    int            // how many matching requests go first, untouched
	Times   int            // how many then meet the fault; 0 is all that come
	Rate    float64        // of those, the share that does, by chance; 0 is all
	// Faults are what happens, one of them by chance when there are several.
	Faults []Fault
}

// Writes are the methods that change something.
func Writes() []string { return []string{"POST", "PUT", "PATCH", "DELETE"} }

// Tokens are the paths by which a Keystone is asked for a token: a write that changes
// nothing.
func Tokens() *regexp.Regexp { return regexp.MustCompile(`/auth/tokens$`) }

// Random are requests of every kind that fail at a rate, in every way that a network
// and a crowded cloud have.
func Random(rate float64) Rule {
	return Rule{Rate: rate, Faults: []Fault{
		{Status: 429, RetryAfter: time.Second},
		{Status: 500},
		{Status: 502},
		{Status: 503},
		{Drop: true},
		{Lose: true},
	}}
}

// active is a rule with what it has seen.
type active struct {
	Rule
	seen, hits int
}

// Add adds rules; the first that a request meets counts.
func (p *Proxy) Add(rules ...Rule) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range rules {
		p.rules = append(p.rules, &active{Rule: r})
	}
}

// Clear takes every rule away; what was counted stays.
func (p *Proxy) Clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules = nil
}

// fault is what a request meets, nil for nothing, and where it is on record.
func (p *Proxy) fault(method, path, address string) (f *Fault, at int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.rules {
		if len(r.Faults) > 0 && r.matches(method, path) && r.strikes(p.random.Float64()) {
			f = &r.Faults[p.random.IntN(len(r.Faults))]
			break
		}
	}
	p.requests = append(p.requests, Request{Method: method, URL: address, Fault: f})
	return f, len(p.requests) - 1
}

func (r *active) matches(method, path string) bool {
	return (len(r.Methods) == 0 || slices.Contains(r.Methods, method)) &&
		(r.Path == nil || r.Path.MatchString(path)) &&
		(r.Except == nil || !r.Except.MatchString(path))
}

// strikes counts a matching request and says whether the fault is for it.
func (r *active) strikes(chance float64) bool {
	r.seen++
	if r.seen <= r.Skip || r.Times > 0 && r.hits >= r.Times || r.Rate > 0 && chance >= r.Rate {
		return false
	}
	r.hits++
	return true
}

// answered puts on record what a request was answered.
func (p *Proxy) answered(at, status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests[at].Status = status
}
