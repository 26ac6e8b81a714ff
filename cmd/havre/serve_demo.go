package main

import (
	"context"
	"fmt"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	orders "github.com/havre-cloud/havre/order/demo"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/simulated"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/record/demo"
	"github.com/havre-cloud/havre/store"
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
	told := *s.order
	if s.Clouds != "" {
		told.Fulfillers = nil // nothing is built, unasked, on an account that somebody pays for
	}
	if err := orders.Fill(ctx, s.identity, &told); err != nil {
		return fmt.Errorf("fill the demonstration of orders: %w", err)
	}
	s.log.InfoContext(ctx, "the demonstration is there")
	if s.Clouds == "" {
		go s.meddle(ctx)
	}
	return nil
}

// meddle resizes a server by hand once the demonstration has built it, as people do, so
// that there is a difference to look at.
func (s *server) meddle(ctx context.Context) {
	every := time.NewTicker(time.Second)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
		built, err := s.provision.Deployments(ctx, identity.System(), provision.Query{Needs: record.NeedQuery{All: true}, State: provision.Running})
		if err != nil || len(built.Items) == 0 {
			continue
		}
		d := &built.Items[0]
		for _, t := range s.provision.Targets {
			if cloud, ok := t.Cloud.(*simulated.Cloud); ok && t.Name == d.Target {
				cloud.Alter(d.ID, "server/base-1", "flavor", "large")
			}
		}
		if _, err := s.provision.Act(ctx, identity.System(), d.ID, provision.Look); err != nil {
			s.log.WarnContext(ctx, "the demonstration could not look at what was changed", "error", err)
		}
		return
	}
}

// unused says that nobody has put anything in the portal yet.
func (s *server) unused(ctx context.Context) (bool, error) {
	some, err := s.identity.Organisations(ctx, identity.System(), identity.OrganisationQuery{List: havre.List{Limit: 1}})
	if err != nil {
		return false, fmt.Errorf("look for organisations: %w", err)
	}
	return len(some.Items) == 0, nil
}

// recall makes the simulated clouds of the demonstration have again what was built on
// them: they are forgotten when the portal stops.
func (s *server) recall(ctx context.Context) error {
	if s.provision == nil {
		return nil
	}
	for _, t := range s.provision.Targets {
		cloud, ok := t.Cloud.(*simulated.Cloud)
		if !ok {
			continue
		}
		err := s.db.Read(ctx, func(tx *store.Tx) error {
			all, err := tx.Deployments(ctx, provision.Query{List: havre.List{Limit: havre.MaxLimit}, Needs: record.NeedQuery{All: true}, Target: t.Name})
			if err != nil {
				return err
			}
			for i := range all.Items {
				rows, err := tx.Resources(ctx, all.Items[i].ID)
				if err != nil {
					return err
				}
				built := make([]plan.Object, len(rows))
				for k := range rows {
					built[k] = rows[k].Object
				}
				cloud.Adopt(driver.Environment{ID: all.Items[i].ID}, built)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("recall what was built on simulated clouds: %w", err)
		}
	}
	return nil
}
