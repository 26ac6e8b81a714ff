package order

import (
	"testing"

	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
)

// TestChecksNameRules: the moments and the clauses are about rules that the doctrine
// publishes, of projects for obligations and of offers for clauses.
func TestChecksNameRules(t *testing.T) {
	c, problems := readChecks(checksFile)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	model, err := decision.Model(catalogue.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	d, err := doctrine.Builtin(model)
	if err != nil {
		t.Fatal(err)
	}
	judges := map[string]doctrine.Judges{}
	for _, set := range d.List() {
		for _, r := range set.Rules {
			judges[r.ID] = r.Judges
		}
	}
	for _, o := range c.Obligations {
		if judges[o.Rule] != doctrine.Project {
			t.Errorf("%s is not an obligation of projects: %q", o.Rule, judges[o.Rule])
		}
	}
	for _, clause := range c.Clauses {
		for _, rule := range clause.Rules {
			if judges[rule] != doctrine.Offer {
				t.Errorf("%s is not a rule of offers: %q", rule, judges[rule])
			}
		}
		if clause.Title.FR == "" || clause.Title.EN == "" || clause.Why.FR == "" || clause.Why.EN == "" {
			t.Errorf("%s is told in both languages", clause.ID)
		}
	}
}
