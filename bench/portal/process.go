package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// program is what scripts/build.sh builds, seen from the folder of the benchmarks.
const program = "../bin/havre"

// build builds the program that users run.
func build(ctx context.Context) error {
	c := exec.CommandContext(ctx, "scripts/build.sh", "bin/havre")
	c.Dir = ".."
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("building: %w\n%s", err, out)
	}
	return nil
}

// server is the portal running as a process.
type server struct {
	address string
	command *exec.Cmd
	said    bytes.Buffer
	ready   time.Duration // from the start of the process to its first yes
}

// start runs the portal and waits until it says that it is ready.
func start(ctx context.Context, args ...string) (*server, error) {
	address, err := free(ctx)
	if err != nil {
		return nil, err
	}
	s := &server{address: "http://" + address}
	args = append([]string{"serve", "--listen", address, "--limits-actor", "0", "--limits-address", "0", "--log-level", "error"}, args...)
	s.command = exec.CommandContext(ctx, program, args...) //nolint:gosec // our own program
	s.command.Stdout, s.command.Stderr = &s.said, &s.said
	s.command.Cancel = func() error { return s.command.Process.Signal(syscall.SIGTERM) }
	began := time.Now()
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	for time.Since(began) < time.Minute {
		if s.isReady(ctx) {
			s.ready = time.Since(began)
			return s, nil
		}
		time.Sleep(2 * time.Millisecond)
	}
	return nil, errors.Join(fmt.Errorf("the portal is not ready after a minute:\n%s", s.said.String()), s.stop())
}

func (s *server) isReady(ctx context.Context) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+"/readyz", nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	return errors.Join(answer.Body.Close()) == nil && answer.StatusCode == http.StatusOK
}

// stop ends the portal as a supervisor does.
func (s *server) stop() error {
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := s.command.Wait(); err != nil {
		return fmt.Errorf("%w\n%s", err, s.said.String())
	}
	return nil
}

// resident is the memory of the process, in bytes, as Linux counts it.
func (s *server) resident() (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			return n << 10, err
		}
	}
	return 0, errors.New("this system does not say how much memory a process has")
}

// free is an address that nobody listens on.
func free(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// coldStart times the first start ever, in an empty directory, then the next.
func coldStart(ctx context.Context, r *report, o options) error {
	var rows [][]string
	for _, first := range []string{"first start, empty directory", "first start, with the demonstration"} {
		folder, err := os.MkdirTemp(o.dir, "cold")
		if err != nil {
			return err
		}
		args := []string{"--data-dir", filepath.Join(folder, "data")}
		if strings.HasSuffix(first, "demonstration") {
			args = append(args, "--demo")
		}
		for _, what := range []string{first, "the next start, same directory"} {
			s, err := start(ctx, args...)
			if err != nil {
				return err
			}
			rows = append(rows, []string{what, milliseconds(s.ready.Seconds())})
			r.goal("ready, "+what, "under 1 s", milliseconds(s.ready.Seconds()), s.ready < time.Second)
			if err := s.stop(); err != nil {
				return err
			}
		}
		if err := os.RemoveAll(folder); err != nil {
			return err
		}
	}
	r.line("\n## From the start of the process to ready")
	r.table([]string{"start", "wall"}, rows)
	return nil
}
