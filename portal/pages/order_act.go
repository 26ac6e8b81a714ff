package pages

import (
	"net/http"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// Fields of the forms of an order.
const (
	fieldStep  = "step"
	fieldCheck = "check"
	fieldProof = "proof"
	fieldWhy   = "reason"
)

// within is a field of one of several forms of a page: its id says which.
func within(form string, f ui.Field) ui.Field {
	f.ID = f.Name + "-" + form
	return f
}

// fieldID is where a field of the refused form is on the page; "" for what is not a
// field of it.
func (x formRefusal) fieldID(name string) string {
	form := strings.TrimPrefix(x.Part, "avis-")
	switch {
	case x.Part == "" || name == "":
		return ""
	case strings.HasPrefix(x.Part, "point-"):
		return fieldProof + "-" + strings.TrimPrefix(x.Part, "point-")
	case x.Part == partMessage && name == fieldFiles:
		return fieldFiles
	case x.Part == partMessage:
		return fieldMessage + "-" + partMessage
	case x.Part == partHeading || x.Part == partItem:
		return name
	case strings.HasPrefix(x.Part, "accorder-") && strings.HasPrefix(name, fieldChoice):
		return name + "-" + x.Part
	case strings.Contains(name, ".") || strings.HasPrefix(x.Part, "accorder-"):
		return ""
	}
	return name + "-" + form
}

// Parts of the page of an order that hold a form.
const (
	partMessage = "message"
	partHeading = "entete"
	partItem    = "ligne"
)

// voteOptions are what may be said of a step.
func voteOptions(r *web.Request, s *approval.Step) []ui.Option {
	out := []ui.Option{
		{Value: string(approval.Approve), Label: r.Say("Approuver", "Approve")},
		{Value: string(approval.Reject), Label: r.Say("Refuser", "Reject"), Hint: r.Say("La commande s’arrête là, et rend ce qu’elle réservait.", "The order stops there, and gives back what it reserved.")},
		{Value: string(approval.Ask), Label: r.Say("Demander une précision", "Ask for information"), Hint: r.Say("Le demandeur répond, et l’étape reprend.", "The requester answers, and the step goes on.")},
	}
	if s.Opinion == "" {
		return out
	}
	out[0].Label, out[1].Label = r.Say("Enregistrer un avis favorable", "Record a favourable opinion"), r.Say("Enregistrer un avis défavorable", "Record an unfavourable opinion")
	if s.Opinion == approval.Simple {
		out[1].Hint = r.Say("Il est noté, et la validation continue.", "It is noted, and approval goes on.")
	}
	if s.DueAt.IsZero() {
		out = append(out, ui.Option{Value: string(approval.Refer), Label: r.Say("Noter que la demande d’avis est envoyée", "Record that the opinion was asked for"), Hint: r.Say("Son délai commence à courir.", "Its time limit begins to run.")})
	}
	return out
}

var voted = map[approval.Kind]havre.Text{
	approval.Approve: {FR: "Votre accord est enregistré.", EN: "Your agreement is on record."},
	approval.Reject:  {FR: "Votre refus est enregistré. Le demandeur est prévenu.", EN: "Your rejection is on record. The requester is told."},
	approval.Ask:     {FR: "Votre question est posée. Le délai est suspendu jusqu’à la réponse.", EN: "Your question is put. The time limit is suspended until the answer."},
	approval.Refer:   {FR: "La demande d’avis est enregistrée. Son délai court.", EN: "The request for the opinion is on record. Its time limit runs."},
}

// voteOrder records what the reader says of a step.
func (n *needPages) voteOrder(w http.ResponseWriter, r *web.Request) error {
	step := r.Field(fieldStep)
	vote := approval.Vote{Kind: approval.Kind(r.Field("kind")), Comment: r.Field("comment"), Reference: r.Field("reference")}
	var err error
	switch vote.On, err = r.DateField("on", havre.Date{}); {
	case err != nil:
	case vote.Kind == "":
		err = havre.Problems{{Field: "kind", Message: havre.Text{FR: "choisissez ce que vous répondez", EN: "choose what you answer"}}}
	default:
		_, err = n.Orders.Vote(r.Context(), r.Actor, r.PathValue("id"), orderVersion(r), step, vote)
	}
	return n.done(w, r, "avis-"+step, err, voted[vote.Kind])
}

// answerOrder answers the question put to the requester.
func (n *needPages) answerOrder(w http.ResponseWriter, r *web.Request) error {
	_, err := n.Orders.Answer(r.Context(), r.Actor, r.PathValue("id"), orderVersion(r), r.Field(fieldMessage))
	return n.done(w, r, "reponse", err, havre.Text{FR: "Réponse envoyée. La validation reprend.", EN: "Answer sent. Approval goes on."})
}

// showCheck shows a check, or takes it back.
func (n *needPages) showCheck(w http.ResponseWriter, r *web.Request) error {
	check, id := r.Field(fieldCheck), r.PathValue("id")
	flash := havre.Text{FR: "C’est montré.", EN: "It is shown."}
	var err error
	if r.Checked("retirer") {
		flash = havre.Text{FR: "Ce point n’est plus montré.", EN: "It is no longer shown."}
		_, err = n.Orders.Hide(r.Context(), r.Actor, id, orderVersion(r), check)
	} else {
		_, err = n.Orders.Show(r.Context(), r.Actor, id, orderVersion(r), check, r.Field(fieldProof))
	}
	return n.done(w, r, "point-"+anchor(check), err, flash)
}

// anchor is an identifier made fit for an address.
func anchor(id string) string { return strings.NewReplacer("/", "-", " ", "-").Replace(id) }

func (n *needPages) holdOrder(w http.ResponseWriter, r *web.Request) error {
	_, err := n.Orders.Hold(r.Context(), r.Actor, r.PathValue("id"), orderVersion(r), r.Field(fieldWhy))
	return n.done(w, r, "suspension", err, havre.Text{FR: "Commande suspendue. Le demandeur est prévenu.", EN: "Order on hold. The requester is told."})
}

func (n *needPages) resumeOrder(w http.ResponseWriter, r *web.Request) error {
	_, err := n.Orders.Resume(r.Context(), r.Actor, r.PathValue("id"), orderVersion(r))
	return n.done(w, r, "reprise", err, havre.Text{FR: "La commande reprend.", EN: "The order goes on."})
}

func (n *needPages) cancelOrder(w http.ResponseWriter, r *web.Request) error {
	_, err := n.Orders.Cancel(r.Context(), r.Actor, r.PathValue("id"), orderVersion(r), r.Field(fieldWhy))
	return n.done(w, r, "annulation", err, havre.Text{FR: "Ce qui n’était pas commencé est annulé.", EN: "What had not begun is cancelled."})
}

// cancelWords say what cancelling an order does.
func cancelWords(r *web.Request, o *order.Order) string {
	if o.ApprovedAt.IsZero() {
		return r.Say("Elle s’arrête là et rend ce qu’elle réservait. Cela ne se défait pas, mais vous pourrez la copier dans un nouveau panier.", "It stops there and gives back what it reserved. This cannot be undone, but you will be able to copy it to a new basket.")
	}
	if len(o.Forms) > 0 {
		return r.Say("Le bon de commande est émis : prévenez d’abord le titulaire, puis donnez ici la référence et la date du courrier. Ce qui n’est pas commencé est annulé, et le bon est marqué comme retiré.", "The order form was issued: tell its holder first, then give here the reference and the date of the letter. What has not begun is cancelled, and the form is marked as withdrawn.")
	}
	return r.Say("Ce que personne n’a commencé à réaliser est annulé et rend ce qu’il retenait ; le reste continue. Cela ne se défait pas.", "What nobody has begun to make is cancelled and gives back what it held; the rest goes on. This cannot be undone.")
}

// cloneOrder copies an order to a new basket.
func (n *needPages) cloneOrder(w http.ResponseWriter, r *web.Request) error {
	o, err := n.Orders.Clone(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	return r.SeeOther(w, orderPath(o.ID), web.Flash{Text: havre.Text{FR: "Commande copiée dans un nouveau panier : relisez-le, puis commandez.", EN: "Order copied to a new basket: read it over, then order."}})
}
