package diagram

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/network"
)

// today is the day of the tests that need one.
var today = havre.MustDate("2026-11-22")

// world is an invented catalogue of so many platforms: the same for the same number.
func world(tb testing.TB, platforms int) (*catalogue.View, *network.Graph) {
	tb.Helper()
	c, err := catalogue.Load(fstest.MapFS{"world.yaml": {Data: []byte(worldYAML(platforms))}})
	if err != nil {
		tb.Fatal(err)
	}
	m, err := fact.NewModel(catalogue.Facts())
	if err != nil {
		tb.Fatal(err)
	}
	v := c.At(today, m)
	return v, network.New(v)
}

var (
	owners = []string{"state-interministerial", "state-ministry", "state-ministry", "commercial", "commercial", "commercial"}
	towns  = []string{"Arles", "Brest", "Cahors", "Dijon", "Épinal", "Figeac", "Gap", "Hyères", "Issoire", "Joigny", "Laon", "Mende", "Nevers", "Orange", "Pau", "Quimper", "Rodez", "Saint-Quentin-en-Yvelines", "Tulle", "Uzès", "Vannes", "Yvetot"}
	nets   = []string{"rie", "internet", "sante", "defense", "outremer"}
	words  = []string{"yes", "yes", "yes", "unknown", "planned", "no", "blank"}
)

// worldYAML writes the catalogue.
func worldYAML(platforms int) string {
	r := rand.New(rand.NewPCG(uint64(platforms), 4))
	var b strings.Builder
	b.WriteString(`apiVersion: havre/v1
kind: Sources
spec:
  sources: [{id: s, title: Relevé, url: "https://example.org/releve", date: 2026-01-01, confidence: verified, authority: [{as: operator}]}]
---
apiVersion: havre/v1
kind: Networks
spec:
  networks:
    - {id: rie, kind: state, title: {fr: "Réseau interministériel de l'État (RIE)", en: "Network of the State (RIE)"}, transit: yes, source: s, words: x}
    - {id: internet, kind: internet, title: {fr: Internet, en: Internet}, transit: yes, source: s, words: x}
    - {id: sante, kind: vpn, title: {fr: Réseau des établissements de santé (RES), en: Network of health establishments (RES)}, source: s}
    - {id: defense, kind: other, title: {fr: Dorsale, en: Backbone}, source: s}
    - {id: outremer, kind: peering, title: {fr: Câble d'outre-mer, en: Overseas cable}, source: s}
`)
	for i := range platforms {
		fmt.Fprintf(&b, "---\napiVersion: havre/v1\nkind: Platform\nmetadata: {id: p%d}\nspec:\n  title: {fr: P, en: P}\n", i)
		if i%9 == 4 {
			fmt.Fprintf(&b, "  zones:\n    - {id: p%[1]d.ordinary, title: {fr: zone usuelle, en: ordinary zone}, kind: ordinary, exposure: [rie], source: s, words: x, from: 2026-01-01}\n    - {id: p%[1]d.deep, title: {fr: zone restreinte, en: restricted zone}, kind: restricted, source: s, words: x, from: 2026-01-01}\n", i)
		}
		fmt.Fprintf(&b, "  offers:\n    - id: p%d\n      title: {fr: %q, en: %[2]q}\n      owner: {fr: l'opérateur, en: the operator}\n      statements: [{source: s, from: 2026-01-01, says: [{attribute: owner, value: %s, words: x}, {attribute: layers, value: [caas, iaas], words: x}]}]\n", i, title(i), owners[i%len(owners)])
	}
	b.WriteString("---\napiVersion: havre/v1\nkind: Links\nspec:\n  links:\n")
	link := func(from, to, network, status, direction string) {
		fmt.Fprintf(&b, "    - {from: %s, to: %s, network: %s, kind: %s, status: %s, direction: %s, source: s, words: relevé, since: 2026-01-01}\n", from, to, network, map[bool]string{true: "exposure", false: "vpn"}[network == to], status, direction)
	}
	for i := range platforms {
		for j, n := range nets {
			if r.IntN(3+2*j) < 2 {
				link(fmt.Sprintf("p%d", i), n, n, words[r.IntN(len(words))], "both")
			}
		}
		if other := (i + 1 + r.IntN(1+platforms/8)) % platforms; r.IntN(5) < 3 && other != i {
			link(fmt.Sprintf("p%d", i), fmt.Sprintf("p%d", other), "sante", words[r.IntN(len(words))], []string{"both", "both", "out", "in"}[r.IntN(4)])
		}
	}
	return b.String()
}

func title(i int) string {
	kind := []string{"Nuage de", "Centre de", "Plateforme de"}[i%3]
	name := fmt.Sprintf("%s %s", kind, towns[i%len(towns)])
	if i >= len(towns) {
		name += fmt.Sprintf(" %d", i/len(towns)+1)
	}
	if i%17 == 3 {
		name += ", hébergement mutualisé des directions départementales interministérielles"
	}
	return name
}
