package broker

import (
	"net/http"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
)

// The states of the specification.
const (
	inProgress = "in progress"
	succeeded  = "succeeded"
	failed     = "failed"
)

// last is where an operation is.
type last struct {
	State            string `json:"state"`
	Description      string `json:"description,omitempty"`
	InstanceUsable   *bool  `json:"instance_usable,omitempty"`
	UpdateRepeatable *bool  `json:"update_repeatable,omitempty"`
}

// When to look again, in seconds: people approve in hours, platforms make in minutes.
const (
	whileApproved = 300
	whileMade     = 60
)

// lastOperation is GET …/last_operation of an instance (§ Polling Last Operation for
// Service Instances).
func (b *Broker) lastOperation(c *call) (*answer, error) {
	if err := c.hints(); err != nil {
		return nil, err
	}
	operation, err := c.hint("operation")
	if err != nil {
		return nil, err
	}
	e, err := b.Orders.External(c.Context(), c.actor, c.PathValue("instance"), operation)
	if err != nil {
		return nil, err //nolint:wrapcheck // told as it is
	}
	it := e.About()
	ending := it != nil && it.Action == order.Delete
	if e.Instance.State == order.Terminated && (ending || operation == "") {
		return &answer{status: http.StatusGone, body: struct{}{}}, nil
	}
	out := last{State: stateOf(e.Order.State), Description: e.Order.Words().In(c.lang)}
	if out.State == failed && it != nil && it.Action != order.Add {
		// What was not changed or not ended is as it was.
		out.InstanceUsable = new(e.Instance.Delivered())
		if it.Action == order.Modify {
			out.UpdateRepeatable = new(e.Order.State != order.Failed) // its operator says that it is impossible
		}
	}
	return &answer{status: http.StatusOK, body: out, header: retry(out.State, e.Order)}, nil
}

// stateOf is the state of an order in the words of the specification. What was delivered
// in part is there, and is paid for: the description says what lacks.
func stateOf(s order.State) string {
	switch s {
	case order.Draft, order.Acknowledged, order.Pending, order.Held, order.InProgress:
		return inProgress
	case order.Completed, order.Partial:
		return succeeded
	case order.Rejected, order.Cancelled, order.Failed:
	}
	return failed
}

// retry says when to look again.
func retry(state string, o *order.Order) map[string]string {
	if state != inProgress {
		return nil
	}
	wait := whileApproved
	if o.State == order.InProgress {
		wait = whileMade
	}
	return map[string]string{"Retry-After": strconv.Itoa(wait)}
}

// lastBinding is GET …/last_operation of a binding. Bindings are made and undone before
// they are answered: this tells what became of one whose answer was lost.
func (b *Broker) lastBinding(c *call) (*answer, error) {
	if err := c.hints(); err != nil {
		return nil, err
	}
	if _, err := c.hint("operation"); err != nil {
		return nil, err
	}
	found, err := b.Orders.Binding(c.Context(), c.actor, c.bindingAsk())
	if err != nil {
		return nil, err //nolint:wrapcheck // told as it is
	}
	if found.Deleted() {
		return &answer{status: http.StatusGone, body: struct{}{}}, nil
	}
	out := last{State: inProgress}
	var words havre.Text
	switch found.State {
	case order.Bound:
		out.State, words = succeeded, havre.Text{FR: "Accès donné.", EN: "Access given."}
	case order.BindingFailed:
		out.State, words = failed, havre.Text{FR: "La plateforme n’a pas répondu : l’accès n’est ni donné ni retiré avec certitude.", EN: "The platform did not answer: access is neither given nor taken away for certain."}
	case order.BindingAsked:
		words = havre.Text{FR: "Accès demandé à la plateforme.", EN: "Access asked of the platform."}
	case order.UnbindAsked:
		words = havre.Text{FR: "Retrait de l’accès demandé à la plateforme.", EN: "Removal of the access asked of the platform."}
	}
	out.Description = words.In(c.lang)
	return &answer{status: http.StatusOK, body: out}, nil
}
