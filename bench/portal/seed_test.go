package main

import (
	"path/filepath"
	"testing"
)

// The figures mean something only if the database holds what they say.
func TestFillMakesWhatItSays(t *testing.T) {
	url := filepath.Join(t.TempDir(), "havre.db")
	o := options{needs: 20, decisions: 100}
	for _, what := range []string{"filled", "found again"} {
		session, current, err := prepare(t.Context(), url, o)
		if err != nil {
			t.Fatal(err)
		}
		if session == "" || len(current) != o.needs {
			t.Errorf("%s: session %q, %d current decisions where %d were asked for", what, session, len(current), o.needs)
		}
	}
}
