// Package blueprint is what a team asks to be built in the space it orders: tiers of
// servers, volumes, object containers, images, an entrance and names, in the words of
// no particular cloud. It reads `kind: Blueprint`, strictly, with line and column.
//
// It knows neither platform nor driver, and what is not written in it is not built.
package blueprint

// Blueprint is what is built in one environment.
type Blueprint struct {
	// Name is that of the document, "" when it has none: it names nothing that is built.
	Name       string      `json:"-"`
	Network    Network     `json:"network,omitzero" doc:"réseau privé de l’environnement|private network of the environment"`
	Keys       []Key       `json:"keys,omitempty" doc:"clés SSH publiques que les serveurs connaissent dès leur premier démarrage|public SSH keys that servers know from their first start"`
	Tiers      []Tier      `json:"tiers,omitempty" doc:"groupes de serveurs identiques|groups of servers alike"`
	Containers []Container `json:"containers,omitempty" doc:"conteneurs d’objets (S3)|object containers (S3)"`
	Images     []Image     `json:"images,omitempty" doc:"images de l’équipe, prises à une adresse et vérifiées|images of the team’s own, taken from an address and checked"`
	Balancers  []Balancer  `json:"balancers,omitempty" doc:"répartiteurs de charge|load balancers"`
	Zones      []Zone      `json:"zones,omitempty" doc:"zones DNS|DNS zones"`
}

// Network is the private network of the environment.
type Network struct {
	CIDR string   `json:"cidr,omitempty" pattern:"^[0-9.]+/[0-9]{1,2}$" form:"un préfixe IPv4 (10.0.0.0/24)|an IPv4 prefix (10.0.0.0/24)" doc:"préfixe IPv4 privé ; 10.0.0.0/24 s’il n’est pas dit|private IPv4 prefix; 10.0.0.0/24 when it is not said"` // "" is [DefaultCIDR]
	DNS  []string `json:"dns,omitempty" pattern:"^[0-9.]+$" form:"une adresse IPv4 (10.0.0.2)|an IPv4 address (10.0.0.2)" doc:"résolveurs donnés aux serveurs|resolvers given to servers"`
}

// DefaultCIDR is the private network of a blueprint that names none.
const DefaultCIDR = "10.0.0.0/24"

// Prefix is the private network, as text.
func (n *Network) Prefix() string {
	if n.CIDR == "" {
		return DefaultCIDR
	}
	return n.CIDR
}

// Key is a public SSH key that servers know from their first start.
type Key struct {
	Name   string `json:"name" required:"true" pattern:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" form:"lettres minuscules, chiffres et tirets, 63 caractères au plus|lower-case letters, digits and dashes, 63 characters at most" doc:"identifiant|identifier"`
	Public string `json:"public" required:"true" doc:"clé publique, sur une ligne : ssh-ed25519 AAAA…|public key, on one line: ssh-ed25519 AAAA…"`
}

// Tier is a group of servers alike.
type Tier struct {
	Name   string `json:"name" required:"true" pattern:"^[a-z0-9]([-a-z0-9]{0,18}[a-z0-9])?$" form:"lettres minuscules, chiffres et tirets, 20 caractères au plus|lower-case letters, digits and dashes, 20 characters at most" doc:"identifiant ; les flux du besoin le nomment|identifier; the flows of the need name it"` // DNS-1123 label, 20 characters at most
	Count  int    `json:"count" required:"true" min:"1" max:"50" doc:"nombre de serveurs|number of servers"`
	Flavor string `json:"flavor" required:"true" doc:"gabarit : le nom que lui donne la plateforme, ou le portail|size: the name that the platform, or the portal, gives it"` // a size, as the profile or the cloud names it
	Image  string `json:"image" required:"true" doc:"image de la plateforme, ou une de la liste images|image of the platform, or one of the list images"`                     // an image of the cloud, or one of Images
	Key    string `json:"key,omitempty" doc:"une clé de la liste keys|a key of the list keys"`                                                                                // of Keys; "" for none
	Public bool   `json:"public,omitempty" doc:"chaque serveur a une adresse publique|each server has a public address"`                                                      // each server has a public address
	// Spread keeps its servers on different machines and deals them over the zones.
	Spread   bool     `json:"spread,omitempty" doc:"serveurs sur des machines distinctes, répartis entre les zones|servers on different machines, dealt over the zones"`
	UserData string   `json:"userData,omitempty" doc:"cloud-init, donné tel quel à chaque serveur|cloud-init, handed as it is to each server"` // cloud-init, as it is handed to each server
	Volumes  []Volume `json:"volumes,omitempty" doc:"disques de chaque serveur, en plus du sien|disks of each server, besides its own"`
}

// Volume is a disk that each server of a tier has besides its own.
type Volume struct {
	Name string `json:"name" required:"true" pattern:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" form:"lettres minuscules, chiffres et tirets, 63 caractères au plus|lower-case letters, digits and dashes, 63 characters at most" doc:"identifiant|identifier"`
	Size int64  `json:"size" required:"true" min:"1" max:"1000000" doc:"taille, en Gio|size, in GiB"`     // GiB
	Type string `json:"type,omitempty" doc:"type de volume de la plateforme|volume type of the platform"` // "" is the usual one of the cloud
	// Snapshots are taken once each, when their name first appears, and kept until it goes.
	Snapshots []string `json:"snapshots,omitempty" pattern:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" form:"lettres minuscules, chiffres et tirets, 63 caractères au plus|lower-case letters, digits and dashes, 63 characters at most" doc:"instantanés : chacun est pris une fois, quand son nom apparaît, et gardé tant qu’il est là|snapshots: each is taken once, when its name appears, and kept as long as it is there"`
}

// Container is a container of objects (S3 bucket).
type Container struct {
	Name      string `json:"name" required:"true" pattern:"^[a-z0-9][-a-z0-9]{1,61}[a-z0-9]$" form:"lettres minuscules, chiffres et tirets, de 3 à 63 caractères|lower-case letters, digits and dashes, 3 to 63 characters" doc:"identifiant, qui est aussi le nom du seau S3|identifier, also the name of the S3 bucket"`
	Versioned bool   `json:"versioned,omitempty" doc:"garde les versions des objets|keeps the versions of objects"`
	Public    bool   `json:"public,omitempty" doc:"lisible de tous|anybody may read"` // anybody may read
}

// Image is an image of the team's own, taken from an address and checked.
type Image struct {
	Name   string `json:"name" required:"true" pattern:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" form:"lettres minuscules, chiffres et tirets, 63 caractères au plus|lower-case letters, digits and dashes, 63 characters at most" doc:"identifiant|identifier"`
	URL    string `json:"url" required:"true" doc:"adresse, en https ou http|address, https or http"`
	SHA256 string `json:"sha256" required:"true" pattern:"^[0-9a-f]{64}$" form:"64 chiffres hexadécimaux en minuscules|64 hexadecimal digits in lower case" doc:"empreinte SHA-256 du fichier|SHA-256 of the file"` // of the file, in hexadecimal
	Format string `json:"format" required:"true" enum:"qcow2,raw" doc:"format du fichier|format of the file"`                                                                                                       // qcow2 or raw
}

// Balancer spreads what arrives over the servers of a tier.
type Balancer struct {
	Name     string `json:"name" required:"true" pattern:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" form:"lettres minuscules, chiffres et tirets, 63 caractères au plus|lower-case letters, digits and dashes, 63 characters at most" doc:"identifiant|identifier"`
	Tier     string `json:"tier" required:"true" doc:"groupe de la liste tiers|tier of the list tiers"`
	Protocol string `json:"protocol" required:"true" enum:"tcp,http,https" doc:"protocole ; https passe sans être déchiffré|protocol; https goes through without being deciphered"` // tcp, http or https
	Port     int    `json:"port" required:"true" min:"1" max:"65535" doc:"port d’écoute|port where it listens"`                                                                     // where it listens
	To       int    `json:"to,omitempty" min:"1" max:"65535" doc:"port des serveurs ; le même s’il n’est pas dit|port of the servers; the same when it is not said"`                // port of the servers; 0 is the same
	Public   bool   `json:"public,omitempty" doc:"a une adresse publique|has a public address"`
}

// Zone is a DNS zone with its records.
type Zone struct {
	Name    string   `json:"name" required:"true" pattern:"^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?[.])+$" form:"un nom DNS en minuscules, avec son point final (exemple.gouv.fr.)|a DNS name in lower case, with its final dot (example.org.)" doc:"nom, avec son point final|name, with its final dot"` // with its final dot
	Mail    string   `json:"mail" required:"true" pattern:"^[^@ ]+@[^@ ]+[.][^@ ]+$" form:"une adresse de messagerie|a mail address" doc:"messagerie de qui tient la zone|mail of whoever keeps the zone"`
	Records []Record `json:"records,omitempty" doc:"enregistrements|records"`
}

// Record is a set of DNS records.
type Record struct {
	Name   string   `json:"name" required:"true" pattern:"^(@|([*]|[a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9_])?)([.][a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9_])?)*)$" form:"un nom dans la zone (www), ou @ pour la zone elle-même|a name in the zone (www), or @ for the zone itself" doc:"nom dans la zone, « @ » pour la sienne|name in the zone, “@” for its own"` // relative to the zone, "@" for its own
	Type   string   `json:"type" required:"true" enum:"A,AAAA,CNAME,TXT,MX" doc:"type|type"`                                                                                                                                                                                                                                                             // A, AAAA, CNAME, TXT, MX
	TTL    int      `json:"ttl,omitempty" min:"1" max:"604800" doc:"durée de vie, en secondes|time to live, in seconds"`
	Values []string `json:"values" required:"true" doc:"valeurs ; tier:front est mis pour les adresses publiques d’un groupe|values; tier:front stands for the public addresses of a tier"` // "tier:front" stands for the public addresses of a tier
}

// Tier is the tier of a name.
func (b *Blueprint) Tier(name string) (*Tier, bool) {
	for i := range b.Tiers {
		if b.Tiers[i].Name == name {
			return &b.Tiers[i], true
		}
	}
	return nil, false
}

// TierNames are the names of the tiers, in order.
func (b *Blueprint) TierNames() []string {
	out := make([]string, len(b.Tiers))
	for i := range b.Tiers {
		out[i] = b.Tiers[i].Name
	}
	return out
}
