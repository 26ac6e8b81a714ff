package pages

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkDecisionPage reads the pages of more decisions than are kept in memory,
// one after another.
func BenchmarkDecisionPage(b *testing.B) {
	w := newNeedWorld(b)
	var paths []string
	for name, n := range w.needs {
		if name != "prototype" { // archived: nothing is decided any more
			w.decide(name)
			paths = append(paths, needPath(n.ID, "decisions", itoa(w.stored(n.ID).Current.Number)))
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r := httptest.NewRequest(http.MethodGet, paths[i%len(paths)], nil)
		r.Header.Set("Accept-Encoding", "gzip")
		if out := w.do(r, w.alice); out.Code != http.StatusOK {
			b.Fatalf("%s: status %d", paths[i%len(paths)], out.Code)
		}
	}
}
