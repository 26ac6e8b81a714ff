package catalogue

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/document"
)

var siteRoles = []string{"storage", "administration", "support", "standby", "archive", "office"}

func (l *loader) readPlatform(meta, spec *object) {
	p := &Platform{ID: meta.need("id"), Place: meta.place(), Title: spec.sentence("title"), Operator: spec.sentence("operator"), Note: spec.sentence("note")}
	spec.require("title")
	spec.each("names", func(o *object) {
		p.Names = append(p.Names, Name{Name: o.need("name"), Alias: o.truth("alias") == havre.Yes, Period: o.period(), Source: l.source(o), Note: o.sentence("note"), Place: o.place()})
	})
	spec.each("locations", func(o *object) {
		p.Locations = append(p.Locations, Location{Name: o.need("name"), Where: o.word("where", Places), Role: o.word("role", siteRoles), Period: o.period(), Source: l.source(o), Words: o.text("words"), Place: o.place()})
	})
	spec.each("hosts", func(o *object) { p.Hosts = append(p.Hosts, l.readHost(o)) })
	spec.each("members", func(o *object) { p.Members = append(p.Members, l.readMember(o)) })
	spec.each("candidates", func(o *object) { p.Candidates = append(p.Candidates, l.readMember(o)) })
	spec.each("zones", func(o *object) { p.Zones = append(p.Zones, l.readZone(o, p.ID)) })
	spec.each("offers", func(o *object) { p.Offers = append(p.Offers, l.readOffer(o, p)) })
	l.c.Platforms = append(l.c.Platforms, p)
}

func (l *loader) readMember(o *object) Member {
	m := Member{ID: o.need("id"), Title: o.sentence("title"), Provider: o.need("provider"), Layers: o.wordList("layers", Layers), Note: o.sentence("note"), Place: o.place()}
	if o.get("source") != nil {
		m.Source = l.source(o)
	}
	m.Attestations = l.readAttestations(o)
	return m
}

func (l *loader) readHost(o *object) Host {
	h := Host{
		ID: o.need("id"), Name: o.need("name"), Role: o.word("role", HostRoles), Service: o.text("service"), Country: o.text("country"),
		Location: o.word("where", Places), SecNumCloud: o.word("secnumcloud", SecNumCloud), Words: o.text("words"),
		Period: o.period(), Source: l.source(o), Note: o.sentence("note"), Place: o.place(),
	}
	o.require("role")
	return h
}

func (l *loader) readOffer(o *object, p *Platform) *Offer {
	f := &Offer{ID: o.need("id"), Platform: p, Title: o.sentence("title"), Owner: o.sentence("owner"), Place: o.place(), byAttribute: map[string][]*Assertion{}}
	if o.require("title"); f.Owner.IsZero() {
		o.require("owner")
	}
	o.each("statements", func(g *object) {
		base := Assertion{Source: l.source(g), Period: g.period(), Note: g.sentence("note"), Owner: g.sentence("owner"), Confidence: havre.Confidence(g.word("confidence", havre.Confidences))}
		g.each("says", func(s *object) { f.Assertions = append(f.Assertions, readSaid(s, base)...) })
	})
	f.Attestations = l.readAttestations(o)
	return f
}

// readSaid reads one line of a group of statements; it takes from the group what
// it does not say itself.
func readSaid(o *object, base Assertion) []Assertion {
	a := base
	a.Place, a.Words = o.place(), o.text("words")
	if p := o.period(); !p.From.IsZero() || !p.Until.IsZero() {
		a.Period = p
	}
	if t := o.sentence("note"); !t.IsZero() {
		a.Note = t
	}
	if t := o.sentence("owner"); !t.IsZero() {
		a.Owner = t
	}
	if w := o.word("confidence", havre.Confidences); w != "" {
		a.Confidence = havre.Confidence(w)
	}
	var out []Assertion
	for _, s := range readValue(o) {
		b := a
		b.Attribute, b.Value = s.Attribute, s.Value
		out = append(out, b)
	}
	return out
}

// readValue reads the attribute and what is said of it, as single facts: a list
// is the whole of a set; includes and excludes leave the other members unknown.
func readValue(o *object) []Said {
	path := o.need("attribute")
	leaves := leavesOf(path)
	if path != "" && len(leaves) == 0 {
		o.refuse(o.get("attribute"), "attribute", path, havre.Nearest(path, words().paths), unknownAttribute)
	}
	value, in, out := o.get("value"), o.get("includes"), o.get("excludes")
	if len(leaves) == 0 {
		return nil
	}
	def := leaves[0].def
	switch {
	case in != nil || out != nil:
		return append(readMembers(o, path, def, "includes", Yes), readMembers(o, path, def, "excludes", No)...)
	case value == nil:
		o.refuse(o.node, "value", "", "", isRequired)
		return nil
	case value.Kind == document.Sequence:
		return readWhole(o, path, def)
	case path == dict:
		return readDict(o, value)
	}
	v, allowed := parseValue(def, value.Value)
	if v.IsZero() {
		o.refuse(value, "value", value.Value, havre.Nearest(value.Value, allowed), havre.Text{FR: "valeur impossible pour cet attribut", EN: "a value this attribute cannot take"})
		return nil
	}
	said := make([]Said, len(leaves))
	for i, a := range leaves {
		said[i] = Said{a.path, v}
	}
	return said
}

func readMembers(o *object, path string, def *fact.Def, key string, status Status) []Said {
	var said []Said
	if def.Kind != fact.Set || words().sets[path] == nil {
		o.refuse(o.get("attribute"), "attribute", path, "", havre.Text{FR: "seul un ensemble a des membres", EN: "only a set has members"})
		return nil
	}
	for _, m := range o.wordList(key, def.Values) {
		if def.Index(m) >= 0 {
			said = append(said, Said{path + "." + m, Value{Status: status}})
		}
	}
	return said
}

func readWhole(o *object, path string, def *fact.Def) []Said {
	if words().sets[path] == nil {
		o.refuse(o.get("value"), "value", "", "", havre.Text{FR: "cet attribut n'a qu'une valeur", EN: "this attribute has a single value"})
		return nil
	}
	members := o.wordList("value", def.Values)
	said := make([]Said, len(def.Values))
	for i, m := range def.Values {
		said[i] = Said{path + "." + m, Value{Status: No}}
		if slices.Contains(members, m) {
			said[i].Value.Status = Yes
		}
	}
	return said
}

// readDict reads a ceiling such as 4-X-X-X, or says of all its axes what stands
// in its place (blank, not-applicable).
func readDict(o *object, n *document.Node) []Said {
	said := saidDict(n.Value)
	if said == nil {
		o.refuse(n, "value", n.Value, "", havre.Text{FR: "écrire quatre niveaux de 1 à 4, ou X, comme 2-3-3-2", EN: "write four levels from 1 to 4, or X, such as 2-3-3-2"})
	}
	return said
}

func saidDict(text string) []Said {
	values, ok := splitDict(text)
	published := Value{Status: Yes}
	if !ok {
		v := Value{Status: Status(text)}
		if !slices.Contains([]Status{Unknown, Blank, NotApplicable, Planned}, v.Status) {
			return nil
		}
		published, values = v, []Value{v, v, v, v}
	}
	said := []Said{{"dict.published", published}}
	for i, axis := range dictAxes {
		said = append(said, Said{axis, values[i]})
	}
	return said
}

func (l *loader) readAttestations(o *object) []Attestation {
	var out []Attestation
	o.each("attestations", func(a *object) {
		t := Attestation{
			Kind: a.word("kind", AttestationKinds), Status: a.word("status", AttestationStatuses), Milestone: a.word("milestone", Milestones),
			Scope: a.sentence("scope"), Issuer: a.need("issuer"), Version: a.text("version"), Number: a.text("number"),
			Period: a.period(), Source: l.source(a), Note: a.sentence("note"), Place: a.place(),
		}
		a.require("kind")
		a.require("status")
		t.Activities = a.wordList("activities", activities(t.Kind))
		t.check(a)
		out = append(out, t)
	})
	return out
}
