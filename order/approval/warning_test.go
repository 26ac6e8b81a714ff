package approval

import (
	"strings"
	"testing"
)

// TestWarnings tells who is no longer asked, and who is asked for too little.
func TestWarnings(t *testing.T) {
	chains, err := Parse("achats.yaml", []byte(`apiVersion: havre/v1
kind: ApprovalChain
metadata: {id: nos-achats, title: {fr: Nos achats, en: Our purchases}}
spec:
  organisation: ministere
  from: 2026-01-01
  replaces: [large-purchase]
  when: order.amount >= 40000
  whenText: {fr: la commande atteint 40 000 €, en: "the order reaches €40,000"}
  steps:
    - {id: anyone, title: {fr: Relecture, en: Proofreading}, by: {role: reader}, within: {workingDays: 10}}
`))
	if err != nil {
		t.Fatal(err)
	}
	large, _ := Builtin().Chain("large-purchase")
	got := Builtin().Warnings(chains)
	if len(got) != 1+len(large.Steps) {
		t.Fatalf("%d warnings, for the reader and %d steps lost: %v", len(got), len(large.Steps), got)
	}
	for _, p := range got {
		if !p.Warning || p.Line == 0 {
			t.Errorf("a warning says where, and refuses nothing: %+v", p)
		}
	}
	if !strings.Contains(got[0].Message.FR, "Relecture") || !strings.Contains(got[1].Message.FR, large.Title.FR) {
		t.Error(got)
	}
}
