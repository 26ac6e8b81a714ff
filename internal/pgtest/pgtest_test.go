package pgtest_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/havre-cloud/havre/internal/pgtest"
)

func TestDatabasesAreApart(t *testing.T) {
	fill := func(address string) error {
		exec1(t, address, "CREATE TABLE a (b TEXT)")
		return nil
	}
	one, two := pgtest.Clone(t, "filled", fill), pgtest.Clone(t, "filled", fill)
	exec1(t, one, "INSERT INTO a VALUES ('x')")
	if n := count(t, one); n != 1 {
		t.Errorf("the first has %d rows, want 1", n)
	}
	if n := count(t, two); n != 0 {
		t.Errorf("the second sees %d rows of the first", n)
	}
}

func TestKilledServerStartsAgain(t *testing.T) {
	s := pgtest.Own(t)
	exec1(t, s.Address, "CREATE TABLE a (b TEXT)")
	s.Kill(t)
	if _, err := pgx.Connect(t.Context(), s.Address); err == nil {
		t.Fatal("the server answers after it was killed")
	}
	s.Start(t)
	if n := count(t, s.Address); n != 0 {
		t.Errorf("%d rows, want 0", n)
	}
}

// A test that is killed leaves neither a server nor its directory.
func TestNothingIsLeft(t *testing.T) {
	if address := os.Getenv("PGTEST_CHILD"); address != "" {
		child(t, address)
		return
	}
	said := t.TempDir() + "/address"
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNothingIsLeft$")
	c.Env = append(os.Environ(), "PGTEST_CHILD="+said, "HAVRE_TEST_POSTGRES=")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	address := waitFor(t, said)
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed
	_, dir, _ := strings.Cut(address, "host=")
	for range 500 {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("%s is still there", dir)
}

// child starts a server, says where, and waits to be killed.
func child(t *testing.T, said string) {
	t.Helper()
	s := pgtest.Own(t)
	if err := os.WriteFile(said+".tmp", []byte(s.Address), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(said+".tmp", said); err != nil {
		t.Fatal(err)
	}
	<-t.Context().Done()
}

func waitFor(t *testing.T, file string) string {
	t.Helper()
	for range 3000 {
		if text, err := os.ReadFile(file); err == nil {
			return string(text)
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the child said nothing")
	return ""
}

func exec1(t *testing.T, address, statement string) {
	t.Helper()
	conn := connect(t, address)
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, address string) (n int) {
	t.Helper()
	conn := connect(t, address)
	defer conn.Close(context.WithoutCancel(t.Context())) //nolint:errcheck // it was read
	if err := conn.QueryRow(t.Context(), "SELECT COUNT(*) FROM a").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}
