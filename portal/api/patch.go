package api

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/document"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// patchTypes are the media types of a change in part.
var patchTypes = []string{"application/merge-patch+json", "application/json"}

var patchText = havre.Text{
	FR: "Le corps est un « merge patch » (RFC 7396) : ce qui y est remplace ce qui était, null retire, le reste ne change pas.",
	EN: "The body is a merge patch (RFC 7396): what is in it replaces what was, null removes, the rest does not change.",
}

// registerPatch adds an operation that reads a merge patch.
func registerPatch[I, O any](a *API, o operation, do func(context.Context, identity.Actor, *I, []byte) (*O, error)) {
	registerRaw(a, o, do)
	a.publishBody(o, "MergePatch", map[string]any{"type": "object", "description": both(patchText)})
}

// patched is the document of an object after a merge patch.
func patched[S any](o any, patch []byte) (*wire.Document[S], error) {
	merged, err := mergedJSON(o, patch)
	if err != nil {
		return nil, err
	}
	doc, err := decode[wire.Document[S]](merged)
	return doc, placeless(err)
}

// mergePatch is the algorithm of RFC 7396.
func mergePatch(to, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	out, ok := to.(map[string]any)
	if !ok {
		out = map[string]any{}
	}
	for name, value := range changes {
		if value == nil {
			delete(out, name)
		} else {
			out[name] = mergePatch(out[name], value)
		}
	}
	return out
}

// placeless leaves out of problems the lines of a text that nobody wrote.
func placeless(err error) error {
	f := havre.FaultOf(err)
	if f == nil {
		return err
	}
	for i := range f.Problems {
		f.Problems[i].Line, f.Problems[i].Column, f.Problems[i].File = 0, 0, ""
	}
	return f
}

// mergedJSON is an object after a merge patch.
func mergedJSON(o any, patch []byte) ([]byte, error) {
	current, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("reading the object to patch: %w", err)
	}
	// The patch is read as strictly as a document: sizes, depths and repeated keys.
	nodes, problems := document.Parse("", patch)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	var before, after any
	if err := json.Unmarshal(current, &before); err != nil {
		return nil, fmt.Errorf("reading the object to patch: %w", err)
	}
	if len(nodes) != 1 || json.Unmarshal(patch, &after) != nil {
		return nil, havre.Problems{{Field: "body", Message: havre.Text{FR: "un objet JSON est attendu", EN: "a JSON object is expected"}}}
	}
	return json.Marshal(mergePatch(before, after))
}
