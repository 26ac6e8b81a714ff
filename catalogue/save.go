package catalogue

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/atomicfile"
)

// fileName keeps the name of an import within its folder.
var fileName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)

// Save writes an import into a catalogue directory, below snapshots/, and returns
// the path of the file. A reader never sees half a file, and one that exists is
// left alone unless replace says otherwise.
func (im *Imported) Save(dir string, replace bool) (string, error) {
	id := im.Snapshot.ID
	if !fileName.MatchString(id) {
		return "", havre.Problems{{Field: "source", Value: id, Message: havre.Text{FR: "un identifiant s'écrit en minuscules, chiffres, points et tirets", EN: "an identifier is written in lower case, digits, dots and dashes"}}}
	}
	folder := filepath.Join(dir, "snapshots")
	target := filepath.Join(folder, id+".yaml")
	if _, err := os.Stat(target); !replace && !errors.Is(err, fs.ErrNotExist) {
		return "", havre.Problems{{File: target, Message: havre.Text{FR: "ce fichier existe déjà", EN: "this file already exists"}}}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // a catalogue is public
		return "", fmt.Errorf("saving the import: %w", err)
	}
	return target, im.replace(target)
}

// replace writes the whole file, or nothing.
func (im *Imported) replace(target string) error {
	var b bytes.Buffer
	_, err := im.WriteTo(&b)
	if err == nil {
		err = atomicfile.Write(target, b.Bytes(), 0o644)
	}
	if err != nil {
		return fmt.Errorf("saving the import: %w", err)
	}
	return nil
}
