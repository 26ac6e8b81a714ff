package keyfile

import (
	"os"
	"syscall"

	"github.com/havre-cloud/havre"
)

// private refuses a key that others may read or change. A group may read a file
// that belongs to root: so is a secret handed to a program that is not root.
func private(path string, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	allowed := os.FileMode(0o700)
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Uid == 0 && os.Getuid() != 0 {
		allowed = 0o740
	}
	if info.Mode().Perm()&^allowed == 0 {
		return nil
	}
	return refused(path, nil, havre.Text{
		FR: "la clé du portail ne doit être lisible que de son propriétaire ; tapez : chmod 600 %s",
		EN: "the key of the portal must be readable by its owner only; type: chmod 600 %s",
	}.With(path))
}

// problem is what is wrong with a key file, for people, and the system's error.
type problem struct {
	havre.Problems
	cause error
}

// Unwrap gives both: what to tell, and why.
func (p *problem) Unwrap() []error { return []error{p.Problems, p.cause} }

func refused(path string, cause error, message havre.Text) error {
	problems := havre.Problems{{File: path, Message: message}}
	if cause == nil {
		return problems
	}
	problems[0].Message.FR += " : " + cause.Error()
	problems[0].Message.EN += ": " + cause.Error()
	return &problem{problems, cause}
}
