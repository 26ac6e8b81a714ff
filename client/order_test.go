package client_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/apitest"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// An order from its basket to its discussion, typed; sent once although the answer
// is lost.
func TestOrder(t *testing.T) {
	t.Parallel()
	w := apitest.New(t)
	lost := false
	c, _ := portal(t, w, func(out http.ResponseWriter, r *http.Request, api http.Handler) {
		if strings.HasSuffix(r.URL.Path, "/send") && !lost { // the work is done, and the answer is lost
			lost = true
			api.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		api.ServeHTTP(out, r)
	})
	ctx := t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile("../examples/dossiers/paie-historique.yaml")
	ok(err)
	need, _, err := client.Dossiers.Create(ctx, c, client.Text(raw))
	ok(err)
	_, err = c.Send(ctx, client.Call{Method: http.MethodPut, Path: "dossiers/" + need.ID + "/state", Body: []byte(`{"state":"shared"}`), Match: "*"})
	ok(err)
	_, _, err = client.Kind[wire.Decision]{Path: "dossiers/" + need.ID + "/decisions"}.Create(ctx, c, struct{}{})
	ok(err)
	for _, q := range []wire.QuotaSpec{
		{Resource: "cpu", Class: "other", Amount: "8"},
		{Resource: "memory", Class: "other", Unlimited: true},
		{Resource: "storage", Class: "other", Unlimited: true},
		{Resource: "euros", Year: w.Record.Today().Year(), Amount: "100000.00"},
	} {
		_, _, err = client.Quotas.Create(ctx, c, wire.Document[wire.QuotaSpec]{Metadata: wire.DocumentMetadata{Organisation: w.First.ID}, Spec: q})
		ok(err)
	}
	o, tag, err := client.Orders.Create(ctx, c, wire.Document[wire.OrderSpec]{Spec: wire.OrderSpec{Dossier: need.ID}})
	ok(err)
	o, tag, err = c.AddItem(ctx, o.ID, tag, &wire.ItemWish{
		Offer: "rosny", Plan: "hosting", Name: "calcul", Environment: "acceptance", Estimate: &wire.Euro{Euro: 1200 * havre.OneEuro}, EstimateNote: "convention",
		Choices: wire.Choices{"form": "machines", "cpu": 4, "memory": 8, "storage": 100, "justification": "progiciel ancien"},
	})
	ok(err)
	if got := o.Status.Items[0].Requested.Estimate; got == nil || got.Euro != 1200*havre.OneEuro {
		t.Errorf("the estimate is %v", got)
	}
	if r, err := c.Review(ctx, o.ID); err != nil || !r.Ready {
		t.Errorf("%+v, %v", r, err)
	}
	o, _, err = c.SendOrder(ctx, o.ID, tag, "")
	ok(err)
	if !lost || o.Status.State != "acknowledged" {
		t.Errorf("lost: %t; %s", lost, o.Status.State)
	}
	m, err := c.Say(ctx, o.ID, "", "Voici.", client.File{Name: "note.txt", Content: []byte("texte")})
	ok(err)
	content, err := c.Attachment(ctx, o.ID, m.Status.Attachments[0].ID)
	if err != nil || string(content) != "texte" {
		t.Errorf("%q, %v", content, err)
	}
	said := 0
	for h, err := range client.Timeline(o.ID).List(ctx, c, nil) {
		if err != nil || h.Text == "" {
			t.Errorf("%+v, %v", h, err)
		}
		said++
	}
	if said == 0 {
		t.Error("nothing happened")
	}
	_, tag, err = client.Orders.Get(ctx, c, o.ID)
	ok(err)
	if _, _, err := c.Vote(ctx, o.ID, o.Status.Steps[0].ID, tag, wire.StepVote{Vote: "approve"}); !errors.Is(err, &havre.Fault{Code: havre.Forbidden}) {
		t.Errorf("one's own order: %v", err)
	}
	_, _, err = client.Orders.Act(ctx, c, o.ID, "cancel", tag, wire.OrderReason{Reason: "plus besoin"})
	ok(err)
	last, err := c.FollowOrder(ctx, o.ID, func(*wire.Order) {})
	if err != nil || last.Status.State != "cancelled" {
		t.Errorf("%+v, %v", last, err)
	}
}
