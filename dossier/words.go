package dossier

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// unknownWords are the ways to write that a fact is not known.
var unknownWords = []string{"unknown", "inconnu", "?"}

// isUnknown says that a node states that something is not known.
func isUnknown(n *document.Node) bool {
	return n.Kind == document.Scalar && (n.Null || slices.Contains(unknownWords, strings.ToLower(n.Value)))
}

// Word is one word of a closed list; empty when unknown.
type Word string

// DecodeNode reads a word of the field's list, or unknown.
func (w *Word) DecodeNode(c *document.Context, n *document.Node) {
	if isUnknown(n) {
		return
	}
	if v, ok := c.Word(n, c.Enum()); ok {
		*w = Word(v)
	}
}

// JSONSchema lists the words.
func (*Word) JSONSchema(words []string, _ havre.Lang) map[string]any {
	return map[string]any{"enum": append(document.Words(words), append(document.Words(unknownWords), nil)...)}
}

// Set is a three-valued set of words: those listed are members; the others are
// not when it is Complete, and unknown otherwise. The zero Set is wholly unknown.
type Set struct {
	Members  []string
	Complete bool
}

// IsZero says that nothing is known of the set.
func (s Set) IsZero() bool { return !s.Complete && len(s.Members) == 0 }

var (
	msgSet = havre.Text{
		FR: "une liste de mots est attendue, [] pour aucun, ou unknown",
		EN: "a list of words is expected, [] for none, or unknown",
	}
	msgTwice = havre.Text{
		FR: "ce mot est écrit deux fois dans la liste",
		EN: "this word is twice in the list",
	}
	msgNone = havre.Text{
		FR: "none (aucun) ne va avec aucun autre mot",
		EN: "none goes with no other word",
	}
)

// DecodeNode reads a list of words; unknown as an element leaves the others
// unknown, none alone is the empty set.
func (s *Set) DecodeNode(c *document.Context, n *document.Node) {
	switch {
	case isUnknown(n):
	case n.Kind == document.Scalar && n.Value == "none":
		s.Complete = true
	case n.Kind != document.Sequence:
		suggestion := ""
		if n.Kind == document.Scalar && slices.Contains(c.Enum(), n.Value) {
			suggestion = "[" + n.Value + "]"
		}
		c.Bad(n, msgSet, suggestion)
	default:
		s.Complete = true
		if len(n.Items) > 0 {
			s.Members = make([]string, 0, len(n.Items))
		}
		for i, item := range n.Items {
			c.Item(i, func() { s.add(c, item, len(n.Items) == 1) })
		}
	}
}

func (s *Set) add(c *document.Context, n *document.Node, alone bool) {
	if isUnknown(n) {
		s.Complete = false
		return
	}
	if n.Value == "none" {
		if !alone {
			c.Bad(n, msgNone, "")
		}
		return
	}
	w, ok := c.Word(n, c.Enum())
	switch {
	case !ok:
	case slices.Contains(s.Members, w):
		c.Bad(n, msgTwice, "")
	default:
		s.Members = append(s.Members, w)
	}
}

// MarshalJSON writes the list, with unknown among the members of an incomplete one.
func (s Set) MarshalJSON() ([]byte, error) {
	switch {
	case s.IsZero():
		return []byte(`"unknown"`), nil
	case s.Complete && len(s.Members) == 0:
		return []byte("[]"), nil
	case s.Complete:
		return json.Marshal(s.Members)
	}
	return json.Marshal(append(slices.Clone(s.Members), "unknown"))
}

// JSONSchema is a list of the words, or unknown.
func (*Set) JSONSchema(words []string, _ havre.Lang) map[string]any {
	item := append(document.Words(words), append(document.Words(unknownWords), "none", nil)...)
	return map[string]any{"anyOf": []any{
		map[string]any{"type": "array", "items": map[string]any{"enum": item}, "uniqueItems": true},
		map[string]any{"enum": append(document.Words(unknownWords), "none", nil)},
	}}
}
