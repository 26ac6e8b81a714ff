package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/document"
)

// manifest is one document of a file to apply.
type manifest struct {
	file   string
	line   int // of the file, before the first of the document
	text   []byte
	kind   *objectKind
	fields map[string]any
}

// manifests reads the documents of files and directories.
func (a *app) manifests(args []string) (all []*manifest, err error) {
	var problems havre.Problems
	for _, arg := range args {
		files, err := filesOf(arg)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			found, ps := a.manifestsOf(file)
			all, problems = append(all, found...), append(problems, ps...)
		}
	}
	return all, problems.Err()
}

// filesOf are the files of a directory that may hold documents, or the file itself.
func filesOf(arg string) ([]string, error) {
	info, err := os.Stat(arg)
	if arg == "-" || err != nil || !info.IsDir() {
		return []string{arg}, nil //nolint:nilerr // what cannot be opened is said in its turn
	}
	var out []string
	err = filepath.WalkDir(arg, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && slices.Contains(dossierFiles, strings.ToLower(filepath.Ext(name))) {
			out = append(out, name)
		}
		return err
	})
	if err != nil {
		return nil, havre.Problems{fileProblem(arg, err)}
	}
	return out, nil
}

// maxManifests is how large a file to apply may be.
const maxManifests = 64 << 20

func (a *app) manifestsOf(file string) ([]*manifest, havre.Problems) {
	var data []byte
	var err error
	if file == "-" {
		data, err = io.ReadAll(io.LimitReader(a.in, maxManifests))
	} else {
		data, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, havre.Problems{fileProblem(file, err)}
	}
	var out []*manifest
	var problems havre.Problems
	for _, m := range split(file, data) {
		if ps := m.read(); len(ps) > 0 {
			problems = append(problems, ps...)
			continue
		}
		out = append(out, m)
	}
	return out, problems
}

var divider = regexp.MustCompile(`(?m)^---[ \t]*(#.*)?$`)

// split cuts a text into its documents, whose text is kept as it is.
func split(file string, data []byte) (out []*manifest) {
	if first := bytes.TrimSpace(data); len(first) > 0 && (first[0] == '{' || first[0] == '[') {
		return splitJSON(file, data)
	}
	line, from := 0, 0
	add := func(to int) {
		text := data[from:to]
		if len(blank.ReplaceAll(text, nil)) > 0 {
			out = append(out, &manifest{file: file, line: line, text: text})
		}
		line += bytes.Count(text, []byte{'\n'})
	}
	for _, at := range divider.FindAllIndex(data, -1) {
		add(at[0])
		from = at[1]
	}
	add(len(data))
	return out
}

// blank is what a document that says nothing is made of.
var blank = regexp.MustCompile(`(?m)^\s*(#.*)?$|\s`)

// splitJSON cuts JSON values one after the other, or those of a list.
func splitJSON(file string, data []byte) (out []*manifest) {
	d := json.NewDecoder(bytes.NewReader(data))
	for {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			if !errors.Is(err, io.EOF) { // read as a document, it says where it is wrong
				out = append(out, &manifest{file: file, text: data[d.InputOffset():]})
			}
			return out
		}
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil {
			list = []json.RawMessage{raw}
		}
		for _, item := range list {
			line := bytes.Count(data[:d.InputOffset()], []byte{'\n'}) - bytes.Count(raw, []byte{'\n'})
			out = append(out, &manifest{file: file, line: line, text: item})
		}
	}
}

// read reads the fields of a document and finds its kind.
func (m *manifest) read() havre.Problems {
	nodes, problems := document.Parse(m.file, m.text)
	if err := problems.Err(); err != nil {
		return m.shift(problems)
	}
	if len(nodes) != 1 {
		return m.shift(havre.Problems{{File: m.file, Line: 1, Message: havre.Text{FR: "séparez les documents par une ligne de trois tirets", EN: "separate documents by a line of three dashes"}}})
	}
	kind := nodes[0].Get("kind")
	if kind == nil {
		return m.shift(havre.Problems{{File: m.file, Line: nodes[0].Line, Field: "kind", Message: havre.Text{FR: "ce document ne dit pas sa nature : ajoutez « kind: Dossier », par exemple", EN: "this document does not say its kind: add \"kind: Dossier\", for example"}}})
	}
	m.kind = kindNamed(kind.Value)
	if m.kind == nil || !m.kind.made {
		var names []string
		for _, k := range objectKinds {
			if k.made {
				names = append(names, k.name)
			}
		}
		return m.shift(havre.Problems{{
			File: m.file, Line: kind.Line, Column: kind.Column, Field: "kind", Value: kind.Value, Suggestion: havre.Nearest(kind.Value, names),
			Message: havre.Text{FR: "cette nature ne s'applique pas ; natures admises : %s", EN: "this kind cannot be applied; accepted kinds: %s"}.With(strings.Join(names, ", ")),
		}})
	}
	if err := yaml.Unmarshal(m.text, &m.fields); err != nil {
		return m.shift(havre.Problems{{File: m.file, Line: 1, Message: havre.Same(err.Error())}})
	}
	return nil
}

// shift moves lines of the document to those of the file.
func (m *manifest) shift(ps havre.Problems) havre.Problems {
	for i := range ps {
		ps[i].File = m.file
		if ps[i].Line > 0 {
			ps[i].Line += m.line
		}
	}
	return ps
}

// placed says of which file a refusal is, and where.
func (m *manifest) placed(err error) error {
	f := havre.FaultOf(err)
	if f == nil {
		return err
	}
	if len(f.Problems) == 0 {
		return havre.Problems{{File: m.file, Line: m.line + 1, Message: havre.Text{FR: "%[1]s %[2]s", EN: "%[1]s %[2]s"}.With(f.Message, f.Next)}}
	}
	return m.shift(slices.Clone(f.Problems))
}

// at is a value of the document by its path.
func (m *manifest) at(path string) string {
	var v any = m.fields
	for name := range strings.SplitSeq(path, ".") {
		fields, _ := v.(map[string]any)
		v = fields[name]
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// name is what people call the object of the document.
func (m *manifest) name() string {
	for _, path := range append([]string{"metadata.name", "spec.name", "spec.email", "spec.url"}, m.kind.key...) {
		if v := m.at(path); v != "" {
			return v
		}
	}
	return m.at("id")
}

// checkDossier reads a need as the portal will, without it: mistakes are told before
// anything is sent.
func (m *manifest) checkDossier() error {
	if len(m.fields) > 4 || m.at("metadata.organisation") != "" {
		return nil // what else it says is for the portal to read
	}
	_, err := dossier.Parse(m.file, m.text)
	return err
}

// placedText is the document, in the organisation asked for when it names none.
func (m *manifest) placedText(organisation string) []byte {
	if organisation == "" || m.kind.name == "Dossier" || !slices.Contains(m.kind.key, "metadata.organisation") || m.at("metadata.organisation") != "" {
		return m.text
	}
	placed := map[string]any{"organisation": organisation}
	if metadata, ok := m.fields["metadata"].(map[string]any); ok {
		maps.Copy(placed, metadata)
	}
	fields := maps.Clone(m.fields)
	fields["metadata"] = placed
	text, err := yaml.Marshal(dated(fields))
	if err != nil {
		return m.text
	}
	return text
}

// dated is a document whose days are written as days again: YAML reads them as
// instants.
func dated(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, inner := range v {
			out[name] = dated(inner)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = dated(v[i])
		}
		return out
	case time.Time:
		return textOf(v)
	}
	return v
}
