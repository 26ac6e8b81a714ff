package doctrine

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/bdd"
)

// Profile is a dossier, as small as possible, that no offer can ever satisfy.
type Profile struct {
	Facts fact.Facts // complete for the facts that matter
	// Needs are the facts that matter, as a case would state them.
	Needs []string
	// Failed lists, for each offer, the identifiers of the rules it fails.
	Failed [][]string
}

// String is the profile on one line.
func (p *Profile) String() string { return strings.Join(p.Needs, ", ") }

// NoOfferProfile is a dossier for which every one of these offers fails a "must"
// rule, whatever the facts not yet known of the offers turn out to be; nil when
// every dossier may find an offer. What a rule that declares "blocks" stops, on
// purpose, is left out. The answer is exact; the error is [bdd.ErrTooLarge].
func NoOfferProfile(m *fact.Model, rules []Applied, offers []fact.Facts) (*Profile, error) {
	list, err := NoOfferProfiles(m, rules, offers, m.NewFacts(fact.Dossier), 1)
	if len(list) == 0 {
		return nil, err
	}
	return list[0], err
}

// NoOfferProfiles are at most n such profiles among the dossiers that have the
// given facts, the smallest first; none asks, of whatever organisation, for all
// that an earlier one asks for.
func NoOfferProfiles(m *fact.Model, rules []Applied, offers []fact.Facts, given fact.Facts, n int) ([]*Profile, error) {
	var must []*Applied
	for i := range rules {
		if r := rules[i].Rule; r.Judges == Offer && r.Severity == Must {
			must = append(must, &rules[i])
		}
	}
	l := newLogic(m, must, offers)
	stuck := l.assume(l.stuck(must, offers), given, nil)
	var out []*Profile
	for others := stuck; len(out) < n; {
		sat, ok := l.CheapestSat(l.real(others), l.cost)
		if !ok {
			break
		}
		kept := l.smallest(stuck, sat)
		p := l.profile(kept, given)
		p.explain(must, offers)
		out = append(out, p)
		others = l.And(others, l.Not(l.asked(kept)))
	}
	return out, l.Err()
}

// stuck is true of the dossiers that every offer rejects, and that no rule blocks
// on purpose.
func (l *logic) stuck(must []*Applied, offers []fact.Facts) bdd.Ref {
	all := bdd.True
	for i, a := range must {
		if a.Rule.Blocks {
			all = l.And(all, l.Not(l.never(l.applies(i))))
		}
	}
	for _, o := range offers {
		all = l.And(all, l.never(l.rejects(must, o)))
	}
	return all
}

// rejects is true where an offer violates some rule.
func (l *logic) rejects(must []*Applied, o fact.Facts) bdd.Ref {
	some := bdd.False
	for i, a := range must {
		if !a.Rule.Blocks {
			some = l.Or(some, l.assume(l.violates(i), nil, o))
		}
	}
	return some
}

// never is true of the dossiers for which f holds whatever is not known of the
// offer.
func (l *logic) never(f bdd.Ref) bdd.Ref {
	var unknown []int
	for _, ref := range l.facts(f) {
		if ref.Side == fact.Offer {
			f = l.Imp(l.domain(ref), f)
			unknown = append(unknown, l.byFact[ref]...)
		}
	}
	return l.ForAll(f, unknown...)
}

// cost makes the smallest profile the one that asks for least. A word has to be
// chosen anyway and costs little, the first of its list least of all.
func (l *logic) cost(variable int, value bool) int {
	switch lit := l.literal[variable]; {
	case !value:
		return 0
	case lit.Op == condition.Is:
		return 1 + int(lit.N)
	}
	return 1000
}

// smallest leaves out of an assignment what may be anything.
func (l *logic) smallest(stuck bdd.Ref, sat map[int]bool) map[int]bool {
	kept := maps.Clone(sat)
	for v := range l.literal {
		if _, set := kept[v]; !set {
			continue
		}
		rest := maps.Clone(kept)
		for _, other := range l.tied(v) {
			delete(rest, other)
		}
		if l.implies(l.cube(rest), stuck) {
			kept = rest
		}
	}
	return kept
}

// asked is what an assignment asks for, leaving aside who asks when there is more.
func (l *logic) asked(kept map[int]bool) bdd.Ref {
	needs := maps.Clone(kept)
	maps.DeleteFunc(needs, func(v int, _ bool) bool {
		return strings.HasPrefix(l.model.Def(l.literal[v].Ref).Path, "organisation.")
	})
	if len(needs) == 0 {
		needs = kept
	}
	return l.cube(needs)
}

// profile is the dossier of an assignment.
func (l *logic) profile(kept map[int]bool, given fact.Facts) *Profile {
	p := &Profile{Facts: given.Clone()}
	var seen []fact.Ref
	for v, lit := range l.literal {
		if _, set := kept[v]; set && !slices.Contains(seen, lit.Ref) {
			l.give(p, lit.Ref, kept)
			seen = append(seen, lit.Ref)
		}
	}
	return p
}

// tied are the variables that mean something only together: the words of an
// enumeration, the steps of a number; each member of a set stands alone.
func (l *logic) tied(v int) []int {
	ref := l.literal[v].Ref
	if l.model.Def(ref).Kind == fact.Set {
		return []int{v}
	}
	return l.byFact[ref]
}

// cube is what an assignment says, as a formula.
func (l *logic) cube(sat map[int]bool) bdd.Ref {
	all := bdd.True
	for _, v := range slices.Backward(slices.Sorted(maps.Keys(sat))) {
		x := l.Var(v)
		if !sat[v] {
			x = l.Not(x)
		}
		all = l.And(x, all)
	}
	return all
}

// give writes one fact of the profile from the variables about it.
func (l *logic) give(p *Profile, ref fact.Ref, sat map[int]bool) {
	def, value := l.model.Def(ref), &p.Facts[ref.Index]
	var words []string
	switch def.Kind {
	case fact.Truth:
		value.Truth = havre.TruthOf(sat[l.byFact[ref][0]])
		words = []string{value.Truth.String()}
	case fact.Set:
		for _, v := range l.byFact[ref] {
			yes, set := sat[v]
			if n := l.literal[v].N; set {
				value.Members.Put(int(n), havre.TruthOf(yes))
				words = append(words, map[bool]string{true: "", false: "!"}[yes]+def.Values[n])
			}
		}
	case fact.Enum:
		*value = fact.Value{Known: true, Number: l.word(ref, sat)}
		words = []string{def.Values[value.Number]}
	default:
		*value = fact.Value{Known: true, Number: l.least(ref, sat)}
		words = []string{ordered(def, value.Number)}
	}
	p.Needs = append(p.Needs, def.Path+": "+strings.Join(words, " + "))
}

// word is a value of an enumeration that an assignment allows.
func (l *logic) word(ref fact.Ref, sat map[int]bool) int64 {
	denied := map[int64]bool{}
	for _, v := range l.byFact[ref] {
		yes, set := sat[v]
		if yes {
			return l.literal[v].N
		}
		denied[l.literal[v].N] = set
	}
	for i := range l.model.Def(ref).Values {
		if !denied[int64(i)] {
			return int64(i)
		}
	}
	return 0
}

// least is the least value of an ordered fact that an assignment allows.
func (l *logic) least(ref fact.Ref, sat map[int]bool) int64 {
	vars := l.byFact[ref]
	for _, v := range slices.Backward(vars) {
		if sat[v] {
			return l.literal[v].N
		}
	}
	switch l.model.Def(ref).Kind {
	case fact.Level:
		return 1
	case fact.Date: // the day before the first that matters
		return l.literal[vars[0]].N - 1
	default:
		return 0
	}
}

func ordered(def *fact.Def, n int64) string {
	if def.Kind == fact.Date {
		return havre.NewDate(1970, 1, 1).AddDays(int(n)).String()
	}
	return strconv.FormatInt(n, 10)
}

// explain lists what each offer fails.
func (p *Profile) explain(must []*Applied, offers []fact.Facts) {
	for _, o := range offers {
		var failed []string
		for _, a := range must {
			if a.Outcome(p.Facts, o) == Fail {
				failed = append(failed, a.Rule.ID)
			}
		}
		p.Failed = append(p.Failed, failed)
	}
}
