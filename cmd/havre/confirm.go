package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
)

// confirm asks a person before something is done. A script, whom nobody can ask,
// must have said --yes. otherwise tells what happens without an agreement.
func (a *app) confirm(yes bool, deed, otherwise havre.Text) (bool, error) {
	if yes {
		return true, nil
	}
	f, isFile := a.in.(*os.File)
	if isFile {
		_, isFile = terminal.Is(f)
	}
	if !isFile {
		return false, havre.Problems{{Field: "--yes", Message: havre.Text{
			FR: "l'entrée standard n'est pas un terminal, personne ne peut confirmer : ajouter --yes pour %[1]s ; %[2]s",
			EN: "standard input is not a terminal, nobody can confirm: add --yes to %[1]s; %[2]s",
		}.With(deed, otherwise)}}
	}
	fmt.Fprint(a.err, sentence(a.say(deed)), a.say(havre.Text{FR: " ? [o/N] ", EN: "? [y/N] "})) //nolint:errcheck // without an answer nothing is done
	answer, err := bufio.NewReader(f).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("reading the answer: %w", err)
	}
	agreed := slices.Contains([]string{"o", "oui", "y", "yes"}, strings.ToLower(strings.TrimSpace(answer)))
	if !agreed && !a.quiet {
		fmt.Fprintln(a.err, sentence(a.say(otherwise))+".") //nolint:errcheck // nothing is done
	}
	return agreed, nil
}

// sentence begins with a capital what was written to stand inside another one.
func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
