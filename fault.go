package havre

import (
	"errors"
	"slices"
)

// FaultCode is the stable name of a kind of refusal: programs compare it, people
// read the sentence beside it.
type FaultCode string

// Every kind of refusal of the server. The API publishes them with the HTTP
// status that the portal gives each.
const (
	NotFound        FaultCode = "not-found"           // it does not exist, or the asker may not know that it does
	Forbidden       FaultCode = "forbidden"           // it may be seen, not done
	Unauthenticated FaultCode = "unauthenticated"     // nobody is signed in
	Invalid         FaultCode = "invalid"             // what was sent is wrong; Problems say where
	Conflict        FaultCode = "conflict"            // it clashes with what exists
	Stale           FaultCode = "precondition-failed" // it was changed since it was read
	TooMany         FaultCode = "too-many-requests"   // later
	Unavailable     FaultCode = "unavailable"         // a part the server needs does not answer
	Gone            FaultCode = "gone"                // a link that was used, or has expired
)

// FaultCodes lists the codes, for the documentation.
var FaultCodes = []FaultCode{NotFound, Forbidden, Unauthenticated, Invalid, Conflict, Stale, TooMany, Unavailable, Gone}

// Fault is a refusal that a program recognises and a person can act upon.
type Fault struct {
	Code     FaultCode
	Message  Text     // what was wrong
	Next     Text     // what to do about it
	Problems Problems // each field at fault, when there are
	Rule     string   // the rule of the doctrine that refuses, when one does
	Cause    error    // for the log, never shown
}

// Error is the sentence in French; a program that knows its reader's language
// uses Message.
func (f *Fault) Error() string {
	if len(f.Problems) > 0 {
		return f.Message.FR + "\n" + f.Problems.Error()
	}
	return f.Message.FR
}

// Unwrap gives the cause, for the log.
func (f *Fault) Unwrap() error { return f.Cause }

// FaultOf is the fault in an error, or nil: then it is a failure of the server,
// whose details are nobody else's business. [Problems] make an Invalid fault.
func FaultOf(err error) *Fault {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	if ps, ok := errors.AsType[Problems](err); ok {
		return &Fault{
			Code: Invalid, Problems: ps, Cause: err,
			Message: Text{FR: "Ce qui a été envoyé contient des erreurs.", EN: "What was sent contains mistakes."},
			Next:    Text{FR: "Corrigez les champs indiqués, puis recommencez.", EN: "Correct the fields shown, then try again."},
		}
	}
	return nil
}

// Retold is an error whose problems were changed one by one: to name a field as its
// reader knows it, say. One without problems is given back as it is.
func Retold(err error, change func(*Problem)) error {
	f := FaultOf(err)
	if f == nil || len(f.Problems) == 0 {
		return err
	}
	out := *f
	out.Problems = slices.Clone(f.Problems)
	for i := range out.Problems {
		change(&out.Problems[i])
	}
	return &out
}

// Is makes errors.Is(err, &Fault{Code: NotFound}) compare codes.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code && t.Message == Text{}
}
