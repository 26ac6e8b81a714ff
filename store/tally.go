package store

import (
	"context"

	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/record"
)

// countDecisions counts the decisions of a list. There may be hundreds of
// thousands: each need knows how many were taken for it, and what its newest is
// worth, which answers nearly every question.
func (tx *Tx) countDecisions(ctx context.Context, q record.DecisionQuery, filters *where) (int, error) {
	tally := tallyOf(q)
	if tally == "" {
		return value[int](ctx, tx, "SELECT COUNT(*) FROM "+decisionList.from+" WHERE "+filters.String(), filters.operands...)
	}
	var w where
	operands := []any{}
	if !q.DueBefore.IsZero() {
		operands = append(operands, q.DueBefore.String())
	}
	tally = w.number(tally, operands)
	w.ofNeeds(q)
	return value[int](ctx, tx, "SELECT CAST(COALESCE(SUM("+tally+"), 0) AS BIGINT) FROM needs n WHERE "+w.String(), w.operands...)
}

// tallyOf is what one need counts for: a number of decisions taken, or whether the
// newest is among those asked for; "" when only the decisions can tell.
func tallyOf(q record.DecisionQuery) string {
	if q.Catalogue != "" {
		return ""
	}
	newest, taken := "n.decision <> ''", "n.taken"
	switch q.Verdict {
	case "":
	case decision.Eligible, decision.Undetermined, decision.Ineligible:
		newest += " AND n.verdict = '" + string(q.Verdict) + "'"
		taken = "n.taken_" + string(q.Verdict)
	default:
		return ""
	}
	switch {
	case q.State == record.Superseded && q.DueBefore.IsZero():
		return taken + " - CASE WHEN " + newest + " THEN 1 ELSE 0 END"
	case q.State == "" && q.DueBefore.IsZero():
		return taken
	case q.State == record.Reopened:
		newest += " AND n.reopened = TRUE"
	case q.State == record.Current || q.State == "":
		newest += " AND n.reopened = FALSE"
	default:
		return ""
	}
	if !q.DueBefore.IsZero() {
		newest += " AND n.due <= ?"
	}
	return "CASE WHEN " + newest + " THEN 1 ELSE 0 END"
}
