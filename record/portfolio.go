package record

import (
	"context"

	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
)

// Portfolio is who is where.
type Portfolio struct {
	Verdicts map[decision.Verdict]int            // "" for no decision
	Ministry map[string]map[decision.Verdict]int // "" for none known
	Offers   map[string]int                      // first eligible offer
	Reopened int
	Needs    int
}

// Portfolio counts the needs the actor may see by verdict of their current
// decision, by ministry and by first eligible offer.
func (s *Service) Portfolio(ctx context.Context, a identity.Actor, q NeedQuery) (*Portfolio, error) {
	if err := SignedIn(a); err != nil {
		return nil, err
	}
	var p *Portfolio
	err := s.DB.Read(ctx, func(tx Tx) (err error) {
		p, err = tx.CountPortfolio(ctx, See(a, q))
		return err
	})
	return p, err
}

// eachPage goes through every need of a query, without documents.
func eachPage(ctx context.Context, tx Tx, q NeedQuery, fn func(*Need)) error {
	for {
		page, err := tx.Needs(ctx, q)
		if err != nil {
			return err
		}
		for i := range page.Items {
			fn(&page.Items[i])
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}
