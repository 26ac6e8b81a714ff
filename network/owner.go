package network

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// LinkOwner is who knows about a link of the graph: whoever it names, else the owner
// of its network, else the network teams of both sides.
func (g *Graph) LinkOwner(k *catalogue.Link) havre.Text {
	return (&asking{g: g}).owner(&arc{from: g.index[k.From], to: g.index[k.To]}, k)
}
