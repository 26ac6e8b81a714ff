package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
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

// free is an address that nobody listens on.
func free(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
