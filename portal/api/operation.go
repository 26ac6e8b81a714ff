package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// operation is one method on one path, as documented and as checked before it runs.
type operation struct {
	id      string // of the OpenAPI document: listDossiers
	method  string
	path    string // below Prefix
	group   group
	summary havre.Text
	long    havre.Text // what the summary does not say

	status  int               // of the answer when all is well; zero is 200, or 204 without a body
	also    []int             // other statuses that are not refusals
	public  bool              // anyone may call it
	creates bool              // an Idempotency-Key is honoured
	guarded bool              // an If-Match is needed
	raw     string            // media type of an answer that is not JSON
	accepts []string          // media types of the body, nil without one
	bare    bool              // the body may be left out: it is then the empty document
	limit   int64             // bytes of the body; zero is maxBody
	refuses []havre.FaultCode // beyond those that every operation may answer

	spec *huma.Operation // what is published
}

// maxBody is how many bytes a request may carry, unless its operation says
// otherwise. It is the largest document that the rest of the program reads.
const maxBody = 1 << 20

// documentTypes are the media types of what is read as a document.
var documentTypes = []string{"application/json", "application/yaml"}

func (o *operation) name() string {
	if o == nil {
		return ""
	}
	return o.id
}

func (o *operation) pattern() string { return o.method + " " + Prefix + o.path }

func (o *operation) maxBody() int64 {
	if o.limit > 0 {
		return o.limit
	}
	return maxBody
}

// register adds an operation. I says what it reads of the address and the headers,
// O what it answers, by the tags of huma.
func register[I, O any](a *API, o operation, do func(context.Context, identity.Actor, *I) (*O, error)) {
	h := huma.Operation{
		OperationID: o.id, Method: o.method, Path: Prefix + o.path, DefaultStatus: o.status,
		Summary: both(o.summary), Description: both(o.long), Tags: []string{o.group.id},
		SkipValidateParams: true, SkipValidateBody: true, MaxBodyBytes: -1, BodyReadTimeout: -1 * time.Second,
		Responses: map[string]*huma.Response{}, Middlewares: huma.Middlewares{a.checkPath},
	}
	if o.raw != "" {
		h.Responses[statusText(http.StatusOK)] = &huma.Response{Content: map[string]*huma.MediaType{o.raw: {Schema: &huma.Schema{Type: huma.TypeString}}}}
	}
	if o.public {
		h.Security = []map[string][]string{{}}
	}
	huma.Register(a.huma, h, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, callOf(ctx).actor, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
	o.spec = published(a.huma.OpenAPI(), o.method, Prefix+o.path)
	a.routes[o.pattern()] = &o
	a.order = append(a.order, &o)
}

// published is an operation of the OpenAPI document.
func published(doc *huma.OpenAPI, method, path string) *huma.Operation {
	p := doc.Paths[path]
	switch method {
	case http.MethodGet:
		return p.Get
	case http.MethodPost:
		return p.Post
	case http.MethodPut:
		return p.Put
	case http.MethodPatch:
		return p.Patch
	default:
		return p.Delete
	}
}

// refusals are the statuses that an operation may refuse with.
func (o *operation) refusals() []havre.FaultCode {
	out := []havre.FaultCode{havre.Invalid, havre.TooMany, havre.Unavailable, internal}
	if !o.public {
		out = append(out, havre.Unauthenticated, havre.Forbidden, havre.NotFound)
	}
	if o.accepts != nil {
		out = append(out, tooLarge, unsupportedMedia)
	}
	if o.method != http.MethodGet && !o.public {
		out = append(out, havre.Conflict)
	}
	if o.guarded {
		out = append(out, havre.Stale, preconditionRequired)
	}
	for _, c := range o.refuses {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// both is a text in the two languages, to be told apart when it is published.
func both(t havre.Text) string {
	if t.FR == t.EN {
		return t.FR
	}
	return t.FR + separator + t.EN
}

// separator stands between the two languages, as in doc tags.
const separator = "|"

func statusText(status int) string { return strconv.Itoa(status) }
