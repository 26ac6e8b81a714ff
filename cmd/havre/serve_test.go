package main

import (
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A portal without any setting answers, says how to sign in, keeps its secrets to
// itself and stops when asked.
func TestServe(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "")
	t.Logf("ready %s after the start", p.took)
	if out := p.out.String(); !strings.Contains(out, "Havre answers at "+p.url) || !strings.Contains(out, filepath.Join(p.dir, "installation.txt")) {
		t.Errorf("the banner says %q", out)
	}
	code := p.setupCode()
	for name, text := range map[string]string{"standard output": p.out.String(), "the log": p.err.String()} {
		if strings.Contains(text, code) {
			t.Errorf("%s holds the set-up secret", name)
		}
	}
	for _, name := range []string{"havre.key", "havre.db", "installation.txt"} {
		info, err := os.Stat(filepath.Join(p.dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want mode 0600", name, info, err)
		}
	}
	b := p.install()
	b.want(b.get("/"), http.StatusOK, "Ada Racine")
	if _, err := os.Stat(filepath.Join(p.dir, "installation.txt")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the set-up link that was used stays in its file: %v", err)
	}
	b.want(p.browser().post("/installation", url.Values{"code": {code}, "name": {"Eve"}, "email": {"eve@havre.example"}, "password": {testPassword}}), http.StatusUnprocessableEntity)
	p.stop()
	again := startPortal(t, p.dir)
	if _, err := os.Stat(filepath.Join(p.dir, "installation.txt")); err == nil {
		t.Error("the set-up link stays once there is an administrator")
	}
	if strings.Contains(again.out.String(), "installation") {
		t.Errorf("the banner still offers the set-up: %q", again.out.String())
	}
}

// What supervisors ask.
func TestProbes(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "", "--metrics-listen", freeAddress(t))
	b := p.browser()
	b.want(b.get("/livez"), http.StatusOK, `{"live":true}`)
	b.want(b.get("/readyz"), http.StatusOK, `"name":"database","ready":true`, `"name":"migrations","ready":true`, `"name":"edition","ready":true`)
	b.want(b.get("/version"), http.StatusOK, `"version"`)
	b.want(b.get("/metrics"), http.StatusNotFound)
	metrics := p.cmd.Args[len(p.cmd.Args)-1]
	b.want(b.get("http://"+metrics+"/metrics"), http.StatusOK, "go_goroutines", "havre_build_info", `havre_http_requests_total{method="GET",route="/readyz",status="200"}`,
		"havre_http_request_duration_seconds_bucket", `havre_db_connections_open{pool=`, "havre_jobs", "havre_needs", "havre_decisions 0")
}

// Figures are for this machine, or for those who have the token.
func TestMetricsToken(t *testing.T) {
	t.Parallel()
	open := startPortal(t, "")
	b := open.browser()
	b.want(b.get("/metrics"), http.StatusOK, "go_goroutines")
	b.want(b.do(http.MethodGet, "/metrics", nil, http.Header{"X-Forwarded-For": {"203.0.113.9"}}), http.StatusNotFound)
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	guarded := startPortal(t, "", "--metrics-token-file", file)
	b = guarded.browser()
	b.want(b.get("/metrics"), http.StatusNotFound)
	b.want(b.do(http.MethodGet, "/metrics", nil, http.Header{"Authorization": {"Bearer wrong"}}), http.StatusNotFound)
	b.want(b.do(http.MethodGet, "/metrics", nil, http.Header{"Authorization": {"Bearer s3cret"}}), http.StatusOK, "go_goroutines")
}

// The log names the request, who asked and for which organisation, and repeats
// neither what was searched for nor where it came from.
func TestAccessLog(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "")
	b := p.install()
	got := b.want(b.get("/organisations?q=SEARCHED"), http.StatusOK)
	p.stop()
	found := false
	for _, l := range p.logLines() {
		if l["path"] != "/organisations" {
			continue
		}
		found = true
		if l["request"] != got.header.Get("X-Request-Id") || l["actor"] == "" || l["organisation"] == "" || l["route"] != "GET /organisations" || l["status"] != 200.0 {
			t.Errorf("line %v", l)
		}
	}
	text := p.err.String()
	for _, private := range []string{"SEARCHED", "127.0.0.1:5", "ada@havre.example", "Ada", testPassword} {
		if strings.Contains(text, private) {
			t.Errorf("the log holds %q", private)
		}
	}
	if !found {
		t.Errorf("no line for the request in\n%s", text)
	}
}

// A second process on the same file is refused with a sentence that names the first.
func TestSecondProcess(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "")
	second := newProcess(t, p.dir)
	second.cmd = havreCommand(t, "serve", "--data-dir", p.dir, "--listen", second.address)
	second.begin()
	if code := second.end(); code != exitUsage {
		t.Errorf("exit code %d, want %d", code, exitUsage)
	}
	pid, err := os.ReadFile(filepath.Join(p.dir, "havre.lock"))
	if err != nil {
		t.Fatal(err)
	}
	if text := second.err.String(); !strings.Contains(text, "another process already uses this directory (process "+strings.TrimSpace(string(pid))) {
		t.Errorf("the refusal says %q", text)
	}
	p.browser().want(p.browser().get("/livez"), http.StatusOK)
}

// A killed process gives the directory up.
func TestLockOfTheDead(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "")
	p.signal(syscall.SIGKILL)
	p.end()
	startPortal(t, p.dir)
}

// The second signal hurries: a request that never ends does not hold the portal.
func TestHurry(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "", "--stop-within", "10m")
	slow := p.slowRequest()
	defer slow.Close() //nolint:errcheck // the test has what it came for
	p.signal(syscall.SIGTERM)
	p.awaitStopping()
	start := time.Now()
	p.signal(syscall.SIGINT)
	p.end()
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("a hurried stop took %s", d)
	}
}

// The demonstration builds what was ordered, on a cloud that exists in memory, and somebody
// then changes it by hand.
func TestServeBuilds(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "", "--demo")
	for end := time.Now().Add(2 * time.Minute); !strings.Contains(p.err.String(), "the demonstration is there"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the demonstration is never there")
		}
	}
	havre := p.speakingAs("rachida.amrani@demo.example")
	var said string
	for end := time.Now().Add(2 * time.Minute); !strings.Contains(said, "flavor: wanted small, found large"); time.Sleep(500 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("nothing differs of what is built:\n%s", said)
		}
		said = havre("drift", "paie-nubo")
	}
	if said := havre("status", "paie-nubo"); !strings.Contains(said, "in service") || !strings.Contains(said, "✘ server/base-1") {
		t.Errorf("havre status says %s", said)
	}
}
