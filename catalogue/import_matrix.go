package catalogue

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
)

// isMatrix says that a table has an empty corner and platforms on both sides, or
// most of them.
func (im *importer) isMatrix(t *sheet.Table) bool {
	if len(t.Header) < 2 || len(t.Rows) == 0 || sheet.Fold(t.Header[0].Text) != "" {
		return false
	}
	known := 0
	for _, h := range t.Header[1:] {
		if len(im.ends(h)) > 0 {
			known++
		}
	}
	return known*2 >= len(t.Header)-1
}

// ends are the platforms or the networks of a heading: one, or several cut by a
// slash.
func (im *importer) ends(c sheet.Cell) []end {
	if e, ok := im.end(c.Text); ok {
		return []end{e}
	}
	var out []end
	for part := range strings.SplitSeq(c.Text, "/") {
		e, ok := im.end(part)
		if !ok {
			return nil
		}
		out = append(out, e)
	}
	return out
}

func (im *importer) end(name string) (end, bool) {
	if id, ok := im.names.find(name); ok {
		return end{id: id, name: name}, true
	}
	if id, ok := im.networks[sheet.Squash(name)]; ok {
		return end{id: id, name: name, network: true}, true
	}
	return end{}, false
}

// matrix reads which platform is linked with which; every cell's words stay, the
// diagonal and the half left empty on purpose included.
func (im *importer) matrix(t *sheet.Table) {
	m := Table{Columns: []string{t.Header[0].Words}}
	columns := make([][]end, len(t.Header))
	for i, h := range t.Header[1:] {
		columns[i+1] = im.endsOrRefuse(h)
		m.Columns = append(m.Columns, h.Words)
	}
	for _, r := range t.Rows {
		rows := im.endsOrRefuse(r[0])
		out := Row{Name: r[0].Words, Planned: r[0].Italic, Place: im.place(r[0])}
		for i, c := range r[1:] {
			cell := Cell{Header: t.Header[i+1].Words, Words: c.Words, Place: im.place(c)}
			cell.Links = im.links(c, rows, columns[i+1], r[0].Text, t.Header[i+1].Text)
			if r[0].Italic || t.Header[i+1].Italic { // a platform to come has no link yet
				plan(cell.Links)
			}
			out.Cells = append(out.Cells, cell)
		}
		m.Rows = append(m.Rows, out)
	}
	im.snapshot.Matrix = m
}

// plan makes the links that are there links to come.
func plan(links []Link) {
	for i := range links {
		if links[i].Status == Yes {
			links[i].Status = Planned
		}
	}
}

func (im *importer) endsOrRefuse(c sheet.Cell) []end {
	e := im.ends(c)
	if len(e) == 0 {
		im.refuseName(c, im.names.nearest(c.Text), havre.Text{FR: "plateforme inconnue dans la matrice", EN: "unknown platform in the matrix"})
	}
	return e
}

// links are those of a cell: of every row platform with every column platform
// but itself. A filler says nothing; a pair said both ways counts once.
func (im *importer) links(c sheet.Cell, rows, columns []end, row, column string) []Link {
	if filler(c.Text) {
		return nil
	}
	var out []Link
	for _, from := range rows {
		for _, to := range columns {
			if from.id == to.id {
				continue
			}
			k, ok := linkOf(c, from, to)
			if !ok {
				im.problems = append(im.problems, refuseCell(im.opt.File, c, row, column, "O, N, ?, VPN, RIE, VPN ?, A=>B"))
				return nil
			}
			if !slices.ContainsFunc(out, func(o Link) bool { return o.pair() == k.pair() }) {
				out = append(out, k)
			}
		}
	}
	return out
}
