package store

import (
	"context"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/record"
)

func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func TestZZ(t *testing.T) {
	_, err := os.Stat("/dev/shm/zz.db")
	db, err2 := Open(t.Context(), Config{URL: "/dev/shm/zz.db"})
	if err2 != nil {
		t.Fatal(err2)
	}
	if err != nil {
		if err := fillPortal(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		db.engine.writer().Exec("DROP TABLE sqlite_stat1")
		db.Close()
		db, _ = Open(t.Context(), Config{URL: "/dev/shm/zz.db"})
	}
	if os.Getenv("AN") != "" {
		analyse(t.Context(), db)
		db.Close()
		db, _ = Open(t.Context(), Config{URL: "/dev/shm/zz.db"})
	}
	all := record.NeedQuery{All: true}
	one := record.NeedQuery{Scopes: []string{"/m3/"}, DraftScopes: []string{"/m3/"}, Reader: "p1"}
	tiny := record.NeedQuery{Scopes: []string{"/m3/m3o4/"}, Reader: "p1"}
	needs := func(q record.NeedQuery) func(context.Context, *Tx) error {
		return func(ctx context.Context, tx *Tx) error { _, err := tx.Needs(ctx, q); return err }
	}
	decisions := func(q record.DecisionQuery) func(context.Context, *Tx) error {
		return func(ctx context.Context, tx *Tx) error { _, err := tx.Decisions(ctx, q); return err }
	}
	sorted := func(q record.NeedQuery, sort string) record.NeedQuery { q.Sort = sort; return q }
	for _, c := range []struct {
		name string
		do   func(context.Context, *Tx) error
	}{
		{"needs/all", needs(all)},
		{"needs/ministry", needs(one)},
		{"needs/tiny", needs(tiny)},
		{"needs/ministry/by-verdict", needs(sorted(one, "verdict"))},
		{"needs/ministry/by-due", needs(sorted(one, "due"))},
		{"needs/all/by-state", needs(sorted(all, "state"))},
		{"needs/all/search", needs(record.NeedQuery{All: true, List: havre.List{Search: "dossier 77"}})},
		{"needs/all/offer", needs(record.NeedQuery{All: true, Offer: "o3"})},
		{"needs/all/due", needs(record.NeedQuery{All: true, DueBefore: havre.MustDate("2027-01-01")})},
		{"decisions/all", decisions(record.DecisionQuery{Needs: all})},
		{"decisions/ministry", decisions(record.DecisionQuery{Needs: one})},
		{"decisions/tiny", decisions(record.DecisionQuery{Needs: tiny})},
		{"decisions/need", decisions(record.DecisionQuery{Needs: one, Need: "n0000003"})},
		{"decisions/all/verdict", decisions(record.DecisionQuery{Needs: all, Verdict: decision.Eligible})},
		{"decisions/ministry/verdict", decisions(record.DecisionQuery{Needs: one, Verdict: decision.Eligible})},
		{"decisions/all/catalogue", decisions(record.DecisionQuery{Needs: all, Catalogue: "cat3"})},
		{"decisions/all/state", decisions(record.DecisionQuery{Needs: all, State: record.Reopened})},
		{"decisions/all/current", decisions(record.DecisionQuery{Needs: all, State: record.Current})},
		{"decisions/all/due", decisions(record.DecisionQuery{Needs: all, DueBefore: havre.MustDate("2026-12-01")})},
		{"decisions/all/by-title", decisions(record.DecisionQuery{Needs: all, List: havre.List{Sort: "title"}})},
		{"verdicts/all", func(ctx context.Context, tx *Tx) error { _, err := tx.CountVerdicts(ctx, all); return err }},
		{"verdicts/ministry", func(ctx context.Context, tx *Tx) error { _, err := tx.CountVerdicts(ctx, one); return err }},
		{"need", func(ctx context.Context, tx *Tx) error { _, err := tx.Need(ctx, "n0000003"); return err }},
	} {
		one := func() {
			if err := db.Read(t.Context(), func(tx *Tx) error { return c.do(t.Context(), tx) }); err != nil {
				t.Fatal(err)
			}
		}
		one()
		s := cpu()
		for range 10 {
			one()
		}
		t.Logf("%8.2f ms %s", float64((cpu()-s).Microseconds())/10000, c.name)
	}
}
