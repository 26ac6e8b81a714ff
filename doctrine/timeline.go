package doctrine

import (
	"slices"
	"time"

	"github.com/havre-cloud/havre"
)

// stateTimeline finds the days with two state sets, and those with none between
// the first and the last.
func (c *checker) stateTimeline() {
	var states []*Set
	for _, s := range c.d.sets {
		if s.Level == State {
			states = append(states, s)
		}
	}
	slices.SortStableFunc(states, func(a, b *Set) int { return a.Period.From.Compare(b.Period.From) })
	for i, s := range states {
		for _, earlier := range states[:i] {
			if earlier.Period.Overlaps(s.Period) {
				c.add(s.periodAt.value(havre.Text{
					FR: "deux doctrines de l'État s'appliquent le même jour : %s et %s", EN: "two State sets apply on the same day: %s and %s",
				}.With(earlier.ID, s.ID), s.Period.From.String(), nil))
			}
		}
		if i > 0 && covered(states[:i]).Before(s.Period.From) {
			c.add(s.periodAt.value(havre.Text{
				FR: "aucune doctrine de l'État ne s'applique du %s à la veille de cette date", EN: "no State set applies from %s to the day before this date",
			}.With(covered(states[:i]).String()), s.Period.From.String(), nil))
		}
	}
}

// covered is the first day that none of these sets covers any more.
func covered(sets []*Set) (day havre.Date) {
	for _, s := range sets {
		if s.Period.Until.IsZero() {
			return havre.NewDate(9999, time.December, 31)
		}
		if day.Before(s.Period.Until) {
			day = s.Period.Until
		}
	}
	return day
}

// inheritedTwice finds sets that add up with one they inherit from: its rules
// would be judged twice.
func (c *checker) inheritedTwice() {
	for _, s := range c.d.sets {
		for p := s.parent; p != nil && s.Level != State; p = p.parent {
			if s.Period.Overlaps(p.Period) {
				c.add(s.periodAt.value(havre.Text{
					FR: "cette doctrine s'applique en même temps que %s dont elle hérite", EN: "this set applies together with %s, which it inherits from",
				}.With(p.ID), s.Period.From.String(), nil))
			}
		}
	}
}
