package main

import (
	"bytes"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/network/matrix"
)

// answerMarks are the answers by sign.
var answerMarks = map[havre.Truth]string{havre.Yes: "✔", havre.Unknown: "?", havre.No: "✘"}

// flowsTable writes the flows for people.
func (m *mapping) flowsTable(x *matrix.Matrix) error {
	l := listing{columns: []havre.Text{
		havre.Same(" "), {FR: "environnement", EN: "environment"}, havre.Same("source"), havre.Same("destination"), havre.Same("service"), {FR: "chemin, ou ce qui manque", EN: "way, or what is missing"},
	}}
	for i := range x.Rows {
		r := &x.Rows[i]
		l.rows = append(l.rows, []string{
			answerMarks[r.Answer.Value], m.say(matrix.ColEnvironment.Text(r.Environment)), m.say(r.Source.Label()), m.say(r.Destination.Label()), m.service(r), m.outcome(r),
		})
	}
	l.foot = []string{m.say(havre.Text{FR: "%[1]s ; réponse oui : %[2]d, non : %[3]d, à confirmer : %[4]d", EN: "%[1]s; answer yes: %[2]d, no: %[3]d, to be confirmed: %[4]d"},
		havre.Count(len(x.Rows), havre.Text{FR: "ligne", EN: "row"}, havre.Text{FR: "lignes", EN: "rows"}), x.Count(havre.Yes), x.Count(havre.No), x.Count(havre.Unknown))}
	if len(x.Incomplete) > 0 {
		l.foot = append(l.foot, m.say(havre.Text{FR: "Flux non déclarés, ou pas tous : %s", EN: "Flows not declared, or not all: %s"}, strings.Join(x.Incomplete, ", ")))
	}
	return m.table(l)
}

// service is the protocol and the ports of a flow, with the network it asks for.
func (m *mapping) service(r *matrix.Row) string {
	out := r.Flow.Protocol
	if p := r.Flow.Port.String(); p != "" {
		out = strings.TrimPrefix(out+"/"+p, "/")
	}
	if out == "" {
		out = m.say(havre.Text{FR: "service non précisé", EN: "service not stated"})
	}
	if r.Flow.Network != "" {
		out += " (" + m.say(matrix.ColNetwork.Text(r.Flow.Network)) + ")"
	}
	return out
}

// outcome is the way of a flow, with what is missing on it.
func (m *mapping) outcome(r *matrix.Row) string {
	var parts []string
	if !r.Answer.Way.IsZero() {
		parts = append(parts, m.say(r.Answer.Way))
	}
	for _, x := range r.Answer.Missing {
		parts = append(parts, m.say(havre.Text{FR: "%[1]s (à demander à : %[2]s)", EN: "%[1]s (ask %[2]s)"}, x.Text, x.Owner))
	}
	if text := r.ToComplete(); !text.IsZero() {
		parts = append(parts, m.say(text))
	}
	return strings.Join(parts, " ; ")
}

// openingsTable writes what each team opens, for people.
func (m *mapping) openingsTable(x *matrix.Matrix) error {
	var b bytes.Buffer
	s := m.sheet(&b, nil, true)
	teams := matrix.Openings(x)
	for i := range teams {
		t := &teams[i]
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(s.style.Strong(m.say(t.Title)) + "\n")
		s.text("  ", m.say(t.Owner))
		for j := range t.Openings {
			o := &t.Openings[j]
			line := m.say(havre.Text{FR: "%[1]s, %[2]s : %[3]s → %[4]s, %[5]s", EN: "%[1]s, %[2]s: %[3]s → %[4]s, %[5]s"}, o.Todo(), o.Side.Text(), o.Row.Source.Label(), o.Row.Destination.Label(), m.service(o.Row))
			if o.Row.Environment != "" {
				line += " · " + m.say(matrix.ColEnvironment.Text(o.Row.Environment))
			}
			if text := o.Row.ToComplete(); !text.IsZero() {
				line += " · " + m.say(text)
			}
			b.WriteString(terminal.Hang("  - ", "    ", line, s.cols))
		}
	}
	if len(teams) == 0 {
		s.text("", m.say(havre.Text{FR: "Rien à ouvrir.", EN: "Nothing to open."}))
	}
	_, err := b.WriteTo(m.out)
	return err
}

// changeLine is a difference, for programs.
type changeLine struct {
	Change      matrix.ChangeKind `json:"change"`
	Application string            `json:"application"`
	Environment string            `json:"environment"`
	Source      string            `json:"source"`
	Destination string            `json:"destination"`
	Protocol    string            `json:"protocol"`
	Port        string            `json:"port"`
	Columns     []string          `json:"columns"`
	Before      []string          `json:"before"`
	After       []string          `json:"after"`
}

var flowChangeTexts = map[matrix.ChangeKind]havre.Text{
	matrix.Added: {FR: "ajouté", EN: "added"}, matrix.Removed: {FR: "retiré", EN: "removed"}, matrix.Changed: {FR: "changé", EN: "changed"},
}

// columnChange is what a column said, and says.
func columnChange(c *matrix.Change, col matrix.Column) havre.Text {
	said := func(l *matrix.Line) havre.Text {
		if l[col] == "" {
			return havre.Text{FR: "rien", EN: "nothing"}
		}
		return col.Text(l[col])
	}
	return havre.Text{FR: "%[1]s : %[2]s → %[3]s", EN: "%[1]s: %[2]s → %[3]s"}.With(col.Title(), said(&c.Before), said(&c.After))
}

// changesSheet writes differences for a spreadsheet, in the words that people read.
func (m *mapping) changesSheet(changes []matrix.Change) error {
	columns := []matrix.Column{matrix.ColApplication, matrix.ColEnvironment, matrix.ColDirection, matrix.ColSource, matrix.ColSourcePlatform, matrix.ColDestination, matrix.ColDestinationPlatform, matrix.ColProtocol, matrix.ColPort}
	head := []string{m.say(havre.Text{FR: "Changement", EN: "Change"})}
	for _, c := range columns {
		head = append(head, m.say(c.Title()))
	}
	head = append(head, m.say(havre.Text{FR: "Ce qui change", EN: "What changes"}))
	rows := make([][]string, len(changes))
	for i := range changes {
		c := &changes[i]
		row := []string{m.say(flowChangeTexts[c.Kind])}
		for _, col := range columns {
			row = append(row, m.say(col.Text(c.Line()[col])))
		}
		var what []string
		for _, col := range c.Columns {
			what = append(what, m.say(columnChange(c, col)))
		}
		rows[i] = append(row, strings.Join(what, " ; "))
	}
	return writeRows(m.out, head, rows)
}

// changesListing lists differences for every format.
func changesListing(changes []matrix.Change, lang havre.Lang) listing {
	l := listing{kind: "FlowMatrixDiff", columns: []havre.Text{
		{FR: "changement", EN: "change"}, {FR: "environnement", EN: "environment"}, {FR: "flux", EN: "flow"}, {FR: "ce qui change", EN: "what changes"},
	}}
	items := []changeLine{}
	count := map[matrix.ChangeKind]int{}
	for i := range changes {
		c := &changes[i]
		line := c.Line()
		count[c.Kind]++
		item := changeLine{
			Change: c.Kind, Application: line[matrix.ColApplication], Environment: line[matrix.ColEnvironment],
			Source: orElse(line[matrix.ColSource], line[matrix.ColSourcePlatform]), Destination: orElse(line[matrix.ColDestination], line[matrix.ColDestinationPlatform]),
			Protocol: line[matrix.ColProtocol], Port: line[matrix.ColPort], Columns: []string{}, Before: []string{}, After: []string{},
		}
		var what []string
		for _, col := range c.Columns {
			before, after := c.Before[col], c.After[col]
			item.Columns, item.Before, item.After = append(item.Columns, col.ID()), append(item.Before, before), append(item.After, after)
			what = append(what, columnChange(c, col).In(lang))
		}
		items = append(items, item)
		flow := strings.TrimRight(item.Source+" → "+item.Destination+", "+strings.Trim(item.Protocol+"/"+item.Port, "/"), ", ")
		l.rows = append(l.rows, []string{flowChangeTexts[c.Kind].In(lang), matrix.ColEnvironment.Text(item.Environment).In(lang), flow, strings.Join(what, " ; ")})
	}
	l.items = items
	l.foot = []string{havre.Text{FR: "ajoutés %[1]d, retirés %[2]d, changés %[3]d", EN: "added %[1]d, removed %[2]d, changed %[3]d"}.With(count[matrix.Added], count[matrix.Removed], count[matrix.Changed]).In(lang)}
	return l
}
