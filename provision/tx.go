package provision

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/record"
)

// Tx is what the service needs of a transaction; the conventions are those of
// identity.Tx: what is not there is a NotFound fault.
type Tx interface {
	order.Tx

	Deployment(ctx context.Context, id string) (*Deployment, error)
	Deployments(ctx context.Context, q Query) (havre.Page[Deployment], error)
	SaveDeployment(ctx context.Context, d *Deployment) error // not its Epoch
	// Claim takes a deployment in hand and gives its new epoch.
	Claim(ctx context.Context, id string) (epoch int64, err error)
	// Holds locks the deployment until the transaction ends, and is a Conflict when its
	// epoch has passed.
	Holds(ctx context.Context, id string, epoch int64) error

	// Resources are those on record, in the order of their keys.
	Resources(ctx context.Context, deployment string) ([]Resource, error)
	SaveResource(ctx context.Context, r *Resource) error // by deployment, key and external identifier
	DropResource(ctx context.Context, deployment, key, external string) error

	Run(ctx context.Context, id string) (*Run, error)
	Runs(ctx context.Context, deployment string, most int) ([]Run, error) // newest first
	SaveRun(ctx context.Context, r *Run) error
	Steps(ctx context.Context, run string) ([]Step, error) // in order
	SaveSteps(ctx context.Context, steps []Step) error     // by run and number

	Orphans(ctx context.Context, q OrphanQuery) (havre.Page[Orphan], error)
	Orphan(ctx context.Context, id string) (*Orphan, error)
	// OrphanOf is the one of an external object of a cloud that is not settled.
	OrphanOf(ctx context.Context, target, kind, external string) (*Orphan, error)
	SaveOrphan(ctx context.Context, o *Orphan) error

	Sealed(ctx context.Context, owner, name string) (*Sealed, error)
	// SealedBefore are some secrets that an older key sealed, to be sealed again.
	SealedBefore(ctx context.Context, key uint32, most int) ([]Sealed, error)
	SaveSealed(ctx context.Context, s *Sealed) error
	DropSealed(ctx context.Context, owner, name string) error // name "" is all of the owner
	// Keyset is the encrypted keyset of this installation, with its version; SaveKeyset
	// stores it if it still has the version that was read (0 for the first), or Conflict.
	Keyset(ctx context.Context) (encrypted []byte, version int64, err error)
	SaveKeyset(ctx context.Context, encrypted []byte, version int64) error
}

// DB opens transactions, as identity.DB does.
type DB interface {
	Read(ctx context.Context, fn func(Tx) error) error
	Write(ctx context.Context, fn func(Tx) error) error
}

// Query chooses deployments.
type Query struct {
	havre.List // Sort: name, state, observed
	Needs      record.NeedQuery
	Need       string
	Target     string
	State      State
	Drifted    bool
	// Unseen are those that run and were last looked at before that instant, RFC 3339.
	Unseen string
}

// OrphanQuery chooses orphans.
type OrphanQuery struct {
	havre.List // Sort: since, target
	Needs      record.NeedQuery
	Target     string
	Deployment string
	Open       bool
	Due        string // whose next try is at that instant or before, RFC 3339
}
