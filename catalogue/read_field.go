package catalogue

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// readField reads something to choose of a plan.
func (p *Plan) readField(o *object) {
	f := Field{
		ID: o.name(), Title: o.sentence("title"), Note: o.sentence("note"), Kind: FieldKind(o.word("kind", FieldKinds)),
		Locked: o.truth("locked") == havre.Yes, Required: o.truth("required") == havre.Yes, Mutable: o.truth("mutable") == havre.Yes,
	}
	o.require("title")
	o.require("kind")
	if _, dup := p.Field(f.ID); dup {
		o.refuse(o.get("id"), "id", f.ID, "", declaredTwice)
	}
	f.readBounds(o)
	f.readChoices(o)
	if n := o.get("default"); n != nil {
		f.Default = f.readDefault(o, n)
	} else if f.Locked {
		o.refuse(o.get("locked"), "locked", "", "", havre.Text{FR: "un champ verrouillé a une valeur par défaut : la donner", EN: "a locked field has a default: give it"})
	}
	p.Fields = append(p.Fields, f)
}

// readBounds reads min, max, step and pattern, on the kinds that have them.
func (f *Field) readBounds(o *object) {
	f.Min, f.Max, f.Step = o.whole("min"), o.whole("max"), o.count("step")
	for _, key := range []string{"min", "max"} {
		if o.get(key) != nil && f.Kind != Integer && f.Kind != FreeText {
			o.refuse(o.get(key), key, o.text(key), "", boundsNothing)
		}
	}
	if f.Step > 0 && f.Kind != Integer {
		o.refuse(o.get("step"), "step", o.text("step"), "", boundsNothing)
	}
	if f.empty(o.get("max") != nil) {
		o.refuse(o.node, "max", o.text("max"), "", havre.Text{FR: "les bornes ne laissent aucune valeur", EN: "the bounds leave no value"})
	}
	f.readPattern(o)
}

// empty says whether the bounds leave no value.
func (f *Field) empty(bounded bool) bool {
	switch {
	case bounded && f.Max < max(f.Min, 1):
		return true
	case f.Kind == FreeText:
		least, most := f.Lengths()
		return f.Min < 0 || least > most
	default:
		return bounded && f.Step > 0 && f.Max/f.Step*f.Step < f.Min
	}
}

func (f *Field) readPattern(o *object) {
	f.Pattern = o.text("pattern")
	if f.Pattern == "" {
		return
	}
	if f.Kind != FreeText {
		o.refuse(o.get("pattern"), "pattern", f.Pattern, "", boundsNothing)
	}
	if _, err := regexp.Compile(f.Pattern); err != nil {
		o.refuse(o.get("pattern"), "pattern", f.Pattern, "", havre.Text{FR: "ce n’est pas une expression rationnelle", EN: "this is not a regular expression"})
		f.Pattern = ""
	}
}

var boundsNothing = havre.Text{FR: "cette clé ne borne rien pour un champ de cette nature", EN: "this key bounds nothing for a field of this kind"}

// whole is a whole number, negative or not, 0 when absent.
func (o *object) whole(key string) int64 {
	s := o.text(key)
	n, err := strconv.ParseInt(s, 10, 64)
	if s != "" && err != nil {
		o.refuse(o.get(key), key, s, "", wantsWhole)
	}
	return n
}

var wantsWhole = havre.Text{FR: "il faut ici un nombre entier", EN: "a whole number is needed here"}

func (f *Field) readChoices(o *object) {
	o.each("choices", func(c *object) {
		v := Choice{Value: c.need("value"), Title: c.sentence("title")}
		c.require("title")
		if slices.Contains(f.values(), v.Value) {
			c.refuse(c.get("value"), "value", v.Value, "", declaredTwice)
		}
		f.Choices = append(f.Choices, v)
	})
	switch {
	case f.Kind == Choosing && len(f.Choices) == 0:
		o.refuse(o.node, "choices", "", "", isRequired)
	case f.Kind != Choosing && len(f.Choices) > 0:
		o.refuse(o.get("choices"), "choices", "", "", boundsNothing)
	}
}

// values are what a choice may be.
func (f *Field) values() []string {
	out := make([]string, len(f.Choices))
	for i, c := range f.Choices {
		out[i] = c.Value
	}
	return out
}

// readDefault reads the default as the kind of the field has it, nil when it is not
// one that the field takes.
func (f *Field) readDefault(o *object, n *document.Node) any {
	text := o.text("default")
	switch f.Kind {
	case Integer:
		v, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			o.refuse(n, "default", text, "", wantsWhole)
			return nil
		}
		if v < f.Min || f.Max != 0 && v > f.Max || f.Step > 0 && v%f.Step != 0 {
			o.refuse(n, "default", text, "", outOfBounds)
		}
		return v
	case FreeText:
		least, most := f.Lengths()
		length := int64(len([]rune(text)))
		if length < least || length > most || f.Pattern != "" && !regexp.MustCompile(f.Pattern).MatchString(text) {
			o.refuse(n, "default", text, "", outOfBounds)
		}
	case Choosing:
		if !slices.Contains(f.values(), text) {
			o.refuse(n, "default", text, havre.Nearest(text, f.values()), havre.Text{FR: "ce n’est pas un des choix du champ", EN: "this is not one of the choices of the field"})
		}
	case Blueprint:
		o.refuse(n, "default", "", "", havre.Text{FR: "un plan de construction n’a pas de valeur par défaut : il est propre à chaque commande", EN: "a blueprint has no default: it is that of one order"})
		return nil
	case YesOrNo:
		if v := o.truth("default"); v.Known() {
			return v == havre.Yes
		}
		o.refuse(n, "default", text, "", havre.Text{FR: "écrire yes ou no", EN: "write yes or no"})
		return nil
	}
	return text
}

var outOfBounds = havre.Text{FR: "la valeur par défaut sort des bornes de son champ", EN: "the default is outside the bounds of its field"}
