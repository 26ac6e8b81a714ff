package driver

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
)

// Order is what was ordered of an environment, as a driver needs it.
type Order struct {
	Environment Environment          `json:"-"`
	Offer       string               `json:"offer"`
	Choices     plan.Attributes      `json:"choices"`             // of the plan, its defaults included
	Resources   map[string]int64     `json:"resources"`           // what it takes of the quotas: cpu, memory (MiB), storage (GiB), addresses
	Blueprint   *blueprint.Blueprint `json:"blueprint,omitempty"` // what is built in it; nil for the bare space
	Flows       []Flow               `json:"flows,omitempty"`     // those that were declared, and no other
	// Accesses are the names of those who were given access, each to be a resource
	// "access/NAME" of its own that is revoked alone.
	Accesses []string `json:"accesses,omitempty"`
}

// Flow is a flow that the need declares, as it concerns one environment.
type Flow struct {
	Inbound  bool     // towards the application
	Tier     string   // the tier at the application's end, "" for all of them
	Peer     string   // the tier at the other end, "" when it is outside
	CIDR     string   // the addresses at the other end, "" when nobody says
	Protocol string   // tcp, udp or icmp
	Ports    []string // "443", "8000-8010"; none is all
	Text     string   // as the need says it, for people
}

// Design is what an order asks for.
type Design struct {
	Resources []plan.Resource
	// Cautions are what was declared and is not carried out, each with what to do.
	Cautions []havre.Text
}

// Target is one cloud, as the portal is set up to reach it.
type Target struct {
	Name    string // of the setting
	Profile *Profile
	// Settings are the driver's own: for OpenStack, the keys of clouds.yaml.
	Settings map[string]string
	Secrets  map[string]string // password, application credential secret
}
