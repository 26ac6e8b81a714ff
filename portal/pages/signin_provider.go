package pages

import (
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/identity/oidc"
	"github.com/havre-cloud/havre/portal/web"
)

// signInFlow is what is kept of a sign-in while the browser is at the provider.
type signInFlow struct {
	oidc.Flow
	Held string `json:"held,omitempty"`
}

// heldByProvider is the largest form kept through a sign-in at the provider: it
// waits in the database, where anyone could put one.
const heldByProvider = 256 << 10

// signInProvider sends the browser to the provider.
func (p *accountPages) signInProvider(w http.ResponseWriter, r *web.Request) error {
	if p.Running.Provider == nil {
		return identity.Missing()
	}
	held := r.Field(web.FieldHeld)
	if len(held) > heldByProvider {
		return tooMuchHeld()
	}
	address, flow, err := p.Running.Provider.Begin(r.Context(), oidc.Ask{ReturnTo: back(r)})
	if err != nil {
		return err
	}
	secret, err := p.Identity.StartChallenge(r.Context(), signInFlow{Flow: flow, Held: held})
	if err != nil {
		return err
	}
	p.challenge(w, r, secret)
	http.Redirect(w, r.Request, address, http.StatusSeeOther)
	return nil
}

func tooMuchHeld() error {
	return &havre.Fault{
		Code:    havre.Invalid,
		Message: havre.Text{FR: "Ce que vous aviez saisi est trop long pour être gardé pendant que vous passez chez le fournisseur d’identité.", EN: "What you had typed is too long to be kept while you go to the identity provider."},
		Next:    havre.Text{FR: "Revenez en arrière, copiez-le, connectez-vous dans un autre onglet, puis envoyez-le.", EN: "Go back, copy it, sign in from another tab, then send it."},
	}
}

// signInReturn is where the provider sends the browser back.
func (p *accountPages) signInReturn(w http.ResponseWriter, r *web.Request) error {
	if p.Running.Provider == nil {
		return identity.Missing()
	}
	var flow signInFlow
	if err := p.Identity.EndChallenge(r.Context(), p.endChallenge(w, r), &flow); err != nil {
		return err
	}
	assertion, err := p.Running.Provider.Finish(r.Context(), flow.Flow, r.URL.Query())
	if err == nil {
		var secret string
		if secret, err = p.Identity.SignInOIDC(r.Context(), assertion, r.UserAgent(), r.ID); err == nil {
			return p.welcome(w, r, secret, flow.ReturnTo, flow.Held)
		}
	}
	f := havre.FaultOf(err)
	if f == nil {
		return err
	}
	v := p.signInForm(r)
	v.Back, v.Held, v.Fault = flow.ReturnTo, flow.Held, f
	return r.Render(w, http.StatusForbidden, signInPage(r, v))
}

// leaveProvider ends the session at the provider too, which sends the browser back
// to the home page. Ours has ended whatever becomes of the other.
func (p *accountPages) leaveProvider(w http.ResponseWriter, r *web.Request, session *identity.Session) error {
	address, _, err := p.Running.Provider.SignOut(r.Context(), session.IDToken)
	if err != nil || address == "" {
		return r.SeeOther(w, "/", web.Flash{Text: signedOut})
	}
	http.Redirect(w, r.Request, address, http.StatusSeeOther)
	return nil
}
