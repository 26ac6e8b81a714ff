package blueprint

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// Kind is the kind of document this package reads.
const Kind = "Blueprint"

// MaxBytes is how long a blueprint is at most, as it is ordered.
const MaxBytes = 64 << 10

// file is the document that holds a blueprint.
type file struct {
	APIVersion string    `json:"apiVersion" enum:"havre/v1" required:"true" doc:"version du format|version of the format"`
	Kind       string    `json:"kind" enum:"Blueprint" required:"true" doc:"nature du document|kind of document"`
	Metadata   metadata  `json:"metadata,omitzero" doc:"nom du plan de construction|name of the blueprint"`
	Spec       Blueprint `json:"spec" required:"true" doc:"ce qui est à construire|what is to be built"`
}

type metadata struct {
	Name string `json:"name,omitempty" pattern:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" form:"lettres minuscules, chiffres et tirets, 63 caractères au plus|lower-case letters, digits and dashes, 63 characters at most" doc:"identifiant : minuscules, chiffres et tirets|identifier: lower-case letters, digits and dashes"`
}

// Parse reads the one blueprint of a text, in YAML or JSON; name is only for messages.
// The error, of type [havre.Problems], holds every mistake with its place.
func Parse(name string, data []byte) (*Blueprint, error) {
	if len(data) > MaxBytes {
		return nil, havre.Problems{{File: name, Message: msgLong}}
	}
	docs, problems := document.Parse(name, data)
	switch {
	case len(docs) == 0 && len(problems) == 0:
		problems = havre.Problems{{File: name, Message: msgNotMapping}}
	case len(docs) > 1:
		problems = append(problems, havre.Problem{File: name, Line: docs[1].Line, Column: docs[1].Column, Message: msgSeveral})
	case len(docs) == 1:
		return decoded(name, docs[0], problems)
	}
	return nil, problems
}

func decoded(name string, n *document.Node, problems havre.Problems) (*Blueprint, error) {
	if p, ok := checkKind(name, n); !ok {
		return nil, append(problems, p)
	}
	var f file
	problems = append(problems, document.Decode(name, n, &f)...)
	c := checker{file: name, root: n, b: &f.Spec}
	if n.Get("spec") != nil {
		c.check()
	}
	problems = append(problems, c.problems...)
	problems.Sort()
	if err := problems.Err(); err != nil {
		return nil, err //nolint:wrapcheck // problems are told as they are
	}
	f.Spec.Name = f.Metadata.Name
	return &f.Spec, nil
}

// checkKind refuses a document of another kind in one sentence rather than field by
// field.
func checkKind(name string, n *document.Node) (p havre.Problem, ok bool) {
	p = havre.Problem{File: name, Line: n.Line, Column: n.Column, Field: "kind"}
	kind := n.Get("kind")
	switch {
	case n.Kind != document.Mapping:
		p.Field, p.Message = "", msgNotMapping
	case kind == nil && n.Get("spec") != nil:
		return p, true
	case kind == nil:
		p.Message = msgNoKind
	case kind.Value != Kind:
		p.Line, p.Column, p.Message = kind.Line, kind.Column, msgKind
		p.Value, p.Suggestion = kind.Value, havre.Nearest(kind.Value, []string{Kind})
	default:
		return p, true
	}
	return p, false
}

var (
	msgLong       = havre.Text{FR: "un plan de construction tient en 64 Kio", EN: "a blueprint fits in 64 KiB"}
	msgSeveral    = havre.Text{FR: "un seul plan de construction est attendu", EN: "one blueprint only is expected"}
	msgNotMapping = havre.Text{FR: "un plan de construction est attendu : un groupe de champs qui commence par apiVersion et kind", EN: "a blueprint is expected: a group of fields that starts with apiVersion and kind"}
	msgKind       = havre.Text{FR: "ce document n’est pas un plan de construction : « kind: Blueprint » est attendu", EN: "this document is not a blueprint: “kind: Blueprint” is expected"}
	msgNoKind     = havre.Text{FR: "rien ne dit que ce document est un plan de construction : ajoutez « kind: Blueprint »", EN: "nothing says that this document is a blueprint: add “kind: Blueprint”"}
)

// Schema is the JSON Schema of a blueprint, described in a language.
func Schema(lang havre.Lang) map[string]any {
	s := document.Schema("urn:havre:v1:blueprint", &file{}, lang)
	s["title"] = havre.Text{FR: "Plan de construction", EN: "Blueprint"}.In(lang)
	return s
}
