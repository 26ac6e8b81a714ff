package catalogue

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
)

// Service is what a link lets through: a protocol, and the ports from First to
// Last, both included; every port when they are zero.
type Service struct {
	Protocol    string
	First, Last uint16
}

// Protocols are those that a link or a flow may name.
var Protocols = []string{"tcp", "udp", "icmp"}

var notAService = havre.Text{FR: "écrire un protocole et ses ports : tcp/443, udp/8000-8010, icmp", EN: "write a protocol and its ports: tcp/443, udp/8000-8010, icmp"}

// ParseService reads tcp/443, udp/8000-8010, tcp or icmp.
func ParseService(text string) (Service, error) {
	protocol, ports, found := strings.Cut(text, "/")
	s := Service{Protocol: strings.ToLower(strings.TrimSpace(protocol))}
	if !slices.Contains(Protocols, s.Protocol) {
		return Service{}, fmt.Errorf("protocol %q", protocol)
	}
	if !found {
		return s, nil
	}
	first, last, isRange := strings.Cut(ports, "-")
	if !isRange {
		last = first
	}
	a, err := strconv.ParseUint(strings.TrimSpace(first), 10, 16)
	if err != nil {
		return Service{}, fmt.Errorf("port %q: %w", first, err)
	}
	b, err := strconv.ParseUint(strings.TrimSpace(last), 10, 16)
	if err != nil {
		return Service{}, fmt.Errorf("port %q: %w", last, err)
	}
	if a == 0 || b < a || s.Protocol == "icmp" {
		return Service{}, fmt.Errorf("ports %q", ports)
	}
	s.First, s.Last = uint16(a), uint16(b)
	return s, nil
}

// Lets says whether it lets a protocol and a port through; none given is any,
// and only a service without ports lets all of them through.
func (s Service) Lets(protocol string, port uint16) bool {
	if protocol != "" && protocol != s.Protocol {
		return false
	}
	return s.First == 0 || (port != 0 && s.First <= port && port <= s.Last)
}

// String is the service as a catalogue writes it.
func (s Service) String() string {
	switch {
	case s.First == 0:
		return s.Protocol
	case s.First == s.Last:
		return fmt.Sprintf("%s/%d", s.Protocol, s.First)
	}
	return fmt.Sprintf("%s/%d-%d", s.Protocol, s.First, s.Last)
}

// MarshalJSON writes it as a catalogue does.
func (s Service) MarshalJSON() ([]byte, error) {
	return json.Marshal(s.String()) //nolint:wrapcheck // a string never fails to encode
}

func readServices(o *object) []Service {
	var out []Service
	for i, text := range o.list("carries") {
		s, err := ParseService(text)
		if err != nil {
			o.refuse(o.items("carries")[i], "carries", text, "", notAService)
			continue
		}
		out = append(out, s)
	}
	return out
}

// count is a whole number, 0 when absent.
func (o *object) count(key string) int64 {
	s := o.text(key)
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		o.refuse(o.get(key), key, s, "", havre.Text{FR: "il faut ici un nombre entier positif", EN: "a positive whole number is needed here"})
	}
	return max(n, 0)
}
