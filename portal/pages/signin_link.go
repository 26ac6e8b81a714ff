package pages

import (
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// fieldCode is the secret of a one-time link, put in its field by a script or typed.
const fieldCode = "code"

// setUp shows the form that makes the first account.
func (p *accountPages) setUp(w http.ResponseWriter, r *web.Request) error {
	v, err := p.setUpView(r, ui.Answers{})
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, setUpPage(r, v))
}

// showAll lets whoever looks at a demonstration do everything there, in every
// organisation.
func (p *accountPages) showAll(r *web.Request, secret string) error {
	a, _, err := p.Identity.SignedIn(r.Context(), secret)
	if err != nil {
		return err
	}
	for _, role := range []identity.Role{identity.ProductTeam, identity.Approver} {
		g := &identity.Grant{Person: a.ID, Role: role, Reason: r.Say("démonstration", "demonstration")}
		if err := p.Identity.SaveGrant(r.Context(), identity.System(), g); err != nil {
			return err
		}
	}
	return nil
}

// setUpView is what the form asks for: the organisation only when there is none.
func (p *accountPages) setUpView(r *web.Request, a ui.Answers) (setUpView, error) {
	some, err := p.Identity.Organisations(r.Context(), identity.System(), identity.OrganisationQuery{List: havre.List{Limit: 1}})
	return setUpView{Answers: a, First: len(some.Items) == 0, Passkeys: p.Identity.CanUsePasskeys()}, err
}

func (p *accountPages) doSetUp(w http.ResponseWriter, r *web.Request) error {
	n := identity.NewAccount{Name: r.Field("name"), Email: r.Field("email"), Password: r.PostFormValue("password"), Organisation: r.Field("organisation")}
	secret, err := p.Identity.SetUp(r.Context(), r.Field(fieldCode), n, r.UserAgent(), r.ID)
	if err == nil && p.Running.SetUp != nil {
		p.Running.SetUp(r.Context())
	}
	if err == nil && r.Settings().Demo {
		err = p.showAll(r, secret)
	}
	if err == nil {
		return p.installed(w, r, secret, n.Password)
	}
	answers, err := ui.Answered(r, asCodeProblem(err))
	if err != nil {
		return err
	}
	v, err := p.setUpView(r, answers)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusUnprocessableEntity, setUpPage(r, v))
}

// installed opens the first session. Without a password the next thing to do is to
// add a passkey: until then the session is the only way in.
func (p *accountPages) installed(w http.ResponseWriter, r *web.Request, secret, password string) error {
	http.SetCookie(w, r.Site().Cookie(SessionCookie, secret, p.Running.SessionMax))
	if password == "" {
		return r.SeeOther(w, "/compte", web.Flash{Text: addPasskeyNow})
	}
	return r.SeeOther(w, "/", web.Flash{Text: havre.Text{FR: "Votre compte est créé. Bienvenue.", EN: "Your account is created. Welcome."}})
}

var addPasskeyNow = havre.Text{
	FR: "Votre compte est créé. Ajoutez maintenant une clé d’accès : sans elle, vous ne pourriez pas revenir.",
	EN: "Your account is created. Now add a passkey: without it, you could not come back.",
}

// asCodeProblem puts the refusal of a code beside its field.
func asCodeProblem(err error) error {
	f := havre.FaultOf(err)
	if f == nil || f.Code != havre.Gone {
		return err
	}
	return havre.Problems{{Field: fieldCode, Message: havre.Text{FR: f.Message.FR + " " + f.Next.FR, EN: f.Message.EN + " " + f.Next.EN}}}
}

// invitation and newPassword show the same form, for two reasons.
func (p *accountPages) invitation(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, http.StatusOK, linkPage(r, linkView{Invitation: true, Passkeys: p.Identity.CanUsePasskeys()}))
}

func (p *accountPages) newPassword(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, http.StatusOK, linkPage(r, linkView{}))
}

func (p *accountPages) takeInvitation(w http.ResponseWriter, r *web.Request) error {
	return p.take(w, r, linkView{Invitation: true, Passkeys: p.Identity.CanUsePasskeys()})
}

func (p *accountPages) takePassword(w http.ResponseWriter, r *web.Request) error {
	return p.take(w, r, linkView{})
}

// take uses a link up: it sets the password and opens a session.
func (p *accountPages) take(w http.ResponseWriter, r *web.Request, v linkView) error {
	password := r.PostFormValue("password")
	secret, err := p.Identity.Accept(r.Context(), r.Field(fieldCode), password, r.UserAgent(), r.ID)
	if err == nil {
		return p.installed(w, r, secret, password)
	}
	if v.Answers, err = ui.Answered(r, asCodeProblem(err)); err != nil {
		return err
	}
	return r.Render(w, http.StatusUnprocessableEntity, linkPage(r, v))
}
