// Package apitest gives tests the whole API on a real database, with two ministries
// that do not know one another and people in them: those who test the API, and those
// who test what talks to it.
package apitest

import (
	"bytes"
	"crypto/rand"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/portal/api"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/simulated"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// World is the API, what it stands on, and who may use it.
type World struct {
	DB       *store.DB
	Identity *identity.Service
	Record   *record.Service
	Orders   *order.Service
	// Provision builds on a simulated Cloud Pi, and Cloud is that cloud.
	Provision *provision.Service
	Cloud     *simulated.Cloud
	Journal   *journal.Log
	API       *api.API

	First, Second identity.Organisation // two roots
	Root          Client                // administrator of the portal
	Ours          Client                // every role on the first
	Theirs        Client                // every role on the second
	Reader        Client                // a reader of the first
	Approver      Client                // an approver of the first

	failures failures
	faults   faults
}

// Client is somebody with a token.
type Client struct{ ID, Token string }

// Password is that of everybody.
const Password = "correct horse battery staple"

// Origin is the public address of the portal.
const Origin = "https://havre.example"

// NewID is an identifier that nothing has.
func NewID() string { return strings.ToLower(rand.Text()) }

// New is a world on SQLite: a copy of one made once, because the passwords of its
// people take seconds to hash under the race detector.
func New(tb testing.TB) *World {
	tb.Helper()
	url, o := original.SQLite(tb)
	w := unpeopled(tb, storetest.Open(tb, store.Config{URL: url}))
	w.First, w.Second = o.First, o.Second
	w.Root, w.Ours, w.Theirs, w.Reader, w.Approver = o.Root, o.Ours, o.Theirs, o.Reader, o.Approver
	return w
}

var original = storetest.Filled[*World]{Name: "original", Fill: On}

// On is a world on an empty database.
func On(tb testing.TB, db *store.DB) *World {
	tb.Helper()
	w := unpeopled(tb, db)
	w.people(tb)
	return w
}

// unpeopled is a world in which nobody is yet, or those of its database.
func unpeopled(tb testing.TB, db *store.DB) *World {
	tb.Helper()
	library, err := record.NewLibrary(nil, nil)
	must(tb, err)
	w := &World{
		DB:       db,
		Identity: &identity.Service{DB: store.Using[identity.Tx](db), Now: time.Now, NewID: NewID, Secret: NewID, Host: Origin},
		Record:   &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: time.Now, NewID: NewID, Program: "test"},
		Journal:  &journal.Log{DB: store.Using[journal.Tx](db), Now: time.Now, Name: "havre.example", Seed: bytes.Repeat([]byte{7}, journal.SeedSize)},
	}
	w.Orders = &order.Service{DB: store.Using[order.Tx](db), Records: w.Record, Chains: approval.Builtin()}
	w.clouds(tb)
	must(tb, w.Record.Start(tb.Context()))
	caller := &notify.Caller{Derive: func(_ string, n int) []byte { return bytes.Repeat([]byte{5}, n) }}
	w.API, err = api.New(api.Deps{
		Identity: w.Identity, Record: w.Record, Orders: w.Orders, Provision: w.Provision, Journal: w.Journal, DB: store.Using[record.Tx](db), ReplyKey: bytes.Repeat([]byte{9}, 32),
		WebhookSecret: caller.Secret, Cookie: "havre", Origin: Origin, Version: "test",
		RequestID: func(*http.Request) string { return NewID() }, From: func(*http.Request) string { return "192.0.2.7" },
		Now: time.Now, NewID: NewID, Log: slog.New(slog.NewTextHandler(&w.failures, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	must(tb, err)
	return w
}

// people makes the organisations and those who act in them.
func (w *World) people(tb testing.TB) {
	tb.Helper()
	link, err := w.Identity.SetupLink(tb.Context())
	must(tb, err)
	session, err := w.Identity.SetUp(tb.Context(), link, identity.NewAccount{
		Name: "Ada Racine", Email: "ada@havre.example", Password: Password, Organisation: "Ministère premier",
	}, "test", "setup")
	must(tb, err)
	admin, _, err := w.Identity.SignedIn(tb.Context(), session)
	must(tb, err)
	page, err := w.Identity.Organisations(tb.Context(), admin, identity.OrganisationQuery{})
	must(tb, err)
	w.First, w.Second = page.Items[0], identity.Organisation{Kind: identity.MinistryNode, Name: "second", Title: "Second ministère"}
	must(tb, w.Identity.SaveOrganisation(tb.Context(), admin, &w.Second))
	w.Root = w.minted(tb, admin)
	w.Ours = w.Member(tb, "Omar Nôtre", w.First.ID, identity.Roles...)
	w.Theirs = w.Member(tb, "Thea Autre", w.Second.ID, identity.Roles...)
	w.Reader = w.Member(tb, "Rita Lectrice", w.First.ID, identity.Reader)
	w.Approver = w.Member(tb, "Paul Approbateur", w.First.ID, identity.Approver)
}

// Member invites somebody with roles on an organisation, and gives a token.
func (w *World) Member(tb testing.TB, name, organisation string, roles ...identity.Role) Client {
	tb.Helper()
	actor, _ := w.SignIn(tb, name, organisation, roles...)
	return w.minted(tb, actor)
}

// SignIn invites somebody, who signs in: the actor and the secret of the session.
func (w *World) SignIn(tb testing.TB, name, organisation string, roles ...identity.Role) (identity.Actor, string) {
	tb.Helper()
	var grants []identity.Grant
	for _, r := range roles {
		grants = append(grants, identity.Grant{Organisation: organisation, Role: r})
	}
	_, link, err := w.Identity.Invite(tb.Context(), identity.System(), name, NewID()+"@havre.example", grants)
	must(tb, err)
	session, err := w.Identity.Accept(tb.Context(), link, Password, "test", "accept")
	must(tb, err)
	actor, _, err := w.Identity.SignedIn(tb.Context(), session)
	must(tb, err)
	return actor, session
}

func (w *World) minted(tb testing.TB, actor identity.Actor) Client {
	tb.Helper()
	secret, err := w.Identity.CreateToken(tb.Context(), actor, &identity.Token{
		Person: actor.ID, Name: "tests", Scopes: identity.Scopes, ExpiresAt: time.Now().AddDate(0, 6, 0),
	})
	must(tb, err)
	return Client{actor.ID, secret}
}

// Work runs the jobs until the end of the test.
func (w *World) Work(tb testing.TB) {
	tb.Helper()
	var handlers []jobs.Handler
	handlers = append(handlers, w.Record.Handlers()...)
	handlers = append(handlers, w.Orders.Handlers()...)
	handlers = append(handlers, w.Provision.Handlers()...)
	handlers = append(handlers, api.Handlers(w.Journal, w.Record.DB, time.Now)...)
	runner, err := w.DB.Jobs(handlers, store.RunnerOptions{Workers: 2})
	must(tb, err)
	must(tb, runner.Start(tb.Context()))
	tb.Cleanup(func() { must(tb, runner.Stop(tb.Context())) })
}

// Failures is what the API logged of failures of its own: nothing, when all is well.
func (w *World) Failures() string { return w.failures.String() }

// failures is written by requests while the test reads it.
type failures struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write keeps a line.
func (f *failures) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.b.Write(p)
}

func (f *failures) String() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.b.String()
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
