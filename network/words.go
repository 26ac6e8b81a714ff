package network

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// StatusText is the state of a link in a word: established, to be confirmed,
// planned, none, or not provided.
func StatusText(s catalogue.Status) havre.Text {
	switch s {
	case catalogue.Yes:
		return havre.Text{FR: "établie", EN: "established"}
	case catalogue.No:
		return havre.Text{FR: "aucune liaison", EN: "no link"}
	case catalogue.Planned:
		return havre.Text{FR: "prévue", EN: "planned"}
	case catalogue.Blank:
		return havre.Text{FR: "non renseignée", EN: "not provided"}
	default:
		return havre.Text{FR: "à confirmer", EN: "to be confirmed"}
	}
}

var carrierTexts = map[string]havre.Text{
	"vpn":       havre.Same("VPN"),
	"rie":       havre.Same("RIE"),
	"internet":  havre.Same("Internet"),
	"peering":   {FR: "appairage direct", EN: "direct peering"},
	"dedicated": {FR: "liaison dédiée", EN: "dedicated line"},
}

// CarrierText is what a link goes over, in a word or two.
func (g *Graph) CarrierText(k *catalogue.Link) havre.Text {
	for _, word := range []string{k.Network, k.Kind} {
		if t, ok := carrierTexts[word]; ok {
			return t
		}
	}
	if at, ok := g.index[k.Network]; ok {
		return g.nodes[at].title
	}
	if k.Network != "" {
		return havre.Same(k.Network)
	}
	return unstatedCarrier
}

var unstatedCarrier = havre.Text{FR: "réseau non précisé", EN: "network not stated"}

// LinklessText is what to say of a leg without a link: it stays inside a platform, or
// nobody states a link there. inside is whether it has a [DoubtZone].
func LinklessText(inside bool) havre.Text {
	if inside {
		return havre.Text{FR: "à l'intérieur de la plateforme", EN: "within the platform"}
	}
	return havre.Text{FR: "aucune liaison connue", EN: "no known link"}
}

// Inside says that a leg leads from a zone of a platform to the whole, or back.
func (l *Leg) Inside() bool {
	return l.Link == nil && slices.ContainsFunc(l.Doubts, func(d Doubt) bool { return d.Kind == DoubtZone })
}

// EncryptionText is how a link is encrypted; "" is what nobody says.
func EncryptionText(encryption string) havre.Text {
	switch encryption {
	case "":
		return havre.Text{FR: "chiffrement non précisé", EN: "encryption not stated"}
	case "none":
		return havre.Text{FR: "en clair", EN: "in clear"}
	case "ipsec":
		return havre.Text{FR: "chiffrée par IPsec", EN: "encrypted by IPsec"}
	case "tls":
		return havre.Text{FR: "chiffrée par TLS", EN: "encrypted by TLS"}
	case "wireguard":
		return havre.Text{FR: "chiffrée par WireGuard", EN: "encrypted by WireGuard"}
	case "macsec":
		return havre.Text{FR: "chiffrée par MACsec", EN: "encrypted by MACsec"}
	}
	return havre.Text{FR: "chiffrée, sans dire comment", EN: "encrypted, in a way that is not said"}
}

// DirectionText says whether a link also carries flows the other way.
func DirectionText(direction string) havre.Text {
	if direction == "out" || direction == "in" {
		return havre.Text{FR: "dans ce sens seulement", EN: "this way only"}
	}
	return havre.Text{FR: "dans les deux sens", EN: "both ways"}
}

// articles are the common nouns that names of places start with: inside a French
// sentence they have an article, and no capital.
var articles = []struct{ noun, the, of string }{
	{"Réseau ", "le ", "du "}, {"Réseaux ", "les ", "des "}, {"Zone ", "la ", "de la "}, {"Région ", "la ", "de la "},
}

// Named is a name inside a sentence: "Nubo", "le réseau interministériel de l'État".
func Named(name havre.Text) havre.Text {
	for _, a := range articles {
		if strings.HasPrefix(name.FR, a.noun) {
			return havre.Text{FR: a.the + uncapital(name.FR), EN: "the " + uncapital(name.EN)}
		}
	}
	if name.EN == "Internet" {
		name.EN = "the Internet"
	}
	return name
}

// Of is a name after "de", which French contracts with an article and elides before a
// vowel: "du réseau", "d'Internet", "de Nubo". English has the bare name, whose "of"
// or "from" the sentence says.
func Of(name havre.Text) havre.Text {
	out := Named(name)
	for _, a := range articles {
		if strings.HasPrefix(name.FR, a.noun) {
			out.FR = a.of + uncapital(name.FR)
			return out
		}
	}
	if first, _ := utf8.DecodeRuneInString(name.FR); strings.ContainsRune("aàâeéèêëiîïoôuùûüœæ", unicode.ToLower(first)) {
		out.FR = "d'" + name.FR
	} else {
		out.FR = "de " + name.FR
	}
	return out
}

// uncapital is a text without its first capital, unless an acronym starts it.
func uncapital(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}
