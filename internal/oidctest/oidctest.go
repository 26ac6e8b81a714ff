// Package oidctest starts the OpenID provider of labs/oidc-lab for tests in Go: the
// engine of ProConnect, in a process of its own, on a port of its own, with accounts
// that are made up. A test that needs it and cannot have it fails.
package oidctest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Clients that are registered with the provider, all with the same secret. The
// first three are as ProConnect registers them: by the algorithm that signs the ID
// token and the user info. The plain ones know nothing of ProConnect: user info as
// JSON, scope profile, secret in a header.
const (
	RS256      = "lab-rs256"
	ES256      = "lab-es256"
	HS256      = "lab-hs256"
	Plain      = "lab-plain"
	PlainHS256 = "lab-plain-hs256"
)

// Accounts of labs/oidc-lab.d/accounts.json, by address.
const (
	Alice = "alice.martin@ministere.test" // eidas1, of a ministry
	Bruno = "bruno.petit@ministere.test"  // eidas2, with two factors
	Chloe = "chloe@prestataire.test"      // eidas0, of a contractor
	David = "david.durand@agence.test"    // two factors, consistency checked
	Eve   = "eve@sans-siret.test"         // eidas1, of no organisation
)

// Options of a provider.
type Options struct {
	CodeLife time.Duration // of an authorisation code, whole seconds; zero is 30 seconds
	TLS      bool          // speak https, with a certificate of a private authority
}

// Provider is one that runs.
type Provider struct {
	Issuer string
	Secret string       // of every client
	Client *http.Client // trusts its certificate
	origin string
}

// startTime is how long Node.js may take to start on a busy machine.
const startTime = 60 * time.Second

// Start starts a provider, which ends with the test.
func Start(tb testing.TB, o Options) *Provider {
	tb.Helper()
	p, stop := start(tb, o)
	tb.Cleanup(func() {
		if said := stop(); tb.Failed() {
			tb.Logf("the OpenID provider said:\n%s", said)
		}
	})
	return p
}

var shared struct {
	sync.Once
	*Provider
}

// Shared is a provider with the usual options, for all the tests of a package: it
// ends with their process.
func Shared(tb testing.TB) *Provider {
	tb.Helper()
	shared.Do(func() { shared.Provider, _ = start(tb, Options{}) })
	if shared.Provider == nil {
		tb.Fatal("the OpenID provider did not start: see the first test that needed it")
	}
	return shared.Provider
}

func start(tb testing.TB, o Options) (p *Provider, stop func() (said string)) {
	tb.Helper()
	p = &Provider{Secret: rand.Text(), Client: &http.Client{Timeout: 30 * time.Second}}
	env := []string{"OIDC_LAB_PORT=0", "OIDC_LAB_WATCH_STDIN=1", "OIDC_LAB_MODULES=" + modules(tb), "OIDC_LAB_CLIENT_SECRET=" + p.Secret}
	if o.CodeLife > 0 {
		env = append(env, "OIDC_LAB_CODE_TTL="+strconv.Itoa(int(o.CodeLife.Seconds())))
	}
	if o.TLS {
		certificate, key, client := authority(tb, tb.TempDir())
		p.Client = client
		env = append(env, "OIDC_LAB_TLS_CERT="+certificate, "OIDC_LAB_TLS_KEY="+key)
	}
	p.Issuer, stop = run(tb, env)
	p.origin = strings.TrimSuffix(p.Issuer, "/api/v2")
	return p, stop
}

// run starts the process and waits for its address. Whatever becomes of the test,
// the process ends when its standard input does.
func run(tb testing.TB, env []string) (issuer string, stop func() (said string)) {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	cmd := exec.CommandContext(ctx, node(tb), filepath.Join(lab(tb), "op.mjs")) //nolint:gosec // a program of this repository
	cmd.Env = append(os.Environ(), env...)
	cmd.WaitDelay = 5 * time.Second
	var said bytes.Buffer
	cmd.Stderr = &said
	input, err1 := cmd.StdinPipe()
	output, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		tb.Fatal(err)
	}
	stop = func() string {
		_ = input.Close() // it then ends by itself
		cancel()
		_ = cmd.Wait() // it was told to end: how it did is no news
		return said.String()
	}
	if err := cmd.Start(); err != nil {
		tb.Fatalf("starting the OpenID provider: %v", err)
	}
	issuer, err := ready(output)
	if err != nil {
		tb.Fatalf("the OpenID provider did not start: %v\n%s", err, stop())
	}
	return issuer, stop
}

// ready reads the line that gives the address.
func ready(output io.Reader) (issuer string, err error) {
	type line struct {
		text string
		err  error
	}
	first := make(chan line, 1)
	go func() {
		text, err := bufio.NewReader(output).ReadString('\n')
		first <- line{text, err}
	}()
	select {
	case l := <-first:
		issuer, ok := strings.CutPrefix(strings.TrimSpace(l.text), "ready ")
		if l.err != nil || !ok {
			return "", fmt.Errorf("it printed %q: %w", l.text, l.err)
		}
		return issuer, nil
	case <-time.After(startTime):
		return "", fmt.Errorf("nothing after %v", startTime)
	}
}

// node is the path of Node.js, without which nothing here can be tested.
func node(tb testing.TB) string {
	tb.Helper()
	path, err := exec.LookPath("node")
	if err != nil {
		tb.Fatalf("Node.js is missing, which the OpenID provider of the tests needs: install version 20 or later (%v)", err)
	}
	return path
}

// lab is the folder of the provider, found from the folder of the test upwards.
func lab(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		found := filepath.Join(dir, "labs", "oidc-lab.d")
		if _, err := os.Stat(filepath.Join(found, "op.mjs")); err == nil {
			return found
		}
	}
	tb.Fatal("labs/oidc-lab.d is not above the folder of the test")
	return ""
}
