package store

import (
	"context"

	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/record"
)

// CountPortfolio implements record.Tx.
func (tx *Tx) CountPortfolio(ctx context.Context, q record.NeedQuery) (*record.Portfolio, error) {
	out := &record.Portfolio{Verdicts: map[decision.Verdict]int{}, Ministry: map[string]map[decision.Verdict]int{}, Offers: map[string]int{}}
	if err := tx.countOutcomes(ctx, q, out); err != nil {
		return nil, err
	}
	type count struct {
		offer string
		needs int
	}
	w := needFilters(q)
	offers, err := all(ctx, tx, func(s scanner, c *count) error { return s.Scan(&c.offer, &c.needs) },
		"SELECT f.offer, COUNT(*) FROM needs n JOIN need_offers f ON f.need = n.id AND f.rank = 1 WHERE "+w.String()+" GROUP BY f.offer", w.operands...)
	for _, c := range offers {
		out.Offers[c.offer] = c.needs
	}
	return out, err
}

// countOutcomes counts needs by ministry, verdict and whether they are reopened.
func (tx *Tx) countOutcomes(ctx context.Context, q record.NeedQuery, out *record.Portfolio) error {
	type count struct {
		ministry string
		verdict  decision.Verdict
		reopened bool
		needs    int
	}
	w := needFilters(q)
	counts, err := all(ctx, tx, func(s scanner, c *count) error { return s.Scan(&c.ministry, &c.verdict, &c.reopened, &c.needs) },
		"SELECT n.ministry, n.verdict, n.reopened, COUNT(*) FROM needs n WHERE "+w.String()+" GROUP BY n.ministry, n.verdict, n.reopened", w.operands...)
	for _, c := range counts {
		out.Needs += c.needs
		out.Verdicts[c.verdict] += c.needs
		if c.reopened {
			out.Reopened += c.needs
		}
		if out.Ministry[c.ministry] == nil {
			out.Ministry[c.ministry] = map[decision.Verdict]int{}
		}
		out.Ministry[c.ministry][c.verdict] += c.needs
	}
	return err
}
