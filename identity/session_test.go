package identity_test

import (
	"context"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
)

// signIn opens a session with the good password.
func (p *portal) signIn(email, agent string) (secret string) {
	p.t.Helper()
	secret, err := p.SignInPassword(p.t.Context(), email, goodPassword, agent, "req-1")
	p.must(err)
	return secret
}

func TestSessionEndsUnused(t *testing.T) {
	p := newPortal(t)
	p.human("Camille")
	secret := p.signIn("camille@example.gouv.fr", "")
	for range 4 {
		p.wait(2*time.Hour - time.Second)
		p.signedIn(secret) // used in time, it goes on
	}
	p.wait(2 * time.Hour)
	_, _, err := p.SignedIn(t.Context(), secret)
	p.refused(err, havre.Unauthenticated)
}

func TestSessionEndsInAll(t *testing.T) {
	p := newPortal(t)
	p.human("Camille")
	secret := p.signIn("camille@example.gouv.fr", "")
	for range 11 {
		p.wait(time.Hour)
		p.signedIn(secret)
	}
	p.wait(time.Hour)
	_, _, err := p.SignedIn(t.Context(), secret)
	p.refused(err, havre.Unauthenticated)
}

func TestSessionLengthsAreSettings(t *testing.T) {
	p := newPortal(t)
	p.SessionIdle, p.SessionMax = 10*time.Minute, 15*time.Minute
	p.human("Camille")
	first, second := p.signIn("camille@example.gouv.fr", ""), p.signIn("camille@example.gouv.fr", "")
	p.wait(9 * time.Minute)
	p.signedIn(first)
	p.wait(time.Minute)
	_, _, err := p.SignedIn(t.Context(), second)
	p.refused(err, havre.Unauthenticated)
	p.wait(5 * time.Minute)
	_, _, err = p.SignedIn(t.Context(), first)
	p.refused(err, havre.Unauthenticated)
}

// The last use is written at most once a minute.
func TestSessionTouchedOnceAMinute(t *testing.T) {
	p := newPortal(t)
	p.human("Camille")
	secret := p.signIn("camille@example.gouv.fr", "")
	p.wait(59 * time.Second)
	if _, s := p.signedIn(secret); !s.SeenAt.Equal(dawn) {
		t.Errorf("touched after 59 s: %v", s.SeenAt)
	}
	p.wait(time.Second)
	if _, s := p.signedIn(secret); !s.SeenAt.Equal(dawn.Add(time.Minute)) {
		t.Errorf("not touched after a minute: %v", s.SeenAt)
	}
}

// readOnly is a database whose disk takes nothing more.
type readOnly struct{ identity.DB }

func (readOnly) Write(context.Context, func(identity.Tx) error) error { return errDisk }

// A portal that can no longer write still knows who is there.
func TestSignedInOnAFullDisk(t *testing.T) {
	p := newPortal(t)
	who := p.human("Camille")
	secret := p.signIn("camille@example.gouv.fr", "")
	p.wait(time.Hour)
	p.DB = readOnly{p.DB}
	if a, _ := p.signedIn(secret); a.ID != who.ID {
		t.Errorf("signed in as %+v", a)
	}
	_, err := p.SignInPassword(t.Context(), "camille@example.gouv.fr", goodPassword, "", "")
	if err == nil || havre.FaultOf(err) != nil {
		t.Errorf("signing in answers %v; the failure is the server's", err)
	}
}

// Each sign-in has a session of its own: none can be planted beforehand.
func TestSessionsAreNew(t *testing.T) {
	p := newPortal(t)
	who := p.human("Camille")
	first := p.signIn("camille@example.gouv.fr", "Firefox")
	p.wait(time.Minute)
	second := p.signIn("camille@example.gouv.fr", "Chromium")
	if first == second {
		t.Fatal("two sign-ins have the same secret")
	}
	sessions, err := p.Sessions(t.Context(), who)
	p.must(err)
	if len(sessions) != 2 || sessions[0].Agent != "Chromium" {
		t.Errorf("sessions, the newest first: %+v", sessions)
	}
	p.tells(func() {
		p.must(p.EndSessions(t.Context(), who, second))
	}, "session.end done")
	p.signedIn(second)
	_, _, err = p.SignedIn(t.Context(), first)
	p.refused(err, havre.Unauthenticated)
}

func TestSignOut(t *testing.T) {
	p := newPortal(t)
	a := p.signInOIDC(assertion)
	secret, err := p.SignInOIDC(t.Context(), assertion, "", "")
	p.must(err)
	entries := p.tells(func() {
		ended, err := p.SignOut(t.Context(), secret, "req-2")
		p.must(err)
		if ended.IDToken != assertion.IDToken {
			t.Errorf("no ID token to sign out at the provider: %+v", ended)
		}
	}, "sign-out done")
	if entries[0].Actor != a.ID {
		t.Errorf("told of %q", entries[0].Actor)
	}
	_, _, err = p.SignedIn(t.Context(), secret)
	p.refused(err, havre.Unauthenticated)
	p.tells(func() {
		again, err := p.SignOut(t.Context(), secret, "")
		p.must(err)
		if again == nil || again.Person != "" {
			t.Errorf("a session that has ended is %+v", again)
		}
	})
}

// A session keeps no right that was taken away meanwhile.
func TestSessionFollowsRoles(t *testing.T) {
	p := newPortal(t)
	m, _, _ := p.ministry("m")
	who := p.human("Camille", role{identity.Buyer, m})
	ending := p.grant(who.ID, role{identity.Approver, m})
	ending.Until = dawn.Add(time.Hour)
	p.must(p.SaveGrant(t.Context(), identity.System(), ending))
	secret := p.signIn("camille@example.gouv.fr", "")
	if a, _ := p.signedIn(secret); len(a.Grants) != 2 {
		t.Fatalf("grants %+v", a.Grants)
	}
	p.wait(time.Hour)
	if a, _ := p.signedIn(secret); len(a.Grants) != 1 {
		t.Errorf("a role that has ended still holds: %+v", a.Grants)
	}
	p.must(p.Disable(t.Context(), identity.System(), who.ID, true))
	_, _, err := p.SignedIn(t.Context(), secret)
	p.refused(err, havre.Unauthenticated)
	p.must(p.Disable(t.Context(), identity.System(), who.ID, false))
	_, _, err = p.SignedIn(t.Context(), secret)
	p.refused(err, havre.Unauthenticated) // its sessions were ended for good
}

func TestChallengeIsReadOnce(t *testing.T) {
	p := newPortal(t)
	type flow struct{ State string }
	secret, err := p.StartChallenge(t.Context(), flow{"s"})
	p.must(err)
	var got flow
	p.must(p.EndChallenge(t.Context(), secret, &got))
	if got.State != "s" {
		t.Errorf("read %+v", got)
	}
	p.refused(p.EndChallenge(t.Context(), secret, &got), havre.Gone)
	secret, err = p.StartChallenge(t.Context(), flow{"s"})
	p.must(err)
	p.wait(10 * time.Minute)
	p.refused(p.EndChallenge(t.Context(), secret, &got), havre.Gone)
	p.refused(p.EndChallenge(t.Context(), "", &got), havre.Gone)
}

// The hourly job removes what has ended, and only that.
func TestExpire(t *testing.T) {
	p := newPortal(t)
	p.human("Camille")
	old := p.signIn("camille@example.gouv.fr", "")
	p.wait(3 * time.Hour)
	young := p.signIn("camille@example.gouv.fr", "")
	handlers := p.Handlers()
	if len(handlers) != 1 || handlers[0].Every != time.Hour {
		t.Fatalf("jobs: %+v", handlers)
	}
	p.must(handlers[0].Do(t.Context(), nil, jobs.Attempt{}))
	var sessions []identity.Session
	p.write(func(tx identity.Tx) (err error) {
		sessions, err = tx.SessionsOf(t.Context(), p.person("camille@example.gouv.fr").ID)
		return err
	})
	if len(sessions) != 1 {
		t.Errorf("%d sessions are left", len(sessions))
	}
	p.signedIn(young)
	_, _, err := p.SignedIn(t.Context(), old)
	p.refused(err, havre.Unauthenticated)
}
