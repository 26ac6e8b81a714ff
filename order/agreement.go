package order

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/record"
)

// Frameworks are the agreements that the actor may see.
func (s *Service) Frameworks(ctx context.Context, a identity.Actor, q FrameworkQuery) (page havre.Page[purchase.Framework], err error) {
	if err := record.SignedIn(a); err != nil {
		return page, err
	}
	if q.For == "" {
		if scopes, all := a.Scoped(identity.ReadFramework); !all {
			q.Scopes = scopes
		}
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Frameworks(ctx, q)
		return err
	})
	return page, err
}

// FrameworksFor are the agreements open to the orders of a need, for an offer ("" is
// any), in force today.
func (s *Service) FrameworksFor(ctx context.Context, a identity.Actor, need, offer string) (out []purchase.Framework, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		n, err := record.ReadNeed(ctx, tx, a, need)
		if err != nil {
			return err
		}
		q := FrameworkQuery{For: n.Path, Offer: offer, On: s.Today(), List: havre.List{Limit: havre.MaxLimit}}
		for {
			page, err := tx.Frameworks(ctx, q)
			if err != nil {
				return err
			}
			for i := range page.Items {
				if page.Items[i].Open(n.Organisation, n.Path) {
					out = append(out, page.Items[i])
				}
			}
			if page.Next == "" {
				return nil
			}
			q.After = page.Next
		}
	})
	return out, err
}

// Framework is one that the actor may see: of its organisation, or open to it.
func (s *Service) Framework(ctx context.Context, a identity.Actor, id string) (f *purchase.Framework, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if err := record.SignedIn(a); err != nil {
			return err
		}
		if f, err = tx.Framework(ctx, id); err != nil {
			return record.Hidden(err)
		}
		if f.Deleted() {
			return identity.Missing()
		}
		if opened(a, f) {
			return nil
		}
		return a.Check(identity.ReadFramework, identity.Object{Path: f.Path})
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// opened says whether an organisation of the actor may order under an agreement.
func opened(a identity.Actor, f *purchase.Framework) bool {
	scopes, _ := a.Scoped(identity.ReadFramework)
	return slices.ContainsFunc(scopes, func(path string) bool {
		return path != identity.PortalPath && f.Open(lastOf(path), path)
	})
}

// lastOf is the organisation that a path leads to.
func lastOf(path string) string {
	steps := strings.Split(strings.Trim(path, "/"), "/")
	return steps[len(steps)-1]
}

// SaveFramework keeps an agreement (Version 0 is a new one), and its ceiling as an
// allowance that orders draw on.
func (s *Service) SaveFramework(ctx context.Context, a identity.Actor, f *purchase.Framework) error {
	return s.write(ctx, a, func(tx Tx) error {
		org, err := organisationFor(ctx, tx, a, f.Organisation, identity.WriteFramework)
		if err != nil {
			return err
		}
		f.Path = org.Path
		problems := f.Problems()
		for i, offer := range f.Offers {
			if _, ok := s.Records.Library.Now().Catalogue.Offer(offer); !ok {
				problems = append(problems, havre.Problem{Field: "offers." + strconv.Itoa(i), Value: offer, Message: havre.Text{FR: "le catalogue n’a pas cette offre", EN: "the catalogue has no such offer"}})
			}
		}
		twin, err := hasTwin(ctx, tx, f)
		if err != nil {
			return err
		}
		if twin {
			problems = append(problems, havre.Problem{Field: "reference", Value: f.Reference, Message: havre.Text{
				FR: "un autre accord de cette organisation a cette référence et ce lot", EN: "another agreement of this organisation has this reference and lot",
			}})
		}
		if err := problems.Err(); err != nil {
			return err
		}
		if f.Version == 0 {
			f.ID = s.newID()
		}
		s.Records.Stamp(&f.Stamps, a)
		if err := tx.SaveFramework(ctx, f); err != nil {
			return err
		}
		if err := s.ceilingOf(ctx, tx, a, f); err != nil {
			return err
		}
		about := record.Subject{Kind: "Framework", ID: f.ID, Name: f.Reference, Organisation: org.ID, Object: identity.Object{Path: org.Path}}
		return s.Records.Log(ctx, tx, a, "framework.write", about, record.Details("route", f.Route, "from", f.Period.From, "until", f.Period.Until, "deleted", f.Deleted()))
	})
}

// hasTwin says whether the organisation keeps another agreement that people would quote
// the same way.
func hasTwin(ctx context.Context, tx Tx, f *purchase.Framework) (bool, error) {
	if f.Reference == "" || f.Deleted() {
		return false, nil
	}
	same, err := tx.Frameworks(ctx, FrameworkQuery{Scopes: []string{f.Path}, Reference: f.Reference, List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(same.Items, func(k purchase.Framework) bool {
		return k.ID != f.ID && k.Organisation == f.Organisation && k.Lot == f.Lot
	}), nil
}

// ceilingOf keeps the ceiling of an agreement as an allowance. None stated is
// unlimited, which [purchase.Framework.Problems] allows only where the law does.
func (s *Service) ceilingOf(ctx context.Context, tx Tx, a identity.Actor, f *purchase.Framework) error {
	kept, err := tx.Allowances(ctx, []string{f.ID})
	if err != nil && !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return err
	}
	g := &quota.Allowance{ID: s.newID(), Level: quota.OfFramework, Holder: f.ID, Key: quota.Key{Resource: quota.Ceiling}}
	if len(kept) > 0 {
		g = &kept[0]
	}
	g.DeletedAt = f.DeletedAt // refused while orders hold of it
	g.Unlimited, g.Amount = f.Ceiling == nil, 0
	if f.Ceiling != nil {
		g.Amount = quota.Money(*f.Ceiling)
	}
	s.Records.Stamp(&g.Stamps, a)
	return tx.SaveAllowance(ctx, g)
}
