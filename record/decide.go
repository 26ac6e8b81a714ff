package record

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
)

// Try decides a document without storing anything, for anyone. The day is today
// when none is given.
func (s *Service) Try(_ context.Context, document []byte, on havre.Date, lang havre.Lang) (*dossier.Dossier, *decision.Decision, error) {
	d, err := DossierOf(document)
	if err != nil {
		return nil, nil, err
	}
	if on.IsZero() {
		on = s.Today()
	}
	judge, err := s.Library.Now().Judge(on)
	if err != nil {
		return nil, nil, err
	}
	d.Warnings = append(d.Warnings, judge.Warnings(d)...)
	out, err := judge.Decide(d, language(lang))
	return d, out, err
}

// language is the one asked for, or French.
func language(l havre.Lang) havre.Lang {
	if l == havre.English {
		return l
	}
	return havre.French
}

// attempts is how many times a decision is begun again because the need, its
// derogations or the edition changed meanwhile.
const attempts = 5

var errMoved = errors.New("what is decided changed meanwhile")

// Decide takes the decision of a need today and puts it on record, with the
// derogations granted to it.
func (s *Service) Decide(ctx context.Context, a identity.Actor, need string) (*Decision, error) {
	for range attempts {
		d, err := s.decide(ctx, a, need)
		if err == nil {
			return d, nil
		}
		if !errors.Is(err, errMoved) {
			return nil, err
		}
		if err := s.Follow(ctx); err != nil {
			return nil, err
		}
	}
	return nil, &havre.Fault{
		Code: havre.Conflict, Cause: errMoved,
		Message: havre.Text{FR: "Le dossier change pendant que la décision est prise.", EN: "The need keeps changing while the decision is taken."},
		Next:    havre.Text{FR: "Recommencez dans un instant.", EN: "Try again in a moment."},
	}
}

// decide judges outside any transaction, then stores if nothing moved meanwhile:
// judging takes milliseconds during which others must be able to write.
func (s *Service) decide(ctx context.Context, a identity.Actor, id string) (*Decision, error) {
	var before *matter
	err := s.DB.Read(ctx, func(tx Tx) (err error) {
		before, err = s.matterFor(ctx, tx, a, id)
		return err
	})
	if err != nil {
		return nil, s.JournalRefusal(ctx, a, err)
	}
	h := s.Library.Now()
	d, err := s.judge(h, before, a)
	if err != nil {
		return nil, err
	}
	err = s.write(ctx, a, func(tx Tx) error {
		now, err := s.matterFor(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if same, err := inUse(ctx, tx, h); err != nil || !same || now.mark != before.mark {
			return errors.Join(err, errMoved)
		}
		return s.put(ctx, tx, a, now.need, d)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// matterFor is what a need is decided on, for somebody who may decide it.
func (s *Service) matterFor(ctx context.Context, tx Tx, a identity.Actor, id string) (*matter, error) {
	n, err := NeedFor(ctx, tx, a, id, identity.TakeDecision)
	if err != nil {
		return nil, err
	}
	if n.State == Archived {
		return nil, &havre.Fault{
			Code:    havre.Conflict,
			Message: havre.Text{FR: "Ce dossier est archivé : on ne le décide plus.", EN: "This need is archived: it is no longer decided."},
			Next:    havre.Text{FR: "Remettez-le en brouillon ou partagez-le, puis décidez.", EN: "Return it to draft or share it again, then decide."},
		}
	}
	return matterOf(ctx, tx, n, n.Document, n.Revision, s.Today())
}

// judge is the decision of a case today, ready to be put on record.
func (s *Service) judge(h *Holding, c *matter, a identity.Actor) (*Decision, error) {
	text, d, err := completed(c.document, c.by, c.granted)
	if err != nil {
		return nil, err
	}
	judge, err := h.Judge(s.Today())
	if err != nil {
		return nil, err
	}
	lang := language(a.Lang)
	out, err := judge.Decide(d, lang)
	if err != nil {
		return nil, fmt.Errorf("deciding: %w", err)
	}
	body, err := out.JSON()
	if err != nil {
		return nil, err
	}
	gist, err := gistOf(out)
	if err != nil {
		return nil, err
	}
	due, err := h.due(d, out, lang)
	if err != nil {
		return nil, err
	}
	r := &Decision{Lang: lang, Document: text, Body: body, Gist: gist}
	r.DecisionSummary = DecisionSummary{
		ID: s.NewID(), Need: c.need.ID, NeedName: c.need.Name, Title: c.need.Title, Path: c.need.Path, OrgTitle: c.need.OrgTitle,
		Ministry: c.need.Ministry, Revision: c.revision, State: Current, On: judge.On(),
		Catalogue: h.Edition.Catalogue, Doctrine: h.Edition.Doctrine, Program: s.Program,
		TakenAt: s.Instant(), TakenBy: a.ID, TakenByName: a.Name, Due: due, SHA256: digestOf(body),
	}
	r.count(out)
	return r, nil
}

func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// put stores a decision, tells of it and writes the journal.
func (s *Service) put(ctx context.Context, tx Tx, a identity.Actor, n *Need, d *Decision) error {
	if err := tx.AddDecision(ctx, d); err != nil {
		return err
	}
	n.Current = &d.DecisionSummary
	people, err := Concerned(ctx, tx, n, s.Instant())
	if err != nil {
		return err
	}
	note := notify.Notice{
		Topic: notify.DecisionTaken, Link: d.link(), Object: d.ID,
		Title: havre.Text{FR: "Décision n° %[1]d prise pour « %[2]s »", EN: "Decision no. %[1]d taken for “%[2]s”"}.With(d.Number, n.Title),
		Body:  d.inWords(s.Library.Now()),
	}
	if err := s.Tell(ctx, tx, people, a, n, note); err != nil {
		return err
	}
	if err := s.publish(ctx, tx, notify.DecisionTaken, n, func(e *Event) { e.Decision = d.told() }); err != nil {
		return err
	}
	return s.Log(ctx, tx, a, "decision.take", d.Subject(n), Details(
		"need", n.ID, "number", d.Number, "revision", d.Revision, "on", d.On, "best", d.Best,
		"catalogue", d.Catalogue, "doctrine", d.Doctrine, "sha256", d.SHA256, "program", d.Program,
	))
}
