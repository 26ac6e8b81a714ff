package matrix

import "github.com/havre-cloud/havre"

var (
	openingsSheet = havre.Text{FR: "Ouvertures", EN: "Openings"}
	teamTitle     = havre.Text{FR: "Équipe", EN: "Team"}
	openingHeads  = []havre.Text{
		{FR: "À faire", EN: "To do"},
		{FR: "Quoi", EN: "What"},
		havre.Same("Application"),
		{FR: "Environnement", EN: "Environment"},
		havre.Same("Source"),
		{FR: "IP source", EN: "Source IP"},
		havre.Same("Destination"),
		{FR: "IP destination", EN: "Destination IP"},
		{FR: "Nom DNS", EN: "DNS name"},
		{FR: "Protocole", EN: "Protocol"},
		havre.Same("Port"),
		{FR: "Réseau", EN: "Network"},
		havre.Same("VLAN"),
		havre.Same("Justification"),
		{FR: "Responsable", EN: "Owner"},
		{FR: "À compléter", EN: "To be completed"},
		{FR: "À confirmer d'abord, et qui sait", EN: "To confirm first, and who knows"},
	}
	sideWords = map[Side]havre.Text{
		Outgoing: {FR: "sortie", EN: "outgoing"}, Incoming: {FR: "entrée", EN: "incoming"},
		Through: {FR: "passage", EN: "passage"}, Inside: {FR: "à l'intérieur", EN: "inside"},
	}
	openNow  = havre.Text{FR: "Ouvrir", EN: "Open"}
	askFirst = havre.Text{FR: "Confirmer d'abord", EN: "Confirm first"}
)

// Text is what a team does, as people read it.
func (s Side) Text() havre.Text { return sideWords[s] }

// Todo is whether the team opens at once, or asks first.
func (x *Opening) Todo() havre.Text {
	if x.First {
		return askFirst
	}
	return openNow
}

// OpeningTitles are the headings of [Opening.Cells].
func OpeningTitles() []havre.Text { return openingHeads }

func openingTitles(lang havre.Lang) []string {
	out := make([]string, len(openingHeads))
	for i, h := range openingHeads {
		out[i] = h.In(lang)
	}
	return out
}

// Cells are an opening as a row of text.
func (x *Opening) Cells(lang havre.Lang) []string {
	line := x.Row.line(lang)
	return openingCells(lang, &line, x.Side, x.Network, x.First)
}

// openingCells are what a team does for a line of the matrix.
func openingCells(lang havre.Lang, l *Line, side Side, over string, confirm bool) []string {
	todo, first := openNow, ""
	if confirm {
		todo, first = askFirst, l[ColMissing]
	}
	return []string{
		todo.In(lang), side.Text().In(lang), l[ColApplication], ColEnvironment.Text(l[ColEnvironment]).In(lang),
		labelOf(l[ColSource], l[ColSourcePlatform]), l[ColSourceAddress],
		labelOf(l[ColDestination], l[ColDestinationPlatform]), l[ColDestinationAddress], l[ColDNSName],
		ColProtocol.Text(l[ColProtocol]).In(lang), l[ColPort], ColNetwork.Text(over).In(lang), l[ColVLAN],
		l[ColJustification], l[ColOwner], l[ColToComplete], first,
	}
}

// labelOf names an end as people do: the component with its platform, or whichever
// of the two is known.
func labelOf(name, platform string) string {
	switch {
	case name == "":
		return platform
	case platform == "":
		return name
	}
	return name + " (" + platform + ")"
}

// Label names an end as people do.
func (e *End) Label() havre.Text {
	return havre.Text{FR: labelOf(e.Name, e.Title.FR), EN: labelOf(e.Name, e.Title.EN)}
}
