package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/store"
)

// databaseSettings are the settings of havre serve that say where the database is.
var databaseSettings = []string{"dataDir", "databaseURL"}

// databaseCommand is havre database: the schema of the database of a portal.
func (a *app) databaseCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("database"),
		short: havre.Text{FR: "la base d'un portail : sa version, migrer, revenir en arrière", EN: "the database of a portal: its version, migrating, going back"},
		long: havre.Text{
			FR: "Travaille directement sur la base. Le portail migre la sienne en démarrant : ces commandes servent à la regarder, à la migrer à une heure choisie, et à la ramener à ce que connaît un programme plus ancien.",
			EN: "Works directly on the database. The portal migrates its own when it starts: these commands are to look at it, to migrate it at a time of your choosing, and to bring it back to what an older program knows.",
		},
		example: havre.Same("havre database version\nhavre database migrate --to 1"),
	}, nil)
	c.AddCommand(a.databaseVersion(), a.databaseMigrate())
	return c
}

// versionsView is both versions, for programs.
type versionsView struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Database   int64  `json:"database"`
	Program    int64  `json:"program"`
}

func (a *app) databaseVersion() *cobra.Command {
	var o *place
	c := a.command(entry{
		use:   havre.Same("version"),
		short: havre.Text{FR: "la version de la base, et celle que connaît ce programme", EN: "the version of the database, and the one this program knows"},
		long: havre.Text{
			FR: "Ne change rien. Une base en retard est migrée au démarrage du portail ; une base en avance est refusée.",
			EN: "Changes nothing. A database that is behind is migrated when the portal starts; one that is ahead is refused.",
		},
		example: havre.Same("havre database version\nhavre database version -o json"), args: between(0, 0, havre.Text{}),
	}, func(c *cobra.Command, _ []string) error {
		conf, err := a.configure(o.file, spoken(o.given), a.environ())
		if err != nil {
			return err
		}
		at, err := existing(conf)
		if err != nil {
			return err
		}
		v, err := store.VersionsOf(c.Context(), at)
		if err != nil {
			return err //nolint:wrapcheck // a fault is told as it is
		}
		if a.format != formatTable {
			return a.record(versionsView{havre.APIVersion, "DatabaseVersion", v.Database, v.Program})
		}
		return a.line(a.say(havre.Text{FR: "Base : version %[1]d. Ce programme : version %[2]d.", EN: "Database: version %[1]d. This program: version %[2]d."}, v.Database, v.Program))
	})
	o = a.placeFlags(c, databaseSettings...)
	a.formats(c, formatTable, formatJSON, formatYAML)
	return c
}

// migrating is what havre database migrate is asked.
type migrating struct {
	*place
	to  int64
	yes bool
}

func (a *app) databaseMigrate() *cobra.Command {
	m := &migrating{}
	c := a.command(entry{
		use:   havre.Same("migrate"),
		short: havre.Text{FR: "migrer la base, ou la ramener à une version plus ancienne", EN: "migrate the database, or bring it back to an older version"},
		long: havre.Text{
			FR: "Sans --to, amène la base à la version de ce programme, comme le fait le portail en démarrant. Revenir en arrière demande le programme le plus récent, le portail arrêté et une confirmation : ce que l'ancienne version ne connaît pas est perdu. Copiez la base avant. La version 0 retire tout.",
			EN: "Without --to, brings the database to the version of this program, as the portal does when it starts. Going back needs the newer program, the portal stopped and a confirmation: what the older version does not know is lost. Copy the database first. Version 0 removes everything.",
		},
		example: havre.Same("havre database migrate\nhavre database migrate --to 1 --data-dir /var/lib/havre"), args: between(0, 0, havre.Text{}),
	}, func(c *cobra.Command, _ []string) error { return a.migrate(c.Context(), m, c.Flags().Changed("to")) })
	f := c.Flags()
	f.Int64Var(&m.to, "to", 0, a.say(havre.Text{FR: "`version` voulue (par défaut celle de ce programme)", EN: "`version` wanted (by default that of this program)"}))
	f.BoolVar(&m.yes, "yes", false, a.say(havre.Text{FR: "ne pas demander confirmation pour revenir en arrière", EN: "do not ask for confirmation to go back"}))
	m.place = a.placeFlags(c, databaseSettings...)
	return c
}

// migrate brings the database to the version asked, once it is alone to use it.
func (a *app) migrate(ctx context.Context, m *migrating, told bool) (err error) {
	c, err := a.configure(m.file, spoken(m.given), a.environ())
	if err != nil {
		return err
	}
	at, err := existing(c)
	if err != nil {
		return err
	}
	if c.DatabaseURL == "" {
		lock, err := lockData(c.DataDir)
		if err != nil {
			return err
		}
		defer lock.release() //nolint:errcheck // the system releases it with the process
	}
	v, err := store.VersionsOf(ctx, at)
	if err != nil {
		return err //nolint:wrapcheck // a fault is told as it is
	}
	if !told {
		m.to = v.Program
	}
	if m.to < 0 || m.to > v.Program {
		return havre.Problems{{Field: "--to", Value: fmt.Sprint(m.to), Message: havre.Text{
			FR: "ce programme connaît les versions 0 à %d", EN: "this program knows versions 0 to %d",
		}.With(v.Program)}}
	}
	if m.to < v.Database && v.Database <= v.Program {
		if ok, err := a.confirm(m.yes, goBack.With(v.Database, m.to), havre.Text{FR: "rien n'est changé", EN: "nothing is changed"}); err != nil || !ok {
			return err
		}
	}
	if err := store.MigrateTo(ctx, at, m.to); err != nil {
		return err //nolint:wrapcheck // a fault is told as it is
	}
	return a.line(a.say(havre.Text{FR: "La base est à la version %[1]d ; elle était à la version %[2]d.", EN: "The database is at version %[1]d; it was at version %[2]d."}, m.to, v.Database))
}

var goBack = havre.Text{
	FR: "ramener la base de la version %[1]d à la version %[2]d, et perdre ce que celle-ci ne connaît pas",
	EN: "bring the database back from version %[1]d to version %[2]d, and lose what the latter does not know",
}
