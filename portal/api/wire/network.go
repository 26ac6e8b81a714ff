package wire

import "github.com/havre-cloud/havre"

// NetworkPlace is what a question about interconnections may name.
type NetworkPlace struct {
	ID    string `json:"id" doc:"identifiant|identifier"`
	Title string `json:"title" doc:"nom ce jour-là|name on that day"`
	Kind  string `json:"kind" enum:"platform,zone,network" doc:"plateforme, zone d'une plateforme ou réseau|platform, zone of a platform or network"`
	Owner string `json:"owner,omitempty" doc:"qui sait ce qui n'est pas dit|who knows what is not stated"`
}

// NetworkLink is a link as a source states it.
type NetworkLink struct {
	From         string        `json:"from" doc:"un bout|one end"`
	To           string        `json:"to" doc:"l'autre bout|the other end"`
	Network      string        `json:"network,omitempty" doc:"réseau emprunté ; absent quand personne ne le dit|network it goes over; absent when nobody says"`
	Kind         string        `json:"kind" enum:"vpn,rie,internet,peering,dedicated,exposure,other" doc:"nature de la liaison|kind of link"`
	Direction    string        `json:"direction" enum:"both,out,in" doc:"both : dans les deux sens ; out : de from vers to ; in : de to vers from|both: both ways; out: from from to to; in: from to to from"`
	Encryption   string        `json:"encryption,omitempty" enum:"none,ipsec,tls,wireguard,macsec,other" doc:"chiffrement ; absent quand personne ne le dit|encryption; absent when nobody says"`
	Status       string        `json:"status" doc:"yes : établie ; no : aucune liaison ; unknown : à confirmer ; planned : prévue ; blank : non renseignée|yes: established; no: no link; unknown: to be confirmed; planned: planned; blank: not provided"`
	Transit      havre.Truth   `json:"transit" enum:"yes,no,unknown" doc:"un tiers peut-il passer par ses bouts ?|may others pass through its ends?"`
	Restricted   havre.Truth   `json:"restricted" enum:"yes,no,unknown" doc:"peut-elle porter du Diffusion Restreinte ?|may it carry Diffusion Restreinte?"`
	Crossing     havre.Truth   `json:"crossing" enum:"yes,no,unknown" doc:"un flux peut-il entrer par elle dans une zone restreinte, ou en sortir ?|may a flow enter or leave a restricted zone by it?"`
	Carries      []string      `json:"carries,omitempty" doc:"ce qu'elle laisse passer ; absent : rien ne dit qu'elle filtre|what it lets through; absent: nothing says that it filters"`
	CapacityMbps int64         `json:"capacityMbps,omitempty" doc:"débit en Mbit/s ; absent quand personne ne le dit|capacity in Mbit/s; absent when nobody says"`
	Owner        string        `json:"owner,omitempty" doc:"qui répond de cette liaison|who answers for this link"`
	Words        string        `json:"words,omitempty" doc:"mots de la source|words of the source"`
	Note         string        `json:"note,omitempty" doc:"précision|note"`
	Since        havre.Date    `json:"since,omitzero" doc:"premier jour|first day"`
	Until        havre.Date    `json:"until,omitzero" doc:"fin, non comprise|end, excluded"`
	Source       *havre.Source `json:"source,omitempty" doc:"qui le dit, quand, et avec quelle confiance|who says so, when, and how well it is known"`
}

// NetworkPath is whether a flow may go from one place to another, and back.
type NetworkPath struct {
	APIVersion string          `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string          `json:"kind" enum:"NetworkPath" doc:"nature de l'objet|kind of object"`
	On         havre.Date      `json:"on" doc:"jour des liaisons|day of the links"`
	Question   NetworkQuestion `json:"question" doc:"ce qui a été demandé|what was asked"`
	NetworkAnswer
	Reverse NetworkAnswer `json:"reverse" doc:"la même question dans l'autre sens|the same question the other way"`
}

// NetworkQuestion is what a flow is.
type NetworkQuestion struct {
	Protocol   string   `json:"protocol,omitempty" enum:"tcp,udp,icmp" doc:"protocole ; absent : n'importe lequel|protocol; absent: any"`
	Port       uint16   `json:"port,omitempty" doc:"port ; absent : n'importe lequel|port; absent: any"`
	Networks   []string `json:"networks,omitempty" doc:"réseaux ou natures de liaison acceptés ; absent : tout ce qui est sécurisé|networks or kinds of links accepted; absent: any that is secured"`
	Restricted bool     `json:"restricted" doc:"porte du Diffusion Restreinte|carries Diffusion Restreinte"`
	Sensitive  bool     `json:"sensitive" doc:"ne doit pas circuler en clair hors des réseaux de l'État|may not travel in clear outside the State's networks"`
	Direct     bool     `json:"direct" doc:"sans plateforme tierce entre les deux|without a third platform in between"`
}

// NetworkAnswer is the answer in one direction.
type NetworkAnswer struct {
	From     string           `json:"from" doc:"d'où part le flux|where the flow starts"`
	To       string           `json:"to" doc:"où il va|where it goes"`
	Answer   havre.Truth      `json:"answer" enum:"yes,no,unknown" doc:"oui, non, ou on ne peut pas le dire|yes, no, or nobody can tell"`
	Sentence string           `json:"sentence" doc:"la réponse en une phrase|the answer in a sentence"`
	Silent   bool             `json:"silent" doc:"personne ne parle de cette paire elle-même|nobody speaks of the pair itself"`
	Paths    []NetworkRoute   `json:"paths" doc:"les chemins, les certains d'abord, puis les plus courts ; quand la réponse est non, les plus proches avec ce qui les arrête|the ways, the certain ones first, then the shortest; when the answer is no, the nearest with what stops them"`
	Cut      bool             `json:"cut" doc:"il y en a d'autres que ceux montrés|there are more than those shown"`
	Asks     []NetworkAsk     `json:"asks" doc:"ce qu'il reste à savoir, et qui le sait|what remains to be known, and who knows"`
	Refused  []NetworkLeg     `json:"refused" doc:"les liaisons de la paire elle-même qui ne portent pas le flux, quels que soient les autres chemins|the links of the pair itself that do not carry the flow, whatever other way there is"`
	Openings []NetworkOpening `json:"openings" doc:"ce que chaque équipe réseau ouvre pour le premier chemin certain|what each network team opens for the first certain way"`
}

// NetworkRoute is one way.
type NetworkRoute struct {
	Answer havre.Truth  `json:"answer" enum:"yes,no,unknown" doc:"ce que vaut ce chemin|what this way is worth"`
	Legs   []NetworkLeg `json:"legs" doc:"étape après étape|leg after leg"`
}

// NetworkLeg is one link of a way, in the direction that the flow takes.
type NetworkLeg struct {
	From   string         `json:"from" doc:"début de l'étape|where the leg starts"`
	To     string         `json:"to" doc:"fin de l'étape|where the leg ends"`
	Answer havre.Truth    `json:"answer" enum:"yes,no,unknown" doc:"l'étape porte-t-elle le flux, passage compris ?|does the leg carry the flow, transit included?"`
	Link   *NetworkLink   `json:"link,omitempty" doc:"la liaison ; absente entre une zone et sa plateforme|the link; absent between a zone and its platform"`
	Doubts []NetworkDoubt `json:"doubts" doc:"ce qui l'empêche d'être un oui|what keeps it from a yes"`
}

// NetworkDoubt is one thing that stops a leg, or that nobody has said of it.
type NetworkDoubt struct {
	Kind   string      `json:"kind" enum:"silence,status,zone,transit,port,network,restricted,encryption,crossing" doc:"de quoi il s'agit|what it is about"`
	Answer havre.Truth `json:"answer" enum:"no,unknown" doc:"no : l'étape est arrêtée ; unknown : personne ne le dit|no: the leg is stopped; unknown: nobody says"`
	At     string      `json:"at,omitempty" doc:"endroit où le passage est en cause|place whose transit is in question"`
	Text   string      `json:"text" doc:"en une phrase|in a sentence"`
	Owner  string      `json:"owner" doc:"qui le sait|who knows"`
}

// NetworkAsk is something to find out, and from whom.
type NetworkAsk struct {
	From  string `json:"from" doc:"début de l'étape|where the leg starts"`
	To    string `json:"to" doc:"fin de l'étape|where the leg ends"`
	Kind  string `json:"kind" enum:"silence,status,zone,transit,port,network,restricted,encryption,crossing" doc:"de quoi il s'agit|what it is about"`
	Text  string `json:"text" doc:"en une phrase|in a sentence"`
	Owner string `json:"owner" doc:"à qui le demander|whom to ask"`
}

// NetworkOpening is what one side opens.
type NetworkOpening struct {
	At    string `json:"at" doc:"plateforme ou zone|platform or zone"`
	Way   string `json:"way" enum:"out,through,in" doc:"le flux en sort, y passe ou y entre|the flow leaves it, passes through it or enters it"`
	Text  string `json:"text" doc:"en une phrase|in a sentence"`
	Owner string `json:"owner" doc:"qui l'ouvre|who opens it"`
}
