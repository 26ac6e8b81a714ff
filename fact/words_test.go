package fact_test

import (
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

// sameAsWritten are the words that both languages read as they are written.
var sameAsWritten = map[string]bool{
	"1": true, "2": true, "3": true, "4": true, // levels
	"":          true, // the identifiers of offers, until a catalogue is loaded
	"antivirus": true, "production": true, "patients": true, "commercial": true,
}

// A person never reads a bare identifier: every word of every vocabulary has a
// label, in both languages.
func TestEveryWordHasALabel(t *testing.T) {
	for _, list := range [][]fact.Def{dossier.Facts(), catalogue.Facts()} {
		for _, def := range list {
			for _, w := range def.Values {
				label := fact.Label(w)
				if label.FR == "" || label.EN == "" {
					if !sameAsWritten[w] {
						t.Errorf("%s: %q has half a label", def.Name(), w)
					}
					continue
				}
				if label.FR == w && !sameAsWritten[w] {
					t.Errorf("%s: %q reads as it is written", def.Name(), w)
				}
			}
		}
	}
	if got := fact.Label("cloud-pi"); got != havre.Same("cloud-pi") {
		t.Errorf("a name is changed: %v", got)
	}
}

// Every fact says what it is, how to ask for it and who knows it.
func TestEveryFactIsSaid(t *testing.T) {
	for _, list := range [][]fact.Def{dossier.Facts(), catalogue.Facts()} {
		for _, def := range list {
			for name, text := range map[string]havre.Text{"title": def.Title, "question": def.Question, "owner": def.Owner} {
				if text.FR == "" || text.EN == "" {
					t.Errorf("%s has no %s in one of the languages", def.Name(), name)
				}
			}
			if def.Kind == fact.Number && def.Max <= 0 {
				t.Errorf("%s has no bound", def.Name())
			}
		}
	}
}
