package matrix

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/network"
)

// Spread is an application whose flows, each carried by itself, use several zones
// of the platform it is on: nobody says yet that one of them carries them all, nor
// that they talk to one another.
type Spread struct {
	Application  string
	Environments []string // "" when the dossier declares none
	Platform     havre.Text
	Zones        []havre.Text
}

// Text says so in a sentence.
func (s *Spread) Text() havre.Text {
	zones := s.Zones[0]
	for _, z := range s.Zones[1:] {
		zones = havre.Text{FR: "%[1]s ; %[2]s", EN: "%[1]s; %[2]s"}.With(zones, z)
	}
	return saysSpread.With(network.Of(s.Platform), zones)
}

var saysSpread = havre.Text{
	FR: "ces flux passent chacun, mais par plusieurs zones %[1]s (%[2]s) : demandez si une même application peut être dans toutes, et si elles communiquent entre elles",
	EN: "these flows each go through, but by several zones of %[1]s (%[2]s): ask whether one application may be in all of them, and whether they talk to one another",
}

// Problem is the same as a warning about the dossier.
func (s *Spread) Problem() havre.Problem {
	return havre.Problem{Field: s.Application + " spec.flows", Message: s.Text(), Warning: true}
}

// spreads finds the applications whose flows use several zones, environment by
// environment, in the order of the rows.
func (k *knowing) spreads(rows []Row) []Spread {
	type hosted struct{ application, environment, place string }
	zones := map[hosted][]string{}
	var order []hosted
	for i := range rows {
		r := &rows[i]
		own := ownEnd(r)
		zone := r.ownZone()
		if p, ok := k.g.Place(zone); !ok || p.Kind != network.ZoneNode || zone == own.Place {
			continue
		}
		at := hosted{r.Application, r.Environment, own.Place}
		if len(zones[at]) == 0 {
			order = append(order, at)
		}
		if !slices.Contains(zones[at], zone) {
			zones[at] = append(zones[at], zone)
		}
	}
	var out []Spread
	for _, at := range order {
		if len(zones[at]) < 2 {
			continue
		}
		slices.Sort(zones[at])
		s := Spread{Application: at.application, Environments: []string{at.environment}, Platform: k.title(at.place)}
		for _, z := range zones[at] {
			s.Zones = append(s.Zones, k.title(z))
		}
		same := slices.IndexFunc(out, func(o Spread) bool {
			return o.Application == s.Application && o.Platform == s.Platform && slices.Equal(o.Zones, s.Zones)
		})
		if same >= 0 {
			out[same].Environments = append(out[same].Environments, at.environment)
			continue
		}
		out = append(out, s)
	}
	return out
}

// ownZone is where the way of a carried flow starts or ends on the application's
// own side; "" when no way leaves the platform.
func (r *Row) ownZone() string {
	if r.Answer.Value != havre.Yes || r.Answer.Path == nil || len(r.Answer.Path.Legs) == 0 {
		return ""
	}
	legs := r.Answer.Path.Legs
	if r.Source.Own {
		return legs[0].From
	}
	return legs[len(legs)-1].To
}
