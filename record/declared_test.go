package record_test

import (
	"slices"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
)

// What needs declare is read by whoever may see them, and by nobody else; an
// archived one no longer asks for anything.
func TestDeclared(t *testing.T) {
	once(t, func(w *world) {
		ada, eve := w.person("Ada", identity.ProductTeam, w.team), w.person("Eve", identity.ProductTeam, w.other)
		w.shared(ada, named("paie"))
		w.need(ada, w.team, named("brouillon"))
		old := w.shared(ada, named("ancienne"))
		_, err := w.SetState(t.Context(), ada, old.ID, old.Version, record.Archived)
		w.ok(err)
		seen := func(a identity.Actor) []string {
			t.Helper()
			all, err := w.Declared(t.Context(), a)
			w.ok(err)
			var names []string
			for _, d := range all {
				if d.Dossier.Metadata.Name != d.Name || d.Document != nil {
					t.Errorf("%s declares %s, with %d bytes", d.Name, d.Dossier.Metadata.Name, len(d.Document))
				}
				names = append(names, d.Name)
			}
			slices.Sort(names)
			return names
		}
		if got := seen(ada); !slices.Equal(got, []string{"brouillon", "paie"}) {
			t.Errorf("its author sees %v", got)
		}
		if got := seen(eve); len(got) > 0 {
			t.Errorf("another ministry sees %v", got)
		}
		_, err = w.Declared(t.Context(), identity.Nobody())
		w.fault(err, havre.Unauthenticated)
	})
}
