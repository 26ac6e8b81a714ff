package catalogue

import (
	"cmp"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

// hosted is what the hosts of a platform say of its offers on a day: the main
// ones make hosting.qualified, those that make it resilient make
// resilience.qualified and location.resilience. One host below the mark is
// enough to say no, and the statement names it.
func (p *Platform) hosted(on havre.Date) []*Assertion {
	var main, rescue []*Host
	for i := range p.Hosts {
		h := &p.Hosts[i]
		switch {
		case !h.Period.Contains(on):
		case h.Role == "main":
			main = append(main, h)
		case h.Role == "standby" || h.Role == "archive":
			rescue = append(rescue, h)
		}
	}
	var out []*Assertion
	if len(main) > 0 {
		out = append(out, qualifiedHosts("hosting.qualified", main))
	}
	if len(rescue) > 0 {
		out = append(out, qualifiedHosts("resilience.qualified", rescue), farthest(rescue))
	}
	return out
}

// qualifiedHosts is a conjunction over hosts: no as soon as one is known not to
// be qualified, unknown as long as one is not known.
func qualifiedHosts(path string, hosts []*Host) *Assertion {
	truth := havre.Yes
	var lacking []*Host
	for _, h := range hosts {
		t := havre.Unknown
		if h.SecNumCloud != "" {
			t = havre.TruthOf(h.SecNumCloud == "qualified")
		}
		if t != havre.Yes {
			lacking = append(lacking, h)
		}
		truth = truth.And(t)
	}
	// The claim shows the hosts that settle it, the archive abroad first of all.
	if truth == havre.No {
		lacking = slices.DeleteFunc(lacking, func(h *Host) bool { return h.SecNumCloud == "" })
	}
	if len(lacking) == 0 {
		lacking = hosts
	}
	return hostAssertion(path, Value{Status: Status(truth.String())}, lacking)
}

// farthest is the least near place where something of the service is kept.
func farthest(hosts []*Host) *Assertion {
	worst := -1
	var there []*Host
	for _, h := range hosts {
		i := slices.Index(Places, h.Location)
		switch {
		case i < 0:
			return hostAssertion("location.resilience", Value{Status: Unknown}, []*Host{h})
		case i > worst:
			worst, there = i, []*Host{h}
		case i == worst:
			there = append(there, h)
		}
	}
	// A host whose country is told says more than one merely within the Union.
	slices.SortStableFunc(there, func(a, b *Host) int { return -cmp.Compare(rank(a.Country != ""), rank(b.Country != "")) })
	return hostAssertion("location.resilience", Value{Status: Stated, Word: Places[worst]}, there)
}

func hostAssertion(path string, v Value, hosts []*Host) *Assertion {
	first := hosts[0]
	a := &Assertion{Attribute: path, Value: v, Source: first.Source, Period: first.Period, Place: first.Place}
	var words, fr, en []string
	for _, h := range hosts {
		if h.Words != "" && !slices.Contains(words, h.Words) {
			words = append(words, h.Words)
		}
		fr = append(fr, h.describe(havre.French))
		en = append(en, h.describe(havre.English))
		a.Period.From = later(a.Period.From, h.Period.From)
		a.Period.Until = sooner(a.Period.Until, h.Period.Until)
	}
	a.Words = strings.Join(words, " … ")
	a.Note = havre.Text{FR: strings.Join(fr, " ; "), EN: strings.Join(en, "; ")}
	return a
}

// hostRoleTexts name what a host does for the service.
var hostRoleTexts = map[string]havre.Text{
	"main":    {FR: "plateforme principale", EN: "main platform"},
	"standby": {FR: "plateforme de secours", EN: "standby platform"},
	"arbiter": {FR: "arbitrage", EN: "arbiter"},
	"archive": {FR: "archivage des sauvegardes", EN: "backup archive"},
}

// describe names a host: backup archive at Hetzner (Germany), not qualified.
func (h *Host) describe(l havre.Lang) string {
	at := havre.Text{FR: " chez ", EN: " at "}.In(l)
	s := hostRoleTexts[h.Role].In(l) + at + h.Name
	if h.Country != "" {
		s += " (" + countryName(h.Country).In(l) + ")"
	}
	switch h.SecNumCloud {
	case "":
		return s + havre.Text{FR: ", qualification SecNumCloud inconnue", EN: ", SecNumCloud qualification unknown"}.In(l)
	case "qualified":
		return s + havre.Text{FR: ", qualifié SecNumCloud", EN: ", SecNumCloud-qualified"}.In(l)
	default:
		return s + havre.Text{FR: ", non qualifié SecNumCloud", EN: ", not SecNumCloud-qualified"}.In(l)
	}
}

// countryName puts the few countries that hosts are in into words.
func countryName(code string) havre.Text {
	switch code {
	case "FR":
		return havre.Same("France")
	case "DE":
		return havre.Text{FR: "Allemagne", EN: "Germany"}
	case "LU":
		return havre.Same("Luxembourg")
	default:
		return havre.Same(code)
	}
}

func later(a, b havre.Date) havre.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// sooner compares ends, where no date means never.
func sooner(a, b havre.Date) havre.Date {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
