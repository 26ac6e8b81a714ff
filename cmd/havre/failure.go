package main

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"github.com/havre-cloud/havre"
)

// failure is something the system refused: what was being done, and to which file.
type failure struct {
	doing havre.Text
	file  string
	cause error
}

// failed says what was being done when the system refused. Problems are told as
// they are.
func failed(doing havre.Text, file string, err error) error {
	var problems havre.Problems
	if err == nil || errors.As(err, &problems) {
		return err
	}
	return &failure{doing, file, err}
}

// Error is for developers; people read [failure.problem].
func (f *failure) Error() string { return f.doing.EN + ": " + f.file + ": " + f.cause.Error() }

// Unwrap is what the system said.
func (f *failure) Unwrap() error { return f.cause }

func (f *failure) problem() havre.Problem {
	return havre.Problem{File: f.file, Message: havre.Text{FR: "%[1]s a échoué : %[2]s", EN: "%[1]s failed: %[2]s"}.With(f.doing, reasonOf(f.cause))}
}

// operations are what the system was asked, as [fs.PathError] names it.
var operations = map[string]havre.Text{
	"open": {FR: "l'ouverture de ce fichier", EN: "opening this file"}, "read": {FR: "la lecture de ce fichier", EN: "reading this file"},
	"write": {FR: "l'écriture de ce fichier", EN: "writing this file"}, "mkdir": {FR: "la création de ce répertoire", EN: "creating this directory"},
	"rename": {FR: "la mise en place de ce fichier", EN: "putting this file in place"}, "stat": {FR: "la consultation de ce fichier", EN: "looking this file up"},
}

// failureOf finds what the system refused in an error that nobody described.
func failureOf(err error) (*failure, bool) {
	var described *failure
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &described):
		return described, true
	case errors.As(err, &path) && (path.Path == os.Stdout.Name() || path.Path == "/dev/stdout"):
		return &failure{havre.Text{FR: "l'écriture du résultat sur la sortie standard", EN: "writing the result to standard output"}, "", path.Err}, true
	case errors.As(err, &path):
		return &failure{doing(path.Op), path.Path, path.Err}, true
	case errors.As(err, &link):
		return &failure{doing(link.Op), link.New, link.Err}, true
	}
	return nil, false
}

func doing(op string) havre.Text {
	if t, ok := operations[op]; ok {
		return t
	}
	return havre.Text{FR: "une opération sur ce fichier", EN: "an operation on this file"}
}

// refusals are why a system refuses, in words; the others are only quoted.
var refusals = []struct {
	err  error
	text havre.Text
}{
	{syscall.ENOSPC, havre.Text{FR: "il n'y a plus de place", EN: "there is no room left"}},
	{syscall.EROFS, havre.Text{FR: "on ne peut pas y écrire, seulement y lire", EN: "it may be read, not written to"}},
	{fs.ErrPermission, havre.Text{FR: "le système le refuse", EN: "the system denies it"}},
	{fs.ErrNotExist, havre.Text{FR: "il n'existe pas", EN: "it does not exist"}},
	{fs.ErrExist, havre.Text{FR: "il existe déjà", EN: "it already exists"}},
	{syscall.EISDIR, havre.Text{FR: "c'est un répertoire", EN: "it is a directory"}},
	{syscall.ENOTDIR, havre.Text{FR: "ce n'est pas un répertoire", EN: "it is not a directory"}},
}

// reasonOf is why the system refused, then its own words between parentheses.
func reasonOf(err error) havre.Text {
	detail := err
	for path := (*fs.PathError)(nil); errors.As(detail, &path); {
		detail = path.Err
	}
	if link := (*os.LinkError)(nil); errors.As(detail, &link) {
		detail = link.Err
	}
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			return havre.Text{FR: "%[1]s (%[2]s)", EN: "%[1]s (%[2]s)"}.With(r.text, detail.Error())
		}
	}
	return havre.Text{FR: "erreur du système (%s)", EN: "error of the system (%s)"}.With(detail.Error())
}
