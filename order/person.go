package order

import (
	"context"
	"errors"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
)

// Deputy is the identifier of the person of an address, whom the actor would let
// settle in their place: somebody with a role in the actor's ministry or body. Any
// other address is answered alike, whether or not it has an account.
func (s *Service) Deputy(ctx context.Context, a identity.Actor, email string) (id string, err error) {
	if err := record.SignedIn(a); err != nil {
		return "", err
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		p, err := tx.PersonOfMail(ctx, email)
		if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			return noDeputy(email)
		}
		if err != nil {
			return err
		}
		known, err := colleagues(ctx, tx, a, p)
		if err != nil {
			return err
		}
		if !known {
			return noDeputy(email)
		}
		id = p.ID
		return nil
	})
	return id, err
}

func noDeputy(email string) error {
	return havre.Problems{{Field: "to", Value: email, Message: havre.Text{
		FR: "personne de votre ministère ou organisme n’a ici de compte à cette adresse", EN: "nobody of your ministry or body has an account at this address here",
	}}}
}

// colleagues says whether a person has a role in the tree of organisations that one of
// the actor's roles is in, or on the whole portal.
func colleagues(ctx context.Context, tx Tx, a identity.Actor, p *identity.Person) (bool, error) {
	grants, err := tx.GrantsOf(ctx, p.ID)
	if err != nil {
		return false, err
	}
	for _, theirs := range grants {
		for _, mine := range a.Grants {
			if mine.Path == identity.PortalPath || theirs.Path == identity.PortalPath || rootOf(mine.Path) == rootOf(theirs.Path) {
				return true, nil
			}
		}
	}
	return false, nil
}

// rootOf is the first organisation of a path.
func rootOf(path string) string {
	root, _, _ := strings.Cut(strings.Trim(path, "/"), "/")
	return root
}
