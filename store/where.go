package store

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// where gathers the conditions of a query and numbers their operands. It is never
// given text that came from a person, except as an operand.
type where struct {
	conditions []string
	operands   []any
}

// and adds a condition, each ? of which stands for an operand.
func (w *where) and(condition string, operands ...any) {
	w.conditions = append(w.conditions, w.number(condition, operands))
}

// number takes operands in, and writes their numbers in the text.
func (w *where) number(text string, operands []any) string {
	parts := strings.Split(text, "?")
	var b strings.Builder
	b.WriteString(parts[0])
	for i, part := range parts[1:] {
		w.operands = append(w.operands, operands[i])
		b.WriteString("$" + strconv.Itoa(len(w.operands)) + part)
	}
	return b.String()
}

// equal adds column = value, unless the value is the empty one.
func (w *where) equal(column, value string) {
	if value != "" {
		w.and(column+" = ?", value)
	}
}

// among adds that a column is one of the values.
func (w *where) among(column string, values []any) {
	if len(values) == 0 {
		w.and("FALSE")
		return
	}
	w.and(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", values...)
}

// anys is a list as operands.
func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// last is the number of the operand added last.
func (w *where) last() string { return "$" + strconv.Itoa(len(w.operands)) }

// wordsSought is more than anybody types, and less than a database refuses.
const wordsSought = 20

// matching adds that each word is in a folded column.
func (w *where) matching(column, words string) {
	sought := strings.Fields(fold(words))
	for _, word := range sought[:min(len(sought), wordsSought)] {
		w.and(column+` LIKE ? ESCAPE '\'`, "%"+likeEscaper.Replace(word)+"%")
	}
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// any adds that one of the alternatives holds; none is nothing.
func (w *where) any(alternatives ...alternative) {
	var texts []string
	for _, a := range alternatives {
		if a.text != "" {
			texts = append(texts, "("+w.number(a.text, a.operands)+")")
		}
	}
	if len(texts) == 0 {
		texts = []string{"FALSE"}
	}
	w.conditions = append(w.conditions, "("+strings.Join(texts, " OR ")+")")
}

// alternative is a condition for any; the empty one never holds.
type alternative struct {
	text     string
	operands []any
}

// below holds for paths at or below one of those given.
func below(column string, paths []string) alternative {
	var a alternative
	for _, p := range paths {
		if a.text != "" {
			a.text += " OR "
		}
		a.text += "substr(" + column + ", 1, ?) = ?"
		a.operands = append(a.operands, utf8.RuneCountInString(p), p)
	}
	return a
}

// above holds for paths at or above one of those given.
func above(column string, paths []string) alternative {
	var a alternative
	for _, p := range paths {
		if a.text != "" {
			a.text += " OR "
		}
		a.text += column + " = substr(?, 1, length(" + column + "))"
		a.operands = append(a.operands, p)
	}
	return a
}

// oneOf holds for the values given.
func oneOf(column string, values []string) alternative {
	if len(values) == 0 {
		return alternative{}
	}
	return alternative{column + " IN (?" + strings.Repeat(", ?", len(values)-1) + ")", anys(values)}
}

// within wraps an alternative in a query: before ‖ text ‖ after.
func (a alternative) within(before, after string) alternative {
	if a.text != "" {
		a.text = before + a.text + after
	}
	return a
}

// String is the whole condition.
func (w *where) String() string {
	if len(w.conditions) == 0 {
		return "TRUE"
	}
	return strings.Join(w.conditions, " AND ")
}

// list is the conditions as a list, for SET.
func (w *where) list() string { return strings.Join(w.conditions, ", ") }
