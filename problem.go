package havre

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing wrong in what a person gave us: where, what, and what
// would be right. Line and Column count from 1; zero means the whole file.
type Problem struct {
	File       string `json:"file,omitempty"`
	Line       int    `json:"line,omitempty"`
	Column     int    `json:"column,omitempty"`
	Field      string `json:"field,omitempty"` // path in the document: spec.data.personal
	Value      string `json:"value,omitempty"` // the offending value, cut if long
	Message    Text   `json:"message"`
	Suggestion string `json:"suggestion,omitempty"` // the nearest valid value
	Warning    bool   `json:"warning,omitempty"`    // worth saying, refuses nothing
}

// In is the problem on one line: file:line:column: field: message.
func (p Problem) In(l Lang) string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File)
		if p.Line > 0 {
			fmt.Fprintf(&b, ":%d", p.Line)
			if p.Column > 0 {
				fmt.Fprintf(&b, ":%d", p.Column)
			}
		}
		b.WriteString(": ")
	}
	if p.Warning {
		b.WriteString(Text{FR: "avertissement : ", EN: "warning: "}.In(l))
	}
	if p.Field != "" {
		b.WriteString(p.Field + Text{FR: " : ", EN: ": "}.In(l))
	}
	b.WriteString(p.Message.In(l))
	if p.Value != "" {
		fmt.Fprintf(&b, Text{FR: " (lu : « %s »", EN: " (read: %q"}.In(l), p.Value)
		if p.Suggestion != "" {
			fmt.Fprintf(&b, Text{FR: " ; vouliez-vous « %s » ?", EN: "; did you mean %q?"}.In(l), p.Suggestion)
		}
		b.WriteString(")")
	}
	return b.String()
}

// Problems is every mistake of an input at once. It is an error in French; a
// program that knows its reader's language calls In.
type Problems []Problem

// Error joins the problems, one a line, in French.
func (ps Problems) Error() string { return ps.In(French) }

// In joins the problems, one a line.
func (ps Problems) In(l Lang) string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.In(l)
	}
	return strings.Join(lines, "\n")
}

// Err is nil when there is nothing but warnings.
func (ps Problems) Err() error {
	if slices.ContainsFunc(ps, func(p Problem) bool { return !p.Warning }) {
		return ps
	}
	return nil
}

// Sort orders problems by place, so that two runs print the same.
func (ps Problems) Sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// Nearest is the candidate closest to word, or "" when none is close enough to
// be what the person meant: at most a third of the letters changed, two at least.
func Nearest(word string, candidates []string) string {
	best, dist := "", max(2, len(word)/3)+1
	w := strings.ToLower(word)
	for _, c := range candidates {
		d := editDistance(w, strings.ToLower(c))
		if d < dist || (d == dist && best != "" && samePrefix(word, c) > samePrefix(word, best)) {
			best, dist = c, d
		}
	}
	return best
}

// samePrefix is how many letters two words begin with in common: of two words as
// close, the one that begins alike is what the person meant.
func samePrefix(a, b string) (n int) {
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// editDistance is Levenshtein's, on bytes: identifiers are ASCII.
func editDistance(a, b string) int {
	if len(a) > 64 || len(b) > 64 { // nobody mistypes such a word by a few letters
		return max(len(a), len(b))
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diag
			if a[i] != b[j] {
				cost++
			}
			diag = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
