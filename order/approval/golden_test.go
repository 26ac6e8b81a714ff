package approval

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
)

var update = flag.Bool("update", false, "write the golden explanations again")

// TestExplanations: what a person reads of a course, in both languages.
func TestExplanations(t *testing.T) {
	ours, err := Builtin().With(written(t, adopting, `notre-rssi
  organisation: dnum
  replaces: [production]
  when: '"production" in order.environments'
  whenText: {fr: la commande vise la production, en: the order is for production}
  steps:
    - id: our-officer
      title: {fr: Accord du RSSI de la DNUM, en: Agreement of the DNUM security officer}
      by: {person: rssi@dnum.example}
      escalateTo: {role: security-officer, at: ministere}`)...)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range []struct {
		name string
		cs   *Chains
		of   Case
	}{
		{"an ordinary order", Builtin(), ordinary()},
		{"a large project in production", Builtin(), with(func(c *Case) {
			c.Environments, c.Sensitive, c.Amount, c.FullCost = []string{"production", "recovery"}, havre.Yes, euros(300_000), euros(9_500_000)
		})},
		{"nothing is known", Builtin(), Case{}},
		{"no chain", &Chains{}, ordinary()},
		{"a growth that a rule approves in part", ours, growing(40, 62.55)},
		{"a growth that a rule does not approve", ours, growing(80, 62)},
		{"a growth of which something is unknown", ours, with(func(c *Case) { c.Actions = []string{"modify"}; c.Growth = nil })},
	} {
		fmt.Fprintf(&b, "## %s\n", c.name)
		course := c.cs.Plan(c.of, today)
		for _, s := range course.Steps {
			fmt.Fprintf(&b, "%s (%s)\n", s.ID, s.State)
			both(&b, s.Title)
			both(&b, s.Why)
		}
		for _, a := range course.Automatic {
			fmt.Fprintf(&b, "rule %s: %s\n", a.ID, a.Holds)
			both(&b, a.Why)
		}
		b.WriteString("\n")
	}
	const golden = "testdata/explanations.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (write it again with -update)", diff)
	}
}

func both(b *strings.Builder, text havre.Text) {
	fmt.Fprintf(b, "  fr %s\n  en %s\n", text.FR, text.EN)
}
