package main

import (
	"fmt"
	"io"
	"strings"
)

// report writes Markdown: what is printed can be pasted in an issue.
type report struct {
	w     io.Writer
	goals [][]string
}

func (r *report) line(format string, args ...any) {
	if _, err := fmt.Fprintf(r.w, format+"\n", args...); err != nil {
		panic(err) // nobody reads the figures
	}
}

// table prints a header and rows, columns right-aligned but the first.
func (r *report) table(head []string, rows [][]string) {
	r.line("\n| %s |\n|---|%s", strings.Join(head, " | "), strings.Repeat("---:|", len(head)-1))
	for _, row := range rows {
		r.line("| %s |", strings.Join(row, " | "))
	}
	r.line("")
}

// goal remembers something promised, for the end of the run.
func (r *report) goal(name, wanted, measured string, met bool) {
	result := "met"
	if !met {
		result = "**not met**"
	}
	r.goals = append(r.goals, []string{name, wanted, measured, result})
}

// verdict prints the goals met so far in the run.
func (r *report) verdict() {
	r.line("## Goals")
	r.table([]string{"goal", "wanted", "measured", "result"}, r.goals)
}

func milliseconds(seconds float64) string { return fmt.Sprintf("%.1f ms", seconds*1e3) }

func mebibytes(bytes int) string { return fmt.Sprintf("%.0f MiB", float64(bytes)/(1<<20)) }

func kilobytes(bytes int) string { return fmt.Sprintf("%.1f kB", float64(bytes)/1e3) }
