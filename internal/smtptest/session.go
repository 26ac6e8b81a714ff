package smtptest

import (
	"io"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// session is one connection of a client.
type session struct {
	server *Server
	conn   *smtp.Conn
	user   string
	from   string
	to     []string
}

// AuthMechanisms is what is offered to those who must sign in.
func (x *session) AuthMechanisms() []string {
	if x.server.options.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth checks a name and a password.
func (x *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != x.server.options.User || password != x.server.options.Password {
			return smtp.ErrAuthFailed
		}
		x.user = user
		return nil
	}), nil
}

// Mail begins a message.
func (x *session) Mail(from string, _ *smtp.MailOptions) error {
	if x.server.options.User != "" && x.user == "" {
		return smtp.ErrAuthRequired
	}
	x.from = from
	return nil
}

// Rcpt answers as the recipient wants.
func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "slow@") {
		time.Sleep(x.server.options.Slow)
	}
	switch code := x.server.answer(to); code / 100 {
	case 2:
		x.to = append(x.to, to)
		return nil
	case 4:
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "try again later"}
	default:
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	}
}

// Data takes the message in.
func (x *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	_, secure := x.conn.TLSConnectionState()
	x.server.mu.Lock()
	defer x.server.mu.Unlock()
	x.server.messages = append(x.server.messages, Message{From: x.from, To: x.to, Raw: raw, User: x.user, TLS: secure})
	return nil
}

// Reset forgets the message begun.
func (x *session) Reset() { x.from, x.to = "", nil }

// Logout ends the session.
func (x *session) Logout() error { return nil }
