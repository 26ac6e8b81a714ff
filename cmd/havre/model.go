package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/version"
)

// factView is a fact of the published model.
type factView struct {
	Path     string   `json:"path"`
	Kind     string   `json:"kind"`
	Values   []string `json:"values,omitempty"`
	Max      int64    `json:"max,omitempty"`
	Unit     string   `json:"unit,omitempty"`
	Title    string   `json:"title"`
	Question string   `json:"question"`
	Owner    string   `json:"owner"`
}

func (a *app) factsCommand() *cobra.Command {
	var by choice
	c := a.command(entry{
		use:     havre.Same("facts"),
		short:   havre.Text{FR: "le modèle de faits : ce qu'une règle peut lire", EN: "the fact model: what a rule may read"},
		long:    havre.Text{FR: "Énumère les faits qu'une règle peut lire d'un dossier ou d'une offre : leur chemin, leur type, leurs valeurs, qui les connaît.", EN: "Lists the facts that a rule may read of a dossier or of an offer: their path, their type, their values, who knows them."},
		example: havre.Same("havre facts\nhavre facts -o json | jq '.items[].path'"), args: between(0, 0, havre.Text{}),
	}, func(*cobra.Command, []string) error {
		d, err := load(by)
		if err != nil {
			return err
		}
		return a.list(a.factListing(d.model))
	})
	a.dataFlags(c, &by)
	a.formats(c, allFormats...)
	return c
}

var kindTexts = map[fact.Kind]havre.Text{
	fact.Truth: {FR: "oui/non", EN: "yes/no"}, fact.Level: {FR: "niveau", EN: "level"}, fact.Number: {FR: "nombre", EN: "number"},
	fact.Date: {FR: "date", EN: "date"}, fact.Enum: {FR: "un mot", EN: "a word"}, fact.Set: {FR: "des mots", EN: "words"},
}

func (a *app) factListing(m *fact.Model) listing {
	l := listing{kind: "FactList", columns: []havre.Text{
		{FR: "fait", EN: "fact"}, {FR: "type", EN: "type"}, {FR: "ce que c'est, et ses valeurs", EN: "what it is, and its values"},
	}}
	list := []factView{}
	for _, side := range []fact.Side{fact.Dossier, fact.Offer} {
		for i := range m.Defs(side) {
			d := &m.Defs(side)[i]
			v := factView{d.Name(), d.Kind.String(), d.Values, d.Max, d.Unit, d.Title.In(a.lang), d.Question.In(a.lang), d.Owner.In(a.lang)}
			list = append(list, v)
			text := v.Title
			if len(v.Values) > 0 {
				text += a.say(havre.Text{FR: " : ", EN: ": "}) + strings.Join(v.Values, ", ")
			}
			l.rows = append(l.rows, []string{v.Path, a.say(kindTexts[d.Kind]), text})
		}
	}
	l.items = list
	return l
}

// schemas are the documents whose form is published.
var schemas = map[string]func(havre.Lang) map[string]any{"dossier": dossier.Schema}

var schemaNames = []string{"dossier"}

func (a *app) schemaCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Text{FR: "schema DOCUMENT", EN: "schema DOCUMENT"},
		short: havre.Text{FR: "le schéma JSON d'un document, pour que l'éditeur le complète", EN: "the JSON Schema of a document, so that an editor completes it"},
		long: havre.Text{
			FR: "Écrit le schéma JSON (2020-12) d'un document : " + strings.Join(schemaNames, ", ") + ". Un éditeur qui le connaît complète et vérifie le dossier pendant la saisie.",
			EN: "Writes the JSON Schema (2020-12) of a document: " + strings.Join(schemaNames, ", ") + ". An editor that knows it completes and checks the dossier as it is typed.",
		},
		example: havre.Same("havre schema dossier > dossier.schema.json\n# dossier.yaml : # yaml-language-server: $schema=dossier.schema.json"),
		args:    between(1, 1, havre.Text{FR: "le document : dossier", EN: "the document: dossier"}),
	}, func(_ *cobra.Command, args []string) error {
		schema, ok := schemas[args[0]]
		if !ok {
			return havre.Problems{{Value: args[0], Suggestion: havre.Nearest(args[0], schemaNames), Message: havre.Text{
				FR: "aucun schéma de ce nom ; il y a : %s", EN: "no schema of that name; there are: %s",
			}.With(strings.Join(schemaNames, ", "))}}
		}
		return writeJSON(a.out, schema(a.lang))
	})
	c.ValidArgs = schemaNames
	return c
}

func (a *app) versionCommand() *cobra.Command {
	c := a.command(entry{
		use: havre.Same("version"), short: havre.Text{FR: "la version du programme", EN: "the version of the program"},
		long:    havre.Text{FR: "Affiche la version du programme, son commit et sa date. Celles des règles et du catalogue sont dans chaque décision.", EN: "Shows the version of the program, its commit and its date. Those of the rules and of the catalogue are in each decision."},
		example: havre.Same("havre version\nhavre version -o json"), args: between(0, 0, havre.Text{}),
	}, func(*cobra.Command, []string) error {
		v := version.Get()
		if a.format != formatTable {
			return a.record(v)
		}
		words := []string{"havre", v.Version}
		for _, w := range []string{v.Commit, v.Date} {
			if w != "" {
				words = append(words, w)
			}
		}
		return a.line(strings.Join(append(words, v.Go, v.Platform), " "))
	})
	a.formats(c, formatTable, formatJSON, formatYAML)
	return c
}

func (a *app) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	c := a.command(entry{
		use:     havre.Text{FR: "completion SHELL", EN: "completion SHELL"},
		short:   havre.Text{FR: "la complétion pour bash, zsh, fish ou powershell", EN: "completion for bash, zsh, fish or powershell"},
		long:    havre.Text{FR: "Écrit le script de complétion d'un interpréteur de commandes.", EN: "Writes the completion script of a shell."},
		example: havre.Same("source <(havre completion bash)\nhavre completion zsh > \"${fpath[1]}/_havre\"\nhavre completion fish > ~/.config/fish/completions/havre.fish"),
		args:    between(1, 1, havre.Text{FR: "l'interpréteur : bash, zsh, fish ou powershell", EN: "the shell: bash, zsh, fish or powershell"}),
	}, func(c *cobra.Command, args []string) error {
		root := c.Root()
		switch args[0] {
		case "bash":
			return root.GenBashCompletionV2(a.out, true)
		case "zsh":
			return root.GenZshCompletion(a.out)
		case "fish":
			return root.GenFishCompletion(a.out, true)
		case "powershell":
			return root.GenPowerShellCompletionWithDesc(a.out)
		}
		return oneOf("SHELL", args[0], shells...)
	})
	c.ValidArgs = shells
	return c
}
