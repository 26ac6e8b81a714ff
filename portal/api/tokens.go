package api

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// tokenFilter chooses tokens.
type tokenFilter struct {
	Paging
	Person string `query:"person" doc:"personne ou compte de service ; absent : vous|person or service account; absent: you"`
}

// minted is a token with its secret, which only its creation knows.
type minted struct {
	identity.Token
	secret string
}

func tokens(a *API) {
	k := kind[minted, wire.TokenSpec, wire.TokenStatus]{
		name: "Token", names: "Tokens", path: "/tokens", group: groupOrganisations,
		one: havre.Text{FR: "un jeton", EN: "a token"}, many: havre.Text{FR: "les jetons", EN: "tokens"},
		get: a.token, show: showToken,
	}
	list(a, k, havre.Text{FR: "Les vôtres, ou ceux d'un compte de service que vous gérez.", EN: "Your own, or those of a service account that you manage."},
		func(ctx context.Context, actor identity.Actor, in *tokenFilter) (havre.Page[minted], error) {
			all, err := a.Identity.Tokens(ctx, actor, in.Person)
			if err != nil {
				return havre.Page[minted]{}, err
			}
			out := make([]minted, len(all))
			for i := range all {
				out[i] = minted{Token: all[i]}
			}
			return window(out, in.Paging)
		})
	read(a, k)
	create(a, k, havre.Text{
		FR: "La réponse donne le secret une seule fois (status.secret) : le portail n'en garde qu'une empreinte. Un jeton ne change pas : on en crée un autre.",
		EN: "The answer gives the secret this once (status.secret): the portal keeps only a digest of it. A token does not change: another is created.",
	}, a.createToken, nil)
	remove(a, k, havre.Text{FR: "Le jeton ne vaut plus rien, définitivement.", EN: "The token is worth nothing any more, for good."},
		func(ctx context.Context, actor identity.Actor, id string, version int64) error {
			t, err := a.token(ctx, actor, id)
			if err != nil {
				return err
			}
			if err := sameVersion(t.Stamps, version); err != nil {
				return err
			}
			return a.Identity.RevokeToken(ctx, actor, id)
		})
}

func (a *API) token(ctx context.Context, actor identity.Actor, id string) (*minted, error) {
	t, err := a.Identity.Token(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return &minted{Token: *t}, nil
}

func (a *API) createToken(ctx context.Context, actor identity.Actor, doc *wire.Document[wire.TokenSpec]) (*minted, error) {
	t := identity.Token{Person: doc.Spec.Person, Name: doc.Spec.Name, ExpiresAt: doc.Spec.ExpiresAt.Time}
	if t.Person == "" {
		t.Person = actor.ID
	}
	for _, s := range doc.Spec.Scopes {
		t.Scopes = append(t.Scopes, identity.Scope(s))
	}
	secret, err := a.Identity.CreateToken(ctx, actor, &t)
	return &minted{t, secret}, err
}

func showToken(v view, t *minted) wire.Token {
	spec := wire.TokenSpec{Name: t.Name, Person: t.Person, Scopes: []string{}, ExpiresAt: instant(t.ExpiresAt)}
	for _, s := range t.Scopes {
		spec.Scopes = append(spec.Scopes, string(s))
	}
	m := metadata(t.Stamps)
	m.Title = t.Name
	return wire.Token{
		ID: t.ID, Metadata: m, Spec: spec,
		Status: wire.TokenStatus{Prefix: t.Prefix, Secret: t.secret, UsedAt: t.UsedAt, UsedFrom: t.UsedFrom, Conditions: []wire.Condition{v.usable(&t.Token)}},
	}
}

// usable is whether a token is accepted now.
func (v view) usable(t *identity.Token) wire.Condition {
	switch {
	case t.Deleted():
		return v.condition("Usable", false, "Revoked", havre.Text{FR: "Le jeton a été révoqué.", EN: "The token was revoked."}, t.DeletedAt)
	case !v.now.Before(t.ExpiresAt):
		return v.condition("Usable", false, "Expired", havre.Text{FR: "Le jeton a expiré.", EN: "The token has expired."}, t.ExpiresAt)
	}
	return v.condition("Usable", true, "Valid", havre.Text{FR: "Le jeton est accepté.", EN: "The token is accepted."}, t.CreatedAt)
}
