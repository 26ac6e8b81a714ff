package api

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// checkParams refuses what the address asks that the operation does not document:
// a filter misspelt would otherwise show everything.
func (o *operation) checkParams(r *http.Request) error {
	documented := map[string]*huma.Param{}
	for _, p := range o.spec.Parameters {
		if p.In == "query" {
			documented[p.Name] = p
		}
	}
	var problems havre.Problems
	query := r.URL.Query()
	for _, name := range slices.Sorted(maps.Keys(query)) {
		p, ok := documented[name]
		if !ok {
			problems = append(problems, unknownParam(name, slices.Sorted(maps.Keys(documented))))
			continue
		}
		problems = append(problems, checkParam(p, query[name])...)
	}
	for _, p := range o.spec.Parameters {
		if p.In == "query" && p.Required && query.Get(p.Name) == "" {
			problems = append(problems, havre.Problem{Field: "query." + p.Name, Message: havre.Text{FR: "ce paramètre est obligatoire", EN: "this parameter is compulsory"}})
		}
	}
	return problems.Err()
}

func unknownParam(name string, known []string) havre.Problem {
	message := havre.Text{FR: "paramètre inconnu ; paramètres admis : %s", EN: "unknown parameter; accepted parameters: %s"}.With(strings.Join(known, ", "))
	if len(known) == 0 {
		message = havre.Text{FR: "cette opération n'a pas de paramètre", EN: "this operation has no parameter"}
	}
	return havre.Problem{Field: "query." + name, Value: name, Suggestion: havre.Nearest(name, known), Message: message}
}

func checkParam(p *huma.Param, values []string) havre.Problems {
	if len(values) > 1 {
		return havre.Problems{{Field: "query." + p.Name, Value: strings.Join(values, ", "), Message: havre.Text{FR: "ce paramètre est donné plusieurs fois", EN: "this parameter is given several times"}}}
	}
	if values[0] == "" { // the same as not given
		return nil
	}
	if p.Schema.Type != huma.TypeArray {
		return checkValue("query."+p.Name, p.Schema, values[0])
	}
	var problems havre.Problems
	for v := range strings.SplitSeq(values[0], ",") {
		problems = append(problems, checkValue("query."+p.Name, p.Schema.Items, v)...)
	}
	return problems
}

// checkValue checks a value against the schema that is published.
func checkValue(field string, s *huma.Schema, value string) havre.Problems {
	p := havre.Problem{Field: field, Value: value}
	switch {
	case s.Type == huma.TypeInteger:
		p.Message = checkInteger(s, value)
	case s.Type == huma.TypeBoolean && value != "true" && value != "false":
		p.Message = havre.Text{FR: "true ou false est attendu", EN: "true or false is expected"}
	case s.Format == "date" && !isDate(value):
		p.Message = havre.Text{FR: "une date de la forme AAAA-MM-JJ est attendue", EN: "a date of the form YYYY-MM-DD is expected"}
	case len(s.Enum) > 0:
		words := make([]string, len(s.Enum))
		for i, w := range s.Enum {
			words[i], _ = w.(string)
		}
		if !slices.Contains(words, value) {
			p.Suggestion = havre.Nearest(value, words)
			p.Message = havre.Text{FR: "mot inconnu ; mots admis : %s", EN: "unknown word; accepted words: %s"}.With(strings.Join(words, ", "))
		}
	}
	if p.Message.IsZero() {
		return nil
	}
	return havre.Problems{p}
}

func checkInteger(s *huma.Schema, value string) havre.Text {
	n, err := strconv.ParseInt(value, 10, 64)
	switch {
	case err != nil:
		return havre.Text{FR: "un nombre entier est attendu", EN: "a whole number is expected"}
	case s.Minimum != nil && float64(n) < *s.Minimum:
		return havre.Text{FR: "le nombre doit être au moins %d", EN: "the number must be at least %d"}.With(int64(*s.Minimum))
	case s.Maximum != nil && float64(n) > *s.Maximum:
		return havre.Text{FR: "le nombre doit être au plus %d", EN: "the number must be at most %d"}.With(int64(*s.Maximum))
	}
	return havre.Text{}
}

// checkPath answers an address whose numbers are none: nothing is there.
func (a *API) checkPath(ctx huma.Context, next func(huma.Context)) {
	for _, p := range ctx.Operation().Parameters {
		if p.In == "path" && len(checkValue(p.Name, p.Schema, ctx.Param(p.Name))) > 0 {
			r, w := humago.Unwrap(ctx)
			a.tell(w, r, identity.Missing())
			return
		}
	}
	next(ctx)
}

func isDate(s string) bool {
	_, err := havre.ParseDate(s)
	return err == nil
}
