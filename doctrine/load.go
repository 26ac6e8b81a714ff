package doctrine

import (
	"embed"
	"io/fs"
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/document"
)

//go:embed sets/*.yaml
var shipped embed.FS

// Every command reads the shipped rules, and reading their YAML takes longer than
// the rest of its start: the program holds the documents already read. A test
// holds both to be equal.
//
//go:generate go test -run TestPackedSets -update .
//go:embed builtin.bin
var packed []byte

// Data is the doctrine that Havre ships as files, to keep or to amend.
func Data() fs.FS {
	sub, err := fs.Sub(shipped, "sets")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// builtin keeps the doctrine compiled for each model, one in practice.
var builtin sync.Map // *fact.Model to func() (*Doctrine, havre.Problems)

// Builtin is the doctrine that Havre ships, compiled once for a model.
func Builtin(m *fact.Model) (*Doctrine, error) {
	once, _ := builtin.LoadOrStore(m, sync.OnceValues(func() (*Doctrine, havre.Problems) {
		files, err := document.Unpack(packed)
		if err != nil {
			return nil, havre.Problems{{Message: havre.Same(err.Error())}}
		}
		before := make(map[string][]*document.Node, len(files))
		for _, f := range files {
			before[f.Name] = f.Nodes
		}
		return build(parse(Data(), before), m)
	}))
	d, problems := once.(func() (*Doctrine, havre.Problems))() //nolint:errcheck // nothing else is stored
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return d, nil
}

// Load reads every set of a folder and refuses the whole, with all its mistakes as
// [havre.Problems], if one is unsafe or unclear.
func Load(fsys fs.FS, m *fact.Model) (*Doctrine, error) {
	d, problems := build(parse(fsys, nil), m)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return d, nil
}

// build links and compiles what was read. The doctrine is complete only when no
// problem is more than a warning.
func build(lib *library, m *fact.Model) (*Doctrine, havre.Problems) {
	lib.link(m)
	d := &Doctrine{model: m, sets: lib.sets, definitions: lib.definitions}
	d.compiled, d.shared = compile(m, lib, &lib.problems)
	lib.problems.Sort()
	return d, lib.problems
}
