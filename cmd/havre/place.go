package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/settings"
	"github.com/havre-cloud/havre/store"
)

// place is which portal a command works on without it: where its database is, as
// havre serve is told.
type place struct {
	file  string
	given map[string]*said
}

// placeFlags gives a command the settings of havre serve that bear these keys.
func (a *app) placeFlags(c *cobra.Command, keys ...string) *place {
	o := &place{}
	c.Flags().StringVar(&o.file, "config", "", a.say(havre.Text{FR: "`fichier` YAML des réglages de havre serve", EN: "YAML `file` of the settings of havre serve"}))
	all := slices.DeleteFunc(settingsOf(), func(s settings.Setting) bool { return !slices.Contains(keys, s.Key) })
	o.given = a.settingFlags(c.Flags(), all)
	c.SetHelpFunc(func(c *cobra.Command, _ []string) {
		c.Annotations[settingsKey] = a.settingsTable(all)
		a.help(c)
	})
	return o
}

// databaseURL is where the database is: in the data directory unless told.
func (c *config) databaseURL() string {
	if c.DatabaseURL != "" {
		return c.DatabaseURL
	}
	return filepath.Join(c.DataDir, "havre.db")
}

// existing is a database that is there already.
func existing(c *config) (store.Config, error) {
	if c.DatabaseURL == "" {
		if _, err := os.Stat(c.databaseURL()); err != nil {
			return store.Config{}, havre.Problems{fileProblem(c.databaseURL(), err)}
		}
	}
	return store.Config{URL: c.databaseURL()}, nil
}

// openAsItIs opens a database that is there already, at the version of this
// program: looking at a journal migrates nothing.
func openAsItIs(ctx context.Context, c *config) (*store.DB, error) {
	at, err := existing(c)
	if err != nil {
		return nil, err
	}
	v, err := store.VersionsOf(ctx, at)
	if err != nil {
		return nil, err //nolint:wrapcheck // a fault is told as it is
	}
	if v.Database != v.Program {
		return nil, havre.Problems{{Field: "databaseURL", Message: havre.Text{
			FR: "la base est à la version %[1]d et ce programme à la version %[2]d : employez le programme qui sert le portail",
			EN: "the database is at version %[1]d and this program at version %[2]d: use the program that serves the portal",
		}.With(v.Database, v.Program)}}
	}
	return store.Open(ctx, at) //nolint:wrapcheck // idem
}
