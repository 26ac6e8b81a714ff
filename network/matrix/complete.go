package matrix

import (
	"strings"

	"github.com/havre-cloud/havre"
)

// What a team needs to open a flow, when the flow does not say it.
var (
	lacksSource      = havre.Text{FR: "adresse source", EN: "source address"}
	lacksDestination = havre.Text{FR: "adresse ou nom DNS de destination", EN: "destination address or DNS name"}
	lacksProtocol    = havre.Text{FR: "protocole", EN: "protocol"}
	lacksPort        = havre.Text{FR: "port", EN: "port"}
	toComplete       = havre.Text{FR: "à compléter : %s", EN: "to be completed: %s"}
)

// Lacking is what the flow does not say and that is needed to open it. A network
// needs no address: it stands for all of its own.
func (r *Row) Lacking() []havre.Text {
	var out []havre.Text
	if r.Source.Address == "" && !r.Source.Network {
		out = append(out, lacksSource)
	}
	if r.Destination.Address == "" && r.DNSName() == "" && !r.Destination.Network {
		out = append(out, lacksDestination)
	}
	if r.Flow.Protocol == "" {
		out = append(out, lacksProtocol)
	}
	if len(r.Flow.Port) == 0 && r.Flow.Protocol != "icmp" {
		out = append(out, lacksPort)
	}
	return out
}

// ToComplete says it in a sentence, zero when nothing lacks.
func (r *Row) ToComplete() havre.Text {
	list := r.Lacking()
	if len(list) == 0 {
		return havre.Text{}
	}
	return toComplete.With(havre.Text{FR: lackingIn(list, havre.French), EN: lackingIn(list, havre.English)})
}

func (r *Row) toComplete(lang havre.Lang) string { return lackingIn(r.Lacking(), lang) }

func lackingIn(list []havre.Text, lang havre.Lang) string {
	words := make([]string, len(list))
	for i, x := range list {
		words[i] = x.In(lang)
	}
	return strings.Join(words, ", ")
}
