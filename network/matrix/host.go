package matrix

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/network"
)

var msgNoHost = havre.Text{
	FR: "« %s » est un réseau : une application est hébergée sur une plateforme, une offre ou une zone",
	EN: "“%s” is a network: an application is hosted on a platform, an offer or a zone",
}

// CanHost says whether an application may be supposed on a place, or what is wrong in
// it: a name that the graph does not know, a network. field names it in the problem.
func CanHost(g *network.Graph, field, id string) (havre.Problem, bool) {
	if p, known := g.Known(field, id); !known {
		return p, false
	}
	if p, _ := g.Place(id); p.Kind == network.NetworkNode {
		return havre.Problem{Field: field, Value: id, Message: msgNoHost.With(p.Title)}, false
	}
	return havre.Problem{}, true
}
