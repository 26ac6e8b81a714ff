package identity

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// BeginPasskey starts a sign-in with a discoverable passkey: the options for the
// browser, as JSON, and the secret of the challenge for its cookie.
func (s *Service) BeginPasskey(ctx context.Context) (options []byte, challenge string, err error) {
	party, err := s.relyingParty()
	if err != nil {
		return nil, "", err
	}
	request, flow, err := party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", err
	}
	return s.startCeremony(ctx, request, flow)
}

// startCeremony keeps what the answer will be checked against.
func (s *Service) startCeremony(ctx context.Context, request any, flow *webauthn.SessionData) (options []byte, challenge string, err error) {
	if options, err = json.Marshal(request); err != nil {
		return nil, "", err
	}
	challenge, err = s.StartChallenge(ctx, flow)
	return options, challenge, err
}

// FinishPasskey ends it with the browser's answer.
func (s *Service) FinishPasskey(ctx context.Context, challenge string, answer []byte, agent, request string) (secret string, err error) {
	party, err := s.relyingParty()
	if err != nil {
		return "", err
	}
	var flow webauthn.SessionData
	if err := s.EndChallenge(ctx, challenge, &flow); err != nil {
		return "", err
	}
	p, key, err := s.provedBy(ctx, party, flow, answer)
	if err != nil {
		return "", err
	}
	if key == nil || !p.usable() {
		return "", s.refuseSignIn(ctx, p, ByPasskey, request)
	}
	err = s.change(ctx, s.signInEvent(p, ByPasskey, request), func(tx Tx, _ *journal.Event) error {
		if err := s.used(ctx, tx, key); err != nil {
			return err
		}
		now, err := tx.Person(ctx, p.ID)
		if err != nil {
			return err
		}
		secret, err = s.open(ctx, tx, now, Session{Method: ByPasskey, Agent: agent})
		return err
	})
	return secret, err
}

// provedBy finds whom an answer is from, and the passkey that proves it: nil when
// it proves nothing, or comes from a copy of a key.
func (s *Service) provedBy(ctx context.Context, party *webauthn.WebAuthn, flow webauthn.SessionData, answer []byte) (*Person, *webauthn.Credential, error) {
	claimed := &Person{Kind: Human}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return claimed, nil, nil //nolint:nilerr // what the browser sent proves nothing: that is the answer
	}
	var failure error // of the store, which must not pass for a wrong key
	find := func(_, handle []byte) (webauthn.User, error) {
		var h *holder
		failure = s.DB.Read(ctx, func(tx Tx) error {
			p, err := tx.Person(ctx, string(handle))
			if err != nil {
				return err
			}
			h, err = holderOf(ctx, tx, p)
			return err
		})
		if failure != nil {
			return nil, failure
		}
		claimed = h.Person
		return h, nil
	}
	_, key, err := party.ValidatePasskeyLogin(find, flow, parsed)
	if failure != nil && !isFault(failure, havre.NotFound) {
		return nil, nil, failure
	}
	if err != nil || key.Authenticator.CloneWarning {
		return claimed, nil, nil //nolint:nilerr // as above
	}
	return claimed, key, nil
}

// used keeps the counter of a passkey, which gives copies of it away.
func (s *Service) used(ctx context.Context, tx Tx, key *webauthn.Credential) error {
	stored, err := tx.Passkey(ctx, base64.RawURLEncoding.EncodeToString(key.ID))
	if err != nil {
		return err
	}
	if stored.Data, err = json.Marshal(key); err != nil {
		return err
	}
	stored.UsedAt = s.now()
	return tx.SavePasskey(ctx, stored)
}
