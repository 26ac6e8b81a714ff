package store

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/pgtest"
	"github.com/havre-cloud/havre/record"
)

// The sizes that lists are made for.
const (
	benchNeeds     = 10_000
	benchDecisions = 200_000
	benchMinistry  = 20 // organisations of each of ten ministries
)

// BenchmarkLists reads the first page of each list of a large portal, and counts
// the whole of it.
func BenchmarkLists(b *testing.B) {
	for name, url := range map[string]string{"sqlite": filepath.Join(b.TempDir(), "havre.db"), "postgresql": pgtest.Database(b)} {
		db, err := Open(b.Context(), Config{URL: url})
		if err != nil {
			b.Fatal(err)
		}
		if err := fillPortal(b.Context(), db); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) { benchLists(b, db) })
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func benchLists(b *testing.B, db *DB) {
	b.Helper()
	all := record.NeedQuery{All: true}
	one := record.NeedQuery{Scopes: []string{"/m3/"}, DraftScopes: []string{"/m3/"}, Reader: "p1"}
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
		{"needs/ministry/by-verdict", needs(sorted(one, "verdict"))},
		{"needs/ministry/by-due", needs(sorted(one, "due"))},
		{"needs/all/by-state", needs(sorted(all, "state"))},
		{"needs/all/search", needs(record.NeedQuery{All: true, List: havre.List{Search: "dossier 77"}})},
		{"needs/all/offer", needs(record.NeedQuery{All: true, Offer: "o3"})},
		{"needs/all/due", needs(record.NeedQuery{All: true, DueBefore: havre.MustDate("2027-01-01")})},
		{"decisions/all", decisions(record.DecisionQuery{Needs: all})},
		{"decisions/ministry", decisions(record.DecisionQuery{Needs: one})},
		{"decisions/need", decisions(record.DecisionQuery{Needs: one, Need: "n0000003"})},
		{"decisions/all/verdict", decisions(record.DecisionQuery{Needs: all, Verdict: decision.Eligible})},
		{"decisions/all/state", decisions(record.DecisionQuery{Needs: all, State: record.Reopened})},
		{"decisions/all/due", decisions(record.DecisionQuery{Needs: all, DueBefore: havre.MustDate("2026-12-01")})},
		{"verdicts/all", func(ctx context.Context, tx *Tx) error { _, err := tx.CountVerdicts(ctx, all); return err }},
		{"verdicts/ministry", func(ctx context.Context, tx *Tx) error { _, err := tx.CountVerdicts(ctx, one); return err }},
		{"need", func(ctx context.Context, tx *Tx) error { _, err := tx.Need(ctx, "n0000003"); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := db.Read(b.Context(), func(tx *Tx) error { return c.do(b.Context(), tx) }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// fillPortal makes the portal; the decisions are inserted many at a time.
func fillPortal(ctx context.Context, db *DB) error {
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	err := db.Write(ctx, func(tx *Tx) error {
		for m := range 10 {
			for o := range benchMinistry {
				org := &identity.Organisation{ID: fmt.Sprintf("m%d", m), Name: fmt.Sprintf("m%d", m), Title: fmt.Sprintf("Ministère %d", m)}
				if o > 0 {
					org = &identity.Organisation{ID: fmt.Sprintf("m%do%d", m, o), Parent: org.ID, Name: fmt.Sprintf("m%do%d", m, o), Title: fmt.Sprintf("Direction %d", o)}
				}
				if err := tx.SaveOrganisation(ctx, org); err != nil {
					return err
				}
			}
		}
		for i := range benchNeeds {
			id := fmt.Sprintf("n%07d", i)
			n := &record.Need{
				ID: id, Organisation: fmt.Sprintf("m%do%d", i%10, 1+i%(benchMinistry-1)), Name: id, Title: fmt.Sprintf("Dossier %d", i*7919%benchNeeds),
				State: record.NeedStates[i%2], Ministry: fmt.Sprintf("m%d", i%10), Document: []byte("x"),
				Stamps: identity.Stamps{CreatedAt: start, CreatedBy: fmt.Sprintf("p%d", i%500), UpdatedAt: start.Add(time.Duration(i) * time.Hour)},
			}
			if err := tx.SaveNeed(ctx, n, ""); err != nil {
				return err
			}
		}
		return nil
	})
	for from := 0; from < benchDecisions && err == nil; from += 1000 {
		err = db.Write(ctx, func(tx *Tx) error { return fillDecisions(ctx, tx, start, from, from+1000) })
	}
	if err != nil {
		return err
	}
	return analyse(ctx, db)
}

func fillDecisions(ctx context.Context, tx *Tx, start time.Time, from, until int) error {
	verdicts := []string{"eligible", "undetermined", "ineligible"}
	var w where
	var rows []string
	for i := from; i < until; i++ {
		state := "superseded"
		if i >= benchDecisions-benchNeeds {
			state = []string{"current", "current", "current", "reopened"}[i%4]
		}
		due := havre.MustDate("2026-06-01").AddDays(i % 900).String()
		rows = append(rows, "("+w.number("?, ?, ?, 1, ?, '2026-01-01', ?, 1, 2, 3, '[\"o1\",\"o2\"]', ?, 'doc', '1.0', ?, 'p1', ?, NULL, 'null', ''", []any{
			fmt.Sprintf("d%07d", i), fmt.Sprintf("n%07d", i%benchNeeds), 1 + i/benchNeeds, state, verdicts[i%3], fmt.Sprintf("cat%d", i/20_000),
			at(start.Add(time.Duration(i) * time.Minute)), due,
		})+")")
		if state == "superseded" {
			continue
		}
		if err := tx.run(ctx, "UPDATE needs SET decision = $1, verdict = $2, reopened = $3, due = $4, taken = 20, taken_eligible = 7, taken_undetermined = 7, taken_ineligible = 6 WHERE id = $5",
			fmt.Sprintf("d%07d", i), verdicts[i%3], state == "reopened", due, fmt.Sprintf("n%07d", i%benchNeeds)); err != nil {
			return err
		}
		if err := tx.run(ctx, "INSERT INTO need_offers (need, offer, rank) VALUES ($1, $2, 1)", fmt.Sprintf("n%07d", i%benchNeeds), fmt.Sprintf("o%d", i%30)); err != nil {
			return err
		}
	}
	return tx.run(ctx, "INSERT INTO decisions (id, need, number, revision, state, taken_on, verdict, eligible, undetermined, ineligible, offers, catalogue, "+
		"doctrine, program, taken_at, taken_by, due, reopened_at, changes, sha256) VALUES "+strings.Join(rows, ", "), w.operands...)
}

// analyse does what both databases do by themselves in time.
func analyse(ctx context.Context, db *DB) error {
	_, err := db.engine.writer().ExecContext(ctx, "ANALYZE")
	return err
}
