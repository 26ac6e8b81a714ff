package record_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
)

// certificate is an HDS certificate of Cegedim that ends on a day.
func certificate(until string) []string {
	return []string{"attestations:\n", "attestations:\n        - {kind: hds, status: qualified, from: 2024-01-01, until: " + until + ", activities: [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\"], issuer: LNE, source: cegedim-presse-2024}\n"}
}

// mustJudge is a judge of the library.
func mustJudge(tb testing.TB, s *record.Service, on havre.Date) *decision.Judge {
	tb.Helper()
	j, err := s.Library.Now().Judge(on)
	if err != nil {
		tb.Fatal(err)
	}
	return j
}

// The calendar holds what ends or begins, as far as one may see.
func TestDeadlines(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		s := newReplica(t, w, amended(t, "platforms/cegedim-cloud.yaml", certificate("2027-03-01")...))
		w.ok(s.Start(ctx))
		w.Service = s
		ada, sam := w.person("Ada", identity.ProductTeam, w.team), w.person("Sam", identity.ProductTeam, w.other)
		paul := w.person("Paul", identity.Approver, w.ministry)
		rdv := w.need(ada, w.team, example(t, "demo-rdv"))
		health := w.need(ada, w.team, example(t, "cancer-data"))
		lists := w.shared(ada, engaged(t))
		d := request(lists)
		w.ok(w.RequestDerogation(ctx, ada, d))
		_, err := w.SettleDerogation(ctx, paul, d.ID, d.Version, record.Settlement{Grant: true, Authority: "La ministre", Reference: "2026-114"})
		w.ok(err)
		for _, n := range []*record.Need{rdv, health, lists} {
			_, err := w.Decide(ctx, ada, n.ID)
			w.ok(err)
		}
		lines := func(a identity.Actor) (out []string) {
			all, err := w.Deadlines(ctx, a, havre.MustDate("2028-01-01"))
			w.ok(err)
			for _, l := range all {
				if l.Title.FR == "" || l.Title.EN == "" || l.Link == "" {
					t.Errorf("%+v", l)
				}
				out = append(out, strings.TrimSpace(strings.Join([]string{l.On.String(), l.Kind, l.Offer, l.Rule, strings.Repeat("×", l.Needs)}, " ")))
			}
			return out
		}
		want := []string{
			"2027-03-01 attestation cegedim-cloud  ×",
			"2027-05-02 evidence  R4 ×",
			"2027-12-01 derogation fabnum-ovh R9-SNC-2023 ×",
		}
		if diff := cmp.Diff(want, lines(ada)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"2027-03-01 attestation cegedim-cloud"}, lines(sam)); diff != "" {
			t.Error(diff)
		}
		_, err = w.Deadlines(ctx, identity.Nobody(), havre.MustDate("2028-01-01"))
		w.fault(err, havre.Unauthenticated)

		// The certificate is what the decision on health data waits for.
		need, err := w.Need(ctx, ada, health.ID)
		w.ok(err)
		if need.Current.Due.String() != "2027-03-01" {
			t.Errorf("due %s", need.Current.Due)
		}
		// It is announced ahead to those whose needs rely on it, once each.
		for i, day := range []string{"2026-11-30", "2026-12-01", "2027-01-30", "2027-02-22", "2027-02-23"} {
			w.at(day)
			w.day()
			if got, want := w.told(ada, notify.AttestationEnding), []int{0, 1, 2, 3, 3}[i]; got != want {
				t.Errorf("on %s: told %d times, not %d", day, got, want)
			}
		}
		w.at("2027-03-01")
		w.day()
		need, err = w.Need(ctx, ada, health.ID)
		w.ok(err)
		if need.Current.State != record.Reopened || w.told(sam, notify.AttestationEnding) != 0 {
			t.Errorf("the certificate lapsed: %+v", need.Current)
		}
		// So is the document of the other.
		for _, day := range []string{"2027-04-02", "2027-04-03"} {
			w.at(day)
			w.day()
		}
		if got := w.told(ada, notify.EvidenceEnding); got != 2 { // 90 days, then 30
			t.Errorf("the document was announced %d times", got)
		}
	})
}

// Rules that begin are in the calendar of those whose ministry they bind.
func TestDeadlinesOfRules(t *testing.T) {
	w := onSQLite(t)
	ada := w.person("Ada", identity.ProductTeam, w.team)
	w.at("2023-05-01")
	all, err := w.Deadlines(t.Context(), ada, havre.MustDate("2023-07-01"))
	w.ok(err)
	var sets int
	for _, l := range all {
		if l.Kind == record.RuleTurns && l.Rule == "" {
			sets++
		}
	}
	if sets < 2 { // one circular ends, another begins
		t.Errorf("%+v", all)
	}
}

func TestPortfolio(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada, sam := w.person("Ada", identity.ProductTeam, w.team), w.person("Sam", identity.ProductTeam, w.other)
		for _, name := range []string{"samu", "bureautique", "prototype"} {
			n := w.need(ada, w.team, example(t, name))
			_, err := w.Decide(ctx, ada, n.ID)
			w.ok(err)
		}
		w.need(ada, w.team, named("sans-decision"))
		p, err := w.Portfolio(ctx, ada, record.NeedQuery{})
		w.ok(err)
		first := mustDecide(t, w, "prototype")
		want := &record.Portfolio{
			Needs:    4,
			Verdicts: map[decision.Verdict]int{decision.Eligible: 1, decision.Undetermined: 1, decision.Ineligible: 1, "": 1},
			Ministry: map[string]map[decision.Verdict]int{
				"social": {decision.Undetermined: 1, "": 1}, "ecology": {decision.Ineligible: 1}, first.ministry: {decision.Eligible: 1},
			},
			Offers: map[string]int{first.offer: 1},
		}
		if diff := cmp.Diff(want, p); diff != "" {
			t.Error(diff)
		}
		other, err := w.Portfolio(ctx, sam, record.NeedQuery{})
		w.ok(err)
		if other.Needs != 0 {
			t.Errorf("Sam counts %d", other.Needs)
		}
	})
}

type placed struct{ ministry, offer string }

// mustDecide is the ministry and the first offer of an example.
func mustDecide(tb testing.TB, w *world, name string) placed {
	tb.Helper()
	d, out, err := w.Try(tb.Context(), []byte(example(tb, name)), havre.Date{}, havre.French)
	w.ok(err)
	for _, v := range out.Verdicts {
		if v.Rank == 1 && v.Verdict == decision.Eligible {
			return placed{string(d.Spec.Organisation.Ministry), v.Offer}
		}
	}
	tb.Fatal("no eligible offer for " + name)
	return placed{}
}

// A need deleted long ago is removed for good, with all that hangs on it.
func TestPurge(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada := w.person("Ada", identity.ProductTeam, w.team)
		n := w.need(ada, w.team, example(t, "samu"))
		d, err := w.Decide(ctx, ada, n.ID)
		w.ok(err)
		w.ok(w.DeleteNeed(ctx, ada, n.ID, n.Version))
		deleted, err := w.Needs(ctx, ada, record.NeedQuery{Deleted: true})
		w.ok(err)
		if deleted.Total != 1 {
			t.Errorf("%d to restore", deleted.Total)
		}
		w.at("2026-12-20")
		w.day()
		n, err = w.RestoreNeed(ctx, ada, n.ID)
		w.ok(err)
		w.ok(w.DeleteNeed(ctx, ada, n.ID, n.Version))
		w.at("2027-01-20")
		w.day()
		_, err = w.RestoreNeed(ctx, ada, n.ID)
		w.fault(err, havre.NotFound)
		_, err = w.Decision(ctx, ada, d.ID)
		w.fault(err, havre.NotFound)
		log := w.journal(n.ID)
		if log[len(log)-1] != "need.purge" {
			t.Errorf("%v", log)
		}
	})
}

// A clock that was set back does nothing twice.
func TestClockSetBack(t *testing.T) {
	w := onSQLite(t)
	ada := w.person("Ada", identity.ProductTeam, w.team)
	n := w.need(ada, w.team, example(t, "demo-rdv"))
	_, err := w.Decide(t.Context(), ada, n.ID)
	w.ok(err)
	for _, day := range []string{"2027-05-02", "2027-04-30", "2027-05-02"} {
		w.at(day)
		w.day()
	}
	if got := w.told(ada, notify.DecisionReopened); got != 1 {
		t.Errorf("told %d times", got)
	}
}
