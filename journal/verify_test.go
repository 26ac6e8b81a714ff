package journal_test

import (
	"testing"

	"github.com/havre-cloud/havre/journal"
)

func TestWhole(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		if r := l.verify(t); r.Fault != nil || r.Size != 0 {
			t.Fatalf("the empty journal: %+v", r)
		}
		empty := l.checkpoint(t)
		var elsewhere []string
		for n := range 40 {
			l.append(t, event(n))
			if n%7 == 0 {
				elsewhere = append(elsewhere, l.checkpoint(t))
			}
			if r := l.verify(t, append(elsewhere, empty)...); r.Fault != nil || r.Size != int64(n+1) {
				t.Fatalf("after %d entries: %+v", n+1, r)
			}
		}
		r := l.verify(t, elsewhere...)
		if want := 6 + 6 + 1; r.Checked != want {
			t.Errorf("%d checkpoints compared, want %d", r.Checked, want)
		}
		if want := 40 + 10; r.Personal != want {
			t.Errorf("%d personal values compared, want %d", r.Personal, want)
		}
	})
}

func TestManyBatches(t *testing.T) {
	l := sqliteLab(t)
	l.append(t, events(0, 2100)...)
	cp := l.checkpoint(t)
	if r := l.verify(t, cp); r.Fault != nil || r.Size != 2100 {
		t.Fatalf("%+v", r)
	}
	l.tamper(t, "UPDATE journal_entries SET action = 'need.delete' WHERE position = 2017")
	if r := l.verify(t, cp); r.Fault == nil || r.Fault.Index != 2017 || r.Fault.Kind != journal.Misfiled {
		t.Errorf("%+v", r.Fault)
	}
}
