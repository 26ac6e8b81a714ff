package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/keyfile"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/store"
)

// auditCommand is havre audit: the journal, without the portal.
func (a *app) auditCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("audit"),
		short: havre.Text{FR: "le journal inviolable : le prouver, en signer l'état, l'exporter", EN: "the tamper-evident journal: prove it, sign its state, export it"},
		long: havre.Text{
			FR: "Travaille directement sur la base, que le portail soit démarré ou non. Prouver ne demande ni compte, ni réseau ; ailleurs, un export, des points de contrôle et la clé publique suffisent.",
			EN: "Works directly on the database, whether the portal runs or not. Proving needs neither account nor network; elsewhere, an export, checkpoints and the public key are enough.",
		},
		example: havre.Same("havre audit verify\nhavre audit verify --checkpoint /mnt/coffre\nhavre audit checkpoint > checkpoint.txt\nhavre audit export > journal.ndjson"),
	}, nil)
	c.AddCommand(a.auditVerify(), a.auditCheckpoint(), a.auditExport(), a.auditKey())
	return c
}

// auditSettings are the settings of havre serve that say where the journal is.
var auditSettings = []string{"dataDir", "databaseURL", "keyFile", "publicURL"}

// withJournal opens the journal for fn. Its name is the one it is signed under, else
// the address of the portal. Its key is that of the portal where the file is there to
// be read; sign says that fn cannot do without.
func (a *app) withJournal(ctx context.Context, o *place, sign bool, fn func(*journal.Log) error) (err error) {
	c, err := a.configure(o.file, spoken(o.given), a.environ())
	if err != nil {
		return err
	}
	log := &journal.Log{Now: time.Now}
	key, err := keyfile.Read(c.KeyFile)
	switch {
	case err == nil:
		log.Seed = key.Derive(journalPurpose, journal.SeedSize)
	case sign || !errors.Is(err, fs.ErrNotExist):
		return err
	}
	db, err := openAsItIs(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	log.DB = store.Using[journal.Tx](db)
	origin, err := log.Origin(ctx)
	if err != nil {
		return err //nolint:wrapcheck // told as the other failures of the database
	}
	log.Name = cmp.Or(origin, hostOf(c))
	return fn(log)
}

func (a *app) auditCheckpoint() *cobra.Command {
	var o *place
	c := a.command(entry{
		use:   havre.Same("checkpoint"),
		short: havre.Text{FR: "signer l'état du journal, à conserver ailleurs", EN: "sign the state of the journal, to be kept elsewhere"},
		long: havre.Text{
			FR: "Signe la taille et la racine du journal, garde ce point de contrôle dans la base et l'écrit sur la sortie. Conservez-le hors de portée de qui administre le portail : lui seul révèle une réécriture complète. Un journal qui ne prolonge pas son dernier point de contrôle n'est pas signé.",
			EN: "Signs the size and the root of the journal, keeps that checkpoint in the database and writes it out. Keep it out of the reach of those who run the portal: nothing else reveals a complete rewriting. A journal that does not extend its last checkpoint is not signed.",
		},
		example: havre.Same("havre audit checkpoint > checkpoint.txt"), args: between(0, 0, havre.Text{}), exits: auditExits,
	}, func(c *cobra.Command, _ []string) error {
		return a.withJournal(c.Context(), o, true, func(log *journal.Log) error {
			cp, err := log.Checkpoint(c.Context())
			if errors.Is(err, journal.ErrRewritten) {
				a.complain(havre.Problems{{Message: notExtended}})
				return exitCode(exitNone)
			}
			if err != nil {
				return err //nolint:wrapcheck // a fault is told as it is
			}
			_, err = a.out.Write([]byte(cp.Note))
			return err
		})
	})
	o = a.placeFlags(c, auditSettings...)
	return c
}

var notExtended = havre.Text{
	FR: "le journal ne prolonge pas son dernier point de contrôle : il n'est pas signé ; « havre audit verify » dit ce qui a changé",
	EN: "the journal does not extend its last checkpoint: it is not signed; “havre audit verify” tells what was changed",
}

func (a *app) auditExport() *cobra.Command {
	var o *place
	c := a.command(entry{
		use:   havre.Same("export"),
		short: havre.Text{FR: "écrire toutes les entrées, sans donnée personnelle", EN: "write every entry, without personal data"},
		long: havre.Text{
			FR: "Écrit chaque entrée sur une ligne, telle que le journal l'a scellée : de quoi la vérifier ailleurs, avec « havre audit verify --export » ou un autre programme. Les données personnelles n'y sont que par leurs empreintes.",
			EN: "Writes each entry on a line, as the journal sealed it: enough to verify it elsewhere, with “havre audit verify --export” or another program. Personal data are in it by their hashes only.",
		},
		example: havre.Same("havre audit export > journal.ndjson"), args: between(0, 0, havre.Text{}),
	}, func(c *cobra.Command, _ []string) error {
		return a.withJournal(c.Context(), o, false, func(log *journal.Log) error { return log.Export(c.Context(), a.out) })
	})
	o = a.placeFlags(c, auditSettings...)
	return c
}

func (a *app) auditKey() *cobra.Command {
	var o *place
	c := a.command(entry{
		use:   havre.Same("key"),
		short: havre.Text{FR: "la clé publique qui vérifie les points de contrôle", EN: "the public key that verifies checkpoints"},
		long: havre.Text{
			FR: "Écrit la clé publique du portail. Conservez-la ailleurs, avec les points de contrôle : elle prouve qu'ils sont de lui.",
			EN: "Writes the public key of the portal. Keep it elsewhere, with the checkpoints: it proves that they are its own.",
		},
		example: havre.Same("havre audit key > havre.pub"), args: between(0, 0, havre.Text{}),
	}, func(c *cobra.Command, _ []string) error {
		return a.withJournal(c.Context(), o, true, func(log *journal.Log) error { return a.line(log.VerifierKey()) })
	})
	o = a.placeFlags(c, auditSettings...)
	return c
}
