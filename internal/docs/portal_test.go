package docs

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// served are the variables of the pages that talk to a portal: such a page has one of
// its own, empty, and the token of its administrator.
const (
	servedAt   = "HAVRE_SERVER"
	servedWith = "HAVRE_TOKEN"
)

// environment is that of the commands of a page.
func environment(t *testing.T, p page) []string {
	t.Helper()
	if !strings.Contains(p.text, "$"+servedAt) {
		return nil
	}
	dir := t.TempDir()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	serve := exec.CommandContext(ctx, program(t), "serve", "--data-dir", dir, "--listen", "127.0.0.1:"+port)
	serve.Cancel = func() error { return serve.Process.Signal(os.Interrupt) }
	serve.WaitDelay = 10 * time.Second
	serve.Stderr = &strings.Builder{}
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = serve.Wait() // it was interrupted
		if t.Failed() {
			t.Logf("the portal said:\n%s", serve.Stderr)
		}
	})
	at := "http://localhost:" + port
	return []string{servedAt + "=" + at, servedWith + "=" + administrator(t, dir, at)}
}

// administrator makes the first account of a portal, as a person does, and its token.
func administrator(t *testing.T, dir, at string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for start := time.Now(); ; {
		if answer, err := browser.Get(at + "/readyz"); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Since(start) > time.Minute {
			t.Fatal("the portal is not ready after a minute")
		}
		time.Sleep(10 * time.Millisecond)
	}
	text, err := os.ReadFile(filepath.Join(dir, "installation.txt"))
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(string(text), "/installation#")
	code = strings.Fields(code + " ")[0]
	form := url.Values{"code": {code}, "name": {"Ada"}, "email": {"ada@havre.example"}, "password": {"une phrase de passe"}, "organisation": {"Ministère des exemples"}}
	post(t, browser, at+"/installation", "application/x-www-form-urlencoded", form.Encode())
	var made struct{ Status struct{ Secret string } }
	body := `{"spec":{"name":"docs","scopes":["read","needs","catalogue","admin"],"expiresAt":"` + time.Now().AddDate(0, 6, 0).Format(time.DateOnly) + `"}}`
	if err := json.Unmarshal(post(t, browser, at+"/api/v1/tokens", "application/json", body), &made); err != nil || made.Status.Secret == "" {
		t.Fatalf("no token: %v", err)
	}
	return made.Status.Secret
}

func post(t *testing.T, browser *http.Client, at, media, body string) []byte {
	t.Helper()
	answer, err := browser.Post(at, media, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // only read
	raw, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= http.StatusBadRequest {
		t.Fatalf("%s: %d %s, %v", at, answer.StatusCode, raw, err)
	}
	return raw
}
