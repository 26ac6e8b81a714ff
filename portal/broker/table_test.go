package broker_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
)

// row is a line of a table of answers of the specification, v2.17.
type row struct {
	section   string // of spec.md
	situation string
	do        func(w *world) *reply
	status    int
	code      string         // the word of "error"
	body      map[string]any // members of the answer; a nil value is a member that must not be there
	says      string         // in the description
}

// absent are the members that an answer must not have.
func absent(names ...string) map[string]any {
	out := map[string]any{}
	for _, n := range names {
		out[n] = nil
	}
	return out
}

// TestTable holds each line of the specification's tables of status codes.
func TestTable(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, rows := range [][]row{headerRows, catalogRows, provisionRows, pollRows, fetchRows, updateRows, deprovisionRows, bindRows, bindingRows, unbindRows} {
			for _, x := range rows {
				t.Run(x.section+"/"+x.situation, func(t *testing.T) {
					w.t = t
					x.check(t, x.do(w))
				})
			}
		}
	})
}

func (x *row) check(t *testing.T, r *reply) {
	t.Helper()
	if r.status != x.status || r.word("error") != x.code {
		t.Fatalf("%d %q was expected, not %d: %s", x.status, x.code, r.status, r.text)
	}
	if r.status != http.StatusNotModified && r.header.Get("Content-Type") != "application/json" {
		t.Errorf("Content-Type: %q", r.header.Get("Content-Type"))
	}
	for name, want := range x.body {
		got, there := r.body[name]
		if want == nil && there || want != nil && got != want {
			t.Errorf("%s: %v was expected, not %v in %s", name, want, got, r.text)
		}
	}
	refused := r.status >= http.StatusBadRequest && r.status != http.StatusGone
	if refused && r.word("description") == "" || !strings.Contains(r.word("description"), x.says) {
		t.Errorf("the description says %q, not %q", r.word("description"), x.says)
	}
	for _, name := range []string{"instance_usable", "update_repeatable"} { // § Service Broker Errors: of updates and ends alone
		if _, there := r.body[name]; there && !strings.HasPrefix(x.section, "Updating") && !strings.HasPrefix(x.section, "Polling") {
			t.Errorf("%s is not for this operation: %s", name, r.text)
		}
	}
}

// headers asks for the catalogue with other headers.
func headers(pairs ...string) func(w *world) *reply {
	header := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		header[pairs[i]] = pairs[i+1]
	}
	return func(w *world) *reply {
		return w.ask(asking{method: http.MethodGet, path: "/v2/catalog", header: header})
	}
}

var headerRows = []row{
	{section: "Headers", situation: "no API version", do: headers("X-Broker-API-Version", ""), status: 400, says: "2.17"},
	{section: "Headers", situation: "another major version", do: headers("X-Broker-API-Version", "3.0"), status: 412, says: "2.17"},
	{section: "Headers", situation: "not a version", do: headers("X-Broker-API-Version", "2.x"), status: 412},
	{section: "Headers", situation: "an older minor version", do: headers("X-Broker-API-Version", "2.13"), status: 200},
	{section: "Headers", situation: "a newer minor version", do: headers("X-Broker-API-Version", "2.99"), status: 200},
	{section: "Headers", situation: "an originating identity", do: headers("X-Broker-API-Originating-Identity", "cloudfoundry eyJ1c2VyX2lkIjogIjY4M2VhNzQ4In0="), status: 200},
	{section: "Headers", situation: "an originating identity that is not base64", do: headers("X-Broker-API-Originating-Identity", "cloudfoundry !!!"), status: 400},
	{section: "Headers", situation: "an originating identity that is not an object", do: headers("X-Broker-API-Originating-Identity", "cloudfoundry NDI="), status: 400},
	{section: "Authentication", situation: "nobody", do: headers("Authorization", ""), status: 401},
	{section: "Authentication", situation: "a token that is none", do: headers("Authorization", "Basic dTpw"), status: 401},
	{section: "Authentication", situation: "another scheme", do: func(w *world) *reply {
		return headers("Authorization", "Bearer "+w.token)(w)
	}, status: 401},
	{section: "Authentication", situation: "a cookie", do: headers("Authorization", "", "Cookie", "havre=x"), status: 401},
	{section: "Addresses", situation: "none of the specification", do: func(w *world) *reply { return w.get("/v2/services") }, status: 404},
	{section: "Addresses", situation: "another method", do: func(w *world) *reply {
		r := w.ask(asking{method: http.MethodPost, path: instancePath("x")})
		if r.header.Get("Allow") != "DELETE, GET, PATCH, PUT" {
			w.t.Errorf("Allow: %q", r.header.Get("Allow"))
		}
		return r
	}, status: 405},
	{section: "Addresses", situation: "an identifier that nobody can write", do: func(w *world) *reply { return w.put("a\x00b", w.wanted(base, 2)) }, status: 400},
	{section: "Addresses", situation: "an identifier with no end", do: func(w *world) *reply { return w.put(strings.Repeat("x", 300), w.wanted(base, 2)) }, status: 400},
	{section: "Addresses", situation: "an identifier that is escaped", do: func(w *world) *reply { return w.put("a/b c+é"+newID(), w.wanted(base, 2)) }, status: 202},
}

var catalogRows = []row{
	{section: "Catalog Management", situation: "200 OK", do: headers(), status: 200},
	{section: "Catalog Management", situation: "what the platform has", do: func(w *world) *reply {
		tag := headers()(w).header.Get("ETag")
		return headers("If-None-Match", tag)(w)
	}, status: 304},
}

// putting orders an instance of the bindable plan with another body.
func putting(more members) func(w *world) *reply {
	return func(w *world) *reply { return w.put(newID(), w.wanted(base, 2).with(more)) }
}

// saying orders one with other parameters of ours.
func saying(more members) func(w *world) *reply {
	return func(w *world) *reply {
		mine := members{"need": w.need.ID, "environment": "acceptance", "estimate": "1200", "estimateNote": "convention 2026"}.with(more)
		return w.put(newID(), w.wanted(base, 2).with(members{"parameters": members{"cpu": 2, "havre": mine}}))
	}
}

// bare sends bytes as they are.
func bare(body string) func(w *world) *reply {
	return func(w *world) *reply { return w.put(newID(), []byte(body)) }
}

// synchronous orders without accepts_incomplete, or with another value.
func synchronous(value string) func(w *world) *reply {
	return func(w *world) *reply {
		return w.ask(asking{method: http.MethodPut, path: instancePath(newID()), body: w.wanted(base, 2), query: url.Values{"accepts_incomplete": {value}}})
	}
}

var provisionRows = []row{
	{section: "Provisioning", situation: "200 OK: it exists, fully provisioned, identical", do: func(w *world) *reply {
		return w.put(w.delivered(base), w.wanted(base, 2))
	}, status: 200, body: absent("operation")},
	{section: "Provisioning", situation: "200 OK: identical to what it has become", do: func(w *world) *reply {
		id, operation := w.changing(base)
		w.vote(operation, approval.Approve)
		w.fulfil(operation)
		parameters := members{"cpu": 4, "havre": members{"need": w.need.Name, "environment": "acceptance", "estimate": 2400, "estimateNote": "devis"}}
		return w.put(id, w.wanted(base, 4).with(members{"parameters": parameters}))
	}, status: 200},
	{section: "Provisioning", situation: "202 Accepted", do: putting(nil), status: 202},
	{section: "Provisioning", situation: "202 Accepted: asked again, the same operation", do: func(w *world) *reply {
		id, operation := w.asked(base)
		r := w.put(id, w.wanted(base, 2))
		if r.word("operation") != operation {
			w.t.Errorf("operation %q, not %q", r.word("operation"), operation)
		}
		return r
	}, status: 202},
	{section: "Provisioning", situation: "202 Accepted: asked again while it is made", do: func(w *world) *reply {
		id, operation := w.approved(byHand)
		w.fulfil(operation)
		w.take(operation)
		return w.put(id, w.wanted(byHand, 2))
	}, status: 202},
	{section: "Provisioning", situation: "202 Accepted: fields that nobody knows are ignored", do: putting(members{"x-vendor": members{"a": 1}}), status: 202},
	{section: "Provisioning", situation: "202 Accepted: the context says the rest", do: func(w *world) *reply {
		mine := members{"need": w.need.Name, "environment": "acceptance", "estimate": "1200,00 €", "estimateNote": "convention"}
		return w.put(newID(), w.wanted(base, 2).with(members{"parameters": members{"cpu": 2}, "context": members{"platform": "cloudfoundry", "havre": mine, "instance_name": "Base de paie"}}))
	}, status: 202},
	{section: "Provisioning", situation: "202 Accepted: an identifier that was given up", do: func(w *world) *reply {
		id, operation := w.asked(base)
		w.vote(operation, approval.Reject)
		r := w.put(id, w.wanted(base, 3))
		if got := w.last(id, r.word("operation")).word("state"); got != "in progress" || r.word("operation") == operation {
			w.t.Errorf("asked anew: %s", got)
		}
		return r
	}, status: 202},
	{section: "Provisioning", situation: "400 Bad Request: not JSON", do: bare("{"), status: 400},
	{section: "Provisioning", situation: "400 Bad Request: not an object", do: bare("[]"), status: 400},
	{section: "Provisioning", situation: "400 Bad Request: null", do: bare("null"), status: 400},
	{section: "Provisioning", situation: "400 Bad Request: two values", do: bare("{} {}"), status: 400},
	{section: "Provisioning", situation: "400 Bad Request: nothing", do: bare(""), status: 400},
	{section: "Provisioning", situation: "400 Bad Request: another type of content", do: func(w *world) *reply {
		return w.ask(asking{method: http.MethodPut, path: instancePath(newID()), body: w.wanted(base, 2), query: incomplete(), header: map[string]string{"Content-Type": "text/plain"}})
	}, status: 400},
	{section: "Provisioning", situation: "202 Accepted: no type of content", do: func(w *world) *reply {
		return w.ask(asking{method: http.MethodPut, path: instancePath(newID()), body: w.wanted(base, 2), query: incomplete(), header: map[string]string{"Content-Type": ""}})
	}, status: 202},
	{section: "Provisioning", situation: "413: too long", do: bare(`{"service_id": "` + strings.Repeat("x", 300<<10) + `"}`), status: 413},
	{section: "Provisioning", situation: "400 Bad Request: service_id is missing", do: putting(members{"service_id": nil}), status: 400, says: "service_id"},
	{section: "Provisioning", situation: "400 Bad Request: plan_id is missing", do: putting(members{"plan_id": nil}), status: 400, says: "plan_id"},
	{section: "Provisioning", situation: "400 Bad Request: organization_guid is missing", do: putting(members{"organization_guid": nil}), status: 400, says: "organization_guid"},
	{section: "Provisioning", situation: "400 Bad Request: space_guid is empty", do: putting(members{"space_guid": ""}), status: 400, says: "space_guid"},
	{section: "Provisioning", situation: "400 Bad Request: service_id is a number", do: putting(members{"service_id": 1}), status: 400, says: "service_id"},
	{section: "Provisioning", situation: "400 Bad Request: parameters is a list", do: putting(members{"parameters": []int{1}}), status: 400, says: "parameters"},
	{section: "Provisioning", situation: "400 Bad Request: context is a text", do: putting(members{"context": "cloudfoundry"}), status: 400, says: "context"},
	{section: "Provisioning", situation: "400 Bad Request: the service is not in the catalogue", do: putting(members{"service_id": "mars", "plan_id": "mars.base"}), status: 400, says: "mars"},
	{section: "Provisioning", situation: "400 Bad Request: the plan is not in the catalogue", do: putting(members{"plan_id": "rosny.bass"}), status: 400, says: "base"},
	{section: "Provisioning", situation: "400 Bad Request: the plan is of another service", do: putting(members{"plan_id": "nubo.vm"}), status: 400, says: "plan_id"},
	{section: "Provisioning", situation: "400 Bad Request: a parameter out of bounds", do: func(w *world) *reply { return w.put(newID(), w.wanted(base, 65)) }, status: 400, says: "parameters.cpu"},
	{section: "Provisioning", situation: "400 Bad Request: a parameter that the plan has not", do: putting(members{"parameters": members{"cpus": 2}}), status: 400},
	{section: "Provisioning", situation: "400 Bad Request: no need", do: saying(members{"need": nil}), status: 400, says: "parameters.havre.need"},
	{section: "Provisioning", situation: "400 Bad Request: a need that nobody has", do: saying(members{"need": "paie-future"}), status: 400, says: "parameters.havre.need"},
	{section: "Provisioning", situation: "400 Bad Request: no environment", do: saying(members{"environment": nil}), status: 400, says: "parameters.havre.environment"},
	{section: "Provisioning", situation: "400 Bad Request: no estimate where no price is known", do: saying(members{"estimate": nil, "estimateNote": nil}), status: 400, says: "parameters.havre.estimate"},
	{section: "Provisioning", situation: "400 Bad Request: an estimate that is no amount", do: saying(members{"estimate": "cher"}), status: 400, says: "1234.50"},
	{section: "Provisioning", situation: "400 Bad Request: an estimate of another kind", do: saying(members{"estimate": []int{1}}), status: 400, says: "parameters.havre.estimate"},
	{section: "Provisioning", situation: "400 Bad Request: an end that is no date", do: saying(members{"until": "demain"}), status: 400, says: "2027-12-31"},
	{section: "Provisioning", situation: "400 Bad Request: an end that has passed", do: saying(members{"until": "2020-01-01"}), status: 400, says: "parameters.havre.until"},
	{section: "Provisioning", situation: "400 Bad Request: a misspelt member of ours", do: saying(members{"untill": "2027-12-31"}), status: 400, says: "until"},
	{section: "Provisioning", situation: "400 Bad Request: what is ours is not an object", do: putting(members{"parameters": members{"havre": 3}}), status: 400},
	{section: "Provisioning", situation: "400 Bad Request: an agreement that is not open", do: saying(members{"framework": "ugap"}), status: 400, says: "parameters.havre.framework"},
	{section: "Provisioning", situation: "400 Bad Request: accepts_incomplete is neither true nor false", do: synchronous("maybe"), status: 400},
	{section: "Provisioning", situation: "403: a token that only reads", do: func(w *world) *reply {
		return w.ask(asking{method: http.MethodPut, path: instancePath(newID()), body: w.wanted(base, 2), query: incomplete(), token: w.reading})
	}, status: 403, says: "orders"},
	{section: "Provisioning", situation: "400 Bad Request: the need of another ministry is none", do: func(w *world) *reply {
		return w.ask(asking{method: http.MethodPut, path: instancePath(newID()), body: w.wanted(base, 2), query: incomplete(), token: w.foreign})
	}, status: 400, says: "parameters.havre.need"},
	{section: "Provisioning", situation: "409 Conflict: other parameters, while it is ordered", do: func(w *world) *reply {
		id, _ := w.asked(base)
		return w.put(id, w.wanted(base, 3))
	}, status: 409},
	{section: "Provisioning", situation: "409 Conflict: another plan, once it is there", do: func(w *world) *reply {
		return w.put(w.delivered(base), w.wanted(closed, 2))
	}, status: 409},
	{section: "Provisioning", situation: "409 Conflict: it is somebody else's", do: func(w *world) *reply {
		id, _ := w.asked(base)
		return w.ask(asking{method: http.MethodPut, path: instancePath(id), body: w.wanted(base, 2), query: incomplete(), token: w.foreign})
	}, status: 409},
	{section: "Provisioning", situation: "422 AsyncRequired: not said", do: synchronous(""), status: 422, code: "AsyncRequired"},
	{section: "Provisioning", situation: "422 AsyncRequired: false", do: synchronous("false"), status: 422, code: "AsyncRequired"},
	{section: "Provisioning", situation: "422 MaintenanceInfoConflict", do: putting(members{"maintenance_info": members{"version": "2.1.1"}}), status: 422, code: "MaintenanceInfoConflict"},
	{section: "Provisioning", situation: "422 ConcurrencyError: it is being ended", do: func(w *world) *reply {
		id, _ := w.ending(base)
		return w.put(id, w.wanted(base, 2))
	}, status: 422, code: "ConcurrencyError"},
	{section: "Provisioning", situation: "422: the decision does not allow it, and the rule is named", do: func(w *world) *reply {
		mine := members{"need": w.need.ID, "environment": "acceptance"}
		return w.put(newID(), w.wanted(base, 1).with(members{"service_id": "cloud-pi-native", "plan_id": "cloud-pi-native.shared", "parameters": members{"cpu": 1, "memory": 1, "storage": 10, "havre": mine}}))
	}, status: 422, says: "La décision en vigueur ne permet pas cette commande. plan_id"},
	{section: "Provisioning", situation: "422: a quota is not enough, and is named", do: saying(members{"environment": "production"}), status: 422, says: "quota"},
}

var pollRows = []row{
	{section: "Polling Last Operation for Service Instances", situation: "200 OK: in progress", do: func(w *world) *reply {
		return w.last(w.asked(base))
	}, status: 200, body: map[string]any{"state": "in progress", "instance_usable": nil, "update_repeatable": nil}, says: "en validation"},
	{section: "Polling Last Operation for Service Instances", situation: "200 OK: in progress, no operation named", do: func(w *world) *reply {
		id, _ := w.asked(base)
		return w.last(id, "")
	}, status: 200, body: map[string]any{"state": "in progress"}},
	{section: "Polling Last Operation for Service Instances", situation: "200 OK: held, in words", do: func(w *world) *reply {
		id, operation := w.approved(byHand)
		_, err := w.orders.Hold(w.t.Context(), w.buyer, operation, 0, "le devis est périmé")
		w.ok(err)
		return w.last(id, operation)
	}, status: 200, body: map[string]any{"state": "in progress"}, says: "le devis est périmé"},
	{section: "Polling Last Operation for Service Instances", situation: "200 OK: succeeded", do: func(w *world) *reply {
		return w.last(w.delivered(base), "")
	}, status: 200, body: map[string]any{"state": "succeeded"}},
	{section: "Polling Last Operation for Service Instances", situation: "200 OK: delivered in part", do: func(w *world) *reply {
		id, operation := w.approved(byHand)
		w.fulfil(operation)
		w.settle(operation, order.PartlyDone)
		return w.last(id, operation)
	}, status: 200, body: map[string]any{"state": "succeeded"}, says: "plus de place"},
	{section: "Polling Last Operation for Service Instances", situation: "200 OK: failed, rejected", do: func(w *world) *reply {
		id, operation := w.asked(base)
		w.vote(operation, approval.Reject)
		return w.last(id, operation)
	}, status: 200, body: map[string]any{"state": "failed", "instance_usable": nil, "update_repeatable": nil}, says: "Refusée"},
	{section: "Polling Last Operation for Service Instances", situation: "200 OK: failed, impossible", do: func(w *world) *reply {
		id, operation := w.approved(byHand)
		w.fulfil(operation)
		w.settle(operation, order.Impossible)
		return w.last(id, operation)
	}, status: 200, body: map[string]any{"state": "failed", "instance_usable": nil}, says: "plus de place"},
	{section: "Polling Last Operation for Service Instances", situation: "200 OK: an update that was refused may be tried again", do: func(w *world) *reply {
		id, operation := w.changing(base)
		w.vote(operation, approval.Reject)
		return w.last(id, operation)
	}, status: 200, body: map[string]any{"state": "failed", "instance_usable": true, "update_repeatable": true}},
	{section: "Polling Last Operation for Service Instances", situation: "200 OK: an update that is impossible may not", do: func(w *world) *reply {
		id := w.delivered(byHand)
		operation := w.is(w.patch(id, change(members{"cpu": 4})), http.StatusAccepted).word("operation")
		w.vote(operation, approval.Approve)
		w.fulfil(operation)
		w.settle(operation, order.Impossible)
		return w.last(id, operation)
	}, status: 200, body: map[string]any{"state": "failed", "instance_usable": true, "update_repeatable": false}},
	{section: "Polling Last Operation for Service Instances", situation: "200 OK: an end that was refused leaves it usable", do: func(w *world) *reply {
		id, operation := w.ending(base)
		w.vote(operation, approval.Reject)
		return w.last(id, operation)
	}, status: 200, body: map[string]any{"state": "failed", "instance_usable": true, "update_repeatable": nil}},
	{section: "Polling Last Operation for Service Instances", situation: "200 OK: the words of the reader", do: func(w *world) *reply {
		id, _ := w.asked(base)
		return w.ask(asking{method: http.MethodGet, path: instancePath(id) + "/last_operation", header: map[string]string{"Accept-Language": "en-GB"}})
	}, status: 200, says: "awaits approval"},
	{section: "Polling Last Operation for Service Instances", situation: "400 Bad Request: an empty operation", do: func(w *world) *reply {
		id, _ := w.asked(base)
		return w.ask(asking{method: http.MethodGet, path: instancePath(id) + "/last_operation", query: url.Values{"operation": {""}}})
	}, status: 400},
	{section: "Polling Last Operation for Service Instances", situation: "400 Bad Request: an operation of another instance", do: func(w *world) *reply {
		id, _ := w.asked(base)
		_, other := w.asked(base)
		return w.last(id, other)
	}, status: 400, says: "operation"},
	{section: "Polling Last Operation for Service Instances", situation: "404 Not Found", do: func(w *world) *reply { return w.last(newID(), "") }, status: 404},
	{section: "Polling Last Operation for Service Instances", situation: "404 Not Found: hidden", do: func(w *world) *reply {
		id, _ := w.asked(base)
		return w.ask(asking{method: http.MethodGet, path: instancePath(id) + "/last_operation", token: w.foreign})
	}, status: 404},
	{section: "Polling Last Operation for Service Instances", situation: "410 Gone", do: func(w *world) *reply {
		return w.last(w.ended(base))
	}, status: 410},
	{section: "Polling Last Operation for Service Instances", situation: "200 OK: what was provisioned before it was ended", do: func(w *world) *reply {
		id, operation := w.approved(base)
		w.fulfil(operation)
		end := w.delete(id, base).word("operation")
		w.vote(end, approval.Approve)
		w.fulfil(end)
		return w.last(id, operation)
	}, status: 200, body: map[string]any{"state": "succeeded"}},
}

var fetchRows = []row{
	{section: "Fetching a Service Instance", situation: "200 OK", do: func(w *world) *reply {
		return w.get(instancePath(w.delivered(base)) + "?service_id=rosny&plan_id=rosny.base")
	}, status: 200, body: map[string]any{"service_id": service, "plan_id": base}},
	{section: "Fetching a Service Instance", situation: "404 Not Found: it does not exist", do: func(w *world) *reply { return w.get(instancePath(newID())) }, status: 404},
	{section: "Fetching a Service Instance", situation: "404 Not Found: still provisioning", do: func(w *world) *reply {
		id, _ := w.approved(byHand)
		return w.get(instancePath(id))
	}, status: 404},
	{section: "Fetching a Service Instance", situation: "404 Not Found: it was ended", do: func(w *world) *reply {
		id, _ := w.ended(base)
		return w.get(instancePath(id))
	}, status: 404},
	{section: "Fetching a Service Instance", situation: "422 ConcurrencyError: being updated", do: func(w *world) *reply {
		id, _ := w.changing(base)
		return w.get(instancePath(id))
	}, status: 422, code: "ConcurrencyError"},
	{section: "Fetching a Service Instance", situation: "400 Bad Request: an empty hint", do: func(w *world) *reply { return w.get(instancePath(newID()) + "?plan_id=") }, status: 400},
}

// patching changes an instance in service with a body.
func patching(body members) func(w *world) *reply {
	return func(w *world) *reply { return w.patch(w.delivered(base), body) }
}

var updateRows = []row{
	{section: "Updating a Service Instance", situation: "200 OK: nothing to change", do: patching(members{"service_id": service}), status: 200},
	{section: "Updating a Service Instance", situation: "200 OK: what it already has", do: patching(members{"service_id": service, "plan_id": base, "parameters": members{"cpu": 2}}), status: 200},
	{section: "Updating a Service Instance", situation: "200 OK: the context alone", do: patching(members{"service_id": service, "context": members{"platform": "cloudfoundry", "havre": members{"need": "another"}}}), status: 200},
	{section: "Updating a Service Instance", situation: "202 Accepted", do: patching(change(members{"cpu": 4})), status: 202},
	{section: "Updating a Service Instance", situation: "202 Accepted: an end date", do: patching(members{"service_id": service, "parameters": members{"havre": members{"until": "2027-06-30", "estimate": 700, "estimateNote": "au prorata"}}}), status: 202},
	{section: "Updating a Service Instance", situation: "202 Accepted: asked again, the same operation", do: func(w *world) *reply {
		id, operation := w.changing(base)
		r := w.patch(id, change(members{"cpu": 4}))
		if r.word("operation") != operation {
			w.t.Errorf("operation %q, not %q", r.word("operation"), operation)
		}
		return r
	}, status: 202},
	{section: "Updating a Service Instance", situation: "400 Bad Request: not JSON", do: func(w *world) *reply { return w.patch(w.delivered(base), []byte("{")) }, status: 400},
	{section: "Updating a Service Instance", situation: "400 Bad Request: service_id is missing", do: patching(members{"parameters": members{"cpu": 4}}), status: 400, says: "service_id"},
	{section: "Updating a Service Instance", situation: "400 Bad Request: the service of another", do: patching(members{"service_id": "nubo"}), status: 400},
	{section: "Updating a Service Instance", situation: "400 Bad Request: out of bounds", do: patching(change(members{"cpu": 65})), status: 400, says: "parameters.cpu"},
	{section: "Updating a Service Instance", situation: "404: it does not exist", do: func(w *world) *reply { return w.patch(newID(), members{"service_id": service}) }, status: 404},
	{section: "Updating a Service Instance", situation: "404: it was ended", do: func(w *world) *reply {
		id, _ := w.ended(base)
		return w.patch(id, change(members{"cpu": 4}))
	}, status: 404},
	{section: "Updating a Service Instance", situation: "403: a token that only reads", do: func(w *world) *reply {
		return w.ask(asking{method: http.MethodPatch, path: instancePath(w.delivered(base)), query: incomplete(), body: change(members{"cpu": 4}), token: w.reading})
	}, status: 403},
	{section: "Updating a Service Instance", situation: "422: another plan", do: patching(members{"service_id": service, "plan_id": closed}), status: 422, body: map[string]any{"instance_usable": true, "update_repeatable": false}},
	{section: "Updating a Service Instance", situation: "422: a parameter that does not change", do: patching(change(members{"engine": "my"})), status: 422, body: map[string]any{"update_repeatable": false}, says: "parameters.engine"},
	{section: "Updating a Service Instance", situation: "422: a parameter that is locked", do: patching(change(members{"backup": false})), status: 422, body: map[string]any{"update_repeatable": false}, says: "parameters.backup"},
	{section: "Updating a Service Instance", situation: "422: another environment", do: patching(members{"service_id": service, "parameters": members{"havre": members{"environment": "production"}}}), status: 422, body: map[string]any{"update_repeatable": false}},
	{section: "Updating a Service Instance", situation: "422 AsyncRequired", do: func(w *world) *reply {
		return w.ask(asking{method: http.MethodPatch, path: instancePath(newID()), body: change(members{"cpu": 4})})
	}, status: 422, code: "AsyncRequired"},
	{section: "Updating a Service Instance", situation: "422 MaintenanceInfoConflict", do: patching(members{"service_id": service, "maintenance_info": members{"version": "1.0.0"}}), status: 422, code: "MaintenanceInfoConflict"},
	{section: "Updating a Service Instance", situation: "422 ConcurrencyError: another change is under way", do: func(w *world) *reply {
		id, _ := w.changing(base)
		return w.patch(id, change(members{"cpu": 8}))
	}, status: 422, code: "ConcurrencyError"},
	{section: "Updating a Service Instance", situation: "422 ConcurrencyError: still provisioning", do: func(w *world) *reply {
		id, _ := w.asked(base)
		return w.patch(id, change(members{"cpu": 4}))
	}, status: 422, code: "ConcurrencyError"},
}

var deprovisionRows = []row{
	{section: "Deprovisioning", situation: "200 OK: nobody had begun", do: func(w *world) *reply {
		id, operation := w.asked(base)
		r := w.delete(id, base)
		if got := w.last(id, operation).word("state"); got != "failed" { // § Deprovisioning: of the provision request
			w.t.Errorf("the provision request: %s", got)
		}
		return r
	}, status: 200},
	{section: "Deprovisioning", situation: "202 Accepted", do: func(w *world) *reply { return w.delete(w.delivered(base), base) }, status: 202},
	{section: "Deprovisioning", situation: "202 Accepted: asked again, the same operation", do: func(w *world) *reply {
		id, operation := w.ending(base)
		r := w.delete(id, base)
		if r.word("operation") != operation {
			w.t.Errorf("operation %q, not %q", r.word("operation"), operation)
		}
		return r
	}, status: 202},
	{section: "Deprovisioning", situation: "202 Accepted: the decision was reopened", do: func(w *world) *reply {
		id := w.delivered(base)
		w.redecided()
		r := w.delete(id, base)
		w.decideAgain()
		return r
	}, status: 202},
	{section: "Deprovisioning", situation: "400 Bad Request: service_id is missing", do: func(w *world) *reply {
		return w.ask(asking{method: http.MethodDelete, path: instancePath(newID()), query: url.Values{"plan_id": {base}, "accepts_incomplete": {"true"}}})
	}, status: 400, says: "service_id"},
	{section: "Deprovisioning", situation: "400 Bad Request: plan_id is missing", do: func(w *world) *reply {
		return w.ask(asking{method: http.MethodDelete, path: instancePath(newID()), query: url.Values{"service_id": {service}, "accepts_incomplete": {"true"}}})
	}, status: 400, says: "plan_id"},
	{section: "Deprovisioning", situation: "400 Bad Request: the plan of another", do: func(w *world) *reply { return w.delete(w.delivered(base), closed) }, status: 400, says: "rosny/base"},
	{section: "Deprovisioning", situation: "403: hidden, and not gone", do: func(w *world) *reply {
		id, _ := w.asked(base)
		return w.ask(asking{method: http.MethodDelete, path: instancePath(id), query: deleting(base), token: w.foreign})
	}, status: 403},
	{section: "Deprovisioning", situation: "410 Gone: it never existed", do: func(w *world) *reply { return w.delete(newID(), base) }, status: 410},
	{section: "Deprovisioning", situation: "410 Gone: it was ended", do: func(w *world) *reply {
		id, _ := w.ended(base)
		return w.delete(id, base)
	}, status: 410},
	{section: "Deprovisioning", situation: "422 AsyncRequired", do: func(w *world) *reply {
		q := deleting(base)
		q.Del("accepts_incomplete")
		return w.ask(asking{method: http.MethodDelete, path: instancePath(w.delivered(base)), query: q})
	}, status: 422, code: "AsyncRequired"},
	{section: "Deprovisioning", situation: "422 ConcurrencyError: it is being changed", do: func(w *world) *reply {
		id, _ := w.changing(base)
		return w.delete(id, base)
	}, status: 422, code: "ConcurrencyError"},
	{section: "Deprovisioning", situation: "422 ConcurrencyError: an operator has begun", do: func(w *world) *reply {
		id, operation := w.approved(byHand)
		w.fulfil(operation)
		w.take(operation)
		return w.delete(id, byHand)
	}, status: 422, code: "ConcurrencyError"},
}

// tied is an instance in service with a binding.
func (w *world) tied() (id, binding string) {
	w.t.Helper()
	id, binding = w.delivered(base), newID()
	w.is(w.bind(id, binding, base, nil), http.StatusCreated)
	return id, binding
}

// broken does something while the platform does not answer.
func (w *world) broken(do func() *reply) *reply {
	w.t.Helper()
	w.platform.breaks(errDown)
	defer w.platform.breaks(nil)
	return do()
}

// busy does something while a binding is being made.
func (w *world) busy(id, binding string, do func() *reply) *reply {
	w.t.Helper()
	release := w.platform.waits()
	done := make(chan *reply)
	go func() { done <- w.bind(id, binding, base, nil) }()
	<-w.platform.entered
	out := do()
	release()
	w.is(<-done, http.StatusCreated)
	return out
}

// binding does something with an instance in service and a binding that it has not.
func binding(do func(w *world, id, binding string) *reply) func(w *world) *reply {
	return func(w *world) *reply { return do(w, w.delivered(base), newID()) }
}

// tie does something with an instance in service and a binding of it.
func tie(do func(w *world, id, binding string) *reply) func(w *world) *reply {
	return func(w *world) *reply {
		id, binding := w.tied()
		return do(w, id, binding)
	}
}

var bindRows = []row{
	{section: "Binding", situation: "201 Created", do: binding(func(w *world, id, b string) *reply { return w.bind(id, b, base, nil) }), status: 201},
	{section: "Binding", situation: "201 Created: asynchronous platforms too", do: binding(func(w *world, id, b string) *reply {
		return w.ask(asking{method: http.MethodPut, path: bindingPath(id, b), query: incomplete(), body: members{"service_id": service, "plan_id": base, "app_guid": "app-1", "x": 1}})
	}), status: 201},
	{section: "Binding", situation: "201 Created: after the platform did not answer", do: binding(func(w *world, id, b string) *reply {
		w.is(w.broken(func() *reply { return w.bind(id, b, base, nil) }), http.StatusServiceUnavailable)
		return w.bind(id, b, base, nil)
	}), status: 201},
	{section: "Binding", situation: "200 OK: identical", do: tie(func(w *world, id, b string) *reply {
		first := w.get(bindingPath(id, b)).body["credentials"]
		r := w.bind(id, b, base, nil)
		if !sameJSON(first, r.body["credentials"]) {
			w.t.Errorf("other credentials: %v, then %v", first, r.body["credentials"])
		}
		return r
	}), status: 200},
	{section: "Binding", situation: "400 Bad Request: not JSON", do: func(w *world) *reply {
		return w.ask(asking{method: http.MethodPut, path: bindingPath("i", "b"), body: []byte("{")})
	}, status: 400},
	{section: "Binding", situation: "400 Bad Request: service_id is missing", do: binding(func(w *world, id, b string) *reply { return w.bind(id, b, base, members{"service_id": nil}) }), status: 400},
	{section: "Binding", situation: "400 Bad Request: plan_id is missing", do: binding(func(w *world, id, b string) *reply { return w.bind(id, b, base, members{"plan_id": nil}) }), status: 400},
	{section: "Binding", situation: "400 Bad Request: the plan of another", do: binding(func(w *world, id, b string) *reply { return w.bind(id, b, closed, nil) }), status: 400, says: "plan_id"},
	{section: "Binding", situation: "400 Bad Request: the plan is not bindable", do: func(w *world) *reply { return w.bind(w.delivered(closed), newID(), closed, nil) }, status: 400, says: "rosny/closed"},
	{section: "Binding", situation: "400 Bad Request: the platform does not take these parameters", do: binding(func(w *world, id, b string) *reply {
		return w.bind(id, b, base, members{"parameters": members{"role": "root"}})
	}), status: 400, says: "un rôle ordinaire"},
	{section: "Binding", situation: "400 Bad Request: rotation is not supported", do: tie(func(w *world, id, b string) *reply {
		return w.ask(asking{method: http.MethodPut, path: bindingPath(id, newID()), body: members{"predecessor_binding_id": b}})
	}), status: 400, says: "binding_rotatable"},
	{section: "Binding", situation: "403: a token that only reads", do: binding(func(w *world, id, b string) *reply {
		return w.ask(asking{method: http.MethodPut, path: bindingPath(id, b), body: members{"service_id": service, "plan_id": base}, token: w.reading})
	}), status: 403},
	{section: "Binding", situation: "404: no such instance", do: func(w *world) *reply { return w.bind(newID(), newID(), base, nil) }, status: 404},
	{section: "Binding", situation: "409 Conflict: other parameters", do: tie(func(w *world, id, b string) *reply {
		return w.bind(id, b, base, members{"parameters": members{"role": "reader"}})
	}), status: 409},
	{section: "Binding", situation: "409 Conflict: another application", do: tie(func(w *world, id, b string) *reply {
		return w.bind(id, b, base, members{"bind_resource": members{"app_guid": "app-2"}})
	}), status: 409},
	{section: "Binding", situation: "422 ConcurrencyError: it is being made", do: binding(func(w *world, id, b string) *reply {
		return w.busy(id, b, func() *reply { return w.bind(id, b, base, nil) })
	}), status: 422, code: "ConcurrencyError"},
	{section: "Binding", situation: "422 ConcurrencyError: the instance is being provisioned", do: func(w *world) *reply {
		id, _ := w.asked(base)
		return w.bind(id, newID(), base, nil)
	}, status: 422, code: "ConcurrencyError"},
	{section: "Binding", situation: "422 ConcurrencyError: the instance is being ended", do: func(w *world) *reply {
		id, _ := w.ending(base)
		return w.bind(id, newID(), base, nil)
	}, status: 422, code: "ConcurrencyError"},
	{section: "Binding", situation: "201 Created: a change that awaits approval hinders nobody", do: func(w *world) *reply {
		id, _ := w.changing(base)
		return w.bind(id, newID(), base, nil)
	}, status: 201},
	{section: "Binding", situation: "503: the platform does not answer", do: binding(func(w *world, id, b string) *reply {
		r := w.broken(func() *reply { return w.bind(id, b, base, nil) })
		if strings.Contains(r.text, "10.0.0.7") {
			w.t.Errorf("the platform's own words are told: %s", r.text)
		}
		return r
	}), status: 503},
}

var bindingRows = []row{
	{section: "Fetching a Service Binding", situation: "200 OK", do: tie(func(w *world, id, b string) *reply {
		return w.get(bindingPath(id, b) + "?service_id=rosny&plan_id=rosny.base")
	}), status: 200},
	{section: "Fetching a Service Binding", situation: "404 Not Found: it does not exist", do: binding(func(w *world, id, b string) *reply { return w.get(bindingPath(id, b)) }), status: 404},
	{section: "Fetching a Service Binding", situation: "404 Not Found: no such instance", do: func(w *world) *reply { return w.get(bindingPath(newID(), newID())) }, status: 404},
	{section: "Fetching a Service Binding", situation: "404 Not Found: it is being made", do: binding(func(w *world, id, b string) *reply {
		return w.busy(id, b, func() *reply { return w.get(bindingPath(id, b)) })
	}), status: 404},
	{section: "Fetching a Service Binding", situation: "404 Not Found: it was undone", do: tie(func(w *world, id, b string) *reply {
		w.is(w.unbind(id, b, base), http.StatusOK)
		return w.get(bindingPath(id, b))
	}), status: 404},
	{section: "Fetching a Service Binding", situation: "403: credentials are not for those who only read", do: tie(func(w *world, id, b string) *reply {
		return w.ask(asking{method: http.MethodGet, path: bindingPath(id, b), token: w.reading})
	}), status: 403},
	{section: "Polling Last Operation for Service Bindings", situation: "200 OK: in progress", do: binding(func(w *world, id, b string) *reply {
		return w.busy(id, b, func() *reply { return w.get(bindingPath(id, b) + "/last_operation") })
	}), status: 200, body: map[string]any{"state": "in progress"}},
	{section: "Polling Last Operation for Service Bindings", situation: "200 OK: succeeded", do: tie(func(w *world, id, b string) *reply { return w.get(bindingPath(id, b) + "/last_operation") }), status: 200, body: map[string]any{"state": "succeeded"}},
	{section: "Polling Last Operation for Service Bindings", situation: "200 OK: failed", do: binding(func(w *world, id, b string) *reply {
		w.broken(func() *reply { return w.bind(id, b, base, nil) })
		return w.get(bindingPath(id, b) + "/last_operation")
	}), status: 200, body: map[string]any{"state": "failed"}},
	{section: "Polling Last Operation for Service Bindings", situation: "400 Bad Request: an empty operation", do: func(w *world) *reply { return w.get(bindingPath("i", "b") + "/last_operation?operation=") }, status: 400},
	{section: "Polling Last Operation for Service Bindings", situation: "404 Not Found", do: binding(func(w *world, id, b string) *reply { return w.get(bindingPath(id, b) + "/last_operation") }), status: 404},
	{section: "Polling Last Operation for Service Bindings", situation: "410 Gone", do: tie(func(w *world, id, b string) *reply {
		w.unbind(id, b, base)
		return w.get(bindingPath(id, b) + "/last_operation")
	}), status: 410},
}

var unbindRows = []row{
	{section: "Unbinding", situation: "200 OK", do: tie(func(w *world, id, b string) *reply {
		r := w.unbind(id, b, base)
		if w.platform.knows(id) != 0 {
			w.t.Error("the password still works")
		}
		return r
	}), status: 200},
	{section: "Unbinding", situation: "200 OK: after the platform did not answer", do: tie(func(w *world, id, b string) *reply {
		w.is(w.broken(func() *reply { return w.unbind(id, b, base) }), http.StatusServiceUnavailable)
		return w.unbind(id, b, base)
	}), status: 200},
	{section: "Unbinding", situation: "200 OK: what it gave access to was ended", do: tie(func(w *world, id, b string) *reply {
		end := w.delete(id, base).word("operation")
		w.vote(end, approval.Approve)
		w.fulfil(end)
		return w.unbind(id, b, base)
	}), status: 200},
	{section: "Unbinding", situation: "400 Bad Request: service_id is missing", do: func(w *world) *reply {
		return w.ask(asking{method: http.MethodDelete, path: bindingPath("i", "b"), query: url.Values{"plan_id": {base}}})
	}, status: 400, says: "service_id"},
	{section: "Unbinding", situation: "400 Bad Request: plan_id is missing", do: func(w *world) *reply {
		return w.ask(asking{method: http.MethodDelete, path: bindingPath("i", "b"), query: url.Values{"service_id": {service}}})
	}, status: 400, says: "plan_id"},
	{section: "Unbinding", situation: "403: hidden, and not gone", do: tie(func(w *world, id, b string) *reply {
		return w.ask(asking{method: http.MethodDelete, path: bindingPath(id, b), query: deleting(base), token: w.foreign})
	}), status: 403},
	{section: "Unbinding", situation: "410 Gone: it never existed", do: binding(func(w *world, id, b string) *reply { return w.unbind(id, b, base) }), status: 410},
	{section: "Unbinding", situation: "410 Gone: no such instance", do: func(w *world) *reply { return w.unbind(newID(), newID(), base) }, status: 410},
	{section: "Unbinding", situation: "410 Gone: it was undone", do: tie(func(w *world, id, b string) *reply {
		w.unbind(id, b, base)
		return w.unbind(id, b, base)
	}), status: 410},
	{section: "Unbinding", situation: "422 ConcurrencyError: it is being made", do: binding(func(w *world, id, b string) *reply {
		return w.busy(id, b, func() *reply { return w.unbind(id, b, base) })
	}), status: 422, code: "ConcurrencyError"},
}
