package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

// decisionFilter chooses decisions.
type decisionFilter struct {
	Paging
	Sorting
	Dossier   string     `query:"dossier" doc:"identifiant du dossier|identifier of the need"`
	State     string     `query:"state" enum:"current,reopened,superseded" doc:"état|state"`
	Verdict   string     `query:"verdict" enum:"eligible,undetermined,ineligible" doc:"meilleur verdict|best verdict"`
	Catalogue string     `query:"catalogue" doc:"empreinte du catalogue employé|digest of the catalogue used"`
	DueBefore havre.Date `query:"dueBefore" doc:"celles dont un fait peut changer ce jour-là ou avant|those of which a fact may change on that day or before"`
	Sort      string     `query:"sort" enum:"taken,title,state" doc:"ordre|order"`
}

func decisions(a *API) {
	k := kind[record.Decision, wire.DecisionSpec, wire.DecisionStatus]{
		name: "Decision", names: "Decisions", path: "/decisions", group: groupDecisions,
		one: havre.Text{FR: "une décision", EN: "a decision"}, many: havre.Text{FR: "les décisions", EN: "decisions"},
		get: a.Record.Decision, show: showDecision,
	}
	a.decideWithoutRecord()
	list(a, k, havre.Text{FR: "Celles des dossiers que vous pouvez voir.", EN: "Those of needs that you may see."}, a.listDecisions)
	read(a, k)
	a.decideOnRecord(k)
	a.partsOfDecisions()
	a.replays()
	a.comparisons()
}

func (a *API) listDecisions(ctx context.Context, actor identity.Actor, in *decisionFilter) (out havre.Page[record.Decision], err error) {
	page, err := a.Record.Decisions(ctx, actor, record.DecisionQuery{
		List: in.sorted(in.Paging, in.Sort), Need: in.Dossier, State: record.DecisionState(in.State),
		Verdict: decision.Verdict(in.Verdict), Catalogue: in.Catalogue, DueBefore: in.DueBefore,
	})
	out.Total, out.Next = page.Total, page.Next
	for i := range page.Items {
		out.Items = append(out.Items, record.Decision{DecisionSummary: page.Items[i]})
	}
	return out, err
}

// decideOnRecord registers the decision of a need, kept with all that replays it.
func (a *API) decideOnRecord(k kind[record.Decision, wire.DecisionSpec, wire.DecisionStatus]) {
	register(a, operation{
		id: "takeDecision", method: http.MethodPost, path: "/dossiers/{id}/decisions", group: groupDecisions, status: http.StatusCreated, creates: true,
		summary: havre.Text{FR: "Prendre la décision d'un dossier", EN: "Take the decision of a need"},
		long: havre.Text{
			FR: "Décide le dossier aujourd'hui, avec les dérogations accordées, et enregistre la décision avec le catalogue et la doctrine employés.",
			EN: "Decides the need today, with the derogations granted, and puts the decision on record with the catalogue and the doctrine used.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *target) (*created[wire.DecisionSpec, wire.DecisionStatus], error) {
		d, err := a.Record.Decide(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		out := k.answer(a.view(ctx), d)
		return &created[wire.DecisionSpec, wire.DecisionStatus]{Location: Prefix + k.path + "/" + d.ID, Body: out.Body}, nil
	})
}

func outline(d *record.DecisionSummary) wire.DecisionOutline {
	first := d.First
	if first == nil {
		first = []string{}
	}
	return wire.DecisionOutline{
		ID: d.ID, Number: d.Number, State: string(d.State), On: d.On, Best: string(d.Best),
		Eligible: d.Eligible, Undetermined: d.Undetermined, Ineligible: d.Ineligible, First: first, Due: d.Due,
	}
}

func showDecision(v view, d *record.Decision) wire.Decision {
	s := wire.DecisionStatus{
		DecisionOutline: outline(&d.DecisionSummary), DossierName: d.NeedName, OrganisationTitle: d.OrgTitle, Ministry: d.Ministry,
		Catalogue: d.Catalogue, Doctrine: d.Doctrine, Program: d.Program, TakenByName: d.TakenByName, ReopenedAt: d.ReopenedAt,
		Changes: []wire.Change{}, SHA256: d.SHA256, Conditions: []wire.Condition{v.standing(&d.DecisionSummary)},
	}
	for _, c := range d.Changes {
		s.Changes = append(s.Changes, wire.Change{
			Offer: c.Offer, Rule: c.Rule, Kind: string(c.Kind), From: string(c.From), To: string(c.To),
			State: string(c.State), Facts: c.Facts, Because: c.Because,
		})
	}
	return wire.Decision{
		ID: d.ID, Metadata: wire.Metadata{Title: d.Title, CreatedAt: d.TakenAt, CreatedBy: d.TakenBy},
		Spec:   wire.DecisionSpec{Dossier: d.Need, Revision: d.Revision, On: d.On, Language: string(d.Lang)},
		Status: s,
	}
}
