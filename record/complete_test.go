package record

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
)

func granted() []Derogation {
	return []Derogation{{
		Rule: "R9-SNC-2023", Offer: "rosny", Authority: `Le ministre, dit « l'autorité » & "garant"`, Reference: "2026-17",
		From: havre.MustDate("2026-02-01"), Until: havre.MustDate("2027-02-01"),
	}}
}

// What the organisation and the record know is in the text decided, at the place
// where its author would have written it; nothing else moves.
func TestCompleted(t *testing.T) {
	const head = "apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: x}\n"
	for name, c := range map[string]struct{ text, want string }{
		"block": {
			head + "spec:\n  organisation:\n    name: Une direction # la nôtre\n  environments: [production]\n",
			head + "spec:\n  organisation:\n    kind: gip\n    ministry: social\n    name: Une direction # la nôtre\n  environments: [production]\n  derogations:\n    - @\n",
		},
		"flow": {
			head + "spec:\n  organisation: {name: Été}\n",
			head + "spec:\n  organisation: {kind: gip, ministry: social, name: Été}\n  derogations:\n    - @\n",
		},
		"absent": {
			head + "spec:\n  data:\n    personal: yes\n",
			head + "spec:\n  organisation:\n    kind: gip\n    ministry: social\n  data:\n    personal: yes\n  derogations:\n    - @\n",
		},
		"spec first": {
			"spec:\n    data: {personal: yes}\napiVersion: havre/v1\nkind: Dossier\nmetadata: {name: x}\n",
			"spec:\n    derogations:\n      - @\n    organisation:\n      kind: gip\n      ministry: social\n    data: {personal: yes}\napiVersion: havre/v1\nkind: Dossier\nmetadata: {name: x}\n",
		},
		"declared already": {
			head + "spec:\n  organisation: {kind: private, ministry: none}\n  derogations:\n  - {rule: R1, authority: A, from: 2025-01-01}\n",
			head + "spec:\n  organisation: {kind: private, ministry: none}\n  derogations:\n  - @\n  - {rule: R1, authority: A, from: 2025-01-01}\n",
		},
		"declared in brackets": {
			head + "spec: {organisation: {kind: private, ministry: unknown}, derogations: [{rule: R1, authority: A, from: 2025-01-01}]}\n",
			head + "spec: {organisation: {kind: private, ministry: unknown}, derogations: [@, {rule: R1, authority: A, from: 2025-01-01}]}\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, d, err := completed([]byte(c.text), owner{"gip", "social"}, granted())
			if err != nil {
				t.Fatal(err)
			}
			g := granted()[0]
			want := strings.ReplaceAll(c.want, "@", inline(&dossier.Derogation{Rule: g.Rule, Offer: g.Offer, Authority: g.Authority, Reference: g.Reference, From: g.From, Until: g.Until}))
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Error(diff)
			}
			if w := d.Derogation("R9-SNC-2023", "rosny", havre.MustDate("2026-11-22")); w == nil || w.Authority != g.Authority {
				t.Errorf("the derogation is not in force: %+v", w)
			}
		})
	}
}

// A text in which nothing can be inserted is written anew, and says the same.
func TestCompletedRewrites(t *testing.T) {
	text := `{"apiVersion":"havre/v1","kind":"Dossier","metadata":{"name":"x"},"spec":{"organisation":{},"data":{"personal":"yes"}}}`
	got, d, err := completed([]byte(text), owner{"gip", "social"}, granted())
	if err != nil {
		t.Fatal(err)
	}
	if d.Spec.Organisation.Kind != "gip" || d.Spec.Organisation.Ministry != "social" || len(d.Spec.Derogations) != 1 {
		t.Errorf("%s", got)
	}
}

// Of the examples, all complete, nothing changes; taking away what the record
// knows and completing it gives the same facts again.
func TestCompletedExamples(t *testing.T) {
	files, err := filepath.Glob("../examples/dossiers/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no example", err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		same, d, err := completed(text, owner{"gip", "other"}, nil)
		if err != nil || string(same) != string(text) {
			t.Errorf("%s was changed: %v", f, err)
		}
		kind, ministry := string(d.Spec.Organisation.Kind), string(d.Spec.Organisation.Ministry)
		less := strings.NewReplacer("kind: "+kind+", ", "", "ministry: "+ministry+", ", "").Replace(string(text))
		_, again, err := completed([]byte(less), owner{kind, ministry}, nil)
		if err != nil {
			t.Fatal(f, err)
		}
		if diff := cmp.Diff(asJSON(t, d), asJSON(t, again)); diff != "" {
			t.Errorf("%s: %s", f, diff)
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
