package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// floor is the standard library's server giving the same bytes from memory, beside
// the portal in the same run: what no page can beat with this client on this
// machine. It runs in this process, so it shares less than the portal does.
type floor struct {
	browser *browser
	body    atomic.Pointer[[]byte]
}

func newFloor(ctx context.Context) (*floor, func(), error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	f := &floor{browser: newBrowser("http://"+l.Addr().String(), nil)}
	s := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(*f.body.Load()) // a client that left is not our concern
	})}
	go func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic(err)
		}
	}()
	return f, func() { _ = s.Close() }, nil
}

// steady is [browser.steady] with that body.
func (f *floor) steady(ctx context.Context, body []byte, rate int, during time.Duration) ([]time.Duration, error) {
	f.body.Store(&body)
	took, _, err := f.browser.steady(ctx, bare, rate, during)
	return took, err
}

// flatOut is the number of answers a second with that body.
func (f *floor) flatOut(ctx context.Context, body []byte, during time.Duration) (float64, error) {
	f.body.Store(&body)
	return f.browser.flatOut(ctx, bare, 8, during)
}

var bare = target{"floor", false, fixed("/")}
