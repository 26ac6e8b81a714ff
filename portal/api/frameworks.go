package api

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// frameworkFilter chooses framework agreements.
type frameworkFilter struct {
	Paging
	Sorting
	Organisation string     `query:"organisation" doc:"organisation : les siens et ceux d'au-dessus|organisation: its own and those above"`
	Offer        string     `query:"offer" doc:"offre couverte|offer covered"`
	On           havre.Date `query:"on" doc:"en vigueur ce jour-là|in force on that day"`
	Sort         string     `query:"sort" enum:"title,until" doc:"ordre|order"`
}

func frameworks(a *API) {
	k := kind[purchase.Framework, wire.FrameworkSpec, wire.FrameworkStatus]{
		name: "Framework", names: "Frameworks", path: "/frameworks", group: groupPurchasing,
		one: havre.Text{FR: "un accord-cadre ou une convention", EN: "a framework agreement or a convention"}, many: havre.Text{FR: "les accords-cadres et les conventions", EN: "framework agreements and conventions"},
		get: a.framework, show: showFramework,
	}
	list(a, k, havre.Text{}, a.listFrameworks)
	read(a, k)
	create(a, k, havre.Text{
		FR: "Le plafond devient un compte que les commandes ne dépassent pas. Une commande hors de la validité, du périmètre ou du plafond est refusée avec la raison.",
		EN: "The ceiling becomes an account that orders do not exceed. An order outside the validity, the scope or the ceiling is refused with the reason.",
	}, func(ctx context.Context, actor identity.Actor, doc *wire.Document[wire.FrameworkSpec]) (*purchase.Framework, error) {
		return a.saveFramework(ctx, actor, &purchase.Framework{}, doc)
	}, nil)
	change(a, k, func(ctx context.Context, actor identity.Actor, id string, version int64, doc *wire.Document[wire.FrameworkSpec]) (*purchase.Framework, error) {
		f, err := a.framework(ctx, actor, id)
		if err != nil {
			return nil, err
		}
		if err := sameVersion(f.Stamps, version); err != nil {
			return nil, err
		}
		return a.saveFramework(ctx, actor, f, doc)
	})
	remove(a, k, havre.Text{FR: "Refusé tant que des commandes tiennent de son plafond.", EN: "Refused as long as orders hold some of its ceiling."},
		func(ctx context.Context, actor identity.Actor, id string, version int64) error {
			f, err := a.framework(ctx, actor, id)
			if err != nil {
				return err
			}
			if err := sameVersion(f.Stamps, version); err != nil {
				return err
			}
			f.DeletedAt = a.Now()
			return a.Orders.SaveFramework(ctx, actor, f)
		})
}

func (a *API) listFrameworks(ctx context.Context, actor identity.Actor, in *frameworkFilter) (havre.Page[purchase.Framework], error) {
	var none havre.Page[purchase.Framework]
	q := order.FrameworkQuery{List: in.sorted(in.Paging, in.Sort), Offer: in.Offer, On: in.On}
	if in.Organisation != "" {
		o, err := a.organisation(ctx, actor, in.Organisation)
		if err != nil {
			return none, notFoundIsEmpty(err)
		}
		q.For = o.Path
	}
	return a.Orders.Frameworks(ctx, actor, q)
}

// framework is an agreement that stands.
func (a *API) framework(ctx context.Context, actor identity.Actor, id string) (*purchase.Framework, error) {
	f, err := a.Orders.Framework(ctx, actor, id)
	if err == nil && f.Deleted() {
		return nil, identity.Missing()
	}
	return f, err
}

// saveFramework keeps what a document says of an agreement.
func (a *API) saveFramework(ctx context.Context, actor identity.Actor, f *purchase.Framework, doc *wire.Document[wire.FrameworkSpec]) (*purchase.Framework, error) {
	organisation, err := a.owner(ctx, actor, doc.Metadata.Organisation, f.Organisation)
	if err != nil {
		return nil, err
	}
	if f.Version > 0 {
		if err := fixed(map[string]bool{"metadata.organisation": organisation != f.Organisation}); err != nil {
			return nil, err
		}
	}
	s := &doc.Spec
	f.Organisation, f.Title, f.Route, f.Reference, f.Lot = organisation, doc.Metadata.Title, purchase.Route(s.Route), s.Reference, s.Lot
	f.Buyer, f.Holder, f.Offers, f.Period = purchase.Party(s.Buyer), purchase.Party(s.Holder), s.Offers, periodOf(s.Period)
	f.Launched, f.Ceiling, f.Beneficiaries, f.MaxMonths, f.Note = s.Launched, s.Ceiling.Amount(), s.Beneficiaries, s.MaxMonths, s.Note
	f.Prices, f.Clauses = readPrices(s.Prices), readClauses(&s.Clauses)
	if err := a.Orders.SaveFramework(ctx, actor, f); err != nil {
		return nil, inLastDays(err)
	}
	return a.framework(ctx, actor, f.ID)
}
