package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing/fstest"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/doctrine/condition"
)

// shippedSets is where the rules are, seen from this folder.
const shippedSets = "../doctrine/sets"

// benchLoad times what a process pays before its first decision.
func benchLoad(r *report, o options) error {
	w, _, err := shipped()
	if err != nil {
		return err
	}
	r.title("Rules read, checked and compiled")
	texts, yaml := hundred()
	conditions := once(o.rounds, func() { err = first(err, compileAll(w, texts)) })
	whole := once(o.rounds, func() { err = first(err, loadAndCompile(w, fstest.MapFS{"hundred.yaml": {Data: yaml}})) })
	if err != nil {
		return err
	}
	rows := [][]string{
		{"100 rules (300 conditions): parsed, type-checked, lowered, compiled for the catalogue", human(conditions)},
		{fmt.Sprintf("the same from YAML (%s), with texts and sources", megabytes(len(yaml))), human(whole)},
	}
	sets := once(o.rounds, func() { _, e := doctrine.Load(os.DirFS(shippedSets), w.model); err = first(err, e) })
	rows = append(rows, []string{"the shipped rule sets, from YAML", human(sets)})
	cat := once(o.rounds, func() { _, e := catalogue.Load(os.DirFS("../catalogue/data")); err = first(err, e) })
	rows = append(rows, []string{"the shipped catalogue, from YAML", human(cat)})
	program := once(o.rounds, func() { _, e := engine.Compile(w.model, w.engineRules(), w.offers); err = first(err, e) })
	rows = append(rows, []string{fmt.Sprintf("the %d must rules in force, compiled for %d offers", len(w.rules), len(w.offers)), human(program)})
	judge := once(o.rounds, func() { err = first(err, newJudge()) })
	rows = append(rows, []string{"a judge: fact model, shipped rules, catalogue of the day, compiled", human(judge)})
	r.table([]string{"work", "CPU"}, rows)
	r.below("100 rules checked and compiled", 50e6, conditions)
	r.below("100 rules checked and compiled, from YAML", 50e6, whole)
	return err
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// newJudge is everything but reading the catalogue, which is done once a process.
func newJudge() error {
	cat := catalogue.Builtin()
	m, err := decision.Model(cat)
	if err != nil {
		return err
	}
	doc, err := doctrine.Builtin(m)
	if err != nil {
		return err
	}
	_, err = decision.NewJudge(cat, doc, decision.Options{On: havre.MustDate(day)})
	return err
}

// hundred is a hundred made-up rules: their conditions, and a rule set that states
// them with all that a rule set must hold.
func hundred() (conditions []string, yaml []byte) {
	v := &invented{Rand: rand.New(rand.NewPCG(seed, 4))} //nolint:gosec // the same rules at every run is the point
	var b strings.Builder
	b.WriteString("apiVersion: havre/v1\nkind: RuleSet\nmetadata:\n  id: hundred\n  title: {fr: Cent règles, en: A hundred rules}\n  version: \"2023-01-01.1\"\nspec:\n  level: common\n  from: 2023-01-01\n  sources:\n    source: {title: Texte, url: \"https://example.org/\", date: 2023-01-01, publisher: Personne, confidence: verified}\n  rules:\n")
	for i := range 100 {
		r := v.text()
		conditions = append(conditions, r.when, r.concerns, r.requires)
		fmt.Fprintf(&b, "    - id: RULE-%d\n      title: {fr: Une règle, en: A rule}\n      text: {fr: Ce que la règle demande., en: What the rule asks.}\n      judges: offer\n      severity: must\n      binds: [everyone]\n      when: '%s'\n      concerns: '%s'\n      requires: '%s'\n      because:\n        pass: {fr: La règle est respectée., en: The rule is met.}\n        fail: {fr: La règle n'est pas respectée., en: The rule is not met.}\n      sources: [source]\n", i, r.when, r.concerns, r.requires)
	}
	return conditions, []byte(b.String())
}

func compileAll(w *world, texts []string) error {
	with, err := condition.NewEnv(w.model).With(nil)
	if err != nil {
		return err
	}
	rules := make([]engine.Rule, len(texts)/3)
	for i := range rules {
		var parts [3]*condition.Expr
		for k := range parts {
			if parts[k], err = with.Compile(texts[3*i+k]); err != nil {
				return err
			}
		}
		rules[i] = engine.Rule{ID: fmt.Sprint(i), When: parts[0], Concerns: parts[1], Requires: parts[2]}
	}
	_, err = engine.Compile(w.model, rules, w.offers)
	return err
}

func loadAndCompile(w *world, files fstest.MapFS) error {
	doc, err := doctrine.Load(files, w.model)
	if err != nil {
		return err
	}
	applied, err := doc.InForce(havre.MustDate(day), "", "")
	if err != nil {
		return err
	}
	var rules []engine.Rule
	for i := range applied {
		a := &applied[i]
		rules = append(rules, engine.Rule{ID: a.Rule.ID, When: a.When, Concerns: a.Concerns, Requires: a.Requires})
	}
	_, err = engine.Compile(w.model, rules, w.offers)
	return err
}
