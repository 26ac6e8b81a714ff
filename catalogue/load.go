package catalogue

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

//go:embed data
var builtin embed.FS

// Data is the built-in catalogue as files, to copy and amend.
func Data() fs.FS {
	sub, err := fs.Sub(builtin, "data")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// Builtin is the catalogue in the program, read once. A test reads it, so that a
// mistake in its files never reaches a user.
var Builtin = sync.OnceValue(func() *Catalogue {
	files, digest, err := unpack(packed)
	if err != nil {
		panic(err)
	}
	c, err := build(files, nil)
	if err != nil {
		panic(err)
	}
	c.digest = digest
	return c
})

// Load reads a catalogue: every YAML file below a directory, in any layout. The
// error is [havre.Problems] and tells every mistake of every file.
func Load(fsys fs.FS) (*Catalogue, error) {
	files, problems, err := parseFiles(fsys)
	if err != nil {
		return nil, err
	}
	c, err := build(files, problems)
	if err != nil {
		return nil, err
	}
	c.digest = digestOf(files)
	return c, nil
}

// parseFiles reads the documents of every file.
func parseFiles(fsys fs.FS) ([]document.File, havre.Problems, error) {
	names, err := catalogueFiles(fsys)
	if err != nil {
		return nil, nil, err
	}
	var files []document.File
	var problems havre.Problems
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, nil, fmt.Errorf("reading the catalogue: %w", err)
		}
		nodes, found := document.Parse(name, data)
		problems = append(problems, found...)
		files = append(files, document.File{Name: name, Nodes: nodes})
	}
	return files, problems, nil
}

// build makes a catalogue of documents.
func build(files []document.File, problems havre.Problems) (*Catalogue, error) {
	l := &loader{c: &Catalogue{index: map[string]*Offer{}, planIndex: map[string]*Plan{}}, sources: map[string]*Source{}, series: map[string]*Series{}, problems: problems}
	for _, f := range files {
		l.open(f)
	}
	l.read()
	l.problems.Sort()
	if err := l.problems.Err(); err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	l.c.seal()
	return l.c, nil
}

func catalogueFiles(fsys fs.FS) ([]string, error) {
	var out []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("reading the catalogue: %w", err)
		}
		ext := path.Ext(name)
		if !d.IsDir() && !strings.HasPrefix(path.Base(name), ".") && (ext == ".yaml" || ext == ".yml" || ext == ".json") {
			out = append(out, name)
		}
		return nil
	})
	slices.Sort(out)
	return out, err
}

// loader reads documents in the order in which they refer to one another,
// whatever the files they are in.
type loader struct {
	c        *Catalogue
	sources  map[string]*Source
	series   map[string]*Series
	docs     []*object
	kinds    []string
	problems havre.Problems
}

// documentKinds are what a catalogue file may hold, in reading order.
var documentKinds = []string{"Sources", "Networks", "Platform", "Links", "Plans", "Snapshot"}

// open checks the heading of every document of a file.
func (l *loader) open(f document.File) {
	for _, n := range f.Nodes {
		root := &object{file: f.Name, found: &l.problems}
		o := root.child(n, "")
		if v := o.need("apiVersion"); v != "" && v != havre.APIVersion {
			o.refuse(o.get("apiVersion"), "apiVersion", v, havre.APIVersion, havre.Text{FR: "version de format inconnue", EN: "unknown format version"})
		}
		o.require("kind")
		l.docs = append(l.docs, o)
		l.kinds = append(l.kinds, o.word("kind", documentKinds))
	}
}

func (l *loader) read() {
	readers := map[string]func(meta, spec *object){
		"Sources": l.readSources, "Networks": l.readNetworks, "Platform": l.readPlatform, "Links": l.readLinks, "Plans": l.readPlans, "Snapshot": l.readSnapshot,
	}
	l.allSeries()
	for _, kind := range documentKinds {
		for i, o := range l.docs {
			if l.kinds[i] != kind {
				continue
			}
			meta, spec := o.child(o.get("metadata"), "metadata"), o.child(o.get("spec"), "spec")
			readers[kind](meta, spec)
			meta.close()
			spec.close()
			o.close()
		}
		if kind == "Platform" {
			l.indexOffers()
		}
	}
}

// indexOffers makes offers known by identifier before anything refers to them.
func (l *loader) indexOffers() {
	for _, p := range l.c.Platforms {
		for _, o := range p.Offers {
			if first, dup := l.c.index[o.ID]; dup {
				l.refuseAt(o.Place, "id", o.ID, havre.Text{FR: "identifiant déjà pris par l'offre de %[1]s, ligne %[2]d", EN: "identifier already taken by the offer of %[1]s, line %[2]d"}.With(first.Place.File, first.Place.Line))
				continue
			}
			l.c.index[o.ID] = o
			l.c.offers = append(l.c.offers, o)
		}
	}
}

func (l *loader) refuseAt(p Place, field, value string, message havre.Text) {
	l.problems = append(l.problems, havre.Problem{File: p.File, Line: p.Line, Column: p.Column, Field: field, Value: value, Message: message})
}

// source is the source that a mapping names; it must be one of the catalogue's.
func (l *loader) source(o *object) *Source {
	const key = "source"
	id := o.need(key)
	s, ok := l.sources[id]
	if ok {
		s.cited = true
	} else if id != "" {
		o.refuse(o.get(key), key, id, havre.Nearest(id, keysOf(l.sources)), havre.Text{FR: "source inconnue : la déclarer dans un document Sources", EN: "unknown source: declare it in a Sources document"})
	}
	return s
}

// offer is the offer that a key names.
func (l *loader) offer(o *object, key string) *Offer {
	id := o.need(key)
	f, ok := l.c.index[id]
	if !ok && id != "" {
		o.refuse(o.get(key), key, id, havre.Nearest(id, keysOf(l.c.index)), havre.Text{FR: "offre inconnue", EN: "unknown offer"})
	}
	return f
}

// end is one side of a link: an offer, a zone of a platform, or a network.
func (l *loader) end(o *object, key string) string {
	id := o.need(key)
	if _, ok := l.c.index[id]; ok || id == "" {
		return id
	}
	known := append(keysOf(l.c.index), l.networkIDs()...)
	for _, p := range l.c.Platforms {
		for _, z := range p.Zones {
			known = append(known, z.ID)
		}
	}
	if !slices.Contains(known, id) {
		o.refuse(o.get(key), key, id, havre.Nearest(id, known), havre.Text{FR: "ni une offre, ni une zone, ni un réseau du catalogue", EN: "neither an offer, nor a zone, nor a network of the catalogue"})
	}
	return id
}

func keysOf[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
