package approval

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
)

var today = havre.MustDate("2026-11-23")

// ordinary is an order of which all is known, and which only the standard chain is about.
func ordinary() Case {
	zero := map[string]*float64{"cpu": new(0.0), "memory": new(0.0), "gpu": new(0.0), "storage": new(0.0), "addresses": new(0.0)}
	return Case{
		Organisations: []string{"ministere", "dnum"}, OrganisationKind: "central-administration", Requester: "demandeur@example.fr",
		Offers: []string{"vm"}, Platforms: []string{"pi"}, Circles: []string{"internal"}, Environments: []string{"sandbox"}, Actions: []string{"add"},
		Amount: euros(1000), FullCost: euros(100_000),
		Sensitive: havre.No, Health: havre.No, Personal: havre.No, Restricted: havre.No, Growth: zero, Use: zero,
	}
}

func with(change func(*Case)) Case {
	c := ordinary()
	change(&c)
	return c
}

// growing is a modification in production that a rule on measured use may approve.
func growing(cpu, used float64) Case {
	return with(func(c *Case) {
		c.Actions, c.Environments = []string{"modify"}, []string{"production"}
		c.Growth = map[string]*float64{"cpu": new(cpu), "memory": new(0.0), "gpu": new(0.0), "storage": new(0.0), "addresses": new(0.0)}
		c.Use = map[string]*float64{"cpu": new(used)}
	})
}

// written parses chains written in short.
func written(tb testing.TB, docs ...string) []Chain {
	tb.Helper()
	var out []Chain
	for i, doc := range docs {
		id, spec, _ := strings.Cut(doc, "\n")
		text := fmt.Sprintf("apiVersion: havre/v1\nkind: ApprovalChain\nmetadata: {id: %s, title: {fr: %[1]s, en: %[1]s}}\nspec:\n%s\n", id, spec)
		chains, err := Parse(fmt.Sprintf("%d.yaml", i), []byte(text))
		if err != nil {
			tb.Fatalf("%s\n%v", text, err)
		}
		out = append(out, chains...)
	}
	return out
}

// steps reads a course as id@stage:quorum:chain+also, with the state of those not waiting.
func steps(c Course) string {
	var out []string
	for _, s := range c.Steps {
		text := fmt.Sprintf("%s@%d:%d:%s", s.ID, s.Stage, s.Quorum, strings.Join(append([]string{s.Chain}, s.Also...), "+"))
		if s.State != Waiting {
			text += "=" + string(s.State)
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

const adopting = "ours\n  organisation: dnum\n  adopts: measured-use"

// TestBuiltinChainsAreReached: for every chain that Havre ships there is an order it is
// about and one it is not about; what is unknown asks for its steps all the same.
func TestBuiltinChainsAreReached(t *testing.T) {
	for _, c := range []struct {
		chain     string
		of        Case
		is, maybe bool
	}{
		{"standard", ordinary(), true, false},
		{"production", with(func(c *Case) { c.Environments = []string{"production"} }), true, false},
		{"production", with(func(c *Case) { c.Environments = []string{"production"}; c.Actions = []string{"delete"} }), false, false},
		{"production", with(func(c *Case) { c.Environments = nil }), true, true},
		{"sensitive", with(func(c *Case) { c.Health = havre.Yes }), true, false},
		{"sensitive", ordinary(), false, false},
		{"sensitive", with(func(c *Case) { c.Restricted = havre.Unknown }), true, true},
		{"purchase", with(func(c *Case) { c.Amount = euros(25_000) }), true, false},
		{"purchase", with(func(c *Case) { c.Amount = euros(24_999) }), false, false},
		{"purchase", with(func(c *Case) { c.Amount = nil }), true, true},
		{"large-purchase", with(func(c *Case) { c.Amount = euros(250_000) }), true, false},
		{"large-purchase", with(func(c *Case) { c.Amount = euros(249_999) }), false, false},
		{"dinum-ministry", with(func(c *Case) { c.FullCost = euros(9_000_000) }), true, false},
		{"dinum-ministry", with(func(c *Case) { c.FullCost = euros(8_999_999) }), false, false},
		{"dinum-ministry", with(func(c *Case) { c.FullCost = nil }), true, true},
		{"dinum-ministry", with(func(c *Case) { c.FullCost = euros(9_000_000); c.OrganisationKind = "local-authority" }), false, false},
		{"dinum-ministry", with(func(c *Case) { c.FullCost = euros(9_000_000); c.Actions = []string{"delete"} }), false, false},
		{"dinum-supervised", with(func(c *Case) { c.FullCost = euros(9_000_000); c.OrganisationKind = "supervised-body" }), true, false},
		{"dinum-supervised", with(func(c *Case) { c.FullCost = euros(9_000_000); c.OrganisationKind = "" }), true, true},
	} {
		course := Builtin().Plan(c.of, today)
		i := slices.IndexFunc(course.Steps, func(s Step) bool { return s.Chain == c.chain || slices.Contains(s.Also, c.chain) })
		if (i >= 0) != c.is {
			t.Errorf("%s: steps are %s", c.chain, steps(course))
		}
		if i >= 0 && strings.Contains(course.Steps[i].Why.FR, "par prudence") != c.maybe {
			t.Errorf("%s: %s", c.chain, course.Steps[i].Why.FR)
		}
		if len(course.Automatic) > 0 {
			t.Errorf("%s: nobody adopted %s", c.chain, course.Automatic[0].ID)
		}
	}
	for _, c := range Builtin().All() {
		if c.Optional { // reached by adoption: see TestMeasuredUse
			continue
		}
		if !reached(c.ID) {
			t.Errorf("no order reaches the chain %s", c.ID)
		}
	}
}

// reached says whether an order that is about everything, of one kind of body or another,
// is asked for a step by the chain.
func reached(id string) bool {
	for _, kind := range []string{"central-administration", "state-operator"} {
		course := Builtin().Plan(with(func(c *Case) {
			c.OrganisationKind, c.Environments, c.Sensitive = kind, []string{"production"}, havre.Yes
			c.Amount, c.FullCost = euros(9_000_000), euros(9_000_000)
		}), today)
		if slices.ContainsFunc(course.Steps, func(s Step) bool { return s.Chain == id || slices.Contains(s.Also, id) }) {
			return true
		}
	}
	return false
}

// TestPlan: the steps of an order for chains of its own.
func TestPlan(t *testing.T) {
	const buyer = "\n  when: \"true\"\n  whenText: {fr: toujours, en: always}\n  steps:\n"
	step := func(id, more string) string {
		return fmt.Sprintf("    - {id: %s, title: {fr: %[1]s, en: %[1]s}, %s}\n", id, more)
	}
	for name, c := range map[string]struct {
		chains []string
		want   string
	}{
		"no chain at all":                {nil, "approver@1:1:"},
		"another organisation":           {[]string{"a\n  organisation: ailleurs" + buyer + step("x", "by: {role: buyer}")}, "approver@1:1:"},
		"an organisation above":          {[]string{"a\n  organisation: ministere" + buyer + step("x", "by: {role: buyer}")}, "x@1:1:a"},
		"not yet":                        {[]string{"a\n  from: 2026-11-24" + buyer + step("x", "by: {role: buyer}")}, "approver@1:1:"},
		"from today":                     {[]string{"a\n  from: 2026-11-23" + buyer + step("x", "by: {role: buyer}")}, "x@1:1:a"},
		"no longer":                      {[]string{"a\n  until: 2026-11-23" + buyer + step("x", "by: {role: buyer}")}, "approver@1:1:"},
		"not adopted":                    {[]string{"a\n  optional: yes" + buyer + step("x", "by: {role: buyer}")}, "approver@1:1:"},
		"adopted":                        {[]string{"a\n  optional: yes" + buyer + step("x", "by: {role: buyer}"), "b\n  organisation: dnum\n  adopts: a"}, "x@1:1:b"},
		"adopted elsewhere":              {[]string{"a\n  optional: yes" + buyer + step("x", "by: {role: buyer}"), "b\n  organisation: ailleurs\n  adopts: a"}, "approver@1:1:"},
		"replaced":                       {[]string{"a" + buyer + step("x", "by: {role: buyer}"), "b\n  organisation: dnum\n  replaces: [a]" + buyer + step("y", "by: {role: buyer}")}, "y@1:1:b"},
		"replaced elsewhere":             {[]string{"a" + buyer + step("x", "by: {role: buyer}"), "b\n  organisation: ailleurs\n  replaces: [a]" + buyer + step("y", "by: {role: buyer}")}, "x@1:1:a"},
		"replaced later":                 {[]string{"a" + buyer + step("x", "by: {role: buyer}"), "b\n  from: 2027-01-01\n  organisation: dnum\n  replaces: [a]" + buyer + step("y", "by: {role: buyer}")}, "x@1:1:a"},
		"in order of stage":              {[]string{"a" + buyer + step("x", "stage: 3, by: {role: buyer}") + step("y", "by: {role: buyer}") + step("z", "by: {role: auditor}")}, "y@1:1:a z@1:1:a x@3:1:a"},
		"asked for twice":                {[]string{"a" + buyer + step("x", "stage: 2, by: {role: buyer}"), "b" + buyer + step("x", "quorum: 2, by: {role: buyer}")}, "x@1:2:a+b"},
		"asked of others":                {[]string{"a" + buyer + step("x", "by: {role: buyer}"), "b" + buyer + step("x", "by: {role: auditor}")}, "x@1:1:a x-b@1:1:b"},
		"asked of others, name taken":    {[]string{"a" + buyer + step("x", "by: {role: buyer}") + step("x-b", "by: {role: buyer}"), "b" + buyer + step("x", "by: {role: auditor}")}, "x@1:1:a x-b@1:1:a x-b-b@1:1:b"},
		"an agreement and an opinion":    {[]string{"a" + buyer + step("x", "by: {role: buyer}"), "b" + buyer + step("x", "by: {role: buyer}, opinion: simple")}, "x@1:1:a x-b@1:1:b"},
		"a simple and a binding opinion": {[]string{"a" + buyer + step("x", "by: {role: buyer}, opinion: simple"), "b" + buyer + step("x", "by: {role: buyer}, opinion: binding")}, "x@1:1:a+b"},
	} {
		cs, err := (&Chains{}).With(written(t, c.chains...)...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		course := cs.Plan(ordinary(), today)
		if got := steps(course); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		for _, s := range course.Steps {
			if s.Why.FR == "" || s.Why.EN == "" {
				t.Errorf("%s: the step %s has no reason", name, s.ID)
			}
		}
		if name == "a simple and a binding opinion" && course.Steps[0].Opinion != Binding {
			t.Errorf("%s: %s", name, course.Steps[0].Opinion)
		}
	}
}

// TestStricter: what two chains ask for together is never less than what either does.
func TestStricter(t *testing.T) {
	const five, three = 5, 3
	days := func(n int, o Overdue) Rule { return Rule{Within: Within{Days: n}, Overdue: o} }
	for _, c := range []struct{ a, b, want Rule }{
		{days(five, Remind), days(three, Remind), days(three, Remind)},
		{days(five, Remind), Rule{}, days(five, Remind)},
		{days(five, Agree), days(three, Agree), days(five, Agree)},
		{days(five, Agree), days(three, Remind), days(three, Remind)},
		{days(five, Agree), Rule{}, Rule{}},
		{days(five, Agree), days(three, Escalate), days(three, Escalate)},
		{days(five, Remind), days(three, Escalate), days(three, Escalate)},
		{days(three, Remind), days(five, Escalate), days(three, Escalate)},
		{Rule{Within: Within{Months: 1}}, Rule{Within: Within{WorkingDays: 10}}, Rule{Within: Within{WorkingDays: 10}}},
	} {
		for _, got := range []Rule{stricter(c.a, c.b, today), stricter(c.b, c.a, today)} {
			if got.Within != c.want.Within || got.Overdue != c.want.Overdue {
				t.Errorf("%+v and %+v make %+v", c.a, c.b, got)
			}
		}
	}
}

// TestMeasuredUse: the shipped example applies to nobody until it is adopted; then it
// approves what it says it does, and nothing when something is unknown.
func TestMeasuredUse(t *testing.T) {
	ours, err := Builtin().With(written(t, adopting)...)
	if err != nil {
		t.Fatal(err)
	}
	set := func(c Case, in string, name string, v *float64) Case {
		m := map[string]*float64{}
		from := c.Growth
		if in == "use" {
			from = c.Use
		}
		maps.Copy(m, from)
		m[name] = v
		if in == "use" {
			c.Use = m
		} else {
			c.Growth = m
		}
		return c
	}
	const both, none = "security-officer@1:1:production=automatic manager@1:1:standard=automatic", "security-officer@1:1:production manager@1:1:standard"
	for _, c := range []struct {
		name, want string
		holds      havre.Truth
		of         Case
	}{
		{"growth of a well-used processor", both, havre.Yes, growing(50, 35)},
		{"too much growth", none, havre.No, growing(50.1, 90)},
		{"little use", none, havre.No, growing(10, 34.9)},
		{"use unknown", none, havre.Unknown, set(growing(10, 0), "use", "cpu", nil)},
		{"less of everything", both, havre.Yes, growing(-10, 0)},
		{"storage at 80 %", none, havre.No, set(set(growing(0, 0), "growth", "storage", new(20.0)), "use", "storage", new(80.0))},
		{"storage above", both, havre.Yes, set(set(growing(0, 0), "growth", "storage", new(20.0)), "use", "storage", new(80.1))},
		{"memory too", both, havre.Yes, set(set(growing(0, 0), "growth", "memory", new(50.0)), "use", "memory", new(35.0))},
		{"a GPU more", none, havre.No, set(growing(10, 90), "growth", "gpu", new(1.0))},
		{"addresses not said", none, havre.Unknown, set(growing(10, 90), "growth", "addresses", nil)},
	} {
		course := ours.Plan(c.of, today)
		if got := steps(course); got != c.want || course.Automatic[0].Holds != c.holds {
			t.Errorf("%s: %s, %s", c.name, got, course.Automatic[0].Why.FR)
		}
		if len(Builtin().Plan(c.of, today).Automatic) != 0 {
			t.Errorf("%s: applied without being adopted", c.name)
		}
	}
	sensitive := growing(10, 90)
	sensitive.Sensitive = havre.Unknown
	if got := steps(ours.Plan(sensitive, today)); got != "security-officer@1:1:production+sensitive manager@1:1:standard=automatic" {
		t.Errorf("a step that another chain asks for as well was approved: %s", got)
	}
	elsewhere := growing(10, 90)
	elsewhere.Organisations = []string{"ministere", "autre"}
	if got := steps(ours.Plan(elsewhere, today)); got != none {
		t.Errorf("a neighbour's rule applied: %s", got)
	}
	unsaid := growing(10, 90)
	unsaid.Actions = nil
	if course := ours.Plan(unsaid, today); course.Automatic[0].Holds != havre.Unknown || len(course.Automatic[0].Steps) != 0 {
		t.Errorf("a rule whose chain is only perhaps about the order approved %v", course.Automatic[0].Steps)
	}
	added := growing(10, 90)
	added.Actions = []string{"modify", "add"}
	if course := ours.Plan(added, today); len(course.Automatic) != 0 || steps(course) != none {
		t.Errorf("an addition was considered: %s", steps(course))
	}
}

// TestAutomaticFreesNobodyOfMore: a rule approves neither what an organisation above asks
// for, nor what a text does, nor the opinion of a body, even when it names them.
func TestAutomaticFreesNobodyOfMore(t *testing.T) {
	const always = "\n  when: \"true\"\n  whenText: {fr: toujours, en: always}\n"
	const text = "  source: {title: Texte, confidence: verified}\n"
	step := func(id, more string) string {
		return fmt.Sprintf("  steps:\n    - {id: %s, title: {fr: %[1]s, en: %[1]s}, by: {role: buyer}%s}\n", id, more)
	}
	auto := func(names string) string {
		return "  automatic: {id: r, title: {fr: r, en: r}, text: {fr: r, en: r}, when: \"true\", approves: [" + names + "]}\n"
	}
	cs, err := (&Chains{}).With(written(t,
		"everybody"+always+step("a", ""),
		"law"+always+text+step("b", ""),
		"above\n  organisation: ministere"+always+step("c", ""),
		"here\n  organisation: dnum"+always+step("d", ""),
		"unnamed"+always+step("e", ""),
		"advice"+always+step("f", ", opinion: simple"),
		"rule\n  organisation: dnum"+always+auto("everybody, law, above, here, advice")+step("g", ""),
	)...)
	if err != nil {
		t.Fatal(err)
	}
	const want = "a@1:1:everybody=automatic b@1:1:law c@1:1:above d@1:1:here=automatic e@1:1:unnamed f@1:1:advice g@1:1:rule=automatic"
	course := cs.Plan(ordinary(), today)
	if got := steps(course); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := strings.Join(course.Automatic[0].Steps, " "); got != "a d g" {
		t.Errorf("the rule says it approved %s", got)
	}
	empty, err := (&Chains{}).With(written(t, "rule"+always+auto(""))...)
	if err != nil {
		t.Fatal(err)
	}
	if got := steps(empty.Plan(ordinary(), today)); got != "approver@1:1:" {
		t.Errorf("an order that no chain asks anything of went by a rule alone: %s", got)
	}
}

// TestWithRefuses: what chains say of each other is checked when they are put together.
func TestWithRefuses(t *testing.T) {
	const always = "\n  when: \"true\"\n  whenText: {fr: toujours, en: always}\n  steps: [{id: a, title: {fr: a, en: a}, by: {role: buyer}}]"
	for _, c := range []struct{ chain, want string }{
		{"standard" + always, "0.yaml:1:1: metadata.id : un autre circuit a cet identifiant"},
		{"x\n  replaces: [standrd]" + always, "spec.replaces : aucun circuit n’a cet identifiant (lu : « standrd » ; vouliez-vous « standard » ?)"},
		{"x\n  replaces: [dinum-ministry]" + always, "spec.replaces : ce circuit ne se remplace pas"},
		{"x\n  adopts: measured-use", "spec.organisation : il manque l’organisation qui adopte le circuit"},
		{"x\n  organisation: dnum\n  adopts: measured", "spec.adopts : aucun circuit n’a cet identifiant"},
		{"x\n  organisation: dnum\n  adopts: standard", "spec.adopts : ce circuit s’applique sans être adopté"},
		{"x\n  automatic: {id: r, title: {fr: r, en: r}, text: {fr: r, en: r}, when: \"true\", approves: [prodction]}" + always, "spec.automatic.approves : aucun circuit n’a cet identifiant (lu : « prodction » ; vouliez-vous « production » ?)"},
	} {
		cs, err := Builtin().With(written(t, c.chain)...)
		if cs != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %s\n got %v", c.want, err)
		}
	}
	if _, err := Builtin().With(written(t, "ours\n  organisation: dnum"+always, "ours\n  organisation: ministere"+always)...); err != nil {
		t.Errorf("two organisations may not each have a chain of one name: %v", err)
	}
	if _, err := Builtin().With(written(t, "ours\n  organisation: dnum"+always, "ours\n  organisation: dnum"+always)...); err == nil {
		t.Error("an organisation has two chains of one name")
	}
	if _, ok := Builtin().Chain("standard"); !ok {
		t.Error("the standard chain is gone")
	}
	if n := len(Builtin().All()); n != 8 {
		t.Errorf("Havre ships %d chains", n)
	}
}
