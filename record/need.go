package record

import (
	"bytes"
	"context"
	"errors"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// NewNeed is what makes a need, or changes one.
type NewNeed struct {
	Organisation string // identifier; "" is the actor's own for a new need, the same for another
	Document     []byte // YAML or JSON of one dossier; its metadata name and title are the need's
	Note         string // why, in the author's words
}

// CreateNeed puts a need on record as a draft. The organisation's body and
// ministry fill what the document leaves out. A name already taken in the
// organisation is a Conflict; mistakes are an Invalid fault with their places.
func (s *Service) CreateNeed(ctx context.Context, a identity.Actor, n NewNeed) (*Need, error) {
	need := &Need{ID: s.NewID(), State: Draft}
	err := s.write(ctx, a, func(tx Tx) error {
		*need = Need{ID: need.ID, State: Draft}
		if n.Organisation == "" {
			n.Organisation = a.Home
		}
		if err := place(ctx, tx, a, need, n.Organisation); err != nil {
			return err
		}
		if err := s.fill(ctx, tx, a, need, n); err != nil {
			return err
		}
		return s.Log(ctx, tx, a, "need.create", need.Subject(), nil)
	})
	if err != nil {
		return nil, err
	}
	return need, nil
}

// place puts a need in an organisation where the actor may write.
func place(ctx context.Context, tx Tx, a identity.Actor, n *Need, organisation string) error {
	if err := SignedIn(a); err != nil {
		return err
	}
	if organisation == "" {
		return havre.Problems{{Field: "organisation", Message: havre.Text{
			FR: "indiquez l’organisation qui porte ce dossier", EN: "say which organisation this need belongs to",
		}}}
	}
	o, err := tx.Organisation(ctx, organisation)
	if err != nil {
		return Hidden(err)
	}
	about := Subject{"Organisation", o.ID, o.Name, o.ID, identity.Object{Path: o.Path}}
	if a.May(identity.ReadOrganisation, about.Object) != identity.Allowed || o.Deleted() {
		return identity.Missing()
	}
	if err := Allow(a, identity.WriteNeed, about); err != nil {
		return err
	}
	n.Organisation, n.Path, n.OrgTitle = o.ID, o.Path, o.Title
	return nil
}

// fill reads the document into the need and saves both.
func (s *Service) fill(ctx context.Context, tx Tx, a identity.Actor, n *Need, from NewNeed) error {
	d, err := DossierOf(from.Document)
	if err != nil {
		return err
	}
	if err := nameFree(ctx, tx, n, d.Metadata.Name); err != nil {
		return err
	}
	own, err := owning(ctx, tx, n.Organisation)
	if err != nil {
		return err
	}
	n.Document, n.Name, n.Title = from.Document, d.Metadata.Name, d.Metadata.Title
	if n.Title == "" {
		n.Title = n.Name
	}
	n.Ministry = string(d.Spec.Organisation.Ministry)
	if n.Ministry == "" {
		n.Ministry = own.ministry
	}
	s.Stamp(&n.Stamps, a)
	if n.Revision == 0 {
		n.Revision = 1
	}
	return tx.SaveNeed(ctx, n, from.Note)
}

// nameFree refuses a name that another living need of the organisation has.
func nameFree(ctx context.Context, tx Tx, n *Need, name string) error {
	other, err := tx.NeedNamed(ctx, n.Organisation, name)
	switch {
	case errors.Is(err, &havre.Fault{Code: havre.NotFound}) || err == nil && other.ID == n.ID:
		return nil
	case err != nil:
		return err
	}
	return &havre.Fault{
		Code: havre.Conflict,
		Message: havre.Text{
			FR: "Un dossier de cette organisation s’appelle déjà « %s ».", EN: "A need of this organisation is already called “%s”.",
		}.With(name),
		Next: havre.Text{
			FR: "Changez metadata.name, ou modifiez le dossier existant.", EN: "Change metadata.name, or change the existing need.",
		},
	}
}

// UpdateNeed writes a new revision when the document differs. A version that is
// no longer the newest is a Stale fault, whose sentence names who changed it.
func (s *Service) UpdateNeed(ctx context.Context, a identity.Actor, id string, version int64, n NewNeed) (need *Need, err error) {
	err = s.write(ctx, a, func(tx Tx) error {
		need, err = NeedFor(ctx, tx, a, id, identity.WriteNeed)
		if err != nil {
			return err
		}
		if err := UpToDate(ctx, tx, need.Stamps, version); err != nil {
			return err
		}
		moved := n.Organisation != "" && n.Organisation != need.Organisation
		if !moved && bytes.Equal(n.Document, need.Document) {
			return nil
		}
		if moved {
			if err := place(ctx, tx, a, need, n.Organisation); err != nil {
				return err
			}
		}
		if !bytes.Equal(n.Document, need.Document) {
			need.Revision++
		}
		if err := s.fill(ctx, tx, a, need, n); err != nil {
			return err
		}
		return s.afterwards(ctx, tx, need, moved, s.Entry(a, "need.update", need.Subject(), Details("revision", need.Revision)))
	})
	if err != nil {
		return nil, err
	}
	return need, nil
}
