package record_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// world is a portal with two ministries, on a real database, with a clock of its
// own.
type world struct {
	*record.Service
	t  testing.TB
	db *store.DB

	mu    sync.Mutex
	clock time.Time

	ministry, team, other *identity.Organisation // team is below ministry, other is another root
}

// organised are databases of a world in which the first edition is on record: packing a
// whole catalogue takes longer than most tests.
var organised = storetest.Filled[organisations]{Name: "organised", Fill: func(tb testing.TB, db *store.DB) organisations {
	tb.Helper()
	w := empty(tb, db, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	w.ministry = w.organisation(nil, "ministere", "Ministère", "central-administration", "social")
	w.team = w.organisation(w.ministry, "equipe", "Équipe", "", "")
	w.other = w.organisation(nil, "ailleurs", "Ailleurs", "central-administration", "interior")
	w.ok(w.Start(tb.Context()))
	return organisations{*w.ministry, *w.team, *w.other, w.clock}
}}

type organisations struct {
	ministry, team, other identity.Organisation
	clock                 time.Time // when all of it was done
}

// each runs a test on both databases.
func each(t *testing.T, test func(w *world)) {
	t.Helper()
	organised.Each(t, func(t *testing.T, url string, o organisations) { test(o.world(t, url)) })
}

// once runs a test on one database: what it proves are rules of ours, that ask both
// the same. That both answer alike, package store proves.
func once(t *testing.T, test func(w *world)) {
	t.Helper()
	test(onSQLite(t))
}

func onSQLite(tb testing.TB) *world {
	tb.Helper()
	url, o := organised.SQLite(tb)
	return o.world(tb, url)
}

// world is that of a copy.
func (o organisations) world(tb testing.TB, url string) *world {
	tb.Helper()
	w := empty(tb, storetest.Open(tb, store.Config{URL: url, Connections: 8}), o.clock)
	w.ministry, w.team, w.other = &o.ministry, &o.team, &o.other
	w.ok(w.Start(tb.Context()))
	return w
}

// empty is a world in which there is nothing yet.
func empty(tb testing.TB, db *store.DB, clock time.Time) *world {
	tb.Helper()
	library, err := record.NewLibrary(nil, nil)
	if err != nil {
		tb.Fatal(err)
	}
	w := &world{t: tb, db: db, clock: clock}
	w.Service = &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: w.now, NewID: newID, Program: "v1.2.3"}
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

func (w *world) save(fn func(tx record.Tx) error) {
	w.t.Helper()
	w.ok(w.DB.Write(w.t.Context(), fn))
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
	w.save(func(tx record.Tx) error { return tx.SaveOrganisation(w.t.Context(), o) })
	return o
}

// person has a role on an organisation.
func (w *world) person(name string, role identity.Role, on *identity.Organisation) identity.Actor {
	w.t.Helper()
	p := &identity.Person{ID: newID(), Kind: identity.Human, Name: name, Email: strings.ToLower(name) + "@example.org", Language: havre.French, Home: on.ID, LastSeenAt: w.now(), Stamps: w.stamps()}
	g := &identity.Grant{ID: newID(), Person: p.ID, Organisation: on.ID, Path: on.Path, Role: role, Stamps: w.stamps()}
	w.save(func(tx record.Tx) error {
		return errors.Join(tx.SavePerson(w.t.Context(), p), tx.SaveGrant(w.t.Context(), g))
	})
	return identity.Actor{ID: p.ID, Name: p.Name, Kind: p.Kind, Home: p.Home, Grants: []identity.Grant{*g}, Request: "r-" + name, Lang: havre.French}
}

// operator may change the catalogue.
func (w *world) operator() identity.Actor {
	w.t.Helper()
	a := w.person("Olga", identity.PlatformOperator, w.other)
	a.Grants = []identity.Grant{{Person: a.ID, Role: identity.PlatformOperator, Path: identity.PortalPath}}
	return a
}

// need creates a need of an organisation.
func (w *world) need(a identity.Actor, on *identity.Organisation, document string) *record.Need {
	w.t.Helper()
	n, err := w.CreateNeed(w.t.Context(), a, record.NewNeed{Organisation: on.ID, Document: []byte(document)})
	w.ok(err)
	return n
}

// shared creates a need of the team and shares it with its organisation.
func (w *world) shared(a identity.Actor, document string) *record.Need {
	w.t.Helper()
	n := w.need(a, w.team, document)
	n, err := w.SetState(w.t.Context(), a, n.ID, n.Version, record.Shared)
	w.ok(err)
	return n
}

// named is a small need.
func named(name string) string {
	return fmt.Sprintf("apiVersion: havre/v1\nkind: Dossier\nmetadata:\n  name: %s\n  title: Application %s\nspec:\n  environments: [production]\n  data: {personal: yes}\n  needs: {layer: [caas]}\n", name, name)
}

// notices are those of somebody, oldest first.
func (w *world) notices(a identity.Actor) []notify.Notice {
	w.t.Helper()
	page, err := w.Notices(w.t.Context(), a, false, havre.List{Limit: havre.MaxLimit})
	w.ok(err)
	out := page.Items
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// told is how many notices of a topic somebody has.
func (w *world) told(a identity.Actor, topic notify.Topic) (n int) {
	w.t.Helper()
	for _, x := range w.notices(a) {
		if x.Topic == topic {
			n++
			if x.Title.FR == "" || x.Title.EN == "" || x.Body.FR == "" || x.Body.EN == "" || x.Link == "" {
				w.t.Errorf("a notice says what in both languages, and where: %+v", x)
			}
		}
	}
	return n
}

// journal are the actions on record, the newest last, refusals marked with !.
func (w *world) journal(object string) (actions []string) {
	w.t.Helper()
	w.ok(w.DB.Read(w.t.Context(), func(tx record.Tx) error {
		entries, _, err := tx.JournalEntries(w.t.Context(), journal.Query{Object: object, Limit: 500})
		for _, e := range entries {
			mark := ""
			if e.Outcome == journal.Refused {
				mark = "!"
			}
			actions = append([]string{e.Action + mark}, actions...)
		}
		return err
	}))
	return actions
}

// reopen does the work of an operation, as a worker would.
func (w *world) reopen(operation string) *record.Operation {
	w.t.Helper()
	w.ok(handler(w.t, w.Service, "record.reopen")(w.t.Context(), fmt.Appendf(nil, `{"operation":%q}`, operation), jobs.Attempt{Number: 1}))
	op, err := w.Operation(w.t.Context(), identity.System(), operation)
	w.ok(err)
	return op
}

// day does the work of today.
func (w *world) day() *record.Operation {
	w.t.Helper()
	w.ok(handler(w.t, w.Service, "record.day")(w.t.Context(), nil, jobs.Attempt{Number: 1}))
	op := "day-" + w.Today().String()
	if _, err := w.Operation(w.t.Context(), identity.System(), op); err != nil {
		return nil
	}
	return w.reopen(op)
}

// handler is what does a kind of job.
func handler(tb testing.TB, s *record.Service, kind string) func(context.Context, []byte, jobs.Attempt) error {
	tb.Helper()
	for _, h := range s.Handlers() {
		if h.Kind == kind {
			return h.Do
		}
	}
	tb.Fatalf("no handler of %s", kind)
	return nil
}

// series is the table of the social ministries that the catalogue holds.
const series = "dnum-social-hosting"

// table is the present reading of that table with some words replaced, two by two.
func (w *world) table(replace ...string) []byte {
	w.t.Helper()
	snapshot, ok := w.Library.Now().Catalogue.SnapshotAt(series, w.Today())
	if !ok {
		w.t.Fatal("no table in the catalogue")
	}
	text := snapshot.Markdown()
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains(text, replace[i]) {
			w.t.Fatalf("no %q in the table:\n%s", replace[i], text)
		}
		text = strings.Replace(text, replace[i], replace[i+1], 1)
	}
	return []byte(text)
}

// A row of the table, and the same once Cegedim has lost its HDS certificate for
// hosting.
const (
	certified   = "| **Cegedim HDS** | CaaS/IaaS | ✅ | ✅ | ✅ |"
	uncertified = "| **Cegedim HDS** | CaaS/IaaS | ✅ | ✅ | ❌ |"
)

// reading is what a new reading of the table is imported as.
func reading(asOf havre.Date) catalogue.ImportOptions {
	return catalogue.ImportOptions{File: "tableau.md", AsOf: asOf, Series: series, Source: havre.Source{
		ID: "tableau-" + asOf.String(), Title: "Tableau du " + asOf.String(), URL: "https://example.org/tableau", Confidence: havre.Verified,
	}}
}

// imports applies a table to the catalogue, and does the work that follows.
func (w *world) imports(a identity.Actor, table []byte) (*record.Edition, *record.Operation) {
	w.t.Helper()
	_, e, err := w.ImportCatalogue(w.t.Context(), a, table, reading(w.Today()), true)
	w.ok(err)
	return e, w.reopen(e.Operation())
}
