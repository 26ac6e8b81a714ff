package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/havre-cloud/havre"
)

// dataLock keeps a second process out of a data directory. The system gives it up
// with the process, however that ends; the number in the file is for people.
type dataLock struct{ file *os.File }

// lockData takes a data directory, making it when it does not exist.
func lockData(dir string) (*dataLock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, failed(havre.Text{FR: "la création du dossier des données", EN: "making the data directory"}, dir, err)
	}
	name := filepath.Join(dir, "havre.lock")
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, failed(havre.Text{FR: "l'écriture dans le dossier des données", EN: "writing to the data directory"}, dir, err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		defer f.Close() //nolint:errcheck // nothing was written
		return nil, lockTaken(dir, f)
	}
	if err == nil {
		err = signLock(f)
	}
	if err != nil {
		return nil, errors.Join(failed(havre.Text{FR: "la prise du dossier des données", EN: "taking the data directory"}, dir, err), f.Close())
	}
	return &dataLock{f}, nil
}

// signLock writes the number of the process that holds the directory.
func signLock(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err //nolint:wrapcheck // failed names the operation
	}
	_, err := f.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	return err //nolint:wrapcheck // failed names the operation
}

// lockTaken says who already uses the directory.
func lockTaken(dir string, f io.Reader) error {
	pid, _ := io.ReadAll(io.LimitReader(f, 20)) // without it, the sentence is only less precise
	return havre.Problems{{
		Field: "dataDir", Value: dir,
		Message: havre.Text{
			FR: "un autre processus se sert déjà de ce dossier (processus %s) : arrêtez-le, ou choisissez un autre dossier ; plusieurs processus demandent PostgreSQL (databaseURL)",
			EN: "another process already uses this directory (process %s): stop it, or choose another directory; several processes need PostgreSQL (databaseURL)",
		}.With(strings.TrimSpace(string(pid))),
	}}
}

// release lets another process in.
func (l *dataLock) release() error {
	if l == nil {
		return nil
	}
	return l.file.Close() //nolint:wrapcheck // the caller says what it was doing
}
