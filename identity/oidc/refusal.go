package oidc

import (
	"errors"
	"fmt"
	"strings"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/havre-cloud/havre"
)

// errSilence is the cause of the refusals to vouch for somebody without a page.
var errSilence = errors.New("the provider would have to ask")

// IsSilence says that a silent sign-in failed only because the provider knows nobody
// yet, or would have to ask: the usual sign-in is the answer.
func IsSilence(err error) bool { return errors.Is(err, errSilence) }

// refusal turns the error of a provider into words. The description is for the log:
// it is written by whoever made the address.
func (p *Provider) refusal(code, description string) error {
	cause := fmt.Errorf("provider: %.100q: %.300q", code, description)
	switch code {
	case "access_denied":
		if len(p.settings.Levels) > 0 && strings.Contains(strings.ToLower(description), "acr") {
			return tooWeak(cause)
		}
		return &havre.Fault{
			Code: havre.Unauthenticated, Cause: cause,
			Message: havre.Text{FR: "La connexion a été abandonnée, ou votre fournisseur d’identité l’a refusée.", EN: "The sign-in was given up, or your identity provider refused it."},
			Next:    havre.Text{FR: "Recommencez ; si le refus persiste, adressez-vous à l’assistance de votre fournisseur d’identité.", EN: "Try again; if it is refused again, ask the help desk of your identity provider."},
		}
	case "login_required", "interaction_required", "consent_required", "account_selection_required":
		return &havre.Fault{
			Code: havre.Unauthenticated, Cause: errors.Join(errSilence, cause),
			Message: havre.Text{FR: "Votre fournisseur d’identité demande que vous vous connectiez.", EN: "Your identity provider asks you to sign in."},
			Next:    havre.Text{FR: "Connectez-vous.", EN: "Sign in."},
		}
	case "unmet_authentication_requirements":
		return tooWeak(cause)
	case "temporarily_unavailable", "server_error":
		return silent(cause)
	}
	return misconfigured(cause)
}

// tooWeak is for a level that is not among those accepted.
func tooWeak(cause error) error {
	return &havre.Fault{
		Code: havre.Forbidden, Cause: cause,
		Message: havre.Text{FR: "Votre façon de vous connecter n’atteint pas le niveau de sécurité que ce portail demande.", EN: "The way you signed in does not reach the level of security that this portal asks for."},
		Next:    havre.Text{FR: "Activez la double authentification chez votre fournisseur d’identité, puis recommencez ; son assistance peut vous y aider.", EN: "Turn on two-factor authentication at your identity provider, then try again; its help desk can help you."},
	}
}

// mismatch is for an answer to another question than the one that was asked.
func mismatch(cause error) error {
	return &havre.Fault{
		Code: havre.Gone, Cause: fmt.Errorf("answer that does not match: %w", cause),
		Message: havre.Text{FR: "Cette réponse ne correspond pas à la connexion que vous avez commencée ici.", EN: "This answer does not match the sign-in that you began here."},
		Next:    havre.Text{FR: "Recommencez la connexion depuis le portail, dans un seul onglet.", EN: "Start signing in again from the portal, in a single tab."},
	}
}

// unexchanged tells a code that is no longer good from a provider that does not
// answer, and both from settings that are wrong.
func unexchanged(err error) error {
	var refused *oauth2.RetrieveError
	switch {
	case !errors.As(err, &refused):
		return silent(err)
	case refused.ErrorCode == "invalid_grant":
		return expired(err)
	case refused.Response != nil && refused.Response.StatusCode >= 500:
		return silent(err)
	}
	return misconfigured(err)
}

// unverified tells a token that came too late from one that cannot be trusted.
func unverified(err error) error {
	if _, late := errors.AsType[*goidc.TokenExpiredError](err); late {
		return expired(err)
	}
	return untrusted(err)
}

// expired is for an answer that was good, once or until lately.
func expired(cause error) error {
	return &havre.Fault{
		Code: havre.Gone, Cause: cause,
		Message: havre.Text{FR: "Cette connexion a expiré, ou a déjà servi.", EN: "This sign-in has expired, or was already used."},
		Next:    havre.Text{FR: "Recommencez la connexion depuis le portail.", EN: "Start signing in again from the portal."},
	}
}

// silent is for a provider that does not answer.
func silent(cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{FR: "Le fournisseur d’identité ne répond pas.", EN: "The identity provider does not answer."},
		Next:    havre.Text{FR: "Recommencez dans quelques instants ; ce qui n’exige pas de se connecter reste accessible.", EN: "Try again in a moment; what needs no sign-in can still be used."},
	}
}

// untrusted is for an answer that does not prove what it says.
func untrusted(cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: fmt.Errorf("identity provider: %w", cause),
		Message: havre.Text{FR: "La réponse du fournisseur d’identité n’a pas pu être vérifiée : la connexion est refusée.", EN: "The answer of the identity provider could not be verified: the sign-in is refused."},
		Next:    havre.Text{FR: "Recommencez ; si cela persiste, prévenez l’exploitant du portail.", EN: "Try again; if it lasts, tell the operator of the portal."},
	}
}

// misconfigured is for a provider that does not know the portal as it is set up.
func misconfigured(cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{FR: "Le fournisseur d’identité n’accepte pas la demande du portail.", EN: "The identity provider does not accept the request of the portal."},
		Next:    havre.Text{FR: "Prévenez l’exploitant du portail : son enregistrement auprès du fournisseur est à revoir.", EN: "Tell the operator of the portal: its registration with the provider needs to be looked at."},
	}
}
