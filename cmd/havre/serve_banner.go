package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
)

// banner says on standard output where the portal answers and how to sign in. The
// secret of the set-up link is shown to a person in front of a terminal, else
// written to a file that only its owner reads; it is never logged.
func (a *app) banner(c *config, secret string) error {
	_, watched := terminal.Is(a.out)
	if c.runs(roleWeb) {
		if err := c.keepSetup(a, secret, watched); err != nil {
			return err
		}
	}
	b := &strings.Builder{}
	line := func(t havre.Text, args ...any) { b.WriteString(a.say(t, args...) + "\n") }
	if c.runs(roleWeb) {
		line(havre.Text{FR: "Havre répond à %s", EN: "Havre answers at %s"}, a.style().Strong(string(c.PublicURL)))
	} else {
		line(havre.Text{FR: "Havre exécute les travaux ; sa santé se lit à http://%s/readyz", EN: "Havre runs the jobs; its health is at http://%s/readyz"}, string(c.Listen))
	}
	if c.Demo {
		line(havre.Text{FR: "Démonstration : les dossiers sont inventés.", EN: "Demonstration: the needs are invented."})
	}
	switch {
	case secret != "" && watched:
		line(havre.Text{FR: "Pour créer le premier compte, ouvrez ce lien (il sert une fois, et 24 heures) :", EN: "To make the first account, open this link (it works once, for 24 hours):"})
		b.WriteString("  " + a.style().Strong(c.setupLink(secret)) + "\n")
		line(havre.Text{FR: "ou ouvrez %[1]s et saisissez le code %[2]s", EN: "or open %[1]s and type the code %[2]s"}, string(c.PublicURL)+"/installation", secret)
	case secret != "":
		line(havre.Text{FR: "Pour créer le premier compte, suivez le lien écrit dans %s", EN: "To make the first account, follow the link written in %s"}, c.setupFile())
	case c.runs(roleWeb):
		line(havre.Text{FR: "Pour vous connecter : %s/connexion", EN: "To sign in: %s/connexion"}, string(c.PublicURL))
	}
	if watched {
		line(havre.Text{FR: "Ctrl+C pour arrêter.", EN: "Ctrl+C to stop."})
	}
	_, err := io.WriteString(a.out, b.String())
	return err //nolint:wrapcheck // standard output, told by failureOf
}

// setupLink carries the secret where browsers never send it.
func (c *config) setupLink(secret string) string {
	return string(c.PublicURL) + "/installation#" + secret
}

// setupFile is where the link waits when nobody watches the portal start.
func (c *config) setupFile() string { return filepath.Join(c.DataDir, "installation.txt") }

// keepSetup writes the link to its file, or removes one that no longer works.
func (c *config) keepSetup(a *app, secret string, watched bool) error {
	if secret == "" || watched {
		return c.dropSetup()
	}
	name := c.setupFile()
	text := a.say(havre.Text{
		FR: "Pour créer le premier compte, ouvrez ce lien (il sert une fois, et 24 heures) :\n%[1]s\nou ouvrez %[2]s et saisissez le code :\n%[3]s\n",
		EN: "To make the first account, open this link (it works once, for 24 hours):\n%[1]s\nor open %[2]s and type the code:\n%[3]s\n",
	}, c.setupLink(secret), string(c.PublicURL)+"/installation", secret)
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return failed(havre.Text{FR: "la création du dossier des données", EN: "making the data directory"}, c.DataDir, err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		return failed(havre.Text{FR: "l'écriture du lien d'installation", EN: "writing the set-up link"}, name, err)
	}
	return nil
}

// dropSetup removes the file of a link that no longer works.
func (c *config) dropSetup() error {
	name := c.setupFile()
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return failed(havre.Text{FR: "la suppression du lien d'installation périmé", EN: "removing the outdated set-up link"}, name, err)
	}
	return nil
}

// spendSetup drops the link once the first account is made. A file that stays tells
// nothing that still works, and the next start drops it.
func (s *server) spendSetup(ctx context.Context) {
	if err := s.dropSetup(); err != nil {
		s.log.WarnContext(ctx, "the set-up link that was used is still in its file", "error", err)
	}
}
