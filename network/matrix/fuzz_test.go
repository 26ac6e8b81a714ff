package matrix

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/sheet"
)

// FuzzImport: whatever the file, there is a reading or a problem that says what is
// wrong; every word is kept, and the flows understood stand in a dossier.
func FuzzImport(f *testing.F) {
	for _, seed := range []string{
		"Source;Destination;Port\nrdv;Nubo;443\n", "| De | Vers | Port |\n|---|---|---|\n| a | b | TCP/443 |\n",
		"Flux ENTRANTS depuis RIE;;\n;;VERS\nPROTOCOLE;NOM;IP;NOM;IP;PORT\n;PRODUCTION;;;;\nHTTPS;RIE;10.0.0.1;x;;443\n",
		"FIP;FIP-IP;VlanId;Résolution DNS\nF1;10.0.0.1;12;a.b.fr\nSource;Vers;Port\n;;\nx;F1;1-2\n", "Source,Destination,Port\nx,.,99999999999\nà,é-,-\n", "",
	} {
		f.Add(seed, "m.csv")
		f.Add(seed, "m.md")
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		r, err := Import([]byte(text), options(name))
		if err != nil {
			var problems havre.Problems
			if !errors.As(err, &problems) || len(problems) == 0 {
				t.Fatalf("%v: no problem that a person can read", err)
			}
			return
		}
		var all []string
		grids, err := sheet.Grids(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range grids {
			for _, row := range g.Rows {
				for _, c := range filled(row) {
					all = append(all, wordsOf(c))
				}
			}
		}
		if !slices.Equal(all, kept(r)) {
			t.Fatalf("words lost: %q, kept %q", all, kept(r))
		}
		mustStand(t, r.Flows)
	})
}

// mustStand reads the flows back from a dossier.
func mustStand(t *testing.T, flows []dossier.Flow) {
	t.Helper()
	d := dossier.Dossier{APIVersion: havre.APIVersion, Kind: dossier.Kind, Metadata: dossier.Metadata{Name: "rdv"}}
	d.Spec.Flows = dossier.Flows{List: flows, Complete: true}
	text, err := json.Marshal(&d)
	if err != nil {
		t.Fatal(err)
	}
	back, err := dossier.Parse("rdv.json", text)
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	if len(back) != 1 || len(back[0].Spec.Flows.List) != len(flows) {
		t.Fatalf("%d flows become %v", len(flows), back)
	}
}

// FuzzRead: whatever the file, a matrix or a problem.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"kind":"FlowMatrix","rows":[{"port":"443"}]}`), "m.json")
	f.Add([]byte("Application;Environnement\n"), "m.csv")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		table, err := Read(name, data)
		var problems havre.Problems
		if err != nil && (!errors.As(err, &problems) || len(problems) == 0) {
			t.Fatalf("%v: no problem that a person can read", err)
		}
		if err == nil && len(Diff(table, table)) > 0 {
			t.Fatal("differs from itself")
		}
	})
}
