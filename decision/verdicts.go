package decision

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
)

// Verdicts are those of every offer, ranked, with the outcome of each rule, as
// [Judge.Decide] gives them, without the obligations and the questions: what a form
// shows while it is being filled in.
func (j *Judge) Verdicts(d *dossier.Dossier, lang havre.Lang) ([]OfferRuled, error) {
	r, err := j.reading(d, lang)
	if err != nil {
		return nil, err
	}
	return r.verdicts(), nil
}

// verdicts judges every offer, and ranks them.
func (r *reading) verdicts() []OfferRuled {
	out := make([]OfferRuled, 0, len(r.view.Offers))
	for i := range r.view.Offers {
		out = append(out, r.judge(&r.view.Offers[i]))
	}
	r.rank(out)
	return out
}
