package store

import (
	"context"

	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/record"
)

// outcome is what some needs have in common, and how many they are.
type outcome struct {
	ministry string
	verdict  decision.Verdict
	reopened bool
	offer    string // the first eligible, "" for none
	needs    int
}

func scanOutcome(s scanner, o *outcome) error {
	return s.Scan(&o.ministry, &o.verdict, &o.reopened, &o.offer, &o.needs)
}

// CountPortfolio implements record.Tx, in one pass of an index.
func (tx *Tx) CountPortfolio(ctx context.Context, q record.NeedQuery) (*record.Portfolio, error) {
	const of = "n.ministry, n.verdict, n.reopened, n.offer"
	w := needFilters(q)
	outcomes, err := all(ctx, tx, scanOutcome, "SELECT "+of+", COUNT(*) FROM needs n WHERE "+w.String()+" GROUP BY "+of, w.operands...)
	if err != nil {
		return nil, err
	}
	out := &record.Portfolio{Verdicts: map[decision.Verdict]int{}, Ministry: map[string]map[decision.Verdict]int{}, Offers: map[string]int{}}
	for _, o := range outcomes {
		o.addTo(out)
	}
	return out, nil
}

func (o *outcome) addTo(p *record.Portfolio) {
	p.Needs += o.needs
	p.Verdicts[o.verdict] += o.needs
	if o.reopened {
		p.Reopened += o.needs
	}
	if o.offer != "" {
		p.Offers[o.offer] += o.needs
	}
	if p.Ministry[o.ministry] == nil {
		p.Ministry[o.ministry] = map[decision.Verdict]int{}
	}
	p.Ministry[o.ministry][o.verdict] += o.needs
}
