package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
)

// history writes the older decisions of needs, as the store keeps them: rows that
// differ from the newest by their number, their dates and being superseded. They are
// copied within the database, since packing 190,000 bodies would take a quarter of
// an hour for the same bytes.
type history struct {
	db    *sql.DB
	older int // of each need
}

// openHistory opens the database once more: the store lends no SQL to anybody.
func openHistory(url string, older int) (*history, error) {
	driver, address := "sqlite", "file:"+url+"?_pragma=busy_timeout(10000)"
	if strings.HasPrefix(url, "postgres") {
		driver, address = "pgx", url
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", driver, err)
	}
	return &history{db, older}, nil
}

// write gives their past to some needs, whose only decisions are given.
func (h *history) write(ctx context.Context, only []*record.Decision) (err error) {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	for _, d := range only {
		if err := h.past(ctx, tx, d); err != nil {
			return fmt.Errorf("decisions of need %s: %w", d.NeedName, err)
		}
	}
	return tx.Commit()
}

// past makes the only decision of a need its newest.
func (h *history) past(ctx context.Context, tx *sql.Tx, newest *record.Decision) error {
	if err := renumber(ctx, tx, newest, 1+h.older); err != nil {
		return err
	}
	for number := 1; number <= h.older; number++ {
		days := 14 * (1 + h.older - number)
		at := newest.TakenAt.Add(-24 * time.Hour * time.Duration(days))
		if err := again(ctx, tx, newest, number, newest.On.AddDays(-days).String(), at); err != nil {
			return err
		}
	}
	return nil
}

// renumber says that so many decisions were taken, the newest being the last.
func renumber(ctx context.Context, tx *sql.Tx, newest *record.Decision, taken int) error {
	if _, err := tx.ExecContext(ctx, "UPDATE decisions SET number = $1 WHERE id = $2", taken, newest.ID); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE needs SET taken = taken * $1, taken_eligible = taken_eligible * $1,
		taken_undetermined = taken_undetermined * $1, taken_ineligible = taken_ineligible * $1 WHERE id = $2`, taken, newest.Need)
	return err
}

// again copies a decision to an earlier day.
func again(ctx context.Context, tx *sql.Tx, newest *record.Decision, number int, on string, at time.Time) error {
	id := strings.ToLower(rand.Text())
	_, err := tx.ExecContext(ctx, `INSERT INTO decisions (id, need, number, revision, state, taken_on, verdict, eligible, undetermined, ineligible,
			offers, catalogue, doctrine, program, taken_at, taken_by, due, reopened_at, changes, sha256)
		SELECT $1, need, $2, revision, $3, $4, verdict, eligible, undetermined, ineligible,
			offers, catalogue, doctrine, program, $5, taken_by, due, reopened_at, changes, sha256 FROM decisions WHERE id = $6`,
		id, number, string(record.Superseded), on, at.UTC().Format("2006-01-02 15:04:05.000000"), newest.ID)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO decision_bodies (decision, need, edition, dictionary, language, document, body, gist)
		SELECT $1, need, edition, dictionary, language, document, body, gist FROM decision_bodies WHERE decision = $2`, id, newest.ID)
	return err
}

// close has PostgreSQL look at what was written, which it would do by itself, but
// later. SQLite looks when the portal opens it.
func (h *history) close(ctx context.Context, db *store.DB) error {
	var err error
	if db.Kind() == "postgresql" {
		_, err = h.db.ExecContext(ctx, "ANALYZE")
	}
	return errors.Join(err, h.db.Close())
}
