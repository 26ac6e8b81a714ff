package store_test

import (
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

func derogation(t *testing.T, db *store.DB, id, need, rule string, change ...func(*record.Derogation)) *record.Derogation {
	t.Helper()
	d := &record.Derogation{ID: id, Need: need, Rule: rule, State: record.Requested, RequestedBy: "alice", Stamps: by("alice", noon)}
	for _, c := range change {
		c(d)
	}
	write(t, db, func(tx *store.Tx) error { return tx.SaveDerogation(t.Context(), d) })
	return d
}

func TestDerogation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		need(t, db, "n", "dnum", "Agenda")
		want := derogation(t, db, "w", "n", "r9", func(d *record.Derogation) {
			d.Offer, d.Reason, d.Proof = "nubo", "Projet engagé", "Marché de 2024"
			d.Asked = doctrine.Derogation{Authority: havre.Text{FR: "le ministre", EN: "the minister"}, Months: 18}
			d.On, d.From, d.Until = havre.MustDate("2026-11-22"), havre.MustDate("2026-12-01"), havre.MustDate("2028-06-01")
		})
		want.State, want.Authority, want.Reference, want.Note, want.SettledBy, want.SettledAt = record.Granted, "Le ministre", "D-2026-1", "Sous réserve", "bruno", minute(5)
		write(t, db, func(tx *store.Tx) error { return tx.SaveDerogation(t.Context(), want) })
		want.NeedTitle, want.Organisation, want.Path = "Agenda", "dnum", "/minint/dnum/"
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Derogation(t.Context(), "w")
			same(t, "derogation", got, want)
			return err
		})
		wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.SaveDerogation(t.Context(), &record.Derogation{ID: "w", Need: "n", Stamps: identity.Stamps{Version: 1}})
		}), havre.Stale)
		wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.SaveDerogation(t.Context(), &record.Derogation{ID: "w2", Need: "none"})
		}), havre.NotFound)
	})
}

func TestDerogations(t *testing.T) {
	everything := record.NeedQuery{All: true}
	cases := []struct {
		name string
		q    record.DerogationQuery
		want []string
	}{
		{"what ends first, what does not end last", record.DerogationQuery{Needs: everything}, []string{"w2", "w1", "w3"}},
		{"newest first", record.DerogationQuery{Needs: everything, List: havre.List{Sort: "requested", Desc: true}}, []string{"w3", "w2", "w1"}},
		{"by rule", record.DerogationQuery{Needs: everything, List: havre.List{Sort: "rule"}}, []string{"w3", "w1", "w2"}},
		{"of a need", record.DerogationQuery{Needs: everything, Need: "etudes"}, []string{"w2"}},
		{"of a rule", record.DerogationQuery{Needs: everything, Rule: "r1"}, []string{"w1"}},
		{"of a state", record.DerogationQuery{Needs: everything, State: record.Granted}, []string{"w2", "w1"}},
		{"that end", record.DerogationQuery{Needs: everything, EndBefore: havre.MustDate("2027-03-01")}, []string{"w2"}},
		{"of somebody", record.DerogationQuery{Needs: record.NeedQuery{Scopes: []string{"/minint/"}}}, []string{"w1", "w3"}},
		{"of nobody", record.DerogationQuery{}, nil},
		{"search", record.DerogationQuery{Needs: everything, List: havre.List{Search: "études"}}, []string{"w2"}},
	}
	granted := func(until string) func(*record.Derogation) {
		return func(d *record.Derogation) { d.State, d.Until = record.Granted, havre.MustDate(until) }
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		several(t, db)
		derogation(t, db, "w1", "agenda", "r1", granted("2028-01-01"))
		derogation(t, db, "w2", "etudes", "r2", granted("2027-03-01"), func(d *record.Derogation) { d.CreatedAt = minute(1) })
		derogation(t, db, "w3", "zones", "r0", func(d *record.Derogation) { d.CreatedAt = minute(2) })
		derogation(t, db, "w4", "gone", "r0") // of a deleted need
		read(t, db, func(tx *store.Tx) error {
			for _, c := range cases {
				got := pages(t, 1, c.q.List, func(l havre.List) (havre.Page[record.Derogation], error) {
					q := c.q
					q.List = l
					return tx.Derogations(t.Context(), q)
				})
				same(t, c.name, ids(got, func(d record.Derogation) string { return d.ID }), c.want)
			}
			return nil
		})
	})
}

func TestComments(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		need(t, db, "n", "dnum", "Agenda")
		first := record.CommentOn{ID: "c1", Need: "n", Text: "Pourquoi ?", Author: "alice", Rule: "r1", Offer: "nubo", Stamps: by("alice", noon)}
		second := record.CommentOn{ID: "c0", Need: "n", Text: "Parce que.", Author: "bruno", Stamps: by("bruno", minute(1))}
		write(t, db, func(tx *store.Tx) error {
			for _, c := range []*record.CommentOn{&second, &first} {
				if err := tx.SaveComment(t.Context(), c); err != nil {
					return err
				}
			}
			second.DeletedAt = minute(2)
			return tx.SaveComment(t.Context(), &second)
		})
		first.Name, second.Name = "Alice Martin", "Bruno Petit"
		read(t, db, func(tx *store.Tx) error {
			all, err := tx.Comments(t.Context(), "n")
			same(t, "oldest first, deleted ones too", all, []record.CommentOn{first, second})
			if err != nil {
				return err
			}
			got, err := tx.CommentOf(t.Context(), "c1")
			same(t, "comment", got, &first)
			return err
		})
	})
}
