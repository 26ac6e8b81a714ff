package wire

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/network/matrix"
)

// NetworkSupposition is what to suppose of links.
type NetworkSupposition struct {
	On      havre.Date      `json:"on,omitzero" doc:"jour ; aujourd'hui par défaut|day; today by default"`
	Changes []NetworkChange `json:"changes" required:"true" doc:"ce qui change, tout à la fois|what changes, all at once"`
}

// NetworkChange is what becomes of a link, or of all those of a place.
type NetworkChange struct {
	From    string      `json:"from" required:"true" doc:"un bout : plateforme, offre, zone ou réseau|one end: platform, offer, zone or network"`
	To      string      `json:"to,omitempty" doc:"l'autre bout ; absent : toutes les liaisons du premier|the other end; absent: all the links of the first"`
	Network string      `json:"network,omitempty" doc:"seulement les liaisons par ce réseau|only the links over this network"`
	Status  string      `json:"status,omitempty" enum:"yes,no,unknown" doc:"yes : ouverte ; no : elle tombe ; unknown : remise en doute ; absent : inchangé|yes: opened; no: it goes down; unknown: put in doubt; absent: unchanged"`
	Transit havre.Truth `json:"transit,omitzero" enum:"yes,no,unknown" doc:"un tiers peut-il passer par ses bouts ? unknown : inchangé|may others pass through its ends? unknown: unchanged"`
}

// Change is the change as the network knows it.
func (c *NetworkChange) Change() network.Change {
	return network.Change{From: c.From, To: c.To, Network: c.Network, Status: catalogue.Status(c.Status), Link: catalogue.Link{Transit: c.Transit}}
}

// NetworkWhatIf is what changes would do.
type NetworkWhatIf struct {
	APIVersion string              `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string              `json:"kind" enum:"NetworkWhatIf" doc:"nature de l'objet|kind of object"`
	On         havre.Date          `json:"on" doc:"jour des liaisons|day of the links"`
	Changes    []NetworkSupposed   `json:"changes" doc:"ce qui est supposé|what is supposed"`
	Dossiers   int                 `json:"dossiers" doc:"nombre de dossiers examinés : ceux que vous pouvez voir|how many needs were examined: those that you may see"`
	Lost       int                 `json:"lost" doc:"nombre d'applications qui perdent un chemin|how many applications lose a way"`
	Gained     int                 `json:"gained" doc:"nombre d'applications qui en gagnent un|how many applications gain one"`
	Flows      []NetworkFlowEffect `json:"flows" doc:"flux déclarés dont la réponse change|declared flows whose answer changes"`
	Pairs      []NetworkPairEffect `json:"pairs" doc:"paires de plateformes dont la réponse change, pour un flux qui accepte tout réseau sécurisé|pairs of platforms whose answer changes, for a flow that accepts any secured network"`
	Cut        bool                `json:"cut" doc:"il y a trop de plateformes pour que toutes les paires aient été comparées|there are too many platforms for all the pairs to have been compared"`
}

// NetworkSupposed is a change, with its sentence.
type NetworkSupposed struct {
	NetworkChange
	Sentence string `json:"sentence" doc:"le changement en une phrase|the change in a sentence"`
}

// NetworkPairEffect is a pair of platforms whose answer changes.
type NetworkPairEffect struct {
	From   string      `json:"from" doc:"plateforme de départ|platform it starts from"`
	To     string      `json:"to" doc:"plateforme d'arrivée|platform it goes to"`
	Before havre.Truth `json:"before" enum:"yes,no,unknown" doc:"avant|before"`
	After  havre.Truth `json:"after" enum:"yes,no,unknown" doc:"après|after"`
}

// NetworkFlowEffect is a flow whose answer changes.
type NetworkFlowEffect struct {
	Application string           `json:"application" doc:"nom court du dossier|short name of the need"`
	Title       string           `json:"title,omitempty" doc:"nom de l'application|name of the application"`
	Environment string           `json:"environment,omitempty" doc:"environnement|environment"`
	From        string           `json:"from" doc:"plateforme, zone, réseau ou nom d'où il part|platform, zone, network or name it starts from"`
	To          string           `json:"to" doc:"plateforme, zone, réseau ou nom où il va|platform, zone, network or name it goes to"`
	Protocol    string           `json:"protocol,omitempty" doc:"protocole|protocol"`
	Ports       string           `json:"ports,omitempty" doc:"ports de destination|ports it goes to"`
	Network     string           `json:"network,omitempty" doc:"réseau que le flux déclare|network that the flow declares"`
	Before      havre.Truth      `json:"before" enum:"yes,no,unknown" doc:"avant|before"`
	After       havre.Truth      `json:"after" enum:"yes,no,unknown" doc:"après|after"`
	Way         string           `json:"way,omitempty" doc:"le meilleur chemin d'après, en mots|the best way afterwards, in words"`
	Missing     []NetworkMissing `json:"missing" doc:"ce qui l'arrête, ou manque, ensuite|what stops it, or is missing, afterwards"`
}

// NetworkMissing is one thing to find out or to obtain.
type NetworkMissing struct {
	Text  string `json:"text" doc:"en une phrase|in a sentence"`
	Owner string `json:"owner,omitempty" doc:"qui le sait|who knows"`
}

// NewNetworkWhatIf supposes changes and tells, in a language, which pairs of
// platforms and which flows of some applications they touch. The changes are those
// that [network.Graph.CheckChange] finds nothing wrong with.
func NewNetworkWhatIf(v *catalogue.View, before *network.Graph, changes []NetworkChange, list []matrix.Application, l havre.Lang) NetworkWhatIf {
	out := NetworkWhatIf{
		APIVersion: havre.APIVersion, Kind: "NetworkWhatIf", On: before.On(), Dossiers: len(list),
		Changes: []NetworkSupposed{}, Flows: []NetworkFlowEffect{}, Pairs: []NetworkPairEffect{},
	}
	var applied []network.Change
	for _, c := range changes {
		change := c.Change()
		applied = append(applied, change)
		out.Changes = append(out.Changes, NetworkSupposed{c, before.Supposed(&change).In(l)})
	}
	after := network.New(network.Apply(v, applied...))
	moved, cut := network.Compare(before, after, network.Question{})
	for _, m := range moved {
		out.Pairs = append(out.Pairs, NetworkPairEffect{m.From, m.To, m.Before, m.After})
	}
	out.Cut = cut
	effects := matrix.Effects(before, after, list)
	out.Lost, out.Gained = matrix.CountEffects(effects)
	for i := range effects {
		out.Flows = append(out.Flows, newFlowEffect(&effects[i], l))
	}
	return out
}

func newFlowEffect(e *matrix.Effect, l havre.Lang) NetworkFlowEffect {
	out := NetworkFlowEffect{
		Application: e.Application, Title: e.Title, Environment: e.Environment, From: endName(&e.Source), To: endName(&e.Destination),
		Protocol: e.Flow.Protocol, Ports: e.Flow.Port.String(), Network: e.Flow.Network,
		Before: e.Before.Value, After: e.After.Value, Way: e.After.Way.In(l), Missing: []NetworkMissing{},
	}
	for _, m := range e.After.Missing {
		out.Missing = append(out.Missing, NetworkMissing{m.Text.In(l), m.Owner.In(l)})
	}
	return out
}

// endName is the place of one side of a flow, or its name when it has none.
func endName(e *matrix.End) string {
	if e.Place != "" {
		return e.Place
	}
	return e.Name
}
