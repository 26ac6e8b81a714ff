package provision

import (
	"context"
	"errors"

	"github.com/havre-cloud/havre"
)

// Names are the people of a deployment that somebody read, by identifier: who began its
// runs and who gave its accesses. One who was erased has no name left.
func (s *Service) Names(ctx context.Context, v *View) (map[string]string, error) {
	names := map[string]string{}
	for i := range v.Runs {
		names[v.Runs[i].By] = ""
	}
	for i := range v.Accesses {
		names[v.Accesses[i].By] = ""
	}
	return names, s.DB.Read(ctx, func(tx Tx) error {
		for id := range names {
			p, err := tx.Person(ctx, id)
			if err != nil && !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
				return err
			}
			if err == nil {
				names[id] = p.Name
			}
		}
		return nil
	})
}
