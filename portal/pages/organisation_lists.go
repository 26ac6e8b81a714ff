package pages

import (
	"iter"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// organisationsView is the page of the tree.
type organisationsView struct {
	Page               havre.Page[identity.Organisation]
	Query              identity.OrganisationQuery
	MayAdd, MayRestore bool
}

// filtered says that the tree is not whole: it is then drawn as a list.
func (v organisationsView) filtered() bool {
	return v.Query.Search != "" || v.Query.Kind != "" || v.Query.Deleted
}

// organisationListing lists organisations one below the other.
var organisationListing = ui.Listing[identity.Organisation]{
	ID: "organisations-liste", Caption: havre.Text{FR: "Organisations", EN: "Organisations"}, Cards: true,
	Columns: []ui.Column[identity.Organisation]{
		organisationName,
		wordColumn(havre.Text{FR: "Nature", EN: "Kind"}, func(r *web.Request, o identity.Organisation) string { return r.Text(o.Kind.Text()) }),
		wordColumn(havre.Text{FR: "Nom court", EN: "Short name"}, func(_ *web.Request, o identity.Organisation) string { return o.Name }),
		wordColumn(havre.Text{FR: "SIRET", EN: "SIRET"}, func(_ *web.Request, o identity.Organisation) string { return o.SIRET }),
	},
}

var organisationName = func() ui.Column[identity.Organisation] {
	c := wordColumn(havre.Text{FR: "Nom", EN: "Name"}, func(_ *web.Request, o identity.Organisation) string { return o.Title })
	c.Show = organisationCell
	return c
}()

// branch is an organisation of the tree, with those below it.
type branch struct {
	identity.Organisation
	below []*branch
}

// treeOf puts organisations below one another; one whose parent may not be seen
// stands at the top.
func treeOf(all []identity.Organisation) []*branch {
	nodes := make(map[string]*branch, len(all))
	for i := range all {
		nodes[all[i].ID] = &branch{Organisation: all[i]}
	}
	var top []*branch
	for i := range all {
		n := nodes[all[i].ID]
		if up := nodes[n.Parent]; up != nil {
			up.below = append(up.below, n)
		} else {
			top = append(top, n)
		}
	}
	return top
}

// parentOptions are the organisations that one may be put below, indented as the
// tree is; neither itself nor what is below it.
func parentOptions(r *web.Request, all []identity.Organisation, o *identity.Organisation) []ui.Option {
	var out []ui.Option
	for _, up := range all {
		if o.Path != "" && strings.HasPrefix(up.Path, o.Path) {
			continue
		}
		if len(up.Kind.MayContain()) == 0 || !mayIn(r, identity.WriteOrganisation, &up) {
			continue
		}
		out = append(out, ui.Option{Value: up.ID, Label: strings.Repeat("– ", strings.Count(up.Path, "/")-2) + up.Title})
	}
	return out
}

// eachOrganisation reads the whole list for an export.
func (p *accountPages) eachOrganisation(r *web.Request, q identity.OrganisationQuery) iter.Seq2[identity.Organisation, error] {
	return eachPage(q.List, func(l havre.List) (havre.Page[identity.Organisation], error) {
		q.List = l
		return p.Identity.Organisations(r.Context(), r.Actor, q)
	})
}

// eachMember reads all the members for an export.
func (p *accountPages) eachMember(r *web.Request, organisation string) iter.Seq2[identity.Member, error] {
	return eachPage(r.List(), func(l havre.List) (havre.Page[identity.Member], error) {
		return p.Identity.Members(r.Context(), r.Actor, organisation, l)
	})
}

// organisationView is the page of an organisation.
type organisationView struct {
	Organisation *identity.Organisation
	Above, Below []identity.Organisation
	Members      havre.Page[identity.Member]
	List         havre.List
	Grant        ui.Answers // the form that was refused, when one was
	Occupants    int        // what keeps it from being deleted, for those who may
}

// mayDelete says whether the actor could delete it, were it empty: that is changing
// the organisation above.
func (v *organisationView) mayDelete(r *web.Request) bool {
	if !mayIn(r, identity.WriteOrganisation, v.Organisation) {
		return false
	}
	if v.Organisation.Parent == "" {
		return r.Actor.May(identity.WriteOrganisation, identity.Object{Path: identity.PortalPath}) == identity.Allowed
	}
	n := len(v.Above)
	return n > 0 && v.Above[n-1].ID == v.Organisation.Parent && mayIn(r, identity.WriteOrganisation, &v.Above[n-1])
}

// crumbs are the pages above.
func (v *organisationView) crumbs(r *web.Request) []ui.Crumb {
	out := []ui.Crumb{{Name: r.Say("Organisations", "Organisations"), Path: "/organisations"}}
	for _, o := range v.Above {
		out = append(out, ui.Crumb{Name: o.Title, Path: organisationPath(o.ID)})
	}
	return out
}

// organisationForm is the form of an organisation, new or not.
type organisationForm struct {
	ui.Answers
	Organisation *identity.Organisation
	Parents      []ui.Option
	Top          bool // it may be at the top of the tree
}

// parents are the choices, the top of the tree first where one may put it there.
func (f organisationForm) parents(r *web.Request) []ui.Option {
	if !f.Top && (f.Organisation.Version == 0 || f.Organisation.Parent != "") {
		return f.Parents
	}
	return slices.Concat([]ui.Option{{Value: "", Label: r.Say("Aucune : au sommet de l'arbre", "None: at the top of the tree")}}, f.Parents)
}

func kindOptions(r *web.Request) []ui.Option {
	var out []ui.Option
	for _, k := range identity.OrganisationKinds {
		out = append(out, ui.Option{Value: string(k), Label: web.Capital(r.Text(k.Text()))})
	}
	return out
}
