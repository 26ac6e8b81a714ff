package main

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
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
	r.orderSteps(&b, o.Status.Steps)
	r.orderChecks(&b, o.Status.Checks)
	_, err := b.WriteTo(r.out)
	return err
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
	line(havre.Text{FR: "dossier", EN: "need"}, s.DossierTitle)
	line(havre.Text{FR: "coût TTC", EN: "cost"}, r.costOf(s.Cost, s.Complete))
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
	return a.say(havre.Text{FR: "au moins %[1]s : des prix sont inconnus", EN: "at least %[1]s: some prices are unknown"}.With(e.Text()))
}

// instant is a moment to the minute, in Paris; nothing for none.
func (*app) instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(havre.Paris).Format("2006-01-02 15:04")
}

func (r *remote) orderItems(b *bytes.Buffer, items []wire.OrderedItem) {
	r.section(b, havre.Text{FR: "LIGNES", EN: "ITEMS"}, len(items))
	for i := range items {
		it := &items[i]
		words := fmt.Sprintf("%s %s (%s/%s, %s)", it.Action, it.Name, it.Offer, it.Plan, it.Environment)
		wanted := it.Decided
		if wanted == nil {
			wanted = it.Requested
		}
		if wanted != nil {
			cost, known := wanted.Quote.TotalVAT, wanted.Quote.Complete == havre.Yes
			if !known && wanted.Estimate != nil {
				cost, known = wanted.Estimate.Euro, true
			}
			words += ", " + r.costOf(cost, known)
		}
		if it.Message != "" {
			words += ". " + it.Message
		}
		b.WriteString(terminal.Indent(fmt.Sprintf("  %2d ", it.Number), words, r.width()))
	}
}

var stepMarks = map[string]string{"approved": "✔", "automatic": "✔", "silent": "✔", "noted": "✔", "rejected": "✘", "open": "→", "information": "?", "waiting": "·", "dropped": "·"}

func (r *remote) orderSteps(b *bytes.Buffer, steps []wire.ApprovalStep) {
	r.section(b, havre.Text{FR: "VALIDATIONS", EN: "APPROVALS"}, len(steps))
	for i := range steps {
		s := &steps[i]
		words := s.Title + " (" + s.ID + ") : " + s.StateText
		if r.lang == havre.English {
			words = s.Title + " (" + s.ID + "): " + s.StateText
		}
		if s.State == "open" {
			words += ", " + s.By
		}
		if s.Late {
			words += ", " + r.say(havre.Text{FR: "en retard depuis le %s", EN: "late since %s"}, r.instant(s.DueAt))
		}
		b.WriteString(terminal.Indent("  "+stepMarks[s.State]+" ", words, r.width()))
	}
}

var checkMarks = map[string]string{"shown": "✔", "to-show": "✘", "unknown": "?"}

func (r *remote) orderChecks(b *bytes.Buffer, checks []wire.OrderCheck) {
	r.section(b, havre.Text{FR: "À MONTRER", EN: "TO SHOW"}, len(checks))
	for i := range checks {
		c := &checks[i]
		words := c.ID + " " + c.Title
		if c.Proof != "" {
			words += " (" + c.Proof + ")"
		}
		b.WriteString(terminal.Indent("  "+checkMarks[c.State]+" ", words, r.width()))
	}
}

// section heads a part that has something to say.
func (r *remote) section(b *bytes.Buffer, head havre.Text, n int) {
	if n > 0 {
		b.WriteString("\n" + r.style().Strong(strings.ToUpper(r.say(head))) + "\n")
	}
}
