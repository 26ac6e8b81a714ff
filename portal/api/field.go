package api

import (
	"reflect"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// inDocument names the fields at fault as the document that was sent has them: a
// service says role where the client wrote spec.role.
func inDocument[S any](err error) error {
	spec, meta := namesOf(reflect.TypeFor[S]()), namesOf(reflect.TypeFor[wire.DocumentMetadata]())
	return havre.Retold(err, func(p *havre.Problem) {
		first, _, _ := strings.Cut(p.Field, ".")
		switch {
		case slices.Contains(spec, first):
			p.Field = "spec." + p.Field
		case slices.Contains(meta, first):
			p.Field = "metadata." + p.Field
		}
	})
}

// called gives a field the name that documents have for it, where the service has
// another.
func called(err error, field, name string) error {
	return havre.Retold(err, func(p *havre.Problem) {
		if p.Field == field {
			p.Field = name
		}
	})
}

// namesOf are the names of a struct's fields in a document.
func namesOf(t reflect.Type) (names []string) {
	if t.Kind() != reflect.Struct {
		return nil
	}
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}
