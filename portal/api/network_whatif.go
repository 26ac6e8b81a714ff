package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/network/matrix"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// mostSupposed bounds the changes supposed at once.
const mostSupposed = 20

type supposed struct{ Body wire.NetworkWhatIf }

// suppositions registers what changes of links would do. Nothing is kept.
func suppositions(a *API) {
	registerBody(a, operation{
		id: "supposeNetwork", method: http.MethodPost, path: "/network/whatif", group: groupNetwork, public: true, accepts: documentTypes,
		summary: havre.Text{FR: "Et si des liaisons changeaient ?", EN: "What if links changed?"},
		long: havre.Text{
			FR: "Suppose que des liaisons tombent, s'ouvrent ou laissent passer des tiers, et compare : paires de plateformes, et flux des dossiers que vous pouvez voir ; sans vous identifier, les paires seulement. Rien n'est enregistré.",
			EN: "Supposes that links go down, are opened or let others pass, and compares: pairs of platforms, and flows of the needs that you may see; without identifying yourself, the pairs only. Nothing is kept.",
		},
	}, "NetworkSupposition", func(ctx context.Context, actor identity.Actor, _ *struct{}, in *wire.NetworkSupposition) (*supposed, error) {
		g, v := a.networkOn(in.On)
		if err := checkSupposition(g, a.finder(g), in); err != nil {
			return nil, err
		}
		list, err := a.applications(ctx, actor)
		if err != nil {
			return nil, err
		}
		return &supposed{Body: wire.NewNetworkWhatIf(v, g, in.Changes, list, actor.Lang)}, nil
	})
}

// checkSupposition tells everything wrong in what is supposed, whose names it replaces
// by identifiers.
func checkSupposition(g *network.Graph, f *network.Finder, in *wire.NetworkSupposition) error {
	if n := len(in.Changes); n == 0 || n > mostSupposed {
		return havre.Problems{{Field: "changes", Value: strconv.Itoa(n), Message: havre.Text{
			FR: "de 1 à %d changements sont attendus", EN: "1 to %d changes are expected",
		}.With(mostSupposed)}}
	}
	var problems havre.Problems
	var before []network.Change
	for i := range in.Changes {
		k := &in.Changes[i]
		k.From, k.To, k.Network = f.Place(k.From), f.Place(k.To), f.Network(k.Network)
		c := k.Change()
		at := "changes." + strconv.Itoa(i)
		wrong := g.CheckChange(&c, before...)
		before = append(before, c)
		for _, p := range wrong {
			p.Field = at + "." + p.Field
			problems = append(problems, p)
		}
		if c.Status == "" && !c.Link.Transit.Known() {
			problems = append(problems, havre.Problem{Field: at + ".status", Message: havre.Text{FR: "dites ce qui change : status, ou transit", EN: "say what changes: status, or transit"}})
		}
	}
	return problems.Err()
}

// applications are those of the needs that the actor may see, none for a stranger.
func (a *API) applications(ctx context.Context, actor identity.Actor) ([]matrix.Application, error) {
	if !actor.SignedIn() {
		return nil, nil
	}
	needs, err := a.Record.Declared(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := make([]matrix.Application, len(needs))
	for i := range needs {
		out[i] = matrix.Of(needs[i].Dossier)
	}
	return out, nil
}
