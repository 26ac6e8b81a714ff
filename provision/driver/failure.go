package driver

import (
	"errors"
	"time"

	"github.com/havre-cloud/havre"
)

// Reason is why a call failed, in the few words that decide what is done next.
type Reason string

// Every reason.
const (
	// Uncertain: nobody knows whether it was done (the connection broke, the answer was
	// lost or senseless). It is looked for, then tried again.
	Uncertain Reason = "uncertain"
	// Busy: the cloud asks to wait (429, 503 with Retry-After). Nothing was done.
	Busy Reason = "busy"
	// Conflicting: something else is at work on the object, or leans on it. Tried again.
	Conflicting Reason = "conflicting"
	// Gone: what is needed does not exist.
	Gone Reason = "gone"
	// Taken: somebody else's object has the name.
	Taken Reason = "taken"
	// Quota: the cloud has given all that it granted.
	Quota Reason = "quota"
	// Denied: the account of Havre may not, or its credentials are refused.
	Denied Reason = "denied"
	// Refused: the cloud does not accept what was asked.
	Refused Reason = "refused"
	// Lacking: the cloud has no such service.
	Lacking Reason = "lacking"
)

// Passing says whether the same call may succeed later without anybody's doing.
func (r Reason) Passing() bool { return r == Uncertain || r == Busy || r == Conflicting }

// Failure is a call that failed, for people and for the engine.
type Failure struct {
	Reason Reason
	What   havre.Text // what was wrong, in words
	Next   havre.Text // what to do about it
	// Raw is what the cloud answered: method, address, status and body, without any
	// secret. It is shown to whoever asks for it.
	Raw   string
	After time.Duration // of Busy: how long the cloud asks to wait, 0 when it does not say
	// Unanswered says that no answer came to what was Uncertain: the cloud may still be at
	// work on it, and what it makes may appear long after.
	Unanswered bool
	Cause      error
}

// Error is the sentence in French.
func (f *Failure) Error() string { return f.What.FR }

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Cause }

// FailureOf is the failure in an error; an error that is none is Uncertain, for nothing
// is known of what became of the call.
func FailureOf(err error) *Failure {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return &Failure{
		Reason: Uncertain, Unanswered: true, Cause: err, Raw: err.Error(),
		What: havre.Text{FR: "La plateforme n’a pas répondu clairement.", EN: "The platform did not answer clearly."},
		Next: havre.Text{FR: "Rien : Havre vérifie ce qui a été fait, puis recommence.", EN: "Nothing: Havre checks what was done, then tries again."},
	}
}
