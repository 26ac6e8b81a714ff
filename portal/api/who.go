package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/trail"
)

// identify finds who asks: by a token, or by the session of a browser, whose
// requests from other sites are refused. What is sent must be right even for an
// operation that needs nobody: a token that has expired is told, not ignored.
func (a *API) identify(r *http.Request, c *call) error {
	actor, err := a.actor(r)
	if c.op.public && r.Header.Get("Authorization") == "" && errors.Is(err, &havre.Fault{Code: havre.Unauthenticated}) {
		actor, err = identity.Nobody(), nil // a browser keeps the cookie of a session that has ended
	}
	if err != nil {
		return err
	}
	actor.Request, actor.Lang = c.request, c.lang
	c.actor = actor
	t := trail.From(r.Context()) // for the log and the metrics
	t.Actor, t.Organisation, t.Route = actor.ID, actor.Home, c.op.pattern()
	if !c.op.public && !actor.SignedIn() {
		return unauthenticated()
	}
	return nil
}

func (a *API) actor(r *http.Request) (identity.Actor, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		secret, ok := bearer(header)
		if !ok {
			return identity.Nobody(), unauthenticated()
		}
		return a.Identity.Bearer(r.Context(), secret, a.From(r))
	}
	cookie, err := r.Cookie(a.Cookie)
	if err != nil || cookie.Value == "" {
		return identity.Nobody(), nil //nolint:nilerr // no cookie is nobody
	}
	if err := a.cross.Check(r); err != nil {
		return identity.Nobody(), &havre.Fault{
			Code: havre.Forbidden, Cause: err,
			Message: havre.Text{FR: "Cette demande vient d'un autre site : elle a été refusée pour vous protéger.", EN: "This request comes from another site: it was refused to protect you."},
			Next:    havre.Text{FR: "Un programme emploie un jeton plutôt que la session d'un navigateur.", EN: "A program uses a token rather than the session of a browser."},
		}
	}
	actor, _, err := a.Identity.SignedIn(r.Context(), cookie.Value)
	return actor, err
}

// bearer is the token of an Authorization header.
func bearer(header string) (string, bool) {
	scheme, secret, ok := strings.Cut(header, " ")
	return strings.TrimSpace(secret), ok && strings.EqualFold(scheme, "Bearer")
}

func unauthenticated() error {
	k := codeOf(havre.Unauthenticated)
	return &havre.Fault{Code: havre.Unauthenticated, Message: k.meaning, Next: k.next}
}
