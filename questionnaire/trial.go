package questionnaire

import (
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// trial is an answer to try: what it is called, and the facts it makes known.
type trial struct {
	answer havre.Text
	facts  fact.Facts
	odds   float64
}

// rare are the answers that few applications give: they must not make a question
// come first because of all they would settle.
var rare = map[string]float64{"restricted": 0.1, "classified": 0.02}

// standing measures a question; one already answered is not tried again.
func (m *measure) standing(q *Question) Standing {
	st := Standing{Question: q, Said: m.sheet.Said(q), Known: m.sheet.Known(q)}
	refs := m.refs(q)
	if st.Said || len(refs) == 0 {
		return st
	}
	st.Bearing = m.bearing(refs)
	if st.Bearing == Nothing && !m.chooses(refs) {
		return st
	}
	total := 0.0
	for _, t := range m.trials(q) {
		e := m.gain(m.now, m.after(t.facts, refs))
		e.Answer = t.answer
		st.Effects = append(st.Effects, e)
		st.score += e.points * t.odds
		total += t.odds
	}
	if total > 0 {
		st.score /= total
	}
	if st.score > 0 && m.chooses(refs) {
		st.Bearing = Verdicts
	}
	return st
}

// refs are the facts a question makes known, by their place in the model.
func (m *measure) refs(q *Question) (out []int) {
	for i := range q.Fields {
		if r, ok := m.model.Lookup("dossier." + q.Fields[i].Fact); ok {
			out = append(out, r.Index)
		}
	}
	return out
}

// chooses says that the facts choose the rules themselves, as the ministry does.
func (m *measure) chooses(refs []int) bool {
	r, ok := m.model.Lookup("dossier.organisation.ministry")
	return ok && slices.Contains(refs, r.Index)
}

// after studies the sheet with other facts.
func (m *measure) after(d fact.Facts, changed []int) *standings {
	if m.chooses(changed) {
		if p, err := m.plan(m.ministry(d)); err == nil {
			return m.study(p, d)
		}
	}
	return m.again(m.now, d, changed)
}

// bearing is what may still depend on some facts: an open rule reads one of them.
func (m *measure) bearing(refs []int) Bearing {
	best := Nothing
	for _, f := range refs {
		if slices.ContainsFunc(m.now.plan.offerOf[f], m.openSomewhere) {
			return Verdicts
		}
		for _, i := range m.now.plan.projectOf[f] {
			if m.now.owed[i] {
				best = Obligations
			}
		}
	}
	return best
}

// openSomewhere says that a rule is open on an offer that nothing refuses.
func (m *measure) openSomewhere(rule int) bool {
	for k, mk := range m.now.rules[rule] {
		if no, _ := m.now.column(k); mk == open && !no {
			return true
		}
	}
	return false
}

// trials are the answers to try. Of several facts asked together, one answer each:
// all the first, all the second; of yes and no, none, then each alone.
func (m *measure) trials(q *Question) []trial {
	if len(q.Fields) > 1 && !slices.ContainsFunc(q.Fields, func(f Field) bool { return f.Kind != Truth }) {
		return m.alone(q)
	}
	samples := make([][]sample, len(q.Fields))
	most := 0
	for i := range q.Fields {
		samples[i] = m.samples(&q.Fields[i])
		most = max(most, len(samples[i]))
	}
	var out []trial
	for n := range most {
		t := trial{facts: slices.Clone(m.now.facts), odds: 1}
		for i := range q.Fields {
			s := samples[i][min(n, len(samples[i])-1)]
			m.put(t.facts, &q.Fields[i], s)
			t.answer = s.label
			if odds, ok := rare[s.word]; ok {
				t.odds = odds
			}
		}
		out = append(out, t)
	}
	return out
}

// alone tries "no" to all, then "yes" to each.
func (m *measure) alone(q *Question) []trial {
	out := []trial{{answer: fact.Label(None), facts: slices.Clone(m.now.facts), odds: 1}}
	for i := range q.Fields {
		out = append(out, trial{answer: q.Fields[i].Title, facts: slices.Clone(m.now.facts), odds: 1})
	}
	for n := range out {
		for i := range q.Fields {
			m.put(out[n].facts, &q.Fields[i], sample{truth: havre.TruthOf(i == n-1)})
		}
	}
	return out
}

// sample is one value to try for a field.
type sample struct {
	label  havre.Text
	truth  havre.Truth
	number int64
	word   string // "" is the empty set
}

// samples are the values to try: all the words, and quantities on either side of
// the thresholds that texts use.
func (m *measure) samples(f *Field) []sample {
	switch f.Kind {
	case Truth:
		return []sample{{label: havre.Yes.Text(), truth: havre.Yes}, {label: havre.No.Text(), truth: havre.No}}
	case Word, Set, Places:
		return words(f)
	case Level:
		return numbers("", 1, 2, 3, 4)
	case Amount:
		return numbers("€", 10_000, 100_000, 1_000_000, 10_000_000)
	case Share:
		return numbers("%", 10, 30, 50)
	case Duration:
		return numbers("min", 30, 240, 1440, 4320)
	case Count:
		return numbers("", 1, 2, 3)
	case Date:
		return m.days()
	case Text:
	}
	return nil
}

// words tries each word; a set starts with none.
func words(f *Field) []sample {
	var out []sample
	if f.Kind != Word {
		out = append(out, sample{label: fact.Label(None)})
	} else if len(f.Values) > 0 && f.Fact == "needs.dict.scale" {
		return []sample{{label: fact.Label(f.Values[0]), word: f.Values[0]}} // levels of other scales are compared with nothing
	}
	for _, w := range f.Values {
		out = append(out, sample{label: fact.Label(w), word: w})
	}
	return out
}

func numbers(unit string, list ...int64) []sample {
	var out []sample
	for _, n := range list {
		out = append(out, sample{label: havre.Same(strings.TrimSpace(strconv.FormatInt(n, 10) + " " + unit)), number: n})
	}
	return out
}

// days are those on which the doctrine changed, and the day of the judge.
func (m *measure) days() []sample {
	var out []sample
	for _, d := range append(m.doctrine.Breakpoints(), m.judge.On()) {
		out = append(out, sample{label: havre.Same(d.String()), number: d.Days()})
	}
	return out
}

// put writes a sample into facts of which only the slice is its own: a set is
// written anew.
func (m *measure) put(d fact.Facts, f *Field, s sample) {
	r, ok := m.model.Lookup("dossier." + f.Fact)
	if !ok {
		return
	}
	switch f.Kind {
	case Truth:
		d[r.Index] = fact.Value{Truth: s.truth}
	case Word:
		d[r.Index] = fact.Value{Known: true, Number: int64(m.model.Def(r).Index(s.word))}
	case Set, Places:
		var v fact.Value
		var in []int
		if s.word != "" {
			in = []int{m.model.Def(r).Index(s.word)}
		}
		v.Members.Fill(len(m.model.Def(r).Values), in, true)
		d[r.Index] = v
	default:
		d[r.Index] = fact.Value{Known: true, Number: s.number}
	}
}
