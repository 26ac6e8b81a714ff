package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// Trouble is a refusal or a failure to tell on a page of its own.
type Trouble struct {
	Status   int
	Title    havre.Text
	Message  havre.Text // what was wrong
	Next     havre.Text // what to do about it
	Problems havre.Problems
	Rule     string // of the doctrine, when one refuses
	Incident string // the number to give when asking for help; failures have one
	SignIn   string // where to sign in and come back, "" when that would not help
	Held     string // the form that was being sent, to send again once signed in
	From     string // the page that the form was on, "" when it was none
	Clash    *Clash // both versions, when two people wrote at once
}

// tell answers with the page of an error, unless an answer has begun.
func (s *Site) tell(w *writer, r *Request, err error) {
	if s.Refused != nil {
		err = s.Refused(r, err)
	}
	t := s.trouble(r, err)
	t.From = r.from()
	if t.Incident != "" {
		s.Log.ErrorContext(r.Context(), "page failed", "request_id", r.ID, "actor", r.Actor.ID, "path", r.URL.Path, "status", t.Status, "error", err)
	}
	if w.begun {
		return
	}
	if t.Status >= http.StatusInternalServerError {
		r.flash = nil // what was done before waits for a page that can be read
	}
	switch t.Status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		if w.Header().Get("Retry-After") == "" {
			w.Header().Set("Retry-After", "60")
		}
	}
	if s.Trouble != nil {
		failed := r.Render(w, t.Status, s.Trouble(r, t))
		if failed == nil || w.begun {
			return
		}
		s.Log.ErrorContext(r.Context(), "error page failed", "request_id", r.ID, "error", failed)
	}
	fallback(w, r, t)
}

// trouble puts an error into what its page tells.
func (s *Site) trouble(r *Request, err error) Trouble {
	if _, ok := errors.AsType[*oversize](err); ok {
		return s.oversized(err)
	}
	if _, ok := errors.AsType[*misused](err); ok {
		return Trouble{Status: http.StatusMethodNotAllowed, Title: titles[http.StatusMethodNotAllowed], Message: errNoPage.Next}
	}
	f := havre.FaultOf(err)
	if f == nil || status[f.Code] == 0 {
		return failure(r, http.StatusInternalServerError)
	}
	if r.unknown != nil && f.Code == havre.Unauthenticated {
		return failure(r, http.StatusServiceUnavailable)
	}
	t := Trouble{Status: status[f.Code], Message: f.Message, Next: f.Next, Problems: f.Problems, Rule: f.Rule}
	t.Title = titles[t.Status]
	switch f.Code {
	case havre.Unavailable:
		t.Incident = r.ID
	case havre.Unauthenticated:
		t.SignIn, t.Held = r.SignInPath(), r.held()
	case havre.Conflict:
		t.Title = havre.Text{FR: "Cela n'est pas possible en l'état", EN: "This cannot be done as things are"}
	case havre.NotFound, havre.Forbidden, havre.Invalid, havre.Stale, havre.TooMany, havre.Gone:
	}
	if c, ok := errors.AsType[*Clash](err); ok {
		t.Clash = c
	}
	return t
}

func (s *Site) oversized(err error) Trouble {
	big, _ := errors.AsType[*oversize](err)
	return Trouble{
		Status: http.StatusRequestEntityTooLarge, Title: titles[http.StatusRequestEntityTooLarge],
		Message: havre.Text{FR: "Cette page accepte au plus %[1]s.", EN: "This page accepts %[1]s at most."}.With(sizeOf(big.limit)),
		Next:    havre.Text{FR: "Réduisez le texte ou le fichier, puis recommencez.", EN: "Shorten the text or the file, then try again."},
	}
}

// sizeOf is a limit in bytes, in the larger unit where that is exact.
func sizeOf(bytes int64) havre.Text {
	if bytes >= 1<<20 && bytes%(1<<20) == 0 {
		return havre.Text{FR: "%[1]d Mio", EN: "%[1]d MiB"}.With(bytes >> 20)
	}
	return havre.Text{FR: "%[1]d Kio", EN: "%[1]d KiB"}.With(bytes >> 10)
}

// failure is a trouble that is nobody's fault but ours: only its number is told.
func failure(r *Request, code int) Trouble {
	return Trouble{
		Status: code, Title: titles[code], Incident: r.ID,
		Message: havre.Text{FR: "L'erreur est de notre côté, et elle est enregistrée.", EN: "The mistake is ours, and it is recorded."},
		Next: havre.Text{
			FR: "Réessayez dans quelques minutes. Si cela continue, donnez le numéro d'incident à l'assistance.",
			EN: "Try again in a few minutes. If it goes on, give the incident number to the help desk.",
		},
	}
}

// SignInPath is where to sign in and come back to this page.
func (r *Request) SignInPath() string {
	if r.Method != http.MethodGet {
		return r.Path(r.Settings().SignIn)
	}
	return r.Path(r.Settings().SignIn + "?" + url.Values{"retour": {r.Path(r.Here())}}.Encode())
}

// NeedsSignIn is the refusal of a page that is only for people signed in, nil for
// them.
func (r *Request) NeedsSignIn() error {
	if r.Actor.SignedIn() {
		return nil
	}
	return identity.Unauthenticated()
}

// recover turns a panic into a page with an incident number.
func (s *Site) recover(w *writer, r *Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler { //nolint:errorlint // the value that net/http compares
		panic(p)
	}
	s.tell(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
}
