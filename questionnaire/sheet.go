package questionnaire

import (
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/document"
)

// Sheet is a dossier being filled in. It is never changed: [Sheet.With] gives
// another.
type Sheet struct {
	Dossier  *dossier.Dossier
	comments map[string]document.Comment
}

// file is the name that mistakes in a sheet are reported under.
const file = "dossier.yaml"

// Blank is a sheet of which only the title and the organisation are known.
func Blank(title, organisation string) (*Sheet, error) {
	d := &dossier.Dossier{APIVersion: havre.APIVersion, Kind: dossier.Kind}
	d.Metadata.Name, d.Metadata.Title = Name(title), strings.TrimSpace(title)
	d.Spec.Organisation.Name = strings.TrimSpace(organisation)
	return Read((&Sheet{Dossier: d}).YAML())
}

// Read reads the only dossier of a text, YAML or JSON. The error is
// [havre.Problems], each with its line.
func Read(text []byte) (*Sheet, error) {
	all, err := dossier.Parse(file, text)
	if err != nil {
		return nil, err
	}
	if len(all) != 1 {
		return nil, havre.Problems{{File: file, Message: havre.Text{
			FR: "un seul dossier est attendu, %d ont été lus", EN: "one dossier is expected, %d were read",
		}.With(len(all))}}
	}
	return &Sheet{all[0], document.Comments(text)}, nil
}

// Answer is what a sheet says of a field.
type Answer struct {
	// Said is false when the document is silent. A field may be said to be unknown:
	// Said, and not Known.
	Said, Known bool
	// Words are the value as a document writes it: yes, 24h, the members of a set.
	Words []string
	// Open says that a set may have other members.
	Open bool
}

// Answer is what the sheet says of a field.
func (s *Sheet) Answer(f *Field) Answer {
	v, ok := s.value(f.Path)
	if !ok {
		return Answer{}
	}
	words, complete := s.wordsOf(v)
	a := Answer{Words: words, Known: complete || len(words) > 0, Open: !complete && len(words) > 0}
	a.Said = a.Known || s.position(f.Path) > 0
	return a
}

// Said says that every field of a question is said, known or not.
func (s *Sheet) Said(q *Question) bool {
	for i := range q.Fields {
		if !s.Answer(&q.Fields[i]).Said {
			return false
		}
	}
	return true
}

// Known says that every field of a question is known.
func (s *Sheet) Known(q *Question) bool {
	for i := range q.Fields {
		if a := s.Answer(&q.Fields[i]); !a.Known || a.Open {
			return false
		}
	}
	return true
}

// position is the line where a field is written, or zero.
func (s *Sheet) position(path string) int {
	below, ok := strings.CutPrefix(path, "spec.")
	if !ok {
		return 0
	}
	line, _ := s.Dossier.Position(below)
	return line
}

// About is what the author wrote above the document, without its marks.
func (s *Sheet) About() string {
	text := s.comments[""].Above
	if text == "" {
		text = s.comments["apiVersion"].Above
	}
	var words []string
	for line := range strings.SplitSeq(text, "\n") {
		words = append(words, strings.TrimSpace(strings.TrimLeft(line, "# ")))
	}
	return strings.TrimSpace(strings.Join(words, " "))
}
