package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// TestConditionsHaveWords: every condition that the API says has words for people.
func TestConditionsHaveWords(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../portal/api/*.go")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?:\.condition\(|wire\.Condition\{Type: )"(\w+)"`).FindAllStringSubmatch(string(text), -1) {
			said[found[1]] = true
		}
	}
	if len(said) < 10 {
		t.Fatalf("conditions are no longer found in the API: %v", said)
	}
	for name := range said {
		if conditionTexts[name].IsZero() {
			t.Errorf("the condition %s has no words", name)
		}
	}
	for name := range conditionTexts {
		if !said[name] {
			t.Errorf("the API never says %s", name)
		}
	}
}

// TestWriteConditions: people read words, aligned; what a newer portal says is kept as it is.
func TestWriteConditions(t *testing.T) {
	t.Parallel()
	r := &remote{app: &app{lang: "fr", columns: 80, getenv: func(string) string { return "" }}}
	var b bytes.Buffer
	r.writeConditions(&b, []wire.Condition{
		{Type: "AsWanted", Status: havre.Unknown, Message: "Personne n'a regardé."},
		{Type: "Progressing", Status: havre.No, Message: "Rien n'est en cours."},
		{Type: "Brand", Status: havre.Yes, Message: "Neuf."},
	})
	want := []string{"", "  ? Conforme à la commande Personne n'a regardé.", "  · Travail en cours       Rien n'est en cours.", "  ✔ Brand                  Neuf.", ""}
	if got := b.String(); got != strings.Join(want, "\n") {
		t.Errorf("conditions read\n%s", got)
	}
}

// TestEnvironmentOf: an environment is recognised by the word that people read.
func TestEnvironmentOf(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{"recette": "acceptance", "Acceptance": "acceptance", "secours": "recovery", "production": "production", "elsewhere": "elsewhere"} {
		if got := environmentOf(word); got != want {
			t.Errorf("%q is %q, want %q", word, got, want)
		}
	}
}
