package catalogue

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre/internal/sheet"
)

// arrows separate the ends of a one-way flow.
var arrows = []string{"=>", "->", "→", "⇒"}

// filler is what a symmetric matrix holds where there is nothing to say.
func filler(text string) bool { return text != "" && strings.Trim(text, "=#") == "" }

// linkOf reads a cell of a matrix: whether there is a link, over which network,
// which way. "VPN ?" is a link that nobody confirms; "O (RIE ?)" is a link over a
// network that nobody confirms.
func linkOf(c sheet.Cell, from, to end) (Link, bool) {
	text := strings.TrimSpace(c.Text)
	k := Link{From: from.id, To: to.id, Direction: "both", Kind: "other", Words: c.Words}
	bare, bracket := text, ""
	if i := strings.Index(text, "("); i >= 0 {
		bare, bracket = strings.TrimSpace(text[:i]), text[i:]
	}
	status, ok := statusOf(c)
	rest := sheet.Fold(text)
	switch {
	case !ok:
		status = Yes
		if strings.Contains(bare, "?") {
			status = Unknown
		}
		medium, arrow := k.medium(rest, bracket), k.arrow(text, from, to)
		if !medium && !arrow {
			return k, false
		}
	default:
		k.medium(rest, bracket)
		k.arrow(text, from, to)
	}
	if status == Yes && c.Italic {
		status = Planned
	}
	k.Status = status
	k.attach(from, to)
	return k, slices.Contains(linkStatuses, string(status))
}

// end is one side of a matrix cell, with the names it goes by.
type end struct {
	id      string
	name    string
	network bool // the heading is a network: the link is an attachment to it
}

// medium finds the network and the encryption among the words; a network in
// brackets with a question mark is not known.
func (k *Link) medium(rest, bracket string) bool {
	found := false
	for w := range strings.FieldsSeq(rest) {
		switch w {
		case "vpn":
			k.Network, k.Kind, found = "vpn", "vpn", true
		case "rie":
			k.Network, k.Kind, found = "rie", "rie", true
		case "internet":
			k.Network, k.Kind, found = "internet", "internet", true
		case "ipsec", "tls", "wireguard":
			k.Encryption, found = w, true
		}
	}
	if strings.Contains(bracket, "?") {
		k.Network, k.Kind = "", "other"
	}
	return found
}

// arrow reads "SNC=>OVH": the side whose name alone holds the word tells the way.
func (k *Link) arrow(text string, from, to end) bool {
	for _, a := range arrows {
		left, right, ok := strings.Cut(text, a)
		if !ok {
			continue
		}
		l, r := lastWord(left), firstWord(right)
		switch {
		case holds(from, l) && !holds(to, l), holds(to, r) && !holds(from, r):
			k.Direction = "out"
		case holds(to, l) && !holds(from, l), holds(from, r) && !holds(to, r):
			k.Direction = "in"
		default:
			return false
		}
		return true
	}
	return false
}

// attach makes of a link with a network an attachment to it.
func (k *Link) attach(from, to end) {
	switch {
	case to.network:
		k.Network, k.Kind = to.id, "exposure"
	case from.network:
		k.Network, k.Kind = from.id, "exposure"
	}
}

func holds(e end, word string) bool {
	return word != "" && slices.Contains(strings.Fields(sheet.Fold(e.name)), word)
}

func lastWord(s string) string {
	f := strings.Fields(sheet.Fold(s))
	if len(f) == 0 {
		return ""
	}
	return f[len(f)-1]
}

func firstWord(s string) string {
	f := strings.Fields(sheet.Fold(s))
	if len(f) == 0 {
		return ""
	}
	return f[0]
}
