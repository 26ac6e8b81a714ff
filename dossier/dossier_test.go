package dossier_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

var update = flag.Bool("update", false, "write the golden files again")

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// model is the facts of a dossier, with a few platforms to send flows to.
func model(tb testing.TB) *fact.Model {
	tb.Helper()
	m, err := fact.NewModel(dossier.Facts())
	if err != nil {
		tb.Fatal(err)
	}
	return m.WithValues("dossier.flows.to", []string{"rosny", "nubo", dossier.Elsewhere})
}

// one reads a text that holds one good dossier.
func one(tb testing.TB, in string) *dossier.Dossier {
	tb.Helper()
	all, err := dossier.Parse("besoin.yaml", []byte(in))
	if err != nil {
		tb.Fatal(err)
	}
	if len(all) != 1 {
		tb.Fatalf("%d dossiers", len(all))
	}
	return all[0]
}

// need is a dossier around some lines of its spec, indented by two spaces.
func need(spec string) string {
	return "apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: essai}\nspec:\n" + spec
}

// value reads one fact of a dossier, as a word.
func value(tb testing.TB, d *dossier.Dossier, path string) string {
	tb.Helper()
	m := model(tb)
	r, ok := m.Lookup("dossier." + path)
	if !ok {
		tb.Fatalf("no fact %s", path)
	}
	return word(m.Def(r), d.Facts(m)[r.Index])
}

// word writes a fact's value: yes, 3, production:yes acceptance:?, unknown.
func word(def *fact.Def, v fact.Value) string {
	switch {
	case def.Kind == fact.Truth:
		return v.Truth.String()
	case def.Kind == fact.Set:
		return setWord(def, v)
	case !v.Known:
		return "unknown"
	case def.Kind == fact.Enum:
		return def.Values[v.Number]
	case def.Kind == fact.Date:
		return havre.NewDate(1970, 1, 1).AddDays(int(v.Number)).String()
	}
	return itoa(v.Number)
}

func setWord(def *fact.Def, v fact.Value) string {
	in, unknown := "", ""
	for i, w := range def.Values {
		switch v.Members.Get(i) {
		case havre.Yes:
			in += w + " "
		case havre.Unknown:
			unknown = "…"
		case havre.No:
		}
	}
	if in == "" && unknown == "" {
		return "none"
	}
	if in == "" {
		return "unknown"
	}
	return in[:len(in)-1] + unknown
}
