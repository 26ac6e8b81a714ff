package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/atomicfile"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) accessCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("access"),
		short: havre.Text{FR: "les accès à ce que le portail construit : donner, montrer, renouveler, révoquer", EN: "access to what the portal builds: give, show, renew, revoke"},
		long: havre.Text{
			FR: "Chaque accès a ses propres secrets, qui se révoquent seuls. Le portail les garde chiffrés ; chaque fois qu'ils sont montrés est écrite au journal.",
			EN: "Each access has secrets of its own, which are revoked alone. The portal keeps them encrypted; each time they are shown is written in the journal.",
		},
		example: havre.Text{
			FR: "havre access create conges --for 'intégration continue'\nhavre access show conges 3k7q2m9dxe --output-dir ~/.config/openstack\nhavre access rotate conges 3k7q2m9dxe",
			EN: "havre access create conges --for 'continuous integration'\nhavre access show conges 3k7q2m9dxe --output-dir ~/.config/openstack\nhavre access rotate conges 3k7q2m9dxe",
		},
	}, nil)
	c.AddCommand(a.accessList(), a.accessCreate(), a.accessShow(), a.accessRotate(), a.accessRevoke())
	for _, sub := range c.Commands() {
		sub.SuggestFor = accessGuesses[sub.Name()]
	}
	return c
}

// accessGuesses are the words that people try for the commands about accesses, which the
// pages and the roles use.
var accessGuesses = map[string][]string{
	"list": {"ls"}, "create": {"grant", "give", "add", "new"}, "show": {"get", "credentials"}, "rotate": {"renew", "replace"}, "revoke": {"delete", "remove", "rm", "end"},
}

var resourceAndAccess = havre.Text{FR: "la ressource, puis le nom de l'accès", EN: "the resource, then the name of the access"}

func (a *app) accessList() *cobra.Command {
	return a.deploymentVerb(entry{
		use: havre.Text{FR: "list RESSOURCE", EN: "list RESOURCE"}, short: havre.Text{FR: "lister les accès d'une ressource", EN: "list the accesses of a resource"},
		long:    havre.Text{FR: "Sans aucun secret ; les accès révoqués restent dans la liste.", EN: "Without any secret; accesses that were revoked stay in the list."},
		example: havre.Same("havre access list conges\nhavre access list conges -o csv"),
	}, allFormats, func(r *remote, i *wire.Instance, _ []string) error {
		d, err := r.deployed(i, false)
		if err != nil {
			return err
		}
		l := listing{kind: "DeploymentAccessList", items: d.Status.Accesses, columns: []havre.Text{
			{FR: "nom", EN: "name"}, {FR: "état", EN: "state"}, {FR: "donné", EN: "given"}, {FR: "montré", EN: "shown"}, {FR: "jusqu'au", EN: "until"}, {FR: "révoqué", EN: "revoked"}, {FR: "pour", EN: "for"},
		}, none: havre.Text{FR: "Aucun accès n'a été donné à « %[1]s ».", EN: "No access was given to %[1]q."}.With(i.Metadata.Name)}
		for k := range d.Status.Accesses {
			x := &d.Status.Accesses[k]
			l.rows = append(l.rows, []string{x.Name, x.StateText, r.instant(x.At), r.instant(x.ShownAt), r.instant(x.Until), r.instant(x.RevokedAt), x.For})
		}
		return r.app.list(l)
	})
}

func (a *app) accessCreate() *cobra.Command {
	w := wire.AccessWanted{}
	var key *string
	c := a.deploymentVerb(entry{
		use: havre.Text{FR: "create RESSOURCE", EN: "create RESOURCE"}, short: havre.Text{FR: "donner un accès", EN: "give an access"},
		long:    havre.Text{FR: "Le crée chez la plateforme et donne son nom. « havre access show » montre ses secrets dès qu'il est prêt.", EN: "Makes it on the platform and gives its name. \"havre access show\" shows its secrets as soon as it is ready."},
		example: havre.Text{FR: "havre access create conges --for 'intégration continue'\nhavre access create conges --for 'Nadia, poste de travail' --once", EN: "havre access create conges --for 'continuous integration'\nhavre access create conges --for 'Nadia, workstation' --once"},
	}, recordFormats, func(r *remote, i *wire.Instance, _ []string) error {
		x, err := r.GrantAccess(r.ctx, i.ID, *key, w)
		if err != nil {
			return fieldFlags(err)
		}
		return r.accessGiven(i, x)
	})
	c.Flags().StringVar(&w.For, "for", "", a.say(havre.Text{FR: "à quoi il servira : le `programme` ou la personne", EN: "what it is for: the `program` or the person"}))
	c.Flags().BoolVar(&w.Once, "once", false, a.say(havre.Text{FR: "ses secrets ne se montrent qu'une fois", EN: "its secrets are shown once only"}))
	key = a.keyFlag(c)
	return c
}

// accessGiven tells the name of a new access; a script reads it alone with --quiet.
func (r *remote) accessGiven(i *wire.Instance, x *wire.DeploymentAccess) error {
	if r.format != formatTable {
		return r.record(x)
	}
	if r.quiet {
		_, err := fmt.Fprintln(r.out, x.Name)
		return err
	}
	return r.tell(havre.Text{
		FR: "Accès %[1]s donné. Ses secrets : havre access show %[2]s %[1]s", EN: "Access %[1]s given. Its secrets: havre access show %[2]s %[1]s",
	}, x.Name, i.ID)
}

func (a *app) accessShow() *cobra.Command {
	var dir string
	c := a.deploymentVerb(entry{
		use: havre.Text{FR: "show RESSOURCE ACCÈS", EN: "show RESOURCE ACCESS"}, short: havre.Text{FR: "montrer les secrets d'un accès", EN: "show the secrets of an access"},
		long: havre.Text{
			FR: "Écrit clouds.yaml sur la sortie standard ; --output-dir écrit chaque fichier (clouds.yaml, openrc) dans un répertoire, lisible de vous seul. -o json donne aussi les secrets pour les programmes et les adresses. Attend que l'accès soit prêt.",
			EN: "Writes clouds.yaml to standard output; --output-dir writes each file (clouds.yaml, openrc) to a directory, for you alone to read. -o json also gives the secrets for programs and the addresses. Waits for the access to be ready.",
		},
		example: havre.Same("havre access show conges 3k7q2m9dxe > clouds.yaml\nhavre access show conges 3k7q2m9dxe --output-dir ~/.config/openstack\nhavre access show conges 3k7q2m9dxe -o json"),
		args:    between(2, 2, resourceAndAccess),
	}, recordFormats, func(r *remote, i *wire.Instance, args []string) error {
		if dir != "" { // a secret that is shown once is not spent on a directory that cannot be written
			if err := os.MkdirAll(dir, 0o700); err != nil {
				return failed(havre.Text{FR: "la création de ce répertoire", EN: "creating this directory"}, dir, err)
			}
		}
		x, err := r.Credentials(r.ctx, i.ID, args[0])
		if err != nil {
			return err
		}
		if dir != "" {
			return r.writeSecrets(dir, x)
		}
		if r.format != formatTable {
			return r.record(x)
		}
		return r.printSecrets(x)
	})
	c.Flags().StringVar(&dir, "output-dir", "", a.say(havre.Text{FR: "`répertoire` où écrire les fichiers", EN: "`directory` to write the files to"}))
	_ = c.MarkFlagDirname("output-dir")
	return c
}

// cloudsFile is the file that every tool of an OpenStack reads.
const cloudsFile = "clouds.yaml"

// printSecrets writes clouds.yaml, or the only file there is.
func (r *remote) printSecrets(x *wire.AccessCredentials) error {
	text, ok := x.Files[cloudsFile]
	if !ok {
		for _, name := range slices.Sorted(maps.Keys(x.Files)) {
			text, ok = x.Files[name], true
			break
		}
	}
	if !ok {
		return writeYAML(r.out, x)
	}
	_, err := fmt.Fprint(r.out, text)
	return err
}

// writeSecrets writes the files of an access where only their owner reads them.
func (r *remote) writeSecrets(dir string, x *wire.AccessCredentials) error {
	for _, name := range slices.Sorted(maps.Keys(x.Files)) {
		if !filepath.IsLocal(name) || filepath.Base(name) != name {
			return errors.New("the portal names a file outside of the directory")
		}
		to := filepath.Join(dir, name)
		if err := atomicfile.Write(to, []byte(x.Files[name]), 0o600); err != nil {
			return failed(havre.Text{FR: "l'écriture de ce fichier", EN: "writing this file"}, to, err)
		}
		if err := r.tell(havre.Text{FR: "écrit : %s", EN: "written: %s"}, to); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) accessRotate() *cobra.Command {
	w := wire.AccessWanted{}
	var key *string
	c := a.deploymentVerb(entry{
		use: havre.Text{FR: "rotate RESSOURCE ACCÈS", EN: "rotate RESOURCE ACCESS"}, short: havre.Text{FR: "renouveler un accès sans coupure", EN: "renew an access without a break"},
		long:    havre.Text{FR: "Un nouvel accès est donné, avec d'autres secrets ; l'ancien vaut encore un jour, puis est révoqué.", EN: "A new access is given, with other secrets; the old one is good for one more day, then is revoked."},
		example: havre.Same("havre access rotate conges 3k7q2m9dxe"), args: between(2, 2, resourceAndAccess),
	}, recordFormats, func(r *remote, i *wire.Instance, args []string) error {
		w.Replaces = args[0]
		x, err := r.GrantAccess(r.ctx, i.ID, *key, w)
		if err != nil {
			return err
		}
		return r.accessGiven(i, x)
	})
	c.Flags().BoolVar(&w.Once, "once", false, a.say(havre.Text{FR: "ses secrets ne se montrent qu'une fois", EN: "its secrets are shown once only"}))
	key = a.keyFlag(c)
	return c
}

func (a *app) accessRevoke() *cobra.Command {
	return a.deploymentVerb(entry{
		use: havre.Text{FR: "revoke RESSOURCE ACCÈS", EN: "revoke RESOURCE ACCESS"}, short: havre.Text{FR: "rendre un accès inutile, pour de bon", EN: "make an access useless, for good"},
		long:    havre.Text{FR: "La plateforme refuse ses secrets dès qu'elle l'a supprimé. Rien ne l'annule.", EN: "The platform refuses its secrets as soon as it has deleted it. Nothing undoes it."},
		example: havre.Same("havre access revoke conges 3k7q2m9dxe"), args: between(2, 2, resourceAndAccess),
	}, recordFormats, func(r *remote, i *wire.Instance, args []string) error {
		if err := r.RevokeAccess(r.ctx, i.ID, args[0], "*"); err != nil {
			return err
		}
		return r.tell(havre.Text{FR: "Accès %s révoqué : la plateforme le supprime.", EN: "Access %s revoked: the platform deletes it."}, args[0])
	})
}
