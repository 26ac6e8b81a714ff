package catalogue

import (
	"slices"
	"strings"
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// attribute is one thing that a source may state of an offer: a fact, or one
// member of a set (services.object-storage).
type attribute struct {
	path   string
	def    *fact.Def
	member string
}

// dict is the one attribute that stands for several: a ceiling such as 2-3-3-2,
// or 4-X-X-X when only the first axis is known.
const dict = "dict"

var dictAxes = []string{"dict.availability", "dict.integrity", "dict.confidentiality", "dict.traceability"}

// vocabulary is every attribute by path, and the sets themselves, whose path
// stands for all their members.
type vocabulary struct {
	leaves map[string]attribute
	sets   map[string]*fact.Def
	paths  []string // sorted, to suggest one
}

var words = sync.OnceValue(func() vocabulary {
	v := vocabulary{leaves: map[string]attribute{}, sets: map[string]*fact.Def{}}
	defs := Facts()
	for i := range defs {
		d := &defs[i]
		switch {
		case d.Open: // the identifier and what the network reaches are computed, never stated
		case d.Kind == fact.Set:
			v.sets[d.Path] = d
			for _, m := range d.Values {
				v.leaves[d.Path+"."+m] = attribute{d.Path + "." + m, d, m}
			}
		default:
			v.leaves[d.Path] = attribute{d.Path, d, ""}
		}
	}
	for p := range v.leaves {
		v.paths = append(v.paths, p)
	}
	for p := range v.sets {
		v.paths = append(v.paths, p)
	}
	v.paths = append(v.paths, dict)
	slices.Sort(v.paths)
	return v
})

// leavesOf are the attributes behind a path: itself, the members of a set, or
// the axes of a DICT ceiling.
func leavesOf(path string) []attribute {
	v := words()
	if a, ok := v.leaves[path]; ok {
		return []attribute{a}
	}
	if path == dict {
		return dictLeaves()
	}
	var out []attribute
	if d, ok := v.sets[path]; ok {
		for _, m := range d.Values {
			out = append(out, v.leaves[path+"."+m])
		}
	}
	return out
}

func dictLeaves() []attribute {
	out := []attribute{words().leaves["dict.published"]}
	for _, axis := range dictAxes {
		out = append(out, words().leaves[axis])
	}
	return out
}

// splitDict reads 2-3-3-2 or 4-X-X-X into the values of the axes.
func splitDict(text string) ([]Value, bool) {
	parts := strings.Split(text, "-")
	if len(parts) != len(dictAxes) {
		return nil, false
	}
	out := make([]Value, len(parts))
	for i, p := range parts {
		p = strings.TrimSpace(p)
		switch {
		case p == "X" || p == "x" || p == "?":
			out[i] = Value{Status: Unknown}
		case len(p) == 1 && p[0] >= '1' && p[0] <= '4':
			out[i] = Value{Status: Stated, Number: int64(p[0] - '0')}
		default:
			return nil, false
		}
	}
	return out, true
}

// Title is the noun phrase for an attribute, "services managés : object-storage"
// for the member of a set.
func Title(path string) havre.Text {
	a, ok := words().leaves[path]
	switch {
	case !ok && path == dict:
		return havre.Text{FR: "plafond DICT", EN: "DICT ceiling"}
	case !ok && words().sets[path] != nil:
		return words().sets[path].Title
	case !ok:
		return havre.Same(path)
	case a.member != "":
		return havre.Text{FR: a.def.Title.FR + " : " + a.member, EN: a.def.Title.EN + ": " + a.member}
	}
	return a.def.Title
}
