package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

// derogationFilter chooses derogations.
type derogationFilter struct {
	Paging
	Sorting
	Dossier   string     `query:"dossier" doc:"identifiant du dossier|identifier of the need"`
	Rule      string     `query:"rule" doc:"règle|rule"`
	State     string     `query:"state" enum:"requested,granted,refused,withdrawn" doc:"état|state"`
	EndBefore havre.Date `query:"endBefore" doc:"celles accordées qui finissent ce jour-là ou avant|granted ones that end on that day or before"`
	Sort      string     `query:"sort" enum:"until,requested,rule" doc:"ordre|order"`
}

type derogationKind = kind[record.Derogation, wire.DerogationSpec, wire.DerogationStatus]

func derogations(a *API) {
	k := derogationKind{
		name: "Derogation", names: "Derogations", path: "/derogations", group: groupDerogations,
		one: havre.Text{FR: "une dérogation", EN: "a derogation"}, many: havre.Text{FR: "les dérogations", EN: "derogations"},
		get: a.Record.Derogation, show: showDerogation,
	}
	list(a, k, havre.Text{FR: "Celles des dossiers que vous pouvez voir.", EN: "Those of needs that you may see."},
		func(ctx context.Context, actor identity.Actor, in *derogationFilter) (havre.Page[record.Derogation], error) {
			return a.Record.Derogations(ctx, actor, record.DerogationQuery{
				List: in.sorted(in.Paging, in.Sort), Need: in.Dossier, Rule: in.Rule, State: record.DerogationState(in.State), EndBefore: in.EndBefore,
			})
		})
	read(a, k)
	create(a, k, havre.Text{
		FR: "Demande à déroger à une règle en vigueur qui l'admet. Ceux qui peuvent y répondre sont prévenus.",
		EN: "Asks to derogate from a rule in force that allows it. Those who may settle it are told.",
	}, func(ctx context.Context, actor identity.Actor, doc *wire.Document[wire.DerogationSpec]) (*record.Derogation, error) {
		s := doc.Spec
		d := &record.Derogation{Need: s.Dossier, Rule: s.Rule, Offer: s.Offer, Reason: s.Reason, Proof: s.Proof, From: s.From, Until: s.Until}
		return d, a.Record.RequestDerogation(ctx, actor, d)
	}, nil)
	a.settlements(k)
	remove(a, k, havre.Text{
		FR: "Retire une demande, ou renonce à une dérogation accordée. L'objet reste, à l'état « withdrawn ».",
		EN: "Takes a request back, or gives up a derogation that was granted. The object stays, in the state \"withdrawn\".",
	}, func(ctx context.Context, actor identity.Actor, id string, version int64) error {
		_, err := a.Record.WithdrawDerogation(ctx, actor, id, version)
		return err
	})
}

// settlements registers the answer of the authority.
func (a *API) settlements(k derogationKind) {
	o := operation{
		id: "settleDerogation", method: http.MethodPost, path: k.path + "/{id}/settlement", group: k.group, guarded: true, accepts: documentTypes,
		summary: havre.Text{FR: "Enregistrer la réponse de l'autorité", EN: "Record what the authority answered"},
		long:    havre.Text{FR: "Nul ne répond à sa propre demande.", EN: "Nobody settles their own request."},
	}
	registerBody(a, o, "Settlement", func(ctx context.Context, actor identity.Actor, in *guarded, s *wire.Settlement) (*object[wire.DerogationSpec, wire.DerogationStatus], error) {
		version, err := k.version(ctx, a, actor, in)
		if err != nil {
			return nil, err
		}
		d, err := a.Record.SettleDerogation(ctx, actor, in.ID, version, record.Settlement{
			Grant: s.Grant, Authority: s.Authority, Reference: s.Reference, From: s.From, Until: s.Until, Note: s.Note,
		})
		if err != nil {
			return nil, err
		}
		return k.answer(a.view(ctx), d), nil
	})
}

func showDerogation(v view, d *record.Derogation) wire.Derogation {
	m := metadata(d.Stamps)
	m.Organisation = d.Organisation
	return wire.Derogation{
		ID: d.ID, Metadata: m,
		Spec: wire.DerogationSpec{Dossier: d.Need, Rule: d.Rule, Offer: d.Offer, Reason: d.Reason, Proof: d.Proof, From: d.From, Until: d.Until},
		Status: wire.DerogationStatus{
			State: string(d.State), Standing: d.Standing(v.today), DossierTitle: d.NeedTitle, On: d.On,
			AskedOf: v.say(d.Asked.Authority), AskedProof: v.say(d.Asked.Proof), AskedMonths: d.Asked.Months,
			Authority: d.Authority, Reference: d.Reference, Note: d.Note, RequestedBy: d.RequestedBy, SettledBy: d.SettledBy, SettledAt: d.SettledAt,
			Conditions: []wire.Condition{v.waives(d)},
		},
	}
}

// standings say what a derogation is worth on a day.
var standings = map[string]havre.Text{
	"requested": {FR: "L'autorité n'a pas encore répondu.", EN: "The authority has not answered yet."},
	"refused":   {FR: "L'autorité a refusé.", EN: "The authority refused."},
	"withdrawn": {FR: "La demande a été retirée.", EN: "The request was withdrawn."},
	"to-come":   {FR: "Elle est accordée, et commence plus tard.", EN: "It is granted, and begins later."},
	"in-force":  {FR: "Elle écarte la règle aujourd'hui.", EN: "It waives the rule today."},
	"ended":     {FR: "Elle est arrivée à sa fin.", EN: "It has come to its end."},
}

func (v view) waives(d *record.Derogation) wire.Condition {
	standing := d.Standing(v.today)
	return v.condition("InForce", standing == "in-force", reasonOf(standing), standings[standing], d.SettledAt)
}

// reasonOf is a word of ours as conditions write it: to-come is ToCome.
func reasonOf(word string) string {
	var out []rune
	up := true
	for _, r := range word {
		if r == '-' || r == '.' {
			up = true
			continue
		}
		if up && r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		up = false
		out = append(out, r)
	}
	return string(out)
}
