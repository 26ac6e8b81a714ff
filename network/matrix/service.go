package matrix

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre/dossier"
)

// services are the names by which people call a protocol and its port.
var services = map[string][]service{
	"http": {{"tcp", 80}}, "https": {{"tcp", 443}}, "tls": {{"tcp", 443}}, "ssl": {{"tcp", 443}}, "ssh": {{"tcp", 22}}, "sftp": {{"tcp", 22}}, "scp": {{"tcp", 22}},
	"ftp": {{"tcp", 21}}, "ftps": {{"tcp", 990}}, "telnet": {{"tcp", 23}},
	"ldap": {{"tcp", 389}}, "ldaps": {{"tcp", 636}}, "dns": {{"tcp", 53}, {"udp", 53}}, "ntp": {{"udp", 123}},
	"smtp": {{"tcp", 25}}, "smtps": {{"tcp", 465}}, "submission": {{"tcp", 587}}, "imap": {{"tcp", 143}}, "imaps": {{"tcp", 993}}, "pop3": {{"tcp", 110}}, "pop3s": {{"tcp", 995}},
	"postgresql": {{"tcp", 5432}}, "postgres": {{"tcp", 5432}}, "pgsql": {{"tcp", 5432}}, "mysql": {{"tcp", 3306}}, "mariadb": {{"tcp", 3306}},
	"mssql": {{"tcp", 1433}}, "sqlserver": {{"tcp", 1433}}, "oracle": {{"tcp", 1521}}, "redis": {{"tcp", 6379}}, "mongodb": {{"tcp", 27017}}, "kafka": {{"tcp", 9092}},
	"amqp": {{"tcp", 5672}}, "amqps": {{"tcp", 5671}}, "rdp": {{"tcp", 3389}}, "snmp": {{"udp", 161}}, "syslog": {{"udp", 514}},
	"nfs": {{"tcp", 2049}}, "smb": {{"tcp", 445}}, "cifs": {{"tcp", 445}}, "icap": {{"tcp", 1344}}, "kerberos": {{"tcp", 88}, {"udp", 88}},
	"tcp": {{"tcp", 0}}, "udp": {{"udp", 0}}, "icmp": {{"icmp", 0}}, "ping": {{"icmp", 0}},
}

// service is a protocol with its usual port, 0 for none.
type service struct {
	protocol string
	port     uint16
}

// anything are the words for every protocol, or every port.
var anything = []string{"any", "all", "tous", "toutes", "tout", "ip", "*"}

var (
	rangeOfPorts = regexp.MustCompile(`(\d+)\s*(?:-|–|—|:|à|\ba\b|\bto\b|\.\.)\s*(\d+)`)
	decimal      = regexp.MustCompile(`\b(\d+)\.0+\b`) // as some programs write whole numbers
	betweenWords = regexp.MustCompile(`[\s,;/|+&():_"]+`)
	joining      = []string{"", "et", "and", "ou", "or", "port", "ports", "s"}
)

// wire is what a cell says of protocols and ports.
type wire struct {
	protocols []string
	ports     dossier.Ports // written as numbers
	usual     []service     // those that a name of service tells
	all       bool          // any, said
	left      []string      // words that mean nothing here
}

// wireOf reads TCP/443, 80,443, 8000-8010, HTTPS, "443 (HTTPS)", any.
func wireOf(text string) wire {
	var w wire
	text = strings.ReplaceAll(strings.ToLower(text), "(s)", " https ")
	text = rangeOfPorts.ReplaceAllString(decimal.ReplaceAllString(text, "$1"), "$1-$2")
	for _, word := range betweenWords.Split(text, -1) {
		if !slices.Contains(joining, word) {
			w.add(word)
		}
	}
	return w
}

func (w *wire) add(word string) {
	list, known := services[word]
	switch {
	case slices.Contains(anything, word):
		w.all = true
	case known:
		for _, s := range list {
			w.protocol(s.protocol)
			if s.port > 0 && !slices.Contains(w.usual, s) {
				w.usual = append(w.usual, s)
			}
		}
	default:
		if r, ok := portRange(word); ok {
			if !slices.Contains(w.ports, r) {
				w.ports = append(w.ports, r)
			}
			return
		}
		w.left = append(w.left, word)
	}
}

func (w *wire) protocol(p string) {
	if !slices.Contains(w.protocols, p) {
		w.protocols = append(w.protocols, p)
	}
}

func portRange(word string) (dossier.PortRange, bool) {
	first, last, isRange := strings.Cut(word, "-")
	if !isRange {
		last = first
	}
	a, errA := strconv.ParseUint(first, 10, 16)
	b, errB := strconv.ParseUint(last, 10, 16)
	return dossier.PortRange{First: uint16(a), Last: uint16(b)}, errA == nil && errB == nil && a > 0 && a <= b
}

// said says that something was understood.
func (w *wire) said() bool { return len(w.protocols) > 0 || len(w.ports) > 0 || w.all }

// joined puts what two columns say together: the one of the ports has the last word
// on them.
func joined(protocol, port wire) wire {
	for _, p := range port.protocols {
		protocol.protocol(p)
	}
	protocol.ports = append(slices.Clone(protocol.ports), port.ports...)
	switch {
	case port.all && len(port.ports) == 0:
		protocol.usual = nil
	case len(port.ports) == 0:
		protocol.usual = append(slices.Clone(protocol.usual), port.usual...)
	}
	return protocol
}

// portsOf are the ports for one protocol: those written, else the usual ones.
func (w *wire) portsOf(protocol string) dossier.Ports {
	if protocol == "icmp" {
		return nil
	}
	if len(w.ports) > 0 {
		return w.ports
	}
	var out dossier.Ports
	for _, s := range w.usual {
		if s.protocol == protocol {
			out = append(out, dossier.PortRange{First: s.port, Last: s.port})
		}
	}
	return out
}
