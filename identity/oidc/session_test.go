package oidc_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/identity/oidc"
	"github.com/havre-cloud/havre/internal/oidctest"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// The whole of it: the flow is kept by the portal between the two steps, the SIRET
// opens the organisation, and signing out ends both sessions.
func TestFromTheProviderToTheSession(t *testing.T) {
	ctx := t.Context()
	lab := oidctest.Shared(t)
	service := &identity.Service{
		DB: store.Using[identity.Tx](storetest.SQLite(t)), Now: time.Now,
		NewID: func() string { return strings.ToLower(rand.Text()) }, Secret: rand.Text, Host: "https://havre.test",
	}
	ministry := &identity.Organisation{Kind: identity.MinistryNode, Name: "m", Title: "Ministère de test", SIRET: "11000201100044"}
	must(t, service.SaveOrganisation(ctx, identity.System(), ministry))
	p := open(t, proConnect(lab, oidctest.ES256), nil)
	browser := lab.Browser(t)

	address, flow := begin(t, p, oidc.Ask{ReturnTo: "/dossiers"})
	cookie, err := service.StartChallenge(ctx, flow)
	must(t, err)
	query := browser.SignIn(address, oidctest.Bruno).Query()
	var kept oidc.Flow
	must(t, service.EndChallenge(ctx, cookie, &kept))
	who, err := p.Finish(ctx, kept, query)
	must(t, err)
	secret, err := service.SignInOIDC(ctx, who, "Firefox", "req-1")
	must(t, err)

	a, session, err := service.SignedIn(ctx, secret)
	must(t, err)
	if a.Name != "Bruno Éric L'Hermite-Petit" || a.Home != ministry.ID || a.ACR != "eidas2" || kept.ReturnTo != "/dossiers" {
		t.Errorf("signed in as %+v", a)
	}
	must(t, a.Check(identity.ReadNeed, identity.Object{Path: ministry.Path}))

	ended, err := service.SignOut(ctx, secret, "req-2")
	must(t, err)
	if ended.IDToken != session.IDToken {
		t.Errorf("signed out of another session: %+v", ended)
	}
	address, state, err := p.SignOut(ctx, ended.IDToken)
	must(t, err)
	if _, back := browser.Visit(address); back == nil || back.Query().Get("state") != state {
		t.Errorf("the provider sent back to %v", back)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(told(err))
	}
}
