package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL server on a Unix socket. What it commits survives its
// death, not the machine's: it is made for tests that want speed.
type Server struct {
	Address string // of its database postgres

	dir  string
	bin  string
	as   *syscall.SysProcAttr // PostgreSQL refuses to run as root
	keep io.WriteCloser       // the server lives as long as this is open
	done chan struct{}        // closed when it has ended
}

// settings trade safety from power cuts for speed; a time zone that is not UTC shows who
// forgot to say UTC.
var settings = []string{
	"listen_addresses=", "fsync=off", "full_page_writes=off", "autovacuum=off", "jit=off",
	"shared_buffers=32MB", "max_connections=300", "timezone=Europe/Paris",
}

// supervise runs PostgreSQL until its standard input closes, that is until the
// test process has ended in whatever way, then removes the directory; or until it
// is told by which signal to end, and keeps the directory.
const supervise = `"$@" & pid=$!
read -r said
kill -"${said:-QUIT}" $pid
wait $pid
[ -n "$said" ] || rm -rf "$dir"`

func newServer() (*Server, error) {
	s := &Server{}
	var err error
	if s.bin, err = binaries(); err != nil {
		return nil, err
	}
	if s.dir, err = os.MkdirTemp("/tmp", "havre-pg-"); err != nil { // the path of a socket is short
		return nil, fmt.Errorf("pgtest: %w", err)
	}
	if err := s.unprivileged(); err != nil {
		return nil, err
	}
	if out, err := s.command(filepath.Join(s.bin, "initdb"), "-D", s.data(), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("pgtest: initdb: %w\n%s", err, out)
	}
	s.Address = "postgres://postgres@/postgres?sslmode=disable&host=" + s.dir
	return s, nil
}

// binaries is the directory of initdb and postgres.
func binaries() (string, error) {
	if path, err := exec.LookPath("postgres"); err == nil {
		if _, err := exec.LookPath(filepath.Join(filepath.Dir(path), "initdb")); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is right
	if len(found) == 0 {
		return "", missing("initdb")
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

// version is the 15 of /usr/lib/postgresql/15/bin/initdb.
func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))) // 0 is the oldest
	return n
}

// unprivileged chooses a user to run as, when we are root.
func (s *Server) unprivileged() error {
	s.as = &syscall.SysProcAttr{Setpgid: true} // Control-C is for the tests, which end the server
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, gid := number(u.Uid), number(u.Gid)
		s.as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return os.Chown(s.dir, uid, gid)
	}
	return errors.New("pgtest: PostgreSQL refuses to run as root, and there is no user postgres nor nobody")
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // identifiers of users are numbers on the systems PostgreSQL runs on
	return n
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(context.Background(), name, args...) //nolint:gosec // our own programs and arguments
	c.SysProcAttr = s.as
	c.Dir = "/"
	c.Env = []string{"LC_ALL=C.UTF-8", "PATH=" + os.Getenv("PATH"), "dir=" + s.dir}
	return c
}

// start starts the server and waits until it answers.
func (s *Server) start() error {
	args := []string{"-c", supervise, "sh", filepath.Join(s.bin, "postgres"), "-D", s.data(), "-k", s.dir}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	c := s.command("/bin/sh", args...)
	logs, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	defer logs.Close() //nolint:errcheck // the server has its own
	c.Stdout, c.Stderr = logs, logs
	if s.keep, err = c.StdinPipe(); err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	if err := c.Start(); err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	done := make(chan struct{})
	s.done = done
	go func() {
		defer close(done)
		_ = c.Wait() // a server always ends by a signal
	}()
	return s.ready()
}

// patience is how long a server may take to start on a busy machine.
const patience = time.Minute

func (s *Server) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.Address)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.done:
			return fmt.Errorf("pgtest: the server stopped while starting:\n%s", s.logs())
		case <-ctx.Done():
			return fmt.Errorf("pgtest: the server did not answer: %w\n%s", err, s.logs())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *Server) logs() []byte {
	logs, _ := os.ReadFile(filepath.Join(s.dir, "log")) // an empty log says it too
	return logs
}

// Kill ends the server and all its processes at once, in the middle of what they
// were doing, as a crash does; Start starts it again on the same data.
func (s *Server) Kill(tb testing.TB) {
	tb.Helper()
	if _, err := io.WriteString(s.keep, "QUIT\n"); err != nil {
		tb.Fatalf("pgtest: %v", err)
	}
	<-s.done
}

// Start starts a server that was killed.
func (s *Server) Start(tb testing.TB) {
	tb.Helper()
	if err := s.start(); err != nil {
		tb.Fatalf("%v", err)
	}
}

// remove ends the server and removes its directory.
func (s *Server) remove() {
	_ = s.keep.Close() // it may be dead already
	<-s.done
	_ = os.RemoveAll(s.dir)
}
