package purchase

import (
	_ "embed" // thresholds.yaml
	"fmt"
	"slices"
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// BuyerKind is what the thresholds of formal procedures depend on. Empty is unknown:
// for a body under supervision it depends on a list.
type BuyerKind string

// The kinds of buyers.
const (
	State  BuyerKind = "state"  // central government authorities
	Others BuyerKind = "others" // local authorities, hospitals, the other contracting authorities
)

// BuyerKinds lists the words of the data.
var BuyerKinds = []string{string(State), string(Others)}

// BuyerOf is the kind of buyer that an organisation is, by its kind in a dossier
// (central-administration, local-authority …); unknown for those of which some are
// central authorities and some are not.
func BuyerOf(organisation string) BuyerKind {
	switch organisation {
	case "central-administration":
		return State
	case "local-authority", "health-establishment":
		return Others
	}
	return ""
}

// Text is what a person reads.
func (k BuyerKind) Text() havre.Text {
	switch k {
	case State:
		return havre.Text{FR: "l’État", EN: "the State"}
	case Others:
		return havre.Text{FR: "les autres acheteurs", EN: "other buyers"}
	}
	return havre.Text{FR: "un acheteur dont on ignore la catégorie", EN: "a buyer whose category is not known"}
}

// Step is what a threshold begins or ends.
type Step string

// The steps.
const (
	WaiverStep Step = "waiver" // below: neither publicity nor competition is compulsory
	FormalStep Step = "formal" // from it on: a formal procedure
)

// Threshold is a sum, VAT excluded, that calls for another procedure over a period.
type Threshold struct {
	Step       Step             `json:"step" enum:"waiver,formal" required:"true"`
	Buyers     []BuyerKind      `json:"buyers" enum:"state,others" required:"true"`
	Sum        havre.Euro       `json:"sum" required:"true"`
	From       havre.Date       `json:"from" required:"true"`
	Until      havre.Date       `json:"until"` // first day on which it is no longer in force
	Source     string           `json:"source" required:"true"`
	Confidence havre.Confidence `json:"confidence" enum:"verified,secondary,unverified" required:"true"`
}

// Period is when it is in force.
func (t *Threshold) Period() havre.Period { return havre.Period{From: t.From, Until: t.Until} }

// Blocks says whether the sum was read where it is enacted: only then may it refuse.
func (t *Threshold) Blocks() bool { return t.Confidence == havre.Verified }

//go:embed thresholds.yaml
var thresholdsFile []byte

// law is what the file holds.
type law struct {
	Sources []struct {
		ID         string           `json:"id" required:"true"`
		Title      string           `json:"title" required:"true"`
		Article    string           `json:"article"`
		URL        string           `json:"url"`
		Date       havre.Date       `json:"date"`
		Publisher  string           `json:"publisher"`
		Confidence havre.Confidence `json:"confidence" enum:"verified,secondary,unverified" required:"true"`
	} `json:"sources"`
	Thresholds []*Threshold `json:"thresholds"`
}

// shipped reads the file once. It is part of the program: a mistake in it is found by
// the first test that runs.
var shipped = sync.OnceValue(func() *law {
	l, err := readLaw("thresholds.yaml", thresholdsFile)
	if err != nil {
		panic(err)
	}
	return l
})

// readLaw reads sources and thresholds, and refuses a threshold without its source or
// better known than it.
func readLaw(name string, data []byte) (*law, error) {
	docs, problems := document.Parse(name, data)
	l := &law{}
	for _, d := range docs {
		problems = append(problems, document.Decode(name, d, l)...)
	}
	known := map[string]havre.Confidence{}
	for _, s := range l.Sources {
		known[s.ID] = s.Confidence
	}
	for i, t := range l.Thresholds {
		c, ok := known[t.Source]
		if ok && c.Rank() >= t.Confidence.Rank() {
			continue
		}
		problems = append(problems, havre.Problem{
			File: name, Field: fmt.Sprintf("thresholds.%d.source", i), Value: t.Source,
			Message: havre.Text{FR: "cette source n’est pas dans le fichier, ou est moins sûre que le seuil", EN: "this source is not in the file, or is less certain than the threshold"},
		})
	}
	return l, problems.Err()
}

// Thresholds lists every threshold, in the order of the file.
func Thresholds() []*Threshold { return shipped().Thresholds }

// SourceOf is a source by its identifier; the zero Source when there is none.
func SourceOf(id string) havre.Source {
	for _, s := range shipped().Sources {
		if s.ID == id {
			return havre.Source(s)
		}
	}
	return havre.Source{}
}

// ThresholdOn is the threshold of a step in force on a day for a kind of buyer; nil
// when none is known. A kind that is unknown has one only when all kinds share it.
func ThresholdOn(s Step, buyer BuyerKind, on havre.Date) *Threshold {
	for _, t := range shipped().Thresholds {
		if t.Step != s || !t.Period().Contains(on) {
			continue
		}
		if slices.Contains(t.Buyers, buyer) || buyer == "" && len(t.Buyers) == len(BuyerKinds) {
			return t
		}
	}
	return nil
}
