package blueprint

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// The limits of one blueprint.
const (
	mostServers = 200
	mostDNS     = 5     // resolvers that a subnet takes
	mostData    = 49149 // bytes of user data: 65535 once written in base 64
	// networkPorts are the addresses that the network itself takes, besides the first
	// and the last of the prefix: the gateway and the address servers.
	networkPorts = 3
)

// checker finds what no field can tell alone.
type checker struct {
	file     string
	root     *document.Node
	b        *Blueprint
	problems havre.Problems
}

// say reports about a field of the specification, at its place.
func (c *checker) say(field, value, suggestion string, message havre.Text) {
	p := havre.Problem{File: c.file, Field: "spec." + field, Value: value, Suggestion: suggestion, Message: message}
	for at := p.Field; ; at = at[:strings.LastIndexByte(at, '.')] { // the nearest that is written
		if n := c.root.At(at); n != nil {
			p.Line, p.Column = n.Line, n.Column
			break
		}
		if !strings.Contains(at, ".") {
			break
		}
	}
	c.problems = append(c.problems, p)
}

// written says that a field holds something that was read.
func (c *checker) written(field string) bool {
	n := c.root.At("spec." + field)
	return n != nil && !n.Null
}

func (c *checker) check() {
	c.names()
	c.network()
	for i := range c.b.Keys {
		c.key(fmt.Sprintf("keys.%d.public", i), c.b.Keys[i].Public)
	}
	for i := range c.b.Tiers {
		c.tier(fmt.Sprintf("tiers.%d", i), &c.b.Tiers[i])
	}
	for i := range c.b.Images {
		c.address(fmt.Sprintf("images.%d.url", i), c.b.Images[i].URL)
	}
	for i := range c.b.Balancers {
		c.balancer(fmt.Sprintf("balancers.%d", i), &c.b.Balancers[i])
	}
	for i := range c.b.Zones {
		c.zone(fmt.Sprintf("zones.%d", i), &c.b.Zones[i])
	}
}

// names refuses two things of a kind with one name.
func (c *checker) names() {
	unique(c, "keys", "name", c.b.Keys, func(x *Key) string { return x.Name })
	unique(c, "tiers", "name", c.b.Tiers, func(x *Tier) string { return x.Name })
	unique(c, "containers", "name", c.b.Containers, func(x *Container) string { return x.Name })
	unique(c, "images", "name", c.b.Images, func(x *Image) string { return x.Name })
	unique(c, "balancers", "name", c.b.Balancers, func(x *Balancer) string { return x.Name })
	unique(c, "zones", "name", c.b.Zones, func(x *Zone) string { return x.Name })
}

func unique[T any](c *checker, list, field string, items []T, name func(*T) string) {
	seen := map[string]int{}
	for i := range items {
		n := name(&items[i])
		if n == "" {
			continue
		}
		if first, twice := seen[n]; twice {
			at := fmt.Sprintf("%s.%d", list, i)
			if field != "" {
				at += "." + field
			}
			c.say(at, n, "", msgTwice.With(first+1))
			continue
		}
		seen[n] = i
	}
}

// network checks the prefix, and that every server finds an address in it.
func (c *checker) network() {
	n := &c.b.Network
	for i, d := range n.DNS {
		if a, err := netip.ParseAddr(d); d != "" && (err != nil || !a.Is4()) {
			c.say(fmt.Sprintf("network.dns.%d", i), d, "", msgResolver)
		}
	}
	if len(n.DNS) > mostDNS {
		c.say("network.dns", "", "", msgResolvers.With(mostDNS))
	}
	servers := 0
	for i := range c.b.Tiers {
		servers += c.b.Tiers[i].Count
	}
	if servers > mostServers {
		c.say("tiers", "", "", msgServers.With(servers, mostServers))
		return
	}
	if n.CIDR == "" && c.written("network.cidr") { // refused already
		return
	}
	p, err := netip.ParsePrefix(n.Prefix())
	switch {
	case err != nil || !p.Addr().Is4():
		c.say("network.cidr", n.CIDR, "", msgCIDR)
	case p.Masked() != p:
		c.say("network.cidr", n.CIDR, p.Masked().String(), msgHostBits)
	case !private(p):
		c.say("network.cidr", n.CIDR, "", msgPrivate)
	default:
		needs := max(1, servers+len(c.b.Balancers))
		if has := 1<<(32-p.Bits()) - 2 - networkPorts; has < needs {
			c.say("network.cidr", n.CIDR, "", msgSmall.With(max(0, has), needs))
		}
	}
}

// private says whether all of a prefix is of private use (RFC 1918).
func private(p netip.Prefix) bool {
	for _, of := range []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"} {
		if whole := netip.MustParsePrefix(of); whole.Bits() <= p.Bits() && whole.Contains(p.Addr()) {
			return true
		}
	}
	return false
}

// keyTypes are those that every OpenSSH server of today accepts.
var keyTypes = []string{ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoRSA}

// key checks a public key. The value of one that is refused is not repeated: it may be
// a private one.
func (c *checker) key(field, text string) {
	if text == "" {
		return
	}
	if strings.Contains(text, "PRIVATE KEY") {
		c.say(field, "", "", msgPrivateKey)
		return
	}
	k, _, options, rest, err := ssh.ParseAuthorizedKey([]byte(text))
	switch {
	case err != nil || len(options) > 0 || len(rest) > 0 || strings.ContainsAny(strings.TrimSpace(text), "\r\n"):
		c.say(field, "", "", msgKey)
	case !slices.Contains(keyTypes, k.Type()):
		c.say(field, k.Type(), "", msgKeyType.With(strings.Join(keyTypes, ", ")))
	}
}

func (c *checker) tier(at string, t *Tier) {
	if t.Key != "" {
		c.refers(at+".key", t.Key, namesOf(c.b.Keys, func(k *Key) string { return k.Name }), msgNoKey)
	}
	if len(t.UserData) > mostData {
		c.say(at+".userData", "", "", msgData.With(mostData))
	}
	if strings.HasPrefix(t.UserData, "@") {
		c.say(at+".userData", "", "", msgDataStart)
	}
	c.word(at+".flavor", t.Flavor)
	c.word(at+".image", t.Image)
	unique(c, at+".volumes", "name", t.Volumes, func(v *Volume) string { return v.Name })
	for i := range t.Volumes {
		v := &t.Volumes[i]
		c.word(fmt.Sprintf("%s.volumes.%d.type", at, i), v.Type)
		unique(c, fmt.Sprintf("%s.volumes.%d.snapshots", at, i), "", v.Snapshots, func(s *string) string { return *s })
	}
}

// word refuses a name of the platform's that would read as something else.
func (c *checker) word(field, value string) {
	if strings.HasPrefix(value, "@") || strings.ContainsAny(value, "\r\n\t") || strings.TrimSpace(value) != value || len(value) > 255 {
		c.say(field, strings.TrimSpace(value), "", msgWord)
	}
}

func namesOf[T any](items []T, name func(*T) string) []string {
	out := make([]string, len(items))
	for i := range items {
		out[i] = name(&items[i])
	}
	return out
}

// refers refuses a name that none of the list bears.
func (c *checker) refers(field, name string, names []string, message havre.Text) {
	if name != "" && !slices.Contains(names, name) {
		c.say(field, name, havre.Nearest(name, names), message)
	}
}

// address checks where an image is taken from.
func (c *checker) address(field, text string) {
	if text == "" {
		return
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || strings.ContainsAny(text, " \t\r\n"):
		c.say(field, text, "", msgURL)
	case u.User != nil:
		c.say(field, "", "", msgURLUser) // the value would show the password
	}
}

func (c *checker) balancer(at string, b *Balancer) {
	c.refers(at+".tier", b.Tier, c.b.TierNames(), msgNoTier)
}

var (
	msgTwice      = havre.Text{FR: "ce nom est déjà pris, au rang %d de la liste", EN: "this name is taken already, at rank %d of the list"}
	msgResolver   = havre.Text{FR: "une adresse IPv4 est attendue", EN: "an IPv4 address is expected"}
	msgResolvers  = havre.Text{FR: "%d résolveurs au plus", EN: "%d resolvers at most"}
	msgServers    = havre.Text{FR: "%[1]d serveurs en tout : un plan de construction en a %[2]d au plus", EN: "%[1]d servers in all: a blueprint has %[2]d at most"}
	msgCIDR       = havre.Text{FR: "un préfixe IPv4 est attendu, comme 10.0.0.0/24", EN: "an IPv4 prefix is expected, such as 10.0.0.0/24"}
	msgHostBits   = havre.Text{FR: "le préfixe s’écrit par sa première adresse", EN: "a prefix is written by its first address"}
	msgPrivate    = havre.Text{FR: "le réseau est privé : dans 10.0.0.0/8, 172.16.0.0/12 ou 192.168.0.0/16", EN: "the network is private: in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"}
	msgSmall      = havre.Text{FR: "ce réseau a %[1]d adresses pour des serveurs et des répartiteurs, il en faut %[2]d : l’agrandir", EN: "this network has %[1]d addresses for servers and balancers, %[2]d are needed: make it larger"}
	msgPrivateKey = havre.Text{FR: "c’est une clé privée : elle ne se donne à personne ; mettre la clé publique (fichier .pub) et tenir celle-ci pour divulguée", EN: "this is a private key: it is given to nobody; put the public key (.pub file) and consider this one disclosed"}
	msgKey        = havre.Text{FR: "une clé SSH publique est attendue, seule et sur une ligne, comme le fichier .pub la contient", EN: "a public SSH key is expected, alone and on one line, as the .pub file holds it"}
	msgKeyType    = havre.Text{FR: "type de clé refusé ; types admis : %s", EN: "key type refused; accepted types: %s"}
	msgNoKey      = havre.Text{FR: "aucune clé de la liste keys ne porte ce nom", EN: "no key of the list keys has that name"}
	msgNoTier     = havre.Text{FR: "aucun groupe de la liste tiers ne porte ce nom", EN: "no tier of the list tiers has that name"}
	msgData       = havre.Text{FR: "plus de %d octets : les faire chercher par le serveur à son démarrage", EN: "more than %d bytes: have the server fetch them when it starts"}
	msgDataStart  = havre.Text{FR: "des données de cloud-init sont attendues : elles commencent par #cloud-config ou par #!", EN: "cloud-init data are expected: they begin with #cloud-config or with #!"}
	msgWord       = havre.Text{FR: "un nom de la plateforme est attendu, sur une ligne, sans espaces autour et sans @ devant", EN: "a name of the platform is expected, on one line, without spaces around it nor @ before it"}
	msgURL        = havre.Text{FR: "une adresse https ou http est attendue", EN: "an https or http address is expected"}
	msgURLUser    = havre.Text{FR: "une adresse sans identifiant ni mot de passe est attendue", EN: "an address without user name nor password is expected"}
)
