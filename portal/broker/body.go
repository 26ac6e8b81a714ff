package broker

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/havre-cloud/havre"
)

// longestBody is that of a request: a plan has a few dozen fields.
const longestBody = 256 << 10

// object is a JSON object whose members are read later.
type object map[string]json.RawMessage

// request is the body of what a platform asks. Members that are not here are extensions,
// and ignored (§ Vendor Extension Fields).
type request struct {
	ServiceID    string `json:"service_id"`
	PlanID       string `json:"plan_id"`
	Organization string `json:"organization_guid"`
	Space        string `json:"space_guid"`
	Context      object `json:"context"`
	Parameters   object `json:"parameters"`
	Maintenance  *struct {
		Version string `json:"version"`
	} `json:"maintenance_info"`
	// Of a binding.
	App      string `json:"app_guid"`
	Resource *struct {
		App string `json:"app_guid"`
	} `json:"bind_resource"`
	Predecessor string `json:"predecessor_binding_id"`
}

// read reads the body of a request, all of it.
func (c *call) read() (*request, error) {
	if said := c.Header.Get("Content-Type"); said != "" {
		if kind, _, err := mime.ParseMediaType(said); err != nil || kind != "application/json" {
			return nil, badRequest(havre.Text{FR: "Le corps de la requête est du JSON : « Content-Type: application/json ».", EN: "The body of the request is JSON: “Content-Type: application/json”."})
		}
	}
	body, err := io.ReadAll(io.LimitReader(c.Body, longestBody+1))
	switch {
	case err != nil:
		return nil, badRequest(havre.Text{FR: "Le corps de la requête n’est pas arrivé en entier.", EN: "The body of the request did not arrive in full."})
	case len(body) > longestBody:
		return nil, &refused{status: http.StatusRequestEntityTooLarge, message: havre.Text{FR: "Le corps de la requête dépasse 256 Kio.", EN: "The body of the request exceeds 256 KiB."}}
	}
	return parse(body)
}

// parse reads the JSON of a request.
func parse(body []byte) (*request, error) {
	var q request
	d := json.NewDecoder(bytes.NewReader(body))
	err := d.Decode(&q)
	if err == nil {
		if _, end := d.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("more than one value")
		}
	}
	if bytes.Equal(bytes.TrimSpace(body), []byte("null")) {
		err = errors.New("null")
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		return nil, badRequest(havre.Text{FR: "Le champ « %[1]s » n’est pas de la bonne nature : %[2]s.", EN: "The field “%[1]s” is of the wrong kind: %[2]s."}.With(wrong.Field, expected(wrong)))
	}
	if err != nil {
		return nil, badRequest(havre.Text{FR: "Le corps de la requête n’est pas un objet JSON bien formé.", EN: "The body of the request is not a well-formed JSON object."})
	}
	return &q, nil
}

func expected(e *json.UnmarshalTypeError) havre.Text {
	if e.Type.Kind().String() == "string" {
		return havre.Text{FR: "un texte est attendu", EN: "a text is expected"}
	}
	return havre.Text{FR: "un objet est attendu", EN: "an object is expected"}
}

// require refuses what lacks a mandatory field.
func require(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			return missing(pairs[i])
		}
	}
	return nil
}

// planKey is the identifier of a plan for platforms: of letters, digits, dashes and a
// period, which every platform can put in an address.
func planKey(offer, plan string) string { return offer + "." + plan }

// planOf is the offer and the plan that a platform names.
func planOf(service, plan string) (offer, id string, err error) {
	offer, id, ok := strings.Cut(plan, ".")
	if !ok || offer != service {
		return "", "", badRequest(havre.Text{
			FR: "« plan_id » (%[1]s) n’est pas un gabarit de « service_id » (%[2]s) : voyez /v2/catalog.", EN: "“plan_id” (%[1]s) is not a plan of “service_id” (%[2]s): see /v2/catalog.",
		}.With(shown(plan), shown(service)))
	}
	return offer, id, nil
}

// maintained refuses any maintenance version: no plan has one.
func (q *request) maintained() error {
	if q.Maintenance == nil {
		return nil
	}
	return &refused{status: http.StatusUnprocessableEntity, code: "MaintenanceInfoConflict", message: havre.Text{
		FR: "Ce gabarit n’a pas de version de maintenance : relisez le catalogue.", EN: "This plan has no maintenance version: read the catalogue again.",
	}}
}

// member is a text of an object, "" when it is not one.
func (o object) text(name string) string {
	var s string
	if json.Unmarshal(o[name], &s) != nil {
		return ""
	}
	return s
}

// values are the members of an object as JSON reads them.
func (o object) values() (map[string]any, error) {
	out := make(map[string]any, len(o))
	for name, raw := range o {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber() // the same bytes when it is written again
		var v any
		if err := d.Decode(&v); err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		out[name] = v
	}
	return out, nil
}

// objectOf reads an object that was kept.
func objectOf(text string) (object, error) {
	var o object
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return nil, fmt.Errorf("reading what was kept: %w", err)
	}
	return o, nil
}
