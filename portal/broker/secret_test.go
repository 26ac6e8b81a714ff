package broker_test

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/order"
)

// TestNoCredentialIsKept looks for the passwords in the whole database and in the log:
// they pass through and stay nowhere, nor does the token.
func TestNoCredentialIsKept(t *testing.T) {
	url, in := inhabited.SQLite(t)
	w := in.world(t, url)
	id, binding := w.tied()
	w.is(w.get(bindingPath(id, binding)), http.StatusOK)
	other := newID()
	w.broken(func() *reply { return w.bind(id, other, base, nil) })
	w.is(w.unbind(id, binding, base), http.StatusOK)
	w.server.Close()
	w.ok(w.db.Close())
	content, err := os.ReadFile(url)
	w.ok(err)
	if !bytes.Contains(content, []byte(binding)) {
		t.Fatal("this test does not see the record of the binding")
	}
	for _, where := range [][]byte{content, []byte(w.log.String())} {
		if bytes.Contains(where, []byte("secret-of-")) || bytes.Contains(where, []byte(w.token)) {
			t.Error("a password or the token was kept")
		}
	}
	if !strings.Contains(w.log.String(), errDown.Error()) {
		t.Errorf("the log does not say why the platform failed: %s", w.log.String())
	}
}

// TestDiedWhileBinding: a binding whose maker died is neither given nor lost. It is left
// alone while its maker may still be at work, then it is made, or undone.
func TestDiedWhileBinding(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.delivered(base)
		e, err := w.orders.External(t.Context(), w.team1, id, "")
		w.ok(err)
		for _, then := range []func(binding string) *reply{
			func(b string) *reply { return w.bind(id, b, base, nil) },
			func(b string) *reply { return w.unbind(id, b, base) },
		} {
			b := &order.Binding{ID: newID(), Instance: e.Instance.ID, External: newID(), App: "app-1", Parameters: "{}", State: order.BindingAsked, Stamps: w.stamps()}
			w.ok(w.orders.DB.Write(t.Context(), func(tx order.Tx) error { return tx.SaveBinding(t.Context(), b) }))
			if r := then(b.External); r.status != http.StatusUnprocessableEntity || r.word("error") != "ConcurrencyError" {
				t.Errorf("at work: %d %s", r.status, r.text)
			}
			w.later(2 * time.Minute)
			if r := then(b.External); r.status >= http.StatusBadRequest {
				t.Errorf("dead: %d %s", r.status, r.text)
			}
		}
	})
}

// TestBoundTogether: of many requests for one binding at the same time, one is told that
// it made it; none gets other credentials.
func TestBoundTogether(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, binding := w.delivered(base), newID()
		answers := make([]*reply, 8)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() { answers[i] = w.bind(id, binding, base, nil) })
		}
		all.Wait()
		made := 0
		for _, r := range answers {
			switch r.status {
			case http.StatusCreated:
				made++
			case http.StatusOK:
			case http.StatusUnprocessableEntity:
				if r.word("error") != "ConcurrencyError" {
					t.Errorf("%s", r.text)
				}
			default:
				t.Errorf("%d %s", r.status, r.text)
			}
		}
		if made != 1 || w.platform.knows(id) != 1 {
			t.Errorf("%d made it, %d passwords work", made, w.platform.knows(id))
		}
	})
}

// TestJournal: who asked, on whose behalf and by which request is on record, and those
// who approve read it.
func TestJournal(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		who := base64.StdEncoding.EncodeToString([]byte(`{"user_id": "683ea748"}`))
		r := w.is(w.ask(asking{method: http.MethodPut, path: instancePath(newID()), query: incomplete(), body: w.wanted(base, 2).with(members{"context": members{"instance_name": "Base de paie"}}), header: map[string]string{
			"X-Broker-API-Originating-Identity": "cloudfoundry " + who, "X-Broker-API-Request-Identity": "3d5a-request",
		}}), http.StatusAccepted)
		if got := r.header.Get("X-Broker-API-Request-Identity"); got != "3d5a-request" {
			t.Errorf("the identity of the request: %q", got)
		}
		o, err := w.orders.Order(t.Context(), w.team1, r.word("operation"))
		w.ok(err)
		if o.Note != "Demandé depuis cloudfoundry par 683ea748." || o.Title != "Base de paie" || o.Requester != w.service {
			t.Errorf("%q %q %s", o.Note, o.Title, o.Requester)
		}
		var actions []string
		for _, e := range w.entries(o.ID) {
			if e.Actor == w.service {
				actions = append(actions, e.Action)
				if e.Request != "portal-request 3d5a-request" {
					t.Errorf("%s: request %q", e.Action, e.Request)
				}
			}
		}
		if strings.Join(actions, " ") != "order.send order.begin" {
			t.Errorf("journal: %v", actions)
		}

		id, binding := w.tied()
		w.is(w.unbind(id, binding, base), http.StatusOK)
		var bound []string
		for _, e := range w.entries("") {
			if e.Kind == "Binding" {
				bound = append(bound, e.Action)
			}
		}
		if strings.Join(bound, " ") != "binding.delete binding.create" {
			t.Errorf("journal: %v", bound)
		}
		refused := w.ask(asking{method: http.MethodPut, path: instancePath(newID()), query: incomplete(), body: w.wanted(base, 2), token: w.reading})
		w.is(refused, http.StatusForbidden)
		if last := w.entries("")[0]; last.Outcome != journal.Refused || last.Action != string(identity.WriteOrder) {
			t.Errorf("a refusal is on record: %+v", last)
		}
	})
}

func (w *world) entries(object string) (out []journal.Entry) {
	w.t.Helper()
	w.ok(w.orders.DB.Read(w.t.Context(), func(tx order.Tx) (err error) {
		out, _, err = tx.JournalEntries(w.t.Context(), journal.Query{Object: object, Limit: 100})
		return err
	}))
	return out
}
