package pages

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// Fields of a delegation.
const (
	fieldTo       = "to"
	fieldAbsent   = "absent"
	fieldDelFrom  = "from"
	fieldDelUntil = "until"
)

// delegationsView is who stands in for the reader, and for whom they do.
type delegationsView struct {
	Given, Received []order.Delegation
	Answers         ui.Answers
	Fault           *havre.Fault
}

func (p *orderingPages) delegations(w http.ResponseWriter, r *web.Request) error {
	v, err := p.delegationsView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, delegationPage(r, v))
}

func (p *orderingPages) delegationsView(r *web.Request) (v *delegationsView, err error) {
	if err := r.NeedsSignIn(); err != nil {
		return nil, err
	}
	v = &delegationsView{}
	v.Given, v.Received, err = p.Orders.Delegations(r.Context(), r.Actor)
	return v, err
}

// delegate lets somebody settle in the reader's place, or says that the reader is away.
func (p *orderingPages) delegate(w http.ResponseWriter, r *web.Request) error {
	d, err := p.delegationOf(r)
	if err == nil {
		err = p.Orders.Delegate(r.Context(), r.Actor, d)
	}
	if err == nil {
		flash := havre.Text{FR: "Votre absence est enregistrée.", EN: "Your absence is on record."}
		if d.To != "" {
			flash = havre.Text{FR: "La délégation est donnée. La personne en est avertie, dans le portail et par courriel.", EN: "The delegation is given. The person is told, in the portal and by mail."}
		}
		return r.SeeOther(w, "/compte/delegations", web.Flash{Text: flash})
	}
	answers, fault, err := refusedForm(r, err)
	if err != nil {
		return err
	}
	v, err := p.delegationsView(r)
	if err != nil {
		return err
	}
	v.Answers, v.Fault = answers, fault
	return again(w, r, fault, delegationPage(r, v))
}

// delegationOf is what the form says. The last day of the page is in; the day after it
// is kept.
func (p *orderingPages) delegationOf(r *web.Request) (*order.Delegation, error) {
	period, problems := readPeriod(r, fieldDelFrom, fieldDelUntil)
	if period.Until.IsZero() && len(problems) == 0 {
		problems = append(problems, havre.Problem{Field: fieldDelUntil, Message: havre.Text{FR: "donnez le dernier jour", EN: "give the last day"}})
	}
	d := &order.Delegation{Period: period, Absent: r.Checked(fieldAbsent), Note: r.Field(fieldNote)}
	if mail := r.Field(fieldTo); mail != "" {
		to, err := p.Orders.Deputy(r.Context(), r.Actor, mail)
		f := toldHere(err)
		if err != nil && f == nil {
			return nil, err
		}
		if f != nil {
			problems = append(problems, f.Problems...)
		}
		d.To = to
	}
	return d, problems.Err()
}

func (p *orderingPages) undelegate(w http.ResponseWriter, r *web.Request) error {
	if err := p.Orders.Undelegate(r.Context(), r.Actor, r.PathValue("id")); err != nil {
		return err
	}
	return r.SeeOther(w, "/compte/delegations", web.Flash{Text: havre.Text{FR: "C’est terminé. Qui vous remplaçait en est averti.", EN: "It is ended. Whoever stood in for you is told."}})
}

// givenListing lists what the reader gave.
var givenListing = ui.Listing[order.Delegation]{
	ID: "donnees", Caption: havre.Text{FR: "Délégations et absences que j’ai données", EN: "Delegations and absences that I gave"}, Cards: true,
	Columns: []ui.Column[order.Delegation]{
		{Name: havre.Text{FR: "Qui règle à ma place", EN: "Who settles in my place"}, Show: func(r *web.Request, d order.Delegation) templ.Component { return deputyCell(r, d) }},
		wordColumn(havre.Text{FR: "Quand", EN: "When"}, func(r *web.Request, d order.Delegation) string { return web.Capital(r.Span(d.Period)) }),
		{Name: havre.Text{FR: "État", EN: "State"}, Show: func(r *web.Request, d order.Delegation) templ.Component { return delegationState(r, d) }},
		wordColumn(havre.Text{FR: "Motif", EN: "Reason"}, func(_ *web.Request, d order.Delegation) string { return d.Note }),
		shownColumn(havre.Text{FR: "Agir", EN: "Act"}, func(r *web.Request, d order.Delegation) templ.Component { return endDelegation(r, d) }),
	},
}

// receivedListing lists for whom the reader stands in.
var receivedListing = ui.Listing[order.Delegation]{
	ID: "recues", Caption: havre.Text{FR: "Délégations que j’ai reçues", EN: "Delegations that I received"}, Cards: true,
	Columns: []ui.Column[order.Delegation]{
		wordColumn(havre.Text{FR: "De", EN: "From"}, func(_ *web.Request, d order.Delegation) string { return d.FromName + " (" + d.FromMail + ")" }),
		wordColumn(havre.Text{FR: "Quand", EN: "When"}, func(r *web.Request, d order.Delegation) string { return web.Capital(r.Span(d.Period)) }),
		{Name: havre.Text{FR: "État", EN: "State"}, Show: func(r *web.Request, d order.Delegation) templ.Component { return delegationState(r, d) }},
		wordColumn(havre.Text{FR: "Motif", EN: "Reason"}, func(_ *web.Request, d order.Delegation) string { return d.Note }),
	},
}
