package faultproxy

import (
	"context"
	"net/http"
)

// watched remembers the status that was answered.
type watched struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *watched) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets the server flush what it proxies.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// nowhere is where an answer that is lost goes.
type nowhere struct{}

// Header implements http.ResponseWriter.
func (nowhere) Header() http.Header { return http.Header{} }

// Write implements http.ResponseWriter.
func (nowhere) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader implements http.ResponseWriter.
func (nowhere) WriteHeader(int) {}

// withoutEnd is the context of a request whose client may leave: what it asked is still
// done.
func withoutEnd(r *http.Request) context.Context { return context.WithoutCancel(r.Context()) }
