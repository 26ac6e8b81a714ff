package order_test

import (
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/purchase"
)

const nightChain = `apiVersion: havre/v1
kind: ApprovalChain
metadata:
  id: night
  title: {fr: Astreinte, en: On call}
spec:
  organisation: ministere
  when: '"acceptance" in order.environments'
  whenText: {fr: la commande est pour la recette, en: the order is for acceptance}
  steps:
    - {id: on-call, title: {fr: Accord de l’astreinte, en: Agreement of those on call}, by: {role: buyer}}
`

// A chain is tried on an order before anybody has it: nothing is stored, mistakes are at
// their line, and an order that one may not read is no order.
func TestTryChains(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		o := w.sent(machine("essai", 2))
		steps := func(draft *order.ChainText) (out []string) {
			t.Helper()
			trial, err := w.TryChains(t.Context(), w.admin, " "+o.Number+" ", draft)
			w.ok(err)
			for i := range trial.Course.Steps {
				out = append(out, trial.Course.Steps[i].ID)
			}
			return out
		}
		now := steps(nil)
		draft := &order.ChainText{Organisation: w.ministry.ID, Name: "night", Text: []byte(nightChain)}
		if got := steps(draft); len(got) != len(now)+1 {
			t.Errorf("%v, then %v", now, got)
		}
		if got := steps(nil); len(got) != len(now) {
			t.Errorf("a trial was stored: %v", got)
		}
		draft.Text = []byte(strings.Replace(nightChain, "order.environments", "order.environment", 1))
		_, err := w.TryChains(t.Context(), w.admin, o.Number, draft)
		if f := w.fault(err, havre.Invalid); len(f.Problems) != 1 || f.Problems[0].Line != 8 {
			t.Errorf("%+v", f.Problems)
		}
		_, err = w.TryChains(t.Context(), w.maker, o.Number, nil)
		if f := w.fault(err, havre.Invalid); f.Problems[0].Field != "number" {
			t.Errorf("%+v", f.Problems)
		}
		_, err = w.TryChains(t.Context(), w.requester, o.Number, draft)
		w.fault(err, havre.Forbidden)

		draft.Text = []byte(nightChain)
		w.ok(w.SaveChain(t.Context(), w.admin, draft))
		draft.Text = []byte(strings.ReplaceAll(nightChain, "on-call", "nobody"))
		if got := strings.Join(steps(draft), " "); strings.Contains(got, "on-call") || !strings.Contains(got, "nobody") {
			t.Errorf("the draft stands in for what is on record: %s", got)
		}
	})
}

// A team sees the agreements of its ministry and those open to it, and no others; one that
// orders hold of is not deleted.
func TestAgreementsSeen(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		ceiling := 100_000 * havre.OneEuro
		keep := func(a identity.Actor, on *identity.Organisation, reference string, beneficiaries ...string) *purchase.Framework {
			t.Helper()
			f := &purchase.Framework{
				Organisation: on.ID, Route: purchase.CentralPurchasing, Reference: reference, Title: reference, Offers: []string{"rosny"}, Ceiling: &ceiling, Beneficiaries: beneficiaries,
				Buyer: purchase.Party{Name: "Centrale"}, Holder: purchase.Party{Name: "Titulaire"}, Period: havre.Period{From: havre.MustDate("2026-01-01"), Until: havre.MustDate("2029-01-01")},
			}
			w.ok(w.SaveFramework(t.Context(), a, f))
			return f
		}
		chief := w.person("Chantal", identity.Buyer, w.operators)
		own := keep(w.buyer, w.ministry, "du ministère")
		lent := keep(chief, w.operators, "ouvert", w.ministry.Path)
		closed := keep(chief, w.operators, "fermé")
		page, err := w.Frameworks(t.Context(), w.requester, order.FrameworkQuery{})
		w.ok(err)
		if len(page.Items) != 2 || page.Items[0].ID != own.ID || page.Items[1].ID != lent.ID {
			t.Errorf("%d agreements listed", len(page.Items))
		}
		twin := *own
		twin.Version, twin.ID = 0, ""
		w.fault(w.SaveFramework(t.Context(), w.buyer, &twin), havre.Invalid)
		for id, seen := range map[string]bool{own.ID: true, lent.ID: true, closed.ID: false} {
			_, err := w.Framework(t.Context(), w.requester, id)
			if (err == nil) != seen {
				t.Errorf("%s: %v", id, err)
			}
		}
		wish := machine("sous-accord", 2)
		wish.Framework = own.ID
		w.sent(wish)
		own, err = w.Framework(t.Context(), w.buyer, own.ID)
		w.ok(err)
		own.DeletedAt = w.now()
		w.fault(w.SaveFramework(t.Context(), w.buyer, own), havre.Conflict)
		closed.DeletedAt = w.now()
		w.ok(w.SaveFramework(t.Context(), chief, closed))
		_, err = w.Framework(t.Context(), chief, closed.ID)
		w.fault(err, havre.NotFound)
	})
}

// Whoever stands in is told when they begin and when they no longer do.
func TestDeputyIsTold(t *testing.T) {
	once(t, func(w *world) {
		d := &order.Delegation{To: w.buyer.ID, Period: havre.Period{Until: w.Today().AddDays(3)}, Note: "congés"}
		w.ok(w.Delegate(t.Context(), w.manager, d))
		w.ok(w.Undelegate(t.Context(), w.manager, d.ID))
		told, err := w.Records.Notices(t.Context(), w.buyer, true, havre.List{})
		w.ok(err)
		if len(told.Items) != 2 || !strings.Contains(told.Items[1].Body.FR, "congés") || told.Items[1].Link != "/compte/delegations" {
			t.Errorf("%+v", told.Items)
		}
	})
}

// A task says in words what to make, whom to write to, and how what there is is called.
func TestTaskSays(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		o := w.vote(w.sent(machine("appli", 2)), approval.Approve)
		w.fulfil(o, 1)
		o = w.made(o, 1, order.Report{State: order.Done, Reference: "srv-1"})
		end, err := w.Begin(t.Context(), w.requester, order.NewBasket{Need: w.need.ID})
		w.ok(err)
		end, err = w.Put(t.Context(), w.requester, end.ID, end.Version, order.ItemWish{Action: order.Delete, Instance: o.Items[0].Instance})
		w.ok(err)
		end, err = w.Send(t.Context(), w.requester, end.ID, end.Version)
		w.ok(err)
		end = w.vote(end, approval.Approve)
		w.fulfil(end, 1)
		page, err := w.Works(t.Context(), w.maker, order.WorkQuery{Order: end.ID})
		w.ok(err)
		task, err := w.Work(t.Context(), w.maker, page.Items[0].ID)
		w.ok(err)
		if task.Known != "srv-1" || task.Mail != "rachel@example.org" || task.Title.FR != "supprimer « appli » (Hébergement à Rosny, recette)" || task.Title.EN != "remove “appli” (Hosting at Rosny, acceptance)" {
			t.Errorf("%q %q %+v", task.Known, task.Mail, task.Title)
		}
	})
}
