package demo

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/quota"
)

// invented is said of every price: none of them was ever published.
const invented = "Prix inventés pour la démonstration : aucun n’a été publié."

// granted is what a place may use, outside production unless said; in vCPU, MiB, GiB.
type granted struct {
	in  string
	key quota.Key
	n   int64
}

// grant gives the ministries quotas, and budgets for the years of the story.
func (s *story) grant() error {
	other, production := quota.Other, quota.Production
	list := []granted{
		{"ministeres-sociaux", quota.Key{Resource: quota.CPU, Class: other}, 96},
		{"ministeres-sociaux", quota.Key{Resource: quota.Memory, Class: other}, 384 << 10},
		{"ministeres-sociaux", quota.Key{Resource: quota.Storage, Class: other}, 20 << 10},
		{"ministeres-sociaux", quota.Key{Resource: quota.CPU, Class: production}, 64},
		{"ministeres-sociaux", quota.Key{Resource: quota.Memory, Class: production}, 256 << 10},
		{"ministeres-sociaux", quota.Key{Resource: quota.Storage, Class: production}, 10 << 10},
		{"ministeres-sociaux", quota.Key{Resource: quota.Addresses, Class: production}, 4},
		{"drh-sociaux", quota.Key{Resource: quota.CPU, Class: other}, 32},
		{"premier-ministre", quota.Key{Resource: quota.CPU, Class: production}, 48},
		{"premier-ministre", quota.Key{Resource: quota.Memory, Class: production}, 192 << 10},
		{"premier-ministre", quota.Key{Resource: quota.Storage, Class: production}, 8 << 10},
	}
	for year := s.today.AddDays(-61).Year(); year <= s.today.Year()+1; year++ {
		list = append(list,
			granted{"ministeres-sociaux", quota.Budget(year), quota.Money(180_000 * havre.OneEuro)},
			granted{"drh-sociaux", quota.Budget(year), quota.Money(40_000 * havre.OneEuro)},
			granted{"premier-ministre", quota.Budget(year), quota.Money(120_000 * havre.OneEuro)})
	}
	s.ago(60)
	for _, g := range list {
		a := &quota.Allowance{Level: quota.OfOrganisation, Holder: s.organisations[g.in].ID, Key: g.key, Amount: g.n, Note: "Accordé pour la démonstration."}
		if err := s.SetAllowance(s.ctx, identity.System(), a); err != nil {
			return err
		}
	}
	return nil
}

// price is a line of a price schedule, VAT excluded, per unit and per month.
type price struct {
	component string
	cents     int64
}

// agree keeps a convention and a framework agreement, whose prices are invented.
func (s *story) agree() error {
	s.ago(60)
	from := s.today.AddDays(-300)
	valid := havre.Period{From: from, Until: from.AddDays(1400)}
	convention := &purchase.Framework{
		Organisation: s.organisations["ministeres-sociaux"].ID, Route: purchase.Convention, Reference: "CONV-DEMO-01", Title: "Convention de Rosny (inventée)",
		Buyer: purchase.Party{Name: "Ministères sociaux"}, Holder: purchase.Party{Name: "Direction du numérique"}, Offers: []string{"rosny"}, Period: valid, Note: invented,
	}
	convention.Prices = schedule("rosny", "hosting", valid, price{"cpu", 1450}, price{"memory", 320}, price{"storage", 11})
	ceiling := 900_000 * havre.OneEuro
	framework := &purchase.Framework{
		Organisation: s.organisations["premier-ministre"].ID, Route: purchase.FrameworkOrderForm, Reference: "2026-DEMO-07", Title: "Infrastructure qualifiée (accord inventé)", Lot: "1",
		Buyer: purchase.Party{Name: "Services du Premier ministre"}, Holder: purchase.Party{Name: "Titulaire inventé"},
		Offers: []string{"snc-private"}, Period: valid, Launched: from.AddDays(-200), Ceiling: &ceiling, Note: invented,
		Clauses: purchase.Clauses{
			SecNumCloud:   purchase.Clause{Stipulated: havre.Yes, Reference: "article 6.2", Scope: "infrastructure", Period: valid},
			DPA:           purchase.Clause{Stipulated: havre.Yes, Reference: "annexe 4"},
			Reversibility: purchase.Clause{Stipulated: havre.Yes, Reference: "article 9"},
		},
	}
	framework.Prices = schedule("snc-private", "infrastructure", valid, price{"cpu", 2600}, price{"memory", 540}, price{"storage", 19}, price{"objects", 4}, price{"addresses", 350})
	for name, f := range map[string]*purchase.Framework{rosny: convention, qualified: framework} {
		if err := s.SaveFramework(s.ctx, identity.System(), f); err != nil {
			return err
		}
		s.agreements[name] = f.ID
	}
	return nil
}

// The agreements, by name.
const (
	rosny     = "rosny"
	qualified = "qualified"
)

func schedule(offer, plan string, valid havre.Period, prices ...price) (out []purchase.SchedulePrice) {
	for _, p := range prices {
		out = append(out, purchase.SchedulePrice{
			Offer: offer, Plan: plan, Component: p.component, Reference: "DEMO-" + p.component,
			Price: catalogue.Price{Amount: havre.Cent.Times(p.cents), VAT: 2000, Period: valid, Confidence: havre.Unverified},
		})
	}
	return out
}
