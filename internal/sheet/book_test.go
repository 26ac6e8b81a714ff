package sheet

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
)

func book(t *testing.T, f Format, names ...string) []byte {
	t.Helper()
	var pages []Page
	for _, n := range names {
		pages = append(pages, Page{Output{Name: n, Lang: havre.French, Header: []string{"De", "Vers"}}, rowsOf([]Value{Words(n), Words("ici")})})
	}
	var b bytes.Buffer
	if err := WriteBook(&b, f, pages); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBookOfSeveralSheets: each sheet comes back with its name and its rows; two
// names that a spreadsheet would take for one are told apart.
func TestBookOfSeveralSheets(t *testing.T) {
	long := "Ouvertures de la plateforme de Rosny"
	for _, f := range []Format{ODS, XLSX} {
		grids, err := Grids("b."+string(f), book(t, f, "Flux", long, long, "FLUX"))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, g := range grids {
			names = append(names, g.Name)
			if len(g.Rows) != 2 || g.Rows[0][1].Text != "Vers" || g.Rows[1][1].Text != "ici" {
				t.Errorf("%s, %s: %v", f, g.Name, g.Rows)
			}
		}
		want := []string{"Flux", "Ouvertures de la plateforme de", "Ouvertures de la plateforme d 2", "FLUX 2"}
		if diff := cmp.Diff(want, names); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f, diff)
		}
	}
	if grids, err := Grids("b.csv", book(t, CSV, "Flux", "Autre")); err != nil || len(grids) != 1 || len(grids[0].Rows) != 2 {
		t.Errorf("a text holds one table, the first: %v, %v", grids, err)
	}
}

// TestGridsKeepEveryRow: a title, a section, a row of one cell are rows like others,
// and a cell is named as the program that opens the file names it.
func TestGridsKeepEveryRow(t *testing.T) {
	grids, err := Grids("m.csv", []byte("Flux entrants;;\n;;\n;;VERS\nProtocole;\"De\nqui\";Port\nhttps;*RIE*;443\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range grids[0].Rows {
		for _, c := range row {
			if c.Text != "" {
				got = append(got, c.Ref+" "+c.Words)
			}
		}
	}
	want := []string{"A1 Flux entrants", "C3 VERS", "A4 Protocole", "B4 De qui", "C4 Port", "A5 https", "B5 *RIE*", "C5 443"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	md, err := Grids("m.md", []byte("# Flux\n\n| De | Vers |\n|---|---|\n| a | b |\n"))
	if err != nil || md[0].Name != "Flux" || len(md[0].Rows) != 2 {
		t.Errorf("%v, %v", md, err)
	}
}
