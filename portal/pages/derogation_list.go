package pages

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

func (n *needPages) registerDerogations(s *web.Site) {
	s.Handle("GET /derogations", n.derogations)
	s.Handle("GET /derogations/{derogation}", n.derogation)
	s.Handle("POST /derogations/{derogation}/regler", n.settleDerogation)
	s.Handle("POST /derogations/{derogation}/retirer", n.withdrawDerogation)
	s.Handle("GET /dossiers/{id}/derogations", n.derogations)
	s.Handle("GET /dossiers/{id}/derogations/nouvelle", n.derogationForm)
	s.Handle("POST /dossiers/{id}/derogations", n.requestDerogation)
}

func derogationPath(id string, rest ...string) string {
	return pathOf("/derogations", append([]string{id}, rest...))
}

// derogationsView is the page of a list of derogations.
type derogationsView struct {
	Need  *record.Need // nil: those of every need
	Query record.DerogationQuery
	Page  havre.Page[record.Derogation]
	Path  string
}

// derogations lists those that the reader may see, or those of one need.
func (n *needPages) derogations(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	v := derogationsView{Path: "/derogations", Query: record.DerogationQuery{
		List: r.List("until", "requested", "rule"), State: record.DerogationState(r.Field(queryState)), Rule: r.Field(fieldRule),
	}}
	if id := r.PathValue("id"); id != "" {
		need, err := n.need(r)
		if err != nil {
			return err
		}
		v.Need, v.Query.Need, v.Path = need, need.ID, needPath(need.ID, "derogations")
	}
	if v.Query.Sort == "" {
		v.Query.Sort, v.Query.Desc = "requested", true
	}
	if _, ok := ui.ExportFormat(r); ok {
		return n.derogationListing(r).Export(w, r, "derogations", eachPage(v.Query.List, func(l havre.List) (havre.Page[record.Derogation], error) {
			v.Query.List = l
			return n.Record.Derogations(r.Context(), r.Actor, v.Query)
		}))
	}
	var err error
	if v.Page, err = n.Record.Derogations(r.Context(), r.Actor, v.Query); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, derogationListPage(r, n.derogationListing(r), v))
}

func (n *needPages) derogationListing(*web.Request) ui.Listing[record.Derogation] {
	rule := sortColumn("rule", havre.Text{FR: "Règle", EN: "Rule"}, func(_ *web.Request, d record.Derogation) string { return d.Rule })
	rule.Show = func(r *web.Request, d record.Derogation) templ.Component {
		return ui.Link(r, derogationPath(d.ID), d.Rule)
	}
	need := wordColumn(havre.Text{FR: "Dossier", EN: "Need"}, func(_ *web.Request, d record.Derogation) string { return d.NeedTitle })
	need.Show = func(r *web.Request, d record.Derogation) templ.Component {
		return ui.Link(r, needPath(d.Need), d.NeedTitle)
	}
	standing := wordColumn(havre.Text{FR: "État", EN: "State"}, func(r *web.Request, d record.Derogation) string {
		return web.Capital(r.Text(standingText(d.Standing(r.Today()))))
	})
	standing.Show = func(r *web.Request, d record.Derogation) templ.Component { return standingState(r, &d) }
	return ui.Listing[record.Derogation]{
		ID: "derogations", Caption: havre.Text{FR: "Dérogations", EN: "Derogations"}, Cards: true,
		Columns: []ui.Column[record.Derogation]{
			rule, need,
			wordColumn(havre.Text{FR: "Offre", EN: "Offer"}, func(r *web.Request, d record.Derogation) string { return n.offerOrAll(r, d.Offer) }),
			standing,
			wordColumn(havre.Text{FR: "Qui l'accorde", EN: "Who grants it"}, func(r *web.Request, d record.Derogation) string { return grantor(r, &d) }),
			dateColumn("requested", havre.Text{FR: "Demandée le", EN: "Asked on"}, func(d record.Derogation) havre.Date { return havre.DayOf(d.CreatedAt) }),
			dateColumn("until", havre.Text{FR: "Jusqu'au", EN: "Until"}, func(d record.Derogation) havre.Date { return d.LastDay() }),
		},
	}
}

// offerOrAll is the name of an offer, or that all are meant.
func (n *needPages) offerOrAll(r *web.Request, offer string) string {
	if offer == "" {
		return r.Say("Toutes", "All")
	}
	return n.offerName(r, offer)
}

// grantor is who granted a derogation, or must.
func grantor(r *web.Request, d *record.Derogation) string {
	if d.Authority != "" {
		return d.Authority
	}
	return r.Text(d.Asked.Authority)
}

// standingKind is how what a derogation is worth is drawn.
func standingKind(standing string) ui.StateKind {
	switch standing {
	case "in-force":
		return ui.Yes
	case "to-come":
		return ui.Planned
	case string(record.Requested):
		return ui.ToConfirm
	case string(record.Refused):
		return ui.No
	}
	return ui.NotApplicable
}

func derogationStateOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Tous", "All")}}
	for _, s := range []record.DerogationState{record.Requested, record.Granted, record.Refused, record.Withdrawn} {
		out = append(out, ui.Option{Value: string(s), Label: web.Capital(r.Text(s.Text()))})
	}
	return out
}

func (v derogationsView) crumbs(r *web.Request) []ui.Crumb {
	if v.Need == nil {
		return nil
	}
	return append(needCrumbs(r), ui.Crumb{Name: v.Need.Title, Path: needPath(v.Need.ID)})
}

func (v derogationsView) title(r *web.Request) string {
	if v.Need == nil {
		return r.Say("Dérogations", "Derogations")
	}
	return r.Say("Dérogations de « %s »", "Derogations of “%s”", v.Need.Title)
}
