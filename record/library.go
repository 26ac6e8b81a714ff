package record

import (
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"

	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
)

// Library holds the catalogue and the doctrine in use and makes judges of them
// and of those of the past.
type Library struct {
	// Base is the catalogue of the program or of --catalogue.
	Base *catalogue.Catalogue

	base sources // the files of Base and of its doctrine
	now  atomic.Pointer[Holding]

	mu   sync.Mutex
	past recent[digests, *Holding] // those of other editions, loaded again
}

// sources are the files that a catalogue and a doctrine are read from.
type sources struct{ catalogue, doctrine fs.FS }

// digests identify a catalogue and a doctrine.
type digests struct{ catalogue, doctrine string }

// pastKept is how many editions of the past stay in memory: looking again at old
// decisions goes from one edition to the next.
const pastKept = 2

// NewLibrary makes a library of a catalogue's and a doctrine's files, those of
// --catalogue and of --doctrine-dir; nil stands for those of the program, which
// are read faster. The error is [havre.Problems] when the files are wrong.
func NewLibrary(catalogueFiles, doctrineFiles fs.FS) (*Library, error) {
	h, err := open(sources{catalogueFiles, doctrineFiles})
	if err != nil {
		return nil, err
	}
	l := &Library{Base: h.Catalogue, base: h.files, past: recent[digests, *Holding]{limit: pastKept}}
	l.now.Store(h)
	return l, nil
}

// Now is the catalogue and the doctrine in use. It never blocks.
func (l *Library) Now() *Holding { return l.now.Load() }

// open reads a catalogue and its doctrine.
func open(files sources) (*Holding, error) {
	c, err := openCatalogue(files.catalogue)
	if err != nil {
		return nil, err
	}
	model, err := decision.Model(c)
	if err != nil {
		return nil, fmt.Errorf("making the model of facts: %w", err)
	}
	d, err := openDoctrine(files.doctrine, model)
	if err != nil {
		return nil, err
	}
	if files.catalogue == nil {
		files.catalogue = catalogue.Data()
	}
	if files.doctrine == nil {
		files.doctrine = doctrine.Data()
	}
	h := &Holding{Catalogue: c, Doctrine: d, Model: model, files: files}
	h.Edition.CatalogueVersion, h.Edition.Catalogue = c.Digest()
	h.Edition.Doctrine = d.Digest()
	return h, nil
}

func openCatalogue(files fs.FS) (*catalogue.Catalogue, error) {
	if files == nil {
		return catalogue.Builtin(), nil
	}
	return catalogue.Load(files) //nolint:wrapcheck // Problems are told as they are
}

func openDoctrine(files fs.FS, m *fact.Model) (*doctrine.Doctrine, error) {
	if files == nil {
		return doctrine.Builtin(m) //nolint:wrapcheck // idem
	}
	return doctrine.Load(files, m) //nolint:wrapcheck // idem
}
