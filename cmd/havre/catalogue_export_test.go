package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/havre-cloud/havre"
)

// A copy that fails leaves nothing behind, wherever it was going.
func TestExportFails(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"a.yaml": {Data: []byte("a")}, "z": {Mode: fs.ModeNamedPipe}} // what cannot be copied comes last
	top := t.TempDir()
	if err := os.Mkdir(filepath.Join(top, "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"new", "new/below", "empty"} {
		if err := export(filepath.Join(top, dir), files); err == nil {
			t.Errorf("%s: no error", dir)
		}
	}
	var left []string
	_ = filepath.WalkDir(top, func(name string, _ fs.DirEntry, err error) error {
		if name != top {
			left = append(left, name)
		}
		return err
	})
	if len(left) != 1 || filepath.Base(left[0]) != "empty" {
		t.Errorf("left behind: %v", left)
	}
}

func TestExport(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"a.yaml": {Data: []byte("a")}, "b/c.yaml": {Data: []byte("c")}}
	dir := filepath.Join(t.TempDir(), "new", "below")
	if err := export(dir, files); err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(os.DirFS(dir), "a.yaml", "b/c.yaml"); err != nil {
		t.Error(err)
	}
	if problems := havre.Problems(nil); !errors.As(export(dir, files), &problems) {
		t.Error("a directory that is not empty was written to")
	}
}

// What the system refuses is told in both languages: what was being done, to which
// file, and why.
func TestFailures(t *testing.T) {
	t.Parallel()
	nested := &fs.PathError{Op: "copy", Path: "a", Err: &fs.PathError{Op: "write", Path: "b", Err: syscall.ENOSPC}}
	for _, c := range []struct {
		err  error
		want []string // file, then words in French, then in English
	}{
		{failed(havre.Text{FR: "la copie", EN: "copying"}, "there", nested), []string{"there", "la copie a échoué : il n'y a plus de place (", "copying failed: there is no room left ("}},
		{&fs.PathError{Op: "open", Path: "x.yaml", Err: syscall.EROFS}, []string{"x.yaml", "l'ouverture de ce fichier a échoué", "opening this file failed"}},
		{&fs.PathError{Op: "write", Path: os.Stdout.Name(), Err: syscall.ENOSPC}, []string{"", "sortie standard", "standard output"}},
		{&os.LinkError{Op: "rename", Old: "a", New: "b", Err: errors.New("odd")}, []string{"b", "erreur du système (odd)", "error of the system (odd)"}},
	} {
		f, ok := failureOf(c.err)
		if !ok {
			t.Errorf("%v: not recognised", c.err)
			continue
		}
		p := f.problem()
		if p.File != c.want[0] || !strings.Contains(p.Message.FR, c.want[1]) || !strings.Contains(p.Message.EN, c.want[2]) {
			t.Errorf("%v: %+v", c.err, p)
		}
	}
}
