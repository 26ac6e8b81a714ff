package store_test

import (
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

func grant(t *testing.T, db *store.DB, id, person, organisation string, role identity.Role, change ...func(*identity.Grant)) {
	t.Helper()
	g := &identity.Grant{ID: id, Person: person, Organisation: organisation, Role: role, Stamps: by("system", noon)}
	for _, c := range change {
		c(g)
	}
	write(t, db, func(tx *store.Tx) error { return tx.SaveGrant(t.Context(), g) })
}

func TestGrant(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		want := &identity.Grant{ID: "g", Person: "alice", Organisation: "dnum", Role: identity.Architect, Until: minute(9), Reason: "intérim", Stamps: by("bruno", noon)}
		write(t, db, func(tx *store.Tx) error { return tx.SaveGrant(t.Context(), want) })
		same(t, "the path is filled in", want.Path, "/minint/dnum/")
		portal := &identity.Grant{ID: "p", Person: "alice", Role: identity.Administrator, Stamps: by("bruno", noon)}
		write(t, db, func(tx *store.Tx) error { return tx.SaveGrant(t.Context(), portal) })
		same(t, "that of the portal too", portal.Path, identity.PortalPath)
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Grant(t.Context(), "g")
			if err != nil {
				return err
			}
			same(t, "read again", got, want)
			all, err := tx.GrantsOf(t.Context(), "alice")
			same(t, "of the person", all, []identity.Grant{*portal, *want})
			return err
		})
	})
}

func TestGrantsOfLeavesOutWhatIsDeleted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		grant(t, db, "revoked", "alice", "dnum", identity.Reader, func(g *identity.Grant) { g.DeletedAt = noon })
		grant(t, db, "orphan", "alice", "minsante", identity.Reader)
		write(t, db, func(tx *store.Tx) error {
			o, err := tx.Organisation(t.Context(), "minsante")
			if err != nil {
				return err
			}
			o.DeletedAt = noon
			return tx.SaveOrganisation(t.Context(), o)
		})
		read(t, db, func(tx *store.Tx) error {
			all, err := tx.GrantsOf(t.Context(), "alice")
			same(t, "of the person", len(all), 0)
			return err
		})
	})
}

func TestGrantToWhatDoesNotExist(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		for _, g := range []identity.Grant{{ID: "g", Person: "none", Organisation: "dnum"}, {ID: "g", Person: "alice", Organisation: "none"}} {
			wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveGrant(t.Context(), &g) }), havre.NotFound)
		}
	})
}

func TestGrants(t *testing.T) {
	cases := []struct {
		name string
		q    identity.GrantQuery
		want []string
	}{
		{"by name", identity.GrantQuery{}, []string{"a1", "a2", "b1", "r1"}},
		{"by organisation, the portal first", identity.GrantQuery{List: havre.List{Sort: "organisation"}}, []string{"r1", "a1", "a2", "b1"}},
		{"by role", identity.GrantQuery{List: havre.List{Sort: "role"}}, []string{"r1", "a2", "a1", "b1"}},
		{"on an organisation", identity.GrantQuery{Organisation: "dnum"}, []string{"a2"}},
		{"inherited", identity.GrantQuery{Path: "/minint/dnum/"}, []string{"a1", "a2", "r1"}},
		{"on the portal", identity.GrantQuery{Path: "/"}, []string{"r1"}},
		{"of a person", identity.GrantQuery{Person: "alice"}, []string{"a1", "a2"}},
		{"of a role", identity.GrantQuery{Role: identity.Reader}, []string{"a1", "b1"}},
		{"in force", identity.GrantQuery{InForceAt: minute(5)}, []string{"a1", "b1", "r1"}},
		{"within a scope", identity.GrantQuery{Scopes: []string{"/minint/"}}, []string{"a1", "a2"}},
		{"nowhere", identity.GrantQuery{Scopes: []string{}}, nil},
		{"everywhere", identity.GrantQuery{Scopes: []string{"/"}}, []string{"a1", "a2", "b1", "r1"}},
		{"of somebody", identity.GrantQuery{List: havre.List{Search: "martin"}}, []string{"a1", "a2"}},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		grant(t, db, "a1", "alice", "minint", identity.Reader)
		grant(t, db, "a2", "alice", "dnum", identity.Architect, func(g *identity.Grant) { g.Until = minute(5) })
		grant(t, db, "b1", "bruno", "minsante", identity.Reader)
		grant(t, db, "r1", "robot", "", identity.Administrator)
		grant(t, db, "gone", "bruno", "minint", identity.Reader, func(g *identity.Grant) { g.DeletedAt = noon })
		read(t, db, func(tx *store.Tx) error {
			for _, c := range cases {
				got := pages(t, 1, c.q.List, func(l havre.List) (havre.Page[identity.Member], error) {
					q := c.q
					q.List = l
					return tx.Grants(t.Context(), q)
				})
				same(t, c.name, ids(got, func(m identity.Member) string { return m.ID }), c.want)
			}
			p, err := tx.Grants(t.Context(), identity.GrantQuery{Organisation: "dnum"})
			if err == nil {
				same(t, "names", []string{p.Items[0].PersonName, p.Items[0].PersonEmail, p.Items[0].OrganisationTitle, p.Items[0].Path},
					[]string{"Alice Martin", "alice@interieur.test", "Direction du numérique", "/minint/dnum/"})
			}
			return err
		})
	})
}
