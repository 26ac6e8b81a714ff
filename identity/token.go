package identity

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// Tokens lists those of the actor ("" or its identifier), of a service it may
// manage, or of anybody for an administrator of the portal; not the revoked ones.
func (s *Service) Tokens(ctx context.Context, a Actor, person string) ([]Token, error) {
	if person == "" {
		person = a.ID
	}
	var tokens []Token
	err := s.see(ctx, s.event(a, "token.read", tokenKind), func(tx Tx, e *journal.Event) error {
		if _, err := s.tokensOwner(ctx, tx, a, person, e); err != nil {
			return err
		}
		all, err := tx.TokensOf(ctx, person)
		tokens = slices.DeleteFunc(all, func(t Token) bool { return t.Deleted() })
		return err
	})
	for i := range tokens {
		tokens[i].Hash = nil
	}
	return tokens, err
}

// tokensOwner loads a person whose tokens the actor may manage.
func (s *Service) tokensOwner(ctx context.Context, tx Tx, a Actor, person string, e *journal.Event) (*Person, error) {
	seen := *e // the object of the event stays the token
	p, err := s.visible(ctx, tx, a, person, &seen)
	if err != nil {
		return nil, err
	}
	e.Organisation = p.Home
	if p.ID == a.ID {
		return p, nil
	}
	return p, s.mayManage(ctx, tx, a, p)
}

// Token is one of them.
func (s *Service) Token(ctx context.Context, a Actor, id string) (t *Token, err error) {
	err = s.see(ctx, s.event(a, "token.read", tokenKind), func(tx Tx, e *journal.Event) error {
		t, err = s.token(ctx, tx, a, id, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	t.Hash = nil
	return t, nil
}

// token loads one that the actor may manage. A refusal is that of a token that does
// not exist: tokens are nobody else's business.
func (s *Service) token(ctx context.Context, tx Tx, a Actor, id string, e *journal.Event) (*Token, error) {
	e.Object = id
	t, err := optional(tx.Token(ctx, id))
	switch {
	case err != nil:
		return nil, err
	case t == nil:
		return nil, a.missing()
	}
	e.ObjectName = t.Prefix
	if _, err := s.tokensOwner(ctx, tx, a, t.Person, e); isFault(err, havre.Forbidden) {
		return nil, a.missing()
	} else if err != nil {
		return nil, err
	}
	return t, nil
}

// CreateToken makes a token of the actor, or of a service it may manage; the secret
// is given this once. ExpiresAt is mandatory, a year away at most. A token makes no
// token that may do more than itself.
func (s *Service) CreateToken(ctx context.Context, a Actor, t *Token) (secret string, err error) {
	var made Token
	err = s.change(ctx, s.event(a, "token.create", tokenKind), func(tx Tx, e *journal.Event) error {
		made = Token{ID: s.NewID(), Person: t.Person, Name: tidyName(t.Name), Scopes: t.Scopes, ExpiresAt: t.ExpiresAt.UTC().Truncate(time.Microsecond)}
		if made.Person == "" {
			made.Person = a.ID
		}
		e.Object = made.ID
		p, err := s.tokensOwner(ctx, tx, a, made.Person, e)
		if err != nil {
			return err
		}
		if err := s.mayMint(a, p, made.Scopes); err != nil {
			return err
		}
		if err := s.tokenProblems(&made).Err(); err != nil {
			return err
		}
		made.Prefix, secret = s.mint()
		made.Hash = hashOf(secret)
		e.ObjectName = made.Prefix
		e.Details["person"], e.Details["scopes"] = made.Person, joined(made.Scopes)
		e.Details["until"] = made.ExpiresAt.Format(time.RFC3339)
		s.stamp(&made.Stamps, a)
		return tx.SaveToken(ctx, &made)
	})
	if err != nil {
		return "", err
	}
	*t = made
	t.Hash = nil
	return secret, nil
}

// mayMint refuses tokens of other people, and more scopes than those of the token
// in use.
func (s *Service) mayMint(a Actor, p *Person, scopes []Scope) error {
	switch {
	case p.ID != a.ID && p.Kind == Human || !p.usable():
		return a.missing()
	case a.Scopes == nil:
		return nil
	case !slices.Contains(a.Scopes, ScopeAdmin):
		return outOfScope(RuleOf(WriteServices))
	}
	for _, scope := range scopes {
		if scope != ScopeRead && !slices.Contains(a.Scopes, scope) {
			return outOfScope(Rule{Scope: scope, Text: havre.Text{FR: "créer un jeton qui peut plus que lui", EN: "create a token that may do more than itself"}})
		}
	}
	return nil
}

// mint makes the public prefix of a token and the whole of it.
func (s *Service) mint() (prefix, token string) {
	prefix = strings.ToLower(s.Secret()[:prefixLength])
	return prefix, tokenMark + "_" + prefix + "_" + strings.ToLower(s.Secret())
}

func joined(scopes []Scope) string {
	words := make([]string, len(scopes))
	for i, sc := range scopes {
		words[i] = string(sc)
	}
	return strings.Join(words, ",")
}

// tokenProblems says what is wrong with a token that is asked for.
func (s *Service) tokenProblems(t *Token) havre.Problems {
	ps := nameProblems("name", t.Name, maxName)
	words := strings.Split(joined(Scopes), ",")
	if len(t.Scopes) == 0 {
		ps = append(ps, havre.Problem{Field: "scopes", Message: havre.Text{FR: "une portée au moins est nécessaire : %s", EN: "at least one scope is needed: %s"}.With(joined(Scopes))})
	}
	for _, scope := range t.Scopes {
		if !slices.Contains(Scopes, scope) {
			ps = append(ps, havre.Problem{
				Field: "scopes", Value: cut(string(scope)), Suggestion: havre.Nearest(string(scope), words),
				Message: havre.Text{FR: "une de ces portées est attendue : %s", EN: "one of these scopes is expected: %s"}.With(joined(Scopes)),
			})
		}
	}
	now := s.now()
	switch {
	case !now.Before(t.ExpiresAt):
		ps = append(ps, havre.Problem{Field: "expiresAt", Message: havre.Text{FR: "une date de fin à venir est nécessaire", EN: "an end date to come is needed"}})
	case t.ExpiresAt.After(now.Add(maxTokenLife)):
		ps = append(ps, havre.Problem{Field: "expiresAt", Message: havre.Text{FR: "un an au plus", EN: "a year at most"}})
	}
	return ps
}

// RevokeToken makes a token useless, for good.
func (s *Service) RevokeToken(ctx context.Context, a Actor, id string) error {
	return s.change(ctx, s.event(a, "token.revoke", tokenKind), func(tx Tx, e *journal.Event) error {
		t, err := s.token(ctx, tx, a, id, e)
		switch {
		case err != nil:
			return err
		case t.Deleted():
			return a.missing()
		}
		e.Details["person"] = t.Person
		t.Name, t.UsedFrom, t.DeletedAt = "", "", s.now()
		s.stamp(&t.Stamps, a)
		return tx.SaveToken(ctx, t)
	})
}
