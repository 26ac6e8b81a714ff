package pages

import (
	"encoding/json"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/quota"
)

// orderingWorld is a portal with what is around orders: tasks in every state, quotas of
// three levels, agreements, chains, delegations. Bruno operates Rosny.
func orderingWorld(tb testing.TB) *needWorld {
	tb.Helper()
	return around.copied(tb)
}

var around = original{make: func(w *needWorld) { w.people(); w.fill(); w.order(); w.ordering() }}

func (w *needWorld) ordering() {
	w.tb.Helper()
	ctx, o := w.tb.Context(), w.pages.Orders
	below := &identity.Organisation{Parent: w.social.ID, Kind: identity.DirectorateNode, Name: "dnum", Title: "Direction du numérique"}
	w.check(w.pages.Identity.SaveOrganisation(ctx, w.actor, below))
	w.orders["below"] = below.ID
	w.check(w.pages.Identity.SaveGrant(ctx, w.actor, &identity.Grant{Person: w.approver.ID, Organisation: w.social.ID, Role: identity.PlatformOperator}))
	var err error
	w.approver, _, err = w.pages.Identity.SignedIn(ctx, w.bruno)
	w.check(err)
	w.check(o.SetOperator(ctx, w.actor, "rosny", w.social.ID))
	w.levels(below.ID)
	w.tasks()
	w.agreements()
	w.circuits()
	until := o.Today().AddDays(12)
	w.check(o.Delegate(ctx, w.approver, &order.Delegation{To: w.actor.ID, Period: havre.Period{From: o.Today(), Until: until}, Absent: true, Note: "Congés"}))
	w.check(o.Delegate(ctx, w.actor, &order.Delegation{Period: havre.Period{From: until, Until: until.AddDays(5)}, Absent: true}))
}

// levels grants at every level, in every way.
func (w *needWorld) levels(below string) {
	w.tb.Helper()
	grant := func(l quota.Level, holder string, k quota.Key, amount int64, unlimited bool) {
		g := &quota.Allowance{Level: l, Holder: holder, Key: k, Amount: amount, Unlimited: unlimited, Note: ""}
		w.check(w.pages.Orders.SetAllowance(w.tb.Context(), w.actor, g))
	}
	grant(quota.OfOrganisation, below, quota.Of(quota.CPU, "production"), 0, false)
	grant(quota.OfOrganisation, below, quota.Of(quota.Memory, "production"), 0, true)
	grant(quota.OfOrganisation, below, quota.Budget(w.pages.Orders.Today().Year()), quota.Money(25_000*havre.OneEuro), false)
	grant(quota.OfNeed, w.needs["paie-historique"].ID, quota.Of(quota.CPU, "acceptance"), 42, false)
}

// tasks makes tasks in every state: late, taken, done, impossible, of a change, of an end.
func (w *needWorld) tasks() {
	w.tb.Helper()
	ctx, o := w.tb.Context(), w.pages.Orders
	w.ask1(w.orders["going"], "task")
	for _, name := range []string{"late", "taken", "impossible", "partly"} {
		made := w.sent("tache-"+name, "")
		w.vote(made, approval.Approve)
		w.ask1(made.ID, name)
	}
	w.postpone("late", -9)
	_, err := o.Take(ctx, w.approver, w.orders["taken"], 0)
	w.check(err)
	_, err = o.Settle(ctx, w.approver, w.orders["impossible"], 0, order.Report{State: order.Impossible, Note: "La baie est pleine jusqu’en mars."})
	w.check(err)
	_, err = o.Settle(ctx, w.approver, w.orders["partly"], 0, order.Report{State: order.PartlyDone, Reference: "srv-0043", Note: "Le stockage suivra.", Choices: []byte(`{"storage":100}`)})
	w.check(err)

	bigger, err := json.Marshal(map[string]any{"cpu": 8, "memory": 32})
	w.check(err)
	estimate := 4800 * havre.OneEuro
	w.orders["change"] = w.altered(order.ItemWish{Action: order.Modify, Instance: w.orders["instance"], Choices: bigger, Estimate: &estimate, EstimateNote: "convention de 2026"})
}

// altered is the task of a change of what was delivered.
func (w *needWorld) altered(wish order.ItemWish) string {
	w.tb.Helper()
	ctx, o := w.tb.Context(), w.pages.Orders
	b, err := o.Begin(ctx, w.actor, order.NewBasket{Need: w.needs["paie-historique"].ID, Title: "Agrandir la paie", Note: "La campagne de fin d’année arrive."})
	w.check(err)
	b, err = o.Put(ctx, w.actor, b.ID, b.Version, wish)
	w.check(err)
	b, err = o.Send(ctx, w.actor, b.ID, b.Version)
	w.check(err)
	w.vote(b, approval.Approve)
	w.orders["order-of-change"] = b.ID
	w.ask1(b.ID, "altered")
	return w.orders["altered"]
}

// ask1 asks the operator for the first line of an order, as a worker does.
func (w *needWorld) ask1(id, name string) {
	w.tb.Helper()
	ctx := w.tb.Context()
	for _, h := range w.pages.Orders.Handlers() {
		if h.Kind == "order.fulfil" {
			args, err := json.Marshal(map[string]any{"order": id, "item": 1})
			w.check(err)
			w.check(h.Do(ctx, args, jobs.Attempt{Number: 1}))
		}
	}
	works, err := w.pages.Orders.Works(ctx, identity.System(), order.WorkQuery{Order: id})
	w.check(err)
	w.orders[name] = works.Items[0].ID
}

// postpone moves the day of a task.
func (w *needWorld) postpone(name string, days int) {
	w.tb.Helper()
	ctx := w.tb.Context()
	w.check(w.pages.Orders.DB.Write(ctx, func(tx order.Tx) error {
		x, err := tx.Work(ctx, w.orders[name])
		if err != nil {
			return err
		}
		x.Due = w.pages.Orders.Today().AddDays(days)
		return tx.SaveWork(ctx, x)
	}))
}

// agreements keeps others: without a ceiling, ended, ending soon and almost used up.
func (w *needWorld) agreements() {
	w.tb.Helper()
	o, today := w.pages.Orders, w.pages.Orders.Today()
	for _, f := range []*purchase.Framework{
		{Route: purchase.Convention, Reference: "CONV-2026-7", Title: "Convention avec la DINUM", Holder: purchase.Party{Name: "DINUM"}, Offers: []string{"nubo"}, Period: havre.Period{From: today.AddDays(-30)}},
		{Route: purchase.CentralPurchasing, Reference: "UGAP-618-1", Title: "Nuage public", Lot: "1", Holder: purchase.Party{Name: "Titulaire du lot 1"}, Offers: []string{"ovh-snc"}, Period: havre.Period{From: today.AddDays(-400), Until: today.AddDays(20)}},
		{Route: purchase.OwnContract, Reference: "2024-M-12", Title: "Marché d’hébergement de 2024", Holder: purchase.Party{Name: "Hébergeur inventé"}, Offers: []string{"rosny"}, Period: havre.Period{From: today.AddDays(-800), Until: today.AddDays(-3)}},
	} {
		f.Organisation, f.Buyer = w.social.ID, purchase.Party{Name: "Ministères sociaux"}
		f.Clauses.SecNumCloud = purchase.Clause{Stipulated: havre.Yes, Reference: "CCTP, article 4.2", Scope: "toutes les prestations"}
		w.check(o.SaveFramework(w.tb.Context(), w.actor, f))
		w.orders[f.Reference] = f.ID
	}
}

// circuits keeps two files of chains, one of which is set aside.
func (w *needWorld) circuits() {
	w.tb.Helper()
	for _, name := range []string{"achats", "ancien"} {
		text := starter(havre.French, w.social.Name)
		if name == "ancien" {
			text = starterNamed(text, "ancien-circuit")
		}
		c := &order.ChainText{Organisation: w.social.ID, Name: name, Text: []byte(text), Disabled: name == "ancien"}
		w.check(w.pages.Orders.SaveChain(w.tb.Context(), w.actor, c))
		w.orders["chain-"+name] = c.ID
	}
}
