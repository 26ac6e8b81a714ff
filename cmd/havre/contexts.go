package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/atomicfile"
	"github.com/havre-cloud/havre/internal/document"
)

// contexts are the portals that somebody uses, and the one in use.
type contexts struct {
	Current string       `json:"current,omitempty"`
	List    []contextFor `json:"contexts"`

	file string
}

// contextFor is a portal and how to be known to it.
type contextFor struct {
	Name   string `json:"name" required:"true"`
	Server string `json:"server" required:"true"`
	Token  string `json:"token,omitempty"`
	CA     string `json:"ca,omitempty"` // file of the authorities to trust besides those of the system
}

// contextsFile is where they are kept: as XDG says, or beside the other settings of
// the system's programs.
func (a *app) contextsFile() (string, error) {
	if dir := a.getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "havre", "contexts.yaml"), nil
	}
	if home := a.getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".config", "havre", "contexts.yaml"), nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", havre.Problems{{Message: havre.Text{
			FR: "aucun répertoire où garder les contextes : définissez XDG_CONFIG_HOME", EN: "no directory to keep contexts in: set XDG_CONFIG_HOME",
		}}}
	}
	return filepath.Join(dir, "havre", "contexts.yaml"), nil
}

// contexts reads them; none is no mistake.
func (a *app) contexts() (*contexts, error) {
	file, err := a.contextsFile()
	if err != nil {
		return nil, err
	}
	c := &contexts{file: file}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, havre.Problems{fileProblem(file, err)}
	}
	nodes, problems := document.Parse(file, data)
	if len(nodes) == 1 {
		problems = append(problems, document.Decode(file, nodes[0], c)...)
	}
	return c, problems.Err()
}

// save writes them, readable by their owner alone: they hold tokens.
func (c *contexts) save() error {
	doing := havre.Text{FR: "l'enregistrement des contextes", EN: "saving the contexts"}
	if c.List == nil {
		c.List = []contextFor{}
	}
	var b bytes.Buffer
	if err := writeYAML(&b, c); err != nil {
		return err
	}
	dir := filepath.Dir(c.file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return failed(doing, dir, err)
	}
	return failed(doing, c.file, atomicfile.Write(c.file, b.Bytes(), 0o600))
}

// names lists the contexts.
func (c *contexts) names() []string {
	out := make([]string, len(c.List))
	for i := range c.List {
		out[i] = c.List[i].Name
	}
	return out
}

// find is a context by name.
func (c *contexts) find(flag, name string) (*contextFor, error) {
	i := slices.IndexFunc(c.List, func(k contextFor) bool { return k.Name == name })
	if i < 0 {
		return nil, havre.Problems{{
			Field: flag, Value: name, Suggestion: havre.Nearest(name, c.names()),
			Message: havre.Text{FR: "aucun contexte de ce nom ; « havre context list » les énumère", EN: "no context of that name; \"havre context list\" lists them"},
		}}
	}
	return &c.List[i], nil
}

// put adds a context, or replaces the one of its name.
func (c *contexts) put(k contextFor) {
	if i := slices.IndexFunc(c.List, func(o contextFor) bool { return o.Name == k.Name }); i >= 0 {
		c.List[i] = k
		return
	}
	c.List = append(c.List, k)
}
