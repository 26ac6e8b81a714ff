package configuration

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"sync"
	"weak"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// compiled holds the schema of each plan in use, by plan, for as long as the plan
// itself is held: a catalogue that was replaced takes its schemas with it.
var compiled sync.Map // weak.Pointer[catalogue.Plan] to *jsonschema.Schema

// schemaOf is the compiled schema of a plan.
func schemaOf(p *catalogue.Plan) (*jsonschema.Schema, error) {
	key := weak.Make(p)
	if s, ok := compiled.Load(key); ok {
		return s.(*jsonschema.Schema), nil //nolint:errcheck // nothing else is stored
	}
	s, err := compile(p)
	if err != nil {
		return nil, err
	}
	if _, loaded := compiled.LoadOrStore(key, s); !loaded {
		runtime.AddCleanup(p, func(k weak.Pointer[catalogue.Plan]) { compiled.Delete(k) }, key)
	}
	return s, nil
}

// compile reads the schema from its own bytes: what is enforced is what is published.
func compile(p *catalogue.Plan) (*jsonschema.Schema, error) {
	b, err := json.Marshal(p.Schema(havre.French))
	if err != nil {
		return nil, fmt.Errorf("writing the schema of %s: %w", p.Key(), err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("reading the schema of %s: %w", p.Key(), err)
	}
	const name = "plan.json"
	c := jsonschema.NewCompiler()
	c.UseLoader(jsonschema.SchemeURLLoader{}) // a schema never reads another file
	if err := c.AddResource(name, doc); err != nil {
		return nil, fmt.Errorf("adding the schema of %s: %w", p.Key(), err)
	}
	s, err := c.Compile(name)
	if err != nil {
		return nil, fmt.Errorf("compiling the schema of %s: %w", p.Key(), err)
	}
	return s, nil
}
