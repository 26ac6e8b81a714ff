package record

import (
	"encoding/json"
	"slices"

	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
)

// gistOf is a decision without what is behind the rules that settle nothing: three
// quarters of it, which its first page does not show. It follows from the body, and is
// kept beside it because that page is the one most read.
func gistOf(d *decision.Decision) ([]byte, error) {
	out := *d
	out.Verdicts = slices.Clone(d.Verdicts)
	for i := range out.Verdicts {
		v := &out.Verdicts[i]
		v.Rules = slices.Clone(v.Rules)
		for k := range v.Rules {
			if r := &v.Rules[k]; r.Outcome == doctrine.Pass || r.Outcome == doctrine.NotApplicable {
				r.Because, r.Facts, r.Source, r.Sources = "", nil, decision.RuleSource{}, nil
			}
		}
	}
	return json.Marshal(&out)
}
