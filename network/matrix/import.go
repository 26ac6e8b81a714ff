package matrix

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
)

// Names finds the places of a catalogue by what people call them.
type Names interface {
	Platform(name string) (id string, ok bool)
	Network(name string) (id string, ok bool)
}

// ImportOptions say what is known besides the file.
type ImportOptions struct {
	File  string // its name, for messages
	Names Names
	// Application and Title name the application whose flows these are, "" when
	// nobody says: they tell which side is its own.
	Application, Title string
}

// The messages of a whole file.
var (
	msgPlatforms = havre.Text{
		FR: "c'est une matrice d'interconnexions entre plateformes, non de flux : « havre catalogue import » la lit et montre ce qu'elle changerait au catalogue",
		EN: "this is a matrix of interconnections between platforms, not of flows: “havre catalogue import” reads it and shows what it would change in the catalogue",
	}
	msgNoFlows = havre.Text{
		FR: "aucun tableau de flux reconnu : une ligne d'intitulés est attendue, dans n'importe quel ordre, par exemple Source, Destination, Protocole, Port, Réseau, Nom DNS, VLAN, Environnement, Justification",
		EN: "no table of flows is recognised: a row of headings is expected, in any order, for instance Source, Destination, Protocol, Port, Network, DNS name, VLAN, Environment, Justification",
	}
)

// Import reads a ministry's spreadsheet of flows: our own columns, its own in any
// order, or blocks cut by titles and sections, in XLSX, ODS, CSV or Markdown. Every
// cell is kept in its own words; what cannot be read is among the problems of the
// reading and keeps nothing else from being read. The error is [havre.Problems], for
// a file of which nothing can be read.
func Import(data []byte, opt ImportOptions) (*Reading, error) {
	grids, err := sheet.Grids(opt.File, data)
	if err != nil {
		return nil, err //nolint:wrapcheck // problems are told as they are
	}
	im := &importing{opt: opt, out: Reading{APIVersion: havre.APIVersion, Kind: Kind, File: opt.File}}
	found := false
	_, im.ours = ours(grids)
	for i := range grids {
		if im.interconnections(&grids[i]) {
			return nil, havre.Problems{{File: opt.File, Field: grids[i].Name, Message: msgPlatforms}}
		}
		found = im.sheet(&grids[i]) || found
	}
	if !found {
		return nil, havre.Problems{{File: opt.File, Message: msgNoFlows}}
	}
	im.enter()
	return &im.out, nil
}

// ours finds the sheet of a file that holds our own columns.
func ours(grids []sheet.Grid) (at int, ok bool) {
	at = slices.IndexFunc(grids, func(g sheet.Grid) bool {
		_, own := headed(g.Rows[:min(1, len(g.Rows))])
		return own
	})
	return at, at >= 0
}

// interconnections says that a sheet tells which platforms are linked: an empty
// corner, and places of the catalogue on both sides.
func (im *importing) interconnections(g *sheet.Grid) bool {
	for i, row := range g.Rows {
		if len(row) < 3 || strings.TrimSpace(row[0].Text) != "" || i+1 >= len(g.Rows) {
			continue
		}
		known, filled := im.places(row[1:])
		if filled < 2 || known*2 < filled {
			continue
		}
		var first []sheet.Cell
		for _, r := range g.Rows[i+1:] {
			first = append(first, r[:min(1, len(r))]...)
		}
		if sided, rows := im.places(first); rows > 0 && sided*2 >= rows {
			return true
		}
	}
	return false
}

// places counts the filled cells, and those that name places of the catalogue.
func (im *importing) places(cells []sheet.Cell) (known, filled int) {
	for _, c := range cells {
		if c.Text == "" {
			continue
		}
		filled++
		for part := range strings.SplitSeq(c.Text, "/") {
			if im.place(part) != "" {
				known++
				break
			}
		}
	}
	return known, filled
}

// importing reads one file.
type importing struct {
	opt ImportOptions
	out Reading

	ours      bool // the file is one that we wrote
	entrances []entrance
	told      []string // the columns that were said not to be understood
	inbound   []int    // ranks of the flows that come in
}

// said is what is known of the rows below a title or a section.
type said struct {
	direction   Direction
	network     string
	kind        string
	environment string
}

// reader reads one sheet, row after row.
type reader struct {
	*importing
	sheet  *SheetReading
	grid   *sheet.Grid
	heads  *heads
	middle int  // column from which the half of the destination begins
	title  said // of the block
	part   said // of its section, the block's included
}

// sheet reads one sheet, and says whether it holds flows.
func (im *importing) sheet(g *sheet.Grid) bool {
	r := &reader{importing: im, grid: g, sheet: &SheetReading{Name: g.Name, Hidden: g.Hidden}}
	found := false
	for i := range g.Rows {
		found = r.row(i) || found
	}
	im.out.Sheets = append(im.out.Sheets, *r.sheet)
	return found
}

// row reads one row, and says whether it is the headings of flows.
func (r *reader) row(i int) bool {
	row := filled(r.grid.Rows[i])
	out := RowReading{Line: row[0].Line, As: TextRow}
	for _, c := range row {
		out.Cells = append(out.Cells, CellReading{Ref: refOf(c), Words: wordsOf(c), Carried: c.Carried})
	}
	if _, own := headed(r.grid.Rows[:1]); r.ours && !own { // a sheet of openings says the flows again
		r.sheet.Rows = append(r.sheet.Rows, out)
		return false
	}
	headings := false
	h, isHeads := headsOf(row, r.middle)
	middle := halves(row)
	switch {
	case isHeads:
		out.As, r.heads, r.middle, headings = HeadingRow, &h, 0, h.flows
		r.unknown(&h, row)
	case middle > 0:
		out.As, r.middle = HeadingRow, middle
	case len(row) == 1:
		r.alone(&out, row[0], i)
	case r.heads != nil && r.heads.flows:
		r.flow(&out, row)
	case r.heads != nil:
		r.address(&out, row)
	}
	r.sheet.Rows = append(r.sheet.Rows, out)
	return headings
}

// unknown tells of the columns that mean nothing here, once for those of the same
// headings.
func (r *reader) unknown(h *heads, row []sheet.Cell) {
	if list := strings.Join(h.unknown, ", "); list != "" && !slices.Contains(r.told, list) {
		r.told = append(r.told, list)
		at := row[slices.IndexFunc(row, func(c sheet.Cell) bool { return c.Text == h.unknown[0] })]
		r.tell(at, "", msgColumns.With(list), at.Text)
	}
}

// filled are the cells of a row that hold something.
func filled(row []sheet.Cell) []sheet.Cell {
	return slices.DeleteFunc(slices.Clone(row), func(c sheet.Cell) bool { return c.Text == "" })
}

// wordsOf is a cell as written: with its marks in a text, where they are words, and
// without the emphasis of a spreadsheet, where it is none.
func wordsOf(c sheet.Cell) string {
	if c.Ref != "" {
		return c.Text
	}
	return c.Words
}

// halves says from which column the half of the destination begins, when a row only
// names both halves of the table below, or the second.
func halves(row []sheet.Cell) int {
	at := 0
	for _, c := range row {
		switch f, _ := fieldOf(c.Text); f {
		case fieldTo:
			at = c.Column
		case fieldFrom:
		default:
			return 0
		}
	}
	if len(row) > 2 {
		return 0
	}
	return at
}

// alone reads a row of one cell: the title of a block when headings follow, else a
// section of it, or words that are only kept.
func (r *reader) alone(out *RowReading, c sheet.Cell, i int) {
	s, ok := sectionOf(c.Text)
	switch {
	case r.opens(i):
		out.As, r.title, r.part, r.heads, r.middle = SectionRow, s, s, nil, 0
	case r.heads == nil:
		return // words before any table
	case ok:
		out.As = SectionRow
		r.enterPart(s)
	case r.heads.flows:
		r.tell(c, "", msgAlone, "")
	}
	if ok {
		out.Cells[0].Says, out.Cells[0].label = s.String(), s.label()
	}
}

// opens says that the next rows are headings.
func (r *reader) opens(i int) bool {
	if i+1 >= len(r.grid.Rows) {
		return false
	}
	next := filled(r.grid.Rows[i+1])
	_, isHeads := headsOf(next, 0)
	return isHeads || halves(next) > 0
}

// enterPart begins a section: a new environment forgets what the sections of the one
// before said.
func (r *reader) enterPart(s said) {
	if s.environment != "" {
		r.part = r.title
		r.part.environment = s.environment
	}
	if s.kind != "" || s.direction != "" {
		r.part.network = r.title.network
	}
	r.part.kind = orElse(s.kind, r.part.kind)
	r.part.network = orElse(s.network, r.part.network)
	if s.direction != "" {
		r.part.direction = s.direction
	}
}

// sectionOf is what a title says of the flows below it.
func sectionOf(text string) (said, bool) {
	var s said
	s.environment, _ = environmentOf(text)
	s.network, _ = networkOf(text)
	s.direction, _ = directionOf(text)
	s.kind, _ = kindOf(text)
	if s.network == "local" { // an internal access, not a flow inside the platform
		s.network = ""
	}
	if len(sheet.Fold(text)) > longestSection {
		return said{}, false
	}
	return s, s != said{}
}

// longestSection is how long the title of a section may be: beyond, it is a sentence.
const longestSection = 80

// label is what was understood, as people read it.
func (s said) label() havre.Text {
	out := havre.Text{}
	for _, x := range []struct {
		column Column
		value  string
	}{{ColEnvironment, s.environment}, {ColDirection, string(s.direction)}, {ColNetwork, s.network}, {ColKind, s.kind}} {
		if x.value != "" {
			out = listed(out, x.column.Text(x.value))
		}
	}
	return out
}

// listed adds words to a list of them.
func listed(list, words havre.Text) havre.Text {
	if list.IsZero() {
		return words
	}
	return havre.Same("%[1]s, %[2]s").With(list, words)
}

// String is what was understood, as a dossier writes it.
func (s said) String() string {
	var out []string
	for _, x := range [][2]string{{"environment", s.environment}, {"direction", string(s.direction)}, {"network", s.network}, {"kind", s.kind}} {
		if x[1] != "" {
			out = append(out, x[0]+": "+x[1])
		}
	}
	return strings.Join(out, ", ")
}
