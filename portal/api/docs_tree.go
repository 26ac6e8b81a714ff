package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

// docsTree reads the published document, so that the pages say what it says.
type docsTree struct{ root map[string]any }

type docsInfo struct {
	Title, Version string
	Paragraphs     []string
}

type docsChapter struct {
	ID, Title, About string
	Count            int
}

type docsOperations struct {
	Chapter    docsChapter
	Operations []docsOperation
}

// docsOperation is an operation, as a person reads it.
type docsOperation struct {
	ID, Method, Path, Summary, Description string
	Public                                 bool
	Params                                 []docsParam
	Body                                   *docsContent
	Answers                                []docsAnswer
}

type docsParam struct {
	Name, In, Type, Description string
	Required                    bool
}

type docsContent struct {
	Media  []string
	Schema docsType
}

type docsAnswer struct {
	Status, Description, Problem string
	Content                      *docsContent
	Headers                      []docsParam
}

// docsType is the type of a value: a word, or the name of a schema to follow.
type docsType struct {
	Text, Schema string
	List         bool
}

type docsField struct {
	Name, Description string
	Type              docsType
	Required          bool
	Inner             []docsField
}

type docsSchema struct {
	Name, Description string
	Fields            []docsField
	JSON              string
}

func mapping(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func word(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}

func (t *docsTree) info() docsInfo {
	i := mapping(t.root["info"])
	return docsInfo{word(i, "title"), word(i, "version"), strings.Split(word(i, "description"), "\n\n")}
}

func (t *docsTree) chapters(a *API, l havre.Lang) []docsChapter {
	count := map[string]int{}
	for _, o := range a.order {
		count[o.group.id]++
	}
	out := make([]docsChapter, len(groups))
	for i, g := range groups {
		out[i] = docsChapter{g.id, g.title.In(l), g.about.In(l), count[g.id]}
	}
	return out
}

// operations are those of a chapter, in the order they were registered.
func (t *docsTree) operations(a *API, chapter string) (out []docsOperation) {
	for _, o := range a.order {
		if o.group.id == chapter {
			path := mapping(mapping(t.root["paths"])[Prefix+o.path])
			out = append(out, t.operation(o, mapping(path[strings.ToLower(o.method)])))
		}
	}
	return out
}

func (t *docsTree) operation(o *operation, m map[string]any) docsOperation {
	d := docsOperation{ID: o.id, Method: o.method, Path: Prefix + o.path, Summary: word(m, "summary"), Description: word(m, "description"), Public: o.public}
	for _, p := range sequence(m["parameters"]) {
		p := mapping(p)
		required, _ := p["required"].(bool)
		d.Params = append(d.Params, docsParam{word(p, "name"), word(p, "in"), typeText(mapping(p["schema"])), word(p, "description"), required})
	}
	if b := mapping(m["requestBody"]); b != nil {
		d.Body = contentOf(mapping(b["content"]))
	}
	answers := mapping(m["responses"])
	for _, status := range slices.Sorted(maps.Keys(answers)) {
		d.Answers = append(d.Answers, t.answer(status, mapping(answers[status])))
	}
	return d
}

func (t *docsTree) answer(status string, m map[string]any) docsAnswer {
	out := docsAnswer{Status: status, Description: word(m, "description")}
	if ref := word(m, "$ref"); ref != "" {
		out.Problem = ref[strings.LastIndexByte(ref, '/')+1:]
		out.Description = word(mapping(mapping(mapping(t.root["components"])["responses"])[out.Problem]), "description")
		return out
	}
	out.Content = contentOf(mapping(m["content"]))
	headers := mapping(m["headers"])
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		out.Headers = append(out.Headers, docsParam{Name: name, Description: word(mapping(mapping(headers[name])["schema"]), "description")})
	}
	return out
}

func contentOf(content map[string]any) *docsContent {
	if len(content) == 0 {
		return nil
	}
	out := &docsContent{Media: slices.Sorted(maps.Keys(content))}
	out.Schema = typeOfSchema(mapping(mapping(content[out.Media[0]])["schema"]))
	return out
}

// schema is a kind of document, with its fields.
func (t *docsTree) schema(name string) (docsSchema, bool) {
	s := mapping(mapping(mapping(t.root["components"])["schemas"])[name])
	if s == nil {
		return docsSchema{}, false
	}
	text, err := json.MarshalIndent(s, "", "  ")
	return docsSchema{name, word(s, "description"), fieldsOf(s), string(text)}, err == nil
}

func fieldsOf(s map[string]any) (out []docsField) {
	properties := mapping(s["properties"])
	required := sequence(s["required"])
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		p := mapping(properties[name])
		out = append(out, docsField{
			Name: name, Description: word(p, "description"), Type: typeOfSchema(p), Required: slices.Contains(required, any(name)), Inner: fieldsOf(p),
		})
	}
	return out
}

func typeOfSchema(s map[string]any) docsType {
	if word(s, "type") == "array" {
		t := typeOfSchema(mapping(s["items"]))
		t.List = true
		return t
	}
	if ref, ok := strings.CutPrefix(word(s, "$ref"), schemaPrefix); ok {
		return docsType{Text: ref, Schema: ref}
	}
	return docsType{Text: typeText(s)}
}

// typeText is the type of a simple value, with its words when they are few.
func typeText(s map[string]any) string {
	out := word(s, "type")
	if f := word(s, "format"); f != "" && f != "int64" {
		out = f
	}
	if words := sequence(s["enum"]); len(words) > 0 && len(words) <= 12 {
		all := make([]string, len(words))
		for i, w := range words {
			all[i] = fmt.Sprint(w)
		}
		out = strings.Join(all, " · ")
	}
	if out == "array" {
		out = typeText(mapping(s["items"])) + " …"
	}
	return out
}

func sequence(v any) []any {
	l, _ := v.([]any)
	return l
}
