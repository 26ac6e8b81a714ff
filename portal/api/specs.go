package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2/yaml"

	"github.com/havre-cloud/havre"
)

// specs are the published documents, made when they are first asked for.
type specs struct {
	mu   sync.Mutex
	made map[havre.Lang]*spec
}

// spec is the OpenAPI document in one language.
type spec struct {
	tree       map[string]any
	json, yaml []byte
}

// spec is the document in a language.
func (a *API) spec(l havre.Lang) (*spec, error) {
	a.specs.mu.Lock()
	defer a.specs.mu.Unlock()
	if s := a.specs.made[l]; s != nil {
		return s, nil
	}
	s, err := a.newSpec(l)
	if err != nil {
		return nil, fmt.Errorf("writing the OpenAPI document: %w", err)
	}
	if a.specs.made == nil {
		a.specs.made = map[havre.Lang]*spec{}
	}
	a.specs.made[l] = s
	return s, nil
}

func (a *API) newSpec(l havre.Lang) (*spec, error) {
	raw, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := json.Unmarshal(raw, &tree); err != nil {
		return nil, err
	}
	inLanguage(tree, l)
	s := &spec{tree: tree}
	if s.json, err = json.MarshalIndent(tree, "", "  "); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := yaml.Convert(&out, bytes.NewReader(s.json)); err != nil {
		return nil, err
	}
	s.yaml = out.Bytes()
	return s, nil
}

// worded are the names under which the document speaks to people.
var worded = []string{"description", "summary", "title"}

// inLanguage keeps one of the two languages of every text.
func inLanguage(node any, l havre.Lang) {
	switch n := node.(type) {
	case map[string]any:
		for k, v := range n {
			text, isText := v.(string)
			if isText && slices.Contains(worded, k) {
				n[k] = inOne(text, l)
				continue
			}
			inLanguage(v, l)
		}
	case []any:
		for _, v := range n {
			inLanguage(v, l)
		}
	}
}

func inOne(text string, l havre.Lang) string {
	fr, en, ok := strings.Cut(text, separator)
	if !ok {
		return text
	}
	return havre.Text{FR: fr, EN: en}.In(l)
}

// serveSpec answers with the document.
func (a *API) serveSpec(media string, of func(*spec) []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s, err := a.spec(callOf(r.Context()).lang)
		if err != nil {
			a.tell(w, r, err)
			return
		}
		w.Header().Set("Content-Type", media)
		w.Header().Set("Cache-Control", "public, max-age=60")
		w.Header().Set("Vary", "Accept-Language")
		_, _ = w.Write(of(s)) // whoever asked has gone
	}
}

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }
