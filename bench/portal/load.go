package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"
)

// target is a kind of page: each call gives the address of one.
type target struct {
	name     string
	promised bool // its p99 is a goal
	path     func(*rand.Rand) string
}

// browser asks for pages as a signed-in person.
type browser struct {
	address string
	cookie  *http.Cookie
	client  *http.Client
}

func newBrowser(address string, cookie *http.Cookie) *browser {
	return &browser{address, cookie, &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true},
		Timeout:   2 * time.Minute,
	}}
}

// get asks for a page compressed, as browsers do, and gives its body as sent.
func (b *browser) get(ctx context.Context, path string) (body []byte, header http.Header, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.address+path, nil)
	if err != nil {
		return nil, nil, err
	}
	request.Header.Set("Accept-Encoding", "gzip")
	request.Header.Set("Accept", "text/html")
	if b.cookie != nil {
		request.AddCookie(b.cookie)
	}
	answer, err := b.client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	body, err = io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return nil, nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return body, answer.Header, nil
}

// steady asks at a fixed rate whatever the answers take, and times each from the
// instant it was due: an answer kept waiting behind a slow one counts as slow. It
// says how many answers were failures: a portal that cannot keep up says so.
func (b *browser) steady(ctx context.Context, t target, rate int, during time.Duration) (took []time.Duration, failed int, err error) {
	n := int(during.Seconds() * float64(rate))
	took, errs := make([]time.Duration, n), make([]error, n)
	chance := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same pages at each run
	began := time.Now()
	var wait sync.WaitGroup
	for i := range n {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(rate))
		path := t.path(chance)
		time.Sleep(time.Until(due))
		wait.Go(func() {
			_, _, errs[i] = b.get(ctx, path)
			took[i] = time.Since(due)
		})
	}
	wait.Wait()
	slices.Sort(took)
	for _, e := range errs {
		if e != nil {
			failed, err = failed+1, e
		}
	}
	if failed < n {
		err = ctx.Err()
	}
	return took, failed, err
}

// flatOut asks as fast as answers come, from a few clients at once, and gives the
// number of answers a second.
func (b *browser) flatOut(ctx context.Context, t target, clients int, during time.Duration) (float64, error) {
	until := time.Now().Add(during)
	counts, errs := make([]int, clients), make([]error, clients)
	var wait sync.WaitGroup
	for c := range clients {
		wait.Go(func() {
			chance := rand.New(rand.NewPCG(uint64(c), 3)) //nolint:gosec // the same pages at each run
			for time.Now().Before(until) && errs[c] == nil {
				_, _, errs[c] = b.get(ctx, t.path(chance))
				counts[c]++
			}
		})
	}
	wait.Wait()
	total := 0
	for _, n := range counts {
		total += n
	}
	return float64(total) / during.Seconds(), errors.Join(errs...)
}

// quantile of sorted durations, in seconds.
func quantile(sorted []time.Duration, q float64) float64 {
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))].Seconds()
}
