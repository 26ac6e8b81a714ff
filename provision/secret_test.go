package provision_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// portalKey is that of the portals of these tests.
var portalKey = [32]byte([]byte("0123456789abcdef0123456789abcdef"))

// each runs a test on a database of each kind, as provisioning is lent it.
func each(t *testing.T, test func(t *testing.T, db provision.DB)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, store.Using[provision.Tx](db)) })
}

func put(tb testing.TB, v *provision.Vault, db provision.DB, owner, name, secret string) {
	tb.Helper()
	if err := db.Write(tb.Context(), func(tx provision.Tx) error { return v.Put(tb.Context(), tx, owner, name, secret) }); err != nil {
		tb.Fatalf("putting %s of %s: %v", name, owner, err)
	}
}

func get(tb testing.TB, v *provision.Vault, db provision.DB, owner, name string) (secret string, err error) {
	tb.Helper()
	err = db.Read(tb.Context(), func(tx provision.Tx) error {
		secret, err = v.Get(tb.Context(), tx, owner, name)
		return err
	})
	return secret, err
}

func wantSecret(tb testing.TB, v *provision.Vault, db provision.DB, owner, name, want string) {
	tb.Helper()
	if got, err := get(tb, v, db, owner, name); err != nil || got != want {
		tb.Errorf("%s of %s is %q (%v), want %q", name, owner, got, err, want)
	}
}

func wantCode(tb testing.TB, err error, code havre.FaultCode) {
	tb.Helper()
	if !errors.Is(err, &havre.Fault{Code: code}) {
		tb.Errorf("got %v, want a fault %s", err, code)
	}
}

func sealed(tb testing.TB, db provision.DB, owner, name string) (s *provision.Sealed) {
	tb.Helper()
	if err := db.Read(tb.Context(), func(tx provision.Tx) (err error) {
		s, err = tx.Sealed(tb.Context(), owner, name)
		return err
	}); err != nil {
		tb.Fatal(err)
	}
	return s
}

func save(tb testing.TB, db provision.DB, s provision.Sealed) {
	tb.Helper()
	if err := db.Write(tb.Context(), func(tx provision.Tx) error { return tx.SaveSealed(tb.Context(), &s) }); err != nil {
		tb.Fatal(err)
	}
}

func rotate(tb testing.TB, v *provision.Vault, db provision.DB) {
	tb.Helper()
	if err := v.Rotate(tb.Context(), db); err != nil {
		tb.Fatal(err)
	}
}

func retire(tb testing.TB, v *provision.Vault, db provision.DB, want int) {
	tb.Helper()
	if got, err := v.Retire(tb.Context(), db); err != nil || got != want {
		tb.Errorf("retired %d keys (%v), want %d", got, err, want)
	}
}

func TestVault(t *testing.T) {
	each(t, func(t *testing.T, db provision.DB) {
		v := provision.NewVault(portalKey)
		at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		v.Now = func() time.Time { return at }
		_, err := get(t, v, db, "d", "user")
		wantCode(t, err, havre.NotFound)
		for _, secret := range []string{"s3cret", "", "é\x00\xff", strings.Repeat("long ", 1000)} {
			put(t, v, db, "d", "user", secret)
			wantSecret(t, v, db, "d", "user", secret)
			wantSecret(t, provision.NewVault(portalKey), db, "d", "user", secret)
		}
		if got := sealed(t, db, "d", "user").At; !got.Equal(at) {
			t.Errorf("sealed at %s, want %s", got, at)
		}
		put(t, v, db, "d", "other", "2")
		put(t, v, db, "e", "user", "3")
		drop := func(owner, name string) {
			t.Helper()
			if err := db.Write(t.Context(), func(tx provision.Tx) error { return v.Drop(t.Context(), tx, owner, name) }); err != nil {
				t.Fatal(err)
			}
		}
		drop("d", "other")
		_, err = get(t, v, db, "d", "other")
		wantCode(t, err, havre.NotFound)
		wantSecret(t, v, db, "d", "user", strings.Repeat("long ", 1000))
		drop("d", "")
		_, err = get(t, v, db, "d", "user")
		wantCode(t, err, havre.NotFound)
		wantSecret(t, v, db, "e", "user", "3")
	})
}

// Whoever asks for a secret at the same time, from any replica, is given the same one.
func TestVaultSecretIsMadeOnce(t *testing.T) {
	each(t, func(t *testing.T, db provision.DB) {
		vaults := []*provision.Vault{provision.NewVault(portalKey), provision.NewVault(portalKey)}
		got := make([]string, 8)
		var wg sync.WaitGroup
		for i := range got {
			wg.Go(func() {
				err := db.Write(t.Context(), func(tx provision.Tx) (err error) {
					got[i], err = vaults[i%2].Secret(t.Context(), tx, "d", "user", func() string { return fmt.Sprint("made by ", i) })
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if !strings.HasPrefix(got[0], "made by ") || len(slices.Compact(got)) != 1 {
			t.Errorf("not one secret: %q", got)
		}
		wantSecret(t, provision.NewVault(portalKey), db, "d", "user", got[0])
	})
}

// What a transaction that is undone has made is no longer used: nor its secret, nor its
// keyset.
func TestVaultRollback(t *testing.T) {
	each(t, func(t *testing.T, db provision.DB) {
		boom := errors.New("boom")
		v, other := provision.NewVault(portalKey), provision.NewVault(portalKey)
		err := db.Write(t.Context(), func(tx provision.Tx) error {
			return errors.Join(v.Put(t.Context(), tx, "d", "user", "undone"), boom)
		})
		if !errors.Is(err, boom) {
			t.Fatalf("got %v", err)
		}
		_, err = get(t, v, db, "d", "user")
		wantCode(t, err, havre.NotFound)
		put(t, other, db, "d", "user", "of the other") // makes a keyset of the same version
		put(t, v, db, "d", "key", "of the first")
		for _, reader := range []*provision.Vault{v, other, provision.NewVault(portalKey)} {
			wantSecret(t, reader, db, "d", "user", "of the other")
			wantSecret(t, reader, db, "d", "key", "of the first")
		}
	})
}

func TestVaultRotation(t *testing.T) {
	each(t, func(t *testing.T, db provision.DB) {
		a, b := provision.NewVault(portalKey), provision.NewVault(portalKey)
		rotate(t, a, db) // before there is any key
		retire(t, a, db, 0)
		for i := range 5 {
			put(t, b, db, "d", fmt.Sprint(i), fmt.Sprint("secret ", i))
		}
		before := sealed(t, db, "d", "0")
		rotate(t, a, db)
		rotate(t, b, db)
		put(t, a, db, "d", "new", "new") // with the key that the other replica made
		for i := range 5 {
			wantSecret(t, a, db, "d", fmt.Sprint(i), fmt.Sprint("secret ", i))
		}
		wantSecret(t, b, db, "d", "new", "new")
		retire(t, a, db, 1) // the one in between has sealed nothing
		for _, want := range []int{1, 1, 0, 0} {
			if left, err := b.Reseal(t.Context(), db, 2); err != nil || left != want {
				t.Errorf("resealing left %d (%v), want %d", left, err, want)
			}
		}
		after := sealed(t, db, "d", "0")
		if after.Key == before.Key || bytes.Equal(after.Box, before.Box) || after.Key != sealed(t, db, "d", "new").Key {
			t.Error("a secret was not sealed again with the newest key")
		}
		retire(t, b, db, 1)
		retire(t, a, db, 0)
		for _, v := range []*provision.Vault{a, b, provision.NewVault(portalKey)} {
			for i := range 5 {
				wantSecret(t, v, db, "d", fmt.Sprint(i), fmt.Sprint("secret ", i))
			}
		}
		save(t, db, *before) // as from an old backup
		_, err := get(t, provision.NewVault(portalKey), db, "d", "0")
		wantCode(t, err, havre.Unavailable)
	})
}

// Two replicas read and write all the while keys are made, secrets sealed again and keys
// dropped: nothing is lost.
func TestVaultRotatesWhileInUse(t *testing.T) {
	each(t, func(t *testing.T, db provision.DB) {
		const rounds = 12
		vaults := []*provision.Vault{provision.NewVault(portalKey), provision.NewVault(portalKey)}
		var wg sync.WaitGroup
		for i, v := range vaults {
			wg.Go(func() {
				for n := range rounds {
					owner, want := fmt.Sprint("d", i), fmt.Sprint("secret ", n)
					if err := db.Write(t.Context(), func(tx provision.Tx) error { return v.Put(t.Context(), tx, owner, fmt.Sprint(n), want) }); err != nil {
						t.Error(err)
						return
					}
					for k := range n + 1 {
						wantSecret(t, v, db, owner, fmt.Sprint(k), fmt.Sprint("secret ", k))
					}
				}
			})
			wg.Go(func() {
				other := vaults[1-i]
				for range rounds {
					err := other.Rotate(t.Context(), db)
					_, resealed := v.Reseal(t.Context(), db, 5)
					_, retired := other.Retire(t.Context(), db)
					if err := errors.Join(err, resealed, retired); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		for _, v := range append(vaults, provision.NewVault(portalKey)) {
			for i := range vaults {
				for n := range rounds {
					wantSecret(t, v, db, fmt.Sprint("d", i), fmt.Sprint(n), fmt.Sprint("secret ", n))
				}
			}
		}
	})
}

func TestVaultRefuses(t *testing.T) {
	each(t, func(t *testing.T, db provision.DB) {
		v := provision.NewVault(portalKey)
		put(t, v, db, "d", "user", "s3cret")
		put(t, v, db, "d", "other", "another")
		good := *sealed(t, db, "d", "user")
		changed := func(at int) []byte {
			box := slices.Clone(good.Box)
			box[(at+len(box))%len(box)] ^= 1
			return box
		}
		for name, c := range map[string]struct{ owner, name, box string }{
			"its first byte":          {"d", "user", string(changed(0))},
			"its key":                 {"d", "user", string(changed(2))},
			"its nonce":               {"d", "user", string(changed(6))},
			"its content":             {"d", "user", string(changed(-18))},
			"its end":                 {"d", "user", string(changed(-1))},
			"cut short":               {"d", "user", string(good.Box[:20])},
			"empty":                   {"d", "user", ""},
			"another's":               {"d", "user", string(sealed(t, db, "d", "other").Box)},
			"under another name":      {"d", "admin", string(good.Box)},
			"of another owner":        {"e", "user", string(good.Box)},
			"of no owner":             {"", "user", string(good.Box)},
			"where the name is split": {"du", "ser", string(good.Box)},
		} {
			t.Run(name, func(t *testing.T) {
				save(t, db, provision.Sealed{Owner: c.owner, Name: c.name, Box: []byte(c.box), Key: good.Key})
				for _, reader := range []*provision.Vault{v, provision.NewVault(portalKey)} {
					got, err := get(t, reader, db, c.owner, c.name)
					wantCode(t, err, havre.Unavailable)
					if got != "" {
						t.Errorf("opened as %q", got)
					}
					if f := havre.FaultOf(err); f == nil || f.Next.IsZero() {
						t.Errorf("it does not say what to do: %v", err)
					}
				}
			})
		}
		save(t, db, good)
		wantSecret(t, v, db, "d", "user", "s3cret")

		stranger := provision.NewVault([32]byte{1})
		_, err := get(t, stranger, db, "d", "user")
		wantCode(t, err, havre.Unavailable)
		wantCode(t, stranger.Rotate(t.Context(), db), havre.Unavailable)
		wantSecret(t, v, db, "d", "user", "s3cret")
	})
}

// One secret that does not open keeps none of the others from being sealed again, and its
// key is kept: a backup of it may be.
func TestVaultResealsAroundWhatDoesNotOpen(t *testing.T) {
	each(t, func(t *testing.T, db provision.DB) {
		v := provision.NewVault(portalKey)
		put(t, v, db, "d", "bad", "bad")
		put(t, v, db, "d", "good", "good")
		bad := *sealed(t, db, "d", "bad")
		bad.Box = slices.Clone(bad.Box)
		bad.Box[len(bad.Box)-1] ^= 1
		save(t, db, bad)
		rotate(t, v, db)
		left, err := v.Reseal(t.Context(), db, 10)
		wantCode(t, err, havre.Unavailable)
		if left != 1 {
			t.Errorf("%d left, want 1", left)
		}
		if sealed(t, db, "d", "good").Key == bad.Key {
			t.Error("the good one was not sealed again")
		}
		retire(t, v, db, 0)
	})
}

// Whoever has the database, and not the key of the portal, has no secret.
func TestVaultHidesSecrets(t *testing.T) {
	const secret = "Correct-Horse-Battery-Staple"
	url := storetest.SQLiteURL(t)
	db, err := store.Open(t.Context(), store.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	lent := store.Using[provision.Tx](db)
	v := provision.NewVault(portalKey)
	put(t, v, lent, "d", "user", secret)
	rotate(t, v, lent)
	put(t, v, lent, "d", "key", secret)
	files, err := filepath.Glob(url + "*") // with the write-ahead log
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var dump []byte
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		dump = append(dump, content...)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(url); err != nil || !bytes.Contains(append(dump, content...), []byte("keysets")) {
		t.Fatalf("what was read is not the database: %v", err)
	}
	for what, text := range map[string]string{
		"the secret": secret, "in base64": base64.StdEncoding.EncodeToString([]byte(secret))[:20], "in hexadecimal": hex.EncodeToString([]byte(secret)),
		"the key of the portal": string(portalKey[:]),
	} {
		if bytes.Contains(dump, []byte(text)) {
			t.Errorf("%s is in the database", what)
		}
	}
}

// FuzzVaultGet opens what may be anything: it never opens, and never panics.
func FuzzVaultGet(f *testing.F) {
	db := store.Using[provision.Tx](storetest.SQLite(f))
	v := provision.NewVault(portalKey)
	put(f, v, db, "d", "user", "s3cret")
	good := *sealed(f, db, "d", "user")
	f.Add(good.Box, "d", "other", good.Key)
	f.Add(good.Box[:5], "d", "user", good.Key)
	f.Add([]byte{}, "", "", uint32(0))
	f.Add([]byte{1, 0, 0, 0, 0}, "é", "x", uint32(1))
	f.Fuzz(func(t *testing.T, box []byte, owner, name string, key uint32) {
		err := db.Write(t.Context(), func(tx provision.Tx) error {
			return tx.SaveSealed(t.Context(), &provision.Sealed{Owner: owner, Name: name, Box: box, Key: key})
		})
		if errors.Is(err, &havre.Fault{Code: havre.Invalid}) {
			return // no name at all
		}
		if err != nil {
			t.Fatal(err)
		}
		got, err := get(t, v, db, owner, name)
		if bytes.Equal(box, good.Box) && owner+"/"+name == "d/user" {
			if err != nil || got != "s3cret" {
				t.Errorf("the good one is %q (%v)", got, err)
			}
			return
		}
		wantCode(t, err, havre.Unavailable)
	})
}
