package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// process is havre serve, run as people run it: the test binary is the program when
// it is called havre.
type process struct {
	t       *testing.T
	cmd     *exec.Cmd
	dir     string // of the data
	address string // 127.0.0.1:port
	url     string
	out     lockedBuffer
	err     lockedBuffer
	ended   chan error
	took    time.Duration // until it answered
}

// lockedBuffer is written by the process while the test reads it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// havreCommand is the program with its arguments.
func havreCommand(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &exec.Cmd{Path: self, Args: append([]string{"havre"}, args...), Env: cleanEnviron()}
}

// cleanEnviron is that of the test without what would set something.
func cleanEnviron() []string {
	var out []string
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, envPrefix) && !strings.HasPrefix(pair, "LC_") && !strings.HasPrefix(pair, "LANG") {
			out = append(out, pair)
		}
	}
	return append(out, "LANG=en_GB.UTF-8")
}

// freeAddress is an address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // the test has what it came for
	return l.Addr().String()
}

// serving starts the portal on a data directory, new when it is empty, and waits
// until it is ready.
func startPortal(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	p := newProcess(t, dir)
	p.cmd = havreCommand(t, append([]string{"serve", "--data-dir", p.dir, "--listen", p.address}, args...)...)
	p.begin()
	p.awaitReady()
	return p
}

func newProcess(t *testing.T, dir string) *process {
	t.Helper()
	if dir == "" {
		dir = t.TempDir()
	}
	p := &process{t: t, dir: dir, address: freeAddress(t), ended: make(chan error, 1)}
	_, port, _ := net.SplitHostPort(p.address)
	p.url = "http://localhost:" + port
	return p
}

// begin starts the command; it ends with the test.
func (p *process) begin() {
	p.t.Helper()
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.err
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	go func() { p.ended <- p.cmd.Wait() }()
	p.t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		if p.t.Failed() {
			p.t.Logf("the end of the log:\n%s", lastLines(p.err.String(), 20))
		}
	})
}

func lastLines(text string, n int) string {
	lines := strings.Split(text, "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// awaitReady waits until the portal says that it is ready.
func (p *process) awaitReady() {
	p.t.Helper()
	start := time.Now()
	for time.Since(start) < time.Minute {
		select {
		case err := <-p.ended:
			p.t.Fatalf("the portal ended instead of serving: %v\n%s", err, p.err.String())
		default:
		}
		if p.ready() == http.StatusOK {
			p.took = time.Since(start)
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	p.t.Fatalf("the portal is not ready after a minute\n%s", p.err.String())
}

// ready is what /readyz answers, 0 without an answer.
func (p *process) ready() int {
	r, err := http.Get("http://" + p.address + "/readyz")
	if err != nil {
		return 0
	}
	defer r.Body.Close() //nolint:errcheck // the test has what it came for
	_, _ = io.Copy(io.Discard, r.Body)
	return r.StatusCode
}

// signal sends one, and end waits for the end of the process, whose exit code it
// gives.
func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

func (p *process) end() int {
	p.t.Helper()
	select {
	case err := <-p.ended:
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			return exit.ExitCode()
		}
		if err != nil {
			p.t.Fatal(err)
		}
		return 0
	case <-time.After(time.Minute):
		p.t.Fatalf("the portal did not stop\n%s", p.err.String())
		return -1
	}
}

// stop ends the portal as a supervisor does.
func (p *process) stop() {
	p.t.Helper()
	p.signal(syscall.SIGTERM)
	if code := p.end(); code != 0 {
		p.t.Fatalf("the portal stopped with exit code %d\n%s", code, p.err.String())
	}
}

// setupCode is the secret of the set-up link, as the installer finds it.
func (p *process) setupCode() string {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.dir, "installation.txt"))
	if err != nil {
		p.t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "/installation#")
	if !ok {
		p.t.Fatalf("no link in %q", text)
	}
	return strings.Fields(rest)[0]
}

// browser keeps cookies and follows no redirection by itself.
type browser struct {
	t      *testing.T
	base   string
	client *http.Client
}

func (p *process) browser() *browser {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return &browser{t: p.t, base: p.url, client: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: time.Minute,
	}}
}

// page is what a request was answered.
type page struct {
	status   int
	body     string
	location string
	header   http.Header
}

func (b *browser) get(path string) page { return b.do(http.MethodGet, path, nil, nil) }

func (b *browser) post(path string, form url.Values) page {
	return b.do(http.MethodPost, path, form, nil)
}

func (b *browser) do(method, path string, form url.Values, header http.Header) page {
	b.t.Helper()
	address := path
	if strings.HasPrefix(path, "/") {
		address = b.base + path
	}
	r, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	maps.Copy(r.Header, header)
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // the test has what it came for
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return page{answer.StatusCode, string(body), answer.Header.Get("Location"), answer.Header}
}

// want fails unless a page has a status and holds some words.
func (b *browser) want(got page, status int, words ...string) page {
	b.t.Helper()
	if got.status != status {
		b.t.Fatalf("status %d, want %d; location %q\n%s", got.status, status, got.location, mainOf(got.body))
	}
	for _, w := range words {
		if !strings.Contains(got.body, w) {
			b.t.Fatalf("the page does not say %q:\n%s", w, mainOf(got.body))
		}
	}
	return got
}

// mainOf is the content of a page, for messages.
func mainOf(body string) string {
	if _, rest, ok := strings.Cut(body, "<main"); ok {
		body, _, _ = strings.Cut(rest, "</main>")
	}
	return body[:min(len(body), 3000)]
}

const testPassword = "une phrase de passe pour les essais"

// install makes the first account, whose browser it gives, signed in.
func (p *process) install() *browser {
	p.t.Helper()
	b := p.browser()
	b.want(b.post("/installation", url.Values{
		"code": {p.setupCode()}, "name": {"Ada Racine"}, "email": {"ada@havre.example"}, "password": {testPassword}, "organisation": {"Ministère premier"},
	}), http.StatusSeeOther)
	return b
}

// logLines are the lines of the log, as JSON.
func (p *process) logLines() []map[string]any {
	p.t.Helper()
	var out []map[string]any
	for line := range strings.Lines(p.err.String()) {
		var l map[string]any
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			p.t.Fatalf("a line of log is not JSON: %q", line)
		}
		out = append(out, l)
	}
	return out
}
