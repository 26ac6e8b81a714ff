// Package terminal lays text out for people: how many columns there are, how many
// a text takes, where to break it, when colour is welcome, and a progress line
// that does not flood. What is written to a file or a pipe has neither colour nor
// progress.
//
// It knows neither rules nor platforms, and writes only where it is told to.
package terminal

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// The columns of a text when nothing says how many there are, and the bounds
// within which a text stays readable.
const (
	DefaultWidth = 80
	minWidth     = 40
	maxWidth     = 200
)

// Is says whether a writer is a terminal, and how wide.
func Is(w io.Writer) (columns int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 {
		columns = DefaultWidth
	}
	return columns, true
}

// Width is the number of columns to write on: what was asked for, else what
// COLUMNS says, else the terminal's own, else [DefaultWidth].
func Width(asked int, columns string, w io.Writer) int {
	if asked > 0 {
		return clamp(asked)
	}
	if n, err := strconv.Atoi(columns); err == nil && n > 0 {
		return clamp(n)
	}
	if n, ok := Is(w); ok {
		return clamp(n)
	}
	return DefaultWidth
}

func clamp(n int) int { return min(max(n, minWidth), maxWidth) }
