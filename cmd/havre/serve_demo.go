package main

import (
	"context"
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	orders "github.com/havre-cloud/havre/order/demo"
	"github.com/havre-cloud/havre/record/demo"
)

// demonstrate fills an empty portal with an invented life. One that is already used
// is left as it is.
func (s *server) demonstrate(ctx context.Context) error {
	if !s.empty {
		return nil
	}
	if err := demo.Fill(ctx, s.identity, s.record); err != nil {
		return fmt.Errorf("fill the demonstration: %w", err)
	}
	if err := orders.Fill(ctx, s.identity, s.order); err != nil {
		return fmt.Errorf("fill the demonstration of orders: %w", err)
	}
	s.log.InfoContext(ctx, "the demonstration is there")
	return nil
}

// unused says that nobody has put anything in the portal yet.
func (s *server) unused(ctx context.Context) (bool, error) {
	some, err := s.identity.Organisations(ctx, identity.System(), identity.OrganisationQuery{List: havre.List{Limit: 1}})
	if err != nil {
		return false, fmt.Errorf("look for organisations: %w", err)
	}
	return len(some.Items) == 0, nil
}
