package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// havreProcess is Havre as a process of its own.
type havreProcess struct {
	set     setting
	conf    string
	command *exec.Cmd
	in      io.WriteCloser
	out     *json.Decoder
	wrong   bytes.Buffer
	started time.Duration // from its start to its first word
}

// newHavre prepares the settings of a process; nothing runs yet.
func newHavre(l *openLab, o options, name, keystone string, set setting) (*havreProcess, error) {
	set.Database, set.CloudsFile, set.Cloud = filepath.Join(o.dir, name+".db"), l.file, l.name
	set.Region, set.AuthURL = l.cloud.Region, keystone
	var err error
	if set.CloudsFile, err = filepath.Abs(l.file); err != nil {
		return nil, err
	}
	text, err := json.Marshal(set)
	if err != nil {
		return nil, err
	}
	h := &havreProcess{set: set, conf: filepath.Join(o.dir, name+".json")}
	return h, os.WriteFile(h.conf, text, 0o600)
}

// start starts the process and waits for its first word.
func (h *havreProcess) start(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	h.command = exec.CommandContext(ctx, self) //nolint:gosec // this very program
	h.command.Env = append(os.Environ(), childEnv+"="+h.conf)
	h.wrong.Reset()
	h.command.Stderr = &h.wrong
	if h.in, err = h.command.StdinPipe(); err != nil {
		return err
	}
	out, err := h.command.StdoutPipe()
	if err != nil {
		return err
	}
	h.out = json.NewDecoder(out)
	began := time.Now()
	if err := h.command.Start(); err != nil {
		return err
	}
	a, err := h.hear()
	h.started = time.Since(began)
	if err == nil && !a.Ready {
		err = errors.New("the child does not say that it is ready")
	}
	return err
}

// hear waits for a line of the process.
func (h *havreProcess) hear() (a said, err error) {
	if err := h.out.Decode(&a); err != nil {
		return a, fmt.Errorf("the child is gone: %w %s", err, strings.TrimSpace(h.wrong.String()))
	}
	if a.Error != "" {
		err = errors.New(a.Error)
	}
	return a, err
}

// send asks without waiting for the answer.
func (h *havreProcess) send(a ask) error {
	text, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = h.in.Write(append(text, '\n'))
	return err
}

// ask waits for the last answer.
func (h *havreProcess) ask(a ask) (out said, err error) {
	if err := h.send(a); err != nil {
		return out, err
	}
	for {
		if out, err = h.hear(); err != nil || !out.Progress {
			return out, err
		}
	}
}

// kill ends the process as nothing lets it expect.
func (h *havreProcess) kill() error {
	err := h.command.Process.Kill()
	_ = h.command.Wait() // it was killed
	return err
}

// stop ends it as a supervisor does.
func (h *havreProcess) stop() error {
	err := h.in.Close()
	if e := h.command.Wait(); e != nil {
		return errors.Join(err, fmt.Errorf("the child: %w %s", e, strings.TrimSpace(h.wrong.String())))
	}
	return err
}

// forgetPeak makes the peak of the memory of the process the present.
func (h *havreProcess) forgetPeak() error {
	return os.WriteFile(h.proc("clear_refs"), []byte("5"), 0o600)
}

// peak is the most memory that Linux saw it have since, in bytes.
func (h *havreProcess) peak() (int64, error) {
	status, err := os.ReadFile(h.proc("status"))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return n << 10, err
		}
	}
	return 0, errors.New("this system does not say how much memory a process has")
}

func (h *havreProcess) proc(file string) string {
	return fmt.Sprintf("/proc/%d/%s", h.command.Process.Pid, file)
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
