package decision

import (
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/network"
)

// exchange is the network's answer behind a fact of what an offer exchanges with:
// the best way, or what is missing and who knows. It is false for other facts.
func (r *reading) exchange(u condition.Use, o *catalogue.OfferView) (network.Answer, bool) {
	path := r.model.Def(u.Ref).Path
	q, ours := asked[path]
	if u.Ref.Side != fact.Offer || u.Member == "" || !ours {
		return network.Answer{}, false
	}
	place, way, _ := strings.Cut(u.Member, "@")
	q.From, q.To, q.MaxPaths = o.ID, place, 1
	switch {
	case way == dossier.Inbound:
		q.From, q.To = place, o.ID
	case way != "":
		q.Networks = []string{way}
	}
	if place == dossier.Elsewhere && way != "" && way != dossier.Inbound {
		q.To = way // outside the catalogue: as far as the network that leads there
	}
	for _, end := range []string{q.From, q.To} {
		if _, known := r.graph.Place(end); !known {
			return network.Answer{}, false
		}
	}
	return r.graph.Ask(q), true
}

// way tells the best path of an answer in a fact that was read, with the words and
// the source of its least certain leg.
func (r *reading) way(f *FactRead, a *network.Answer) {
	if len(a.Asks) > 0 {
		ask := a.Asks[0]
		f.Note = havre.Text{FR: "%[1]s ; qui sait : %[2]s", EN: "%[1]s; who knows: %[2]s"}.With(ask.Text, ask.Owner).In(r.lang)
	}
	if a.Question.From == a.Question.To {
		f.Note = havre.Text{FR: "c'est la plateforme elle-même", EN: "it is the platform itself"}.In(r.lang)
	}
	if len(a.Paths) == 0 || (a.Silent && a.Value == havre.Unknown) {
		return // a way that nobody speaks of has no source
	}
	p := a.Paths[0]
	if a.Value != havre.Unknown {
		f.Note = r.pathText(a, &p)
	}
	for i := range p.Legs {
		k := p.Legs[i].Link
		if k == nil || k.Source == nil {
			continue
		}
		if f.Source == "" || k.Source.Confidence.Rank() < f.Confidence.Rank() {
			f.Words, f.Until = k.Words, k.Period.Until
			f.Source, f.URL, f.Date, f.Confidence = k.Source.Title, k.Source.URL, k.Source.Date, k.Source.Confidence
		}
	}
}

// pathText is the places of a path in order, or what stops it.
func (r *reading) pathText(a *network.Answer, p *network.Path) string {
	names := make([]string, 0, len(p.Legs)+1)
	name := func(id string) {
		place, _ := r.graph.Place(id)
		names = append(names, place.Title.In(r.lang))
	}
	name(p.Legs[0].From)
	for _, leg := range p.Legs {
		name(leg.To)
	}
	text := strings.Join(names, " → ")
	if a.Value != havre.No {
		return text
	}
	for _, leg := range p.Legs {
		for _, d := range leg.Doubts {
			if d.Value == havre.No {
				return havre.Text{FR: "%[1]s : %[2]s", EN: "%[1]s: %[2]s"}.With(text, d.Text).In(r.lang)
			}
		}
	}
	return text
}
