package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/store"
)

// fillTheDisk writes until the system refuses, because it lets no file of this
// process grow beyond a size; then the limit is lifted.
func fillTheDisk(ctx context.Context, url string) error {
	signal.Ignore(syscall.SIGXFSZ)
	db, err := store.Open(ctx, store.Config{URL: url})
	if err != nil {
		return err
	}
	limit := func(size uint64) error {
		var l syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
			return err
		}
		l.Cur = min(size, l.Max)
		return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l)
	}
	if err := limit(1 << 20); err != nil {
		return err
	}
	saved := 0
	fill := func() error {
		return db.Write(ctx, func(tx *store.Tx) error {
			return tx.SetSetting(ctx, fmt.Sprint("fill ", saved), make([]byte, 100_000))
		})
	}
	for ; err == nil && saved < 1000; saved++ {
		err = fill()
	}
	f := havre.FaultOf(err)
	if f == nil {
		return fmt.Errorf("after %d: %w", saved, err)
	}
	fmt.Println(f.Code, f.Message.EN)
	if err := limit(1 << 40); err != nil {
		return err
	}
	if err := fill(); err != nil {
		return fmt.Errorf("with room again: %w", describe(err))
	}
	fmt.Println("again")
	return db.Close()
}

// The system refuses to let the file grow, really: the error is a sentence, the
// file is whole, and writing goes on when there is room.
func TestSystemRefusesToWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "havre.db")
	p := start(t, "full", file)
	if said := p.line(t); !strings.HasPrefix(said, string(havre.Unavailable)) {
		t.Errorf("the child said %q", said)
	}
	same(t, "afterwards", p.line(t), "again")
	if err := p.cmd.Wait(); err != nil {
		t.Error(err)
	}
	same(t, "the file", integrity(t, file), "ok")
}

// On a read-only disk the program does not start, and says why. A process that is
// root may write whatever the permissions say, so another one tries.
func TestReadOnlyDisk(t *testing.T) {
	dir, program := publicDir(t), ""
	file := filepath.Join(dir, "havre.db")
	db, err := store.Open(t.Context(), store.Config{URL: file})
	if err := errors.Join(err, setOne(t.Context(), db), db.Close()); err != nil {
		t.Fatal(err)
	}
	if program, err = copyOfThisProgram(dir); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		mode os.FileMode
	}{{file, 0o444}, {dir, 0o555}} {
		if err := os.Chmod(c.path, c.mode); err != nil {
			t.Fatal(err)
		}
	}
	p := start(t, "open", file, func(c *exec.Cmd) {
		c.Path, c.Dir = program, "/"
		if os.Geteuid() == 0 {
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
	})
	said := p.line(t)
	if !strings.Contains(said, "Impossible d’ouvrir") || !strings.Contains(said, "havre.db") {
		t.Errorf("the child said %q", said)
	}
}

// publicDir is a directory that other users may enter.
func publicDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "havre-ro-") //nolint:usetesting // t.TempDir is for one user only
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(os.Chmod(dir, 0o755), os.RemoveAll(dir)) }) // it is in /tmp
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func copyOfThisProgram(dir string) (string, error) {
	from, err := os.Open(os.Args[0])
	if err != nil {
		return "", err
	}
	defer from.Close() //nolint:errcheck // it was read
	to, err := os.OpenFile(filepath.Join(dir, "program"), os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(to, from)
	return to.Name(), errors.Join(err, to.Close())
}
