package order

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/order/configuration"
	"github.com/havre-cloud/havre/order/pricing"
	"github.com/havre-cloud/havre/order/purchase"
)

// ItemWish is what somebody asks for in one line of a basket.
type ItemWish struct {
	Number      int    // of the line to replace; 0 adds one
	Action      Action // "" is add
	Instance    string // changed or ended
	Offer, Plan string // of an addition
	Name        string // of an addition: a DNS-1123 label; "" is that of the plan, made free
	Environment string // of an addition
	// Choices is a JSON object of the fields of the plan; of a change, a merge patch.
	Choices []byte
	On      havre.Date // first day, last one for an end; zero: as soon as approved
	Until   havre.Date // first day without it; zero: no end
	// Framework is the agreement or convention it is ordered under.
	Framework    string
	Estimate     *havre.Euro
	EstimateNote string
	Renewals     int    // foreseen, each as long as the period
	External     string // of an addition that a client platform named
}

// longestName is how many characters the name of a resource has at most.
const longestName = 40

// label is a DNS-1123 label, short enough ([longestName]) for the names that platforms
// make of it.
var label = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$`)

// item makes a line of a basket of what is asked, with what it costs.
func (s *Service) item(ctx context.Context, tx Tx, o *Order, w ItemWish) (*Item, error) {
	if w.Action == "" {
		w.Action = Add
	}
	it := &Item{Number: w.Number, Action: w.Action, Offer: w.Offer, Plan: w.Plan, Name: strings.TrimSpace(w.Name), Environment: w.Environment, On: w.On, State: Draft, External: w.External}
	problems := s.dates(w)
	switch w.Action {
	case Add:
		named, err := s.identified(ctx, tx, o, it)
		if err != nil {
			return nil, err
		}
		problems = append(problems, named...)
	case Modify, Delete:
		if err := s.onInstance(ctx, tx, o, it, w.Instance); err != nil {
			return nil, err
		}
		problems = append(problems, it.endsAlready()...)
	default:
		return nil, append(problems, havre.Problem{Field: "action", Value: string(w.Action), Message: havre.Text{FR: "add, modify ou delete est attendu", EN: "add, modify or delete is expected"}})
	}
	if w.Action == Delete {
		return it, problems.Err()
	}
	wish, err := s.wish(ctx, tx, o, it, w)
	if more, wrong := errors.AsType[havre.Problems](err); wrong { // all that is wrong is told at once
		return nil, append(problems, more...)
	}
	if err != nil {
		return nil, err
	}
	it.Requested = wish
	return it, problems.Err()
}

// How far ahead something may be ordered, and how often an agreement is renewed at most.
const (
	longestYears = 10
	mostRenewals = 10
)

// dates refuses days that have passed, and ends before their beginning.
func (s *Service) dates(w ItemWish) (ps havre.Problems) {
	today := s.Today()
	if !w.On.IsZero() && w.On.Before(today) {
		ps = append(ps, havre.Problem{Field: "on", Value: w.On.String(), Message: havre.Text{FR: "ce jour est passé", EN: "that day has passed"}})
	}
	begins := w.On
	if begins.IsZero() {
		begins = today
	}
	if !w.Until.IsZero() && !begins.Before(w.Until) {
		ps = append(ps, havre.Problem{Field: "until", Value: w.Until.String(), Message: havre.Text{FR: "la fin doit suivre le début (%s)", EN: "the end must come after the beginning (%s)"}.With(begins.Words())})
	}
	for field, day := range map[string]havre.Date{"on": w.On, "until": w.Until} {
		if today.AddMonths(12 * longestYears).Before(day) {
			ps = append(ps, havre.Problem{Field: field, Value: day.String(), Message: havre.Text{FR: "dix ans au plus", EN: "ten years at most"}})
		}
	}
	if w.Renewals < 0 || w.Renewals > mostRenewals {
		ps = append(ps, havre.Problem{Field: "renewals", Value: strconv.Itoa(w.Renewals), Message: havre.Text{FR: "de 0 à 10 reconductions", EN: "from 0 to 10 renewals"}})
	}
	ps.Sort()
	return ps
}

// identityProblems says what is wrong with the name and the environment of an
// addition.
func (it *Item) identityProblems() (ps havre.Problems) {
	if it.Name == "" {
		it.Name = it.Plan
	}
	if !label.MatchString(it.Name) {
		ps = append(ps, havre.Problem{Field: "name", Value: it.Name, Message: havre.Text{FR: "lettres minuscules, chiffres et tirets sont attendus, 40 au plus (base-production)", EN: "lower-case letters, digits and dashes are expected, 40 at most (base-production)"}})
	}
	if !slices.Contains(dossier.Environments, it.Environment) {
		ps = append(ps, havre.Problem{
			Field: "environment", Value: it.Environment, Suggestion: havre.Nearest(it.Environment, dossier.Environments),
			Message: havre.Text{FR: "un de ces environnements est attendu : %s", EN: "one of these environments is expected: %s"}.With(strings.Join(dossier.Environments, ", ")),
		})
	}
	return ps
}

// identified says what is wrong with the name and the environment of an addition. One
// that nobody named takes the name of its plan, made free.
func (s *Service) identified(ctx context.Context, tx Tx, o *Order, it *Item) (havre.Problems, error) {
	unnamed := it.Name == ""
	if ps := it.identityProblems(); len(ps) > 0 {
		return ps, nil
	}
	if unnamed {
		return nil, s.rename(ctx, tx, o, it)
	}
	if taken, err := s.taken(ctx, tx, o, it); err != nil || !taken {
		return nil, err
	}
	return havre.Problems{{Field: "name", Value: it.Name, Message: havre.Text{
		FR: "ce nom est déjà pris dans cet environnement, par une ressource du dossier ou par une autre ligne du panier ; choisissez-en un autre",
		EN: "this name is already taken in this environment, by a resource of the need or by another item of the basket; choose another",
	}}}, nil
}

// onInstance takes in what an item changes or ends.
func (s *Service) onInstance(ctx context.Context, tx Tx, o *Order, it *Item, id string) error {
	i, err := tx.Instance(ctx, id)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) || err == nil && i.Need != o.Need {
		return havre.Problems{{Field: "instance", Value: id, Message: havre.Text{FR: "ce dossier n’a pas cette ressource", EN: "this need has no such resource"}}}
	}
	if err != nil {
		return err
	}
	if problem, ok := i.unchangeable(o.ID); ok {
		return havre.Problems{problem}
	}
	for k := range o.Items {
		if o.Items[k].Instance == id && o.Items[k].Number != it.Number {
			return havre.Problems{{Field: "instance", Value: i.Name, Message: havre.Text{FR: "une autre ligne de ce panier porte déjà sur cette ressource", EN: "another item of this basket is already about this resource"}}}
		}
	}
	had := i.Wish
	it.Instance, it.Offer, it.Plan, it.Name, it.Environment, it.Original = i.ID, i.Offer, i.Plan, i.Name, i.Environment, &had
	return nil
}

// endsAlready refuses to end something later than it ends by itself: a later end is a
// change.
func (it *Item) endsAlready() havre.Problems {
	if it.Action != Delete || it.On.IsZero() || it.Original.Until.IsZero() || it.On.Before(it.Original.Until) {
		return nil
	}
	return havre.Problems{{Field: "on", Value: it.On.String(), Message: havre.Text{
		FR: "cette ressource s’arrête d’elle-même après le %[1]s ; pour la garder plus longtemps, modifiez-la", EN: "this resource ends by itself after %[1]s; to keep it longer, change it",
	}.With(it.Original.Until.AddDays(-1).Words())}}
}

// Delivered says whether the instance exists.
func (i *Instance) Delivered() bool { return i.State == Active || i.State == Inactive }

// unchangeable says why an instance cannot be ordered about.
func (i *Instance) unchangeable(by string) (havre.Problem, bool) {
	p := havre.Problem{Field: "instance", Value: i.Name}
	switch {
	case !i.Delivered():
		p.Message = havre.Text{FR: "cette ressource n’est pas en service : %s", EN: "this resource is not in service: %s"}.With(i.State.Text())
	case i.Changing != "" && i.Changing != by:
		p.Message = havre.Text{FR: "une autre commande est en train de la modifier ; attendez qu’elle se termine", EN: "another order is changing it; wait until it ends"}
	default:
		return p, false
	}
	return p, true
}

// Text is the state of an instance, as a person reads it.
func (st InstanceState) Text() havre.Text {
	switch st {
	case ReservedInstance:
		return havre.Text{FR: "commandée", EN: "ordered"}
	case Inactive:
		return havre.Text{FR: "livrée, pas encore en production", EN: "delivered, not yet in production"}
	case Active:
		return havre.Text{FR: "en service", EN: "in service"}
	case Terminated:
		return havre.Text{FR: "terminée", EN: "ended"}
	case Abandoned:
		return havre.Text{FR: "jamais livrée", EN: "never delivered"}
	}
	return havre.Same(string(st))
}

// wish configures and prices what is asked.
func (s *Service) wish(ctx context.Context, tx Tx, o *Order, it *Item, w ItemWish) (*Wish, error) {
	p, err := s.plan(it, s.Today())
	if err != nil {
		return nil, err
	}
	out := &Wish{Until: w.Until, Framework: w.Framework, Estimate: w.Estimate, EstimateNote: strings.TrimSpace(w.EstimateNote), Renewals: w.Renewals}
	var c *configuration.Configuration
	if it.Original != nil {
		if out.Until.IsZero() {
			out.Until = it.Original.Until
		}
		if out.Framework == "" {
			out.Framework = it.Original.Framework
		}
		c, err = configuration.Change(p, &it.Original.Configuration, w.Choices)
	} else {
		c, err = configuration.Of(p, w.Choices)
	}
	if err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	out.Configuration = *c
	if err := out.estimateProblems().Err(); err != nil {
		return nil, err
	}
	f, err := s.framework(ctx, tx, o, out.Framework)
	if err != nil {
		return nil, err
	}
	period := s.period(it, out)
	if err := tooShort(p, period).Err(); err != nil {
		return nil, err
	}
	out.Quote = pricing.Of(p, c, period, schedule(f))
	return out, nil
}

// idle refuses a change that changes nothing.
func (it *Item) idle() havre.Problems {
	if it.Action != Modify || !it.Requested.same(it.Original) {
		return nil
	}
	return havre.Problems{{Field: "choices", Message: havre.Text{FR: "cette modification ne change rien", EN: "this change changes nothing"}}}
}

// same says whether two wishes ask for the same.
func (w *Wish) same(v *Wish) bool {
	return w.Until == v.Until && w.Framework == v.Framework && bytes.Equal(w.Configuration.JSON(), v.Configuration.JSON())
}

// tooShort refuses to end before the shortest commitment of a plan.
func tooShort(p *catalogue.Plan, period havre.Period) havre.Problems {
	if first := period.From.AddMonths(p.MinMonths); p.MinMonths > 0 && !period.Until.IsZero() && period.Until.Before(first) {
		return havre.Problems{{Field: "until", Value: period.Until.String(), Message: havre.Text{
			FR: "ce gabarit engage pour %[1]d mois au moins : pas de dernier jour avant le %[2]s", EN: "this plan commits for %[1]d months at least: no last day before %[2]s",
		}.With(p.MinMonths, first.AddDays(-1).Words())}}
	}
	return nil
}

// plan is what an item orders, as it may be ordered on a day.
func (s *Service) plan(it *Item, on havre.Date) (*catalogue.Plan, error) {
	c := s.Records.Library.Now().Catalogue
	p, ok := c.Plan(it.Offer, it.Plan)
	switch {
	case !ok:
		var known []string
		for _, p := range c.PlansOf(it.Offer, on) {
			known = append(known, p.ID)
		}
		return nil, havre.Problems{{
			Field: "plan", Value: it.Offer + "/" + it.Plan, Suggestion: havre.Nearest(it.Plan, known),
			Message: havre.Text{FR: "le catalogue n’a pas ce gabarit de commande", EN: "the catalogue has no such plan"},
		}}
	case it.Action == Add && !p.Period.Contains(on):
		return nil, havre.Problems{{Field: "plan", Value: p.Key(), Message: havre.Text{FR: "ce gabarit ne se commande pas aujourd’hui", EN: "this plan cannot be ordered today"}}}
	}
	return p, nil
}

// period is what a wish is priced for.
func (s *Service) period(it *Item, w *Wish) havre.Period {
	from := it.On
	if from.IsZero() {
		from = s.Today()
	}
	return havre.Period{From: from, Until: w.Until}
}

// framework is the agreement an item is ordered under, nil for none.
func (s *Service) framework(ctx context.Context, tx Tx, o *Order, id string) (*purchase.Framework, error) {
	if id == "" {
		return nil, nil
	}
	f, err := tx.Framework(ctx, id)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) || err == nil && (f.Deleted() || !f.Open(o.Organisation, o.Path)) {
		return nil, havre.Problems{{Field: "framework", Value: id, Message: havre.Text{FR: "cet accord n’est pas ouvert à cette organisation", EN: "this agreement is not open to this organisation"}}}
	}
	return f, err
}

// schedule gives the prices of an agreement, nil for none.
func schedule(f *purchase.Framework) pricing.Schedule {
	if f == nil {
		return nil
	}
	return func(offer, plan, component string, on havre.Date) (catalogue.Price, bool) {
		p, ok := f.PriceOn(offer, plan, component, on)
		return p.Price, ok
	}
}

// estimateProblems asks where an estimate comes from.
func (w *Wish) estimateProblems() (ps havre.Problems) {
	if w.Estimate == nil {
		return nil
	}
	if *w.Estimate <= 0 {
		ps = append(ps, havre.Problem{Field: "estimate", Value: w.Estimate.String(), Message: havre.Text{FR: "un montant supérieur à zéro est attendu : un prix inconnu n’est pas nul", EN: "an amount above zero is expected: an unknown price is not zero"}})
	}
	if w.EstimateNote == "" {
		ps = append(ps, havre.Problem{Field: "estimateNote", Message: havre.Text{FR: "dites d’où vient l’estimation (devis, convention, commande passée)", EN: "say where the estimate comes from (quotation, convention, earlier order)"}})
	}
	return ps
}
