package pages

import (
	"encoding/hex"
	"net/http"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// accountPages are those by which one signs in, and manages one's account, an
// organisation, the journal and the portal.
type accountPages struct{ *Pages }

// registerAccount adds them.
func (p *Pages) registerAccount(s *web.Site) {
	a := &accountPages{p}
	a.registerSignIn(s)
	s.Handle("GET /compte", a.account)
	s.Handle("POST /compte/preferences", a.setPreferences)
	s.Handle("POST /compte/mot-de-passe", a.changePassword)
	s.Handle("POST /compte/cles/debut", a.beginKey)
	s.Handle("POST /compte/cles", a.addKey)
	s.Handle("POST /compte/cles/{id}/supprimer", a.deleteKey)
	s.Handle("POST /compte/sessions/fin", a.endSessions)
	s.Handle("POST /compte/jetons", a.createToken)
	s.Handle("POST /compte/jetons/{id}/revoquer", a.revokeToken)
	a.registerOrganisations(s)
	a.registerJournal(s)
	a.registerAdministration(s)
}

// accountView is the page of one's own account.
type accountView struct {
	Person   *identity.Person
	Home     *identity.Organisation // nil when it has none
	Keys     []identity.Passkey
	Passkeys bool // the address of the portal allows them
	Sessions []identity.Session
	Tokens   []identity.Token
	Roles    []identity.Member
	Password ui.Answers // the form that was refused, when one was
	Token    ui.Answers
}

func (p *accountPages) account(w http.ResponseWriter, r *web.Request) error {
	return p.showAccount(w, r, http.StatusOK, func(*accountView) {})
}

// showAccount draws the page; with adds to it the form that was refused.
func (p *accountPages) showAccount(w http.ResponseWriter, r *web.Request, status int, with func(*accountView)) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	v, err := p.accountOf(r)
	if err != nil {
		return err
	}
	with(v)
	return r.Render(w, status, accountPage(r, v))
}

func (p *accountPages) accountOf(r *web.Request) (v *accountView, err error) {
	ctx, a := r.Context(), r.Actor
	v = &accountView{Passkeys: p.Identity.CanUsePasskeys()}
	if v.Person, err = p.Identity.Person(ctx, a, a.ID); err != nil {
		return nil, err
	}
	if v.Person.Home != "" {
		if v.Home, err = p.Identity.Organisation(ctx, a, v.Person.Home); err != nil && !isMissing(err) {
			return nil, err
		}
	}
	if v.Keys, err = p.Identity.Passkeys(ctx, a); err != nil {
		return nil, err
	}
	if v.Sessions, err = p.Identity.Sessions(ctx, a); err != nil {
		return nil, err
	}
	if v.Tokens, err = p.Identity.Tokens(ctx, a, a.ID); err != nil {
		return nil, err
	}
	roles, err := p.Identity.Grants(ctx, a, identity.GrantQuery{Person: a.ID, InForceAt: r.Now, List: havre.List{Limit: havre.MaxLimit}})
	v.Roles = roles.Items
	return v, err
}

// isMissing says that an object does not exist, or may not be seen.
func isMissing(err error) bool {
	f := havre.FaultOf(err)
	return f != nil && f.Code == havre.NotFound
}

// setPreferences keeps the language and the theme, in the account and in this
// browser.
func (p *accountPages) setPreferences(w http.ResponseWriter, r *web.Request) error {
	lang, theme := havre.Lang(r.Field("language")), r.Field("theme")
	if err := p.Identity.SetPreferences(r.Context(), r.Actor, lang, theme); err != nil {
		return err
	}
	http.SetCookie(w, r.Site().ThemeCookie(theme))
	return r.SeeOther(w, web.PathIn(lang, "/compte"), web.Flash{Text: havre.Text{FR: "Vos préférences sont enregistrées.", EN: "Your preferences are saved."}})
}

func (p *accountPages) changePassword(w http.ResponseWriter, r *web.Request) error {
	err := p.Identity.ChangePassword(r.Context(), r.Actor, r.PostFormValue("old-password"), r.PostFormValue("password"))
	if err == nil {
		return r.SeeOther(w, "/compte", web.Flash{Text: havre.Text{FR: "Votre mot de passe est changé ; vos autres sessions ont pris fin.", EN: "Your password is changed; your other sessions have ended."}})
	}
	answers, err := ui.Answered(r, inForm(err, map[string]string{"old": "old-password"}))
	if err != nil {
		return err
	}
	return p.showAccount(w, r, http.StatusUnprocessableEntity, func(v *accountView) { v.Password = answers })
}

// inForm gives the fields at fault the names they have in the form.
func inForm(err error, names map[string]string) error {
	f := havre.FaultOf(err)
	if f == nil || len(f.Problems) == 0 {
		return err
	}
	out := slices.Clone(f.Problems)
	for i := range out {
		if name, ok := names[out[i].Field]; ok {
			out[i].Field = name
		}
	}
	return out
}

func (p *accountPages) beginKey(w http.ResponseWriter, r *web.Request) error {
	options, challenge, err := p.Identity.BeginPasskeyRegistration(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	p.challenge(w, r, challenge)
	return sendJSON(w, options)
}

func (p *accountPages) addKey(w http.ResponseWriter, r *web.Request) error {
	name := r.Field("name")
	if name == "" {
		name = r.Say("Clé du %s", "Key of %s", r.Date(r.Today()))
	}
	_, err := p.Identity.FinishPasskeyRegistration(r.Context(), r.Actor, p.endChallenge(w, r), name, []byte(r.PostFormValue(fieldAnswer)))
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/compte", web.Flash{Text: havre.Text{FR: "La clé d’accès est ajoutée : vous pouvez vous connecter avec elle.", EN: "The passkey is added: you can sign in with it."}})
}

func (p *accountPages) deleteKey(w http.ResponseWriter, r *web.Request) error {
	if err := p.Identity.DeletePasskey(r.Context(), r.Actor, r.PathValue("id")); err != nil {
		return err
	}
	return r.SeeOther(w, "/compte", web.Flash{Text: havre.Text{FR: "La clé d’accès ne sert plus.", EN: "The passkey no longer works."}})
}

func (p *accountPages) endSessions(w http.ResponseWriter, r *web.Request) error {
	if err := p.Identity.EndSessions(r.Context(), r.Actor, r.Site().CookieOf(r.Request, SessionCookie)); err != nil {
		return err
	}
	return r.SeeOther(w, "/compte", web.Flash{Text: havre.Text{FR: "Vos autres sessions ont pris fin.", EN: "Your other sessions have ended."}})
}

// createToken answers with the page that shows the secret: it exists nowhere else,
// so there is nothing to lead to.
func (p *accountPages) createToken(w http.ResponseWriter, r *web.Request) error {
	t, err := tokenOf(r, r.Actor.ID)
	var secret string
	if err == nil {
		secret, err = p.Identity.CreateToken(r.Context(), r.Actor, t)
	}
	if err == nil {
		return r.Render(w, http.StatusCreated, secretPage(r, secretView{Title: t.Name, Secret: secret, Back: "/compte", Token: t}))
	}
	answers, err := ui.Answered(r, inForm(err, tokenFields))
	if err != nil {
		return err
	}
	return p.showAccount(w, r, http.StatusUnprocessableEntity, func(v *accountView) { v.Token = answers })
}

// tokenFields are the fields of a token as its form names them.
var tokenFields = map[string]string{"name": "token-name", "scopes": "token-scopes", "expiresAt": "token-until"}

// tokenOf reads the form of a token of a person or of a service.
func tokenOf(r *web.Request, person string) (*identity.Token, error) {
	until, err := r.DateField("token-until", havre.Date{})
	if err != nil {
		return nil, err
	}
	t := &identity.Token{Person: person, Name: r.Field("token-name")}
	for _, s := range r.Fields("token-scopes") {
		t.Scopes = append(t.Scopes, identity.Scope(s))
	}
	if !until.IsZero() {
		t.ExpiresAt = until.Time().Add(24*time.Hour - time.Second) // the whole of the day
	}
	return t, nil
}

func (p *accountPages) revokeToken(w http.ResponseWriter, r *web.Request) error {
	if err := p.Identity.RevokeToken(r.Context(), r.Actor, r.PathValue("id")); err != nil {
		return err
	}
	return r.SeeOther(w, web.Local(r.Field(fieldBack), "/compte"), web.Flash{Text: havre.Text{FR: "Le jeton est révoqué : les programmes qui s’en servaient sont refusés.", EN: "The token is revoked: the programs that used it are refused."}})
}

// current says whether a session is the one in use.
func (v *accountView) current(r *web.Request, s *identity.Session) bool {
	return r.Session != nil && hex.EncodeToString(s.Hash) == hex.EncodeToString(r.Session.Hash)
}

// sendJSON answers a script of ours.
func sendJSON(w http.ResponseWriter, body []byte) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // whoever asked has left: there is nobody to tell
	return nil
}
