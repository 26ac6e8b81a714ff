package demo

import (
	"bytes"
	"errors"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
)

// event is something that somebody of the cast does.
type event func(s *story, by identity.Actor) error

var errNoExample = errors.New("no example of that name")

// described puts an example on record as a need of a place, and shares it with
// everybody there. The words replaced, two by two, are what the team did not know
// yet, or wrote otherwise.
func described(example, in string, replace ...string) event {
	return func(s *story, by identity.Actor) error {
		text, ok := s.texts[example]
		if !ok {
			return errNoExample
		}
		for i := 0; i+1 < len(replace); i += 2 {
			text = bytes.Replace(text, []byte(replace[i]), []byte(replace[i+1]), 1)
		}
		n, err := s.CreateNeed(s.ctx, by, record.NewNeed{Organisation: s.organisations[in].ID, Document: text})
		s.needs[example] = n
		return err
	}
}

// shared shows a draft to everybody of its organisation.
func shared(example string) event {
	return func(s *story, by identity.Actor) error {
		n := s.needs[example]
		n, err := s.SetState(s.ctx, by, n.ID, n.Version, record.Shared)
		s.needs[example] = n
		return err
	}
}

// corrected writes the example as it is, with a note.
func corrected(example, note string) event {
	return func(s *story, by identity.Actor) error {
		n := s.needs[example]
		n, err := s.UpdateNeed(s.ctx, by, n.ID, n.Version, record.NewNeed{Document: s.texts[example], Note: note})
		s.needs[example] = n
		return err
	}
}

// sent notes that the flow matrix of a need was sent.
func sent(example, to, note string) event {
	return func(s *story, by identity.Actor) error {
		_, err := s.NoteSending(s.ctx, by, s.needs[example].ID, record.NewSending{To: to, Note: note, Lang: havre.French})
		return err
	}
}

// decided takes the decision of a need.
func decided(example string) event {
	return func(s *story, by identity.Actor) error {
		_, err := s.Decide(s.ctx, by, s.needs[example].ID)
		return err
	}
}

// said adds a message to the discussion of a need.
func said(example, text string) event {
	return func(s *story, by identity.Actor) error {
		return s.AddComment(s.ctx, by, &record.CommentOn{Need: s.needs[example].ID, Text: text})
	}
}

// sharedWith lets other places, or people, read a need.
func sharedWith(example string, with ...string) event {
	return func(s *story, by identity.Actor) error {
		var ids []string
		for _, name := range with {
			if o, ok := s.organisations[name]; ok {
				ids = append(ids, o.ID)
			} else {
				ids = append(ids, s.actors[name].ID)
			}
		}
		_, err := s.ShareWith(s.ctx, by, s.needs[example].ID, ids)
		return err
	}
}

// asked asks for a derogation that ends so many days from today.
func asked(example, rule, offer, reason, proof string, left int) event {
	return func(s *story, by identity.Actor) error {
		return s.RequestDerogation(s.ctx, by, &record.Derogation{
			Need: s.needs[example].ID, Rule: rule, Offer: offer, Reason: reason, Proof: proof, Until: s.today.AddDays(left),
		})
	}
}

// granted records that the authority granted the last derogation of a need.
func granted(example, authority, reference string) event {
	return func(s *story, by identity.Actor) error {
		page, err := s.Derogations(s.ctx, by, record.DerogationQuery{Need: s.needs[example].ID, State: record.Requested})
		if err != nil {
			return err
		}
		for _, d := range page.Items {
			if _, err := s.SettleDerogation(s.ctx, by, d.ID, d.Version, record.Settlement{Grant: true, Authority: authority, Reference: reference}); err != nil {
				return err
			}
		}
		return nil
	}
}
