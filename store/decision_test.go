package store_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// decide stores a decision of a need.
func decide(t *testing.T, db *store.DB, id, need string, best decision.Verdict, change ...func(*record.Decision)) *record.Decision {
	t.Helper()
	d := &record.Decision{
		DecisionSummary: record.DecisionSummary{
			ID: id, Need: need, Revision: 1, On: havre.MustDate("2026-11-22"), Best: best, Catalogue: "cat1", Doctrine: "doc1", Program: "1.0",
			TakenAt: noon, TakenBy: "alice", SHA256: "abc",
		},
		Lang: havre.French, Document: []byte("title: x"), Body: []byte(`{"verdicts":[]}`),
	}
	for _, c := range change {
		c(d)
	}
	write(t, db, func(tx *store.Tx) error { return tx.AddDecision(t.Context(), d) })
	return d
}

func decisionID(d record.DecisionSummary) string { return d.ID }

func TestDecision(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		need(t, db, "n", "dnum", "Agenda", func(n *record.Need) { n.Ministry = "interior" })
		want := decide(t, db, "d", "n", decision.Eligible, func(d *record.Decision) {
			d.Eligible, d.Undetermined, d.Ineligible = 2, 3, 4
			d.First, d.Due = []string{"nubo", "pi"}, havre.MustDate("2027-01-31")
		})
		same(t, "number and state", []any{want.Number, want.State}, []any{1, record.Current})
		want.NeedName, want.Title, want.Path, want.OrgTitle, want.Ministry, want.TakenByName = "n", "Agenda", "/minint/dnum/", "Direction du numérique", "interior", "Alice Martin"
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Decision(t.Context(), "d")
			if err != nil {
				return err
			}
			same(t, "decision", got, want)
			n, err := tx.Need(t.Context(), "n")
			if err != nil {
				return err
			}
			same(t, "current decision of the need", n.Current, &want.DecisionSummary)
			same(t, "version of the need", n.Version, int64(1)) // nobody edited it
			_, err = tx.Decision(t.Context(), "none")
			wantFault(t, err, havre.NotFound)
			return nil
		})
	})
}

func TestDecisionsFollowOneAnother(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		need(t, db, "n", "dnum", "Agenda")
		first := decide(t, db, "d1", "n", decision.Ineligible)
		second := decide(t, db, "d2", "n", decision.Eligible, func(d *record.Decision) { d.Due = havre.MustDate("2026-12-01") })
		same(t, "number", second.Number, 2)
		write(t, db, func(tx *store.Tx) error {
			wantFault(t, tx.ReopenDecision(t.Context(), &first.DecisionSummary), havre.Stale)
			second.State, second.ReopenedAt = record.Reopened, minute(1)
			second.Changes = []record.Changed{{Offer: "nubo", Rule: "r1", From: decision.Eligible, To: decision.Ineligible, Because: "Le certificat a pris fin."}}
			if err := tx.ReopenDecision(t.Context(), &second.DecisionSummary); err != nil {
				return err
			}
			return tx.SetDue(t.Context(), "d2", havre.MustDate("2026-12-24"))
		})
		read(t, db, func(tx *store.Tx) error {
			p, err := tx.Decisions(t.Context(), record.DecisionQuery{Need: "n", Needs: record.NeedQuery{All: true}, List: havre.List{Sort: "state"}})
			if err != nil {
				return err
			}
			same(t, "states", []any{p.Items[0].ID, p.Items[0].State, p.Items[1].ID, p.Items[1].State}, []any{"d2", record.Reopened, "d1", record.Superseded})
			same(t, "reasons", p.Items[0].Changes, second.Changes)
			same(t, "due", p.Items[0].Due, havre.MustDate("2026-12-24"))
			due, err := tx.Needs(t.Context(), record.NeedQuery{All: true, Reopened: true, DueBefore: havre.MustDate("2026-12-24")})
			same(t, "the list of needs knows", due.Total, 1)
			return err
		})
		decide(t, db, "d3", "n", decision.Eligible)
		read(t, db, func(tx *store.Tx) error {
			reopened, err := tx.Needs(t.Context(), record.NeedQuery{All: true, Reopened: true})
			same(t, "decided again", reopened.Total, 0)
			return err
		})
	})
}

func TestDecisionRefusals(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.AddDecision(t.Context(), &record.Decision{DecisionSummary: record.DecisionSummary{ID: "d", Need: "none"}})
		}), havre.NotFound)
		wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error { return tx.SetDue(t.Context(), "none", havre.Date{}) }), havre.NotFound)
	})
}

func TestDecisions(t *testing.T) {
	everything := record.NeedQuery{All: true}
	cases := []struct {
		name string
		q    record.DecisionQuery
		want []string
	}{
		{"newest first", record.DecisionQuery{Needs: everything}, []string{"d4", "d3", "d2", "d1"}},
		{"by title", record.DecisionQuery{Needs: everything, List: havre.List{Sort: "title"}}, []string{"d1", "d2", "d3", "d4"}},
		{"of a need", record.DecisionQuery{Needs: everything, Need: "agenda"}, []string{"d2", "d1"}},
		{"of a state", record.DecisionQuery{Needs: everything, State: record.Current}, []string{"d4", "d2"}},
		{"of a verdict", record.DecisionQuery{Needs: everything, Verdict: decision.Ineligible}, []string{"d4", "d1"}},
		{"under a catalogue", record.DecisionQuery{Needs: everything, Catalogue: "cat2"}, nil},
		{"current ones due", record.DecisionQuery{Needs: everything, DueBefore: havre.MustDate("2027-01-31")}, []string{"d2"}},
		{"search", record.DecisionQuery{Needs: everything, List: havre.List{Search: "zones"}}, []string{"d4"}},
		{"of somebody", record.DecisionQuery{Needs: record.NeedQuery{Scopes: []string{"/minsante/"}}}, []string{"d3"}},
		{"of nobody", record.DecisionQuery{}, nil},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		several(t, db)
		read(t, db, func(tx *store.Tx) error {
			for _, c := range cases {
				got := pages(t, 1, c.q.List, func(l havre.List) (havre.Page[record.DecisionSummary], error) {
					q := c.q
					q.List = l
					return tx.Decisions(t.Context(), q)
				})
				same(t, c.name, ids(got, decisionID), c.want)
			}
			return nil
		})
	})
}

// Totals are counted from the needs: they are those of the decisions themselves,
// whatever is asked.
func TestDecisionTotals(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		several(t, db)
		read(t, db, func(tx *store.Tx) error {
			seen := 0
			for _, state := range []record.DecisionState{"", record.Current, record.Reopened, record.Superseded} {
				for _, verdict := range []decision.Verdict{"", decision.Eligible, decision.Undetermined, decision.Ineligible, "other"} {
					for _, day := range []havre.Date{{}, havre.MustDate("2026-12-01"), havre.MustDate("2027-12-01")} {
						for _, catalogue := range []string{"", "cat1"} {
							q := record.DecisionQuery{Needs: record.NeedQuery{All: true}, State: state, Verdict: verdict, DueBefore: day, Catalogue: catalogue}
							seen += len(pages(t, 2, havre.List{}, func(l havre.List) (havre.Page[record.DecisionSummary], error) {
								q.List = l
								return tx.Decisions(t.Context(), q)
							}))
						}
					}
				}
			}
			same(t, "decisions seen", seen, 48)
			return nil
		})
	})
}

// resembling is a body of a decision: most of it is the same for every need.
func resembling(need string) []byte {
	var b strings.Builder
	b.WriteString(`{"dossier":"` + need + `","verdicts":[`)
	for i := range 2000 {
		fmt.Fprintf(&b, `{"offer":"o%d","because":"La règle %d demande une offre qualifiée, et le certificat %d le prouve.","dossier":"%s"},`, i%40, i*7919%1009, i*31, need)
	}
	b.WriteString(`null]}`)
	return []byte(b.String())
}

func TestBodiesAreKeptByteForByte(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		db := storetest.Open(t, store.Config{URL: url})
		world(t, db)
		bodies := map[string][]byte{}
		for i, edition := range []string{"cat1", "cat2", "cat1", "cat1", "cat2", "cat1"} {
			id := fmt.Sprintf("n%d", i/2*2) // two decisions of each need
			if i%2 == 0 {
				need(t, db, id, "dnum", id)
			}
			d := decide(t, db, fmt.Sprintf("d%d", i), id, decision.Eligible, func(d *record.Decision) {
				d.Catalogue, d.Body, d.Document = edition, resembling("besoin secret "+id), []byte(id)
			})
			bodies[d.ID] = d.Body
		}
		decide(t, db, "empty", "n0", decision.Eligible, func(d *record.Decision) { d.Body = nil })
		bodies["empty"] = nil
		again := storetest.Open(t, store.Config{URL: url}) // remembers nothing
		for range 2 {
			read(t, again, func(tx *store.Tx) error {
				for id, want := range bodies {
					got, err := tx.Decision(t.Context(), id)
					if err != nil {
						return err
					}
					if !bytes.Equal(got.Body, want) {
						t.Errorf("the body of %s is not what was stored", id)
					}
				}
				return nil
			})
		}
	})
}

// A need's own words are in no dictionary: purging it leaves nothing of it, even
// in the bytes of the file.
func TestPurgeLeavesNothingOfANeed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "havre.db")
	db := storetest.Open(t, store.Config{URL: file})
	world(t, db)
	for _, id := range []string{"secretariat", "ordinaire", "banal"} {
		need(t, db, id, "dnum", id)
		decide(t, db, "d-"+id, id, decision.Eligible, func(d *record.Decision) { d.Body = resembling("besoin " + id) })
	}
	write(t, db, func(tx *store.Tx) error {
		n, err := tx.Need(t.Context(), "secretariat")
		if err != nil {
			return err
		}
		n.DeletedAt = noon
		if err := tx.SaveNeed(t.Context(), n, ""); err != nil {
			return err
		}
		return tx.PurgeNeed(t.Context(), "secretariat")
	})
	read(t, db, func(tx *store.Tx) error {
		for _, id := range []string{"ordinaire", "banal"} {
			d, err := tx.Decision(t.Context(), "d-"+id)
			if err != nil {
				return err
			}
			if !bytes.Equal(d.Body, resembling("besoin "+id)) {
				t.Errorf("the body of %s changed", id)
			}
		}
		return nil
	})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(text, []byte("secretariat")) {
		t.Error("the file still has words of the need that was purged")
	}
	if !bytes.Contains(text, []byte("ordinaire")) {
		t.Error("the file has no word of a need that was kept: this test proves nothing")
	}
}
