package catalogue

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
)

var update = flag.Bool("update", false, "write the golden files again")

// The published tables, one file for each state of their cells, give exactly the
// snapshots of the catalogue.
func TestImportGivesTheSnapshots(t *testing.T) {
	files, err := filepath.Glob("testdata/tables/*.md")
	if err != nil || len(files) < 11 {
		t.Fatalf("%d tables, %v", len(files), err)
	}
	for i, name := range files {
		day := strings.TrimSuffix(filepath.Base(name), ".md")
		t.Run(day, func(t *testing.T) {
			opt := ImportOptions{File: name, AsOf: havre.MustDate(day), Series: "dnum-social-hosting"}
			if i+1 < len(files) {
				opt.Until = havre.MustDate(strings.TrimSuffix(filepath.Base(files[i+1]), ".md"))
			}
			opt.Source.ID = "dnum-social-" + day
			im, err := Builtin().Import(readFile(t, name), opt)
			if err != nil {
				t.Fatal(err)
			}
			if len(im.Warnings) > 0 {
				t.Error(im.Warnings)
			}
			var got bytes.Buffer
			if _, err := im.WriteTo(&got); err != nil {
				t.Fatal(err)
			}
			sameAsGolden(t, filepath.Join("data", "snapshots", opt.Source.ID+".yaml"), got.Bytes())
		})
	}
}

func sameAsGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := diffText(string(readFile(t, name)), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// diffText is the first line that differs, "" when none does.
func diffText(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		switch {
		case i >= len(w):
			return "+" + g[i]
		case i >= len(g):
			return "-" + w[i]
		case w[i] != g[i]:
			return "-" + w[i] + "\n+" + g[i]
		}
	}
	return ""
}
