package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/network/diagram"
)

const svgType = "image/svg+xml"

// mapAsked chooses what of a day to draw.
type mapAsked struct {
	On      havre.Date `query:"on" doc:"jour ; aujourd'hui par défaut|day; today by default"`
	Place   []string   `query:"place" doc:"seulement ces endroits et ce qui leur est relié, séparés par des virgules|only these places and what is linked to them, separated by commas"`
	Network []string   `query:"network" doc:"seulement les liaisons par ces réseaux, séparés par des virgules|only the links over these networks, separated by commas"`
	Refused bool       `query:"refused" doc:"dessiner aussi les liaisons qu'une source dit inexistantes, ou n'a pas renseignées|also draw the links that a source says there are not, or did not provide"`
	From    string     `query:"from" doc:"avec to : met en évidence les chemins de l'un à l'autre|with to: brings out the ways from one to the other"`
	To      string     `query:"to" doc:"avec from : met en évidence les chemins de l'un à l'autre|with from: brings out the ways from one to the other"`
	Narrow  bool       `query:"narrow" doc:"forme étroite, pour un téléphone|narrow shape, for a telephone"`
}

// networkMaps registers the drawn map.
func networkMaps(a *API) {
	register(a, operation{
		id: "getNetworkMap", method: http.MethodGet, path: "/network/map", group: groupNetwork, public: true, raw: svgType,
		summary: havre.Text{FR: "Dessiner la carte des interconnexions", EN: "Draw the map of interconnections"},
		long: havre.Text{
			FR: "Une image SVG, la même pour les mêmes liaisons ; listNetworkLinks dit la même chose en lignes.",
			EN: "An SVG picture, the same for the same links; listNetworkLinks says the same in rows.",
		},
	}, a.getMap)
}

func (a *API) getMap(_ context.Context, actor identity.Actor, in *mapAsked) (*text, error) {
	g, v := a.networkOn(in.On)
	f := a.finder(g)
	in.From, in.To = f.Place(in.From), f.Place(in.To)
	each(in.Place, f.Place)
	each(in.Network, f.Network)
	s := diagram.Selection{Networks: in.Network, Places: in.Place, Refused: in.Refused}
	if err := in.check(g); err != nil {
		return nil, err
	}
	if in.From != "" {
		s.Paths = g.Ask(network.Question{From: in.From, To: in.To}).Paths
	}
	var b bytes.Buffer
	picture := diagram.Of(v, g, s).Draw(diagram.Options{Narrow: in.Narrow, Lang: actor.Lang, Standalone: true})
	if _, err := picture.WriteTo(&b); err != nil {
		return nil, err
	}
	return &text{ContentType: svgType, Body: b.Bytes()}, nil
}

// check refuses places and networks that are not of the day.
func (in *mapAsked) check(g *network.Graph) error {
	var problems havre.Problems
	if in.From != "" || in.To != "" {
		problems = g.Check(network.Question{From: in.From, To: in.To})
	}
	for _, id := range in.Place {
		if p, ok := g.Known("place", id); !ok {
			problems = append(problems, p)
		}
	}
	for _, id := range in.Network {
		problems = append(problems, g.CheckNetwork(id)...)
	}
	return asQuery(problems).Err()
}
