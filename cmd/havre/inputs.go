package main

import (
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
)

// read is one dossier read, or what is wrong with it.
type read struct {
	dossier  *dossier.Dossier
	problems havre.Problems
}

// inputs are the files to read, in order, and how far the reading is.
type inputs struct {
	stdin io.Reader
	files []string
	many  bool // a portfolio, whatever the number of dossiers
	total int64
	done  atomic.Int64
}

// dossierFiles are those that a directory is searched for.
var dossierFiles = []string{".yaml", ".yml", ".json", ".ndjson"}

// newInputs finds the files behind the arguments.
func newInputs(stdin io.Reader, args []string) (*inputs, error) {
	in := &inputs{stdin: stdin, many: len(args) > 1}
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case arg == "-" || err != nil || !info.IsDir(): // what cannot be opened is said in its turn
			in.files = append(in.files, arg)
			if err == nil {
				in.total += info.Size()
			}
		default:
			if err := in.directory(arg); err != nil {
				return nil, err
			}
		}
	}
	if slices.Contains(in.files, "-") {
		in.total = 0 // nobody knows how much is to come
	}
	return in, nil
}

func (in *inputs) directory(dir string) error {
	in.many = true
	before := len(in.files)
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return havre.Problems{fileProblem(name, err)}
		case name != dir && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return filepath.SkipDir
			}
		case !d.IsDir() && slices.Contains(dossierFiles, strings.ToLower(filepath.Ext(name))):
			in.files = append(in.files, name)
			if info, err := d.Info(); err == nil {
				in.total += info.Size()
			}
		}
		return nil
	})
	if err == nil && len(in.files) == before {
		return havre.Problems{{File: dir, Message: havre.Text{
			FR: "aucun dossier ici : des fichiers %s sont attendus", EN: "no dossier here: files %s are expected",
		}.With("*" + strings.Join(dossierFiles, ", *"))}}
	}
	return err
}

// all reads every dossier of every file. One that is wrong does not prevent
// reading those after it.
func (in *inputs) all() iter.Seq[read] {
	return func(yield func(read) bool) {
		for _, name := range in.files {
			if !in.file(name, yield) {
				return
			}
		}
	}
}

func (in *inputs) file(name string, yield func(read) bool) bool {
	from := in.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return yield(read{problems: havre.Problems{fileProblem(name, err)}})
		}
		defer f.Close() //nolint:errcheck // only read
		from = f
	}
	r := dossier.NewReader(name, counter{from, &in.done})
	for {
		d, problems, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return true
		case err != nil:
			return yield(read{problems: havre.Problems{fileProblem(name, err)}})
		}
		if (d != nil || len(problems) > 0) && !yield(read{d, problems}) {
			return false
		}
	}
}

// counter counts the bytes read, for the progress bar.
type counter struct {
	r io.Reader
	n *atomic.Int64
}

func (c counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n.Add(int64(n))
	return n, err
}

// one reads the only dossier of its files, or the one that bears a name.
func (in *inputs) one(name string) (*dossier.Dossier, havre.Problems, error) {
	var found *dossier.Dossier
	var warnings, problems havre.Problems
	var names []string
	for r := range in.all() {
		switch {
		case r.dossier == nil:
			problems = append(problems, r.problems...)
			continue
		case name != "" && r.dossier.Metadata.Name != name:
		case found == nil:
			found, warnings = r.dossier, r.problems
		}
		if len(names) < 20 {
			names = append(names, r.dossier.Metadata.Name)
		}
	}
	switch {
	case found == nil && name != "" && len(names) > 0:
		return nil, nil, havre.Problems{{Field: "--dossier", Value: name, Suggestion: havre.Nearest(name, names), Message: havre.Text{
			FR: "aucun dossier de ce nom ; il y a : %s", EN: "no dossier of that name; there are: %s",
		}.With(strings.Join(names, ", "))}}
	case len(problems) > 0 && (found == nil || name == ""):
		return nil, nil, problems
	case name == "" && len(names) > 1:
		return nil, nil, havre.Problems{{Field: "--dossier", Message: havre.Text{
			FR: "plusieurs dossiers ; choisir celui à expliquer parmi : %s", EN: "several dossiers; choose the one to explain among: %s",
		}.With(strings.Join(names, ", "))}}
	}
	return found, warnings, nil
}
