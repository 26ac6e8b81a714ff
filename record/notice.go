package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
)

// link is the page of the need, without language.
func (n *Need) link() string { return "/dossiers/" + n.ID }

// Notices lists the actor's own.
func (s *Service) Notices(ctx context.Context, a identity.Actor, unread bool, l havre.List) (page havre.Page[notify.Notice], err error) {
	if err := SignedIn(a); err != nil {
		return page, err
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Notices(ctx, a.ID, unread, l)
		return err
	})
	return page, err
}

// MarkRead marks the actor's notices as read, all of them without ids.
func (s *Service) MarkRead(ctx context.Context, a identity.Actor, ids ...string) error {
	if err := SignedIn(a); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx Tx) error { return tx.MarkRead(ctx, a.ID, ids, s.Instant()) })
}

// MailStopped says whether the actor asked for no mail.
func (s *Service) MailStopped(ctx context.Context, a identity.Actor) (stopped bool, err error) {
	if err := SignedIn(a); err != nil {
		return false, err
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		stopped, err = notify.MailStopped(ctx, tx, a.ID)
		return err
	})
	return stopped, err
}

// StopMail keeps the actor's notices out of their mail, or lets them in again.
func (s *Service) StopMail(ctx context.Context, a identity.Actor, stop bool) error {
	if err := SignedIn(a); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx Tx) error { return notify.StopMail(ctx, tx, a.ID, stop) })
}

// Tell gives a notice to people: those who have an account in use, may read the
// need and are not the actor.
func (s *Service) Tell(ctx context.Context, tx Tx, people []string, from identity.Actor, n *Need, note notify.Notice) error {
	slices.Sort(people)
	var news notify.News
	for _, id := range slices.Compact(people) {
		if id == from.ID || id == "" || id == identity.System().ID {
			continue
		}
		ok, err := s.mayBeTold(ctx, tx, id, n)
		if err != nil {
			return err
		}
		if ok {
			note.ID, note.Person, note.At = s.NewID(), id, s.Instant()
			news.Notices = append(news.Notices, note)
		}
	}
	if err := notify.Publish(ctx, tx, news); err != nil {
		return fmt.Errorf("telling people: %w", err)
	}
	return nil
}

// mayBeTold says whether somebody may read today what the notice tells.
func (s *Service) mayBeTold(ctx context.Context, tx Tx, person string, n *Need) (bool, error) {
	a, err := ActorOf(ctx, tx, person, s.Instant())
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) || a == nil {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return a.May(identity.ReadNeed, n.Subject().Object) == identity.Allowed, nil
}

// ActorOf is what a person may do today, nil for an account that is not in use or
// is a program's.
func ActorOf(ctx context.Context, tx Tx, person string, at time.Time) (*identity.Actor, error) {
	p, err := tx.Person(ctx, person)
	if err != nil {
		return nil, err
	}
	if p.Kind != identity.Human || p.Disabled || p.Erased || p.Deleted() {
		return nil, nil
	}
	grants, err := tx.GrantsOf(ctx, person)
	if err != nil {
		return nil, err
	}
	grants = slices.DeleteFunc(grants, func(g identity.Grant) bool { return !g.InForce(at) })
	return &identity.Actor{ID: p.ID, Name: p.Name, Kind: p.Kind, Home: p.Home, Grants: grants, Lang: p.Language}, nil
}

// Concerned are the people to tell of what happens to a need: those who wrote it,
// decided, commented or asked for a derogation, and the product team of its
// organisation.
func Concerned(ctx context.Context, tx Tx, n *Need, at time.Time) ([]string, error) {
	people, err := team(ctx, tx, n.Organisation, at)
	if err != nil {
		return nil, err
	}
	people = append(people, n.CreatedBy, n.UpdatedBy)
	revisions, err := tx.Revisions(ctx, n.ID)
	if err != nil {
		return nil, err
	}
	for i := range revisions {
		people = append(people, revisions[i].By)
	}
	comments, err := tx.Comments(ctx, n.ID)
	if err != nil {
		return nil, err
	}
	for i := range comments {
		people = append(people, comments[i].Author)
	}
	everything := NeedQuery{All: true}
	decisions, err := tx.Decisions(ctx, DecisionQuery{Needs: everything, Need: n.ID, List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		return nil, err
	}
	for i := range decisions.Items {
		people = append(people, decisions.Items[i].TakenBy)
	}
	derogations, err := tx.Derogations(ctx, DerogationQuery{Needs: everything, Need: n.ID, List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		return nil, err
	}
	for i := range derogations.Items {
		people = append(people, derogations.Items[i].RequestedBy)
	}
	slices.Sort(people)
	return slices.Compact(people), nil
}

// team is the product team of an organisation itself.
func team(ctx context.Context, tx Tx, organisation string, at time.Time) ([]string, error) {
	return Holders(ctx, tx, identity.GrantQuery{Organisation: organisation, Role: identity.ProductTeam, InForceAt: at})
}

// Holders are the people who hold the grants of a query.
func Holders(ctx context.Context, tx Tx, q identity.GrantQuery) (people []string, err error) {
	q.Limit = havre.MaxLimit
	for {
		page, err := tx.Grants(ctx, q)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			people = append(people, page.Items[i].Person)
		}
		if page.Next == "" {
			return people, nil
		}
		q.After = page.Next
	}
}
