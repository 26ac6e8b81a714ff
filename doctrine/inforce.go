package doctrine

import (
	"cmp"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

// ranks orders sets as a decision lists them: what binds all comes first.
var ranks = map[Level]int{Common: 0, State: 1, Statute: 2, Ministry: 3}

// SetsInForce are the sets that judge, on a day, a dossier of a ministry ("" when
// it has none or none is known): the common and statute sets in force, the one
// state set, and the ministry's own.
//
// Forcing a state set puts it in the place of the one in force, whatever the
// date; forcing a statute's or a ministry's adds it. An unknown identifier is a
// [havre.Problems] that names the nearest.
func (d *Doctrine) SetsInForce(on havre.Date, force, ministry string) ([]*Set, error) {
	forced, err := d.forced(force)
	if err != nil {
		return nil, err
	}
	var out []*Set
	for _, s := range d.sets {
		if s == forced || (s.Period.Contains(on) && s.speaksTo(ministry) && s.Level != State) {
			out = append(out, s)
		}
	}
	if forced == nil || forced.Level != State {
		if s := d.state(on); s != nil && s != forced {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b *Set) int { return cmp.Compare(ranks[a.Level], ranks[b.Level]) })
	return out, nil
}

func (s *Set) speaksTo(ministry string) bool {
	return s.Level != Ministry || (ministry != "" && s.Ministry == ministry)
}

// state is the state set in force; [Check] refuses two on one day, and the one
// that began last is taken meanwhile.
func (d *Doctrine) state(on havre.Date) *Set {
	var last *Set
	for _, s := range d.sets {
		if s.Level == State && s.Period.Contains(on) && (last == nil || last.Period.From.Before(s.Period.From)) {
			last = s
		}
	}
	return last
}

func (d *Doctrine) forced(id string) (*Set, error) {
	if id == "" {
		return nil, nil
	}
	if s, ok := d.Set(id); ok {
		return s, nil
	}
	ids := make([]string, len(d.sets))
	for i, s := range d.sets {
		ids[i] = s.ID
	}
	return nil, havre.Problems{{
		Value: cut(id), Suggestion: havre.Nearest(id, ids),
		Message: havre.Text{
			FR: "doctrine inconnue ; les doctrines chargées sont : %s",
			EN: "unknown doctrine; those loaded are: %s",
		}.With(strings.Join(ids, ", ")),
	}}
}

// InForce are the rules that judge, on a day, a dossier of a ministry, each with
// the set that states it, in the order of the sets and of their files. See
// [Doctrine.SetsInForce] for the forced set; its rules are then those it has on
// the day of its period that is nearest.
func (d *Doctrine) InForce(on havre.Date, force, ministry string) ([]Applied, error) {
	sets, err := d.SetsInForce(on, force, ministry)
	if err != nil {
		return nil, err
	}
	var out []Applied
	for _, s := range sets {
		day := s.Period.Clamp(on)
		for _, m := range s.Effective() {
			if m.inForce(day) {
				out = append(out, *d.compiled[m.Rule])
			}
		}
	}
	return out, nil
}

// inForce: an inherited rule holds as long as the set that inherits it does,
// unless the rule states its own end.
func (m Member) inForce(day havre.Date) bool {
	p := m.Rule.Period
	if p.From.IsZero() {
		p.From = m.Set.Period.From
	}
	return p.Contains(day)
}

// Breakpoints are the days on which the rules in force change, in order.
func (d *Doctrine) Breakpoints() []havre.Date {
	var out []havre.Date
	add := func(p havre.Period) {
		for _, day := range []havre.Date{p.From, p.Until} {
			if !day.IsZero() {
				out = append(out, day)
			}
		}
	}
	for _, s := range d.sets {
		add(s.Period)
		for _, r := range s.Rules {
			add(r.Period)
		}
	}
	slices.SortFunc(out, havre.Date.Compare)
	return slices.Compact(out)
}

// Ministries are those that have a set of their own, in order.
func (d *Doctrine) Ministries() []string {
	var out []string
	for _, s := range d.sets {
		if s.Level == Ministry {
			out = append(out, s.Ministry)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
