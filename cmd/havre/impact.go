package main

import (
	"bytes"
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/terminal"
)

// weighing is one run of havre impact.
type weighing struct {
	*app
	by, to     choice
	set        []string
	everyLapse bool
	limit      int
}

func (a *app) impactCommand() *cobra.Command {
	w := &weighing{app: a}
	c := a.command(entry{
		use:   havre.Text{FR: "impact PORTEFEUILLE…", EN: "impact PORTFOLIO…"},
		short: havre.Text{FR: "ce qu'un changement ferait à un portefeuille, avant qu'il n'arrive", EN: "what a change would do to a portfolio, before it happens"},
		long: havre.Text{
			FR: "Décide un portefeuille avant et après un changement, et compte les dossiers dont un verdict change : un fait supposé (--set), chaque qualification qui échoit (--every-lapse), une autre date (--to), un autre catalogue ou d'autres règles (--new-catalogue, --new-doctrine-dir).",
			EN: "Decides a portfolio before and after a change, and counts the dossiers one of whose verdicts changes: a supposed fact (--set), each qualification that lapses (--every-lapse), another date (--to), another catalogue or other rules (--new-catalogue, --new-doctrine-dir).",
		},
		example: havre.Same("havre impact dossiers/ --set cegedim-cloud.hds.hosting=no\nhavre impact dossiers/ --every-lapse\nhavre impact portfolio.ndjson --to 2027-01-01 -o json"),
		args:    minimum(1, havre.Text{FR: "le portefeuille", EN: "the portfolio"}),
	}, func(_ *cobra.Command, args []string) error { return w.run(args) })
	a.judgeFlags(c, &w.by)
	f := c.Flags()
	f.StringArrayVar(&w.set, "set", nil, a.say(havre.Text{FR: "`OFFRE.FAIT=VALEUR` supposé (répétable)", EN: "`OFFER.FACT=VALUE` supposed (repeatable)"}))
	f.BoolVar(&w.everyLapse, "every-lapse", false, a.say(havre.Text{FR: "chaque qualification ou certificat en vigueur, l'un après l'autre", EN: "each qualification or certificate in force, one after the other"}))
	f.StringVar(&w.to.on, "to", "", a.say(havre.Text{FR: "`date` à laquelle se placer", EN: "`date` to move to"}))
	f.StringVar(&w.to.catalogueDir, "new-catalogue", "", a.say(havre.Text{FR: "`répertoire` du nouveau catalogue", EN: "`directory` of the new catalogue"}))
	f.StringVar(&w.to.doctrineDir, "new-doctrine-dir", "", a.say(havre.Text{FR: "`répertoire` des nouvelles règles", EN: "`directory` of the new rules"}))
	f.IntVar(&w.limit, "limit", 20, a.say(havre.Text{FR: "`nombre` de dossiers nommés pour chaque changement", EN: "`number` of dossiers named for each change"}))
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON, formatCSV)
	return c
}

func (w *weighing) run(args []string) error {
	between := w.to != choice{}
	if suppose := len(w.set) > 0 || w.everyLapse; suppose == between {
		return havre.Problems{{Message: havre.Text{
			FR: "quel changement ? --set ou --every-lapse, ou bien --to, --new-catalogue ou --new-doctrine-dir", EN: "which change? --set or --every-lapse, or else --to, --new-catalogue or --new-doctrine-dir",
		}}}
	}
	in, err := newInputs(w.in, args)
	if err != nil {
		return err
	}
	j, err := w.judge(w.by)
	if err != nil {
		return err
	}
	workLong()
	bad := 0
	dossiers := only(w.onlyDossiers(in.all(), &bad))
	var got *decision.Impact
	if between {
		got, err = w.between(j, dossiers)
	} else {
		got, err = w.suppose(j, dossiers)
	}
	if err != nil {
		return err
	}
	if nothing := got.Dossiers == 0 && bad > 0 && w.format == formatTable; !nothing {
		if err := w.write(got); err != nil {
			return err
		}
	}
	if bad > 0 {
		return exitCode(exitUsage)
	}
	return nil
}

func only(all iter.Seq[read]) iter.Seq[*dossier.Dossier] {
	return func(yield func(*dossier.Dossier) bool) {
		for r := range all {
			if !yield(r.dossier) {
				return
			}
		}
	}
}

// suppose weighs supposed facts.
func (w *weighing) suppose(j *decision.Judge, dossiers iter.Seq[*dossier.Dossier]) (*decision.Impact, error) {
	var asked []decision.Supposition
	for _, text := range w.set {
		s, err := w.supposed(j, text)
		if err != nil {
			return nil, err
		}
		asked = append(asked, s)
	}
	if w.everyLapse {
		asked = append(asked, j.Lapses()...)
	}
	p, err := j.NewPortfolio(asked, dossiers)
	if err != nil {
		return nil, err
	}
	return p.Impact(w.limit), nil
}

// supposed reads one --set, and names it in what is wrong.
func (w *weighing) supposed(j *decision.Judge, text string) (decision.Supposition, error) {
	s, err := j.Suppose(text)
	var problems havre.Problems
	if !errors.As(err, &problems) {
		return s, err
	}
	offer, _, written := strings.Cut(text, ".")
	ids := offerIDs(j)
	if written && strings.Contains(text, "=") && !slices.Contains(ids, offer) {
		return s, havre.Problems{{Field: "--set", Value: offer, Suggestion: havre.Nearest(offer, ids), Message: havre.Text{
			FR: "offre inconnue ; il y a : %s", EN: "unknown offer; there are: %s",
		}.With(strings.Join(ids, ", "))}}
	}
	problems = slices.Clone(problems)
	for i := range problems {
		problems[i].Field = strings.TrimSpace("--set " + problems[i].Field)
	}
	return s, problems
}

// between weighs another date, catalogue or doctrine.
func (w *weighing) between(j *decision.Judge, dossiers iter.Seq[*dossier.Dossier]) (*decision.Impact, error) {
	to := w.to
	var changes []string
	if to.on != "" {
		changes = append(changes, "--to "+to.on)
	} else {
		to.on = w.by.on
	}
	if to.catalogueDir != "" {
		changes = append(changes, "--new-catalogue "+to.catalogueDir)
	} else {
		to.catalogueDir = w.by.catalogueDir
	}
	if to.doctrineDir != "" {
		changes = append(changes, "--new-doctrine-dir "+to.doctrineDir)
	} else {
		to.doctrineDir = w.by.doctrineDir
	}
	to.force = w.by.force
	after, err := w.judge(to)
	if err != nil {
		return nil, err
	}
	return decision.ImpactBetween(j, after, strings.Join(changes, " "), dossiers, w.limit)
}

func (w *weighing) write(got *decision.Impact) error {
	switch w.format {
	case formatTable:
		return w.table(got)
	case formatCSV:
		return writeRows(w.out, []string{"change", "offer", "from", "to", "dossiers"}, rows(got))
	}
	return w.record(got)
}

func rows(got *decision.Impact) (out [][]string) {
	for _, c := range got.Changes {
		for _, m := range c.Moves {
			out = append(out, []string{c.Change, c.Offer, string(m.From), string(m.To), strconv.Itoa(m.Count)})
		}
	}
	return out
}

var (
	oneDossier   = havre.Same("dossier")
	manyDossiers = havre.Same("dossiers")
)

func (w *weighing) table(got *decision.Impact) error {
	var b bytes.Buffer
	s := w.sheet(&b, nil, true)
	s.text("", w.say(havre.Count(got.Dossiers, oneDossier, manyDossiers)))
	for _, c := range got.Changes {
		b.WriteString("\n" + s.style.Strong(c.Change) + "\n")
		s.text("  ", w.say(havre.Text{
			FR: "%[1]s, dont %[2]d sans aucune offre éligible désormais", EN: "%[1]s, %[2]d of them left without any eligible offer",
		}, havre.Count(c.Affected, havre.Text{FR: "dossier touché", EN: "dossier affected"}, havre.Text{FR: "dossiers touchés", EN: "dossiers affected"}), c.Stranded))
		for _, m := range c.Moves {
			s.text("  ", w.say(havre.Text{FR: "%[1]s → %[2]s : %[3]d", EN: "%[1]s → %[2]s: %[3]d"}, w.verdictText(m.From), w.verdictText(m.To), m.Count))
		}
		for _, d := range c.Sample {
			text := d.Dossier + " · " + d.Offer + " : " + w.verdictText(d.From) + " → " + w.verdictText(d.To)
			if d.Stranded {
				text += w.say(havre.Text{FR: " (n'a plus aucune offre)", EN: " (has no offer left)"})
			}
			b.WriteString(terminal.Hang("    ", "      ", text, s.cols))
		}
	}
	if len(got.Changes) == 0 {
		s.text("  ", w.say(havre.Text{FR: "Aucune qualification ni aucun certificat n'est en vigueur ce jour-là.", EN: "No qualification and no certificate is in force on that day."}))
	}
	_, err := b.WriteTo(w.out)
	return err
}
