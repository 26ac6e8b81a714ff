package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// workFilter chooses works.
type workFilter struct {
	Paging
	Order     string     `query:"order" doc:"identifiant de la commande|identifier of the order"`
	Offer     string     `query:"offer" doc:"offre|offer"`
	State     string     `query:"state" enum:"to-do,taken,done,partly-done,impossible,withdrawn" doc:"état|state"`
	Open      bool       `query:"open" doc:"seulement ce qui reste à faire|only what is left to do"`
	Mine      bool       `query:"mine" doc:"seulement ce dont vous vous chargez|only what you took"`
	DueBefore havre.Date `query:"dueBefore" doc:"attendu ce jour-là ou avant|expected on that day or before"`
	Desc      bool       `query:"desc" doc:"ordre inverse|reverse order"`
	Sort      string     `query:"sort" enum:"due,offer,state" doc:"ordre|order"`
}

type workKind = kind[order.Task, wire.WorkSpec, wire.WorkStatus]

func works(a *API) {
	k := workKind{
		name: "Work", names: "Works", path: "/works", group: groupOrders,
		one: havre.Text{FR: "une tâche d'opérateur", EN: "an operator's work"}, many: havre.Text{FR: "les tâches d'opérateur", EN: "operators' works"},
		get: a.Orders.Work, show: showWork,
	}
	list(a, k, havre.Text{
		FR: "Ce qui est à réaliser à la main sur les plateformes que vous opérez.", EN: "What is to be made by hand on the platforms that you operate.",
	}, func(ctx context.Context, actor identity.Actor, in *workFilter) (havre.Page[order.Task], error) {
		q := order.WorkQuery{
			List:  havre.List{After: in.After, Limit: in.Limit, Desc: in.Desc, Sort: in.Sort},
			Order: in.Order, Offer: in.Offer, State: order.WorkState(in.State), Open: in.Open, DueBefore: in.DueBefore,
		}
		if in.Mine {
			q.Assignee = actor.ID
		}
		page, err := a.Orders.Works(ctx, actor, q)
		out := havre.Page[order.Task]{Total: page.Total, Next: page.Next}
		for i := range page.Items {
			out.Items = append(out.Items, order.Task{Work: page.Items[i]})
		}
		return out, err
	})
	read(a, k)
	a.movesOfWorks(k)
	a.messagesOfWorks()
}

// movesOfWorks registers what operators say of a work.
func (a *API) movesOfWorks(k workKind) {
	take := operation{
		id: "takeWork", method: http.MethodPost, path: "/works/{id}/take", group: groupOrders, guarded: true,
		summary: havre.Text{FR: "Prendre une tâche", EN: "Take a work"},
		long:    havre.Text{FR: "Le demandeur ne peut plus l'annuler seul.", EN: "The requester can no longer cancel it alone."},
	}
	register(a, take, func(ctx context.Context, actor identity.Actor, in *guarded) (*object[wire.WorkSpec, wire.WorkStatus], error) {
		return a.worked(ctx, actor, k, in, func(version int64) (*order.Work, error) { return a.Orders.Take(ctx, actor, in.ID, version) })
	})
	settle := operation{
		id: "settleWork", method: http.MethodPost, path: "/works/{id}/settle", group: groupOrders, guarded: true, accepts: documentTypes,
		summary: havre.Text{FR: "Dire ce qu'une tâche est devenue", EN: "Say what became of a work"},
		long:    havre.Text{FR: "Faite, faite en partie ou impossible : la ligne de la commande se termine ainsi.", EN: "Done, partly done or impossible: the item of the order ends so."},
	}
	registerBody(a, settle, "WorkReport", func(ctx context.Context, actor identity.Actor, in *guarded, r *wire.WorkReport) (*object[wire.WorkSpec, wire.WorkStatus], error) {
		choices, err := r.Choices.JSON()
		if err != nil {
			return nil, err
		}
		return a.worked(ctx, actor, k, in, func(version int64) (*order.Work, error) {
			return a.Orders.Settle(ctx, actor, in.ID, version, order.Report{State: order.WorkState(r.State), Reference: r.Reference, Note: r.Note, Choices: choices})
		})
	})
}

// worked changes a work upon the version that was read, and shows it.
func (a *API) worked(ctx context.Context, actor identity.Actor, k workKind, in *guarded, do func(version int64) (*order.Work, error)) (*object[wire.WorkSpec, wire.WorkStatus], error) {
	version, err := k.version(ctx, a, actor, in)
	if err != nil {
		return nil, err
	}
	if _, err := do(version); err != nil {
		return nil, err
	}
	t, err := a.Orders.Work(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	return k.answer(a.view(ctx), t), nil
}

func showWork(v view, t *order.Task) wire.Work {
	m := metadata(t.Stamps)
	m.Title, m.Organisation = v.say(t.Title), t.Organisation
	out := wire.Work{
		ID: t.ID, Metadata: m,
		Spec: wire.WorkSpec{Order: t.Order, Item: t.Item, Offer: t.Offer, Instance: t.Instance, Due: t.Due},
		Status: wire.WorkStatus{
			State: string(t.State), StateText: v.say(t.State.Text()), Late: !t.State.Settled() && t.Due.Before(v.today), OrderNumber: t.OrderNumber,
			DossierTitle: t.NeedTitle, OrganisationTitle: t.OrgTitle, Assignee: t.Assignee, AssigneeName: t.AssigneeName, Note: t.Work.Note, Reference: t.Reference,
			SettledAt: t.SettledAt, RequestNote: t.Note, Contact: t.Contact,
			Conditions: []wire.Condition{v.condition("Settled", t.State.Settled(), reasonOf(string(t.State)), t.State.Text(), t.SettledAt)},
		},
	}
	if t.For.Number > 0 {
		item := v.item(&t.For)
		out.Status.For = &item
	}
	return out
}
