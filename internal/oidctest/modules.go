package oidctest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// installTime is how long npm may take, the first time.
const installTime = 5 * time.Minute

// modules is the folder where the modules of Node.js are, installed once for a
// given lock file into the user's cache. It is made aside then renamed: two tests
// may install at the same time, and an installation that was interrupted is never
// taken for a whole one.
func modules(tb testing.TB) string {
	tb.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		tb.Fatal(err)
	}
	manifest, lock := read(tb, "package.json"), read(tb, "package-lock.json")
	key := sha256.Sum256(append(manifest, lock...))
	base := filepath.Join(cache, "havre", "oidc-lab")
	dir := filepath.Join(base, hex.EncodeToString(key[:8]))
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	if err := os.MkdirAll(base, 0o750); err != nil {
		tb.Fatal(err)
	}
	building, err := os.MkdirTemp(base, "building.") //nolint:usetesting // beside the folder it will become: a rename stays on one disk
	if err != nil {
		tb.Fatal(err)
	}
	defer os.RemoveAll(building) //nolint:errcheck // what is left of it harms nobody
	install(tb, building, manifest, lock)
	if err := os.Rename(building, dir); err != nil {
		if _, lost := os.Stat(dir); lost != nil { // nobody else won the race
			tb.Fatal(err)
		}
	}
	return dir
}

func install(tb testing.TB, dir string, manifest, lock []byte) {
	tb.Helper()
	for name, content := range map[string][]byte{"package.json": manifest, "package-lock.json": lock} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(tb.Context(), installTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = dir
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		tb.Fatalf("npm cannot install the OpenID provider of the tests: %v\n%s", err, said.String())
	}
}

func read(tb testing.TB, name string) []byte {
	tb.Helper()
	content, err := os.ReadFile(filepath.Join(lab(tb), name))
	if err != nil {
		tb.Fatal(err)
	}
	return content
}
