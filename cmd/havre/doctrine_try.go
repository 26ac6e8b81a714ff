package main

import (
	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
)

// coverage is the result of the cases of one rule.
type coverage struct {
	Doctrine string             `json:"doctrine"`
	Rule     string             `json:"rule"`
	Cases    int                `json:"cases"`
	Seen     []doctrine.Outcome `json:"seen"`
	Possible []doctrine.Outcome `json:"possible"`
}

type testReport struct {
	APIVersion string         `json:"apiVersion"`
	Kind       string         `json:"kind"`
	Cases      int            `json:"cases"`
	Passed     int            `json:"passed"`
	Rules      []coverage     `json:"rules"`
	Failures   havre.Problems `json:"failures"`
}

func (a *app) doctrineTest() *cobra.Command {
	var by choice
	c := a.command(entry{
		use: havre.Same("test"), short: havre.Text{FR: "essaie les cas écrits à côté des règles", EN: "runs the cases written beside the rules"},
		long: havre.Text{
			FR: "Essaie chaque cas des règles. L'essai échoue si un cas ne donne pas le résultat écrit, ou si une règle n'est pas vue dans tous les résultats qu'elle peut avoir.",
			EN: "Runs each case of the rules. The test fails if a case does not give the outcome written, or if a rule is not seen in all the outcomes it can have.",
		},
		example: havre.Same("havre doctrine test\nhavre doctrine test --doctrine-dir sets/"), args: between(0, 0, havre.Text{}),
		exits: []exitLine{
			{exitOK, havre.Text{FR: "tous les cas passent et montrent tout", EN: "all the cases pass and show everything"}},
			{exitFailure, havre.Text{FR: "un cas échoue, ou il en manque un", EN: "a case fails, or one is missing"}},
			usualExits[2],
		},
	}, func(*cobra.Command, []string) error {
		d, err := load(by)
		if err != nil {
			return err
		}
		return a.tested(doctrine.Test(d.doc))
	})
	a.dataFlags(c, &by)
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	return c
}

func (a *app) tested(r *doctrine.Report) error {
	out := testReport{havre.APIVersion, "DoctrineTest", r.Cases, r.Passed, []coverage{}, append(havre.Problems{}, r.Failures...)}
	for _, c := range r.Rules {
		out.Rules = append(out.Rules, coverage{c.Set, c.Rule, c.Cases, c.Seen, c.Possible})
	}
	var err error
	if a.format == formatTable {
		if len(r.Failures) > 0 {
			err = a.line(r.Failures.In(a.lang))
		}
		if err == nil {
			err = a.line(a.say(havre.Text{FR: "%[1]s, %[2]s, dont %[3]d réussis", EN: "%[1]s, %[2]s, %[3]d passed"},
				havre.Count(len(r.Rules), havre.Text{FR: "règle", EN: "rule"}, havre.Text{FR: "règles", EN: "rules"}), havre.Count(r.Cases, havre.Text{FR: "cas", EN: "case"}, havre.Text{FR: "cas", EN: "cases"}), r.Passed))
		}
	} else {
		err = a.record(out)
	}
	if err == nil && !r.OK() {
		return exitCode(exitFailure)
	}
	return err
}

// line writes a line of results.
func (a *app) line(s string) error {
	_, err := a.out.Write([]byte(s + "\n"))
	return err
}

// ruleChange is one difference between two sets.
type ruleChange struct {
	Subject string `json:"subject"`
	ID      string `json:"id"`
	Change  string `json:"change"`
	Field   string `json:"field,omitempty"`
	Before  string `json:"before,omitempty"`
	After   string `json:"after,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

func (a *app) doctrineDiff() *cobra.Command {
	var by choice
	other := ""
	c := a.command(entry{
		use: havre.Same("diff A B"), short: havre.Text{FR: "ce qui change d'une doctrine à l'autre, champ par champ", EN: "what changes from one doctrine to another, field by field"},
		long:    havre.Text{FR: "Compare deux doctrines, héritage compris. Avec --new-doctrine-dir, B est lue dans ce répertoire.", EN: "Compares two doctrines, inheritance included. With --new-doctrine-dir, B is read in that directory."},
		example: havre.Same("havre doctrine diff state-2021 state-2023\nhavre doctrine diff social social --new-doctrine-dir sets/"),
		args:    between(2, 2, havre.Text{FR: "les deux doctrines", EN: "the two doctrines"}),
	}, func(_ *cobra.Command, args []string) error { return a.diffSets(by, other, args[0], args[1]) })
	a.dataFlags(c, &by)
	c.Flags().StringVar(&other, "new-doctrine-dir", "", a.say(havre.Text{FR: "`répertoire` où lire B", EN: "`directory` to read B in"}))
	a.formats(c, allFormats...)
	return c
}

func (a *app) diffSets(by choice, other, before, after string) error {
	d, err := load(by)
	if err != nil {
		return err
	}
	was, err := setOf(d.doc, before)
	if err != nil {
		return err
	}
	later := d.doc
	if other != "" {
		if later, err = loadDoctrine(other, d.model); err != nil {
			return err
		}
	}
	is, err := setOf(later, after)
	if err != nil {
		return err
	}
	l := listing{kind: "DoctrineDiff", columns: []havre.Text{
		{FR: "règle", EN: "rule"}, {FR: "changement", EN: "change"}, {FR: "champ", EN: "field"}, {FR: "avant → après", EN: "before → after"},
	}}
	list := []ruleChange{}
	for _, x := range doctrine.Diff(was, is) {
		list = append(list, ruleChange{x.Subject, x.ID, string(x.Kind), x.Field, x.Before, x.After, x.Reason.In(a.lang)})
		text := x.Reason.In(a.lang)
		if x.Kind == doctrine.Changed {
			text = orElse(x.Before, "∅") + " → " + orElse(x.After, "∅")
		}
		l.rows = append(l.rows, []string{x.ID, a.say(changeTexts[x.Kind]), x.Field, text})
	}
	l.items = list
	return a.list(l)
}

var changeTexts = map[doctrine.ChangeKind]havre.Text{
	doctrine.Added: {FR: "ajoutée", EN: "added"}, doctrine.Repealed: {FR: "abrogée", EN: "repealed"}, doctrine.Changed: {FR: "modifiée", EN: "amended"},
}

// setOf finds a set, or says which there are.
func setOf(doc *doctrine.Doctrine, id string) (*doctrine.Set, error) {
	if s, ok := doc.Set(id); ok {
		return s, nil
	}
	_, err := doc.SetsInForce(havre.Date{}, id, "")
	return nil, err
}
