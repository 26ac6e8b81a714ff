package api

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// fragment is the schema of what is read into v, with its descriptions in both
// languages.
func fragment(v any) map[string]any {
	return twoLanguages(document.Fragment(v, havre.French), document.Fragment(v, havre.English)).(map[string]any) //nolint:errcheck,forcetypeassert // of two objects
}

// twoLanguages joins the descriptions of two schemas that differ by them alone.
func twoLanguages(fr, en any) any {
	switch fr := fr.(type) {
	case map[string]any:
		other, _ := en.(map[string]any)
		out := make(map[string]any, len(fr))
		for k, v := range fr {
			text, isText := v.(string)
			translated, _ := other[k].(string)
			if k == "description" && isText {
				out[k] = both(havre.Text{FR: text, EN: translated})
				continue
			}
			out[k] = twoLanguages(v, other[k])
		}
		return out
	case []any:
		other, _ := en.([]any)
		out := make([]any, len(fr))
		for i := range fr {
			out[i] = twoLanguages(fr[i], other[i])
		}
		return out
	}
	return fr
}

// publishBody publishes what an operation reads.
func (a *API) publishBody(o operation, name string, schema map[string]any) {
	a.huma.OpenAPI().Components.Schemas.Map()[name] = &huma.Schema{Extensions: schema}
	content := map[string]*huma.MediaType{}
	for _, media := range o.accepts {
		content[media] = &huma.MediaType{Schema: &huma.Schema{Ref: schemaPrefix + name}}
	}
	a.routes[o.pattern()].spec.RequestBody = &huma.RequestBody{Required: !o.bare, Content: content}
}

// tidy makes the published schemas say what is answered: a list is never null, and
// an object is of one kind.
func tidy(schemas map[string]*huma.Schema) {
	for _, unused := range []string{"V2ErrorModel", "V2ErrorDetail"} { // huma's own problems
		delete(schemas, unused)
	}
	for name, s := range schemas {
		tidySchema(s)
		if kind := s.Properties["kind"]; kind != nil && s.Properties["metadata"] != nil {
			kind.Enum = []any{strings.TrimSuffix(name, "Item")}
		}
		if kind := s.Properties["kind"]; kind != nil && s.Properties["items"] != nil {
			kind.Enum = []any{name}
		}
		if v := s.Properties["apiVersion"]; v != nil {
			v.Enum = []any{havre.APIVersion}
		}
	}
}

func tidySchema(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	tidySchema(s.Items)
	if extra, ok := s.AdditionalProperties.(*huma.Schema); ok {
		tidySchema(extra)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		tidySchema(s.Properties[name])
	}
}

// answersAs publishes the schema of an answer that is written as bytes.
func (a *API) answersAs(id string, v any) {
	r := a.huma.OpenAPI().Components.Schemas
	for _, o := range a.order {
		if o.id == id {
			o.spec.Responses[statusText(http.StatusOK)].Content = map[string]*huma.MediaType{
				"application/json": {Schema: r.Schema(reflect.TypeOf(v), true, "")},
			}
			o.also = append(o.also, http.StatusNotModified)
		}
	}
}
