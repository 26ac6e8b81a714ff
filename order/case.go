package order

import (
	"context"
	"errors"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/record"
)

// grounds are what an order is sent on: the decision in force, who approves what, and
// what chains read of the need.
type grounds struct {
	*ruling
	chains *approval.Chains
	need   approval.Case
}

func (s *Service) groundsOf(ctx context.Context, tx Tx, requester string, o *Order, n *record.Need) (*grounds, error) {
	by, err := s.rulingOf(ctx, tx, n)
	if err != nil {
		return nil, err
	}
	g := &grounds{ruling: by}
	if g.chains, err = s.chainsFor(ctx, tx, o); err != nil {
		return nil, err
	}
	return g, s.asks(ctx, tx, requester, o, n, &g.need)
}

// asks fills what chains read of who asks, and of the need.
func (s *Service) asks(ctx context.Context, tx Tx, requester string, o *Order, n *record.Need, c *approval.Case) (err error) {
	if c.Organisations, err = names(ctx, tx, o.Path); err != nil {
		return err
	}
	p, err := tx.Person(ctx, requester)
	switch {
	case err == nil:
		c.Requester = p.Email
	case !errors.Is(err, &havre.Fault{Code: havre.NotFound}): // the portal itself has no account
		return err
	}
	return s.needOf(s.Records.Library.Now(), n, c)
}

// caseOf is what approval chains read of an order.
func (s *Service) caseOf(ctx context.Context, tx Tx, o *Order, by *grounds) (*approval.Case, error) {
	h := s.Records.Library.Now()
	c, view := by.need, h.View(s.Today())
	c.Environments, c.Actions, c.Offers, c.Platforms, c.Circles = []string{}, []string{}, []string{}, []string{}, []string{}
	for i := range o.Items {
		it := &o.Items[i]
		c.Environments, c.Actions, c.Offers = with(c.Environments, it.Environment), with(c.Actions, string(it.Action)), with(c.Offers, it.Offer)
		if v, ok := view.Offer(it.Offer); ok {
			c.Platforms = with(c.Platforms, v.Platform)
			c.Circles = with(with(c.Circles, wordOf(h.Model, v, "offer.circle")), wordOf(h.Model, v, "offer.owner"))
		}
	}
	if cost, known := o.Cost(); known {
		c.Amount = &cost
	}
	return &c, s.growth(ctx, tx, o, &c)
}

// understated refuses to order for more than the whole project is said to cost: what the
// doctrine asks of large projects depends on that cost.
func (g *grounds) understated(o *Order) havre.Problems {
	cost, _ := o.Cost()
	if g.need.FullCost == nil || cost <= *g.need.FullCost {
		return nil
	}
	return havre.Problems{{Field: "items", Value: cost.String(), Message: havre.Text{
		FR: "cette commande coûte plus (%[1]s TTC) que le coût complet déclaré pour le projet (%[2]s) : corrigez le dossier, puis décidez de nouveau",
		EN: "this order costs more (%[1]s with VAT) than the full cost declared for the project (%[2]s): correct the need, then decide again",
	}.With(cost.Text(), g.need.FullCost.Text())}}
}

// with adds a word to a list that does not have it; the empty word is unknown.
func with(list []string, word string) []string {
	if word == "" || slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}

// names are those of the organisations of a path, from the root.
func names(ctx context.Context, tx Tx, path string) (out []string, err error) {
	steps := levels(path, "")
	for _, id := range steps[:len(steps)-1] {
		org, err := tx.Organisation(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, org.Name)
	}
	return out, nil
}

// wordOf is a word of an offer, "" when it is unknown.
func wordOf(m *fact.Model, v *catalogue.OfferView, name string) string {
	r, ok := m.Lookup(name)
	if !ok || !v.Facts[r.Index].Known {
		return ""
	}
	return m.Def(r).Values[v.Facts[r.Index].Number]
}

// needOf fills what chains read of the need itself.
func (s *Service) needOf(h *record.Holding, n *record.Need, c *approval.Case) error {
	d, err := record.DossierOf(n.Document)
	if err != nil {
		return err
	}
	c.OrganisationKind = string(d.Spec.Organisation.Kind)
	if cost := d.Spec.Project.FullCostEUR; cost.Known {
		e := havre.OneEuro.Times(cost.Euros)
		c.FullCost = &e
	}
	c.Health, c.Personal = d.Spec.Data.HealthHosting, d.Spec.Data.Personal
	if marking := d.Spec.Data.Marking; marking != "" {
		c.Restricted = havre.TruthOf(marking == "restricted")
	}
	c.Sensitive = h.Doctrine.Means("stateSensitive", d.Facts(h.Model))
	return nil
}

// growth fills how much the order raises what its instances have, and how much of it is
// used: for each resource, the greatest growth and the least use, so that a rule that
// allows one allows all. What an order does not touch does not grow; what grows from
// nothing has no measure, and people decide.
func (s *Service) growth(ctx context.Context, tx Tx, o *Order, c *approval.Case) error {
	c.Growth, c.Use = map[string]*float64{}, map[string]*float64{}
	var grown []string
	for i := range o.Items {
		it := &o.Items[i]
		if it.Action != Modify || it.Original == nil || it.Standing() == nil {
			return nil
		}
		held, err := tx.Instance(ctx, it.Instance)
		if err != nil {
			return err
		}
		for _, r := range approval.Resources {
			had, now := it.Original.Configuration.Resources[r], it.Standing().Configuration.Resources[r]
			if had == 0 && now > 0 {
				grown = append(grown, r)
				continue
			}
			keep(c.Growth, r, 100*float64(now-had)/float64(max(had, 1)), false)
			if used, ok := held.Use[r]; ok {
				keep(c.Use, r, used, true)
			}
		}
	}
	for _, r := range grown {
		delete(c.Growth, r)
	}
	return nil
}

// keep stores the greatest of the values of a resource, or the least.
func keep(in map[string]*float64, resource string, v float64, least bool) {
	if old := in[resource]; old == nil || (v < *old) == least {
		in[resource] = &v
	}
}
