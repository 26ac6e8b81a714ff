package main

import (
	"bytes"
	"fmt"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/internal/terminal"
)

// comparing is one run of havre compare.
type comparing struct {
	*app
	from, to choice
}

func (a *app) compareCommand() *cobra.Command {
	x := &comparing{app: a}
	c := a.command(entry{
		use:   havre.Text{FR: "compare FICHIER… --from DATE --to DATE", EN: "compare FILE… --from DATE --to DATE"},
		short: havre.Text{FR: "ce qui change entre deux dates, et la règle ou le fait qui le change", EN: "what changes between two dates, and the rule or the fact that changes it"},
		long: havre.Text{
			FR: "Décide chaque dossier à deux dates, ou avec deux doctrines, et attribue chaque changement de verdict à la règle ou au fait du catalogue qui en est la cause.",
			EN: "Decides each dossier on two dates, or with two doctrines, and attributes each change of verdict to the rule or the fact of the catalogue that caused it.",
		},
		example: havre.Same("havre compare dossier.yaml --from 2021-09-01 --to 2023-09-01\nhavre compare dossier.yaml --doctrine-from state-2021 --doctrine-to state-2023\nhavre compare dossiers/ --from 2026-01-01 -o ndjson"),
		args:    minimum(1, havre.Text{FR: "le fichier du dossier", EN: "the file of the dossier"}),
	}, func(_ *cobra.Command, args []string) error { return x.run(args) })
	f := c.Flags()
	f.StringVar(&x.from.on, "from", "", a.say(havre.Text{FR: "première `date` (par défaut aujourd'hui)", EN: "first `date` (by default today)"}))
	f.StringVar(&x.to.on, "to", "", a.say(havre.Text{FR: "seconde `date` (par défaut aujourd'hui)", EN: "second `date` (by default today)"}))
	f.StringVar(&x.from.force, "doctrine-from", "", a.say(havre.Text{FR: "`doctrine` à appliquer à la première date", EN: "`doctrine` to apply on the first date"}))
	f.StringVar(&x.to.force, "doctrine-to", "", a.say(havre.Text{FR: "`doctrine` à appliquer à la seconde date", EN: "`doctrine` to apply on the second date"}))
	a.dataFlags(c, &x.from)
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON, formatCSV)
	return c
}

func (x *comparing) run(args []string) error {
	in, err := newInputs(x.in, args)
	if err != nil {
		return err
	}
	x.to.catalogueDir, x.to.doctrineDir = x.from.catalogueDir, x.from.doctrineDir
	from, to, err := x.judges()
	if err != nil {
		return err
	}
	head, all, more, stop := lookAhead(in.all(), 1)
	defer stop()
	single := len(head) == 1 && !more && !in.many
	if !single {
		workLong()
	}
	if x.format == formatCSV {
		if err := writeRows(x.out, comparisonColumns, nil); err != nil {
			return err
		}
	}
	bad, n := false, 0
	for r := range all {
		if len(r.problems) > 0 {
			x.complain(r.problems)
		}
		if r.dossier == nil {
			bad = true
			continue
		}
		c, err := decision.Compare(r.dossier, from, to, x.lang)
		if err != nil {
			return err
		}
		if err := x.write(c, single, n); err != nil {
			return err
		}
		n++
	}
	if x.format == formatJSON && !single {
		if n == 0 {
			fmt.Fprint(x.out, listOpening("ComparisonList")) //nolint:errcheck // standard output
		}
		fmt.Fprint(x.out, "\n]}\n") //nolint:errcheck // standard output
	}
	if bad {
		return exitCode(exitUsage)
	}
	return nil
}

// judges are those of both sides, which share the catalogue and the rules read.
func (x *comparing) judges() (from, to *decision.Judge, err error) {
	if x.from.on == "" && x.to.on == "" && x.from.force == "" && x.to.force == "" {
		return nil, nil, havre.Problems{{Field: "--from, --to", Message: havre.Text{FR: "deux dates, ou deux doctrines, sont à donner", EN: "two dates, or two doctrines, must be given"}}}
	}
	d, err := load(x.from)
	if err != nil {
		return nil, nil, err
	}
	side := func(flag string, by choice) (*decision.Judge, error) {
		on, err := x.day(flag, by.on)
		if err != nil {
			return nil, err
		}
		return decision.NewJudge(d.cat, d.doc, decision.Options{On: on, Force: by.force})
	}
	if from, err = side("--from", x.from); err != nil {
		return nil, nil, err
	}
	to, err = side("--to", x.to)
	return from, to, err
}

// write writes the comparison of a dossier, the n-th.
func (x *comparing) write(c *decision.Comparison, single bool, n int) error {
	switch x.format {
	case formatTable:
		return x.table(c, n)
	case formatCSV:
		return writeRows(x.out, nil, comparisonRows(c))
	case formatYAML:
		if n > 0 {
			fmt.Fprintln(x.out, "---") //nolint:errcheck // the next write tells
		}
	case formatJSON:
		if single {
			break
		}
		opening := ",\n"
		if n == 0 {
			opening = listOpening("ComparisonList")
		}
		b, err := encode(c)
		if err == nil {
			_, err = fmt.Fprint(x.out, opening+strings.TrimRight(string(b), "\n"))
		}
		return err
	}
	return x.record(c)
}

func (x *comparing) table(c *decision.Comparison, n int) error {
	var b bytes.Buffer
	s := x.sheet(&b, nil, true)
	if n > 0 {
		b.WriteString("\n")
	}
	sets := func(side decision.Side) string {
		var ids []string
		for _, d := range side.Doctrine {
			ids = append(ids, d.ID)
		}
		return side.On.String() + " (" + strings.Join(ids, ", ") + ")"
	}
	b.WriteString(s.style.Strong(c.Dossier) + "\n")
	s.text("", x.say(havre.Text{FR: "du %[1]s au %[2]s", EN: "from %[1]s to %[2]s"}, sets(c.From), sets(c.To)))
	for i := range c.Changes {
		s.change(&c.Changes[i])
	}
	if len(c.Changes) == 0 {
		s.text("\n  ", x.say(havre.Text{FR: "Aucune offre ne change, ni de verdict ni de règle.", EN: "No offer changes, neither its verdict nor its rules."}))
	}
	if len(c.Obligations) > 0 {
		s.title(havre.Text{FR: "OBLIGATIONS DU PROJET", EN: "OBLIGATIONS OF THE PROJECT"})
		for _, o := range c.Obligations {
			s.said(o.Rule, x.say(havre.Text{FR: "%[1]s → %[2]s", EN: "%[1]s → %[2]s"}, x.outcome(o.From), x.outcome(o.To)))
		}
	}
	_, err := b.WriteTo(x.out)
	return err
}

// verdictText is a verdict, or that the catalogue does not hold the offer.
func (a *app) verdictText(v decision.Verdict) string {
	if v == decision.NotListed {
		return a.say(havre.Text{FR: "absente du catalogue", EN: "not in the catalogue"})
	}
	mark, _ := sign(v, true)
	return mark + " " + a.say(v.Text())
}

// outcomeTexts are the outcomes of rules as people read them.
var outcomeTexts = map[doctrine.Outcome]havre.Text{
	doctrine.Pass: {FR: "respectée", EN: "passed"}, doctrine.Fail: {FR: "non respectée", EN: "failed"}, doctrine.Unknown: {FR: "inconnue", EN: "unknown"},
	doctrine.NotApplicable: {FR: "sans objet", EN: "not applicable"}, decision.Waived: {FR: "levée par dérogation", EN: "waived by a derogation"},
	doctrine.Met: {FR: "remplie", EN: "met"}, doctrine.Declared: {FR: "déclarée", EN: "declared"}, doctrine.Unmet: {FR: "à remplir", EN: "to be met"},
	"": {FR: "absente", EN: "absent"},
}

func (a *app) outcome(o doctrine.Outcome) string { return a.say(outcomeTexts[o]) }

// change is an offer that changes, then each cause; those that decide come first.
func (s *sheet) change(c *decision.OfferChange) {
	if c.From == c.To {
		s.reworded(c)
		return
	}
	s.b.WriteString("\n" + s.style.Strong(c.Offer) + "  " + s.verdictText(c.From) + " → " + paint(s.style, c.To, s.verdictText(c.To)) + "\n")
	for _, decides := range []bool{true, false} {
		var minor []string
		for i := range c.Causes {
			cause := &c.Causes[i]
			switch {
			case cause.Decides != decides:
			case decides:
				s.cause(cause)
			default:
				minor = append(minor, cause.Rule)
			}
		}
		if len(minor) > 0 {
			s.b.WriteString(s.style.Faint(terminal.Hang("  ", "    ", s.say(havre.Text{FR: "sans effet sur le verdict : %s", EN: "without effect on the verdict: %s"}, strings.Join(minor, ", ")), s.cols)))
		}
	}
}

// reworded is an offer whose verdict stays, though rules behind it changed.
func (s *sheet) reworded(c *decision.OfferChange) {
	var rules []string
	for _, cause := range c.Causes {
		rules = append(rules, cause.Rule)
	}
	s.b.WriteString("\n" + terminal.Hang("", "  ", s.say(havre.Text{
		FR: "%[1]s  %[2]s, verdict inchangé ; règles qui ont bougé : %[3]s", EN: "%[1]s  %[2]s, verdict unchanged; rules that moved: %[3]s",
	}, c.Offer, s.verdictText(c.To), strings.Join(rules, ", ")), s.cols))
}

// causeTexts say what kind of change it is.
var causeTexts = map[decision.CauseKind]havre.Text{
	decision.RuleBegan: {FR: "règle entrée en vigueur", EN: "rule come into force"}, decision.RuleEnded: {FR: "règle qui n'est plus en vigueur", EN: "rule no longer in force"},
	decision.RuleChanged: {FR: "règle modifiée", EN: "rule amended"}, decision.FactChanged: {FR: "fait du catalogue", EN: "fact of the catalogue"},
}

func (s *sheet) cause(c *decision.Cause) {
	s.b.WriteString(terminal.Hang("  ", "    ", s.say(havre.Text{
		FR: "%[1]s, %[2]s : %[3]s → %[4]s. %[5]s", EN: "%[1]s, %[2]s: %[3]s → %[4]s. %[5]s",
	}, c.Rule, causeTexts[c.Kind], s.outcome(c.From), s.outcome(c.To), c.Because), s.cols))
	for _, f := range c.Facts {
		text := fmt.Sprintf("%s : %s → %s", f.Path, s.value(f.From), s.value(f.To))
		if f.Source != "" {
			text += " (" + f.Source + ")"
		}
		s.b.WriteString(terminal.Hang("    ↳ ", "      ", text, s.cols))
	}
}

// onlyDossiers leaves out what could not be read, after telling it.
func (a *app) onlyDossiers(all iter.Seq[read], bad *int) iter.Seq[read] {
	return func(yield func(read) bool) {
		for r := range all {
			if len(r.problems) > 0 {
				a.complain(r.problems)
			}
			if r.dossier == nil {
				*bad++
			} else if !yield(r) {
				return
			}
		}
	}
}
