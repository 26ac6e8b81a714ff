package record_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
)

// engaged is a need that only a derogation from R9-SNC-2023 opens to an offer: its
// project was engaged before the circular of 2023.
func engaged(tb testing.TB) string {
	tb.Helper()
	return strings.Replace(example(tb, "listes-electorales"), "engagedOn: 2025-11-03", "engagedOn: 2022-03-10", 1)
}

func request(n *record.Need, more ...func(*record.Derogation)) *record.Derogation {
	d := &record.Derogation{
		Need: n.ID, Rule: "R9-SNC-2023", Offer: "fabnum-ovh", Reason: "La migration prend un an.", Proof: "etude-equivalence.pdf",
		From: havre.MustDate("2026-12-01"), Until: havre.MustDate("2027-12-01"),
	}
	for _, m := range more {
		m(d)
	}
	return d
}

// A derogation from its request to its end: four eyes, the authority that the rule
// names, the rule waived meanwhile, the end announced then counted once.
func TestDerogationLife(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada := w.person("Ada", identity.ProductTeam, w.team)
		paul := w.person("Paul", identity.Approver, w.ministry)
		n := w.shared(ada, engaged(t))
		before, err := w.Decide(ctx, ada, n.ID)
		w.ok(err)

		d := request(n)
		w.ok(w.RequestDerogation(ctx, ada, d))
		if d.State != record.Requested || d.Asked.Months != 12 || !strings.Contains(d.Asked.Authority.FR, "Premier ministre") || d.On.String() != "2026-12-01" {
			t.Errorf("requested: %+v", d)
		}
		if w.told(paul, notify.DerogationRequested) != 1 {
			t.Error("the approver was not told")
		}
		w.fault(w.RequestDerogation(ctx, ada, request(n)), havre.Conflict)

		got, err := w.SettleDerogation(ctx, paul, d.ID, d.Version, record.Settlement{Grant: true, Authority: "La ministre", Reference: "2026-114"})
		w.ok(err)
		if got.State != record.Granted || got.SettledBy != paul.ID || got.Standing(w.Today()) != "to-come" || got.Standing(havre.MustDate("2027-01-01")) != "in-force" {
			t.Errorf("granted: %+v", got)
		}
		if w.told(ada, notify.DerogationSettled) != 1 {
			t.Error("who asked was not told")
		}
		_, err = w.SettleDerogation(ctx, paul, d.ID, got.Version, record.Settlement{Grant: true, Authority: "A", Reference: "R"})
		w.fault(err, havre.Conflict)

		// It is to come: today's decision says the same, until the day it begins.
		need, err := w.Need(ctx, ada, n.ID)
		w.ok(err)
		if need.Current.State != record.Current || need.Current.Due.String() != "2026-12-01" {
			t.Errorf("granted for later: %+v", need.Current)
		}
		w.at("2026-12-01")
		w.day()
		need, err = w.Need(ctx, ada, n.ID)
		w.ok(err)
		if need.Current.State != record.Reopened || !slices.ContainsFunc(need.Current.Changes, func(c record.Changed) bool {
			return c.Kind == record.ByDerogation && c.Rule == "R9-SNC-2023" && c.Offer == "fabnum-ovh"
		}) {
			t.Errorf("begun: %+v", need.Current)
		}
		after, err := w.Decide(ctx, ada, n.ID)
		w.ok(err)
		if outcome(t, before, "fabnum-ovh", "R9-SNC-2023") != "fail" || outcome(t, after, "fabnum-ovh", "R9-SNC-2023") != string(decision.Waived) {
			t.Error("the derogation in force does not waive the rule")
		}
		if after.Due.String() != "2027-12-01" || !strings.Contains(string(after.Document), `authority: "La ministre"`) {
			t.Errorf("due %s\n%s", after.Due, after.Document)
		}
		r, err := w.Replay(ctx, ada, after.ID)
		w.ok(err)
		if !r.Same {
			t.Errorf("%+v", r)
		}

		w.at("2027-01-01") // eleven months ahead
		w.day()
		for i, day := range []string{"2027-09-02", "2027-09-03", "2027-11-05", "2027-11-26"} { // 90, 30 days (late), 5 days (late)
			w.at(day)
			w.day()
			w.day()
			if got, want := w.told(ada, notify.DerogationEnding), []int{1, 1, 2, 3}[i]; got != want {
				t.Errorf("on %s: announced %d times, not %d", day, got, want)
			}
		}
		w.at("2027-12-01")
		w.day()
		w.day()
		w.at("2027-12-02")
		w.day()
		if w.told(ada, notify.DerogationEnded) != 1 {
			t.Errorf("ended: told %d times", w.told(ada, notify.DerogationEnded))
		}
		want := []string{"derogation.request", "derogation.settle", "derogation.end"}
		if diff := cmp.Diff(want, w.journal(d.ID)); diff != "" {
			t.Error(diff)
		}
		need, err = w.Need(ctx, ada, n.ID)
		w.ok(err)
		if need.Current.State != record.Reopened {
			t.Error("its end did not reopen the decision")
		}
	})
}

func outcome(tb testing.TB, d *record.Decision, offer, rule string) string {
	tb.Helper()
	parsed, err := d.Parsed()
	if err != nil {
		tb.Fatal(err)
	}
	v, ok := parsed.Offer(offer)
	if !ok {
		tb.Fatal("no offer " + offer)
	}
	for _, r := range v.Rules {
		if r.ID == rule {
			return string(r.Outcome)
		}
	}
	return ""
}

// One granted from today on reopens the decision at once; giving it up does too.
func TestDerogationAtOnce(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada, paul := w.person("Ada", identity.ProductTeam, w.team), w.person("Paul", identity.Approver, w.ministry)
		n := w.shared(ada, engaged(t))
		_, err := w.Decide(ctx, ada, n.ID)
		w.ok(err)
		d := request(n, func(d *record.Derogation) { d.From = havre.Date{}; d.Until = havre.Date{} })
		w.ok(w.RequestDerogation(ctx, ada, d))
		if d.From != w.Today() || d.Until != w.Today().AddMonths(12) {
			t.Errorf("from %s until %s", d.From, d.Until)
		}
		d, err = w.SettleDerogation(ctx, paul, d.ID, d.Version, record.Settlement{Grant: true, Authority: "La ministre", Reference: "2026-114"})
		w.ok(err)
		state := func() record.DecisionState {
			need, err := w.Need(ctx, ada, n.ID)
			w.ok(err)
			return need.Current.State
		}
		if state() != record.Reopened {
			t.Error("granting did not reopen")
		}
		_, err = w.Decide(ctx, ada, n.ID)
		w.ok(err)
		_, err = w.WithdrawDerogation(ctx, ada, d.ID, d.Version)
		w.ok(err)
		if state() != record.Reopened {
			t.Error("giving it up did not reopen")
		}
	})
}

// What a request must hold depends on the rule and on the day.
func TestDerogationRequests(t *testing.T) {
	w := onSQLite(t)
	ada := w.person("Ada", identity.ProductTeam, w.team)
	n := w.shared(ada, engaged(t))
	late := w.shared(ada, strings.Replace(example(t, "listes-electorales"), "name: listes-electorales", "name: tard", 1))
	for name, c := range map[string]struct {
		day     string
		need    *record.Need
		change  func(*record.Derogation)
		field   string
		message string
	}{
		"complete":       {need: n},
		"unknown rule":   {need: n, change: func(d *record.Derogation) { d.Rule = "R9-SNC-2032" }, field: "rule", message: "aucune règle de ce nom"},
		"closed rule":    {need: n, change: func(d *record.Derogation) { d.Rule = "R9-HDS" }, field: "rule", message: "sans dérogation"},
		"past rule":      {need: n, change: func(d *record.Derogation) { d.Rule = "R9-SNC-2021" }, field: "rule", message: "aucune règle de ce nom n’est en vigueur le 1er décembre 2026"},
		"engaged late":   {need: late, field: "rule", message: "engagé avant le"},
		"unknown offer":  {need: n, change: func(d *record.Derogation) { d.Offer = "fabnum" }, field: "offer", message: "aucune offre"},
		"no reason":      {need: n, change: func(d *record.Derogation) { d.Reason = " " }, field: "reason", message: "pourquoi"},
		"no proof":       {need: n, change: func(d *record.Derogation) { d.Proof = "" }, field: "proof", message: "SecNumCloud"},
		"ends first":     {need: n, change: func(d *record.Derogation) { d.Until = d.From }, field: "until", message: "après le premier jour"},
		"without an end": {need: n, change: func(d *record.Derogation) { d.Rule, d.Until = "PSSIE-HB", havre.Date{} }, field: "until", message: "une fin"},
	} {
		t.Run(name, func(t *testing.T) {
			w.t = t
			d := request(c.need)
			if c.change != nil {
				c.change(d)
			}
			err := w.RequestDerogation(t.Context(), ada, d)
			if c.field == "" {
				w.ok(err)
				return
			}
			f := w.fault(err, havre.Invalid)
			if len(f.Problems) == 0 || f.Problems[0].Field != c.field || !strings.Contains(f.Problems[0].Message.FR, c.message) {
				t.Errorf("%+v", f.Problems)
			}
		})
	}
}

// The same rule is opened by another authority, for another time, on another day.
func TestDerogationByDate(t *testing.T) {
	for _, c := range []struct {
		day, rule, authority string
		months               int
	}{
		{"2022-05-01", "R9-SNC-2021", "Le ministre dont relève le projet", 12},
		{"2024-01-15", "R9-SNC-2023", "Le ministre dont relève le projet, après validation du Premier ministre", 12},
		{"2026-11-22", "SREN-31", "Le ministre dont relève le projet, après validation du Premier ministre", 18},
		{"2026-11-22", "DR-PLATFORM", "Le haut fonctionnaire de défense et de sécurité du ministère", 0},
		{"2026-11-22", "PSSIE-HB", "Le haut fonctionnaire de défense et de sécurité du ministère", 0},
	} {
		t.Run(c.day+" "+c.rule, func(t *testing.T) {
			w := onSQLite(t)
			w.at(c.day)
			ada := w.person("Ada", identity.ProductTeam, w.team)
			n := w.shared(ada, strings.Replace(engaged(t), "engagedOn: 2022-03-10", "engagedOn: 2020-03-10", 1))
			d := request(n, func(d *record.Derogation) { d.Rule, d.From, d.Until = c.rule, havre.Date{}, w.Today().AddMonths(6) })
			w.ok(w.RequestDerogation(t.Context(), ada, d))
			if d.Asked.Authority.FR != c.authority || d.Asked.Months != c.months || d.On != w.Today() {
				t.Errorf("%+v", d.Asked)
			}
		})
	}
}

// Nobody settles what they asked for, nor what their role does not allow.
func TestDerogationFourEyes(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada := w.person("Ada", identity.ProductTeam, w.team)
		approver := identity.Grant{Person: ada.ID, Role: identity.Approver, Path: w.team.Path}
		both := ada
		both.Grants = append(slices.Clone(ada.Grants), approver)
		paul, sam := w.person("Paul", identity.Approver, w.ministry), w.person("Sam", identity.Approver, w.other)
		n := w.shared(ada, engaged(t))
		d := request(n)
		w.ok(w.RequestDerogation(ctx, ada, d))
		grant := record.Settlement{Grant: true, Authority: "La ministre", Reference: "2026-114"}
		for _, c := range []struct {
			who  identity.Actor
			code havre.FaultCode
		}{{ada, havre.Forbidden}, {both, havre.Forbidden}, {sam, havre.NotFound}, {identity.Nobody(), havre.Unauthenticated}} {
			_, err := w.SettleDerogation(ctx, c.who, d.ID, d.Version, grant)
			w.fault(err, c.code)
		}
		_, err := w.SettleDerogation(ctx, paul, d.ID, d.Version+1, grant)
		w.fault(err, havre.Stale)
		for field, st := range map[string]record.Settlement{
			"authority": {Grant: true, Reference: "r"},
			"reference": {Grant: true, Authority: "a"},
			"note":      {Authority: "a"},
			"until":     {Grant: true, Authority: "a", Reference: "r", Until: havre.MustDate("2026-01-01")},
		} {
			_, err := w.SettleDerogation(ctx, paul, d.ID, d.Version, st)
			if f := w.fault(err, havre.Invalid); len(f.Problems) != 1 || f.Problems[0].Field != field {
				t.Errorf("%s: %+v", field, f.Problems)
			}
		}
		got, err := w.SettleDerogation(ctx, paul, d.ID, d.Version, record.Settlement{Authority: "La ministre", Note: "Pas de garanties."})
		w.ok(err)
		if got.State != record.Refused {
			t.Errorf("%+v", got)
		}
		_, err = w.WithdrawDerogation(ctx, ada, d.ID, got.Version)
		w.fault(err, havre.Conflict)
		seen, err := w.Derogation(ctx, paul, d.ID)
		w.ok(err)
		if seen.Note != "Pas de garanties." {
			t.Errorf("%+v", seen)
		}
		_, err = w.Derogation(ctx, sam, d.ID)
		w.fault(err, havre.NotFound)
		for who, want := range map[*identity.Actor]int{&paul: 1, &sam: 0} {
			page, err := w.Derogations(ctx, *who, record.DerogationQuery{})
			w.ok(err)
			if page.Total != want {
				t.Errorf("%s sees %d", who.Name, page.Total)
			}
		}
		refused := 0
		for _, a := range append(w.journal(d.ID), w.journal(n.ID)...) {
			if strings.HasPrefix(a, "derogation.settle!") {
				refused++
			}
		}
		if refused != 3 { // Ada twice and Sam; nobody is nobody
			t.Errorf("%d refusals in the journal", refused)
		}
	})
}
