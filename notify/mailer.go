package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/havre-cloud/havre"
)

// Security is how the connection to the mail server is protected.
type Security string

// The ways. In the clear is for a server of this machine only.
const (
	StartTLS Security = "starttls" // begins in the clear and must then be encrypted
	TLS      Security = "tls"      // encrypted from the first byte
	Clear    Security = "none"
)

// Mailer hands mail over to a server.
type Mailer struct {
	Address        string // host:port
	From           string // "Havre <havre@example.gouv.fr>"
	User, Password string // "" is no authentication
	Security       Security
	Authorities    *x509.CertPool // nil is those of the system
	Timeout        time.Duration  // of a whole mail; zero is 30 seconds
}

// Mail is one to send.
type Mail struct {
	Name, Address string // of whom it is for
	Subject       string
	Text, HTML    string
	Lang          havre.Lang
	// ID is the Message-ID, without angle brackets. It is the same when a mail is
	// sent again, so that the second one is recognised.
	ID          string
	At          time.Time
	Unsubscribe string // the page where these mails are switched off
}

// Refused says that the server will never take a mail for that address.
type Refused struct {
	Code  int
	Cause error
}

// Error is for the log, and for whoever wonders why no mail came.
func (r *Refused) Error() string { return r.Cause.Error() }

// Unwrap gives the cause.
func (r *Refused) Unwrap() error { return r.Cause }

// Send hands a mail over. A [Refused] is for good; after any other error it may
// be tried again.
func (m *Mailer) Send(ctx context.Context, letter Mail) error {
	client, err := m.client()
	if err != nil {
		return err
	}
	to, err := mail.ParseAddress(letter.Address)
	if err != nil {
		return &Refused{Cause: fmt.Errorf("notify: recipient: %w", err)}
	}
	to.Name = oneLine(letter.Name)
	msg, err := m.message(letter, to)
	if err != nil {
		return err
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return fmt.Errorf("notify: mail server %s: %w", m.Address, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	err = client.SendWithSMTPClient(conn, msg)
	_ = client.CloseWithSMTPClient(conn) // taken or not is known by now
	return verdict(err)
}

// Check refuses settings that cannot work, without asking the server.
func (m *Mailer) Check() error {
	if _, err := mail.ParseAddress(m.From); err != nil {
		return havre.Problems{{Field: "smtp.from", Value: m.From, Message: havre.Text{FR: "une adresse de courriel est attendue", EN: "an e-mail address is expected"}}}
	}
	_, err := m.client()
	return err
}

// verdict tells what is refused for good from what may be tried again. A refusal
// of the sender, or of our account, is for an administrator to mend: later mails
// will pass.
func verdict(err error) error {
	var e *gomail.SendError
	if errors.As(err, &e) && e.ErrorCode()/100 == 5 {
		switch e.Reason {
		case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
			return &Refused{Code: e.ErrorCode(), Cause: err}
		default:
			return err
		}
	}
	return err
}

func (m *Mailer) client() (*gomail.Client, error) {
	host, text, err := net.SplitHostPort(m.Address)
	if err != nil {
		return nil, fmt.Errorf("notify: mail server: %w", err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return nil, fmt.Errorf("notify: mail server: %w", err)
	}
	options := []gomail.Option{
		gomail.WithPort(port), gomail.WithTimeout(m.timeout()), gomail.WithTLSPolicy(gomail.TLSMandatory),
		gomail.WithTLSConfig(&tls.Config{ServerName: host, RootCAs: m.Authorities, MinVersion: tls.VersionTLS12}),
	}
	switch m.Security {
	case TLS:
		options = append(options, gomail.WithSSL())
	case Clear:
		if !loopback(host) {
			return nil, havre.Problems{{Field: "smtp.tls", Value: string(Clear), Message: clearAway}}
		}
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case StartTLS:
	default:
		return nil, fmt.Errorf("notify: mail security %q", m.Security)
	}
	if m.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(m.User), gomail.WithPassword(m.Password))
	}
	return gomail.NewClient(host, options...)
}

var clearAway = havre.Text{
	FR: "le courriel n'est remis en clair qu'à un serveur de cette machine (127.0.0.1, localhost) ; employez starttls ou tls",
	EN: "mail is handed over in the clear to a server of this machine only (127.0.0.1, localhost); use starttls or tls",
}

func (m *Mailer) timeout() time.Duration {
	if m.Timeout > 0 {
		return m.Timeout
	}
	return 30 * time.Second
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// message writes a mail, the text first: programs that show neither colour nor
// layout lose nothing.
func (m *Mailer) message(letter Mail, to *mail.Address) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	from, err := mail.ParseAddress(m.From)
	if err != nil {
		return nil, fmt.Errorf("notify: sender: %w", err)
	}
	msg.FromMailAddress(from)
	msg.AddToMailAddress(to)
	msg.Subject(oneLine(letter.Subject))
	msg.SetMessageIDWithValue(letter.ID)
	msg.SetDateWithValue(letter.At)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("Content-Language", string(letter.Lang))
	if letter.Unsubscribe != "" {
		msg.SetListUnsubscribe(letter.Unsubscribe)
	}
	msg.SetBodyString(gomail.TypeTextPlain, letter.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, letter.HTML)
	return msg, nil
}
