package catalogue

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/havre-cloud/havre"
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
	return target, im.replace(folder, target)
}

// replace writes beside the target, then renames.
func (im *Imported) replace(folder, target string) error {
	f, err := os.CreateTemp(folder, ".import-*")
	if err != nil {
		return fmt.Errorf("saving the import: %w", err)
	}
	defer os.Remove(f.Name()) //nolint:errcheck // already renamed when all went well
	_, err = im.WriteTo(f)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), target)
	}
	if err != nil {
		return fmt.Errorf("saving the import: %w", err)
	}
	return nil
}
