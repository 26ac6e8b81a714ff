package pages

import (
	"context"
	"net/http"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/identity/oidc"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// Running is what the pages of accounts and of administration know of the process
// that serves them.
type Running struct {
	// Provider signs people in by OpenID Connect, nil without one; ProviderName is on
	// the button.
	Provider     *oidc.Provider
	ProviderName string
	// SessionMax is how long the cookie of a session is kept.
	SessionMax time.Duration
	// SetUp hears that the first account was made; nil where nobody waits for it.
	SetUp func(context.Context)
	// Mail says that the portal can send mail.
	Mail bool
	// WebhookSecret is the secret that signs what is sent to a webhook.
	WebhookSecret func(*notify.Webhook) string
	// Settings are those in force, without secrets.
	Settings []Setting
	// Health asks each part of the portal whether it is well.
	Health func(context.Context) []Part
	// Jobs counts the jobs in each state.
	Jobs func(context.Context) (map[jobs.State]int, error)
}

// Setting is a setting in force.
type Setting struct {
	Key, Value string
	Secret     bool   // Value says only whether there is one
	From       string // where it was said: --listen, HAVRE_LISTEN, a file; "" by default
	Doc        havre.Text
}

// Part is a part of the portal, and what is wrong with it.
type Part struct {
	Name  string
	Error string // "" when it is well
}

// registerAdministration adds the pages that manage the portal.
func (p *accountPages) registerAdministration(s *web.Site) {
	s.Handle("GET /administration", p.administration)
	s.Handle("GET /administration/reglages", p.settings)
	s.Handle("GET /administration/droits", p.rights)
	s.Handle("GET /administration/etat", p.health)
	s.Handle("GET /administration/roles", p.portalRoles)
	s.Handle("POST /administration/roles", p.invite)
	s.Handle("POST /administration/roles/{grant}/retirer", p.revoke)
	s.Handle("POST /administration/roles/{grant}/retablir", p.restoreGrant)
	s.Handle("GET /administration/personnes", p.people)
	s.Handle("GET /administration/personnes/{id}", p.person)
	s.Handle("POST /administration/personnes/{id}/desactiver", p.disable)
	s.Handle("POST /administration/personnes/{id}/reactiver", p.enable)
	s.Handle("POST /administration/personnes/{id}/mot-de-passe", p.resetPassword)
	s.Handle("POST /administration/personnes/{id}/effacer", p.erase)
	p.registerEditions(s)
}

// administers refuses to those who do not manage the portal.
func administers(r *web.Request) error {
	return r.Actor.Check(identity.Administer, identity.Object{})
}

func (p *accountPages) administration(w http.ResponseWriter, r *web.Request) error {
	if err := administers(r); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, adminPage(r))
}

func (p *accountPages) settings(w http.ResponseWriter, r *web.Request) error {
	if err := administers(r); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, settingsPage(r, p.Running.Settings))
}

func (p *accountPages) rights(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	if _, export := ui.ExportFormat(r); export {
		return policyListing().Export(w, r, "droits", ui.All(identity.Policy))
	}
	return r.Render(w, http.StatusOK, rightsPage(r))
}

// healthView is the page of the state of the portal.
type healthView struct {
	Parts []Part
	Jobs  map[jobs.State]int
}

func (p *accountPages) health(w http.ResponseWriter, r *web.Request) error {
	if err := administers(r); err != nil {
		return err
	}
	v := healthView{Parts: p.Running.Health(r.Context())}
	var err error
	if v.Jobs, err = p.Running.Jobs(r.Context()); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, healthPage(r, v))
}

// portalRoles shows the roles on the whole portal, of those who administer it.
func (p *accountPages) portalRoles(w http.ResponseWriter, r *web.Request) error {
	return p.portalRolesWith(w, r, http.StatusOK, ui.Answers{})
}

// rolesView is the page of the roles on the whole portal.
type rolesView struct {
	Members havre.Page[identity.Member]
	List    havre.List
	Answers ui.Answers
}

func (p *accountPages) portalRolesWith(w http.ResponseWriter, r *web.Request, status int, a ui.Answers) error {
	v := rolesView{List: r.List(memberListing(nil).Keys()...), Answers: a}
	var err error
	if v.Members, err = p.Identity.Members(r.Context(), r.Actor, "", v.List); err != nil {
		return err
	}
	if _, export := ui.ExportFormat(r); export {
		return memberListing(nil).Export(w, r, "roles-du-portail", p.eachMember(r, ""))
	}
	return r.Render(w, status, portalRolesPage(r, v))
}
