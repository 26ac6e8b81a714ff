package dossier_test

import (
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
)

const proven = `apiVersion: havre/v1
kind: Dossier
metadata: {name: preuves}
spec:
  evidence:
    - {rule: R4, document: plan.pdf, date: 2026-05-02, expires: 2027-05-02}
    - {rule: r5-crit, document: dat.pdf, date: 2026-05-02}
    - {rule: R7-STUDY}
    - {rule: R7-STUDY, document: etude.pdf}
    - {rule: R8-DINUM, document: avis.pdf, date: 2025-01-01, expires: 2026-01-01}
    - {rule: R8, document: avis-2.pdf, date: 2026-01-01}
  derogations:
    - {rule: R9-SNC-2023, offer: cegedim-cloud, authority: ministre, from: 2026-01-01, until: 2027-01-01}
    - {rule: R9-HDS, authority: ministre, from: 2026-01-01}
`

func TestEvidence(t *testing.T) {
	d := one(t, proven)
	tests := []struct{ rule, on, state, document string }{
		{"R4-EXIT", "2026-05-01", "declared", "plan.pdf"}, // not written yet
		{"R4-EXIT", "2026-05-02", "shown", "plan.pdf"},
		{"R4-EXIT", "2027-05-01", "shown", "plan.pdf"},
		{"R4-EXIT", "2027-05-02", "expired", "plan.pdf"},
		{"R4-GAIAX", "2026-06-01", "shown", "plan.pdf"}, // an article covers its rules
		{"R4", "2026-06-01", "shown", "plan.pdf"},
		{"R40-X", "2026-06-01", "none", ""},
		{"R5-CRIT", "2026-06-01", "shown", "dat.pdf"},
		{"R5-ZONES", "2026-06-01", "none", ""},
		{"R7-STUDY", "2026-06-01", "declared", ""},
		{"R8-DINUM", "2025-06-01", "shown", "avis.pdf"},
		{"R8-DINUM", "2026-01-01", "shown", "avis-2.pdf"}, // the best of both
	}
	for _, tt := range tests {
		state, e := d.Evidence(tt.rule, havre.MustDate(tt.on))
		document := ""
		if e != nil {
			document = e.Document
		}
		if state.String() != tt.state || document != tt.document {
			t.Errorf("%s on %s: %s by %q, want %s by %q", tt.rule, tt.on, state, document, tt.state, tt.document)
		}
	}
}

func TestDerogation(t *testing.T) {
	d := one(t, proven)
	tests := []struct {
		rule, offer, on string
		want            bool
	}{
		{"R9-SNC-2023", "cegedim-cloud", "2025-12-31", false},
		{"R9-SNC-2023", "cegedim-cloud", "2026-01-01", true},
		{"r9-snc-2023", "cegedim-cloud", "2026-12-31", true},
		{"R9-SNC-2023", "cegedim-cloud", "2027-01-01", false},
		{"R9-SNC-2023", "fabnum-ovh", "2026-06-01", false},
		{"R9-HDS", "fabnum-ovh", "2036-06-01", true},
		{"R9", "cegedim-cloud", "2026-06-01", false}, // a rule, never a whole article
	}
	for _, tt := range tests {
		if got := d.Derogation(tt.rule, tt.offer, havre.MustDate(tt.on)) != nil; got != tt.want {
			t.Errorf("%+v: %t", tt, got)
		}
	}
}

func TestPorts(t *testing.T) {
	d := one(t, need("  flows:\n    - {to: rosny, port: [443, 8000-8010, '22']}\n    - {to: nubo, port: 53}\n    - {to: x.fr, port: }\n"))
	for i, want := range []string{"443, 8000-8010, 22", "53", ""} {
		if got := d.Spec.Flows.List[i].Port.String(); got != want {
			t.Errorf("flow %d: %q, want %q", i, got, want)
		}
	}
	if diff := d.Spec.Flows.List[0].Port[1]; diff != (dossier.PortRange{First: 8000, Last: 8010}) {
		t.Error(diff)
	}
}
