package pages

import (
	"slices"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/pricing"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// orderKind is how the state of an order, or of a line of one, is drawn.
func orderKind(s order.State) ui.StateKind {
	switch s {
	case order.Draft:
		return ui.Blank
	case order.Acknowledged, order.InProgress:
		return ui.Planned
	case order.Pending, order.Held, order.Partial:
		return ui.ToConfirm
	case order.Completed:
		return ui.Yes
	case order.Rejected, order.Failed:
		return ui.No
	case order.Cancelled:
	}
	return ui.NotApplicable
}

func orderStateText(r *web.Request, s order.State) string { return web.Capital(r.Text(s.Text())) }

// orderNow is where an order is in words: one whose form is awaited is not being fulfilled
// yet.
func orderNow(r *web.Request, o *order.Order) string {
	if len(o.FormsDue()) > 0 {
		return r.Say("En attente du bon de commande", "Awaiting the order form")
	}
	return orderStateText(r, o.State)
}

// orderNowKind is how that is drawn.
func orderNowKind(o *order.Order) ui.StateKind {
	if len(o.FormsDue()) > 0 {
		return ui.ToConfirm
	}
	return orderKind(o.State)
}

// itemStateText is the state of a line: an order awaits approval, a line is only sent.
func itemStateText(r *web.Request, o *order.Order, it *order.Item) string {
	switch {
	case it.State == order.Acknowledged && !o.ApprovedAt.IsZero():
		return r.Say("En file d’attente", "Queued")
	case it.State == order.Pending && !o.ApprovedAt.IsZero():
		return r.Say("En attente du bon de commande", "Awaiting the order form")
	}
	return orderStateText(r, it.State)
}

// orderName is how an order is called: its number, or that it is a basket.
func orderName(r *web.Request, o *order.Order) string {
	if o.Number == "" {
		return r.Say("Panier", "Basket")
	}
	return o.Number
}

// orderTitle heads the page of an order.
func orderTitle(r *web.Request, o *order.Order) string {
	return r.Say("%s : %s", "%s: %s", orderName(r, o), o.Title)
}

// money is an amount for people.
func money(r *web.Request, e havre.Euro) string { return r.Text(e.Cents().Text()) }

// costText is what an order engages; what is unknown is said, and never counts for
// nothing.
func costText(r *web.Request, o *order.Order) string {
	cost, known := o.Cost()
	switch {
	case len(o.Items) == 0:
		return ""
	case !known && cost == 0:
		return r.Say("inconnu", "unknown")
	case !known:
		return r.Say("au moins %s", "at least %s", money(r, cost))
	}
	return money(r, cost)
}

// itemCost is what a line engages.
func itemCost(r *web.Request, w *order.Wish) string {
	cost, known := w.Cost()
	switch {
	case known:
		return money(r, cost)
	case cost == 0:
		return r.Say("inconnu", "unknown")
	}
	return r.Say("au moins %s", "at least %s", money(r, cost))
}

// verb is what a line does to what it is about.
func verb(r *web.Request, a order.Action) string {
	switch a {
	case order.Modify:
		return r.Say("Modifier", "Change")
	case order.Delete:
		return r.Say("Arrêter", "End")
	case order.Add:
	}
	return r.Say("Ajouter", "Add")
}

// environmentText is an environment in words.
func environmentText(r *web.Request, word string) string { return r.Text(fact.Label(word)) }

// awaitedWho is who an order waits for, in words; "" when nobody.
func awaitedWho(r *web.Request, o *order.Order) string {
	switch o.State {
	case order.Draft:
		return requesterName(r, o)
	case order.Acknowledged:
		var who []string
		for _, by := range o.Course.Pending() {
			who = append(who, r.Text(by.Text()))
		}
		return r.Or(who...)
	case order.Pending:
		return r.Say("le demandeur (%s)", "the requester (%s)", requesterName(r, o))
	case order.Held:
		return r.Say("la levée de la suspension", "the hold to be lifted")
	case order.InProgress:
		if len(o.FormsDue()) > 0 {
			return r.Text(identity.Buyer.Text())
		}
		return r.Say("qui réalise la commande", "whoever fulfils the order")
	case order.Rejected, order.Cancelled, order.Completed, order.Failed, order.Partial:
	}
	return ""
}

// awaitedSince is since when, and by when an answer is due.
func awaitedSince(o *order.Order) (since, due time.Time) {
	switch o.State {
	case order.Acknowledged, order.Pending:
		return stepsSince(o, nil)
	case order.InProgress:
		since = o.ApprovedAt
	case order.Held:
		since = o.UpdatedAt
	case order.Draft, order.Rejected, order.Cancelled, order.Completed, order.Failed, order.Partial:
	}
	return since, due
}

// stepsSince is since when the steps of an order wait, and by when the first of them is
// due; only those named, all of them when none is. The limit of one that is suspended does
// not run, and nobody is late for an order that waits for its requester, except for a step of
// their own.
func stepsSince(o *order.Order, only []string) (since, due time.Time) {
	for i := range o.Course.Steps {
		s := &o.Course.Steps[i]
		if only != nil && !slices.Contains(only, s.ID) || s.State != approval.Open && s.State != approval.Information {
			continue
		}
		begun := s.OpenedAt
		if !s.SuspendedAt.IsZero() {
			begun = s.SuspendedAt
		} else if (only != nil || o.State == order.Acknowledged) && s.State == approval.Open && !s.DueAt.IsZero() && (due.IsZero() || s.DueAt.Before(due)) {
			due = s.DueAt
		}
		if since.IsZero() || begun.Before(since) {
			since = begun
		}
	}
	return since, due
}

// passed says whether a time limit is: its last instant is no longer in it.
func passed(r *web.Request, due time.Time) bool { return !due.IsZero() && !r.Now.Before(due) }

// waitsLate says whether somebody is late for an order.
func waitsLate(r *web.Request, o *order.Order) bool {
	_, due := awaitedSince(o)
	return passed(r, due)
}

// waitNote says since when somebody is awaited, and whether they are late.
func waitNote(r *web.Request, o *order.Order) string {
	since, due := awaitedSince(o)
	return waitedText(r, since, due)
}

// waitedText says since when, and by when or how late.
func waitedText(r *web.Request, since, due time.Time) string {
	if since.IsZero() {
		return ""
	}
	text := r.Say("depuis le %s", "since %s", r.Date(havre.DayOf(since)))
	switch {
	case due.IsZero():
	case passed(r, due):
		text = r.Remarks(text, r.Say("en retard : c’était attendu le %s", "late: it was expected on %s", r.Date(lastDay(due))))
	default:
		text = r.Remarks(text, r.Say("attendu le %s au plus tard", "expected by %s", r.Date(lastDay(due))))
	}
	return text
}

// lastDay is the last day of a time limit, which passes with its end.
func lastDay(due time.Time) havre.Date { return havre.DayOf(due.Add(-time.Second)) }

func requesterName(r *web.Request, o *order.Order) string {
	switch {
	case o.RequesterName != "":
		return o.RequesterName
	case o.Requester == identity.System().ID:
		return r.Say("le portail", "the portal")
	}
	return r.Say("une personne effacée", "an erased person")
}

// orderLead says where an order is and what comes next, in a sentence or two.
func orderLead(r *web.Request, o *order.Order) string {
	who, note := awaitedWho(r, o), waitNote(r, o)
	after := func(text string) string {
		if note == "" {
			return text
		}
		return text + " " + web.Capital(note) + "."
	}
	switch o.State {
	case order.Draft:
		return r.Say("Rien n’est envoyé tant que vous n’appuyez pas sur « Commander ».", "Nothing is sent until you press “Order”.")
	case order.Acknowledged:
		return after(r.Say("En validation. Attend : %s.", "Awaiting approval. Waits for: %s.", who))
	case order.Pending:
		return after(r.Say("Une question est posée à %s : le délai de l’étape qui la pose est suspendu jusqu’à sa réponse.", "A question was put to %s: the time limit of the step that asks is suspended until they answer.", requesterName(r, o)))
	case order.Held:
		return r.Say("Suspendue. %s", "On hold. %s", r.Sentence(o.Why))
	case order.InProgress:
		if len(o.FormsDue()) > 0 {
			return after(r.Say("Approuvée. Attend que l’acheteur émette le bon de commande.", "Approved. Waits for the buyer to issue the order form."))
		}
		return r.Say("Approuvée le %s ; en cours de réalisation.", "Approved on %s; being fulfilled.", r.Date(havre.DayOf(o.ApprovedAt)))
	case order.Rejected, order.Cancelled, order.Failed:
		return strings.TrimSpace(r.Say("Commande %s le %s.", "Order %s on %s.", r.Text(o.State.Text()), r.Date(havre.DayOf(o.EndedAt))) + " " + r.Sentence(o.Why))
	case order.Partial:
		return r.Say("Livrée en partie le %s : voyez ligne par ligne ce qui manque, et pourquoi.", "Partly delivered on %s: see line by line what is missing, and why.", r.Date(havre.DayOf(o.EndedAt)))
	case order.Completed:
	}
	return r.Say("Tout est livré, depuis le %s.", "All is delivered, since %s.", r.Date(havre.DayOf(o.EndedAt)))
}

// billingText is how a component is paid.
func billingText(r *web.Request, l *pricing.Line) string { return r.Text(l.Billing.Text()) }

// quoteOf is what several lines cost together.
func quoteOf(o *order.Order) pricing.Quote {
	var quotes []pricing.Quote
	for i := range o.Items {
		if w := o.Items[i].Standing(); w != nil {
			quotes = append(quotes, w.Quote)
		}
	}
	return pricing.Sum(quotes...)
}

// unknownNames are the components whose price nobody published, by their names.
func unknownNames(r *web.Request, q *pricing.Quote) string {
	var out []string
	for _, id := range q.Unknown {
		name := id
		for i := range q.Lines {
			if q.Lines[i].Component == id {
				name = r.Text(q.Lines[i].Title)
			}
		}
		out = append(out, strings.ToLower(name[:1])+name[1:])
	}
	return r.And(out...)
}

// orderLine says of an order, in a list, when it was sent and what it engages.
func orderLine(r *web.Request, o *order.Order) string {
	parts := []string{}
	if !o.SentAt.IsZero() {
		parts = append(parts, r.Say("envoyée le %s", "sent on %s", r.Date(dayOr(o.SentAt))))
	}
	if cost := costText(r, o); cost != "" {
		parts = append(parts, r.Say("%s TTC", "%s incl. VAT", cost))
	}
	if change := orderChange(r, o); change != "" {
		parts = append(parts, change)
	}
	return web.Capital(r.Remarks(parts...))
}

// basketLine says of a basket, in a list, what it holds.
func basketLine(r *web.Request, o *order.Order) string {
	lines := r.Many(len(o.Items), havre.Text{FR: "%s ligne", EN: "%s line"}, havre.Text{FR: "%s lignes", EN: "%s lines"})
	if len(o.Items) == 0 {
		return lines
	}
	return r.Remarks(lines, r.Say("%s TTC", "%s incl. VAT", costText(r, o)))
}
