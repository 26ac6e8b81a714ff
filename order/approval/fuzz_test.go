package approval

import (
	"errors"
	"io/fs"
	"testing"
	"unicode/utf8"

	"github.com/havre-cloud/havre"
)

// FuzzParse: whatever is written, it is refused with its place or gives chains that plan
// an order and never silence an agreement that no verified text allows.
func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	names, err := fs.Glob(Data(), "*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(Data(), name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"apiVersion":"havre/v1","kind":"ApprovalChain","metadata":{"id":"a","title":{"fr":"a","en":"a"}},"spec":{"when":"order.amount >= 1 || !order.health"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		chains, err := Parse("fuzz.yaml", data)
		if err != nil {
			ps, ok := errors.AsType[havre.Problems](err)
			if !ok || len(ps) == 0 || chains != nil {
				t.Fatalf("refused as %v with %d chains", err, len(chains))
			}
			for _, p := range ps {
				if p.Message.FR == "" || p.Message.EN == "" || !utf8.ValidString(p.In(havre.English)) {
					t.Fatalf("badly written: %+v", p)
				}
			}
			return
		}
		for _, c := range chains {
			for _, s := range c.Steps {
				if s.Overdue == Agree && (s.Source.Title == "" || s.Source.Confidence != havre.Verified) {
					t.Fatalf("silence is agreement to %s of %s without a text", s.ID, c.ID)
				}
			}
		}
		cs, err := (&Chains{}).With(chains...)
		if err != nil {
			return
		}
		for _, c := range []Case{ordinary(), {}, growing(10, 90)} {
			course := cs.Plan(c, today)
			if len(course.Steps) == 0 || course.Outcome() == IsRejected {
				t.Fatalf("planned %+v", course)
			}
			course.Begin(start)
			course.Tick(day(1000))
		}
	})
}
