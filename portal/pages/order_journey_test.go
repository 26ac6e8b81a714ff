package pages

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/browsertest"
	"github.com/havre-cloud/havre/order"
)

// TestOrderJourney orders with the keyboard only, from the page of a need to the approval by
// somebody else. Each page on the way is accessible, with and without scripts, on a desktop
// and on a phone.
func TestOrderJourney(t *testing.T) {
	for _, v := range []browsertest.View{{}, {NoScripts: true, Width: browsertest.Phone}} {
		t.Run(v.String(), func(t *testing.T) {
			w := orderWorld(t)
			server := httptest.NewServer(w.site)
			defer server.Close()
			basket := w.current("basket") // one begins from nothing
			w.check(w.pages.Orders.Discard(t.Context(), w.actor, basket.ID, basket.Version))
			j := &journey{t: t, w: w, url: server.URL, scripts: !v.NoScripts, Tab: browsertest.Start(t).Tab(t, v)}
			w.signIn(j.Tab, server.URL)
			j.begin()
			j.fillLine()
			j.chooseOffer()
			id := j.order()
			w.signInAs(j.Tab, server.URL, w.bruno)
			j.approve(id)
		})
	}
}

// begin begins an order from the page of a need.
func (j *journey) begin() {
	j.Go(j.url + needPath(j.w.needs["paie-historique"].ID))
	j.good()
	j.pressOn("Commander Rosny")
	if !strings.Contains(j.at(), "/ligne?offre=rosny") {
		j.t.Fatalf("after beginning: %s", j.at())
	}
	j.good()
}

// fillLine fills the form of a line, has it priced where scripts run, and keeps it.
func (j *journey) fillLine() {
	j.typeIn("name", "serveur-clavier")
	j.typeIn("environment", "r") // the first word that begins so: recette
	j.TabTo("the form of hosting", `at.name === "choices.form"`)
	j.Press(browsertest.KeySpace)
	j.typeIn("choices.cpu", "4")
	j.typeIn("choices.memory", "8")
	j.typeIn("choices.storage", "100")
	j.typeIn("choices.justification", "Progiciel ancien.")
	j.typeIn("estimate", "1200")
	j.typeIn("estimateNote", "devis")
	if j.scripts {
		j.TabTo("the button that prices", `at.matches("button") && at.textContent.includes("Calculer le prix")`)
		j.Press(browsertest.KeyEnter)
		j.Until("the price", `!!document.querySelector("#prix .app-price__sum")`)
		j.good()
	}
	j.pressOn("Mettre au panier")
	if !strings.Contains(j.at(), "/commandes/") || strings.Contains(j.at(), "/ligne") {
		j.t.Fatalf("after the line: %s: %s", j.at(), browsertest.Eval[string](j.Tab, `document.querySelector("main").innerText`))
	}
	j.good()
}

// chooseOffer looks at what else may be ordered, and comes back.
func (j *journey) chooseOffer() {
	basket := j.at()
	j.pressOn("Ajouter une ligne")
	j.good()
	j.pressOn("Choisir Nubo")
	j.good()
	j.pressOn("Revenir au panier")
	if j.at() != basket {
		j.t.Fatalf("back: %s", j.at())
	}
}

// order sends the basket, and gives its identifier.
func (j *journey) order() string {
	j.TabTo("the button that orders", `at.matches("#envoi button")`)
	j.Submits("the order", func() { j.Press(browsertest.KeyEnter) })
	j.good()
	id := strings.TrimPrefix(j.at(), "/commandes/")
	if o, err := j.w.pages.Orders.Order(j.t.Context(), j.w.actor, id); err != nil || o.State != order.Acknowledged {
		j.t.Fatalf("%s is not sent: %v %v", id, o, err)
	}
	return id
}

// approve settles, as somebody else, each step that awaits them.
func (j *journey) approve(id string) {
	const most = 5 // steps that this order may ask for
	for range most {
		o, err := j.w.pages.Orders.Order(j.t.Context(), j.w.actor, id)
		j.w.check(err)
		steps, err := j.w.pages.Orders.Awaits(j.t.Context(), j.w.approver, o)
		j.w.check(err)
		if len(steps) == 0 {
			if o.State != order.InProgress {
				j.t.Fatalf("the order is %s", o.State)
			}
			j.Go(j.url + "/a-traiter") // the page of an order follows it until it is left
			return
		}
		j.Go(j.url + "/a-traiter")
		j.good()
		j.TabTo("the order in the inbox", `at.matches(".app-inbox a") && at.getAttribute("href").endsWith("`+id+`")`)
		j.Submits("the order in the inbox", func() { j.Press(browsertest.KeyEnter) })
		j.good()
		j.TabTo("the answer", `at.name === "kind"`)
		j.Press(browsertest.KeySpace)
		j.pressOn("Enregistrer mon avis")
		j.good()
	}
	j.t.Fatalf("the order still awaits somebody: %s", browsertest.Eval[string](j.Tab, `document.querySelector("main").innerText`))
}
