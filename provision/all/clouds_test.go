package all_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/provision/all"
)

// account is a file of one account, with a line more in its spec.
func account(more string) string {
	return "apiVersion: havre/v1\nkind: Cloud\nmetadata: {name: pi}\nspec:\n  offer: cloud-pi\n  driver: openstack\n" + more
}

const good = "  settings: {auth_url: \"https://pi.example/v3\", username: havre}\n  secretFiles: {password: password}\n"

// folder has a password, and the file that is read.
func folder(tb testing.TB) string {
	tb.Helper()
	dir := tb.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "password"), []byte("s3cret-of-the-cloud\n"), 0o600); err != nil {
		tb.Fatal(err)
	}
	return filepath.Join(dir, "clouds.yaml")
}

// TestExample: the file that is to be copied is good, once its password is beside it.
func TestExample(t *testing.T) {
	data, err := os.ReadFile("../../examples/clouds/cloud-pi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := folder(t)
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "cloud-pi.password"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	targets, err := all.ReadClouds(file, data)
	if err != nil {
		t.Fatal(err)
	}
	if len(targets) != 2 || targets[0].Name != "cloud-pi-internet" || targets[1].Exposure != "rie" {
		t.Errorf("%d targets: %+v", len(targets), targets)
	}
}

// TestMistakes: each mistake has its line, and all are told at once.
func TestMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		document string
		said     []string
	}{
		"a driver that is not":     {strings.Replace(account(good), "openstack", "openstak", 1), []string{":6:", "openstack"}},
		"a setting that is not":    {account("  settings: {auth_ulr: \"https://pi.example/v3\", username: havre}\n  secretFiles: {password: password}\n"), []string{":7:", "auth_url", "cacert"}},
		"a password in the clear":  {account("  settings: {auth_url: \"https://pi.example/v3\", username: havre, password: hunter2}\n"), []string{"secretFiles"}},
		"a file that is not there": {account("  settings: {auth_url: \"https://pi.example/v3\", username: havre}\n  secretFiles: {password: nowhere}\n"), []string{":8:", "ne se lit pas"}},
		"several at once":          {account("  settings: {username: havre, colour: blue}\n  secretFiles: {password: nowhere}\n  drift: {serveur: repair, server: fix}\n"), []string{"auth_url", "colour", "nowhere", "serveur", "tell, repair ou accept"}},
		"two of one name":          {account(good) + "---\n" + account(good), []string{"ce nom"}},
		"a field that is not":      {account(good + "  revue: always\n"), []string{"revue", "review"}},
		"no document of accounts":  {"kind: Dossier\n", []string{"Cloud"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := all.ReadClouds(folder(t), []byte(c.document))
			f := havre.FaultOf(err)
			if f == nil || len(f.Problems) == 0 {
				t.Fatalf("it is accepted: %v", err)
			}
			var told strings.Builder
			for _, p := range f.Problems {
				told.WriteString(p.In(havre.French) + "\n")
			}
			for _, word := range c.said {
				if !strings.Contains(told.String(), word) {
					t.Errorf("nothing says %q:\n%s", word, told.String())
				}
			}
			if strings.Contains(told.String(), "hunter2") || strings.Contains(told.String(), "s3cret") {
				t.Errorf("a password is told:\n%s", told.String())
			}
		})
	}
}

// FuzzReadClouds: whatever a file has, it is read, or its mistakes are told to people.
func FuzzReadClouds(f *testing.F) {
	f.Add([]byte(account(good)))
	f.Add([]byte(account("  drift: {\"\": accept}\n")))
	f.Add([]byte("---\n- 1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if strings.Contains(string(data), "File") || strings.Contains(string(data), "file") || strings.Contains(string(data), "cacert") {
			return // it may name a file of this machine
		}
		if _, err := all.ReadClouds(filepath.Join(t.TempDir(), "clouds.yaml"), data); err != nil && havre.FaultOf(err) == nil {
			t.Fatalf("told to nobody: %v", err)
		}
	})
}
