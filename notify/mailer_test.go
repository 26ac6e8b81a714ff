package notify_test

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/smtptest"
	"github.com/havre-cloud/havre/notify"
)

var hello = notify.Mail{
	Name: "Camille Moreau", Address: "camille@exemple.gouv.fr", Subject: "Décision rouverte", Text: "Bonjour Camille.", HTML: "<p>Bonjour Camille.</p>",
	Lang: havre.French, ID: "n1@havre.exemple.gouv.fr", At: morning, Unsubscribe: "https://havre.exemple.gouv.fr/notifications",
}

func mailer(s *smtptest.Server, change ...func(*notify.Mailer)) *notify.Mailer {
	m := &notify.Mailer{Address: s.Addr, From: "Havre <havre@exemple.gouv.fr>", Security: notify.Clear, Timeout: 5 * time.Second}
	for _, c := range change {
		c(m)
	}
	return m
}

// letter is a mail as a program that shows mail reads it.
type letter struct {
	mail.Header
	text, html string
}

func opened(t *testing.T, m smtptest.Message) letter {
	t.Helper()
	msg, err := mail.ReadMessage(strings.NewReader(string(m.Raw)))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("%s, %v", kind, err)
	}
	l := letter{Header: msg.Header}
	for parts := multipart.NewReader(msg.Body, params["boundary"]); ; {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return l
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		switch text := strings.ReplaceAll(string(body), "\r\n", "\n"); {
		case strings.HasPrefix(p.Header.Get("Content-Type"), "text/plain"):
			l.text = text
		default:
			l.html = text
		}
	}
}

func (l letter) decoded(t *testing.T, header string) string {
	t.Helper()
	s, err := new(mime.WordDecoder).DecodeHeader(l.Get(header))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestWays sends over each kind of connection, and refuses those that are not as
// safe as was asked.
func TestWays(t *testing.T) {
	config, trusted := authority(t)
	starttls, implicit := smtptest.Options{TLS: config}, smtptest.Options{TLS: config, Implicit: true}
	secret := func(o smtptest.Options) smtptest.Options {
		o.User, o.Password = "portail", "s3cr3t-passw0rd"
		return o
	}
	signed := func(m *notify.Mailer) { m.User, m.Password = "portail", "s3cr3t-passw0rd" }
	wrong := func(m *notify.Mailer) { m.User, m.Password = "portail", "wr0ng-passw0rd" }
	security := func(s notify.Security) func(*notify.Mailer) {
		return func(m *notify.Mailer) { m.Security, m.Authorities = s, trusted }
	}
	for name, c := range map[string]struct {
		server smtptest.Options
		change []func(*notify.Mailer)
		taken  bool
	}{
		"in the clear, on this machine":      {smtptest.Options{}, nil, true},
		"starttls":                           {starttls, []func(*notify.Mailer){security(notify.StartTLS)}, true},
		"starttls, signed in":                {secret(starttls), []func(*notify.Mailer){security(notify.StartTLS), signed}, true},
		"tls":                                {implicit, []func(*notify.Mailer){security(notify.TLS)}, true},
		"tls, signed in":                     {secret(implicit), []func(*notify.Mailer){security(notify.TLS), signed}, true},
		"starttls that is not offered":       {smtptest.Options{}, []func(*notify.Mailer){security(notify.StartTLS)}, false},
		"starttls, authority unknown":        {starttls, []func(*notify.Mailer){security(notify.StartTLS), func(m *notify.Mailer) { m.Authorities = nil }}, false},
		"tls, authority unknown":             {implicit, []func(*notify.Mailer){security(notify.TLS), func(m *notify.Mailer) { m.Authorities = nil }}, false},
		"wrong password":                     {secret(starttls), []func(*notify.Mailer){security(notify.StartTLS), wrong}, false},
		"not signed in":                      {secret(starttls), []func(*notify.Mailer){security(notify.StartTLS)}, false},
		"a password that would be in clear":  {secret(smtptest.Options{}), []func(*notify.Mailer){signed}, false},
		"a security that does not exist":     {smtptest.Options{}, []func(*notify.Mailer){security("ssl")}, false},
		"a server in the clear, further off": {smtptest.Options{}, []func(*notify.Mailer){func(m *notify.Mailer) { m.Address = "192.0.2.1:25" }}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := smtptest.Start(t, c.server)
			err := mailer(s, c.change...).Send(t.Context(), hello)
			if refused := (*notify.Refused)(nil); errors.As(err, &refused) {
				t.Errorf("given up for good: %v", err)
			}
			if (err == nil) != c.taken || len(s.Messages()) > 0 != c.taken {
				t.Fatalf("%d taken, %v", len(s.Messages()), err)
			}
			if err != nil && strings.Contains(err.Error(), "passw0rd") {
				t.Errorf("the error tells the password: %v", err)
			}
			if c.taken && (s.Messages()[0].TLS != (c.server.TLS != nil) || s.Messages()[0].User != c.server.User) {
				t.Errorf("%+v", s.Messages()[0])
			}
		})
	}
}

func TestCheck(t *testing.T) {
	s := smtptest.Start(t, smtptest.Options{})
	if err := mailer(s).Check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*notify.Mailer){
		"no sender":     func(m *notify.Mailer) { m.From = "Havre" },
		"no port":       func(m *notify.Mailer) { m.Address = "mail.exemple.gouv.fr" },
		"not a port":    func(m *notify.Mailer) { m.Address = "mail.exemple.gouv.fr:smtp" },
		"clear, remote": func(m *notify.Mailer) { m.Address = "mail.exemple.gouv.fr:25" },
	} {
		if err := mailer(s, change).Check(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if n := s.Attempts(); n > 0 {
		t.Error("the server was asked")
	}
}

// TestAnswers tells for good from for now.
func TestAnswers(t *testing.T) {
	s := smtptest.Start(t, smtptest.Options{Slow: time.Minute})
	s.Answer("policy", 554)
	s.Answer("full", 452)
	for mailbox, c := range map[string]struct{ good, forever bool }{
		"camille": {true, false}, "defer": {false, false}, "full": {false, false}, "slow": {false, false},
		"reject": {false, true}, "policy": {false, true},
	} {
		m := hello
		m.Address = mailbox + "@exemple.gouv.fr"
		err := mailer(s, func(m *notify.Mailer) { m.Timeout = time.Second }).Send(t.Context(), m)
		refused := (*notify.Refused)(nil)
		if (err == nil) != c.good || errors.As(err, &refused) != c.forever {
			t.Errorf("%s: %v", mailbox, err)
		}
		if c.forever && (refused == nil || refused.Code/100 != 5) {
			t.Errorf("%s: %+v", mailbox, refused)
		}
	}
	for _, address := range []string{"", "camille", "camille@", "a@b\r\nRCPT TO:<c@d>"} {
		m, refused := hello, (*notify.Refused)(nil)
		m.Address = address
		if err := mailer(s).Send(t.Context(), m); !errors.As(err, &refused) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// TestNoServer is a server that is not there, one that says nothing, and one that
// speaks another language.
func TestNoServer(t *testing.T) {
	closed := listener(t, nil)
	_ = closed.Close()
	silent := listener(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	other := listener(t, func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n"); _ = c.Close() })
	for name, l := range map[string]net.Listener{"closed": closed, "silent": silent, "another protocol": other} {
		for _, security := range []notify.Security{notify.Clear, notify.StartTLS, notify.TLS} {
			m := &notify.Mailer{Address: l.Addr().String(), From: "havre@exemple.gouv.fr", Security: security, Timeout: 300 * time.Millisecond}
			began, refused := time.Now(), (*notify.Refused)(nil)
			if err := m.Send(t.Context(), hello); err == nil || errors.As(err, &refused) {
				t.Errorf("%s, %s: %v", name, security, err)
			}
			if d := time.Since(began); d > 5*time.Second {
				t.Errorf("%s, %s: took %v", name, security, d)
			}
		}
	}
}

func listener(t *testing.T, serve func(net.Conn)) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serve(c)
		}
	}()
	return l
}

func TestHeaders(t *testing.T) {
	s := smtptest.Start(t, smtptest.Options{})
	m := hello
	m.Subject, m.Name = "Une ligne\r\nBcc: tous@exemple.gouv.fr\r\n\r\nsuite", "Camille \"Cam\"\r\nX-Evil: yes"
	if err := mailer(s).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	l := opened(t, s.Messages()[0])
	if l.Get("Bcc") != "" || l.Get("X-Evil") != "" || l.decoded(t, "Subject") != "Une ligne Bcc: tous@exemple.gouv.fr suite" {
		t.Errorf("a header was slipped in: %+v", l.Header)
	}
	to, err := l.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Address != hello.Address || to[0].Name != `Camille "Cam" X-Evil: yes` {
		t.Errorf("%v, %v", to, err)
	}
	for header, want := range map[string]string{
		"Message-ID": "<n1@havre.exemple.gouv.fr>", "Auto-Submitted": "auto-generated", "Content-Language": "fr",
		"List-Unsubscribe": "<https://havre.exemple.gouv.fr/notifications>", "Date": "Sun, 22 Nov 2026 07:00:00 +0000",
	} {
		if got := l.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if l.Get("User-Agent")+l.Get("X-Mailer") != "" {
		t.Error("the mail tells with what it was sent")
	}
	if len(s.Messages()[0].To) != 1 {
		t.Errorf("sent to %v", s.Messages()[0].To)
	}
}
