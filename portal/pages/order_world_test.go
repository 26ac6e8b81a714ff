package pages

import (
	"encoding/json"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/quota"
)

// orderWorld is a portal with orders in every state: those of a need that the decision
// lets go to Rosny.
func orderWorld(tb testing.TB) *needWorld {
	tb.Helper()
	return ordered.copied(tb)
}

var ordered = original{make: func(w *needWorld) { w.people(); w.fill(); w.order() }}

// order makes the orders.
func (w *needWorld) order() {
	w.tb.Helper()
	ctx, o := w.tb.Context(), w.pages.Orders
	w.orders = map[string]string{}
	w.decide("paie-historique")
	w.check(w.pages.Identity.SaveGrant(ctx, w.actor, &identity.Grant{Person: w.approver.ID, Organisation: w.social.ID, Role: identity.SecurityOfficer}))
	w.grantAll()
	w.agree()

	basket := w.basket("base-recette", "")
	w.orders["basket"] = basket.ID
	empty, err := o.Begin(ctx, w.actor, order.NewBasket{Need: w.needs["demo-rdv"].ID, Title: "Rien encore"})
	w.check(err)
	w.orders["empty"] = empty.ID
	wrong, err := o.Begin(ctx, w.actor, order.NewBasket{Need: w.needs["demo-rdv"].ID, Title: "Ce que la décision écarte"})
	w.check(err)
	wrong, err = o.Put(ctx, w.actor, wrong.ID, wrong.Version, machineWish("frontal", ""))
	w.check(err)
	w.orders["refused"] = wrong.ID

	w.orders["awaited"] = w.sent("calcul", "").ID
	asked := w.sent("archive", "")
	w.vote(asked, approval.Ask)
	w.orders["asked"] = asked.ID
	rejected := w.sent("essai", "")
	w.vote(rejected, approval.Reject)
	w.orders["rejected"] = rejected.ID
	bought := w.sent("entrepot", w.orders["framework"])
	w.vote(bought, approval.Approve)
	w.orders["bought"] = bought.ID

	made := w.sent("paie", "")
	w.vote(made, approval.Approve)
	w.make(made)
	w.orders["delivered"], w.orders["instance"] = made.ID, made.Items[0].Instance
	w.check(o.ReportUse(ctx, identity.System(), made.Items[0].Instance, map[string]float64{"cpu": 82, "memory": 47}))
	_, err = o.Say(ctx, w.actor, made.ID, "Merci, la base est en place.", order.File{Name: "recette.txt", Content: []byte("recette faite")})
	w.check(err)
	held := w.sent("secours", "")
	_, err = o.Hold(ctx, identity.System(), held.ID, 0, "On attend l’accord du comité d’architecture.")
	w.check(err)
	w.orders["held"] = held.ID
	going := w.sent("journal", "")
	w.vote(going, approval.Approve)
	w.orders["going"] = going.ID
}

// grantAll lets the ministry draw on every account.
func (w *needWorld) grantAll() {
	w.tb.Helper()
	keys := []quota.Key{quota.Budget(w.pages.Orders.Today().Year())}
	for _, r := range []quota.Resource{quota.CPU, quota.Memory, quota.Storage} {
		keys = append(keys, quota.Key{Resource: r, Class: quota.Production}, quota.Key{Resource: r, Class: quota.Other})
	}
	amounts := map[quota.Resource]int64{quota.CPU: 400, quota.Memory: 2 << 20, quota.Storage: 40 << 10, quota.Euros: quota.Money(90_000 * havre.OneEuro)}
	for _, k := range keys {
		g := &quota.Allowance{Level: quota.OfOrganisation, Holder: w.social.ID, Key: k, Amount: amounts[k.Resource]}
		w.check(w.pages.Orders.SetAllowance(w.tb.Context(), w.actor, g))
	}
}

// agree keeps an agreement with a price for all that a machine at Rosny is made of.
func (w *needWorld) agree() {
	w.tb.Helper()
	ceiling := 400_000 * havre.OneEuro
	from := w.pages.Orders.Today().AddDays(-100)
	f := &purchase.Framework{
		Organisation: w.social.ID, Route: purchase.FrameworkOrderForm, Reference: "2026-INV-01", Title: "Hébergement inventé", Offers: []string{"rosny"}, Launched: from,
		Buyer: purchase.Party{Name: "Ministères sociaux", SIRET: "11000201100044"}, Holder: purchase.Party{Name: "Titulaire inventé"},
		Period: havre.Period{From: from, Until: from.AddDays(1400)}, Ceiling: &ceiling,
	}
	for component, cents := range map[string]int64{"cpu": 1200, "memory": 310, "storage": 12} {
		f.Prices = append(f.Prices, purchase.SchedulePrice{
			Offer: "rosny", Plan: "hosting", Component: component, Reference: "BPU-" + component,
			Price: catalogue.Price{Amount: havre.Cent.Times(cents), VAT: 2000, Period: f.Period, Confidence: havre.Unverified},
		})
	}
	w.check(w.pages.Orders.SaveFramework(w.tb.Context(), w.actor, f))
	w.orders["framework"] = f.ID
}

// machineWish is a machine at Rosny, for acceptance.
func machineWish(name, framework string) order.ItemWish {
	choices, err := json.Marshal(map[string]any{"form": "machines", "cpu": 4, "memory": 16, "storage": 200, "justification": "Progiciel qui ne tourne pas en conteneur."})
	if err != nil {
		panic(err)
	}
	wish := order.ItemWish{Offer: "rosny", Plan: "hosting", Name: name, Environment: "acceptance", Choices: choices, Framework: framework, Until: havre.MustDate("2027-12-31")}
	if framework == "" {
		estimate := 2400 * havre.OneEuro
		wish.Estimate, wish.EstimateNote = &estimate, "convention de 2026"
	}
	return wish
}

func (w *needWorld) basket(name, framework string) *order.Order {
	w.tb.Helper()
	o, err := w.pages.Orders.Begin(w.tb.Context(), w.actor, order.NewBasket{Need: w.needs["paie-historique"].ID, Title: "Machine pour " + name, Note: "Le progiciel de paie change de serveur."})
	w.check(err)
	o, err = w.pages.Orders.Put(w.tb.Context(), w.actor, o.ID, o.Version, machineWish(name, framework))
	w.check(err)
	return o
}

func (w *needWorld) sent(name, framework string) *order.Order {
	w.tb.Helper()
	b := w.basket(name, framework)
	o, err := w.pages.Orders.Send(w.tb.Context(), w.actor, b.ID, b.Version)
	w.check(err)
	return o
}

// vote says the same of every step that awaits Bruno.
func (w *needWorld) vote(o *order.Order, kind approval.Kind) {
	w.tb.Helper()
	steps, err := w.pages.Orders.Awaits(w.tb.Context(), w.approver, o)
	w.check(err)
	if len(steps) == 0 {
		w.tb.Fatalf("%s awaits nobody of this world: %+v", o.Number, o.Course.Pending())
	}
	for _, s := range steps {
		_, err := w.pages.Orders.Vote(w.tb.Context(), w.approver, o.ID, 0, s, approval.Vote{Kind: kind, Comment: "Combien d’agents cela sert-il ?"})
		w.check(err)
		if kind != approval.Approve {
			return
		}
	}
}

// make fulfils an order, as a worker and an operator do.
func (w *needWorld) make(o *order.Order) {
	w.tb.Helper()
	ctx := w.tb.Context()
	for _, h := range w.pages.Orders.Handlers() {
		if h.Kind == "order.fulfil" {
			args, err := json.Marshal(map[string]any{"order": o.ID, "item": 1})
			w.check(err)
			w.check(h.Do(ctx, args, jobs.Attempt{Number: 1}))
		}
	}
	works, err := w.pages.Orders.Works(ctx, identity.System(), order.WorkQuery{Order: o.ID})
	w.check(err)
	for _, x := range works.Items {
		_, err := w.pages.Orders.Settle(ctx, identity.System(), x.ID, x.Version, order.Report{State: order.Done, Reference: "srv-0042"})
		w.check(err)
	}
}
