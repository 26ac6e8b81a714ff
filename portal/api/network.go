package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// placeFilter chooses the places known on a day.
type placeFilter struct {
	Paging
	On   havre.Date `query:"on" doc:"jour ; aujourd'hui par défaut|day; today by default"`
	Kind string     `query:"kind" enum:"platform,zone,network" doc:"seulement celles de cette nature|only those of this kind"`
}

// linkFilter chooses the links known on a day.
type linkFilter struct {
	Paging
	On      havre.Date `query:"on" doc:"jour ; aujourd'hui par défaut|day; today by default"`
	Place   string     `query:"place" doc:"seulement celles dont un bout est cet endroit|only those with this place at one end"`
	Network string     `query:"network" doc:"seulement celles qui passent par ce réseau, ou de cette nature|only those that go over this network, or of this kind"`
	Status  string     `query:"status" enum:"yes,no,unknown,planned,blank" doc:"seulement celles dans cet état|only those in this state"`
}

// pathAsked is a question about a flow.
type pathAsked struct {
	From       string     `query:"from" required:"true" doc:"d'où part le flux : plateforme, offre, zone ou réseau|where the flow starts: platform, offer, zone or network"`
	To         string     `query:"to" required:"true" doc:"où il va|where it goes"`
	Protocol   string     `query:"protocol" enum:"tcp,udp,icmp" doc:"protocole ; n'importe lequel par défaut|protocol; any by default"`
	Port       int        `query:"port" minimum:"1" maximum:"65535" doc:"port ; n'importe lequel par défaut|port; any by default"`
	Network    []string   `query:"network" doc:"réseaux ou natures de liaison acceptés, séparés par des virgules ; tout ce qui est sécurisé par défaut|networks or kinds of links accepted, separated by commas; any that is secured by default"`
	Restricted bool       `query:"restricted" doc:"le flux porte du Diffusion Restreinte|the flow carries Diffusion Restreinte"`
	Sensitive  bool       `query:"sensitive" doc:"le flux ne doit pas circuler en clair hors des réseaux de l'État|the flow may not travel in clear outside the State's networks"`
	Direct     bool       `query:"direct" doc:"sans plateforme tierce|without a third platform"`
	Max        int        `query:"max" minimum:"1" maximum:"100" default:"20" doc:"nombre de chemins montrés au plus|how many ways are shown at most"`
	On         havre.Date `query:"on" doc:"jour ; aujourd'hui par défaut|day; today by default"`
}

type pathShown struct{ Body wire.NetworkPath }

// networks registers what anyone may ask about interconnections.
func networks(a *API) {
	register(a, operation{
		id: "listNetworkPlaces", method: http.MethodGet, path: "/network/places", group: groupNetwork, public: true,
		summary: havre.Text{FR: "Lister les endroits", EN: "List the places"},
		long:    havre.Text{FR: "Plateformes, zones et réseaux : ce qu'une question peut nommer.", EN: "Platforms, zones and networks: what a question may name."},
	}, a.listPlaces)
	register(a, operation{
		id: "listNetworkLinks", method: http.MethodGet, path: "/network/links", group: groupNetwork, public: true,
		summary: havre.Text{FR: "Lister les liaisons connues un jour", EN: "List the links known on a day"},
		long: havre.Text{
			FR: "Chacune avec les mots de sa source, sa date et sa confiance. Deux sources qui ne disent pas la même chose font deux liaisons.",
			EN: "Each with the words of its source, its date and confidence. Two sources that do not say the same make two links.",
		},
	}, a.listLinks)
	register(a, operation{
		id: "getNetworkPath", method: http.MethodGet, path: "/network/path", group: groupNetwork, public: true,
		summary: havre.Text{FR: "Un flux peut-il aller d'un endroit à un autre ?", EN: "May a flow go from one place to another?"},
		long: havre.Text{
			FR: "Oui, non, ou on ne peut pas le dire, dans les deux sens ; chaque chemin, étape par étape, avec ce qui l'arrête ou manque et qui le sait ; ce que chaque équipe réseau ouvre.",
			EN: "Yes, no, or nobody can tell, both ways; every way, leg by leg, with what stops it or is missing and who knows; what each network team opens.",
		},
	}, a.getPath)
}

// networkOn is the links as known on a day: today when none is given.
func (a *API) networkOn(on havre.Date) (*network.Graph, *catalogue.View) {
	on = a.dayOr(on)
	h := a.Record.Library.Now()
	return h.Graph(on), h.View(on)
}

// finder finds places and networks by what people call them.
func (a *API) finder(g *network.Graph) *network.Finder {
	return g.Finder(a.Record.Library.Now().Catalogue)
}

// each replaces every name of a list.
func each(names []string, by func(string) string) {
	for i := range names {
		names[i] = by(names[i])
	}
}

func (a *API) listPlaces(ctx context.Context, actor identity.Actor, in *placeFilter) (*listed[wire.NetworkPlace], error) {
	g, _ := a.networkOn(in.On)
	var all []wire.NetworkPlace
	for _, id := range g.Places() {
		if p, ok := g.Place(id); ok {
			if shown := wire.NewNetworkPlace(p, actor.Lang); in.Kind == "" || shown.Kind == in.Kind {
				all = append(all, shown)
			}
		}
	}
	page, err := window(all, in.Paging)
	if err != nil {
		return nil, err
	}
	return listOf(ctx, "NetworkPlace", page, func(p *wire.NetworkPlace) wire.NetworkPlace { return *p }), nil
}

func (a *API) listLinks(ctx context.Context, actor identity.Actor, in *linkFilter) (*listed[wire.NetworkLink], error) {
	g, _ := a.networkOn(in.On)
	f := a.finder(g)
	if in.Place = f.Place(in.Place); !slices.Contains(catalogue.LinkKinds, in.Network) {
		in.Network = f.Network(in.Network)
	}
	if err := in.check(g); err != nil {
		return nil, err
	}
	var all []catalogue.Link
	for _, k := range g.Links() {
		place := in.Place == "" || k.From == in.Place || k.To == in.Place
		carrier := in.Network == "" || k.Network == in.Network || k.Kind == in.Network
		if place && carrier && (in.Status == "" || string(k.Status) == in.Status) {
			all = append(all, k)
		}
	}
	page, err := window(all, in.Paging)
	if err != nil {
		return nil, err
	}
	return listOf(ctx, "NetworkLink", page, func(k *catalogue.Link) wire.NetworkLink { return wire.NewNetworkLink(k, actor.Lang) }), nil
}

// check refuses a filter that nothing can pass because it is misspelt.
func (in *linkFilter) check(g *network.Graph) error {
	var problems havre.Problems
	if p, ok := g.Known("query.place", in.Place); in.Place != "" && !ok {
		problems = append(problems, p)
	}
	if known := append(g.Networks(), catalogue.LinkKinds...); in.Network != "" && !slices.Contains(known, in.Network) {
		slices.Sort(known)
		known = slices.Compact(known)
		problems = append(problems, havre.Problem{
			Field: "query.network", Value: in.Network, Suggestion: havre.Nearest(in.Network, known),
			Message: havre.Text{FR: "réseau inconnu ; il y a : %s", EN: "unknown network; there are: %s"}.With(strings.Join(known, ", ")),
		})
	}
	return problems.Err()
}

func (a *API) getPath(_ context.Context, actor identity.Actor, in *pathAsked) (*pathShown, error) {
	g, _ := a.networkOn(in.On)
	f := a.finder(g)
	in.From, in.To = f.Place(in.From), f.Place(in.To)
	each(in.Network, f.Network)
	q := network.Question{
		From: in.From, To: in.To, Protocol: in.Protocol, Port: uint16(in.Port), Networks: in.Network,
		Restricted: in.Restricted, Sensitive: in.Sensitive, Direct: in.Direct, MaxPaths: in.Max,
	}
	if err := asQuery(g.Check(q)).Err(); err != nil {
		return nil, err
	}
	return &pathShown{Body: wire.NewNetworkPath(g, q, actor.Lang)}, nil
}

// asQuery names the fields of a question as the address does.
func asQuery(problems havre.Problems) havre.Problems {
	for i := range problems {
		problems[i].Field = "query." + problems[i].Field
	}
	return problems
}
