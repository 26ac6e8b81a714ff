package matrix

import (
	"strconv"
	"unicode/utf8"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
)

var (
	msgUnread   = havre.Text{FR: "cellule incomprise : %s", EN: "this cell is not understood: %s"}
	msgAside    = havre.Text{FR: "à compléter, la ligne est mise de côté : %s", EN: "to be completed, the row is set aside: %s"}
	msgColumns  = havre.Text{FR: "colonnes non comprises, gardées telles quelles : %s", EN: "columns not understood, kept as they are: %s"}
	msgTemplate = havre.Text{FR: "texte du modèle, à remplacer : %s", EN: "text of the form, to be replaced: %s"}
	msgAlone    = havre.Text{FR: "texte seul sur sa ligne, gardé sans être compris", EN: "text alone on its row, kept without being understood"}
	msgNoEnds   = havre.Text{FR: "ligne gardée sans être un flux : il manque la destination (un nom, une adresse, un nom DNS ou une plateforme)", EN: "row kept without being a flow: the destination is missing (a name, an address, a DNS name or a platform)"}
	msgNoOrigin = havre.Text{FR: "flux entrant gardé sans être compris : il manque la source (un nom, une adresse ou une plateforme)", EN: "inbound flow kept without being understood: the source is missing (a name, an address or a platform)"}
	msgOther    = havre.Text{FR: "flux d'une autre application, laissé de côté", EN: "flow of another application, left out"}
	msgGuessed  = havre.Text{FR: "rien ne dit si le flux entre ou sort : lu comme ouvert par l'application", EN: "nothing says whether the flow comes in or goes out: read as opened by the application"}
	msgTooMany  = havre.Text{FR: "%d flux pour une seule ligne : seuls les %d premiers sont lus, écrivez une ligne par flux", EN: "%d flows for one row: only the first %d are read, write a row for each flow"}
)

// What each kind of cell is expected to hold.
var (
	wantsWire        = havre.Text{FR: "un protocole et des ports sont attendus, par exemple TCP/443, HTTPS, 80,443, 8000-8010 ou any", EN: "a protocol and ports are expected, for instance TCP/443, HTTPS, 80,443, 8000-8010 or any"}
	wantsAddress     = havre.Text{FR: "une adresse IP ou un préfixe est attendu, par exemple 10.1.2.3 ou 10.1.2.0/24", EN: "an IP address or a prefix is expected, for instance 10.1.2.3 or 10.1.2.0/24"}
	wantsDNS         = havre.Text{FR: "un nom DNS est attendu, par exemple service.exemple.gouv.fr", EN: "a DNS name is expected, for instance service.example.org"}
	wantsNetwork     = havre.Text{FR: "un réseau est attendu : RIE, Internet, VPN ou Local", EN: "a network is expected: RIE, Internet, VPN or Local"}
	wantsEnvironment = havre.Text{FR: "un environnement est attendu : développement, bac à sable, formation, intégration, recette, production ou secours", EN: "an environment is expected: development, sandbox, training, integration, acceptance, production or recovery"}
	wantsYesNo       = havre.Text{FR: "une croix, oui ou non est attendu", EN: "a cross, yes or no is expected"}
	wantsDirection   = havre.Text{FR: "entrant ou sortant est attendu", EN: "inbound or outbound is expected"}
	wantsKind        = havre.Text{FR: "accès, échange ou administration est attendu", EN: "access, exchange or administration is expected"}
	wantsName        = havre.Text{FR: "le nom d'une plateforme, d'une machine ou d'un service est attendu", EN: "the name of a platform, a machine or a service is expected"}
)

// tell says that a cell could not be read, where it is and what was expected.
func (r *reader) tell(c sheet.Cell, heading string, message havre.Text, value string) {
	at := r.grid.Name
	if at != "" {
		at += "!"
	}
	at += refOf(c)
	if heading != "" {
		at += " (" + heading + ")"
	}
	r.out.Problems = append(r.out.Problems, havre.Problem{
		File: r.opt.File, Line: c.Line, Column: c.Column, Field: at, Value: shorten(orElse(value, wordsOf(c))), Message: message, Warning: true,
	})
}

// refOf is the address of a cell: C12 in a spreadsheet, its line and its rank elsewhere.
func refOf(c sheet.Cell) string {
	if c.Ref != "" {
		return c.Ref
	}
	return strconv.Itoa(c.Line) + ":" + strconv.Itoa(c.Column)
}

// shorten keeps the beginning of some words.
func shorten(s string) string {
	const longest = 60
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest-1]) + "…"
}
