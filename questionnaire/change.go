package questionnaire

import (
	"encoding/json"
	"reflect"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
)

// Change is one thing that two versions of a dossier do not say alike: a field, or
// the lines of a list.
type Change struct {
	Title    havre.Text
	Field    *Field // nil for a list
	From, To Answer // of a field
	// Of a list, the entries of the one that are not in the other, as YAML.
	Removed, Added []string
}

// lists are what a dossier holds that is a list of entries.
var lists = []struct {
	path  string
	title havre.Text
}{
	{"spec.flows", havre.Text{FR: "flux", EN: "flows"}},
	{"spec.evidence", havre.Text{FR: "documents", EN: "documents"}},
	{"spec.derogations", havre.Text{FR: "dérogations", EN: "derogations"}},
}

// Changes lists what a later version says otherwise, in the order of the questions.
// A field that was unknown and is no longer said counts for nothing.
func Changes(from, to *Sheet) []Change {
	var out []Change
	for i := range All() {
		for k := range All()[i].Fields {
			f := &All()[i].Fields[k]
			a, b := from.Answer(f), to.Answer(f)
			if f.Kind != Places && (a.Known != b.Known || a.Open != b.Open || !slices.Equal(a.Words, b.Words)) {
				out = append(out, Change{Title: f.Title, Field: f, From: a, To: b})
			}
		}
	}
	if a, b := from.Dossier.Metadata.Name, to.Dossier.Metadata.Name; a != b {
		title := havre.Text{FR: "identifiant", EN: "identifier"}
		out = append(out, Change{Title: title, Removed: []string{a}, Added: []string{b}})
	}
	for _, l := range lists {
		a, b := from.entries(l.path), to.entries(l.path)
		c := Change{Title: l.title, Removed: missingFrom(b, a), Added: missingFrom(a, b)}
		if len(c.Removed)+len(c.Added) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// entries are the entries of a list, each as a line of YAML.
func (s *Sheet) entries(path string) []string {
	v, ok := s.value(path)
	if !ok {
		return nil
	}
	if f, is := reflect.TypeAssert[dossier.Flows](v); is && f.IsZero() {
		return nil
	}
	var items []json.RawMessage
	if err := json.Unmarshal(marshal(v), &items); err != nil {
		return nil // no list
	}
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = flow(item)
	}
	return out
}

// missingFrom lists what is in a list and not in another.
func missingFrom(other, list []string) []string {
	var out []string
	for _, x := range list {
		if !slices.Contains(other, x) {
			out = append(out, x)
		}
	}
	return out
}
