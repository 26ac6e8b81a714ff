package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// instanceFilter chooses instances.
type instanceFilter struct {
	Paging
	Sorting
	Dossier    string     `query:"dossier" doc:"identifiant du dossier|identifier of the need"`
	Offer      string     `query:"offer" doc:"offre|offer"`
	State      string     `query:"state" enum:"reserved,inactive,active,terminated,abandoned" doc:"état|state"`
	EndsBefore havre.Date `query:"endsBefore" doc:"celles qui finissent ce jour-là ou avant|those that end on that day or before"`
	Sort       string     `query:"sort" enum:"name,until,offer" doc:"ordre|order"`
}

func instances(a *API) {
	k := kind[order.Instance, wire.InstanceSpec, wire.InstanceStatus]{
		name: "Instance", names: "Instances", path: "/instances", group: groupOrders,
		one: havre.Text{FR: "une ressource commandée", EN: "a resource that was ordered"}, many: havre.Text{FR: "les ressources commandées", EN: "the resources that were ordered"},
		get: a.Orders.Instance, show: showInstance,
	}
	list(a, k, havre.Text{FR: "Celles des dossiers que vous pouvez voir.", EN: "Those of needs that you may see."},
		func(ctx context.Context, actor identity.Actor, in *instanceFilter) (havre.Page[order.Instance], error) {
			return a.Orders.Instances(ctx, actor, order.InstanceQuery{
				List: in.sorted(in.Paging, in.Sort), Need: in.Dossier, Offer: in.Offer, State: order.InstanceState(in.State), EndsBefore: in.EndsBefore,
			})
		})
	read(a, k)
	use := operation{
		id: "reportUse", method: http.MethodPost, path: "/instances/{id}/use", group: groupOrders, accepts: documentTypes,
		summary: havre.Text{FR: "Donner l'usage mesuré d'une ressource", EN: "Give the measured use of a resource"},
		long: havre.Text{
			FR: "En pour cent de ce qu'elle a, par ressource ; remplace la mesure précédente. Des règles publiées peuvent valider d'après elle. Réservé à qui opère l'offre.",
			EN: "In percent of what it has, by resource; replaces the measure before. Published rules may approve by it. For those who operate the offer.",
		},
	}
	registerBody(a, use, "MeasuredUse", func(ctx context.Context, actor identity.Actor, in *target, u *wire.MeasuredUse) (*object[wire.InstanceSpec, wire.InstanceStatus], error) {
		if err := a.Orders.ReportUse(ctx, actor, in.ID, u.Use); err != nil {
			return nil, err
		}
		i, err := a.Orders.Instance(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		return k.answer(a.view(ctx), i), nil
	})
}

func showInstance(v view, i *order.Instance) wire.Instance {
	m := metadata(i.Stamps)
	m.Name, m.Organisation = i.Name, i.Organisation
	return wire.Instance{
		ID: i.ID, Metadata: m,
		Spec: wire.InstanceSpec{Dossier: i.Need, Offer: i.Offer, Plan: i.Plan, Environment: i.Environment, From: i.From, Wanted: *v.wanted(&i.Wish)},
		Status: wire.InstanceStatus{
			State: string(i.State), StateText: v.say(i.State.Text()), DossierTitle: i.NeedTitle, OrganisationTitle: i.OrgTitle, Order: i.Order, Changing: i.Changing,
			Reference: i.Reference, Missing: v.say(i.Missing), External: i.External, Use: i.Use, UsedOn: i.UsedOn,
			Conditions: []wire.Condition{v.condition("InService", i.State == order.Active, reasonOf(string(i.State)), i.State.Text(), i.UpdatedAt)},
		},
	}
}
