package catalogue

import (
	_ "embed" // for the packed catalogue

	"github.com/havre-cloud/havre/internal/document"
)

// The built-in catalogue is read by every command, most often to answer one
// question. Reading its YAML takes longer than answering, so the program holds
// the documents already read; the rest of the loading, checks included, is the
// same. A test holds both to be equal.
//
//go:generate go test -run TestPackedCatalogue -update .
//go:embed builtin.bin
var packed []byte

// pack writes files down after their digest.
func pack(files []document.File) []byte {
	return append([]byte(digestOf(files)), document.Pack(files)...)
}

// digestLength is that of a SHA-256 in hexadecimal.
const digestLength = 64

func unpack(b []byte) (files []document.File, digest string, err error) {
	if len(b) < digestLength {
		return nil, "", document.ErrDamaged
	}
	files, err = document.Unpack(b[digestLength:])
	return files, string(b[:digestLength]), err
}
