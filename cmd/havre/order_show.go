package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) orderShow() *cobra.Command {
	var wait bool
	c := a.orderVerb(entry{
		use: havre.Text{FR: "show COMMANDE", EN: "show ORDER"}, short: havre.Text{FR: "où en est une commande", EN: "where an order is"},
		long: havre.Text{
			FR: "Montre l'état, les lignes, les étapes de validation, ce qu'il faut montrer et le coût. --wait suit la commande jusqu'à sa fin.",
			EN: "Shows the state, the items, the approval steps, what is to be shown and the cost. --wait follows the order to its end.",
		},
		example: havre.Same("havre order show CMD-2026-00042\nhavre order show CMD-2026-00042 --wait"), exits: waitExits,
	}, func(r *remote, o *wire.Order, _ string, _ []string) (*wire.Order, error) {
		if wait {
			return r.awaitOrder(o)
		}
		return o, nil
	})
	a.waitFlag(c, &wait)
	return c
}

// showOrder writes an order: for people, or whole for programs. One that was waited
// for and ended badly gives a code.
func (r *remote) showOrder(o *wire.Order) error {
	if r.format != formatTable {
		return r.record(o)
	}
	var b bytes.Buffer
	r.orderHead(&b, o)
	r.orderItems(&b, o.Status.Items)
	if o.Status.Ended {
		r.orderSteps(&b, settledSteps(o))
	} else {
		r.orderSteps(&b, o.Status.Steps)
	}
	if !forNothing(o) {
		r.orderChecks(&b, o.Status.Checks)
	}
	_, err := b.WriteTo(r.out)
	return err
}

// forNothing says whether an order ended without delivering anything: nothing of it is to
// be shown any more.
func forNothing(o *wire.Order) bool {
	switch o.Status.State {
	case "rejected", "cancelled", "failed":
		return true
	}
	return false
}

// orderHead is what an order is, and where it is.
func (r *remote) orderHead(b *bytes.Buffer, o *wire.Order) {
	s := &o.Status
	b.WriteString(r.style().Strong(orElse(s.Number, o.ID)+"  "+o.Metadata.Title) + "\n")
	line := func(head havre.Text, value string) {
		if value != "" {
			b.WriteString(terminal.Indent("  "+terminal.Pad(r.say(head), 14)+" ", value, r.width()))
		}
	}
	line(havre.Same("id"), o.ID)
	line(havre.Text{FR: "état", EN: "state"}, s.StateText)
	line(havre.Text{FR: "raison", EN: "reason"}, s.Why)
	line(havre.Text{FR: "question", EN: "question"}, s.Asked)
	line(havre.Text{FR: "attend", EN: "awaits"}, r.awaits(o))
	line(havre.Text{FR: "dossier", EN: "need"}, s.DossierTitle)
	line(havre.Text{FR: "coût TTC", EN: "cost incl. VAT"}, r.costOf(s.Cost, s.Complete))
	line(havre.Text{FR: "demandeur", EN: "requester"}, s.RequesterName)
	line(havre.Text{FR: "envoyée", EN: "sent"}, r.instant(s.SentAt))
	line(havre.Text{FR: "terminée", EN: "ended"}, r.instant(s.EndedAt))
	line(havre.Text{FR: "opération", EN: "operation"}, s.Operation)
}

// costOf is what something costs, as far as it is known.
func (a *app) costOf(e havre.Euro, complete bool) string {
	if complete {
		return a.say(e.Text())
	}
	if e == 0 {
		return a.say(havre.Text{FR: "inconnu : des prix ne sont pas publiés", EN: "unknown: some prices are not published"})
	}
	return a.say(havre.Text{FR: "au moins %[1]s : des prix sont inconnus", EN: "at least %[1]s: some prices are unknown"}.With(e.Text()))
}

// orderItems are the lines of an order: what is asked, then what is granted when it is
// less.
func (r *remote) orderItems(b *bytes.Buffer, items []wire.OrderedItem) {
	r.section(b, havre.Text{FR: "LIGNES", EN: "ITEMS"}, len(items))
	for i := range items {
		it := &items[i]
		words := fmt.Sprintf("%s %s (%s/%s, %s)", r.say(itemActions[it.Action]), it.Name, it.Offer, it.Plan, r.say(fact.Label(it.Environment)))
		wanted := standing(it)
		if wanted != nil {
			words += ", " + r.costOf(wantedCost(wanted))
		}
		if it.Message != "" {
			words += ". " + it.Message
		}
		b.WriteString(terminal.Indent(fmt.Sprintf("  %2d ", it.Number), words, r.width()))
		r.itemDays(b, it, wanted)
		r.itemSizes(b, it)
	}
}

// standing is what counts of an item: delivered, else decided, else requested.
func standing(it *wire.OrderedItem) *wire.ItemWanted {
	switch {
	case it.Delivered != nil:
		return it.Delivered
	case it.Decided != nil:
		return it.Decided
	}
	return it.Requested
}

// itemSizes are what an item takes, as it was asked, granted and delivered where they
// differ.
func (r *remote) itemSizes(b *bytes.Buffer, it *wire.OrderedItem) {
	line := func(words string) {
		if words != "" {
			b.WriteString(terminal.Indent("     ", words, r.width()))
		}
	}
	if it.Decided == nil && it.Delivered == nil {
		line(r.taken(it.Requested))
		return
	}
	if r.taken(standing(it)) == r.taken(it.Requested) { // only its price or its days differ
		line(r.taken(it.Requested))
		return
	}
	line(r.say(havre.Text{FR: "demandé : %s", EN: "asked for: %s"}, r.taken(it.Requested)))
	if it.Decided != nil && r.taken(it.Decided) != r.taken(it.Requested) {
		line(r.say(havre.Text{FR: "accordé : %s", EN: "granted: %s"}, r.taken(it.Decided)))
	}
	if it.Delivered != nil {
		line(r.say(havre.Text{FR: "livré : %s", EN: "delivered: %s"}, r.taken(it.Delivered)))
	}
}

var itemActions = map[string]havre.Text{
	"add": {FR: "ajouter", EN: "add"}, "modify": {FR: "modifier", EN: "change"}, "delete": {FR: "terminer", EN: "end"},
}

// wantedCost is what something wanted costs, and whether that is known or estimated.
func wantedCost(w *wire.ItemWanted) (havre.Euro, bool) {
	known := w.Quote.Complete == havre.Yes
	if !known && w.Estimate != nil {
		return w.Estimate.Euro, true
	}
	return w.Quote.TotalVAT, known
}

// itemDays says when an item begins and ends, where somebody said so.
func (r *remote) itemDays(b *bytes.Buffer, it *wire.OrderedItem, w *wire.ItemWanted) {
	var parts []string
	say := func(d havre.Date, words havre.Text) {
		if !d.IsZero() {
			parts = append(parts, r.say(words, r.say(d.Words())))
		}
	}
	if it.Action == "delete" {
		say(it.On, havre.Text{FR: "dernier jour : %s", EN: "last day: %s"})
	} else {
		say(it.On, havre.Text{FR: "premier jour : %s", EN: "first day: %s"})
		if w != nil {
			say(w.LastDay, havre.Text{FR: "dernier jour : %s", EN: "last day: %s"})
		}
	}
	if parts != nil {
		b.WriteString(terminal.Indent("     ", strings.Join(parts, ", "), r.width()))
	}
}

// taken is what something takes of quotas, with its units.
func (r *remote) taken(w *wire.ItemWanted) string {
	if w == nil {
		return ""
	}
	var parts []string
	for _, resource := range quota.Resources {
		if n := w.Resources[string(resource)]; n != 0 {
			parts = append(parts, r.say(havre.Text{FR: "%[1]s : %[2]s", EN: "%[1]s: %[2]s"}, r.say(resource.Text()), r.say(resource.Amount(n))))
		}
	}
	return strings.Join(parts, ", ")
}

var stepMarks = map[string]string{"approved": "✔", "automatic": "✔", "silent": "✔", "noted": "✔", "rejected": "✘", "open": "→", "information": "?", "waiting": "·", "dropped": "·"}

// settledSteps are those that somebody, or a rule, settled: of an order that has ended,
// the others will never be asked.
func settledSteps(o *wire.Order) (out []wire.ApprovalStep) {
	for i := range o.Status.Steps {
		switch s := &o.Status.Steps[i]; s.State {
		case "open", "information", "waiting", "dropped":
		default:
			out = append(out, *s)
		}
	}
	return out
}

func (r *remote) orderSteps(b *bytes.Buffer, steps []wire.ApprovalStep) {
	r.section(b, havre.Text{FR: "VALIDATIONS", EN: "APPROVALS"}, len(steps))
	for i := range steps {
		s := &steps[i]
		words := r.say(havre.Text{FR: "%[1]s (%[2]s) : %[3]s", EN: "%[1]s (%[2]s): %[3]s"}, s.Title, s.ID, s.StateText)
		if s.State == "open" {
			words += ", " + s.By
		}
		if s.Late {
			words += ", " + r.say(havre.Text{FR: "en retard depuis le %s", EN: "late since %s"}, r.instant(s.DueAt))
		}
		b.WriteString(terminal.Indent("  "+stepMarks[s.State]+" ", words, r.width()))
	}
}

// orderChecks are what is to be shown, by moment. What only informs blocks nothing, and
// is marked so.
func (r *remote) orderChecks(b *bytes.Buffer, checks []wire.OrderCheck) {
	r.section(b, havre.Text{FR: "À MONTRER", EN: "TO SHOW"}, len(checks))
	for i := range checks {
		c := &checks[i]
		words := c.ID + " " + c.Title
		switch {
		case c.Proof != "":
			words += " (" + c.Proof + ")"
		case c.State != "shown" && c.Binding:
			words += ", " + r.say(order.Moment(c.Before).Text())
		}
		b.WriteString(terminal.Indent("  "+checkMark(c)+" ", words, r.width()))
	}
}

func checkMark(c *wire.OrderCheck) string {
	switch {
	case c.State == "shown":
		return "✔"
	case c.State == "unknown":
		return "?"
	case c.Binding:
		return "✘"
	}
	return "·"
}

// section heads a part that has something to say.
func (r *remote) section(b *bytes.Buffer, head havre.Text, n int) {
	if n > 0 {
		b.WriteString("\n" + r.style().Strong(strings.ToUpper(r.say(head))) + "\n")
	}
}
