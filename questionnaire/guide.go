package questionnaire

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

// Guide chooses questions, with the rules and the offers of a day. It may be used
// from many goroutines.
type Guide struct {
	judge     *decision.Judge
	doctrine  *doctrine.Doctrine
	model     *fact.Model
	questions []Question

	mu    sync.Mutex
	plans map[string]*plan // by ministry
}

// NewGuide makes a guide of a judge and the doctrine it judges with.
func NewGuide(j *decision.Judge, doc *doctrine.Doctrine) *Guide {
	g := &Guide{judge: j, doctrine: doc, model: doc.Model(), plans: map[string]*plan{}}
	g.questions = slices.Clone(All())
	for i := range g.questions {
		q := &g.questions[i]
		q.Fields = slices.Clone(q.Fields)
		for k := range q.Fields {
			if r, ok := g.model.Lookup("dossier." + q.Fields[k].Fact); ok && q.Fields[k].Kind == Places {
				q.Fields[k].Values = g.places(r)
			}
		}
	}
	return g
}

// Judge is the judge whose rules and offers choose the questions.
func (g *Guide) Judge() *decision.Judge { return g.judge }

// places are those a flow can be declared to by name; the way it takes is for the
// dossier itself to say.
func (g *Guide) places(r fact.Ref) []string {
	return slices.DeleteFunc(slices.Clone(g.model.Def(r).Values), func(v string) bool { return v == dossier.Elsewhere || strings.Contains(v, "@") })
}

// Questions are all the questions, with the places of the catalogue.
func (g *Guide) Questions() []Question { return g.questions }

// Find is the question with that identifier.
func (g *Guide) Find(id string) (*Question, bool) { return find(g.questions, id) }

// Bearing is what a question may still change.
type Bearing int

// The bearings, from the least to the most.
const (
	Nothing     Bearing = iota // no rule in force that is still open reads it
	Obligations                // what the project must do or show
	Verdicts                   // which offers may host the application
)

// Standing is where a question is.
type Standing struct {
	Question *Question
	// Said: the document answers, perhaps that nobody knows. Known: it is known.
	Said, Known bool
	Bearing     Bearing
	Effects     []Effect // of each answer tried, when it was not said
	score       float64
}

// Effect is what one answer would do.
type Effect struct {
	Answer havre.Text
	// Verdicts are the offers whose verdict would no longer depend on the need.
	Verdicts int
	// Refused are those among them that would be ruled out.
	Refused int
	points  float64
}

// State is where a sheet is.
type State struct {
	Questions []Standing
	// Next is what to ask; nil when no open question changes anything.
	Next *Standing
	// Offers counts those judged; Settled those whose verdict no longer depends on
	// the need: ruled out, or waiting at most for what the catalogue does not tell.
	Offers, Settled int
	settled         map[string]bool
	// Left counts the open questions that bear on verdicts.
	Left int
	// Owed counts the questions that nobody could answer yet.
	Owed int
}

// Look says where a sheet is and what to ask next: the question whose answers, one
// with another, settle most.
func (g *Guide) Look(s *Sheet) (*State, error) {
	m, err := g.measure(s)
	if err != nil {
		return nil, err
	}
	st := &State{Offers: len(m.offers), settled: map[string]bool{}}
	for k := range m.offers {
		if no, opens := m.now.column(k); no || opens == 0 {
			st.settled[g.judge.View().Offers[k].ID] = true
			st.Settled++
		}
	}
	for i := range g.questions {
		st.Questions = append(st.Questions, m.standing(&g.questions[i]))
	}
	for i := range st.Questions {
		q := &st.Questions[i]
		if !q.Said && q.Bearing == Verdicts {
			st.Left++
		}
		if q.Said && !q.Known {
			st.Owed++
		}
	}
	st.Next = nextOf(st.Questions)
	return st, nil
}

// IsSettled says that the verdict of an offer no longer depends on the need.
func (st *State) IsSettled(offer string) bool { return st.settled[offer] }

// Standing is where the question with that identifier is.
func (st *State) Standing(id string) (*Standing, bool) {
	i := slices.IndexFunc(st.Questions, func(s Standing) bool { return s.Question.ID == id })
	if i < 0 {
		return nil, false
	}
	return &st.Questions[i], true
}

// nextOf is the open question to ask: what nothing can be kept without, then what
// settles most, in the order of the list when several settle as much. Who the
// application is comes last, when it settles nothing.
func nextOf(all []Standing) *Standing {
	var open []*Standing
	for i := range all {
		if q := &all[i]; !q.Said && (q.Question.Theme == Identity || q.Bearing > Nothing) {
			open = append(open, q)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return slices.MinFunc(open, func(a, b *Standing) int {
		return cmp.Or(
			-compareBool(a.Question.Needed, b.Question.Needed),
			cmp.Compare(b.Bearing, a.Bearing), cmp.Compare(b.score, a.score))
	})
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
