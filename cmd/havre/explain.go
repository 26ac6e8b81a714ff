package main

import (
	"bytes"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
)

// explaining is one run of havre explain.
type explaining struct {
	*app
	by    choice
	offer string
	rules []string
	name  string
}

func (a *app) explainCommand() *cobra.Command {
	e := &explaining{app: a}
	c := a.command(entry{
		use:   havre.Text{FR: "explain FICHIER --offer OFFRE", EN: "explain FILE --offer OFFER"},
		short: havre.Text{FR: "tout le raisonnement sur une offre, chaque fait avec sa source", EN: "all the reasoning on one offer, each fact with its source"},
		long: havre.Text{
			FR: "Montre chaque règle posée à une offre pour un dossier : ce qu'elle demande, son résultat et pourquoi, les faits lus avec leur provenance (ligne du dossier, ou mots, source et date du catalogue), les faits manquants, la source de la règle et la dérogation possible.",
			EN: "Shows each rule put to an offer for a dossier: what it asks, its outcome and why, the facts read with where they come from (line of the dossier, or words, source and date of the catalogue), the missing facts, the source of the rule and the derogation there may be.",
		},
		example: havre.Same("havre explain dossier.yaml --offer rosny\nhavre explain dossier.yaml --offer cegedim-cloud --rule R9-HDS --on 2023-09-01\nhavre explain dossier.yaml --offer ovh-snc -o md > ovh-snc.md"),
		args:    between(1, 1, havre.Text{FR: "le fichier du dossier", EN: "the file of the dossier"}),
	}, func(_ *cobra.Command, args []string) error { return e.run(args) })
	a.judgeFlags(c, &e.by)
	c.Flags().StringVar(&e.offer, "offer", "", a.say(havre.Text{FR: "`offre` à expliquer (obligatoire)", EN: "`offer` to explain (required)"}))
	c.Flags().StringSliceVar(&e.rules, "rule", nil, a.say(havre.Text{FR: "seulement cette `règle` (répétable)", EN: "only this `rule` (repeatable)"}))
	c.Flags().StringVar(&e.name, "dossier", "", a.say(havre.Text{FR: "`nom` du dossier, quand le fichier en a plusieurs", EN: "`name` of the dossier, when the file holds several"}))
	_ = c.RegisterFlagCompletionFunc("offer", completeOffers)
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON, formatCSV, formatMarkdown)
	return c
}

// explanation is the answer for programs: one offer of a decision.
type explanation struct {
	APIVersion string               `json:"apiVersion"`
	Kind       string               `json:"kind"`
	Dossier    string               `json:"dossier"`
	On         havre.Date           `json:"on"`
	Doctrine   []decision.SetUsed   `json:"doctrine"`
	Catalogue  decision.Digest      `json:"catalogue"`
	Offer      *decision.OfferRuled `json:"verdict"`
	Texts      map[string]string    `json:"texts"` // what each rule asks, in plain words
}

func (e *explaining) run(args []string) error {
	in, err := newInputs(e.in, args)
	if err != nil {
		return err
	}
	d, warnings, err := in.one(e.name)
	if err != nil {
		return err
	}
	j, rules, err := e.judgeAndRules()
	if err != nil {
		return err
	}
	if err := e.check(j); err != nil {
		return err
	}
	if warnings = append(warnings, j.Warnings(d)...); len(warnings) > 0 {
		e.complain(warnings)
	}
	got, err := j.Decide(d, e.lang)
	if err != nil {
		return err
	}
	offer, _ := got.Offer(e.offer)
	if err := e.keepRules(offer); err != nil {
		return err
	}
	out := explanation{havre.APIVersion, "Explanation", got.Dossier, got.On, got.Doctrine, got.Catalogue, offer, map[string]string{}}
	for _, r := range offer.Rules {
		out.Texts[r.ID] = rules[r.Doctrine+" "+r.ID].In(e.lang)
	}
	return e.write(&out)
}

// judgeAndRules also gives what every rule asks, by its set and identifier.
func (e *explaining) judgeAndRules() (*decision.Judge, map[string]havre.Text, error) {
	on, err := e.day("--on", e.by.on)
	if err != nil {
		return nil, nil, err
	}
	d, err := load(e.by)
	if err != nil {
		return nil, nil, err
	}
	texts := map[string]havre.Text{}
	for _, s := range d.doc.List() {
		for _, r := range s.Rules {
			texts[s.ID+" "+r.ID] = r.Text
		}
	}
	j, err := decision.NewJudge(d.cat, d.doc, decision.Options{On: on, Force: e.by.force})
	return j, texts, err
}

func (e *explaining) check(j *decision.Judge) error {
	if e.offer == "" {
		return havre.Problems{{Field: "--offer", Message: havre.Text{
			FR: "quelle offre expliquer ? Il y a : %s", EN: "which offer should be explained? There are: %s",
		}.With(strings.Join(offerIDs(j), ", "))}}
	}
	return checkOffer(e.offer, offerIDs(j))
}

// keepRules leaves the rules asked for, and refuses those that judge no offer.
func (e *explaining) keepRules(v *decision.OfferRuled) error {
	var known []string
	for _, r := range v.Rules {
		known = append(known, r.ID)
	}
	for _, id := range e.rules {
		if !slices.Contains(known, id) {
			return havre.Problems{{
				Field: "--rule", Value: id, Suggestion: havre.Nearest(id, known),
				Message: havre.Text{FR: "cette règle ne juge pas les offres ce jour-là ; il y a : %s", EN: "this rule judges no offer on that day; there are: %s"}.With(strings.Join(known, ", ")),
			}}
		}
	}
	if len(e.rules) > 0 {
		v.Rules = slices.DeleteFunc(v.Rules, func(r decision.RuleSaid) bool { return !slices.Contains(e.rules, r.ID) })
	}
	return nil
}

func (e *explaining) write(x *explanation) error {
	var b bytes.Buffer
	switch e.format {
	case formatTable:
		s := e.sheet(&b, &decision.Decision{Dossier: x.Dossier, On: x.On, Doctrine: x.Doctrine, Catalogue: x.Catalogue}, true)
		s.header()
		s.explained(x)
	case formatCSV:
		return writeRows(e.out, explanationColumns, explanationRows(x))
	case formatMarkdown:
		e.markdownExplained(&b, x)
	default:
		return e.record(x)
	}
	_, err := b.WriteTo(e.out)
	return err
}
