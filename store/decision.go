package store

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/record"
)

const decisionColumns = "d.id, d.need, n.name, n.title, o.path, o.title, n.ministry, d.revision, d.number, d.state, d.taken_on, d.verdict, " +
	"d.eligible, d.undetermined, d.ineligible, d.offers, d.catalogue, d.doctrine, d.program, d.taken_at, d.taken_by, COALESCE(h.name, ''), " +
	"d.due, d.reopened_at, d.changes, d.sha256"

const decisionTables = " JOIN needs n ON n.id = d.need JOIN organisations o ON o.id = n.organisation LEFT JOIN people h ON h.id = d.taken_by "

func decisionFields(d *record.DecisionSummary) []any {
	return []any{
		&d.ID, &d.Need, &d.NeedName, &d.Title, &d.Path, &d.OrgTitle, &d.Ministry, &d.Revision, &d.Number, &d.State,
		date{&d.On},
		&d.Best,
		&d.Eligible, &d.Undetermined, &d.Ineligible,
		words{&d.First},
		&d.Catalogue, &d.Doctrine, &d.Program,
		instant{&d.TakenAt},
		&d.TakenBy, &d.TakenByName,
		date{&d.Due},
		instant{&d.ReopenedAt},
		words{&d.Changes},
		&d.SHA256,
	}
}

func scanDecision(s scanner, d *record.DecisionSummary) error {
	return s.Scan(decisionFields(d)...)
}

// summaries reads some decisions, in no order.
func (tx *Tx) summaries(ctx context.Context, ids []any) ([]record.DecisionSummary, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var w where
	w.among("d.id", ids)
	return all(ctx, tx, scanDecision, "SELECT "+decisionColumns+" FROM decisions d"+decisionTables+"WHERE "+w.String(), w.operands...)
}

// Decision implements record.Tx.
func (tx *Tx) Decision(ctx context.Context, id string) (*record.Decision, error) {
	return tx.decision(ctx, id, "b.body", "NULL")
}

// DecisionGist implements record.Tx.
func (tx *Tx) DecisionGist(ctx context.Context, id string) (*record.Decision, error) {
	return tx.decision(ctx, id, "NULL", "b.gist")
}

// decision reads one, with what is asked of its body.
func (tx *Tx) decision(ctx context.Context, id, body, gist string) (*record.Decision, error) {
	var kept keptBody
	d, err := one(ctx, tx, func(s scanner, d *record.Decision) error {
		return s.Scan(append(decisionFields(&d.DecisionSummary), &d.Lang, &kept.dictionary, &kept.document, &kept.body, &kept.gist)...)
	}, "SELECT "+decisionColumns+", b.language, b.dictionary, b.document, "+body+", "+gist+" FROM decisions d"+decisionTables+
		"JOIN decision_bodies b ON b.decision = d.id WHERE d.id = $1", id)
	if err != nil {
		return nil, err
	}
	return d, tx.unpack(ctx, kept, d)
}

var decisionList = list[record.DecisionSummary]{
	from: "decisions d CROSS JOIN needs n", id: "d.id",
	orders: []sorting{
		{name: "taken", by: "d.taken_at", kind: byInstant, desc: true},
		{name: "title", by: "n.sort_title"},
		{name: "state", by: "d.state", kind: byText},
		{name: "due", by: "d.due", kind: byText},
	},
	columns: decisionColumns,
	rows:    "JOIN decisions d ON d.id = p.id" + decisionTables,
	scan:    scanDecision,
}

// fewDecisions are read and sorted sooner than they are found among all, in order.
const fewDecisions = 3000

// Decisions implements record.Tx: those of deleted needs are left out.
func (tx *Tx) Decisions(ctx context.Context, q record.DecisionQuery) (havre.Page[record.DecisionSummary], error) {
	w := decisionFilters(q)
	total, err := tx.countDecisions(ctx, q, w)
	if err != nil {
		return havre.Page[record.DecisionSummary]{}, err
	}
	l := decisionList
	if total <= fewDecisions || newestOnly(q) || q.Sort == "title" { // SQLite reads the tables of a CROSS JOIN in that order
		l.from = "needs n CROSS JOIN decisions d"
	}
	return pageOf(ctx, tx, l, w, q.List, total)
}

// decisionFilters chooses rows of decisions d, of needs n.
func decisionFilters(q record.DecisionQuery) *where {
	w := &where{}
	w.ofNeeds(q)
	w.equal("d.verdict", string(q.Verdict))
	w.equal("d.catalogue", q.Catalogue)
	switch {
	case newestOnly(q):
		w.and("d.id = n.decision")
		w.newest(q)
	case !q.DueBefore.IsZero():
		w.and("d.due <= ?", q.DueBefore.String())
		fallthrough
	default:
		w.and("d.need = n.id")
		w.equal("d.state", string(q.State))
	}
	return w
}

// newestOnly says that only the newest decision of each need can be asked for.
func newestOnly(q record.DecisionQuery) bool {
	return q.State == record.Current || q.State == record.Reopened || q.State == "" && !q.DueBefore.IsZero()
}

// newest asks of the needs n what their newest decision is, as they know it.
func (w *where) newest(q record.DecisionQuery) {
	w.and("n.decision <> ''")
	w.and("n.reopened = ?", q.State == record.Reopened)
	w.equal("n.verdict", string(q.Verdict))
	if !q.DueBefore.IsZero() {
		w.and("n.due <= ?", q.DueBefore.String())
	}
}

// ofNeeds is the part of the filters that is about the needs n.
func (w *where) ofNeeds(q record.DecisionQuery) {
	w.living("n.deleted_at", false)
	w.visible(q.Needs)
	w.equal("n.id", q.Need)
	w.matching("n.search", q.Search)
}

// AddDecision implements record.Tx.
func (tx *Tx) AddDecision(ctx context.Context, d *record.Decision) error {
	number, err := value[int](ctx, tx, "SELECT COALESCE(MAX(number), 0) + 1 FROM decisions WHERE need = $1", d.Need)
	if err != nil {
		return err
	}
	d.Number, d.State = number, record.Current
	if err := tx.run(ctx, "UPDATE decisions SET state = $1 WHERE need = $2 AND state <> $1", record.Superseded, d.Need); err != nil {
		return err
	}
	if err := tx.insertDecision(ctx, d); err != nil {
		return err
	}
	if err := tx.insertBody(ctx, d); err != nil {
		return err
	}
	return tx.makeCurrent(ctx, &d.DecisionSummary)
}

func (tx *Tx) insertDecision(ctx context.Context, d *record.Decision) error {
	return tx.run(ctx, `INSERT INTO decisions (id, need, number, revision, state, taken_on, verdict, eligible, undetermined, ineligible,
		offers, catalogue, doctrine, program, taken_at, taken_by, due, reopened_at, changes, sha256)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		d.ID, d.Need, d.Number, d.Revision, d.State, d.On.String(), d.Best, d.Eligible, d.Undetermined, d.Ineligible,
		words{d.First}, d.Catalogue, d.Doctrine, d.Program, at(d.TakenAt), d.TakenBy, due(d.Due), maybe(d.ReopenedAt), words{d.Changes}, d.SHA256)
}

// makeCurrent copies to the need what its lists filter and sort by.
func (tx *Tx) makeCurrent(ctx context.Context, d *record.DecisionSummary) error {
	n, err := tx.exec(ctx, `UPDATE needs SET decision = $1, verdict = $2, reopened = FALSE, due = $3, taken = taken + 1,
		taken_eligible = taken_eligible + $4, taken_undetermined = taken_undetermined + $5, taken_ineligible = taken_ineligible + $6, offer = $7 WHERE id = $8`,
		d.ID, d.Best, due(d.Due), unit(d.Best == decision.Eligible), unit(d.Best == decision.Undetermined), unit(d.Best == decision.Ineligible), first(d), d.Need)
	switch {
	case err != nil:
		return err
	case n == 0:
		return notFound(nil)
	}
	if err := tx.run(ctx, "DELETE FROM need_offers WHERE need = $1", d.Need); err != nil {
		return err
	}
	for rank, offer := range d.First {
		err := tx.run(ctx, "INSERT INTO need_offers (need, offer, rank) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", d.Need, offer, rank+1)
		if err != nil {
			return err
		}
	}
	return nil
}

// first is the eligible offer that ranks best, "" for none.
func first(d *record.DecisionSummary) string {
	if len(d.First) == 0 {
		return ""
	}
	return d.First[0]
}

// unit is one for yes.
func unit(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// ReopenDecision implements record.Tx. One that was reopened already gets the new
// reasons; one that was superseded is a Stale fault.
func (tx *Tx) ReopenDecision(ctx context.Context, d *record.DecisionSummary) error {
	n, err := tx.exec(ctx, "UPDATE decisions SET state = $1, reopened_at = $2, changes = $3, due = $4 WHERE id = $5 AND state <> $6",
		d.State, maybe(d.ReopenedAt), words{d.Changes}, due(d.Due), d.ID, record.Superseded)
	switch {
	case err != nil:
		return err
	case n == 0:
		return stale()
	}
	return tx.run(ctx, "UPDATE needs SET reopened = $1, due = $2 WHERE decision = $3", d.State == record.Reopened, due(d.Due), d.ID)
}

// SetDue implements record.Tx.
func (tx *Tx) SetDue(ctx context.Context, id string, day havre.Date) error {
	n, err := tx.exec(ctx, "UPDATE decisions SET due = $1 WHERE id = $2", due(day), id)
	switch {
	case err != nil:
		return err
	case n == 0:
		return notFound(nil)
	}
	return tx.run(ctx, "UPDATE needs SET due = $1 WHERE decision = $2", due(day), id)
}
