package order

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/record"
)

// elector is somebody who settles steps, with those they stand in for today.
func (s *Service) elector(ctx context.Context, tx Tx, a identity.Actor) (*approval.Elector, error) {
	return s.electorOf(ctx, tx, a.ID)
}

func (s *Service) electorOf(ctx context.Context, tx Tx, person string) (*approval.Elector, error) {
	h, err := s.holder(ctx, tx, person)
	if err != nil || h == nil {
		return &approval.Elector{Holder: approval.Holder{Person: person, Absent: true}}, err
	}
	e := &approval.Elector{Holder: *h}
	given, err := tx.Delegations(ctx, DelegationQuery{To: person, On: s.Today()})
	if err != nil {
		return nil, err
	}
	for i := range given {
		from, err := s.holder(ctx, tx, given[i].From)
		if err != nil {
			return nil, err
		}
		if from != nil {
			e.StandsInFor = append(e.StandsInFor, *from)
		}
	}
	return e, nil
}

// holder is a person and the roles that count today; nil for an account not in use.
func (s *Service) holder(ctx context.Context, tx Tx, person string) (*approval.Holder, error) {
	p, err := tx.Person(ctx, person)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if p.Disabled || p.Erased || p.Deleted() {
		return nil, nil
	}
	h := &approval.Holder{Person: p.ID, Name: p.Name, Email: p.Email}
	grants, err := tx.GrantsOf(ctx, person)
	if err != nil {
		return nil, err
	}
	for _, g := range grants {
		if !g.InForce(s.now()) {
			continue
		}
		name := ""
		if g.Organisation != "" {
			org, err := tx.Organisation(ctx, g.Organisation)
			if err != nil {
				return nil, err
			}
			name = org.Name
		}
		h.Roles = append(h.Roles, approval.Held{Role: g.Role, Organisation: name})
	}
	away, err := tx.Delegations(ctx, DelegationQuery{From: person, On: s.Today()})
	if err != nil {
		return nil, err
	}
	h.Absent = slices.ContainsFunc(away, func(d Delegation) bool { return d.Absent })
	return h, nil
}

// electorsOf are all those who may settle the open steps of an order.
func (s *Service) electorsOf(ctx context.Context, tx Tx, o *Order) ([]approval.Elector, error) {
	people, err := s.peopleAwaited(ctx, tx, o)
	if err != nil {
		return nil, err
	}
	var out []approval.Elector
	for _, id := range people {
		e, err := s.electorOf(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, *e)
	}
	return out, nil
}

// peopleAwaited are those whom the open steps ask, and those who stand in for them.
func (s *Service) peopleAwaited(ctx context.Context, tx Tx, o *Order) ([]string, error) {
	var people []string
	for _, by := range o.Course.Pending() {
		found, err := s.whoIs(ctx, tx, o, by)
		if err != nil {
			return nil, err
		}
		people = append(people, found...)
	}
	for _, id := range slices.Clone(people) {
		given, err := tx.Delegations(ctx, DelegationQuery{From: id, On: s.Today()})
		if err != nil {
			return nil, err
		}
		for i := range given {
			if given[i].To != "" {
				people = append(people, given[i].To)
			}
		}
	}
	slices.Sort(people)
	return slices.Compact(people), nil
}

// whoIs are the people that a step asks: one by name, or the holders of a role at an
// organisation of the order or above it.
func (s *Service) whoIs(ctx context.Context, tx Tx, o *Order, by approval.By) ([]string, error) {
	if by.Person != "" {
		p, err := tx.PersonOfMail(ctx, by.Person)
		if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return []string{p.ID}, nil
	}
	path, err := pathAt(ctx, tx, o, by.At)
	if err != nil {
		return nil, err
	}
	return record.Holders(ctx, tx, identity.GrantQuery{Path: path, Role: by.Role, InForceAt: s.now()})
}

// pathAt is the path of an organisation above an order, by its name; "" is its own.
func pathAt(ctx context.Context, tx Tx, o *Order, name string) (string, error) {
	if name == "" {
		return o.Path, nil
	}
	org, err := tx.OrganisationNamed(ctx, name)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) || err == nil && !strings.HasPrefix(o.Path, org.Path) {
		return o.Path, nil
	}
	if err != nil {
		return "", err
	}
	return org.Path, nil
}

// awaited is whom an order awaits now, for the inbox of each.
func (o *Order) awaited() (out []Awaited) {
	switch o.State {
	case Acknowledged, Pending:
		for i := range o.Course.Steps {
			step := &o.Course.Steps[i]
			if step.State != approval.Open {
				continue
			}
			asked := []approval.By{step.By}
			if step.Escalated {
				asked = append(asked, step.EscalateTo)
			}
			for _, by := range asked {
				out = append(out, Awaited{Role: by.Role, Path: o.Path, Person: by.Person, Since: step.OpenedAt, Due: step.DueAt})
			}
		}
	case InProgress:
		if len(o.toIssue()) > 0 {
			out = append(out, Awaited{Role: identity.Buyer, Path: o.Path, Since: o.ApprovedAt})
		}
	case Draft, Held, Rejected, Cancelled, Completed, Failed, Partial:
	}
	return out
}
