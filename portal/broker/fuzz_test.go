package broker_test

import (
	"encoding/json"
	"net/http"
	"testing"
)

// FuzzBodies: whatever a platform sends, it is told what is wrong in one well-formed
// answer, or it is done; never is a failure of ours.
func FuzzBodies(f *testing.F) {
	w := onSQLite(f)
	id := w.delivered(base)
	for _, body := range []any{
		w.wanted(base, 2), w.wanted(byHand, 2), w.wanted(closed, 1000), change(members{"cpu": 2}),
		members{"service_id": service, "plan_id": base, "parameters": members{"cpu": 1e300}},
		members{"service_id": service, "plan_id": "rosny.", "organization_guid": "é\x00", "space_guid": " "},
		members{"service_id": service, "context": members{"havre": []int{1}, "instance_name": 3}, "maintenance_info": nil},
		members{"service_id": service, "plan_id": base, "app_guid": "\x00", "parameters": members{"a": members{"b": "\u0000"}}},
	} {
		text, err := json.Marshal(body)
		w.ok(err)
		for kind := range uint8(3) {
			f.Add(kind, text, "cloudfoundry e30=")
		}
	}
	f.Add(uint8(0), []byte(`{"service_id":"rosny","plan_id":"rosny.base","organization_guid":"o","space_guid":"s","parameters":{"cpu":2,"havre":{"need":"%","environment":"acceptance","estimate":"9e9","until":"9999-99-99"}}}`), "")
	f.Add(uint8(1), []byte(`{"service_id":"rosny","parameters":{"havre":{"name":"`+"\u202e"+`"}}}`), "x")
	f.Add(uint8(2), []byte("\xff\xfe"), "\x7f ")
	answers := map[int]bool{}
	for _, s := range []int{200, 201, 202, 400, 404, 409, 413, 422} {
		answers[s] = true
	}
	f.Fuzz(func(t *testing.T, kind uint8, body []byte, origin string) {
		inner := &world{t: t, server: w.server, people: people{token: w.token}}
		a := asking{method: http.MethodPut, path: instancePath(newID()), query: incomplete(), body: body}
		switch kind % 3 {
		case 1:
			a.method, a.path = http.MethodPatch, instancePath(id)
		case 2:
			a.path = bindingPath(id, newID())
		}
		if writable(origin) {
			a.header = map[string]string{"X-Broker-API-Originating-Identity": origin}
		}
		r := inner.ask(a)
		if !answers[r.status] {
			t.Fatalf("%d %s\n%s", r.status, r.text, w.log.String())
		}
		if r.status >= http.StatusBadRequest && r.word("description") == "" {
			t.Fatalf("%d without a word: %s", r.status, r.text)
		}
	})
}

// writable says whether a client can send a header.
func writable(s string) bool {
	for _, b := range []byte(s) {
		if b < ' ' || b > '~' {
			return false
		}
	}
	return true
}
