package store_test

import (
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

func TestPerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		want := &identity.Person{
			ID: "p", Kind: identity.Human, Issuer: "https://idp", Subject: "42", Email: "p@x.test", Name: "Zoé Ångström", Language: havre.English, Theme: "dark",
			Home: "dnum", Password: "$argon2id$", LastSeenAt: minute(3), Disabled: true, Erased: true, Stamps: by("system", noon),
		}
		write(t, db, func(tx *store.Tx) error { return tx.SavePerson(t.Context(), want) })
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Person(t.Context(), "p")
			if err != nil {
				return err
			}
			same(t, "by identifier", got, want)
			got, err = tx.PersonOfSubject(t.Context(), "https://idp", "42")
			if err == nil {
				same(t, "by subject", got, want)
			}
			return err
		})
	})
}

func TestPersonOfEmailIsLocal(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		read(t, db, func(tx *store.Tx) error {
			p, err := tx.PersonOfEmail(t.Context(), "alice@interieur.test")
			if err != nil {
				return err
			}
			same(t, "local", p.ID, "alice")
			for _, email := range []string{"bruno@sante.test", ""} { // of a provider; of a service
				_, err = tx.PersonOfEmail(t.Context(), email)
				wantFault(t, err, havre.NotFound)
			}
			_, err = tx.PersonOfSubject(t.Context(), "", "")
			wantFault(t, err, havre.NotFound)
			return nil
		})
	})
}

func TestPersonRefusals(t *testing.T) {
	cases := []struct {
		name string
		save identity.Person
		want havre.FaultCode
	}{
		{"a subject already taken", identity.Person{ID: "x", Issuer: "https://idp", Subject: "42"}, havre.Conflict},
		{"a local address already taken", identity.Person{ID: "x", Email: "alice@interieur.test"}, havre.Conflict},
		{"an old version", identity.Person{ID: "alice", Stamps: identity.Stamps{Version: 2}}, havre.Stale},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error { return tx.SavePerson(t.Context(), &c.save) }), c.want)
			})
		}
		write(t, db, func(tx *store.Tx) error { // the same address at a provider is another account
			return tx.SavePerson(t.Context(), &identity.Person{ID: "x", Issuer: "https://idp", Subject: "43", Email: "alice@interieur.test"})
		})
	})
}

func TestPeople(t *testing.T) {
	cases := []struct {
		name string
		q    identity.PersonQuery
		want []string
	}{
		{"by name", identity.PersonQuery{}, []string{"alice", "bruno", "robot"}},
		{"newest first", identity.PersonQuery{List: havre.List{Sort: "created", Desc: true}}, []string{"robot", "bruno", "alice"}},
		{"never seen last", identity.PersonQuery{List: havre.List{Sort: "seen", Desc: true}}, []string{"robot", "bruno", "alice"}},
		{"of a kind", identity.PersonQuery{Kind: identity.Machine}, []string{"robot"}},
		{"by home", identity.PersonQuery{Scopes: []string{"/minint/"}}, []string{"alice", "robot"}},
		{"by grant", identity.PersonQuery{Scopes: []string{"/minsante/"}}, []string{"alice", "bruno"}},
		{"the whole portal", identity.PersonQuery{Scopes: []string{"/"}}, []string{"alice", "bruno", "robot"}},
		{"nowhere", identity.PersonQuery{Scopes: []string{}}, nil},
		{"search in names and addresses", identity.PersonQuery{List: havre.List{Search: "sante petit"}}, []string{"bruno"}},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		grant(t, db, "g", "alice", "minsante", identity.Reader)
		read(t, db, func(tx *store.Tx) error {
			for _, c := range cases {
				got := pages(t, 1, c.q.List, func(l havre.List) (havre.Page[identity.Person], error) {
					q := c.q
					q.List = l
					return tx.People(t.Context(), q)
				})
				same(t, c.name, ids(got, func(p identity.Person) string { return p.ID }), c.want)
			}
			return nil
		})
	})
}

func TestMailOf(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		read(t, db, func(tx *store.Tx) error {
			name, email, lang, err := tx.MailOf(t.Context(), "bruno")
			same(t, "mail", []string{name, email, string(lang)}, []string{"Bruno Petit", "bruno@sante.test", "en"})
			return err
		})
		write(t, db, func(tx *store.Tx) error {
			p, err := tx.Person(t.Context(), "bruno")
			if err != nil {
				return err
			}
			p.Disabled = true
			return tx.SavePerson(t.Context(), p)
		})
		read(t, db, func(tx *store.Tx) error {
			for _, id := range []string{"bruno", "robot", "nobody"} {
				_, _, _, err := tx.MailOf(t.Context(), id)
				wantFault(t, err, havre.NotFound)
			}
			return nil
		})
	})
}
