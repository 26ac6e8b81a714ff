package api

import (
	"context"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// quotaFilter chooses whose quotas are shown.
type quotaFilter struct {
	Paging
	Dossier      string `query:"dossier" doc:"identifiant du dossier : les siens et ceux de ses organisations|identifier of the need: its own and those of its organisations"`
	Organisation string `query:"organisation" doc:"organisation : les siens et ceux d'au-dessus ; par défaut la vôtre|organisation: its own and those above; by default yours"`
}

func quotas(a *API) {
	k := kind[quota.Allowance, wire.QuotaSpec, wire.QuotaStatus]{
		name: "Quota", names: "Quotas", path: "/quotas", group: groupPurchasing,
		one: havre.Text{FR: "un quota ou un budget", EN: "a quota or a budget"}, many: havre.Text{FR: "les quotas et les budgets", EN: "quotas and budgets"},
		get: a.Orders.Allowance, show: showQuota,
	}
	list(a, k, havre.Text{
		FR: "Ceux sur lesquels tirent les commandes d'un dossier ou d'une organisation, du niveau le plus large au plus étroit.",
		EN: "Those that the orders of a need or of an organisation draw on, from the widest level to the narrowest.",
	}, func(ctx context.Context, actor identity.Actor, in *quotaFilter) (page havre.Page[quota.Allowance], err error) {
		organisation := ""
		if in.Dossier == "" {
			if organisation, err = a.owner(ctx, actor, in.Organisation, ""); err != nil {
				return page, called(err, "metadata.organisation", "query.organisation")
			}
		}
		all, err := a.Orders.Allowances(ctx, actor, organisation, in.Dossier)
		if err != nil {
			return page, err
		}
		return window(all, in.Paging)
	})
	read(a, k)
	create(a, k, havre.Text{
		FR: "Accorde une quantité d'une ressource, ou un budget d'une année, à une organisation ou à un dossier. Zéro n'accorde rien ; « sans limite » se dit.",
		EN: "Grants a quantity of a resource, or the budget of a year, to an organisation or to a need. Zero grants none; “no limit” is said.",
	}, func(ctx context.Context, actor identity.Actor, doc *wire.Document[wire.QuotaSpec]) (*quota.Allowance, error) {
		g := &quota.Allowance{Level: quota.OfNeed, Holder: doc.Spec.Dossier}
		if g.Holder == "" {
			organisation, err := a.owner(ctx, actor, doc.Metadata.Organisation, "")
			if err != nil {
				return nil, err
			}
			g.Level, g.Holder = quota.OfOrganisation, organisation
		}
		return a.saveQuota(ctx, actor, g, doc)
	}, nil)
	change(a, k, func(ctx context.Context, actor identity.Actor, id string, version int64, doc *wire.Document[wire.QuotaSpec]) (*quota.Allowance, error) {
		g, err := a.Orders.Allowance(ctx, actor, id)
		if err != nil {
			return nil, err
		}
		if err := sameVersion(g.Stamps, version); err != nil {
			return nil, err
		}
		dossier := ""
		if g.Level == quota.OfNeed {
			dossier = g.Holder
		}
		if err := fixed(map[string]bool{
			"spec.dossier": doc.Spec.Dossier != dossier, "spec.resource": doc.Spec.Resource != string(g.Resource),
			"spec.class": doc.Spec.Class != string(g.Class), "spec.year": doc.Spec.Year != g.Year,
		}); err != nil {
			return nil, err
		}
		return a.saveQuota(ctx, actor, g, doc)
	})
	remove(a, k, havre.Text{FR: "Refusé tant que des commandes en tiennent.", EN: "Refused as long as orders hold some of it."},
		func(ctx context.Context, actor identity.Actor, id string, version int64) error {
			g, err := a.Orders.Allowance(ctx, actor, id)
			if err != nil {
				return err
			}
			if err := sameVersion(g.Stamps, version); err != nil {
				return err
			}
			g.DeletedAt = a.Now()
			return a.Orders.SetAllowance(ctx, actor, g)
		})
}

// saveQuota grants what a document says.
func (a *API) saveQuota(ctx context.Context, actor identity.Actor, g *quota.Allowance, doc *wire.Document[wire.QuotaSpec]) (*quota.Allowance, error) {
	s := doc.Spec
	g.Key = quota.Key{Resource: quota.Resource(s.Resource), Class: quota.Class(s.Class), Year: s.Year}
	g.Unlimited, g.Note = s.Unlimited, s.Note
	var err error
	if g.Amount, err = readAmount(g.Resource, s.Amount); err != nil {
		return nil, err
	}
	if err := a.Orders.SetAllowance(ctx, actor, g); err != nil {
		return nil, err
	}
	return a.Orders.Allowance(ctx, actor, g.ID)
}

// readAmount reads a quantity of a resource; nothing is none.
func readAmount(r quota.Resource, text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	if r == quota.Euros {
		e, err := havre.ParseEuro(text)
		if err != nil {
			return 0, havre.Problems{{Field: "amount", Value: text, Message: havre.Text{FR: "un montant en euros est attendu (120000.00)", EN: "an amount in euros is expected (120000.00)"}}}
		}
		return quota.Money(e), nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, havre.Problems{{Field: "amount", Value: text, Message: havre.Text{FR: "un nombre entier est attendu", EN: "a whole number is expected"}}}
	}
	return n, nil
}

// amountOf writes a quantity of a resource.
func amountOf(r quota.Resource, n int64) string {
	if r == quota.Euros || r == quota.Ceiling {
		return havre.Euro(n).String()
	}
	return strconv.FormatInt(n, 10)
}

func showQuota(v view, g *quota.Allowance) wire.Quota {
	m := metadata(g.Stamps)
	out := wire.Quota{
		ID:   g.ID,
		Spec: wire.QuotaSpec{Resource: string(g.Resource), Class: string(g.Class), Year: g.Year, Unlimited: g.Unlimited, Amount: amountOf(g.Resource, g.Amount), Note: g.Note},
		Status: wire.QuotaStatus{
			Account: g.Key.String(), Title: v.say(g.Key.Text()), HolderTitle: g.Title, Reserved: amountOf(g.Resource, g.Reserved), Committed: amountOf(g.Resource, g.Committed),
		},
	}
	if g.Level == quota.OfNeed {
		out.Spec.Dossier = g.Holder
	} else {
		m.Organisation = g.Holder
	}
	out.Metadata = m
	left := g.Unlimited || g.Free() > 0
	message := havre.Text{FR: "Sans limite.", EN: "No limit."}
	if !g.Unlimited {
		out.Status.Free = amountOf(g.Resource, g.Free())
		message = havre.Text{FR: "Il reste %[1]s.", EN: "%[1]s left."}.With(g.Resource.Amount(g.Free()))
	}
	reason := "Exhausted"
	if left {
		reason = "Available"
	}
	out.Status.Conditions = []wire.Condition{v.condition("Available", left, reason, message, g.UpdatedAt)}
	return out
}
