package dossier_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
)

// What is said of each file of testdata/mistakes, in both languages, is in the
// golden file beside it.
func TestMessages(t *testing.T) {
	files, err := filepath.Glob("testdata/mistakes/*[nl]")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".golden") {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			names, problems := readAll(filepath.Base(file), bytes.NewReader(data))
			var out strings.Builder
			out.WriteString("lus : " + strings.Join(names, ", ") + "\n")
			for _, p := range problems {
				out.WriteString(p.In(havre.French) + "\n" + p.In(havre.English) + "\n")
			}
			golden(t, filepath.Join("mistakes", filepath.Base(file)+".golden"), out.String())
		})
	}
}

// readAll is the names of the dossiers of a stream, and all the problems.
func readAll(file string, in io.Reader) (names []string, problems havre.Problems) {
	r := dossier.NewReader(file, in)
	for {
		d, ps, err := r.Next()
		problems = append(problems, ps...)
		if errors.Is(err, io.EOF) {
			return names, problems
		}
		if d != nil {
			names = append(names, d.Metadata.Name)
		}
	}
}

// The contract's own sample is right, and nothing in it surprises.
func TestContractSample(t *testing.T) {
	data, err := os.ReadFile("testdata/contract.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d := one(t, string(data))
	if len(d.Warnings) > 0 {
		t.Error(d.Warnings.In(havre.English))
	}
	for path, want := range map[string]string{
		"organisation.srenScope":   "unknown",
		"project.evolutionPercent": "30",
		"environments":             "development acceptance production",
		"needs.layer":              "paas caas",
		"needs.rtoMinutes":         "1440",
		"flows.to":                 "rosny",
		"data.subjects":            "unknown",
	} {
		if got := value(t, d, path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	if got := d.Spec.Needs.Layer.Members; cmp.Diff([]string{"paas", "caas"}, got) != "" {
		t.Errorf("the order of preference is lost: %v", got)
	}
}

// Texts that hold no dossier are refused in a sentence, whatever the name the
// text is known by.
func TestNotDossiers(t *testing.T) {
	const stdin = "entrée standard"
	for in, want := range map[string]string{
		"":                     "entrée standard: le fichier est vide",
		"# rien\n":             "entrée standard: le fichier est vide",
		"PK\x03\x04\x00":       "entrée standard:1:5: ce n'est pas un fichier texte",
		"\xff\xfea\x00":        "entrée standard:1:1: le fichier est en UTF-16",
		"a: \xe9":              "entrée standard:1:4: le texte n'est pas en UTF-8",
		"a: &a [*a]":           "entrée standard:1:4: les ancres YAML",
		"<<: {kind: Dossier}":  "entrée standard:1:1: la fusion YAML",
		"kind: !str Dossier":   "entrée standard:1:7: les étiquettes de type YAML",
		"kind:\n\tDossier":     "entrée standard:2:1: une tabulation",
		"{\"kind\": \"Dossier": "entrée standard:1:18: le document JSON s'arrête",
		"kind: Platform":       "entrée standard:1:7: kind : ce document n'est pas un dossier",
		"12":                   "entrée standard:1:1: un dossier est attendu",
	} {
		all, err := dossier.Parse(stdin, []byte(in))
		if len(all) > 0 || err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %d dossiers, %v, want %s…", in, len(all), err, want)
		}
	}
}

// Line ends, byte order mark and format change nothing of what is read.
func TestSameInOtherClothes(t *testing.T) {
	want := one(t, complete).Facts(model(t))
	for name, in := range map[string]string{
		"CRLF":       strings.ReplaceAll(complete, "\n", "\r\n"),
		"BOM":        "\uFEFF" + complete,
		"separators": "# un\n---\n" + complete + "...\n",
		"JSON":       marshal(t, one(t, complete)),
		"JSON array": "[" + marshal(t, one(t, complete)) + "]",
	} {
		if diff := cmp.Diff(want, one(t, in).Facts(model(t)), exported); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// The examples people start from are right, and each says a different need.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("../examples/dossiers/*.yaml")
	if err != nil || len(files) < 12 {
		t.Fatal(files, err)
	}
	seen := map[string]bool{}
	for _, file := range append(files, "../examples/portfolio.ndjson") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all, err := dossier.Parse(file, data)
		if err != nil {
			t.Error(err)
		}
		for _, d := range all {
			if len(d.Warnings) > 0 {
				t.Error(d.Warnings.In(havre.English))
			}
			if seen[d.Metadata.Name] || d.Metadata.Title == "" {
				t.Errorf("%s: name or title of %q", file, d.Metadata.Name)
			}
			seen[d.Metadata.Name] = true
		}
	}
}
