// Command bench compares the compiled engine with others on the same rules, offers
// and dossiers, and holds it to the speeds it promises. README.md says how to read it.
//
// It is a module of its own, so that OPA, Cedar and gonum never become dependencies of the
// program.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// section is a part of the run.
type section struct {
	name string
	run  func(*report, options) error
}

var sections = []section{
	{"shipped", benchShipped},
	{"growth", benchGrowth},
	{"million", benchMillion},
	{"impact", benchImpact},
	{"load", benchLoad},
	{"process", benchProcess},
	{"paths", benchPaths},
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	var names []string
	for _, s := range sections {
		names = append(names, s.name)
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	quick := flags.Bool("quick", false, "small sizes: a minute at most, rough figures")
	only := flags.String("only", "", "sections to run, of "+strings.Join(names, ", "))
	rounds := flags.Int("rounds", 0, "rounds of each comparison (7, or 3 with -quick)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	o := options{quick: *quick, rounds: *rounds}
	if o.rounds <= 0 {
		o.rounds = o.size(7, 3)
	}
	runtime.GOMAXPROCS(1)
	r := &report{w: os.Stdout}
	start := time.Now()
	r.line("# Benchmarks\n\n%s %s/%s, %s. CPU time on one core, garbage collection included, median of %d rounds.", runtime.Version(), runtime.GOOS, runtime.GOARCH, processor(), o.rounds)
	for _, s := range sections {
		if *only != "" && !strings.Contains(","+*only+",", ","+s.name+",") {
			continue
		}
		if err := s.run(r, o); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		runtime.GC()
	}
	r.verdict()
	r.line("Whole run: %s.", time.Since(start).Round(time.Second))
	return nil
}

// processor names the machine, as Linux does.
func processor() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "processor unknown"
	}
	for line := range strings.Lines(string(b)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.TrimSpace(strings.TrimLeft(name, "\t :"))
		}
	}
	return "processor unknown"
}
