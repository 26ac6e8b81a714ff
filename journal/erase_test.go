package journal_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// TestErase forgets people, one after another and while the journal grows: the
// values are gone from the database, the journal is whole.
func TestErase(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		tx := store.Using[journal.Tx](l.db)
		size := 0
		storetest.FewerChecks(t, 4) // each verifies all that those before it appended
		rapid.Check(t, func(n *rapid.T) {
			more := rapid.IntRange(1, 9).Draw(n, "more")
			l.append(t, events(size, size+more)...)
			size += more
			elsewhere := l.checkpoint(t)
			person := fmt.Sprintf("person%d", rapid.IntRange(0, 3).Draw(n, "person"))
			err := tx.Write(t.Context(), func(tx journal.Tx) error {
				_, err := tx.EraseJournalPersonal(t.Context(), person)
				return err
			})
			if err != nil {
				n.Fatal(err)
			}
			if r := l.verify(t, elsewhere); r.Fault != nil {
				n.Fatalf("after %s was erased: %+v", person, r.Fault)
			}
			var left int
			l.read(t, &left, "SELECT COUNT(*) FROM journal_personal WHERE person = $1 AND (value IS NOT NULL OR salt IS NOT NULL)", person)
			if left > 0 {
				n.Errorf("%d values about %s are left", left, person)
			}
		})
	})
}

func TestErasedIsTold(t *testing.T) {
	l := sqliteLab(t)
	l.append(t, events(0, 6)...)
	before, total, err := l.log.Entries(t.Context(), journal.Query{})
	if err != nil || total != 6 || before[5].Erased || before[5].ActorName != "Camille Moreau 0" || before[5].Personal["email"] != "camille0@exemple.gouv.fr" {
		t.Fatalf("%+v, %d, %v", before, total, err)
	}
	err = store.Using[journal.Tx](l.db).Write(t.Context(), func(tx journal.Tx) error {
		n, err := tx.EraseJournalPersonal(t.Context(), "person0")
		if n != 4 { // the name on two entries, the address on two
			t.Errorf("%d values erased", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	after, _, err := l.log.Entries(t.Context(), journal.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range after {
		want := e.Actor == "person0" || e.Index%4 == 0
		if e.Erased != want {
			t.Errorf("entry %d: erased %v, want %v", e.Index, e.Erased, want)
		}
		if e.Erased && len(e.Personal) > 0 {
			t.Errorf("entry %d still tells %v", e.Index, e.Personal)
		}
	}
}
