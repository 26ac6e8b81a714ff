package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/terminal"
)

func (a *app) doctrineCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("doctrine"),
		short: havre.Text{FR: "les règles publiées : lister, montrer, vérifier, essayer, comparer", EN: "the published rules: list, show, check, test, compare"},
		long: havre.Text{
			FR: "Les ensembles de règles sont des données datées, avec leurs sources, leurs textes dans les deux langues et leurs cas d'essai.",
			EN: "Rule sets are dated data, with their sources, their texts in both languages and their test cases.",
		},
		example: havre.Same("havre doctrine list\nhavre doctrine show state-2023 --rule R9-SNC-2023\nhavre doctrine check --doctrine-dir sets/\nhavre doctrine diff state-2021 state-2023"),
	}, nil)
	c.AddCommand(a.doctrineList(), a.doctrineShow(), a.doctrineCheck(), a.doctrineTest(), a.doctrineDiff())
	return c
}

var levelTexts = map[doctrine.Level]havre.Text{
	doctrine.Common: {FR: "commune", EN: "common"}, doctrine.State: {FR: "État", EN: "State"},
	doctrine.Statute: {FR: "loi", EN: "statute"}, doctrine.Ministry: {FR: "ministère", EN: "ministry"},
}

// setItem is a set in a list.
type setItem struct {
	ID       string     `json:"id"`
	Title    string     `json:"title"`
	Version  string     `json:"version"`
	Level    string     `json:"level"`
	Ministry string     `json:"ministry,omitempty"`
	From     havre.Date `json:"from,omitzero"`
	Until    havre.Date `json:"until,omitzero"`
	InForce  bool       `json:"inForce"`
	Rules    int        `json:"rules"`
	SHA256   string     `json:"sha256"`
}

func (a *app) doctrineList() *cobra.Command {
	var by choice
	c := a.command(entry{
		use: havre.Same("list"), short: havre.Text{FR: "les doctrines et leurs dates", EN: "the doctrines and their dates"},
		long:    havre.Text{FR: "Énumère les ensembles de règles ; ceux en vigueur à la date sont marqués ●.", EN: "Lists the rule sets; those in force on the date are marked ●."},
		example: havre.Same("havre doctrine list\nhavre doctrine list --on 2021-09-01 -o json"), args: between(0, 0, havre.Text{}),
	}, func(*cobra.Command, []string) error {
		on, err := a.day("--on", by.on)
		if err != nil {
			return err
		}
		d, err := load(by)
		if err != nil {
			return err
		}
		return a.list(a.setListing(d.doc, on))
	})
	a.dayFlag(c, &by)
	a.dataFlags(c, &by)
	a.formats(c, allFormats...)
	return c
}

func (a *app) setListing(doc *doctrine.Doctrine, on havre.Date) listing {
	l := listing{kind: "DoctrineList", columns: []havre.Text{
		havre.Same(" "),
		{FR: "identifiant", EN: "identifier"},
		{FR: "niveau", EN: "level"},
		{FR: "du", EN: "from"},
		{FR: "au (exclu)", EN: "until"},
		{FR: "règles", EN: "rules"},
		{FR: "titre", EN: "title"},
	}}
	list := []setItem{}
	for _, s := range doc.List() {
		it := setItem{s.ID, s.Title.In(a.lang), s.Version, string(s.Level), s.Ministry, s.Period.From, s.Period.Until, s.Period.Contains(on), len(s.Effective()), s.Digest}
		list = append(list, it)
		mark := " "
		if it.InForce {
			mark = "●"
		}
		l.rows = append(l.rows, []string{mark, it.ID, a.say(levelTexts[s.Level]), it.From.String(), it.Until.String(), strconv.Itoa(it.Rules), it.Title})
	}
	l.items = list
	return l
}

var checkExits = []exitLine{
	{exitOK, havre.Text{FR: "rien à corriger (des avertissements sont possibles)", EN: "nothing to correct (there may be warnings)"}},
	{exitFailure, havre.Text{FR: "autre échec", EN: "any other failure"}},
	{exitUsage, havre.Text{FR: "il y a quelque chose à corriger, à l'endroit indiqué", EN: "something is to be corrected, at the place given"}},
}

func (a *app) doctrineCheck() *cobra.Command {
	var by choice
	c := a.command(entry{
		use: havre.Same("check"), short: havre.Text{FR: "ce qui est faux ou douteux dans les règles, à la ligne près", EN: "what is wrong or doubtful in the rules, line by line"},
		long: havre.Text{
			FR: "Vérifie les règles contre le modèle de faits : erreurs avec fichier et ligne, règles qui ne peuvent jamais s'appliquer ou qu'une autre implique, faits que rien n'emploie, trous et chevauchements de dates, besoins pour lesquels aucune offre ne peut convenir.",
			EN: "Checks the rules against the fact model: errors with file and line, rules that can never apply or that another implies, facts that nothing uses, gaps and overlaps of dates, needs that no offer can ever suit.",
		},
		example: havre.Same("havre doctrine check\nhavre doctrine check --doctrine-dir sets/ -o json"), exits: checkExits, args: between(0, 0, havre.Text{}),
	}, func(*cobra.Command, []string) error {
		problems, err := a.checkDoctrine(by)
		if err != nil {
			return err
		}
		return a.found(problems, havre.Text{FR: "Les règles sont cohérentes.", EN: "The rules are consistent."})
	})
	a.dayFlag(c, &by)
	a.dataFlags(c, &by)
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	return c
}

func (a *app) checkDoctrine(by choice) (havre.Problems, error) {
	on, err := a.day("--on", by.on)
	if err != nil {
		return nil, err
	}
	dir := by.doctrineDir
	by.doctrineDir = ""
	d, err := load(by)
	if err != nil {
		return nil, err
	}
	var offers []fact.Facts
	for _, o := range d.cat.At(on, d.model).Offers {
		offers = append(offers, o.Facts)
	}
	if dir == "" {
		return doctrine.Check(d.doc, on, offers), nil
	}
	files, err := folder(dir)
	if err != nil {
		return nil, err
	}
	return doctrine.CheckFiles(files, d.model, on, offers), nil
}

// found writes what a check found, which is its result, and gives its exit code.
func (a *app) found(problems havre.Problems, fine havre.Text) error {
	if a.quiet {
		problems = slices.DeleteFunc(problems, func(p havre.Problem) bool { return p.Warning })
	}
	err := error(nil)
	switch {
	case a.format == formatTable && len(problems) == 0:
		err = a.line(a.say(fine))
	case a.format == formatTable:
		var b strings.Builder
		for _, p := range problems {
			b.WriteString(terminal.Hang("", "  ", p.In(a.lang), a.width()))
		}
		err = a.line(strings.TrimSuffix(b.String(), "\n"))
	case a.format == formatNDJSON:
		err = writeLines(a.out, problems)
	default:
		if problems == nil {
			problems = havre.Problems{}
		}
		err = a.record(problemList{havre.APIVersion, "Problems", problems})
	}
	if err == nil && problems.Err() != nil {
		return exitCode(exitUsage)
	}
	return err
}
