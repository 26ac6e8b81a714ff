package main

import (
	"fmt"
	"io"
	"strings"
)

// report writes Markdown: what is printed can be pasted in an issue.
type report struct {
	w      io.Writer
	goals  []goal
	impact float64 // of the slowest lapse, for the comparison
}

// goal is something promised, and what was measured.
type goal struct {
	name, want, got string
	met             bool
}

func (r *report) line(format string, args ...any) {
	if _, err := fmt.Fprintf(r.w, format+"\n", args...); err != nil {
		panic(err) // nobody reads the figures
	}
}

func (r *report) title(s string) { r.line("\n## %s\n", s) }

// table prints a header, its columns right-aligned but the first, and rows.
func (r *report) table(head []string, rows [][]string) {
	r.line("\n| %s |", strings.Join(head, " | "))
	r.line("|---|%s", strings.Repeat("---:|", len(head)-1))
	for _, row := range rows {
		r.line("| %s |", strings.Join(row, " | "))
	}
	r.line("")
}

// atLeast records a goal on a ratio.
func (r *report) atLeast(name string, want, got float64) {
	r.goals = append(r.goals, goal{name, fmt.Sprintf("at least %gx", want), times(got), got >= want})
}

// below records a goal on a time, in nanoseconds.
func (r *report) below(name string, want, got float64) {
	r.goals = append(r.goals, goal{name, "under " + human(want), human(got), got < want})
}

// verdict prints the goals met so far in the run.
func (r *report) verdict() {
	if len(r.goals) == 0 {
		return
	}
	r.title("Goals")
	var rows [][]string
	for _, g := range r.goals {
		met := "met"
		if !g.met {
			met = "**not met**"
		}
		rows = append(rows, []string{g.name, g.want, g.got, met})
	}
	r.table([]string{"goal", "wanted", "measured", "result"}, rows)
}

// human is a time in nanoseconds for a reader.
func human(ns float64) string {
	switch {
	case ns < 1e3:
		return fmt.Sprintf("%.0f ns", ns)
	case ns < 1e6:
		return fmt.Sprintf("%.3g µs", ns/1e3)
	case ns < 1e9:
		return fmt.Sprintf("%.3g ms", ns/1e6)
	}
	return fmt.Sprintf("%.3g s", ns/1e9)
}

// times is a ratio for a reader.
func times(x float64) string {
	switch {
	case x < 10:
		return fmt.Sprintf("%.2gx", x)
	case x < 1000:
		return fmt.Sprintf("%.0fx", x)
	}
	return thousands(int(x)) + "x"
}

// thousands writes 1 234 567.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}

func megabytes(n int) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
