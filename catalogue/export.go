package catalogue

import (
	"strings"
)

// Markdown writes a snapshot as the table it was read from, every cell in its own
// words; importing it again gives the same snapshot.
func (s *Snapshot) Markdown() string {
	var b strings.Builder
	s.Table.markdown(&b)
	if len(s.Table.Rows) > 0 && len(s.Matrix.Rows) > 0 {
		b.WriteString("\n")
	}
	s.Matrix.markdown(&b)
	for _, list := range [][]string{s.Notes, s.Questions} {
		for _, n := range list {
			b.WriteString("\n" + n + "\n")
		}
	}
	return b.String()
}

func (t *Table) markdown(b *strings.Builder) {
	if len(t.Rows) == 0 {
		return
	}
	line := func(cells []string) {
		for _, c := range cells {
			b.WriteString("| " + strings.ReplaceAll(c, "|", `\|`) + " ")
		}
		b.WriteString("|\n")
	}
	line(t.Columns)
	b.WriteString(strings.Repeat("|---", len(t.Columns)) + "|\n")
	for _, r := range t.Rows {
		cells := []string{r.Name}
		for _, c := range r.Cells {
			cells = append(cells, c.Words)
		}
		line(cells)
	}
}
