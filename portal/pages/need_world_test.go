package pages

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/examples"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/browsertest"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/portal/static"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// needWorld is a portal on a real database, with two people and the examples on
// record: Alice writes needs and administers, Bruno approves derogations.
type needWorld struct {
	tb         testing.TB
	db         *store.DB
	pages      *Pages
	site       *web.Site
	clock      atomic.Int64 // seconds since testDay: each question takes one
	actor      identity.Actor
	alice      string // secret of a session
	bruno      string
	approver   identity.Actor
	social     *identity.Organisation
	needs      map[string]*record.Need // by name
	derogation string
	orders     map[string]string // identifiers of orders and of what they delivered, by name
}

const passphrase = "une phrase assez longue"

// now goes one second further each time, so that what follows comes after.
func (w *needWorld) now() time.Time {
	return testDay.Add(time.Duration(w.clock.Add(1)) * time.Second)
}

func minutesOf(n int) time.Duration { return time.Duration(n) * time.Minute }

func newID() string { return strings.ToLower(rand.Text()) }

// newNeedWorld makes one. Needs are there but for those of an empty world.
func newNeedWorld(tb testing.TB) *needWorld {
	tb.Helper()
	return full.copied(tb)
}

func emptyWorld(tb testing.TB) *needWorld {
	tb.Helper()
	return empty.copied(tb)
}

// original is a world made once, that tests take copies of: the hashes of passwords
// and the decisions take seconds under the race detector.
type original struct {
	make func(w *needWorld)
	once sync.Once
	file []byte // its database
	w    *needWorld
}

var (
	empty = original{make: (*needWorld).people}
	full  = original{make: func(w *needWorld) { w.people(); w.fill() }}
)

// copied is a copy, with a database and services of its own.
func (o *original) copied(tb testing.TB) *needWorld {
	tb.Helper()
	o.once.Do(func() {
		url := storetest.SQLiteURL(tb)
		db := storetest.Open(tb, store.Config{URL: url})
		w := worldOn(tb, db)
		o.make(w)
		w.check(db.Close())
		content, err := os.ReadFile(url)
		w.check(err)
		o.w, o.file = w, content
	})
	if o.w == nil {
		tb.Fatal("the world to copy could not be made: the first test that asked says why")
	}
	w := worldOn(tb, storetest.Open(tb, store.Config{URL: storetest.SQLiteFile(tb, o.file)}))
	w.clock.Store(o.w.clock.Load())
	w.actor, w.alice, w.bruno, w.approver, w.derogation, w.orders = o.w.actor, o.w.alice, o.w.bruno, o.w.approver, o.w.derogation, o.w.orders
	social := *o.w.social
	w.social = &social
	for name, need := range o.w.needs {
		n := *need
		w.needs[name] = &n
	}
	return w
}

// fill puts the examples on record, some of them decided.
func (w *needWorld) fill() {
	w.tb.Helper()
	all, err := examples.All()
	w.check(err)
	for _, e := range all {
		w.put(e.Name, e.YAML)
	}
	for _, name := range []string{"demo-rdv", "cancer-data", "vie-publique", "bureautique", "conges-agents"} {
		w.decide(name)
	}
	w.change("conges-agents")
	w.send("demo-rdv")
	w.archive("prototype")
	w.ask()
}

// bareWorld is a portal that nobody has set up.
func bareWorld(tb testing.TB) *needWorld {
	tb.Helper()
	return worldOn(tb, storetest.SQLite(tb))
}

func worldOn(tb testing.TB, db *store.DB) *needWorld {
	tb.Helper()
	library, err := record.NewLibrary(nil, nil)
	if err != nil {
		tb.Fatal(err)
	}
	w := &needWorld{tb: tb, db: db, needs: map[string]*record.Need{}}
	w.pages = &Pages{
		Identity: &identity.Service{DB: store.Using[identity.Tx](db), Now: w.now, NewID: newID, Secret: func() string { return rand.Text() }, Host: "http://127.0.0.1"},
		Record:   &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: w.now, NewID: newID, Program: "test"},
		Library:  library,
		Journal:  &journal.Log{DB: store.Using[journal.Tx](db), Now: w.now, Name: "test", Seed: make([]byte, journal.SeedSize)},
		Running:  Running{SessionMax: time.Hour, Mail: true},
	}
	w.pages.Orders = &order.Service{DB: store.Using[order.Tx](db), Records: w.pages.Record, Chains: approval.Builtin()}
	if err := w.pages.Record.Start(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	w.serve()
	return w
}

// serve makes the site of the pages.
func (w *needWorld) serve() {
	w.tb.Helper()
	var err error
	w.site, err = web.New(web.Options{Trouble: ui.Trouble, Now: w.now, Identify: w.identify, Awaiting: w.pages.Awaiting, Settings: web.Settings{Demo: true}})
	w.check(err)
	w.site.Mount("GET "+static.Root, static.Handler())
	w.pages.Register(w.site)
}

// people sets the portal up and invites an approver.
func (w *needWorld) people() {
	w.tb.Helper()
	ctx, s := w.tb.Context(), w.pages.Identity
	link, err := s.SetupLink(ctx)
	w.check(err)
	w.alice, err = s.SetUp(ctx, link, identity.NewAccount{Name: "Alice Martin", Email: "alice@example.org", Password: passphrase, Organisation: "Ministères sociaux"}, "test", "")
	w.check(err)
	w.actor, _, err = s.SignedIn(ctx, w.alice)
	w.check(err)
	all, err := s.Organisations(ctx, w.actor, identity.OrganisationQuery{})
	w.check(err)
	for i := range all.Items {
		if all.Items[i].Title == "Ministères sociaux" {
			w.social = &all.Items[i]
		}
	}
	w.social.Kind, w.social.Body, w.social.Ministry = identity.MinistryNode, "central-administration", "social"
	w.check(s.SaveOrganisation(ctx, w.actor, w.social))
	_, invitation, err := s.Invite(ctx, w.actor, "Bruno Petit", "bruno@example.org", []identity.Grant{{Organisation: w.social.ID, Role: identity.Approver}})
	w.check(err)
	w.bruno, err = s.Accept(ctx, invitation, passphrase, "test", "")
	w.check(err)
	w.approver, _, err = s.SignedIn(ctx, w.bruno)
	w.check(err)
}

func (w *needWorld) check(err error) {
	w.tb.Helper()
	if err != nil {
		w.tb.Fatal(err)
	}
}

// identify is what the portal does with the cookie of a session.
func (w *needWorld) identify(r *http.Request) (identity.Actor, *identity.Session, int, error) {
	c, err := r.Cookie(SessionCookie)
	if err != nil {
		return identity.Nobody(), nil, 0, nil //nolint:nilerr // without a cookie nobody asks
	}
	a, session, err := w.pages.Identity.SignedIn(r.Context(), c.Value)
	if havre.FaultOf(err) != nil {
		return identity.Nobody(), nil, 0, nil //nolint:nilerr // the session has ended
	}
	if err != nil {
		return a, session, 0, err
	}
	unread, err := w.pages.Record.Notices(r.Context(), a, true, havre.List{Limit: 1})
	return a, session, unread.Total, err
}

func (w *needWorld) put(name string, text []byte) {
	w.tb.Helper()
	ctx := w.tb.Context()
	n, err := w.pages.Record.CreateNeed(ctx, w.actor, record.NewNeed{Organisation: w.social.ID, Document: text})
	w.check(err)
	n, err = w.pages.Record.SetState(ctx, w.actor, n.ID, n.Version, record.Shared)
	w.check(err)
	w.needs[name] = n
}

func (w *needWorld) decide(name string) {
	w.tb.Helper()
	_, err := w.pages.Record.Decide(w.tb.Context(), w.actor, w.needs[name].ID)
	w.check(err)
}

// change writes a revision of a need, and a message about it.
func (w *needWorld) change(name string) {
	w.tb.Helper()
	ctx, n := w.tb.Context(), w.needs[name]
	text := strings.Replace(string(n.Document), "personal: yes", "personal: unknown", 1)
	_, err := w.pages.Record.UpdateNeed(ctx, w.actor, n.ID, n.Version, record.NewNeed{Document: []byte(text), Note: "à vérifier"})
	w.check(err)
	w.check(w.pages.Record.AddComment(ctx, w.approver, &record.CommentOn{Need: n.ID, Text: "Ces données sont-elles personnelles ?"}))
}

// send notes a sending of the flow matrix of a need.
func (w *needWorld) send(name string) {
	w.tb.Helper()
	_, err := w.pages.Record.NoteSending(w.tb.Context(), w.actor, w.needs[name].ID, record.NewSending{
		To: "Équipe réseau de Nubo", Note: "avant le choix de l’hébergement", Lang: havre.French,
	})
	w.check(err)
}

func (w *needWorld) archive(name string) {
	w.tb.Helper()
	n := w.needs[name]
	_, err := w.pages.Record.SetState(w.tb.Context(), w.actor, n.ID, n.Version, record.Archived)
	w.check(err)
}

// ask asks for a derogation, which nobody has settled yet.
func (w *needWorld) ask() {
	w.tb.Helper()
	d := &record.Derogation{Need: w.needs["cancer-data"].ID, Rule: "R6-DEFAULT", Offer: "rosny", Reason: "Aucune offre qualifiée ne propose ce service.", Proof: "note-de-cadrage.pdf", Until: havre.NewDate(2027, 6, 1)}
	w.check(w.pages.Record.RequestDerogation(w.tb.Context(), w.actor, d))
	w.derogation = d.ID
}

// get reads a page as somebody: the secret of a session, or nobody.
func (w *needWorld) get(path, session string) *httptest.ResponseRecorder {
	return w.do(httptest.NewRequest(http.MethodGet, path, nil), session)
}

// post sends a form as somebody.
func (w *needWorld) post(path, session string, fields url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.do(r, session)
}

func (w *needWorld) do(r *http.Request, session string) *httptest.ResponseRecorder {
	if session != "" {
		r.AddCookie(&http.Cookie{Name: SessionCookie, Value: session})
	}
	out := httptest.NewRecorder()
	w.site.ServeHTTP(out, r)
	return out
}

// stored is a need as it is on record.
func (w *needWorld) stored(id string) *record.Need {
	w.tb.Helper()
	n, err := w.pages.Record.Need(context.Background(), w.actor, id)
	w.check(err)
	return n
}

// signIn gives a tab the session of Alice.
func (w *needWorld) signIn(tab *browsertest.Tab, server string) {
	w.tb.Helper()
	w.signInAs(tab, server, w.alice)
}

func (w *needWorld) signInAs(tab *browsertest.Tab, server, session string) {
	w.tb.Helper()
	tab.Cookie(server, SessionCookie, session)
}
