package havre

import (
	"fmt"
	"strconv"
)

// Lang is a language in which Havre speaks to people.
type Lang string

// French comes first: it is the language of the rules.
const (
	French  Lang = "fr"
	English Lang = "en"
)

// Text is a sentence written in both languages, never translated word by word.
// A Text with one language empty is a defect, found by a test.
type Text struct {
	FR string `json:"fr"`
	EN string `json:"en"`
}

// In is the text in a language; French stands in for a language we do not have.
func (t Text) In(l Lang) string {
	if l == English {
		return t.EN
	}
	return t.FR
}

// IsZero says that nothing was written.
func (t Text) IsZero() bool { return t == Text{} }

// With fills the verbs of both languages with the same operands; use indexed
// verbs (%[2]s) where the order of words differs. An operand that is itself a
// Text is put in the matching language.
func (t Text) With(args ...any) Text {
	pick := func(l Lang) []any {
		out := make([]any, len(args))
		for i, a := range args {
			if x, ok := a.(Text); ok {
				a = x.In(l)
			}
			out[i] = a
		}
		return out
	}
	return Text{FR: fmt.Sprintf(t.FR, pick(French)...), EN: fmt.Sprintf(t.EN, pick(English)...)}
}

// Same is a text that reads alike in every language: a name, a number.
func Same(s string) Text { return Text{FR: s, EN: s} }

// Count says a number of things, with the plural of each language: French counts
// zero with one, English does not.
func Count(n int, one, many Text) Text {
	out := many
	if n < 2 {
		out.FR = one.FR
	}
	if n == 1 {
		out.EN = one.EN
	}
	return Same("%[1]d %[2]s").With(n, out)
}

// Number is a whole number for people, its thousands apart: 10 000, or 10,000.
func Number(n int64) Text {
	sign, digits := "", strconv.FormatUint(magnitude(n), 10)
	if n < 0 {
		sign = "-"
	}
	return Text{FR: sign + grouped(digits, "\u202f"), EN: sign + grouped(digits, ",")}
}
