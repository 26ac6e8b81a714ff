package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

func needID(n record.Need) string { return n.ID }

func TestNeed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		want := need(t, db, "n", "dnum", "Agenda partagé", func(n *record.Need) { n.Ministry = "interior" })
		want.OrgTitle = "Direction du numérique"
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Need(t.Context(), "n")
			if err != nil {
				return err
			}
			same(t, "by identifier", got, want)
			same(t, "path", got.Path, "/minint/dnum/")
			if got, err = tx.NeedNamed(t.Context(), "dnum", "n"); err != nil {
				return err
			}
			same(t, "by name", got, want)
			_, err = tx.NeedNamed(t.Context(), "apps", "n")
			wantFault(t, err, havre.NotFound)
			return nil
		})
	})
}

func TestNeedRefusals(t *testing.T) {
	cases := []struct {
		name string
		save record.Need
		want havre.FaultCode
	}{
		{"a name already taken in the organisation", record.Need{ID: "x", Organisation: "dnum", Name: "n"}, havre.Conflict},
		{"no such organisation", record.Need{ID: "x", Organisation: "none", Name: "n"}, havre.NotFound},
		{"an old version", record.Need{ID: "n", Organisation: "dnum", Name: "n", Stamps: identity.Stamps{Version: 4}}, havre.Stale},
		{"no such need", record.Need{ID: "none", Organisation: "dnum", Name: "y", Stamps: identity.Stamps{Version: 4}}, havre.NotFound},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		need(t, db, "n", "dnum", "Agenda")
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveNeed(t.Context(), &c.save, "") }), c.want)
			})
		}
		need(t, db, "other", "apps", "Agenda", func(n *record.Need) { n.Name = "n" }) // elsewhere, the name is free
	})
}

// A deleted need frees its name; restoring it then is a conflict.
func TestDeletedNeedFreesItsName(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		n := need(t, db, "n", "dnum", "Agenda")
		n.DeletedAt = minute(1)
		write(t, db, func(tx *store.Tx) error { return tx.SaveNeed(t.Context(), n, "") })
		need(t, db, "again", "dnum", "Agenda", func(n *record.Need) { n.Name = "n" })
		n.DeletedAt = identity.Stamps{}.DeletedAt
		wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveNeed(t.Context(), n, "") }), havre.Conflict)
	})
}

func TestRevisions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		n := need(t, db, "n", "dnum", "Agenda")
		for i, document := range []string{"title: Agenda", "title: Agenda partagé", ""} { // the same, another, none
			n.UpdatedAt, n.UpdatedBy, n.Document = minute(i+1), "bruno", []byte(document)
			if document == "" {
				n.Document = nil
			}
			write(t, db, func(tx *store.Tx) error { return tx.SaveNeed(t.Context(), n, "précision") })
		}
		same(t, "revision", n.Revision, 2)
		same(t, "version", n.Version, int64(4))
		read(t, db, func(tx *store.Tx) error {
			all, err := tx.Revisions(t.Context(), "n")
			if err != nil {
				return err
			}
			same(t, "newest first, without documents", all, []record.Revision{
				{Need: "n", Number: 2, Note: "précision", At: minute(2), By: "bruno", ByName: "Bruno Petit"},
				{Need: "n", Number: 1, Note: "première version", At: noon, By: "alice", ByName: "Alice Martin"},
			})
			r, err := tx.Revision(t.Context(), "n", 1)
			if err != nil {
				return err
			}
			same(t, "document", string(r.Document), "title: Agenda")
			_, err = tx.Revision(t.Context(), "n", 3)
			wantFault(t, err, havre.NotFound)
			got, err := tx.Need(t.Context(), "n")
			same(t, "document of the need", string(got.Document), "title: Agenda partagé")
			return err
		})
	})
}

func TestShares(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		need(t, db, "n", "dnum", "Agenda")
		share(t, db, "n", "minsante", "bruno")
		want := []record.Share{
			{With: "bruno", Title: "Bruno Petit", At: noon, By: "alice"},
			{With: "minsante", Path: "/minsante/", Title: "Ministère de la Santé", At: noon, By: "alice"},
		}
		read(t, db, func(tx *store.Tx) error {
			n, err := tx.Need(t.Context(), "n")
			same(t, "shares", n.Shares, want)
			return err
		})
		share(t, db, "n", "bruno")
		read(t, db, func(tx *store.Tx) error {
			p, err := tx.Needs(t.Context(), record.NeedQuery{All: true})
			same(t, "what is not listed is no longer shared", p.Items[0].Shares, want[:1])
			return err
		})
	})
}

func share(t *testing.T, db *store.DB, need string, with ...string) {
	t.Helper()
	var shares []record.Share
	for _, w := range with {
		shares = append(shares, record.Share{With: w, At: noon, By: "alice"})
	}
	write(t, db, func(tx *store.Tx) error { return tx.SaveShares(t.Context(), need, shares) })
}

// several saves needs that differ in all that a list filters and sorts by.
func several(t *testing.T, db *store.DB) {
	t.Helper()
	world(t, db)
	draft := func(n *record.Need) { n.State = record.Draft }
	need(t, db, "agenda", "apps", "Agenda partagé", func(n *record.Need) { n.Ministry = "interior" })
	need(t, db, "billets", "dnum", "Billetterie", draft, func(n *record.Need) { n.UpdatedAt = minute(3); n.CreatedBy = "bruno" })
	need(t, db, "etudes", "minsante", "Études", func(n *record.Need) { n.Ministry = "health"; n.UpdatedAt = minute(2) })
	need(t, db, "zones", "minint", "Zones", func(n *record.Need) { n.State = record.Archived; n.UpdatedAt = minute(1) })
	need(t, db, "gone", "minint", "Disparu", func(n *record.Need) { n.DeletedAt = noon })
	decide(t, db, "d1", "agenda", decision.Ineligible)
	decide(t, db, "d2", "agenda", decision.Eligible, func(d *record.Decision) {
		d.First, d.Due = []string{"nubo", "pi"}, havre.MustDate("2027-01-31")
	})
	decide(t, db, "d3", "etudes", decision.Undetermined, func(d *record.Decision) { d.First, d.Due = []string{"pi"}, havre.MustDate("2026-12-01") })
	decide(t, db, "d4", "zones", decision.Ineligible)
	write(t, db, func(tx *store.Tx) error {
		return tx.ReopenDecision(t.Context(), &record.DecisionSummary{ID: "d3", State: record.Reopened, ReopenedAt: minute(9), Due: havre.MustDate("2026-12-01")})
	})
}

func TestNeeds(t *testing.T) {
	list := func(sort string) havre.List { return havre.List{Sort: sort} }
	cases := []struct {
		name string
		q    record.NeedQuery
		want []string
	}{
		{"by title", record.NeedQuery{}, []string{"agenda", "billets", "etudes", "zones"}},
		{"by organisation", record.NeedQuery{List: list("organisation")}, []string{"zones", "billets", "agenda", "etudes"}},
		{"by date", record.NeedQuery{List: list("updated")}, []string{"agenda", "zones", "etudes", "billets"}},
		{"by state", record.NeedQuery{List: list("state")}, []string{"billets", "agenda", "etudes", "zones"}},
		{"by verdict, none last", record.NeedQuery{List: list("verdict")}, []string{"agenda", "etudes", "zones", "billets"}},
		{"what is due first", record.NeedQuery{List: list("due")}, []string{"etudes", "agenda", "billets", "zones"}},
		{"in an organisation", record.NeedQuery{Organisation: "/minint/dnum/"}, []string{"agenda", "billets"}},
		{"of a state", record.NeedQuery{State: record.Draft}, []string{"billets"}},
		{"of a ministry", record.NeedQuery{Ministry: "health"}, []string{"etudes"}},
		{"of a verdict", record.NeedQuery{Verdict: decision.Eligible}, []string{"agenda"}},
		{"without a decision", record.NeedQuery{Verdict: "none"}, []string{"billets"}},
		{"for an offer", record.NeedQuery{Offer: "pi"}, []string{"agenda", "etudes"}},
		{"for an offer that is only second", record.NeedQuery{Offer: "nubo"}, []string{"agenda"}},
		{"reopened", record.NeedQuery{Reopened: true}, []string{"etudes"}},
		{"due", record.NeedQuery{DueBefore: havre.MustDate("2026-12-01")}, []string{"etudes"}},
		{"deleted", record.NeedQuery{Deleted: true}, []string{"gone"}},
		{"search", record.NeedQuery{List: havre.List{Search: "ETUDES"}}, []string{"etudes"}},
		{"several words", record.NeedQuery{List: havre.List{Search: "partage age"}}, []string{"agenda"}},
		{"words of two needs", record.NeedQuery{List: havre.List{Search: "agenda zones"}}, nil},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		several(t, db)
		read(t, db, func(tx *store.Tx) error {
			for _, c := range cases {
				c.q.All = true
				for _, desc := range []bool{false, true} {
					c.q.Desc = desc
					got := pages(t, 1, c.q.List, func(l havre.List) (havre.Page[record.Need], error) {
						q := c.q
						q.List = l
						return tx.Needs(t.Context(), q)
					})
					same(t, c.name, sorted(ids(got, needID)), sorted(c.want))
					if !desc {
						same(t, c.name+", in order", ids(got, needID), c.want)
					}
				}
			}
			return nil
		})
	})
}

func TestNeedsAreComplete(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		several(t, db)
		share(t, db, "agenda", "bruno")
		read(t, db, func(tx *store.Tx) error {
			p, err := tx.Needs(t.Context(), record.NeedQuery{All: true, List: havre.List{Search: "agenda"}})
			if err != nil {
				return err
			}
			want, err := tx.Need(t.Context(), "agenda")
			want.Document = nil
			same(t, "in a list", p.Items[0], *want)
			same(t, "current decision", want.Current.ID, "d2")
			return err
		})
	})
}

func TestEachNeed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		write(t, db, func(tx *store.Tx) error {
			for i := range 450 {
				id := fmt.Sprintf("n%03d", i)
				n := &record.Need{ID: id, Organisation: "apps", Name: id, State: record.Shared, Document: []byte(id), Stamps: by("alice", noon)}
				if err := tx.SaveNeed(t.Context(), n, ""); err != nil {
					return err
				}
			}
			return nil
		})
		read(t, db, func(tx *store.Tx) error {
			var seen []string
			err := tx.EachNeed(t.Context(), record.NeedQuery{All: true}, func(n *record.Need) error {
				seen = append(seen, n.ID)
				same(t, "document", string(n.Document), n.ID)
				_, err := tx.Need(t.Context(), n.ID) // the transaction can be used meanwhile
				return err
			})
			same(t, "how many", len(seen), 450)
			if err != nil {
				return err
			}
			enough := errors.New("enough")
			if err := tx.EachNeed(t.Context(), record.NeedQuery{All: true}, func(*record.Need) error { return enough }); !errors.Is(err, enough) {
				t.Errorf("got %v, want what the function said", err)
			}
			return nil
		})
	})
}

func TestPurgeNeed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		several(t, db)
		write(t, db, func(tx *store.Tx) error {
			wantFault(t, tx.PurgeNeed(t.Context(), "agenda"), havre.NotFound) // it lives
			if err := tx.SaveComment(t.Context(), &record.CommentOn{ID: "c", Need: "agenda", Text: "Bonjour"}); err != nil {
				return err
			}
			if err := tx.SaveDerogation(t.Context(), &record.Derogation{ID: "w", Need: "agenda", State: record.Requested}); err != nil {
				return err
			}
			n, err := tx.Need(t.Context(), "agenda")
			if err != nil {
				return err
			}
			n.DeletedAt = minute(1)
			if err := tx.SaveNeed(t.Context(), n, ""); err != nil {
				return err
			}
			return tx.PurgeNeed(t.Context(), "agenda")
		})
		read(t, db, func(tx *store.Tx) error {
			for what, get := range map[string]func() error{
				"need":       func() error { _, err := tx.Need(t.Context(), "agenda"); return err },
				"revision":   func() error { _, err := tx.Revision(t.Context(), "agenda", 1); return err },
				"comment":    func() error { _, err := tx.CommentOf(t.Context(), "c"); return err },
				"decision":   func() error { _, err := tx.Decision(t.Context(), "d2"); return err },
				"derogation": func() error { _, err := tx.Derogation(t.Context(), "w"); return err },
			} {
				t.Run(what, func(t *testing.T) { wantFault(t, get(), havre.NotFound) })
			}
			return nil
		})
	})
}

func TestCountVerdicts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		several(t, db)
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.CountVerdicts(t.Context(), record.NeedQuery{All: true})
			same(t, "all", got, map[decision.Verdict]int{decision.Eligible: 1, decision.Undetermined: 1, decision.Ineligible: 1, "": 1})
			if err != nil {
				return err
			}
			got, err = tx.CountVerdicts(t.Context(), record.NeedQuery{Scopes: []string{"/minsante/"}})
			same(t, "of a ministry", got, map[decision.Verdict]int{decision.Undetermined: 1})
			return err
		})
	})
}

// What a list shows is what the policy lets the reader see, one by one: over
// random trees, roles, needs and shares.
func TestListsShowWhatThePolicyAllows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := rand.New(rand.NewPCG(1, 2))
		needs := randomNeeds(t, db, r)
		for range 150 {
			a := randomActor(r)
			var want []string
			for _, n := range needs {
				if a.May(identity.ReadNeed, objectOf(n)) == identity.Allowed {
					want = append(want, n.ID)
				}
			}
			read(t, db, func(tx *store.Tx) error {
				p, err := tx.Needs(t.Context(), visibleTo(a))
				if err != nil {
					return err
				}
				same(t, fmt.Sprintf("%+v", a.Grants), sorted(ids(p.Items, needID)), sorted(want))
				decided, err := tx.Decisions(t.Context(), record.DecisionQuery{Needs: visibleTo(a), List: havre.List{Limit: 500}})
				same(t, "decisions", sorted(ids(decided.Items, func(d record.DecisionSummary) string { return d.Need })), sorted(want))
				return err
			})
		}
	})
}

// visibleTo asks for what an actor may see, as the service does.
func visibleTo(a identity.Actor) record.NeedQuery {
	q := record.NeedQuery{Reader: a.ID, List: havre.List{Limit: 500}}
	q.Scopes, _ = a.Scoped(identity.ReadNeed)
	q.DraftScopes, _ = a.Scoped(identity.ReadDraft)
	return q
}

func objectOf(n record.Need) identity.Object {
	o := identity.Object{Path: n.Path, Owner: n.CreatedBy, Draft: n.State == record.Draft}
	for _, s := range n.Shares {
		o.Shared = append(o.Shared, s.With)
		if s.Path != "" {
			o.Shared[len(o.Shared)-1] = s.Path
		}
	}
	return o
}

var tree = []string{"/a/", "/a/b/", "/a/b/c/", "/a/d/", "/e/", "/e/f/"}

func randomActor(r *rand.Rand) identity.Actor {
	a := identity.Actor{ID: []string{"p1", "p2", "p3"}[r.IntN(3)], Grants: []identity.Grant{}}
	for range r.IntN(3) {
		path := tree[r.IntN(len(tree))]
		if r.IntN(20) == 0 {
			path = identity.PortalPath
		}
		a.Grants = append(a.Grants, identity.Grant{Path: path, Role: identity.Roles[r.IntN(len(identity.Roles))]})
	}
	return a
}

func randomNeeds(t *testing.T, db *store.DB, r *rand.Rand) []record.Need {
	t.Helper()
	write(t, db, func(tx *store.Tx) error {
		for _, path := range tree {
			o := &identity.Organisation{ID: path[len(path)-2 : len(path)-1], Name: path, Title: path, Stamps: by("system", noon)}
			if len(path) > 3 {
				o.Parent = path[len(path)-4 : len(path)-3]
			}
			if err := tx.SaveOrganisation(t.Context(), o); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range 60 {
		path := tree[r.IntN(len(tree))]
		n := need(t, db, fmt.Sprintf("n%02d", i), path[len(path)-2:len(path)-1], "Titre", func(n *record.Need) {
			n.State = record.NeedStates[r.IntN(3)]
			n.CreatedBy = []string{"p1", "p2", "p3"}[r.IntN(3)]
		})
		var with []string
		for range r.IntN(3) {
			with = append(with, []string{"a", "b", "c", "d", "e", "f", "p1", "p2", "p3"}[r.IntN(9)])
		}
		share(t, db, n.ID, slices.Compact(sorted(with))...)
		decide(t, db, "decision-"+n.ID, n.ID, decision.Eligible)
	}
	var all []record.Need
	read(t, db, func(tx *store.Tx) error {
		p, err := tx.Needs(t.Context(), record.NeedQuery{All: true, List: havre.List{Limit: 500}})
		all = p.Items
		return err
	})
	return all
}
