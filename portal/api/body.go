package api

import (
	"context"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/document"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// registerBody adds an operation that reads a document into B. Its schema is
// published under a name.
func registerBody[I, B, O any](a *API, o operation, schema string, do func(context.Context, identity.Actor, *I, *B) (*O, error)) {
	register(a, o, func(ctx context.Context, actor identity.Actor, in *I) (*O, error) {
		body := callOf(ctx).body
		if o.bare && len(body) == 0 {
			return do(ctx, actor, in, new(B))
		}
		b, err := decode[B](body)
		if err != nil {
			return nil, err
		}
		return do(ctx, actor, in, b)
	})
	a.publishBody(o, schema, fragment(new(B)))
}

// registerRaw adds an operation that reads its body itself.
func registerRaw[I, O any](a *API, o operation, do func(context.Context, identity.Actor, *I, []byte) (*O, error)) {
	register(a, o, func(ctx context.Context, actor identity.Actor, in *I) (*O, error) {
		return do(ctx, actor, in, callOf(ctx).body)
	})
}

// decode reads the only document of a body, JSON or YAML, and tells every mistake
// with its place.
func decode[B any](body []byte) (*B, error) {
	if len(body) == 0 {
		return nil, havre.Problems{{Field: "body", Message: havre.Text{
			FR: "la requête n'a pas de corps : un document JSON ou YAML est attendu", EN: "the request has no body: a JSON or YAML document is expected",
		}}}
	}
	nodes, problems := document.Parse("", body)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	if len(nodes) != 1 {
		return nil, havre.Problems{{Field: "body", Message: havre.Text{FR: "un seul document est attendu", EN: "a single document is expected"}}}
	}
	out := new(B)
	return out, document.Decode("", nodes[0], out).Err()
}

// checkDocument refuses a document of another kind, or of another object.
func checkDocument[S any](d *wire.Document[S], kind, id string) error {
	var ps havre.Problems
	if d.Kind != "" && d.Kind != kind {
		ps = append(ps, havre.Problem{Field: "kind", Value: d.Kind, Suggestion: kind, Message: havre.Text{FR: "un document de nature %s est attendu ici", EN: "a document of kind %s is expected here"}.With(kind)})
	}
	if d.ID != "" && d.ID != id {
		ps = append(ps, havre.Problem{Field: "id", Value: d.ID, Message: havre.Text{FR: "l'identifiant n'est pas celui de l'adresse ; le serveur le choisit à la création", EN: "the identifier is not that of the address; the server chooses it at creation"}})
	}
	return ps.Err()
}

// checkMedia refuses a body of a type that the operation does not read. One that
// says nothing of itself is tried.
func (o *operation) checkMedia(r *http.Request) error {
	header := r.Header.Get("Content-Type")
	if o.accepts == nil || header == "" {
		return nil
	}
	media, _, err := mime.ParseMediaType(header)
	if err == nil && (slices.Contains(o.accepts, media) || slices.Contains(aliases[media], o.accepts[0]) || slices.Contains(o.accepts, "*/*")) {
		return nil
	}
	return refuse(unsupportedMedia, havre.Text{
		FR: "Le format « %[1]s » n'est pas lu ici ; formats lus : %[2]s.", EN: "The format %[1]q is not read here; formats read: %[2]s.",
	}.With(header, strings.Join(o.accepts, ", ")))
}

// aliases are other names of the media types of documents.
var aliases = map[string][]string{
	"text/yaml": documentTypes, "application/x-yaml": documentTypes, "text/x-yaml": documentTypes, "application/vnd.yaml": documentTypes,
}
