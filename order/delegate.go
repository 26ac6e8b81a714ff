package order

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
)

// longestDelegation is how long one may last, in days.
const longestDelegation = 366

// Delegations are those that the actor gave or received, that have not ended.
func (s *Service) Delegations(ctx context.Context, a identity.Actor) (given, received []Delegation, err error) {
	if err := record.SignedIn(a); err != nil {
		return nil, nil, err
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		if given, err = tx.Delegations(ctx, DelegationQuery{From: a.ID}); err != nil {
			return err
		}
		received, err = tx.Delegations(ctx, DelegationQuery{To: a.ID})
		return err
	})
	return s.living(given), s.living(received), err
}

func (s *Service) living(list []Delegation) (out []Delegation) {
	for _, d := range list {
		if s.Today().Before(d.Period.Until) {
			out = append(out, d)
		}
	}
	return out
}

// Delegate lets somebody settle in the actor's place for a while, or says that the
// actor is away. What it gives is the actor's own, and nothing that was given to them.
func (s *Service) Delegate(ctx context.Context, a identity.Actor, d *Delegation) error {
	return s.write(ctx, a, func(tx Tx) error {
		if err := record.SignedIn(a); err != nil {
			return err
		}
		d.ID, d.From, d.Stamps = s.newID(), a.ID, identity.Stamps{}
		if err := s.delegationProblems(ctx, tx, d).Err(); err != nil {
			return err
		}
		if err := s.reaches(ctx, tx, d); err != nil {
			return err
		}
		s.Records.Stamp(&d.Stamps, a)
		if err := tx.SaveDelegation(ctx, d); err != nil {
			return err
		}
		if err := s.tellDeputy(ctx, tx, d, "give", d.given(a)); err != nil {
			return err
		}
		return s.Records.Log(ctx, tx, a, "delegation.give", d.subject(a), record.Details("to", d.To, "from", d.Period.From, "until", d.Period.Until, "absent", d.Absent))
	})
}

// reaches refuses to delegate to somebody who could read none of the orders: a
// delegation gives a say, not the right to read.
func (s *Service) reaches(ctx context.Context, tx Tx, d *Delegation) error {
	if d.To == "" {
		return nil
	}
	mine, err := tx.GrantsOf(ctx, d.From)
	if err != nil {
		return err
	}
	theirs, err := tx.GrantsOf(ctx, d.To)
	if err != nil {
		return err
	}
	for _, m := range mine {
		for _, t := range theirs {
			if m.InForce(s.now()) && t.InForce(s.now()) && t.Role != identity.Auditor && strings.HasPrefix(m.Path, t.Path) {
				return nil
			}
		}
	}
	return havre.Problems{{Field: "to", Message: havre.Text{
		FR: "cette personne n’a pas de rôle sur toute une organisation où vous en avez un, ou n’y est qu’auditrice : elle ne pourrait pas régler vos étapes. Un administrateur peut lui donner le rôle de lecteur, puis vous lui donnerez délégation",
		EN: "this person has no role on the whole of an organisation where you have one, or is only an auditor there: they could not settle your steps. An administrator may give them the reader role, then you delegate to them",
	}}}
}

// given is what whoever stands in is told: from when to when, and what it is for.
func (d *Delegation) given(a identity.Actor) news {
	text := havre.Text{
		FR: "Du %[2]s au %[3]s, %[1]s vous laisse donner votre avis à sa place sur les commandes.",
		EN: "From %[2]s to %[3]s, %[1]s lets you settle orders in their place.",
	}.With(a.Name, d.Period.From.Words(), d.Period.Until.AddDays(-1).Words())
	if d.Note != "" {
		text = havre.Text{FR: "%[1]s Motif : %[2]s", EN: "%[1]s Reason: %[2]s"}.With(text, d.Note)
	}
	return news{
		title: havre.Text{FR: "%[1]s vous donne délégation", EN: "%[1]s delegates to you"}.With(a.Name),
		body: havre.Text{
			FR: "%[1]s\n\nÀ faire : rien pour l’instant. Ce qui l’attend paraîtra parmi ce qui vous attend ; si cela ne vous convient pas, dites-le-lui.",
			EN: "%[1]s\n\nWhat to do: nothing for now. What awaits them will be among what awaits you; if this does not suit you, tell them.",
		}.With(text),
	}
}

// tellDeputy tells whoever stands in for somebody, when there is one.
func (s *Service) tellDeputy(ctx context.Context, tx Tx, d *Delegation, what string, told news) error {
	if d.To == "" {
		return nil
	}
	note := notify.Notice{
		ID: s.newID(), Person: d.To, Topic: notify.Delegated, Title: told.title, Body: told.body,
		Link: "/compte/delegations", Object: d.ID, Key: d.ID + "/" + what, At: s.now(), Mail: true,
	}
	if err := notify.Publish(ctx, tx, notify.News{Notices: []notify.Notice{note}}); err != nil {
		return fmt.Errorf("telling of a delegation: %w", err)
	}
	return nil
}

func (d *Delegation) subject(a identity.Actor) record.Subject {
	return record.Subject{Kind: "Delegation", ID: d.ID, Name: a.Name, Organisation: a.Home}
}

func (s *Service) delegationProblems(ctx context.Context, tx Tx, d *Delegation) (ps havre.Problems) {
	add := func(field string, m havre.Text) { ps = append(ps, havre.Problem{Field: field, Message: m}) }
	if d.To == "" && !d.Absent {
		add("to", havre.Text{FR: "dites qui règle à votre place, ou que vous êtes absent", EN: "say who settles in your place, or that you are away"})
	}
	if d.To == d.From {
		add("to", havre.Text{FR: "on ne se donne pas délégation à soi-même", EN: "nobody delegates to themselves"})
	}
	if p, err := tx.Person(ctx, d.To); d.To != "" && (err != nil || p.Kind != identity.Human || p.Disabled || p.Erased) {
		add("to", havre.Text{FR: "cette personne n’a pas de compte en service", EN: "this person has no account in use"})
	}
	if d.Period.From.IsZero() {
		d.Period.From = s.Today()
	}
	if !s.Today().Before(d.Period.Until) {
		add("until", havre.Text{FR: "cette période est passée", EN: "this period has passed"})
	} else if !d.Period.From.Before(d.Period.Until) {
		add("until", havre.Text{FR: "la fin doit suivre le début", EN: "the end must come after the beginning"})
	} else if d.Period.Until.Days()-d.Period.From.Days() > longestDelegation {
		add("until", havre.Text{FR: "un an au plus", EN: "a year at most"})
	}
	return ps
}

// Undelegate ends a delegation that the actor gave.
func (s *Service) Undelegate(ctx context.Context, a identity.Actor, id string) error {
	return s.write(ctx, a, func(tx Tx) error {
		if err := record.SignedIn(a); err != nil {
			return err
		}
		d, err := tx.Delegation(ctx, id)
		if errors.Is(err, &havre.Fault{Code: havre.NotFound}) || err == nil && (d.From != a.ID || d.Deleted()) {
			return identity.Missing()
		}
		if err != nil {
			return err
		}
		d.DeletedAt = s.now()
		s.Records.Stamp(&d.Stamps, a)
		if err := tx.SaveDelegation(ctx, d); err != nil {
			return err
		}
		ended := news{
			title: havre.Text{FR: "%[1]s met fin à sa délégation", EN: "%[1]s ends their delegation"}.With(a.Name),
			body: havre.Text{
				FR: "Vous ne donnez plus votre avis à sa place sur les commandes. Il n’y a rien à faire.",
				EN: "You no longer settle orders in their place. There is nothing to do.",
			},
		}
		if err := s.tellDeputy(ctx, tx, d, "end", ended); err != nil {
			return err
		}
		return s.Records.Log(ctx, tx, a, "delegation.end", d.subject(a), nil)
	})
}
