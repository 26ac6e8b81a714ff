package main

import (
	"context"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
)

// serveCommand is havre serve: the portal, its API and its jobs in one process.
func (a *app) serveCommand() *cobra.Command {
	all := settingsOf()
	var file string
	var given map[string]*said
	c := a.command(entry{
		use: havre.Same("serve"), args: between(0, 0, havre.Text{}),
		short: havre.Text{FR: "le portail : pages, API et travaux, en un seul processus", EN: "the portal: pages, API and jobs, in one process"},
		long: havre.Text{
			FR: "Démarre le portail. Sans réglage, il écoute sur cette machine seulement, tient sa base dans un fichier et n'a besoin ni de compte, ni de réseau, ni d'un autre programme ; il affiche son adresse et comment se connecter.\n\n" +
				"Chaque réglage se donne par une option, par une variable de l'environnement ou dans le fichier YAML de --config ; l'option l'emporte sur la variable, et la variable sur le fichier. Les secrets n'ont pas d'option, que la liste des processus montrerait. Un réglage faux est refusé au démarrage, par son nom.\n\n" +
				"SIGTERM ou Ctrl+C arrêtent le portail : les requêtes finissent, les travaux finissent ou sont rendus, rien n'est perdu. Un second signal presse l'arrêt.",
			EN: "Starts the portal. Without any setting it listens on this machine only, keeps its database in a file and needs no account, no network and no other program; it shows its address and how to sign in.\n\n" +
				"Each setting is given by a flag, a variable of the environment or in the YAML file of --config; a flag wins over a variable, and a variable over the file. Secrets have no flag, which the list of processes would show. A wrong setting is refused at start, by its name.\n\n" +
				"SIGTERM or Ctrl+C stop the portal: requests end, jobs end or are given back, nothing is lost. A second signal hurries it.",
		},
		example: havre.Same("havre serve\nhavre serve --demo\nhavre serve --config /etc/havre/serve.yaml\nHAVRE_DATABASE_URL=postgres://havre@db/havre havre serve --role web"),
		exits:   serveExits,
	}, func(c *cobra.Command, _ []string) error {
		conf, err := a.configure(file, spoken(given), a.environ())
		if err != nil {
			return err
		}
		return a.serve(c.Context(), conf)
	})
	c.Flags().StringVar(&file, "config", "", a.say(havre.Text{FR: "`fichier` YAML des réglages", EN: "YAML `file` of settings"}))
	given = a.settingFlags(c.Flags(), all)
	c.SetHelpFunc(func(c *cobra.Command, _ []string) {
		c.Annotations[settingsKey] = a.settingsTable(all) // worth making for a reader only
		a.help(c)
	})
	return c
}

var serveExits = []exitLine{
	{exitOK, havre.Text{FR: "le portail s'est arrêté comme on le lui a demandé", EN: "the portal stopped as it was asked to"}},
	{exitFailure, havre.Text{FR: "le portail n'a pas pu démarrer, ou s'est arrêté sur un échec", EN: "the portal could not start, or stopped on a failure"}},
	{exitUsage, havre.Text{FR: "un réglage est faux : son nom et ce qui était attendu sont indiqués", EN: "a setting is wrong: its name and what was expected are given"}},
}

// spoken are the values of the flags that were given.
func spoken(given map[string]*said) map[string][]string {
	out := map[string][]string{}
	for name, v := range given {
		if len(v.values) > 0 {
			out[name] = v.values
		}
	}
	return out
}

// serve runs the portal until a signal asks it to stop.
func (a *app) serve(ctx context.Context, c *config) error {
	stop, release := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	defer release()
	for _, p := range c.warnings {
		a.complain(havre.Problems{p})
	}
	s, err := a.start(stop, c)
	if err != nil {
		return err
	}
	failure := s.wait(stop)
	hurry, done := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT) // a second signal
	defer done()
	return s.stop(hurry, failure)
}
