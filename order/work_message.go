package order

import (
	"context"
	"errors"
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
)

// An operator need not be able to read the order: of its discussion, they read what was
// written since it was approved, and nothing that those who approved it said before.

// SayOnWork asks the requester something, or tells them, as the operator of a work; the
// answer comes back to whoever asked.
func (s *Service) SayOnWork(ctx context.Context, a identity.Actor, id, text string, files ...File) (*Message, error) {
	m, err := s.message(a, text, files)
	if err != nil {
		return nil, err
	}
	err = s.write(ctx, a, func(tx Tx) error {
		w, err := s.workFor(ctx, tx, a, id)
		if err != nil {
			return err
		}
		o, err := tx.Order(ctx, w.Order)
		if err != nil {
			return err
		}
		n, err := tx.Need(ctx, o.Need)
		if err != nil {
			return err
		}
		if w.Assignee == "" { // the answer is for somebody
			w.Assignee, w.AssigneeName = a.ID, a.Name
			s.Records.Stamp(&w.Stamps, a)
			if err := tx.SaveWork(ctx, w); err != nil {
				return err
			}
		}
		return s.say(ctx, tx, a, o, n, m)
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// openly are the messages of an order that its operators read.
func (o *Order) openly(all []Message) (out []Message) {
	for _, m := range all {
		if !o.ApprovedAt.IsZero() && !m.At.Before(o.ApprovedAt) {
			out = append(out, m)
		}
	}
	return out
}

// makes says whether a file is one that the actor may read as an operator of its order.
func (s *Service) makes(ctx context.Context, tx Tx, a identity.Actor, f *Attachment) (bool, error) {
	o, err := tx.Order(ctx, f.Order)
	if err != nil {
		return false, err
	}
	if f.Message == "" || o.ApprovedAt.IsZero() || f.At.Before(o.ApprovedAt) {
		return false, nil
	}
	page, err := tx.Works(ctx, WorkQuery{Order: o.ID, List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		return false, err
	}
	for i := range page.Items {
		if _, err := s.workFor(ctx, tx, a, page.Items[i].ID); err == nil {
			return true, nil
		}
	}
	return false, nil
}

// tellMakers tells the operators at work on an order, wherever they may read it.
func (s *Service) tellMakers(ctx context.Context, tx Tx, a identity.Actor, o *Order, told news) error {
	page, err := tx.Works(ctx, WorkQuery{Order: o.ID, Open: true, List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		return err
	}
	var out notify.News
	for i := range page.Items {
		w := &page.Items[i]
		if w.Assignee == "" && told.topic == notify.OrderHeld { // whoever might take it
			held := told
			held.link = w.link()
			if err := s.tellOperators(ctx, tx, w, o, held); err != nil {
				return err
			}
		}
		if w.Assignee == "" || w.Assignee == a.ID {
			continue
		}
		who, err := record.ActorOf(ctx, tx, w.Assignee, s.now())
		if errors.Is(err, &havre.Fault{Code: havre.NotFound}) || err == nil && who == nil {
			continue // their account is no more: the work list stays
		}
		if err != nil {
			return err
		}
		told.link = w.link()
		note := told.notice(o)
		note.ID, note.Person, note.At = s.newID(), w.Assignee, s.now()
		out.Notices = append(out.Notices, note)
	}
	if err := notify.Publish(ctx, tx, out); err != nil {
		return fmt.Errorf("telling operators: %w", err)
	}
	return nil
}
