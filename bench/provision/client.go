package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// client runs the cloud's own client, `openstack`, and remembers what its processes took.
type client struct {
	lab      *openLab
	keystone string

	mu   sync.Mutex
	took []usage
}

// usage is one process: from when to when, and the most memory it had, in bytes.
type usage struct {
	from, to time.Time
	memory   int64
}

// command runs one command within a project and gives what it prints.
func (c *client) command(ctx context.Context, project string, args ...string) (string, error) {
	return c.process(ctx, project, "", args...)
}

func (c *client) process(ctx context.Context, project, stdin string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "openstack", args...) //nolint:gosec // our own words
	cmd.Env = c.lab.environ(c.keystone, project)
	cmd.Stdin = strings.NewReader(stdin)
	var said, wrong bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &wrong
	u := usage{from: time.Now()}
	err := cmd.Run()
	u.to = time.Now()
	if r, ok := usageOf(cmd); ok {
		u.memory = r
	}
	c.mu.Lock()
	c.took = append(c.took, u)
	c.mu.Unlock()
	if err != nil {
		return said.String(), fmt.Errorf("openstack %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(wrong.String()))
	}
	if stdin != "" && wrong.Len() > 0 { // the commands of a session fail without ending it
		err = errors.New(strings.TrimSpace(wrong.String()))
	}
	return said.String(), err
}

// usageOf is the most memory that a process had.
func usageOf(cmd *exec.Cmd) (int64, bool) {
	if cmd.ProcessState == nil {
		return 0, false
	}
	r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0, false
	}
	return r.Maxrss << 10, true
}

// session runs several commands in one process, with one token, and gives the JSON
// documents that they print. What fails prints none, and is told.
func (c *client) session(ctx context.Context, project string, commands []string) (docs []json.RawMessage, err error) {
	if len(commands) == 0 {
		return nil, nil
	}
	said, wrong := c.process(ctx, project, strings.Join(commands, "\n")+"\n")
	d := json.NewDecoder(strings.NewReader(said))
	for {
		var doc json.RawMessage
		if err := d.Decode(&doc); errors.Is(err, io.EOF) {
			return docs, wrong
		} else if err != nil {
			return docs, errors.Join(wrong, err)
		}
		docs = append(docs, doc)
	}
}

// memory is the most that one process had, and the sum of what those alive at once had.
func (c *client) memory() (one, together int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, u := range c.took {
		one = max(one, u.memory)
		sum := int64(0)
		for _, other := range c.took {
			if !other.from.After(u.from) && other.to.After(u.from) {
				sum += other.memory
			}
		}
		together = max(together, sum)
	}
	return one, together
}

// forget begins another measure.
func (c *client) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took = nil
}

// task is one thing that a script asks of the client, once others are done.
type task struct {
	name  string
	after []string
	do    func(ctx context.Context) error
}

// atOnce is how many processes of the client run together.
const atOnce = 4

// graph does tasks, each as soon as those it needs are done.
func graph(ctx context.Context, tasks []task) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := map[string]bool{}
	type answer struct {
		name string
		err  error
	}
	answers, flying := make(chan answer), 0
	var failed error
	for len(tasks) > 0 || flying > 0 {
		for i := 0; i < len(tasks) && flying < atOnce && failed == nil; {
			t := tasks[i]
			if slices.ContainsFunc(t.after, func(n string) bool { return !done[n] }) {
				i++
				continue
			}
			tasks = slices.Delete(tasks, i, i+1)
			flying++
			go func() { answers <- answer{t.name, t.do(ctx)} }()
		}
		if flying == 0 {
			if failed != nil {
				return failed
			}
			return fmt.Errorf("what is left waits for what never comes: %s", tasks[0].name)
		}
		a := <-answers
		flying--
		done[a.name] = true
		if a.err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", a.name, a.err))
			cancel()
		}
	}
	return failed
}
