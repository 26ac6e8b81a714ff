package api

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// describe completes the published document with what is common to every
// operation: who may call it, how it refuses, what it answers.
func (a *API) describe() {
	doc := a.huma.OpenAPI()
	doc.Servers = []*huma.Server{{URL: "/"}}
	if a.Origin != "" {
		doc.Servers = []*huma.Server{{URL: a.Origin}}
	}
	doc.Components.SecuritySchemes = securitySchemes(a.Cookie)
	doc.Security = []map[string][]string{{"token": {}}, {"session": {}}}
	for _, g := range groups {
		doc.Tags = append(doc.Tags, &huma.Tag{Name: g.id, Description: both(g.about)})
	}
	problem := problemSchema(doc.Components.Schemas)
	doc.Components.Responses = map[string]*huma.Response{}
	for _, k := range codes {
		doc.Components.Responses[string(k.code)] = refusal(k, problem)
	}
	for _, o := range a.order {
		o.describe()
	}
	tidy(doc.Components.Schemas.Map())
}

func securitySchemes(cookie string) map[string]*huma.SecurityScheme {
	return map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: both(havre.Text{
			FR: "Jeton personnel ou de service.", EN: "Personal or service token.",
		})},
		"session": {Type: "apiKey", In: "cookie", Name: cookie, Description: both(havre.Text{
			FR: "Session d'un navigateur ; les requêtes qui viennent d'un autre site sont refusées.", EN: "Session of a browser; requests coming from another site are refused.",
		})},
	}
}

func problemSchema(r huma.Registry) *huma.Schema {
	return r.Schema(typeOf[wire.Problem](), true, "")
}

// refusal is the shared answer of a code.
func refusal(k code, problem *huma.Schema) *huma.Response {
	out := &huma.Response{
		Description: both(k.meaning),
		Content:     map[string]*huma.MediaType{wire.ProblemType: {Schema: problem}},
	}
	header := func(name string, about havre.Text) {
		out.Headers = map[string]*huma.Param{name: {Description: both(about), Schema: &huma.Schema{Type: huma.TypeString}}}
	}
	switch k.status {
	case http.StatusUnauthorized:
		header("WWW-Authenticate", havre.Text{FR: "comment s'identifier", EN: "how to identify oneself"})
	case http.StatusMethodNotAllowed:
		header("Allow", havre.Text{FR: "méthodes admises", EN: "accepted methods"})
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		header("Retry-After", havre.Text{FR: "secondes à attendre", EN: "seconds to wait"})
	}
	return out
}

// describe completes one operation.
func (o *operation) describe() {
	for status, r := range o.spec.Responses {
		delete(r.Headers, "Content-Type") // the content says it
		if r.Description == "" || r.Description == http.StatusText(atoi(status)) {
			r.Description = both(statusTexts[atoi(status)])
		}
	}
	for _, status := range o.also {
		o.spec.Responses[statusText(status)] = &huma.Response{Description: both(statusTexts[status])}
	}
	delete(o.spec.Responses, "default")
	for _, c := range o.refusals() {
		o.spec.Responses[statusText(codeOf(c).status)] = &huma.Response{Ref: "#/components/responses/" + string(c)}
	}
	for _, p := range o.spec.Parameters {
		if p.Name == "If-Match" {
			p.Required = true
		}
	}
	if o.creates {
		longest := maxKey
		o.spec.Parameters = append(o.spec.Parameters, &huma.Param{
			Name: keyHeader, In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &longest},
			Description: both(havre.Text{
				FR: "clé choisie par le client (un UUID) : la même demande renvoyée avec la même clé, pendant un jour, reçoit la même réponse sans rien créer de plus",
				EN: "key chosen by the client (a UUID): the same request sent again with the same key, for a day, gets the same answer and creates nothing more",
			}),
		})
	}
}

// statusTexts say what the answers that are not refusals mean.
var statusTexts = map[int]havre.Text{
	http.StatusOK:          {FR: "C'est fait.", EN: "It is done."},
	http.StatusCreated:     {FR: "L'objet est créé.", EN: "The object is created."},
	http.StatusAccepted:    {FR: "Le travail est commencé ; Location donne l'opération à suivre.", EN: "The work has begun; Location gives the operation to follow."},
	http.StatusNoContent:   {FR: "C'est fait ; il n'y a rien à montrer.", EN: "It is done; there is nothing to show."},
	http.StatusNotModified: {FR: "L'objet n'a pas changé depuis l'étiquette donnée.", EN: "The object has not changed since the tag given."},
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // what is not a number is no status of ours
	return n
}
