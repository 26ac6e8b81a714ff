package questionnaire

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
)

// value finds a field of the dossier by its path.
func (s *Sheet) value(path string) (reflect.Value, bool) {
	v := reflect.ValueOf(s.Dossier).Elem()
	for name := range strings.SplitSeq(path, ".") {
		i := slices.Index(namesOf(v.Type()), name)
		if i < 0 {
			return v, false
		}
		v = v.Field(i)
	}
	return v, true
}

// namesOf lists the names under which a document writes the fields of a struct;
// "" for those that it does not.
func namesOf(t reflect.Type) []string {
	if t.Kind() != reflect.Struct {
		return nil
	}
	out := make([]string, t.NumField())
	for i := range out {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "-" {
			out[i] = name
		}
	}
	return out
}

// wordsOf is a value as a document writes it, and whether that is all of it. The
// unknown has no words and is not complete.
func (s *Sheet) wordsOf(v reflect.Value) (words []string, complete bool) {
	switch x := v.Interface().(type) {
	case string:
		return one(x, x != "")
	case dossier.Word:
		return one(string(x), x != "")
	case havre.Truth:
		return one(x.String(), x.Known())
	case dossier.Day:
		return one(x.String(), !x.IsZero())
	case dossier.Set:
		return x.Members, x.Complete
	case dossier.Flows:
		return s.places(), x.Complete
	case dossier.Ratio:
		return one(strconv.FormatInt(x.Percent, 10)+" %", x.Known)
	default:
		text := scalarOf(v)
		return one(text, text != unknown)
	}
}

const unknown = "unknown"

func one(word string, known bool) ([]string, bool) {
	if !known {
		return nil, false
	}
	return []string{word}, true
}

// scalarOf is what a quantity writes of itself.
func scalarOf(v reflect.Value) string {
	text, err := json.Marshal(v.Interface())
	if err != nil {
		return unknown // a quantity always writes itself
	}
	return strings.Trim(string(text), `"`)
}

// places are where the application opens flows to, each once.
func (s *Sheet) places() []string {
	var out []string
	for i := range s.Dossier.Spec.Flows.List {
		f := &s.Dossier.Spec.Flows.List[i]
		if s.opens(f) && !slices.Contains(out, f.To) {
			out = append(out, f.To)
		}
	}
	return out
}

// opens says that a flow is opened by the application, not towards it.
func (s *Sheet) opens(f *dossier.Flow) bool {
	return f.From == "" || f.From == s.Dossier.Metadata.Name
}
