package matrix

import (
	"strings"

	"github.com/havre-cloud/havre"
)

// Line is one row of a matrix as a file holds it: the value of each column, on one
// line of text. Those of a closed list are identifiers: production, out, rie, yes.
type Line [columns]string

// Table is a matrix as files hold it, in one language: what is written, read back and
// compared.
type Table struct {
	On    havre.Date // zero when the file does not say
	Lang  havre.Lang
	Lines []Line
}

// Table is the matrix in a language.
func (m *Matrix) Table(lang havre.Lang) *Table {
	t := &Table{On: m.On, Lang: lang, Lines: make([]Line, len(m.Rows))}
	for i := range m.Rows {
		t.Lines[i] = m.Rows[i].line(lang)
	}
	return t
}

func (r *Row) line(lang havre.Lang) Line {
	f := r.Flow
	line := Line{
		ColApplication: orElse(r.Title, r.Application), ColEnvironment: r.Environment, ColDirection: string(r.Direction), ColKind: f.Kind,
		ColSource: r.Source.Name, ColSourcePlatform: r.Source.Title.In(lang), ColSourceAddress: r.Source.Address,
		ColDestination: r.Destination.Name, ColDestinationPlatform: r.Destination.Title.In(lang), ColDestinationAddress: r.Destination.Address,
		ColProtocol: f.Protocol, ColPort: f.Port.String(), ColNetwork: f.Network, ColDNSName: r.DNSName(), ColVLAN: f.VLAN,
		ColJustification: f.Justification, ColOwner: f.Owner,
		ColAnswer: r.Answer.Value.String(), ColWay: r.Answer.Way.In(lang), ColMissing: r.Answer.missing(lang),
		ColToComplete: r.toComplete(lang), ColName: r.Application, ColFrom: r.Source.Place, ColTo: r.Destination.Place, ColTrace: r.Answer.trace(),
	}
	for c := range line {
		line[c] = clean(line[c])
	}
	return line
}

// missing is what is missing, each with who knows, as one sentence.
func (a *Answer) missing(lang havre.Lang) string {
	parts := make([]string, len(a.Missing))
	for i, x := range a.Missing {
		parts[i] = asked.With(x.Text, x.Owner).In(lang)
	}
	return strings.Join(parts, " ; ")
}

// trace is the way and what is missing on it, by identifiers: it stays the same when
// only names change.
func (a *Answer) trace() string {
	way := ""
	if p := a.Path; p != nil && len(p.Legs) > 0 {
		way = p.Legs[0].From
		for i := range p.Legs {
			way += " > " + p.Legs[i].To
			if over := over(&p.Legs[i]); over != "" {
				way += " (" + over + ")"
			}
		}
	}
	if len(a.Missing) == 0 {
		return way
	}
	keys := make([]string, len(a.Missing))
	for i, x := range a.Missing {
		keys[i] = x.key
	}
	return way + traceMissing + strings.Join(keys, ", ")
}

// traceMissing stands in a trace before what is missing.
const traceMissing = "? "

var asked = havre.Text{FR: "%[1]s (à demander à : %[2]s)", EN: "%[1]s (ask %[2]s)"}

// clean is a value as every kind of file gives it back: on one line, without the
// spaces around it, and without the apostrophe by which a spreadsheet would mark a
// formula as text.
func clean(s string) string {
	s = strings.Join(strings.Fields(strings.Map(printable, s)), " ")
	for len(s) > 1 && s[0] == '\'' && strings.ContainsRune(formulas, rune(s[1])) {
		s = s[1:]
	}
	return s
}

// formulas are the signs by which spreadsheets recognise a formula.
const formulas = "=+-@"

// printable leaves out what no file of ours can hold.
func printable(c rune) rune {
	switch {
	case c < ' ' && c != '\t' && c != '\n' && c != '\r', c == 0x7F, c == '\uFEFF', c == '\uFFFD', c == '\uFFFE', c == '\uFFFF':
		return -1
	}
	return c
}

// Text is a value as people read it in the language of the table.
func (t *Table) Text(line int, c Column) string { return c.Text(t.Lines[line][c]).In(t.Lang) }
