package pages

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// orderView is the page of an order that was sent.
type orderView struct {
	Order      *order.Order
	Decision   *record.DecisionSummary // it went through, nil for an end foreseen
	Mine       []string                // steps that the reader may settle now
	Timeline   []order.Happening
	Messages   []order.Message
	Holdings   []order.Holding
	Frameworks map[string]string // titles of agreements, by identifier
	Offers     map[string]string // names of offers
	Built      []*brief          // what the portal builds of it
	Refused    formRefusal

	plan func(offer, id string) (*catalogue.Plan, bool)
}

// order shows an order: a basket to fill, or what became of what was sent.
func (n *needPages) order(w http.ResponseWriter, r *web.Request) error {
	page, err := n.orderAgain(r, formRefusal{})
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, page)
}

// orderAgain is the page of an order, with what was refused of one of its forms.
func (n *needPages) orderAgain(r *web.Request, x formRefusal) (templ.Component, error) {
	o, err := n.Orders.Order(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if o.State == order.Draft {
		v, err := n.basketView(r, o, x)
		if err != nil {
			return nil, err
		}
		return basketPage(r, v), nil
	}
	v, err := n.orderView(r, o)
	if err != nil {
		return nil, err
	}
	v.Refused = x
	return orderPage(r, v), nil
}

// orderView reads all that the page shows.
func (n *needPages) orderView(r *web.Request, o *order.Order) (*orderView, error) {
	v := &orderView{Order: o, Offers: map[string]string{}, Frameworks: map[string]string{}, plan: n.Library.Now().Catalogue.Plan}
	for i := range o.Items {
		v.Offers[o.Items[i].Offer] = n.offerName(r, o.Items[i].Offer)
	}
	ctx, err := r.Context(), error(nil)
	if v.Mine, err = n.Orders.Awaits(ctx, r.Actor, o); err != nil {
		return nil, err
	}
	if v.Timeline, err = n.Orders.Timeline(ctx, r.Actor, o.ID); err != nil {
		return nil, err
	}
	slices.Reverse(v.Timeline)
	if v.Messages, err = n.Orders.Messages(ctx, r.Actor, o.ID); err != nil {
		return nil, err
	}
	if v.Holdings, err = n.Orders.Holdings(ctx, r.Actor, o.ID); err != nil {
		return nil, err
	}
	if v.Decision, err = n.decisionBehind(r, o); err != nil {
		return nil, err
	}
	if v.Built, err = n.briefsOf(r, o); err != nil {
		return nil, err
	}
	return v, n.nameFrameworks(r, o, v.Frameworks)
}

// decisionBehind is the decision that an order went through.
func (n *needPages) decisionBehind(r *web.Request, o *order.Order) (*record.DecisionSummary, error) {
	if o.Decision == "" {
		return nil, nil
	}
	all, err := n.decisionsOf(r, o.Need)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(d record.DecisionSummary) bool { return d.ID == o.Decision })
	if i < 0 {
		return nil, nil
	}
	return &all[i], nil
}

// nameFrameworks finds the titles of the agreements of an order: those open to it, and
// those that the reader may see besides.
func (n *needPages) nameFrameworks(r *web.Request, o *order.Order, names map[string]string) error {
	for i := range o.Items {
		w := o.Items[i].Standing()
		if w == nil || w.Framework == "" || names[w.Framework] != "" {
			continue
		}
		open, err := n.Orders.FrameworksFor(r.Context(), r.Actor, o.Need, "")
		if err != nil {
			return err
		}
		for k := range open {
			names[open[k].ID] = frameworkName(&open[k])
		}
		if names[w.Framework] == "" {
			names[w.Framework] = w.Framework
			if f, err := n.Orders.Framework(r.Context(), r.Actor, w.Framework); err == nil {
				names[w.Framework] = frameworkName(f)
			}
		}
	}
	return nil
}

// frameworkName is how people quote an agreement.
func frameworkName(f *purchase.Framework) string {
	if f.Reference == "" {
		return f.Title
	}
	return f.Title + " (" + f.Reference + ")"
}

// may says whether to offer an action on the order. The service checks it again.
func (v *orderView) may(r *web.Request, act identity.Action) bool {
	return mayOrder(r, act, v.Order.Path)
}

// recall is the order on a line.
func (v *orderView) recall(r *web.Request) []ui.Pair {
	o := v.Order
	out := []ui.Pair{
		{Name: r.Say("État", "State"), Value: ui.State(r, orderNowKind(o), orderNow(r, o))},
		{Name: r.Say("Dossier", "Need"), Value: ui.Link(r, needPath(o.Need), o.NeedTitle)},
		{Name: r.Say("Demandée par", "Asked for by"), Value: ui.Text(web.Capital(requesterName(r, o)) + ", " + r.Date(dayOr(o.SentAt)))},
		{Name: r.Say("Organisation", "Organisation"), Value: ui.Text(o.OrgTitle)},
	}
	if d := v.Decision; d != nil {
		out = append(out, ui.Pair{Name: r.Say("Permise par", "Allowed by"), Value: ui.Link(r, needPath(o.Need, "decisions", itoa(d.Number)), r.Say("la décision n° %s", "decision no. %s", r.Number(d.Number)))})
	}
	return append(out, costPairs(r, o)...)
}

// costPairs are what an order costs, and what it gave back of what was never delivered.
func costPairs(r *web.Request, o *order.Order) (out []ui.Pair) {
	kept, back := releasedCost(o)
	if len(kept.Items) > 0 {
		name := r.Say("Engage, TTC", "Commits, incl. VAT")
		if o.ApprovedAt.IsZero() {
			name = r.Say("Engagerait, TTC", "Would commit, incl. VAT")
		}
		out = append(out, ui.Pair{Name: name, Value: ui.Text(costText(r, &kept))})
	}
	if len(back.Items) > 0 {
		out = append(out, ui.Pair{Name: r.Say("Rendu, TTC", "Given back, incl. VAT"), Value: ui.Text(costText(r, &back))})
	}
	return out
}

// stagesOf are the steps of an approval, by stage.
func stagesOf(steps []approval.Step) (out [][]approval.Step) {
	for _, s := range steps {
		if n := len(out); n > 0 && out[n-1][0].Stage == s.Stage {
			out[n-1] = append(out[n-1], s)
			continue
		}
		out = append(out, []approval.Step{s})
	}
	return out
}

// mySteps are those that the reader may settle now.
func (v *orderView) mySteps() (out []*approval.Step) {
	for _, id := range v.Mine {
		if s := v.Order.Course.Step(id); s != nil {
			out = append(out, s)
		}
	}
	return out
}

// asked says whether the question of the order is put to the reader.
func (v *orderView) asked(r *web.Request) bool {
	return v.Order.State == order.Pending && v.may(r, identity.WriteOrder)
}

// mayIssue says whether the reader is to issue an order form.
func (v *orderView) mayIssue(r *web.Request) bool {
	return len(v.Order.FormsDue()) > 0 && v.may(r, identity.BuyOrder)
}

// checksOf are the checks due at a moment.
func checksOf(checks []order.Check, m order.Moment) (out []order.Check) {
	for _, c := range checks {
		if c.Before == m {
			out = append(out, c)
		}
	}
	return out
}

// moments are those of an order, in turn.
var moments = []order.Moment{order.BeforeApproval, order.BeforeForm, order.BeforeLive}

// checkKind is how a check is drawn.
func checkKind(c *order.Check) ui.StateKind {
	switch c.State {
	case order.Shown:
		return ui.Yes
	case order.Unknown:
		return ui.ToConfirm
	case order.ToShow:
	}
	return ui.Blank
}

func checkStateText(r *web.Request, c *order.Check) string {
	switch c.State {
	case order.Shown:
		return r.Say("Montré", "Shown")
	case order.Unknown:
		return r.Say("On ne sait pas encore si cela s’applique", "Not known yet whether it applies")
	case order.ToShow:
	}
	return r.Say("À montrer", "To be shown")
}

// checkWhy is why a check is asked for. Once somebody showed it, what the decision said was
// left to show is no longer so.
func checkWhy(r *web.Request, c *order.Check) string {
	if c.State == order.Shown && c.By != "" {
		return ""
	}
	return r.Sentence(c.Why)
}

// shownBy is what shows a check, and since when.
func shownBy(r *web.Request, c *order.Check) string {
	if c.At.IsZero() {
		return r.Say("Montré par : %s", "Shown by: %s", c.Proof)
	}
	return r.Say("Montré le %s par : %s", "Shown on %s by: %s", r.Date(dayOr(c.At)), c.Proof)
}

// mayShow says whether a check may still be shown or taken back.
func (v *orderView) mayShow(r *web.Request, c *order.Check) bool {
	live := c.Before == order.BeforeLive && (v.Order.State == order.Completed || v.Order.State == order.Partial)
	may := v.may(r, identity.WriteOrder) || v.may(r, identity.HoldOrder)
	return (!v.Order.State.Ended() || live) && may && !v.Order.Vouched(r.Actor.ID, c)
}

// stepKind is how a step is drawn.
func stepKind(s *approval.Step) ui.StateKind {
	switch s.State {
	case approval.Approved, approval.Silent, approval.ByRule:
		return ui.Yes
	case approval.Rejected:
		return ui.No
	case approval.Open:
		return ui.Planned
	case approval.Information, approval.Noted:
		return ui.ToConfirm
	case approval.Waiting:
		return ui.Blank
	case approval.Dropped:
	}
	return ui.NotApplicable
}

// stepWho is who settles a step, and how many of them.
func stepWho(r *web.Request, s *approval.Step) string {
	who := web.Capital(r.Text(s.By.Text()))
	if s.Escalated && !s.EscalateTo.IsZero() {
		who = r.Say("%s ou %s", "%s or %s", who, r.Text(s.EscalateTo.Text()))
	}
	if s.Quorum > 1 {
		who += r.Say(" : %s personnes doivent être d’accord", ": %s people must agree", r.Number(s.Quorum))
	}
	if s.Opinion != "" {
		who += r.Say(", qui enregistre l’%s", ", who records the %s", r.Text(s.Opinion.Text()))
	}
	return who
}

// begun says whether approval has begun: every step waits before the order is sent.
func begun(c *approval.Course) bool {
	return slices.ContainsFunc(c.Steps, func(s approval.Step) bool { return s.State != approval.Waiting })
}

// stepWhen is since when a step is open and by when it is due.
func stepWhen(r *web.Request, s *approval.Step, begun bool) string {
	var parts []string
	switch {
	case !s.SettledAt.IsZero():
		return r.Say("Réglée le %s.", "Settled on %s.", r.Date(dayOr(s.SettledAt)))
	case s.State == approval.Waiting && !begun:
	case s.State == approval.Waiting:
		parts = append(parts, r.Say("Après les étapes précédentes", "After the earlier steps"))
	case !s.OpenedAt.IsZero():
		parts = append(parts, r.Say("Attendue depuis le %s", "Awaited since %s", r.Date(dayOr(s.OpenedAt))))
	}
	switch {
	case !s.SuspendedAt.IsZero():
		parts = append(parts, r.Say("délai suspendu depuis le %s", "time limit suspended since %s", r.Date(dayOr(s.SuspendedAt))))
	case s.Late(r.Now):
		parts = append(parts, r.Say("en retard : c’était attendu le %s", "late: it was expected on %s", r.Date(lastDay(s.DueAt))))
	case !s.DueAt.IsZero():
		parts = append(parts, r.Say("au plus tard le %s", "by %s", r.Date(lastDay(s.DueAt))))
	case s.Opinion != "" && s.State == approval.Open && s.Within != approval.Within{}:
		parts = append(parts, r.Say("le délai court quand la demande d’avis est enregistrée", "the time limit runs once the request for the opinion is recorded"))
	}
	if limit := r.Text(s.Within.Text()); limit != "" && !s.Done() {
		parts = append(parts, r.Say("délai : %s, %s", "time limit: %s, %s", limit, r.Text(s.Overdue.Text())))
	}
	if len(parts) == 0 {
		return ""
	}
	return web.Capital(r.Remarks(parts...)) + "."
}

// voteText is what somebody said of a step.
func voteText(r *web.Request, x *approval.Vote) string {
	who := x.ByName
	if who == "" {
		who = r.Say("une personne effacée", "an erased person")
	}
	if x.ForName != "" {
		who = r.Say("%s, pour %s", "%s, for %s", who, x.ForName)
	}
	said := map[approval.Kind]havre.Text{
		approval.Approve: {FR: "approuve", EN: "approves"}, approval.Reject: {FR: "refuse", EN: "rejects"},
		approval.Ask: {FR: "demande une précision", EN: "asks for information"}, approval.Refer: {FR: "a demandé l’avis", EN: "asked for the opinion"},
	}[x.Kind]
	text := r.Say("%s %s, le %s", "%s %s, on %s", who, r.Text(said), r.Date(dayOr(x.At)))
	if x.Reference != "" {
		text += r.Say(" (%s du %s)", " (%s of %s)", x.Reference, r.Date(x.On))
	}
	return text
}

// happeningNote is what somebody wrote, as they wrote it, or what the portal noted, in the
// language of the reader where the order still says it.
func (v *orderView) happeningNote(r *web.Request, h *order.Happening) string {
	if h.Note == v.Order.Why.FR {
		return r.Text(v.Order.Why)
	}
	for i := range v.Order.Items {
		if m := v.Order.Items[i].Message; h.Note == m.FR {
			return r.Text(m)
		}
	}
	return h.Note
}

// happeningBy is who did something: nobody is named for what the portal does.
func happeningBy(r *web.Request, h *order.Happening) string {
	switch {
	case h.By == identity.System().ID:
		return r.Say("le portail", "the portal")
	case h.Name != "":
		return h.Name
	}
	return r.Say("une personne effacée", "an erased person")
}
