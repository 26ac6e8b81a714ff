package pages

import "testing"

func TestMatches(t *testing.T) {
	texts := []string{"Données de santé", "Atlas@OVH v2", "R9-SNC-2023"}
	for search, want := range map[string]bool{
		"": true, "sante": true, "SANTÉ": true, "donnees atlas": true, "ovh r9": true, "santé absente": false, "œuvre": false,
	} {
		if got := matches(texts, search); got != want {
			t.Errorf("%q: %v", search, got)
		}
	}
}

func TestRootOfACode(t *testing.T) {
	for id, want := range map[string]string{"R9-SNC-2023": "R9-SNC", "R9-SNC": "R9-SNC", "R9": "R9", "A-12": "A-12", "A-20x3": "A-20x3"} {
		if got := root(id); got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
}
