package dossier

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// Flow is one network flow. The same declaration makes the dossier's list, the
// rows of a flow matrix and the rules that open it on a platform.
type Flow struct {
	To            string `json:"to" required:"true" pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$" form:"le nom d'une plateforme (rosny) ou un nom DNS (api.exemple.gouv.fr)|the name of a platform (rosny) or a DNS name (api.example.org)" doc:"plateforme ou nom DNS de destination|platform or DNS name it goes to"`
	From          string `json:"from,omitempty" pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$" form:"le nom d'une plateforme (rosny) ou un nom DNS (api.exemple.gouv.fr)|the name of a platform (rosny) or a DNS name (api.example.org)" doc:"origine ; absente : l'application|origin; absent: the application"`
	Protocol      string `json:"protocol,omitempty" enum:"tcp,udp,icmp" doc:"protocole|protocol"`
	Port          Ports  `json:"port,omitzero" doc:"port, plage \"8000-8010\" ou liste|port, range \"8000-8010\" or list"`
	DNSName       string `json:"dnsName,omitempty" pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$" form:"un nom DNS en minuscules|a DNS name in lower case" doc:"nom DNS du service joint|DNS name of the service"`
	Environment   string `json:"environment,omitempty" enum:"development,sandbox,training,integration,acceptance,production,recovery" doc:"environnement concerné|environment concerned"`
	Network       string `json:"network,omitempty" enum:"internet,rie,vpn,local" doc:"réseau emprunté|network used"`
	Kind          string `json:"kind,omitempty" enum:"access,exchange,administration" doc:"accès des usagers, échange entre applications ou administration|access of users, exchange between applications or administration"`
	FromName      string `json:"fromName,omitempty" doc:"composant, machine ou cluster d'origine|component, machine or cluster it comes from"`
	ToName        string `json:"toName,omitempty" doc:"composant, machine ou cluster de destination|component, machine or cluster it goes to"`
	FromAddress   string `json:"fromAddress,omitempty" pattern:"^[0-9a-fA-F.:]+(/[0-9]{1,3})?$" form:"une adresse IP ou un préfixe (10.1.2.0/24)|an IP address or a prefix (10.1.2.0/24)" doc:"adresse d'origine|address it comes from"`
	ToAddress     string `json:"toAddress,omitempty" pattern:"^[0-9a-fA-F.:]+(/[0-9]{1,3})?$" form:"une adresse IP ou un préfixe (10.1.2.0/24)|an IP address or a prefix (10.1.2.0/24)" doc:"adresse de destination|address it goes to"`
	VLAN          string `json:"vlan,omitempty" doc:"numéro ou nom du VLAN|number or name of the VLAN"`
	Justification string `json:"justification,omitempty" doc:"raison du flux|why the flow exists"`
	Owner         string `json:"owner,omitempty" doc:"responsable du flux|who answers for the flow"`
}

// Flows are the flows of an application: all of them when Complete, some of
// them otherwise. The zero Flows are unknown.
type Flows struct {
	List     []Flow
	Complete bool
}

// IsZero says that nothing is known of the flows.
func (f Flows) IsZero() bool { return !f.Complete && len(f.List) == 0 }

var msgFlows = havre.Text{
	FR: "une liste de flux est attendue, [] pour aucun, ou unknown",
	EN: "a list of flows is expected, [] for none, or unknown",
}

// DecodeNode reads a list of flows; unknown as an element says there are others.
func (f *Flows) DecodeNode(c *document.Context, n *document.Node) {
	switch {
	case isUnknown(n):
	case n.Kind != document.Sequence:
		c.Bad(n, msgFlows, "")
	default:
		f.Complete = true
		for i, item := range n.Items {
			c.Item(i, func() { f.add(c, item) })
		}
	}
}

func (f *Flows) add(c *document.Context, n *document.Node) {
	if isUnknown(n) {
		f.Complete = false
		return
	}
	var flow Flow
	c.Decode(n, &flow)
	f.List = append(f.List, flow)
}

// MarshalJSON writes the list, with unknown after the flows of an incomplete one.
func (f Flows) MarshalJSON() ([]byte, error) {
	if f.IsZero() {
		return []byte(`"unknown"`), nil
	}
	list := make([]any, 0, len(f.List)+1)
	for _, x := range f.List {
		list = append(list, x)
	}
	if !f.Complete {
		list = append(list, "unknown")
	}
	return json.Marshal(list)
}

// JSONSchema is a list of flows, or unknown.
func (*Flows) JSONSchema(_ []string, lang havre.Lang) map[string]any {
	unknown := map[string]any{"enum": append(document.Words(unknownWords), nil)}
	return map[string]any{"anyOf": []any{
		map[string]any{"type": "array", "items": map[string]any{"anyOf": []any{document.Fragment(&Flow{}, lang), unknown}}},
		unknown,
	}}
}

// PortRange is the ports from First to Last, both included.
type PortRange struct{ First, Last uint16 }

// Ports are the ports of a flow.
type Ports []PortRange

var msgPort = havre.Text{
	FR: "un port de 1 à 65535, une plage \"8000-8010\" ou une liste de ports est attendu",
	EN: "a port from 1 to 65535, a range \"8000-8010\" or a list of ports is expected",
}

// DecodeNode reads a port, a range or a list of them.
func (p *Ports) DecodeNode(c *document.Context, n *document.Node) {
	switch {
	case n.Null:
	case n.Kind == document.Sequence:
		for i, item := range n.Items {
			c.Item(i, func() { p.add(c, item) })
		}
	default:
		p.add(c, n)
	}
}

func (p *Ports) add(c *document.Context, n *document.Node) {
	first, last, found := strings.Cut(n.Value, "-")
	if !found {
		last = first
	}
	a, errA := strconv.ParseUint(strings.TrimSpace(first), 10, 16)
	b, errB := strconv.ParseUint(strings.TrimSpace(last), 10, 16)
	if n.Kind != document.Scalar || errA != nil || errB != nil || a == 0 || b < a {
		c.Bad(n, msgPort, "")
		return
	}
	*p = append(*p, PortRange{uint16(a), uint16(b)})
}

// String is the ports as they are written: 443, 8000-8010.
func (p Ports) String() string {
	parts := make([]string, len(p))
	for i, r := range p {
		parts[i] = strconv.Itoa(int(r.First))
		if r.Last != r.First {
			parts[i] += "-" + strconv.Itoa(int(r.Last))
		}
	}
	return strings.Join(parts, ", ")
}

// MarshalJSON writes a list of ports and ranges.
func (p Ports) MarshalJSON() ([]byte, error) {
	list := make([]any, len(p))
	for i, r := range p {
		list[i] = r.First
		if r.Last != r.First {
			list[i] = Ports{r}.String()
		}
	}
	return json.Marshal(list)
}

// JSONSchema is a port, a range or a list of them.
func (*Ports) JSONSchema([]string, havre.Lang) map[string]any {
	one := []any{
		map[string]any{"type": "integer", "minimum": 1, "maximum": 65535},
		map[string]any{"type": "string", "pattern": "^[0-9]{1,5}( ?- ?[0-9]{1,5})?$"},
	}
	list := map[string]any{"type": "array", "items": map[string]any{"anyOf": one}}
	return map[string]any{"anyOf": append(one, list, map[string]any{"type": "null"})}
}
