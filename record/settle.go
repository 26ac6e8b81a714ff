package record

import (
	"context"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/notify"
)

// Settlement is what the authority decided.
type Settlement struct {
	Grant       bool
	Authority   string     // who, as the act says
	Reference   string     // of the act
	From, Until havre.Date // when granted; as asked for when left out
	Note        string     // why, when refused
}

// SettleDerogation records what the authority decided; nobody settles their own
// request. A granted one that touches the current decision reopens it.
func (s *Service) SettleDerogation(ctx context.Context, a identity.Actor, id string, version int64, st Settlement) (d *Derogation, err error) {
	err = s.write(ctx, a, func(tx Tx) error {
		var n *Need
		if d, n, err = derogationFor(ctx, tx, a, id, identity.SettleDerogation); err != nil {
			return err
		}
		if d.RequestedBy == a.ID {
			return &refusal{ownRequest(), identity.SettleDerogation, d.Subject(n)}
		}
		if err := UpToDate(ctx, tx, d.Stamps, version); err != nil {
			return err
		}
		if d.State != Requested {
			return alreadySettled(d)
		}
		if err := d.settle(st); err != nil {
			return err
		}
		d.SettledBy, d.SettledAt = a.ID, s.Instant()
		s.Stamp(&d.Stamps, a)
		if err := tx.SaveDerogation(ctx, d); err != nil {
			return err
		}
		return s.settled(ctx, tx, a, n, d, d.State == Granted, s.Entry(a, "derogation.settle", d.Subject(n), Details(
			"need", n.ID, "rule", d.Rule, "offer", d.Offer, "state", d.State, "from", d.From, "until", d.Until, "reference", d.Reference)))
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// settled looks again at the current decision when a derogation that counts was just
// granted or given up, tells those concerned, then writes the journal.
func (s *Service) settled(ctx context.Context, tx Tx, a identity.Actor, n *Need, d *Derogation, counts bool, e journal.Event) error {
	f, err := s.again(ctx, tx, n, counts)
	if err != nil {
		return err
	}
	if err := s.tellSettled(ctx, tx, a, n, d); err != nil {
		return err
	}
	return f.close(ctx, tx, e)
}

// afterwards looks again at the current decision when something that it was taken
// on was just changed, then writes the journal.
func (s *Service) afterwards(ctx context.Context, tx Tx, n *Need, changed bool, e journal.Event) error {
	f, err := s.again(ctx, tx, n, changed)
	if err != nil {
		return err
	}
	return f.close(ctx, tx, e)
}

// again looks at the current decision of a need, unless nothing that it rests on
// changed.
func (s *Service) again(ctx context.Context, tx Tx, n *Need, changed bool) (*finding, error) {
	if !changed {
		return &finding{}, nil
	}
	f, err := s.lookNow(ctx, tx, n)
	if err == nil && f.need != nil {
		n.Current = f.need.Current
	}
	return f, err
}

// close writes to the journal what was done, then what came of it.
func (f *finding) close(ctx context.Context, tx Tx, e journal.Event) error {
	if _, err := journal.Append(ctx, tx, e); err != nil {
		return err
	}
	return f.journal(ctx, tx)
}

// settle takes in what the authority decided, or says what is missing.
func (d *Derogation) settle(st Settlement) error {
	st.Authority, st.Reference, st.Note = strings.TrimSpace(st.Authority), strings.TrimSpace(st.Reference), strings.TrimSpace(st.Note)
	var problems havre.Problems
	if st.Authority == "" {
		problems = append(problems, havre.Problem{Field: "authority", Message: havre.Text{
			FR: "indiquez qui a décidé ; la règle désigne : %s", EN: "say who decided; the rule names: %s",
		}.With(d.Asked.Authority)})
	}
	d.Authority, d.Reference, d.Note = st.Authority, st.Reference, st.Note
	if !st.Grant {
		if st.Note == "" {
			problems = append(problems, havre.Problem{Field: "note", Message: havre.Text{FR: "dites pourquoi elle est refusée", EN: "say why it is refused"}})
		}
		d.State = Refused
		return problems.Err()
	}
	if st.Reference == "" {
		problems = append(problems, havre.Problem{Field: "reference", Message: havre.Text{FR: "indiquez la référence de l’acte", EN: "give the reference of the act"}})
	}
	if !st.From.IsZero() {
		d.From = st.From
	}
	if !st.Until.IsZero() {
		d.Until = st.Until
	}
	d.State = Granted
	return append(problems, d.periodProblems()...).Err()
}

func ownRequest() error {
	return &havre.Fault{
		Code:    havre.Forbidden,
		Message: havre.Text{FR: "Vous avez demandé cette dérogation : une autre personne doit enregistrer la réponse.", EN: "You asked for this derogation: somebody else must record the answer."},
		Next:    havre.Text{FR: "Adressez-vous à un autre approbateur de l’organisation.", EN: "Turn to another approver of the organisation."},
	}
}

func alreadySettled(d *Derogation) error {
	return &havre.Fault{
		Code: havre.Conflict, Rule: d.Rule,
		Message: havre.Text{FR: "Cette demande n’attend plus de réponse : %s.", EN: "This request no longer waits for an answer: %s."}.With(d.State.Text()),
		Next:    havre.Text{FR: "Pour une autre dérogation, faites une nouvelle demande.", EN: "For another derogation, make a new request."},
	}
}

// Text is the state as a person reads it.
func (st DerogationState) Text() havre.Text {
	switch st {
	case Requested:
		return havre.Text{FR: "demandée", EN: "requested"}
	case Granted:
		return havre.Text{FR: "accordée", EN: "granted"}
	case Refused:
		return havre.Text{FR: "refusée", EN: "refused"}
	case Withdrawn:
		return havre.Text{FR: "retirée", EN: "withdrawn"}
	}
	return havre.Same(string(st))
}

// WithdrawDerogation takes a request back, or gives up a permission. One given up
// that touches the current decision reopens it.
func (s *Service) WithdrawDerogation(ctx context.Context, a identity.Actor, id string, version int64) (d *Derogation, err error) {
	err = s.write(ctx, a, func(tx Tx) error {
		var n *Need
		if d, n, err = derogationFor(ctx, tx, a, id, identity.RequestDerogation); err != nil {
			return err
		}
		if err := UpToDate(ctx, tx, d.Stamps, version); err != nil {
			return err
		}
		was := d.State
		if was != Requested && was != Granted {
			return alreadySettled(d)
		}
		d.State = Withdrawn
		s.Stamp(&d.Stamps, a)
		if err := tx.SaveDerogation(ctx, d); err != nil {
			return err
		}
		return s.settled(ctx, tx, a, n, d, was == Granted, s.Entry(a, "derogation.withdraw", d.Subject(n), Details("need", n.ID, "rule", d.Rule, "was", was)))
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// tellSettled tells those concerned what became of a request.
func (s *Service) tellSettled(ctx context.Context, tx Tx, a identity.Actor, n *Need, d *Derogation) error {
	people, err := Concerned(ctx, tx, n, s.Instant())
	if err != nil {
		return err
	}
	note := notify.Notice{
		Topic: notify.DerogationSettled, Link: d.link(), Object: d.ID, Mail: true,
		Title: havre.Text{FR: "Dérogation à %[1]s pour « %[2]s » : %[3]s", EN: "Derogation from %[1]s for “%[2]s”: %[3]s"}.With(d.Rule, n.Title, d.State.Text()),
		Body:  d.settledText(n.Current, s.Today()),
	}
	if err := s.Tell(ctx, tx, people, a, n, note); err != nil {
		return err
	}
	return s.publish(ctx, tx, notify.DerogationSettled, n, func(e *Event) { e.Derogation = d.told(0) })
}

// settledText is what became of a request, and what the team has to do.
func (d *Derogation) settledText(now *DecisionSummary, today havre.Date) havre.Text {
	switch d.State {
	case Granted:
		return havre.Text{
			FR: "Accordée par %[1]s (%[2]s), du %[3]s au %[4]s inclus.\n\n%[5]s", EN: "Granted by %[1]s (%[2]s), from %[3]s to %[4]s included.\n\n%[5]s",
		}.With(d.Authority, d.Reference, d.From.Words(), d.LastDay().Words(), d.todo(now, today))
	case Refused:
		return havre.Text{
			FR: "Refusée par %[1]s : %[2]s\n\nÀ faire : choisissez une offre qui respecte la règle, ou changez le besoin.",
			EN: "Refused by %[1]s: %[2]s\n\nWhat to do: choose an offer that meets the rule, or change the need.",
		}.With(d.Authority, d.Note)
	case Requested, Withdrawn:
	}
	return havre.Text{FR: "Elle ne lève plus la règle. Il n’y a rien d’autre à faire.", EN: "It no longer sets the rule aside. There is nothing else to do."}
}

// todo is what a permission calls for, with the current decision as it was left.
func (d *Derogation) todo(now *DecisionSummary, today havre.Date) havre.Text {
	switch {
	case today.Before(d.From):
		return havre.Text{
			FR: "Elle ne compte pas encore : ce jour-là, la décision sera comparée à ce qu’elle serait, et rouverte si elle change. Il n’y a rien à faire d’ici là.",
			EN: "It does not count yet: that day, the decision will be compared with what it would be, and reopened if it changes. There is nothing to do until then.",
		}
	case now == nil:
		return havre.Text{FR: "À faire : prenez la décision, qui en tiendra compte.", EN: "What to do: take the decision, which will take it into account."}
	case now.State == Reopened:
		return havre.Text{
			FR: "À faire : décidez de nouveau, pour que la décision en tienne compte.",
			EN: "What to do: decide again, so that the decision takes it into account.",
		}
	}
	return havre.Text{
		FR: "Elle ne change aucun verdict de la décision en vigueur. Il n’y a rien à faire.",
		EN: "It changes no verdict of the decision that stands. There is nothing to do.",
	}
}
