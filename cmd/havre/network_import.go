package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/atomicfile"
	"github.com/havre-cloud/havre/network/matrix"
	"github.com/havre-cloud/havre/questionnaire"
)

// taking is one run of havre network import.
type taking struct {
	*app
	by      choice
	dossier string
	write   bool
	yes     bool
}

func (a *app) networkImport() *cobra.Command {
	t := &taking{app: a}
	c := a.command(entry{
		use:   havre.Text{FR: "import FICHIER", EN: "import FILE"},
		short: havre.Text{FR: "lit la matrice de flux d'un ministère et montre ce qui en est compris", EN: "reads a ministry's flow matrix and shows what is understood of it"},
		long: havre.Text{
			FR: "Lit un classeur de flux (xlsx, ods, csv, Markdown) : les colonnes de Havre, celles d'un ministère dans n'importe quel ordre (Source, Destination, Protocole, Port, Réseau, Nom DNS, VLAN, Environnement…), ou les blocs de la matrice générique du ministère de l'Intérieur. Montre les flux compris, en YAML à recopier dans un dossier, et dit ce qui n'a pas pu être lu, feuille et cellule. En json, chaque cellule est gardée avec ses mots. Avec --dossier, montre la différence avec les flux déclarés ; avec --write, ajoute les nouveaux, en gardant le reste du fichier, après confirmation ; hors d'un terminal, il faut --yes.",
			EN: "Reads a spreadsheet of flows (xlsx, ods, csv, Markdown): Havre's columns, those of a ministry in any order (Source, Destination, Protocol, Port, Network, DNS name, VLAN, Environment…), or the blocks of the generic matrix of the Ministry of the Interior. Shows the flows understood, as YAML to copy into a dossier, and says what could not be read, by sheet and cell. As json, every cell is kept in its own words. With --dossier, shows the difference with the flows declared; with --write, adds the new ones and keeps the rest of the file, after a confirmation; outside a terminal, --yes is needed.",
		},
		example: havre.Same("havre network import matrice.xlsx\nhavre network import matrice.xlsx -o json\nhavre network import matrice.xlsx --dossier dossier.yaml --write"),
		args:    between(1, 1, havre.Text{FR: "le fichier de la matrice", EN: "the file of the matrix"}),
	}, func(_ *cobra.Command, args []string) error { return t.run(args[0]) })
	a.catalogueFlag(c, &t.by)
	f := c.Flags()
	f.StringVar(&t.dossier, "dossier", "", a.say(havre.Text{FR: "`fichier` du dossier dont ce sont les flux", EN: "`file` of the dossier whose flows these are"}))
	f.BoolVar(&t.write, "write", false, a.say(havre.Text{FR: "ajouter au dossier les flux nouveaux, après les avoir montrés", EN: "add the new flows to the dossier, after showing them"}))
	f.BoolVar(&t.yes, "yes", false, a.say(havre.Text{FR: "ne pas demander confirmation (nécessaire hors d'un terminal)", EN: "do not ask for confirmation (needed outside a terminal)"}))
	a.formats(c, formatTable, formatYAML, formatJSON)
	return c
}

func (t *taking) run(file string) error {
	if t.write && t.dossier == "" {
		return havre.Problems{{Field: "--write", Message: havre.Text{FR: "dans quel dossier ? ajouter --dossier FICHIER", EN: "into which dossier? add --dossier FILE"}}}
	}
	cat, err := loadCatalogue(t.by.catalogueDir)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return havre.Problems{fileProblem(file, err)}
	}
	opt := matrix.ImportOptions{File: file, Names: cat.Named()}
	var text []byte
	var into *dossier.Dossier
	if t.dossier != "" {
		if text, into, err = t.into(); err != nil {
			return err
		}
		opt.Application, opt.Title = into.Metadata.Name, into.Metadata.Title
	}
	got, err := matrix.Import(content, opt)
	if err != nil {
		return err
	}
	if len(got.Problems) > 0 && t.format == formatTable {
		t.complain(got.Problems)
	}
	if into == nil {
		return t.show(got)
	}
	c := matrix.Compare(into.Spec.Flows.List, got.Flows)
	if err := t.compared(got, &c); err != nil || !t.write {
		return err
	}
	return t.save(text, c.New)
}

// into reads the dossier whose flows these are.
func (t *taking) into() ([]byte, *dossier.Dossier, error) {
	text, err := os.ReadFile(t.dossier)
	if err != nil {
		return nil, nil, havre.Problems{fileProblem(t.dossier, err)}
	}
	all, err := dossier.Parse(t.dossier, text)
	if err != nil {
		return nil, nil, err
	}
	if len(all) != 1 {
		return nil, nil, havre.Problems{{File: t.dossier, Message: havre.Text{FR: "un seul dossier est attendu, %d ont été lus", EN: "one dossier is expected, %d were read"}.With(len(all))}}
	}
	return text, all[0], nil
}

// show writes what is understood: the flows to copy for people, every word for
// programs.
func (t *taking) show(got *matrix.Reading) error {
	if t.format != formatTable {
		return t.record(got)
	}
	var b strings.Builder
	if len(got.Flows) > 0 {
		b.WriteString("spec:\n  flows:\n")
		for i := range got.Flows {
			b.WriteString("    - " + questionnaire.FlowYAML(&got.Flows[i]) + "\n")
		}
	}
	b.WriteString("\n" + t.tally(got) + "\n")
	_, err := fmt.Fprint(t.out, b.String())
	return err
}

// tally says how much of the file was understood.
func (t *taking) tally(got *matrix.Reading) string {
	out := t.say(havre.Text{FR: "# %[1]s, %[2]s, %[3]s", EN: "# %[1]s, %[2]s, %[3]s"},
		havre.Count(len(got.Flows), havre.Text{FR: "flux compris", EN: "flow understood"}, havre.Text{FR: "flux compris", EN: "flows understood"}),
		havre.Count(got.Count(), havre.Text{FR: "cellule gardée", EN: "cell kept"}, havre.Text{FR: "cellules gardées", EN: "cells kept"}),
		havre.Count(len(got.Problems), havre.Text{FR: "endroit à relire", EN: "place to look at again"}, havre.Text{FR: "endroits à relire", EN: "places to look at again"}))
	if n := got.Aside(); n > 0 {
		out += ", " + t.say(havre.Count(n, havre.Text{FR: "ligne mise de côté, à compléter", EN: "row set aside, to be completed"}, havre.Text{FR: "lignes mises de côté, à compléter", EN: "rows set aside, to be completed"}))
	}
	return out
}

// compared writes the difference with the flows declared.
func (t *taking) compared(got *matrix.Reading, c *matrix.Comparison) error {
	if t.format != formatTable {
		return t.record(struct {
			*matrix.Reading
			New   []dossier.Flow `json:"new"`
			Known []dossier.Flow `json:"known"`
			Gone  []dossier.Flow `json:"gone"`
		}{got, append([]dossier.Flow{}, c.New...), append([]dossier.Flow{}, c.Known...), append([]dossier.Flow{}, c.Gone...)})
	}
	l := listing{columns: []havre.Text{{FR: "changement", EN: "change"}, {FR: "environnement", EN: "environment"}, {FR: "flux", EN: "flow"}}}
	add := func(change havre.Text, list []dossier.Flow) {
		for i := range list {
			f := list[i]
			environment := t.say(matrix.ColEnvironment.Text(f.Environment))
			f.Environment = "" // in its own column, as people call it
			l.rows = append(l.rows, []string{t.say(change), environment, questionnaire.FlowYAML(&f)})
		}
	}
	add(havre.Text{FR: "nouveau", EN: "new"}, c.New)
	add(havre.Text{FR: "déclaré seul", EN: "declared only"}, c.Gone)
	l.foot = []string{t.say(havre.Text{FR: "nouveaux %[1]d, déjà déclarés %[2]d, déclarés et absents du fichier %[3]d", EN: "new %[1]d, declared already %[2]d, declared and not in the file %[3]d"}, len(c.New), len(c.Known), len(c.Gone)), t.tally(got)[2:]}
	if !t.write && len(c.New) > 0 {
		l.foot = append(l.foot, t.say(havre.Text{FR: "Rien n'est écrit : ajouter --write pour ajouter les nouveaux à %s.", EN: "Nothing is written: add --write to add the new ones to %s."}, t.dossier))
	}
	return t.table(l)
}

// save adds the new flows to the dossier, whole or not at all.
func (t *taking) save(text []byte, list []dossier.Flow) error {
	if len(list) == 0 {
		return nil
	}
	deed := havre.Text{FR: "ajouter %[1]s à %[2]s", EN: "add %[1]s to %[2]s"}.With(havre.Count(len(list), havre.Text{FR: "flux", EN: "flow"}, havre.Text{FR: "flux", EN: "flows"}), t.dossier)
	if ok, err := t.confirm(t.yes, deed, havre.Text{FR: "rien n'est écrit", EN: "nothing is written"}); err != nil || !ok {
		return err
	}
	out, err := questionnaire.AddFlows(text, slices.Clone(list))
	if err != nil {
		return err
	}
	if err := atomicfile.Replace(t.dossier, out, 0o644); err != nil {
		return failed(havre.Text{FR: "l'écriture du dossier", EN: "writing the dossier"}, t.dossier, err)
	}
	if !t.quiet {
		fmt.Fprintln(t.err, t.say(havre.Text{FR: "écrit : %s", EN: "written: %s"}, t.dossier)) //nolint:errcheck // the file is written all the same
	}
	return nil
}
