package identity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

var firstAccount = identity.NewAccount{
	Name: " Camille  Durand ", Email: "Camille.Durand@Example.gouv.fr", Password: goodPassword, Organisation: "Ministère de l’Écologie",
}

func TestSetUp(t *testing.T) {
	p := newPortal(t)
	link, err := p.SetupLink(t.Context())
	p.must(err)
	if link == "" || link != strings.ToLower(link) {
		t.Fatalf("link %q", link)
	}
	var secret string
	p.tells(func() {
		secret, err = p.SetUp(t.Context(), " "+strings.ToUpper(link)+"\n", firstAccount, "Firefox", "req-1") // as one copies it by hand
		p.must(err)
	}, "organisation.create done", "grant.create done", "grant.create done", "portal.set-up done")

	a, session := p.signedIn(secret)
	if a.Name != "Camille Durand" || session.Method != identity.ByPassword || session.Agent != "Firefox" {
		t.Errorf("signed in as %+v in %+v", a, session)
	}
	o, err := p.Organisation(t.Context(), a, a.Home)
	p.must(err)
	if o.Name != "ministere-de-l-ecologie" || o.Title != firstAccount.Organisation || o.Kind != identity.MinistryNode {
		t.Errorf("the first organisation is %+v", o)
	}
	// One person can use the whole portal: administer it, describe, decide.
	for _, act := range []identity.Action{identity.Administer, identity.WriteMembers, identity.WriteNeed, identity.TakeDecision} {
		p.must(a.Check(act, identity.Object{Path: o.Path}))
	}
	again, err := p.SetupLink(t.Context())
	p.must(err)
	if again != "" {
		t.Error("a portal that has an administrator gives a set-up link")
	}
	_, err = p.SetUp(t.Context(), link, firstAccount, "", "")
	p.refused(err, havre.Gone)
}

func TestSetUpTellsEveryMistakeAtOnce(t *testing.T) {
	p := newPortal(t)
	link, err := p.SetupLink(t.Context())
	p.must(err)
	_, err = p.SetUp(t.Context(), link, identity.NewAccount{Name: "\u200b", Email: "camille", Password: "court"}, "", "")
	p.wrong(err, "name", "email", "password")
	n := firstAccount
	n.Organisation = ""
	_, err = p.SetUp(t.Context(), link, n, "", "")
	p.wrong(err, "organisation")
	_, err = p.SetUp(t.Context(), link, firstAccount, "", "")
	p.must(err) // mistakes did not use the link up
}

func TestSetUpLinkIsTheNewest(t *testing.T) {
	p := newPortal(t)
	first, err := p.SetupLink(t.Context())
	p.must(err)
	second, err := p.SetupLink(t.Context())
	p.must(err)
	_, err = p.SetUp(t.Context(), first, firstAccount, "", "")
	p.refused(err, havre.Gone)
	purpose, person, err := p.LinkFor(t.Context(), second)
	p.must(err)
	if purpose != identity.ForSetup || person != nil {
		t.Errorf("the link is for %s, %+v", purpose, person)
	}
	p.wait(24 * time.Hour)
	_, err = p.SetUp(t.Context(), second, firstAccount, "", "")
	p.refused(err, havre.Gone)
}

// An administrator who leaves the set-up half way, without password nor passkey,
// must not lock everybody out: the next start gives another link.
func TestSetUpLeftHalfWay(t *testing.T) {
	p := newPortal(t)
	n := firstAccount
	n.Password = ""
	link, err := p.SetupLink(t.Context())
	p.must(err)
	secret, err := p.SetUp(t.Context(), link, n, "", "")
	p.must(err)
	first, session := p.signedIn(secret)
	if session.Method != identity.ByLink {
		t.Errorf("signed in by %s", session.Method)
	}
	link, err = p.SetupLink(t.Context())
	p.must(err)
	secret, err = p.SetUp(t.Context(), link, firstAccount, "", "")
	p.must(err)
	second, _ := p.signedIn(secret)
	if second.ID != first.ID || len(second.Grants) != 2 {
		t.Errorf("the set-up was not taken up again: %+v, then %+v", first, second)
	}
	page, err := p.Organisations(t.Context(), second, identity.OrganisationQuery{})
	p.must(err)
	if page.Total != 1 {
		t.Errorf("%d organisations after two set-ups", page.Total)
	}
}

// Where passkeys cannot follow, a password is needed.
func TestSetUpWithoutPasskeys(t *testing.T) {
	p := newPortal(t)
	p.Host = "http://127.0.0.1:8080"
	link, err := p.SetupLink(t.Context())
	p.must(err)
	n := firstAccount
	n.Password = ""
	_, err = p.SetUp(t.Context(), link, n, "", "")
	p.wrong(err, "password")
}

// The last administrator was lost: the set-up link makes another, and leaves the
// organisations alone.
func TestSetUpAgain(t *testing.T) {
	p := newPortal(t)
	p.ministry("m")
	link, err := p.SetupLink(t.Context())
	p.must(err)
	n := firstAccount
	n.Organisation = ""
	secret, err := p.SetUp(t.Context(), link, n, "", "")
	p.must(err)
	a, _ := p.signedIn(secret)
	if len(a.Grants) != 1 || a.Grants[0].Role != identity.Administrator || a.Grants[0].Path != identity.PortalPath {
		t.Errorf("grants %+v", a.Grants)
	}
}

// An address that already has an account that works is not taken over.
func TestSetUpTakesNoAccountOver(t *testing.T) {
	p := newPortal(t)
	p.human("Camille")
	link, err := p.SetupLink(t.Context())
	p.must(err)
	n := firstAccount
	n.Email = "camille@example.gouv.fr"
	_, err = p.SetUp(t.Context(), link, n, "", "")
	p.refused(err, havre.Conflict)
}
