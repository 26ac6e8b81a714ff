package approval

import (
	"slices"

	"github.com/havre-cloud/havre"
)

// Readable is a fact of an order that conditions may read, for who writes them.
type Readable struct {
	Name  string     // as conditions name it: order.amount
	Text  havre.Text // what it is
	Words []string   // the only values it takes; nil: any
}

// Reads lists all that conditions may read, in the order of the documentation.
func Reads() []Readable {
	out := make([]Readable, len(variables))
	for i, v := range variables {
		out[i] = Readable{v.name, v.text, slices.Clone(v.words)}
	}
	return out
}
