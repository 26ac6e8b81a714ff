package pages

import (
	"time"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// tokenListing lists the tokens of a person or of a service; from is the page they
// are shown on.
func tokenListing(from string) ui.Listing[identity.Token] {
	return ui.Listing[identity.Token]{
		ID: "jetons-liste", Caption: havre.Text{FR: "Jetons en service", EN: "Tokens in use"}, Cards: true,
		Columns: []ui.Column[identity.Token]{
			wordColumn(havre.Text{FR: "Nom", EN: "Name"}, func(_ *web.Request, t identity.Token) string { return t.Name }),
			wordColumn(havre.Text{FR: "Commence par", EN: "Begins with"}, func(_ *web.Request, t identity.Token) string { return "havre_" + t.Prefix + "_…" }),
			wordColumn(havre.Text{FR: "Permet de", EN: "Allows to"}, func(r *web.Request, t identity.Token) string { return scopeWords(r, t.Scopes) }),
			wordColumn(havre.Text{FR: "Expire", EN: "Expires"}, func(r *web.Request, t identity.Token) string { return expiry(r, t.ExpiresAt) }),
			wordColumn(havre.Text{FR: "Dernière utilisation", EN: "Last used"}, func(r *web.Request, t identity.Token) string { return lastUse(r, t) }),
			shownColumn(havre.Text{FR: "Agir", EN: "Act"}, func(r *web.Request, t identity.Token) templ.Component { return revokeTokenButton(r, t, from) }),
		},
	}
}

func scopeWords(r *web.Request, scopes []identity.Scope) string {
	words := make([]string, len(scopes))
	for i, s := range scopes {
		words[i] = r.Text(s.Text())
	}
	return r.And(words...)
}

// expiry says when a token ends, or that it has.
func expiry(r *web.Request, at time.Time) string {
	if !r.Now.Before(at) {
		return r.Say("Expiré le %s", "Expired on %s", r.Instant(at))
	}
	return r.Instant(at)
}

func lastUse(r *web.Request, t identity.Token) string {
	if t.UsedAt.IsZero() || t.UsedFrom == "" {
		return instantOr(r, t.UsedAt)
	}
	return r.Say("%s, depuis %s", "%s, from %s", r.Instant(t.UsedAt), t.UsedFrom)
}

// scopeOptions are the scopes as boxes to tick.
func scopeOptions(r *web.Request) []ui.Option {
	out := make([]ui.Option, len(identity.Scopes))
	for i, s := range identity.Scopes {
		out[i] = ui.Option{Value: string(s), Label: web.Capital(r.Text(s.Text()))}
	}
	return out
}

// secretView shows a secret, once: of a token, of a webhook, of an invitation.
type secretView struct {
	Title   string
	Secret  string
	Back    string
	Token   *identity.Token // when it is that of a token
	Webhook bool
	Link    *identity.Person // when it is a link to hand to somebody
	Until   time.Time        // when that link stops working
}
