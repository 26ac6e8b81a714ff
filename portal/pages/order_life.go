package pages

import (
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// lifeStep is a step of the whole life of an order.
type lifeStep struct {
	Name string
	Note string // when, or what it waits for
	At   ui.StepState
	Now  bool
}

// life is the whole life of an order: what is done, where it is, what comes next.
func life(r *web.Request, o *order.Order) []lifeStep {
	names := []string{r.Say("Panier", "Basket"), r.Say("Validation", "Approval"), r.Say("Réalisation", "Fulfilment"), r.Say("Livraison", "Delivery")}
	steps := make([]lifeStep, len(names))
	at := lifeAt(o)
	for i, name := range names {
		steps[i] = lifeStep{Name: name, At: ui.Waiting}
		switch {
		case i < at:
			steps[i].At = ui.Done
		case i == at:
			steps[i].At, steps[i].Now = ui.Running, true
		}
	}
	steps[0].Note = lifeDay(r, o.SentAt, havre.Text{FR: "envoyée le %s", EN: "sent on %s"})
	steps[1].Note = lifeDay(r, o.ApprovedAt, havre.Text{FR: "approuvée le %s", EN: "approved on %s"})
	steps[at].Note = orderNow(r, o)
	if o.State == order.Draft {
		steps[at].Note = r.Say("à relire, puis à envoyer", "to read over, then to send")
	}
	if o.State.Ended() {
		steps[at].At, steps[at].Note = lifeEnd(o.State), r.Text(o.State.Text())+" "+lifeDay(r, o.EndedAt, havre.Text{FR: "le %s", EN: "on %s"})
	}
	for i := range steps {
		steps[i].Note = web.Capital(steps[i].Note)
	}
	return steps
}

// lifeAt is the step that an order is at, or ended at.
func lifeAt(o *order.Order) int {
	switch o.State {
	case order.Draft:
		return 0
	case order.Completed, order.Partial, order.Failed:
		return 3
	case order.InProgress:
		return 2
	case order.Acknowledged, order.Pending, order.Held, order.Rejected, order.Cancelled:
	}
	if !o.ApprovedAt.IsZero() {
		return 2
	}
	return 1
}

// lifeEnd is how the last step of an order that ended is drawn.
func lifeEnd(s order.State) ui.StepState {
	switch s {
	case order.Completed, order.Partial:
		return ui.Done
	case order.Cancelled:
		return ui.Cancelled
	default:
		return ui.Failed
	}
}

// lifeDay is a day in a sentence, nothing before it has come.
func lifeDay(r *web.Request, at time.Time, words havre.Text) string {
	if at.IsZero() {
		return ""
	}
	return r.Say(words.FR, words.EN, r.Date(dayOr(at)))
}

// lifeIcon is the drawing of a step.
func lifeIcon(s lifeStep) ui.IconName {
	switch s.At {
	case ui.Done:
		return ui.IconYes
	case ui.Running:
		return ui.IconClock
	case ui.Failed:
		return ui.IconNo
	case ui.Cancelled:
		return ui.IconNone
	case ui.Waiting:
	}
	return ui.IconBlank
}

// lifeWord says the same for who does not see it.
func lifeWord(r *web.Request, s lifeStep) string {
	switch s.At {
	case ui.Done:
		return r.Say("terminé", "done")
	case ui.Running:
		return r.Say("en cours", "under way")
	case ui.Failed:
		return r.Say("en échec", "failed")
	case ui.Cancelled:
		return r.Say("annulé", "cancelled")
	case ui.Waiting:
	}
	return r.Say("à venir", "to come")
}
