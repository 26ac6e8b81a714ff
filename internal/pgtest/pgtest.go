// Package pgtest gives tests a real PostgreSQL: a server of their own, started
// once for each test process in a temporary directory, and a database for each
// test. It fails, rather than skip, where PostgreSQL is not installed.
//
//	url := pgtest.Database(t)
//
// The server and its directory go away with the process, even when it is killed.
// To use a server that runs already, which saves a second or two for each
// package, set HAVRE_TEST_POSTGRES to its address, as a user who may create
// databases: labs/pg-lab gives one.
package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Database is the address of a new empty database, removed with the test.
func Database(tb testing.TB) string {
	tb.Helper()
	return create(tb, "template1")
}

// Clone is the address of a new copy of a database that prepare fills, once for
// each name and test process.
func Clone(tb testing.TB, name string, prepare func(address string) error) string {
	tb.Helper()
	address := shared(tb)
	templates.Lock()
	defer templates.Unlock()
	if outside() { // nobody would remove the template
		copied := create(tb, "template1")
		if err := prepare(copied); err != nil {
			tb.Fatalf("preparing the database %s: %v", name, err)
		}
		return copied
	}
	if !templates.ready[name] {
		run(tb, address, "CREATE DATABASE "+name)
		if err := prepare(at(tb, address, name)); err != nil {
			tb.Fatalf("preparing the database %s: %v", name, err)
		}
		templates.ready[name] = true
	}
	return create(tb, name)
}

var templates = struct {
	sync.Mutex
	ready map[string]bool
}{ready: map[string]bool{}}

// create makes a database of a random name.
func create(tb testing.TB, template string) string {
	tb.Helper()
	address := shared(tb)
	name := "test_" + strings.ToLower(rand.Text())
	run(tb, address, "CREATE DATABASE "+name+" TEMPLATE "+template)
	tb.Cleanup(func() { run(tb, address, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return at(tb, address, name)
}

// run executes a statement on the server.
func run(tb testing.TB, address, statement string) {
	tb.Helper()
	ctx := context.Background() // the test's own has ended when its cleanups run
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		tb.Fatalf("pgtest: %v", err)
	}
	defer conn.Close(ctx) //nolint:errcheck // the statement has been run
	if _, err := conn.Exec(ctx, statement); err != nil {
		tb.Fatalf("pgtest: %s: %v", statement, err)
	}
}

// at is the address of another database of the same server.
func at(tb testing.TB, address, database string) string {
	tb.Helper()
	u, err := url.Parse(address)
	if err != nil {
		tb.Fatalf("pgtest: HAVRE_TEST_POSTGRES: %v", err)
	}
	u.Path = "/" + database
	return u.String()
}

// outside says whether the server is somebody else's.
func outside() bool { return os.Getenv("HAVRE_TEST_POSTGRES") != "" }

// shared is the address of the server of this process.
func shared(tb testing.TB) string {
	tb.Helper()
	if outside() {
		return os.Getenv("HAVRE_TEST_POSTGRES")
	}
	s, err := once()
	if err != nil {
		tb.Fatalf("%v", err)
	}
	return s.Address
}

var once = sync.OnceValues(func() (*Server, error) {
	s, err := newServer()
	if err != nil {
		return nil, err
	}
	return s, s.start()
})

// Own starts a server for one test, which may kill it.
func Own(tb testing.TB) *Server {
	tb.Helper()
	s, err := newServer()
	if err == nil {
		err = s.start()
	}
	if err != nil {
		tb.Fatalf("%v", err)
	}
	tb.Cleanup(s.remove)
	return s
}

// missing says how to install what is not there.
func missing(program string) error {
	return fmt.Errorf("pgtest: %s was not found in PATH nor in /usr/lib/postgresql/*/bin. "+
		"These tests need PostgreSQL 15 or later. On Debian: apt-get install -y --no-install-recommends postgresql-15. "+
		"Or set HAVRE_TEST_POSTGRES to the address of a server", program)
}
