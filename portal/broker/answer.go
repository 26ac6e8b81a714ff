package broker

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
)

// answer is what a platform is told.
type answer struct {
	status int
	body   any
	header map[string]string
}

// failure is the body of a refusal (§ Service Broker Errors).
type failure struct {
	Error       string `json:"error,omitempty"`
	Description string `json:"description"`
	// Of a change that was refused.
	InstanceUsable   *bool `json:"instance_usable,omitempty"`
	UpdateRepeatable *bool `json:"update_repeatable,omitempty"`
}

// refused is a refusal of the protocol itself, beside those of the services.
type refused struct {
	status  int
	code    string // a word of the specification, "" for none
	message havre.Text
}

// Error says it in French, as every refusal does.
func (r *refused) Error() string { return r.message.FR }

func badRequest(message havre.Text) error {
	return &refused{status: http.StatusBadRequest, message: message}
}

func missing(field string) error {
	return badRequest(havre.Text{FR: "Le champ « %s » est obligatoire, et n’est pas vide.", EN: "The field “%s” is required, and not empty."}.With(field))
}

// The words of the specification that our faults call for.
const concurrency = "ConcurrencyError"

// refusal is the answer to what was not done. What is not a fault is ours: the log has
// it, and nobody else.
func (b *Broker) refusal(c *call, err error) *answer {
	if r, ok := errors.AsType[*refused](err); ok {
		return &answer{status: r.status, body: failure{Error: r.code, Description: r.message.In(c.lang)}}
	}
	f := havre.FaultOf(err)
	if f == nil || f.Code == havre.Unavailable {
		cause := err
		if f != nil && f.Cause != nil {
			cause = f.Cause
		}
		b.Log.ErrorContext(c.Context(), "the service broker failed", "method", c.Method, "path", c.URL.Path, "error", cause)
	}
	if f == nil {
		return &answer{status: http.StatusInternalServerError, body: failure{Description: havre.Text{
			FR: "L’erreur est celle du portail ; elle est enregistrée. Recommencez plus tard.", EN: "The failure is that of the portal; it is recorded. Try again later.",
		}.In(c.lang)}}
	}
	out := failure{Description: description(f, c.lang)}
	status := statusOf(c.Method, f)
	if status == http.StatusUnprocessableEntity && (errors.Is(f, order.ErrBusy) || f.Code == havre.Stale) {
		out.Error = concurrency
	}
	if errors.Is(f, order.ErrFixed) {
		out.InstanceUsable, out.UpdateRepeatable = new(true), new(false)
	}
	a := &answer{status: status, body: out}
	if status == http.StatusUnauthorized {
		a.header = map[string]string{"WWW-Authenticate": `Basic realm="Havre", charset="UTF-8"`}
	}
	return a
}

// statusOf is the status of a refusal. What the decision, a quota or the state of an
// order refuses is 422: the request was understood, and nothing was changed.
func statusOf(method string, f *havre.Fault) int {
	deleting := method == http.MethodDelete
	switch {
	case errors.Is(f, order.ErrUnknown) && deleting:
		return http.StatusGone
	case f.Code == havre.NotFound && deleting:
		// It exists, and this token may not see it: 410 would make the platform forget
		// what goes on costing.
		return http.StatusForbidden
	case errors.Is(f, order.ErrDiffers):
		return http.StatusConflict
	}
	switch f.Code {
	case havre.Invalid:
		return http.StatusBadRequest
	case havre.Unauthenticated:
		return http.StatusUnauthorized
	case havre.Forbidden:
		return http.StatusForbidden
	case havre.NotFound:
		return http.StatusNotFound
	case havre.Conflict, havre.Stale:
		return http.StatusUnprocessableEntity
	case havre.Gone:
		return http.StatusGone
	case havre.TooMany:
		return http.StatusTooManyRequests
	case havre.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// description is a refusal in one text: what, where, and what to do.
func description(f *havre.Fault, lang havre.Lang) string {
	parts := []string{f.Message.In(lang)}
	for _, p := range f.Problems {
		p.Field = retold(p.Field)
		parts = append(parts, sentence(p.In(lang)))
	}
	if next := f.Next.In(lang); next != "" {
		parts = append(parts, next)
	}
	return strings.Join(parts, " ")
}

func sentence(s string) string {
	if strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// retold names a field as a platform knows it.
func retold(field string) string {
	if rest, ok := strings.CutPrefix(field, "items."); ok {
		_, field, _ = strings.Cut(rest, ".")
	}
	if rest, ok := strings.CutPrefix(field, "choices."); ok {
		return "parameters." + rest
	}
	switch field {
	case "need", "environment", "name", "until", "framework", "estimate", "estimateNote":
		return "parameters.havre." + field
	case "choices":
		return "parameters"
	case "plan", "offer":
		return "plan_id"
	case "instance":
		return "instance_id"
	}
	return field
}

// write sends an answer.
func (b *Broker) write(c *call, w http.ResponseWriter, a *answer) {
	body, err := json.Marshal(a.body)
	if err != nil { // a binder gave credentials that are not JSON
		b.Log.ErrorContext(c.Context(), "the service broker cannot write its answer", "method", c.Method, "path", c.URL.Path, "error", err)
		a, body = &answer{status: http.StatusInternalServerError}, []byte("{}")
	}
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	if a.status == http.StatusNotModified {
		w.WriteHeader(a.status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_, _ = w.Write(append(body, '\n')) // whoever asked has left: there is nobody to tell
}
