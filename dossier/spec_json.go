package dossier

import (
	"github.com/havre-cloud/havre/internal/document"
)

// UnmarshalJSON reads a declaration back from JSON, such as the API answers it, as
// strictly as from a file: the same words, amounts and durations.
func (s *Spec) UnmarshalJSON(data []byte) error {
	nodes, problems := document.Parse("", data)
	if len(problems) == 0 && len(nodes) == 1 {
		problems = document.Decode("", nodes[0], s)
	}
	return problems.Err()
}
