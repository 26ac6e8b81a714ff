package store_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// writeUntilKilled counts, and says each number once it is committed; each
// transaction also appends to the journal and enqueues a job.
func writeUntilKilled(ctx context.Context, url string) error {
	db, err := store.Open(ctx, store.Config{URL: url})
	if err != nil {
		return err
	}
	for {
		n, err := countOne(ctx, db, "count")
		if err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// countOne adds one to a counter kept in the settings.
func countOne(ctx context.Context, db *store.DB, name string) (n int, err error) {
	err = db.Write(ctx, func(tx *store.Tx) error {
		if n, err = counter(ctx, tx, name); err != nil {
			return err
		}
		n++
		if _, err := journal.Append(ctx, tx, journal.Event{At: noon, Actor: "system", Action: "count", Object: strconv.Itoa(n)}); err != nil {
			return err
		}
		if err := tx.Enqueue(ctx, greet{strconv.Itoa(n)}, jobs.Options{}); err != nil {
			return err
		}
		return tx.SetSetting(ctx, name, []byte(strconv.Itoa(n)))
	})
	return n, err
}

// counter is zero before the first count.
func counter(ctx context.Context, tx *store.Tx, name string) (int, error) {
	text, err := tx.Setting(ctx, name)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(string(text))
}

// What was said to be saved is there after kill -9, and nothing by halves: the
// counter, the journal and the jobs agree.
func TestKilledInTheMiddleOfWrites(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		if err := storetest.Open(t, store.Config{URL: url}).Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		said := 0
		for range 3 {
			p := start(t, "write", url)
			for range 25 {
				said = number(t, p.line(t))
			}
			for _, line := range p.kill(t) {
				said = number(t, line)
			}
		}
		if said < 75 {
			t.Fatalf("the children only counted to %d", said)
		}
		db := storetest.Open(t, store.Config{URL: url})
		var n int
		read(t, db, func(tx *store.Tx) (err error) {
			n, err = counter(t.Context(), tx, "count")
			return err
		})
		if n != said && n != said+1 { // the last commit may not have been said
			t.Errorf("the counter is %d, %d was said", n, said)
		}
		log := &journal.Log{DB: store.Using[journal.Tx](db), Now: func() time.Time { return noon }, Name: "test", Seed: make([]byte, 32)}
		report, err := log.Verify(t.Context(), nil, "")
		if err != nil {
			t.Fatal(err)
		}
		if report.Fault != nil || report.Size != int64(n) {
			t.Errorf("the journal has %d entries, want %d, and is broken: %+v", report.Size, n, report.Fault)
		}
		counts, err := db.JobCounts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		same(t, "jobs", counts[jobs.Waiting], n)
		if !strings.Contains(url, "://") {
			same(t, "the file", integrity(t, url), "ok")
		}
	})
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("the child said %q", text)
	}
	return n
}

// integrity is what SQLite says of its own file.
func integrity(t *testing.T, file string) (said string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // it was read
	if err := db.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&said); err != nil {
		t.Fatal(err)
	}
	return said
}

// effect does a job once, however often it runs: what it did is remembered in the
// transaction that does it.
func effect(db *store.DB, done func(name string)) jobs.Handler {
	return jobs.Handler{Kind: "greet", Timeout: 2 * time.Second, Do: func(ctx context.Context, args []byte, _ jobs.Attempt) error {
		var g greet
		if err := json.Unmarshal(args, &g); err != nil {
			return err
		}
		err := db.Write(ctx, func(tx *store.Tx) error {
			if n, err := counter(ctx, tx, "did "+g.Name); err != nil || n > 0 {
				return err
			}
			total, err := counter(ctx, tx, "total")
			if err != nil {
				return err
			}
			return errors.Join(tx.SetSetting(ctx, "did "+g.Name, []byte("1")), tx.SetSetting(ctx, "total", []byte(strconv.Itoa(total+1))))
		})
		time.Sleep(20 * time.Millisecond) // the effect is committed, the job is not ended: the worst time to die
		if err == nil {
			done(g.Name)
		}
		return err
	}}
}

func workUntilKilled(ctx context.Context, url string) error {
	db, err := store.Open(ctx, store.Config{URL: url})
	if err != nil {
		return err
	}
	r, err := db.Jobs([]jobs.Handler{effect(db, func(name string) { fmt.Println(name) })}, store.RunnerOptions{RescueAfter: 4 * time.Second})
	if err != nil {
		return err
	}
	if err := r.Start(ctx); err != nil {
		return err
	}
	select {}
}

// Jobs whose process is killed run again, and their effect is done once.
func TestKilledInTheMiddleOfJobs(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, url string) {
		t.Parallel()
		db := storetest.Open(t, store.Config{URL: url})
		const all = 120
		write(t, db, func(tx *store.Tx) error {
			for i := range all {
				if err := tx.Enqueue(t.Context(), greet{strconv.Itoa(i)}, jobs.Options{}); err != nil {
					return err
				}
			}
			return nil
		})
		p := start(t, "work", url)
		for range 30 {
			p.line(t)
		}
		p.kill(t)
		r, err := db.Jobs([]jobs.Handler{effect(db, func(string) {})}, store.RunnerOptions{RescueAfter: 4 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		waitForState(t, db, jobs.Succeeded, all)
		if err := r.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		read(t, db, func(tx *store.Tx) error {
			total, err := counter(t.Context(), tx, "total")
			same(t, "effects", total, all)
			return err
		})
	})
}

// openOnly says what happens when the database is opened.
func openOnly(ctx context.Context, url string) error {
	db, err := store.Open(ctx, store.Config{URL: url})
	if err != nil {
		fmt.Println(describe(err))
		return nil
	}
	fmt.Println("opened")
	return db.Close()
}
