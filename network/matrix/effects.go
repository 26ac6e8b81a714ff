package matrix

import "github.com/havre-cloud/havre/network"

// Effect is a flow whose answer is not the same once links have changed.
type Effect struct {
	// Row is the flow as it was before the change.
	Row
	Before, After Answer
}

// Lost says that the flow is carried less surely than before: it had a way and has
// none, or one that somebody must now confirm.
func (e *Effect) Lost() bool { return e.After.Value < e.Before.Value }

// Gained says that the flow is carried more surely than before.
func (e *Effect) Gained() bool { return e.After.Value > e.Before.Value }

// Effects lists the flows that lose or gain a way between two graphs, in the order
// of the applications; those whose answer stays are left out.
func Effects(before, after *network.Graph, list []Application) []Effect {
	was, is := Build(before, list), Build(after, list)
	var out []Effect
	for i := range was.Rows {
		r, now := &was.Rows[i], is.Rows[i].Answer // the rows are those of the dossiers, whatever the links
		if now.Value != r.Answer.Value {
			out = append(out, Effect{Row: *r, Before: r.Answer, After: now})
		}
	}
	return out
}

// CountEffects is how many applications lose a way, and how many gain one; one
// application may do both.
func CountEffects(list []Effect) (lost, gained int) {
	losing, gaining := map[string]bool{}, map[string]bool{}
	for i := range list {
		if list[i].Lost() {
			losing[list[i].Application] = true
		} else {
			gaining[list[i].Application] = true
		}
	}
	return len(losing), len(gaining)
}
