package store

import (
	"context"

	"github.com/havre-cloud/havre/provision"
)

const runColumns = "r.id, r.deployment, r.number, r.cause, r.generation, r.author, r.state, r.unchanged, r.calls, r.why_fr, r.why_en, r.started_at, r.ended_at"

func scanRun(s scanner, r *provision.Run) error {
	return s.Scan(&r.ID, &r.Deployment, &r.Number, &r.Cause, &r.Generation, &r.By, &r.State, &r.Unchanged, &r.Calls, &r.Why.FR, &r.Why.EN,
		instant{&r.StartedAt}, instant{&r.EndedAt})
}

// Run implements provision.Tx.
func (tx *Tx) Run(ctx context.Context, id string) (*provision.Run, error) {
	return one(ctx, tx, scanRun, "SELECT "+runColumns+" FROM runs r WHERE r.id = $1", id)
}

// Runs implements provision.Tx.
func (tx *Tx) Runs(ctx context.Context, deployment string, most int) ([]provision.Run, error) {
	return all(ctx, tx, scanRun, "SELECT "+runColumns+" FROM runs r WHERE r.deployment = $1 ORDER BY r.number DESC LIMIT $2", deployment, most)
}

// SaveRun implements provision.Tx. Its number in the deployment is never given to
// another.
func (tx *Tx) SaveRun(ctx context.Context, r *provision.Run) error {
	n, err := tx.exec(ctx, `UPDATE runs SET cause = $1, generation = $2, author = $3, state = $4, unchanged = $5, calls = $6, why_fr = $7, why_en = $8,
		started_at = $9, ended_at = $10 WHERE id = $11 AND deployment = $12 AND number = $13`,
		string(r.Cause), r.Generation, r.By, string(r.State), r.Unchanged, r.Calls, r.Why.FR, r.Why.EN, maybe(r.StartedAt), maybe(r.EndedAt), r.ID, r.Deployment, r.Number)
	if err != nil || n > 0 {
		return err
	}
	n, err = tx.exec(ctx, `INSERT INTO runs (id, deployment, number, cause, generation, author, state, unchanged, calls, why_fr, why_en, started_at, ended_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING`,
		r.ID, r.Deployment, r.Number, string(r.Cause), r.Generation, r.By, string(r.State), r.Unchanged, r.Calls, r.Why.FR, r.Why.EN, maybe(r.StartedAt), maybe(r.EndedAt))
	if err == nil && n == 0 {
		return taken(nil)
	}
	return err
}

// Steps implements provision.Tx.
func (tx *Tx) Steps(ctx context.Context, run string) ([]provision.Step, error) {
	return all(ctx, tx, func(s scanner, t *provision.Step) error {
		return s.Scan(&t.Run, &t.Number,
			words{&t.Step},
			&t.State, &t.Attempts,
			words{&t.Made},
			words{&t.Failure},
			instant{&t.StartedAt},
			instant{&t.TriedAt},
			instant{&t.UnsureUntil},
			instant{&t.EndedAt},
			instant{&t.NextAt})
	}, "SELECT run, number, step, state, attempts, made, failure, started_at, tried_at, unsure_until, ended_at, next_at FROM steps WHERE run = $1 ORDER BY number", run)
}

// stepsAtOnce times the operands of one is fewer than a database takes in a statement.
const stepsAtOnce = 500

// SaveSteps implements provision.Tx.
func (tx *Tx) SaveSteps(ctx context.Context, steps []provision.Step) error {
	for len(steps) > 0 {
		n := min(len(steps), stepsAtOnce)
		if err := tx.saveSteps(ctx, steps[:n]); err != nil {
			return err
		}
		steps = steps[n:]
	}
	return nil
}

func (tx *Tx) saveSteps(ctx context.Context, steps []provision.Step) error {
	var w where
	for i := range steps {
		s := &steps[i]
		w.and("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", s.Run, s.Number,
			words{s.Step},
			string(s.State), s.Attempts,
			words{s.Made},
			words{s.Failure},
			maybe(s.StartedAt), maybe(s.TriedAt), maybe(s.UnsureUntil), maybe(s.EndedAt), maybe(s.NextAt))
	}
	return tx.run(ctx, "INSERT INTO steps (run, number, step, state, attempts, made, failure, started_at, tried_at, unsure_until, ended_at, next_at) VALUES "+w.list()+`
		ON CONFLICT (run, number) DO UPDATE SET step = excluded.step, state = excluded.state, attempts = excluded.attempts, made = excluded.made,
		failure = excluded.failure, started_at = excluded.started_at, tried_at = excluded.tried_at, unsure_until = excluded.unsure_until, ended_at = excluded.ended_at, next_at = excluded.next_at`, w.operands...)
}
