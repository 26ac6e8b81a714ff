// Package client talks to the API of a portal, for the havre commands and for any
// Go program:
//
//	c := &client.Client{Server: "https://havre.example.gouv.fr", Token: token}
//	need, tag, err := client.Dossiers.Get(ctx, c, id)
//
// What the API refuses is a [havre.Fault], with its code, its sentence and what to
// do. A request is sent again when that is safe and useful: when the portal asks to
// wait, and when the network fails before an answer to what may be repeated. A
// creation carries a key of its own, so that it is never done twice.
//
// The package decides nothing and keeps nothing: it knows neither files nor
// contexts.
package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
)

// Client is how to reach a portal, as whom. It is safe for concurrent use.
type Client struct {
	Server string       // https://havre.example.gouv.fr
	Token  string       // "" for what anyone may ask
	Lang   havre.Lang   // of the sentences; "" is French
	Agent  string       // User-Agent
	HTTP   *http.Client // nil is one that gives up after a minute
	// Wait waits before trying again; nil is the clock. A test gives its own.
	Wait func(ctx context.Context, d time.Duration) error
}

// Call is one request.
type Call struct {
	Method string
	Path   string // below the API: dossiers/…
	Query  url.Values
	Body   []byte
	Type   string // media type of the body; "" is JSON
	Accept string // media type wanted; "" is JSON
	Match  string // tag of the object that is changed
	Key    string // of a creation; Send makes one when it is empty and Create is set
	Create bool
}

// Answer is what the API answered.
type Answer struct {
	Status   int
	Tag      string // ETag
	Location string
	Body     []byte
}

// How often, and how long at most, a request is tried again.
const (
	tries    = 4
	pause    = 500 * time.Millisecond
	maxPause = time.Minute
	maxBody  = 64 << 20
)

// Send sends a request and gives what was answered. A refusal is a [havre.Fault].
func (c *Client) Send(ctx context.Context, call Call) (*Answer, error) {
	if call.Create && call.Key == "" {
		call.Key = strings.ToLower(rand.Text())
	}
	for try := 1; ; try++ {
		a, wait, err := c.once(ctx, call)
		if err == nil || wait < 0 || try == tries {
			return a, err
		}
		if wait == 0 {
			wait = pause << (try - 1)
		}
		if c.wait(ctx, min(wait, maxPause)) != nil {
			return nil, err
		}
	}
}

// once sends a request once. A wait below zero says that trying again is useless or
// unsafe; zero, that nothing says how long to wait.
func (c *Client) once(ctx context.Context, call Call) (*Answer, time.Duration, error) {
	r, err := c.request(ctx, call)
	if err != nil {
		return nil, -1, err
	}
	response, err := c.http().Do(r)
	if err != nil {
		if ctx.Err() != nil || !call.repeatable() || !worthwhile(err) {
			return nil, -1, unreachable(c.Server, err)
		}
		return nil, 0, unreachable(c.Server, err)
	}
	defer response.Body.Close() //nolint:errcheck // only read
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		if !call.repeatable() {
			return nil, -1, unreachable(c.Server, err)
		}
		return nil, 0, unreachable(c.Server, err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return nil, retryIn(response, call), refusal(response, body)
	}
	return &Answer{response.StatusCode, response.Header.Get("ETag"), response.Header.Get("Location"), body}, 0, nil
}

// repeatable says whether a request may be sent again without knowing what became
// of it: it changes nothing, or only what has not changed since, or bears a key.
func (call Call) repeatable() bool {
	return call.Method == http.MethodGet || call.Key != ""
}

func (c *Client) request(ctx context.Context, call Call) (*http.Request, error) {
	u, err := address(c.Server)
	if err != nil {
		return nil, err
	}
	u = u.JoinPath("api", "v1", call.Path)
	u.RawQuery = call.Query.Encode()
	r, err := http.NewRequestWithContext(ctx, call.Method, u.String(), bytes.NewReader(call.Body))
	if err != nil {
		return nil, fmt.Errorf("making a request: %w", err)
	}
	set := func(name, value string) {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	set("Accept-Language", string(c.Lang))
	set("Accept", orJSON(call.Accept))
	set("User-Agent", c.Agent)
	set("If-Match", call.Match)
	set("Idempotency-Key", call.Key)
	if call.Body != nil {
		set("Content-Type", orJSON(call.Type))
	}
	if c.Token != "" {
		r.Header.Set("Authorization", "Bearer "+c.Token)
	}
	return r, nil
}

func orJSON(media string) string {
	if media == "" {
		return "application/json"
	}
	return media
}

// address reads the address of a portal. A token is not sent in clear over a
// network.
func address(server string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(server, "/"))
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, havre.Problems{{Value: server, Message: havre.Text{
			FR: "l'adresse d'un portail est attendue, par exemple https://havre.exemple.gouv.fr", EN: "the address of a portal is expected, for example https://havre.example.gouv.fr",
		}}}
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return nil, havre.Problems{{Value: server, Message: havre.Text{
			FR: "cette adresse n'est pas protégée : employez https://", EN: "this address is not protected: use https://",
		}}}
	}
	return u, nil
}

var plain = &http.Client{Timeout: time.Minute, CheckRedirect: stay}

func (c *Client) http() *http.Client {
	if c.HTTP != nil {
		return c.HTTP
	}
	return plain
}

// stay refuses redirections: a token goes to nobody else.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func (c *Client) wait(ctx context.Context, d time.Duration) error {
	if c.Wait != nil {
		return c.Wait(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// decode reads an answer as JSON.
func decode[T any](a *Answer, err error) (*T, string, error) {
	if err != nil {
		return nil, "", err
	}
	var out T
	if err := json.Unmarshal(a.Body, &out); err != nil {
		return nil, "", notHavre(errors.Join(err, fmt.Errorf("status %d", a.Status)))
	}
	return &out, a.Tag, nil
}
