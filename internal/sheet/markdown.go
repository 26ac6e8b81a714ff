package sheet

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/havre-cloud/havre"
)

// A table is a line with a bar, then a line of dashes, colons and bars.
var (
	alignment = regexp.MustCompile(`^[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$`)
	breaks    = regexp.MustCompile(`(?i)<br\s*/?>`)
	tags      = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)
	links     = regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()]*\)`)
	footnotes = regexp.MustCompile(`\[\^[^\]]+\]`)
	escapes   = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")
)

func looksMarkdown(data []byte) bool {
	lines := strings.Split(string(data), "\n")
	for i := 1; i < len(lines); i++ {
		if isAlignment(lines[i]) && strings.Contains(lines[i-1], "|") {
			return true
		}
	}
	return false
}

func isAlignment(line string) bool {
	return strings.Contains(line, "-") && strings.Contains(line, "|") && alignment.MatchString(strings.TrimRight(line, "\r"))
}

// markdown reads line by line; notes go to the table above them until the next
// heading.
type markdown struct {
	name    string
	lines   []string
	heading string
	tables  []Table
	fenced  bool
	noting  bool
	budget  *budget
}

func readMarkdown(name string, data []byte) ([]Table, error) {
	text, err := decode(name, data)
	if err != nil {
		return nil, err
	}
	m := &markdown{name: name, lines: strings.Split(text, "\n"), budget: newBudget(name)}
	for i := 0; i < len(m.lines); i++ {
		line := strings.TrimSpace(m.lines[i])
		switch {
		case strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~"):
			m.fenced = !m.fenced
		case m.fenced:
		case strings.HasPrefix(line, "#"):
			m.heading, m.noting = strings.TrimSpace(strings.TrimLeft(line, "#")), false
		case strings.Contains(line, "|") && i+1 < len(m.lines) && isAlignment(m.lines[i+1]):
			if i, err = m.table(i); err != nil {
				return nil, err
			}
		case m.noting && line != "":
			m.note(line, i+1)
		}
	}
	return m.tables, nil
}

// table reads from the header on and returns the last line it used.
func (m *markdown) table(i int) (int, error) {
	t := Table{Name: m.heading, Line: i + 1, Header: cells(m.lines[i], i+1)}
	if len(t.Header) > MaxColumns {
		return 0, refuse(m.name, i+1, havre.Text{FR: "plus de %d colonnes", EN: "more than %d columns"}.With(MaxColumns))
	}
	i++ // the alignment row
	for i+1 < len(m.lines) && strings.Contains(m.lines[i+1], "|") && strings.TrimSpace(m.lines[i+1]) != "" {
		i++
		row := cells(m.lines[i], i+1)
		if err := m.budget.spend(max(len(row), len(t.Header)), i+1); err != nil {
			return 0, err
		}
		t.Rows = append(t.Rows, row)
	}
	if err := t.square(m.name); err != nil {
		return 0, err
	}
	m.tables = append(m.tables, t)
	m.noting = true
	return i, nil
}

func (m *markdown) note(line string, n int) {
	line = strings.TrimSpace(strings.TrimLeft(line, ">"))
	if bare := strings.TrimLeft(line, "*-+"); strings.HasPrefix(bare, " ") {
		line = strings.TrimSpace(bare)
	}
	c := cell(line, n, 1)
	t := &m.tables[len(m.tables)-1]
	t.Notes = append(t.Notes, Note{Words: c.Words, Text: c.Text, Italic: c.Italic, Line: n})
}

// cells splits a row at its bars, but for those behind a backslash.
func cells(line string, n int) []Cell {
	line = strings.TrimRight(line, "\r")
	start := len(line) - len(strings.TrimLeft(line, " \t"))
	body := strings.TrimSpace(line)
	if strings.HasPrefix(body, "|") {
		body, start = body[1:], start+1
	}
	if strings.HasSuffix(body, "|") && !strings.HasSuffix(body, `\|`) {
		body = body[:len(body)-1]
	}
	var out []Cell
	from := 0
	for i := 0; i <= len(body); i++ {
		if i < len(body) && (body[i] != '|' || (i > 0 && body[i-1] == '\\')) {
			continue
		}
		part := body[from:i]
		indent := len(part) - len(strings.TrimLeft(part, " \t"))
		out = append(out, cell(part, n, 1+utf8.RuneCountInString(line[:start+from+indent])))
		from = i + 1
	}
	return out
}

// cell keeps the words and finds the text below the emphasis.
func cell(s string, line, column int) Cell {
	s = strings.ReplaceAll(s, `\|`, "|")
	s = strings.Join(strings.Fields(breaks.ReplaceAllString(s, " ")), " ")
	c := Cell{Words: s, Line: line, Column: column}
	s = html.UnescapeString(tags.ReplaceAllString(s, ""))
	s = strings.TrimSpace(footnotes.ReplaceAllString(links.ReplaceAllString(s, "$1"), ""))
	s, c.Bold, c.Italic = plain(s)
	c.Text = strings.TrimSpace(escapes.ReplaceAllString(s, "$1"))
	return c
}

// plain takes the emphasis that surrounds a whole cell off.
func plain(s string) (text string, bold, italic bool) {
	for {
		switch {
		case within(s, "**") || within(s, "__"):
			s, bold = strings.TrimSpace(s[2:len(s)-2]), true
		case within(s, "*") || within(s, "_"):
			s, italic = strings.TrimSpace(s[1:len(s)-1]), true
		case within(s, "`"):
			s = strings.TrimSpace(s[1 : len(s)-1])
		default:
			return s, bold, italic
		}
	}
}

// within says that s stands between two marks and holds no other such mark.
func within(s, mark string) bool {
	if len(s) <= 2*len(mark) || !strings.HasPrefix(s, mark) || !strings.HasSuffix(s, mark) {
		return false
	}
	inner := s[len(mark) : len(s)-len(mark)]
	if len(mark) == 1 && mark != "`" {
		inner = strings.ReplaceAll(strings.ReplaceAll(inner, "**", ""), "__", "")
	}
	return !strings.Contains(inner, mark) && strings.TrimSpace(inner) != ""
}
