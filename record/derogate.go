package record

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
)

// Subject is the derogation for the policy and the journal.
func (d *Derogation) Subject(n *Need) Subject {
	about := n.Subject()
	about.Kind, about.ID, about.Name = "Derogation", d.ID, d.Rule
	return about
}

// Derogations lists what the actor may see.
func (s *Service) Derogations(ctx context.Context, a identity.Actor, q DerogationQuery) (page havre.Page[Derogation], err error) {
	if err := SignedIn(a); err != nil {
		return page, err
	}
	q.Needs = See(a, q.Needs)
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Derogations(ctx, q)
		return err
	})
	return page, err
}

// Derogation is one that the actor may see.
func (s *Service) Derogation(ctx context.Context, a identity.Actor, id string) (d *Derogation, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if err := SignedIn(a); err != nil {
			return err
		}
		if d, err = tx.Derogation(ctx, id); err != nil {
			return Hidden(err)
		}
		_, err = ReadNeed(ctx, tx, a, d.Need)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// RequestDerogation asks for one. The rule must be in force that day and allow
// it; what it says of the authority, the proof and the duration is kept. Those who
// may settle it are told. Without a first day it is today; without an end, the
// longest that the rule allows.
func (s *Service) RequestDerogation(ctx context.Context, a identity.Actor, d *Derogation) error {
	d.ID = s.NewID()
	return s.write(ctx, a, func(tx Tx) error {
		n, err := NeedFor(ctx, tx, a, d.Need, identity.RequestDerogation)
		if err != nil {
			return err
		}
		if n.State != Shared {
			return notShared()
		}
		if err := s.asked(d, n); err != nil {
			return err
		}
		if err := notAskedTwice(ctx, tx, d); err != nil {
			return err
		}
		d.NeedTitle, d.Organisation, d.Path = n.Title, n.Organisation, n.Path
		d.State, d.RequestedBy, d.Stamps = Requested, a.ID, identity.Stamps{}
		d.Authority, d.Reference, d.Note, d.SettledBy = "", "", "", ""
		s.Stamp(&d.Stamps, a)
		if err := tx.SaveDerogation(ctx, d); err != nil {
			return err
		}
		if err := s.tellRequested(ctx, tx, a, n, d); err != nil {
			return err
		}
		return s.Log(ctx, tx, a, "derogation.request", d.Subject(n), Details(
			"need", n.ID, "rule", d.Rule, "offer", d.Offer, "from", d.From, "until", d.Until, "authority.fr", d.Asked.Authority.FR, "authority.en", d.Asked.Authority.EN))
	})
}

// notShared refuses to ask those who may grant for what they cannot read.
func notShared() error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Ce dossier n’est pas partagé : ceux qui répondent aux demandes ne peuvent pas le lire.", EN: "This need is not shared: those who answer requests cannot read it."},
		Next:    havre.Text{FR: "Partagez le dossier avec l’organisation, puis demandez la dérogation.", EN: "Share the need with the organisation, then ask for the derogation."},
	}
}

// tellRequested tells those who may settle it, and the webhooks.
func (s *Service) tellRequested(ctx context.Context, tx Tx, a identity.Actor, n *Need, d *Derogation) error {
	people, err := Holders(ctx, tx, identity.GrantQuery{Path: n.Path, Role: identity.Approver, InForceAt: s.Instant()})
	if err != nil {
		return err
	}
	note := notify.Notice{
		Topic: notify.DerogationRequested, Link: d.link(), Object: d.ID, Mail: true,
		Title: havre.Text{FR: "Une dérogation à %[1]s est demandée pour « %[2]s »", EN: "A derogation from %[1]s is requested for “%[2]s”"}.With(d.Rule, n.Title),
		Body: joined([]havre.Text{
			{FR: d.Reason, EN: d.Reason},
			havre.Text{FR: "Autorité que la règle désigne : %s.", EN: "Authority that the rule names: %s."}.With(d.Asked.Authority),
			havre.Text{FR: "Du %[1]s au %[2]s inclus. Pièce : %[3]s.", EN: "From %[1]s to %[2]s included. Document: %[3]s."}.With(d.From.Words(), d.LastDay().Words(), d.Proof),
			{FR: "À faire : faites signer l’autorité, puis enregistrez son accord ou son refus.", EN: "What to do: have the authority sign, then record that it grants or refuses."},
		}, "\n\n"),
	}
	if err := s.Tell(ctx, tx, people, a, n, note); err != nil {
		return err
	}
	return s.publish(ctx, tx, notify.DerogationRequested, n, func(e *Event) { e.Derogation = d.told(0) })
}

// told is a derogation as an event tells it.
func (d *Derogation) told(left int) *EventDerogation {
	return &EventDerogation{d.ID, d.Rule, d.Offer, d.State, d.From, d.Until, left}
}

// derogationFor is a derogation, its need and the right to do something to it.
func derogationFor(ctx context.Context, tx Tx, a identity.Actor, id string, act identity.Action) (*Derogation, *Need, error) {
	if err := SignedIn(a); err != nil {
		return nil, nil, err
	}
	d, err := tx.Derogation(ctx, id)
	if err != nil {
		return nil, nil, Hidden(err)
	}
	n, err := NeedFor(ctx, tx, a, d.Need, act)
	return d, n, err
}
