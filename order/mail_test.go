package order_test

import (
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/smtptest"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/store"
)

// TestMails follows an order by the mails that a real server receives: each says what
// happened, what to do and where, to whoever it is for.
func TestMails(t *testing.T) {
	w := onSQLite(t)
	w.unlimited()
	server := smtptest.Start(t, smtptest.Options{})
	courier := &notify.Courier{
		DB: store.Using[notify.Tx](w.db), Now: w.now, Language: havre.French,
		Letterhead: notify.Letterhead{Portal: "Havre", PublicURL: "https://havre.exemple.gouv.fr", Typeset: func(text string, _ havre.Lang) string { return text }},
		Mail:       &notify.Mailer{Address: server.Addr, From: "Havre <havre@exemple.gouv.fr>", Security: notify.Clear, Timeout: 5 * time.Second},
	}
	runner, err := w.db.Jobs(append(w.Handlers(), courier.Handlers()...), store.RunnerOptions{})
	w.ok(err)
	w.ok(runner.Start(t.Context()))
	t.Cleanup(func() { w.ok(runner.Stop(t.Context())) })

	o := w.sent(machine("calcul", 2))
	expected(t, server, "manon@example.org", "La commande "+o.Number+" attend votre avis", "approuvez, refusez ou demandez une précision", "/commandes/"+o.ID)
	o = w.vote(o, approval.Ask)
	expected(t, server, "rachel@example.org", "Une question vous est posée", "« vu »", "/commandes/"+o.ID)
	o, err = w.Answer(t.Context(), w.requester, o.ID, o.Version, "pour la paie de janvier")
	w.ok(err)
	expected(t, server, "manon@example.org", "Réponse reçue", "pour la paie de janvier", "/commandes/"+o.ID)
	o = w.vote(o, approval.Approve)
	expected(t, server, "rachel@example.org", "Commande "+o.Number+" approuvée", "part en réalisation", "/commandes/"+o.ID)
	expected(t, server, "olga@example.org", "À réaliser pour la commande "+o.Number, "prenez cette tâche", "/taches/")
	w.made(o, 1, order.Report{State: order.Done})
	expected(t, server, "rachel@example.org", "Commande "+o.Number+" livrée", "Tout ce que vous avez commandé est livré", "/commandes/"+o.ID)
}

// expected waits for a mail to somebody that says all that.
func expected(t *testing.T, server *smtptest.Server, to, subject string, body ...string) {
	t.Helper()
	var seen []string
	for range 500 {
		seen = nil
		for _, m := range server.Messages() {
			about, text := letter(t, m.Raw)
			if m.To[0] != to {
				continue
			}
			seen = append(seen, about)
			if strings.Contains(about, subject) {
				for _, part := range body {
					if !strings.Contains(text, part) {
						t.Fatalf("the mail “%s” does not say “%s”:\n%s", about, part, text)
					}
				}
				return
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("no mail “%s” to %s, who received %q", subject, to, seen)
}

// letter reads a mail: its subject, and all of its texts.
func letter(t *testing.T, raw []byte) (subject, text string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := parts.NextRawPart()
		if err != nil {
			return subject, text
		}
		content, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		text += string(content)
	}
}
