package dossier_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre/dossier"
)

// FuzzParse holds for any bytes: no panic; a problem speaks both languages; a
// dossier that is read can be written, and states the same when read again.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/*.yaml", "testdata/mistakes/*.yaml", "testdata/mistakes/*.ndjson", "../examples/dossiers/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	m := model(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		_, problems := readAll("f", bytes.NewReader(in))
		for _, p := range problems {
			if p.Message.FR == "" || p.Message.EN == "" {
				t.Fatalf("not said in both languages: %+v", p)
			}
		}
		all, err := dossier.Parse("f", in)
		if err != nil && len(all) == 0 {
			return
		}
		for _, d := range all {
			text, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			again, err := dossier.Parse("g", text)
			if err != nil || len(again) != 1 {
				t.Fatalf("%s\nis not read again: %v", text, err)
			}
			if diff := cmp.Diff(d.Facts(m), again[0].Facts(m), exported); diff != "" {
				t.Fatalf("%s\n%s", text, diff)
			}
		}
	})
}
