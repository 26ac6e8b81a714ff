package approval

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// start is a Monday morning in Paris.
var start = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)

func day(n int) time.Time { return start.AddDate(0, 0, n) }

// holder is a person whose identifier, name and e-mail follow from one word.
func holder(name string, roles ...Held) Holder {
	return Holder{Person: "id-" + name, Name: strings.ToUpper(name), Email: name + "@example.fr", Roles: roles}
}

func person(name string, roles ...Held) Elector { return Elector{Holder: holder(name, roles...)} }

func (e Elector) standingFor(hs ...Holder) Elector {
	e.StandsInFor = hs
	return e
}

var (
	approver = Held{identity.Approver, "dnum"}
	buyer    = Held{identity.Buyer, "ministere"}
	officer  = Held{identity.SecurityOfficer, "dnum"}
	asker    = []string{"id-asker"}
)

// course is begun, of steps for the orders of dnum, in ministere.
func course(steps ...Rule) *Course {
	c := &Course{Organisations: []string{"ministere", "dnum"}}
	for _, r := range steps {
		r.Title = havre.Same(r.ID)
		r.Stage, r.Quorum = max(r.Stage, 1), max(r.Quorum, 1)
		c.Steps = append(c.Steps, Step{Rule: r, State: Waiting})
	}
	c.Begin(start)
	return c
}

func role(id string, r identity.Role) Rule { return Rule{ID: id, By: By{Role: r}} }

func vote(kind Kind, at time.Time) Vote {
	v := Vote{Kind: kind, At: at}
	if kind != Approve {
		v.Comment = "parce que"
	}
	return v
}

// votes casts a vote that must be accepted.
func votes(tb testing.TB, c *Course, step string, e Elector, v Vote) Change {
	tb.Helper()
	change, err := c.Vote(step, e, asker, v)
	if err != nil {
		tb.Fatalf("%s on %s: %v", v.Kind, step, err)
	}
	if change.Text.FR == "" || change.Text.EN == "" || strings.Contains(change.Text.FR+change.Text.EN, "%!") {
		tb.Errorf("badly written: %+v", change.Text)
	}
	return change
}

// refused casts a vote that must be refused, and change nothing.
func refusedVote(tb testing.TB, c *Course, step string, e Elector, v Vote, code havre.FaultCode, words string) {
	tb.Helper()
	before := copied(tb, c)
	_, err := c.Vote(step, e, asker, v)
	f, ok := errors.AsType[*havre.Fault](err)
	if !ok || f.Code != code || !strings.Contains(f.Error(), words) {
		tb.Errorf("%s on %s: %v, want %s: %s", v.Kind, step, err, code, words)
		return
	}
	if f.Message.EN == "" || f.Next.FR == "" || f.Next.EN == "" || strings.Contains(f.Message.FR+f.Message.EN, "%!") {
		tb.Errorf("badly written: %+v", f)
	}
	if diff := cmp.Diff(before, c, cmp.Comparer(sameDate)); diff != "" {
		tb.Errorf("a refused vote changed the course: %s", diff)
	}
}

func sameDate(a, b havre.Date) bool { return a == b }

// copied is the course as JSON keeps it.
func copied(tb testing.TB, c *Course) *Course {
	tb.Helper()
	data, err := json.Marshal(c)
	if err != nil {
		tb.Fatal(err)
	}
	out := &Course{}
	if err := json.Unmarshal(data, out); err != nil {
		tb.Fatal(err)
	}
	return out
}

func states(c *Course) string {
	var out []string
	for _, s := range c.Steps {
		out = append(out, s.ID+"="+string(s.State))
	}
	return strings.Join(append(out, string(c.Outcome())), " ")
}

func expect(tb testing.TB, c *Course, want string) {
	tb.Helper()
	if got := states(c); got != want {
		tb.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestStagesOpenInTurn(t *testing.T) {
	c := course(role("a", identity.Approver), role("b", identity.SecurityOfficer), Rule{ID: "c", Stage: 2, By: By{Role: identity.Buyer}})
	expect(t, c, "a=open b=open c=waiting going")
	refusedVote(t, c, "c", person("y", buyer), vote(Approve, start), havre.Conflict, "attend que celles d’avant")
	votes(t, c, "a", person("x", approver), vote(Approve, start))
	expect(t, c, "a=approved b=open c=waiting going")
	if got := votes(t, c, "b", person("z", officer), vote(Approve, day(1))); !slices.Equal(got.Opened, []string{"c"}) {
		t.Errorf("the vote opened %v", got.Opened)
	}
	expect(t, c, "a=approved b=approved c=open going")
	refusedVote(t, c, "a", person("w", approver), vote(Approve, day(1)), havre.Conflict, "déjà réglée")
	votes(t, c, "c", person("y", buyer), vote(Approve, day(2)))
	expect(t, c, "a=approved b=approved c=approved approved")
	if again := c.Begin(day(3)); len(again) != 0 {
		t.Errorf("begun twice, it opened %v", again)
	}
}

func TestOneRejectionRejects(t *testing.T) {
	c := course(role("a", identity.Approver), role("b", identity.SecurityOfficer), Rule{ID: "c", Stage: 2, By: By{Role: identity.Buyer}})
	votes(t, c, "b", person("z", officer), vote(Ask, start))
	if got := votes(t, c, "a", person("x", approver), vote(Reject, start)); got.Kind != StepSettled || len(got.Opened) != 0 {
		t.Errorf("got %+v", got)
	}
	expect(t, c, "a=rejected b=dropped c=dropped rejected")
	refusedVote(t, c, "b", person("z", officer), vote(Approve, start), havre.Conflict, "déjà réglée")
	if len(c.Answer(day(1)))+len(c.Tick(day(100)))+len(c.Cover(day(1), nil, asker)) != 0 || !c.Next().IsZero() || len(c.Pending()) != 0 {
		t.Error("a rejected course goes on")
	}
}

// TestWhoMayVote: each refusal has its reason.
func TestWhoMayVote(t *testing.T) {
	asking := holder("asker", approver)
	for name, c := range map[string]struct {
		by    By
		e     Elector
		code  havre.FaultCode // "" is accepted
		words string
	}{
		"role here":                                  {By{Role: identity.Approver}, person("x", approver), "", ""},
		"role above":                                 {By{Role: identity.Approver}, person("x", Held{identity.Approver, "ministere"}), "", ""},
		"role on the portal":                         {By{Role: identity.Approver}, person("x", Held{identity.Approver, ""}), "", ""},
		"role elsewhere":                             {By{Role: identity.Approver}, person("x", Held{identity.Approver, "ailleurs"}), havre.Forbidden, "est demandée à : approbateur (organisation « dnum » ou au-dessus)"},
		"another role":                               {By{Role: identity.Approver}, person("x", buyer), havre.Forbidden, "est demandée à"},
		"role asked above":                           {By{Role: identity.Approver, At: "ministere"}, person("x", Held{identity.Approver, "ministere"}), "", ""},
		"role held below what is asked":              {By{Role: identity.Approver, At: "ministere"}, person("x", approver), havre.Forbidden, "approbateur de « ministere »"},
		"role asked beside, held there":              {By{Role: identity.Approver, At: "dsi"}, person("x", Held{identity.Approver, "dsi"}), "", ""},
		"role asked beside, held here":               {By{Role: identity.Approver, At: "dsi"}, person("x", approver), havre.Forbidden, "approbateur de « dsi »"},
		"named person":                               {By{Person: "X@Example.fr"}, person("x"), "", ""},
		"somebody else":                              {By{Person: "x@example.fr"}, person("y", approver), havre.Forbidden, "est demandée à : x@example.fr"},
		"stand-in":                                   {By{Person: "x@example.fr"}, person("y").standingFor(holder("x")), "", ""},
		"stand-in of a role":                         {By{Role: identity.Approver}, person("y").standingFor(holder("z"), holder("x", approver)), "", ""},
		"stand-in of nobody asked":                   {By{Role: identity.Approver}, person("y").standingFor(holder("z", buyer)), havre.Forbidden, "est demandée à"},
		"own order":                                  {By{Role: identity.Approver}, Elector{Holder: asking}, havre.Forbidden, "vous ne pouvez pas l’approuver vous-même"},
		"own order, as a stand-in":                   {By{Role: identity.Approver}, person("asker").standingFor(holder("x", approver)), havre.Forbidden, "vous ne pouvez pas l’approuver vous-même"},
		"own order, named":                           {By{Person: "asker@example.fr"}, person("asker"), havre.Forbidden, "vous ne pouvez pas l’approuver vous-même"},
		"in the place of the requester":              {By{Role: identity.Approver}, person("y").standingFor(asking), havre.Forbidden, "Vous remplacez ASKER, qui a demandé"},
		"in the place of the requester, with a role": {By{Role: identity.Approver}, person("y", approver).standingFor(asking), "", ""},
		"nobody":                                     {By{Role: identity.Approver}, Elector{Holder: Holder{Roles: []Held{approver}}}, havre.Forbidden, "est demandée à"},
	} {
		co := course(Rule{ID: "a", By: c.by})
		if awaited := co.Awaits(c.e, asker); (len(awaited) == 1) != (c.code == "") {
			t.Errorf("%s: awaited for %v", name, awaited)
		}
		if c.code != "" {
			refusedVote(t, co, "a", c.e, vote(Approve, start), c.code, c.words)
			continue
		}
		votes(t, co, "a", c.e, vote(Approve, start))
		expect(t, co, "a=approved approved")
	}
	c := course(role("a", identity.Approver))
	refusedVote(t, c, "b", person("x", approver), vote(Approve, start), havre.NotFound, "n’existe pas")
	byMail := []string{"Asker@Example.fr"}
	if _, err := c.Vote("a", Elector{Holder: asking}, byMail, vote(Approve, start)); err == nil {
		t.Error("a requester known by e-mail approved their own order")
	}
}

// TestQuorumCountsDistinctPeople, on both sides of a delegation.
func TestQuorumCountsDistinctPeople(t *testing.T) {
	x, y, z := holder("x", approver), holder("y", approver), holder("z")
	c := course(Rule{ID: "a", Quorum: 3, By: By{Role: identity.Approver}})
	if got := votes(t, c, "a", Elector{Holder: z}.standingFor(x), vote(Approve, start)); got.Kind != Voted || !strings.Contains(got.Text.FR, "Z, pour X, a donné son accord à l’étape « a » : 1 sur 3") {
		t.Errorf("got %+v", got)
	}
	refusedVote(t, c, "a", Elector{Holder: x}, vote(Approve, start), havre.Conflict, "déjà prononcé")
	refusedVote(t, c, "a", Elector{Holder: z}.standingFor(y), vote(Approve, start), havre.Conflict, "déjà prononcé")
	// Back, x may still stand in for y: two people, two seats.
	votes(t, c, "a", Elector{Holder: x}.standingFor(y), vote(Approve, start))
	refusedVote(t, c, "a", Elector{Holder: y}, vote(Reject, start), havre.Conflict, "déjà prononcé")
	expect(t, c, "a=open going")
	votes(t, c, "a", person("w", approver), vote(Approve, start))
	expect(t, c, "a=approved approved")
	want := []string{"id-z id-x", "id-x id-y", "id-w "}
	for i, v := range c.Steps[0].Votes {
		if v.By+" "+v.For != want[i] {
			t.Errorf("vote %d is by %s for %s", i, v.By, v.For)
		}
	}
}

// TestAgreementOfWhoChangedTheOrderSince counts no longer.
func TestAgreementOfWhoChangedTheOrderSince(t *testing.T) {
	c := course(Rule{ID: "a", Quorum: 2, By: By{Role: identity.Approver}})
	votes(t, c, "a", person("x", approver), vote(Approve, start))
	c.Steps[0].Quorum = 4
	votes(t, c, "a", person("x2").standingFor(holder("w", approver)), vote(Approve, start))
	votes(t, c, "a", person("w2").standingFor(holder("v", approver)), vote(Approve, start))
	c.Steps[0].Quorum = 2
	since := []string{"id-asker", "id-x", "id-w", "id-w2"} // each agreement above is by one of them, or in their name
	for i, name := range []string{"y", "z"} {
		if got := c.Outcome(); got != Going {
			t.Fatalf("%s after %d agreements that count", got, i)
		}
		if _, err := c.Vote("a", person(name, approver), since, vote(Approve, start)); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, c, "a=approved approved")
}

func TestVoteMustSaySomething(t *testing.T) {
	c := course(role("a", identity.Approver), Rule{ID: "o", By: By{Role: identity.Approver}, Opinion: Binding, Within: Within{Months: 1}, Overdue: Agree})
	x := person("x", approver)
	for _, k := range []Kind{Reject, Ask} {
		refusedVote(t, c, "a", x, Vote{Kind: k, At: start, Comment: "  "}, havre.Invalid, "comment : ")
	}
	refusedVote(t, c, "a", x, Vote{Kind: "aprove", At: start}, havre.Invalid, "kind : mot inconnu")
	refusedVote(t, c, "a", x, Vote{Kind: Refer, At: start}, havre.Invalid, "kind : cette étape ne demande l’avis")
	for _, k := range []Kind{Approve, Reject, Refer} {
		refusedVote(t, c, "o", x, Vote{Kind: k, At: start, Comment: "x"}, havre.Invalid, "reference : ")
		refusedVote(t, c, "o", x, Vote{Kind: k, At: start, Comment: "x", Reference: "r"}, havre.Invalid, "on : ")
		refusedVote(t, c, "o", x, Vote{Kind: k, At: start, Comment: "x", Reference: "r", On: today.AddDays(1)}, havre.Invalid, "on : cette date est à venir")
	}
	votes(t, c, "o", x, Vote{Kind: Refer, At: start, Reference: "r", On: today})
	refusedVote(t, c, "o", x, Vote{Kind: Refer, At: start, Reference: "r", On: today}, havre.Invalid, "déjà enregistrée")
	votes(t, c, "o", x, Vote{Kind: Ask, At: start, Comment: "le plan ?"}) // a question has no reference
}

// TestOpinions: one binds, the other does not.
func TestOpinions(t *testing.T) {
	for kind, want := range map[Opinion]string{Binding: "o=rejected b=dropped rejected", Simple: "o=noted b=open going"} {
		c := course(Rule{ID: "o", By: By{Role: identity.Approver}, Opinion: kind}, Rule{ID: "b", Stage: 2, By: By{Role: identity.Buyer}})
		v := vote(Reject, start)
		v.Reference, v.On = "DINUM-2026-12", today
		votes(t, c, "o", person("x", approver), v)
		expect(t, c, want)
	}
}

// TestSilence: one month from the day the request was recorded as sent, suspended by a
// request for information, and never before the request.
func TestSilence(t *testing.T) {
	decree := havre.Source{Title: "Décret", Article: "3", Confidence: havre.Verified}
	c := course(Rule{ID: "o", By: By{Role: identity.Approver}, Opinion: Binding, Within: Within{Months: 1}, Overdue: Agree, Source: decree}, Rule{ID: "b", Stage: 2, By: By{Role: identity.Buyer}, Within: Within{WorkingDays: 10}, Overdue: Remind})
	x := person("x", approver)
	if got := c.Next(); !got.Equal(day(7)) {
		t.Errorf("first reminder on %s", got)
	}
	if got := c.Tick(day(40)); len(got) != 1 || got[0].Kind != StepReminded || !strings.Contains(got[0].Text.FR, "délai ne court pas") {
		t.Errorf("without a request, time made %+v", got)
	}
	votes(t, c, "o", x, Vote{Kind: Refer, Reference: "courrier 12", On: havre.DayOf(day(40)), At: day(40)}) // 2 January
	deadline := time.Date(2027, 2, 2, 23, 0, 0, 0, time.UTC)
	if got := c.Next(); !got.Equal(deadline) {
		t.Errorf("silence on %s, want %s", got, deadline)
	}
	votes(t, c, "o", x, vote(Ask, day(50)))
	expect(t, c, "o=information b=waiting needs-information")
	refusedVote(t, c, "o", x, vote(Approve, day(51)), havre.Conflict, "attend une réponse du demandeur")
	if len(c.Tick(day(400))) != 0 || !c.Next().IsZero() || len(c.Pending()) != 0 || len(c.Awaits(x, asker)) != 0 {
		t.Error("time went on while information was asked")
	}
	if got := c.Answer(day(60)); len(got) != 1 || got[0].Kind != Answered {
		t.Errorf("got %+v", got)
	}
	deadline = deadline.AddDate(0, 0, 10)
	if got := c.Next(); !got.Equal(deadline) {
		t.Errorf("silence on %s after the answer, want %s", got, deadline)
	}
	if len(c.Tick(deadline.Add(-1))) != 0 {
		t.Error("silence came early")
	}
	opinion := vote(Reject, deadline)
	opinion.Reference, opinion.On = "trop tard", havre.DayOf(deadline)
	refusedVote(t, c, "o", x, opinion, havre.Conflict, "le silence a valu accord")
	late := deadline.Add(48 * time.Hour)
	got := c.Tick(late)
	if len(got) != 1 || got[0].Kind != StepSettled || !slices.Equal(got[0].Opened, []string{"b"}) || !strings.Contains(got[0].Text.FR, "Décret, article 3 (vérifié)") {
		t.Errorf("got %+v", got)
	}
	expect(t, c, "o=silent b=open going")
	if s := c.Steps[0]; !s.SettledAt.Equal(deadline) || !c.Steps[1].OpenedAt.Equal(late) {
		t.Errorf("settled at %s, next opened at %s", s.SettledAt, c.Steps[1].OpenedAt)
	}
}

// TestClockSetBack: an answer before its question shortens nothing.
func TestClockSetBack(t *testing.T) {
	c := course(Rule{ID: "a", By: By{Role: identity.Approver}, Within: Within{Days: 3}})
	before := c.Step("a").DueAt
	votes(t, c, "a", person("x", approver), vote(Ask, start))
	c.Answer(start.Add(-time.Hour))
	if got := c.Step("a").DueAt; !got.Equal(before) {
		t.Errorf("due at %s, was %s", got, before)
	}
}

// TestReminders come at the limit, then every week, once each however late they are.
func TestReminders(t *testing.T) {
	c := course(Rule{ID: "a", By: By{Role: identity.Approver}, Within: Within{Days: 3}, Overdue: Remind}, role("free", identity.Buyer))
	due := time.Date(2026, 11, 26, 23, 0, 0, 0, time.UTC)
	if got := c.Next(); !got.Equal(due) {
		t.Errorf("next is %s, want %s", got, due)
	}
	if len(c.Tick(due.Add(-time.Second))) != 0 || c.Step("a").Late(due.Add(-time.Second)) {
		t.Error("late before the limit")
	}
	for _, at := range []time.Time{due, due.AddDate(0, 0, 7), due.AddDate(0, 0, 30)} {
		if got := c.Tick(at); len(got) != 1 || got[0].Kind != StepReminded || len(c.Tick(at)) != 0 {
			t.Errorf("at %s: %+v", at, got)
		}
		if got := c.Next(); !got.Equal(at.AddDate(0, 0, 7)) {
			t.Errorf("after %s comes %s", at, got)
		}
	}
	votes(t, c, "a", person("x", approver), vote(Approve, day(60)))
	if !c.Next().IsZero() {
		t.Error("a step without a limit has something to do")
	}
}

// TestEscalation: at the limit others may vote too, and a new limit runs.
func TestEscalation(t *testing.T) {
	head := By{Role: identity.Approver, At: "ministere"}
	c := course(Rule{ID: "a", By: By{Person: "chef@example.fr"}, Within: Within{Days: 3}, Overdue: Escalate, EscalateTo: head})
	above := person("x", Held{identity.Approver, "ministere"})
	refusedVote(t, c, "a", above, vote(Approve, start), havre.Forbidden, "est demandée à : chef@example.fr")
	due := c.Next()
	got := c.Tick(due)
	if len(got) != 1 || got[0].Kind != StepEscalated || !strings.Contains(got[0].Text.FR, "approbateur de « ministere »") || len(c.Tick(due)) != 0 {
		t.Errorf("got %+v", got)
	}
	if want := (Within{Days: 3}).due(havre.DayOf(due)); !c.Step("a").DueAt.Equal(want) {
		t.Errorf("the new limit is %s, want %s", c.Step("a").DueAt, want)
	}
	if got := c.Next(); !got.Equal(c.Step("a").DueAt) {
		t.Errorf("after the escalation comes %s", got)
	}
	if diff := cmp.Diff([]By{{Person: "chef@example.fr"}, head}, c.Pending()); diff != "" {
		t.Error(diff)
	}
	if got := c.Tick(c.Next()); len(got) != 1 || got[0].Kind != StepReminded {
		t.Errorf("the second limit made %+v", got)
	}
	refusedVote(t, c, "a", person("y", buyer), vote(Approve, day(20)), havre.Forbidden, "chef@example.fr ou approbateur de « ministere »")
	votes(t, c, "a", above, vote(Approve, day(20)))
	expect(t, c, "a=approved approved")
	// An opinion whose body is late: others may record it, the body has no new month.
	o := course(Rule{ID: "o", By: By{Role: identity.Approver}, Opinion: Simple, Within: Within{Days: 3}, Overdue: Escalate, EscalateTo: By{Role: identity.Buyer}})
	votes(t, o, "o", person("x", approver), Vote{Kind: Refer, Reference: "r", On: today, At: start})
	due = o.Next()
	if got := o.Tick(due); len(got) != 1 || got[0].Kind != StepEscalated || len(o.Tick(due)) != 0 || !o.Step("o").DueAt.Equal(due) {
		t.Errorf("got %+v, due %s", got, o.Step("o").DueAt)
	}
}

// TestCover: a step that nobody may settle today goes to somebody else at once.
func TestCover(t *testing.T) {
	away := func(e Elector) Elector {
		e.Absent = true
		return e
	}
	chief := person("chef")
	above := person("z", Held{identity.Approver, "ministere"})
	named := Rule{ID: "a", By: By{Person: "chef@example.fr"}, EscalateTo: By{Role: identity.Approver}}
	for name, c := range map[string]struct {
		rule     Rule
		electors []Elector
		want     []ChangeKind
	}{
		"present":                         {named, []Elector{chief}, nil},
		"away":                            {named, []Elector{away(chief)}, []ChangeKind{StepEscalated}},
		"away, with a stand-in":           {named, []Elector{away(chief), person("y").standingFor(chief.Holder)}, nil},
		"away, the stand-in too":          {named, []Elector{away(chief), away(person("y").standingFor(chief.Holder))}, []ChangeKind{StepEscalated}},
		"away, the requester stands in":   {named, []Elector{away(chief), person("asker").standingFor(chief.Holder)}, []ChangeKind{StepEscalated}},
		"gone":                            {named, nil, []ChangeKind{StepEscalated}},
		"the requester":                   {Rule{ID: "a", By: By{Person: "asker@example.fr"}, EscalateTo: By{Role: identity.Approver}}, []Elector{person("asker")}, []ChangeKind{StepEscalated}},
		"a role somebody holds":           {role("a", identity.Approver), []Elector{above}, nil},
		"a role the requester alone has":  {role("a", identity.Approver), []Elector{person("asker", approver)}, []ChangeKind{StepUncovered}},
		"two wanted, one there":           {Rule{ID: "a", Quorum: 2, By: By{Role: identity.Approver}}, []Elector{above, away(person("x", approver))}, []ChangeKind{StepUncovered}},
		"two wanted, one with two stands": {Rule{ID: "a", Quorum: 2, By: By{Role: identity.Approver}}, []Elector{person("y").standingFor(holder("x", approver), above.Holder)}, []ChangeKind{StepUncovered}},
		"two wanted, two for one":         {Rule{ID: "a", Quorum: 2, By: By{Role: identity.Approver}}, []Elector{person("y").standingFor(above.Holder), person("x").standingFor(above.Holder)}, []ChangeKind{StepUncovered}},
		"two wanted, two there":           {Rule{ID: "a", Quorum: 2, By: By{Role: identity.Approver}}, []Elector{above, person("y").standingFor(holder("x", approver))}, nil},
	} {
		co := course(c.rule)
		var got []ChangeKind
		for _, change := range co.Cover(start, c.electors, asker) {
			got = append(got, change.Kind)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if slices.Equal(c.want, []ChangeKind{StepUncovered}) && len(co.Cover(day(1), c.electors, asker)) != 0 {
			t.Errorf("%s: said twice", name)
		}
	}
	c := course(named)
	c.Cover(start, nil, asker)
	if got := c.Cover(start, []Elector{above}, asker); len(got) != 0 || c.Step("a").Uncovered {
		t.Errorf("covered by those above, it said %+v", got)
	}
	if got := c.Cover(start, nil, asker); len(got) != 1 || got[0].Kind != StepUncovered {
		t.Errorf("with nobody left, it said %+v", got)
	}
	if c.Cover(start, []Elector{above}, asker); c.Step("a").Uncovered {
		t.Error("still uncovered")
	}
}

// TestAutomaticSteps are settled when the course begins, and hold nothing back.
func TestAutomaticSteps(t *testing.T) {
	c := course()
	c.Steps = []Step{
		{Rule: Rule{ID: "a", Stage: 1}, State: ByRule, AutomaticRule: "r"},
		{Rule: Rule{ID: "b", Stage: 2, Quorum: 1, By: By{Role: identity.Buyer}}, State: Waiting},
	}
	if got := c.Begin(start); len(got) != 1 || got[0].Step != "b" || got[0].Kind != StepOpened {
		t.Errorf("got %+v", got)
	}
	expect(t, c, "a=automatic b=open going")
	if !c.Steps[0].SettledAt.Equal(start) {
		t.Errorf("settled at %s", c.Steps[0].SettledAt)
	}
	refusedVote(t, c, "a", person("x", approver), vote(Approve, start), havre.Conflict, "déjà réglée")
}

// TestNoCourseIsNoAgreement.
func TestNoCourseIsNoAgreement(t *testing.T) {
	if got := (&Course{}).Outcome(); got != Going {
		t.Errorf("an order without a course is %s", got)
	}
}

// TestStoredCourse: a planned course is the same once stored.
func TestStoredCourse(t *testing.T) {
	ours, err := Builtin().With(written(t, adopting)...)
	if err != nil {
		t.Fatal(err)
	}
	planned := ours.Plan(growing(10, 50), today)
	planned.Begin(start)
	if diff := cmp.Diff(&planned, copied(t, &planned), cmp.Comparer(sameDate)); diff != "" {
		t.Error(diff)
	}
}
