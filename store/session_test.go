package store_test

import (
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

func TestSession(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		s := identity.Session{
			Hash: []byte{1, 2, 0, 255}, Person: "alice", Method: identity.ByOIDC, ACR: "eidas2", IDToken: "x.y.z",
			CreatedAt: noon, SeenAt: noon, ExpiresAt: minute(60), Agent: "Firefox",
		}
		later := s
		later.Hash, later.CreatedAt = []byte{2}, minute(1)
		write(t, db, func(tx *store.Tx) error {
			for _, v := range []identity.Session{s, later} {
				if err := tx.SaveSession(t.Context(), &v); err != nil {
					return err
				}
			}
			s.SeenAt = minute(2)
			return tx.SaveSession(t.Context(), &s)
		})
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Session(t.Context(), s.Hash)
			if err != nil {
				return err
			}
			same(t, "session", got, &s)
			all, err := tx.SessionsOf(t.Context(), "alice")
			same(t, "newest first", all, []identity.Session{later, s})
			return err
		})
		write(t, db, func(tx *store.Tx) error { return tx.DeleteSession(t.Context(), s.Hash) })
		read(t, db, func(tx *store.Tx) error {
			_, err := tx.Session(t.Context(), s.Hash)
			wantFault(t, err, havre.NotFound)
			return nil
		})
	})
}

func TestToken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		k := &identity.Token{
			ID: "t1", Person: "robot", Name: "CI", Prefix: "abcdefgh", Hash: []byte{9}, Scopes: []identity.Scope{identity.ScopeRead, identity.ScopeNeeds},
			ExpiresAt: minute(60), Stamps: by("alice", noon),
		}
		newer := &identity.Token{ID: "t2", Person: "robot", Prefix: "ijklmnop", ExpiresAt: minute(60), Stamps: by("alice", minute(1))}
		write(t, db, func(tx *store.Tx) error {
			if err := tx.SaveToken(t.Context(), k); err != nil {
				return err
			}
			return tx.SaveToken(t.Context(), newer)
		})
		wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.SaveToken(t.Context(), &identity.Token{ID: "t3", Person: "robot", Prefix: "abcdefgh"})
		}), havre.Conflict)
		write(t, db, func(tx *store.Tx) error { return tx.TouchToken(t.Context(), "t1", minute(5), "192.0.2.0") })
		k.UsedAt, k.UsedFrom = minute(5), "192.0.2.0" // and the version did not change
		read(t, db, func(tx *store.Tx) error {
			for _, get := range []func() (*identity.Token, error){
				func() (*identity.Token, error) { return tx.Token(t.Context(), "t1") },
				func() (*identity.Token, error) { return tx.TokenOfPrefix(t.Context(), "abcdefgh") },
			} {
				got, err := get()
				if err != nil {
					return err
				}
				same(t, "token", got, k)
			}
			all, err := tx.TokensOf(t.Context(), "robot")
			same(t, "newest first", all, []identity.Token{*newer, *k})
			return err
		})
		k.DeletedAt = minute(6)
		write(t, db, func(tx *store.Tx) error { return tx.SaveToken(t.Context(), k) })
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.TokenOfPrefix(t.Context(), "abcdefgh")
			same(t, "revoked", got, k)
			return err
		})
	})
}

func TestPasskey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		k := &identity.Passkey{ID: "k1", Person: "alice", Name: "clé", Data: []byte(`{"id":"x"}`), UsedAt: minute(1), Stamps: by("alice", noon)}
		write(t, db, func(tx *store.Tx) error { return tx.SavePasskey(t.Context(), k) })
		k.UsedAt = minute(2)
		write(t, db, func(tx *store.Tx) error { return tx.SavePasskey(t.Context(), k) })
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Passkey(t.Context(), "k1")
			if err != nil {
				return err
			}
			same(t, "passkey", got, k)
			all, err := tx.PasskeysOf(t.Context(), "alice")
			same(t, "of the person", all, []identity.Passkey{*k})
			return err
		})
		write(t, db, func(tx *store.Tx) error { return tx.DeletePasskey(t.Context(), "k1") })
		read(t, db, func(tx *store.Tx) error {
			_, err := tx.Passkey(t.Context(), "k1")
			wantFault(t, err, havre.NotFound)
			return nil
		})
	})
}

func TestLink(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		mk := func(hash byte, created, expires, used time.Time) *identity.Link {
			return &identity.Link{Hash: []byte{hash}, Purpose: identity.ForSetup, Person: "alice", CreatedAt: created, ExpiresAt: expires, UsedAt: used}
		}
		older, newer := mk(1, noon, minute(60), time.Time{}), mk(2, minute(1), minute(60), time.Time{})
		write(t, db, func(tx *store.Tx) error {
			for _, l := range []*identity.Link{older, newer, mk(3, noon, minute(60), minute(2)), mk(4, noon, minute(3), time.Time{})} {
				if err := tx.SaveLink(t.Context(), l); err != nil {
					return err
				}
			}
			return nil
		})
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Link(t.Context(), []byte{1})
			if err != nil {
				return err
			}
			same(t, "link", got, older)
			pending, err := tx.PendingLinks(t.Context(), identity.ForSetup, minute(3))
			same(t, "neither used nor expired", pending, []identity.Link{*newer, *older})
			return err
		})
	})
}

func TestChallengeIsTakenOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		want := &identity.Challenge{Hash: []byte{1}, Data: []byte(`{}`), ExpiresAt: minute(10)}
		write(t, db, func(tx *store.Tx) error { return tx.AddChallenge(t.Context(), want) })
		write(t, db, func(tx *store.Tx) error {
			got, err := tx.TakeChallenge(t.Context(), []byte{1})
			same(t, "challenge", got, want)
			return err
		})
		wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.TakeChallenge(t.Context(), []byte{1})
			return err
		}), havre.NotFound)
	})
}

func TestSetting(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		read(t, db, func(tx *store.Tx) error {
			_, err := tx.Setting(t.Context(), "name")
			wantFault(t, err, havre.NotFound)
			return nil
		})
		for _, v := range []string{`"Havre"`, `"Le portail"`} {
			write(t, db, func(tx *store.Tx) error { return tx.SetSetting(t.Context(), "name", []byte(v)) })
			read(t, db, func(tx *store.Tx) error {
				got, err := tx.Setting(t.Context(), "name")
				same(t, "setting", string(got), v)
				return err
			})
		}
	})
}

func TestDeleteExpired(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		write(t, db, func(tx *store.Tx) error {
			for i, end := range []time.Time{minute(1), minute(2), minute(3)} {
				hash := []byte{byte(i)}
				for _, save := range []func() error{
					func() error {
						return tx.SaveSession(t.Context(), &identity.Session{Hash: hash, Person: "alice", ExpiresAt: end})
					},
					func() error {
						return tx.SaveLink(t.Context(), &identity.Link{Hash: hash, Purpose: identity.ForPassword, ExpiresAt: end})
					},
					func() error {
						return tx.AddChallenge(t.Context(), &identity.Challenge{Hash: hash, ExpiresAt: end})
					},
					func() error {
						end := end.Add(-30 * 24 * time.Hour)
						return tx.SaveToken(t.Context(), &identity.Token{ID: end.String(), Prefix: end.String(), Person: "alice", ExpiresAt: end})
					},
					func() error {
						return tx.RememberReply(t.Context(), &record.Reply{Person: "alice", Key: end.String(), At: end.Add(-24 * time.Hour)})
					},
				} {
					if err := save(); err != nil {
						return err
					}
				}
			}
			n, err := tx.DeleteExpired(t.Context(), minute(2))
			same(t, "removed", n, 10)
			if err == nil {
				n, err = tx.DeleteExpired(t.Context(), minute(2))
				same(t, "removed again", n, 0)
			}
			return err
		})
		read(t, db, func(tx *store.Tx) error {
			_, err := tx.Session(t.Context(), []byte{2})
			return err
		})
	})
}
