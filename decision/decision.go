// Package decision is the heart of Havre: a dossier, a catalogue, a doctrine and a
// date give, for each offer, a verdict with every rule's outcome, the facts behind
// it and where they come from; what the project must do or show; and the fewest
// facts to obtain to settle what is still unknown.
//
// It is pure: the same dossier, data, date and language give the same bytes, on
// any machine, at any time. It reads no file, no clock and no network, and stores
// nothing.
//
//	m, _ := decision.Model(cat)
//	doc, _ := doctrine.Builtin(m)
//	judge, _ := decision.NewJudge(cat, doc, decision.Options{On: on})
//	fmt.Println(judge.Decide(d, havre.French).Verdicts[0].Verdict)
package decision

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
)

// Verdict says whether an offer may host the dossier.
type Verdict string

// Undetermined is not a refusal: the decision says which facts would settle it.
const (
	Eligible     Verdict = "eligible"
	Undetermined Verdict = "undetermined"
	Ineligible   Verdict = "ineligible"
)

func verdictOf(t havre.Truth) Verdict {
	switch t {
	case havre.Yes:
		return Eligible
	case havre.No:
		return Ineligible
	default:
		return Undetermined
	}
}

// Text is the word a person reads.
func (v Verdict) Text() havre.Text {
	switch v {
	case Eligible:
		return havre.Text{FR: "éligible", EN: "eligible"}
	case Ineligible:
		return havre.Text{FR: "inéligible", EN: "ineligible"}
	default:
		return havre.Text{FR: "indéterminé", EN: "undetermined"}
	}
}

// Waived is the outcome of a rule that fails but for a derogation in force.
const Waived doctrine.Outcome = "waived"

// Decision is the answer to one dossier on one day. Its sentences are in the
// language it was asked in; everything else reads the same in all of them.
type Decision struct {
	APIVersion  string       `json:"apiVersion"`
	Kind        string       `json:"kind"`
	Dossier     string       `json:"dossier"`
	Title       string       `json:"title,omitempty"`
	On          havre.Date   `json:"on"`
	Doctrine    []SetUsed    `json:"doctrine"`
	Catalogue   Digest       `json:"catalogue"`
	Verdicts    []OfferRuled `json:"verdicts"`
	Obligations []Obligation `json:"obligations"`
	Questions   []Question   `json:"questions"`
	Nearest     []NearMiss   `json:"nearest,omitempty"` // when no offer is eligible
}

// SetUsed is a rule set that judged.
type SetUsed struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	SHA256  string `json:"sha256"`
}

// Digest identifies the catalogue used.
type Digest struct {
	Version string `json:"version"`
	SHA256  string `json:"sha256"`
}

// OfferRuled is one offer's verdict and why.
type OfferRuled struct {
	Offer    string  `json:"offer"`
	Platform string  `json:"platform"`
	Title    string  `json:"title"`
	Verdict  Verdict `json:"verdict"`
	// Assessable is false for an undetermined offer of which nothing that the rules
	// ask is known: "non évaluable" rather than "éligible sous réserve".
	Assessable bool `json:"assessable"`
	// Strict is the verdict without derogations, when it differs.
	Strict   Verdict    `json:"strict,omitempty"`
	Rank     int        `json:"rank,omitempty"` // 1 is best; ineligible offers have none
	RankedBy []string   `json:"rankedBy,omitempty"`
	Rules    []RuleSaid `json:"rules"`
}

// RuleSaid is what one rule says of one offer.
type RuleSaid struct {
	ID         string            `json:"id"`
	Title      string            `json:"title"`
	Doctrine   string            `json:"doctrine"`
	Outcome    doctrine.Outcome  `json:"outcome"`
	Severity   doctrine.Severity `json:"severity"`
	Because    string            `json:"because"`
	Facts      []FactRead        `json:"facts"`
	Missing    []string          `json:"missing"`
	Source     RuleSource        `json:"source"`
	Sources    []RuleSource      `json:"sources,omitempty"` // when there are several
	Derogation *Opening          `json:"derogation,omitempty"`
	Blocks     bool              `json:"blocks,omitempty"` // no offer passes it, on purpose
}

// FactRead is a fact a rule used, with where it was found.
type FactRead struct {
	Path  string `json:"path"`
	Title string `json:"title"`
	Value string `json:"value"`
	From  string `json:"from"` // dossier or catalogue
	// Of the dossier: where it is written.
	Line int `json:"line,omitempty"`
	// Of the catalogue: who says so, in which words, since when, and who disagrees.
	Words      string           `json:"words,omitempty"`
	Source     string           `json:"source,omitempty"`
	URL        string           `json:"url,omitempty"`
	Date       havre.Date       `json:"date,omitzero"`
	Confidence havre.Confidence `json:"confidence,omitempty"`
	Until      havre.Date       `json:"until,omitzero"`
	Note       string           `json:"note,omitempty"`
	Conflicts  []Conflict       `json:"conflicts,omitempty"`
}

// Conflict is what another source says of the same fact.
type Conflict struct {
	Value      string           `json:"value"`
	Words      string           `json:"words,omitempty"`
	Source     string           `json:"source"`
	URL        string           `json:"url,omitempty"`
	Confidence havre.Confidence `json:"confidence,omitempty"`
}

// RuleSource is where a rule comes from.
type RuleSource struct {
	Title      string           `json:"title"`
	Article    string           `json:"article,omitempty"`
	URL        string           `json:"url,omitempty"`
	Date       havre.Date       `json:"date,omitzero"`
	Confidence havre.Confidence `json:"confidence"`
}

// Opening is how a rule may be set aside, and whether it is.
type Opening struct {
	Authority  string `json:"authority"`
	Proof      string `json:"proof,omitempty"`
	Months     int    `json:"months,omitempty"`
	CountsFrom string `json:"countsFrom,omitempty"`
	Engaged    bool   `json:"engagedOnly,omitempty"`
	// Of the derogation in force, as the dossier declares it.
	GrantedBy string     `json:"grantedBy,omitempty"`
	Reference string     `json:"reference,omitempty"`
	Until     havre.Date `json:"until,omitzero"`
	Doubt     string     `json:"doubt,omitempty"` // what about it departs from the rule
}

// Obligation binds the project or the organisation, never an offer.
type Obligation struct {
	Rule     string            `json:"rule"`
	Title    string            `json:"title"`
	Doctrine string            `json:"doctrine"`
	Binds    doctrine.Judges   `json:"binds"` // project or organisation
	State    doctrine.Outcome  `json:"state"`
	Severity doctrine.Severity `json:"severity"`
	Because  string            `json:"because"`
	Evidence []string          `json:"evidence,omitempty"` // what would show it
	Document string            `json:"document,omitempty"` // what shows it
	Offers   []string          `json:"offers,omitempty"`   // only if one of these is chosen
	Facts    []FactRead        `json:"facts"`
	Missing  []string          `json:"missing"`
	Source   RuleSource        `json:"source"`
}

// Question is a fact to obtain, with who knows it.
type Question struct {
	Fact     string   `json:"fact"`
	Owner    string   `json:"owner"`
	Question string   `json:"question"`
	Decides  []string `json:"decides"` // the offers it helps settle
}

// NearMiss is an offer that is not eligible and what it lacks.
type NearMiss struct {
	Offer      string   `json:"offer"`
	Verdict    Verdict  `json:"verdict"`
	Lacks      []Lack   `json:"lacks"`
	Derogation []string `json:"derogation,omitempty"` // rules that a derogation could open
}

// Lack is a rule an offer does not meet.
type Lack struct {
	Rule       string           `json:"rule"`
	Outcome    doctrine.Outcome `json:"outcome"`
	Because    string           `json:"because"`
	Derogation *Opening         `json:"derogation,omitempty"`
}

// Best is the strongest verdict of the decision: what its exit code tells.
func (d *Decision) Best() Verdict {
	best := Ineligible
	for _, v := range d.Verdicts {
		switch v.Verdict {
		case Eligible:
			return Eligible
		case Undetermined:
			best = Undetermined
		case Ineligible, NotListed:
		}
	}
	return best
}

// Offer finds an offer's verdict.
func (d *Decision) Offer(id string) (*OfferRuled, bool) {
	for i := range d.Verdicts {
		if d.Verdicts[i].Offer == id {
			return &d.Verdicts[i], true
		}
	}
	return nil, false
}
