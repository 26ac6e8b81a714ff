package matrix

import (
	"slices"

	"github.com/havre-cloud/havre/dossier"
)

// Comparison is what a spreadsheet says beside what a dossier declares.
type Comparison struct {
	New   []dossier.Flow // in the spreadsheet alone
	Known []dossier.Flow // in both
	Gone  []dossier.Flow // declared, and not in the spreadsheet
}

// Compare sets the flows of a spreadsheet beside those declared. A declared flow
// without environment is the same in each of them.
func Compare(declared, read []dossier.Flow) Comparison {
	var c Comparison
	seen := make([]bool, len(declared))
	for i := range read {
		at := slices.IndexFunc(declared, func(d dossier.Flow) bool { return same(&d, &read[i]) })
		switch {
		case at >= 0:
			seen[at] = true
			c.Known = append(c.Known, read[i])
		case !slices.ContainsFunc(c.New, func(d dossier.Flow) bool { return same(&d, &read[i]) }):
			c.New = append(c.New, read[i])
		}
	}
	for i := range declared {
		if !seen[i] {
			c.Gone = append(c.Gone, declared[i])
		}
	}
	return c
}

// same says that two flows open the same thing. Who answers for it, why, and its
// VLAN may be written in other words.
func same(d, f *dossier.Flow) bool {
	return d.To == f.To && d.From == f.From && d.Protocol == f.Protocol && slices.Equal(d.Port, f.Port) &&
		(d.Environment == "" || d.Environment == f.Environment) &&
		more(d.FromName, d.From) == more(f.FromName, f.From) && more(d.ToName, d.To) == more(f.ToName, f.To) && d.FromAddress == f.FromAddress && d.ToAddress == f.ToAddress
}

// more is a name that says more than the identifier beside it.
func more(name, id string) string {
	if name == id {
		return ""
	}
	return clean(name)
}
