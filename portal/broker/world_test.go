package broker_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/portal/broker"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

const origin = "https://havre.example"

// world is a broker on a real database, with a team that has a decided need, a client
// platform with a token, and those who approve and fulfil.
type world struct {
	t        testing.TB
	db       *store.DB
	identity *identity.Service
	orders   *order.Service
	records  *record.Service
	platform *memory
	server   *httptest.Server
	log      safeBuffer

	mu    sync.Mutex
	clock time.Time
	people
}

// people are those of the world, their organisations, the need they order for, and what
// the platform says who it is with.
type people struct {
	ministry, team, operators      *identity.Organisation
	team1, manager, officer, buyer identity.Actor
	admin, maker                   identity.Actor
	need                           *record.Need
	token, reading, foreign        string // of the platform; of one that only reads; of another ministry
	service                        string // identifier of the platform's account
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	inhabited.Each(t, func(t *testing.T, url string, in inhabitants) { test(t, in.world(t, url)) })
}

func onSQLite(tb testing.TB) *world {
	tb.Helper()
	url, in := inhabited.SQLite(tb)
	return in.world(tb, url)
}

func newID() string { return strings.ToLower(rand.Text()) }

// inhabited are databases of a world, and who is in it since when.
var inhabited = storetest.Filled[inhabitants]{Name: "inhabited", Fill: func(tb testing.TB, db *store.DB) inhabitants {
	tb.Helper()
	w := empty(tb, db, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	w.settleIn()
	return inhabitants{w.people, w.clock}
}}

type inhabitants struct {
	people
	clock time.Time
}

// world is that of a copy.
func (in inhabitants) world(tb testing.TB, url string) *world {
	tb.Helper()
	w := empty(tb, storetest.Open(tb, store.Config{URL: url, Connections: 8}), in.clock)
	w.people = in.people
	for _, o := range []**identity.Organisation{&w.ministry, &w.team, &w.operators} {
		own := **o
		*o = &own
	}
	for _, a := range []*identity.Actor{&w.team1, &w.manager, &w.officer, &w.buyer, &w.admin, &w.maker} {
		a.Grants = slices.Clone(a.Grants)
	}
	w.ok(w.records.Start(tb.Context()))
	var err error
	w.need, err = w.records.Need(tb.Context(), w.team1, in.need.ID)
	w.ok(err)
	return w
}

// empty is a world in which nobody is yet.
func empty(tb testing.TB, db *store.DB, clock time.Time) *world {
	tb.Helper()
	w := &world{t: tb, db: db, clock: clock, platform: newMemory()}
	library, err := record.NewLibrary(withPlans(), nil)
	w.ok(err)
	w.records = &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: w.now, NewID: newID, Program: "test"}
	w.identity = &identity.Service{DB: store.Using[identity.Tx](db), Now: w.now, NewID: newID, Secret: rand.Text, Host: origin}
	w.orders = &order.Service{
		DB: store.Using[order.Tx](db), Records: w.records, Chains: approval.Builtin(),
		Fulfillers: map[string]order.Fulfiller{"memory": w.platform}, Binders: map[string]order.Binder{"memory": w.platform},
	}
	w.server = httptest.NewServer(broker.New(broker.Deps{
		Identity: w.identity, Orders: w.orders, Origin: origin, RequestID: func(*http.Request) string { return "portal-request" },
		From: func(*http.Request) string { return "192.0.2.7" }, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
	}))
	tb.Cleanup(w.server.Close)
	return w
}

// settleIn fills an empty world.
func (w *world) settleIn() {
	w.t.Helper()
	ctx := w.t.Context()
	w.ministry = w.organisation(nil, "ministere", "Ministère")
	w.team = w.organisation(w.ministry, "equipe", "Équipe")
	w.operators = w.organisation(nil, "exploitants", "Exploitants")
	w.ok(w.records.Start(ctx))
	w.team1 = w.person("Rachel", identity.ProductTeam, w.team)
	w.manager = w.person("Manon", identity.Approver, w.ministry)
	w.officer = w.person("Oscar", identity.SecurityOfficer, w.ministry)
	w.buyer = w.person("Basile", identity.Buyer, w.ministry)
	w.admin = w.person("Aude", identity.Administrator, w.ministry)
	w.maker = w.person("Olga", identity.PlatformOperator, w.operators)
	w.ok(w.orders.DB.Write(ctx, func(tx order.Tx) error { return tx.SetOperator(ctx, "rosny", w.operators.ID) }))
	w.need = w.decided("paie-historique")
	w.unlimited()
	w.service, w.token = w.account("Plateforme", w.team, identity.ProductTeam, identity.ScopeOrders)
	_, w.reading = w.account("Lecture", w.team, identity.ProductTeam, identity.ScopeRead)
	_, w.foreign = w.account("Ailleurs", w.operators, identity.ProductTeam, identity.ScopeOrders)
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(time.Millisecond)
	return w.clock
}

func (w *world) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(d)
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) stamps() identity.Stamps {
	at := w.now()
	return identity.Stamps{CreatedAt: at, CreatedBy: "system", UpdatedAt: at, UpdatedBy: "system"}
}

func (w *world) organisation(parent *identity.Organisation, name, title string) *identity.Organisation {
	w.t.Helper()
	o := &identity.Organisation{ID: newID(), Kind: identity.MinistryNode, Name: name, Title: title, Body: "central-administration", Ministry: "social", Stamps: w.stamps()}
	o.Path = "/" + o.ID + "/"
	if parent != nil {
		o.Parent, o.Path, o.Kind = parent.ID, parent.Path+o.ID+"/", identity.TeamNode
	}
	w.ok(w.orders.DB.Write(w.t.Context(), func(tx order.Tx) error { return tx.SaveOrganisation(w.t.Context(), o) }))
	return o
}

func (w *world) person(name string, role identity.Role, on *identity.Organisation) identity.Actor {
	w.t.Helper()
	p := &identity.Person{ID: newID(), Kind: identity.Human, Name: name, Email: strings.ToLower(name) + "@example.org", Language: havre.French, Home: on.ID, LastSeenAt: w.now(), Stamps: w.stamps()}
	g := &identity.Grant{ID: newID(), Person: p.ID, Organisation: on.ID, Path: on.Path, Role: role, Stamps: w.stamps()}
	w.ok(w.orders.DB.Write(w.t.Context(), func(tx order.Tx) error {
		return errors.Join(tx.SavePerson(w.t.Context(), p), tx.SaveGrant(w.t.Context(), g))
	}))
	return identity.Actor{ID: p.ID, Name: p.Name, Kind: p.Kind, Home: p.Home, Grants: []identity.Grant{*g}, Request: "r-" + name, Lang: havre.French}
}

// account is a service account with a token, as an administrator makes one.
func (w *world) account(name string, on *identity.Organisation, role identity.Role, scope identity.Scope) (id, token string) {
	w.t.Helper()
	ctx, system := w.t.Context(), identity.System()
	p := &identity.Person{Kind: identity.Machine, Name: name, Home: on.ID}
	w.ok(w.identity.SaveService(ctx, system, p))
	w.ok(w.identity.SaveGrant(ctx, system, &identity.Grant{Person: p.ID, Organisation: on.ID, Role: role}))
	token, err := w.identity.CreateToken(ctx, system, &identity.Token{Person: p.ID, Name: "courtier", Scopes: []identity.Scope{scope}, ExpiresAt: w.now().AddDate(0, 6, 0)})
	w.ok(err)
	return p.ID, token
}

func (w *world) decided(example string) *record.Need {
	w.t.Helper()
	ctx := w.t.Context()
	text, err := os.ReadFile("../../examples/dossiers/" + example + ".yaml")
	w.ok(err)
	n, err := w.records.CreateNeed(ctx, w.team1, record.NewNeed{Organisation: w.team.ID, Document: text})
	w.ok(err)
	n, err = w.records.SetState(ctx, w.team1, n.ID, n.Version, record.Shared)
	w.ok(err)
	_, err = w.records.Decide(ctx, w.team1, n.ID)
	w.ok(err)
	n, err = w.records.Need(ctx, w.team1, n.ID)
	w.ok(err)
	return n
}

// unlimited lets every account of the ministry be drawn on, but for one: the project has
// one processor in production.
func (w *world) unlimited() {
	w.t.Helper()
	ctx := w.t.Context()
	keys := []quota.Key{quota.Budget(2026), quota.Budget(2027)}
	for _, r := range []quota.Resource{quota.CPU, quota.Memory, quota.GPU, quota.Storage, quota.Addresses} {
		keys = append(keys, quota.Key{Resource: r, Class: quota.Production}, quota.Key{Resource: r, Class: quota.Other})
	}
	for _, k := range keys {
		w.ok(w.orders.SetAllowance(ctx, w.admin, &quota.Allowance{Level: quota.OfOrganisation, Holder: w.ministry.ID, Key: k, Unlimited: true}))
	}
	w.ok(w.orders.SetAllowance(ctx, w.admin, &quota.Allowance{Level: quota.OfNeed, Holder: w.need.ID, Key: quota.Key{Resource: quota.CPU, Class: quota.Production}, Amount: 1}))
}

// vote says the same for every open step, as whoever is asked.
func (w *world) vote(id string, kind approval.Kind) {
	w.t.Helper()
	ctx := w.t.Context()
	for voted := true; voted; {
		voted = false
		for _, a := range []identity.Actor{w.manager, w.officer, w.buyer} {
			in, err := w.orders.Inbox(ctx, a)
			w.ok(err)
			for _, i := range in {
				if i.ID != id || len(i.Steps) == 0 {
					continue
				}
				_, err := w.orders.Vote(ctx, a, id, 0, i.Steps[0], approval.Vote{Kind: kind, Comment: "vu", Reference: "courrier 12", On: w.orders.Today()})
				w.ok(err)
				if voted = kind == approval.Approve; !voted {
					return
				}
			}
		}
	}
}

// fulfil runs the job of the only item of an order, as a worker would.
func (w *world) fulfil(id string) {
	w.t.Helper()
	args, err := json.Marshal(map[string]any{"order": id, "item": 1})
	w.ok(err)
	for _, h := range w.orders.Handlers() {
		if h.Kind == "order.fulfil" {
			w.ok(h.Do(w.t.Context(), args, jobs.Attempt{Number: 1}))
		}
	}
}

// work is what an operator was asked for an order.
func (w *world) work(id string) *order.Work {
	w.t.Helper()
	page, err := w.orders.Works(w.t.Context(), w.maker, order.WorkQuery{Order: id})
	w.ok(err)
	if len(page.Items) == 0 {
		w.t.Fatal("nothing was asked of an operator")
	}
	return &page.Items[0]
}

func (w *world) take(id string) {
	w.t.Helper()
	x := w.work(id)
	_, err := w.orders.Take(w.t.Context(), w.maker, x.ID, x.Version)
	w.ok(err)
}

func (w *world) settle(id string, state order.WorkState) {
	w.t.Helper()
	x := w.work(id)
	r := order.Report{State: state, Note: "plus de place", Reference: "srv-42"}
	if state == order.PartlyDone {
		r.Choices = []byte(`{"cpu":1}`)
	}
	_, err := w.orders.Settle(w.t.Context(), w.maker, x.ID, x.Version, r)
	w.ok(err)
}

// reply is what the broker answered.
type reply struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

func (r *reply) word(name string) string {
	s, _ := r.body[name].(string)
	return s
}

// asking is a request to the broker.
type asking struct {
	method, path string
	query        url.Values
	body         any // marshalled unless it is bytes; nil for none
	token        string
	header       map[string]string // "" takes one away
}

func (w *world) ask(a asking) *reply {
	w.t.Helper()
	var body io.Reader
	switch b := a.body.(type) {
	case nil:
	case []byte:
		body = bytes.NewReader(b)
	default:
		text, err := json.Marshal(b)
		w.ok(err)
		body = bytes.NewReader(text)
	}
	address := w.server.URL + a.path
	if len(a.query) > 0 {
		address += "?" + a.query.Encode()
	}
	r, err := http.NewRequestWithContext(context.WithoutCancel(w.t.Context()), a.method, address, body)
	w.ok(err)
	r.Header.Set("X-Broker-API-Version", "2.17")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if a.token == "" {
		a.token = w.token
	}
	r.SetBasicAuth("whoever", a.token)
	for name, value := range a.header {
		r.Header.Set(name, value)
		if value == "" {
			r.Header.Del(name)
		}
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	w.ok(err)
	defer answer.Body.Close() //nolint:errcheck // the test has what it came for
	text, err := io.ReadAll(answer.Body)
	w.ok(err)
	out := &reply{status: answer.StatusCode, header: answer.Header, text: string(text)}
	if len(text) > 0 {
		if err := json.Unmarshal(text, &out.body); err != nil {
			w.t.Fatalf("%s %s: not a JSON object: %s", a.method, a.path, text)
		}
	}
	return out
}
