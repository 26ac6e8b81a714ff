package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Caller calls webhooks.
type Caller struct {
	// Derive gives the key for a purpose: keyfile.Key's.
	Derive func(purpose string, n int) []byte
	// AllowPrivate lets it call addresses that are not of the public Internet, and
	// plain http.
	AllowPrivate bool
	Authorities  *x509.CertPool // nil is those of the system
	Timeout      time.Duration  // of a whole call; zero is 15 seconds
	Agent        string         // User-Agent: Havre/1.0

	once   sync.Once
	client *http.Client
}

// mostRead is how much of an answer is read, to use its connection again.
const mostRead = 64 << 10

// answer is what became of a call: the status when there was one, and why it is
// not a success.
type answer struct {
	status  int
	failure Failure
	cause   error // for the log
}

// call posts a body, signed.
func (c *Caller) call(ctx context.Context, w *Webhook, d *Delivery, at time.Time) answer {
	if err := c.CheckURL(w.URL); err != nil { // saved before the rules were what they are
		return answer{failure: FailedForbidden, cause: err}
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(d.Body))
	if err != nil {
		return answer{failure: FailedConnect, cause: err}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", c.Agent)
	request.Header.Set(HeaderID, d.Event)
	request.Header.Set(HeaderTimestamp, strconv.FormatInt(at.Unix(), 10))
	request.Header.Set(HeaderSignature, c.signatures(w, d.Event, at, d.Body))
	response, err := c.http().Do(request)
	if err != nil {
		return answer{failure: failureOf(err), cause: err}
	}
	defer response.Body.Close() //nolint:errcheck // what was needed has been read
	_, _ = io.CopyN(io.Discard, response.Body, mostRead)
	return answer{status: response.StatusCode, failure: failureOfStatus(response.StatusCode)}
}

func failureOfStatus(status int) Failure {
	switch {
	case status/100 == 2:
		return ""
	case status/100 == 3:
		return FailedRedirect
	case status == http.StatusGone:
		return FailedGone
	}
	return FailedStatus
}

func (c *Caller) timeout() time.Duration {
	if c.Timeout > 0 {
		return c.Timeout
	}
	return 15 * time.Second
}

// http is a client that goes nowhere else than where it is sent: no proxy of the
// environment, no redirect, no cookie.
func (c *Caller) http() *http.Client {
	c.once.Do(func() {
		dialer := &net.Dialer{Timeout: c.timeout(), ControlContext: c.guard}
		c.client = &http.Client{
			Transport: &http.Transport{
				DialContext:            dialer.DialContext,
				TLSClientConfig:        &tls.Config{RootCAs: c.Authorities, MinVersion: tls.VersionTLS12},
				TLSHandshakeTimeout:    c.timeout(),
				MaxResponseHeaderBytes: mostRead,
				MaxIdleConns:           16,
				MaxConnsPerHost:        4,
				IdleConnTimeout:        time.Minute,
				ForceAttemptHTTP2:      true,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	})
	return c.client
}
