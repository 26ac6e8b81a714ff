package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/notify"
)

// finding is what looking again at a decision on record found.
type finding struct {
	decision DecisionSummary // as it was read
	need     *Need
	changes  []Changed
	body     havre.Text // what changed and what to do
	due      havre.Date
	entry    *journal.Event // to append to the journal once it is applied, at the end of the transaction
}

// look decides again, today and with the catalogue and the doctrine in use, the
// revision that a decision was taken on, and compares.
func (s *Service) look(ctx context.Context, tx Tx, h *Holding, id string) (*finding, error) {
	d, err := tx.Decision(ctx, id)
	if err != nil {
		return nil, err
	}
	f := &finding{decision: d.DecisionSummary}
	if f.need, err = tx.Need(ctx, d.Need); err != nil {
		return nil, err
	}
	m, err := s.matterOn(ctx, tx, f.need, d.Revision)
	if err != nil {
		return nil, err
	}
	then, err := s.Library.of(ctx, tx, digests{d.Catalogue, d.Doctrine})
	if err != nil {
		return nil, err
	}
	if err := f.compare(d, m, then, h, s.Today()); err != nil {
		return nil, &unreadable{err}
	}
	return f, nil
}

// unreadable is a decision that cannot be decided again: others still can.
type unreadable struct{ cause error }

func (u *unreadable) Error() string { return u.cause.Error() }

func (u *unreadable) Unwrap() error { return u.cause }

// matterOn is what a revision of a need is decided on today.
func (s *Service) matterOn(ctx context.Context, tx Tx, n *Need, revision int) (*matter, error) {
	document := n.Document
	if revision != n.Revision {
		r, err := tx.Revision(ctx, n.ID, revision)
		if err != nil {
			return nil, err
		}
		document = r.Document
	}
	return matterOf(ctx, tx, n, document, revision, s.Today())
}

// compare finds what changed between a decision and the same one taken on a day.
func (f *finding) compare(d *Decision, m *matter, then, now *Holding, on havre.Date) error {
	before, err := d.Parsed()
	if err != nil {
		return fmt.Errorf("reading decision %s: %w", d.ID, err)
	}
	_, dossier, err := completed(m.document, m.by, m.granted)
	if err != nil {
		return err
	}
	from, err := then.Judge(d.On)
	if err != nil {
		return err
	}
	to, err := now.Judge(on)
	if err != nil {
		return err
	}
	after, err := to.Decide(dossier, d.Lang)
	if err != nil {
		return fmt.Errorf("deciding %s again: %w", d.ID, err)
	}
	f.changes = changesBetween(before, after, from, to)
	if len(f.changes) > 0 {
		f.body = reasons{now, &f.decision, f.changes}.all().notice()
	}
	f.due, err = now.due(dossier, after, d.Lang)
	return err
}

// outcome is what came of a finding.
type outcome int

const (
	unchanged outcome = iota
	reopened
	standing // what had changed was undone
	gone     // decided again, or deleted, meanwhile
)

// apply puts a finding on record, with those it concerns told, unless the decision
// is no longer what was looked at. The journal is for the caller to write, last.
func (s *Service) apply(ctx context.Context, tx Tx, f *finding) (outcome, error) {
	n, err := tx.Need(ctx, f.need.ID)
	if err != nil {
		return gone, ignoreMissing(err)
	}
	f.need = n
	d := n.Current
	if n.Deleted() || n.State == Archived || d == nil || d.ID != f.decision.ID || d.State != f.decision.State {
		return gone, nil
	}
	if sameChanges(d.Changes, f.changes) {
		if d.Due != f.due {
			err = tx.SetDue(ctx, d.ID, f.due)
		}
		return unchanged, err
	}
	was := d.State
	d.State, d.Changes, d.ReopenedAt, d.Due = Reopened, f.changes, s.Instant(), f.due
	if len(f.changes) == 0 {
		d.State, d.Changes, d.ReopenedAt = Current, nil, time.Time{}
		return standing, s.reconsider(ctx, tx, f, n, standsAgain(d, n), "decision.stand")
	}
	return reopened, s.reconsider(ctx, tx, f, n, notify.Notice{
		Title: reopenedTitle(was).With(d.Number, n.Title), Body: f.body,
	}, "decision.reopen")
}

func reopenedTitle(was DecisionState) havre.Text {
	if was == Reopened {
		return havre.Text{FR: "La décision n° %[1]d de « %[2]s », déjà rouverte, change encore", EN: "Decision no. %[1]d of “%[2]s”, already reopened, changes again"}
	}
	return havre.Text{FR: "La décision n° %[1]d de « %[2]s » est rouverte", EN: "Decision no. %[1]d of “%[2]s” is reopened"}
}

func standsAgain(d *DecisionSummary, n *Need) notify.Notice {
	return notify.Notice{
		Title: havre.Text{FR: "La décision n° %[1]d de « %[2]s » tient de nouveau", EN: "Decision no. %[1]d of “%[2]s” stands again"}.With(d.Number, n.Title),
		Body: havre.Text{
			FR: "Ce qui avait changé depuis la décision est revenu à son état d’alors : décider aujourd’hui dirait la même chose.\n\nIl n’y a rien à faire.",
			EN: "What had changed since the decision is back to what it was then: deciding today would say the same.\n\nThere is nothing to do.",
		},
	}
}

// reconsider stores the new state of a decision and tells of it.
func (s *Service) reconsider(ctx context.Context, tx Tx, f *finding, n *Need, note notify.Notice, action string) error {
	d := n.Current
	if err := tx.ReopenDecision(ctx, d); err != nil {
		return err
	}
	people, err := Concerned(ctx, tx, n, s.Instant())
	if err != nil {
		return err
	}
	note.Topic, note.Link, note.Object, note.Mail = notify.DecisionReopened, d.link(), d.ID, true
	if err := s.Tell(ctx, tx, people, identity.System(), n, note); err != nil {
		return err
	}
	if err := s.publish(ctx, tx, notify.DecisionReopened, n, func(e *Event) { e.Decision = d.told() }); err != nil {
		return err
	}
	e := s.Entry(identity.System(), action, d.Subject(n), Details(
		"need", n.ID, "number", d.Number, "changes", len(d.Changes), "verdicts", moves(d.Changes),
	))
	f.entry = &e
	return nil
}

// sameChanges says that two lists tell the same, however they word it.
func sameChanges(a, b []Changed) bool {
	return slices.EqualFunc(a, b, func(x, y Changed) bool {
		return x.Offer == y.Offer && x.Rule == y.Rule && x.Kind == y.Kind && x.From == y.From && x.To == y.To && x.State == y.State &&
			slices.Equal(x.Facts, y.Facts)
	})
}

// ignoreMissing makes what was purged meanwhile nothing.
func ignoreMissing(err error) error {
	if f := havre.FaultOf(err); f != nil && f.Code == havre.NotFound {
		return nil
	}
	return err
}

// lookNow looks again at the current decision of a need within a transaction. It
// gives what the journal has to be told. A decision that cannot be decided again
// prevents nothing.
func (s *Service) lookNow(ctx context.Context, tx Tx, n *Need) (*finding, error) {
	if n.Current == nil {
		return &finding{}, nil
	}
	f, err := s.look(ctx, tx, s.Library.Now(), n.Current.ID)
	var u *unreadable
	switch {
	case errors.As(err, &u):
		return &finding{}, nil
	case err != nil:
		return nil, err
	}
	_, err = s.apply(ctx, tx, f)
	return f, err
}

// journal appends the entry of what was applied, if there is one.
func (f *finding) journal(ctx context.Context, tx Tx) error {
	if f.entry == nil {
		return nil
	}
	_, err := journal.Append(ctx, tx, *f.entry)
	return err
}
