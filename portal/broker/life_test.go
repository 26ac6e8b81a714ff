package broker_test

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"testing"

	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/record"
)

// The three plans of the tests, as platforms name them: made by a driver and bindable,
// made by a driver and not, made by an operator by hand.
const (
	base    = "rosny.base"
	closed  = "rosny.closed"
	byHand  = "rosny.hosting"
	service = "rosny"
)

// members are what a body has; nil takes one away.
type members map[string]any

func (m members) with(more members) members {
	out := maps.Clone(m)
	for name, v := range more {
		out[name] = v
		if v == nil {
			delete(out, name)
		}
	}
	return out
}

// wanted is the body that orders one instance of a plan.
func (w *world) wanted(plan string, cpu int) members {
	parameters := members{"cpu": cpu, "havre": members{"need": w.need.ID, "environment": "acceptance", "estimate": "1200.00", "estimateNote": "convention 2026"}}
	if plan == byHand {
		parameters = parameters.with(members{"form": "machines", "memory": 8, "storage": 100, "justification": "progiciel ancien"})
	}
	return members{"service_id": service, "plan_id": plan, "organization_guid": "org-1", "space_guid": "space-1", "parameters": parameters}
}

// change is the body that changes parameters, with an estimate of what it then costs.
func change(parameters members) members {
	return members{"service_id": service, "parameters": parameters.with(members{"havre": members{"estimate": 2400, "estimateNote": "devis"}})}
}

func incomplete() url.Values { return url.Values{"accepts_incomplete": {"true"}} }

func deleting(plan string) url.Values {
	return url.Values{"accepts_incomplete": {"true"}, "service_id": {service}, "plan_id": {plan}}
}

func instancePath(id string) string { return "/v2/service_instances/" + url.PathEscape(id) }

func bindingPath(id, binding string) string {
	return instancePath(id) + "/service_bindings/" + url.PathEscape(binding)
}

func (w *world) put(id string, body any) *reply {
	w.t.Helper()
	return w.ask(asking{method: http.MethodPut, path: instancePath(id), query: incomplete(), body: body})
}

func (w *world) patch(id string, body any) *reply {
	w.t.Helper()
	return w.ask(asking{method: http.MethodPatch, path: instancePath(id), query: incomplete(), body: body})
}

func (w *world) get(path string) *reply {
	w.t.Helper()
	return w.ask(asking{method: http.MethodGet, path: path})
}

func (w *world) delete(id, plan string) *reply {
	w.t.Helper()
	return w.ask(asking{method: http.MethodDelete, path: instancePath(id), query: deleting(plan)})
}

func (w *world) last(id, operation string) *reply {
	w.t.Helper()
	a := asking{method: http.MethodGet, path: instancePath(id) + "/last_operation"}
	if operation != "" {
		a.query = url.Values{"operation": {operation}}
	}
	return w.ask(a)
}

func (w *world) bind(id, binding, plan string, more members) *reply {
	w.t.Helper()
	body := members{"service_id": service, "plan_id": plan, "bind_resource": members{"app_guid": "app-1"}}.with(more)
	return w.ask(asking{method: http.MethodPut, path: bindingPath(id, binding), body: body})
}

func (w *world) unbind(id, binding, plan string) *reply {
	w.t.Helper()
	q := deleting(plan)
	q.Del("accepts_incomplete")
	return w.ask(asking{method: http.MethodDelete, path: bindingPath(id, binding), query: q})
}

// is checks an answer.
func (w *world) is(r *reply, status int) *reply {
	w.t.Helper()
	if r.status != status {
		w.t.Fatalf("%d was expected, not %d %s\n%s", status, r.status, r.text, w.log.String())
	}
	return r
}

// asked is an instance whose order awaits approval, and its operation.
func (w *world) asked(plan string) (id, operation string) {
	w.t.Helper()
	id = newID()
	return id, w.is(w.put(id, w.wanted(plan, 2)), http.StatusAccepted).word("operation")
}

// approved is one whose order goes to fulfilment.
func (w *world) approved(plan string) (id, operation string) {
	w.t.Helper()
	id, operation = w.asked(plan)
	w.vote(operation, approval.Approve)
	return id, operation
}

// delivered is one that is in service.
func (w *world) delivered(plan string) string {
	w.t.Helper()
	id, operation := w.approved(plan)
	w.fulfil(operation)
	if plan == byHand {
		w.settle(operation, order.Done)
	}
	if got := w.last(id, operation).word("state"); got != "succeeded" {
		w.t.Fatalf("delivered: %s", got)
	}
	return id
}

// changing is one that is in service, with a change that awaits approval.
func (w *world) changing(plan string) (id, operation string) {
	w.t.Helper()
	id = w.delivered(plan)
	return id, w.is(w.patch(id, change(members{"cpu": 4})), http.StatusAccepted).word("operation")
}

// ending is one that is in service, whose end awaits approval.
func (w *world) ending(plan string) (id, operation string) {
	w.t.Helper()
	id = w.delivered(plan)
	return id, w.is(w.delete(id, plan), http.StatusAccepted).word("operation")
}

// ended is one that was in service.
func (w *world) ended(plan string) (id, operation string) {
	w.t.Helper()
	id, operation = w.ending(plan)
	w.vote(operation, approval.Approve)
	w.fulfil(operation)
	return id, operation
}

// TestLife follows an instance by the eyes of a platform: nothing is there before people
// approve, everything is told, and the end is an order too.
func TestLife(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, operation := w.asked(base)
		r := w.last(id, operation)
		if r.word("state") != "in progress" || r.word("description") == "" || r.header.Get("Retry-After") != "300" {
			t.Fatalf("asked: %s", r.text)
		}
		w.is(w.get(instancePath(id)), http.StatusNotFound)
		w.vote(operation, approval.Approve)
		if r = w.last(id, operation); r.word("state") != "in progress" || r.header.Get("Retry-After") != "60" {
			t.Fatalf("approved: %s", r.text)
		}
		w.fulfil(operation)
		if r = w.last(id, operation); r.word("state") != "succeeded" || r.header.Get("Retry-After") != "" {
			t.Fatalf("delivered: %s", r.text)
		}
		r = w.is(w.get(instancePath(id)), http.StatusOK)
		parameters, _ := r.body["parameters"].(map[string]any)
		if parameters["cpu"] != 2.0 || parameters["engine"] != "pg" || r.word("plan_id") != base || r.word("dashboard_url") != origin+"/commandes/"+operation {
			t.Fatalf("fetched: %s", r.text)
		}
		again := w.wanted(base, 0).with(members{"parameters": parameters})
		w.is(w.put(id, again), http.StatusOK) // what was fetched is what was asked

		grown := w.is(w.patch(id, change(members{"cpu": 4})), http.StatusAccepted).word("operation")
		w.is(w.get(instancePath(id)), http.StatusUnprocessableEntity)
		w.vote(grown, approval.Approve)
		w.fulfil(grown)
		if r = w.last(id, grown); r.word("state") != "succeeded" {
			t.Fatalf("changed: %s", r.text)
		}
		parameters, _ = w.get(instancePath(id)).body["parameters"].(map[string]any)
		if parameters["cpu"] != 4.0 {
			t.Fatalf("changed: %v", parameters)
		}

		end := w.is(w.delete(id, base), http.StatusAccepted).word("operation")
		if r = w.last(id, end); r.word("state") != "in progress" {
			t.Fatalf("ending: %s", r.text)
		}
		w.vote(end, approval.Approve)
		w.fulfil(end)
		w.is(w.last(id, end), http.StatusGone)
		w.is(w.last(id, ""), http.StatusGone)
		w.is(w.last(id, operation), http.StatusOK)
		w.is(w.delete(id, base), http.StatusGone)
		w.is(w.get(instancePath(id)), http.StatusNotFound)
	})
}

// sameJSON compares what was read of JSON.
func sameJSON(a, b any) bool { return reflect.DeepEqual(a, b) }

// redecided reopens the decision of the need, which is then no ground to order anything.
func (w *world) redecided() {
	w.t.Helper()
	ctx := w.t.Context()
	n, err := w.records.Need(ctx, w.team1, w.need.ID)
	w.ok(err)
	document := append(bytes.Clone(n.Document), []byte("\n# revised\n")...)
	_, err = w.records.UpdateNeed(ctx, w.team1, n.ID, n.Version, record.NewNeed{Organisation: n.Organisation, Document: document})
	w.ok(err)
}

// decideAgain takes the decision of what the need has become.
func (w *world) decideAgain() {
	w.t.Helper()
	_, err := w.records.Decide(w.t.Context(), w.team1, w.need.ID)
	w.ok(err)
}
