package configuration

import (
	"fmt"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// Expected says what a field takes, for whoever is about to fill it or gave it
// something else: « un nombre entier de 1 à 64 est attendu ».
func Expected(f *catalogue.Field) havre.Text {
	if f.Locked {
		return havre.Text{FR: "le gabarit impose %s", EN: "the plan imposes %s"}.With(spoken(f, f.Default))
	}
	switch f.Kind {
	case catalogue.Integer:
		return expectedInteger(f)
	case catalogue.FreeText:
		return expectedText(f)
	case catalogue.Choosing:
		return havre.Text{FR: "un de ces mots est attendu : %s", EN: "one of these words is expected: %s"}.With(strings.Join(valuesOf(f), ", "))
	case catalogue.Blueprint:
		return havre.Text{FR: "un plan de construction en YAML (kind: Blueprint), de %s caractères au plus, est attendu", EN: "a blueprint in YAML (kind: Blueprint), of %s characters at most, is expected"}.With(havre.Number(catalogue.BlueprintLimit))
	case catalogue.YesOrNo:
	}
	return havre.Text{FR: "true (oui) ou false (non) est attendu", EN: "true or false is expected"}
}

func expectedInteger(f *catalogue.Field) havre.Text {
	out := havre.Text{FR: "un nombre entier d’au moins %[1]s", EN: "a whole number of at least %[1]s"}.With(havre.Number(f.Min))
	if f.Max != 0 {
		out = havre.Text{FR: "un nombre entier de %[1]s à %[2]s", EN: "a whole number from %[1]s to %[2]s"}.With(havre.Number(f.Min), havre.Number(f.Max))
	}
	if f.Step > 1 {
		out = havre.Text{FR: "%[1]s, multiple de %[2]s,", EN: "%[1]s, a multiple of %[2]s,"}.With(out, havre.Number(f.Step))
	}
	return havre.Text{FR: "%s est attendu", EN: "%s is expected"}.With(out)
}

func expectedText(f *catalogue.Field) havre.Text {
	least, most := f.Lengths()
	out := havre.Text{FR: "un texte de %[1]s à %[2]s caractères", EN: "a text of %[1]s to %[2]s characters"}.With(havre.Number(least), havre.Number(most))
	if f.Pattern != "" {
		out = havre.Text{FR: "%[1]s, de la forme %[2]s,", EN: "%[1]s, of the form %[2]s,"}.With(out, f.Pattern)
	}
	return havre.Text{FR: "%s est attendu", EN: "%s is expected"}.With(out)
}

// spoken is a value as people read it.
func spoken(f *catalogue.Field, v any) havre.Text {
	switch x := v.(type) {
	case bool:
		return havre.TruthOf(x).Text()
	case string:
		for _, c := range f.Choices {
			if c.Value == x {
				return havre.Text{FR: "« %s »", EN: "“%s”"}.With(c.Title)
			}
		}
	}
	return havre.Same(fmt.Sprint(v))
}

func valuesOf(f *catalogue.Field) []string {
	out := make([]string, len(f.Choices))
	for i, c := range f.Choices {
		out[i] = c.Value
	}
	return out
}
