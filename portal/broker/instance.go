package broker

import (
	"maps"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
)

// accepted is what is said of what is being done, and of what is done.
type accepted struct {
	Dashboard string    `json:"dashboard_url,omitempty"`
	Operation string    `json:"operation,omitempty"`
	Metadata  *metadata `json:"metadata,omitempty"`
}

// metadata are labels that a platform may show.
type metadata struct {
	Labels     map[string]string `json:"labels,omitempty"`
	Attributes map[string]string `json:"attributes,omitempty"`
}

// accept answers with the order that does what was asked.
func (b *Broker) accept(status int, e *order.External) *answer {
	out := accepted{Dashboard: b.dashboard(&e.Instance), Metadata: labels(&e.Instance)}
	if status == http.StatusAccepted {
		out.Operation = e.Order.ID
	}
	return &answer{status: status, body: out}
}

// dashboard is the page where people follow an instance: that of the order that added it.
func (b *Broker) dashboard(i *order.Instance) string { return b.Origin + "/commandes/" + i.Order }

func labels(i *order.Instance) *metadata {
	m := &metadata{Labels: map[string]string{"havre/name": i.Name, "havre/environment": i.Environment}}
	if i.Reference != "" {
		m.Attributes = map[string]string{"havre/reference": i.Reference}
	}
	return m
}

// provision is PUT /v2/service_instances/{instance} (§ Provisioning).
func (b *Broker) provision(c *call) (*answer, error) {
	q, err := c.read()
	if err != nil {
		return nil, err
	}
	if err := require("service_id", q.ServiceID, "plan_id", q.PlanID, "organization_guid", q.Organization, "space_guid", q.Space); err != nil {
		return nil, err
	}
	offer, plan, err := planOf(q.ServiceID, q.PlanID)
	if err != nil {
		return nil, err
	}
	if err := c.accepts(); err != nil {
		return nil, err
	}
	if err := q.maintained(); err != nil {
		return nil, err
	}
	d, err := c.demand(q, offer, plan)
	if err != nil {
		return nil, err
	}
	e, err := b.Orders.Provision(c.Context(), c.actor, *d)
	if err != nil {
		return nil, err //nolint:wrapcheck // told as it is
	}
	if e.Instance.Delivered() {
		return b.accept(http.StatusOK, e), nil
	}
	return b.accept(http.StatusAccepted, e), nil
}

// update is PATCH /v2/service_instances/{instance} (§ Updating a Service Instance).
func (b *Broker) update(c *call) (*answer, error) {
	q, err := c.read()
	if err != nil {
		return nil, err
	}
	if err := require("service_id", q.ServiceID); err != nil {
		return nil, err
	}
	if err := c.accepts(); err != nil {
		return nil, err
	}
	if err := q.maintained(); err != nil {
		return nil, err
	}
	e, err := b.Orders.External(c.Context(), c.actor, c.PathValue("instance"), "")
	if err != nil {
		return nil, err //nolint:wrapcheck // told as it is
	}
	if q.ServiceID != e.Instance.Offer {
		return nil, badRequest(havre.Text{FR: "« service_id » est celui d’une autre offre : cette ressource est de « %s ».", EN: "“service_id” is that of another offering: this instance is of “%s”."}.With(e.Instance.Offer))
	}
	if q.PlanID == "" {
		q.PlanID = planKey(e.Instance.Offer, e.Instance.Plan)
	}
	offer, plan, err := planOf(q.ServiceID, q.PlanID)
	if err != nil {
		return nil, err
	}
	if q.Parameters == nil { // the context is for new instances: nothing else may change
		q.Context = nil
	}
	d, err := c.demand(q, offer, plan)
	if err != nil {
		return nil, err
	}
	if e, err = b.Orders.Reconfigure(c.Context(), c.actor, *d); err != nil {
		return nil, err //nolint:wrapcheck // told as it is
	}
	if e.Order == nil {
		return &answer{status: http.StatusOK, body: struct{}{}}, nil
	}
	return b.accept(http.StatusAccepted, e), nil
}

// deprovision is DELETE /v2/service_instances/{instance} (§ Deprovisioning). What nobody
// has begun to make is cancelled at once; the rest is ended by an order.
func (b *Broker) deprovision(c *call) (*answer, error) {
	d := order.Demand{External: c.PathValue("instance"), Note: c.note()}
	var err error
	if d.Item.Offer, d.Item.Plan, err = c.plan(); err != nil {
		return nil, err
	}
	if err := c.accepts(); err != nil {
		return nil, err
	}
	e, err := b.Orders.Deprovision(c.Context(), c.actor, d)
	if err != nil {
		return nil, err //nolint:wrapcheck // told as it is
	}
	if !e.Instance.Living() {
		return &answer{status: http.StatusOK, body: struct{}{}}, nil
	}
	return &answer{status: http.StatusAccepted, body: accepted{Operation: e.Order.ID}}, nil
}

// plan is what the query of a deletion must name.
func (c *call) plan() (offer, plan string, err error) {
	query := c.URL.Query()
	service, named := query.Get("service_id"), query.Get("plan_id")
	if err := require("service_id", service, "plan_id", named); err != nil {
		return "", "", err
	}
	return planOf(service, named)
}

// fetched is what is said of an instance.
type fetched struct {
	Service    string         `json:"service_id"`
	Plan       string         `json:"plan_id"`
	Dashboard  string         `json:"dashboard_url"`
	Parameters map[string]any `json:"parameters"`
	Metadata   *metadata      `json:"metadata"`
}

// instance is GET /v2/service_instances/{instance} (§ Fetching a Service Instance).
func (b *Broker) instance(c *call) (*answer, error) {
	if err := c.hints(); err != nil {
		return nil, err
	}
	e, err := b.Orders.External(c.Context(), c.actor, c.PathValue("instance"), "")
	if err != nil {
		return nil, err //nolint:wrapcheck // told as it is
	}
	i := &e.Instance
	switch {
	case !i.Delivered():
		return nil, &refused{status: http.StatusNotFound, message: havre.Text{FR: "Cette ressource n’est pas en service : %s.", EN: "This resource is not in service: %s."}.With(i.State.Text())}
	case i.Changing != "":
		return nil, &refused{status: http.StatusUnprocessableEntity, code: concurrency, message: e.Order.Words()}
	}
	return &answer{status: http.StatusOK, body: fetched{
		Service: i.Offer, Plan: planKey(i.Offer, i.Plan), Dashboard: b.dashboard(i), Parameters: parametersOf(i), Metadata: labels(i),
	}}, nil
}

// parametersOf is what would order the same again.
func parametersOf(i *order.Instance) map[string]any {
	mine := map[string]any{"need": i.Need, "environment": i.Environment, "name": i.Name}
	for name, value := range map[string]string{"until": i.Wish.Until.String(), "framework": i.Wish.Framework, "estimateNote": i.Wish.EstimateNote} {
		if value != "" {
			mine[name] = value
		}
	}
	if i.Wish.Estimate != nil {
		mine["estimate"] = i.Wish.Estimate.String()
	}
	out := maps.Clone(i.Wish.Configuration.Choices)
	if out == nil {
		out = map[string]any{}
	}
	out[ours] = mine
	return out
}

// hints checks the fields of a query that only help.
func (c *call) hints() error {
	for _, name := range []string{"service_id", "plan_id"} {
		if _, err := c.hint(name); err != nil {
			return err
		}
	}
	return nil
}
