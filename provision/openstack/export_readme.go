package openstack

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
)

// readme says what the files are, what to expect of them and what is not in them, in
// French, then in English.
func (x *exporting) readme() string {
	sections := x.sections()
	var b strings.Builder
	for i, in := range []func(havre.Text) string{
		func(t havre.Text) string { return t.FR },
		func(t havre.Text) string { return t.EN },
	} {
		if i > 0 {
			b.WriteString("\n---\n\n")
		}
		for k, s := range sections {
			if k > 0 {
				b.WriteString("\n")
			}
			b.WriteString(in(s) + "\n")
		}
	}
	return b.String()
}

func (x *exporting) sections() []havre.Text {
	e := x.order.Environment
	out := []havre.Text{
		readmeTitle,
		readmeWhat.With(code(e.Name), code(cmp.Or(e.Order, e.ID))),
		readmeUse.With(code(e.Name)),
		readmePlan.With(len(x.imports), x.created, x.changed, len(x.of("key"))),
		readmeKept,
		readmeOut.With(x.beyond()),
	}
	if list := x.unwritten(); list.FR != "" {
		out = append(out, list)
	}
	return append(out, readmeChecked)
}

// beyond is what the team has no right on: it stays with whoever keeps the platform.
func (x *exporting) beyond() havre.Text {
	var lines []string
	for _, o := range x.built {
		switch o.Kind {
		case "project", "user", "grant":
			lines = append(lines, fmt.Sprintf("  - %s : %s", code(o.Key), code(o.Name)))
		case "quota":
			var of []string
			for _, name := range slices.Sorted(maps.Keys(o.With)) {
				if n, ok := o.With[name].(int64); ok {
					of = append(of, fmt.Sprintf("%s = %d", name, n))
				}
			}
			lines = append(lines, fmt.Sprintf("  - %s : %s", code(o.Key), code(strings.Join(of, ", "))))
		}
	}
	if len(lines) == 0 {
		return readmeBeyond
	}
	list := "\n" + strings.Join(lines, "\n")
	return havre.Text{FR: readmeBeyond.FR + list, EN: readmeBeyond.EN + strings.ReplaceAll(list, " : ", ": ")}
}

// unwritten is what exists and is in no file, or is there otherwise than one would expect.
func (x *exporting) unwritten() havre.Text {
	list := slices.Clone(x.told)
	for _, o := range x.of("snapshot") {
		list = append(list, toldSnapshot.With(code(o.Name), code(o.ID)))
	}
	for _, o := range x.foreign {
		list = append(list, toldForeign.With(titleOf(o), code(cmp.Or(o.Name, o.ID)), code(o.ID)))
	}
	if len(list) == 0 {
		return havre.Text{}
	}
	out := readmeUnwritten
	for _, t := range list {
		out.FR += "\n- " + t.FR
		out.EN += "\n- " + t.EN
	}
	return out
}

// titleOf is the kind of an object, for people.
func titleOf(o *plan.Object) havre.Text {
	if k, err := kindOf(o.Kind); err == nil {
		return k.Title
	}
	return havre.Same(o.Kind)
}

// code is a name as Markdown shows it, whatever is in it.
func code(name string) string {
	clean := strings.Map(func(r rune) rune {
		if r == '`' || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, name)
	if clean = strings.TrimSpace(clean); clean == "" {
		clean = "-"
	}
	return "`" + clean + "`"
}

var (
	readmeTitle = havre.Text{FR: "# Partir avec cet environnement", EN: "# Leaving with this environment"}
	readmeWhat  = havre.Text{
		FR: "Ces fichiers décrivent pour OpenTofu l’environnement %[1]s (commande %[2]s), tel qu’il a été observé\nen dernier. Chaque objet est repris là où il est (`imports.tf`) : rien n’est construit une seconde fois.",
		EN: "These files describe to OpenTofu the environment %[1]s (order %[2]s), as it was last observed.\nEach object is taken over where it is (`imports.tf`): nothing is built a second time.",
	}
	readmeUse = havre.Text{
		FR: "## S’en servir\n\n" +
			"1. Installez OpenTofu 1.6 ou plus récent.\n" +
			"2. Posez à côté de ces fichiers le `clouds.yaml` de votre accès. S’il ne nomme pas son entrée %[1]s,\n   donnez le nom à chaque commande : `-var cloud=NOM`.\n" +
			"3. Lancez `tofu init`, puis `tofu plan`, et lisez le plan.\n" +
			"4. S’il est comme il est dit plus bas, lancez `tofu apply`, puis supprimez `imports.tf`.\n\n" +
			"Mettre fin à la commande dans Havre supprime ce qu’elle a construit. Convenez d’abord avec\nl’administrateur du portail et l’opérateur de la plateforme de qui reprend le projet. Tant que Havre gère\nl’environnement, il prend pour un écart ce que vous changez ici.",
		EN: "## How to use them\n\n" +
			"1. Install OpenTofu 1.6 or later.\n" +
			"2. Put the `clouds.yaml` of your access beside these files. If its entry is not named %[1]s, give the\n   name to each command: `-var cloud=NAME`.\n" +
			"3. Run `tofu init`, then `tofu plan`, and read the plan.\n" +
			"4. If it is as said below, run `tofu apply`, then delete `imports.tf`.\n\n" +
			"Ending the order in Havre deletes what it built. First agree with the administrator of the portal and\nthe operator of the platform on who takes over the project. As long as Havre manages the environment, it\ntakes what you change here for drift.",
	}
	readmePlan = havre.Text{
		FR: "## Ce que le plan doit dire\n\n" +
			"Importés : %[1]d. Créés : %[2]d. Modifiés : %[3]d. **Détruits ou remplacés : aucun.** S’il en annonce,\nn’appliquez pas : l’environnement a changé depuis, ou la plateforme s’écrit autrement.\n\n" +
			"- Créés : les clés SSH (%[4]d). La plateforme donne à chaque compte les siennes ; celles-ci sont\n  refaites sous le vôtre, avec le même nom et la même clé publique.\n" +
			"- Modifiés : les ports. Le fournisseur ne relit pas leurs groupes de sécurité (`security_group_ids`)\n  quand il importe : il récrit ceux qui y sont. Aucun flux ne change.",
		EN: "## What the plan must say\n\n" +
			"Imported: %[1]d. Created: %[2]d. Changed: %[3]d. **Destroyed or replaced: none.** If it announces some,\ndo not apply: the environment has changed since, or the platform writes things otherwise.\n\n" +
			"- Created: the SSH keys (%[4]d). The platform gives each account its own; these are made again\n  under yours, with the same name and the same public key.\n" +
			"- Changed: the ports. The provider does not read their security groups (`security_group_ids`) when it\n  imports: it writes again those that are there. No flow changes.",
	}
	readmeKept = havre.Text{
		FR: "## Ce que le plan ne touchera pas\n\n" +
			"- Les volumes et les conteneurs portent `prevent_destroy` : un plan qui les supprimerait est refusé.\n" +
			"- `ignore_changes` nomme ce que le fournisseur ne relit pas à l’import, et l’image des serveurs, dont le\n  changement les réinstalle. Modifier ces attributs ici est sans effet tant qu’ils y sont nommés ; ils\n  servent à reconstruire ailleurs.",
		EN: "## What the plan will not touch\n\n" +
			"- Volumes and containers carry `prevent_destroy`: a plan that would delete them is refused.\n" +
			"- `ignore_changes` names what the provider does not read when it imports, and the image of servers, the\n  change of which installs them again. To change these attributes here has no effect as long as they are\n  named there; they serve to build again elsewhere.",
	}
	readmeOut = havre.Text{
		FR: "## Ce qui n’y est pas\n\n" +
			"- Les données : le contenu des volumes, des conteneurs et des disques des serveurs. Copiez-les.\n" +
			"- Les secrets : mots de passe, justificatifs d’application, clés S3, clés SSH privées. Les données\n  cloud-init sont celles du plan de construction, mot pour mot : si vous y avez mis un secret, il est là.\n" +
			"- Les accès remis : chacun se révoque dans Havre, et la plateforme ne laisse pas un justificatif\n  d’application en créer d’autres.\n" +
			"%[1]s",
		EN: "## What is not in them\n\n" +
			"- Data: what is in volumes, in containers and on the disks of servers. Copy it.\n" +
			"- Secrets: passwords, application credentials, S3 keys, private SSH keys. Cloud-init data is that of the\n  blueprint, word for word: if you put a secret in it, it is here.\n" +
			"- The accesses that were handed over: each is revoked in Havre, and the platform does not let an\n  application credential make others.\n" +
			"%[1]s",
	}
	readmeBeyond = havre.Text{
		FR: "- Le projet, ses quotas, ses rôles et son utilisateur : une équipe n’a pas de droit sur eux. Pour mémoire :",
		EN: "- The project, its quotas, its roles and its user: a team has no right on them. For the record:",
	}
	readmeUnwritten = havre.Text{
		FR: "## À reprendre à la main\n",
		EN: "## To be taken over by hand\n",
	}
	readmeChecked = havre.Text{
		FR: "## Ce qui a été vérifié\n\n" +
			"La syntaxe de ces fichiers et leurs références ont été vérifiées. Ils ont été écrits d’après la\ndocumentation et le code de la version 3.4 du fournisseur `terraform-provider-openstack/openstack`. Le plan,\nlui, n’a pas été essayé : lisez-le avant d’appliquer.",
		EN: "## What was checked\n\n" +
			"The syntax of these files and their references were checked. They were written from the documentation\nand the code of version 3.4 of the provider `terraform-provider-openstack/openstack`. The plan was not\ntried: read it before you apply it.",
	}

	toldRules = havre.Text{
		FR: "Des règles de flux n’ont pas d’identifiant connu : elles sont dans `access.tf`, sans import, et la plateforme refusera de créer ce qu’elle a déjà. Exportez de nouveau après la prochaine observation, ou importez-les une à une (`openstack security group rule list`).",
		EN: "Some flow rules have no known identifier: they are in `access.tf`, without an import, and the platform will refuse to create what it has already. Export again after the next observation, or import them one by one (`openstack security group rule list`).",
	}
	toldRule = havre.Text{
		FR: "La règle %[1]s du groupe %[2]s ne se lit pas : elle n’est pas écrite.",
		EN: "The rule %[1]s of the group %[2]s does not read: it is not written.",
	}
	toldInterface = havre.Text{
		FR: "L’interface du routeur n’a pas de port connu : elle est dans `network.tf`, sans import. Exportez de nouveau après la prochaine observation.",
		EN: "The interface of the router has no known port: it is in `network.tf`, without an import. Export again after the next observation.",
	}
	toldBalancer = havre.Text{
		FR: "L’adresse publique %[1]s du répartiteur %[2]s n’est pas écrite : importez-la par son identifiant (`openstack floating ip list`).",
		EN: "The public address %[1]s of the load balancer %[2]s is not written: import it by its identifier (`openstack floating ip list`).",
	}
	toldMember = havre.Text{
		FR: "Le membre %[1]s d’un répartiteur n’est l’adresse d’aucun serveur : il n’est pas écrit.",
		EN: "The member %[1]s of a load balancer is the address of no server: it is not written.",
	}
	toldSnapshot = havre.Text{
		FR: "Instantané %[1]s (%[2]s) : le fournisseur n’a pas de ressource pour lui. Il reste où il est.",
		EN: "Snapshot %[1]s (%[2]s): the provider has no resource for it. It stays where it is.",
	}
	toldForeign = havre.Text{
		FR: "%[1]s %[2]s (%[3]s) : fait sans Havre, et donc pas écrit.",
		EN: "%[1]s %[2]s (%[3]s): made without Havre, and so not written.",
	}
)
