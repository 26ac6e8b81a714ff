package record

import (
	"context"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
)

// SetState shares, archives or makes a draft again.
func (s *Service) SetState(ctx context.Context, a identity.Actor, id string, version int64, to NeedState) (n *Need, err error) {
	if err := knownState(to); err != nil {
		return nil, err
	}
	err = s.write(ctx, a, func(tx Tx) error {
		if n, err = NeedFor(ctx, tx, a, id, identity.ShareNeed); err != nil {
			return err
		}
		if err := UpToDate(ctx, tx, n.Stamps, version); err != nil || n.State == to {
			return err
		}
		from := n.State
		n.State = to
		s.Stamp(&n.Stamps, a)
		if err := tx.SaveNeed(ctx, n, ""); err != nil {
			return err
		}
		if to == Shared {
			if err := s.publish(ctx, tx, notify.NeedShared, n, nil); err != nil {
				return err
			}
		}
		return s.afterwards(ctx, tx, n, from == Archived, s.Entry(a, "need.state", n.Subject(), Details("from", from, "to", to)))
	})
	if err != nil {
		return nil, err
	}
	return n, nil
}

func knownState(to NeedState) error {
	words := make([]string, len(NeedStates))
	for i, st := range NeedStates {
		if words[i] = string(st); st == to {
			return nil
		}
	}
	return havre.Problems{{
		Field: "state", Value: string(to), Suggestion: havre.Nearest(string(to), words),
		Message: havre.Text{FR: "un dossier est un brouillon (draft), partagé (shared) ou archivé (archived)", EN: "a need is draft, shared or archived"},
	}}
}

// restorable is how long a deleted need can be restored.
const restorable = 30 * 24 * time.Hour

// DeleteNeed deletes a need; RestoreNeed undoes it during thirty days, after which
// the daily work purges it.
func (s *Service) DeleteNeed(ctx context.Context, a identity.Actor, id string, version int64) error {
	return s.write(ctx, a, func(tx Tx) error {
		n, err := NeedFor(ctx, tx, a, id, identity.DeleteNeed)
		if err != nil {
			return err
		}
		if err := UpToDate(ctx, tx, n.Stamps, version); err != nil {
			return err
		}
		ordered, err := tx.Ordered(ctx, n.ID)
		if err != nil {
			return err
		}
		if ordered {
			return orderedNeed()
		}
		n.DeletedAt = s.Instant()
		s.Stamp(&n.Stamps, a)
		if err := tx.SaveNeed(ctx, n, ""); err != nil {
			return err
		}
		return s.Log(ctx, tx, a, "need.delete", n.Subject(), nil)
	})
}

// orderedNeed refuses to delete what accounts refer to.
func orderedNeed() error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Des commandes ont été passées pour ce dossier : il ne se supprime plus.", EN: "Orders were placed for this need: it can no longer be deleted."},
		Next:    havre.Text{FR: "Archivez-le : il reste lisible, et ses commandes aussi.", EN: "Archive it: it can still be read, and so can its orders."},
	}
}

// RestoreNeed undoes a deletion. A need that is not deleted stays as it is.
func (s *Service) RestoreNeed(ctx context.Context, a identity.Actor, id string) (n *Need, err error) {
	err = s.write(ctx, a, func(tx Tx) error {
		if err := SignedIn(a); err != nil {
			return err
		}
		if n, err = tx.Need(ctx, id); err != nil {
			return Hidden(err)
		}
		if n.Deleted() && a.May(identity.DeleteNeed, n.Subject().Object) != identity.Allowed {
			return identity.Missing()
		}
		if err := Allow(a, identity.DeleteNeed, n.Subject()); err != nil || !n.Deleted() {
			return err
		}
		if err := nameFree(ctx, tx, n, n.Name); err != nil {
			return err
		}
		n.DeletedAt = time.Time{}
		s.Stamp(&n.Stamps, a)
		if err := tx.SaveNeed(ctx, n, ""); err != nil {
			return err
		}
		return s.afterwards(ctx, tx, n, true, s.Entry(a, "need.restore", n.Subject(), nil))
	})
	if err != nil {
		return nil, err
	}
	return n, nil
}

// Revisions lists the versions of a need, newest first.
func (s *Service) Revisions(ctx context.Context, a identity.Actor, id string) (all []Revision, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if _, err := ReadNeed(ctx, tx, a, id); err != nil {
			return err
		}
		all, err = tx.Revisions(ctx, id)
		return err
	})
	return all, err
}

// Revision is one of them, with its document.
func (s *Service) Revision(ctx context.Context, a identity.Actor, id string, number int) (r *Revision, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if _, err := ReadNeed(ctx, tx, a, id); err != nil {
			return err
		}
		r, err = tx.Revision(ctx, id, number)
		return Hidden(err)
	})
	return r, err
}
