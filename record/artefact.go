package record

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

// The kinds of artefacts.
const (
	catalogueKind = "catalogue"
	doctrineKind  = "doctrine"
)

// packed are files as a zip: the same files give the same bytes.
func packed(files map[string][]byte) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(files[name])
		}
		if err != nil {
			return nil, fmt.Errorf("packing %s: %w", name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("packing the files: %w", err)
	}
	return out.Bytes(), nil
}

// contents are the files that a catalogue or a doctrine is made of, by name.
func contents(files fs.FS) (map[string][]byte, error) {
	out := map[string][]byte{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		switch path.Ext(name) {
		case ".yaml", ".yml", ".json":
			out[name], err = fs.ReadFile(files, name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the files: %w", err)
	}
	return out, nil
}

// unpacked are the files of an artefact.
func unpacked(content []byte) (fs.FS, error) {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, fmt.Errorf("unpacking an artefact: %w", err)
	}
	return z, nil
}

// addArtefacts stores the files of a holding, once for each digest.
func (s *Service) addArtefacts(ctx context.Context, tx Tx, h *Holding) error {
	for _, a := range []struct {
		digest, kind string
		files        fs.FS
	}{
		{h.Edition.Catalogue, catalogueKind, h.files.catalogue},
		{h.Edition.Doctrine, doctrineKind, h.files.doctrine},
	} {
		files, err := contents(a.files)
		if err != nil {
			return err
		}
		content, err := packed(files)
		if err != nil {
			return err
		}
		if err := tx.AddArtefact(ctx, &Artefact{Digest: a.digest, Kind: a.kind, Content: content, At: s.Instant()}); err != nil {
			return err
		}
	}
	return nil
}

// of is the holding of a catalogue and a doctrine by their digests: the one in use,
// one in memory, or one loaded again from its files.
func (l *Library) of(ctx context.Context, tx Tx, want digests) (*Holding, error) {
	if h := l.Now(); h.digests() == want {
		return h, nil
	}
	l.mu.Lock()
	h, ok := l.past.get(want)
	l.mu.Unlock()
	if ok {
		return h, nil
	}
	h, err := loaded(ctx, tx, want)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if other, ok := l.past.get(want); ok { // somebody was faster
		return other, nil
	}
	l.past.put(want, h)
	return h, nil
}

// loaded reads a holding from its artefacts, and proves that they are what was
// kept. What they hold may be wrong, or too old for this program: [unreadable].
func loaded(ctx context.Context, tx Tx, want digests) (*Holding, error) {
	c, err := artefact(ctx, tx, want.catalogue)
	if err != nil {
		return nil, err
	}
	d, err := artefact(ctx, tx, want.doctrine)
	if err != nil {
		return nil, err
	}
	h, err := open(sources{c, d})
	if err != nil {
		return nil, &unreadable{err}
	}
	if h.digests() != want {
		return nil, &unreadable{fmt.Errorf("artefacts %v are not what they were: %v", want, h.digests())}
	}
	return h, nil
}

func artefact(ctx context.Context, tx Tx, digest string) (fs.FS, error) {
	a, err := tx.Artefact(ctx, digest)
	switch {
	case errors.Is(err, &havre.Fault{Code: havre.NotFound}):
		return nil, &unreadable{fmt.Errorf("no artefact %s: %w", digest, err)}
	case err != nil:
		return nil, err
	}
	files, err := unpacked(a.Content)
	if err != nil {
		return nil, &unreadable{err}
	}
	return files, nil
}
