package doctrine_test

import (
	"os"
	"slices"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

// published is the fact model of the program.
func published(tb testing.TB) *fact.Model {
	tb.Helper()
	m, err := fact.NewModel(dossier.Facts(), catalogue.Facts())
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// The shipped doctrine loads, passes its own cases and its own checks.
func TestShippedDoctrine(t *testing.T) {
	m := published(t)
	if problems := doctrine.CheckFiles(os.DirFS("sets"), m, havre.Date{}, nil); problems.Err() != nil {
		t.Fatalf("check:\n%s", problems.In(havre.English))
	}
	d, err := doctrine.Builtin(m)
	if err != nil {
		t.Fatal(err)
	}
	report := doctrine.Test(d)
	if !report.OK() {
		t.Errorf("cases:\n%s", report.Failures.In(havre.English))
	}
	t.Logf("%d sets, %d rules, %d cases", len(d.List()), len(report.Rules), report.Cases)
}

// The examples of the shipped rules are named in both languages, but those that a
// proper name says.
func TestShippedCasesInBothLanguages(t *testing.T) {
	d, err := doctrine.Builtin(published(t))
	if err != nil {
		t.Fatal(err)
	}
	proper := []string{"Nubo", "Cloud Pi"}
	for _, s := range d.List() {
		for _, r := range s.Rules {
			for _, c := range r.Cases {
				if c.Name.FR == c.Name.EN && !slices.Contains(proper, c.Name.FR) {
					t.Errorf("%s %s: %q is written in one language", s.ID, r.ID, c.Name.FR)
				}
			}
		}
	}
}
