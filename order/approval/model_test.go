package approval

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// TestModel drives random courses with random people, votes, questions, answers and time,
// beside a model of a few lines. After every move the course is stored and read again.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(t)
		t.Repeat(map[string]func(*rapid.T){
			"vote":   m.vote,
			"answer": m.answer,
			"wait":   m.wait,
			"cover":  m.cover,
			"":       m.check,
		})
	})
}

// model is what is expected of a course, by other means: each step is what was last said
// of it, and everything else is worked out again from all of them.
type model struct {
	c          *Course
	now        time.Time
	people     []Elector
	requesters []string
	steps      map[string]*expected
	final      Outcome // once there is one
}

// expected is the model of one step.
type expected struct {
	end       StepState // Approved, Rejected, Silent, Noted, ByRule; "" while it goes on
	asked     bool      // information is awaited
	due       time.Time
	since     time.Time // information is asked
	escalated bool
	yes       [][2]string // who agreed, in whose name
}

var modelRoles = []identity.Role{identity.Approver, identity.Buyer}

func newModel(t *rapid.T) *model {
	m := &model{now: start, c: &Course{Organisations: []string{"ministere", "dnum"}, PlannedOn: today}, steps: map[string]*expected{}}
	var holders []Holder
	for i := range rapid.IntRange(2, 5).Draw(t, "people") {
		var held []Held
		for _, r := range modelRoles {
			if rapid.Bool().Draw(t, "has role") {
				held = append(held, Held{r, rapid.SampledFrom([]string{"", "ministere", "dnum", "ailleurs"}).Draw(t, "on")})
			}
		}
		holders = append(holders, holder(fmt.Sprint("p", i), held...))
	}
	for i, h := range holders {
		e := Elector{Holder: h}
		e.Absent = rapid.IntRange(0, 4).Draw(t, "absent") == 0
		for j, other := range holders {
			if i != j && rapid.IntRange(0, 3).Draw(t, "stands in") == 0 {
				e.StandsInFor = append(e.StandsInFor, other)
			}
		}
		m.people = append(m.people, e)
		if rapid.IntRange(0, 3).Draw(t, "asks") == 0 {
			m.requesters = append(m.requesters, rapid.SampledFrom([]string{h.Person, h.Email}).Draw(t, "known as"))
		}
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "steps") {
		s := Step{Rule: m.rule(t, fmt.Sprint("s", i)), State: Waiting}
		if s.Opinion == "" && rapid.IntRange(0, 5).Draw(t, "automatic") == 0 {
			s.State, s.AutomaticRule = ByRule, "rule"
		}
		m.c.Steps = append(m.c.Steps, s)
		m.steps[s.ID] = &expected{}
		if s.State == ByRule {
			m.steps[s.ID].end = ByRule
		}
	}
	m.begun(m.c.Begin(m.now))
	return m
}

func (m *model) rule(t *rapid.T, id string) Rule {
	by := rapid.Custom(func(t *rapid.T) By {
		if rapid.IntRange(0, 3).Draw(t, "named") == 0 {
			return By{Person: rapid.SampledFrom(m.people).Draw(t, "person").Email}
		}
		return By{Role: rapid.SampledFrom(modelRoles).Draw(t, "role"), At: rapid.SampledFrom([]string{"", "ministere", "dnum", "ailleurs"}).Draw(t, "at")}
	})
	r := Rule{ID: id, Title: havre.Same(id), Stage: rapid.IntRange(1, 3).Draw(t, "stage"), By: by.Draw(t, "by"), Quorum: 1}
	r.Opinion = rapid.SampledFrom([]Opinion{"", "", Binding, Simple}).Draw(t, "opinion")
	if r.By.Person == "" && r.Opinion == "" {
		r.Quorum = rapid.IntRange(1, 3).Draw(t, "quorum")
	}
	r.Within = rapid.SampledFrom([]Within{{}, {Days: 3}, {WorkingDays: 2}, {Months: 1}}).Draw(t, "within")
	if r.Within != (Within{}) {
		r.Overdue = rapid.SampledFrom([]Overdue{Remind, Escalate, Agree}).Draw(t, "overdue")
	}
	if r.By.Person != "" || r.Overdue == Escalate {
		r.EscalateTo = by.Draw(t, "escalate to")
	}
	return r
}

// begun gives its time limit to what the course says it opened: that it was right to is
// checked by order.
func (m *model) begun(changes []Change) {
	for _, change := range changes {
		opened := change.Opened
		if change.Kind == StepOpened {
			opened = append(opened, change.Step)
		}
		for _, id := range opened {
			if s := m.c.Step(id); s.Opinion == "" && s.Within != (Within{}) {
				m.steps[id].due = startOf(s.Within.Last(havre.DayOf(m.now)).AddDays(1))
			}
		}
	}
}

// order is which steps should be open now: those of the first stage that is not done.
func (m *model) open(s *Step) bool {
	x := m.steps[s.ID]
	if m.outcome() == IsRejected || x.end != "" {
		return false
	}
	return !slices.ContainsFunc(m.c.Steps, func(o Step) bool { return o.Stage < s.Stage && m.steps[o.ID].end == "" })
}

func (m *model) outcome() Outcome {
	asked, going := false, false
	for _, x := range m.steps {
		if x.end == Rejected {
			return IsRejected
		}
		asked = asked || x.asked
		going = going || x.end == ""
	}
	switch {
	case asked:
		return NeedsInformation
	case going:
		return Going
	}
	return IsApproved
}

func (m *model) isRequester(h Holder) bool {
	return slices.Contains(m.requesters, h.Person) || slices.Contains(m.requesters, h.Email)
}

// may says in whose name somebody may vote: the first of themselves and of those they
// stand in for, or nobody.
func (m *model) may(s *Step, e Elector) (string, bool) {
	x := m.steps[s.ID]
	if m.isRequester(e.Holder) || slices.ContainsFunc(x.yes, func(v [2]string) bool { return v[0] == e.Person }) {
		return "", false
	}
	for _, h := range append([]Holder{e.Holder}, e.StandsInFor...) {
		asked := m.askedOf(s.By, h) || (x.escalated && m.askedOf(s.EscalateTo, h))
		used := slices.ContainsFunc(x.yes, func(v [2]string) bool { return v[1] == h.Person })
		if asked && !used && !m.isRequester(h) {
			return h.Person, true
		}
	}
	return "", false
}

func (m *model) askedOf(b By, h Holder) bool {
	above := map[string][]string{"": {"", "ministere", "dnum"}, "dnum": {"", "ministere", "dnum"}, "ministere": {"", "ministere"}, "ailleurs": {"", "ailleurs"}}
	for _, r := range h.Roles {
		if b.Role == r.Role && slices.Contains(above[b.At], r.Organisation) {
			return true
		}
	}
	return b.Person != "" && b.Person == h.Email
}

func (m *model) vote(t *rapid.T) {
	s := &m.c.Steps[rapid.IntRange(0, len(m.c.Steps)-1).Draw(t, "step")]
	e := rapid.SampledFrom(m.people).Draw(t, "elector")
	v := Vote{Kind: rapid.SampledFrom([]Kind{Approve, Approve, Approve, Reject, Ask, Refer}).Draw(t, "kind"), At: m.now, Reference: "r", On: havre.DayOf(m.now)}
	if rapid.IntRange(0, 5).Draw(t, "silent") != 0 {
		v.Comment = "c"
	}
	x := m.steps[s.ID]
	seat, may := m.may(s, e)
	over := s.Overdue == Agree && !x.due.IsZero() && !m.now.Before(x.due)
	well := v.Kind == Approve || (v.Kind == Refer && s.Opinion != "" && x.due.IsZero()) || (v.Kind != Refer && v.Comment != "")
	want := m.open(s) && !x.asked && !over && may && well
	before := stored(t, m.c)
	change, err := m.c.Vote(s.ID, e, m.requesters, v)
	if (err == nil) != want {
		t.Fatalf("%s of %s on %s: %v, expected accepted: %v", v.Kind, e.Person, s.ID, err, want)
	}
	if err != nil {
		if got := stored(t, m.c); got != before {
			t.Fatalf("a refused vote changed %s\ninto %s", before, got)
		}
		return
	}
	switch {
	case v.Kind == Ask:
		x.asked, x.since = true, m.now
	case v.Kind == Refer && s.Within != (Within{}):
		x.due = startOf(s.Within.Last(v.On).AddDays(1))
	case v.Kind == Reject && s.Opinion == Simple:
		x.end = Noted
	case v.Kind == Reject:
		x.end = Rejected
		for _, o := range m.steps {
			o.asked = false
		}
	case v.Kind == Approve:
		if x.yes = append(x.yes, [2]string{e.Person, seat}); len(x.yes) >= s.Quorum {
			x.end = Approved
		}
	}
	m.begun([]Change{change})
}

func (m *model) answer(t *rapid.T) {
	m.c.Answer(m.now)
	for _, x := range m.steps {
		if x.asked && !x.due.IsZero() {
			x.due = x.due.Add(m.now.Sub(x.since))
		}
		x.asked = false
	}
}

func (m *model) wait(t *rapid.T) {
	next := m.c.Next()
	if !next.IsZero() && rapid.Bool().Draw(t, "until next") {
		m.now = later(m.now, next)
	} else {
		m.now = m.now.Add(time.Duration(rapid.IntRange(0, 20*24).Draw(t, "hours")) * time.Hour)
	}
	for i := range m.c.Steps {
		s := &m.c.Steps[i]
		x := m.steps[s.ID]
		if s.State != Open || x.due.IsZero() || m.now.Before(x.due) {
			continue
		}
		switch {
		case s.Overdue == Agree:
			x.end = Silent
		case s.Overdue == Escalate && !x.escalated:
			m.escalate(s)
		}
	}
	changes := m.c.Tick(m.now)
	if due := !next.IsZero() && !m.now.Before(next); due != (len(changes) > 0) {
		t.Fatalf("something was due on %s; on %s there was %v", next, m.now, changes)
	}
	m.begun(changes)
	before := stored(t, m.c)
	if again := m.c.Tick(m.now); len(again) > 0 || stored(t, m.c) != before {
		t.Fatalf("time passed twice: %v", again)
	}
}

func (m *model) escalate(s *Step) {
	x := m.steps[s.ID]
	x.escalated = true
	if s.Opinion == "" && s.Within != (Within{}) {
		x.due = startOf(s.Within.Last(havre.DayOf(m.now)).AddDays(1))
	}
}

func (m *model) cover(t *rapid.T) {
	for i := range m.c.Steps {
		s := &m.c.Steps[i]
		if s.State != Open || s.EscalateTo.IsZero() || m.steps[s.ID].escalated {
			continue
		}
		able, seats := 0, map[string]bool{}
		for _, e := range m.people {
			if seat, ok := m.may(s, e); ok && !e.Absent {
				able++
				seats[seat] = true
			}
		}
		if min(able, len(seats)) < s.Quorum-len(m.steps[s.ID].yes) {
			m.escalate(s)
		}
	}
	m.c.Cover(m.now, m.people, m.requesters)
	if again := m.c.Cover(m.now, m.people, m.requesters); len(again) > 0 && again[0].Kind != StepUncovered {
		t.Fatalf("covered twice: %v", again)
	}
}

func stored(t *rapid.T, c *Course) string {
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// check compares the course with the model, and holds it to what must never happen.
func (m *model) check(t *rapid.T) {
	text := stored(t, m.c)
	m.c = &Course{}
	if err := json.Unmarshal([]byte(text), m.c); err != nil {
		t.Fatal(err)
	}
	if got := stored(t, m.c); got != text {
		t.Fatalf("stored and read again, it is another:\n%s\n%s", text, got)
	}
	got := m.c.Outcome()
	if got != m.outcome() {
		t.Fatalf("the course is %s, the model %s: %s", got, m.outcome(), text)
	}
	if m.final != "" && got != m.final {
		t.Fatalf("the course was %s and is %s", m.final, got)
	}
	if got == IsApproved || got == IsRejected {
		m.final = got
	}
	for i := range m.c.Steps {
		m.checkStep(t, &m.c.Steps[i])
	}
}

func (m *model) checkStep(t *rapid.T, s *Step) {
	x := m.steps[s.ID]
	want := x.end
	switch {
	case want != "":
	case m.outcome() == IsRejected:
		want = Dropped
	case x.asked:
		want = Information
	case m.open(s):
		want = Open
	default:
		want = Waiting
	}
	if s.State != want || s.Escalated != x.escalated || !s.DueAt.Equal(x.due) {
		t.Fatalf("%s is %s due %s escalated %v; the model has %s due %s escalated %v", s.ID, s.State, s.DueAt, s.Escalated, want, x.due, x.escalated)
	}
	if s.State == Silent && s.Overdue != Agree {
		t.Fatalf("silence agreed to %s, which no text allows", s.ID)
	}
	by, seats := map[string]bool{}, map[string]bool{}
	for _, v := range s.Votes {
		if slices.ContainsFunc(m.people, func(e Elector) bool {
			return m.isRequester(e.Holder) && (e.Person == v.By || e.Person == v.For)
		}) {
			t.Fatalf("a requester voted on %s: %+v", s.ID, v)
		}
		if v.Kind == Approve {
			by[v.By], seats[v.seat()] = true, true
		}
	}
	if s.State == Approved && min(len(by), len(seats)) < s.Quorum {
		t.Fatalf("%s is approved by %v in the name of %v, of %d wanted", s.ID, by, seats, s.Quorum)
	}
}
