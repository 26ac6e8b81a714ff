package pages

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
)

// says checks that a page says words, and does not say others.
func (w *needWorld) says(t *testing.T, path, session string, words, others []string) {
	t.Helper()
	body := w.get(path, session).Body.String()
	for _, x := range words {
		if !strings.Contains(body, x) {
			t.Errorf("%s does not say %q", path, x)
		}
	}
	for _, x := range others {
		if strings.Contains(body, x) {
			t.Errorf("%s says %q", path, x)
		}
	}
}

// A basket that would be refused says all of why at once, before it is sent and after; the
// button stays within reach of the keyboard.
func TestBasketRefusedSaysAll(t *testing.T) {
	w := orderWorld(t)
	wish := machineWish("sans-prix", "")
	wish.Estimate, wish.EstimateNote = nil, ""
	o := w.current("refused")
	o, err := w.pages.Orders.Put(t.Context(), w.actor, o.ID, o.Version, wish)
	w.check(err)
	wanted := []string{"La décision en vigueur ne permet pas cette commande", `#estimate"`}
	w.says(t, orderPath(o.ID), w.alice, append(wanted, `aria-disabled="true"`, `aria-describedby="envoi-pourquoi"`, "serait refusée aujourd’hui"), []string{" disabled>"})
	body := w.sends(t, orderPath(o.ID, "envoyer"), w.alice, url.Values{fieldVersion: {versionText(o)}}, http.StatusConflict)
	_, alert, _ := strings.Cut(body, `id="refusenvoi"`)
	alert, _, _ = strings.Cut(alert, "</div>")
	for _, x := range append(wanted, "2 points sont à régler") {
		if !strings.Contains(alert, x) {
			t.Errorf("the refusal does not say %q: %s", x, alert)
		}
	}
	w.says(t, orderPath(w.orders["basket"]), w.alice, []string{"Rien ne s’y oppose", `aria-describedby="envoi-pourquoi"`}, []string{"aria-disabled"})
}

// What the decision refuses is told in the language of the page, whatever the one it was
// taken in.
func TestGateInEnglish(t *testing.T) {
	w := orderWorld(t)
	w.says(t, "/en"+orderPath(w.orders["refused"]), w.alice, []string{"The decision in force does not allow this order", "<strong>frontal</strong>: "}, []string{"Il manque à l’offre", "réservé au non cloudifiable"})
	w.says(t, "/en"+chainsPath(w.social.ID, "nouveau"), w.alice, []string{"Who must agree, and when"}, []string{"Qui doit donner"})
	form := url.Values{fieldVersion: {versionText(w.current("basket"))}, queryFirst: {"rosny"}, queryPlan: {"hosting"}, "environment": {"recette"}, fieldDo: {doKeep}}
	if body := w.sends(t, orderPath(w.orders["basket"], "ligne"), w.alice, form, http.StatusUnprocessableEntity); strings.Contains(body, "sandbox, ") {
		t.Error("the words of files are told to a person")
	}
}

// What cannot be read in the form of a line and what its plan does not take are told
// together.
func TestOrderLineAllAtOnce(t *testing.T) {
	w := orderWorld(t)
	form := url.Values{
		fieldVersion: {versionText(w.current("basket"))}, queryFirst: {"rosny"}, queryPlan: {"hosting"}, "environment": {"acceptance"}, "choices.form": {"machines"}, "choices.cpu": {"beaucoup"},
		"choices.memory": {"8"}, "choices.storage": {"100"}, "choices.justification": {"Progiciel ancien"}, "estimate": {"cher"}, "on": {"demain"}, fieldDo: {doKeep},
	}
	body := w.sends(t, orderPath(w.orders["basket"], "ligne"), w.alice, form, http.StatusUnprocessableEntity)
	for _, field := range []string{"on", "estimate", "choices.cpu"} {
		if n := strings.Count(body, `href="#`+field+`"`); n != 1 {
			t.Errorf("%s is told %d times", field, n)
		}
	}
	if strings.Contains(body, `href="#estimateNote"`) {
		t.Error("a mistake that nobody made is told")
	}
}

// An optional field left empty is never a mistake, whatever the plan, for what is new and
// for what is changed.
func TestOptionalFieldsEmpty(t *testing.T) {
	w := orderWorld(t)
	for _, p := range w.pages.Library.Now().Catalogue.Plans() {
		form := url.Values{fieldVersion: {versionText(w.current("basket"))}, queryFirst: {p.Offer}, queryPlan: {p.ID}, "environment": {"acceptance"}, fieldDo: {doReckon}}
		for _, name := range []string{"name", "on", "until", "framework", "estimate", "estimateNote"} {
			form.Set(name, "")
		}
		for i := range p.Fields {
			f := &p.Fields[i]
			form.Set(fieldChoice+f.ID, "")
			if f.Required {
				form.Set(fieldChoice+f.ID, leastChoice(f))
			}
		}
		w.sends(t, orderPath(w.orders["basket"], "ligne"), w.alice, form, http.StatusOK)
	}
	change := url.Values{
		fieldVersion: {versionText(w.current("basket"))}, queryInstance: {w.orders["instance"]}, "choices.cpu": {"6"}, "choices.memory": {"16"}, "choices.storage": {"200"},
		"choices.justification": {"La même"}, "on": {""}, "until": {""}, "estimate": {""}, "estimateNote": {""}, fieldDo: {doReckon},
	}
	w.sends(t, orderPath(w.orders["basket"], "ligne"), w.alice, change, http.StatusOK)
}

// leastChoice is the least that a field takes.
func leastChoice(f *catalogue.Field) string {
	switch f.Kind {
	case catalogue.Choosing:
		return f.Choices[0].Value
	case catalogue.YesOrNo:
		return havre.Yes.String()
	case catalogue.Integer:
		return typedChoice(f.Min)
	case catalogue.Blueprint:
		return "apiVersion: havre/v1\nkind: Blueprint\nspec: {}\n"
	case catalogue.FreeText:
	}
	least, _ := f.Lengths()
	return strings.Repeat("a", max(1, int(least)))
}

// An offer is chosen knowing its price, or that nobody publishes it, and its delay.
func TestOfferPrices(t *testing.T) {
	w := orderWorld(t)
	w.says(t, orderPath(w.orders["basket"], "ligne"), w.alice, []string{"Prix non publié", "À partir de 16,30", "au prix d’un accord", "Délai de livraison non publié"}, nil)
	p := &catalogue.Plan{
		Fields: []catalogue.Field{{ID: "n", Kind: catalogue.Integer, Min: 2, Required: true}, {ID: "more", Kind: catalogue.Integer}},
		Components: []catalogue.Component{
			{ID: "a", Quantity: "n", Billing: catalogue.Limit, Prices: []catalogue.Price{{Amount: 3 * havre.OneEuro}}},
			{ID: "b", Quantity: "more", Billing: catalogue.Limit},
			{ID: "c", Billing: catalogue.OneTime, Prices: []catalogue.Price{{Amount: 5 * havre.OneEuro}}},
		},
	}
	if x := leastPrice(p, nil, w.pages.Orders.Today()); x.Monthly != 6*havre.OneEuro || x.Once != 5*havre.OneEuro || x.Known != havre.Yes {
		t.Errorf("the least price is %+v", x)
	}
	p.Fields[1].Required, p.Fields[1].Min = true, 1
	if x := leastPrice(p, nil, w.pages.Orders.Today()); x.Known != havre.Unknown {
		t.Errorf("with a part that has no price: %+v", x)
	}
}

// The list of resources shows what is ordered or in service, says so, and leads to the
// rest.
func TestResourcesLiving(t *testing.T) {
	w := orderWorld(t)
	never := ">essai<"
	w.says(t, "/ressources", w.alice, []string{">paie<", "sans celles qui sont terminées", "etat=toutes"}, []string{never})
	w.says(t, "/ressources?etat=toutes", w.alice, []string{">paie<", never}, []string{"sans celles qui sont terminées"})
	w.says(t, "/ressources?etat=abandoned", w.alice, []string{never}, []string{">paie<"})
	w.says(t, "/ressources?q=rien-de-tel", w.alice, []string{"Voir toutes les ressources"}, nil)
}

// The form of a line of what was sent leads to the order, and says why.
func TestLineOfSentOrder(t *testing.T) {
	w := orderWorld(t)
	for _, ask := range []string{"", "?ligne=1", "?offre=rosny"} {
		out := w.get(orderPath(w.orders["awaited"], "ligne")+ask, w.alice)
		if out.Code != http.StatusSeeOther || out.Header().Get("Location") != orderPath(w.orders["awaited"]) {
			t.Errorf("%s: status %d to %s", ask, out.Code, out.Header().Get("Location"))
		}
	}
}

// A change says what it adds to today’s cost each month, wherever its cost is told.
func TestCostOfChange(t *testing.T) {
	w := orderWorld(t)
	bigger, err := json.Marshal(map[string]any{"cpu": 8})
	w.check(err)
	estimate := 4800 * havre.OneEuro
	b, err := w.pages.Orders.Begin(t.Context(), w.actor, order.NewBasket{Need: w.needs["paie-historique"].ID, Title: "Agrandir la paie"})
	w.check(err)
	b, err = w.pages.Orders.Put(t.Context(), w.actor, b.ID, b.Version, order.ItemWish{Action: order.Modify, Instance: w.orders["instance"], Choices: bigger, Estimate: &estimate, EstimateNote: "convention de 2026"})
	w.check(err)
	told := []string{"TTC par mois par rapport à aujourd’hui"}
	w.says(t, orderPath(b.ID), w.alice, told, nil)
	_, err = w.pages.Orders.Send(t.Context(), w.actor, b.ID, b.Version)
	w.check(err)
	w.says(t, orderPath(b.ID), w.alice, append(told, "Coût total TTC"), nil)
	w.says(t, "/commandes", w.alice, told, nil)
	w.says(t, "/a-traiter", w.bruno, told, nil)
	w.says(t, "/en"+orderPath(b.ID), w.alice, []string{"incl. VAT per month compared with today"}, nil)
	w.says(t, orderPath(w.orders["awaited"]), w.alice, nil, told)
}

// Where an order really is: what waits for its form is not being made, what was never
// delivered engages nothing, what somebody showed is no longer left to show, and English
// pages are in English.
func TestOrderWords(t *testing.T) {
	w := orderWorld(t)
	w.says(t, "/commandes", w.alice, []string{"En attente du bon de commande"}, nil)
	w.says(t, orderPath(w.orders["bought"]), w.alice, []string{"En attente du bon de commande", "Engage, TTC"}, nil)
	w.says(t, orderPath(w.orders["rejected"]), w.alice, []string{"Rendu, TTC"}, []string{"Engage, TTC", "Engagerait"})
	w.says(t, orderPath(w.orders["awaited"]), w.alice, []string{"Engagerait, TTC"}, []string{"Engage, TTC", "Fermeté"})
	w.says(t, "/en"+orderPath(w.orders["rejected"]), w.alice, []string{"Rejected at step"}, []string{"Refusée à l’étape"})
	c := order.Check{State: order.Shown, Why: havre.Same("il reste à le montrer"), By: w.actor.ID, Proof: "note"}
	if why := checkWhy(nil, &c); why != "" {
		t.Errorf("what is shown is still said to be left: %s", why)
	}
}

// Somebody is late for a step of their own, wherever it is told; nobody is for an order
// that waits for its requester.
func TestLateSaidAlike(t *testing.T) {
	w := orderWorld(t)
	w.jump(30 * 24 * 3600e9)
	w.bruno = w.session("Valérie", identity.Grant{Organisation: w.social.ID, Role: identity.Approver})
	body := w.get("/a-traiter", w.bruno).Body.String()
	if n := strings.Count(body, "c’était attendu le"); n == 0 || !strings.Contains(body, "dont "+itoa(n)+" en retard") || strings.Count(body, "app-inbox__item--late") != n {
		t.Errorf("%d late in the list, and otherwise in its heading", n)
	}
	o := w.current("asked")
	if o.State != order.Pending || o.Course.Pending() == nil {
		t.Fatalf("%s", o.State)
	}
	_, list, _ := strings.Cut(w.get("/commandes?etat=pending", w.alice).Body.String(), `id="commandes-liste"`)
	if strings.Contains(list, "en retard") {
		t.Error("a requester who is asked is said to be late")
	}
}

// What is ordered joins a basket that was open: it is said.
func TestBasketAlreadyOpen(t *testing.T) {
	w := orderWorld(t)
	need := w.needs["paie-historique"].ID
	if f := alreadyOpen(&order.Order{}); !f.Text.IsZero() {
		t.Errorf("an empty basket is told: %+v", f)
	}
	for _, out := range []*httptest.ResponseRecorder{
		w.post(instancePath(w.orders["instance"], "commander"), w.alice, nil), w.post("/commandes", w.alice, url.Values{queryNeed: {need}, queryFirst: {"rosny"}}),
	} {
		next := httptest.NewRequest(http.MethodGet, out.Header().Get("Location"), nil)
		for _, c := range out.Result().Cookies() {
			next.AddCookie(c)
		}
		body := w.do(next, w.alice).Body.String()
		if !strings.Contains(body, "Vous avez déjà un panier ouvert pour ce dossier") || !strings.Contains(body, "Machine pour base-recette") {
			t.Error("the basket that it joins is not told")
		}
	}
}

// An answer to a step is asked with the name of the order, and its steps are listed.
func TestInboxWords(t *testing.T) {
	w := orderWorld(t)
	w.says(t, "/a-traiter", w.bruno, []string{"Donner votre avis sur «\u00a0Machine pour calcul\u00a0»", "Accord de l’approbateur"}, nil)
	w.vote(w.current("awaited"), approval.Ask)
	w.says(t, "/a-traiter", w.alice, []string{"Répondre à une question sur «\u00a0Machine pour calcul\u00a0»"}, nil)
}
