package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// ruleFilter chooses rules.
type ruleFilter struct {
	Paging
	On       havre.Date `query:"on" doc:"jour ; aujourd'hui par défaut|day; today by default"`
	Ministry string     `query:"ministry" doc:"ministère dont la doctrine s'ajoute|ministry whose doctrine is added"`
}

// onDay chooses a text, as in force or not on a day.
type onDay struct {
	ID string     `path:"id" doc:"identifiant|identifier"`
	On havre.Date `query:"on" doc:"jour ; aujourd'hui par défaut|day; today by default"`
}

// setFilter chooses texts.
type setFilter struct {
	Paging
	On havre.Date `query:"on" doc:"jour ; aujourd'hui par défaut|day; today by default"`
}

// twoSets chooses two texts.
type twoSets struct {
	From string `query:"from" required:"true" doc:"doctrine d'avant|doctrine before"`
	To   string `query:"to" required:"true" doc:"doctrine d'après|doctrine after"`
}

type (
	setShown  struct{ Body wire.RuleSet }
	ruleShown struct{ Body wire.Rule }
	diffShown struct{ Body wire.DoctrineDiff }
)

// doctrines registers what anyone may read of the doctrine.
func doctrines(a *API) {
	register(a, operation{
		id: "listRuleSets", method: http.MethodGet, path: "/doctrine/sets", group: groupDoctrine, public: true,
		summary: havre.Text{FR: "Lister les textes", EN: "List the texts"},
	}, a.listSets)
	register(a, operation{
		id: "getRuleSet", method: http.MethodGet, path: "/doctrine/sets/{id}", group: groupDoctrine, public: true, refuses: []havre.FaultCode{havre.NotFound},
		summary: havre.Text{FR: "Lire un texte, avec ses règles", EN: "Read a text, with its rules"},
	}, a.getSet)
	register(a, operation{
		id: "listRules", method: http.MethodGet, path: "/doctrine/rules", group: groupDoctrine, public: true,
		summary: havre.Text{FR: "Lister les règles en vigueur un jour", EN: "List the rules in force on a day"},
	}, a.listRules)
	register(a, operation{
		id: "getRule", method: http.MethodGet, path: "/doctrine/rules/{id}", group: groupDoctrine, public: true, refuses: []havre.FaultCode{havre.NotFound},
		summary: havre.Text{FR: "Lire une règle", EN: "Read a rule"},
		long:    havre.Text{FR: "Celle en vigueur ce jour-là, sinon la plus récente.", EN: "That in force on the day, else the newest."},
	}, a.getRule)
	register(a, operation{
		id: "diffRuleSets", method: http.MethodGet, path: "/doctrine/diff", group: groupDoctrine, public: true, refuses: []havre.FaultCode{havre.NotFound},
		summary: havre.Text{FR: "Ce qui change d'un texte à l'autre", EN: "What changes from one text to another"},
	}, a.diffSets)
}

// dayOr is a day, or today.
func (a *API) dayOr(on havre.Date) havre.Date {
	if on.IsZero() {
		return a.Record.Today()
	}
	return on
}

func (a *API) listSets(ctx context.Context, actor identity.Actor, in *setFilter) (*listed[wire.RuleSetItem], error) {
	page, err := window(a.Record.Library.Now().Doctrine.List(), in.Paging)
	if err != nil {
		return nil, err
	}
	on := a.dayOr(in.On)
	return listOf(ctx, "RuleSet", page, func(s **doctrine.Set) wire.RuleSetItem { return setItem(*s, on, actor.Lang) }), nil
}

func setItem(s *doctrine.Set, on havre.Date, l havre.Lang) wire.RuleSetItem {
	return wire.RuleSetItem{
		ID: s.ID, Title: s.Title.In(l), Version: s.Version, Level: string(s.Level), Ministry: s.Ministry,
		From: s.Period.From, Until: s.Period.Until, InForce: s.Period.Contains(on), Count: len(s.Effective()), SHA256: s.Digest,
	}
}

func (a *API) getSet(_ context.Context, actor identity.Actor, in *onDay) (*setShown, error) {
	s, ok := a.Record.Library.Now().Doctrine.Set(in.ID)
	if !ok {
		return nil, identity.Missing()
	}
	out := wire.RuleSet{
		APIVersion: havre.APIVersion, Kind: "RuleSet", RuleSetItem: setItem(s, a.dayOr(in.On), actor.Lang), Inherits: s.Inherits,
		Sources: s.Sources.In(actor.Lang), Rules: []wire.Rule{},
	}
	for _, r := range s.Repeals {
		out.Repeals = append(out.Repeals, wire.Repeal{Rule: r.Rule, Reason: r.Reason.In(actor.Lang)})
	}
	for _, m := range s.Effective() {
		out.Rules = append(out.Rules, showRule(m, actor.Lang))
	}
	return &setShown{Body: out}, nil
}

func (a *API) listRules(ctx context.Context, actor identity.Actor, in *ruleFilter) (*listed[wire.Rule], error) {
	applied, err := a.Record.Library.Now().Doctrine.InForce(a.dayOr(in.On), "", in.Ministry)
	if err != nil {
		return nil, err
	}
	page, err := window(applied, in.Paging)
	if err != nil {
		return nil, err
	}
	return listOf(ctx, "Rule", page, func(r *doctrine.Applied) wire.Rule {
		return showRule(doctrine.Member{Rule: r.Rule, Set: r.Set}, actor.Lang)
	}), nil
}

func (a *API) getRule(_ context.Context, actor identity.Actor, in *onDay) (*ruleShown, error) {
	on := a.dayOr(in.On)
	var found *doctrine.Member
	for _, s := range a.Record.Library.Now().Doctrine.List() {
		for _, m := range s.Effective() {
			if m.Rule.ID == in.ID && (found == nil || newer(s, found.Set, on)) {
				found = &m
			}
		}
	}
	if found == nil {
		return nil, identity.Missing()
	}
	return &ruleShown{Body: showRule(*found, actor.Lang)}, nil
}

// newer says whether a text speaks for a day better than another: it is in force,
// or it began later.
func newer(s, than *doctrine.Set, on havre.Date) bool {
	if s.Period.Contains(on) != than.Period.Contains(on) {
		return s.Period.Contains(on)
	}
	return than.Period.From.Before(s.Period.From)
}

func showRule(m doctrine.Member, l havre.Lang) wire.Rule {
	r := m.Rule
	out := wire.Rule{
		ID: r.ID, Doctrine: m.Set.ID, Title: r.Title.In(l), Text: r.Text.In(l), Judges: r.Judges, Severity: r.Severity,
		From: r.Period.From, Until: r.Period.Until, Binds: append([]string{}, r.Binds...), When: r.When, Concerns: r.Concerns, Requires: r.Requires,
		Sources: r.Sources.In(l),
	}
	for _, e := range r.Evidence {
		out.Evidence = append(out.Evidence, e.In(l))
	}
	if d := r.Derogation; d != nil {
		out.Derogation = &wire.RuleDerogation{
			Authority: d.Authority.In(l), Proof: d.Proof.In(l), CountsFrom: d.CountsFrom.In(l), Months: d.Months, EngagedOnly: d.EngagedOnly,
		}
	}
	return out
}

func (a *API) diffSets(_ context.Context, actor identity.Actor, in *twoSets) (*diffShown, error) {
	d := a.Record.Library.Now().Doctrine
	from, ok := d.Set(in.From)
	to, also := d.Set(in.To)
	if !ok || !also {
		return nil, identity.Missing()
	}
	out := wire.DoctrineDiff{APIVersion: havre.APIVersion, Kind: "DoctrineDiff", From: in.From, To: in.To, Changes: []wire.DoctrineChange{}}
	for _, c := range doctrine.Diff(from, to) {
		out.Changes = append(out.Changes, wire.DoctrineChange{
			Subject: c.Subject, ID: c.ID, Kind: string(c.Kind), Field: c.Field, Before: c.Before, After: c.After, Reason: c.Reason.In(actor.Lang),
		})
	}
	return &diffShown{Body: out}, nil
}
