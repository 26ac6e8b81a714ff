package record

import (
	"bytes"
	"context"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
)

// table is one imported table, as the file that the catalogue reads.
type table struct {
	name string
	data []byte
}

// imports is the folder of the imported tables among the files of a catalogue.
const imports = "imports"

func (t table) file() string { return imports + "/" + t.name + ".yaml" }

// ImportCatalogue reads a table against the catalogue in use; when apply is false
// it only says what it would change.
func (s *Service) ImportCatalogue(ctx context.Context, a identity.Actor, content []byte, o catalogue.ImportOptions, apply bool) (*catalogue.Imported, *Edition, error) {
	if err := s.JournalRefusal(ctx, a, mayImport(a)); err != nil {
		return nil, nil, err
	}
	if err := s.Follow(ctx); err != nil {
		return nil, nil, err
	}
	h := s.Library.Now()
	im, err := h.Catalogue.Import(content, o)
	if err != nil || !apply {
		return im, nil, err //nolint:wrapcheck // Problems are told as they are
	}
	next, err := h.imported(im)
	if err != nil {
		return nil, nil, err
	}
	err = s.write(ctx, a, func(tx Tx) error {
		same, err := inUse(ctx, tx, h)
		if err != nil {
			return err
		}
		if !same {
			return catalogueMoved()
		}
		note := havre.Text{FR: "tableau importé : %s", EN: "table imported: %s"}.With(im.Snapshot.Source.Title)
		return s.begin(ctx, tx, a, next, note, true)
	})
	if err != nil {
		return nil, nil, err
	}
	s.Library.now.Store(next)
	return im, &next.Edition, nil
}

func mayImport(a identity.Actor) error {
	if err := SignedIn(a); err != nil {
		return err
	}
	return Allow(a, identity.WriteCatalogue, catalogueSubject())
}

func catalogueMoved() error {
	return &havre.Fault{
		Code:    havre.Stale,
		Message: havre.Text{FR: "Quelqu’un d’autre vient de changer le catalogue.", EN: "Somebody else has just changed the catalogue."},
		Next:    havre.Text{FR: "Relisez ce que votre tableau y changerait, puis recommencez.", EN: "Read again what your table would change, then try again."},
	}
}

// imported is the holding with a table more.
func (h *Holding) imported(im *catalogue.Imported) (*Holding, error) {
	var b bytes.Buffer
	if _, err := im.WriteTo(&b); err != nil {
		return nil, err //nolint:wrapcheck // it says what it was doing
	}
	return h.with(table{im.Snapshot.ID, b.Bytes()})
}

// with is the holding with a table more, loaded whole: what does not fit is
// refused.
func (h *Holding) with(t table) (*Holding, error) {
	files, err := contents(h.files.catalogue)
	if err != nil {
		return nil, err
	}
	if _, taken := files[t.file()]; taken {
		return nil, havre.Problems{{Field: "source", Value: t.name, Message: havre.Text{
			FR: "une table de cet identifiant est déjà importée", EN: "a table of this identifier is already imported",
		}}}
	}
	files[t.file()] = t.data
	content, err := packed(files)
	if err != nil {
		return nil, err
	}
	over, err := unpacked(content)
	if err != nil {
		return nil, err
	}
	return open(sources{over, h.files.doctrine})
}

// tablesOf are the imported tables of a catalogue's artefact.
func tablesOf(content []byte) (out []table, err error) {
	files, err := unpacked(content)
	if err != nil {
		return nil, err
	}
	all, err := contents(files)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if path.Dir(name) == imports {
			out = append(out, table{strings.TrimSuffix(path.Base(name), ".yaml"), all[name]})
		}
	}
	return out, nil
}
