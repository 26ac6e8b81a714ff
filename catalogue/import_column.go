package catalogue

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
)

// column is a heading that ministries use, with the ways they write it, folded.
type column struct {
	names []string
	read  reading
}

// naming are the headings of the column that names the platforms.
var naming = []string{"plateforme", "plateformes", "plateforme d hebergement", "hebergement", "hebergeur", "offre", "offres", "solution", "platform", "offer", "hosting", "nom", "name", "id"}

// columns are the headings known beside the paths of the attributes themselves.
var columns = []column{
	{[]string{"type de cloud", "type d infra", "type d infrastructure", "type", "couche", "couches", "cloud type", "layer", "layers"}, kindOfCloud},
	{[]string{"bdd manage", "bdd managee", "bdd managees", "bdd", "base de donnees", "base de donnees managee", "bases de donnees managees", "db manage", "managed db", "managed database", "database", "dbaas"}, yesNo("services.managed-database")},
	{[]string{"s3 manage", "s3", "stockage objet", "stockage s3", "object storage", "managed s3"}, yesNo("services.object-storage")},
	{[]string{"fs partage", "fs", "systeme de fichiers partage", "stockage fichier", "nas", "nfs", "shared filesystem", "shared fs"}, yesNo("services.shared-filesystem")},
	{[]string{"stockage bloc", "stockage en bloc", "block storage"}, yesNo("services.block-storage")},
	{[]string{"kubernetes", "k8s", "kubernetes manage", "managed kubernetes"}, yesNo("services.managed-kubernetes")},
	{[]string{"sauvegarde", "sauvegarde managee", "backup"}, yesNo("services.backup")},
	{[]string{"supervision", "monitoring"}, yesNo("services.monitoring")},
	{[]string{"hds hebergeur", "hds heb", "hds hebergement", "hds hosting", "hds host"}, yesNo("hds.hosting")},
	{[]string{"hds infogereur", "hds infog", "hds infogerance", "hds operation", "hds operator"}, yesNo("hds.operation")},
	{[]string{"secnumcloud", "snc", "qualification secnumcloud", "sec num cloud"}, qualification},
	{[]string{"ebios max", "ebios", "dict max", "dict", "max ebios", "plafond dict", "dict ceiling"}, ceiling},
	{[]string{"antivirus", "antivirus pj", "antivirus icap", "av", "anti virus"}, product("services.antivirus")},
	{[]string{"diffusion restreinte", "dr", "niveau dr", "restricted"}, yesNo("restricted")},
	{[]string{"internet", "expose internet", "exposition internet"}, yesNo("exposure.internet")},
	{[]string{"rie", "expose rie", "exposition rie"}, yesNo("exposure.rie")},
}

// readingOf is how to read a column, by its heading or the path of an attribute.
func readingOf(header string) (reading, bool) {
	name := sheet.Squash(header)
	for _, c := range columns {
		if slices.ContainsFunc(c.names, func(n string) bool { return sheet.Squash(n) == name }) {
			return c.read, true
		}
	}
	a, ok := words().leaves[header]
	if !ok {
		return nil, false
	}
	return plainValue(a), true
}

func isNaming(header string) bool { return slices.Contains(naming, sheet.Fold(header)) }

// nearestHeading suggests a heading for one that is not known.
func nearestHeading(header string) string {
	all := slices.Clone(words().paths)
	for _, c := range columns {
		all = append(all, c.names...)
	}
	return havre.Nearest(sheet.Fold(header), all)
}

// isOptional says that a heading bears an asterisk, and that a note makes it mean
// "optional".
func isOptional(notes []sheet.Note, header sheet.Cell) bool {
	if !strings.HasSuffix(header.Text, "*") {
		return false
	}
	return slices.ContainsFunc(notes, func(n sheet.Note) bool {
		text := strings.TrimSpace(n.Text)
		mark := strings.HasPrefix(text, "(*)") || strings.HasPrefix(text, "*")
		return mark && (strings.Contains(sheet.Fold(text), "option") || strings.Contains(sheet.Fold(text), "facultatif"))
	})
}
