package pages

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/record"
)

// deploymentsView is the list of what the portal built.
type deploymentsView struct {
	Query provision.Query
	Page  havre.Page[provision.Deployment]
	Need  *record.Need
}

var deploymentKeys = []string{"name", "state", "observed"}

// deployments lists what the portal built for the needs that the reader may see.
func (n *needPages) deployments(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	v := &deploymentsView{Query: provision.Query{
		List: r.List(deploymentKeys...), Need: r.Field(queryNeed), State: provision.State(r.Field(queryState)), Drifted: r.Checked(queryDrift),
	}}
	if v.Query.Sort == "" {
		v.Query.Sort = "name"
	}
	if _, ok := ui.ExportFormat(r); ok {
		return n.deploymentListing().Export(w, r, "realisations", eachPage(v.Query.List, func(l havre.List) (havre.Page[provision.Deployment], error) {
			v.Query.List = l
			return n.Provision.Deployments(r.Context(), r.Actor, v.Query)
		}))
	}
	var err error
	if v.Query.Need != "" {
		if v.Need, err = n.Record.Need(r.Context(), r.Actor, v.Query.Need); err != nil {
			return err
		}
	}
	if v.Page, err = n.Provision.Deployments(r.Context(), r.Actor, v.Query); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, deploymentListPage(r, n.deploymentListing(), v))
}

func (v *deploymentsView) filtered() bool {
	return v.Query.Search != "" || v.Query.State != "" || v.Query.Drifted || v.Query.Need != ""
}

func (v *deploymentsView) count(r *web.Request) string {
	return r.Many(v.Page.Total, havre.Text{FR: "%s réalisation", EN: "%s deployment"}, havre.Text{FR: "%s réalisations", EN: "%s deployments"})
}

func (n *needPages) deploymentListing() ui.Listing[provision.Deployment] {
	name := sortColumn("name", havre.Text{FR: "Nom", EN: "Name"}, func(_ *web.Request, d provision.Deployment) string { return d.Name })
	name.Show = func(r *web.Request, d provision.Deployment) templ.Component {
		return ui.Link(r, deploymentPath(d.ID), d.Name)
	}
	need := wordColumn(havre.Text{FR: "Dossier", EN: "Need"}, func(_ *web.Request, d provision.Deployment) string { return d.NeedTitle })
	need.Show = func(r *web.Request, d provision.Deployment) templ.Component {
		return ui.Link(r, needPath(d.Need), d.NeedTitle)
	}
	state := sortColumn("state", havre.Text{FR: "État", EN: "State"}, func(r *web.Request, d provision.Deployment) string { return deploymentText(r, &d) })
	state.Show = func(r *web.Request, d provision.Deployment) templ.Component {
		return ui.State(r, deploymentKind(&d), deploymentText(r, &d))
	}
	return ui.Listing[provision.Deployment]{
		ID: "realisations-liste", Caption: havre.Text{FR: "Réalisations", EN: "Deployments"}, Cards: true,
		Columns: []ui.Column[provision.Deployment]{
			name, need,
			wordColumn(havre.Text{FR: "Offre", EN: "Offer"}, func(r *web.Request, d provision.Deployment) string { return n.offerName(r, d.Offer) }),
			wordColumn(havre.Text{FR: "Commande", EN: "Order"}, func(_ *web.Request, d provision.Deployment) string { return d.Number }),
			state,
			{Name: havre.Text{FR: "Écarts", EN: "Differences"}, Number: true, Value: func(_ *web.Request, d provision.Deployment) sheet.Value { return sheet.Whole(d.Drifted) }},
			sortColumn("observed", havre.Text{FR: "Dernier regard", EN: "Last look"}, func(r *web.Request, d provision.Deployment) string {
				return web.Capital(lookedText(r, d.ObservedAt))
			}),
		},
	}
}

func deploymentStateOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Tous", "All")}}
	for _, s := range provision.States() {
		out = append(out, ui.Option{Value: string(s), Label: web.Capital(r.Text(s.Text()))})
	}
	return out
}
