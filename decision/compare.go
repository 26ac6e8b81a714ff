package decision

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/dossier"
)

// Comparison is what changes for one dossier between two judgements: two dates,
// two catalogues or two doctrines.
type Comparison struct {
	APIVersion string        `json:"apiVersion"`
	Kind       string        `json:"kind"`
	Dossier    string        `json:"dossier"`
	From       Side          `json:"from"`
	To         Side          `json:"to"`
	Changes    []OfferChange `json:"changes"`
	// Obligations that began, ended or changed state.
	Obligations []ObligationChange `json:"obligations"`
}

// Side is one of the two judgements compared.
type Side struct {
	On        havre.Date `json:"on"`
	Doctrine  []SetUsed  `json:"doctrine"`
	Catalogue Digest     `json:"catalogue"`
}

// OfferChange is an offer whose verdict, or one of whose rules, changed.
type OfferChange struct {
	Offer  string  `json:"offer"`
	From   Verdict `json:"from"`
	To     Verdict `json:"to"`
	Causes []Cause `json:"causes"`
}

// CauseKind says where a change comes from.
type CauseKind string

// A rule that began, ended or was reworded; or a fact that changed.
const (
	RuleBegan   CauseKind = "rule-began"
	RuleEnded   CauseKind = "rule-ended"
	RuleChanged CauseKind = "rule-changed"
	FactChanged CauseKind = "fact"
)

// Cause is one rule whose outcome changed, with what made it change.
type Cause struct {
	Rule    string            `json:"rule"`
	Kind    CauseKind         `json:"kind"`
	From    doctrine.Outcome  `json:"from,omitempty"`
	To      doctrine.Outcome  `json:"to,omitempty"`
	Decides bool              `json:"decides"` // the rule is one of those that make the verdict
	Facts   []FactChange      `json:"facts,omitempty"`
	Because string            `json:"because"`
	Weight  doctrine.Severity `json:"severity"`
}

// FactChange is a catalogue fact that is not what it was.
type FactChange struct {
	Path   string `json:"path"`
	From   string `json:"from"`
	To     string `json:"to"`
	Words  string `json:"words,omitempty"`
	Source string `json:"source,omitempty"`
}

// ObligationChange is an obligation that is not what it was.
type ObligationChange struct {
	Rule string           `json:"rule"`
	From doctrine.Outcome `json:"from,omitempty"`
	To   doctrine.Outcome `json:"to,omitempty"`
}

// Compare judges a dossier with both judges and attributes each change to the rule
// or the fact that caused it.
func Compare(d *dossier.Dossier, from, to *Judge, lang havre.Lang) (*Comparison, error) {
	a, err := from.Decide(d, lang)
	if err != nil {
		return nil, err
	}
	b, err := to.Decide(d, lang)
	if err != nil {
		return nil, err
	}
	return Between(a, b, from, to), nil
}

// Between is what changed from one decision to another, given the judges of the
// days and the catalogues they were taken with: a fact that only one of them read is
// looked up in the catalogue of the other.
func Between(a, b *Decision, from, to *Judge) *Comparison {
	c := &Comparison{
		APIVersion: havre.APIVersion, Kind: "Comparison", Dossier: a.Dossier,
		From: Side{a.On, a.Doctrine, a.Catalogue}, To: Side{b.On, b.Doctrine, b.Catalogue},
		Changes: []OfferChange{}, Obligations: []ObligationChange{},
	}
	for _, id := range offersOf(a, b) {
		if ch, changed := compareOffer(id, a, b, from, to); changed {
			c.Changes = append(c.Changes, ch)
		}
	}
	c.Obligations = append(c.Obligations, compareObligations(a, b)...)
	return c
}

// offersOf lists the offers of both, in order.
func offersOf(ds ...*Decision) []string {
	var out []string
	for _, d := range ds {
		for _, v := range d.Verdicts {
			out = append(out, v.Offer)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// NotListed is the verdict of an offer the catalogue does not hold on that side.
const NotListed Verdict = "not-listed"

func compareOffer(id string, a, b *Decision, from, to *Judge) (OfferChange, bool) {
	ch := OfferChange{Offer: id, From: NotListed, To: NotListed, Causes: []Cause{}}
	va, oka := a.Offer(id)
	vb, okb := b.Offer(id)
	if oka {
		ch.From = va.Verdict
	}
	if okb {
		ch.To = vb.Verdict
	}
	if !oka || !okb {
		return ch, true
	}
	before, after := rulesByID(va.Rules), rulesByID(vb.Rules)
	for _, r := range vb.Rules { // in the order of the later text
		if cause, changed := compareRule(before[r.ID], after[r.ID], id, from, to); changed {
			ch.Causes = append(ch.Causes, cause)
		}
	}
	for _, r := range va.Rules {
		if after[r.ID] == nil && r.Outcome != doctrine.NotApplicable {
			ch.Causes = append(ch.Causes, Cause{
				Rule: r.ID, Kind: RuleEnded, From: r.Outcome, Because: r.Because, Weight: r.Severity,
				Decides: r.Severity == doctrine.Must && r.Outcome != doctrine.Pass,
			})
		}
	}
	return ch, ch.From != ch.To || len(ch.Causes) > 0
}

func rulesByID(rs []RuleSaid) map[string]*RuleSaid {
	out := make(map[string]*RuleSaid, len(rs))
	for i := range rs {
		out[rs[i].ID] = &rs[i]
	}
	return out
}

// compareRule attributes the change of one rule's outcome.
func compareRule(a, b *RuleSaid, offer string, from, to *Judge) (Cause, bool) {
	if a == nil {
		if b.Outcome == doctrine.NotApplicable {
			return Cause{}, false
		}
		return Cause{
			Rule: b.ID, Kind: RuleBegan, To: b.Outcome, Because: b.Because, Weight: b.Severity,
			Decides: b.Severity == doctrine.Must && b.Outcome != doctrine.Pass,
		}, true
	}
	if a.Outcome == b.Outcome && a.Severity == b.Severity {
		return Cause{}, false
	}
	c := Cause{
		Rule: b.ID, Kind: FactChanged, From: a.Outcome, To: b.Outcome, Because: b.Because, Weight: b.Severity,
		Decides: b.Severity == doctrine.Must || a.Severity == doctrine.Must,
	}
	c.Facts = FactChanges(a, b, offer, from, to)
	if len(c.Facts) == 0 {
		c.Kind = RuleChanged
	}
	return c, true
}

// FactChanges lists the catalogue facts behind either outcome that differ.
func FactChanges(a, b *RuleSaid, offer string, from, to *Judge) []FactChange {
	var paths []string
	for _, f := range slices.Concat(a.Facts, b.Facts) {
		if f.From == "catalogue" && !slices.Contains(paths, f.Path) {
			paths = append(paths, f.Path)
		}
	}
	var out []FactChange
	for _, p := range paths {
		va, vb := from.held(offer, p, a.Facts), to.held(offer, p, b.Facts)
		if va == vb {
			continue
		}
		ch := FactChange{Path: p, From: va, To: vb}
		if o, ok := to.view.Offer(offer); ok {
			if c, ok := o.Claim(p); ok {
				ch.Words, ch.Source = c.Words, c.Source.Title
			}
		}
		out = append(out, ch)
	}
	return out
}

// held is the value of a fact of an offer: as a rule read it, or as the catalogue
// holds it.
func (j *Judge) held(offer, path string, read []FactRead) string {
	for _, f := range read {
		if f.From == "catalogue" && f.Path == path {
			return f.Value
		}
	}
	o, ok := j.view.Offer(offer)
	if !ok {
		return havre.Unknown.String()
	}
	member := ""
	ref, ok := j.model.Lookup("offer." + path)
	if i := strings.LastIndexByte(path, '.'); !ok && i > 0 {
		member = path[i+1:]
		ref, ok = j.model.Lookup("offer." + path[:i])
	}
	if !ok {
		return havre.Unknown.String()
	}
	return valueText(j.model.Def(ref), &o.Facts[ref.Index], member)
}

func compareObligations(a, b *Decision) []ObligationChange {
	before := map[string]doctrine.Outcome{}
	for _, o := range a.Obligations {
		before[o.Rule] = o.State
	}
	var out []ObligationChange
	seen := map[string]bool{}
	for _, o := range b.Obligations {
		seen[o.Rule] = true
		if was := before[o.Rule]; was != o.State && !(was == "" && o.State == doctrine.NotApplicable) {
			out = append(out, ObligationChange{o.Rule, was, o.State})
		}
	}
	for _, o := range a.Obligations {
		if !seen[o.Rule] && o.State != doctrine.NotApplicable {
			out = append(out, ObligationChange{Rule: o.Rule, From: o.State})
		}
	}
	return out
}
