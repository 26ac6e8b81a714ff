package record

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/network/matrix"
)

// FlowQuestion is what is asked of the flows of a need: on which day, and on which
// platform to suppose it instead of those it declares.
type FlowQuestion struct {
	On       havre.Date // zero is today
	Platform string     // "" as declared
}

// FlowMatrix is the flow matrix of a need that the actor may see.
func (s *Service) FlowMatrix(ctx context.Context, a identity.Actor, id string, q FlowQuestion) (*Need, *matrix.Matrix, error) {
	n, err := s.Need(ctx, a, id)
	if err != nil {
		return nil, nil, err
	}
	m, err := s.matrix(n, q)
	return n, m, err
}

// matrix is the flow matrix of a need. A platform that the catalogue does not know
// that day, or a network, is a [havre.Problems].
func (s *Service) matrix(n *Need, q FlowQuestion) (*matrix.Matrix, error) {
	d, err := DossierOf(n.Document)
	if err != nil {
		return nil, err
	}
	if q.On.IsZero() {
		q.On = s.Today()
	}
	g := s.Library.Now().Graph(q.On)
	if q.Platform != "" {
		if p, ok := matrix.CanHost(g, "platform", q.Platform); !ok {
			return nil, havre.Problems{p}
		}
	}
	a := matrix.Of(d)
	a.Title, a.Host = n.Title, q.Platform
	return matrix.Build(g, []matrix.Application{a}), nil
}

// NeedFlows is the flows of one need among those that the actor may see.
type NeedFlows struct {
	Need   Need // without its document
	Matrix *matrix.Matrix
}

// FlowMatrices are those of every need of a query that the actor may see and that
// declares flows, in the order of their titles. Those that are archived declare
// nothing any more.
func (s *Service) FlowMatrices(ctx context.Context, a identity.Actor, q NeedQuery, on havre.Date) ([]NeedFlows, error) {
	if err := SignedIn(a); err != nil {
		return nil, err
	}
	var out []NeedFlows
	err := s.DB.Read(ctx, func(tx Tx) error {
		return tx.EachNeed(ctx, See(a, q), func(n *Need) error {
			if n.State == Archived {
				return nil
			}
			m, err := s.matrix(n, FlowQuestion{On: on})
			if err != nil {
				return err
			}
			if len(m.Rows) == 0 {
				return nil
			}
			n.Document = nil
			out = append(out, NeedFlows{*n, m})
			return nil
		})
	})
	sortByTitle(out)
	return out, err
}
