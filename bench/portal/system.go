package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// What Linux knows of a process and of the machine: proc(5).

// tick is the unit in which Linux counts processor time, on every architecture
// that Go knows.
const tick = 10 * time.Millisecond

// memory is what a process holds, in bytes, at most since its peak was forgotten.
type memory struct{ now, peak int }

func (s *server) memory() (m memory, err error) {
	status, err := os.ReadFile(s.proc("status"))
	if err != nil {
		return m, err
	}
	for line := range strings.Lines(string(status)) {
		name, rest, _ := strings.Cut(line, ":")
		n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
		switch {
		case name == "VmRSS" && err == nil:
			m.now = n << 10
		case name == "VmHWM" && err == nil:
			m.peak = n << 10
		}
	}
	if m.now == 0 || m.peak == 0 {
		return m, errors.New("this system does not say how much memory a process has")
	}
	return m, nil
}

// forgetPeak makes the peak of the memory the present: what a start needs is
// measured on its own.
func (s *server) forgetPeak() error { return os.WriteFile(s.proc("clear_refs"), []byte("5"), 0o600) }

func (s *server) proc(file string) string {
	return fmt.Sprintf("/proc/%d/%s", s.command.Process.Pid, file)
}

// spent is processor time, since each began: of the portal, of this process and of
// the whole machine.
type spent struct{ server, client, machine time.Duration }

func (s *server) spent() (t spent, err error) {
	if t.server, err = ticks(s.proc("stat"), ") ", 11, 13); err != nil {
		return t, err
	}
	if t.client, err = ticks("/proc/self/stat", ") ", 11, 13); err != nil {
		return t, err
	}
	busy, err := ticks("/proc/stat", "cpu ", 0, 3)
	if err != nil {
		return t, err
	}
	interrupts, err := ticks("/proc/stat", "cpu ", 5, 7)
	t.machine = busy + interrupts
	return t, err
}

// ticks adds numbers of a file, counted from the first one after a mark.
func ticks(file, mark string, from, to int) (time.Duration, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), mark)
	fields := strings.Fields(rest)
	if len(fields) < to {
		return 0, fmt.Errorf("%s does not read as expected", file)
	}
	total := 0
	for _, f := range fields[from:to] {
		n, err := strconv.Atoi(f)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", file, err)
		}
		total += n
	}
	return time.Duration(total) * tick, nil
}

// less is what was spent since.
func (t spent) less(before spent) spent {
	return spent{t.server - before.server, t.client - before.client, t.machine - before.machine}
}

// elsewhere is how many cores others kept busy meanwhile; PostgreSQL is one of them.
func (t spent) elsewhere(during time.Duration) float64 {
	return max(0, (t.machine-t.server-t.client).Seconds()/during.Seconds())
}

// loadAverage is that of the last minute, as Linux counts it.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}
