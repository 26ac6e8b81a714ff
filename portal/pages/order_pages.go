package pages

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// registerOrders adds the pages by which one orders: plans, baskets, orders and what
// they delivered.
func (n *needPages) registerOrders(s *web.Site) {
	s.Handle("GET /commandes", n.orderList)
	s.Handle("POST /commandes", n.beginOrder)
	s.Handle("GET /commandes/{id}", n.order)
	s.Handle("GET /commandes/{id}/suivi", n.followOrder)
	s.Handle("POST /commandes/{id}/avis", n.voteOrder)
	s.Handle("POST /commandes/{id}/reponse", n.answerOrder)
	s.Handle("POST /commandes/{id}/accorder", n.decideLess)
	s.Handle("POST /commandes/{id}/points", n.showCheck)
	s.Handle("POST /commandes/{id}/suspendre", n.holdOrder)
	s.Handle("POST /commandes/{id}/reprendre", n.resumeOrder)
	s.Handle("POST /commandes/{id}/annuler", n.cancelOrder)
	s.Handle("POST /commandes/{id}/copier", n.cloneOrder)
	s.HandleUpTo("POST /commandes/{id}/messages", maxOrderFiles, n.sayOrder)
	s.Handle("GET /commandes/{id}/pieces/{piece}", n.orderFile)
	s.Handle("GET /commandes/{id}/bon", n.orderForm)
	s.Handle("POST /commandes/{id}/bon", n.issueOrderForm)
	s.Handle("POST /commandes/{id}/entete", n.rewriteBasket)
	s.Handle("POST /commandes/{id}/envoyer", n.sendBasket)
	s.Handle("POST /commandes/{id}/supprimer", n.discardBasket)
	s.Handle("GET /commandes/{id}/ligne", n.orderItem)
	s.Handle("POST /commandes/{id}/ligne", n.putOrderItem)
	s.Handle("POST /commandes/{id}/ligne/retirer", n.removeOrderItem)
	s.Handle("GET /a-traiter", n.inbox)
	s.Handle("GET /offres/{offer}/gabarits", n.plans)
	s.Handle("GET /ressources", n.instanceList)
	s.Handle("GET /ressources/{id}", n.instance)
	s.Handle("POST /ressources/{id}/commander", n.orderInstance)
}

// orderPath is a page of an order.
func orderPath(id string, rest ...string) string {
	return pathOf("/commandes", append([]string{id}, rest...))
}

// instancePath is a page of what an order delivered.
func instancePath(id string, rest ...string) string {
	return pathOf("/ressources", append([]string{id}, rest...))
}

// plansPath is the page of the plans of an offer.
func plansPath(offer string) string { return pathOf("/offres", []string{offer, "gabarits"}) }

// orderFilePath is an attachment of an order.
func orderFilePath(order, file string) string { return orderPath(order, "pieces", file) }

// itemPath is the form of a line: of an offer and one of its plans, or of a line that is
// there.
func itemPath(order string, ask url.Values) string {
	p := orderPath(order, "ligne")
	if len(ask) > 0 {
		p += "?" + ask.Encode()
	}
	return p
}

// orderVersion is the version of the order that the form was drawn from; none is never
// up to date.
func orderVersion(r *web.Request) int64 {
	v, err := strconv.ParseInt(r.Field(fieldVersion), 10, 64)
	if err != nil || v <= 0 {
		return -1
	}
	return v
}

func versionOfOrder(o *order.Order) ui.Hidden {
	return ui.Hidden{Name: fieldVersion, Value: strconv.FormatInt(o.Version, 10)}
}

// mayOrder says whether to offer an action on an order. The service checks it again.
func mayOrder(r *web.Request, act identity.Action, path string) bool {
	return r.Actor.May(act, identity.Object{Path: path}) == identity.Allowed
}

// toldHere is a refusal that the page it came from tells, with what was typed; nil for
// what has a page of its own.
func toldHere(err error) *havre.Fault {
	if _, ok := errors.AsType[*identity.Refusal](err); ok {
		return nil
	}
	f := havre.FaultOf(err)
	if f == nil {
		return nil
	}
	switch f.Code {
	case havre.Invalid, havre.Conflict, havre.Stale:
		return f
	default:
		return nil
	}
}

// refusedStatus is the status of a page that tells a refusal in its place.
func refusedStatus(f *havre.Fault) int {
	if f.Code == havre.Invalid {
		return http.StatusUnprocessableEntity
	}
	return http.StatusConflict
}

// formRefusal is what a page tells of a form of its own that was refused.
type formRefusal struct {
	Part    string       // the form: the id of the part it is in
	Fault   *havre.Fault // nil when nothing was
	Answers ui.Answers   // what was typed
}

// In says whether a form is the one that was refused.
func (x formRefusal) In(part string) bool { return x.Fault != nil && x.Part == part }

// AnswersIn are what was typed in a form, nothing when it is not the refused one.
func (x formRefusal) AnswersIn(part string) ui.Answers {
	if x.In(part) {
		return x.Answers
	}
	return ui.Answers{}
}

// done answers a form of an order: back to the page, or the page again with the refusal
// in the part it came from.
func (n *needPages) done(w http.ResponseWriter, r *web.Request, part string, err error, flash havre.Text) error {
	id := r.PathValue("id")
	if err == nil {
		return r.SeeOther(w, orderPath(id), web.Flash{Text: flash})
	}
	f := toldHere(err)
	if f == nil {
		return err
	}
	x := formRefusal{Part: part, Fault: f, Answers: ui.Answers{Values: r.Form, Problems: f.Problems}}
	page, err := n.orderAgain(r, x)
	if err != nil {
		return err
	}
	return r.Render(w, refusedStatus(f), page)
}

// asksOf is a query of an address: pairs of names and values, without the empty ones.
func asksOf(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}

// dayOr is the day of an instant, no day when there is none.
func dayOr(t time.Time) havre.Date {
	if t.IsZero() {
		return havre.Date{}
	}
	return havre.DayOf(t)
}
