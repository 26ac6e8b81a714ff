package web

import (
	"fmt"
	"strings"

	"github.com/havre-cloud/havre"
)

// Say is the text in the language of the request, with French typography. Verbs are
// those of fmt; the operands are left as they are.
func (r *Request) Say(fr, en string, args ...any) string {
	return r.fill(havre.Text{FR: fr, EN: en}, args)
}

// Text is a text of the domain in the language of the request, with French
// typography.
func (r *Request) Text(t havre.Text) string { return typeset(t.In(r.Lang), r.Lang) }

// Many is one of two texts, as the number wants: French counts zero with one,
// English does not. The first operand of the verbs is the number, as the language
// writes it, so that %s shows it.
func (r *Request) Many(n int, one, many havre.Text, args ...any) string {
	t := many
	if n == 1 || (n == 0 && r.Lang != havre.English) {
		t = one
	}
	return r.fill(t, append([]any{r.Number(n)}, args...))
}

func (r *Request) fill(t havre.Text, args []any) string {
	format := typeset(t.In(r.Lang), r.Lang)
	if len(args) == 0 {
		return format
	}
	if !strings.Contains(format, "%") {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// Sentence is a text with a capital and a full stop.
func (r *Request) Sentence(t havre.Text) string {
	s := Capital(r.Text(t))
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") || strings.HasSuffix(s, "…") {
		return s
	}
	return s + "."
}

// Capital is a text whose first letter is a capital.
func Capital(s string) string {
	for i, c := range s {
		if i == 0 {
			return strings.ToUpper(string(c)) + s[len(string(c)):]
		}
	}
	return s
}

// And joins words: a, b et c.
func (r *Request) And(words ...string) string { return r.join(" et ", " and ", words) }

// Or joins words: a, b ou c.
func (r *Request) Or(words ...string) string { return r.join(" ou ", " or ", words) }

// Remarks puts sentences or values one after the other: a ; b ; c, in English a; b; c.
func (r *Request) Remarks(parts ...string) string {
	return strings.Join(parts, r.Say(" ; ", "; "))
}

func (r *Request) join(fr, en string, words []string) string {
	n := len(words)
	if n < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:n-1], ", ") + havre.Text{FR: fr, EN: en}.In(r.Lang) + words[n-1]
}
