package record

import (
	"context"
	"errors"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// Start puts the edition in use on record when it is new, and has the decisions
// it may change looked at. The tables imported before are put over the program's
// catalogue again.
func (s *Service) Start(ctx context.Context) error {
	h, note, err := s.starting(ctx)
	if err != nil {
		return err
	}
	err = s.DB.Write(ctx, func(tx Tx) error {
		last, err := tx.CurrentEdition(ctx)
		if err == nil && h.digests() == last.digests() {
			h.Edition = *last
			return nil
		}
		if err != nil && !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			return err
		}
		return s.begin(ctx, tx, identity.System(), h, note, last != nil)
	})
	if err == nil {
		s.Library.now.Store(h)
	}
	return err
}

// starting is what the program has to use: its own catalogue with the tables of
// the edition before.
func (s *Service) starting(ctx context.Context) (*Holding, havre.Text, error) {
	base := s.Library.Now().like()
	first := havre.Text{FR: "mise en service", EN: "first use"}
	updated := havre.Text{FR: "le programme a un catalogue ou une doctrine plus récents", EN: "the program has a newer catalogue or doctrine"}
	var h *Holding
	note := updated
	err := s.DB.Read(ctx, func(tx Tx) error {
		last, err := tx.CurrentEdition(ctx)
		switch {
		case errors.Is(err, &havre.Fault{Code: havre.NotFound}):
			h, note = base, first
			return nil
		case err != nil:
			return err
		case last.digests() == base.digests():
			h = base
			return nil
		}
		h, note, err = s.rebased(ctx, tx, last, base, updated)
		return err
	})
	return h, note, err
}

// rebased is a base with the tables of an edition over it. A table that no longer
// fits, because the base now says the same or no longer knows what it speaks of, is
// left out, and the note says so.
func (s *Service) rebased(ctx context.Context, tx Tx, last *Edition, base *Holding, note havre.Text) (*Holding, havre.Text, error) {
	a, err := tx.Artefact(ctx, last.Catalogue)
	if err != nil {
		return nil, note, err
	}
	tables, err := tablesOf(a.Content)
	if err != nil {
		return nil, note, err
	}
	h, left := base, tables
	for again := true; again; { // one table may speak of what another creates
		again = false
		left = slices.DeleteFunc(left, func(t table) bool {
			with, err := h.with(t)
			if err != nil {
				return false
			}
			h, again = with, true
			return true
		})
	}
	for _, t := range left {
		note = havre.Text{
			FR: "%[1]s ; le tableau %[2]s n’y convient plus et n’est plus employé", EN: "%[1]s; table %[2]s no longer fits it and is no longer used",
		}.With(note, t.name)
	}
	return h, note, nil
}

// like is the same holding to begin from, without the edition it is in use under.
func (h *Holding) like() *Holding {
	out := &Holding{Catalogue: h.Catalogue, Doctrine: h.Doctrine, Model: h.Model, files: h.files}
	out.Edition = Edition{Catalogue: h.Edition.Catalogue, Doctrine: h.Edition.Doctrine, CatalogueVersion: h.Edition.CatalogueVersion}
	return out
}
