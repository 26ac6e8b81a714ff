package pages

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// inboxView is what awaits the reader, the late first.
type inboxView struct {
	Items []waiting
}

// waiting is an order that awaits the reader, with what for.
type waiting struct {
	order.Inboxed
	Since, Due time.Time
	Late       bool
}

// inbox shows what awaits the reader: steps to settle, questions, order forms.
func (n *needPages) inbox(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	list, err := n.Orders.Inbox(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := &inboxView{}
	for _, in := range list {
		x := waiting{Inboxed: in}
		x.Since, x.Due = awaitedSince(&in.Order)
		if len(in.Steps) > 0 { // the reader is late for their own steps, not for those of others
			x.Since, x.Due = stepsSince(&in.Order, in.Steps)
		}
		x.Late = passed(r, x.Due)
		v.Items = append(v.Items, x)
	}
	slices.SortStableFunc(v.Items, sooner)
	return r.Render(w, http.StatusOK, inboxPage(r, v))
}

// sooner puts the late first, then what is due, then what has waited longest.
func sooner(a, b waiting) int {
	far := func(t time.Time) time.Time {
		if t.IsZero() {
			return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		return t
	}
	return cmp.Or(far(a.Due).Compare(far(b.Due)), a.Since.Compare(b.Since))
}

// what says what the reader has to do, and of which order.
func (x *waiting) what(r *web.Request) string {
	switch {
	case x.Answer:
		return r.Say("Répondre à une question sur « %s »", "Answer a question on “%s”", x.Title)
	case len(x.Steps) > 0:
		return r.Say("Donner votre avis sur « %s »", "Give your decision on “%s”", x.Title)
	}
	return r.Say("Émettre le bon de commande de « %s »", "Issue the order form of “%s”", x.Title)
}

// steps names those that the reader may settle.
func (x *waiting) steps(r *web.Request) string {
	var titles []string
	for _, id := range x.Steps {
		if s := x.Course.Step(id); s != nil {
			titles = append(titles, r.Text(s.Title))
		}
	}
	return r.Remarks(titles...)
}

// kind is how it is drawn.
func (x *waiting) kind() ui.StateKind {
	if x.Late {
		return ui.No
	}
	return ui.ToConfirm
}

// when says since when, and by when.
func (x *waiting) when(r *web.Request) string { return web.Capital(waitedText(r, x.Since, x.Due)) }

func (v *inboxView) late() int {
	n := 0
	for i := range v.Items {
		if v.Items[i].Late {
			n++
		}
	}
	return n
}

func (v *inboxView) count(r *web.Request) string {
	text := r.Many(len(v.Items), havre.Text{FR: "%s commande vous attend", EN: "%s order awaits you"}, havre.Text{FR: "%s commandes vous attendent", EN: "%s orders await you"})
	if late := v.late(); late > 0 {
		text += r.Say(", dont %s en retard", ", of which %s late", r.Number(late))
	}
	return text + "."
}

// Awaiting counts what awaits the reader, for the header of every page. One that cannot
// be counted is a page without a number.
func (p *Pages) Awaiting(r *web.Request) int {
	list, err := p.Orders.Inbox(r.Context(), r.Actor)
	if err != nil {
		r.Site().Log.ErrorContext(r.Context(), "header without its count", "request_id", r.ID, "actor", r.Actor.ID, "error", err)
		return 0
	}
	return len(list)
}
