package matrix

import (
	"strings"

	"github.com/havre-cloud/havre"
)

// Column is one column of a flow matrix, in the order in which it is written.
type Column uint8

// The columns: those that ministries exchange (source, destination, protocol, port,
// network, DNS name, VLAN, environment), with what Havre adds.
const (
	ColApplication Column = iota
	ColEnvironment
	ColDirection
	ColKind
	ColSource
	ColSourcePlatform
	ColSourceAddress
	ColDestination
	ColDestinationPlatform
	ColDestinationAddress
	ColProtocol
	ColPort
	ColNetwork
	ColDNSName
	ColVLAN
	ColJustification
	ColOwner
	ColAnswer
	ColWay
	ColMissing
	ColToComplete
	// The identifiers by which two matrices are compared: names may change.
	ColName
	ColFrom
	ColTo
	ColTrace
	columns // how many there are
)

// firstColumns is how many every matrix has: those after are read when they are there.
const firstColumns = ColToComplete

// column is what a file says of a column: its identifier in JSON, its heading, and
// its words when they are those of a closed list.
type column struct {
	id    string
	title havre.Text
	words map[string]havre.Text
}

var described = [columns]column{
	ColApplication:         {"application", havre.Same("Application"), nil},
	ColEnvironment:         {"environment", havre.Text{FR: "Environnement", EN: "Environment"}, environmentWords},
	ColDirection:           {"direction", havre.Text{FR: "Sens", EN: "Direction"}, directionWords},
	ColKind:                {"kind", havre.Text{FR: "Nature", EN: "Kind"}, kindWords},
	ColSource:              {"source", havre.Same("Source"), nil},
	ColSourcePlatform:      {"sourcePlatform", havre.Text{FR: "Plateforme source", EN: "Source platform"}, nil},
	ColSourceAddress:       {"sourceAddress", havre.Text{FR: "IP source", EN: "Source IP"}, nil},
	ColDestination:         {"destination", havre.Same("Destination"), nil},
	ColDestinationPlatform: {"destinationPlatform", havre.Text{FR: "Plateforme destination", EN: "Destination platform"}, nil},
	ColDestinationAddress:  {"destinationAddress", havre.Text{FR: "IP destination", EN: "Destination IP"}, nil},
	ColProtocol:            {"protocol", havre.Text{FR: "Protocole", EN: "Protocol"}, protocolWords},
	ColPort:                {"port", havre.Same("Port"), nil},
	ColNetwork:             {"network", havre.Text{FR: "Réseau", EN: "Network"}, networkWords},
	ColDNSName:             {"dnsName", havre.Text{FR: "Nom DNS", EN: "DNS name"}, nil},
	ColVLAN:                {"vlan", havre.Same("VLAN"), nil},
	ColJustification:       {"justification", havre.Same("Justification"), nil},
	ColOwner:               {"owner", havre.Text{FR: "Responsable", EN: "Owner"}, nil},
	ColAnswer:              {"answer", havre.Text{FR: "Réponse", EN: "Answer"}, answerWords},
	ColWay:                 {"way", havre.Text{FR: "Chemin", EN: "Way"}, nil},
	ColMissing:             {"missing", havre.Text{FR: "Ce qui manque, et qui sait", EN: "What is missing, and who knows"}, nil},
	ColToComplete:          {"toComplete", havre.Text{FR: "À compléter", EN: "To be completed"}, nil},
	ColName:                {"name", havre.Text{FR: "Identifiant application", EN: "Application identifier"}, nil},
	ColFrom:                {"from", havre.Text{FR: "Identifiant source", EN: "Source identifier"}, nil},
	ColTo:                  {"to", havre.Text{FR: "Identifiant destination", EN: "Destination identifier"}, nil},
	ColTrace:               {"trace", havre.Text{FR: "Repère du chemin", EN: "Way reference"}, nil},
}

// Columns lists them.
func Columns() []Column {
	out := make([]Column, columns)
	for i := range out {
		out[i] = Column(i)
	}
	return out
}

// ID names a column in JSON and in the address of a page.
func (c Column) ID() string { return described[c].id }

// Title is the heading of a column.
func (c Column) Title() havre.Text { return described[c].title }

// Text is a value of the column as people read it: the word of a closed list, any
// other value as it is.
func (c Column) Text(value string) havre.Text {
	if w, ok := described[c].words[value]; ok {
		return w
	}
	return havre.Same(value)
}

// value is the identifier that a cell of the column stands for, in either language.
func (c Column) value(cell string) string {
	for id, w := range described[c].words {
		if strings.EqualFold(cell, id) || strings.EqualFold(cell, w.FR) || strings.EqualFold(cell, w.EN) {
			return id
		}
	}
	return cell
}
