package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
)

// count summarises the verdicts.
func (d *DecisionSummary) count(out *decision.Decision) {
	d.Best = out.Best()
	var eligible []decision.OfferRuled
	for _, v := range out.Verdicts {
		switch v.Verdict {
		case decision.Eligible:
			eligible = append(eligible, v)
		case decision.Undetermined:
			d.Undetermined++
		case decision.Ineligible, decision.NotListed:
			d.Ineligible++
		}
	}
	slices.SortStableFunc(eligible, func(a, b decision.OfferRuled) int { return a.Rank - b.Rank })
	d.Eligible, d.First = len(eligible), make([]string, len(eligible))
	for i := range eligible {
		d.First[i] = eligible[i].Offer
	}
}

// Subject is the decision for the policy and the journal.
func (d *DecisionSummary) Subject(n *Need) Subject {
	about := n.Subject()
	about.Kind, about.ID, about.Name = "Decision", d.ID, fmt.Sprintf("%s n° %d", n.Name, d.Number)
	return about
}

// link is the page of the decision, without language.
func (d *DecisionSummary) link() string {
	return fmt.Sprintf("/dossiers/%s/decisions/%d", d.Need, d.Number)
}

// inWords is the outcome in a sentence.
func (d *DecisionSummary) inWords(h *Holding) havre.Text {
	switch {
	case len(d.First) == 0 && d.Undetermined == 0:
		return havre.Text{FR: "Aucune offre n’est éligible.", EN: "No offer is eligible."}
	case len(d.First) == 0:
		return havre.Text{FR: "Aucune offre n’est éligible : %s.", EN: "No offer is eligible: %s."}.With(havre.Count(d.Undetermined,
			havre.Text{FR: "reste indéterminée", EN: "is undetermined"}, havre.Text{FR: "restent indéterminées", EN: "are undetermined"}))
	}
	return havre.Text{FR: "%[1]s, la première étant %[2]s.", EN: "%[1]s, the first being %[2]s."}.With(havre.Count(d.Eligible,
		havre.Text{FR: "offre éligible", EN: "eligible offer"}, havre.Text{FR: "offres éligibles", EN: "eligible offers"}), h.OfferTitle(d.First[0]))
}

// Decision is one that the actor may see.
func (s *Service) Decision(ctx context.Context, a identity.Actor, id string) (d *Decision, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		d, err = readDecision(ctx, tx, a, id)
		return err
	})
	return d, err
}

// readDecision is a decision of a need that the actor may see.
func readDecision(ctx context.Context, tx Tx, a identity.Actor, id string) (*Decision, error) {
	return seenDecision(ctx, tx, a, id, tx.Decision)
}

// seenDecision reads a decision that the actor may see.
func seenDecision(ctx context.Context, tx Tx, a identity.Actor, id string, read func(context.Context, string) (*Decision, error)) (*Decision, error) {
	if err := SignedIn(a); err != nil {
		return nil, err
	}
	d, err := read(ctx, id)
	if err != nil {
		return nil, Hidden(err)
	}
	_, err = ReadNeed(ctx, tx, a, d.Need)
	return d, err
}

// DecisionGist is a decision that the actor may see, without its body: its gist says
// all that its first page shows.
func (s *Service) DecisionGist(ctx context.Context, a identity.Actor, id string) (d *Decision, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		d, err = seenDecision(ctx, tx, a, id, tx.DecisionGist)
		return err
	})
	return d, err
}

// Decisions lists what the actor may see.
func (s *Service) Decisions(ctx context.Context, a identity.Actor, q DecisionQuery) (page havre.Page[DecisionSummary], err error) {
	if err := SignedIn(a); err != nil {
		return page, err
	}
	q.Needs = See(a, q.Needs)
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Decisions(ctx, q)
		return err
	})
	return page, err
}
