package broker

import (
	"net/http"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
)

// bound is what is said of a binding: the only time that credentials are seen.
type bound struct {
	Metadata    *expiry        `json:"metadata,omitempty"`
	Credentials map[string]any `json:"credentials,omitempty"`
	Endpoints   []endpoint     `json:"endpoints,omitempty"`
	Parameters  object         `json:"parameters,omitempty"` // of a fetch
}

type expiry struct {
	ExpiresAt string `json:"expires_at"`
}

type endpoint struct {
	Host     string   `json:"host"`
	Ports    []string `json:"ports"`
	Protocol string   `json:"protocol,omitempty"`
}

// instantLayout is yyyy-mm-ddThh:mm:ss.sZ (§ Binding Metadata Object).
const instantLayout = "2006-01-02T15:04:05.0Z07:00"

func boundOf(a *order.Access) bound {
	out := bound{Credentials: a.Credentials}
	if !a.ExpiresAt.IsZero() {
		out.Metadata = &expiry{a.ExpiresAt.In(time.UTC).Format(instantLayout)}
	}
	for _, e := range a.Endpoints {
		out.Endpoints = append(out.Endpoints, endpoint(e))
	}
	return out
}

// bindingAsk is the binding of the address.
func (c *call) bindingAsk() order.BindingAsk {
	return order.BindingAsk{Instance: c.PathValue("instance"), External: c.PathValue("binding")}
}

// bind is PUT …/service_bindings/{binding} (§ Binding). It is synchronous, whatever the
// platform accepts.
func (b *Broker) bind(c *call) (*answer, error) {
	q, err := c.read()
	if err != nil {
		return nil, err
	}
	if q.Predecessor != "" {
		return nil, badRequest(havre.Text{FR: "Aucun gabarit ne permet la rotation des accès (binding_rotatable) : créez-en un autre, puis supprimez celui-ci.", EN: "No plan supports binding rotation (binding_rotatable): create another binding, then delete this one."})
	}
	if err := require("service_id", q.ServiceID, "plan_id", q.PlanID); err != nil {
		return nil, err
	}
	k := c.bindingAsk()
	if k.Offer, k.Plan, err = planOf(q.ServiceID, q.PlanID); err != nil {
		return nil, err
	}
	if k.App = q.App; q.Resource != nil && q.Resource.App != "" {
		k.App = q.Resource.App
	}
	if k.Parameters, err = q.Parameters.values(); err != nil {
		return nil, badRequest(havre.Text{FR: "Le champ « parameters » n’est pas bien formé.", EN: "The field “parameters” is not well formed."})
	}
	given, err := b.Orders.Bind(c.Context(), c.actor, k)
	if err != nil {
		return nil, err //nolint:wrapcheck // told as it is
	}
	status := http.StatusOK
	if given.New {
		status = http.StatusCreated
	}
	return &answer{status: status, body: boundOf(&given.Access)}, nil
}

// binding is GET …/service_bindings/{binding} (§ Fetching a Service Binding).
func (b *Broker) binding(c *call) (*answer, error) {
	if err := c.hints(); err != nil {
		return nil, err
	}
	given, err := b.Orders.Access(c.Context(), c.actor, c.bindingAsk())
	if err != nil {
		return nil, err //nolint:wrapcheck // told as it is
	}
	out := boundOf(&given.Access)
	if out.Parameters, err = objectOf(given.Binding.Parameters); err != nil {
		return nil, err
	}
	return &answer{status: http.StatusOK, body: out}, nil
}

// unbind is DELETE …/service_bindings/{binding} (§ Unbinding).
func (b *Broker) unbind(c *call) (*answer, error) {
	k := c.bindingAsk()
	var err error
	if k.Offer, k.Plan, err = c.plan(); err != nil {
		return nil, err
	}
	if err := b.Orders.Unbind(c.Context(), c.actor, k); err != nil {
		return nil, err //nolint:wrapcheck // told as it is
	}
	return &answer{status: http.StatusOK, body: struct{}{}}, nil
}
