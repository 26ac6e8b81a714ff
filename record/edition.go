package record

import (
	"context"
	"fmt"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
)

// Operation is the identifier of the work that looks at the decisions again when
// the edition begins. The first one has none to look at.
func (e *Edition) Operation() string { return fmt.Sprintf("edition-%d", e.Number) }

// Editions lists the catalogues and doctrines used, newest first; anyone may see them.
func (s *Service) Editions(ctx context.Context, l havre.List) (page havre.Page[Edition], err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Editions(ctx, l)
		return err
	})
	return page, err
}

func (e *Edition) digests() digests { return digests{e.Catalogue, e.Doctrine} }

// begin puts a new edition on record, and in hand the looking again at decisions
// that it calls for.
func (s *Service) begin(ctx context.Context, tx Tx, a identity.Actor, h *Holding, note havre.Text, again bool) error {
	if err := s.addArtefacts(ctx, tx, h); err != nil {
		return err
	}
	h.Edition.At, h.Edition.By, h.Edition.Note = s.Instant(), a.ID, note
	if err := tx.AddEdition(ctx, &h.Edition); err != nil {
		return err
	}
	if again {
		if err := s.startLooking(ctx, tx, a, h.Edition.Operation(), work{}); err != nil {
			return err
		}
		told := Event{Edition: &EventEdition{h.Edition.Number, h.Edition.Catalogue, h.Edition.Doctrine}}
		if err := s.send(ctx, tx, notify.CatalogueChanged, "", identity.PortalPath, told); err != nil {
			return err
		}
	}
	about := Subject{Kind: "Edition", ID: h.Edition.Catalogue, Name: h.Edition.CatalogueVersion, Object: identity.Object{Path: identity.PortalPath}}
	return s.Log(ctx, tx, a, "edition.begin", about, Details(
		"number", h.Edition.Number, "catalogue", h.Edition.Catalogue, "doctrine", h.Edition.Doctrine, "why.fr", note.FR, "why.en", note.EN,
	))
}

// Watch follows at each interval until the context ends. Each process that shares
// the database runs it; failed is told of what went wrong, and the next interval
// tries again.
func (s *Service) Watch(ctx context.Context, every time.Duration, failed func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.Follow(ctx); err != nil && ctx.Err() == nil {
				failed(err)
			}
		}
	}
}

// Follow takes up the edition that another process began. It costs one short read.
func (s *Service) Follow(ctx context.Context) error {
	var h *Holding
	err := s.DB.Read(ctx, func(tx Tx) error {
		last, err := tx.CurrentEdition(ctx)
		if err != nil || last.digests() == s.Library.Now().digests() {
			return ignoreMissing(err)
		}
		past, err := s.Library.of(ctx, tx, last.digests())
		if err != nil {
			return err
		}
		h = past.like()
		h.Edition = *last
		return nil
	})
	if err == nil && h != nil {
		s.Library.now.Store(h)
	}
	return err
}

// inUse says whether a holding is the edition in use, or none is on record.
func inUse(ctx context.Context, tx Tx, h *Holding) (bool, error) {
	last, err := tx.CurrentEdition(ctx)
	if err != nil {
		err = ignoreMissing(err)
		return err == nil, err
	}
	return last.digests() == h.digests(), nil
}

// RestoreEdition puts the tables of an earlier edition back over the program's
// catalogue, as a new edition: it undoes an import.
func (s *Service) RestoreEdition(ctx context.Context, a identity.Actor, number int64) (*Edition, error) {
	var h *Holding
	err := s.write(ctx, a, func(tx Tx) error {
		if err := Allow(a, identity.WriteCatalogue, catalogueSubject()); err != nil {
			return err
		}
		target, err := editionOf(ctx, tx, number)
		if err != nil {
			return err
		}
		base, err := open(s.Library.base)
		if err != nil {
			return err
		}
		note := havre.Text{FR: "retour à l’édition %d", EN: "back to edition %d"}.With(number)
		if h, note, err = s.rebased(ctx, tx, target, base, note); err != nil {
			return err
		}
		if same, err := inUse(ctx, tx, h); err != nil || same {
			return err
		}
		return s.begin(ctx, tx, a, h, note, true)
	})
	if err != nil {
		return nil, err
	}
	if h.Edition.Number > 0 {
		s.Library.now.Store(h)
	}
	return &s.Library.Now().Edition, nil
}

// editionOf finds an edition by number.
func editionOf(ctx context.Context, tx Tx, number int64) (*Edition, error) {
	l := havre.List{Limit: havre.MaxLimit}
	for {
		page, err := tx.Editions(ctx, l)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			if page.Items[i].Number == number {
				return &page.Items[i], nil
			}
		}
		if page.Next == "" {
			return nil, identity.Missing()
		}
		l.After = page.Next
	}
}

// catalogueSubject is the catalogue for the policy and the journal: everyone's.
func catalogueSubject() Subject {
	return Subject{Kind: "Catalogue", Object: identity.Object{Path: identity.PortalPath}}
}
