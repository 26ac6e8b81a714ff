package record

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
)

// ShareWith shares a need with organisations or people beyond its own and tells
// them; what is not listed is no longer shared. Each is an identifier: who was
// given one may share with an organisation it does not see.
func (s *Service) ShareWith(ctx context.Context, a identity.Actor, id string, with []string) (n *Need, err error) {
	err = s.write(ctx, a, func(tx Tx) error {
		if n, err = NeedFor(ctx, tx, a, id, identity.ShareNeed); err != nil {
			return err
		}
		before := n.Shares
		if n.Shares, err = s.shares(ctx, tx, a, before, with); err != nil {
			return err
		}
		added, removed := without(n.Shares, before), without(before, n.Shares)
		if len(added)+len(removed) == 0 {
			return nil
		}
		if err := tx.SaveShares(ctx, id, n.Shares); err != nil {
			return err
		}
		if err := s.tellShared(ctx, tx, a, n, added); err != nil {
			return err
		}
		return s.Log(ctx, tx, a, "need.share", n.Subject(), Details("added", names(added), "removed", names(removed)))
	})
	if err != nil {
		return nil, err
	}
	return n, nil
}

// shares are those that remain and the new ones.
func (s *Service) shares(ctx context.Context, tx Tx, a identity.Actor, before []Share, with []string) ([]Share, error) {
	out := []Share{}
	var problems havre.Problems
	for _, id := range with {
		if slices.ContainsFunc(out, func(x Share) bool { return x.With == id }) {
			continue
		}
		if i := slices.IndexFunc(before, func(x Share) bool { return x.With == id }); i >= 0 {
			out = append(out, before[i])
			continue
		}
		share, err := newShare(ctx, tx, id)
		switch {
		case errors.Is(err, &havre.Fault{Code: havre.NotFound}):
			problems = append(problems, havre.Problem{Field: "with", Value: id, Message: havre.Text{
				FR: "ni une organisation ni une personne de ce portail", EN: "neither an organisation nor a person of this portal",
			}})
			continue
		case err != nil:
			return nil, err
		}
		share.At, share.By = s.Instant(), a.ID
		out = append(out, share)
	}
	return out, problems.Err()
}

// newShare finds the living organisation or person of an identifier.
func newShare(ctx context.Context, tx Tx, id string) (Share, error) {
	o, err := tx.Organisation(ctx, id)
	if err == nil && !o.Deleted() {
		return Share{With: id, Path: o.Path, Title: o.Title}, nil
	}
	if err != nil && !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return Share{}, err
	}
	p, err := tx.Person(ctx, id)
	if err != nil {
		return Share{}, err
	}
	if p.Deleted() || p.Disabled || p.Erased {
		return Share{}, identity.Missing()
	}
	return Share{With: id, Title: p.Name}, nil
}

// without are the shares of a list that another does not hold.
func without(list, other []Share) []Share {
	return slices.DeleteFunc(slices.Clone(list), func(x Share) bool {
		return slices.ContainsFunc(other, func(y Share) bool { return x.With == y.With })
	})
}

// names lists whom shares are with, by identifier: a person's name is not for the
// journal.
func names(shares []Share) string {
	out := make([]string, len(shares))
	for i, x := range shares {
		out[i] = x.With
	}
	return strings.Join(out, " ")
}

// tellShared tells the people that a need is now shared with, and of an
// organisation those of its product team.
func (s *Service) tellShared(ctx context.Context, tx Tx, a identity.Actor, n *Need, added []Share) error {
	if len(added) == 0 {
		return nil
	}
	var people []string
	for _, x := range added {
		if x.Path == "" {
			people = append(people, x.With)
			continue
		}
		team, err := team(ctx, tx, x.With, s.Instant())
		if err != nil {
			return err
		}
		people = append(people, team...)
	}
	note := notify.Notice{
		Topic: notify.NeedShared, Link: n.link(), Object: n.ID, Mail: true,
		Title: havre.Text{FR: "Le dossier « %s » est partagé avec vous", EN: "The need “%s” is shared with you"}.With(n.Title),
		Body: havre.Text{
			FR: "%[1]s l’a partagé pour que vous puissiez le lire et en discuter.",
			EN: "%[1]s shared it so that you can read and discuss it.",
		}.With(a.Name),
	}
	if err := s.Tell(ctx, tx, people, a, n, note); err != nil {
		return err
	}
	return s.publish(ctx, tx, notify.NeedShared, n, nil)
}
