package record

import (
	"fmt"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/dossier"
)

// ahead is how many days of the catalogue and of the doctrine are tried before one
// of them is taken without trying.
const ahead = 8

// due is the first day after a decision on which deciding again would not say the
// same: a certificate, a document or a derogation ends, or a rule begins. It is
// found by trying. Zero: none is known.
func (h *Holding) due(d *dossier.Dossier, out *decision.Decision, lang havre.Lang) (havre.Date, error) {
	first := ownDay(d, out)
	here, err := h.Judge(out.On)
	if err != nil {
		return first, err
	}
	for i, day := range h.daysAfter(out.On) {
		if !first.IsZero() && !day.Before(first) {
			break
		}
		if i == ahead {
			return day, nil
		}
		there, err := h.Judge(day)
		if err != nil {
			return day, nil //nolint:nilerr // no rule is in force from that day on: it is one to look at
		}
		then, err := there.Decide(d, lang)
		if err != nil {
			return first, fmt.Errorf("deciding for %s: %w", day, err)
		}
		if len(changesBetween(out, then, here, there)) > 0 {
			return day, nil
		}
	}
	return first, nil
}

// daysAfter are the days after another on which the catalogue or the rules change.
func (h *Holding) daysAfter(on havre.Date) []havre.Date {
	h.days.Do(func() {
		h.turning = append(h.Catalogue.TurningDays(), h.Doctrine.Breakpoints()...)
		slices.SortFunc(h.turning, havre.Date.Compare)
		h.turning = slices.Compact(h.turning)
	})
	i, found := slices.BinarySearchFunc(h.turning, on, havre.Date.Compare)
	if found {
		i++
	}
	return h.turning[i:]
}

// ownDay is the first day after a decision on which something that the need itself
// declares changes an outcome: evidence that begins or lapses, a derogation that
// begins or ends.
func ownDay(d *dossier.Dossier, out *decision.Decision) havre.Date {
	var days []havre.Date
	for i := range d.Spec.Evidence {
		days = append(days, d.Spec.Evidence[i].Date, d.Spec.Evidence[i].Expires)
	}
	for i := range d.Spec.Derogations {
		days = append(days, d.Spec.Derogations[i].From, d.Spec.Derogations[i].Until)
	}
	slices.SortFunc(days, havre.Date.Compare)
	for _, day := range days {
		if out.On.Before(day) && (evidenceTurns(d, out, day) || derogationTurns(d, out, day)) {
			return day
		}
	}
	return havre.Date{}
}

// evidenceTurns says that what shows an obligation is not worth the same on a day.
func evidenceTurns(d *dossier.Dossier, out *decision.Decision, day havre.Date) bool {
	return slices.ContainsFunc(out.Obligations, func(o decision.Obligation) bool {
		before, _ := d.Evidence(o.Rule, out.On)
		after, _ := d.Evidence(o.Rule, day)
		return before != after
	})
}

// derogationTurns says that a rule which needs a derogation has another on a day,
// or none.
func derogationTurns(d *dossier.Dossier, out *decision.Decision, day havre.Date) bool {
	return slices.ContainsFunc(out.Verdicts, func(v decision.OfferRuled) bool {
		return slices.ContainsFunc(v.Rules, func(r decision.RuleSaid) bool {
			return r.Derogation != nil && d.Derogation(r.ID, v.Offer, out.On) != d.Derogation(r.ID, v.Offer, day)
		})
	})
}
