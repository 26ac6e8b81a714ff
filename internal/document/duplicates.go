package document

import (
	"strings"

	"github.com/havre-cloud/havre"
)

// duplicates finds the fields of a mapping written twice.
func duplicates(file string, n *Node) (bad havre.Problems) {
	report := func(again, first *Node) {
		if len(bad) < MaxProblems {
			bad = append(bad, problem(file, "", again, msgDuplicate.With(first.Line)))
		}
	}
	if len(n.Keys) <= 16 { // comparing is cheaper than a map
		for i, k := range n.Keys {
			for _, before := range n.Keys[:i] {
				if before.Value == k.Value {
					report(k, before)
					break
				}
			}
		}
		return bad
	}
	seen := make(map[string]*Node, len(n.Keys))
	for _, k := range n.Keys {
		if before := seen[k.Value]; before != nil {
			report(k, before)
			continue
		}
		seen[k.Value] = k
	}
	return bad
}

// firstRunes is the beginning of a text, up to the end of the line.
func firstRunes(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:80], "")
	}
	return s
}
