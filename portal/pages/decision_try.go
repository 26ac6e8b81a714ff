package pages

import (
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// tryForm asks for a document to decide without keeping anything.
func (n *needPages) tryForm(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, http.StatusOK, tryPage(r, ui.Answers{}))
}

// fieldOffer asks for the whole reasoning on one offer.
const fieldOffer = "offre"

// try decides a document and keeps nothing.
func (n *needPages) try(w http.ResponseWriter, r *web.Request) error {
	v, err := n.tried(r)
	if err != nil {
		answers, err := ui.Answered(r, underField(aboutDay(err, web.QueryDate), fieldDocument))
		if err != nil {
			return err
		}
		return r.Render(w, http.StatusUnprocessableEntity, tryPage(r, answers))
	}
	if !r.Checked(fieldOffer) {
		return r.Render(w, http.StatusOK, decisionPage(r, v))
	}
	o, ok := v.Offer(r.Field(fieldOffer))
	if !ok {
		return identity.Missing()
	}
	return r.Render(w, http.StatusOK, decisionOfferPage(r, v, o))
}

// judgedOn is how the judge names the day that it was given.
const judgedOn = "--on"

// aboutDay puts what is wrong with the day of a judge under the field it came from.
func aboutDay(err error, field string) error {
	return havre.Retold(err, func(p *havre.Problem) {
		if p.Field == judgedOn {
			p.Field = field
		}
	})
}

// tried is the decision of the document that the form sends.
func (n *needPages) tried(r *web.Request) (*decisionView, error) {
	text, err := sentText(r)
	if err != nil {
		return nil, err
	}
	on, err := r.DateField(web.QueryDate, havre.Date{})
	if err != nil {
		return nil, err
	}
	d, out, err := n.Record.Try(r.Context(), text, on, r.Lang)
	if err != nil {
		return nil, err
	}
	return &decisionView{Decision: out, Document: string(text), Warnings: d.Warnings}, nil
}

// carries is the form that shows a decision again, while it is on no record.
func (v *decisionView) carries() string {
	if v.Summary != nil {
		return ""
	}
	return "/decider"
}
