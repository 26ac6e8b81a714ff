package questionnaire

import (
	"bytes"
	"reflect"
	"slices"
	"strings"

	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/document"
)

// AddFlows adds flows to the dossier of a text and leaves the rest of it as it is
// written, byte for byte. Only a list written in a way that no line can be added to
// makes the whole text be written anew, its comments kept. The error is
// [havre.Problems].
func AddFlows(text []byte, list []dossier.Flow) ([]byte, error) {
	s, err := Read(text)
	if err != nil || len(list) == 0 {
		return text, err
	}
	want := s.Dossier.Spec.Flows
	want.Complete = want.Complete || s.position("spec.flows") == 0 // nothing was said: these are all
	want.List = append(slices.Clone(want.List), list...)
	if out, ok := insertFlows(text, list); ok {
		if after, err := Read(out); err == nil && sameFlows(after.Dossier.Spec.Flows, want) && sameRest(s, after) {
			return out, nil
		}
	}
	d := *s.Dossier
	d.Spec.Flows = want
	out := (&Sheet{&d, s.comments}).YAML()
	_, err = Read(out)
	return out, err
}

func sameFlows(a, b dossier.Flows) bool {
	return a.Complete == b.Complete && bytes.Equal(marshalOf(a), marshalOf(b))
}

// sameRest says that nothing but the flows differs.
func sameRest(a, b *Sheet) bool {
	x, y := a.Dossier.Spec, b.Dossier.Spec
	x.Flows, y.Flows = dossier.Flows{}, dossier.Flows{}
	return reflect.DeepEqual(a.Dossier.Metadata, b.Dossier.Metadata) && bytes.Equal(marshalOf(x), marshalOf(y))
}

// insertFlows adds lines to the text: after the last flow of a list that has a line
// each, instead of an empty list, or at the end of the specification.
func insertFlows(text []byte, list []dossier.Flow) ([]byte, bool) {
	docs, problems := document.Parse(file, text)
	if len(docs) != 1 || problems.Err() != nil {
		return nil, false
	}
	spec := docs[0].Get("spec")
	if spec == nil || spec.Kind != document.Mapping || len(spec.Keys) == 0 {
		return nil, false
	}
	lines := strings.SplitAfter(string(text), "\n")
	flows := spec.Get("flows")
	indent := strings.Repeat(" ", spec.Keys[0].Column-1)
	at := after(lines, spec.Keys[0].Line-1, len(indent), "")
	head := indent + "flows:\n"
	if flows != nil {
		key := spec.Keys[slices.Index(spec.Items, flows)]
		switch {
		case flows.Kind == document.Sequence && len(flows.Items) > 0 && flows.Line > key.Line:
			indent, head = strings.Repeat(" ", max(0, flows.Column-3)), ""
			at = after(lines, key.Line, flows.Column-1, "-#")
		case flows.Kind == document.Sequence && len(flows.Items) == 0 && strings.TrimSpace(lines[key.Line-1]) == "flows: []":
			lines[key.Line-1] = head
			head, at = "", key.Line
		default:
			return nil, false
		}
	}
	var b strings.Builder
	for _, l := range lines[:at] {
		b.WriteString(l)
	}
	if b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
		b.WriteByte('\n')
	}
	b.WriteString(head)
	for i := range list {
		b.WriteString(indent + "  - " + flow(marshalOf(list[i])) + "\n")
	}
	for _, l := range lines[at:] {
		b.WriteString(l)
	}
	return []byte(b.String()), true
}

// after is the first line, from one on, that says something and stands further left
// than a column, or at it without one of some signs; blank lines before it stay with
// what follows.
func after(lines []string, from, column int, signs string) int {
	end := from
	for i := from; i < len(lines); i++ {
		words := strings.TrimLeft(lines[i], " ")
		if strings.TrimSpace(words) == "" {
			continue
		}
		at := len(lines[i]) - len(words)
		if at < column || (at == column && signs != "" && !strings.ContainsAny(words[:1], signs)) {
			break
		}
		end = i + 1
	}
	return end
}

// FlowYAML is a flow on one line, as a dossier writes it.
func FlowYAML(f *dossier.Flow) string { return flow(marshalOf(f)) }
