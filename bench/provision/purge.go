package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// direct is the client that goes to the cloud itself.
func (l *openLab) direct() *client { return &client{lab: l, keystone: l.cloud.Auth.URL} }

// row is an item of a list, as the client prints it in JSON.
type row map[string]any

func (r row) text(names ...string) string {
	for _, n := range names {
		if s, ok := r[n].(string); ok {
			return s
		}
	}
	return ""
}

// lists runs lists in one process, and gives their rows; one that failed is an error.
func (c *client) lists(ctx context.Context, project string, commands ...string) ([][]row, error) {
	for i := range commands {
		commands[i] += " -f json"
	}
	docs, err := c.session(ctx, project, commands)
	if len(docs) != len(commands) { // when all are there, what it said besides is a warning
		return nil, fmt.Errorf("%d lists were asked of the client and it printed %d: %w", len(commands), len(docs), err)
	}
	out := make([][]row, len(docs))
	for i := range docs {
		if err := json.Unmarshal(docs[i], &out[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", commands[i], err)
		}
	}
	return out, nil
}

// rows is a list of its own process, which may have arguments with spaces.
func (c *client) rows(ctx context.Context, args ...string) (out []row, err error) {
	said, err := c.command(ctx, "", append(args, "-f", "json")...)
	if err != nil {
		return nil, err
	}
	return out, json.Unmarshal([]byte(said), &out)
}

// purge deletes whatever is left of projects whose name begins so, whoever made it. It is
// what a failure or an interruption needs; after a good run it finds nothing.
func (l *openLab) purge(ctx context.Context, prefix string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Minute)
	defer cancel()
	c := l.direct()
	all, err := c.lists(ctx, "", "project list", "user list", "keypair list")
	if err != nil {
		return err
	}
	var mu sync.Mutex
	var tasks []task
	var errs []error
	var last []string
	for _, p := range all[0] {
		if !strings.HasPrefix(p.text("Name"), prefix) {
			continue
		}
		fmt.Fprintf(os.Stderr, "left behind, and deleted: project %s\n", p.text("Name"))
		id := p.text("ID")
		tasks = append(tasks, task{id, nil, func(ctx context.Context) error {
			defaults, err := l.purgeProject(ctx, id)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				last = append(last, "project delete "+id)
				for _, g := range defaults {
					last = append(last, "security group delete "+g)
				}
			}
			errs = append(errs, err) // the others go on
			return nil
		}})
	}
	for _, u := range all[1] {
		if strings.HasPrefix(u.text("Name"), prefix) {
			last = append(last, "user delete "+u.text("ID"))
		}
	}
	keys := "havre-" + strings.TrimPrefix(prefix, "havre-bench-")
	for _, k := range all[2] {
		if strings.HasPrefix(k.text("Name"), keys) || strings.HasPrefix(k.text("Name"), prefix) {
			last = append(last, "keypair delete "+k.text("Name"))
		}
	}
	err = graph(ctx, tasks)
	_, e := c.session(ctx, "", last)
	return errors.Join(append(errs, err, e)...)
}

// purgeProject empties a project, in several rounds: some things go only once others are
// gone. What is left is told, and its project kept. It gives the groups that outlive the
// project.
func (l *openLab) purgeProject(ctx context.Context, project string) (defaults []string, err error) {
	c := l.direct()
	if _, err := c.command(ctx, "", "role", "add", "--user", l.cloud.Auth.User, "--project", project, "member"); err != nil {
		return nil, err
	}
	of := " --project " + project
	kinds := []struct{ list, remove, by string }{
		{"server list", "server delete --wait", "ID"},
		{"volume snapshot list", "volume snapshot delete", "ID"},
		{"floating ip list" + of, "floating ip delete", "ID"},
		{"container list", "container delete --recursive", "Name"},
		{"subnet list" + of, "", "ID"},
		{"router list" + of, "router delete", "ID"},
		{"port list" + of, "port delete", "ID"},
		{"network list" + of, "network delete", "ID"},
		{"security group list" + of, "security group delete", "ID"},
		{"server group list", "server group delete", "ID"},
		{"volume list", "volume delete", "ID"},
	}
	left := 0
	for round := 0; ; round++ {
		var lists, commands []string
		for _, k := range kinds {
			lists = append(lists, k.list)
		}
		found, err := c.lists(ctx, project, lists...)
		if err != nil {
			return nil, err
		}
		left, defaults = 0, nil
		for _, router := range found[5] {
			for _, subnet := range found[4] {
				commands = append(commands, "router remove subnet "+router.text("ID")+" "+subnet.text("ID"))
			}
		}
		for i, k := range kinds {
			var ids []string
			for _, r := range found[i] {
				if strings.HasPrefix(k.list, "security group") && r.text("Name") == "default" {
					defaults = append(defaults, r.text("ID")) // Neutron makes it again as long as somebody looks
					continue
				}
				ids = append(ids, r.text(k.by))
			}
			left += len(ids)
			if k.remove != "" && len(ids) > 0 {
				commands = append(commands, k.remove+" "+strings.Join(ids, " "))
			}
		}
		switch {
		case left == 0 && round > 0:
			return defaults, nil
		case round == 5:
			return nil, fmt.Errorf("%d objects of project %s could not be deleted", left, project)
		}
		_, _ = c.session(ctx, project, commands) // the next round is the judge
	}
}
