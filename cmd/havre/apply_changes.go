package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/dossier"
)

// fieldChange is a field that differs between an object and its document.
type fieldChange struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// String is the change on one line.
func (c fieldChange) String() string {
	return c.Field + ": " + orElse(c.Before, "–") + " → " + orElse(c.After, "–")
}

// changes are the fields of an object that differ from what its document says.
func (ap *applying) changes(m *manifest, o *object) ([]fieldChange, error) {
	want := map[string]string{}
	if m.kind.name == "Dossier" {
		spec, err := m.dossierSpec()
		if err != nil {
			return nil, err
		}
		leaves("spec", spec, want)
	} else {
		leaves("spec", m.fields["spec"], want)
	}
	have := map[string]string{}
	leaves("spec", o.fields["spec"], have)
	for _, name := range []string{"name", "title", "organisation"} {
		if v := m.at("metadata." + name); v != "" {
			want["metadata."+name], have["metadata."+name] = v, o.at("metadata."+name)
		}
	}
	out, err := ap.differences(want, have)
	if err != nil || len(out) > 0 || m.kind.name != "Dossier" {
		return out, err
	}
	return ap.textChange(m, o)
}

// differences compares two sets of fields; organisations by what they are, whatever
// they are called.
func (ap *applying) differences(want, have map[string]string) (out []fieldChange, err error) {
	paths := slices.Collect(maps.Keys(want))
	for path := range have {
		if _, ok := want[path]; !ok {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	for _, path := range paths {
		before, after := have[path], want[path]
		if isOrganisation(path) && after != "" {
			if after, err = ap.organisationID(after); err != nil {
				return nil, err
			}
		}
		if before != after {
			out = append(out, fieldChange{path, before, want[path]})
		}
	}
	return out, nil
}

// textChange is a need whose text changed and says the same: its comments.
func (ap *applying) textChange(m *manifest, o *object) ([]fieldChange, error) {
	if m.at("id") != "" || m.at("metadata.organisation") != "" {
		return nil, nil // the text on record is not the one that was sent
	}
	a, err := ap.Send(ap.ctx, client.Call{Method: http.MethodGet, Path: m.kind.path + "/" + o.ID + "/document", Accept: "application/yaml"})
	if err != nil || bytes.Equal(bytes.TrimSpace(a.Body), bytes.TrimSpace(m.text)) {
		return nil, err
	}
	count := func(text []byte) string {
		lines := bytes.Count(bytes.TrimSpace(text), []byte{'\n'}) + 1
		return ap.say(havre.Text{FR: "%d lignes", EN: "%d lines"}, lines)
	}
	return []fieldChange{{ap.say(havre.Text{FR: "texte", EN: "text"}), count(a.Body), count(m.text)}}, nil
}

// dossierSpec is the spec of a need as the portal shows it.
func (m *manifest) dossierSpec() (any, error) {
	text := m.text
	if len(m.fields) > 4 || m.at("metadata.organisation") != "" || m.at("metadata.version") != "" {
		plain, err := json.Marshal(map[string]any{
			"apiVersion": m.fields["apiVersion"], "kind": "Dossier", "metadata": map[string]any{"name": m.at("metadata.name")}, "spec": m.fields["spec"],
		})
		if err != nil {
			return nil, fmt.Errorf("reading a need: %w", err)
		}
		text = plain
	}
	all, err := dossier.Parse(m.file, text)
	if err != nil || len(all) != 1 {
		return m.fields["spec"], nil //nolint:nilerr // the portal says what is wrong with it
	}
	raw, err := json.Marshal(all[0].Spec)
	if err != nil {
		return nil, fmt.Errorf("reading a need: %w", err)
	}
	var spec any
	err = json.Unmarshal(raw, &spec)
	return spec, err
}

// leaves are the values of a document by their paths. What says nothing is left out:
// no, none and nothing are what a field left out is.
func leaves(path string, v any, out map[string]string) {
	switch v := v.(type) {
	case nil:
	case map[string]any:
		for name, inner := range v {
			leaves(path+"."+name, inner, out)
		}
	case []any:
		if len(v) == 0 {
			return
		}
		if _, simple := v[0].(string); simple {
			out[path] = strings.TrimSpace(cellOf(v))
			return
		}
		for i, inner := range v {
			leaves(fmt.Sprintf("%s.%d", path, i), inner, out)
		}
	case bool:
		if v {
			out[path] = cellOf(v)
		}
	default:
		if text := strings.TrimSpace(textOf(v)); text != "" {
			out[path] = text
		}
	}
}

// textOf is a simple value, read as YAML or as JSON, in one form.
func textOf(v any) string {
	switch v := v.(type) {
	case time.Time:
		if v.Equal(v.Truncate(24 * time.Hour)) {
			return v.Format(time.DateOnly)
		}
		return v.UTC().Format(time.RFC3339)
	case string:
		if t, err := time.Parse(time.RFC3339, v); err == nil && t.Equal(t.Truncate(24*time.Hour)) {
			return t.UTC().Format(time.DateOnly)
		}
		return v
	case int:
		return strconv.Itoa(v)
	}
	return cellOf(v)
}
