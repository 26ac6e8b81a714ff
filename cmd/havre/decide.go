package main

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/internal/terminal"
)

var decideExits = []exitLine{
	{exitOK, havre.Text{FR: "un dossier : au moins une offre est éligible ; un portefeuille : tous les dossiers ont été décidés, quels que soient les verdicts", EN: "one dossier: at least one offer is eligible; a portfolio: all the dossiers were decided, whatever the verdicts"}},
	{exitNone, havre.Text{FR: "aucune offre n'est éligible (portefeuille avec --strict : c'est le cas d'un dossier au moins)", EN: "no offer is eligible (portfolio with --strict: this is so of one dossier at least)"}},
	{exitUndetermined, havre.Text{FR: "aucune offre n'est éligible à ce stade, mais une au moins reste indéterminée : on ne peut pas conclure (portefeuille avec --strict : c'est le pire des dossiers)", EN: "no offer is eligible yet, but at least one is undetermined: nothing can be concluded (portfolio with --strict: this is the worst of the dossiers)"}},
	{exitUsage, havre.Text{FR: "la ligne de commande ou un dossier est faux ; les autres dossiers sont décidés", EN: "the command line or a dossier is wrong; the other dossiers are decided"}},
	{exitFailure, havre.Text{FR: "autre échec", EN: "any other failure"}},
}

// deciding is one run of havre decide.
type deciding struct {
	*app
	by      choice
	offers  []string // shown; empty is all
	strict  bool
	details bool
	judge   *decision.Judge
}

func (a *app) decideCommand() *cobra.Command {
	d := &deciding{app: a}
	c := a.command(entry{
		use:   havre.Text{FR: "decide FICHIER…", EN: "decide FILE…"},
		short: havre.Text{FR: "quelles offres peuvent héberger ce besoin, et pourquoi", EN: "which offers may host this need, and why"},
		long: havre.Text{
			FR: "Décide hors ligne quelles offres peuvent héberger une application, avec la règle, les faits et les sources de chaque verdict.\n\nFICHIER est un dossier (YAML ou JSON), plusieurs documents YAML, un NDJSON, un répertoire, ou - pour l'entrée standard. Plusieurs dossiers forment un portefeuille : une ligne par dossier, puis un récapitulatif. Au-delà de 64 dossiers, les questions ne sont plus comptées et la mémoire reste bornée.",
			EN: "Decides offline which offers may host an application, with the rule, the facts and the sources of each verdict.\n\nFILE is a dossier (YAML or JSON), several YAML documents, an NDJSON, a directory, or - for standard input. Several dossiers make a portfolio: one line for each, then a summary. Beyond 64 dossiers questions are no longer counted and memory stays bounded.",
		},
		example: havre.Text{
			FR: "havre decide examples/dossiers/demo-rdv.yaml\nhavre decide dossier.yaml --on 2021-09-01  # règles et faits de ce jour-là\nhavre decide dossiers/ --strict  # code 3 ou 4 si un dossier n'a pas d'offre\nhavre decide -o json - < dossier.yaml | jq '.verdicts[].verdict'",
			EN: "havre decide examples/dossiers/demo-rdv.yaml\nhavre decide dossier.yaml --on 2021-09-01  # rules and facts of that day\nhavre decide dossiers/ --strict  # code 3 or 4 if a dossier has no offer\nhavre decide -o json - < dossier.yaml | jq '.verdicts[].verdict'",
		},
		exits: decideExits, args: minimum(1, havre.Text{FR: "le fichier du dossier", EN: "the file of the dossier"}),
	}, func(_ *cobra.Command, args []string) error { return d.run(args) })
	a.judgeFlags(c, &d.by)
	c.Flags().StringSliceVar(&d.offers, "offer", nil, a.say(havre.Text{FR: "ne montrer que cette `offre` (répétable)", EN: "show only this `offer` (repeatable)"}))
	c.Flags().BoolVar(&d.strict, "strict", false, a.say(havre.Text{FR: "portefeuille : donner le code de retour du pire des dossiers", EN: "portfolio: give the exit status of the worst of the dossiers"}))
	c.Flags().BoolVar(&d.details, "details", false, a.say(havre.Text{FR: "table : tout de chaque décision, faits et sources compris ; csv : les règles et les raisons", EN: "table: all of each decision, facts and sources included; csv: the rules and the reasons"}))
	_ = c.RegisterFlagCompletionFunc("offer", completeOffers)
	a.formats(c, allFormats...)
	return c
}

// fewDossiers is how many dossiers are decided in full even when only a line of
// each is shown.
const fewDossiers = 64

func (d *deciding) run(args []string) error {
	in, err := newInputs(d.in, args)
	if err != nil {
		return err
	}
	if d.judge, err = d.app.judge(d.by); err != nil {
		return err
	}
	for _, o := range d.offers {
		if err := checkOffer(o, offerIDs(d.judge)); err != nil {
			return err
		}
	}
	head, all, more, stop := lookAhead(in.all(), fewDossiers)
	defer stop()
	if len(head) == 1 && !more && !in.many {
		return d.single(head[0])
	}
	return d.portfolio(in, all, head, more)
}

// single decides the only dossier there is.
func (d *deciding) single(r read) error {
	if r.dossier == nil {
		return r.problems
	}
	got := d.decide(r, true)
	if got.err != nil {
		return got.err
	}
	d.warn(got.problems)
	out, err := d.format1(got)
	if err != nil {
		return err
	}
	if _, err := d.out.Write(out); err != nil {
		return fmt.Errorf("writing the decision: %w", err)
	}
	if code := verdictCode(got.best()); code != exitOK {
		return exitCode(code)
	}
	return nil
}

// warn tells what is strange in a dossier.
func (d *deciding) warn(problems havre.Problems) {
	if len(problems) > 0 {
		d.complain(problems)
	}
}

// decided is a dossier with its decision, or with its verdicts only.
type decided struct {
	read
	decision *decision.Decision
	offers   []string
	verdicts []decision.Verdict // of offers, in their order
	out      []byte
	err      error
}

// decide judges a dossier, in full or for its verdicts alone. Derogations are
// weighed only in full.
func (d *deciding) decide(r read, full bool) *decided {
	out := &decided{read: r}
	if r.dossier == nil {
		return out
	}
	if full || len(r.dossier.Spec.Derogations) > 0 {
		out.problems = slices.Concat(r.problems, d.judge.Warnings(r.dossier))
		out.decision, out.err = d.judge.Decide(r.dossier, d.lang)
		if out.err == nil {
			keepOffers(out.decision, d.offers)
			out.fromDecision()
		}
		return out
	}
	vs, err := d.judge.Quick(r.dossier)
	out.err = err
	for i, v := range vs {
		if id := d.judge.View().Offers[i].ID; len(d.offers) == 0 || slices.Contains(d.offers, id) {
			out.offers, out.verdicts = append(out.offers, id), append(out.verdicts, v)
		}
	}
	return out
}

func (o *decided) fromDecision() {
	for _, v := range o.decision.Verdicts {
		o.offers, o.verdicts = append(o.offers, v.Offer), append(o.verdicts, v.Verdict)
	}
}

// best is the strongest verdict, as the exit code tells it.
func (o *decided) best() decision.Verdict {
	best := decision.Ineligible
	for _, v := range o.verdicts {
		if v == decision.Eligible {
			return v
		}
		if v == decision.Undetermined {
			best = v
		}
	}
	return best
}

// keepOffers leaves in a decision only what is about some offers.
func keepOffers(d *decision.Decision, offers []string) {
	if len(offers) == 0 {
		return
	}
	other := func(id string) bool { return !slices.Contains(offers, id) }
	d.Verdicts = slices.DeleteFunc(d.Verdicts, func(v decision.OfferRuled) bool { return other(v.Offer) })
	d.Nearest = slices.DeleteFunc(d.Nearest, func(n decision.NearMiss) bool { return other(n.Offer) })
	d.Questions = slices.DeleteFunc(d.Questions, func(q decision.Question) bool {
		return !slices.ContainsFunc(q.Decides, func(id string) bool { return !other(id) })
	})
}

// batchSize is how many dossiers a processor takes at once.
const batchSize = 64

// portfolio decides dossiers as they come, in their order, on every processor.
func (d *deciding) portfolio(in *inputs, all iter.Seq[read], head []read, more bool) error {
	workLong()
	show := d.layout(head, more)
	work := func(batch []read) []*decided {
		out := make([]*decided, len(batch))
		for i, r := range batch {
			got := d.decide(r, show.full)
			if got.err == nil && got.dossier != nil {
				got.out, got.err = show.one(got)
			}
			out[i] = got
		}
		return out
	}
	size := batchSize
	if show.full {
		size = 1
	}
	sum := newSummary(offerIDs(d.judge), d.offers)
	progress := d.progress()
	defer progress.Clear()
	w := bufio.NewWriterSize(clearing{d.out, progress}, 64<<10)
	for batch := range inOrder(batches(all, size), runtime.GOMAXPROCS(0), work) {
		if err := d.take(batch, show, w, sum, progress); err != nil {
			return err
		}
		progress.Set(in.done.Load(), in.total, fmt.Sprintf("%d", sum.Dossiers))
	}
	progress.Clear()
	if sum.Dossiers == 0 && show.nothing {
		return sum.exit(d.strict)
	}
	if sum.Dossiers == 0 {
		w.WriteString(show.head) //nolint:errcheck // Flush tells
	}
	tail, err := show.tail(sum)
	if err != nil {
		return err
	}
	w.Write(tail) //nolint:errcheck // Flush tells
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing the decisions: %w", err)
	}
	return sum.exit(d.strict)
}

// take writes the decisions of a batch and counts them.
func (d *deciding) take(batch []*decided, show layout, w *bufio.Writer, sum *summary, progress *terminal.Progress) error {
	for _, got := range batch {
		if got.err != nil {
			return got.err
		}
		if len(got.problems) > 0 {
			progress.Clear()
			w.Flush() //nolint:errcheck // the next Flush tells
			d.complain(got.problems)
		}
		if got.dossier == nil {
			sum.Unreadable++
			continue
		}
		before := show.head
		if sum.Dossiers > 0 {
			before = show.between
		}
		w.WriteString(before) //nolint:errcheck // Flush tells
		sum.add(got)
		if _, err := w.Write(got.out); err != nil {
			return fmt.Errorf("writing the decisions: %w", err)
		}
	}
	return nil
}

// clearing erases the progress line before results appear on the same terminal.
type clearing struct {
	w        io.Writer
	progress *terminal.Progress
}

func (c clearing) Write(b []byte) (int, error) {
	c.progress.Clear()
	return c.w.Write(b)
}

func (d *deciding) progress() *terminal.Progress {
	if d.quiet {
		return nil
	}
	return terminal.NewProgress(d.err, d.say(havre.Text{FR: "dossiers", EN: "dossiers"}))
}
