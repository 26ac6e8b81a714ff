package provision

import (
	"context"
	"slices"

	"github.com/havre-cloud/havre/provision/driver"
)

// profileOf is the profile of a target, with the sizes of servers that its cloud said it
// has: a blueprint that needs more than was ordered is refused by them.
func (s *Service) profileOf(t *Target) *driver.Profile {
	if p, ok := s.learnt.Load(t.Name); ok {
		return p.(*driver.Profile) //nolint:forcetypeassert,errcheck // nothing else is stored
	}
	return t.Profile
}

// learn asks the clouds what they have, as far as their profiles do not say. A cloud
// that does not answer is asked again by the next patrol.
func (s *Service) learn(ctx context.Context) {
	for _, t := range s.Targets {
		if _, known := s.learnt.Load(t.Name); known || len(t.Profile.Sizes) > 0 {
			continue
		}
		o, err := t.cloud().Offers(ctx)
		if err != nil {
			continue // an order says what is wrong with the account, where somebody reads it
		}
		p := *t.Profile
		p.Sizes = slices.Clone(o.Flavors)
		s.learnt.Store(t.Name, &p)
	}
}
