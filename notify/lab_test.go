package notify_test

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/smtptest"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

var morning = time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC)

// lab is a courier on a real database, with a clock to set and the jobs it plans
// written down.
type lab struct {
	*notify.Courier
	store *store.DB
	mail  *smtptest.Server

	mu      sync.Mutex
	now     time.Time
	planned []plan
	dies    bool // before anything is written
}

// plan is a job as it was enqueued.
type plan struct {
	kind string
	args []byte
	at   time.Time
}

// each runs a test with a courier on each database.
func each(t *testing.T, test func(t *testing.T, l *lab)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, newLab(t, db)) })
}

func newLab(t *testing.T, db *store.DB) *lab {
	t.Helper()
	l := &lab{store: db, now: morning, mail: smtptest.Start(t, smtptest.Options{})}
	l.Courier = &notify.Courier{
		DB: &spy{store.Using[notify.Tx](db), l}, Now: l.clock, Language: havre.French,
		Letterhead: notify.Letterhead{Portal: "Havre", PublicURL: "https://havre.exemple.gouv.fr", Typeset: typeset},
		Mail:       &notify.Mailer{Address: l.mail.Addr, From: "Havre <havre@exemple.gouv.fr>", Security: notify.Clear, Timeout: 5 * time.Second},
		Hooks:      &notify.Caller{Derive: derive, AllowPrivate: true, Timeout: 5 * time.Second, Agent: "Havre/test"},
	}
	people := []identity.Person{
		{ID: "camille", Name: "Camille Moreau", Email: "camille@exemple.gouv.fr", Language: havre.French},
		{ID: "alex", Name: "Alex Reed", Email: "alex@exemple.gouv.fr", Language: havre.English},
		{ID: "nomail", Name: "Sans Adresse"},
	}
	for _, mailbox := range []string{"reject", "defer", "full"} {
		people = append(people, identity.Person{ID: mailbox, Name: mailbox, Email: mailbox + "@exemple.gouv.fr"})
	}
	err := store.Using[identity.Tx](db).Write(t.Context(), func(tx identity.Tx) error {
		for i := range people {
			people[i].Kind = identity.Human
			people[i].Issuer, people[i].Subject = "https://idp.test", people[i].ID
			if err := tx.SavePerson(t.Context(), &people[i]); err != nil {
				return err
			}
		}
		for _, o := range []identity.Organisation{
			{ID: "ministry", Kind: identity.MinistryNode, Name: "ministry", Title: "Ministère", Path: "/ministry/"},
			{ID: "team", Parent: "ministry", Kind: identity.TeamNode, Name: "team", Title: "Équipe", Path: "/ministry/team/"},
			{ID: "other", Kind: identity.MinistryNode, Name: "other", Title: "Autre", Path: "/other/"},
		} {
			if err := tx.SaveOrganisation(t.Context(), &o); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// typeset does the least of what pages do.
func typeset(text string, lang havre.Lang) string {
	if lang == havre.English {
		return text
	}
	return strings.ReplaceAll(text, " :", "\u00a0:")
}

func derive(purpose string, n int) []byte {
	sum := sha256.Sum256([]byte(purpose))
	return sum[:n]
}

func (l *lab) clock() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

func (l *lab) pass(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now = l.now.Add(d)
}

// spy is the database, and writes down what is enqueued.
type spy struct {
	store.Lent[notify.Tx]
	lab *lab
}

func (s *spy) Write(ctx context.Context, fn func(notify.Tx) error) error {
	if s.lab.dies {
		return errors.New("died")
	}
	return s.Lent.Write(ctx, func(tx notify.Tx) error { return fn(&spyTx{tx, s.lab}) })
}

type spyTx struct {
	notify.Tx
	lab *lab
}

func (s *spyTx) Enqueue(ctx context.Context, job jobs.Job, o jobs.Options) error {
	args, err := json.Marshal(job)
	if err != nil {
		return err
	}
	s.lab.mu.Lock()
	s.lab.planned = append(s.lab.planned, plan{job.Kind(), args, o.At})
	s.lab.mu.Unlock()
	return s.Tx.Enqueue(ctx, job, o)
}

// take gives the jobs planned since the last time.
func (l *lab) take() []plan {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := l.planned
	l.planned = nil
	return out
}

func (l *lab) write(t *testing.T, fn func(tx notify.Tx) error) {
	t.Helper()
	if err := l.DB.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func (l *lab) publish(t *testing.T, news notify.News) {
	t.Helper()
	l.write(t, func(tx notify.Tx) error { return notify.Publish(t.Context(), tx, news) })
}

// do runs a job as the runner would.
func (l *lab) do(t *testing.T, p plan, a jobs.Attempt) error {
	t.Helper()
	for _, h := range l.Handlers() {
		if h.Kind == p.kind {
			return h.Do(t.Context(), p.args, a)
		}
	}
	t.Fatalf("no handler of %s", p.kind)
	return nil
}

// start runs the jobs in the background, as the portal does.
func (l *lab) start(t *testing.T) {
	t.Helper()
	runner, err := l.store.Jobs(l.Handlers(), store.RunnerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := runner.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

func notice(person string, n int) notify.Notice {
	return notify.Notice{
		ID: fmt.Sprintf("%s%03d", person, n), Person: person, Topic: notify.DecisionReopened, At: morning.Add(time.Duration(n) * time.Second), Mail: true,
		Title: havre.Text{FR: fmt.Sprintf("La décision nº %d est rouverte", n), EN: fmt.Sprintf("Decision %d is reopened", n)},
		Body:  havre.Text{FR: "Un certificat <expire> & change le verdict.\n\nReprenez la décision.", EN: "A certificate <lapses> & changes the verdict.\n\nDecide again."},
		Link:  "/dossiers/abc",
	}
}

func (l *lab) noticeOf(t *testing.T, id string) (n *notify.Notice) {
	t.Helper()
	err := l.DB.Read(t.Context(), func(tx notify.Tx) (err error) {
		n, err = tx.Notice(t.Context(), id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// authority is a private certification authority and a certificate by it for
// 127.0.0.1.
func authority(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.StartTLS()
	t.Cleanup(s.Close)
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return &tls.Config{Certificates: s.TLS.Certificates, MinVersion: tls.VersionTLS12}, pool
}

// eventually waits for what happens in the background.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within thirty seconds", what)
		}
	}
}
