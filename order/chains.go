package order

import (
	"context"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/record"
)

// chainsFor are the chains that an order may be asked: everybody's, and those that the
// organisations of its path keep.
func (s *Service) chainsFor(ctx context.Context, tx Tx, o *Order) (*approval.Chains, error) {
	kept, err := tx.ChainsOf(ctx, "")
	if err != nil {
		return nil, err
	}
	return s.chainsAmong(o, kept)
}

// chainsAmong are everybody's chains, and those of the files that apply to an order.
func (s *Service) chainsAmong(o *Order, kept []ChainText) (*approval.Chains, error) {
	var more []approval.Chain
	for i := range kept {
		c := &kept[i]
		if c.Disabled || !strings.HasPrefix(o.Path, c.Path) {
			continue
		}
		parsed, err := c.parse()
		if err != nil {
			return nil, unlinked(c.Name, c.OrgName, err)
		}
		more = append(more, parsed...)
	}
	if more == nil {
		return s.Chains, nil
	}
	all, err := s.Chains.With(more...)
	if err != nil {
		return nil, unlinked("", o.OrgTitle, err)
	}
	return all, nil
}

// unlinked tells that chains kept on record no longer read: those of the program, which
// they name, have changed.
func unlinked(name, organisation string, err error) error {
	return &havre.Fault{
		Code: havre.Conflict, Cause: err,
		Message: havre.Text{FR: "Un circuit de validation de « %[2]s » ne se lit plus. %[1]s", EN: "An approval chain of “%[2]s” no longer reads. %[1]s"}.With(name, organisation),
		Next:    havre.Text{FR: "Un administrateur de l’organisation doit le corriger : il verra où.", EN: "An administrator of the organisation must correct it: they will see where."},
	}
}

// parse reads a file of chains, which are for the organisation that keeps it and no
// other.
func (c *ChainText) parse() ([]approval.Chain, error) {
	chains, err := approval.Parse(c.Name, c.Text)
	if err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	for i := range chains {
		if chains[i].Adopts == "" && slices.ContainsFunc(chains[i].Steps, func(r approval.Rule) bool { return r.Overdue == approval.Agree }) {
			return nil, havre.Problems{{
				File: c.Name, Line: chains[i].Line, Column: chains[i].Column, Field: "spec.steps.overdue", Value: string(approval.Agree),
				Message: havre.Text{
					FR: "le silence ne vaut accord que dans un circuit livré avec Havre, dont le texte a été vérifié : écrivez remind ou escalate",
					EN: "silence is agreement only in a chain shipped with Havre, whose text was verified: write remind or escalate",
				},
			}}
		}
		if chains[i].Organisation == "" {
			chains[i].Organisation = c.OrgName
		}
		if chains[i].Organisation != c.OrgName {
			return nil, havre.Problems{{
				File: c.Name, Line: chains[i].Line, Column: chains[i].Column, Field: "metadata.organisation", Value: chains[i].Organisation, Suggestion: c.OrgName,
				Message: havre.Text{FR: "une organisation ne règle que ses propres circuits", EN: "an organisation sets its own chains only"},
			}}
		}
	}
	return chains, nil
}

// ChainsOf are the files of chains of an organisation.
func (s *Service) ChainsOf(ctx context.Context, a identity.Actor, organisation string) (out []ChainText, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		org, err := organisationFor(ctx, tx, a, organisation, identity.ReadOrganisation)
		if err != nil {
			return err
		}
		out, err = tx.ChainsOf(ctx, org.ID)
		return err
	})
	return out, err
}

// SaveChain keeps a file of chains (Version 0 is a new one). One that does not read is
// refused with every mistake.
func (s *Service) SaveChain(ctx context.Context, a identity.Actor, c *ChainText) error {
	return s.write(ctx, a, func(tx Tx) error {
		org, err := organisationFor(ctx, tx, a, c.Organisation, identity.WriteChain)
		if err != nil {
			return err
		}
		c.Path, c.OrgName, c.Name = org.Path, org.Name, strings.TrimSpace(c.Name)
		if !label.MatchString(c.Name) {
			return havre.Problems{{Field: "name", Value: c.Name, Message: havre.Text{FR: "lettres minuscules, chiffres et tirets sont attendus", EN: "lower-case letters, digits and dashes are expected"}}}
		}
		chains, err := c.parse()
		if err != nil {
			return err
		}
		around, err := s.around(ctx, tx, c)
		if err != nil {
			return err
		}
		if _, err := around.With(chains...); err != nil {
			return err //nolint:wrapcheck // Problems are told as they are
		}
		if c.Version == 0 {
			c.ID = s.newID()
		}
		s.Records.Stamp(&c.Stamps, a)
		if err := tx.SaveChain(ctx, c); err != nil {
			return err
		}
		about := record.Subject{Kind: "ApprovalChain", ID: c.ID, Name: c.Name, Organisation: org.ID, Object: identity.Object{Path: org.Path}}
		return s.Records.Log(ctx, tx, a, "approval.write", about, record.Details("disabled", c.Disabled, "deleted", c.Deleted()))
	})
}

// around are the chains that apply with those of a file: everybody's, and those of the
// organisations above. One that no longer reads is somebody else's to correct.
func (s *Service) around(ctx context.Context, tx Tx, c *ChainText) (*approval.Chains, error) {
	kept, err := tx.ChainsOf(ctx, "")
	if err != nil {
		return nil, err
	}
	all := s.Chains
	for i := range kept {
		k := &kept[i]
		if k.ID == c.ID || k.Disabled || k.Organisation == c.Organisation || !strings.HasPrefix(c.Path, k.Path) {
			continue
		}
		if chains, err := k.parse(); err == nil {
			if more, err := all.With(chains...); err == nil {
				all = more
			}
		}
	}
	return all, nil
}

// ChainWarnings are what whoever keeps a file of chains should look at twice; nothing
// for one that does not read.
func (s *Service) ChainWarnings(c *ChainText) havre.Problems {
	if chains, err := c.parse(); err == nil {
		return s.Chains.Warnings(chains)
	}
	return nil
}

// organisationFor is a living organisation that the actor may do something to.
func organisationFor(ctx context.Context, tx Tx, a identity.Actor, id string, act identity.Action) (*identity.Organisation, error) {
	if err := record.SignedIn(a); err != nil {
		return nil, err
	}
	org, err := tx.Organisation(ctx, id)
	if err != nil {
		return nil, record.Hidden(err)
	}
	if org.Deleted() {
		return nil, identity.Missing()
	}
	return org, record.Allow(a, act, record.Subject{Kind: "Organisation", ID: org.ID, Name: org.Title, Organisation: org.ID, Object: identity.Object{Path: org.Path}})
}
