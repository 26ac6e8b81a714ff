package demo

import (
	"encoding/json"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
)

// The needs that are ordered for.
const (
	payroll = "paie-historique"
	site    = "vie-publique"
)

// live plays what was ordered, each order from its beginning to where it is today.
func (s *story) live() error {
	for _, chapter := range []func() error{s.acceptance, s.trial, s.archive, s.qualified, s.growth, s.question, s.going, s.built, s.waiting, s.basket} {
		if err := chapter(); err != nil {
			return err
		}
	}
	return nil
}

// machine is a machine at Rosny, under the convention.
func (s *story) machine(name string, cpu, memory, storage int, until havre.Date) order.ItemWish {
	return order.ItemWish{
		Offer: "rosny", Plan: "hosting", Name: name, Environment: "acceptance", Framework: s.agreements[rosny], Until: until,
		Choices: choices(map[string]any{"form": "machines", "cpu": cpu, "memory": memory, "storage": storage, "justification": "Progiciel de paie sans version conteneurisée ; bascule telle quelle, motivée dans le dossier."}),
	}
}

func choices(of map[string]any) []byte {
	text, err := json.Marshal(of)
	if err != nil {
		panic(err) // words and numbers always encode
	}
	return text
}

// ordered puts one line in a basket and sends it. Nothing is ordered, nil, when the
// decision of the need no longer allows it on the day the story is told.
func (s *story) ordered(days int, by, need, title, note string, w order.ItemWish) (*order.Order, error) {
	s.ago(days)
	a, err := s.as(by)
	if err != nil {
		return nil, err
	}
	o, err := s.Begin(s.ctx, a, order.NewBasket{Need: s.needs[need].ID, Title: title, Note: note})
	if err != nil {
		return nil, err
	}
	if o, err = s.Put(s.ctx, a, o.ID, o.Version, w); err != nil {
		return nil, err
	}
	r, err := s.Review(s.ctx, a, o.ID)
	if err != nil {
		return nil, err
	}
	if !r.Ready() {
		return nil, s.Discard(s.ctx, a, o.ID, o.Version)
	}
	return s.Send(s.ctx, a, o.ID, o.Version)
}

// says is what somebody answers to the first step that awaits them.
func (s *story) says(days int, by string, o *order.Order, kind approval.Kind, comment string) (*order.Order, error) {
	s.ago(days)
	a, err := s.as(by)
	if err != nil {
		return nil, err
	}
	steps, err := s.Awaits(s.ctx, a, o)
	if err != nil || len(steps) == 0 {
		return o, err
	}
	return s.Vote(s.ctx, a, o.ID, 0, steps[0], approval.Vote{Kind: kind, Comment: comment})
}

// shown is an order of which all that is due before it is bought was shown.
func (s *story) shown(days int, by string, o *order.Order) (*order.Order, error) {
	s.ago(days)
	a, err := s.as(by)
	if err != nil {
		return nil, err
	}
	for _, c := range o.Checks {
		if c.Before == order.BeforeLive || c.State == order.Shown {
			continue
		}
		if o, err = s.Show(s.ctx, a, o.ID, 0, c.ID, "Note de cadrage inventée, versée au dossier"); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// agreed is an order that everybody of the social ministries approves, some days ago.
func (s *story) agreed(days int, o *order.Order) (*order.Order, error) {
	var err error
	for _, who := range []string{"Sophie Lemoine", "Antoine Girard", "Karim Haddad"} {
		if o, err = s.says(days, who, o, approval.Approve, ""); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// asked puts the first line of an order on the list of its operator, as the job does.
func (s *story) asked(days int, o *order.Order) (*order.Work, error) {
	s.ago(days)
	for _, h := range s.Handlers() {
		if h.Kind != "order.fulfil" {
			continue
		}
		args := choices(map[string]any{"order": o.ID, "item": 1})
		if err := h.Do(s.ctx, args, jobs.Attempt{Number: 1}); err != nil {
			return nil, err
		}
	}
	page, err := s.Works(s.ctx, identity.System(), order.WorkQuery{Order: o.ID})
	if err != nil || len(page.Items) == 0 {
		return nil, err
	}
	return &page.Items[0], nil
}

// delivered settles the work of an order, and remembers what it delivered.
func (s *story) delivered(days int, o *order.Order, w *order.Work, reference string) error {
	if w == nil {
		return nil
	}
	s.ago(days)
	a, err := s.as("Nina Faure")
	if err != nil {
		return err
	}
	if w, err = s.Take(s.ctx, a, w.ID, w.Version); err != nil {
		return err
	}
	if _, err := s.Settle(s.ctx, a, w.ID, w.Version, order.Report{State: order.Done, Reference: reference, Note: "Livrée et recettée avec l’équipe."}); err != nil {
		return err
	}
	s.made[o.Items[0].Name] = o.Items[0].Instance
	return nil
}
