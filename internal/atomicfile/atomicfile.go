// Package atomicfile writes files whole or not at all: a reader, or a machine that
// stops in between, sees what was there or what is there now.
package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Write replaces a file, or makes it, with these permissions. The content reaches the
// disk before the name does.
func Write(name string, content []byte, mode fs.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".havre-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it is gone once renamed
	_, err = f.Write(content)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// Replace writes a file as [Write] does, with the permissions of the one that is
// there, or these for a new one.
func Replace(name string, content []byte, mode fs.FileMode) error {
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	return Write(name, content, mode)
}
