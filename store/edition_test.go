package store_test

import (
	"encoding/json"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

func TestEditions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		read(t, db, func(tx *store.Tx) error {
			_, err := tx.CurrentEdition(t.Context())
			wantFault(t, err, havre.NotFound)
			return nil
		})
		var want []record.Edition
		for i := range 12 { // beyond nine, where numbers and text sort differently
			e := record.Edition{Catalogue: "c", Doctrine: "d", CatalogueVersion: "v", At: minute(i), By: "system", Note: havre.Text{FR: "programme mis à jour", EN: "program updated"}}
			write(t, db, func(tx *store.Tx) error { return tx.AddEdition(t.Context(), &e) })
			same(t, "number", e.Number, int64(i+1))
			want = append([]record.Edition{e}, want...)
		}
		read(t, db, func(tx *store.Tx) error {
			got := pages(t, 5, havre.List{}, func(l havre.List) (havre.Page[record.Edition], error) { return tx.Editions(t.Context(), l) })
			same(t, "newest first", got, want)
			e, err := tx.CurrentEdition(t.Context())
			same(t, "current", e, &want[0])
			return err
		})
	})
}

func TestArtefact(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		want := &record.Artefact{Digest: "sha256:1", Kind: "catalogue", Content: []byte("PK\x03\x04\x00"), At: noon}
		for range 2 { // again is nothing
			write(t, db, func(tx *store.Tx) error { return tx.AddArtefact(t.Context(), want) })
		}
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Artefact(t.Context(), "sha256:1")
			if err != nil {
				return err
			}
			same(t, "artefact", got, want)
			_, err = tx.Artefact(t.Context(), "none")
			wantFault(t, err, havre.NotFound)
			return nil
		})
	})
}

func TestOperation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := &record.Operation{ID: "o", Kind: "replay", Total: 10, State: "running", Message: havre.Text{FR: "En cours", EN: "Under way"}, By: "alice", StartedAt: noon, UpdatedAt: noon}
		write(t, db, func(tx *store.Tx) error { return tx.SaveOperation(t.Context(), o) })
		o.Done, o.State, o.Result, o.UpdatedAt, o.EndedAt = 10, "succeeded", json.RawMessage(`{"same":10}`), minute(1), minute(1)
		write(t, db, func(tx *store.Tx) error { return tx.SaveOperation(t.Context(), o) })
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Operation(t.Context(), "o")
			if err != nil {
				return err
			}
			same(t, "operation", got, o)
			_, err = tx.Operation(t.Context(), "none")
			wantFault(t, err, havre.NotFound)
			return nil
		})
	})
}

func TestReply(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		want := &record.Reply{Person: "alice", Key: "k", Hash: []byte{1}, Status: 201, Header: []byte(`{}`), Body: []byte(`{"id":"n"}`), At: noon}
		write(t, db, func(tx *store.Tx) error {
			if err := tx.RememberReply(t.Context(), want); err != nil {
				return err
			}
			if err := tx.RememberReply(t.Context(), &record.Reply{Person: "alice", Key: "k", Hash: []byte{1}, Status: 500}); err != nil {
				return err
			}
			wantFault(t, tx.RememberReply(t.Context(), &record.Reply{Person: "alice", Key: "k", Hash: []byte{2}}), havre.Conflict)
			return tx.RememberReply(t.Context(), &record.Reply{Person: "bruno", Key: "k", Hash: []byte{2}})
		})
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Reply(t.Context(), "alice", "k")
			if err != nil {
				return err
			}
			same(t, "the first one stays", got, want)
			if got, err = tx.Reply(t.Context(), "bruno", "k"); err == nil && got.At.IsZero() {
				t.Error("a reply without an instant is kept from now")
			}
			return err
		})
	})
}
