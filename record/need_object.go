package record

import "github.com/havre-cloud/havre/identity"

// Object is the need as the policy sees it: what [identity.Actor.May] takes, for a
// page to show only what its reader may do.
func (n *Need) Object() identity.Object { return n.Subject().Object }
