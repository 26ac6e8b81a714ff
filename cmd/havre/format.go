package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
)

// The formats of results.
const (
	formatTable    = "table"
	formatJSON     = "json"
	formatYAML     = "yaml"
	formatNDJSON   = "ndjson"
	formatCSV      = "csv"
	formatMarkdown = "md"
)

var allFormats = []string{formatTable, formatJSON, formatYAML, formatNDJSON, formatCSV, formatMarkdown}

// formats gives a command its -o, and checks it before the command runs.
func (a *app) formats(c *cobra.Command, allowed ...string) {
	var format string // until it is checked, errors are told in the format that was typed
	c.Flags().StringVarP(&format, "output", "o", allowed[0], a.say(havre.Text{FR: "`format` du résultat : ", EN: "`format` of the result: "})+strings.Join(allowed, ", "))
	run := c.RunE
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := oneOf("--output", format, allowed...); err != nil {
			return err
		}
		a.format = format
		return run(c, args)
	}
	a.complete(c, "output", allowed)
}

// complete offers the values of a flag to the shell.
func (a *app) complete(c *cobra.Command, flag string, values []string) {
	_ = c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// encode is v as JSON on one line, with signs such as < and & left readable.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

// writeLine writes v as one line of NDJSON.
func writeLine(w io.Writer, v any) error {
	b, err := encode(v)
	if err == nil {
		_, err = w.Write(b)
	}
	return err
}

// writeJSON writes v over several lines.
func writeJSON(w io.Writer, v any) error {
	b, err := encode(v)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		return err
	}
	_, err = out.WriteTo(w)
	return err
}

// listing is a list that every format can show.
type listing struct {
	kind    string       // of the document: DoctrineList
	columns []havre.Text // heads, for people
	rows    [][]string
	items   any // a slice of structs, for programs
	foot    []string
	none    havre.Text // said to people in the place of a table without rows
}

// list writes a listing in the format asked for.
func (a *app) list(l listing) error {
	switch a.format {
	case formatJSON:
		return writeJSON(a.out, items{havre.APIVersion, l.kind, l.items})
	case formatYAML:
		return writeYAML(a.out, items{havre.APIVersion, l.kind, l.items})
	case formatNDJSON:
		return writeLines(a.out, l.items)
	case formatCSV:
		return writeItems(a.out, l.items)
	case formatMarkdown:
		return a.markdown(l)
	}
	return a.table(l)
}

type items struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Items      any    `json:"items"`
}

// listOpening begins a JSON list that is written as it comes.
func listOpening(kind string) string {
	return `{"apiVersion":"` + havre.APIVersion + `","kind":"` + kind + `","items":[` + "\n"
}

// record writes one object for programs.
func (a *app) record(v any) error {
	switch a.format {
	case formatYAML:
		return writeYAML(a.out, v)
	case formatNDJSON:
		return writeLine(a.out, v)
	}
	return writeJSON(a.out, v)
}

// writeLines writes each element of a slice on its line.
func writeLines(w io.Writer, slice any) error {
	b, err := encode(slice)
	if err != nil {
		return err
	}
	var elements []json.RawMessage
	if err := json.Unmarshal(b, &elements); err != nil {
		return fmt.Errorf("writing a list: %w", err)
	}
	for _, e := range elements {
		if _, err := w.Write(append(e, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// narrow is how few columns are too few to read a sentence in.
const narrow = 30

// table lays a list out: the last column is wrapped to what is left of the width,
// or below the others when too little is.
func (a *app) table(l listing) error {
	if len(l.rows) == 0 && !l.none.IsZero() {
		_, err := fmt.Fprintln(a.out, a.say(l.none))
		return err
	}
	n := len(l.columns)
	wide := make([]int, n)
	heads := make([]string, n)
	for i, c := range l.columns {
		heads[i] = strings.ToUpper(a.say(c))
		wide[i] = terminal.Cells(heads[i])
		for _, r := range l.rows {
			wide[i] = max(wide[i], terminal.Cells(r[i]))
		}
	}
	var b strings.Builder
	line := func(cells []string, style func(string) string) {
		var label strings.Builder
		for i, c := range cells[:n-1] {
			label.WriteString(terminal.Pad(c, wide[i]) + "  ")
		}
		if room := a.width() - terminal.Cells(label.String()); room < narrow && wide[n-1] > room {
			b.WriteString(style(strings.TrimRight(label.String(), " ") + "\n" + terminal.Hang("    ", "    ", cells[n-1], a.width())))
			return
		}
		b.WriteString(style(terminal.Indent(label.String(), cells[n-1], a.width())))
	}
	line(heads, a.style().Strong)
	for _, r := range l.rows {
		line(r, func(s string) string { return s })
	}
	a.foot(&b, l.foot)
	_, err := io.WriteString(a.out, b.String())
	return err
}

func (a *app) foot(b *strings.Builder, lines []string) {
	for i, f := range lines {
		if i == 0 {
			b.WriteString("\n")
		}
		b.WriteString(terminal.Indent("", f, a.width()))
	}
}

func (a *app) markdown(l listing) error {
	var b strings.Builder
	cells := make([]string, len(l.columns))
	for i, c := range l.columns {
		cells[i] = a.say(c)
	}
	b.WriteString(markdownRow(cells) + strings.Repeat("|---", len(cells)) + "|\n")
	for _, r := range l.rows {
		b.WriteString(markdownRow(r))
	}
	for _, f := range l.foot {
		b.WriteString("\n" + f + "\n")
	}
	_, err := io.WriteString(a.out, b.String())
	return err
}

// markdownRow is a row of a table: a bar or a line break would end the cell.
func markdownRow(cells []string) string {
	var b strings.Builder
	for _, c := range cells {
		b.WriteString("| " + strings.NewReplacer("|", `\|`, "\n", " ").Replace(c) + " ")
	}
	return b.String() + "|\n"
}
