package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

const program = "../bin/havre"

// benchProcess times the program itself, its start included.
func benchProcess(r *report, o options) error {
	build := exec.CommandContext(context.Background(), "scripts/build.sh", "bin/havre")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	w, _, err := shipped()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "havre-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
	r.title("The whole program")
	if err := oneFile(r, o, w, folder); err != nil {
		return err
	}
	return portfolio(r, o, w, folder)
}

// oneFile decides one dossier, thirty times.
func oneFile(r *report, o options, w *world, folder string) error {
	file, err := anExample(w, folder)
	if err != nil {
		return err
	}
	var wall, cpu []float64
	for range o.size(30, 10) {
		u, err := runProgram(io.Discard, "decide", "--on", day, file)
		if err != nil {
			return err
		}
		wall, cpu = append(wall, u.wall), append(cpu, u.cpu)
	}
	slices.Sort(wall)
	r.line("`havre decide %s`, %d times: wall %s (fastest %s), CPU %s over all cores.\n", filepath.Base(file), len(wall),
		human(median(wall)), human(wall[0]), human(median(cpu)))
	r.below("havre decide on one file, process start included (wall)", 50e6, median(wall))
	return nil
}

// anExample is a dossier of the examples, or one drawn when there is none.
func anExample(w *world, folder string) (string, error) {
	files, err := filepath.Glob("../examples/dossiers/*.yaml")
	if err != nil || len(files) > 0 {
		return append(files, "")[0], err
	}
	file := filepath.Join(folder, "drawn.json")
	return file, os.WriteFile(file, w.document(newDraws(w.model, 1).dossier(), "drawn"), 0o600)
}

// portfolio streams many dossiers through the program.
func portfolio(r *report, o options, w *world, folder string) error {
	n := o.size(1_000_000, 20_000)
	file := filepath.Join(folder, "portfolio.ndjson")
	size, err := writePortfolio(file, w, n)
	if err != nil {
		return err
	}
	var got counter
	u, err := runProgram(&got, "decide", "-o", "csv", "--quiet", "--on", day, file)
	if err != nil {
		return err
	}
	r.line("`havre decide -o csv --quiet` on %s dossiers of NDJSON (%s): wall %s, CPU %s, %s dossiers/s, %s lines out.", thousands(n), megabytes(size),
		human(u.wall), human(u.cpu), thousands(int(float64(n)*1e9/u.wall)), thousands(got.lines))
	r.line("Peak resident memory: **%s**.\n", megabytes(u.rss))
	return nil
}

type counter struct{ lines int }

// Write counts lines.
func (c *counter) Write(b []byte) (int, error) {
	c.lines += strings.Count(string(b), "\n")
	return len(b), nil
}

type usage struct {
	wall, cpu float64
	rss       int
}

// runProgram runs havre. A verdict other than eligible is an exit code, not a failure.
func runProgram(out io.Writer, args ...string) (usage, error) {
	c := exec.CommandContext(context.Background(), program, args...) //nolint:gosec // our own program
	var complaint strings.Builder
	c.Stdout, c.Stderr = out, &complaint
	start := time.Now()
	if err := c.Start(); err != nil {
		return usage{}, err
	}
	ended, peak := make(chan struct{}), make(chan int)
	go func() { peak <- watch(c.Process.Pid, ended) }()
	err := c.Wait()
	u := usage{wall: float64(time.Since(start))}
	close(ended)
	u.rss = <-peak
	var exit *exec.ExitError
	if errors.As(err, &exit) && (exit.ExitCode() == 3 || exit.ExitCode() == 4) {
		err = nil
	}
	if err != nil {
		return u, fmt.Errorf("havre %s: %w\n%s", strings.Join(args, " "), err, complaint.String())
	}
	used, ok := c.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return u, errors.New("the system does not say what a process used")
	}
	u.cpu = float64(used.Utime.Nano() + used.Stime.Nano())
	return u, nil
}

// watch reads the highest resident memory of a process until it ends. The system's
// account of an ended process (ru_maxrss) would not do: it counts the memory of the
// one that started it, which is this one.
func watch(pid int, ended <-chan struct{}) (peak int) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			return peak
		case <-tick.C:
			peak = max(peak, highWater(pid))
		}
	}
}

// highWater is VmHWM, in bytes.
func highWater(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")))
			return kib * 1024
		}
	}
	return 0
}

// distinct is how many different needs a written portfolio holds; names differ.
const distinct = 20_000

func writePortfolio(file string, w *world, n int) (size int, err error) {
	f, err := os.Create(file)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	b := bufio.NewWriterSize(f, 1<<20)
	draw := newDraws(w.model, 1)
	var needs []string
	for range min(n, distinct) {
		needs = append(needs, string(w.document(draw.dossier(), "%")))
	}
	for i := range n {
		k, err := b.WriteString(strings.Replace(needs[i%len(needs)], "%", "d-"+strconv.Itoa(i), 1) + "\n")
		if size += k; err != nil {
			return size, err
		}
	}
	return size, b.Flush()
}

// document writes facts as the dossier that states them.
func (w *world) document(f fact.Facts, name string) []byte {
	spec := map[string]any{}
	for i := range f {
		d := &w.model.Defs(fact.Dossier)[i]
		if v := stated(d, &f[i]); v != nil {
			put(spec, strings.Split(renamed(d.Path), "."), v)
		}
	}
	out, err := json.Marshal(map[string]any{"apiVersion": havre.APIVersion, "kind": "Dossier", "metadata": map[string]string{"name": name}, "spec": spec})
	if err != nil {
		panic(err) // words and numbers
	}
	return out
}

// renamed is the field that states a fact whose name carries a unit.
func renamed(path string) string {
	switch path {
	case "project.evolutionPercent":
		return "project.evolutionRatio"
	case "flows.to":
		return "flows"
	}
	return strings.TrimSuffix(path, "Minutes")
}

func put(m map[string]any, path []string, v any) {
	for _, p := range path[:len(path)-1] {
		next, ok := m[p].(map[string]any)
		if !ok {
			next = map[string]any{}
			m[p] = next
		}
		m = next
	}
	m[path[len(path)-1]] = v
}

// stated is a value as a dossier writes it, nil when unknown.
func stated(d *fact.Def, v *fact.Value) any {
	switch d.Kind {
	case fact.Truth:
		if v.Truth.Known() {
			return v.Truth.String()
		}
		return nil
	case fact.Set:
		return statedSet(d, v)
	case fact.Enum, fact.Level, fact.Number, fact.Date:
	}
	switch {
	case !v.Known:
		return nil
	case d.Kind == fact.Enum:
		return d.Values[v.Number]
	case d.Kind == fact.Date:
		return havre.MustDate("1970-01-01").AddDays(int(v.Number)).String()
	case strings.HasSuffix(d.Path, "Minutes"):
		return fmt.Sprintf("%dmin", v.Number)
	case d.Path == "project.evolutionPercent":
		return float64(v.Number) / 100
	}
	return v.Number
}

// flow is a member of flows.to as a dossier declares it: a place, and the way to it.
func flow(member string) map[string]string {
	place, way, _ := strings.Cut(member, "@")
	switch way {
	case "":
		return map[string]string{"to": place}
	case dossier.Inbound:
		return map[string]string{"from": place, "to": "drawn"}
	}
	return map[string]string{"to": place, "network": way}
}

func statedSet(d *fact.Def, v *fact.Value) any {
	if len(d.Values) > 0 && !v.Members.Get(0).Known() {
		return nil
	}
	list := []any{}
	for i, w := range d.Values {
		if v.Members.Get(i) != havre.Yes {
			continue
		}
		if d.Path == "flows.to" {
			list = append(list, flow(w))
		} else {
			list = append(list, w)
		}
	}
	return list
}
