package catalogue

import (
	"github.com/havre-cloud/havre"
)

func (l *loader) readSnapshot(meta, spec *object) {
	s := &Snapshot{ID: meta.need("id"), Place: meta.place(), Source: l.source(spec), Period: spec.period(), Notes: spec.list("notes"), Questions: spec.list("questions")}
	if s.Period.From.IsZero() {
		spec.require("from")
	}
	if n := spec.get("table"); n != nil {
		s.Table = l.readTable(spec.child(n, "table"), true)
	}
	if n := spec.get("matrix"); n != nil {
		s.Matrix = l.readTable(spec.child(n, "matrix"), false)
	}
	l.c.Snapshots = append(l.c.Snapshots, s)
}

func (l *loader) readTable(o *object, ofOffers bool) Table {
	t := Table{Columns: o.list("columns")}
	o.each("rows", func(r *object) {
		row := Row{Name: r.text("name"), Planned: r.truth("planned") == havre.Yes, Place: r.place()}
		if ofOffers {
			if f := l.offer(r, "offer"); f != nil {
				row.Offer = f.ID
			}
		}
		r.each("cells", func(c *object) { row.Cells = append(row.Cells, l.readCell(c)) })
		if len(t.Columns) > 0 && len(row.Cells) != len(t.Columns)-1 {
			r.refuse(r.node, "cells", row.Name, "", havre.Text{FR: "il faut une cellule par colonne", EN: "one cell is needed for each column"})
		}
		t.Rows = append(t.Rows, row)
	})
	o.close()
	return t
}

func (l *loader) readCell(o *object) Cell {
	c := Cell{Header: o.text("header"), Words: o.text("words"), Place: o.place()}
	o.each("says", func(s *object) { c.Says = append(c.Says, readValue(s)...) })
	o.each("links", func(k *object) { c.Links = append(c.Links, l.readLink(k)) })
	return c
}
