package notify_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/store"
)

// program is another program, that is told what happens.
type program struct {
	*httptest.Server
	mu       sync.Mutex
	answer   http.HandlerFunc // nil: 204
	requests []*http.Request
	bodies   [][]byte
}

func newProgram(t *testing.T, answer http.HandlerFunc) *program {
	t.Helper()
	p := &program{answer: answer}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *program) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	p.requests, p.bodies = append(p.requests, r), append(p.bodies, body)
	answer := p.answer
	p.mu.Unlock()
	if answer == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	answer(w, r)
}

func (p *program) calls() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.requests)
}

// signed checks a request as its reader does, after the text of Standard Webhooks
// and not with our code: which of its signatures are by that secret.
func (p *program) signed(t *testing.T, i int, secret string) (good int) {
	t.Helper()
	r := p.requests[i]
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) < 24 || len(key) > 64 {
		t.Fatalf("secret of %d bytes: %v", len(key), err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(r.Header.Get("webhook-id") + "." + r.Header.Get("webhook-timestamp") + "." + string(p.bodies[i])))
	for one := range strings.FieldsSeq(r.Header.Get("webhook-signature")) {
		if one == "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
			good++
		}
	}
	return good
}

func (l *lab) hook(t *testing.T, id, url string, change ...func(*notify.Webhook)) *notify.Webhook {
	t.Helper()
	w := &notify.Webhook{ID: id, Organisation: "team", URL: url, Generation: 1, CreatedAt: morning, CreatedBy: "camille", UpdatedAt: morning, UpdatedBy: "alex"}
	for _, c := range change {
		c(w)
	}
	l.write(t, func(tx notify.Tx) error { return tx.SaveWebhook(t.Context(), w) })
	return w
}

func happened() *notify.Event {
	return &notify.Event{ID: "e1", Topic: notify.DecisionReopened, At: morning, Organisation: "team", Path: "/ministry/team/", Data: json.RawMessage(`{"decision":"d1"}`)}
}

func (l *lab) deliveries(t *testing.T, webhook string) (out []notify.Delivery) {
	t.Helper()
	err := l.DB.Read(t.Context(), func(tx notify.Tx) error {
		page, err := tx.Deliveries(t.Context(), webhook, havre.List{})
		out = page.Items
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (l *lab) webhook(t *testing.T, id string) (w *notify.Webhook) {
	t.Helper()
	err := l.DB.Read(t.Context(), func(tx notify.Tx) (err error) {
		w, err = tx.Webhook(t.Context(), id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestCalled publishes and lets the jobs run as they do in the portal.
func TestCalled(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		l.start(t)
		p := newProgram(t, nil)
		here := l.hook(t, "here", p.URL+"/here?x=1")
		l.hook(t, "above", p.URL+"/above", func(w *notify.Webhook) { w.Organisation = "ministry" })
		l.hook(t, "wanted", p.URL+"/wanted", func(w *notify.Webhook) { w.Topics = []notify.Topic{notify.DecisionReopened} })
		l.hook(t, "elsewhere", p.URL+"/elsewhere", func(w *notify.Webhook) { w.Organisation = "other" })
		l.hook(t, "unwanted", p.URL+"/unwanted", func(w *notify.Webhook) { w.Topics = []notify.Topic{notify.NeedShared} })
		l.hook(t, "stopped", p.URL+"/stopped", func(w *notify.Webhook) { w.Disabled = true })
		l.publish(t, notify.News{Event: happened()})
		eventually(t, "three deliveries", func() bool {
			done := 0
			for _, id := range []string{"here", "above", "wanted"} {
				for _, d := range l.deliveries(t, id) {
					if !d.DoneAt.IsZero() && d.Error == "" && d.Status == 204 && d.Attempts == 1 {
						done++
					}
				}
			}
			return done == 3
		})
		if n := p.calls(); n != 3 {
			t.Errorf("%d calls", n)
		}
		for i, r := range p.requests {
			if r.URL.Path != "/here" {
				continue
			}
			if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("User-Agent") != "Havre/test" || r.URL.RawQuery != "x=1" {
				t.Errorf("%s %s %v", r.Method, r.URL, r.Header)
			}
			if p.signed(t, i, l.Hooks.Secret(here)) != 1 || r.Header.Get("webhook-id") != "e1" || r.Header.Get("webhook-timestamp") != fmt.Sprint(morning.Unix()) {
				t.Errorf("not as signed: %v", r.Header)
			}
			want := `{"id":"e1","type":"decision.reopened","timestamp":"2026-11-22T07:00:00Z","organisation":"team","data":{"decision":"d1"}}`
			if string(p.bodies[i]) != want {
				t.Errorf("body %s", p.bodies[i])
			}
		}
	})
}

func TestNewSecret(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		p := newProgram(t, nil)
		w := l.hook(t, "w", p.URL)
		old := l.Hooks.Secret(w)
		w.Generation = 2
		l.write(t, func(tx notify.Tx) error { return tx.SaveWebhook(t.Context(), w) })
		l.publish(t, notify.News{Event: happened()})
		if err := l.do(t, l.take()[0], jobs.Attempt{}); err != nil {
			t.Fatal(err)
		}
		now := l.Hooks.Secret(w)
		if old == now || p.signed(t, 0, now) != 1 || p.signed(t, 0, old) != 1 {
			t.Errorf("old %d, new %d", p.signed(t, 0, old), p.signed(t, 0, now))
		}
		other := *w
		other.ID = "x"
		if p.signed(t, 0, l.Hooks.Secret(&other)) != 0 {
			t.Error("two webhooks, one secret")
		}
	})
}

// TestFailures calls programs that do not take what they are told.
func TestFailures(t *testing.T) {
	closed := listener(t, nil)
	_ = closed.Close()
	hangsUp := listener(t, func(c net.Conn) { _ = c.Close() })
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	beyond := newProgram(t, nil)
	status := func(code int) string {
		return newProgram(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }).URL
	}
	plain := newProgram(t, nil)
	each(t, func(t *testing.T, l *lab) {
		l.Hooks.Timeout = 400 * time.Millisecond
		for name, c := range map[string]struct {
			url    string
			want   notify.Failure
			status int
		}{
			"error":            {status(500), notify.FailedStatus, 500},
			"refusal":          {status(403), notify.FailedStatus, 403},
			"redirect":         {newProgram(t, http.RedirectHandler(beyond.URL, http.StatusTemporaryRedirect).ServeHTTP).URL, notify.FailedRedirect, 307},
			"nobody listens":   {"http://" + closed.Addr().String(), notify.FailedConnect, 0},
			"hangs up":         {"http://" + hangsUp.Addr().String(), notify.FailedConnect, 0},
			"too slow":         {newProgram(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }).URL, notify.FailedTimeout, 0},
			"no such name":     {"https://nowhere.invalid/", notify.FailedName, 0},
			"bad certificate":  {secure.URL, notify.FailedTLS, 0},
			"http where https": {strings.Replace(plain.URL, "http:", "https:", 1), notify.FailedTLS, 0},
			"no address":       {"ftp://127.0.0.1/", notify.FailedForbidden, 0},
		} {
			id := strings.ReplaceAll(name, " ", "-")
			l.hook(t, id, c.url)
			l.publish(t, notify.News{Event: &notify.Event{Topic: notify.NeedShared, At: morning, Path: "/ministry/team/", Data: json.RawMessage(`{}`)}})
			for _, job := range l.take() {
				if err := l.do(t, job, jobs.Attempt{}); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
			d := l.deliveries(t, id)[0]
			if d.Error != string(c.want) || d.Status != c.status || d.Attempts != 1 || !d.DoneAt.IsZero() {
				t.Errorf("%s: %+v", name, d)
			}
			if next := l.take(); len(next) != 1 || !next[0].at.Equal(morning.Add(5*time.Second)) {
				t.Errorf("%s: planned %+v", name, next)
			}
			l.write(t, func(tx notify.Tx) error {
				w, err := tx.Webhook(t.Context(), id)
				if err != nil {
					return err
				}
				w.Disabled = true
				return tx.SaveWebhook(t.Context(), w)
			})
		}
		if beyond.calls() > 0 {
			t.Error("a redirect was followed")
		}
	})
}

// TestPrivateAuthority trusts the authority it is given.
func TestPrivateAuthority(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		p := &program{}
		p.Server = httptest.NewTLSServer(p)
		t.Cleanup(p.Close)
		_, l.Hooks.Authorities = authority(t)
		l.hook(t, "w", p.URL)
		l.publish(t, notify.News{Event: happened()})
		if err := l.do(t, l.take()[0], jobs.Attempt{}); err != nil || p.calls() != 1 {
			t.Errorf("%v, %d calls", err, p.calls())
		}
	})
}

// TestEndlessAnswer reads little of an answer that does not end.
func TestEndlessAnswer(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		p := newProgram(t, func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := w.Write(make([]byte, 32<<10)); err != nil {
					return
				}
			}
		})
		l.hook(t, "w", p.URL)
		l.publish(t, notify.News{Event: happened()})
		began := time.Now()
		if err := l.do(t, l.take()[0], jobs.Attempt{}); err != nil {
			t.Fatal(err)
		}
		if d := l.deliveries(t, "w")[0]; d.Status != 200 || d.Error != "" || time.Since(began) > 4*time.Second {
			t.Errorf("%+v after %v", d, time.Since(began))
		}
	})
}

// TestPrivate opens no connection to the network the portal is in, by address or
// by name.
func TestPrivate(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		p := newProgram(t, nil)
		l.Hooks.AllowPrivate = false
		_, port, err := net.SplitHostPort(strings.TrimPrefix(p.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		for i, url := range []string{"https://localhost:" + port, "https://127.0.0.1:" + port, "http://127.0.0.1:" + port, "https://[::1]:" + port, "https://[::ffff:127.0.0.1]:" + port} {
			id := fmt.Sprintf("w%d", i)
			l.hook(t, id, url)
			l.publish(t, notify.News{Event: &notify.Event{Topic: notify.NeedShared, At: morning, Path: "/ministry/team/", Data: json.RawMessage(`{}`)}})
			for _, job := range l.take() {
				if err := l.do(t, job, jobs.Attempt{}); err != nil {
					t.Fatal(err)
				}
			}
			l.take()
			if d := l.deliveries(t, id)[0]; d.Error != string(notify.FailedForbidden) {
				t.Errorf("%s: %+v", url, d)
			}
		}
		if p.calls() > 0 {
			t.Error("the program was called")
		}
	})
}

// TestGivenUp tries for three days, then disables the webhook, tells whoever
// changed it last, and writes it in the journal.
func TestGivenUp(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		p := newProgram(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
		l.hook(t, "w", p.URL)
		l.publish(t, notify.News{Event: happened()})
		attempts, last := 0, morning
		for planned := l.take(); len(planned) == 1 && planned[0].kind == "notify.webhook"; planned = l.take() {
			if attempts > 0 {
				wait := planned[0].at.Sub(l.clock())
				if wait <= last.Sub(morning) && attempts > 2 {
					t.Errorf("attempt %d after %v", attempts+1, wait)
				}
				l.pass(wait)
			}
			attempts++
			if err := l.do(t, planned[0], jobs.Attempt{}); err != nil {
				t.Fatal(err)
			}
			l.planned = append(l.planned, l.noJob(t, planned[0])...)
		}
		if total := l.clock().Sub(morning); attempts != 10 || total < 72*time.Hour || total > 80*time.Hour || p.calls() != 10 {
			t.Errorf("%d attempts, %d calls over %v", attempts, p.calls(), total)
		}
		d, w := l.deliveries(t, "w")[0], l.webhook(t, "w")
		if d.DoneAt.IsZero() || d.Error != string(notify.FailedStatus) || d.Status != 502 || d.Attempts != 10 {
			t.Errorf("%+v", d)
		}
		if !w.Disabled || w.DisabledWhy != string(notify.FailedStatus) || w.UpdatedBy != "system" {
			t.Errorf("%+v", w)
		}
		l.told(t, "alex", p.URL)
		entries, _, err := (&journal.Log{DB: store.Using[journal.Tx](l.store)}).Entries(t.Context(), journal.Query{})
		if err != nil || len(entries) != 1 || entries[0].Action != "webhook.disable" || entries[0].Object != "w" || entries[0].Organisation != "team" {
			t.Errorf("%+v, %v", entries, err)
		}
		before := p.calls()
		l.publish(t, notify.News{Event: happened()})
		if planned := l.take(); len(planned) > 0 || p.calls() != before {
			t.Errorf("a disabled webhook is still told: %+v", planned)
		}
	})
}

// noJob runs a job again, as after a crash: nothing more comes of it.
func (l *lab) noJob(t *testing.T, job plan) []plan {
	t.Helper()
	planned := l.take()
	if err := l.do(t, job, jobs.Attempt{}); err != nil || len(l.take()) > 0 {
		t.Errorf("run again: %v", err)
	}
	return planned
}

func (l *lab) told(t *testing.T, person, about string) {
	t.Helper()
	var page havre.Page[notify.Notice]
	err := l.DB.Read(t.Context(), func(tx notify.Tx) (err error) {
		page, err = tx.Notices(t.Context(), person, true, havre.List{})
		return err
	})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("%+v, %v", page.Items, err)
	}
	n := page.Items[0]
	if n.Topic != notify.WebhookDisabled || !n.Mail || !strings.Contains(n.Body.FR, about) || !strings.Contains(n.Body.EN, about) || strings.Contains(n.Body.FR+n.Body.EN, "%!") {
		t.Errorf("%+v", n)
	}
}

func TestGoneProgram(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		p := newProgram(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
		l.hook(t, "w", p.URL, func(w *notify.Webhook) { w.UpdatedBy = "system" })
		l.publish(t, notify.News{Event: happened()})
		if err := l.do(t, l.take()[0], jobs.Attempt{}); err != nil {
			t.Fatal(err)
		}
		if w := l.webhook(t, "w"); !w.Disabled || w.DisabledWhy != string(notify.FailedGone) || p.calls() != 1 {
			t.Errorf("%+v", w)
		}
		l.told(t, "camille", p.URL)
	})
}

// TestStopped is a webhook stopped, deleted or gone while a delivery waits.
func TestStopped(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		p := newProgram(t, nil)
		for id, change := range map[string]func(*notify.Webhook){
			"disabled": func(w *notify.Webhook) { w.Disabled = true },
			"deleted":  func(w *notify.Webhook) { w.DeletedAt = morning },
		} {
			w := l.hook(t, id, p.URL)
			l.publish(t, notify.News{Event: happened()})
			change(w)
			l.write(t, func(tx notify.Tx) error { return tx.SaveWebhook(t.Context(), w) })
			for _, job := range l.take() {
				if err := l.do(t, job, jobs.Attempt{}); err != nil {
					t.Fatal(err)
				}
			}
			if d := l.deliveries(t, id)[0]; d.Error != string(notify.FailedStopped) || d.DoneAt.IsZero() {
				t.Errorf("%s: %+v", id, d)
			}
		}
		if err := l.do(t, plan{kind: "notify.webhook", args: []byte(`{"delivery":"unknown","attempt":1}`)}, jobs.Attempt{}); err != nil {
			t.Errorf("a delivery that is gone: %v", err)
		}
		if p.calls() > 0 || len(l.take()) > 0 {
			t.Errorf("%d calls", p.calls())
		}
	})
}

// TestPing tries a webhook, even one that was stopped, once.
func TestPing(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		good := newProgram(t, nil)
		bad := newProgram(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
		for _, c := range []struct {
			id, url string
			failure notify.Failure
		}{{"good", good.URL, ""}, {"bad", bad.URL, notify.FailedStatus}} {
			w := l.hook(t, c.id, c.url, func(w *notify.Webhook) { w.Disabled, w.Topics = true, []notify.Topic{notify.NeedShared} })
			l.write(t, func(tx notify.Tx) error { return notify.Ping(t.Context(), tx, w, notify.Event{At: morning}) })
			if err := l.do(t, l.take()[0], jobs.Attempt{}); err != nil {
				t.Fatal(err)
			}
			d := l.deliveries(t, c.id)[0]
			if d.Topic != notify.WebhookPing || d.Error != string(c.failure) || d.DoneAt.IsZero() || len(l.take()) > 0 {
				t.Errorf("%+v", d)
			}
			if w := l.webhook(t, c.id); w.UpdatedBy == "system" {
				t.Errorf("a ping changed the webhook: %+v", w)
			}
		}
		if good.calls() != 1 || bad.calls() != 1 || !strings.Contains(string(good.bodies[0]), `"type":"webhook.ping"`) {
			t.Errorf("%d and %d calls, %s", good.calls(), bad.calls(), good.bodies)
		}
	})
}

func TestUndone(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		l.hook(t, "w", "https://exemple.gouv.fr/")
		undone := errors.New("undone")
		err := l.DB.Write(t.Context(), func(tx notify.Tx) error {
			if err := notify.Publish(t.Context(), tx, notify.News{Notices: []notify.Notice{notice("camille", 1)}, Event: happened()}); err != nil {
				return err
			}
			return undone
		})
		counts, countErr := l.store.JobCounts(t.Context())
		if !errors.Is(err, undone) || countErr != nil || counts[jobs.Waiting] != 0 || len(l.deliveries(t, "w")) > 0 {
			t.Errorf("%v, %v, %v", err, counts, countErr)
		}
	})
}
