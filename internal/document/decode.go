package document

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
)

// Decode fills the struct that v points to from a node and reports every
// mistake: unknown fields, missing ones, wrong shapes, wrong words. What is right
// is filled in even when something else is wrong.
func Decode(file string, n *Node, v any) havre.Problems {
	c := &Context{file: file}
	target := reflect.ValueOf(v).Elem()
	c.value(n, target, shapeOf(target.Type()), nil)
	if len(c.problems) >= MaxProblems {
		c.problems = append(c.problems[:MaxProblems:MaxProblems], havre.Problem{File: file, Message: msgMany})
	}
	return c.problems
}

// Context is where decoding is, for types that read their own node.
type Context struct {
	file     string
	path     []step
	enum     []string
	problems havre.Problems
}

// step is one element of a path: a name, or an index when the name is empty.
type step struct {
	name  string
	index int
}

// Path is the field being read: spec.flows.0.to.
func (c *Context) Path() string {
	var b strings.Builder
	for i, s := range c.path {
		if i > 0 {
			b.WriteByte('.')
		}
		if s.name == "" {
			b.WriteString(strconv.Itoa(s.index))
		} else {
			b.WriteString(s.name)
		}
	}
	return b.String()
}

// Enum lists the words of the field's enum tag.
func (c *Context) Enum() []string { return c.enum }

// Bad reports what is wrong with a node of the field being read.
func (c *Context) Bad(n *Node, message havre.Text, suggestion string) {
	if len(c.problems) > MaxProblems {
		return
	}
	p := problem(c.file, c.Path(), n, message)
	p.Suggestion = suggestion
	c.problems = append(c.problems, p)
}

// Word checks that a scalar is one of the words, and reports it otherwise.
func (c *Context) Word(n *Node, words []string) (string, bool) {
	if n.Kind != Scalar || n.Null {
		c.Bad(n, msgWantWord.With(strings.Join(words, ", ")), "")
		return "", false
	}
	for _, w := range words {
		if w == n.Value {
			return w, true
		}
	}
	c.Bad(n, msgWantWord.With(strings.Join(words, ", ")), havre.Nearest(n.Value, words))
	return "", false
}

// Item reads something of the element at an index of a list.
func (c *Context) Item(i int, read func()) {
	c.path = append(c.path, step{index: i})
	read()
	c.path = c.path[:len(c.path)-1]
}

// Decode fills what v points to from a node below the field being read.
func (c *Context) Decode(n *Node, v any) {
	target := reflect.ValueOf(v).Elem()
	c.value(n, target, shapeOf(target.Type()), nil)
}

func (c *Context) value(n *Node, v reflect.Value, s *shape, f *field) {
	if n.Null && s.kind != shapeRaw && s.kind != shapeCustom {
		return // nothing written is nothing said: required fields are checked apart
	}
	switch s.kind {
	case shapeStruct:
		c.mapping(n, v, s)
	case shapePointer:
		v.Set(reflect.New(s.elem.typ))
		c.value(n, v.Elem(), s.elem, f)
	case shapeList:
		c.list(n, v, s, f)
	case shapeMap:
		c.entries(n, v, s, f)
	case shapeRaw:
		v.Set(reflect.ValueOf(n))
	case shapeCustom:
		c.enum = nil
		if f != nil {
			c.enum = f.enum
		}
		v.Addr().Interface().(NodeDecoder).DecodeNode(c, n) //nolint:errcheck,forcetypeassert // checked by the shape
	default:
		c.scalar(n, v, s, f)
	}
}

func (c *Context) mapping(n *Node, v reflect.Value, s *shape) {
	if n.Kind != Mapping {
		c.Bad(n, msgWantGroup, "")
		return
	}
	var space [64]bool // most groups have fewer fields, and cost no allocation
	seen := append(space[:0], make([]bool, len(s.fields))...)
	for i, k := range n.Keys {
		at, ok := s.byName[k.Value]
		c.path = append(c.path, step{name: k.Value})
		switch {
		case !ok:
			c.unknown(k, s)
		case n.Items[i] != nil:
			f := &s.fields[at]
			seen[at] = !n.Items[i].Null
			c.value(n.Items[i], v.FieldByIndex(f.index), f.shape, f)
		}
		c.path = c.path[:len(c.path)-1]
	}
	for i := range s.fields {
		if s.fields[i].required && !seen[i] {
			c.missing(n, &s.fields[i])
		}
	}
}

func (c *Context) unknown(k *Node, s *shape) {
	c.Bad(k, msgUnknownField, havre.Nearest(k.Value, s.names))
	if last := len(c.problems) - 1; c.problems[last].Suggestion == "" && len(s.names) <= 24 {
		c.problems[last].Message = msgUnknownFieldAmong.With(strings.Join(s.names, ", "))
	}
}

func (c *Context) missing(n *Node, f *field) {
	c.path = append(c.path, step{name: f.name})
	at := *n
	at.Value = ""
	message := msgMissing
	if len(f.enum) > 0 {
		message = msgMissingWord.With(strings.Join(f.enum, ", "))
	}
	c.Bad(&at, message, "")
	c.path = c.path[:len(c.path)-1]
}

func (c *Context) list(n *Node, v reflect.Value, s *shape, f *field) {
	if n.Kind != Sequence {
		c.Bad(n, msgWantList, "")
		return
	}
	v.Set(reflect.MakeSlice(s.typ, len(n.Items), len(n.Items)))
	for i, item := range n.Items {
		c.path = append(c.path, step{index: i})
		if item.Null && s.elem.kind != shapeRaw && s.elem.kind != shapeCustom {
			c.Bad(item, msgEmptyItem, "")
		} else {
			c.value(item, v.Index(i), s.elem, f)
		}
		c.path = c.path[:len(c.path)-1]
	}
}

func (c *Context) entries(n *Node, v reflect.Value, s *shape, f *field) {
	if n.Kind != Mapping {
		c.Bad(n, msgWantGroup, "")
		return
	}
	v.Set(reflect.MakeMapWithSize(s.typ, len(n.Keys)))
	for i, k := range n.Keys {
		c.path = append(c.path, step{name: k.Value})
		item := reflect.New(s.elem.typ).Elem()
		c.value(n.Items[i], item, s.elem, f)
		v.SetMapIndex(reflect.ValueOf(k.Value).Convert(s.typ.Key()), item)
		c.path = c.path[:len(c.path)-1]
	}
}
