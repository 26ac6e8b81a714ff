package decision

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

// Supposition is a fact of an offer supposed to become something else: a
// certificate that lapses is hds.hosting=no, or secnumcloud=none.
type Supposition struct {
	Offer string `json:"offer"`
	Path  string `json:"path"` // hds.hosting, services.object-storage, secnumcloud, zones
	Value string `json:"value"`
}

// String is how the command line writes it: offer.path=value.
func (s Supposition) String() string { return s.Offer + "." + s.Path + "=" + s.Value }

// Impact is what a change does to a portfolio.
type Impact struct {
	APIVersion string   `json:"apiVersion"`
	Kind       string   `json:"kind"`
	Dossiers   int      `json:"dossiers"`
	Changes    []Effect `json:"changes"`
}

// Effect is what one change does: how many dossiers see an offer's verdict change,
// and those left with no eligible offer.
type Effect struct {
	Change   string         `json:"change"`
	Offer    string         `json:"offer,omitempty"`
	Affected int            `json:"affected"`
	Moves    []Move         `json:"moves"`
	Stranded int            `json:"stranded"` // had an eligible offer, has none left
	Sample   []AffectedCase `json:"dossiers"`
}

// Move counts dossiers by the change of verdict.
type Move struct {
	From  Verdict `json:"from"`
	To    Verdict `json:"to"`
	Count int     `json:"count"`
}

// AffectedCase is a dossier whose verdict changes.
type AffectedCase struct {
	Dossier  string  `json:"dossier"`
	Offer    string  `json:"offer"`
	From     Verdict `json:"from"`
	To       Verdict `json:"to"`
	Stranded bool    `json:"stranded,omitempty"`
}

// Suppose reads "offer.path=value" against the catalogue of the judge.
func (j *Judge) Suppose(text string) (Supposition, error) {
	left, value, ok := strings.Cut(text, "=")
	offer, path, ok2 := strings.Cut(left, ".")
	if !ok || !ok2 {
		return Supposition{}, havre.Problems{{
			Value: text, Message: havre.Text{FR: "une supposition s'écrit OFFRE.FAIT=VALEUR", EN: "a supposition is written OFFER.FACT=VALUE"},
			Suggestion: "cegedim-cloud.hds.hosting=no",
		}}
	}
	s := Supposition{offer, path, value}
	_, err := j.supposed(s)
	return s, err
}

// supposed is the offer's facts under a supposition.
func (j *Judge) supposed(s Supposition) (fact.Facts, error) {
	o, ok := j.view.Offer(s.Offer)
	if !ok {
		var ids []string
		for _, v := range j.view.Offers {
			ids = append(ids, v.ID)
		}
		return nil, havre.Problems{{Value: s.Offer, Message: havre.Text{FR: "offre inconnue", EN: "unknown offer"}, Suggestion: havre.Nearest(s.Offer, ids)}}
	}
	f := o.Facts.Clone()
	if !j.set(f, s.Path, s.Value) {
		return nil, j.refuse(s)
	}
	return f, nil
}

// set writes a fact of an offer from its text.
func (j *Judge) set(f fact.Facts, path, value string) bool {
	t, err := havre.ParseTruth(value)
	if err == nil && j.model.SetTruth(f, fact.Offer, path, t) {
		return true
	}
	if i := strings.LastIndexByte(path, '.'); err == nil && i > 0 && j.model.SetMember(f, fact.Offer, path[:i], path[i+1:], t) {
		return true
	}
	if err == nil && t == havre.Unknown {
		value = ""
	}
	if j.model.SetWord(f, fact.Offer, path, value) {
		return true
	}
	n, err := strconv.ParseInt(value, 10, 32)
	return err == nil && n >= 0 && j.model.SetNumber(f, fact.Offer, path, n)
}

// refuse says what a supposition could have been.
func (j *Judge) refuse(s Supposition) error {
	var paths []string
	for _, d := range j.model.Defs(fact.Offer) {
		if d.Kind != fact.Set {
			paths = append(paths, d.Path)
		} else {
			for _, v := range d.Values {
				paths = append(paths, d.Path+"."+v)
			}
		}
		if d.Path == s.Path && d.Kind == fact.Enum {
			return havre.Problems{{
				Field: s.Offer + "." + s.Path, Value: s.Value, Suggestion: havre.Nearest(s.Value, d.Values),
				Message: havre.Text{FR: "valeurs possibles : %s", EN: "possible values: %s"}.With(strings.Join(d.Values, ", ")),
			}}
		}
	}
	if slices.Contains(paths, s.Path) {
		return havre.Problems{{
			Field: s.Offer + "." + s.Path, Value: s.Value,
			Message: havre.Text{FR: "valeur refusée : yes, no ou unknown, ou un nombre", EN: "value refused: yes, no or unknown, or a number"},
		}}
	}
	return havre.Problems{{Value: s.Path, Message: havre.Text{FR: "fait d'offre inconnu", EN: "unknown fact of an offer"}, Suggestion: havre.Nearest(s.Path, paths)}}
}

// Lapses lists a supposition for every qualification and certificate held that
// day: the question "what if it lapses?" for each.
func (j *Judge) Lapses() []Supposition {
	var out []Supposition
	for i := range j.view.Offers {
		o := &j.view.Offers[i]
		for _, s := range []Supposition{
			{o.ID, "secnumcloud", "none"}, {o.ID, "hds.hosting", "no"}, {o.ID, "hds.operation", "no"}, {o.ID, "restricted", "no"},
		} {
			if f, err := j.supposed(s); err == nil && j.holds(o.Facts, s.Path) && f != nil {
				out = append(out, s)
			}
		}
	}
	return out
}

// holds says that the fact is, today, what an attestation gives.
func (j *Judge) holds(f fact.Facts, path string) bool {
	r, ok := j.model.Lookup("offer." + path)
	if !ok {
		return false
	}
	if d := j.model.Def(r); d.Kind == fact.Enum {
		return f[r.Index].Known && d.Values[f[r.Index].Number] == "qualified"
	}
	return f[r.Index].Truth == havre.Yes
}

// Portfolio is many dossiers, packed for one judge and for the suppositions that
// will be asked of them.
type Portfolio struct {
	judge  *Judge
	asked  []Supposition
	groups []*group
	len    int
}

// group is the dossiers of one ministry: the same rules judge them.
type group struct {
	program *engine.Program
	names   []string
	packed  []uint64
	index   *engine.Index
}

// NewPortfolio reads dossiers, keeping of each its name and the few bits that the
// rules read.
func (j *Judge) NewPortfolio(asked []Supposition, dossiers iter.Seq[*dossier.Dossier]) (*Portfolio, error) {
	p := &Portfolio{judge: j, asked: asked}
	offers := j.offerFacts()
	for _, s := range asked {
		f, err := j.supposed(s)
		if err != nil {
			return nil, err
		}
		offers = append(offers, f)
	}
	byMinistry := map[string]*group{}
	for d := range dossiers {
		f := d.Facts(j.model)
		ministry := j.ministryOf(f)
		g, ok := byMinistry[ministry]
		if !ok {
			base, err := j.plan(ministry)
			if err != nil {
				return nil, err
			}
			program, err := engine.Compile(j.model, base.kernel(), offers)
			if err != nil {
				return nil, err
			}
			g = &group{program: program}
			byMinistry[ministry] = g
			p.groups = append(p.groups, g)
		}
		at := len(g.packed)
		g.packed = append(g.packed, make([]uint64, g.program.PackedWords())...)
		g.program.Pack(f, g.packed[at:])
		g.names = append(g.names, d.Metadata.Name)
		p.len++
	}
	for _, g := range p.groups {
		g.index = g.program.NewIndex(len(g.names), g.each)
		g.packed = nil
	}
	return p, nil
}

func (g *group) each(yield func(engine.Packed) bool) {
	w := g.program.PackedWords()
	for at := 0; at < len(g.packed); at += w {
		if !yield(g.packed[at : at+w]) {
			return
		}
	}
}

// Impact answers every supposition of the portfolio; sample bounds the dossiers
// named for each.
func (p *Portfolio) Impact(sample int) *Impact {
	out := &Impact{APIVersion: havre.APIVersion, Kind: "Impact", Dossiers: p.len, Changes: []Effect{}}
	for i, s := range p.asked {
		e := Effect{Change: s.String(), Offer: s.Offer, Moves: []Move{}, Sample: []AffectedCase{}}
		before := slices.IndexFunc(p.judge.view.Offers, func(o catalogue.OfferView) bool { return o.ID == s.Offer })
		for _, g := range p.groups {
			g.effect(&e, before, len(p.judge.view.Offers)+i, len(p.judge.view.Offers), sample)
		}
		out.Changes = append(out.Changes, e)
	}
	return out
}

// effect adds what a supposition does to the dossiers of a group.
func (g *group) effect(e *Effect, before, after, offers, sample int) {
	ch := g.index.Compare(before, after)
	e.Affected += ch.Count
	for k := range engine.Each(ch.Changed) {
		was, is := ch.Verdicts(k)
		stranded := was == havre.Yes && !g.another(k, before, offers)
		e.count(verdictOf(was), verdictOf(is))
		if stranded {
			e.Stranded++
		}
		if len(e.Sample) < sample {
			e.Sample = append(e.Sample, AffectedCase{g.names[k], e.Offer, verdictOf(was), verdictOf(is), stranded})
		}
	}
}

// another says whether dossier k has an eligible offer besides one.
func (g *group) another(k, except, offers int) bool {
	for o := range offers {
		if o != except && g.index.Verdict(o, k) == havre.Yes {
			return true
		}
	}
	return false
}

func (e *Effect) count(from, to Verdict) {
	for i := range e.Moves {
		if e.Moves[i].From == from && e.Moves[i].To == to {
			e.Moves[i].Count++
			return
		}
	}
	e.Moves = append(e.Moves, Move{from, to, 1})
}

// ImpactBetween compares two judges (two dates, catalogues or doctrines) over a
// portfolio, dossier by dossier, in bounded memory.
func ImpactBetween(from, to *Judge, change string, dossiers iter.Seq[*dossier.Dossier], sample int) (*Impact, error) {
	e := Effect{Change: change, Moves: []Move{}, Sample: []AffectedCase{}}
	n := 0
	for d := range dossiers {
		n++
		a, err := from.Quick(d)
		if err != nil {
			return nil, err
		}
		b, err := to.Quick(d)
		if err != nil {
			return nil, err
		}
		e.between(d.Metadata.Name, from.verdicts(a), to.verdicts(b), sample)
	}
	return &Impact{APIVersion: havre.APIVersion, Kind: "Impact", Dossiers: n, Changes: []Effect{e}}, nil
}

// verdicts names the offers of a quick answer.
func (j *Judge) verdicts(vs []Verdict) map[string]Verdict {
	out := make(map[string]Verdict, len(vs))
	for i, v := range vs {
		out[j.view.Offers[i].ID] = v
	}
	return out
}

func (e *Effect) between(name string, a, b map[string]Verdict, sample int) {
	var ids []string
	for id := range a {
		ids = append(ids, id)
	}
	for id := range b {
		if _, both := a[id]; !both {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	stranded := hasEligible(a) && !hasEligible(b)
	changed := false
	for _, id := range ids {
		was, is := listed(a, id), listed(b, id)
		if was == is {
			continue
		}
		changed = true
		e.count(was, is)
		if len(e.Sample) < sample {
			e.Sample = append(e.Sample, AffectedCase{name, id, was, is, stranded})
		}
	}
	if changed {
		e.Affected++
	}
	if stranded {
		e.Stranded++
	}
}

func listed(vs map[string]Verdict, id string) Verdict {
	if v, ok := vs[id]; ok {
		return v
	}
	return NotListed
}

func hasEligible(vs map[string]Verdict) bool {
	for _, v := range vs {
		if v == Eligible {
			return true
		}
	}
	return false
}
