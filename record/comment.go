package record

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
)

// MaxComment is how long a message may be, in characters.
const MaxComment = 10_000

// Comments lists the discussion of a need, oldest first; a deleted message keeps
// its place without its text.
func (s *Service) Comments(ctx context.Context, a identity.Actor, need string) (all []CommentOn, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if _, err := ReadNeed(ctx, tx, a, need); err != nil {
			return err
		}
		all, err = tx.Comments(ctx, need)
		return err
	})
	for i := range all {
		if all[i].Deleted() {
			all[i].Text = ""
		}
	}
	return all, err
}

// AddComment adds a message and tells the others who take part.
func (s *Service) AddComment(ctx context.Context, a identity.Actor, c *CommentOn) error {
	c.Text = strings.TrimSpace(c.Text)
	if err := c.check(); err != nil {
		return err
	}
	c.ID = s.NewID()
	return s.write(ctx, a, func(tx Tx) error {
		n, err := NeedFor(ctx, tx, a, c.Need, identity.Comment)
		if err != nil {
			return err
		}
		c.Author, c.Name, c.Stamps = a.ID, a.Name, identity.Stamps{}
		s.Stamp(&c.Stamps, a)
		if err := tx.SaveComment(ctx, c); err != nil {
			return err
		}
		if err := s.tellComment(ctx, tx, a, n, c); err != nil {
			return err
		}
		return s.Log(ctx, tx, a, "need.comment", n.Subject(), Details("comment", c.ID))
	})
}

func (c *CommentOn) check() error {
	var problems havre.Problems
	if c.Text == "" {
		problems = append(problems, havre.Problem{Field: "text", Message: havre.Text{FR: "écrivez un message", EN: "write a message"}})
	}
	if n := utf8.RuneCountInString(c.Text); n > MaxComment {
		problems = append(problems, havre.Problem{Field: "text", Message: havre.Text{
			FR: "%[1]d caractères ; %[2]d au plus", EN: "%[1]d characters; %[2]d at most",
		}.With(n, MaxComment)})
	}
	return problems.Err()
}

func (s *Service) tellComment(ctx context.Context, tx Tx, a identity.Actor, n *Need, c *CommentOn) error {
	people, err := Concerned(ctx, tx, n, s.Instant())
	if err != nil {
		return err
	}
	note := notify.Notice{
		Topic: notify.NeedCommented, Link: n.link() + "#" + c.ID, Object: n.ID, Mail: true,
		Title: havre.Text{FR: "%[1]s a écrit sur « %[2]s »", EN: "%[1]s wrote about “%[2]s”"}.With(a.Name, n.Title),
		Body:  havre.Same(c.Text),
	}
	if err := s.Tell(ctx, tx, people, a, n, note); err != nil {
		return err
	}
	return s.publish(ctx, tx, notify.NeedCommented, n, func(e *Event) { e.Comment = c.ID })
}

// DeleteComment deletes one's own message; RestoreComment undoes it.
func (s *Service) DeleteComment(ctx context.Context, a identity.Actor, id string) error {
	return s.setComment(ctx, a, id, "need.comment.delete", s.Instant())
}

// RestoreComment undoes it.
func (s *Service) RestoreComment(ctx context.Context, a identity.Actor, id string) error {
	return s.setComment(ctx, a, id, "need.comment.restore", time.Time{})
}

// setComment deletes or restores one's own message.
func (s *Service) setComment(ctx context.Context, a identity.Actor, id, action string, deleted time.Time) error {
	return s.write(ctx, a, func(tx Tx) error {
		if err := SignedIn(a); err != nil {
			return err
		}
		c, err := tx.CommentOf(ctx, id)
		if err != nil {
			return Hidden(err)
		}
		n, err := NeedFor(ctx, tx, a, c.Need, identity.Comment)
		if err != nil {
			return err
		}
		if c.Author != a.ID {
			return &refusal{notYours(), identity.Comment, n.Subject()}
		}
		if c.Deleted() == !deleted.IsZero() {
			return nil
		}
		c.DeletedAt = deleted
		s.Stamp(&c.Stamps, a)
		if err := tx.SaveComment(ctx, c); err != nil {
			return err
		}
		return s.Log(ctx, tx, a, action, n.Subject(), Details("comment", c.ID))
	})
}

func notYours() error {
	return &havre.Fault{
		Code:    havre.Forbidden,
		Message: havre.Text{FR: "Ce message n’est pas de vous.", EN: "This message is not yours."},
		Next:    havre.Text{FR: "Demandez à son auteur de le supprimer.", EN: "Ask its author to delete it."},
	}
}
