package pages

import (
	"net/http"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// operatorsView says which organisation operates each offer on this portal.
type operatorsView struct {
	Offers        []*catalogue.Offer
	Operators     map[string]string // organisations, by offer
	Organisations []identity.Organisation
	Answers       ui.Answers

	name func(offer string) string
}

func (p *orderingPages) operators(w http.ResponseWriter, r *web.Request) error {
	v, err := p.operatorsView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, operatorPage(r, v))
}

func (p *orderingPages) operatorsView(r *web.Request) (v *operatorsView, err error) {
	if err := administers(r); err != nil {
		return nil, err
	}
	v = &operatorsView{name: func(id string) string { return p.offerName(r, id) }, Offers: p.Library.Now().Catalogue.Offers()}
	if v.Organisations, err = p.organisationsOf(r); err != nil {
		return nil, err
	}
	v.Operators, err = p.Orders.Operators(r.Context(), r.Actor)
	return v, err
}

// setOperator says who operates one offer.
func (p *orderingPages) setOperator(w http.ResponseWriter, r *web.Request) error {
	offer := r.Field(fieldOffer)
	err := p.Orders.SetOperator(r.Context(), r.Actor, offer, r.Field(queryOrganisation))
	if err == nil {
		return r.SeeOther(w, "/administration/operateurs#op-"+offer, web.Flash{Text: havre.Text{
			FR: "« %[1]s » : ses tâches iront désormais là.", EN: "“%[1]s”: its tasks will go there from now on.",
		}.With(havre.Same(p.offerName(r, offer)))})
	}
	answers, err := ui.Answered(r, inForm(err, map[string]string{"offer": ""})) // told above: each offer has a form
	if err != nil {
		return err
	}
	v, err := p.operatorsView(r)
	if err != nil {
		return err
	}
	v.Answers = answers
	return r.Render(w, http.StatusUnprocessableEntity, operatorPage(r, v))
}

// options are who may operate an offer; nobody in particular is the operators of the
// whole portal.
func (v *operatorsView) options(r *web.Request) []ui.Option {
	return slices.Concat([]ui.Option{{Label: r.Say("Les opérateurs de tout le portail", "The operators of the whole portal")}}, organisationOptions(v.Organisations))
}
