package document

import (
	"encoding"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
)

// Sentences about values that have the wrong shape.
var (
	msgWantGroup = havre.Text{
		FR: "un groupe de champs est attendu (champ: valeur)",
		EN: "a group of fields is expected (field: value)",
	}
	msgWantList = havre.Text{
		FR: "une liste est attendue, par exemple [un, deux]",
		EN: "a list is expected, for example [one, two]",
	}
	msgWantScalar = havre.Text{
		FR: "une valeur simple est attendue, pas une liste ni un groupe de champs",
		EN: "a single value is expected, not a list nor a group of fields",
	}
	msgWantWord = havre.Text{
		FR: "mot inconnu ; mots admis : %s",
		EN: "unknown word; accepted words: %s",
	}
	msgWantTruth = havre.Text{
		FR: "oui, non ou inconnu est attendu (yes, no, unknown)",
		EN: "yes, no or unknown is expected",
	}
	msgWantBool = havre.Text{
		FR: "oui ou non est attendu (yes, no)",
		EN: "yes or no is expected",
	}
	msgWantDate = havre.Text{
		FR: "une date de la forme AAAA-MM-JJ est attendue",
		EN: "a date of the form YYYY-MM-DD is expected",
	}
	msgWantInt = havre.Text{
		FR: "un nombre entier est attendu",
		EN: "a whole number is expected",
	}
	msgWantNumber = havre.Text{
		FR: "un nombre est attendu",
		EN: "a number is expected",
	}
	msgWantForm = havre.Text{
		FR: "forme attendue : %s",
		EN: "expected form: %s",
	}
	msgWantOther = havre.Text{
		FR: "cette valeur n'est pas admise ici",
		EN: "this value is not accepted here",
	}
	msgAtLeast = havre.Text{
		FR: "le nombre doit être au moins %d",
		EN: "the number must be at least %d",
	}
	msgAtMost = havre.Text{
		FR: "le nombre doit être au plus %d",
		EN: "the number must be at most %d",
	}
	msgUnknownField = havre.Text{
		FR: "champ inconnu",
		EN: "unknown field",
	}
	msgUnknownFieldAmong = havre.Text{
		FR: "champ inconnu ; champs admis ici : %s",
		EN: "unknown field; fields accepted here: %s",
	}
	msgMissing = havre.Text{
		FR: "ce champ est obligatoire",
		EN: "this field is compulsory",
	}
	msgMissingWord = havre.Text{
		FR: "ce champ est obligatoire ; mots admis : %s",
		EN: "this field is compulsory; accepted words: %s",
	}
	msgEmptyItem = havre.Text{
		FR: "un élément de la liste est vide",
		EN: "an element of the list is empty",
	}
)

func (c *Context) scalar(n *Node, v reflect.Value, s *shape, f *field) {
	if n.Kind != Scalar {
		c.Bad(n, msgWantScalar, "")
		return
	}
	switch s.kind {
	case shapeTruth, shapeBool:
		c.truth(n, v, s.kind == shapeBool)
	case shapeDate:
		c.date(n, v)
	case shapeWord:
		c.word(n, v)
	case shapeString:
		c.text(n, v, f)
	case shapeInt:
		c.integer(n, v, f)
	default:
		x, err := strconv.ParseFloat(n.Value, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			c.Bad(n, msgWantNumber, "")
			return
		}
		v.SetFloat(x)
	}
}

func (c *Context) truth(n *Node, v reflect.Value, settled bool) {
	t, err := havre.ParseTruth(n.Value)
	switch {
	case settled && (err != nil || !t.Known()):
		c.Bad(n, msgWantBool, nearestAnswer(n.Value, "yes", "no", "oui", "non", "true", "false"))
	case settled:
		v.SetBool(t == havre.Yes)
	case err != nil || n.Value == "":
		c.Bad(n, msgWantTruth, nearestAnswer(n.Value, havre.TruthSpellings...))
	default:
		v.SetInt(int64(t))
	}
}

// nearestAnswer is the answer that was mistyped. One letter is near all the short ones.
func nearestAnswer(s string, answers ...string) string {
	if len(s) < 2 {
		return ""
	}
	return havre.Nearest(s, slices.DeleteFunc(slices.Clone(answers), func(a string) bool { return len(a) < 2 }))
}

func (c *Context) date(n *Node, v reflect.Value) {
	d, err := havre.ParseDate(n.Value)
	if err != nil {
		c.Bad(n, msgWantDate, "")
		return
	}
	*v.Addr().Interface().(*havre.Date) = d //nolint:errcheck,forcetypeassert // checked by the shape
}

// word reads a type that reads itself.
func (c *Context) word(n *Node, v reflect.Value) {
	target := v.Addr().Interface()
	if target.(encoding.TextUnmarshaler).UnmarshalText([]byte(n.Value)) == nil { //nolint:errcheck,forcetypeassert // checked by the shape
		return
	}
	message, suggestion := msgWantOther, ""
	if w, ok := target.(Worder); ok {
		message = msgWantWord.With(strings.Join(w.Accepts(), ", "))
		suggestion = havre.Nearest(n.Value, w.Accepts())
	}
	if e, ok := target.(Expecter); ok {
		message = msgWantForm.With(e.Expected())
	}
	c.Bad(n, message, suggestion)
}

func (c *Context) text(n *Node, v reflect.Value, f *field) {
	switch {
	case f == nil:
	case f.enum != nil && !slices.Contains(f.enum, n.Value):
		c.Bad(n, msgWantWord.With(strings.Join(f.enum, ", ")), havre.Nearest(n.Value, f.enum))
		return
	case f.required && strings.TrimSpace(n.Value) == "":
		c.Bad(n, msgMissing, "")
		return
	case f.pattern != nil && !f.pattern.MatchString(n.Value):
		c.Bad(n, msgWantForm.With(f.form), "")
		return
	}
	v.SetString(n.Value)
}

func (c *Context) integer(n *Node, v reflect.Value, f *field) {
	x, err := strconv.ParseInt(n.Value, 10, 64)
	switch {
	case err != nil || v.OverflowInt(x):
		c.Bad(n, msgWantInt, "")
	case f != nil && f.min != nil && x < *f.min:
		c.Bad(n, msgAtLeast.With(*f.min), "")
	case f != nil && f.max != nil && x > *f.max:
		c.Bad(n, msgAtMost.With(*f.max), "")
	default:
		v.SetInt(x)
	}
}
