package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// chainFilter chooses whose chains are shown.
type chainFilter struct {
	Paging
	Organisation string `query:"organisation" doc:"organisation ; par défaut la vôtre|organisation; by default yours"`
}

func chains(a *API) {
	k := kind[order.ChainText, wire.ApprovalChainSpec, wire.ApprovalChainStatus]{
		name: "ApprovalChain", names: "ApprovalChains", path: "/approval-chains", group: groupPurchasing,
		one: havre.Text{FR: "un fichier de circuits de validation", EN: "a file of approval chains"}, many: havre.Text{FR: "les fichiers de circuits de validation", EN: "files of approval chains"},
		get: a.Orders.Chain, show: showChain,
	}
	a.builtinChains()
	list(a, k, havre.Text{FR: "Ceux qu'une organisation tient.", EN: "Those that an organisation keeps."},
		func(ctx context.Context, actor identity.Actor, in *chainFilter) (page havre.Page[order.ChainText], err error) {
			organisation, err := a.owner(ctx, actor, in.Organisation, "")
			if err != nil {
				return page, called(err, "metadata.organisation", "query.organisation")
			}
			all, err := a.Orders.ChainsOf(ctx, actor, organisation)
			if err != nil {
				return page, err
			}
			return window(all, in.Paging)
		})
	read(a, k)
	create(a, k, havre.Text{
		FR: "Un fichier qui ne se lit pas est refusé avec chaque faute, à sa ligne. Une organisation ne règle que ses propres circuits.",
		EN: "A file that does not read is refused with every mistake, on its line. An organisation sets its own chains only.",
	}, func(ctx context.Context, actor identity.Actor, doc *wire.Document[wire.ApprovalChainSpec]) (*order.ChainText, error) {
		return a.saveChain(ctx, actor, &order.ChainText{}, doc)
	}, nil)
	change(a, k, func(ctx context.Context, actor identity.Actor, id string, version int64, doc *wire.Document[wire.ApprovalChainSpec]) (*order.ChainText, error) {
		c, err := a.Orders.Chain(ctx, actor, id)
		if err != nil {
			return nil, err
		}
		if err := sameVersion(c.Stamps, version); err != nil {
			return nil, err
		}
		return a.saveChain(ctx, actor, c, doc)
	})
	remove(a, k, havre.Text{FR: "Les commandes déjà envoyées gardent leurs étapes.", EN: "Orders already sent keep their steps."},
		func(ctx context.Context, actor identity.Actor, id string, version int64) error {
			c, err := a.Orders.Chain(ctx, actor, id)
			if err != nil {
				return err
			}
			if err := sameVersion(c.Stamps, version); err != nil {
				return err
			}
			c.DeletedAt = a.Now()
			return a.Orders.SaveChain(ctx, actor, c)
		})
}

// builtinChains registers the chains that everybody has.
func (a *API) builtinChains() {
	register(a, operation{
		id: "listBuiltinChains", method: http.MethodGet, path: "/approval-chains/builtin", group: groupPurchasing,
		summary: havre.Text{FR: "Lister les circuits livrés avec Havre", EN: "List the chains shipped with Havre"},
		long:    havre.Text{FR: "Ceux qui valent pour tous, et ceux qu'une organisation peut adopter.", EN: "Those that hold for everybody, and those that an organisation may adopt."},
	}, func(ctx context.Context, _ identity.Actor, in *Paging) (*listed[wire.ChainOutline], error) {
		page, err := window(a.Orders.Chains.All(), *in)
		if err != nil {
			return nil, err
		}
		v := a.view(ctx)
		return listOf(ctx, "ChainOutline", page, func(c *approval.Chain) wire.ChainOutline { return outlined(v, c, true) }), nil
	})
}

// saveChain keeps a file of chains.
func (a *API) saveChain(ctx context.Context, actor identity.Actor, c *order.ChainText, doc *wire.Document[wire.ApprovalChainSpec]) (*order.ChainText, error) {
	organisation, err := a.owner(ctx, actor, doc.Metadata.Organisation, c.Organisation)
	if err != nil {
		return nil, err
	}
	if c.Version > 0 {
		if err := fixed(map[string]bool{"metadata.organisation": organisation != c.Organisation}); err != nil {
			return nil, err
		}
	}
	c.Organisation, c.Name, c.Text, c.Disabled = organisation, doc.Metadata.Name, []byte(doc.Spec.Text), doc.Spec.Disabled
	return c, a.Orders.SaveChain(ctx, actor, c)
}

func showChain(v view, c *order.ChainText) wire.ApprovalChain {
	m := metadata(c.Stamps)
	m.Name, m.Organisation = c.Name, c.Organisation
	out := wire.ApprovalChain{
		ID: c.ID, Metadata: m, Spec: wire.ApprovalChainSpec{Text: string(c.Text), Disabled: c.Disabled},
		Status: wire.ApprovalChainStatus{Chains: []wire.ChainOutline{}},
	}
	condition := v.condition("InUse", true, "InUse", havre.Text{FR: "Le fichier est employé.", EN: "The file is used."}, c.UpdatedAt)
	if c.Disabled {
		condition = v.condition("InUse", false, "Disabled", havre.Text{FR: "Le fichier est mis de côté.", EN: "The file is set aside."}, c.UpdatedAt)
	}
	parsed, err := c.Parsed()
	if err != nil { // what was valid when it was kept may name a chain that is no more
		condition = v.condition("InUse", false, "Unreadable", havre.Text{FR: "Le fichier ne se lit plus.", EN: "The file can no longer be read."}, c.UpdatedAt)
	}
	for i := range parsed {
		out.Status.Chains = append(out.Status.Chains, outlined(v, &parsed[i], false))
	}
	out.Status.Conditions = []wire.Condition{condition}
	return out
}

// outlined is a chain in a few words.
func outlined(v view, c *approval.Chain, builtin bool) wire.ChainOutline {
	out := wire.ChainOutline{
		ID: c.ID, Title: v.say(c.Title), Organisation: c.Organisation, When: v.say(c.WhenText), From: c.Period.From, Until: c.Period.Until,
		Optional: c.Optional, Adopts: c.Adopts, Steps: []string{}, Builtin: builtin,
	}
	if c.WhenText.IsZero() {
		out.When = c.When
	}
	for i := range c.Steps {
		out.Steps = append(out.Steps, v.say(c.Steps[i].Title))
	}
	return out
}
