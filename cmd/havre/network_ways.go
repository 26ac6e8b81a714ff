package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// waySheet lays the answer to a question about a flow out on a terminal.
type waySheet struct {
	*sheet
	g *network.Graph
}

// name is what a place is called, with its identifier when it is not the same.
func (s *waySheet) name(id string) string {
	if p, ok := s.g.Place(id); ok {
		return s.say(p.Title)
	}
	return id
}

// refused are the direct links that do not do, when the answer is not a plain no.
func (s *waySheet) refused(a *wire.NetworkAnswer) {
	if a.Answer == havre.No || len(a.Refused) == 0 {
		return
	}
	s.title(havre.Text{FR: "LA LIAISON DIRECTE NE CONVIENT PAS", EN: "THE DIRECT LINK DOES NOT DO"})
	for i := range a.Refused {
		leg := &a.Refused[i]
		s.b.WriteString(terminal.Hang("  ", "    ", s.leg(leg), s.cols))
		for _, d := range leg.Doubts {
			s.b.WriteString(paintTruth(s.style, d.Answer, terminal.Hang("    ", "      ", truthSign(d.Answer)+" "+d.Text, s.cols)))
		}
	}
}

// asks are what remains to be known, by who knows.
func (s *waySheet) asks(a *wire.NetworkAnswer) {
	if len(a.Asks) == 0 {
		return
	}
	s.title(havre.Text{FR: "CE QU'IL RESTE À SAVOIR", EN: "WHAT REMAINS TO BE KNOWN"})
	owner := ""
	for _, k := range a.Asks {
		if k.Owner != owner {
			owner = k.Owner
			s.b.WriteString(terminal.Hang("  ", "    ", s.say(havre.Text{FR: "à demander à : %s", EN: "to be asked of: %s"}, owner), s.cols))
		}
		text := k.Text
		if k.Kind != string(network.DoubtTransit) && k.Kind != string(network.DoubtSilence) && k.Kind != string(network.DoubtZone) {
			text = s.name(k.From) + " → " + s.name(k.To) + s.say(havre.Text{FR: " : ", EN: ": "}) + k.Text
		}
		s.b.WriteString(terminal.Hang("    - ", "      ", text, s.cols))
	}
}

// openings are what each network team opens.
func (s *waySheet) openings(a *wire.NetworkAnswer) {
	if len(a.Openings) == 0 {
		return
	}
	s.title(havre.Text{FR: "CE QUE CHAQUE ÉQUIPE RÉSEAU OUVRE", EN: "WHAT EACH NETWORK TEAM OPENS"})
	for _, o := range a.Openings {
		s.b.WriteString(terminal.Hang("  ", "    ", s.name(o.At)+s.say(havre.Text{FR: " : ", EN: ": "})+o.Text, s.cols))
		s.who(o.Owner)
	}
}

func (s *waySheet) who(owner string) {
	if owner != "" {
		s.b.WriteString(s.style.Faint(terminal.Hang("    ↳ ", "      ", owner, s.cols)))
	}
}

// ways are the paths, leg by leg, and that there are more; when one is certain, only
// how many are not, unless all are asked for.
func (s *waySheet) ways(a *wire.NetworkAnswer, all bool) {
	if len(a.Paths) == 0 {
		return
	}
	head := havre.Text{FR: "CHEMINS", EN: "WAYS"}
	if a.Answer == havre.No {
		head = havre.Text{FR: "CE QUI ARRÊTE LES CHEMINS LES PLUS PROCHES", EN: "WHAT STOPS THE NEAREST WAYS"}
	}
	s.title(head)
	shown := len(a.Paths)
	if n := slices.IndexFunc(a.Paths, func(p wire.NetworkRoute) bool { return p.Answer != havre.Yes }); n > 0 && !all {
		shown = n
	}
	for i := range a.Paths[:shown] {
		s.way(i+1, &a.Paths[i], a.Answer != havre.Yes || a.Paths[i].Answer == havre.Yes)
	}
	if later := len(a.Paths) - shown; later > 0 {
		line := havre.Text{FR: "%s (--max pour les voir).", EN: "%s (--max to see them)."}
		if a.Cut {
			line = havre.Text{FR: "%s, et il y en a plus (--max pour les voir).", EN: "%s, and there are more (--max to see them)."}
		}
		s.text("  ", s.say(line,
			havre.Count(later, havre.Text{FR: "autre chemin, à confirmer", EN: "other way, to be confirmed"}, havre.Text{FR: "autres chemins, à confirmer", EN: "other ways, to be confirmed"})))
	} else if a.Cut {
		s.text("  ", s.say(havre.Text{FR: "%s, il y en a d'autres (--max).", EN: "%s, there are more (--max)."},
			havre.Count(len(a.Paths), havre.Text{FR: "chemin montré", EN: "way shown"}, havre.Text{FR: "chemins montrés", EN: "ways shown"})))
	}
}

// way is a path, with its legs when they matter: of one that nobody needs since
// another is certain, the places alone.
func (s *waySheet) way(n int, p *wire.NetworkRoute, legs bool) {
	names := make([]string, 0, len(p.Legs)+1)
	for i := range p.Legs {
		if i == 0 {
			names = append(names, s.name(p.Legs[i].From))
		}
		names = append(names, s.name(p.Legs[i].To))
	}
	s.b.WriteString(terminal.Hang(fmt.Sprintf("%3d. ", n), "     ", paintTruth(s.style, p.Answer, truthSign(p.Answer)+" "+strings.Join(names, " → ")), s.cols))
	if !legs {
		return
	}
	seen := map[wire.NetworkDoubt]bool{}
	for i := range p.Legs {
		leg := &p.Legs[i]
		s.b.WriteString(terminal.Hang("     ", "       ", s.leg(leg), s.cols))
		for _, d := range leg.Doubts {
			if d.At != "" && seen[d] {
				continue // told of the leg before
			}
			seen[d] = true
			s.b.WriteString(paintTruth(s.style, d.Answer, terminal.Hang("       ", "         ", truthSign(d.Answer)+" "+d.Text, s.cols)))
		}
	}
}

// leg is a link in a sentence: its ends, its state, its means, its words and source.
func (s *waySheet) leg(leg *wire.NetworkLeg) string {
	ends := s.name(leg.From) + " → " + s.name(leg.To)
	k := leg.Link
	if k == nil {
		inside := slices.ContainsFunc(leg.Doubts, func(d wire.NetworkDoubt) bool { return d.Kind == string(network.DoubtZone) })
		return ends + ", " + s.say(network.LinklessText(inside))
	}
	parts := []string{
		ends + s.say(havre.Text{FR: " : ", EN: ": "}) + s.say(network.StatusText(catalogue.Status(k.Status))),
		s.say(s.g.CarrierText(&catalogue.Link{Network: k.Network, Kind: k.Kind})), s.say(network.EncryptionText(k.Encryption)), s.say(network.DirectionText(k.Direction)),
	}
	if len(k.Carries) > 0 {
		parts = append(parts, s.say(havre.Text{FR: "seulement %s", EN: "only %s"}, strings.Join(k.Carries, " ")))
	}
	if k.Words != "" {
		parts = append(parts, s.say(havre.Text{FR: "« %s »", EN: "“%s”"}, k.Words))
	}
	if k.Source != nil {
		parts = append(parts, k.Source.Title, k.Source.Date.String(), s.say(k.Source.Confidence.Text()))
	}
	return strings.Join(parts, ", ")
}
