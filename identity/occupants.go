package identity

import (
	"context"

	"github.com/havre-cloud/havre/journal"
)

// Occupants counts what lives directly in an organisation, and keeps it from being
// deleted: organisations, needs and service accounts. It is for those who may change
// the organisation.
func (s *Service) Occupants(ctx context.Context, a Actor, id string) (n int, err error) {
	err = s.see(ctx, s.event(a, string(ReadOrganisation), organisationKind), func(tx Tx, e *journal.Event) error {
		if _, err := s.organisation(ctx, tx, a, WriteOrganisation, id, e); err != nil {
			return err
		}
		n, err = tx.Occupants(ctx, id)
		return err
	})
	return n, err
}
