package order_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
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
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// world is a ministry with a team that orders, on a real database, with a clock of its
// own.
type world struct {
	*order.Service
	t  testing.TB
	db *store.DB

	mu    sync.Mutex
	clock time.Time
	people
}

// people are those of the world, their organisations and the need they order for.
type people struct {
	ministry, team, operators                        *identity.Organisation
	requester, manager, officer, buyer, admin, maker identity.Actor
	need                                             *record.Need
}

// inhabited are databases of a world, and who is in it since when.
var inhabited = storetest.Filled[inhabitants]{Name: "inhabited", Fill: func(tb testing.TB, db *store.DB) inhabitants {
	tb.Helper()
	w := newWorld(tb, db)
	return inhabitants{w.people, w.clock}
}}

type inhabitants struct {
	people
	clock time.Time
}

func each(t *testing.T, test func(w *world)) {
	t.Helper()
	eachURL(t, func(w *world, _ string) { test(w) })
}

// eachURL is each for a test that lets other processes into the database.
func eachURL(t *testing.T, test func(w *world, url string)) {
	t.Helper()
	inhabited.Each(t, func(t *testing.T, url string, in inhabitants) { test(in.world(t, url), url) })
}

func once(t *testing.T, test func(w *world)) {
	t.Helper()
	test(onSQLite(t))
}

func onSQLite(tb testing.TB) *world {
	tb.Helper()
	url, in := inhabited.SQLite(tb)
	return in.world(tb, url)
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
	for _, a := range []*identity.Actor{&w.requester, &w.manager, &w.officer, &w.buyer, &w.admin, &w.maker} {
		a.Grants = slices.Clone(a.Grants)
	}
	w.ok(w.Records.Start(tb.Context()))
	var err error
	w.need, err = w.Records.Need(tb.Context(), w.requester, in.need.ID)
	w.ok(err)
	return w
}

// empty is a world in which nobody is yet.
func empty(tb testing.TB, db *store.DB, clock time.Time) *world {
	tb.Helper()
	library, err := record.NewLibrary(nil, nil)
	if err != nil {
		tb.Fatal(err)
	}
	w := &world{t: tb, db: db, clock: clock}
	records := &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: w.now, NewID: newID, Program: "v1.2.3"}
	w.Service = &order.Service{DB: store.Using[order.Tx](db), Records: records, Chains: approval.Builtin()}
	return w
}

// newWorld fills an empty database.
func newWorld(tb testing.TB, db *store.DB) *world {
	tb.Helper()
	w := empty(tb, db, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	w.ministry = w.organisation(nil, "ministere", "Ministère", "central-administration", "social")
	w.ministry.SIRET = "11000201100044"
	w.ok(w.DB.Write(tb.Context(), func(tx order.Tx) error { return tx.SaveOrganisation(tb.Context(), w.ministry) }))
	w.team = w.organisation(w.ministry, "equipe", "Équipe", "", "")
	w.operators = w.organisation(nil, "exploitants", "Exploitants", "central-administration", "social")
	w.ok(w.Records.Start(tb.Context()))
	w.requester = w.person("Rachel", identity.ProductTeam, w.team)
	w.manager = w.person("Manon", identity.Approver, w.ministry)
	w.officer = w.person("Oscar", identity.SecurityOfficer, w.ministry)
	w.buyer = w.person("Basile", identity.Buyer, w.ministry)
	w.admin = w.person("Aude", identity.Administrator, w.ministry)
	w.maker = w.person("Olga", identity.PlatformOperator, w.operators)
	w.ok(w.DB.Write(tb.Context(), func(tx order.Tx) error { return tx.SetOperator(tb.Context(), "rosny", w.operators.ID) }))
	w.need = w.decided("paie-historique")
	return w
}

func newID() string { return strings.ToLower(rand.Text()) }

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(time.Second)
	return w.clock
}

// at sets the clock to the morning of a day.
func (w *world) at(day string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = havre.MustDate(day).Time().Add(9 * time.Hour)
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// fault checks the code of a refusal and gives it.
func (w *world) fault(err error, code havre.FaultCode) havre.Fault {
	w.t.Helper()
	f := havre.FaultOf(err)
	if f == nil || f.Code != code {
		w.t.Fatalf("%s was expected, not %v", code, err)
	}
	if f.Message.FR == "" || f.Message.EN == "" || f.Next.FR == "" || f.Next.EN == "" {
		w.t.Errorf("a refusal says what and what to do in both languages: %+v", f)
	}
	return *f
}

func (w *world) stamps() identity.Stamps {
	at := w.now()
	return identity.Stamps{CreatedAt: at, CreatedBy: "system", UpdatedAt: at, UpdatedBy: "system"}
}

func (w *world) organisation(parent *identity.Organisation, name, title, body, ministry string) *identity.Organisation {
	w.t.Helper()
	o := &identity.Organisation{ID: newID(), Kind: identity.MinistryNode, Name: name, Title: title, Body: body, Ministry: ministry, Stamps: w.stamps()}
	o.Path = "/" + o.ID + "/"
	if parent != nil {
		o.Parent, o.Path, o.Kind = parent.ID, parent.Path+o.ID+"/", identity.TeamNode
	}
	w.ok(w.DB.Write(w.t.Context(), func(tx order.Tx) error { return tx.SaveOrganisation(w.t.Context(), o) }))
	return o
}

// person has a role on an organisation.
func (w *world) person(name string, role identity.Role, on *identity.Organisation) identity.Actor {
	w.t.Helper()
	p := &identity.Person{ID: newID(), Kind: identity.Human, Name: name, Email: strings.ToLower(name) + "@example.org", Language: havre.French, Home: on.ID, LastSeenAt: w.now(), Stamps: w.stamps()}
	g := &identity.Grant{ID: newID(), Person: p.ID, Organisation: on.ID, Path: on.Path, Role: role, Stamps: w.stamps()}
	w.ok(w.DB.Write(w.t.Context(), func(tx order.Tx) error {
		return errors.Join(tx.SavePerson(w.t.Context(), p), tx.SaveGrant(w.t.Context(), g))
	}))
	return identity.Actor{ID: p.ID, Name: p.Name, Kind: p.Kind, Home: p.Home, Grants: []identity.Grant{*g}, Request: "r-" + name, Lang: havre.French}
}

// decided is a need of the team, shared and decided.
func (w *world) decided(example string) *record.Need {
	w.t.Helper()
	text, err := os.ReadFile("../examples/dossiers/" + example + ".yaml")
	w.ok(err)
	n, err := w.Records.CreateNeed(w.t.Context(), w.requester, record.NewNeed{Organisation: w.team.ID, Document: text})
	w.ok(err)
	n, err = w.Records.SetState(w.t.Context(), w.requester, n.ID, n.Version, record.Shared)
	w.ok(err)
	_, err = w.Records.Decide(w.t.Context(), w.requester, n.ID)
	w.ok(err)
	n, err = w.Records.Need(w.t.Context(), w.requester, n.ID)
	w.ok(err)
	return n
}

// unlimited lets every account of the ministry be drawn on.
func (w *world) unlimited() {
	w.t.Helper()
	keys := []quota.Key{quota.Budget(2026), quota.Budget(2027)}
	for _, r := range []quota.Resource{quota.CPU, quota.Memory, quota.GPU, quota.Storage, quota.Addresses} {
		keys = append(keys, quota.Key{Resource: r, Class: quota.Production}, quota.Key{Resource: r, Class: quota.Other})
	}
	for _, k := range keys {
		w.ok(w.SetAllowance(w.t.Context(), w.admin, &quota.Allowance{Level: quota.OfOrganisation, Holder: w.ministry.ID, Key: k, Unlimited: true}))
	}
}

// machine is a machine at Rosny for acceptance, with an estimate of its cost.
func machine(name string, cpu int) order.ItemWish {
	choices, _ := json.Marshal(map[string]any{"form": "machines", "cpu": cpu, "memory": 8, "storage": 100, "justification": "progiciel ancien"})
	estimate := 1200 * havre.OneEuro
	return order.ItemWish{Offer: "rosny", Plan: "hosting", Name: name, Environment: "acceptance", Choices: choices, Estimate: &estimate, EstimateNote: "convention 2026"}
}

// basket is one with these items.
func (w *world) basket(items ...order.ItemWish) *order.Order {
	w.t.Helper()
	o, err := w.Begin(w.t.Context(), w.requester, order.NewBasket{Need: w.need.ID})
	w.ok(err)
	for _, it := range items {
		o, err = w.Put(w.t.Context(), w.requester, o.ID, o.Version, it)
		w.ok(err)
	}
	return o
}

// sent is an order of these items, sent.
func (w *world) sent(items ...order.ItemWish) *order.Order {
	w.t.Helper()
	b := w.basket(items...)
	o, err := w.Send(w.t.Context(), w.requester, b.ID, b.Version)
	w.ok(err)
	return o
}

// vote says the same for every open step, as whoever is asked.
func (w *world) vote(o *order.Order, kind approval.Kind) *order.Order {
	w.t.Helper()
	for range 10 {
		voted := false
		for _, a := range []identity.Actor{w.manager, w.officer, w.buyer} {
			in, err := w.Inbox(w.t.Context(), a)
			w.ok(err)
			for _, i := range in {
				if i.ID != o.ID || len(i.Steps) == 0 {
					continue
				}
				v := approval.Vote{Kind: kind, Comment: "vu", Reference: "courrier 12", On: w.Today()}
				next, err := w.Vote(w.t.Context(), a, o.ID, 0, i.Steps[0], v)
				w.ok(err)
				o, voted = next, true
				if kind != approval.Approve {
					return o
				}
			}
		}
		if !voted {
			return o
		}
	}
	return o
}

// fulfil runs the job of an item, as a worker would.
func (w *world) fulfil(o *order.Order, item int) {
	w.t.Helper()
	args, err := json.Marshal(map[string]any{"order": o.ID, "item": item})
	w.ok(err)
	w.ok(w.job("order.fulfil")(w.t.Context(), args, jobs.Attempt{Number: 1}))
}

func (w *world) job(kind string) func(context.Context, []byte, jobs.Attempt) error {
	w.t.Helper()
	for _, h := range w.Handlers() {
		if h.Kind == kind {
			return h.Do
		}
	}
	w.t.Fatalf("no job %s", kind)
	return nil
}

// made settles the work of an item.
func (w *world) made(o *order.Order, item int, r order.Report) *order.Order {
	w.t.Helper()
	page, err := w.Works(w.t.Context(), w.maker, order.WorkQuery{Order: o.ID, List: havre.List{Limit: 100}})
	w.ok(err)
	for _, x := range page.Items {
		if x.Item != item {
			continue
		}
		_, err := w.Settle(w.t.Context(), w.maker, x.ID, x.Version, r)
		w.ok(err)
	}
	o, err = w.Order(w.t.Context(), w.requester, o.ID)
	w.ok(err)
	return o
}

// held is what orders hold of an allowance.
func (w *world) held(id string) (reserved, committed int64) {
	w.t.Helper()
	w.ok(w.DB.Read(w.t.Context(), func(tx order.Tx) error {
		a, err := tx.Allowance(w.t.Context(), id)
		if err == nil {
			reserved, committed = a.Reserved, a.Committed
		}
		return err
	}))
	return reserved, committed
}

// role gives somebody another role on the team.
func (w *world) role(a identity.Actor, r identity.Role) identity.Grant {
	w.t.Helper()
	g := &identity.Grant{ID: newID(), Person: a.ID, Organisation: w.team.ID, Path: w.team.Path, Role: r, Stamps: w.stamps()}
	w.ok(w.DB.Write(w.t.Context(), func(tx order.Tx) error { return tx.SaveGrant(w.t.Context(), g) }))
	return *g
}

func vote(kind approval.Kind) approval.Vote { return approval.Vote{Kind: kind, Comment: "vu"} }

// attempt is the first run of a job.
var attempt = jobs.Attempt{Number: 1}
