package pages

import (
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// registerServices adds the service accounts of an organisation.
func (p *accountPages) registerServices(s *web.Site) {
	s.Handle("GET /organisations/{id}/services", p.services)
	s.Handle("POST /organisations/{id}/services", p.saveService)
	s.Handle("GET /organisations/{id}/services/{service}", p.service)
	s.Handle("POST /organisations/{id}/services/{service}", p.saveService)
	s.Handle("POST /organisations/{id}/services/{service}/jetons", p.createServiceToken)
	s.Handle("POST /organisations/{id}/services/{service}/role", p.grantService)
	s.Handle("POST /organisations/{id}/services/{service}/supprimer", p.deleteService)
	s.Handle("POST /organisations/{id}/services/{service}/retablir", p.restoreService)
}

// servicesView is the page of the service accounts of an organisation.
type servicesView struct {
	Organisation *identity.Organisation
	Above        []identity.Organisation
	Services     []identity.Person
	Answers      ui.Answers
}

func (p *accountPages) services(w http.ResponseWriter, r *web.Request) error {
	return p.showServices(w, r, http.StatusOK, ui.Answers{})
}

func (p *accountPages) showServices(w http.ResponseWriter, r *web.Request, status int, a ui.Answers) error {
	o, err := p.managed(r, identity.WriteServices)
	if err != nil {
		return err
	}
	v := servicesView{Organisation: o, Answers: a}
	if v.Above, err = p.above(r, o); err != nil {
		return err
	}
	all, err := p.Identity.People(r.Context(), r.Actor, identity.PersonQuery{Kind: identity.Machine, List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		return err
	}
	for _, s := range all.Items {
		if s.Home == o.ID && !s.Deleted() {
			v.Services = append(v.Services, s)
		}
	}
	return r.Render(w, status, servicesPage(r, v))
}

// managed is the organisation of the address, for those who may manage that of it.
func (p *accountPages) managed(r *web.Request, act identity.Action) (*identity.Organisation, error) {
	o, err := p.Identity.Organisation(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return o, r.Actor.Check(act, identity.Object{Path: o.Path})
}

// serviceView is the page of a service account.
type serviceView struct {
	Organisation *identity.Organisation
	Above        []identity.Organisation
	Service      *identity.Person
	Roles        []identity.Member
	Tokens       []identity.Token
	Answers      ui.Answers
}

func (v serviceView) path(rest ...string) string {
	return organisationPath(v.Organisation.ID, append([]string{"services", v.Service.ID}, rest...)...)
}

func (p *accountPages) service(w http.ResponseWriter, r *web.Request) error {
	return p.showService(w, r, http.StatusOK, ui.Answers{})
}

func (p *accountPages) showService(w http.ResponseWriter, r *web.Request, status int, a ui.Answers) error {
	v, err := p.serviceOf(r)
	if err != nil {
		return err
	}
	v.Answers = a
	return r.Render(w, status, servicePage(r, *v))
}

func (p *accountPages) serviceOf(r *web.Request) (*serviceView, error) {
	o, err := p.managed(r, identity.WriteServices)
	if err != nil {
		return nil, err
	}
	v := &serviceView{Organisation: o}
	if v.Service, err = p.Identity.Person(r.Context(), r.Actor, r.PathValue("service")); err != nil {
		return nil, err
	}
	if v.Service.Kind != identity.Machine || v.Service.Home != o.ID {
		return nil, identity.Missing()
	}
	if v.Above, err = p.above(r, o); err != nil {
		return nil, err
	}
	roles, err := p.Identity.Grants(r.Context(), r.Actor, identity.GrantQuery{Person: v.Service.ID, InForceAt: r.Now, List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		return nil, err
	}
	v.Roles = roles.Items
	v.Tokens, err = p.Identity.Tokens(r.Context(), r.Actor, v.Service.ID)
	return v, err
}

// saveService makes a service account, or renames it.
func (p *accountPages) saveService(w http.ResponseWriter, r *web.Request) error {
	s := &identity.Person{ID: r.PathValue("service"), Kind: identity.Machine, Name: r.Field("name"), Home: r.PathValue("id"), Stamps: identity.Stamps{Version: sentVersion(r)}}
	created := s.ID == ""
	err := p.Identity.SaveService(r.Context(), r.Actor, s)
	if err == nil {
		return r.SeeOther(w, organisationPath(s.Home, "services", s.ID), web.Flash{Text: havre.Text{FR: "Le compte de service est enregistré.", EN: "The service account is saved."}})
	}
	answers, err := refused(r, err)
	switch {
	case err != nil:
		return err
	case created:
		return p.showServices(w, r, http.StatusUnprocessableEntity, answers)
	}
	return p.showService(w, r, http.StatusUnprocessableEntity, answers)
}

func (p *accountPages) createServiceToken(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("service")
	t, err := tokenOf(r, id)
	var secret string
	if err == nil {
		secret, err = p.Identity.CreateToken(r.Context(), r.Actor, t)
	}
	if err == nil {
		return r.Render(w, http.StatusCreated, secretPage(r, secretView{Title: t.Name, Secret: secret, Back: organisationPath(r.PathValue("id"), "services", id), Token: t}))
	}
	answers, err := ui.Answered(r, inForm(err, tokenFields))
	if err != nil {
		return err
	}
	return p.showService(w, r, http.StatusUnprocessableEntity, answers)
}

// grantService gives the account a role on its organisation.
func (p *accountPages) grantService(w http.ResponseWriter, r *web.Request) error {
	g, err := grantOf(r, r.PathValue("id"))
	g.Person = r.PathValue("service")
	if err == nil {
		err = p.Identity.SaveGrant(r.Context(), r.Actor, &g)
	}
	if err == nil {
		return r.SeeOther(w, organisationPath(g.Organisation, "services", g.Person), web.Flash{Text: havre.Text{FR: "Le rôle est accordé.", EN: "The role is granted."}})
	}
	answers, err := refused(r, err)
	if err != nil {
		return err
	}
	return p.showService(w, r, http.StatusUnprocessableEntity, answers)
}

func (p *accountPages) deleteService(w http.ResponseWriter, r *web.Request) error {
	home, id := r.PathValue("id"), r.PathValue("service")
	if err := p.Identity.DeleteService(r.Context(), r.Actor, id, sentVersion(r)); err != nil {
		return err
	}
	return r.SeeOther(w, organisationPath(home, "services"), web.Flash{
		Text: havre.Text{FR: "Le compte de service est supprimé : ses jetons ne servent plus.", EN: "The service account is deleted: its tokens no longer work."},
		Undo: organisationPath(home, "services", id, "retablir"),
	})
}

func (p *accountPages) restoreService(w http.ResponseWriter, r *web.Request) error {
	home, id := r.PathValue("id"), r.PathValue("service")
	if err := p.Identity.RestoreService(r.Context(), r.Actor, id); err != nil {
		return err
	}
	return r.SeeOther(w, organisationPath(home, "services", id), web.Flash{Text: havre.Text{FR: "Le compte de service est rétabli.", EN: "The service account is restored."}})
}
