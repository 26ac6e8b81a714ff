package pages

import (
	"net/http"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/web"
)

// Names of the cookies of the portal: of a session, of a sign-in under way.
const (
	SessionCookie   = "havre"
	challengeCookie = "epreuve"
	challengeFor    = 10 * time.Minute
)

// Names of the fields that go through a sign-in, besides [web.FieldHeld].
const (
	fieldBack   = "retour" // the page one was on
	fieldAnswer = "answer" // of a passkey
)

// heldLimit is how much the pages of a sign-in accept: a form held back, and a
// little more.
const heldLimit = web.MaxForm + web.MaxForm/2

// registerSignIn adds the pages by which one comes and goes.
func (p *accountPages) registerSignIn(s *web.Site) {
	s.Handle("GET /connexion", p.signIn)
	s.HandleUpTo("POST /connexion", heldLimit, p.signInPassword)
	s.HandleUpTo("POST /connexion/cle", heldLimit, p.signInPasskey)
	s.Handle("POST /connexion/cle/debut", p.beginPasskey)
	s.HandleUpTo("POST /connexion/fournisseur", heldLimit, p.signInProvider)
	s.Handle("GET /connexion/retour", p.signInReturn)
	s.Handle("POST /deconnexion", p.signOut)
	s.Handle("GET /installation", p.setUp)
	s.Handle("POST /installation", p.doSetUp)
	s.Handle("GET /invitation", p.invitation)
	s.Handle("POST /invitation", p.takeInvitation)
	s.Handle("GET /mot-de-passe", p.newPassword)
	s.Handle("POST /mot-de-passe", p.takePassword)
}

// signIn shows the ways to sign in. Whoever is signed in already goes on.
func (p *accountPages) signIn(w http.ResponseWriter, r *web.Request) error {
	if r.Actor.SignedIn() {
		return r.SeeOther(w, back(r), web.Flash{})
	}
	return r.Render(w, http.StatusOK, signInPage(r, p.signInForm(r)))
}

// signInForm is what the page shows.
func (p *accountPages) signInForm(r *web.Request) signInView {
	v := signInView{Back: back(r), Held: r.Field(web.FieldHeld), Email: r.Field("email"), Passkeys: p.Identity.CanUsePasskeys()}
	if p.Running.Provider != nil {
		v.Provider = p.Running.ProviderName
	}
	return v
}

// signInPassword signs in with an address and a password. A form that another page
// held back only comes through: the ways to sign in are shown with it.
func (p *accountPages) signInPassword(w http.ResponseWriter, r *web.Request) error {
	v := p.signInForm(r)
	if !r.PostForm.Has("password") {
		return r.Render(w, http.StatusOK, signInPage(r, v))
	}
	secret, err := p.Identity.SignInPassword(r.Context(), v.Email, r.PostFormValue("password"), r.UserAgent(), r.ID)
	if f := havre.FaultOf(err); f != nil && (f.Code == havre.Unauthenticated || f.Code == havre.TooMany) {
		v.Fault = f
		return r.Render(w, http.StatusUnprocessableEntity, signInPage(r, v))
	}
	if err != nil {
		return err
	}
	return p.welcome(w, r, secret, v.Back, v.Held)
}

// beginPasskey gives the browser what it signs with a key.
func (p *accountPages) beginPasskey(w http.ResponseWriter, r *web.Request) error {
	options, challenge, err := p.Identity.BeginPasskey(r.Context())
	if err != nil {
		return err
	}
	p.challenge(w, r, challenge)
	return sendJSON(w, options)
}

func (p *accountPages) signInPasskey(w http.ResponseWriter, r *web.Request) error {
	v := p.signInForm(r)
	secret, err := p.Identity.FinishPasskey(r.Context(), p.endChallenge(w, r), []byte(r.Field(fieldAnswer)), r.UserAgent(), r.ID)
	if f := havre.FaultOf(err); f != nil {
		v.Fault = f
		return r.Render(w, http.StatusUnprocessableEntity, signInPage(r, v))
	}
	if err != nil {
		return err
	}
	return p.welcome(w, r, secret, v.Back, v.Held)
}

// welcome opens the session in the browser and goes on: to the form that was held
// back, else to the page one was on.
func (p *accountPages) welcome(w http.ResponseWriter, r *web.Request, secret, to, held string) error {
	http.SetCookie(w, r.Site().Cookie(SessionCookie, secret, p.Running.SessionMax))
	if h, ok := web.ReadHeld(held); ok {
		return r.Render(w, http.StatusOK, heldPage(r, h))
	}
	return r.SeeOther(w, to, web.Flash{})
}

// challenge ties the sign-in under way to this browser.
func (p *accountPages) challenge(w http.ResponseWriter, r *web.Request, secret string) {
	http.SetCookie(w, r.Site().Cookie(challengeCookie, secret, challengeFor))
}

// endChallenge gives it back, once.
func (p *accountPages) endChallenge(w http.ResponseWriter, r *web.Request) string {
	http.SetCookie(w, r.Site().Cookie(challengeCookie, "", 0))
	return r.Site().CookieOf(r.Request, challengeCookie)
}

// back is the page to go to after signing in: one of the portal, and not one of
// those by which one comes and goes.
func back(r *web.Request) string {
	to := web.Local(r.Field(fieldBack), r.Path("/"))
	for _, gate := range []string{"/connexion", "/deconnexion", "/installation", "/invitation", "/mot-de-passe"} {
		if path, _, _ := strings.Cut(to, "?"); path == gate || path == "/en"+gate {
			return r.Path("/")
		}
	}
	return to
}

// signOut ends the session here, then at the provider that vouched for the person.
func (p *accountPages) signOut(w http.ResponseWriter, r *web.Request) error {
	session, err := p.Identity.SignOut(r.Context(), r.Site().CookieOf(r.Request, SessionCookie), r.ID)
	http.SetCookie(w, r.Site().Cookie(SessionCookie, "", 0))
	if err != nil {
		return err
	}
	if p.Running.Provider != nil && session != nil && session.IDToken != "" {
		return p.leaveProvider(w, r, session)
	}
	return r.SeeOther(w, "/", web.Flash{Text: signedOut})
}

var signedOut = havre.Text{FR: "Vous êtes déconnecté.", EN: "You are signed out."}
