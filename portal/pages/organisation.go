package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// registerOrganisations adds the tree of organisations and the page of each.
func (p *accountPages) registerOrganisations(s *web.Site) {
	s.Handle("GET /organisations", p.organisations)
	s.Handle("GET /nouvelle-organisation", p.newOrganisation)
	s.Handle("POST /nouvelle-organisation", p.saveOrganisation)
	s.Handle("GET /organisations/{id}", p.organisation)
	s.Handle("GET /organisations/{id}/modifier", p.editOrganisation)
	s.Handle("POST /organisations/{id}/modifier", p.saveOrganisation)
	s.Handle("POST /organisations/{id}/supprimer", p.deleteOrganisation)
	s.Handle("POST /organisations/{id}/retablir", p.restoreOrganisation)
	p.registerMembers(s)
	p.registerServices(s)
	p.registerWebhooks(s)
}

// organisationPath is a page of an organisation.
func organisationPath(id string, rest ...string) string {
	var path strings.Builder
	path.WriteString("/organisations/" + url.PathEscape(id))
	for _, s := range rest {
		path.WriteString("/" + url.PathEscape(s))
	}
	return path.String()
}

// organisations shows the tree, or the deleted ones to those who may restore them.
func (p *accountPages) organisations(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	q := identity.OrganisationQuery{List: r.List(), Kind: identity.OrganisationKind(r.Field("nature")), Deleted: r.Checked("supprimees")}
	q.Limit = havre.MaxLimit
	if _, export := ui.ExportFormat(r); export {
		return organisationListing.Export(w, r, "organisations", p.eachOrganisation(r, q))
	}
	page, err := p.Identity.Organisations(r.Context(), r.Actor, q)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, organisationsPage(r, organisationsView{Page: page, Query: q, MayAdd: p.mayAddAtTop(r), MayRestore: mayAnywhere(r, identity.WriteOrganisation)}))
}

// mayAddAtTop says whether to offer a new ministry.
func (p *accountPages) mayAddAtTop(r *web.Request) bool {
	return r.Actor.May(identity.WriteOrganisation, identity.Object{Path: identity.PortalPath}) == identity.Allowed
}

// mayAnywhere says whether the actor may do something to some organisation.
func mayAnywhere(r *web.Request, act identity.Action) bool {
	paths, all := r.Actor.Scoped(act)
	return all || len(paths) > 0
}

// mayIn says whether to offer an action on an organisation. The service checks it
// again.
func mayIn(r *web.Request, act identity.Action, o *identity.Organisation) bool {
	return !o.Deleted() && r.Actor.May(act, identity.Object{Path: o.Path}) == identity.Allowed
}

// organisation shows one: what it is, who is in it, what it holds.
func (p *accountPages) organisation(w http.ResponseWriter, r *web.Request) error {
	v, err := p.organisationOf(r)
	if err != nil {
		return err
	}
	if _, export := ui.ExportFormat(r); export {
		return memberListing(v.Organisation).Export(w, r, "membres-"+v.Organisation.Name, p.eachMember(r, v.Organisation.ID))
	}
	return r.Render(w, http.StatusOK, organisationPage(r, v))
}

// organisationOf gathers what the page shows, as far as the actor may see it.
func (p *accountPages) organisationOf(r *web.Request) (*organisationView, error) {
	o, err := p.Identity.Organisation(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	v := &organisationView{Organisation: o, List: r.List(memberListing(o).Keys()...)}
	if v.Above, err = p.above(r, o); err != nil {
		return nil, err
	}
	below, err := p.Identity.Organisations(r.Context(), r.Actor, identity.OrganisationQuery{Parent: o.ID, List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		return nil, err
	}
	v.Below = below.Items
	if mayIn(r, identity.ReadMembers, o) {
		if v.Members, err = p.Identity.Members(r.Context(), r.Actor, o.ID, v.List); err != nil {
			return nil, err
		}
	}
	if v.mayDelete(r) {
		v.Occupants, err = p.Identity.Occupants(r.Context(), r.Actor, o.ID)
	}
	return v, err
}

// above are the organisations from the top of the tree down to the one above.
func (p *accountPages) above(r *web.Request, o *identity.Organisation) (out []identity.Organisation, err error) {
	for parent := o.Parent; parent != ""; {
		up, err := p.Identity.Organisation(r.Context(), r.Actor, parent)
		if isMissing(err) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out = append([]identity.Organisation{*up}, out...)
		parent = up.Parent
	}
	return out, nil
}

// newOrganisation shows an empty form, below the one that the address names.
func (p *accountPages) newOrganisation(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	o := &identity.Organisation{Parent: r.Field("parent")}
	if err := p.mayAdd(r, o.Parent); err != nil {
		return err
	}
	return p.organisationForm(w, r, http.StatusOK, o, ui.Answers{})
}

// mayAdd refuses the form to those whose organisation would be refused: below that
// parent, or anywhere when none is named.
func (p *accountPages) mayAdd(r *web.Request, parent string) error {
	if parent == "" {
		if mayAnywhere(r, identity.WriteOrganisation) {
			return nil
		}
		return identity.Forbid(identity.WriteOrganisation)
	}
	up, err := p.Identity.Organisation(r.Context(), r.Actor, parent)
	if err != nil {
		return err
	}
	return r.Actor.Check(identity.WriteOrganisation, identity.Object{Path: up.Path})
}

func (p *accountPages) editOrganisation(w http.ResponseWriter, r *web.Request) error {
	o, err := p.Identity.Organisation(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := r.Actor.Check(identity.WriteOrganisation, identity.Object{Path: o.Path}); err != nil {
		return err
	}
	return p.organisationForm(w, r, http.StatusOK, o, ui.Answers{Values: organisationValues(o)})
}

// organisationForm draws the form of an organisation, with those it may be below.
func (p *accountPages) organisationForm(w http.ResponseWriter, r *web.Request, status int, o *identity.Organisation, a ui.Answers) error {
	all, err := p.Identity.Organisations(r.Context(), r.Actor, identity.OrganisationQuery{List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		return err
	}
	v := organisationForm{Answers: a, Organisation: o, Parents: parentOptions(r, all.Items, o), Top: p.mayAddAtTop(r)}
	return r.Render(w, status, organisationFormPage(r, v))
}

// organisationValues are the fields of the form as they are on record.
func organisationValues(o *identity.Organisation) url.Values {
	return url.Values{
		"title": {o.Title}, "name": {o.Name}, "kind": {string(o.Kind)}, "parent": {o.Parent},
		"siret": {o.SIRET}, "body": {o.Body}, "ministry": {o.Ministry},
	}
}

func (p *accountPages) saveOrganisation(w http.ResponseWriter, r *web.Request) error {
	version, _ := strconv.ParseInt(r.Field("version"), 10, 64) // without one, it is a new organisation
	o := &identity.Organisation{
		ID: r.PathValue("id"), Parent: r.Field("parent"), Kind: identity.OrganisationKind(r.Field("kind")),
		Name: r.Field("name"), Title: r.Field("title"), SIRET: r.Field("siret"), Body: r.Field("body"), Ministry: r.Field("ministry"),
		Stamps: identity.Stamps{Version: version},
	}
	err := p.Identity.SaveOrganisation(r.Context(), r.Actor, o)
	if err == nil {
		return r.SeeOther(w, organisationPath(o.ID), web.Flash{Text: havre.Text{FR: "« %s » est enregistrée.", EN: "“%s” is saved."}.With(o.Title)})
	}
	if clash := p.organisationClash(r, o, err); clash != nil {
		return clash
	}
	answers, err := refused(r, err)
	if err != nil {
		return err
	}
	return p.organisationForm(w, r, http.StatusUnprocessableEntity, o, answers)
}

// refused is what a form sent and what is wrong with it, also when that clashes
// with what exists; any other error is given back.
func refused(r *web.Request, err error) (ui.Answers, error) {
	if f := havre.FaultOf(err); f != nil && f.Code == havre.Conflict && len(f.Problems) > 0 {
		err = f.Problems
	}
	return ui.Answered(r, err)
}

// organisationClash shows both versions when somebody else saved meanwhile.
func (p *accountPages) organisationClash(r *web.Request, mine *identity.Organisation, err error) error {
	f := havre.FaultOf(err)
	if f == nil || f.Code != havre.Stale {
		return nil
	}
	theirs, found := p.Identity.Organisation(r.Context(), r.Actor, mine.ID)
	if found != nil {
		return nil //nolint:nilerr // it is gone: the caller tells of the clash itself
	}
	fields := organisationValues(mine)
	fields.Set("version", strconv.FormatInt(theirs.Version, 10))
	c := &web.Clash{Fault: f, Back: organisationPath(mine.ID), Again: organisationPath(mine.ID, "modifier"), Fields: fields}
	for _, field := range organisationFieldNames {
		if a, b := organisationValues(theirs).Get(field.key), fields.Get(field.key); a != b {
			c.Rows = append(c.Rows, web.Difference{Name: field.name, Theirs: a, Yours: b})
		}
	}
	return c
}

var organisationFieldNames = []struct {
	key  string
	name havre.Text
}{
	{"title", havre.Text{FR: "Nom", EN: "Name"}},
	{"name", havre.Text{FR: "Nom court", EN: "Short name"}},
	{"kind", havre.Text{FR: "Nature", EN: "Kind"}},
	{"parent", havre.Text{FR: "Organisation au-dessus", EN: "Organisation above"}},
	{"siret", havre.Text{FR: "SIRET", EN: "SIRET"}},
	{"body", havre.Text{FR: "Nature juridique", EN: "Legal kind"}},
	{"ministry", havre.Text{FR: "Ministère", EN: "Ministry"}},
}

func (p *accountPages) deleteOrganisation(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	if err := p.Identity.DeleteOrganisation(r.Context(), r.Actor, id, sentVersion(r)); err != nil {
		return err
	}
	return r.SeeOther(w, "/organisations", web.Flash{
		Text: havre.Text{FR: "L’organisation est supprimée.", EN: "The organisation is deleted."}, Undo: organisationPath(id, "retablir"),
	})
}

func (p *accountPages) restoreOrganisation(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	if err := p.Identity.RestoreOrganisation(r.Context(), r.Actor, id); err != nil {
		return err
	}
	return r.SeeOther(w, organisationPath(id), web.Flash{Text: havre.Text{FR: "L’organisation est rétablie.", EN: "The organisation is restored."}})
}

// sentVersion is the version of a record as the page showed it.
func sentVersion(r *web.Request) int64 {
	v, _ := strconv.ParseInt(r.Field("version"), 10, 64) // written by our page; 0 is refused as stale
	return v
}
