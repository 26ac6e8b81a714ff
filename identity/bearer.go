package identity

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
)

// The form of a token, "havre_" ‖ prefix ‖ "_" ‖ secret, in lower-case base32:
// programs that look for leaked secrets can recognise it.
const (
	tokenMark    = "havre"
	prefixLength = 8
	tokenLetters = "abcdefghijklmnopqrstuvwxyz234567"
)

// How long a token may live, and how seldom a refused one is told again.
const (
	maxTokenLife = 366 * 24 * time.Hour
	tellEvery    = time.Hour
)

// parseToken reads the prefix of a token.
func parseToken(token string) (prefix string, ok bool) {
	parts := strings.Split(token, "_")
	if len(parts) != 3 || parts[0] != tokenMark || len(parts[1]) != prefixLength || len(parts[2]) < 26 || len(token) > 128 {
		return "", false
	}
	return parts[1], strings.Trim(parts[1]+parts[2], tokenLetters) == ""
}

// Bearer is the actor of a token's secret; from is the address it comes from.
func (s *Service) Bearer(ctx context.Context, secret, from string) (Actor, error) {
	prefix, ok := parseToken(secret)
	if !ok {
		return Nobody(), badToken()
	}
	var token *Token
	var actor Actor
	err := s.DB.Read(ctx, func(tx Tx) (err error) {
		token, err = optional(tx.TokenOfPrefix(ctx, prefix))
		if err != nil || token == nil || !sameHash(token.Hash, hashOf(secret)) {
			token = nil
			return err
		}
		actor, err = s.actorOf(ctx, tx, token.Person)
		return err
	})
	if err == nil && token == nil {
		return Nobody(), badToken()
	}
	if err == nil && s.ended(token) {
		err = endedToken(token)
	}
	if isFault(err, havre.Unauthenticated) {
		return Nobody(), s.refuseToken(ctx, token, from, err)
	}
	if err != nil {
		return Nobody(), err
	}
	if s.now().Sub(token.UsedAt) >= touchEvery {
		// As for sessions: a portal that cannot write still answers.
		_ = s.touchToken(ctx, token, from)
	}
	actor.Method, actor.Scopes = ByToken, append([]Scope{}, token.Scopes...)
	return actor, nil
}

func (s *Service) ended(t *Token) bool { return t.Deleted() || !s.now().Before(t.ExpiresAt) }

func (s *Service) touchToken(ctx context.Context, t *Token, from string) error {
	return s.DB.Write(ctx, func(tx Tx) error { return tx.TouchToken(ctx, t.ID, s.now(), network(from)) })
}

// refuseToken tells the journal that a true token is no longer good, once an hour:
// a program may try for ever.
func (s *Service) refuseToken(ctx context.Context, t *Token, from string, refusal error) error {
	if s.now().Sub(t.UsedAt) < tellEvery {
		return refusal
	}
	if err := s.touchToken(ctx, t, from); err != nil {
		return err
	}
	e := s.event(Actor{ID: t.Person}, "token.refused", tokenKind)
	e.Object, e.ObjectName = t.ID, t.Prefix
	return s.refused(ctx, e, refusal)
}

// network is an address without its last part: enough to recognise where a token
// is used, not enough to follow somebody.
func network(from string) string {
	addr, err := netip.ParseAddr(from)
	if err != nil {
		return ""
	}
	addr = addr.Unmap().WithZone("")
	bits := 48
	if addr.Is4() {
		bits = 24
	}
	return netip.PrefixFrom(addr, bits).Masked().String()
}

func badToken() error {
	return &havre.Fault{
		Code:    havre.Unauthenticated,
		Message: havre.Text{FR: "Ce jeton n’est pas connu.", EN: "This token is not known."},
		Next:    havre.Text{FR: "Vérifiez qu’il a été copié en entier, ou créez-en un autre dans « Mon compte ».", EN: "Check that it was copied in full, or create another under “My account”."},
	}
}

func endedToken(t *Token) error {
	f := &havre.Fault{
		Code:    havre.Unauthenticated,
		Message: havre.Text{FR: "Ce jeton a été révoqué.", EN: "This token was revoked."},
		Next:    havre.Text{FR: "Créez-en un autre dans « Mon compte ».", EN: "Create another under “My account”."},
	}
	if !t.Deleted() {
		on := t.ExpiresAt.UTC().Format(time.DateOnly)
		f.Message = havre.Text{FR: "Ce jeton a expiré le %s.", EN: "This token expired on %s."}.With(on)
	}
	return f
}
