package portal_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/browsertest"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/portal"
	"github.com/havre-cloud/havre/portal/api"
	"github.com/havre-cloud/havre/portal/pages"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/record/demo"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	browsertest.Stop()
	os.Exit(code)
}

const phrase = "une phrase de passe pour les essais"

// world is a whole portal on a real database, with the demonstration in it and
// somebody signed in who may do everything.
type world struct {
	t        *testing.T
	portal   *portal.Portal
	identity *identity.Service
	record   *record.Service
	server   *httptest.Server
	client   *http.Client
	log      safeBuffer
	ids      map[string]string // of what there is to look at
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

func newID() string { return strings.ToLower(rand.Text()) }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, ids: map[string]string{}}
	db := storetest.Open(t, store.Config{URL: storetest.SQLiteFile(t, demonstration(t))})
	library, err := record.NewLibrary(nil, nil)
	w.must(err)
	listener := httptest.NewUnstartedServer(nil)
	origin := strings.Replace("http://"+listener.Listener.Addr().String(), "127.0.0.1", "localhost", 1)
	w.identity = &identity.Service{DB: store.Using[identity.Tx](db), Now: time.Now, NewID: newID, Secret: rand.Text, Host: origin}
	w.record = &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: time.Now, NewID: newID, Program: "test"}
	orders := &order.Service{DB: store.Using[order.Tx](db), Records: w.record, Chains: approval.Builtin()}
	log := &journal.Log{DB: store.Using[journal.Tx](db), Now: time.Now, Name: "havre.example", Seed: bytes.Repeat([]byte{7}, journal.SeedSize)}
	caller := &notify.Caller{Derive: func(string, int) []byte { return bytes.Repeat([]byte{5}, 32) }}
	w.must(w.record.Start(t.Context()))
	w.portal, err = portal.New(portal.Deps{
		Pages: pages.Pages{Identity: w.identity, Record: w.record, Orders: orders, Library: library, Journal: log, Running: pages.Running{
			SessionMax: time.Hour, WebhookSecret: caller.Secret, Jobs: db.JobCounts,
			Settings: []pages.Setting{{Key: "listen", Value: "127.0.0.1:8080", From: "--listen", Doc: havre.Text{FR: "où écouter", EN: "where to listen"}}, {Key: "oidc.secret", Value: "-", Secret: true, Doc: havre.Text{FR: "secret", EN: "secret"}}},
		}},
		API:      api.Deps{DB: store.Using[record.Tx](db), ReplyKey: bytes.Repeat([]byte{9}, 32), WebhookSecret: caller.Secret, NewID: newID},
		Settings: web.Settings{Demo: true, Origin: origin, Version: "test"},
		Checks:   []portal.Check{{Name: "database", Ask: db.Ping}},
		Metrics:  portal.NewMetrics("test"), Version: "test", Now: time.Now, Log: slog.New(slog.NewJSONHandler(&w.log, nil)),
	})
	w.must(err)
	listener.Config.Handler = w.portal
	listener.Start()
	t.Cleanup(listener.Close)
	listener.URL = origin
	w.server = listener
	w.signIn()
	w.look()
	return w
}

// demonstration is a database filled with the demonstration, made once: it takes
// seconds under the race detector.
func demonstration(t *testing.T) []byte {
	t.Helper()
	filled.once.Do(func() {
		w := &world{t: t}
		url := storetest.SQLiteURL(t)
		db := storetest.Open(t, store.Config{URL: url})
		library, err := record.NewLibrary(nil, nil)
		w.must(err)
		people := &identity.Service{DB: store.Using[identity.Tx](db), Now: time.Now, NewID: newID, Secret: rand.Text, Host: "http://localhost"}
		needs := &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: time.Now, NewID: newID, Program: "test"}
		w.must(needs.Start(t.Context()))
		w.must(demo.Fill(t.Context(), people, needs))
		w.must(db.Close())
		filled.file, err = os.ReadFile(url)
		w.must(err)
	})
	if filled.file == nil {
		t.Fatal("the demonstration could not be filled: the first test that asked says why")
	}
	return filled.file
}

var filled struct {
	once sync.Once
	file []byte
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// signIn makes the first account by its page.
func (w *world) signIn() {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	w.must(err)
	w.client = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	code, err := w.identity.SetupLink(w.t.Context())
	w.must(err)
	status, body := w.post("/installation", url.Values{"code": {code}, "name": {"Ada Racine"}, "email": {"ada@havre.example"}, "password": {phrase}})
	if status != http.StatusSeeOther {
		w.t.Fatalf("set-up: %d %s", status, body)
	}
}

// look finds something of each kind to look at, and makes what the demonstration
// lacks.
func (w *world) look() {
	w.t.Helper()
	ctx, system := w.t.Context(), identity.System()
	organisations, err := w.identity.Organisations(ctx, system, identity.OrganisationQuery{})
	w.must(err)
	o := organisations.Items[0]
	people, err := w.identity.People(ctx, system, identity.PersonQuery{Kind: identity.Human})
	w.must(err)
	service := &identity.Person{Kind: identity.Machine, Name: "Export", Home: o.ID}
	w.must(w.identity.SaveService(ctx, system, service))
	w.must(w.identity.SaveGrant(ctx, system, &identity.Grant{Person: service.ID, Organisation: o.ID, Role: identity.Reader}))
	_, err = w.identity.CreateToken(ctx, system, &identity.Token{Person: service.ID, Name: "jeton", Scopes: []identity.Scope{identity.ScopeRead}, ExpiresAt: time.Now().AddDate(0, 1, 0)})
	w.must(err)
	hook := &notify.Webhook{Organisation: o.ID, URL: "https://exemple.gouv.fr/havre", Topics: []notify.Topic{notify.DecisionTaken}}
	w.must(w.record.SaveWebhook(ctx, system, hook))
	w.must(w.record.PingWebhook(ctx, system, hook.ID))
	needs, err := w.record.Needs(ctx, system, record.NeedQuery{})
	w.must(err)
	w.ids = map[string]string{"organisation": o.ID, "person": people.Items[0].ID, "service": service.ID, "webhook": hook.ID, "need": needs.Items[0].ID}
}

// get and post are what a browser does.
func (w *world) get(path string) (status int, body string) {
	w.t.Helper()
	return w.send(http.MethodGet, path, nil)
}

func (w *world) post(path string, form url.Values) (status int, body string) {
	w.t.Helper()
	return w.send(http.MethodPost, path, form)
}

func (w *world) send(method, path string, form url.Values) (status int, body string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(context.WithoutCancel(w.t.Context()), method, w.server.URL+path, strings.NewReader(form.Encode()))
	w.must(err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := w.client.Do(r)
	w.must(err)
	defer answer.Body.Close() //nolint:errcheck // the test has what it came for
	text, err := io.ReadAll(answer.Body)
	w.must(err)
	return answer.StatusCode, string(text)
}
