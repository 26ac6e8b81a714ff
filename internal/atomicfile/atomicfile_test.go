package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	for _, c := range []struct {
		write   func(string, []byte, fs.FileMode) error
		content string
		mode    fs.FileMode
		want    fs.FileMode
	}{{Write, "one", 0o600, 0o600}, {Replace, "two", 0o644, 0o600}, {Write, "three", 0o644, 0o644}} {
		if err := c.write(name, []byte(c.content), c.mode); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(name)
		info, stat := os.Stat(name)
		if err != nil || stat != nil || string(got) != c.content || info.Mode().Perm() != c.want {
			t.Errorf("%q, %v, %v, %v", got, info.Mode(), err, stat)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%v is left, %v", left, err)
	}
}

// A write that fails leaves what was there, and nothing beside it.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	if err := os.MkdirAll(filepath.Join(name, "b"), 0o700); err != nil { // a folder in use: nothing renames over it
		t.Fatal(err)
	}
	if err := Write(name, []byte("x"), 0o600); err == nil {
		t.Error("a folder was replaced by a file")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%v is left, %v", left, err)
	}
}
