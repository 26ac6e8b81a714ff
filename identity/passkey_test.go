package identity_test

import (
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/passkeytest"
)

// device is a browser with an authenticator, as the library for tests makes them:
// real keys and real signatures.
type device struct {
	p     *portal
	party virtualwebauthn.RelyingParty
	auth  virtualwebauthn.Authenticator
	key   virtualwebauthn.Credential
}

func (p *portal) device() *device {
	return &device{
		p: p, party: virtualwebauthn.RelyingParty{Name: "Havre", ID: "havre.example.gouv.fr", Origin: "https://havre.example.gouv.fr"},
		auth: virtualwebauthn.NewAuthenticator(), key: passkeytest.New(p.t),
	}
}

// register adds the key of the device to an account.
func (d *device) register(a identity.Actor) (*identity.Passkey, error) {
	d.p.t.Helper()
	options, challenge, err := d.p.BeginPasskeyRegistration(d.p.t.Context(), a)
	d.p.must(err)
	asked, err := virtualwebauthn.ParseAttestationOptions(string(options))
	d.p.must(err)
	d.auth.Options.UserHandle = []byte(asked.UserID)
	answer := virtualwebauthn.CreateAttestationResponse(d.party, d.auth, d.key, *asked)
	return d.p.FinishPasskeyRegistration(d.p.t.Context(), a, challenge, " Ma  clé ", []byte(answer))
}

// signIn asks for a challenge and answers it.
func (d *device) signIn() (secret string, err error) {
	d.p.t.Helper()
	challenge, answer := d.answer()
	return d.p.FinishPasskey(d.p.t.Context(), challenge, answer, "Firefox", "req-7")
}

func (d *device) answer() (challenge string, answer []byte) {
	d.p.t.Helper()
	options, challenge, err := d.p.BeginPasskey(d.p.t.Context())
	d.p.must(err)
	asked, err := virtualwebauthn.ParseAssertionOptions(string(options))
	d.p.must(err)
	if len(asked.AllowCredentials) > 0 {
		d.p.t.Error("the options name keys: who has an account can be guessed")
	}
	return challenge, []byte(virtualwebauthn.CreateAssertionResponse(d.party, d.auth, d.key, *asked))
}

func TestPasskey(t *testing.T) {
	p := newPortal(t)
	who := p.human("Camille")
	d := p.device()
	p.tells(func() {
		key, err := d.register(who)
		p.must(err)
		if key.Name != "Ma clé" || key.Person != who.ID || !key.CreatedAt.Equal(dawn) {
			t.Errorf("registered as %+v", key)
		}
	}, "passkey.add done")
	p.wait(time.Hour)
	p.tells(func() {
		secret, err := d.signIn()
		p.must(err)
		if a, _ := p.signedIn(secret); a.ID != who.ID || a.Method != identity.ByPasskey {
			t.Errorf("signed in as %+v", a)
		}
	}, "sign-in.passkey done")
	keys, err := p.Passkeys(t.Context(), who)
	p.must(err)
	if len(keys) != 1 || !keys[0].UsedAt.Equal(p.clock) {
		t.Errorf("keys %+v", keys)
	}
}

func TestPasskeyRefusals(t *testing.T) {
	p := newPortal(t)
	who := p.human("Camille")
	other := p.human("Other")
	d := p.device()
	_, err := d.register(who)
	p.must(err)

	refused := func(name string, change func(d *device)) {
		t.Helper()
		copied := *d
		change(&copied)
		p.tells(func() {
			if _, err := copied.signIn(); havre.FaultOf(err) == nil || havre.FaultOf(err).Code != havre.Unauthenticated {
				t.Errorf("%s: %v", name, err)
			}
		}, "sign-in.refused refused")
	}
	refused("a key never registered", func(d *device) { d.key = passkeytest.New(p.t) })
	refused("the account of somebody else", func(d *device) { d.auth.Options.UserHandle = []byte(other.ID) })
	refused("an account that does not exist", func(d *device) { d.auth.Options.UserHandle = []byte("nobody") })
	refused("no account", func(d *device) { d.auth.Options.UserHandle = nil })
	refused("another site", func(d *device) { d.party.Origin = "https://havre.example.com" })
	refused("another site's key", func(d *device) { d.party.ID = "example.com" })
	refused("nobody checked the holder", func(d *device) { d.auth.Options.UserNotVerified = true })
	refused("nobody touched it", func(d *device) { d.auth.Options.UserNotPresent = true })
	refused("another key's signature", func(d *device) {
		d.key.Key = passkeytest.New(p.t).Key
	})
	p.must(p.Disable(t.Context(), identity.System(), who.ID, true))
	refused("an account that is disabled", func(*device) {})
}

// The answer is good once, for its own challenge, for ten minutes.
func TestPasskeyAnswersAreNotReplayed(t *testing.T) {
	p := newPortal(t)
	d := p.device()
	_, err := d.register(p.human("Camille"))
	p.must(err)
	challenge, answer := d.answer()
	_, err = p.FinishPasskey(t.Context(), challenge, answer, "", "")
	p.must(err)
	_, err = p.FinishPasskey(t.Context(), challenge, answer, "", "")
	p.refused(err, havre.Gone)
	other, _ := d.answer()
	_, err = p.FinishPasskey(t.Context(), other, answer, "", "")
	p.refused(err, havre.Unauthenticated)
	challenge, answer = d.answer()
	p.wait(10 * time.Minute)
	_, err = p.FinishPasskey(t.Context(), challenge, answer, "", "")
	p.refused(err, havre.Gone)
	challenge, _ = d.answer()
	_, err = p.FinishPasskey(t.Context(), challenge, []byte("{"), "", "")
	p.refused(err, havre.Unauthenticated)
}

// A counter that goes back is a copy of the key.
func TestCopiedPasskey(t *testing.T) {
	p := newPortal(t)
	d := p.device()
	_, err := d.register(p.human("Camille"))
	p.must(err)
	d.key.Counter = 7
	_, err = d.signIn()
	p.must(err)
	d.key.Counter = 3
	_, err = d.signIn()
	p.refused(err, havre.Unauthenticated)
}

func TestPasskeyRegistrationRefusals(t *testing.T) {
	p := newPortal(t)
	who := p.human("Camille")
	other := p.human("Other")
	d := p.device()
	d.auth.Options.UserNotVerified = true
	_, err := d.register(who)
	p.refused(err, havre.Invalid)
	d = p.device()
	d.party.Origin = "https://havre.example.com"
	_, err = d.register(who)
	p.refused(err, havre.Invalid)
	d = p.device()
	_, err = d.register(who)
	p.must(err)
	_, err = d.register(other) // the same key cannot open two accounts
	p.refused(err, havre.Conflict)
	_, challenge, err := p.BeginPasskeyRegistration(t.Context(), who)
	p.must(err)
	_, err = p.FinishPasskeyRegistration(t.Context(), other, challenge, "k", []byte("{}"))
	p.refused(err, havre.Invalid)
	_, err = p.FinishPasskeyRegistration(t.Context(), who, challenge, "", []byte("{}"))
	p.wrong(err, "name")
}

// Keys are bound to a name: a portal opened by its number has none.
func TestPasskeysNeedAName(t *testing.T) {
	p := newPortal(t)
	for host, want := range map[string]bool{
		"https://havre.example.gouv.fr": true, "http://localhost:8080": true,
		"http://127.0.0.1:8080": false, "https://[::1]:8080": false, "": false, "http://%": false,
	} {
		p.Host = host
		if got := p.CanUsePasskeys(); got != want {
			t.Errorf("%q: passkeys %v, want %v", host, got, want)
		}
	}
	p.Host = "http://127.0.0.1:8080"
	_, _, err := p.BeginPasskey(t.Context())
	p.refused(err, havre.Unavailable)
	_, err = p.FinishPasskey(t.Context(), "", nil, "", "")
	p.refused(err, havre.Unavailable)
	_, _, err = p.BeginPasskeyRegistration(t.Context(), p.human("Camille"))
	p.refused(err, havre.Unavailable)
	_, err = p.FinishPasskeyRegistration(t.Context(), p.human("Other"), "", "k", nil)
	p.refused(err, havre.Unavailable)
}

func TestDeletePasskey(t *testing.T) {
	p := newPortal(t)
	who, other := p.human("Camille"), p.human("Other")
	first, err := p.device().register(who)
	p.must(err)
	second, err := p.device().register(who)
	p.must(err)
	p.tells(func() { p.refused(p.DeletePasskey(t.Context(), other, first.ID), havre.NotFound) }, "passkey.delete refused")
	p.tells(func() { p.must(p.DeletePasskey(t.Context(), who, first.ID)) }, "passkey.delete done")
	p.refused(p.DeletePasskey(t.Context(), who, first.ID), havre.NotFound)
	person := p.person("camille@example.gouv.fr")
	person.Password = ""
	p.write(func(tx identity.Tx) error { return tx.SavePerson(t.Context(), person) })
	p.refused(p.DeletePasskey(t.Context(), who, second.ID), havre.Conflict) // the only way in
	p.must(p.ChangePassword(t.Context(), who, "", goodPassword))            // none to prove
	p.must(p.DeletePasskey(t.Context(), who, second.ID))
}
