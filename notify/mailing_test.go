package notify_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/htmlcheck"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/store"
)

// TestMailed publishes and lets the jobs run as they do in the portal.
func TestMailed(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		l.start(t)
		silent := notice("camille", 2)
		silent.Mail = false
		l.publish(t, notify.News{Notices: []notify.Notice{notice("camille", 1), notice("alex", 1), silent}})
		eventually(t, "two mails", func() bool { return len(l.mail.Messages()) == 2 })
		got := map[string]letter{}
		for _, m := range l.mail.Messages() {
			got[m.To[0]] = opened(t, m)
		}
		fr, en := got["camille@exemple.gouv.fr"], got["alex@exemple.gouv.fr"]
		if s := fr.decoded(t, "Subject"); s != "La décision nº 1 est rouverte" {
			t.Errorf("subject %q", s)
		}
		if s := en.decoded(t, "Subject"); s != "Decision 1 is reopened" {
			t.Errorf("subject %q", s)
		}
		for _, want := range []string{"Bonjour Camille Moreau,", "Un certificat <expire> & change le verdict.\n\nReprenez la décision.", "Ouvrir dans le portail\u00a0: https://havre.exemple.gouv.fr/dossiers/abc\n"} {
			if !strings.Contains(fr.text, want) {
				t.Errorf("the text lacks %q:\n%s", want, fr.text)
			}
		}
		checkPage(t, fr.html)
		for _, want := range []string{`<html lang="en">`, "Hello Alex Reed,", "A certificate &lt;lapses&gt; &amp; changes the verdict.", `<a href="https://havre.exemple.gouv.fr/en/dossiers/abc">`, `href="https://havre.exemple.gouv.fr/en/notifications"`} {
			if !strings.Contains(en.html, want) {
				t.Errorf("the page lacks %q:\n%s", want, en.html)
			}
		}
		eventually(t, "both marked", func() bool {
			return !l.noticeOf(t, "camille001").MailedAt.IsZero() && !l.noticeOf(t, "alex001").MailedAt.IsZero()
		})
		if n := l.noticeOf(t, "camille002"); !n.MailedAt.IsZero() {
			t.Errorf("mailed, and nobody asked: %+v", n)
		}
	})
}

// TestDeferred is a mail server that says "later", then takes the mail: once.
func TestDeferred(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		l.start(t)
		l.publish(t, notify.News{Notices: []notify.Notice{notice("defer", 1)}})
		eventually(t, "a first try", func() bool { return l.mail.Attempts() > 0 })
		l.mail.Answer("defer", 250)
		eventually(t, "the mail", func() bool { return len(l.mail.Messages()) == 1 })
		eventually(t, "the mark", func() bool { return !l.noticeOf(t, "defer001").MailedAt.IsZero() })
		if n := l.noticeOf(t, "defer001"); n.MailError != "" {
			t.Errorf("%+v", n)
		}
	})
}

func TestNotDelivered(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		mail := l.Mail
		l.write(t, func(tx notify.Tx) error { return notify.StopMail(t.Context(), tx, "alex", true) })
		for name, c := range map[string]struct {
			person string
			server *notify.Mailer
			last   bool
			failed string // what is remembered; "" nothing: it is tried again
			stop   bool
		}{
			"for now":             {"defer", mail, false, "", false},
			"for too long":        {"defer", mail, true, "451", true},
			"for good":            {"reject", mail, false, "550", true},
			"to nobody":           {"nomail", mail, false, "no address", false},
			"without mail server": {"camille", nil, false, "no mail server", false},
			"who stopped mail":    {"alex", mail, false, "stopped by the person", false},
		} {
			l.Mail = c.server
			n := notice(c.person, len(name))
			l.publish(t, notify.News{Notices: []notify.Notice{n}})
			job := l.take()[0]
			err := l.do(t, job, jobs.Attempt{Last: c.last})
			stop := (*jobs.Stop)(nil)
			if errors.As(err, &stop) != c.stop {
				t.Errorf("%s: %v", name, err)
			}
			got := l.noticeOf(t, n.ID)
			if got.MailedAt.IsZero() != (c.failed == "") || !strings.Contains(got.MailError, c.failed) {
				t.Errorf("%s: %+v", name, got)
			}
			before := l.mail.Attempts()
			if c.failed != "" && (l.do(t, job, jobs.Attempt{}) != nil || l.mail.Attempts() != before) {
				t.Errorf("%s: tried again", name)
			}
			l.write(t, func(tx notify.Tx) error {
				return tx.MarkMailed(t.Context(), []string{n.ID}, morning.Add(-2*time.Hour), "")
			})
		}
	})
}

// TestOnce runs the same job again, as after a crash, and two at once.
func TestOnce(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		l.publish(t, notify.News{Notices: []notify.Notice{notice("camille", 1)}})
		job := l.take()[0]
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if err := l.do(t, job, jobs.Attempt{}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := len(l.mail.Messages()); n != 1 {
			t.Errorf("%d mails for one notice", n)
		}
	})
}

// TestSameMail is a process that dies between a mail and its mark: the second mail
// is recognised as the first.
func TestSameMail(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		for _, notices := range [][]notify.Notice{{notice("camille", 1)}, {notice("alex", 1), notice("alex", 2), notice("alex", 3)}} {
			l.PerHour = 2
			l.publish(t, notify.News{Notices: notices})
			job := l.take()[0]
			l.dies = true
			if err := l.do(t, job, jobs.Attempt{}); err == nil {
				t.Fatal("the mark was written")
			}
			l.dies = false
			l.pass(time.Minute)
			if err := l.do(t, job, jobs.Attempt{}); err != nil {
				t.Fatal(err)
			}
			mails := l.mail.Messages()
			a, b := opened(t, mails[len(mails)-2]).Get("Message-ID"), opened(t, mails[len(mails)-1]).Get("Message-ID")
			if a != b || !strings.HasSuffix(a, "@havre.exemple.gouv.fr>") {
				t.Errorf("%s, then %s", a, b)
			}
		}
	})
}

// TestKey tells something once, even when it happens twice.
func TestKey(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		for i := range 3 {
			n := notice("camille", i)
			n.Key = "derogation.ending/d1/2026-12-01"
			l.publish(t, notify.News{Notices: []notify.Notice{n}})
		}
		if jobs := l.take(); len(jobs) != 1 {
			t.Errorf("%d mails planned", len(jobs))
		}
	})
}

// TestDigest bounds the mails of an hour: many notices at once are one mail; past
// the bound they wait for the hour to pass.
func TestDigest(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		l.PerHour = 3
		var many []notify.Notice
		for i := range 8 {
			many = append(many, notice("camille", i))
		}
		l.publish(t, notify.News{Notices: many})
		for _, job := range l.take() {
			if err := l.do(t, job, jobs.Attempt{}); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(l.mail.Messages()); n != 1 {
			t.Fatalf("%d mails for eight notices at once", n)
		}
		digest := opened(t, l.mail.Messages()[0])
		if s := digest.decoded(t, "Subject"); s != "Havre\u00a0: 8 nouvelles" {
			t.Errorf("subject %q", s)
		}
		checkPage(t, digest.html)
		for i := range 8 {
			if !strings.Contains(digest.text, many[i].Title.FR) || !strings.Contains(digest.html, many[i].Title.FR) {
				t.Errorf("the digest lacks %q", many[i].Title.FR)
			}
		}
		var late []plan
		for i := 10; i < 14; i++ { // one at a time, within the hour
			l.pass(time.Minute)
			l.publish(t, notify.News{Notices: []notify.Notice{notice("camille", i)}})
			if err := l.do(t, l.take()[0], jobs.Attempt{}); err != nil {
				t.Fatal(err)
			}
			late = append(late, l.take()...)
		}
		if n := len(l.mail.Messages()); n != 3 {
			t.Fatalf("%d mails in the hour", n)
		}
		if len(late) != 2 || !late[0].at.Equal(morning.Add(time.Hour)) {
			t.Fatalf("%+v", late)
		}
		l.pass(time.Hour)
		for _, job := range late {
			if err := l.do(t, job, jobs.Attempt{}); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(l.mail.Messages()); n != 5 || len(l.take()) > 0 {
			t.Errorf("%d mails in all", n)
		}
	})
}

// TestFlood is more notices than one mail tells: none is lost.
func TestFlood(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		var many []notify.Notice
		for i := range 130 {
			many = append(many, notice("camille", i))
		}
		l.publish(t, notify.News{Notices: many})
		for planned := l.take(); len(planned) > 0; planned = l.take() {
			for _, job := range slices.Backward(planned) {
				if err := l.do(t, job, jobs.Attempt{}); err != nil {
					t.Fatal(err)
				}
			}
			l.pass(time.Hour)
		}
		told := map[string]bool{}
		for _, m := range l.mail.Messages() {
			for i := range many {
				if strings.Contains(opened(t, m).text, fmt.Sprintf("La décision nº %d est rouverte", i)) {
					told[many[i].ID] = true
				}
			}
		}
		if len(told) != 130 || len(l.mail.Messages()) > 40 {
			t.Errorf("%d notices told in %d mails", len(told), len(l.mail.Messages()))
		}
	})
}

// TestChoice stops mail, and starts it again.
func TestChoice(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		for _, stop := range []bool{false, true, true, false} {
			l.write(t, func(tx notify.Tx) error {
				if err := notify.StopMail(t.Context(), tx, "camille", stop); err != nil {
					return err
				}
				got, err := notify.MailStopped(t.Context(), tx, "camille")
				if other, err := notify.MailStopped(t.Context(), tx, "alex"); other || err != nil {
					t.Errorf("somebody else's choice: %v, %v", other, err)
				}
				if got != stop {
					t.Errorf("stopped %v, want %v", got, stop)
				}
				return err
			})
		}
	})
}

// TestGone has nobody left to write to.
func TestGone(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		l.publish(t, notify.News{Notices: []notify.Notice{notice("camille", 1)}})
		err := store.Using[identity.Tx](l.store).Write(t.Context(), func(tx identity.Tx) error {
			p, err := tx.Person(t.Context(), "camille")
			if err != nil {
				return err
			}
			p.Disabled = true
			return tx.SavePerson(t.Context(), p)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := l.do(t, l.take()[0], jobs.Attempt{}); err != nil || len(l.mail.Messages()) > 0 {
			t.Errorf("%v, %d mails", err, len(l.mail.Messages()))
		}
		if err := l.do(t, plan{kind: "notify.mail", args: []byte(`{"notice":"unknown"}`)}, jobs.Attempt{}); err != nil {
			t.Errorf("a notice that is gone: %v", err)
		}
	})
}

// checkPage holds a mail to what every page of the portal is held to, but that its
// links are whole addresses.
func checkPage(t *testing.T, html string) {
	t.Helper()
	p, err := htmlcheck.Read(strings.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range p.Problems() {
		t.Errorf("%s\n%s", problem, html)
	}
}
