package document

import (
	"encoding"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/havre-cloud/havre"
)

// The tags of a field:
//
//	json:"name"       its name in the document
//	enum:"a,b"        the words it takes (also of the elements of a list)
//	required:"true"   it must be there
//	min:"1" max:"4"   bounds of a whole number
//	pattern:"^a$"     form of a text, form:"…|…" saying it in French and English
//	doc:"…|…"         what it is, in French and English
type field struct {
	name     string
	index    []int
	shape    *shape
	enum     []string
	required bool
	min, max *int64
	pattern  *regexp.Regexp
	form     havre.Text
	doc      havre.Text
}

// shape is how values of a type are read.
type shape struct {
	kind   shapeKind
	typ    reflect.Type
	elem   *shape // of a pointer, a list or a map
	fields []field
	byName map[string]int
	names  []string
}

type shapeKind uint8

const (
	shapeStruct shapeKind = iota
	shapePointer
	shapeList
	shapeMap
	shapeRaw    // *Node, kept as it is
	shapeCustom // reads its own node
	shapeWord   // reads a scalar with UnmarshalText
	shapeTruth
	shapeDate
	shapeString
	shapeInt
	shapeFloat
	shapeBool
)

// NodeDecoder is a type that reads its own node, whatever its kind; it reports
// what is wrong to the context. It is called on a pointer.
type NodeDecoder interface {
	DecodeNode(c *Context, n *Node)
}

// Schemer is a type that describes its own JSON Schema, given the words of its
// field's enum tag.
type Schemer interface {
	JSONSchema(words []string, lang havre.Lang) map[string]any
}

// Worder is a scalar type that lists the words it accepts.
type Worder interface{ Accepts() []string }

// Expecter is a scalar type that says what it accepts, in a noun phrase.
type Expecter interface{ Expected() havre.Text }

var (
	nodeType    = reflect.TypeFor[*Node]()
	truthType   = reflect.TypeFor[havre.Truth]()
	dateType    = reflect.TypeFor[havre.Date]()
	textType    = reflect.TypeFor[havre.Text]()
	decoderType = reflect.TypeFor[NodeDecoder]()
	wordType    = reflect.TypeFor[encoding.TextUnmarshaler]()
)

var shapes sync.Map // reflect.Type -> *shape

// shapeOf is the shape of a type, worked out once. A type that cannot be read is
// a defect of the program: it panics, and any test that decodes the type sees it.
func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape) //nolint:errcheck,forcetypeassert // only shapes are stored
	}
	s := newShape(t)
	shapes.Store(t, s)
	return s
}

func newShape(t reflect.Type) *shape {
	s := &shape{typ: t}
	pointer := reflect.PointerTo(t)
	switch {
	case t == nodeType:
		s.kind = shapeRaw
	case t == truthType:
		s.kind = shapeTruth
	case t == dateType:
		s.kind = shapeDate
	case pointer.Implements(decoderType):
		s.kind = shapeCustom
	case pointer.Implements(wordType):
		s.kind = shapeWord
	default:
		s.plain(t)
	}
	return s
}

func (s *shape) plain(t reflect.Type) {
	switch t.Kind() {
	case reflect.Struct:
		s.kind, s.byName = shapeStruct, map[string]int{}
		s.addFields(t, nil)
	case reflect.Pointer:
		s.kind, s.elem = shapePointer, shapeOf(t.Elem())
	case reflect.Slice:
		s.kind, s.elem = shapeList, shapeOf(t.Elem())
	case reflect.Map:
		s.kind, s.elem = shapeMap, shapeOf(t.Elem())
	case reflect.String:
		s.kind = shapeString
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		s.kind = shapeInt
	case reflect.Float64:
		s.kind = shapeFloat
	case reflect.Bool:
		s.kind = shapeBool
	default:
		panic(fmt.Sprintf("document: no way to read a %s", t))
	}
}

// addFields lists the fields of a struct, those of embedded ones with them.
func (s *shape) addFields(t reflect.Type, index []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(append([]int(nil), index...), i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			s.addFields(f.Type, at)
			continue
		case !f.IsExported() || name == "-":
			continue
		case name == "":
			name = strings.ToLower(f.Name[:1]) + f.Name[1:]
		}
		s.byName[name] = len(s.fields)
		s.names = append(s.names, name)
		s.fields = append(s.fields, newField(name, at, f, t == textType))
	}
}

func newField(name string, index []int, f reflect.StructField, required bool) field {
	out := field{name: name, index: index, shape: shapeOf(f.Type)}
	if e := f.Tag.Get("enum"); e != "" {
		out.enum = strings.Split(e, ",")
	}
	out.required = required || f.Tag.Get("required") == "true"
	out.min, out.max = bound(f, "min"), bound(f, "max")
	if p := f.Tag.Get("pattern"); p != "" {
		out.pattern = regexp.MustCompile(p)
	}
	out.form, out.doc = bilingual(f.Tag.Get("form")), bilingual(f.Tag.Get("doc"))
	return out
}

func bound(f reflect.StructField, tag string) *int64 {
	s := f.Tag.Get(tag)
	if s == "" {
		return nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		panic(fmt.Sprintf("document: %s of field %s: %v", tag, f.Name, err))
	}
	return &n
}

func bilingual(s string) havre.Text {
	fr, en, _ := strings.Cut(s, "|")
	return havre.Text{FR: fr, EN: en}
}
