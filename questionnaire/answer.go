package questionnaire

import (
	"regexp"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

// Words with a meaning of their own among those of an answer.
const (
	// None is the only word of an empty set.
	None = "none"
	// Unknown says that a field is not known or, among the members of a set, that
	// there may be others.
	Unknown = unknown
)

// Given is what somebody answers: for the path of each field, the words ticked or
// typed.
type Given map[string][]string

// words are those given for a field, without blanks.
func (g Given) words(path string) []string {
	var out []string
	for _, w := range g[path] {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

var (
	msgBlank = havre.Text{
		FR: "Répondez, ou choisissez « Je ne sais pas ».", EN: "Answer, or choose “I don’t know”.",
	}
	msgNeeded = havre.Text{FR: "Indiquez le nom de l’application.", EN: "Give the name of the application."}
)

// With is the sheet with a question answered. A field of several that is left
// blank is unknown; a question left blank is a mistake, as is a word or a quantity
// that cannot be read: the error is [havre.Problems], each with its field.
func (s *Sheet) With(q *Question, g Given) (*Sheet, error) {
	instead, blank := map[string]string{}, true
	for i := range q.Fields {
		f := &q.Fields[i]
		words := g.words(f.Path)
		blank = blank && len(words) == 0
		instead[f.Path] = s.text(f, words)
	}
	if blank {
		message := msgBlank
		if q.Needed {
			message = msgNeeded
		}
		return nil, havre.Problems{{Field: q.Fields[0].Path, Message: message}}
	}
	out, err := s.replaced(instead)
	return out, inWords(q, err)
}

// wrong is what to do about an answer that cannot be read, where the form can say it
// better than the reader of documents does.
var wrong = map[Kind]havre.Text{
	Truth:    {FR: "choisissez oui, non ou « Je ne sais pas »", EN: "choose yes, no or “I don’t know”"},
	Word:     {FR: "choisissez une des réponses proposées", EN: "choose one of the answers offered"},
	Level:    {FR: "choisissez un niveau de 1 à 4", EN: "choose a level from 1 to 4"},
	Date:     {FR: "écrivez la date sous la forme 2026-03-01", EN: "write the date as 2026-03-01"},
	Amount:   {FR: "écrivez un montant en euros entiers, par exemple 800 000", EN: "write an amount in whole euros, for example 800 000"},
	Share:    {FR: "écrivez un pourcentage, par exemple 30 %", EN: "write a percentage, for example 30 %"},
	Duration: {FR: "écrivez une durée avec son unité : 30min, 24h ou 2j", EN: "write a duration with its unit: 30min, 24h or 2d"},
	Count:    {FR: "écrivez un nombre de 1 à 1000", EN: "write a number from 1 to 1000"},
	Set:      {FR: "cochez les réponses qui conviennent ; « Aucun de ceux-là » se coche seul", EN: "tick the answers that fit; “None of these” is ticked alone"},
}

// inWords says what is wrong in the words of a form.
func inWords(q *Question, err error) error {
	f := havre.FaultOf(err)
	if f == nil {
		return err
	}
	var out havre.Problems
	for _, p := range f.Problems {
		i := slices.IndexFunc(q.Fields, func(f Field) bool { return f.Path == p.Field })
		if i < 0 {
			out = append(out, p)
			continue
		}
		if better, ok := wrong[q.Fields[i].Kind]; ok {
			p.Message, p.Suggestion = better, ""
		}
		if !slices.ContainsFunc(out, func(o havre.Problem) bool { return o.Field == p.Field }) {
			out = append(out, p)
		}
	}
	return out
}

// Without is the sheet with a question passed over: nobody knows yet. Fields that
// were given all the same are kept.
func (s *Sheet) Without(q *Question, g Given) (*Sheet, error) {
	instead := map[string]string{}
	for i := range q.Fields {
		f := &q.Fields[i]
		instead[f.Path] = s.text(f, g.words(f.Path))
	}
	out, err := s.replaced(instead)
	return out, inWords(q, err)
}

// replaced is the sheet with other values for some fields. The reader of dossiers
// says what is wrong with them; lines of a text nobody saw are left out.
func (s *Sheet) replaced(instead map[string]string) (*Sheet, error) {
	out, err := Read(s.write(instead))
	if err == nil {
		return out, nil
	}
	problems := havre.FaultOf(err).Problems
	for i := range problems {
		problems[i].File, problems[i].Line, problems[i].Column = "", 0, 0
		for path := range instead {
			if strings.HasPrefix(problems[i].Field, path+".") {
				problems[i].Field = path // an element of a list, which has no field of its own
			}
		}
	}
	return nil, problems
}

// text is the answer to a field as YAML.
func (s *Sheet) text(f *Field, words []string) string {
	switch {
	case f.Kind == Set:
		return list(words)
	case f.Kind == Places:
		return s.flows(f, words)
	case len(words) == 0:
		return unknown
	case f.Kind == Share && bare.MatchString(words[0]):
		return quoted(words[0] + " %")
	}
	return quoted(words[0])
}

// bare is a percentage typed without its sign.
var bare = regexp.MustCompile(`^[0-9]+([.,][0-9]+)?$`)

func list(words []string) string {
	switch {
	case len(words) == 0:
		return unknown
	case slices.Equal(words, []string{None}):
		return "[]"
	}
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = quoted(w)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// flows keeps the flows towards the places still chosen and all those that the
// form does not show, and adds the others with their destination only.
func (s *Sheet) flows(f *Field, words []string) string {
	var parts, kept []string
	for i := range s.Dossier.Spec.Flows.List {
		x := &s.Dossier.Spec.Flows.List[i]
		if !s.opens(x) || !slices.Contains(f.Values, x.To) || slices.Contains(words, x.To) {
			parts, kept = append(parts, flow(marshalOf(x))), append(kept, x.To)
		}
	}
	for _, w := range words {
		if w != None && w != Unknown && !slices.Contains(kept, w) {
			parts = append(parts, "{to: "+quoted(w)+"}")
		}
	}
	if slices.Contains(words, Unknown) || len(words) == 0 {
		parts = append(parts, unknown)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
