package pages

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// wordColumn is a column of words.
func wordColumn[T any](name havre.Text, words func(*web.Request, T) string) ui.Column[T] {
	return ui.Column[T]{Name: name, Value: func(r *web.Request, t T) sheet.Value { return sheet.Words(words(r, t)) }}
}

// sortColumn is the same, which the store can sort by.
func sortColumn[T any](key string, name havre.Text, words func(*web.Request, T) string) ui.Column[T] {
	c := wordColumn(name, words)
	c.Key = key
	return c
}

// shownColumn is a column that is only for the page.
func shownColumn[T any](name havre.Text, show func(*web.Request, T) templ.Component) ui.Column[T] {
	return ui.Column[T]{Name: name, Hidden: true, Show: show}
}

// keyListing lists one's passkeys.
var keyListing = ui.Listing[identity.Passkey]{
	ID: "cles", Caption: havre.Text{FR: "Mes clés d’accès", EN: "My passkeys"}, Cards: true, Seen: true,
	Columns: []ui.Column[identity.Passkey]{
		wordColumn(havre.Text{FR: "Nom", EN: "Name"}, func(_ *web.Request, k identity.Passkey) string { return k.Name }),
		wordColumn(havre.Text{FR: "Ajoutée", EN: "Added"}, func(r *web.Request, k identity.Passkey) string { return r.Instant(k.CreatedAt) }),
		wordColumn(havre.Text{FR: "Dernière utilisation", EN: "Last used"}, func(r *web.Request, k identity.Passkey) string { return instantOr(r, k.UsedAt) }),
		shownColumn(havre.Text{FR: "Agir", EN: "Act"}, func(r *web.Request, k identity.Passkey) templ.Component { return deleteKeyButton(r, k) }),
	},
}

// sessionListing lists one's open sessions.
func (v *accountView) sessionListing(*web.Request) ui.Listing[identity.Session] {
	return ui.Listing[identity.Session]{
		ID: "sessions-ouvertes", Caption: havre.Text{FR: "Mes sessions ouvertes", EN: "My open sessions"}, Cards: true,
		Columns: []ui.Column[identity.Session]{
			wordColumn(havre.Text{FR: "Navigateur", EN: "Browser"}, func(r *web.Request, s identity.Session) string {
				if v.current(r, &s) {
					return r.Say("%s (celui-ci)", "%s (this one)", browserOf(r, s.Agent))
				}
				return browserOf(r, s.Agent)
			}),
			wordColumn(havre.Text{FR: "Par", EN: "By"}, func(r *web.Request, s identity.Session) string { return r.Text(methodText(s.Method)) }),
			wordColumn(havre.Text{FR: "Ouverte", EN: "Opened"}, func(r *web.Request, s identity.Session) string { return r.Instant(s.CreatedAt) }),
			wordColumn(havre.Text{FR: "Vue", EN: "Seen"}, func(r *web.Request, s identity.Session) string { return r.Instant(s.SeenAt) }),
			wordColumn(havre.Text{FR: "Prend fin", EN: "Ends"}, func(r *web.Request, s identity.Session) string { return r.Instant(s.ExpiresAt) }),
		},
	}
}

// methodText is how somebody proved who they are, as a person reads it.
func methodText(m identity.Method) havre.Text {
	switch m {
	case identity.ByPassword:
		return havre.Text{FR: "mot de passe", EN: "password"}
	case identity.ByPasskey:
		return havre.Text{FR: "clé d’accès", EN: "passkey"}
	case identity.ByOIDC:
		return havre.Text{FR: "fournisseur d’identité", EN: "identity provider"}
	case identity.ByToken:
		return havre.Text{FR: "jeton", EN: "token"}
	case identity.ByLink:
		return havre.Text{FR: "lien à usage unique", EN: "one-time link"}
	}
	return havre.Same(string(m))
}

// browserOf is the name of a browser in what it calls itself, which is long and
// says little.
func browserOf(r *web.Request, agent string) string {
	for _, known := range []struct{ mark, name string }{
		{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	} {
		if strings.Contains(agent, known.mark) {
			return known.name + systemOf(agent)
		}
	}
	if agent == "" {
		return r.Say("Navigateur inconnu", "Unknown browser")
	}
	return agent
}

func systemOf(agent string) string {
	for _, name := range []string{"Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"} {
		if strings.Contains(agent, name) {
			return ", " + name
		}
	}
	return ""
}

// instantOr is an instant, or that it never happened.
func instantOr(r *web.Request, t time.Time) string {
	if t.IsZero() {
		return r.Say("Jamais", "Never")
	}
	return r.Instant(t)
}
