package api

import (
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// schemaPrefix begins the references to published schemas.
const schemaPrefix = "#/components/schemas/"

// newHuma is huma without what we do ourselves: its pages, its checks of what is
// sent, the links it adds to answers.
func newHuma(mux *http.ServeMux, d Deps) huma.API {
	registry := huma.NewMapRegistry(schemaPrefix, schemaName)
	registry.RegisterTypeAlias(reflect.TypeFor[wire.Instant](), reflect.TypeFor[time.Time]())
	registry.RegisterTypeAlias(reflect.TypeFor[havre.Date](), reflect.TypeFor[civilDate]())
	registry.RegisterTypeAlias(reflect.TypeFor[havre.Euro](), reflect.TypeFor[money]())
	registry.RegisterTypeAlias(reflect.TypeFor[wire.Euro](), reflect.TypeFor[money]())
	registry.RegisterTypeAlias(reflect.TypeFor[dossier.Spec](), reflect.TypeFor[dossierSpec]())
	return humago.New(mux, huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: both(havre.Text{FR: "API de Havre", EN: "The Havre API"}), Version: d.Version, Description: both(introduction),
				License: &huma.License{Name: "EUPL 1.2", Identifier: "EUPL-1.2"},
			},
			Components: &huma.Components{Schemas: registry},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
	})
}

// civilDate is how a date is published.
type civilDate struct{}

// Schema is a day.
func (civilDate) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date"}
}

// money is how an amount is published: as a text, so that no program rounds it.
type money struct{}

// Schema is an amount of euros.
func (money) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^-?[0-9]+\.[0-9]{2,6}$`}
}

// dossierSpec is how the spec of a need is published: with the schema of dossiers,
// that editors use too.
type dossierSpec struct{}

// Schema is that of dossiers.
func (dossierSpec) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Extensions: fragment(&dossier.Spec{})}
}

// renamed are the types whose name alone would be ambiguous or ours alone.
var renamed = map[reflect.Type]string{
	reflect.TypeFor[decision.Decision]():   "Judgement",
	reflect.TypeFor[decision.Comparison](): "Comparison",
	reflect.TypeFor[havre.Text]():          "Text",
	reflect.TypeFor[havre.Source]():        "Source",
	reflect.TypeFor[havre.Period]():        "Period",
}

// schemaName is the published name of a type: that of the wire for ours, with its
// package for the others.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name, of := t.Name(), t.PkgPath()
	switch {
	case renamed[t] != "":
		return renamed[t]
	case strings.HasPrefix(name, "Object["):
		return objectName(name)
	case strings.HasPrefix(name, "List["):
		return strings.TrimSuffix(listName(t), "Item") + "List"
	case name == "" || of == "":
		return huma.DefaultSchemaNamer(t, hint)
	case strings.HasSuffix(of, "/wire"):
		return name
	}
	part := of[strings.LastIndexByte(of, '/')+1:]
	return strings.ToUpper(part[:1]) + part[1:] + name
}

// objectName is the kind of an object, by the name of its status; a list may show
// less of its spec than the object itself.
func objectName(generic string) string {
	spec, status, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(generic, "Object["), "]"), ",")
	name := strings.TrimSuffix(status[strings.LastIndexByte(status, '.')+1:], "Status")
	if strings.HasSuffix(spec, "Outline") {
		name += "Item"
	}
	return name
}

// listName is what a list is made of.
func listName(list reflect.Type) string {
	f, _ := list.FieldByName("Items")
	return schemaName(f.Type.Elem(), "")
}
