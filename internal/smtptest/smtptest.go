// Package smtptest is a true SMTP server that keeps what it receives in memory,
// for tests. A recipient decides how it is answered: defer@… is told to come back
// (451), reject@… that it does not exist (550), slow@… waits; [Server.Answer]
// gives others an answer of their own.
package smtptest

import (
	"crypto/tls"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Message is one that was accepted.
type Message struct {
	From string
	To   []string
	Raw  []byte
	User string // who was signed in, "" nobody
	TLS  bool
}

// Options may all be left empty.
type Options struct {
	User, Password string        // AUTH PLAIN is required when set
	TLS            *tls.Config   // offers STARTTLS
	Implicit       bool          // TLS from the first byte, with the TLS above
	Slow           time.Duration // how long slow@… waits; zero is two seconds
	Addr           string        // to listen on again; "" is a free port of loopback
}

// Server is a running server.
type Server struct {
	Addr string

	options Options
	smtp    *smtp.Server

	mu       sync.Mutex
	messages []Message
	answers  map[string]int
	attempts int
}

// Start serves until the test ends, or Close.
func Start(tb testing.TB, o Options) *Server {
	tb.Helper()
	if o.Slow == 0 {
		o.Slow = 2 * time.Second
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	l, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", o.Addr)
	if err != nil {
		tb.Fatal(err)
	}
	s := &Server{Addr: l.Addr().String(), options: o, answers: map[string]int{"defer": 451, "reject": 550}}
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	s.smtp.Domain = "mail.lab.test"
	s.smtp.TLSConfig = o.TLS
	s.smtp.AllowInsecureAuth = true
	s.smtp.EnableSMTPUTF8 = true
	s.smtp.ErrorLog = silence{} // connections that break are what tests are made of
	s.smtp.ReadTimeout, s.smtp.WriteTimeout = time.Minute, time.Minute
	if o.Implicit {
		l = tls.NewListener(l, o.TLS)
	}
	go s.smtp.Serve(l) //nolint:errcheck // ends with Close
	tb.Cleanup(s.Close)
	return s
}

// Close stops at once, as a server that falls.
func (s *Server) Close() { _ = s.smtp.Close() }

// Answer gives a mailbox (the part before @) the answer of RCPT: 250 accepts.
func (s *Server) Answer(mailbox string, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[mailbox] = code
}

// Messages is a copy of what was accepted.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.messages...)
}

// Attempts is how many recipients were presented, accepted or not.
func (s *Server) Attempts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.attempts
}

// answer is the code for a recipient.
func (s *Server) answer(to string) int {
	mailbox, _, _ := strings.Cut(to, "@")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.attempts++
	if code, ok := s.answers[mailbox]; ok {
		return code
	}
	return 250
}

type silence struct{}

// Printf implements smtp.Logger.
func (silence) Printf(string, ...any) {}

// Println implements smtp.Logger.
func (silence) Println(...any) {}
