// Package examples holds needs to try and to copy: what an application looks like
// once described. Nothing in them is a real one.
package examples

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed dossiers/*.yaml
var files embed.FS

// Example is a need to copy.
type Example struct {
	Name string // of the file, without its end
	YAML []byte
}

// All lists the examples by name.
func All() ([]Example, error) {
	names, err := fs.Glob(files, "dossiers/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("examples: %w", err)
	}
	out := make([]Example, len(names))
	for i, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("examples: %w", err)
		}
		out[i] = Example{strings.TrimSuffix(path.Base(name), ".yaml"), text}
	}
	return out, nil
}
