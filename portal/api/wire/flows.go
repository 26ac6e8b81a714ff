package wire

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/network/matrix"
)

// FlowMatrix is the flow matrix of a need: who talks to whom, whether the network
// carries it, and what each team opens.
type FlowMatrix struct {
	APIVersion string        `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string        `json:"kind" enum:"FlowMatrix" doc:"nature de l'objet|kind of object"`
	On         havre.Date    `json:"on" doc:"jour des liaisons|day of the links"`
	Lang       havre.Lang    `json:"lang" enum:"fr,en" doc:"langue des phrases|language of the sentences"`
	Rows       []FlowRow     `json:"rows" doc:"un flux dans un environnement par ligne|one flow in one environment for each row"`
	Openings   []FlowOpening `json:"openings" doc:"ce que chaque équipe réseau ouvre|what each network team opens"`
	Incomplete bool          `json:"incomplete" doc:"le dossier dit qu'il a d'autres flux, ou n'en dit rien|the need says that it has other flows, or says nothing of them"`
}

// FlowRow is one flow in one environment.
type FlowRow struct {
	Application         string    `json:"application" doc:"nom de l'application|name of the application"`
	Name                string    `json:"name" doc:"identifiant de l'application (metadata.name)|identifier of the application (metadata.name)"`
	Environment         string    `json:"environment" doc:"environnement ; vide quand le dossier n'en déclare aucun|environment; empty when the need declares none"`
	Direction           string    `json:"direction" enum:"in,out" doc:"entrant ou sortant, vu de l'application|inbound or outbound, as the application sees it"`
	Kind                string    `json:"kind" doc:"access, exchange ou administration ; vide : non dit|access, exchange or administration; empty: not said"`
	Source              string    `json:"source" doc:"composant, machine ou service d'où il part|component, machine or service it starts from"`
	From                string    `json:"from" doc:"identifiant du lieu d'où il part ; vide : aucun du catalogue|identifier of the place it starts from; empty: none of the catalogue"`
	SourcePlatform      string    `json:"sourcePlatform" doc:"nom de ce lieu|name of that place"`
	SourceAddress       string    `json:"sourceAddress" doc:"adresse IP ou préfixe|IP address or prefix"`
	Destination         string    `json:"destination" doc:"composant, machine ou service où il va|component, machine or service it goes to"`
	To                  string    `json:"to" doc:"identifiant du lieu où il va ; vide : aucun du catalogue|identifier of the place it goes to; empty: none of the catalogue"`
	DestinationPlatform string    `json:"destinationPlatform" doc:"nom de ce lieu|name of that place"`
	DestinationAddress  string    `json:"destinationAddress" doc:"adresse IP ou préfixe|IP address or prefix"`
	Protocol            string    `json:"protocol" doc:"tcp, udp ou icmp ; vide : n'importe lequel|tcp, udp or icmp; empty: any"`
	Port                string    `json:"port" doc:"ports et plages ; vide : n'importe lesquels|ports and ranges; empty: any"`
	Network             string    `json:"network" doc:"rie, internet, vpn ou local ; vide : non dit|rie, internet, vpn or local; empty: not said"`
	DNSName             string    `json:"dnsName" doc:"nom DNS du service joint|DNS name of the service"`
	VLAN                string    `json:"vlan" doc:"VLAN|VLAN"`
	Justification       string    `json:"justification" doc:"raison du flux|why the flow exists"`
	Owner               string    `json:"owner" doc:"responsable du flux|who answers for the flow"`
	Answer              string    `json:"answer" enum:"yes,no,unknown" doc:"le réseau le porte-t-il ?|does the network carry it?"`
	Way                 string    `json:"way" doc:"le meilleur chemin, en mots|the best way, in words"`
	Asks                []FlowAsk `json:"asks" doc:"ce qui l'arrête ou n'est pas dit, et qui le sait|what stops it or is not said, and who knows"`
}

// FlowAsk is one thing to find out.
type FlowAsk struct {
	Text  string `json:"text" doc:"ce qui manque|what is missing"`
	Owner string `json:"owner" doc:"à qui le demander|whom to ask"`
}

// FlowOpening is what one team opens for one row.
type FlowOpening struct {
	Team         string `json:"team" doc:"lieu de l'équipe ; vide : hébergement à choisir|place of the team; empty: hosting to be chosen"`
	Title        string `json:"title" doc:"nom de ce lieu|name of that place"`
	Owner        string `json:"owner" doc:"qui ouvre|who opens"`
	Side         string `json:"side" enum:"out,in,through,inside" doc:"sortie, entrée, passage, ou à l'intérieur|outgoing, incoming, passage, or inside"`
	Row          int    `json:"row" doc:"rang de la ligne, à partir de 1|number of the row, from 1"`
	Network      string `json:"network" doc:"réseau emprunté de ce côté ; vide : non dit|network it goes over on that side; empty: not said"`
	ConfirmFirst bool   `json:"confirmFirst" doc:"le chemin n'est pas certain : à confirmer avant d'ouvrir|the way is not certain: to be confirmed before anything is opened"`
}

// NewFlowMatrix shows a matrix.
func NewFlowMatrix(d *matrix.Document) FlowMatrix {
	out := FlowMatrix{APIVersion: havre.APIVersion, Kind: matrix.Kind, On: d.On, Lang: d.Lang, Rows: make([]FlowRow, len(d.Rows)), Openings: make([]FlowOpening, len(d.Openings)), Incomplete: len(d.Incomplete) > 0}
	for i := range d.Rows {
		out.Rows[i] = newFlowRow(&d.Rows[i])
	}
	for i, o := range d.Openings {
		out.Openings[i] = FlowOpening{o.Team, o.Title, o.Owner, string(o.Side), o.Row, o.Network, o.ConfirmFirst}
	}
	return out
}

func newFlowRow(d *matrix.RowDocument) FlowRow {
	asks := make([]FlowAsk, len(d.Asks))
	for i, x := range d.Asks {
		asks[i] = FlowAsk(x)
	}
	return FlowRow{
		Application: d.Application, Name: d.Name, Environment: d.Environment, Direction: d.Direction, Kind: d.Kind,
		Source: d.Source, From: d.From, SourcePlatform: d.SourcePlatform, SourceAddress: d.SourceAddress,
		Destination: d.Destination, To: d.To, DestinationPlatform: d.DestinationPlatform, DestinationAddress: d.DestinationAddress,
		Protocol: d.Protocol, Port: d.Port, Network: d.Network, DNSName: d.DNSName, VLAN: d.VLAN,
		Justification: d.Justification, Owner: d.Owner, Answer: d.Answer, Way: d.Way, Asks: asks,
	}
}

// FlowSending is a flow matrix as it was sent.
type FlowSending = Object[FlowSendingSpec, FlowSendingStatus]

// FlowSendingSpec is what was said of a sending.
type FlowSendingSpec struct {
	To       string     `json:"to" required:"true" doc:"à qui la matrice est envoyée|to whom the matrix is sent"`
	Note     string     `json:"note,omitempty" doc:"remarque|note"`
	On       havre.Date `json:"on,omitzero" doc:"jour des liaisons : celui de l'envoi, tout autre est refusé|day of the links: that of the sending, any other is refused"`
	Platform string     `json:"platform,omitempty" doc:"plateforme qui était supposée, des envois anciens ; refusée : ce qui s'envoie est ce que le dossier déclare|platform that was supposed, of old sendings; refused: what is sent is what the need declares"`
}

// FlowSendingStatus is what was sent.
type FlowSendingStatus struct {
	Dossier    string      `json:"dossier" doc:"identifiant du dossier|identifier of the need"`
	Number     int         `json:"number" doc:"numéro de l'envoi, à partir de 1|number of the sending, from 1"`
	Revision   int         `json:"revision" doc:"révision du dossier|revision of the need"`
	Flows      int         `json:"flows" doc:"nombre de lignes|number of rows"`
	SHA256     string      `json:"sha256" doc:"empreinte de la matrice envoyée|digest of the matrix that was sent"`
	Author     string      `json:"author,omitempty" doc:"nom de qui l'a noté|name of who recorded it"`
	Matrix     *FlowMatrix `json:"matrix,omitempty" doc:"la matrice telle qu'elle a été envoyée ; absente des listes|the matrix as it was sent; absent from lists"`
	Conditions []Condition `json:"conditions" doc:"Newest : c'est le dernier envoi|Newest: it is the newest sending"`
}
