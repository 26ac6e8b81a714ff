package catalogue

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
)

// ImportOptions say what a table is and how far to trust it.
type ImportOptions struct {
	File   string       // the name of the table's file, for messages
	Source havre.Source // where it was published; its ID names the snapshot, by default after the file and the day
	Series string       // the series it is a reading of, "" for a table published once
	AsOf   havre.Date   // the day it was true
	Until  havre.Date   // the day it was replaced, when known
	// Create makes new platforms of the rows that name none; otherwise they are
	// refused, with the nearest name.
	Create bool
	// Ignore lists headings of columns to leave out, as written.
	Ignore []string
}

// Imported is a table understood, nothing of which is written yet.
type Imported struct {
	Snapshot  *Snapshot
	Platforms []*Platform // new ones, when asked for
	Diff      Diff
	Warnings  havre.Problems
	newSource bool
	catalogue *Catalogue
}

// Import reads the tables of a file (Markdown, CSV, XLSX or ODS) against what the
// catalogue knows: a table of platforms, a matrix of links, or both. The error is
// [havre.Problems], one for each cell that cannot be read.
func (c *Catalogue) Import(data []byte, opt ImportOptions) (*Imported, error) {
	tables, err := sheet.Read(opt.File, data)
	if err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	im := newImporter(c, opt)
	for _, t := range tables {
		im.legend = append(im.legend, t.Notes...)
	}
	for i := range tables {
		im.take(&tables[i])
	}
	im.finish()
	if err := im.problems.Err(); err != nil {
		return nil, err
	}
	out := &Imported{Snapshot: im.snapshot, Platforms: im.created, Warnings: im.problems, newSource: im.newSource, catalogue: c}
	out.Diff = c.diff(im.snapshot, opt.AsOf)
	return out, nil
}

// importer turns tables into one snapshot.
type importer struct {
	c         *Catalogue
	opt       ImportOptions
	names     *directory
	networks  map[string]string // by squashed name
	snapshot  *Snapshot
	created   []*Platform
	legend    []sheet.Note // the text below all the tables
	problems  havre.Problems
	newSource bool
}

// complete gives a source what its file and day tell, when nobody said better: a
// table is believed last until somebody says how far to trust it.
func (o *ImportOptions) complete() {
	name := strings.TrimSuffix(filepath.Base(o.File), filepath.Ext(o.File))
	if o.Source.ID == "" && o.File != "" && !o.AsOf.IsZero() {
		o.Source.ID = newID(name) + "-" + o.AsOf.String()
	}
	if o.Source.Title == "" {
		o.Source.Title = name
	}
	if o.Source.Date.IsZero() {
		o.Source.Date = o.AsOf
	}
	if o.Source.Confidence == "" {
		o.Source.Confidence = havre.Unverified
	}
}

func newImporter(c *Catalogue, opt ImportOptions) *importer {
	opt.complete()
	im := &importer{c: c, opt: opt, names: c.directory(), networks: c.networkNames()}
	source, known := c.source(opt.Source.ID)
	if !known {
		source = &Source{Source: opt.Source, Series: c.seriesOf(opt.Series)}
		if source.Series != nil {
			source.Owner, source.Authority, source.Hearsay = source.Series.Owner, source.Series.Authority, source.Series.Hearsay
		}
		im.newSource = true
	}
	im.snapshot = &Snapshot{ID: opt.Source.ID, Source: source, Period: havre.Period{From: opt.AsOf, Until: opt.Until}}
	im.checkOptions()
	return im
}

func (im *importer) checkOptions() {
	need := func(missing bool, field string, message havre.Text) {
		if missing {
			im.problems = append(im.problems, havre.Problem{Field: field, Message: message})
		}
	}
	need(im.opt.AsOf.IsZero(), "asOf", havre.Text{FR: "il faut la date à laquelle le tableau était vrai", EN: "the day on which the table was true is needed"})
	need(im.opt.Source.ID == "", "source", havre.Text{FR: "il faut un identifiant de source", EN: "a source identifier is needed"})
	need(im.opt.Source.URL == "" && im.newSource, "source", havre.Text{FR: "il faut l'adresse de la source", EN: "the address of the source is needed"})
	need(im.opt.Series != "" && im.c.seriesOf(im.opt.Series) == nil, "series", havre.Text{FR: "série inconnue", EN: "unknown series"})
}

// take reads one table, by what its headings say that it is.
func (im *importer) take(t *sheet.Table) {
	switch {
	case len(t.Header) > 1 && isNaming(t.Header[0].Text) || im.namingColumn(t) >= 0:
		im.offers(t)
	case im.isMatrix(t):
		im.matrix(t)
	default:
		im.problems = append(im.problems, havre.Problem{
			File: im.opt.File, Line: t.Line, Value: header(t), Warning: true,
			Message: havre.Text{FR: "tableau laissé de côté : ni une colonne « Plateforme », ni une matrice de plateformes connues", EN: "table left out: neither a “Plateforme” column nor a matrix of known platforms"},
		})
		return
	}
	im.notes(t)
}

func header(t *sheet.Table) string {
	var out []string
	for _, h := range t.Header {
		out = append(out, h.Words)
	}
	return strings.Join(out, " | ")
}

func (im *importer) namingColumn(t *sheet.Table) int {
	return slices.IndexFunc(t.Header, func(h sheet.Cell) bool { return isNaming(h.Text) })
}

// notes keeps the text below the table: what ends with a question mark is a
// question that its authors ask.
func (im *importer) notes(t *sheet.Table) {
	for _, n := range t.Notes {
		switch {
		case slices.Contains(im.snapshot.Notes, n.Words) || slices.Contains(im.snapshot.Questions, n.Words):
		case strings.HasSuffix(strings.TrimSpace(n.Text), "?"):
			im.snapshot.Questions = append(im.snapshot.Questions, n.Words)
		default:
			im.snapshot.Notes = append(im.snapshot.Notes, n.Words)
		}
	}
}

func (im *importer) finish() {
	if len(im.snapshot.Table.Rows) == 0 && len(im.snapshot.Matrix.Rows) == 0 && im.problems.Err() == nil {
		im.problems = append(im.problems, havre.Problem{File: im.opt.File, Message: havre.Text{FR: "aucun tableau de plateformes ni matrice de liens", EN: "no table of platforms and no matrix of links"}})
	}
	im.problems.Sort()
}

// offers reads a table with one row for each platform.
func (im *importer) offers(t *sheet.Table) {
	name := im.namingColumn(t)
	readings := im.readings(t, name)
	columns := []string{t.Header[name].Words}
	for i, h := range t.Header {
		if i != name && !im.ignored(h) {
			columns = append(columns, h.Words)
		}
	}
	im.snapshot.Table.Columns = columns
	for _, r := range t.Rows {
		im.row(t, r, name, readings)
	}
}

// readings finds how to read each column; an unknown heading is refused.
func (im *importer) readings(t *sheet.Table, name int) []reading {
	out := make([]reading, len(t.Header))
	for i, h := range t.Header {
		if i == name || im.ignored(h) {
			continue
		}
		r, ok := readingOf(h.Text)
		if !ok {
			im.problems = append(im.problems, havre.Problem{
				File: im.opt.File, Line: h.Line, Column: h.Column, Field: h.Words, Value: h.Words, Suggestion: nearestHeading(h.Text),
				Message: havre.Text{FR: "colonne inconnue : employer un intitulé connu, le chemin d'un attribut, ou la laisser de côté", EN: "unknown column: use a known heading, the path of an attribute, or leave it out"},
			})
		}
		out[i] = r
	}
	return out
}

func (im *importer) ignored(h sheet.Cell) bool { return slices.Contains(im.opt.Ignore, h.Text) }

// row reads the cells of one platform.
func (im *importer) row(t *sheet.Table, r []sheet.Cell, name int, readings []reading) {
	offer := im.offerOf(r[name])
	out := Row{Offer: offer, Name: r[name].Words, Planned: r[name].Italic, Place: im.place(r[name])}
	for i, c := range r {
		if i == name || im.ignored(t.Header[i]) {
			continue
		}
		cell := Cell{Header: t.Header[i].Words, Words: c.Words, Place: im.place(c)}
		if readings[i] != nil {
			said, expected := readings[i](c, isOptional(im.legend, t.Header[i]))
			if said == nil {
				im.problems = append(im.problems, refuseCell(im.opt.File, c, r[name].Text, t.Header[i].Text, expected))
			}
			cell.Says = said
			im.doubt(c, r[name].Text, t.Header[i].Text)
		}
		out.Cells = append(out.Cells, cell)
	}
	if offer != "" && slices.ContainsFunc(im.snapshot.Table.Rows, func(p Row) bool { return p.Offer == offer }) {
		im.refuseName(r[name], "", havre.Text{FR: "cette plateforme a déjà une ligne", EN: "this platform already has a row"})
	}
	im.snapshot.Table.Rows = append(im.snapshot.Table.Rows, out)
}

// doubt warns of a cross, which some write for yes and others for no.
func (im *importer) doubt(c sheet.Cell, row, header string) {
	if sheet.Fold(c.Text) != "x" {
		return
	}
	p := refuseCell(im.opt.File, c, row, header, "O, N")
	p.Warning = true
	p.Message = havre.Text{FR: "ligne « %s », colonne « %s » : une croix peut dire oui ou non, elle est gardée comme inconnue", EN: "row %q, column %q: a cross may mean yes or no, it is kept as unknown"}.With(row, header)
	im.problems = append(im.problems, p)
}

func (im *importer) place(c sheet.Cell) Place {
	return Place{File: im.opt.File, Line: c.Line, Column: c.Column}
}

// offerOf is the offer that a row names; a new one when asked for.
func (im *importer) offerOf(c sheet.Cell) string {
	if id, ok := im.names.find(c.Text); ok {
		return id
	}
	if im.opt.Create && fileName.MatchString(newID(c.Text)) {
		return im.create(c.Text)
	}
	im.refuseName(c, im.names.nearest(c.Text), havre.Text{FR: "plateforme inconnue : corriger le nom, ou demander à créer les plateformes nouvelles", EN: "unknown platform: correct the name, or ask for new platforms to be created"})
	return ""
}

func (im *importer) refuseName(c sheet.Cell, suggestion string, message havre.Text) {
	value := c.Words
	if value == "" {
		value = "…"
	}
	im.problems = append(im.problems, havre.Problem{File: im.opt.File, Line: c.Line, Column: c.Column, Value: value, Suggestion: suggestion, Message: message})
}

// create makes a platform of a row, with the least that a platform has.
func (im *importer) create(name string) string {
	id := newID(name)
	im.names.add(name, id)
	p := &Platform{ID: id, Title: havre.Same(name), Names: []Name{{Name: name, Source: im.snapshot.Source, Period: havre.Period{From: im.opt.AsOf}}}}
	p.Offers = []*Offer{{ID: id, Platform: p, Title: havre.Same(name), Owner: im.ownerOfNew()}}
	im.created = append(im.created, p)
	return id
}

// newID is the identifier that a name gives: nuage-du-ministere.
func newID(name string) string { return strings.ReplaceAll(sheet.Fold(name), " ", "-") }

func (im *importer) ownerOfNew() havre.Text {
	if !im.snapshot.Source.Owner.IsZero() {
		return im.snapshot.Source.Owner
	}
	return havre.Text{FR: "l'auteur du tableau importé", EN: "the author of the imported table"}
}

func (c *Catalogue) source(id string) (*Source, bool) {
	i := slices.IndexFunc(c.Sources, func(s *Source) bool { return s.ID == id })
	if i < 0 {
		return nil, false
	}
	return c.Sources[i], true
}

func (c *Catalogue) seriesOf(id string) *Series {
	for _, s := range c.Series {
		if s.ID == id {
			return s
		}
	}
	return nil
}
