package sheet

import (
	"slices"
	"strconv"
	"strings"
)

// merged is a cell that spans several rows of its column.
type merged struct {
	column      int // from 0
	first, last int // rows, from 1
}

// carry puts the value of a merged cell in each row that it covers: people merge the
// cell that several rows share. A cell merged over columns stays in the first of
// them, where a title stands. numbers are those of the rows, in order.
func carry(rows [][]Cell, numbers []int, spans []merged, b *budget) error {
	for _, m := range spans {
		at, found := slices.BinarySearch(numbers, m.first)
		if !found || m.column >= len(rows[at]) || rows[at][m.column].Text == "" {
			continue
		}
		from := rows[at][m.column]
		for i := at + 1; i < len(rows) && numbers[i] <= m.last; i++ {
			if err := b.spend(max(1, m.column+1-len(rows[i])), numbers[i]); err != nil {
				return err
			}
			row := slices.Clone(rows[i]) // rows written once and repeated are the same
			for len(row) <= m.column {
				row = append(row, Cell{Line: numbers[i], Column: len(row) + 1, Ref: ref(numbers[i]-1, len(row))})
			}
			if c := &row[m.column]; c.Text == "" {
				c.Words, c.Text, c.Bold, c.Italic, c.Carried = from.Words, from.Text, from.Bold, from.Italic, true
			}
			rows[i] = row
		}
	}
	return nil
}

// bare says that nothing was written in a row itself.
func bare(row []Cell) bool {
	return !slices.ContainsFunc(row, func(c Cell) bool { return c.Text != "" && !c.Carried })
}

// spanOf reads the range of merged cells of an XLSX workbook, A2:C5; ok is false for
// one that stays on one row.
func spanOf(reference string) (m merged, ok bool) {
	from, to, found := strings.Cut(reference, ":")
	if !found {
		return m, false
	}
	m = merged{column: columnOf(from, 0), first: rowOf(from), last: rowOf(to)}
	return m, m.first > 0 && m.last > m.first && m.column < MaxColumns
}

// rowOf is the number that a reference ends with, 0 for none.
func rowOf(reference string) int {
	n, err := strconv.Atoi(strings.TrimLeft(reference, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if err != nil {
		return 0
	}
	return n
}
