package doctrine

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// Bounds on what is loaded, so that a hostile rule set costs nothing but its
// refusal. Those on one condition are in package condition.
const (
	MaxFile        = 256 << 10 // bytes
	MaxSets        = 100
	MaxRules       = 500 // in one set
	MaxCases       = 100 // of one rule
	MaxDefinitions = 200
)

// library is what the files say, before any condition is compiled.
type library struct {
	sets        []*Set
	definitions []*Definition
	problems    havre.Problems
}

// parse reads every YAML file at the root of a file system, in order of name. Of
// the files that were read before, the documents are given.
func parse(fsys fs.FS, before map[string][]*document.Node) *library {
	lib := &library{}
	names, err := ruleFiles(fsys)
	if err != nil {
		lib.add(havre.Problem{Message: havre.Text{
			FR: "dossier de règles illisible : %s", EN: "unreadable rule folder: %s",
		}.With(havre.Same(err.Error()))})
		return lib
	}
	if len(names) == 0 || len(names) > MaxSets {
		lib.add(havre.Problem{Message: havre.Text{
			FR: "%d fichiers de règles (.yaml) ; il en faut de 1 à %d", EN: "%d rule files (.yaml); 1 to %d are expected",
		}.With(len(names), MaxSets)})
		return lib
	}
	parts := make([]library, len(names)) // reading YAML is most of the time a start takes
	var files sync.WaitGroup
	for i, name := range names {
		files.Go(func() { parts[i].file(fsys, name, before[name]) })
	}
	files.Wait()
	for _, part := range parts {
		lib.sets = append(lib.sets, part.sets...)
		lib.definitions = append(lib.definitions, part.definitions...)
		lib.add(part.problems...)
	}
	return lib
}

func ruleFiles(fsys fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if ext := path.Ext(e.Name()); !e.IsDir() && (ext == ".yaml" || ext == ".yml") {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

func (lib *library) add(p ...havre.Problem) { lib.problems = append(lib.problems, p...) }

var errTooLong = errors.New("file too long")

func readBounded(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read from
	data, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err == nil && len(data) > MaxFile {
		err = errTooLong
	}
	return data, err
}

func (lib *library) file(fsys fs.FS, name string, nodes []*document.Node) {
	data, err := readBounded(fsys, name)
	if errors.Is(err, errTooLong) {
		lib.add(havre.Problem{File: name, Message: havre.Text{
			FR: "fichier trop long : %d Kio au plus", EN: "file too long: %d KiB at most",
		}.With(MaxFile >> 10)})
		return
	}
	if err != nil {
		lib.add(havre.Problem{File: name, Message: havre.Text{
			FR: "fichier illisible : %s", EN: "unreadable file: %s",
		}.With(havre.Same(err.Error()))})
		return
	}
	if nodes == nil {
		var problems havre.Problems
		nodes, problems = document.Parse(name, data)
		lib.add(problems...)
		if problems.Err() != nil {
			return
		}
	}
	text := &source{file: name, data: data}
	if len(nodes) != 1 {
		lib.add(text.at(nil, "").problem(havre.Text{
			FR: "le fichier contient %d documents ; il en faut un", EN: "the file holds %d documents; one is expected",
		}.With(len(nodes))))
		return
	}
	lib.document(object{text, &lib.problems, nodes[0], ""}, data)
}

func (lib *library) document(o object, data []byte) {
	if !o.only("apiVersion", "kind", "metadata", "spec") {
		return
	}
	o.word("apiVersion", true, havre.APIVersion)
	switch o.word("kind", true, "RuleSet", "Definitions") {
	case "RuleSet":
		lib.sets = append(lib.sets, readSet(o, data))
	case "Definitions":
		lib.shared(o)
	}
}

// shared reads the definitions that every set may use.
func (lib *library) shared(o object) {
	if m := o.child("metadata"); m.node != nil {
		m.only("id", "title", "version")
	}
	spec := o.child("spec")
	if spec.node == nil {
		o.missing("spec")
		return
	}
	spec.only("sources", "definitions")
	sources, _ := readSources(spec.child("sources"))
	for _, d := range readDefinitions(spec) {
		if d.Source != "" && !slices.ContainsFunc(sources, func(s Source) bool { return s.ID == d.Source }) {
			lib.add(d.place.value(unknownSource, d.Source, sourceIDs(sources)))
		}
		lib.definitions = append(lib.definitions, d)
	}
}

var (
	identifier    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	ruleID        = regexp.MustCompile(`^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$`)
	unknownSource = havre.Text{FR: "source inconnue : elle n'est pas dans « sources »", EN: "unknown source: it is not in \"sources\""}
)

func readSet(o object, data []byte) *Set {
	s := &Set{File: o.text.file, place: o.place(o.node, "")}
	sum := sha256.Sum256([]byte(strings.ReplaceAll(string(data), "\r\n", "\n")))
	s.Digest = hex.EncodeToString(sum[:])
	if m := o.child("metadata"); m.only("id", "title", "version") {
		s.ID = m.str("id", true)
		s.place = m.at("id")
		if base := strings.TrimSuffix(o.text.file, path.Ext(o.text.file)); s.ID != base || !identifier.MatchString(s.ID) {
			m.add(m.at("id").value(havre.Text{
				FR: "l'identifiant est celui du fichier, en minuscules, chiffres et tirets", EN: "the identifier is the name of the file, in lower case, digits and hyphens",
			}, s.ID, []string{base}))
		}
		s.Title = m.bilingual("title", true)
		s.Version = m.str("version", true)
	} else {
		o.missing("metadata")
	}
	spec := o.child("spec")
	if !spec.only("level", "ministry", "from", "until", "inherits", "repeals", "sources", "definitions", "rules") {
		o.missing("spec")
		return s
	}
	s.readSpec(spec)
	return s
}

func (s *Set) readSpec(spec object) {
	s.Level = Level(spec.word("level", true, string(Common), string(State), string(Statute), string(Ministry)))
	s.Ministry = spec.str("ministry", s.Level == Ministry)
	if s.Level != Ministry && s.Ministry != "" {
		spec.add(spec.at("ministry").problem(havre.Text{FR: "seule une doctrine de niveau ministry nomme un ministère", EN: "only a set of level ministry names a ministry"}))
	}
	s.Period = spec.period(true)
	s.periodAt = spec.at("from")
	s.Inherits = spec.str("inherits", false)
	for _, r := range spec.children("repeals") {
		r.only("rule", "reason")
		s.Repeals = append(s.Repeals, Repeal{r.str("rule", true), r.bilingual("reason", true), r.at("rule")})
	}
	s.Sources, s.sourceAt = readSources(spec.child("sources"))
	s.Definitions = readDefinitions(spec)
	rules := spec.children("rules")
	if len(rules) > MaxRules {
		spec.add(spec.at("rules").problem(havre.Text{FR: "%d règles ; %d au plus", EN: "%d rules; %d at most"}.With(len(rules), MaxRules)))
		return
	}
	for _, r := range rules {
		if rule := readRule(r); rule != nil {
			s.Rules = append(s.Rules, rule)
		}
	}
}

// readSources reads a mapping of keys to sources, in the order of the file.
func readSources(o object) (out Sources, at []place) {
	if o.node == nil {
		return nil, nil
	}
	if o.node.Kind != document.Mapping {
		o.only()
		return nil, nil
	}
	for _, k := range o.node.Keys {
		c := o.child(k.Value)
		if !c.only("title", "article", "url", "date", "publisher", "confidence", "note") {
			continue
		}
		at = append(at, o.place(k, k.Value))
		out = append(out, Source{
			ID: k.Value, Title: c.wording("title", true), Article: c.str("article", false), URL: c.str("url", false),
			Date: c.date("date", false), Publisher: c.wording("publisher", false),
			Confidence: havre.Confidence(c.word("confidence", true, havre.Confidences...)),
		})
	}
	return out, at
}

func sourceIDs(sources Sources) []string {
	out := make([]string, len(sources))
	for i, s := range sources {
		out[i] = s.ID
	}
	return out
}

var definitionName = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)

func readDefinitions(spec object) []*Definition {
	var out []*Definition
	for _, o := range spec.children("definitions") {
		if !o.only("name", "title", "source", "means") {
			continue
		}
		d := &Definition{
			Name: o.str("name", true), Title: o.bilingual("title", true),
			Source: o.str("source", false), Means: o.str("means", true),
			place: o.at("name"), means: o.at("means"),
		}
		if d.Name != "" && (!definitionName.MatchString(d.Name) || slices.Contains(reserved, d.Name)) {
			o.add(o.at("name").value(havre.Text{
				FR: "un nom de définition s'écrit comme donneesSensibles, et n'est pas un mot du langage",
				EN: "a definition's name is written like sensitiveData, and is not a word of the language",
			}, d.Name, nil))
			continue
		}
		out = append(out, d)
	}
	if len(out) > MaxDefinitions {
		spec.add(spec.at("definitions").problem(havre.Text{FR: "%d définitions ; %d au plus", EN: "%d definitions; %d at most"}.With(len(out), MaxDefinitions)))
		return nil
	}
	return out
}

// reserved are the words of CEL and of the two sides of a decision.
var reserved = []string{
	"dossier", "offer", "sets", "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for",
	"function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
	"all", "exists", "exists_one", "filter", "map", "has", "size", "type", "bool", "bytes", "double", "duration",
	"dyn", "int", "list", "string", "timestamp", "uint", "matches", "contains", "intersects",
}
