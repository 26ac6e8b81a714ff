package keyfile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/havre-cloud/havre"
)

func TestMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "havre.key")
	var wg sync.WaitGroup
	keys := make([]*Key, 8)
	for i := range keys {
		wg.Go(func() {
			k, err := Open(path)
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = k
		})
	}
	wg.Wait()
	for _, k := range keys {
		if k == nil || *k != *keys[0] {
			t.Fatal("programs that start together do not have the same key")
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 || info.Size() != Size {
		t.Errorf("the file is %v, %d bytes", info.Mode(), info.Size())
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("beside the key: %v, %v", left, err)
	}
}

func TestRefused(t *testing.T) {
	secret := bytes.Repeat([]byte{7}, Size)
	for name, c := range map[string]struct {
		data []byte
		mode fs.FileMode
		want havre.Text
	}{
		"read by all":       {secret, 0o644, havre.Text{FR: "chmod 600", EN: "chmod 600"}},
		"read by the group": {secret, 0o640, havre.Text{FR: "propriétaire", EN: "owner"}},
		"short":             {secret[1:], 0o600, havre.Text{FR: "32 octets", EN: "32 bytes"}},
		"long":              {append(secret, 7), 0o600, havre.Text{FR: "32 octets", EN: "32 bytes"}},
		"empty":             {nil, 0o600, havre.Text{FR: "32 octets", EN: "32 bytes"}},
	} {
		path := filepath.Join(t.TempDir(), "havre.key")
		if err := os.WriteFile(path, c.data, c.mode); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path)
		var problems havre.Problems
		if !errors.As(err, &problems) || problems[0].File != path {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if m := problems[0].Message; !strings.Contains(m.FR, c.want.FR) || !strings.Contains(m.EN, c.want.EN) {
			t.Errorf("%s: %v", name, m)
		}
		if data, err := os.ReadFile(path); err != nil || !bytes.Equal(data, c.data) {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

func TestNoPlace(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(filepath.Join(blocked, "havre.key"))
	var problems havre.Problems
	if !errors.As(err, &problems) || problems[0].Message.EN == "" {
		t.Errorf("%v", err)
	}
	if _, err := Read(filepath.Join(t.TempDir(), "havre.key")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("reading made a key, or does not say that there is none: %v", err)
	}
}

// TestDerive holds keys to what HKDF-SHA256 gives for the same secret anywhere:
// checkpoints and webhooks are verified by others for years.
func TestDerive(t *testing.T) {
	k := &Key{}
	copy(k.secret[:], "0123456789abcdef0123456789abcdef")
	if got, want := fmt.Sprintf("%x", k.Derive("journal", 16)), "67908672e4ca0556639461d8197cee95"; got != want {
		t.Errorf("journal: %s, want %s", got, want)
	}
	if bytes.Equal(k.Derive("webhook/a/1", 32), k.Derive("webhook/a/2", 32)) {
		t.Error("two purposes, one key")
	}
	if n := len(k.Derive("journal", 64)); n != 64 {
		t.Errorf("%d bytes", n)
	}
}

func TestNotPrinted(t *testing.T) {
	k := &Key{secret: [Size]byte(bytes.Repeat([]byte("s"), Size))}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if s := fmt.Sprintf(verb, k) + fmt.Sprintf(verb, *k); strings.Contains(s, "ss") || strings.Contains(s, "115") || strings.Contains(s, "0x73") {
			t.Errorf("%s prints %s", verb, s)
		}
	}
}
