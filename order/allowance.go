package order

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/record"
)

// Allowances are those that orders of a need, or of an organisation, draw on: its own
// and those of the levels above, from the widest.
func (s *Service) Allowances(ctx context.Context, a identity.Actor, organisation, need string) (out []quota.Allowance, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		holders, err := drawnOn(ctx, tx, a, organisation, need)
		if err != nil {
			return err
		}
		out, err = tx.Allowances(ctx, holders)
		return err
	})
	return out, err
}

// drawnOn are the holders whose allowances are shown for a need or an organisation.
func drawnOn(ctx context.Context, tx Tx, a identity.Actor, organisation, need string) ([]string, error) {
	if need != "" {
		n, err := record.ReadNeed(ctx, tx, a, need)
		if err != nil {
			return nil, err
		}
		return levels(n.Path, n.ID), nil
	}
	org, err := organisationFor(ctx, tx, a, organisation, identity.ReadAllowance)
	if err != nil {
		return nil, err
	}
	holders := levels(org.Path, "")
	return holders[:len(holders)-1], nil
}

// SetAllowance grants an allowance (Version 0), or changes what is granted. Zero is
// none; no limit is said by Unlimited. What orders hold is never below it.
func (s *Service) SetAllowance(ctx context.Context, a identity.Actor, g *quota.Allowance) error {
	g.Note = strings.TrimSpace(g.Note)
	if err := allowanceProblems(g).Err(); err != nil {
		return err
	}
	return s.write(ctx, a, func(tx Tx) error {
		about, err := s.grantor(ctx, tx, a, g)
		if err != nil {
			return err
		}
		if g.Version == 0 {
			g.ID = s.newID()
		}
		s.Records.Stamp(&g.Stamps, a)
		if err := tx.SaveAllowance(ctx, g); err != nil {
			return err
		}
		amount := strconv.FormatInt(g.Amount, 10)
		if g.Unlimited {
			amount = "unlimited"
		}
		return s.Records.Log(ctx, tx, a, "quota.write", about, record.Details("account", g.Key, "amount", amount, "holder", g.Holder, "deleted", g.Deleted()))
	})
}

// grantor checks that an actor may grant to a holder.
func (s *Service) grantor(ctx context.Context, tx Tx, a identity.Actor, g *quota.Allowance) (record.Subject, error) {
	about := record.Subject{Kind: "Allowance", ID: g.ID, Name: g.Key.String()}
	if g.Level == quota.OfNeed {
		n, err := record.ReadNeed(ctx, tx, a, g.Holder)
		if err != nil {
			return about, err
		}
		about.Organisation, about.Object = n.Organisation, identity.Object{Path: n.Path}
		return about, record.Allow(a, identity.WriteAllowance, about)
	}
	org, err := organisationFor(ctx, tx, a, g.Holder, identity.WriteAllowance)
	if err != nil {
		return about, err
	}
	about.Organisation, about.Object = org.ID, identity.Object{Path: org.Path}
	return about, nil
}

func allowanceProblems(g *quota.Allowance) (ps havre.Problems) {
	add := func(field, value string, m havre.Text) {
		ps = append(ps, havre.Problem{Field: field, Value: value, Message: m})
	}
	if !slices.Contains(quota.Resources, g.Resource) {
		add("resource", string(g.Resource), havre.Text{FR: "cpu, memory, gpu, storage, addresses ou euros est attendu", EN: "cpu, memory, gpu, storage, addresses or euros is expected"})
	}
	if g.Level != quota.OfOrganisation && g.Level != quota.OfNeed {
		add("level", string(g.Level), havre.Text{FR: "organisation ou need est attendu", EN: "organisation or need is expected"})
	}
	money := g.Resource == quota.Euros
	if money && (g.Year < 2000 || g.Year > 2200) {
		add("year", strconv.Itoa(g.Year), havre.Text{FR: "l’année du budget est attendue", EN: "the budget year is expected"})
	}
	if !money && g.Year != 0 {
		add("year", strconv.Itoa(g.Year), havre.Text{FR: "seul un budget a une année", EN: "only a budget has a year"})
	}
	if money && g.Class != quota.Any || !money && g.Class != quota.Production && g.Class != quota.Other {
		add("class", string(g.Class), havre.Text{FR: "production ou other est attendu pour une ressource, rien pour un budget", EN: "production or other is expected for a resource, nothing for a budget"})
	}
	if g.Amount < 0 {
		add("amount", strconv.FormatInt(g.Amount, 10), havre.Text{FR: "zéro (rien) ou davantage est attendu", EN: "zero (none) or more is expected"})
	}
	return ps
}
