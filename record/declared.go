package record

import (
	"context"

	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/identity"
)

// Declared is a need with what it declares.
type Declared struct {
	Need
	Dossier *dossier.Dossier
}

// Declared reads what the needs that the actor may see declare, archived ones left
// out: for questions about all of them at once. One whose document cannot be read is
// left out too, and its own page tells why.
func (s *Service) Declared(ctx context.Context, a identity.Actor) ([]Declared, error) {
	if err := SignedIn(a); err != nil {
		return nil, err
	}
	var out []Declared
	err := s.DB.Read(ctx, func(tx Tx) error {
		out = nil // the transaction may be tried again
		return tx.EachNeed(ctx, See(a, NeedQuery{}), func(n *Need) error {
			d, err := DossierOf(n.Document)
			if err != nil || n.State == Archived {
				return nil //nolint:nilerr // it was right when it was stored; its page will tell
			}
			kept := Declared{*n, d}
			kept.Document = nil // the dossier says the same, in less room
			out = append(out, kept)
			return nil
		})
	})
	return out, err
}
