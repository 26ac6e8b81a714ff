package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
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

// readiness tells how long starts took: the middle one counts.
func (r *report) readiness(what string, took []time.Duration) {
	slices.Sort(took)
	middle := took[len(took)/2]
	r.line("Ready %s: %s in the middle of %d starts, %s at most.",
		what, milliseconds(middle.Seconds()), len(took), milliseconds(took[len(took)-1].Seconds()))
	r.goal("ready, "+what, "under 1 s", milliseconds(middle.Seconds()), middle < time.Second)
}

// pages prints what was measured of the pages.
func (r *report) pages(name string, all []*figures, o options) {
	var steady, most, weights [][]string
	for _, f := range all {
		p50, p99 := quantile(f.took, 0.5), quantile(f.took, 0.99)
		steady = append(steady, []string{
			f.name, milliseconds(p50), milliseconds(p99), milliseconds(f.took[len(f.took)-1].Seconds()), fmt.Sprint(f.failed),
			milliseconds(quantile(f.bare, 0.5)), milliseconds(quantile(f.bare, 0.99)),
			milliseconds(f.cpu.Seconds()), fmt.Sprintf("%.1f", f.elsewhere), mebibytes(f.memory),
		})
		most = append(most, []string{
			f.name, fmt.Sprintf("%.0f", f.flat), fmt.Sprintf("%.0f", f.floor), fmt.Sprintf("%.1f %%", 100*f.flat/f.floor), fmt.Sprint(f.patient),
		})
		weights = append(weights, []string{f.name, kilobytes(f.page), kilobytes(f.bytes), fmt.Sprint(f.requests)})
		if f.promised {
			r.goal(fmt.Sprintf("%s page, p99 at %d requests/s, %s", f.name, o.rate, name), "under 50 ms", milliseconds(p99), f.failed == 0 && p99 < patience.Seconds())
		}
		r.goal(fmt.Sprintf("%s page, first view, %s", f.name, name), "under 45 kB", kilobytes(f.bytes), f.bytes < 45_000)
	}
	r.line("\nAt %d requests a second; load average %s at the end.", o.rate, loadAverage())
	r.table([]string{"page", "p50", "p99", "slowest", "failed", "floor p50", "floor p99", "processor, a page", "cores busy elsewhere", "memory, at most"}, steady)
	r.line("As many as it can.")
	r.table([]string{"page", "requests/s", "floor", "share of the floor", "requests/s with p99 under 50 ms"}, most)
	r.line("On the wire.")
	r.table([]string{"page", "page alone", "first view", "requests"}, weights)
}

func milliseconds(seconds float64) string { return fmt.Sprintf("%.1f ms", seconds*1e3) }

func mebibytes(bytes int) string { return fmt.Sprintf("%.0f MiB", float64(bytes)/(1<<20)) }

func kilobytes(bytes int) string { return fmt.Sprintf("%.1f kB", float64(bytes)/1e3) }
