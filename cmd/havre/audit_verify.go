package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/journal"
)

var auditExits = []exitLine{
	{exitOK, havre.Text{FR: "le journal est entier", EN: "the journal is whole"}},
	{exitFailure, havre.Text{FR: "autre échec : la base ne répond pas, par exemple", EN: "any other failure: the database does not answer, for instance"}},
	{exitUsage, havre.Text{FR: "la ligne de commande, une clé ou un point de contrôle donné est faux", EN: "the command line, a key or a checkpoint given is wrong"}},
	{exitNone, havre.Text{FR: "le journal a été altéré ; la première entrée touchée est nommée", EN: "the journal was tampered with; the first entry touched is named"}},
}

// proving is what a journal is proved with.
type proving struct {
	checkpoints, keys []string
	export            string
}

func (a *app) auditVerify() *cobra.Command {
	var o *place
	var p proving
	c := a.command(entry{
		use:   havre.Same("verify"),
		short: havre.Text{FR: "prouver que le journal est entier, ou nommer la première entrée touchée", EN: "prove that the journal is whole, or name the first entry touched"},
		long: havre.Text{
			FR: "Relit tout le journal et le compare à ses condensats, aux points de contrôle de la base et à ceux que vous donnez. Sans point de contrôle conservé ailleurs, une réécriture complète par qui tient la base et la clé ne se voit pas.\n\n" +
				"--checkpoint accepte un fichier, un dossier de fichiers .txt, ou - pour l'entrée standard. Avec --export, c'est un fichier de « havre audit export » qui est prouvé, sans base.",
			EN: "Reads the whole journal again and compares it with its hashes, the checkpoints of the database and those you give. Without a checkpoint kept elsewhere, a complete rewriting by whoever holds the database and the key is not seen.\n\n" +
				"--checkpoint takes a file, a directory of .txt files, or - for standard input. With --export a file of “havre audit export” is proved, without a database.",
		},
		example: havre.Same("havre audit verify\nhavre audit verify --data-dir /var/lib/havre --checkpoint /mnt/coffre\nhavre audit verify --export journal.ndjson --checkpoint checkpoint.txt --key \"$(cat havre.pub)\" -o json"),
		exits:   auditExits, args: between(0, 0, havre.Text{}),
	}, func(c *cobra.Command, _ []string) error { return a.prove(c.Context(), o, p) })
	f := c.Flags()
	f.StringArrayVar(&p.checkpoints, "checkpoint", nil, a.say(havre.Text{FR: "`fichier` d'un point de contrôle conservé ailleurs (plusieurs fois au besoin)", EN: "`file` of a checkpoint kept elsewhere (may be repeated)"}))
	f.StringArrayVar(&p.keys, "key", nil, a.say(havre.Text{FR: "`clé` publique des points de contrôle (par défaut celle du portail)", EN: "public `key` of the checkpoints (by default the portal's own)"}))
	f.StringVar(&p.export, "export", "", a.say(havre.Text{FR: "`fichier` exporté à prouver à la place de la base", EN: "exported `file` to prove instead of the database"}))
	o = a.placeFlags(c, auditSettings...)
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	return c
}

// prove verifies a journal, or an export of it, and writes the report.
func (a *app) prove(ctx context.Context, o *place, p proving) error {
	names, notes, err := a.notes(p.checkpoints)
	if err != nil {
		return err
	}
	keys := strings.Join(p.keys, " ")
	var report *journal.Report
	if p.export != "" {
		report, err = proveExport(p.export, notes, keys)
	} else {
		err = a.withJournal(ctx, o, false, func(log *journal.Log) (err error) {
			report, err = log.Verify(ctx, notes, keys)
			return err //nolint:wrapcheck // told below
		})
	}
	if err != nil {
		return proofProblem(err, names)
	}
	if err := a.proved(report, len(notes)); err != nil {
		return err
	}
	if report.Fault != nil {
		return exitCode(exitNone)
	}
	return nil
}

func proveExport(name string, notes []string, keys string) (*journal.Report, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, havre.Problems{fileProblem(name, err)}
	}
	defer f.Close()                             //nolint:errcheck // only read
	return journal.VerifyExport(f, notes, keys) //nolint:wrapcheck // told by proofProblem
}

// notes reads checkpoints: files, directories of .txt files, or standard input.
func (a *app) notes(args []string) (names, notes []string, err error) {
	for _, arg := range args {
		if info, err := os.Stat(arg); err == nil && info.IsDir() {
			found, err := filepath.Glob(filepath.Join(arg, "*.txt"))
			if err != nil {
				return nil, nil, havre.Problems{fileProblem(arg, err)}
			}
			names = append(names, found...)
			continue
		}
		names = append(names, arg)
	}
	slices.Sort(names)
	for _, name := range names {
		data, err := a.note(name)
		if err != nil {
			return nil, nil, havre.Problems{fileProblem(name, err)}
		}
		notes = append(notes, string(data))
	}
	return names, notes, nil
}

func (a *app) note(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(a.in)
	}
	return os.ReadFile(name)
}

// proofProblem tells a key or a checkpoint that is worth nothing.
func proofProblem(err error, names []string) error {
	var checkpoint *journal.BadCheckpoint
	var key *journal.BadKey
	switch {
	case errors.As(err, &checkpoint):
		return havre.Problems{{File: names[checkpoint.Number], Message: havre.Text{
			FR: "ce point de contrôle n'est signé par aucune clé connue : donnez la clé publique du portail avec --key",
			EN: "this checkpoint is signed by no known key: give the public key of the portal with --key",
		}}}
	case errors.As(err, &key):
		return havre.Problems{{Field: "--key", Value: key.Key, Message: havre.Text{
			FR: "ce n'est pas une clé publique ; « havre audit key » l'écrit", EN: "this is not a public key; “havre audit key” writes it",
		}}}
	}
	return err
}

// proofView is a report for programs.
type proofView struct {
	APIVersion  string      `json:"apiVersion"`
	Kind        string      `json:"kind"`
	Whole       bool        `json:"whole"`
	Size        int64       `json:"size"`
	Root        string      `json:"root,omitempty"`
	Checkpoints int         `json:"checkpoints"`
	Elsewhere   int         `json:"elsewhere"`
	Unsigned    int         `json:"unsigned"`
	Personal    int         `json:"personalValues"`
	Faults      []faultView `json:"faults"`
}

type faultView struct {
	First   int64  `json:"first"`
	Last    int64  `json:"last"`
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

// proved writes what a verification found.
func (a *app) proved(r *journal.Report, elsewhere int) error {
	v := proofView{havre.APIVersion, "JournalReport", r.Fault == nil, r.Size, r.Root, r.Checked, elsewhere, r.Unsigned, r.Personal, []faultView{}}
	if r.Fault != nil {
		for _, b := range append([]journal.Broken{*r.Fault}, r.Others...) {
			v.Faults = append(v.Faults, faultView{b.Index, b.Last, string(b.Kind), a.say(b.Found)})
		}
	}
	if a.format != formatTable {
		return a.record(v)
	}
	_, err := io.WriteString(a.out, a.proofText(v))
	return err
}

func (a *app) proofText(v proofView) string {
	var b strings.Builder
	write := func(label string, t havre.Text, args ...any) {
		b.WriteString(terminal.Indent(label, a.say(t, args...), a.width()))
	}
	if v.Whole {
		write("✔ ", havre.Text{FR: "Le journal est entier.", EN: "The journal is whole."})
	} else {
		write("✘ ", havre.Text{FR: "Le journal a été altéré.", EN: "The journal was tampered with."})
	}
	for _, f := range v.Faults {
		write("  • ", havre.Same(f.Message))
	}
	write("  ", havre.Text{
		FR: "Entrées : %[1]d ; points de contrôle comparés : %[2]d, dont %[3]d d'ailleurs ; données personnelles comparées : %[4]d.",
		EN: "Entries: %[1]d; checkpoints compared: %[2]d, of which %[3]d from elsewhere; personal values compared: %[4]d.",
	}, v.Size, v.Checkpoints, v.Elsewhere, v.Personal)
	if v.Root != "" {
		write("  ", havre.Text{FR: "Racine : %s", EN: "Root: %s"}, v.Root)
	}
	if a.quiet {
		return b.String()
	}
	if v.Unsigned > 0 {
		write("  ", havre.Text{
			FR: "Signatures non vérifiées, faute de clé : celles de la base. Donnez la clé publique avec --key.",
			EN: "Signatures not verified, for want of a key: those of the database. Give the public key with --key.",
		})
	}
	if v.Elsewhere == 0 && v.Whole {
		write("  ", havre.Text{
			FR: "Aucun point de contrôle ne vient d'ailleurs : qui tient la base et la clé aurait pu tout récrire. Donnez-en un avec --checkpoint.",
			EN: "No checkpoint comes from elsewhere: whoever holds the database and the key could have rewritten everything. Give one with --checkpoint.",
		})
	}
	return b.String()
}
