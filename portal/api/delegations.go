package api

import (
	"context"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func delegations(a *API) {
	k := kind[order.Delegation, wire.DelegationSpec, wire.DelegationStatus]{
		name: "Delegation", names: "Delegations", path: "/delegations", group: groupOrders,
		one: havre.Text{FR: "une délégation", EN: "a delegation"}, many: havre.Text{FR: "les délégations", EN: "delegations"},
		get: a.delegation, show: showDelegation,
	}
	list(a, k, havre.Text{
		FR: "Celles que vous avez données ou reçues et qui ne sont pas terminées.", EN: "Those that you gave or received, and that have not ended.",
	}, func(ctx context.Context, actor identity.Actor, in *Paging) (havre.Page[order.Delegation], error) {
		given, received, err := a.Orders.Delegations(ctx, actor)
		if err != nil {
			return havre.Page[order.Delegation]{}, err
		}
		return window(append(given, received...), *in)
	})
	read(a, k)
	create(a, k, havre.Text{
		FR: "Laisse quelqu'un régler à votre place pour un temps, ou dit que vous êtes absent. Ce que vous avez reçu d'un autre ne se redonne pas.",
		EN: "Lets somebody settle in your place for a while, or says that you are away. What somebody else gave you is not passed on.",
	}, func(ctx context.Context, actor identity.Actor, doc *wire.Document[wire.DelegationSpec]) (*order.Delegation, error) {
		d := &order.Delegation{To: doc.Spec.To, Period: havre.Period{From: doc.Spec.From, Until: dayAfter(doc.Spec.LastDay)}, Absent: doc.Spec.Absent, Note: doc.Spec.Note}
		if strings.Contains(d.To, "@") {
			to, err := a.Orders.Deputy(ctx, actor, d.To)
			if err != nil {
				return nil, err
			}
			d.To = to
		}
		if err := a.Orders.Delegate(ctx, actor, d); err != nil {
			return nil, inLastDays(err)
		}
		return a.delegation(ctx, actor, d.ID)
	}, nil)
	remove(a, k, havre.Text{FR: "Met fin à une délégation que vous avez donnée.", EN: "Ends a delegation that you gave."},
		func(ctx context.Context, actor identity.Actor, id string, version int64) error {
			d, err := a.delegation(ctx, actor, id)
			if err != nil {
				return err
			}
			if err := sameVersion(d.Stamps, version); err != nil {
				return err
			}
			return a.Orders.Undelegate(ctx, actor, id)
		})
}

// delegation is one that the actor gave or received.
func (a *API) delegation(ctx context.Context, actor identity.Actor, id string) (*order.Delegation, error) {
	given, received, err := a.Orders.Delegations(ctx, actor)
	if err != nil {
		return nil, err
	}
	all := append(given, received...)
	i := slices.IndexFunc(all, func(d order.Delegation) bool { return d.ID == id })
	if i < 0 {
		return nil, identity.Missing()
	}
	return &all[i], nil
}

func showDelegation(v view, d *order.Delegation) wire.Delegation {
	return wire.Delegation{
		ID: d.ID, Metadata: metadata(d.Stamps),
		Spec:   wire.DelegationSpec{To: d.To, From: d.Period.From, LastDay: lastDay(d.Period.Until), Absent: d.Absent, Note: d.Note},
		Status: wire.DelegationStatus{Giver: d.From, GiverName: d.FromName, ToName: d.ToName, Conditions: []wire.Condition{v.holding(d.Period)}},
	}
}
