package identity_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// A year of a portal, on both databases: set up, organised, joined, reorganised and
// left. At the end the journal proves whole, though a person was erased from it.
func TestOnBothDatabases(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		p := portalOn(t, db)
		ctx := t.Context()
		link, err := p.SetupLink(ctx)
		p.must(err)
		secret, err := p.SetUp(ctx, link, firstAccount, "Firefox", "req-1")
		p.must(err)
		admin, _ := p.signedIn(secret)
		home, err := p.Organisation(ctx, admin, admin.Home)
		p.must(err)
		home.SIRET = assertion.SIRET
		p.must(p.SaveOrganisation(ctx, admin, home))
		team := &identity.Organisation{Parent: home.ID, Kind: identity.TeamNode, Name: "dnum", Title: "DNUM"}
		p.must(p.SaveOrganisation(ctx, admin, team))
		twin := *team
		twin.Stamps = identity.Stamps{}
		p.refused(p.SaveOrganisation(ctx, admin, &twin), havre.Conflict)

		p.joins(admin, team)
		alice := p.signInOIDC(assertion)
		p.refused(p.SaveOrganisation(ctx, alice, team), havre.Forbidden)
		x := p.organisation(nil, identity.BodyNode, "agence")
		team.Parent = x.ID
		p.must(p.SaveOrganisation(ctx, admin, team))

		p.wait(365 * 24 * time.Hour)
		secret = p.signIn("camille.durand@example.gouv.fr", "")
		admin, _ = p.signedIn(secret)
		p.must(p.Erase(ctx, admin, alice.ID))
		p.must(p.Handlers()[0].Do(ctx, nil, jobs.Attempt{}))
		p.refused(p.Revoke(ctx, admin, admin.Grants[0].ID, admin.Grants[0].Version), havre.Conflict)

		log := &journal.Log{DB: store.Using[journal.Tx](db), Now: p.Now, Name: "havre.test", Seed: make([]byte, 32)}
		report, err := log.Verify(ctx, nil, "")
		p.must(err)
		if report.Fault != nil || report.Size != p.size() {
			t.Errorf("the journal is not whole: %+v, %+v", report, report.Fault)
		}
	})
}

// Two people who act at the same instant: of two administrators who revoke each
// other one remains, and a link given twice is used once.
func TestAtTheSameInstant(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		p := portalOn(t, db)
		first, second := p.human("First", role{identity.Administrator, nil}), p.human("Second", role{identity.Administrator, nil})
		done := together(
			func() error { return p.Revoke(t.Context(), first, second.Grants[0].ID, 1) },
			func() error { return p.Revoke(t.Context(), second, first.Grants[0].ID, 1) },
		)
		if left := len(p.actor(first.ID).Grants) + len(p.actor(second.ID).Grants); done != 1 || left != 1 {
			t.Errorf("%d revocations were done, %d administrators are left", done, left)
		}
		link, err := p.ResetPassword(t.Context(), identity.System(), first.ID)
		p.must(err)
		take := func() error { _, err := p.Accept(t.Context(), link, goodPassword, "", ""); return err }
		if done := together(take, take, take, take); done != 1 {
			t.Errorf("a link was used %d times", done)
		}
	})
}

// together runs functions at the same time and counts those that succeed.
func together(fns ...func() error) int {
	var done atomic.Int64
	var wg sync.WaitGroup
	for _, fn := range fns {
		wg.Go(func() {
			if fn() == nil {
				done.Add(1)
			}
		})
	}
	wg.Wait()
	return int(done.Load())
}

// joins invites somebody, who comes with a passkey and makes a token.
func (p *portal) joins(admin identity.Actor, team *identity.Organisation) {
	p.t.Helper()
	ctx := p.t.Context()
	_, link, err := p.Invite(ctx, admin, "Bruno Petit", "bruno@example.gouv.fr", []identity.Grant{{Role: identity.ProductTeam, Organisation: team.ID}})
	p.must(err)
	secret, err := p.Accept(ctx, link, "", "", "")
	p.must(err)
	bruno, _ := p.signedIn(secret)
	d := p.device()
	_, err = d.register(bruno)
	p.must(err)
	_, err = d.signIn()
	p.must(err)
	_, bearer := p.mint(bruno, identity.ScopeNeeds)
	a, err := p.Bearer(ctx, bearer, "192.0.2.1")
	p.must(err)
	p.must(a.Check(identity.WriteNeed, identity.Object{Path: team.Path}))
}
