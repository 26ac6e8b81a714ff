package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

// ServeHTTP answers a request below [Prefix]. Everything that an operation needs
// not know is done here, in order: who asks, what for, with what; a refusal on the
// way is a problem like any other.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{request: a.RequestID(r), lang: langOf(r), url: r.URL}
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	headers(w.Header(), c)
	out := &writer{ResponseWriter: w}
	defer a.recover(out, r)
	if err := a.prepare(r, c); err != nil {
		if out.Header().Get("Allow") == "" {
			out.Header().Set("Allow", allowOf(err))
		}
		a.tell(out, r, err)
		return
	}
	if c.op.creates && r.Header.Get(keyHeader) != "" {
		a.once(out, r, c)
		return
	}
	a.mux.ServeHTTP(out, r)
}

// headers are those of every answer. Nothing is kept by anyone: what is shown
// depends on who asks.
func headers(h http.Header, c *call) {
	h.Set("X-Request-Id", c.request)
	h.Set("Content-Language", string(c.lang))
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Language, Authorization, Cookie")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
}

// prepare finds the operation and checks all that does not depend on it.
func (a *API) prepare(r *http.Request, c *call) error {
	var err error
	if c.op, err = a.route(r); err != nil {
		return err
	}
	if err = a.identify(r, c); err != nil {
		return err
	}
	if err = c.op.checkParams(r); err != nil {
		return err
	}
	if c.op.guarded && r.Header.Get("If-Match") == "" {
		return refuse(preconditionRequired, codeOf(preconditionRequired).meaning)
	}
	if err = c.op.checkMedia(r); err != nil {
		return err
	}
	return c.readBody(r)
}

// route is the operation at an address.
func (a *API) route(r *http.Request) (*operation, error) {
	if o := a.at(r); o != nil {
		return o, nil
	}
	methods := a.methods(r)
	if len(methods) == 0 {
		return nil, &havre.Fault{
			Code:    havre.NotFound,
			Message: havre.Text{FR: "Aucune opération de l'API n'a cette adresse.", EN: "No operation of the API has this address."},
			Next:    havre.Text{FR: "Les adresses sont décrites dans " + Prefix + "/docs.", EN: "The addresses are described in " + Prefix + "/docs."},
		}
	}
	return nil, &notAllowed{methods}
}

// at is the operation of a method at an address, nil without one. The mux would
// redirect what is not written as it is published.
func (a *API) at(r *http.Request) *operation {
	if r.URL.Path != path.Clean(r.URL.Path) {
		return nil
	}
	_, pattern := a.mux.Handler(r)
	return a.routes[pattern]
}

// methods are those that an address accepts.
func (a *API) methods(r *http.Request) (out []string) {
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = m
		if a.at(other) != nil {
			out = append(out, m)
		}
	}
	if slices.Contains(out, http.MethodGet) {
		out = append(out, http.MethodHead)
	}
	return out
}

// notAllowed is a method that an address does not accept.
type notAllowed struct{ methods []string }

// Error says it in French, as every fault does.
func (n *notAllowed) Error() string { return n.fault().Message.FR }

// Unwrap is the refusal.
func (n *notAllowed) Unwrap() error { return n.fault() }

func (n *notAllowed) fault() *havre.Fault {
	return refuse(methodNotAllowed, havre.Text{FR: "Cette adresse n'admet que : %s.", EN: "This address accepts only: %s."}.With(strings.Join(n.methods, ", ")))
}

func allowOf(err error) string {
	if n, ok := errors.AsType[*notAllowed](err); ok {
		return strings.Join(n.methods, ", ")
	}
	return ""
}

// readBody reads the whole body, within the limit of the operation.
func (c *call) readBody(r *http.Request) error {
	if c.op.accepts == nil {
		return nil
	}
	limit := c.op.maxBody()
	body, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	switch {
	case err != nil:
		return &havre.Fault{Code: havre.Invalid, Cause: err, Message: havre.Text{FR: "Le corps de la requête n'est pas arrivé en entier.", EN: "The body of the request did not arrive in full."}}
	case int64(len(body)) > limit:
		return refuse(tooLarge, havre.Text{FR: "Le corps de la requête dépasse %d Kio.", EN: "The body of the request exceeds %d KiB."}.With(limit>>10))
	}
	c.body, c.media = body, r.Header.Get("Content-Type")
	r.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

// recover turns a panic into a problem, unless an answer has begun.
func (a *API) recover(w *writer, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler { //nolint:errorlint // the value that net/http compares
		panic(p)
	}
	err := fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	if w.begun {
		a.Log.ErrorContext(r.Context(), "operation failed while answering", "request_id", callOf(r.Context()).request, "error", err)
		return
	}
	a.tell(w, r, err)
}

// writer remembers whether an answer has begun: then nothing else can be told.
type writer struct {
	http.ResponseWriter
	begun bool
}

// WriteHeader begins the answer.
func (w *writer) WriteHeader(status int) {
	w.begun = true
	w.ResponseWriter.WriteHeader(status)
}

// Write begins the answer.
func (w *writer) Write(b []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
