package catalogue

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// small is a catalogue of one offer, to which a test adds statements.
const small = `apiVersion: havre/v1
kind: Sources
spec:
  series:
    - {id: tables, title: {fr: t, en: t}, owner: {fr: la DNUM, en: the DNUM}, hearsay: [hds]}
  sources:
    - {id: issuer, title: t, url: "https://example.org/1", date: 2024-01-01, confidence: secondary, authority: [{as: issuer, attributes: [secnumcloud]}]}
    - {id: operator, title: t, url: "https://example.org/2", date: 2024-01-01, confidence: verified, authority: [{as: operator, offers: [a]}]}
    - {id: press, title: t, url: "https://example.org/3", date: 2024-01-01, confidence: secondary}
    - {id: blog, title: t, url: "https://example.org/4", date: 2024-01-01, confidence: unverified}
    - {id: table-1, series: tables, title: t, url: "https://example.org/5", date: 2024-01-01, confidence: verified}
    - {id: table-2, series: tables, title: t, url: "https://example.org/6", date: 2025-01-01, confidence: verified}
---
apiVersion: havre/v1
kind: Platform
metadata: {id: a}
spec:
  title: {fr: A, en: A}
  offers:
    - id: a
      title: {fr: A, en: A}
      owner: {fr: "l'opérateur", en: the operator}
`

func load(t *testing.T, yaml string) (*Catalogue, error) {
	t.Helper()
	return Load(fstest.MapFS{"a.yaml": {Data: []byte(yaml)}})
}

func mustLoad(t *testing.T, yaml string) *Catalogue {
	t.Helper()
	c, err := load(t, yaml)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every mistake is told, with its place and what would be right.
func TestLoadRefuses(t *testing.T) {
	says := func(line string) string {
		return small + "      statements: [{source: press, from: 2024-01-01, says: [" + line + "]}]\n"
	}
	links := func(line string) string {
		return small + "---\napiVersion: havre/v1\nkind: Networks\nspec: {networks: [{id: rie, title: {fr: R, en: R}}]}\n---\napiVersion: havre/v1\nkind: Links\nspec: {links: [" + line + "]}\n"
	}
	networks := func(line string) string {
		return small + "---\napiVersion: havre/v1\nkind: Networks\nspec: {networks: [" + line + "]}\n"
	}
	zone := func(line string) string {
		return strings.Replace(small, "  offers:\n", "  zones: ["+line+"]\n  offers:\n", 1)
	}
	attests := func(line string) string { return small + "      attestations: [" + line + "]\n" }
	tests := []struct{ name, yaml, want string }{
		{"unknown attribute", says("{attribute: service.dns, value: yes}"), `a.yaml:23:73: spec.offers.0.statements.0.says.0.attribute: unknown attribute (read: "service.dns"; did you mean "services.dns"?)`},
		{"impossible value", says("{attribute: owner, value: comercial}"), `did you mean "commercial"?`},
		{"no value", says("{attribute: owner}"), "a required key is missing"},
		{"unknown member", says("{attribute: services, includes: [dnss]}"), `did you mean "dns"?`},
		{"members of a plain fact", says("{attribute: owner, includes: [commercial]}"), "only a set has members"},
		{"list for a plain fact", says("{attribute: owner, value: [commercial]}"), "this attribute has a single value"},
		{"bad ceiling", says("{attribute: dict, value: 2-3-5-2}"), "four levels from 1 to 4"},
		{"level out of range", says("{attribute: dict.integrity, value: 5}"), "cannot take"},
		{"unknown key", says("{attribute: owner, value: commercial, word: x}"), `did you mean "words"?`},
		{"unknown source", strings.Replace(says("{attribute: owner, value: commercial}"), "source: press", "source: pres", 1), `did you mean "press"?`},
		{"end before beginning", strings.Replace(says("{attribute: owner, value: commercial}"), "from: 2024-01-01, says", "from: 2024-01-01, until: 2023-01-01, says", 1), "the end must come after the beginning"},
		{"bad date", strings.Replace(says("{attribute: owner, value: commercial}"), "from: 2024-01-01, says", "from: 01/01/2024, says", 1), "not a date"},
		{"J1 is not qualified", attests("{kind: secnumcloud, status: qualified, milestone: J1, from: 2024-01-01, issuer: ANSSI, source: press}"), "it is not qualified"},
		{"J3 is a decision", attests("{kind: secnumcloud, status: in-qualification, milestone: J3, issuer: ANSSI, source: press}"), "milestone J3 is the decision"},
		{"qualified since when", attests("{kind: secnumcloud, status: qualified, issuer: ANSSI, source: press}"), "has a starting date"},
		{"HDS activity", attests(`{kind: hds, status: qualified, from: 2024-01-01, activities: ["7"], issuer: x, source: press}`), "unknown word"},
		{"same offer twice", small + "---" + small[strings.Index(small, "\napiVersion: havre/v1\nkind: Platform"):], "identifier already taken"},
		{"unknown kind", "apiVersion: havre/v1\nkind: Platforms\nspec: {}\n", `did you mean "Platform"?`},
		{"unknown version", "apiVersion: havre/v2\nkind: Networks\nspec: {}\n", `did you mean "havre/v1"?`},
		{"nothing but a word", "hello\n", "a.yaml:1"},
		{"link to nobody", small + "---\napiVersion: havre/v1\nkind: Links\nspec: {links: [{from: a, to: b, status: yes, source: press}]}\n", "neither an offer, nor a zone, nor a network"},
		{"a link with itself", links("{from: a, to: a, status: yes, source: press}"), "two different ends"},
		{"a service that is none", links("{from: a, to: rie, status: yes, source: press, carries: [https]}"), "tcp/443"},
		{"a capacity that is none", links("{from: a, to: rie, status: yes, source: press, capacityMbps: fast}"), "a positive whole number"},
		{"the same network twice", networks("{id: rie, title: {fr: R, en: R}}, {id: rie, title: {fr: R, en: R}}"), "declared twice"},
		{"a claim without a source", networks("{id: rie, title: {fr: R, en: R}, transit: yes}"), "spec.networks.0.source: a required key is missing"},
		{"a zone of another platform", zone("{id: b.x, title: {fr: x, en: x}, source: press}"), "begins with that of its platform"},
		{"a zone on no network", zone("{id: a.x, title: {fr: x, en: x}, exposure: [rei], source: press}"), "unknown network"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := load(t, tt.yaml)
			var ps havre.Problems
			if !errors.As(err, &ps) {
				t.Fatalf("got %v", err)
			}
			if text := ps.In(havre.English); !strings.Contains(text, tt.want) {
				t.Errorf("got %s\nwant %s", text, tt.want)
			}
			for _, p := range ps {
				if p.File == "" || p.Line == 0 || p.Message.FR == "" || p.Message.EN == "" {
					t.Errorf("without a place or a language: %+v", p)
				}
			}
		})
	}
}

func TestLoadTellsEveryMistakeAtOnce(t *testing.T) {
	_, err := load(t, small+"      statements: [{source: nobody, says: [{attribute: x, value: yes}, {attribute: owner, value: y}]}]\n")
	var ps havre.Problems
	if !errors.As(err, &ps) || len(ps) != 3 {
		t.Errorf("got %v", err)
	}
}

func TestDigestIgnoresLayoutAndFollowsContent(t *testing.T) {
	_, a := mustLoad(t, small).Digest()
	_, b := mustLoad(t, "# a comment\n"+strings.ReplaceAll(small, "title: t,", "title:   \"t\",")).Digest()
	_, c := mustLoad(t, strings.Replace(small, "title: t,", "title: u,", 1)).Digest()
	if a != b || a == c {
		t.Errorf("%s %s %s", a, b, c)
	}
	if version, sum := Builtin().Digest(); version != "2026-06-29" || len(sum) != 64 {
		t.Errorf("%s %s", version, sum)
	}
	if direct, err := Load(Data()); err != nil || direct.digest != Builtin().digest {
		t.Errorf("the packed catalogue has another digest: %v", err)
	}
}

func loadBytes(data []byte) (*Catalogue, error) {
	return Load(fstest.MapFS{"a.yaml": {Data: data}})
}

func mustModel() *fact.Model {
	m, err := fact.NewModel(Facts())
	if err != nil {
		panic(err)
	}
	return m
}
