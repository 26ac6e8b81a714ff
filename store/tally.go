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
	taken := takenColumn(q.Verdict)
	if q.Catalogue != "" || taken == "" || q.State == record.Superseded && !q.DueBefore.IsZero() {
		return value[int](ctx, tx, "SELECT COUNT(*) FROM "+decisionList.from+" WHERE "+filters.String(), filters.operands...)
	}
	var w where
	w.ofNeeds(q)
	if newestOnly(q) {
		w.newest(q)
		return value[int](ctx, tx, "SELECT COUNT(*) FROM needs n WHERE "+w.String(), w.operands...)
	}
	total, err := value[int](ctx, tx, "SELECT CAST(COALESCE(SUM("+taken+"), 0) AS BIGINT) FROM needs n WHERE "+w.String(), w.operands...)
	if err != nil || q.State != record.Superseded {
		return total, err
	}
	w.and("n.decision <> ''")
	w.equal("n.verdict", string(q.Verdict))
	newest, err := value[int](ctx, tx, "SELECT COUNT(*) FROM needs n WHERE "+w.String(), w.operands...)
	return total - newest, err
}

// takenColumn is where a need says how many decisions of a verdict were taken.
func takenColumn(v decision.Verdict) string {
	switch v {
	case "":
		return "n.taken"
	case decision.Eligible, decision.Undetermined, decision.Ineligible:
		return "n.taken_" + string(v)
	default:
		return ""
	}
}
