// Package doctrine holds the published rules: sets of dated rules that a lawyer
// can read and a reviewer can diff, each with its source, its wording in both
// languages and its test cases, written in YAML (sets/*.yaml).
//
// It loads them strictly, refuses what is unsafe with the line at fault, says
// which rules are in force on a day and for whom, runs their cases, finds by exact
// reasoning the rules that can never apply or that another implies, and compares
// two versions. A [Doctrine] never changes once loaded.
//
// It decides nothing: given the facts of one dossier and one offer, [Applied]
// says what one rule makes of them; weighing rules into verdicts is the decision's
// work. It must not know any platform, nor read a clock: the date is an argument.
package doctrine

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/fact"
)

// Level says to whom a set speaks and how it combines with the others.
type Level string

// Exactly one state set applies on a day; common and statute sets add to it; a
// ministry's set adds to all of them for that ministry.
const (
	Common   Level = "common"
	State    Level = "state"
	Statute  Level = "statute"
	Ministry Level = "ministry"
)

// Judges says what a rule looks at.
type Judges string

// A rule on offers gives verdicts; the others give obligations, which never make
// an offer ineligible.
const (
	Offer        Judges = "offer"
	Project      Judges = "project"
	Organisation Judges = "organisation"
)

// Severity is the weight of a rule.
type Severity string

// Only Must decides, and only a rule whose sources are all verified may be Must.
const (
	Must   Severity = "must"
	Should Severity = "should"
	Info   Severity = "info"
)

// Everyone is the word of "binds" for a rule that binds every organisation.
const Everyone = "everyone"

// Doctrine is every set of rules loaded together, compiled against one fact model.
type Doctrine struct {
	model       *fact.Model
	sets        []*Set // in the order of their identifiers
	definitions []*Definition
	compiled    map[*Rule]*Applied
	shared      map[string]*condition.Expr // of definitions
}

// Model is the fact model the conditions were compiled against.
func (d *Doctrine) Model() *fact.Model { return d.model }

// List is every set, in the order of their identifiers.
func (d *Doctrine) List() []*Set { return slices.Clone(d.sets) }

// Definitions are those that every set shares.
func (d *Doctrine) Definitions() []*Definition { return slices.Clone(d.definitions) }

// Means is whether a definition that every set shares holds of a dossier, by what is
// known of it. A definition that does not exist is unknown.
func (d *Doctrine) Means(name string, dossier fact.Facts) havre.Truth {
	x := d.shared[name]
	if x == nil {
		return havre.Unknown
	}
	return x.Eval(dossier, d.model.NewFacts(fact.Offer))
}

// Set finds a set; ok is false when there is none of that identifier.
func (d *Doctrine) Set(id string) (set *Set, ok bool) {
	i := slices.IndexFunc(d.sets, func(s *Set) bool { return s.ID == id })
	if i < 0 {
		return nil, false
	}
	return d.sets[i], true
}

// Digest is the hash of every set and definition together.
func (d *Doctrine) Digest() string {
	h := sha256.New()
	for _, s := range d.sets {
		h.Write([]byte(s.ID + "\x00" + s.Digest + "\n"))
	}
	for _, x := range d.definitions {
		h.Write([]byte(x.Name + "\x00" + x.Means + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Set is one published text: a file of rules with a version and a period.
type Set struct {
	ID          string        `json:"id"`
	Title       havre.Text    `json:"title"`
	Version     string        `json:"version"`
	Level       Level         `json:"level"`
	Ministry    string        `json:"ministry,omitempty"` // of a Ministry set
	Period      havre.Period  `json:"period"`
	Inherits    string        `json:"inherits,omitempty"` // the set it takes all the rules of, but those it repeals
	Repeals     []Repeal      `json:"repeals,omitempty"`
	Sources     Sources       `json:"sources,omitempty"` // as written in the file, ID being the key
	Definitions []*Definition `json:"definitions,omitempty"`
	Rules       []*Rule       `json:"rules"`  // its own, in the order of the file
	Digest      string        `json:"sha256"` // SHA-256 of the file, line ends normalised to LF
	File        string        `json:"-"`

	parent   *Set
	place    place
	periodAt place
	sourceAt []place // of each source
}

// Parent is the set it inherits from, or nil.
func (s *Set) Parent() *Set { return s.parent }

// Effective lists the rules of the set, inherited ones first and repealed ones
// left out, each with the set that states it.
func (s *Set) Effective() []Member {
	var out []Member
	if s.parent != nil {
		for _, m := range s.parent.Effective() {
			if !s.repeals(m.Rule.ID) {
				out = append(out, m)
			}
		}
	}
	for _, r := range s.Rules {
		out = append(out, Member{r, s})
	}
	return out
}

func (s *Set) repeals(rule string) bool {
	return slices.ContainsFunc(s.Repeals, func(r Repeal) bool { return r.Rule == rule })
}

// source finds a source by its key, in the set and in those it inherits from.
func (s *Set) source(key string) (Source, bool) {
	for ; s != nil; s = s.parent {
		for _, x := range s.Sources {
			if x.ID == key {
				return x, true
			}
		}
	}
	return Source{}, false
}

// Member is a rule and the set that states it.
type Member struct {
	Rule *Rule
	Set  *Set
}

// Repeal ends, in a set, a rule of the set it inherits from.
type Repeal struct {
	Rule   string     `json:"rule"`
	Reason havre.Text `json:"reason"`
	place  place
}

// Definition is a condition with a name that rules may use.
type Definition struct {
	Name   string     `json:"name"`
	Title  havre.Text `json:"title"`
	Source string     `json:"source,omitempty"` // key of a source, may be empty
	Means  string     `json:"means"`
	place  place
	means  place
}

// Rule is one rule as its author wrote it.
type Rule struct {
	ID         string       `json:"id"`
	Title      havre.Text   `json:"title"`
	Text       havre.Text   `json:"text"` // what it asks, in plain words
	Judges     Judges       `json:"judges"`
	Severity   Severity     `json:"severity"`
	Period     havre.Period `json:"period"`             // as written; zero ends are the set's
	Binds      []string     `json:"binds"`              // kinds of organisation, or Everyone
	When       string       `json:"when,omitempty"`     // over the dossier; empty is always
	Concerns   string       `json:"concerns,omitempty"` // over the offer; empty is every offer
	Requires   string       `json:"requires,omitempty"` // over both; empty asks nothing of facts
	Evidence   []havre.Text `json:"evidence,omitempty"` // what document shows it, for obligations
	Blocks     bool         `json:"blocks,omitempty"`   // no offer can ever pass where it applies, on purpose
	Because    Because      `json:"because"`
	Derogation *Derogation  `json:"derogation,omitempty"`
	Sources    Sources      `json:"sources"` // resolved, with the article of this rule
	Cases      []Case       `json:"cases,omitempty"`

	sourceKeys []string
	at         map[string]place // where each field is written, "" for the rule itself
}

// Position is where the rule is written.
func (r *Rule) Position() (file string, line int) {
	p := r.where("")
	return p.text.file, p.line
}

// where is the place of one field of the rule, or of the rule.
func (r *Rule) where(field string) place {
	if p, ok := r.at[field]; ok {
		return p
	}
	return r.at[""]
}

// Confidence is that of the least known of the rule's sources.
func (r *Rule) Confidence() havre.Confidence {
	if len(r.Sources) == 0 {
		return havre.Unverified
	}
	least := r.Sources[0].Confidence
	for _, s := range r.Sources[1:] {
		if s.Confidence.Rank() < least.Rank() {
			least = s.Confidence
		}
	}
	return least
}

// Because holds one sentence for each outcome; those left empty are generated by
// the decision.
type Because struct {
	Pass          havre.Text `json:"pass,omitzero"`
	Fail          havre.Text `json:"fail,omitzero"`
	Met           havre.Text `json:"met,omitzero"`
	Unmet         havre.Text `json:"unmet,omitzero"`
	Declared      havre.Text `json:"declared,omitzero"`
	Unknown       havre.Text `json:"unknown,omitzero"`
	NotApplicable havre.Text `json:"notApplicable,omitzero"`
}

// Of is the sentence for an outcome; it may be empty.
func (b *Because) Of(o Outcome) havre.Text {
	switch o {
	case Pass:
		return b.Pass
	case Fail:
		return b.Fail
	case Met:
		return b.Met
	case Declared:
		return b.Declared
	case Unmet:
		return b.Unmet
	case Unknown:
		return b.Unknown
	case NotApplicable:
		return b.NotApplicable
	}
	return havre.Text{}
}

// Derogation is who may set a rule aside, on what proof and for how long.
type Derogation struct {
	Authority   havre.Text `json:"authority"`
	Proof       havre.Text `json:"proof"`
	CountsFrom  havre.Text `json:"countsFrom,omitzero"`
	Months      int        `json:"months,omitempty"`      // longest duration; zero when the text sets none
	EngagedOnly bool       `json:"engagedOnly,omitempty"` // only for projects already engaged
}

// Applied is a rule in force, compiled.
type Applied struct {
	Rule *Rule
	Set  *Set // the set that states it, perhaps inherited by the one in force
	// When holds "binds" and "when"; Concerns and Requires are those of the rule.
	// What the author left out is the condition that always holds.
	When, Concerns, Requires *condition.Expr
}
