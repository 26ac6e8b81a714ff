package order

import (
	"context"
	"errors"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
)

// Deputy is the identifier of the person of an address, whom the actor would let
// settle in their place. An address without account is told as an account that is
// not in use.
func (s *Service) Deputy(ctx context.Context, a identity.Actor, email string) (id string, err error) {
	if err := record.SignedIn(a); err != nil {
		return "", err
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		p, err := tx.PersonOfMail(ctx, email)
		if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			return havre.Problems{{Field: "to", Value: email, Message: havre.Text{FR: "cette personne n’a pas de compte en service", EN: "this person has no account in use"}}}
		}
		if err == nil {
			id = p.ID
		}
		return err
	})
	return id, err
}
