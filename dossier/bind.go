package dossier

import (
	"runtime"
	"slices"
	"sync"
	"weak"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// Facts are the values the dossier states, in the order of the model. What it
// does not state stays unknown.
func (d *Dossier) Facts(m *fact.Model) fact.Facts {
	out := m.NewFacts(fact.Dossier)
	for i, fill := range bindingOf(m) {
		if fill != nil {
			fill(d, &out[i])
		}
	}
	return out
}

// filler writes one fact of a dossier.
type filler func(d *Dossier, v *fact.Value)

// bindings remembers what was worked out for each model, as long as the model is
// in use: a server loads one for each catalogue that it looks back at.
var bindings sync.Map // weak.Pointer[fact.Model] -> []filler

func bindingOf(m *fact.Model) []filler {
	key := weak.Make(m)
	if b, ok := bindings.Load(key); ok {
		return b.([]filler) //nolint:errcheck,forcetypeassert // only these are stored
	}
	defs := m.Defs(fact.Dossier)
	b := make([]filler, len(defs))
	for i := range defs {
		if bind, ok := readers[defs[i].Path]; ok {
			b[i] = bind(&defs[i])
		}
	}
	bindings.Store(key, b)
	runtime.AddCleanup(m, func(key weak.Pointer[fact.Model]) { bindings.Delete(key) }, key)
	return b
}

// readers say where each published fact is in a dossier.
var readers = map[string]func(*fact.Def) filler{
	"organisation.kind":              word(func(s *Spec) Word { return s.Organisation.Kind }),
	"organisation.ministry":          word(func(s *Spec) Word { return s.Organisation.Ministry }),
	"organisation.srenScope":         truth(func(s *Spec) havre.Truth { return s.Organisation.SRENScope }),
	"project.nature":                 word(func(s *Spec) Word { return s.Project.Nature }),
	"project.engagedOn":              quantified(func(s *Spec) (int64, bool) { return day(s.Project.EngagedOn.Date) }),
	"project.fullCostEUR":            quantified(func(s *Spec) (int64, bool) { return s.Project.FullCostEUR.Euros, s.Project.FullCostEUR.Known }),
	"project.evolutionPercent":       quantified(func(s *Spec) (int64, bool) { return s.Project.EvolutionRatio.Percent, s.Project.EvolutionRatio.Known }),
	"project.contractorChange":       truth(func(s *Spec) havre.Truth { return s.Project.ContractorChange }),
	"project.liftAndShift":           truth(func(s *Spec) havre.Truth { return s.Project.LiftAndShift }),
	"project.cloudReady":             truth(func(s *Spec) havre.Truth { return s.Project.CloudReady }),
	"environments":                   set(func(s *Spec) *Set { return &s.Environments }),
	"data.personal":                  truth(func(s *Spec) havre.Truth { return s.Data.Personal }),
	"data.specialCategory":           truth(func(s *Spec) havre.Truth { return s.Data.SpecialCategory }),
	"data.healthHosting":             truth(func(s *Spec) havre.Truth { return s.Data.HealthHosting }),
	"data.selfHostedHealth":          truth(func(s *Spec) havre.Truth { return s.Data.SelfHostedHealth }),
	"data.legalSecrets":              set(func(s *Spec) *Set { return &s.Data.LegalSecrets }),
	"data.subjects":                  set(func(s *Spec) *Set { return &s.Data.Subjects }),
	"data.essentialMission":          truth(func(s *Spec) havre.Truth { return s.Data.EssentialMission }),
	"data.harm.publicOrder":          truth(func(s *Spec) havre.Truth { return s.Data.Harm.PublicOrder }),
	"data.harm.publicSecurity":       truth(func(s *Spec) havre.Truth { return s.Data.Harm.PublicSecurity }),
	"data.harm.health":               truth(func(s *Spec) havre.Truth { return s.Data.Harm.Health }),
	"data.harm.life":                 truth(func(s *Spec) havre.Truth { return s.Data.Harm.Life }),
	"data.harm.intellectualProperty": truth(func(s *Spec) havre.Truth { return s.Data.Harm.IntellectualProperty }),
	"data.marking":                   word(func(s *Spec) Word { return s.Data.Marking }),
	"needs.layer":                    set(func(s *Spec) *Set { return &s.Needs.Layer }),
	"needs.runtimes":                 set(func(s *Spec) *Set { return &s.Needs.Runtimes }),
	"needs.services":                 set(func(s *Spec) *Set { return &s.Needs.Services }),
	"needs.outsourcedOperation":      truth(func(s *Spec) havre.Truth { return s.Needs.OutsourcedOperation }),
	"needs.dict.scale":               word(func(s *Spec) Word { return s.Needs.DICT.Scale }),
	"needs.dict.availability":        level(func(t *DICT) Level { return t.Availability }),
	"needs.dict.integrity":           level(func(t *DICT) Level { return t.Integrity }),
	"needs.dict.confidentiality":     level(func(t *DICT) Level { return t.Confidentiality }),
	"needs.dict.traceability":        level(func(t *DICT) Level { return t.Traceability }),
	"needs.rtoMinutes":               quantified(func(s *Spec) (int64, bool) { return s.Needs.RTO.Minutes, s.Needs.RTO.Known }),
	"needs.rpoMinutes":               quantified(func(s *Spec) (int64, bool) { return s.Needs.RPO.Minutes, s.Needs.RPO.Known }),
	"needs.zones":                    quantified(func(s *Spec) (int64, bool) { return int64(s.Needs.Zones), s.Needs.Zones > 0 }),
	"needs.exposure":                 set(func(s *Spec) *Set { return &s.Needs.Exposure }),
	"needs.audience":                 set(func(s *Spec) *Set { return &s.Needs.Audience }),
	"needs.segment":                  word(func(s *Spec) Word { return s.Needs.Segment }),
	"flows.to":                       destinations,
	"existingSolution":               truth(func(s *Spec) havre.Truth { return s.ExistingSolution }),
}

func truth(get func(*Spec) havre.Truth) func(*fact.Def) filler {
	return func(*fact.Def) filler {
		return func(d *Dossier, v *fact.Value) { v.Truth = get(&d.Spec) }
	}
}

func quantified(get func(*Spec) (int64, bool)) func(*fact.Def) filler {
	return func(*fact.Def) filler {
		return func(d *Dossier, v *fact.Value) { v.Number, v.Known = get(&d.Spec) }
	}
}

func word(get func(*Spec) Word) func(*fact.Def) filler {
	return func(def *fact.Def) filler {
		return func(d *Dossier, v *fact.Value) {
			if i := slices.Index(def.Values, string(get(&d.Spec))); i >= 0 {
				v.Number, v.Known = int64(i), true
			}
		}
	}
}

// level reads a DICT level, unknown on any scale but the one that the ceilings
// of the platforms are expressed on: numbers of two scales are not comparable.
func level(get func(*DICT) Level) func(*fact.Def) filler {
	return func(*fact.Def) filler {
		return func(d *Dossier, v *fact.Value) {
			if l := get(&d.Spec.Needs.DICT); l > 0 && d.Spec.Needs.DICT.Scale == "social-ministries" {
				v.Number, v.Known = int64(l), true
			}
		}
	}
}

func set(get func(*Spec) *Set) func(*fact.Def) filler {
	return func(def *fact.Def) filler {
		return func(d *Dossier, v *fact.Value) {
			from := get(&d.Spec)
			if from.IsZero() {
				return
			}
			var space [16]int
			in := space[:0]
			for _, w := range from.Members {
				if i := slices.Index(def.Values, w); i >= 0 {
					in = append(in, i)
				}
			}
			v.Members.Fill(len(def.Values), in, from.Complete)
		}
	}
}

// Elsewhere is the member of flows.to that stands for every destination that is
// not a platform of the catalogue.
const Elsewhere = "other"

// Ways are how a flow may narrow the way it takes, as [Flow.Network] says it.
var Ways = []string{"internet", "rie", "vpn"}

// Inbound is the way of a flow that the other side opens towards the application.
const Inbound = "inbound"

// By is the member of flows.to for a place joined by one way only: rosny@rie.
func By(place, way string) string { return place + "@" + way }

// FlowsWith lists every member of flows.to for a place.
func FlowsWith(place string) []string {
	out := []string{place, By(place, Inbound)}
	for _, way := range Ways {
		out = append(out, By(place, way))
	}
	return out
}

func destinations(def *fact.Def) filler {
	index := make(map[string]int, len(def.Values))
	for i, v := range def.Values {
		index[v] = i
	}
	return func(d *Dossier, v *fact.Value) {
		if d.Spec.Flows.IsZero() {
			return
		}
		var space [16]int
		in := space[:0]
		for i := range d.Spec.Flows.List {
			if at, ok := d.Spec.Flows.List[i].member(index, d.Metadata.Name); ok {
				in = append(in, at)
			}
		}
		v.Members.Fill(len(def.Values), in, d.Spec.Flows.Complete)
	}
}

// member is what a flow makes of flows.to; one that stays on the platform of the
// application asks nothing of the others.
func (f *Flow) member(index map[string]int, application string) (int, bool) {
	place, way := f.To, f.Network
	if f.From != "" && f.From != application {
		place, way = f.From, Inbound // opened by somebody else, towards the application
	}
	if f.Network == "local" {
		return 0, false
	}
	if _, known := index[place]; !known {
		place = Elsewhere
	}
	if way != "" {
		place = By(place, way)
	}
	at, ok := index[place]
	return at, ok
}

func day(d havre.Date) (int64, bool) {
	if d.IsZero() {
		return 0, false
	}
	return d.Days(), true
}
