package settings

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// Input is where settings come from.
type Input struct {
	Prefix  string // of the variables of the environment: HAVRE_
	Environ []string
	Flags   map[string][]string // values given to each flag
	File    string              // name of the file, for messages; empty when there is none
	Data    []byte              // its content
}

// Origin says where each setting was last said, by key: --listen, HAVRE_LISTEN,
// havre.yaml. A setting that nobody said is not there.
type Origin map[string]string

// Read fills the struct that into points to. What is wrong is told by the name it
// was given under; warnings are among the problems.
func Read(into any, in Input) (Origin, havre.Problems) {
	all := Of(into, in.Prefix)
	r := reader{into: into, all: all, origin: Origin{}}
	r.defaults()
	r.file(in.File, in.Data)
	r.environment(in)
	r.flags(in.Flags)
	return r.origin, r.problems
}

type reader struct {
	into     any
	all      []Setting
	origin   Origin
	problems havre.Problems
}

func (r *reader) defaults() {
	for i := range r.all {
		if r.all[i].Default == "" {
			continue
		}
		if ps := document.Decode("", r.all[i].node(r.all[i].Default), r.into); len(ps) > 0 {
			panic(fmt.Sprintf("settings: the default of %s: %v", r.all[i].Key, ps)) // a defect of the program, which any start shows
		}
	}
}

func (r *reader) file(name string, data []byte) {
	if name == "" || len(strings.TrimSpace(string(data))) == 0 {
		return
	}
	docs, problems := document.Parse(name, data)
	r.problems = append(r.problems, problems...)
	if len(docs) > 1 {
		r.problems = append(r.problems, havre.Problem{File: name, Line: docs[1].Line, Column: docs[1].Column, Message: msgOneDocument})
	}
	if len(docs) == 0 {
		return
	}
	r.problems = append(r.problems, document.Decode(name, docs[0], r.into)...)
	for i := range r.all {
		if n := docs[0].At(r.all[i].Key); n != nil && !n.Null {
			r.origin[r.all[i].Key] = name
		}
	}
}

func (r *reader) environment(in Input) {
	for _, pair := range in.Environ {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, in.Prefix) {
			continue
		}
		if s := r.find(func(s *Setting) bool { return s.Env == name }); s != nil {
			r.set(s, name, value)
			continue
		}
		r.misspelt(name, in.Prefix)
	}
}

// misspelt refuses a variable that looks like one of ours: ignoring it would run
// the program otherwise than was asked. One that resembles none is not ours: a
// Kubernetes service called havre makes HAVRE_PORT, for one.
func (r *reader) misspelt(name, prefix string) {
	names := make([]string, len(r.all))
	for i := range r.all {
		names[i] = strings.TrimPrefix(r.all[i].Env, prefix)
	}
	if near := havre.Nearest(strings.TrimPrefix(name, prefix), names); near != "" {
		r.problems = append(r.problems, havre.Problem{Field: name, Value: name, Suggestion: prefix + near, Message: msgNoSuchVariable})
	}
}

func (r *reader) flags(given map[string][]string) {
	for i := range r.all {
		if values := given[r.all[i].Flag]; r.all[i].Flag != "" && len(values) > 0 {
			r.set(&r.all[i], "--"+r.all[i].Flag, r.all[i].last(values))
		}
	}
}

// last is the value to believe: the last one, or all those of a list.
func (s *Setting) last(values []string) string {
	if s.List {
		return strings.Join(values, ",")
	}
	return values[len(values)-1]
}

func (r *reader) find(is func(*Setting) bool) *Setting {
	for i := range r.all {
		if is(&r.all[i]) {
			return &r.all[i]
		}
	}
	return nil
}

// set reads one value and names it in what is wrong. An empty value unsets.
func (r *reader) set(s *Setting, name, value string) {
	r.origin[s.Key] = name
	if value == "" {
		reflect.ValueOf(r.into).Elem().FieldByIndex(s.index).SetZero()
		return
	}
	for _, p := range document.Decode("", s.node(value), r.into) {
		p.Field = name
		if s.Secret {
			p.Value = ""
		}
		r.problems = append(r.problems, p)
	}
}

// node is the document that says only this setting.
func (s *Setting) node(value string) *document.Node {
	n := &document.Node{Kind: document.Scalar, Value: value}
	if s.List {
		n = &document.Node{Kind: document.Sequence}
		for item := range strings.SplitSeq(value, ",") {
			n.Items = append(n.Items, &document.Node{Kind: document.Scalar, Value: strings.TrimSpace(item)})
		}
	}
	path := strings.Split(s.Key, ".")
	for _, p := range slices.Backward(path) {
		n = &document.Node{
			Kind: document.Mapping, Items: []*document.Node{n},
			Keys: []*document.Node{{Kind: document.Scalar, Value: p}},
		}
	}
	return n
}

var (
	msgOneDocument = havre.Text{
		FR: "un seul document est attendu dans le fichier des réglages",
		EN: "one document is expected in the file of settings",
	}
	msgNoSuchVariable = havre.Text{
		FR: "aucun réglage ne porte ce nom",
		EN: "no setting bears this name",
	}
)
