package drivertest

import (
	"testing"
	"time"

	"github.com/havre-cloud/havre/provision/drivertest/faultproxy"
)

// Misbehaviour is a way in which a connection, or what is at its end, misbehaves.
type Misbehaviour string

// Every misbehaviour. All but Slow strike what writes, and let what reads go through.
const (
	Slow        Misbehaviour = "slow"        // every call takes Delay, those that read too
	Limited     Misbehaviour = "limited"     // 429 with Retry-After; nothing is done
	Failing     Misbehaviour = "failing"     // 500, with the request in the answer; nothing is done
	Unavailable Misbehaviour = "unavailable" // 503; nothing is done
	Dropped     Misbehaviour = "dropped"     // the connection closes before anything is done
	Lost        Misbehaviour = "lost"        // it is done, and the connection closes without an answer
	Twice       Misbehaviour = "twice"       // it is done twice
	Late        Misbehaviour = "late"        // it is done, and not seen by the first lists
)

// Fault is what a faulty connection does. It counts what the connection carries: for an
// HTTP API, requests, of which one call may need several.
type Fault struct {
	What  Misbehaviour
	Delay time.Duration // of Slow
	After time.Duration // of Limited: how long it asks to wait, in whole seconds
	Skip  int           // how many writes go through first
	Times int           // how many are then struck; 0 is all
}

// Rule is the fault as a proxy in front of an HTTP API makes it. There is none for Late,
// which is the product's own doing.
func (f Fault) Rule() faultproxy.Rule {
	r := faultproxy.Rule{Methods: faultproxy.Writes(), Except: faultproxy.Tokens(), Skip: f.Skip, Times: f.Times}
	switch f.What {
	case Slow:
		return faultproxy.Rule{Faults: []faultproxy.Fault{{Delay: f.Delay}}}
	case Limited:
		r.Faults = []faultproxy.Fault{{Status: 429, RetryAfter: f.After, Echo: true}}
	case Failing:
		r.Faults = []faultproxy.Fault{{Status: 500, Echo: true}}
	case Unavailable:
		r.Faults = []faultproxy.Fault{{Status: 503, Echo: true}}
	case Dropped:
		r.Faults = []faultproxy.Fault{{Drop: true}}
	case Lost:
		r.Faults = []faultproxy.Fault{{Lose: true}}
	case Twice:
		r.Faults = []faultproxy.Fault{{Twice: true}}
	case Late:
	}
	return r
}

// Through starts a proxy that has a fault, in front of the address of an API, and gives
// the address to use instead: what a harness whose product speaks HTTP does in Faulty.
func Through(tb testing.TB, address string, f Fault) string {
	tb.Helper()
	p := faultproxy.New(1)
	p.Add(f.Rule())
	tb.Cleanup(func() {
		if err := p.Close(); err != nil {
			tb.Errorf("the proxy: %v", err)
		}
	})
	front, err := p.Front(address)
	if err != nil {
		tb.Fatal(err)
	}
	return front
}

// faulty opens a faulty cloud, or skips the test with the reason.
func (s *site) faulty(t *testing.T, f Fault) driverCloud {
	t.Helper()
	if s.h.Faulty == nil {
		t.Skip("the harness cannot make a connection misbehave")
	}
	if why := s.h.Cannot[f.What]; why != "" {
		t.Skip(why)
	}
	return s.watch(t, s.h.Faulty(t, f))
}
