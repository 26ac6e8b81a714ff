package record

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/identity"
)

// Subject is the need for the policy and the journal.
func (n *Need) Subject() Subject {
	o := identity.Object{Path: n.Path, Owner: n.CreatedBy, Draft: n.State == Draft}
	for _, s := range n.Shares {
		if s.Path != "" {
			o.Shared = append(o.Shared, s.Path)
		} else {
			o.Shared = append(o.Shared, s.With)
		}
	}
	return Subject{dossier.Kind, n.ID, n.Name, n.Organisation, o}
}

// See bounds a query to what the actor may see. A deleted need is seen by those
// who may restore it.
func See(a identity.Actor, q NeedQuery) NeedQuery {
	if q.Deleted {
		q.Scopes, q.All = a.Scoped(identity.DeleteNeed)
		q.DraftScopes, q.Reader = q.Scopes, ""
		return q
	}
	var drafts bool
	q.Scopes, q.All = a.Scoped(identity.ReadNeed)
	q.DraftScopes, drafts = a.Scoped(identity.ReadDraft)
	q.All, q.Reader = q.All && drafts, ""
	if a.May(identity.ReadNeed, identity.Object{Owner: a.ID}) == identity.Allowed {
		q.Reader = a.ID
	}
	return q
}

// Needs lists what the actor may see, without documents.
func (s *Service) Needs(ctx context.Context, a identity.Actor, q NeedQuery) (page havre.Page[Need], err error) {
	if err := SignedIn(a); err != nil {
		return page, err
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Needs(ctx, See(a, q))
		return err
	})
	return page, err
}

// Need is one that the actor may see, with its document, shares and current decision.
func (s *Service) Need(ctx context.Context, a identity.Actor, id string) (n *Need, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		n, err = ReadNeed(ctx, tx, a, id)
		return err
	})
	return n, err
}

// ReadNeed is a need that the actor may see.
func ReadNeed(ctx context.Context, tx Tx, a identity.Actor, id string) (*Need, error) {
	if err := SignedIn(a); err != nil {
		return nil, err
	}
	n, err := tx.Need(ctx, id)
	if err != nil {
		return nil, Hidden(err)
	}
	if n.Deleted() && a.May(identity.DeleteNeed, n.Subject().Object) != identity.Allowed {
		return nil, identity.Missing()
	}
	return n, a.Check(identity.ReadNeed, n.Subject().Object)
}

// NeedFor is a living need that the actor may do something to.
func NeedFor(ctx context.Context, tx Tx, a identity.Actor, id string, act identity.Action) (*Need, error) {
	if err := SignedIn(a); err != nil {
		return nil, err
	}
	n, err := tx.Need(ctx, id)
	if err != nil {
		return nil, Hidden(err)
	}
	if err := Allow(a, act, n.Subject()); err != nil {
		return nil, err
	}
	if n.Deleted() {
		return nil, deletedNeed(a, n)
	}
	return n, nil
}

// deletedNeed is the answer to a change of a deleted need, which only those who
// may restore it see.
func deletedNeed(a identity.Actor, n *Need) error {
	if a.May(identity.DeleteNeed, n.Subject().Object) != identity.Allowed {
		return identity.Missing()
	}
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Ce dossier est supprimé.", EN: "This need is deleted."},
		Next:    havre.Text{FR: "Rétablissez-le, puis recommencez.", EN: "Restore it, then try again."},
	}
}
