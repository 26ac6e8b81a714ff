package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

func (a *app) catalogueExport() *cobra.Command {
	return a.command(entry{
		use:     havre.Text{FR: "export RÉPERTOIRE", EN: "export DIRECTORY"},
		short:   havre.Text{FR: "copie le catalogue du programme, pour l'amender", EN: "copies the program's catalogue, to amend it"},
		long:    havre.Text{FR: "Écrit les fichiers du catalogue du programme dans un répertoire nouveau ou vide, à donner ensuite à --catalogue.", EN: "Writes the files of the program's catalogue to a new or empty directory, to be given to --catalogue afterwards."},
		example: havre.Same("havre catalogue export mon-catalogue/\nhavre catalogue check --catalogue mon-catalogue/"), args: between(1, 1, havre.Text{FR: "le répertoire", EN: "the directory"}),
	}, func(_ *cobra.Command, args []string) error {
		err := export(filepath.Clean(args[0]), catalogue.Data())
		return failed(havre.Text{FR: "la copie du catalogue", EN: "copying the catalogue"}, args[0], err)
	})
}

// export copies files to a directory, whole or not at all.
func export(dir string, files fs.FS) (err error) {
	exists, err := empty(dir)
	if err != nil {
		return err
	}
	if exists {
		defer func() {
			if err != nil {
				err = errors.Join(err, emptied(dir))
			}
		}()
		return os.CopyFS(dir, files)
	}
	if made := firstMissing(dir); made != dir {
		defer func() {
			if err != nil {
				os.RemoveAll(made) //nolint:errcheck // what failed is told already
			}
		}()
		if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil { //nolint:gosec // a catalogue is public
			return err
		}
	}
	return beside(dir, files)
}

// beside copies next to the directory, then renames.
func beside(dir string, files fs.FS) error {
	copied, err := os.MkdirTemp(filepath.Dir(dir), ".havre-export-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(copied) //nolint:errcheck // already renamed when all went well
	if err := os.CopyFS(copied, files); err != nil {
		return err
	}
	if err := os.Chmod(copied, 0o755); err != nil { //nolint:gosec // a catalogue is public
		return err
	}
	return os.Rename(copied, dir)
}

// empty refuses what is not a directory or holds something.
func empty(dir string) (exists bool, err error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !info.IsDir():
		return false, havre.Problems{{File: dir, Message: havre.Text{FR: "un répertoire est attendu", EN: "a directory is expected"}}}
	}
	found, err := os.ReadDir(dir)
	if err == nil && len(found) > 0 {
		return true, havre.Problems{{File: dir, Message: havre.Text{FR: "ce répertoire n'est pas vide", EN: "this directory is not empty"}}}
	}
	return true, err
}

// emptied empties a directory that was empty before.
func emptied(dir string) error {
	found, err := os.ReadDir(dir)
	for _, f := range found {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, f.Name())))
	}
	return err
}

// firstMissing is the highest directory of a path that does not exist.
func firstMissing(dir string) string {
	for {
		above := filepath.Dir(dir)
		if _, err := os.Stat(above); above == dir || !errors.Is(err, fs.ErrNotExist) {
			return dir
		}
		dir = above
	}
}
