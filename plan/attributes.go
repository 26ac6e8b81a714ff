package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Attributes are what a resource is made of. A value is a string, an int64, a bool or
// a []string, so that two of them compare and read well. A list whose order means
// nothing is made with [Set].
//
// A word that begins with [Ref] refers to another resource of the same environment:
// "@network/main" stands for the identifier that its platform gives that network, and so
// does the last word of "in tcp 8080 @group/front". Words are apart by spaces.
type Attributes map[string]any

// Ref begins a reference to another resource: Ref + its key. A word that begins with it
// and refers to nothing is written with two, as [Literal] does.
const Ref = "@"

// Literal is a text that somebody wrote, as an attribute in which nothing is a reference.
func Literal(s string) string {
	words := strings.Split(s, " ")
	for i, w := range words {
		if strings.HasPrefix(w, Ref) {
			words[i] = Ref + w
		}
	}
	return strings.Join(words, " ")
}

// Set is a list in an order of its own, each value once: how a list whose order means
// nothing is written.
func Set(values ...string) []string {
	out := slices.Clone(values)
	slices.Sort(out)
	return slices.Compact(out)
}

// String is a text attribute, "" when there is none.
func (a Attributes) String(name string) string {
	s, _ := a[name].(string)
	return s
}

// Int is a number attribute, 0 when there is none.
func (a Attributes) Int(name string) int64 {
	n, _ := a[name].(int64)
	return n
}

// Bool is a yes or no attribute, no when there is none.
func (a Attributes) Bool(name string) bool {
	b, _ := a[name].(bool)
	return b
}

// List is a list attribute, nil when there is none.
func (a Attributes) List(name string) []string {
	l, _ := a[name].([]string)
	return l
}

// UnmarshalJSON implements json.Unmarshaler: numbers are int64, arrays []string.
func (a *Attributes) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var raw map[string]any
	if err := d.Decode(&raw); err != nil {
		return fmt.Errorf("plan: attributes: %w", err)
	}
	out := make(Attributes, len(raw))
	for name, v := range raw {
		if v == nil { // a list of nothing
			out[name] = []string{}
			continue
		}
		value, err := attribute(v)
		if err != nil {
			return fmt.Errorf("plan: attribute %s: %w", name, err)
		}
		out[name] = value
	}
	*a = out
	return nil
}

func attribute(v any) (any, error) {
	switch x := v.(type) {
	case string, bool:
		return x, nil
	case json.Number:
		return x.Int64()
	case []any:
		list := make([]string, len(x))
		for i, item := range x {
			s, ok := item.(string)
			if !ok {
				return nil, fmt.Errorf("a list of strings is expected, not %T", item)
			}
			list[i] = s
		}
		return list, nil
	}
	return nil, fmt.Errorf("a string, a whole number, a truth or a list is expected, not %T", v)
}

// Refs are the keys that the attributes refer to, each once.
func (a Attributes) Refs() []string {
	var out []string
	a.each(func(key string) string {
		out = append(out, key)
		return ""
	})
	return Set(out...)
}

// Resolve gives the attributes with each reference replaced by the identifier of what
// it refers to. One that ids does not have is left as it is.
func (a Attributes) Resolve(ids map[string]string) Attributes {
	return a.each(func(key string) string { return ids[key] })
}

// each gives the attributes with every reference replaced by what fn makes of its key,
// unless that is "".
func (a Attributes) each(fn func(key string) string) Attributes {
	replaced := func(word string) string {
		key, ok := strings.CutPrefix(word, Ref)
		switch {
		case !ok || key == "":
			return word
		case strings.HasPrefix(key, Ref): // it was meant literally
			return key
		}
		if id := fn(key); id != "" {
			return id
		}
		return word
	}
	each := func(s string) string {
		words := strings.Split(s, " ")
		for i := range words {
			words[i] = replaced(words[i])
		}
		return strings.Join(words, " ")
	}
	out := maps.Clone(a)
	for name, v := range a {
		switch x := v.(type) {
		case string:
			out[name] = each(x)
		case []string:
			list := make([]string, len(x))
			for i := range x {
				list[i] = each(x[i])
			}
			if slices.IsSorted(x) { // a set stays one
				slices.Sort(list)
			}
			out[name] = list
		}
	}
	return out
}

// Same says whether two values of an attribute are alike. What is empty is like what
// is not there.
func Same(a, b any) bool {
	x, isList := a.([]string)
	y, isToo := b.([]string)
	if isList || isToo {
		return slices.Equal(x, y)
	}
	return empty(a) && empty(b) || a == b
}

func empty(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case string:
		return x == ""
	case int64:
		return x == 0
	case bool:
		return !x
	case []string:
		return len(x) == 0
	}
	return false
}
