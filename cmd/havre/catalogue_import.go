package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// importing is one run of havre catalogue import.
type importing struct {
	*app
	by           choice
	asOf, until  string
	url          string
	id, title    string
	publisher    string
	confidence   string
	series       string
	dir          string
	ignore       []string
	write, yes   bool
	replace, new bool
}

func (a *app) catalogueImport() *cobra.Command {
	im := &importing{app: a}
	c := a.command(entry{
		use:   havre.Text{FR: "import FICHIER --as-of DATE --source URL", EN: "import FILE --as-of DATE --source URL"},
		short: havre.Text{FR: "lit le tableau d'un ministère et montre ce qu'il changerait", EN: "reads a ministry's table and shows what it would change"},
		long: havre.Text{
			FR: "Lit un tableau de plateformes ou une matrice de liens (Markdown, CSV, xlsx, ods), montre la différence avec ce qui est connu à la date, et n'écrit rien. Avec --write, écrit ensuite l'instantané dans le catalogue de --dir, en entier ou pas du tout, après confirmation ; hors d'un terminal, il faut --yes. Une cellule illisible fait refuser le tout, avec son adresse.",
			EN: "Reads a table of platforms or a matrix of links (Markdown, CSV, xlsx, ods), shows the difference with what is known on the date, and writes nothing. With --write, then writes the snapshot to the catalogue of --dir, whole or not at all, after a confirmation; outside a terminal, --yes is needed. A cell that cannot be read refuses everything, with its address.",
		},
		example: havre.Same("havre catalogue import table.md --as-of 2026-04-13 \\\n    --source https://example.org/table\nhavre catalogue export mon-catalogue/\nhavre catalogue import table.md --as-of 2026-04-13 \\\n    --source https://example.org/table --confidence verified \\\n    --dir mon-catalogue/ --write"),
		args:    between(1, 1, havre.Text{FR: "le fichier du tableau", EN: "the file of the table"}),
	}, func(_ *cobra.Command, args []string) error { return im.run(args[0]) })
	im.flags(c)
	a.catalogueFlag(c, &im.by)
	a.formats(c, allFormats...)
	return c
}

func (im *importing) flags(c *cobra.Command) {
	f := c.Flags()
	text := func(to *string, name, value string, usage havre.Text) { f.StringVar(to, name, value, im.say(usage)) }
	text(&im.asOf, "as-of", "", havre.Text{FR: "`date` à laquelle le tableau était vrai (obligatoire)", EN: "`date` on which the table was true (required)"})
	text(&im.until, "until", "", havre.Text{FR: "`date` à laquelle il a été remplacé", EN: "`date` on which it was replaced"})
	text(&im.url, "source", "", havre.Text{FR: "`adresse` où il est publié (obligatoire)", EN: "`address` where it is published (required)"})
	text(&im.id, "id", "", havre.Text{FR: "`identifiant` de l'instantané (par défaut le nom du fichier et la date)", EN: "`identifier` of the snapshot (by default the name of the file and the date)"})
	text(&im.title, "title", "", havre.Text{FR: "`titre` de la source (par défaut le nom du fichier)", EN: "`title` of the source (by default the name of the file)"})
	text(&im.publisher, "publisher", "", havre.Text{FR: "`éditeur` de la source", EN: "`publisher` of the source"})
	text(&im.confidence, "confidence", string(havre.Unverified), havre.Text{
		FR: "`confiance` dans la source : verified, secondary ou unverified (par défaut unverified : une source mieux connue est crue d'abord)",
		EN: "`confidence` in the source: verified, secondary or unverified (by default unverified: a source that is better known is believed first)",
	})
	text(&im.series, "series", "", havre.Text{FR: "`série` dont c'est une nouvelle lecture", EN: "`series` of which this is a new reading"})
	text(&im.dir, "dir", "", havre.Text{FR: "`répertoire` du catalogue où écrire (par défaut celui de --catalogue)", EN: "`directory` of the catalogue to write to (by default that of --catalogue)"})
	f.StringSliceVar(&im.ignore, "ignore", nil, im.say(havre.Text{FR: "`colonne` à laisser de côté (répétable)", EN: "`column` to leave out (repeatable)"}))
	f.BoolVar(&im.new, "new-platforms", false, im.say(havre.Text{FR: "créer les plateformes que le catalogue ne connaît pas", EN: "create the platforms that the catalogue does not know"}))
	f.BoolVar(&im.write, "write", false, im.say(havre.Text{FR: "écrire, après avoir montré la différence", EN: "write, after showing the difference"}))
	f.BoolVar(&im.replace, "replace", false, im.say(havre.Text{FR: "remplacer un instantané de même identifiant", EN: "replace a snapshot of the same identifier"}))
	f.BoolVar(&im.yes, "yes", false, im.say(havre.Text{FR: "ne pas demander confirmation (nécessaire hors d'un terminal)", EN: "do not ask for confirmation (needed outside a terminal)"}))
}

func (im *importing) run(file string) error {
	if im.by.catalogueDir == "" {
		im.by.catalogueDir = im.dir
	}
	if im.dir == "" {
		im.dir = im.by.catalogueDir
	}
	options, err := im.options(file)
	if err != nil {
		return err
	}
	cat, err := loadCatalogue(im.by.catalogueDir)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return havre.Problems{fileProblem(file, err)}
	}
	got, err := cat.Import(content, options)
	if err != nil {
		return err
	}
	if len(got.Warnings) > 0 {
		im.complain(got.Warnings)
	}
	if err := im.show(got); err != nil || !im.write {
		return err
	}
	return im.save(got)
}

var notID = regexp.MustCompile(`[^a-z0-9]+`)

func (im *importing) options(file string) (opt catalogue.ImportOptions, err error) {
	var problems havre.Problems
	need := func(value, flag string) {
		if value == "" {
			problems = append(problems, havre.Problem{Field: flag, Message: havre.Text{FR: "cette option est obligatoire", EN: "this option is required"}})
		}
	}
	need(im.asOf, "--as-of")
	need(im.url, "--source")
	if im.write {
		need(im.dir, "--dir")
	}
	if err := oneOf("--confidence", im.confidence, havre.Confidences...); err != nil {
		return opt, err
	}
	if err := problems.Err(); err != nil {
		return opt, err
	}
	if opt.AsOf, err = im.day("--as-of", im.asOf); err != nil {
		return opt, err
	}
	if im.until != "" {
		if opt.Until, err = im.day("--until", im.until); err != nil {
			return opt, err
		}
	}
	base := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	id := orElse(im.id, strings.Trim(notID.ReplaceAllString(strings.ToLower(base), "-"), "-")+"-"+im.asOf)
	opt.File, opt.Series, opt.Create, opt.Ignore = file, im.series, im.new, im.ignore
	opt.Source = havre.Source{ID: id, Title: orElse(im.title, base), URL: im.url, Date: opt.AsOf, Publisher: im.publisher, Confidence: havre.Confidence(im.confidence)}
	return opt, nil
}

var importTexts = map[catalogue.Change]havre.Text{
	catalogue.Added: {FR: "nouveau", EN: "new"}, catalogue.Changed: {FR: "changé", EN: "changed"}, catalogue.Same: {FR: "inchangé", EN: "same"},
	catalogue.Contradicted: {FR: "contredit", EN: "disputed"}, catalogue.Withdrawn: {FR: "retiré", EN: "withdrawn"},
}

// importLine is a line of the difference, for programs.
type importLine struct {
	Offer      string           `json:"offer"`
	Attribute  string           `json:"attribute"`
	Change     catalogue.Change `json:"change"`
	Before     catalogue.Value  `json:"before"`
	After      catalogue.Value  `json:"after"`
	Words      string           `json:"words"`
	BeforeBy   string           `json:"beforeBy,omitempty"`
	Believed   string           `json:"believed,omitempty"` // of a disputed value, once written
	BelievedBy string           `json:"believedBy,omitempty"`
}

// believed says, of a disputed value, which one will be held true once written.
func (im *importing) believed(line *importLine, c catalogue.Claim) string {
	if c.Value.IsZero() {
		return im.say(havre.Text{FR: " ; les deux seront gardés", EN: "; both will be kept"})
	}
	line.Believed, line.BelievedBy = c.Value.String(), c.Source.ID
	return im.say(havre.Text{FR: " ; sera cru : %[1]s (%[2]s)", EN: "; will be believed: %[1]s (%[2]s)"}, line.Believed, line.BelievedBy)
}

// show writes the difference: what stays the same is only counted.
func (im *importing) show(got *catalogue.Imported) error {
	l := listing{kind: "ImportDiff", columns: []havre.Text{
		{FR: "changement", EN: "change"}, {FR: "offre", EN: "offer"}, {FR: "attribut", EN: "attribute"}, {FR: "avant → après, mots de la cellule", EN: "before → after, words of the cell"},
	}}
	diff := []importLine{}
	for _, d := range got.Diff {
		if d.Change == catalogue.Same {
			continue
		}
		line := importLine{d.Offer, d.Attribute, d.Change, d.Before, d.After, d.Words, d.BeforeBy, "", ""}
		text := orElse(d.Before.String(), "∅") + " → " + orElse(d.After.String(), "∅")
		if d.Words != "" {
			text += im.say(havre.Text{FR: "  « %s »", EN: "  “%s”"}, d.Words)
		}
		if d.Change == catalogue.Contradicted {
			text += " ≠ " + d.BeforeBy + im.believed(&line, got.Believed(d))
		}
		diff = append(diff, line)
		l.rows = append(l.rows, []string{im.say(importTexts[d.Change]), d.Offer, d.Attribute, text})
	}
	l.items = diff
	var counts []string
	for _, c := range []catalogue.Change{catalogue.Added, catalogue.Changed, catalogue.Contradicted, catalogue.Withdrawn, catalogue.Same} {
		counts = append(counts, fmt.Sprintf("%s %d", im.say(importTexts[c]), got.Diff.Count(c)))
	}
	l.foot = []string{strings.Join(counts, ", ") + im.say(havre.Text{FR: " ; plateformes créées : %d", EN: "; platforms created: %d"}, len(got.Platforms))}
	if !im.write && im.format == formatTable {
		l.foot = append(l.foot, im.say(havre.Text{FR: "Rien n'est écrit : ajouter --write et --dir RÉPERTOIRE.", EN: "Nothing is written: add --write and --dir DIRECTORY."}))
	}
	return im.list(l)
}

var writeCatalogue = havre.Text{FR: "écrire dans %s", EN: "write to %s"}

// save writes the snapshot once the whole catalogue is known to load with it.
func (im *importing) save(got *catalogue.Imported) error {
	if ok, err := im.confirm(im.yes, writeCatalogue.With(im.dir), havre.Text{FR: "rien n'est écrit", EN: "nothing is written"}); err != nil || !ok {
		return err
	}
	if err := im.rehearse(got); err != nil {
		return err
	}
	path, err := got.Save(im.dir, im.replace)
	if err != nil {
		return failed(havre.Text{FR: "l'écriture de l'import", EN: "writing the import"}, im.dir, err)
	}
	if !im.quiet {
		fmt.Fprintln(im.err, im.say(havre.Text{FR: "écrit : %s", EN: "written: %s"}, path)) //nolint:errcheck // the file is written all the same
	}
	return nil
}

// rehearse writes to a copy and loads it: nothing is ever half applied.
func (im *importing) rehearse(got *catalogue.Imported) error {
	files, err := folder(im.dir)
	if err != nil {
		return err
	}
	trial := havre.Text{FR: "l'essai de l'import sur une copie du catalogue", EN: "trying the import on a copy of the catalogue"}
	copied, err := os.MkdirTemp("", "havre-import-*")
	if err != nil {
		return failed(trial, os.TempDir(), err)
	}
	defer os.RemoveAll(copied) //nolint:errcheck // a temporary directory
	if err := os.CopyFS(copied, files); err != nil {
		return failed(trial, copied, err)
	}
	if _, err := got.Save(copied, im.replace); err != nil {
		return failed(trial, copied, relative(err, copied, im.dir))
	}
	_, err = catalogue.Load(os.DirFS(copied))
	return err
}

// relative names the real directory in the problems of its copy.
func relative(err error, copied, real string) error {
	var problems havre.Problems
	if !errors.As(err, &problems) {
		return err
	}
	for i := range problems {
		problems[i].File = strings.Replace(problems[i].File, copied, strings.TrimSuffix(real, "/"), 1)
	}
	return problems
}
