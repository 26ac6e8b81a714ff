package record_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/network/matrix"
	"github.com/havre-cloud/havre/record"
)

// flowing is a need with flows, on a platform of the catalogue.
const flowing = `apiVersion: havre/v1
kind: Dossier
metadata: {name: flux, title: Application flux}
spec:
  environments: [production]
  hosting: [{platform: nubo}]
  flows:
    - {to: rosny, protocol: tcp, port: 5432}
    - {from: rie, to: flux, protocol: tcp, port: 443, network: rie}
`

// TestSendings: who may write a need notes what was sent of it; whoever may read it
// finds it again, as it was, whatever the need has become.
func TestSendings(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada, rita := w.person("Ada", identity.ProductTeam, w.team), w.person("Rita", identity.Reader, w.team)
		olaf := w.person("Olaf", identity.ProductTeam, w.other)
		n := w.shared(ada, flowing)
		if last, err := w.LastSending(ctx, rita, n.ID); err != nil || last != nil {
			t.Fatalf("%v, %v: nothing was sent yet", last, err)
		}
		sent, err := w.NoteSending(ctx, ada, n.ID, record.NewSending{To: " équipe réseau de Rosny ", Note: "première", Lang: havre.French})
		w.ok(err)
		if sent.Number != 1 || sent.Flows != 2 || sent.To != "équipe réseau de Rosny" || len(sent.Digest) != 64 || sent.On != w.Today() {
			t.Errorf("%+v", sent)
		}
		_, err = w.NoteSending(ctx, rita, n.ID, record.NewSending{To: "moi"})
		w.fault(err, havre.Forbidden)
		_, err = w.NoteSending(ctx, olaf, n.ID, record.NewSending{To: "moi"})
		w.fault(err, havre.NotFound)
		_, err = w.NoteSending(ctx, ada, n.ID, record.NewSending{})
		if f := w.fault(err, havre.Invalid); f.Problems[0].Field != "to" {
			t.Errorf("%+v", f.Problems)
		}
		supposed := record.FlowQuestion{Platform: "cloud-pi", On: w.Today().AddDays(30)}
		_, err = w.NoteSending(ctx, ada, n.ID, record.NewSending{To: "Rosny", FlowQuestion: supposed})
		if f := w.fault(err, havre.Invalid); len(f.Problems) != 2 || f.Problems[0].Field != "platform" || f.Problems[1].Field != "on" {
			t.Errorf("a hypothesis was sent: %+v", f.Problems)
		}

		changed := []byte(flowing + "    - {to: duquesne, protocol: tcp, port: 22}\n")
		n, err = w.UpdateNeed(ctx, ada, n.ID, n.Version, record.NewNeed{Document: changed})
		w.ok(err)
		_, err = w.NoteSending(ctx, ada, n.ID, record.NewSending{To: "Duquesne", FlowQuestion: record.FlowQuestion{On: w.Today()}, Lang: havre.English})
		w.ok(err)

		all, err := w.Sendings(ctx, rita, n.ID)
		w.ok(err)
		var numbers []int
		for _, s := range all {
			numbers = append(numbers, s.Number)
		}
		if !slices.Equal(numbers, []int{2, 1}) || all[1].ByName != "Ada" || all[0].Platform != "" || all[0].Revision != 2 || all[0].Content != nil {
			t.Errorf("%+v", all)
		}
		first, err := w.Sending(ctx, rita, n.ID, 1)
		w.ok(err)
		d, err := first.Document()
		w.ok(err)
		if len(d.Rows) != 2 || first.Digest != sent.Digest || d.Rows[0].SourcePlatform != "Nubo" {
			t.Errorf("not what was sent: %+v", d.Rows)
		}
		_, m, err := w.FlowMatrix(ctx, rita, n.ID, record.FlowQuestion{})
		w.ok(err)
		var kinds []matrix.ChangeKind
		for _, c := range matrix.Diff(d.Table(), m.Table(d.Lang)) {
			kinds = append(kinds, c.Kind)
		}
		if diff := cmp.Diff([]matrix.ChangeKind{matrix.Added}, kinds); diff != "" {
			t.Error(diff)
		}
		last, err := w.LastSending(ctx, rita, n.ID)
		w.ok(err)
		if last.Number != 2 {
			t.Errorf("the last is %d", last.Number)
		}
		_, err = w.Sending(ctx, rita, n.ID, 3)
		w.fault(err, havre.NotFound)
		_, err = w.Sending(ctx, olaf, n.ID, 1)
		w.fault(err, havre.NotFound)
		_, err = w.Sendings(ctx, olaf, n.ID)
		w.fault(err, havre.NotFound)
		if got := w.journal(n.ID); got[len(got)-1] != "need.flows.send" || slices.Index(got, "need.write!") < 0 {
			t.Errorf("the journal: %v", got)
		}
	})
}

func TestNothingToSend(t *testing.T) {
	once(t, func(w *world) {
		ada := w.person("Ada", identity.ProductTeam, w.team)
		n := w.shared(ada, named("vide"))
		_, err := w.NoteSending(w.t.Context(), ada, n.ID, record.NewSending{To: "Rosny"})
		w.fault(err, havre.Conflict)
	})
}

// TestFlowMatrices: one sees the flows of the needs that one may see, by title, and
// nothing of those that declare none.
func TestFlowMatrices(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada, olaf := w.person("Ada", identity.ProductTeam, w.team), w.person("Olaf", identity.ProductTeam, w.other)
		w.shared(ada, flowing)
		w.shared(ada, named("vide"))
		w.need(olaf, w.other, flowing)
		for _, a := range []identity.Actor{ada, olaf} {
			list, err := w.FlowMatrices(ctx, a, record.NeedQuery{}, w.Today())
			w.ok(err)
			if len(list) != 1 || len(list[0].Matrix.Rows) != 2 || list[0].Need.Title != "Application flux" {
				t.Errorf("%s sees %+v", a.Name, list)
			}
		}
		_, err := w.FlowMatrices(ctx, identity.Actor{}, record.NeedQuery{}, w.Today())
		w.fault(err, havre.Unauthenticated)
	})
}
