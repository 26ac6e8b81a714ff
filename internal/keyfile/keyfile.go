// Package keyfile keeps the one secret of an installation: 32 random bytes in a
// file that only its owner reads, made at the first start. Every other key is
// derived from it by name, so that nothing else need be stored or backed up.
//
// The package knows no purpose.
package keyfile

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/havre-cloud/havre"
)

// Size of the secret, in bytes.
const Size = 32

// Key is the secret. It prints as nothing.
type Key struct{ secret [Size]byte }

// Open reads the key of a file, which is made when it does not exist. When two
// programs make it at once, both get the same key.
func Open(path string) (*Key, error) {
	k, err := Read(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if err := create(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, refused(path, err, havre.Text{FR: "la clé du portail n'a pas pu y être créée", EN: "the key of the portal could not be made there"})
	}
	return Read(path)
}

// Read reads the key of a file that must exist. What is wrong with the file is
// told as [havre.Problems], around the error of the system when there is one.
func Read(path string) (*Key, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, refused(path, err, havre.Text{FR: "la clé du portail ne peut pas être lue", EN: "the key of the portal cannot be read"})
	}
	defer f.Close() //nolint:errcheck // nothing was written
	if err := private(path, f); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, Size+1))
	if err != nil {
		return nil, refused(path, err, havre.Text{FR: "la clé du portail ne peut pas être lue", EN: "the key of the portal cannot be read"})
	}
	if len(data) != Size {
		return nil, refused(path, nil, havre.Text{
			FR: "la clé du portail doit faire 32 octets, et ce fichier n'en fait pas autant : remettez en place une sauvegarde de cette clé",
			EN: "the key of the portal must be 32 bytes long, and this file is not: put a backup of that key back in place",
		})
	}
	return &Key{secret: [Size]byte(data)}, nil
}

// create writes a new key under its name at once, unless the name is taken.
func create(path string) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".key-*") // 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	var secret [Size]byte
	rand.Read(secret[:])
	_, err = f.Write(secret[:])
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

// Derive is the key for a purpose: n bytes, always the same ones. Nothing can be
// learnt from it about the secret nor about the key for another purpose. The
// largest n is 8160.
func (k *Key) Derive(purpose string, n int) []byte {
	out, err := hkdf.Key(sha256.New, k.secret[:], nil, "havre "+purpose, n)
	if err != nil {
		panic(err) // n is a constant of the program, and far below the largest
	}
	return out
}

// String keeps the secret out of logs.
func (k Key) String() string { return "(key)" }

// GoString keeps it out of %#v too.
func (k Key) GoString() string { return k.String() }
