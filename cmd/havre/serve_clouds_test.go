package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre/internal/openstacktest"
)

// accountFile writes an account on a cloud, whose password has a file of its own, and gives
// its path.
func accountFile(t *testing.T, offer string, settings map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	text := fmt.Sprintf("apiVersion: havre/v1\nkind: Cloud\nmetadata: {name: %s}\nspec:\n  offer: %s\n  driver: openstack\n  secretFiles: {password: password}\n  settings:\n", offer, offer)
	for k, v := range settings {
		if k != "password" {
			text += fmt.Sprintf("    %s: %q\n", k, v)
		}
	}
	file := filepath.Join(dir, "clouds.yaml")
	for path, content := range map[string]string{file: text, filepath.Join(dir, "password"): settings["password"]} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return file
}

// An account for an offer that the catalogue does not have is refused at the start: no
// order would ever reach it.
func TestCloudOfNoOffer(t *testing.T) {
	t.Parallel()
	file := accountFile(t, "nubbo", map[string]string{"auth_url": "http://127.0.0.1:1/v3", "username": "havre", "user_domain_name": "Default", "password": "s3cret"})
	code, said := refusal(t, nil, "--clouds", file)
	if code != exitUsage || !strings.Contains(said, `the account “nubbo” is for an offer that the catalogue does not have (read: "nubbo"; did you mean "nubo"?)`) {
		t.Errorf("exit code %d: %s", code, said)
	}
}

// Accounts are tried at the start, and the log says in words which can be used; the portal
// answers all the same.
func TestCloudsAreTried(t *testing.T) {
	t.Parallel()
	away := map[string]string{"auth_url": "http://127.0.0.1:1/v3", "username": "havre", "user_domain_name": "Default", "password": "s3cret-of-havre"}
	tried(t, away, "an account on a cloud cannot be used", "127.0.0.1:1")
	t.Run("real", func(t *testing.T) {
		account := openstacktest.Cloud(t)
		lab := func(name, value string) map[string]string {
			out := maps.Clone(account.Auth)
			out[name] = value
			return out
		}
		for _, c := range []struct{ name, field, value, message, why string }{
			{"good", "", "", "a cloud answers", ""},
			{"region", "region_name", "elsewhere", "an account on a cloud cannot be used", "elsewhere"},
			{"password", "password", "not-that-one", "an account on a cloud cannot be used", ""},
		} {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				tried(t, lab(c.field, c.value), c.message, c.why)
			})
		}
	})
}

// tried starts a portal with an account, and waits until its log says a message and why.
func tried(t *testing.T, settings map[string]string, message, why string) {
	t.Helper()
	delete(settings, "")
	p := startPortal(t, "", "--clouds", accountFile(t, "cloud-pi", settings))
	end := time.Now().Add(2 * time.Minute)
	for !strings.Contains(p.err.String(), message) {
		if time.Now().After(end) {
			t.Fatalf("the log never says %q:\n%s", message, p.err.String())
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.stop()
	for _, l := range p.logLines() {
		if l["msg"] == message && (l["offer"] != "cloud-pi" || !strings.Contains(fmt.Sprint(l["why"]), why)) {
			t.Errorf("the log says %v, want %q", l, why)
		}
	}
	if strings.Contains(p.err.String(), settings["password"]) {
		t.Error("the log holds the password")
	}
}
