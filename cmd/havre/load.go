package main

import (
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
)

// choice is what to judge with: the day, the rules and the catalogue.
type choice struct {
	on           string
	force        string
	catalogueDir string
	doctrineDir  string
}

// dayFlag declares --on.
func (a *app) dayFlag(c *cobra.Command, by *choice) {
	c.Flags().StringVar(&by.on, "on", "", a.say(havre.Text{
		FR: "`date` des règles et des faits, AAAA-MM-JJ (par défaut aujourd'hui)", EN: "`date` of the rules and the facts, YYYY-MM-DD (by default today)",
	}))
}

// dataFlags declares --catalogue and --doctrine-dir.
func (a *app) dataFlags(c *cobra.Command, by *choice) {
	c.Flags().StringVar(&by.catalogueDir, "catalogue", "", a.say(havre.Text{
		FR: "`répertoire` d'un catalogue à la place de celui du programme", EN: "`directory` of a catalogue instead of the one in the program",
	}))
	c.Flags().StringVar(&by.doctrineDir, "doctrine-dir", "", a.say(havre.Text{
		FR: "`répertoire` de règles à la place de celles du programme", EN: "`directory` of rules instead of those in the program",
	}))
}

// judgeFlags declares all that chooses a judge.
func (a *app) judgeFlags(c *cobra.Command, by *choice) {
	a.dayFlag(c, by)
	c.Flags().StringVar(&by.force, "doctrine", "", a.say(havre.Text{
		FR: "`doctrine` à appliquer quelle que soit la date (state-2018, state-2021, state-2023…)", EN: "`doctrine` to apply whatever the date (state-2018, state-2021, state-2023…)",
	}))
	a.dataFlags(c, by)
	_ = c.RegisterFlagCompletionFunc("doctrine", completeSets)
}

// completeOffers and completeSets offer the shell the identifiers of the program's
// own catalogue and rules.
func completeOffers(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var ids []string
	for _, o := range catalogue.Builtin().Offers() {
		ids = append(ids, o.ID)
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}

func completeSets(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	d, err := load(choice{})
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var ids []string
	for _, s := range d.doc.List() {
		ids = append(ids, s.ID)
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}

// day is the date a person wrote for a flag, or today.
func (a *app) day(flag, text string) (havre.Date, error) {
	if text == "" {
		return a.today(), nil
	}
	d, err := havre.ParseDate(text)
	if err != nil {
		return d, havre.Problems{{Field: flag, Value: text, Message: havre.Text{
			FR: "une date AAAA-MM-JJ est attendue", EN: "a date YYYY-MM-DD is expected",
		}}}
	}
	return d, nil
}

// data is a catalogue, the fact model it makes, and the rules read with that model.
type data struct {
	cat   *catalogue.Catalogue
	model *fact.Model
	doc   *doctrine.Doctrine
}

// load reads the catalogue and the rules, those of the program unless directories
// are given.
func load(by choice) (d data, err error) {
	if d.cat, err = loadCatalogue(by.catalogueDir); err != nil {
		return d, err
	}
	if d.model, err = decision.Model(d.cat); err != nil {
		return d, err
	}
	d.doc, err = loadDoctrine(by.doctrineDir, d.model)
	return d, err
}

func loadCatalogue(dir string) (*catalogue.Catalogue, error) {
	if dir == "" {
		return catalogue.Builtin(), nil
	}
	files, err := folder(dir)
	if err != nil {
		return nil, err
	}
	return catalogue.Load(files)
}

func loadDoctrine(dir string, m *fact.Model) (*doctrine.Doctrine, error) {
	if dir == "" {
		return doctrine.Builtin(m)
	}
	files, err := folder(dir)
	if err != nil {
		return nil, err
	}
	return doctrine.Load(files, m)
}

// folder opens a directory, and says so when it is not one.
func folder(dir string) (fs.FS, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, havre.Problems{fileProblem(dir, err)}
	}
	if !info.IsDir() {
		return nil, havre.Problems{{File: dir, Message: havre.Text{FR: "un répertoire est attendu", EN: "a directory is expected"}}}
	}
	return os.DirFS(dir), nil
}

// judge is who decides on the day and with the rules that were chosen.
func (a *app) judge(by choice) (*decision.Judge, error) {
	on, err := a.day("--on", by.on)
	if err != nil {
		return nil, err
	}
	d, err := load(by)
	if err != nil {
		return nil, err
	}
	return decision.NewJudge(d.cat, d.doc, decision.Options{On: on, Force: by.force})
}

// offerIDs are the offers of a judge.
func offerIDs(j *decision.Judge) []string {
	var out []string
	for i := range j.View().Offers {
		out = append(out, j.View().Offers[i].ID)
	}
	return out
}

// checkOffer refuses an offer that the catalogue does not hold.
func checkOffer(id string, known []string) error {
	if slices.Contains(known, id) {
		return nil
	}
	return havre.Problems{{
		Field: "--offer", Value: id, Suggestion: havre.Nearest(id, known),
		Message: havre.Text{FR: "offre inconnue ; « havre catalogue list » les énumère", EN: "unknown offer; \"havre catalogue list\" lists them"},
	}}
}
