package identity

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// CanUsePasskeys says whether the address of the portal allows passkeys: they are
// bound to a name, not to a number.
func (s *Service) CanUsePasskeys() bool {
	_, err := s.relyingParty()
	return err == nil
}

// relyingParty is the portal as passkeys know it. A passkey alone signs in, so the
// device must check its holder (a code, a finger) and keep the account's name.
func (s *Service) relyingParty() (*webauthn.WebAuthn, error) {
	host, err := url.Parse(s.Host)
	if err != nil {
		return nil, fmt.Errorf("address of the portal: %w", err)
	}
	if err := protocol.ValidateRPID(host.Hostname()); err != nil {
		return nil, &havre.Fault{
			Code:    havre.Unavailable,
			Message: havre.Text{FR: "Les clés d’accès demandent que le portail ait un nom de domaine.", EN: "Passkeys need the portal to have a domain name."},
			Next:    havre.Text{FR: "Utilisez un mot de passe, ou ouvrez le portail par son nom (localhost convient).", EN: "Use a password, or open the portal by its name (localhost will do)."},
			Cause:   err,
		}
	}
	return webauthn.New(&webauthn.Config{
		RPID: host.Hostname(), RPDisplayName: "Havre", RPOrigins: []string{host.Scheme + "://" + host.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired,
		},
	})
}

// holder is a person as the library knows it: by identifier, which is random and
// says nothing of them.
type holder struct {
	*Person
	keys []webauthn.Credential
}

func (h *holder) WebAuthnID() []byte                         { return []byte(h.ID) }
func (h *holder) WebAuthnName() string                       { return h.Email }
func (h *holder) WebAuthnDisplayName() string                { return h.Name }
func (h *holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func holderOf(ctx context.Context, tx Tx, p *Person) (*holder, error) {
	stored, err := tx.PasskeysOf(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	h := &holder{Person: p, keys: make([]webauthn.Credential, len(stored))}
	for i, k := range stored {
		if err := json.Unmarshal(k.Data, &h.keys[i]); err != nil {
			return nil, fmt.Errorf("passkey %s: %w", k.ID, err)
		}
	}
	return h, nil
}

// BeginPasskeyRegistration and FinishPasskeyRegistration add a passkey to the
// actor's account.
func (s *Service) BeginPasskeyRegistration(ctx context.Context, a Actor) (options []byte, challenge string, err error) {
	party, h, err := s.registering(ctx, a)
	if err != nil {
		return nil, "", err
	}
	known := webauthn.Credentials(h.keys).CredentialDescriptors()
	request, flow, err := party.BeginRegistration(h, webauthn.WithExclusions(known))
	if err != nil {
		return nil, "", err
	}
	return s.startCeremony(ctx, request, flow)
}

func (s *Service) registering(ctx context.Context, a Actor) (party *webauthn.WebAuthn, h *holder, err error) {
	if err := a.inPerson(); err != nil {
		return nil, nil, err
	}
	if party, err = s.relyingParty(); err != nil {
		return nil, nil, err
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		p, err := s.localHuman(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		h, err = holderOf(ctx, tx, p)
		return err
	})
	return party, h, err
}

// FinishPasskeyRegistration ends the registration with the browser's answer.
func (s *Service) FinishPasskeyRegistration(ctx context.Context, a Actor, challenge, name string, answer []byte) (*Passkey, error) {
	party, h, err := s.registering(ctx, a)
	if err != nil {
		return nil, err
	}
	name = tidyName(name)
	if err := nameProblems("name", name, maxName).Err(); err != nil {
		return nil, err
	}
	var flow webauthn.SessionData
	if err := s.EndChallenge(ctx, challenge, &flow); err != nil {
		return nil, err
	}
	key, err := created(party, h, flow, answer)
	if err != nil {
		return nil, err
	}
	stored := &Passkey{ID: base64.RawURLEncoding.EncodeToString(key.ID), Person: a.ID, Name: name}
	if stored.Data, err = json.Marshal(key); err != nil {
		return nil, err
	}
	err = s.change(ctx, s.eventOf(h.Person, "passkey.add", a.Request), func(tx Tx, _ *journal.Event) error {
		stored.Stamps = Stamps{}
		s.stamp(&stored.Stamps, a)
		return tx.SavePasskey(ctx, stored)
	})
	return stored, err
}

// created is the passkey that the browser made.
func created(party *webauthn.WebAuthn, h *holder, flow webauthn.SessionData, answer []byte) (*webauthn.Credential, error) {
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	var key *webauthn.Credential
	if err == nil {
		key, err = party.CreateCredential(h, flow, parsed)
	}
	if err == nil {
		return key, nil
	}
	if why, ok := errors.AsType[*protocol.Error](err); ok {
		err = fmt.Errorf("%s: %s", why.Details, why.DevInfo)
	}
	return nil, &havre.Fault{
		Code:    havre.Invalid,
		Message: havre.Text{FR: "Cette clé d’accès ne peut pas être enregistrée.", EN: "This passkey cannot be registered."},
		Next:    havre.Text{FR: "Recommencez, avec une clé protégée par un code ou une empreinte.", EN: "Try again, with a key protected by a code or a fingerprint."},
		Cause:   err,
	}
}

// Passkeys are the actor's own.
func (s *Service) Passkeys(ctx context.Context, a Actor) (keys []Passkey, err error) {
	if !a.SignedIn() {
		return nil, Unauthenticated()
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		keys, err = tx.PasskeysOf(ctx, a.ID)
		return err
	})
	return keys, err
}

// DeletePasskey removes one of the actor's own, unless it is its only way in.
func (s *Service) DeletePasskey(ctx context.Context, a Actor, id string) error {
	if err := a.inPerson(); err != nil {
		return err
	}
	e := s.event(a, "passkey.delete", personKind)
	e.Object, e.Organisation = a.ID, a.Home
	return s.change(ctx, e, func(tx Tx, _ *journal.Event) error {
		key, err := tx.Passkey(ctx, id)
		if err != nil {
			return err
		}
		if key.Person != a.ID {
			return Missing()
		}
		if err := tx.DeletePasskey(ctx, id); err != nil {
			return err
		}
		p, err := tx.Person(ctx, a.ID)
		if err != nil {
			return err
		}
		if locked, err := s.lockedOut(ctx, tx, p); err != nil || !locked {
			return err
		}
		return lastKey()
	})
}

func lastKey() error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "C’est votre seul moyen de vous connecter.", EN: "It is your only way to sign in."},
		Next:    havre.Text{FR: "Choisissez d’abord un mot de passe, ou enregistrez une autre clé d’accès.", EN: "First choose a password, or register another passkey."},
	}
}
