package record

import (
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
)

func verdictText(v decision.Verdict) havre.Text {
	if v == decision.NotListed {
		return havre.Text{FR: "absente du catalogue", EN: "not in the catalogue"}
	}
	return v.Text()
}

// valueText puts the words of a value into those of a person.
func valueText(value string) havre.Text {
	if value == "[]" {
		return havre.Text{FR: "aucun", EN: "none"}
	}
	words := strings.Split(value, ", ")
	out := make([]havre.Text, len(words))
	for i, w := range words {
		out[i] = fact.Label(w)
	}
	return joined(out, ", ")
}

// kindText says where a change comes from when no fact of the catalogue did it.
func kindText(c *Changed) havre.Text {
	switch c.Kind {
	case decision.RuleBegan:
		return havre.Text{FR: "la règle s’applique désormais", EN: "the rule now applies"}
	case decision.RuleEnded:
		return havre.Text{FR: "la règle ne s’applique plus", EN: "the rule no longer applies"}
	case decision.RuleChanged:
		return havre.Text{FR: "la règle a changé", EN: "the rule was amended"}
	case ByDerogation:
		return havre.Text{FR: "la dérogation qui la lève a changé", EN: "the derogation that sets it aside changed"}
	case ByProgram:
		return havre.Text{FR: "le programme la lit autrement qu’alors", EN: "the program reads it otherwise than then"}
	case ByEvidence:
		if c.State != doctrine.Met {
			return havre.Text{FR: "le document qui le montrait n’est plus valable", EN: "the document that showed it is no longer valid"}
		}
	case decision.FactChanged:
	}
	return stateText(c.State)
}

// stateText is what an obligation has become.
func stateText(state doctrine.Outcome) havre.Text {
	switch state {
	case doctrine.Met:
		return havre.Text{FR: "un document le montre désormais", EN: "a document now shows it"}
	case doctrine.Declared:
		return havre.Text{FR: "déclaré désormais, sans document qui le montre", EN: "now declared, without a document that shows it"}
	case doctrine.Unmet:
		return havre.Text{FR: "à faire désormais", EN: "now to be done"}
	case doctrine.NotApplicable:
		return havre.Text{FR: "sans objet désormais", EN: "no longer applies"}
	default:
		return havre.Text{FR: "on ne peut plus conclure", EN: "it cannot be told any more"}
	}
}

// joined puts texts together in each language.
func joined(texts []havre.Text, sep string) havre.Text {
	fr, en := make([]string, len(texts)), make([]string, len(texts))
	for i, t := range texts {
		fr[i], en[i] = t.FR, t.EN
	}
	return havre.Text{FR: strings.Join(fr, sep), EN: strings.Join(en, sep)}
}

// ruleTitle is what a rule is about: as the newest set says that states it.
func (h *Holding) ruleTitle(id string) havre.Text {
	var title havre.Text
	var from havre.Date
	for _, s := range h.Doctrine.List() {
		for _, r := range s.Rules {
			if r.ID == id && (title.IsZero() || from.Before(s.Period.From)) {
				title, from = r.Title, s.Period.From
			}
		}
	}
	return title
}

// factTitle is what a fact of an offer is.
func (h *Holding) factTitle(path string) havre.Text {
	if ref, ok := h.Model.Lookup("offer." + path); ok {
		return h.Model.Def(ref).Title
	}
	if i := strings.LastIndexByte(path, '.'); i > 0 {
		if ref, ok := h.Model.Lookup("offer." + path[:i]); ok {
			return havre.Text{FR: "%[1]s, %[2]s", EN: "%[1]s, %[2]s"}.With(h.Model.Def(ref).Title, fact.Label(path[i+1:]))
		}
	}
	return havre.Same(path)
}
