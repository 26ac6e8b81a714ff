package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
)

// The exit codes of the contract.
const (
	exitOK           = 0
	exitFailure      = 1
	exitUsage        = 2
	exitNone         = 3
	exitUndetermined = 4
)

var usualExits = []exitLine{
	{exitOK, havre.Text{FR: "tout s'est bien passé", EN: "all went well"}},
	{exitFailure, havre.Text{FR: "autre échec", EN: "any other failure"}},
	{exitUsage, havre.Text{FR: "la ligne de commande ou un fichier est faux : le fichier, la ligne et ce qui était attendu sont indiqués", EN: "the command line or a file is wrong: the file, the line and what was expected are given"}},
}

// exitCode is an error that says nothing: the result has already been written, and
// only the code remains to be given.
type exitCode int

// Error is never shown.
func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// verdictCode is the exit code of the best verdict of a dossier.
func verdictCode(v decision.Verdict) int {
	switch v {
	case decision.Eligible:
		return exitOK
	case decision.Undetermined:
		return exitUndetermined
	default:
		return exitNone
	}
}

// worse keeps the worse of two verdict codes: 0 is better than 4, and 4 than 3.
func worse(a, b int) int {
	order := map[int]int{exitOK: 0, exitUndetermined: 1, exitNone: 2, exitUsage: 3}
	if order[b] > order[a] {
		return b
	}
	return a
}

// report says on standard error what went wrong, and gives the exit code.
func (a *app) report(err error) int {
	var code exitCode
	var problems havre.Problems
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &problems):
		a.complain(problems)
		return exitUsage
	}
	if f := havre.FaultOf(err); f != nil {
		a.complain(append(havre.Problems{faultProblem(f)}, f.Problems...))
		if f.Code == havre.Invalid {
			return exitUsage
		}
		return exitFailure
	}
	if f, ok := failureOf(err); ok {
		a.complain(havre.Problems{f.problem()})
		return exitFailure
	}
	a.complain(havre.Problems{{Message: havre.Same(err.Error())}})
	return exitFailure
}

// faultProblem is a refusal of a service, with what to do about it.
func faultProblem(f *havre.Fault) havre.Problem {
	return havre.Problem{Message: havre.Text{FR: "%s %s", EN: "%s %s"}.With(f.Message, f.Next)}
}

// finish ends the document of what was said on standard error.
func (a *app) finish() {
	if a.complained && a.format == formatJSON {
		fmt.Fprint(a.err, "\n  ]\n}\n") //nolint:errcheck // nobody is there to be told
	}
}

// complainJSON adds problems to the one document of standard error, which is
// written as they come: a portfolio may hold any number of them.
func (a *app) complainJSON(problems havre.Problems) (err error) {
	for _, p := range problems {
		before := ",\n"
		if !a.complained {
			before = "{\n  \"apiVersion\": \"" + havre.APIVersion + "\",\n  \"kind\": \"Problems\",\n  \"problems\": [\n"
		}
		a.complained = true
		var b bytes.Buffer
		line, e := encode(p)
		err = errors.Join(err, e, json.Indent(&b, bytes.TrimSpace(line), "    ", "  "))
		_, e = fmt.Fprint(a.err, before+"    "+b.String())
		err = errors.Join(err, e)
	}
	return err
}

// problemList is problems as a document: a script that reads JSON gets JSON.
type problemList struct {
	APIVersion string         `json:"apiVersion"`
	Kind       string         `json:"kind"`
	Problems   havre.Problems `json:"problems"`
}

// complain writes problems on standard error.
func (a *app) complain(problems havre.Problems) {
	if a.quiet && problems.Err() == nil {
		return
	}
	var err error
	switch a.format {
	case formatJSON:
		err = a.complainJSON(problems)
	case formatNDJSON:
		for _, p := range problems {
			err = errors.Join(err, writeLine(a.err, p))
		}
	case formatYAML:
		if a.complained {
			fmt.Fprintln(a.err, "---") //nolint:errcheck // as below
		}
		a.complained = true
		err = writeYAML(a.err, problemList{havre.APIVersion, "Problems", problems})
	default:
		_, err = fmt.Fprintln(a.err, problems.In(a.lang))
	}
	_ = err // standard error is closed: nobody is there to be told
}

// fileProblem says why a file cannot be read.
func fileProblem(name string, err error) havre.Problem {
	p := havre.Problem{File: name, Message: havre.Text{FR: "la lecture de ce fichier a échoué : %s", EN: "reading this file failed: %s"}.With(reasonOf(err))}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.Message = havre.Text{FR: "ce fichier n'existe pas", EN: "this file does not exist"}
	case errors.Is(err, fs.ErrPermission):
		p.Message = havre.Text{FR: "la lecture de ce fichier est refusée", EN: "reading this file is denied"}
	}
	return p
}

// flagError puts the library's refusals of flags in both languages.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var value *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case c.HasSubCommands() && c.Flags().NArg() > 0: // the flags are those of a command that does not exist
		return unknownCommand(c, c.Flags().Args())
	case errors.As(err, &unknown):
		return havre.Problems{unknownFlag(c, unknown)}
	case errors.As(err, &value):
		field := "--" + value.GetSpecifiedName()
		if len(value.GetSpecifiedName()) == 1 {
			field = field[1:]
		}
		return havre.Problems{{Field: field, Message: havre.Text{FR: "cette option attend une valeur", EN: "this option needs a value"}}}
	case errors.As(err, &invalid):
		return havre.Problems{{Field: "--" + invalid.GetFlag().Name, Value: invalid.GetValue(), Message: havre.Text{FR: "valeur illisible pour cette option", EN: "value that this option cannot read"}}}
	}
	if group := exclusive.FindStringSubmatch(err.Error()); group != nil {
		return havre.Problems{{Message: havre.Text{FR: "ces options ne vont pas ensemble : %[1]s", EN: "these options do not go together: %[1]s"}.With("--" + strings.Join(strings.Fields(group[1]), ", --"))}}
	}
	return havre.Problems{{Message: havre.Same(err.Error())}}
}

// exclusive is how the library says that options exclude one another; it has no type
// for it.
var exclusive = regexp.MustCompile(`\[([^\]]+)\] were all set$`)

func unknownFlag(c *cobra.Command, e *pflag.NotExistError) havre.Problem {
	name := "--" + e.GetSpecifiedName()
	if e.GetSpecifiedShortnames() != "" {
		name = "-" + e.GetSpecifiedName()
	}
	var all []string
	c.Flags().VisitAll(func(f *pflag.Flag) { all = append(all, "--"+f.Name) })
	message := havre.Text{FR: "option inconnue de « %s »", EN: "unknown option of %q"}.With(c.CommandPath())
	if short := e.GetSpecifiedShortnames(); short != "" {
		if short[0] >= '0' && short[0] <= '9' { // -5 is a quantity, not an option
			message = havre.Text{FR: "zéro ou davantage est attendu", EN: "zero or more is expected"}
		}
		return havre.Problem{Value: name, Message: message}
	}
	return havre.Problem{Value: name, Message: message, Suggestion: nearestFlag(name, all)}
}

// nearestFlag is the nearest name, or one that begins alike: --cat for --catalogue.
func nearestFlag(name string, all []string) string {
	if near := havre.Nearest(name, all); near != "" {
		return near
	}
	for _, f := range all {
		if len(name) > 3 && strings.HasPrefix(f, name) {
			return f
		}
	}
	return ""
}
