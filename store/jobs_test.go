package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// greet is a job.
type greet struct {
	Name string `json:"name"`
}

func (greet) Kind() string { return "greet" }

// patience is how long a test waits for what happens by itself, on a busy machine.
const patience = time.Minute

// runner starts to run jobs, until the test ends.
func runner(t *testing.T, db *store.DB, handlers ...jobs.Handler) *store.Runner {
	t.Helper()
	r, err := db.Jobs(handlers, store.RunnerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Stop(context.Background()); err != nil {
			t.Errorf("stopping: %v", err)
		}
	})
	return r
}

func enqueue(t *testing.T, db *store.DB, job jobs.Job, o jobs.Options) {
	t.Helper()
	write(t, db, func(tx *store.Tx) error { return tx.Enqueue(t.Context(), job, o) })
}

// heard gathers what handlers do.
type heard struct {
	mu   sync.Mutex
	said []string
	more chan struct{}
}

func newHeard() *heard { return &heard{more: make(chan struct{}, 10_000)} }

func (h *heard) say(what string) {
	h.mu.Lock()
	h.said = append(h.said, what)
	h.mu.Unlock()
	h.more <- struct{}{}
}

// wait is what was said once it was said so many times.
func (h *heard) wait(t *testing.T, times int) []string {
	t.Helper()
	for range times {
		select {
		case <-h.more:
		case <-time.After(patience):
			t.Fatalf("only heard %q", h.said)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return sorted(h.said)
}

func (h *heard) greeter() jobs.Handler {
	return jobs.Handler{Kind: "greet", Do: func(_ context.Context, args []byte, _ jobs.Attempt) error {
		var g greet
		err := json.Unmarshal(args, &g)
		h.say(g.Name)
		return err
	}}
}

func TestJobsRun(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHeard()
		runner(t, db, h.greeter())
		boom := errors.New("boom")
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			return errors.Join(tx.Enqueue(t.Context(), greet{"of a transaction undone"}, jobs.Options{}), boom)
		})
		if !errors.Is(err, boom) || havre.FaultOf(err) != nil {
			t.Fatalf("got %v", err)
		}
		enqueue(t, db, greet{"Alice"}, jobs.Options{})
		enqueue(t, db, greet{"Bruno"}, jobs.Options{At: time.Now().Add(time.Second)})
		same(t, "jobs", h.wait(t, 2), []string{"Alice", "Bruno"})
	})
}

func TestUniqueJobs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, name := range []string{"first", "second"} {
			enqueue(t, db, greet{name}, jobs.Options{Unique: "k"})
			enqueue(t, db, greet{name + " of another key"}, jobs.Options{Unique: name})
			enqueue(t, db, greet{name + " of no key"}, jobs.Options{})
		}
		h := newHeard()
		runner(t, db, h.greeter())
		want := []string{"first", "first of another key", "first of no key", "second of another key", "second of no key"}
		same(t, "one of a key", h.wait(t, 5), want)
		waitForState(t, db, jobs.Succeeded, 5)
		enqueue(t, db, greet{"third"}, jobs.Options{Unique: "k"}) // the first has ended
		same(t, "again", h.wait(t, 1), append(want, "third"))
	})
}

// waitForState waits until so many jobs are in a state.
func waitForState(t *testing.T, db *store.DB, s jobs.State, want int) {
	t.Helper()
	var got map[jobs.State]int
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var err error
		if got, err = db.JobCounts(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got[s] == want {
			return
		}
	}
	t.Fatalf("jobs are %v, want %d %s", got, want, s)
}

func TestFailingJobs(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		err      error
		attempts int
		want     jobs.State
		errors   int
	}{
		{"again later", errors.New("busy"), 3, jobs.Retrying, 1},
		{"the last attempt", errors.New("busy"), 1, jobs.Failed, 1},
		{"never again", &jobs.Stop{Cause: errors.New("gone")}, 3, jobs.Failed, 1},
		{"no error", nil, 3, jobs.Succeeded, 0},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		attempts := map[string]chan jobs.Attempt{} // by name: one job is tried again while the next runs
		for _, c := range cases {
			attempts[c.name] = make(chan jobs.Attempt, 10)
		}
		runner(t, db, jobs.Handler{Kind: "greet", Do: func(_ context.Context, args []byte, a jobs.Attempt) error {
			var g greet
			if err := json.Unmarshal(args, &g); err != nil {
				return err
			}
			attempts[g.Name] <- a
			for _, c := range cases {
				if c.name == g.Name {
					return c.err
				}
			}
			return nil
		}})
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				enqueue(t, db, greet{c.name}, jobs.Options{Attempts: c.attempts})
				a := <-attempts[c.name]
				same(t, "attempt", []any{a.Number, a.Last}, []any{1, c.attempts == 1})
				s := ended(t, db, a.ID)
				same(t, "status", []any{s.Kind, s.State, s.Attempts, len(s.Errors)}, []any{"greet", c.want, 1, c.errors})
				if c.errors > 0 && !strings.Contains(s.Errors[0], "busy") && !strings.Contains(s.Errors[0], "gone") {
					t.Errorf("the error is %q", s.Errors[0])
				}
				if time.Since(s.At) > patience {
					t.Errorf("last change at %v", s.At)
				}
			})
		}
		_, err := db.JobStatus(t.Context(), "999999")
		wantFault(t, err, havre.NotFound)
		_, err = db.JobStatus(t.Context(), "x")
		wantFault(t, err, havre.NotFound)
	})
}

// ended waits until an attempt has ended.
func ended(t *testing.T, db *store.DB, id string) *jobs.Status {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		s, err := db.JobStatus(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if s.State != jobs.Running {
			return s
		}
		if time.Now().After(end) {
			t.Fatalf("still running: %+v", s)
		}
	}
}

func TestPeriodicJobs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Parallel()
		h := newHeard()
		tick := func(every time.Duration) jobs.Handler {
			return jobs.Handler{Kind: "tick", Every: every, Do: func(_ context.Context, args []byte, _ jobs.Attempt) error {
				h.say(string(args))
				return nil
			}}
		}
		r := runner(t, db, tick(time.Second))
		same(t, "empty jobs", h.wait(t, 2), []string{"{}", "{}"})
		if err := r.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

// A daily job runs once a day, however often the program starts.
func TestPeriodicJobsSurviveRestarts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Parallel()
		h := newHeard()
		daily := jobs.Handler{Kind: "daily", Every: 24 * time.Hour, Do: func(context.Context, []byte, jobs.Attempt) error {
			h.say("today")
			return nil
		}}
		for i := range 2 {
			r, err := db.Jobs([]jobs.Handler{daily, h.greeter()}, store.RunnerOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				h.wait(t, 1)
			} else {
				time.Sleep(2 * time.Second) // time enough to do it once too often
			}
			if err := r.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "runs", h.said, []string{"today"})
	})
}

func TestStopWaitsForJobs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		began := make(chan struct{})
		r := runner(t, db, jobs.Handler{Kind: "greet", Do: func(ctx context.Context, _ []byte, _ jobs.Attempt) error {
			close(began)
			time.Sleep(300 * time.Millisecond)
			return db.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(ctx, "done", []byte("1")) })
		}})
		enqueue(t, db, greet{"x"}, jobs.Options{})
		<-began
		if err := r.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		read(t, db, func(tx *store.Tx) error {
			_, err := tx.Setting(t.Context(), "done")
			return err
		})
	})
}

// A job that outlasts the patience of Stop is cancelled, and runs again later.
func TestStopCancelsWhatLasts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		began := make(chan jobs.Attempt, 1)
		r := runner(t, db, jobs.Handler{Kind: "greet", Do: func(ctx context.Context, _ []byte, a jobs.Attempt) error {
			began <- a
			<-ctx.Done()
			return ctx.Err()
		}})
		enqueue(t, db, greet{"x"}, jobs.Options{})
		a := <-began
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		if err := r.Stop(ctx); err != nil {
			t.Fatal(err)
		}
		if s := ended(t, db, a.ID); s.State != jobs.Retrying && s.State != jobs.Waiting {
			t.Errorf("the job is %s", s.State)
		}
	})
}

func TestJobTimeout(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		began := make(chan jobs.Attempt, 1)
		runner(t, db, jobs.Handler{Kind: "greet", Timeout: 100 * time.Millisecond, Do: func(ctx context.Context, _ []byte, a jobs.Attempt) error {
			began <- a
			<-ctx.Done()
			return ctx.Err()
		}})
		enqueue(t, db, greet{"x"}, jobs.Options{})
		a := <-began
		if s := ended(t, db, a.ID); len(s.Errors) != 1 {
			t.Errorf("errors: %q", s.Errors)
		}
	})
}

// Two runners share the work of one database, and do each job once.
func TestTwoRunners(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		h := newHeard()
		one := storetest.Open(t, store.Config{URL: url})
		two := storetest.Open(t, store.Config{URL: url})
		runner(t, one, h.greeter())
		runner(t, two, h.greeter())
		var want []string
		for i := range 40 {
			name := fmt.Sprintf("%02d", i)
			want = append(want, name)
			enqueue(t, []*store.DB{one, two}[i%2], greet{name}, jobs.Options{})
		}
		same(t, "each once", h.wait(t, len(want)), want)
		waitForState(t, one, jobs.Succeeded, len(want))
	})
}
