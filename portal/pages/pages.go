// Package pages holds the pages of the portal: one Go file and one template for each.
// A page reads its request, asks a service, and draws what it was given; what may be
// done is asked of the actor, never compared here.
//
// The pages to read (home, platforms, rules, help) need no database: they answer from
// the catalogue and the doctrine in memory.
package pages

import (
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/record"
)

// Pages are the pages and what they ask.
type Pages struct {
	Identity *identity.Service
	Record   *record.Service
	Orders   *order.Service
	// Provision builds what is ordered; nil on a portal that has an account on no cloud.
	Provision *provision.Service
	Library   *record.Library
	Journal   *journal.Log
	Running   Running
}

// Register adds every page to a site.
func (p *Pages) Register(s *web.Site) {
	p.registerReading(s)
	p.registerNeeds(s)
	p.registerAccount(s)
}
