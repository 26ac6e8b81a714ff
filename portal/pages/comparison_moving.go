package pages

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// moving are the needs of which a verdict may change between the two dates. The
// compiled rules tell in microseconds, but for derogations and for what only the
// organisation knows: needs that have those are compared in full.
func (n *needPages) moving(r *web.Request, v *compareView, needs []record.Need) ([]record.Need, error) {
	from, err := n.Record.Library.Now().Judge(v.From)
	if err != nil {
		return nil, err
	}
	to, err := n.Record.Library.Now().Judge(v.To)
	if err != nil {
		return nil, err
	}
	derogating, err := n.derogating(r)
	if err != nil {
		return nil, err
	}
	var out []record.Need
	for _, need := range needs {
		moves := slices.Contains(derogating, need.ID)
		if !moves {
			if moves, err = n.moves(r, need, from, to); err != nil {
				return nil, err
			}
		}
		if moves {
			out = append(out, need)
		}
	}
	return out, nil
}

// derogating are the needs to which a derogation was granted.
func (n *needPages) derogating(r *web.Request) ([]string, error) {
	var out []string
	q := record.DerogationQuery{State: record.Granted}
	for d, err := range eachPage(q.List, func(l havre.List) (havre.Page[record.Derogation], error) {
		q.List = l
		return n.Record.Derogations(r.Context(), r.Actor, q)
	}) {
		if err != nil {
			return nil, err
		}
		out = append(out, d.Need)
	}
	return out, nil
}

// moves says that a verdict of a need is not the same for both judges, or that the
// rules alone cannot tell.
func (n *needPages) moves(r *web.Request, need record.Need, from, to *decision.Judge) (bool, error) {
	full, err := n.Record.Need(r.Context(), r.Actor, need.ID)
	if err != nil {
		return false, err
	}
	all, err := dossier.Parse(needFile, full.Document)
	if err != nil {
		return false, err
	}
	if o := all[0].Spec.Organisation; o.Kind == "" || o.Ministry == "" || len(all[0].Spec.Derogations) > 0 {
		return true, nil
	}
	before, err := from.Quick(all[0])
	if err != nil {
		return false, err
	}
	after, err := to.Quick(all[0])
	return !slices.Equal(before, after), err
}
