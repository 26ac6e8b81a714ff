package terminal

import "strings"

// Style decorates text, or leaves it alone: the zero Style does nothing. Colour
// only ever repeats what a word or a sign says.
type Style struct{ on bool }

// NewStyle is a style that decorates when asked to.
func NewStyle(on bool) Style { return Style{on} }

// Good colours a yes.
func (s Style) Good(t string) string { return s.wrap("32", t) }

// Doubt colours what remains to be known.
func (s Style) Doubt(t string) string { return s.wrap("33", t) }

// Bad colours a refusal.
func (s Style) Bad(t string) string { return s.wrap("31", t) }

// Strong makes a title stand out.
func (s Style) Strong(t string) string { return s.wrap("1", t) }

// Faint puts what is secondary in the background.
func (s Style) Faint(t string) string { return s.wrap("2", t) }

// wrap decorates line by line, so that a pager that cuts lines loses nothing.
func (s Style) wrap(code, t string) string {
	if !s.on || t == "" {
		return t
	}
	lines := strings.Split(t, "\n")
	for i, l := range lines {
		if l != "" {
			lines[i] = "\x1b[" + code + "m" + l + "\x1b[0m"
		}
	}
	return strings.Join(lines, "\n")
}

// Colour says whether a style should decorate: on a terminal that knows how, and
// whose user did not refuse (https://no-color.org).
func Colour(isTerminal, refused bool, noColor, term string) bool {
	return isTerminal && !refused && noColor == "" && term != "dumb"
}
