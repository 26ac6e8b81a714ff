package store_test

import (
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

func TestOrganisation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		want := &identity.Organisation{
			ID: "apps", Parent: "dnum", Path: "/minint/dnum/apps/", Kind: identity.TeamNode, Name: "applications", Title: "Équipe des applications",
			Stamps: identity.Stamps{Version: 1, CreatedAt: noon, CreatedBy: "system", UpdatedAt: noon, UpdatedBy: "system"},
		}
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Organisation(t.Context(), "apps")
			if err != nil {
				return err
			}
			same(t, "by identifier", got, want)
			if got, err = tx.OrganisationNamed(t.Context(), "applications"); err != nil {
				return err
			}
			same(t, "by name", got, want)
			if got, err = tx.OrganisationOfSIRET(t.Context(), "11000101300017"); err != nil {
				return err
			}
			same(t, "by SIRET", got.ID, "minint")
			for _, get := range []func() (*identity.Organisation, error){
				func() (*identity.Organisation, error) { return tx.Organisation(t.Context(), "none") },
				func() (*identity.Organisation, error) { return tx.OrganisationNamed(t.Context(), "none") },
				func() (*identity.Organisation, error) { return tx.OrganisationOfSIRET(t.Context(), "") },
			} {
				_, err := get()
				wantFault(t, err, havre.NotFound)
			}
			return nil
		})
	})
}

func TestOrganisationRefusals(t *testing.T) {
	cases := []struct {
		name string
		save identity.Organisation
		want havre.FaultCode
	}{
		{"a name already taken", identity.Organisation{ID: "x", Name: "dnum", Title: "X"}, havre.Conflict},
		{"a SIRET already taken", identity.Organisation{ID: "x", Name: "x", SIRET: "11000101300017"}, havre.Conflict},
		{"an identifier already taken", identity.Organisation{ID: "dnum", Name: "x"}, havre.Conflict},
		{"no such parent", identity.Organisation{ID: "x", Parent: "none", Name: "x"}, havre.NotFound},
		{"below itself", identity.Organisation{ID: "dnum", Parent: "apps", Name: "dnum", Stamps: identity.Stamps{Version: 1}}, havre.Conflict},
		{"an old version", identity.Organisation{ID: "dnum", Parent: "minint", Name: "dnum", Stamps: identity.Stamps{Version: 7}}, havre.Stale},
		{"renamed to a name already taken", identity.Organisation{ID: "dnum", Name: "applications", Stamps: identity.Stamps{Version: 1}}, havre.Conflict},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveOrganisation(t.Context(), &c.save) }), c.want)
			})
		}
	})
}

// A conflict does not spoil the transaction: what comes next is done.
func TestConflictSpoilsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		write(t, db, func(tx *store.Tx) error {
			wantFault(t, tx.SaveOrganisation(t.Context(), &identity.Organisation{ID: "x", Name: "dnum"}), havre.Conflict)
			return tx.SaveOrganisation(t.Context(), &identity.Organisation{ID: "x", Name: "x", Title: "X"})
		})
	})
}

func TestMovingTakesWhatIsBelow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		need(t, db, "n", "apps", "Agenda")
		write(t, db, func(tx *store.Tx) error {
			o, err := tx.Organisation(t.Context(), "dnum")
			if err != nil {
				return err
			}
			o.Parent = "minsante"
			return tx.SaveOrganisation(t.Context(), o)
		})
		read(t, db, func(tx *store.Tx) error {
			o, err := tx.Organisation(t.Context(), "apps")
			if err != nil {
				return err
			}
			same(t, "path", o.Path, "/minsante/dnum/apps/")
			p, err := tx.Organisations(t.Context(), identity.OrganisationQuery{Scopes: []string{"/minsante/"}})
			same(t, "order", ids(p.Items, organisationID), []string{"minsante", "dnum", "apps"})
			if err != nil {
				return err
			}
			n, err := tx.Need(t.Context(), "n")
			if err == nil {
				same(t, "path of the need", n.Path, "/minsante/dnum/apps/")
			}
			return err
		})
	})
}

func organisationID(o identity.Organisation) string { return o.ID }

func TestOrganisations(t *testing.T) {
	cases := []struct {
		name string
		q    identity.OrganisationQuery
		want []string
	}{
		{"by path of titles", identity.OrganisationQuery{}, []string{"minint", "dnum", "apps", "minsante"}},
		{"the other way", identity.OrganisationQuery{List: havre.List{Desc: true}}, []string{"minsante", "apps", "dnum", "minint"}},
		{"at or below a path", identity.OrganisationQuery{Scopes: []string{"/minint/dnum/"}}, []string{"dnum", "apps"}},
		{"and some above", identity.OrganisationQuery{Scopes: []string{"/minint/dnum/"}, Above: []string{"minint"}}, []string{"minint", "dnum", "apps"}},
		{"the whole portal", identity.OrganisationQuery{Scopes: []string{"/"}}, []string{"minint", "dnum", "apps", "minsante"}},
		{"nowhere", identity.OrganisationQuery{Scopes: []string{}}, nil},
		{"of a parent", identity.OrganisationQuery{Parent: "minint"}, []string{"dnum"}},
		{"of a kind", identity.OrganisationQuery{Kind: identity.MinistryNode}, []string{"minint", "minsante"}},
		{"words without accents", identity.OrganisationQuery{List: havre.List{Search: "equipe APPLI"}}, []string{"apps"}},
		{"a wildcard is a character", identity.OrganisationQuery{List: havre.List{Search: "%"}}, nil},
		{"deleted", identity.OrganisationQuery{Deleted: true}, []string{"gone"}},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		write(t, db, func(tx *store.Tx) error {
			o := &identity.Organisation{ID: "gone", Name: "gone", Title: "Disparue", Stamps: by("system", noon)}
			o.DeletedAt = noon
			return tx.SaveOrganisation(t.Context(), o)
		})
		read(t, db, func(tx *store.Tx) error {
			for _, c := range cases {
				for _, size := range []int{1, 3, 10} {
					got := pages(t, size, c.q.List, func(l havre.List) (havre.Page[identity.Organisation], error) {
						q := c.q
						q.List = l
						return tx.Organisations(t.Context(), q)
					})
					same(t, c.name, ids(got, organisationID), c.want)
				}
			}
			return nil
		})
	})
}

func TestOccupants(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		need(t, db, "n", "apps", "Agenda")
		read(t, db, func(tx *store.Tx) error {
			for id, want := range map[string]int{"minint": 1, "dnum": 1, "apps": 2, "minsante": 0} {
				got, err := tx.Occupants(t.Context(), id)
				if err != nil {
					return err
				}
				same(t, id, got, want)
			}
			return nil
		})
	})
}

func TestBadLists(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		read(t, db, func(tx *store.Tx) error {
			p, err := tx.Organisations(t.Context(), identity.OrganisationQuery{List: havre.List{Limit: 1}})
			if err != nil {
				return err
			}
			for _, l := range []havre.List{
				{Sort: "colour"}, {After: "?"}, {After: "e30"}, {After: p.Next, Sort: "updated"}, {After: p.Next, Desc: true},
			} {
				_, err := tx.Organisations(t.Context(), identity.OrganisationQuery{List: l})
				if f := havre.FaultOf(err); f == nil || f.Code != havre.Invalid {
					t.Errorf("%+v: got %v, want an Invalid fault", l, err)
				}
			}
			return nil
		})
	})
}
