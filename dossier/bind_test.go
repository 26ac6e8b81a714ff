package dossier

import (
	"runtime"
	"testing"
	"time"

	"github.com/havre-cloud/havre/fact"
)

// What was worked out for a model goes with the model.
func TestBindingsAreForgotten(t *testing.T) {
	kept := func() (n int) {
		bindings.Range(func(any, any) bool { n++; return true })
		return n
	}
	before := kept()
	for range 10 {
		m, err := fact.NewModel(Facts())
		if err != nil {
			t.Fatal(err)
		}
		(&Dossier{}).Facts(m)
	}
	for range 100 {
		runtime.GC()
		if kept() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d bindings are kept, %d before", kept(), before)
}
