package ui

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/web"
)

// Field is what every kind of field has in common.
type Field struct {
	Name     string // in the form; also its id, unless ID says otherwise
	ID       string
	Label    string
	Hint     string
	Value    string
	Values   []string // of boxes, where several may be ticked
	Error    string   // what to do about what was typed
	Optional bool     // says so; a field is required otherwise
	Bare     bool     // a filter: neither required nor said to be optional
	Type     string   // of the input: text when empty
	Auto     string   // autocomplete, as HTML names it
	Mode     string   // inputmode
	Max      int      // characters
	Rows     int      // of a text area
	Inline   bool     // choices side by side
	Small    bool     // small boxes
	Code     bool     // of a text area: a text for programs, in letters of one width
	Heading  bool     // the legend is the heading of the page (level 1)
	Attrs    templ.Attributes
}

// Option is a choice.
type Option struct {
	Value, Label, Hint string
	Group              string // options of a list with the same group stand together
	Chosen             bool   // besides those that the field's Value and Values choose
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return itoa(f.Rows)
}

func (f Field) required() bool { return !f.Optional && !f.Bare }

// chosen says whether an option is.
func (f Field) chosen(o Option) bool {
	return o.Chosen || (f.Value != "" && o.Value == f.Value) || slices.Contains(f.Values, o.Value)
}

// described are the attributes that tie a field to its hint and its mistake.
func (f Field) described() templ.Attributes {
	var by []string
	if f.Hint != "" {
		by = append(by, f.id()+"-hint")
	}
	a := templ.Attributes{}
	if f.Error != "" {
		by = append(by, f.id()+"-error")
		a["aria-invalid"] = "true"
	}
	if len(by) > 0 {
		a["aria-describedby"] = strings.Join(by, " ")
	}
	return a
}

// grouped is the same for a group of fields, which cannot be invalid itself.
func (f Field) grouped() templ.Attributes {
	a := f.described()
	delete(a, "aria-invalid")
	by := []string{f.id() + "-legend"}
	if f.Hint != "" {
		by = append(by, f.id()+"-hint")
	}
	if f.Error != "" {
		by = append(by, f.id()+"-error")
	}
	delete(a, "aria-describedby")
	a["aria-labelledby"] = strings.Join(by, " ")
	return a
}

// choiceID is the id of the nth choice: the first has that of the field, so that the
// summary of mistakes leads to it.
func (f Field) choiceID(i int) string {
	if i == 0 {
		return f.id()
	}
	return f.id() + "-" + itoa(i)
}

// grouping puts options of the same group together, in the order they come.
func grouping(options []Option) [][]Option {
	var out [][]Option
	for _, o := range options {
		if n := len(out); n > 0 && out[n-1][0].Group == o.Group {
			out[n-1] = append(out[n-1], o)
			continue
		}
		out = append(out, []Option{o})
	}
	return out
}

// Answers is what was typed in a form and what is wrong with it: a form is drawn
// from it the first time, and again when it is refused.
type Answers struct {
	Values   url.Values
	Problems havre.Problems
}

// Answered is what a form sent, with the mistakes that an error holds; any other
// error is given back, to be told on its own page.
func Answered(r *web.Request, err error) (Answers, error) {
	a := Answers{Values: r.Form}
	if err == nil {
		return a, nil
	}
	if f := havre.FaultOf(err); f != nil && f.Code == havre.Invalid && len(f.Problems) > 0 {
		a.Problems = f.Problems
		return a, nil
	}
	return a, err
}

// Field is a field of the form, with what was typed and what is wrong with it.
func (a Answers) Field(r *web.Request, name, label, hint string) Field {
	return Field{Name: name, Label: label, Hint: hint, Value: a.Values.Get(name), Values: more(a.Values[name]), Error: a.Error(r, name)}
}

// more are the values of a field that has several.
func more(values []string) []string {
	if len(values) > 1 {
		return values
	}
	return nil
}

// Error is what is wrong with a field, "" when nothing is.
func (a Answers) Error(r *web.Request, name string) string {
	for _, p := range a.Problems {
		if p.Field == name && !p.Warning {
			return r.Sentence(p.Message)
		}
	}
	return ""
}

// Wrong says that the form was refused.
func (a Answers) Wrong() bool { return len(a.Problems) > 0 }

// Optionally is the field, marked as one that may be left empty.
func (f Field) Optionally() Field {
	f.Optional = true
	return f
}

// Of is the field, for another type of input: email, password, date, search, url.
func (f Field) Of(kind, autocomplete string) Field {
	f.Type, f.Auto = kind, autocomplete
	return f
}

// Default is the field, with a value when none was typed.
func (f Field) Default(value string) Field {
	if f.Value == "" {
		f.Value = value
	}
	return f
}
