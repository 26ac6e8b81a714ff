package pages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// basketView is the page of a basket: what it holds, and what would become of it if it
// were sent now.
type basketView struct {
	Order   *order.Order
	Review  *order.Review
	Names   itemNames
	Barred  []barred    // what the decision does not let through, line by line
	Derogs  []derogable // rules in the way that a derogation may lift
	Refused formRefusal
}

// derogable is a rule that stands in the way of an offer, and may be derogated from.
type derogable struct {
	Rule, Title, Offer, OfferName string
}

func (n *needPages) basketView(r *web.Request, o *order.Order, x formRefusal) (*basketView, error) {
	v := &basketView{Order: o, Refused: x, Names: itemNames{map[string]string{}, map[string]string{}, n.Library.Now().Catalogue.Plan}}
	for i := range o.Items {
		v.Names.Offers[o.Items[i].Offer] = n.offerName(r, o.Items[i].Offer)
	}
	var err error
	if v.Review, err = n.Orders.Review(r.Context(), r.Actor, o.ID); err != nil {
		return nil, err
	}
	if v.Review.Gate != nil {
		d, err := n.ruling(r, o.Need)
		if err != nil {
			return nil, err
		}
		v.Barred, v.Derogs = barredLines(r, v.Review.Gate, d, o), derogables(d, o, v.Names.Offers)
	}
	return v, n.nameFrameworks(r, o, v.Names.Frameworks)
}

// ruling is the decision in force of a need, in the words of the reader; nil when none
// was taken.
func (n *needPages) ruling(r *web.Request, need string) (*decision.Decision, error) {
	x, err := n.Record.Need(r.Context(), r.Actor, need)
	if err != nil || x.Current == nil {
		return nil, err
	}
	d, _, err := n.decided.get(decidedKey{x.Current.ID, r.Lang, false}, func() (*decision.Decision, havre.Lang, error) {
		return n.inWords(r, x.Current.ID, false)
	})
	return d, err
}

// barred is a line that the decision does not let through, and why.
type barred struct {
	Name string
	Why  []string
}

// barredLines tell what the gate refuses in the words of the decision as the reader reads
// it: the gate quotes the language it was taken in.
func barredLines(r *web.Request, gate *havre.Fault, d *decision.Decision, o *order.Order) (out []barred) {
	for i := range o.Items {
		it := &o.Items[i]
		if d == nil || !slices.ContainsFunc(gate.Problems, func(p havre.Problem) bool { return itemOfProblem(p) == it.Number }) {
			continue
		}
		ruled, _ := d.Offer(it.Offer)
		out = append(out, barred{it.Name, whyNot(r, ruled)})
	}
	return out
}

// derogables are the rules in the way of what a basket holds that a derogation may lift.
func derogables(d *decision.Decision, o *order.Order, names map[string]string) (out []derogable) {
	if d == nil {
		return nil
	}
	seen := map[string]bool{}
	for i := range o.Items {
		it := &o.Items[i]
		ruled, ok := d.Offer(it.Offer)
		if !ok || it.Action == order.Delete || seen[it.Offer] || ruled.Verdict == decision.Eligible {
			continue
		}
		seen[it.Offer] = true
		for _, s := range ruled.Rules {
			if s.Outcome == doctrine.Fail && s.Severity == doctrine.Must && s.Derogation != nil {
				out = append(out, derogable{s.ID, s.Title, it.Offer, names[it.Offer]})
			}
		}
	}
	return out
}

// itemOfProblem is the line that a problem is about, 0 for none: items.3.name.
func itemOfProblem(p havre.Problem) int {
	rest, ok := strings.CutPrefix(p.Field, "items.")
	if !ok {
		return 0
	}
	number, _, _ := strings.Cut(rest, ".")
	n, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	return n
}

// problemsOf are the problems of a line.
func (v *basketView) problemsOf(number int) (out havre.Problems) {
	for _, p := range v.Review.Problems {
		if itemOfProblem(p) == number {
			out = append(out, p)
		}
	}
	return out
}

// itemName is the name of a line, by its number.
func (v *basketView) itemName(number int) string {
	i := slices.IndexFunc(v.Order.Items, func(it order.Item) bool { return it.Number == number })
	if i < 0 {
		return ""
	}
	return v.Order.Items[i].Name
}

// mayWrite says whether to offer to change the basket.
func (v *basketView) mayWrite(r *web.Request) bool {
	return mayOrder(r, identity.WriteOrder, v.Order.Path)
}

// heading is what was typed of the heading, or what it is.
func (v *basketView) heading() ui.Answers {
	if v.Refused.In(partHeading) {
		return v.Refused.Answers
	}
	b := v.Order.Billing
	return ui.Answers{Values: map[string][]string{
		"title": {v.Order.Title}, "note": {v.Order.Note}, "billing.siret": {b.SIRET}, "billing.service": {b.Service}, "billing.engagement": {b.Engagement},
		"billing.contact": {b.Contact}, "billing.signedBy": {b.SignedBy},
	}}
}

// rewriteBasket changes the heading of a basket.
func (n *needPages) rewriteBasket(w http.ResponseWriter, r *web.Request) error {
	_, err := n.Orders.Rewrite(r.Context(), r.Actor, r.PathValue("id"), orderVersion(r), order.Heading{
		Title: r.Field("title"), Note: r.Field("note"),
		Billing: order.Billing{
			SIRET: r.Field("billing.siret"), Service: r.Field("billing.service"), Engagement: r.Field("billing.engagement"),
			Contact: r.Field("billing.contact"), SignedBy: r.Field("billing.signedBy"),
		},
	})
	return n.done(w, r, partHeading, err, havre.Text{FR: "En-tête enregistré.", EN: "Heading saved."})
}

// sendBasket orders what a basket holds.
func (n *needPages) sendBasket(w http.ResponseWriter, r *web.Request) error {
	_, err := n.Orders.Send(r.Context(), r.Actor, r.PathValue("id"), orderVersion(r))
	return n.done(w, r, "envoi", err, havre.Text{FR: "Commande envoyée. Ceux qui la valident sont prévenus.", EN: "Order sent. Those who approve it are told."})
}

// removeOrderItem takes a line out of a basket.
func (n *needPages) removeOrderItem(w http.ResponseWriter, r *web.Request) error {
	number, err := strconv.Atoi(r.Field(queryItem))
	if err != nil {
		return identity.Missing()
	}
	_, err = n.Orders.Remove(r.Context(), r.Actor, r.PathValue("id"), orderVersion(r), number)
	return n.done(w, r, "retrait", err, havre.Text{FR: "Ligne retirée du panier.", EN: "Line taken out of the basket."})
}

// discardBasket throws a basket away.
func (n *needPages) discardBasket(w http.ResponseWriter, r *web.Request) error {
	if err := n.Orders.Discard(r.Context(), r.Actor, r.PathValue("id"), orderVersion(r)); err != nil {
		return n.done(w, r, "suppression", err, havre.Text{})
	}
	return r.SeeOther(w, "/commandes", web.Flash{Text: havre.Text{FR: "Panier supprimé.", EN: "Basket deleted."}})
}

// shortageTable is what quotas and budgets lack, level by level.
func shortageTable(r *web.Request, short []quota.Shortage) ui.TableProps {
	t := ui.TableProps{
		ID: "manques", Caption: r.Say("Ce qui manque", "What is short"), Cards: true,
		Columns: []ui.Head{
			{Name: r.Say("Compte", "Account")}, {Name: r.Say("Niveau", "Level")}, {Name: r.Say("Demandé", "Asked for"), Number: true}, {Name: r.Say("Reste", "Left"), Number: true},
		},
	}
	for i := range short {
		s := &short[i]
		level, left := r.Say("aucun niveau n’en accorde", "no level grants any"), r.Say("rien", "none")
		if s.Allowance != nil {
			level, left = holderName(r, s.Allowance), allowanceLeft(r, s.Allowance)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(web.Capital(r.Text(s.Key.Text()))), ui.Text(level), ui.Text(amountText(r, s.Resource, s.Asked)), ui.Text(left),
		}})
	}
	return t
}

// verdict says in a sentence what would become of the basket.
func (v *basketView) verdict(r *web.Request) string {
	switch {
	case len(v.Order.Items) == 0:
		return r.Say("Ajoutez une première ligne : une offre que la décision permet, et ce que vous en voulez.", "Add a first line: an offer that the decision allows, and what you want of it.")
	case v.Review.Ready():
		return r.Say("Rien ne s’oppose à cette commande. Vérifiez qui la validera, puis commandez.", "Nothing stands in the way of this order. See who will approve it, then order.")
	}
	return r.Say("Des points sont à régler avant que cette commande puisse partir. Vous pouvez laisser le panier et y revenir.", "Some points must be settled before this order can leave. You may leave the basket and come back to it.")
}

// obstacle is something for which the basket would be refused, and where it is settled.
type obstacle struct {
	Text string
	At   string
}

// obstacles are all that stands in the way of the basket, in the order of its page.
func (v *basketView) obstacles(r *web.Request) (out []obstacle) {
	for _, p := range v.Review.Problems {
		if p.Warning {
			continue
		}
		out = append(out, obstacle{v.problemText(r, p), v.problemAt(r, p)})
	}
	if g := v.Review.Gate; g != nil {
		out = append(out, obstacle{r.Text(g.Message), "#la-decision"})
	}
	for i := range v.Review.Shortages {
		out = append(out, obstacle{r.Sentence(v.Review.Shortages[i].Problem().Message), "#insuffisants"})
	}
	return out
}

// problemText is what is wrong, with the line it is about.
func (v *basketView) problemText(r *web.Request, p havre.Problem) string {
	if name := v.itemName(itemOfProblem(p)); name != "" {
		return r.Say("%s : %s", "%s: %s", name, r.Sentence(p.Message))
	}
	return r.Sentence(p.Message)
}

// problemAt is where a problem is settled: a field of the form of its line, or one of
// the heading.
func (v *basketView) problemAt(r *web.Request, p havre.Problem) string {
	number := itemOfProblem(p)
	if v.itemName(number) == "" {
		if strings.HasPrefix(p.Field, "billing.") {
			return "#" + p.Field
		}
		return "#lignes"
	}
	at := r.Path(itemPath(v.Order.ID, asksOf(queryItem, itoa(number))))
	if field, ok := strings.CutPrefix(p.Field, "items."+itoa(number)+"."); ok {
		at += "#" + field
	}
	return at
}

// sendButton orders. When that would be refused it says so and why, stays within reach of
// the keyboard, and no longer stands out; pressing it tells the same.
func (v *basketView) sendButton(r *web.Request) ui.ButtonProps {
	b := ui.ButtonProps{Label: r.Say("Commander", "Order"), Attrs: templ.Attributes{"aria-describedby": "envoi-pourquoi"}}
	if !v.Review.Ready() {
		b.Attrs["aria-disabled"] = "true"
	}
	return b
}
