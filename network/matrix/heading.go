package matrix

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre/internal/sheet"
)

// field is what a column of a ministry's spreadsheet tells of a flow.
type field string

// The fields. Those of an end are said twice, with from or to before.
const (
	fieldEnd         field = "end"   // the name of one side, and which one the place tells
	fieldEndAddress  field = "endIP" // idem, its address
	fieldFrom        field = "from"
	fieldFromPlace   field = "fromPlace"
	fieldFromAddress field = "fromAddress"
	fieldTo          field = "to"
	fieldToPlace     field = "toPlace"
	fieldToAddress   field = "toAddress"
	fieldProtocol    field = "protocol"
	fieldPort        field = "port"
	fieldNetwork     field = "network"
	fieldRIE         field = "rie" // yes or no
	fieldInternet    field = "internet"
	fieldVPN         field = "vpn"
	fieldDNS         field = "dnsName"
	fieldVLAN        field = "vlan"
	fieldEnvironment field = "environment"
	fieldWhy         field = "justification"
	fieldOwner       field = "owner"
	fieldApplication field = "application"
	fieldName        field = "name" // the identifier of the application
	fieldDirection   field = "direction"
	fieldKind        field = "kind"
	fieldEntrance    field = "entrance"   // a floating address that the flows of a cluster come in by
	fieldEntranceIP  field = "entranceIP" // its address
	fieldKept        field = "kept"       // known, and of no use to a flow
)

// spoken are the headings that ministries use, folded.
var spoken = map[field][]string{
	fieldEnd:         {"nom", "nom de fonction", "nom de machine", "nom de la machine", "nom machine", "machine", "serveur", "hostname", "composant", "nom du composant", "name", "host"},
	fieldEndAddress:  {"ip", "adresse", "adresse ip", "ip adresse", "address", "ip address", "adresses ip"},
	fieldFrom:        {"source", "origine", "de", "depuis", "from", "emetteur", "client", "nom source", "source nom", "machine source", "machine d origine", "machine emettrice", "source origine", "serveur source", "composant source", "application source", "source name", "flux de", "zone emettrice"},
	fieldFromPlace:   {"plateforme source", "zone source", "hebergement source", "source plateforme", "source platform", "site source", "identifiant source", "source identifier"},
	fieldFromAddress: {"ip source", "source ip", "adresse source", "adresse ip source", "ip src", "src ip", "ip origine", "adresse origine", "source address", "source ip address", "reseau source", "ip de", "ip emetteur"},
	fieldTo:          {"destination", "vers", "a", "to", "cible", "recepteur", "destinataire", "nom destination", "destination nom", "machine destination", "serveur destination", "composant destination", "application destination", "destination name", "flux vers", "nom cible", "serveur cible", "machine cible", "machine cible destination", "machine de destination", "composant cible", "application cible", "cible destination"},
	fieldToPlace:     {"plateforme destination", "zone destination", "hebergement destination", "destination plateforme", "destination platform", "site destination", "plateforme cible", "zone cible", "identifiant destination", "destination identifier"},
	fieldToAddress:   {"ip destination", "destination ip", "adresse destination", "adresse ip destination", "ip dst", "dst ip", "ip dest", "ip cible", "adresse cible", "destination address", "destination ip address", "reseau destination", "ip vers"},
	fieldProtocol:    {"protocole", "protocol", "proto", "protocoles", "service", "services", "protocole service"},
	fieldPort:        {"port", "ports", "port s", "port destination", "ports destination", "port dst", "port de destination", "port tcp", "port cible", "numero de port", "n port", "protocole port", "port protocole", "service port", "destination port", "port ecoute"},
	fieldNetwork:     {"reseau", "network", "rie internet", "rie ou internet", "reseau rie internet", "reseau emprunte", "internet rie", "internet ou rie", "type de reseau", "reseau d acces"},
	fieldRIE:         {"rie"},
	fieldInternet:    {"internet"},
	fieldVPN:         {"vpn"},
	fieldDNS:         {"nom dns", "dns", "fqdn", "url", "urls", "nom de domaine", "domaine", "dns name", "resolution dns", "resolution dns pour la fip", "nom dns destination", "fqdn destination", "url endpoint", "nom dns fqdn", "endpoint"},
	fieldVLAN:        {"vlan", "vlanid", "vlan id", "id vlan", "n vlan", "numero de vlan"},
	fieldEnvironment: {"environnement", "environment", "env", "contexte", "environnements", "plateforme environnement"},
	fieldWhy:         {"justification", "justification metier", "besoin metier", "description", "objet", "commentaire", "commentaires", "motif", "usage", "libelle", "raison", "remarque", "remarques", "observation", "observations", "description du flux", "objet du flux", "comment", "purpose", "but", "role"},
	fieldOwner:       {"responsable", "contact", "owner", "proprietaire", "demandeur", "porteur", "responsable du flux", "point de contact", "referent"},
	fieldApplication: {"application", "applications", "projet", "si", "nom de l application", "application name"},
	fieldName:        {"identifiant application", "application identifier"},
	fieldDirection:   {"sens", "direction", "sens du flux", "entrant sortant"},
	fieldKind:        {"nature", "type de flux", "kind", "nature du flux", "categorie", "type"},
	fieldEntrance:    {"fip", "floating ip", "vip", "ip flottante"},
	fieldEntranceIP:  {"fip ip", "ip fip", "ip vip", "adresse fip"},
	fieldKept:        {"tenant", "segment gipse", "segment", "masque", "reponse", "answer", "chemin", "way", "ce qui manque et qui sait", "what is missing and who knows", "date", "statut", "etat", "n", "id", "numero", "version", "ref", "reference", "criticite", "a completer", "to be completed", "repere du chemin", "way reference"},
}

// fieldOf is the field that a heading stands for.
func fieldOf(heading string) (field, bool) {
	h := sheet.Fold(heading)
	if h == "" || len(h) > 60 {
		return "", false
	}
	for f, names := range spoken {
		if slices.Contains(names, h) {
			return f, true
		}
	}
	bare, _, cut := strings.Cut(heading, "(") // "Port (TCP)", "Réseau (RIE ou Internet)"
	if cut && strings.TrimSpace(bare) != "" {
		return fieldOf(bare)
	}
	return "", false
}

// heads are the columns of the table being read: what each tells, with its heading.
type heads struct {
	fields map[int]field
	titles map[int]string
	flows  bool // the table lists flows; otherwise entrances
	// unknown are the headings that mean nothing here, in their order.
	unknown []string
}

// headsOf says that a row is the headings of a table: two fields of a flow at least,
// nearly all of its cells known. middle is the column from which the half of the
// destination begins, when a row above says so.
func headsOf(row []sheet.Cell, middle int) (heads, bool) {
	h := heads{fields: map[int]field{}, titles: map[int]string{}}
	known := 0
	for _, c := range row {
		if c.Text == "" {
			continue
		}
		h.titles[c.Column] = c.Text
		f, ok := fieldOf(c.Text)
		if !ok {
			h.unknown = append(h.unknown, c.Text)
			continue
		}
		known++
		h.fields[c.Column] = h.sided(f, c.Column, middle)
	}
	h.flows = h.has(fieldTo, fieldToPlace, fieldToAddress, fieldDNS) && h.has(fieldPort, fieldProtocol, fieldFrom, fieldFromPlace, fieldFromAddress, fieldNetwork, fieldRIE, fieldInternet)
	entrances := h.has(fieldEntrance) && h.has(fieldEntranceIP, fieldDNS)
	if entrances && !h.has(fieldTo) {
		h.flows = false
	}
	return h, known >= 3 && len(h.unknown) <= known && (h.flows || entrances)
}

// sided tells which end a heading that stands twice is about: the first is the
// source, unless a row above cuts the table in two halves.
func (h *heads) sided(f field, column, middle int) field {
	sides := map[field][2]field{fieldEnd: {fieldFrom, fieldTo}, fieldEndAddress: {fieldFromAddress, fieldToAddress}}
	pair, twice := sides[f]
	switch {
	case !twice:
		return f
	case middle > 0 && column < middle:
		return pair[0]
	case middle > 0, h.has(pair[0]):
		return pair[1]
	}
	return pair[0]
}

func (h *heads) has(any ...field) bool {
	for _, f := range h.fields {
		if slices.Contains(any, f) {
			return true
		}
	}
	return false
}
