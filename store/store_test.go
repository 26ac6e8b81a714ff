package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// noon is when the tests take place; a nanosecond of it is beyond what is kept.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// minute is some minutes after noon.
func minute(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }

// by are the stamps of a new record.
func by(who string, at time.Time) identity.Stamps {
	return identity.Stamps{CreatedAt: at, CreatedBy: who, UpdatedAt: at, UpdatedBy: who}
}

func write(t *testing.T, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), fn); err != nil {
		t.Fatalf("writing: %v", describe(err))
	}
}

func read(t *testing.T, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Read(t.Context(), fn); err != nil {
		t.Fatalf("reading: %v", describe(err))
	}
}

// describe adds the cause, which a fault does not show.
func describe(err error) error {
	if f := havre.FaultOf(err); f != nil && f.Cause != nil {
		return fmt.Errorf("%w (%w)", err, f.Cause)
	}
	return err
}

// wantFault checks the code of a refusal.
func wantFault(t *testing.T, err error, code havre.FaultCode) {
	t.Helper()
	if !errors.Is(err, &havre.Fault{Code: code}) {
		t.Errorf("got %v, want a fault %s", err, code)
	}
}

// same compares, leaving aside the difference between none and empty.
func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b havre.Date) bool { return a == b })); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// pages reads a whole list by pages of a size, and checks its totals and cursors.
func pages[T any](t *testing.T, size int, l havre.List, list func(havre.List) (havre.Page[T], error)) []T {
	t.Helper()
	var out []T
	l.Limit = size
	for total := -1; ; {
		p, err := list(l)
		if err != nil {
			t.Fatalf("page after %d: %v", len(out), describe(err))
		}
		if total >= 0 && p.Total != total {
			t.Fatalf("the total went from %d to %d", total, p.Total)
		}
		total = p.Total
		out = append(out, p.Items...)
		if p.Next == "" {
			if len(out) != total {
				t.Fatalf("%d items in all, the total says %d", len(out), total)
			}
			return out
		}
		if len(p.Items) != size {
			t.Fatalf("a page of %d, want %d", len(p.Items), size)
		}
		l.After = p.Next
	}
}

// ids are the identifiers of a list, in its order.
func ids[T any](items []T, id func(T) string) []string {
	out := []string{}
	for _, i := range items {
		out = append(out, id(i))
	}
	return out
}

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }

// world is a small administration: two ministries, one of which has a directorate
// and its team, and some people.
//
//	minint ── dnum ── apps
//	minsante
func world(t *testing.T, db *store.DB) {
	t.Helper()
	write(t, db, func(tx *store.Tx) error {
		for _, o := range []identity.Organisation{
			{ID: "minint", Name: "ministere-interieur", Title: "Ministère de l'Intérieur", Kind: identity.MinistryNode, SIRET: "11000101300017", Ministry: "interior"},
			{ID: "dnum", Parent: "minint", Name: "dnum", Title: "Direction du numérique", Kind: identity.DirectorateNode},
			{ID: "apps", Parent: "dnum", Name: "applications", Title: "Équipe des applications", Kind: identity.TeamNode},
			{ID: "minsante", Name: "ministere-sante", Title: "Ministère de la Santé", Kind: identity.MinistryNode, Ministry: "health"},
		} {
			o.Stamps = by("system", noon)
			if err := tx.SaveOrganisation(t.Context(), &o); err != nil {
				return err
			}
		}
		for i, p := range []identity.Person{
			{ID: "alice", Kind: identity.Human, Email: "alice@interieur.test", Name: "Alice Martin", Language: havre.French, Home: "dnum"},
			{ID: "bruno", Kind: identity.Human, Issuer: "https://idp", Subject: "42", Email: "bruno@sante.test", Name: "Bruno Petit", Language: havre.English, Home: "minsante"},
			{ID: "robot", Kind: identity.Machine, Name: "Intégration", Home: "apps"},
		} {
			p.Stamps = by("system", minute(i))
			if err := tx.SavePerson(t.Context(), &p); err != nil {
				return err
			}
		}
		return nil
	})
}

// need saves a need of an organisation, and gives it.
func need(t *testing.T, db *store.DB, id, organisation, title string, change ...func(*record.Need)) *record.Need {
	t.Helper()
	n := &record.Need{ID: id, Organisation: organisation, Name: id, Title: title, State: record.Shared, Document: []byte("title: " + title), Stamps: by("alice", noon)}
	for _, c := range change {
		c(n)
	}
	write(t, db, func(tx *store.Tx) error { return tx.SaveNeed(t.Context(), n, "première version") })
	return n
}

func TestUsingRefusesWhatATransactionIsNot(t *testing.T) {
	db := storetest.SQLite(t)
	defer func() {
		if recover() == nil {
			t.Error("Using lent a transaction as an interface it does not have")
		}
	}()
	store.Using[interface{ Fly() }](db)
}

// The database answers, even while somebody writes for long.
func TestPing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Write(t.Context(), func(*store.Tx) error {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			return errors.Join(db.Ping(ctx), second(db.Migrated(ctx)))
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestReadOnlyReads(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Read(t.Context(), func(tx *store.Tx) error { return tx.SetSetting(t.Context(), "a", []byte("1")) })
		wantFault(t, err, havre.Unavailable)
	})
}

func TestUnreadableText(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, text := range []string{"a\x00b", "\xff"} {
			err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.SetSetting(t.Context(), text, nil) })
			wantFault(t, err, havre.Invalid)
		}
	})
}

func TestSnapshot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		write(t, db, func(tx *store.Tx) error { return tx.SetSetting(t.Context(), "a", []byte("1")) })
		read(t, db, func(tx *store.Tx) error {
			before, err := tx.Setting(t.Context(), "a")
			if err != nil {
				return err
			}
			write(t, db, func(tx *store.Tx) error { return tx.SetSetting(t.Context(), "a", []byte("2")) })
			after, err := tx.Setting(t.Context(), "a")
			if string(before) != "1" || string(after) != "1" {
				t.Errorf("a snapshot read %s then %s", before, after)
			}
			return err
		})
	})
}

func TestRollback(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		boom := errors.New("boom")
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			if err := tx.SetSetting(t.Context(), "a", []byte("1")); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Errorf("got %v, want the error of the function", err)
		}
		read(t, db, func(tx *store.Tx) error {
			_, err := tx.Setting(t.Context(), "a")
			wantFault(t, err, havre.NotFound)
			return nil
		})
	})
}
