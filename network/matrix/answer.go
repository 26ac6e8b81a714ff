package matrix

import (
	"fmt"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/network"
)

// nearestPaths is how many ways are looked at to name the best, or the nearest of
// those that are refused.
const nearestPaths = 3

// knowing is a graph with what was asked of it already: the flows of a portfolio
// ask the same questions many times.
type knowing struct {
	g     *network.Graph
	cuts  []uint16 // the ports from which some link lets other things through
	asked map[string]Answer
}

func newKnowing(g *network.Graph) *knowing {
	k := &knowing{g: g, asked: map[string]Answer{}}
	for _, l := range g.Links() {
		for _, s := range l.Carries {
			k.cuts = append(k.cuts, s.First)
			if s.Last < 65535 {
				k.cuts = append(k.cuts, s.Last+1)
			}
		}
	}
	slices.Sort(k.cuts)
	k.cuts = slices.Compact(k.cuts)
	return k
}

// answer is whether the network carries the flow of a row.
func (k *knowing) answer(a *Application, r *Row) Answer {
	own, other := r.Source, r.Destination
	if r.Direction == In {
		own, other = other, own
	}
	switch {
	case r.Flow.Network == "local":
		return k.local(own, other, a)
	case own.Place == "":
		return unsaid("hosting", saysNotHosted, teamOf.With(a.label()))
	case !own.known:
		return unsaid("place "+own.Place, saysNoSuchPlace.With(own.Place), teamOf.With(a.label()))
	case own.Place == other.Place:
		return k.within(own, a)
	case other.Place == "" && r.Flow.Network == "":
		return unsaid("network", k.noNetwork(r, a, other.Name), knower(r, a))
	case other.Place == "":
		if other = k.end(r.Flow.Network); !other.known {
			return unsaid("place "+r.Flow.Network, saysNoSuchPlace.With(r.Flow.Network), knower(r, a))
		}
	}
	from, to := own.Place, other.Place
	if r.Direction == In {
		from, to = to, from
	}
	return k.ask(a, r.Flow, from, to)
}

// local is the answer of a flow that says that it stays inside the platform.
func (k *knowing) local(own, other End, a *Application) Answer {
	switch {
	case other.Place == "" && own.Place == "":
		return Answer{Value: havre.Yes, Way: withinAny}
	case own.known && (other.Place == "" || samePlatform(own.Place, other.Place)):
		return k.within(own, a)
	case other.Place == "":
		return Answer{Value: havre.Yes, Way: within.With(network.Of(own.Title))}
	case own.Place == "":
		return unsaid("hosting", saysNotHosted, teamOf.With(a.label()))
	}
	return unsaid("local", saysNotLocal.With(network.Of(own.Title), network.Named(other.Title)), teamOf.With(a.label()))
}

// within is the answer of a flow that does not leave a place: only what the place may
// see can stop it.
func (k *knowing) within(own End, a *Application) Answer {
	got := k.g.Ask(network.Question{From: own.Place, To: own.Place, Restricted: restricted(a), MaxPaths: 1})
	out := k.tell(&got)
	out.Path, out.Way = nil, within.With(network.Of(own.Title))
	return out
}

// unsaid is an answer that nobody can give yet.
func unsaid(key string, text, owner havre.Text) Answer {
	return Answer{Value: havre.Unknown, Missing: []Missing{{text, owner, key}}}
}

// knower is who knows more of a flow: whoever answers for it.
func knower(r *Row, a *Application) havre.Text {
	if r.Flow.Owner != "" {
		return havre.Same(r.Flow.Owner)
	}
	return teamOf.With(a.label())
}

// ask puts the question of a flow to the graph, once for each port that links may
// treat differently: the flow is carried when all of them are.
func (k *knowing) ask(a *Application, f *dossier.Flow, from, to string) Answer {
	q := network.Question{From: from, To: to, Protocol: f.Protocol, MaxPaths: nearestPaths, Restricted: restricted(a)}
	if f.Network != "" {
		q.Networks = []string{f.Network}
	}
	key := fmt.Sprint(from, " ", to, " ", f.Protocol, " ", f.Network, " ", q.Restricted, " ", f.Port)
	if known, ok := k.asked[key]; ok {
		return known
	}
	worst := Answer{Value: havre.Yes}
	for i, port := range k.ports(f.Port) {
		q.Port = port
		if got := k.g.Ask(q); i == 0 || got.Value < worst.Value {
			worst = k.tell(&got)
		}
	}
	k.asked[key] = worst
	return worst
}

// restricted says that the application holds Diffusion Restreinte, or what asks for
// more.
func restricted(a *Application) bool {
	m := a.Dossier.Spec.Data.Marking
	return m == "restricted" || m == "classified"
}

// ports are those to ask about, so that every port of the flow is answered for: the
// first of each range, and those from which some link lets other things through.
func (k *knowing) ports(of dossier.Ports) []uint16 {
	if len(of) == 0 {
		return []uint16{0}
	}
	var out []uint16
	for _, r := range of {
		out = append(out, r.First)
		for _, cut := range k.cuts {
			if cut > r.First && cut <= r.Last {
				out = append(out, cut)
			}
		}
	}
	return out
}

// tell keeps of an answer the best way, and what is missing on it.
func (k *knowing) tell(got *network.Answer) Answer {
	out := Answer{Value: got.Value}
	if len(got.Paths) > 0 {
		out.Path = &got.Paths[0]
		out.Way, out.places = k.way(out.Path), k.passed(out.Path)
	}
	switch got.Value {
	case havre.Unknown:
		for _, x := range got.Asks {
			if x.Kind == network.DoubtSilence || onPath(out.Path, x) {
				out.Missing = append(out.Missing, Missing{x.Text, x.Owner, string(x.Kind) + " " + x.From + " " + x.To})
			}
		}
	case havre.No:
		out.Missing = stops(out.Path)
	case havre.Yes:
	}
	return out
}

func onPath(p *network.Path, x network.Ask) bool {
	return p != nil && slices.ContainsFunc(p.Legs, func(l network.Leg) bool { return l.From == x.From && l.To == x.To })
}

// stops are what refuses a way.
func stops(p *network.Path) []Missing {
	if p == nil {
		return nil
	}
	var out []Missing
	for _, l := range p.Legs {
		for _, d := range l.Doubts {
			if d.Value == havre.No {
				out = append(out, Missing{d.Text, d.Owner, string(d.Kind) + " " + l.From + " " + l.To})
			}
		}
	}
	return out
}

// way is a path in words: the places one after the other, with the network of each
// link that has one.
func (k *knowing) way(p *network.Path) havre.Text {
	if len(p.Legs) == 0 {
		return havre.Text{}
	}
	out := k.title(p.Legs[0].From)
	for _, l := range p.Legs {
		out = havre.Same("%[1]s → %[2]s").With(out, k.title(l.To))
		if words := k.by(&l); !words.IsZero() {
			out = havre.Same("%[1]s (%[2]s)").With(out, words)
		}
	}
	return out
}

// by is what to say of a leg beside its ends: its network, unless an end of it is one,
// and that the link is only supposed.
func (k *knowing) by(l *network.Leg) havre.Text {
	if l.Link == nil {
		return havre.Text{}
	}
	var words havre.Text
	if !k.network(l.From) && !k.network(l.To) {
		words = networkWords[orElse(l.Link.Network, l.Link.Kind)]
	}
	switch {
	case !l.Link.Supposed || l.Link.Status != catalogue.Yes:
		return words
	case words.IsZero():
		return supposedOpen
	}
	return havre.Same("%[1]s, %[2]s").With(words, supposedOpen)
}

// passed describes the places of a path.
func (k *knowing) passed(p *network.Path) map[string]End {
	out := make(map[string]End, len(p.Legs))
	for _, l := range p.Legs {
		out[l.To] = k.end(l.To)
	}
	return out
}

func (k *knowing) title(id string) havre.Text {
	if short, ok := networkWords[id]; ok {
		return short
	}
	p, _ := k.g.Place(id)
	return p.Title
}

func (k *knowing) network(id string) bool {
	p, _ := k.g.Place(id)
	return p.Kind == network.NetworkNode
}
