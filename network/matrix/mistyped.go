package matrix

import (
	"fmt"
	"strings"

	"github.com/havre-cloud/havre"
)

// mistyped warns of the ends of a flow that are nearly the name of a place.
func (k *knowing) mistyped(a *Application, rank int) havre.Problems {
	f := &a.Dossier.Spec.Flows.List[rank]
	var out havre.Problems
	for _, end := range []struct{ field, id string }{{"to", f.To}, {"from", f.From}} {
		if near := k.near(a, end.id); near != "" {
			out = append(out, havre.Problem{
				Field: fmt.Sprintf("%s spec.flows.%d.%s", a.Name, rank, end.field), Value: end.id, Suggestion: near, Message: saysNotAPlace, Warning: true,
			})
		}
	}
	return out
}

// near is the place whose name is nearly a name, "" for a place, for the application
// itself, and for a DNS name: those are as they are.
func (k *knowing) near(a *Application, name string) string {
	if _, known := k.g.Place(name); known || len(name) < 3 || name == a.Name || strings.Contains(name, ".") {
		return ""
	}
	near := havre.Nearest(name, k.g.Places())
	if !strings.HasPrefix(near, name[:2]) { // another word, of about the same length
		return ""
	}
	return near
}

// noNetwork says that the other side of a flow is no place, and which it may be.
func (k *knowing) noNetwork(r *Row, a *Application, name string) havre.Text {
	id := r.Flow.To
	if r.Direction == In {
		id = r.Flow.From
	}
	text := saysNoNetwork.With(name)
	if near := k.near(a, id); near != "" {
		text = saysNearest.With(text, near)
	}
	return text
}
