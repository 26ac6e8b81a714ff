package provision_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/simulated"
	"github.com/havre-cloud/havre/store"
)

var errDied = errors.New("the process died")

// dying is the database of a process that dies at its nth transaction: just before it is
// committed, or just after, when nobody hears that it was. Nothing reaches it after that.
type dying struct {
	provision.DB
	mu    sync.Mutex
	left  int
	after bool
}

func (d *dying) spend() (last, dead bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.left--
	return d.left == 0, d.left < 0
}

// Read implements provision.DB.
func (d *dying) Read(ctx context.Context, fn func(provision.Tx) error) error {
	if _, dead := d.spend(); dead {
		return errDied
	}
	return d.DB.Read(ctx, fn)
}

// Write implements provision.DB.
func (d *dying) Write(ctx context.Context, fn func(provision.Tx) error) error {
	last, dead := d.spend()
	switch {
	case dead, last && !d.after:
		return errDied
	case last:
		return errors.Join(errDied, d.DB.Write(ctx, fn))
	}
	return d.DB.Write(ctx, fn)
}

// mischief is what goes wrong with a tenth of the calls, of every sort there is.
func mischief(seed uint64) func(simulated.Call) simulated.Fault {
	var mu sync.Mutex
	r := rand.New(rand.NewPCG(seed, 7))
	return func(c simulated.Call) simulated.Fault {
		mu.Lock()
		defer mu.Unlock()
		f := simulated.Fault{Pending: r.IntN(3)}
		if r.IntN(10) > 0 {
			return f
		}
		switch r.IntN(8) {
		case 0:
			f.Fail, f.After = driver.Busy, time.Millisecond
		case 1:
			f.Fail = driver.Uncertain
		case 2:
			f.Fail = driver.Conflicting
		case 3, 4:
			f.Lost = true
		case 5:
			f.Twice = c.Method == "Create"
		case 6:
			f.Hidden = r.IntN(3)
		case 7:
			f.Broken = c.Method == "Create"
		}
		return f
	}
}

// TestCrashes: whatever fails and wherever the process is killed, what was ordered exists
// in the end, once, and nothing else does.
func TestCrashes(t *testing.T) {
	seeds := 8
	if n, err := strconv.Atoi(os.Getenv("HAVRE_CRASH_SEEDS")); err == nil { // more, by hand
		seeds = n
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := onSQLite(t)
			r := rand.New(rand.NewPCG(uint64(seed), 1))
			for item, d := range []order.Delivery{
				delivery(0, 1, order.Add, twoTiers),
				delivery(0, 2, order.Modify, strings.Replace(twoTiers, `"count": 1`, `"count": 2`, 1)),
				delivery(0, 3, order.Delete, ""),
			} {
				w.failing(mischief(uint64(100*seed + item)))
				lives := w.survive(r, d)
				w.failing(nil)
				w.mend(0)
				w.exact(0)
				t.Logf("%s: %d lives", d.Item.Action, lives)
			}
		})
	}
}

// survive hands a delivery over and carries it out, in processes that die one after
// another.
func (w *world) survive(r *rand.Rand, d order.Delivery) (lives int) {
	w.t.Helper()
	for lives = 1; lives < 60; lives++ {
		process := w.process(&dying{DB: store.Using[provision.Tx](w.db), left: 1 + r.IntN(14), after: r.IntN(2) == 0})
		if _, err := process.Fulfil(w.t.Context(), d); err != nil && !errors.Is(err, errDied) && !told(err) {
			w.t.Fatal(err)
		}
		dep, err := read(w.t.Context(), w.db, d.Item.Instance)
		if err != nil || dep.Item != d.Item.Number {
			continue // it died before it had written anything
		}
		if run, err := runOf(w.t.Context(), w.db, dep.Run); err == nil && run.State.Ended() {
			return lives
		}
		if err := do(w.t.Context(), process, "provision.carry", map[string]any{"deployment": dep.ID, "run": dep.Run}); err != nil && !errors.Is(err, errDied) {
			w.t.Fatal(err)
		}
	}
	return lives
}

// told says that an order is told of a failure, and held.
func told(err error) bool {
	var stop *jobs.Stop
	return errors.As(err, &stop)
}

// mend does what the portal does in the end by itself, or somebody with its buttons: it
// retries what failed, repairs what differs, tries the ledger again.
func (w *world) mend(n int) {
	w.t.Helper()
	for range 12 {
		w.later(24 * time.Hour)
		d, err := read(w.t.Context(), w.db, instance(n))
		w.ok(err)
		switch d.State {
		case provision.Failed, provision.Cancelled:
			w.act(n, provision.Retry)
		case provision.Planned:
			w.act(n, provision.Apply)
		case provision.Running:
			if v := w.look(n); v.Drifted > 0 && v.State == provision.Running {
				_, err := w.SettleDrift(w.t.Context(), rachel, instance(n), provision.Repair)
				w.ok(err)
			}
		case provision.Leaving:
			w.ok(do(w.t.Context(), w.Service, "provision.patrol", struct{}{}))
		case provision.Building, provision.Undoing, provision.Gone:
		}
		w.carry(instance(n))
		if d, err = read(w.t.Context(), w.db, instance(n)); err == nil && d.Drifted == 0 && (d.State == provision.Gone || d.State == provision.Running && w.look(n).Drifted == 0) {
			return
		}
	}
}
