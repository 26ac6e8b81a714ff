package main

import (
	"runtime"
	"slices"
	"syscall"
	"time"
)

// Figures are CPU time, user and system, of this process: other programs on the
// machine slow the clock on the wall, not this. With GOMAXPROCS=1 the garbage
// collector's work is in it too. The contestants take turns inside each round, so
// that a change of the machine's mood is shared; the median of the rounds is kept.

// sample is one contestant's cost in one round, for one call.
type sample struct{ cpu, allocs float64 }

// contestant is something to time: f does the work of one call, the i-th.
type contestant struct {
	name    string
	f       func(i int)
	next    int // the first call of the next round, so that rounds see other dossiers
	samples []sample
}

// cpuNow is the CPU time this process has used, in nanoseconds.
func cpuNow() float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err) // the call cannot fail with these arguments
	}
	return float64(r.Utime.Nano() + r.Stime.Nano())
}

// race runs rounds of all contestants, each for about the given time, after one
// round that does not count.
func race(cs []*contestant, rounds int, each time.Duration) {
	for r := range rounds + 1 {
		for _, c := range cs {
			s := c.run(each)
			if r > 0 {
				c.samples = append(c.samples, s)
			}
		}
	}
}

// run calls f for about that time. The number of calls between two looks at the
// clock grows, so that the clock costs nothing.
func (c *contestant) run(each time.Duration) sample {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	n, step := 0, 1
	cpu, start := cpuNow(), time.Now()
	for {
		for k := range step {
			c.f(c.next + n + k)
		}
		n += step
		spent := time.Since(start)
		if spent >= each {
			break
		}
		if left := float64(each-spent) / float64(spent+1) * float64(n); left < float64(step) {
			step = int(left) + 1
		} else if spent < each/16 {
			step *= 2
		}
	}
	cpu = cpuNow() - cpu
	c.next += n
	runtime.ReadMemStats(&after)
	return sample{cpu / float64(n), float64(after.Mallocs-before.Mallocs) / float64(n)}
}

// cpu is the median cost of a call, in nanoseconds.
func (c *contestant) cpu() float64 { return c.median(func(s sample) float64 { return s.cpu }) }

// allocs is the median number of allocations of a call. A fraction is the noise of
// the runtime itself.
func (c *contestant) allocs() float64 { return c.median(func(s sample) float64 { return s.allocs }) }

func (c *contestant) median(of func(sample) float64) float64 {
	v := make([]float64, len(c.samples))
	for i, s := range c.samples {
		v[i] = of(s)
	}
	return median(v)
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[len(v)/2]
}

// spread is the distance between the fastest and slowest round, in per cent.
func (c *contestant) spread() float64 {
	lo, hi := c.samples[0].cpu, c.samples[0].cpu
	for _, s := range c.samples {
		lo, hi = min(lo, s.cpu), max(hi, s.cpu)
	}
	return (hi - lo) / c.cpu() * 100
}

// once times a single call, the median of a few.
func once(times int, f func()) float64 {
	v := make([]float64, times)
	for i := range v {
		runtime.GC()
		start := cpuNow()
		f()
		v[i] = cpuNow() - start
	}
	return median(v)
}
