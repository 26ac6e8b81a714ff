// Package provision makes what was ordered exist, and keeps it so. An approved order
// becomes a deployment: the resources that it wants. A run carries a plan out, step by
// step; observation finds what differs afterwards, and a policy says whether that is
// repaired, accepted or told.
//
// [Service] is its door. It knows no cloud product: drivers do, behind
// provision/driver. It knows no HTTP, no page and no SQL.
//
// What holds whatever fails: before a step calls a cloud, its intent is on record; a
// step whose outcome is unknown looks for what it may have made before it makes it;
// what could not be removed is in the ledger of orphans with the order that made it.
package provision

import (
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// Deployment is what is built, or being built, for an instance. It has the identifier
// of the instance.
type Deployment struct {
	ID string
	// Of the instance, filled when read.
	Need, NeedTitle, Organisation, Path   string
	Offer, Plan, Name, Environment, Owner string // Owner is who sent its last order

	Order, Number string // the last order about it: identifier and number
	Item          int
	Target        string // the cloud, as the settings of the portal name it
	Driver        string
	State         State
	Paused        bool
	// Generation counts the times that what is wanted changed, from 1.
	Generation int
	// Body is stored as one JSON document.
	Body
	// Run is the one under way, or the last one, "" before the first.
	Run string
	// Epoch grows each time a worker takes the deployment in hand: one that was thought
	// dead finds that its own has passed, and stops.
	Epoch int64
	// Drifted counts the resources that differ; ObservedAt is when that was looked at.
	Drifted    int
	ObservedAt time.Time
	identity.Stamps
}

// Body is what of a deployment is only read whole.
type Body struct {
	// Design is what the resources are worked out from: what was ordered.
	Design driver.Order    `json:"design"`
	Wanted []plan.Resource `json:"wanted"`
	// Before is what was wanted before the last order: a roll-back goes back to it.
	Before   []plan.Resource            `json:"before,omitempty"`
	Accepted map[string]plan.Attributes `json:"accepted,omitempty"`
	Cautions []havre.Text               `json:"cautions,omitempty"`
	Accesses []Access                   `json:"accesses,omitempty"`
	Policy   Policy                     `json:"policy,omitempty"`
	// Why is the first cause of a failure, in words, and Next what to do about it.
	Why  havre.Text `json:"why,omitzero"`
	Next havre.Text `json:"next,omitzero"`
	// Told is the run whose failure the order was told of, Undone the item that was rolled
	// back.
	Told      string `json:"told,omitempty"`
	Undone    int    `json:"undone,omitempty"`
	Reference string `json:"reference,omitempty"` // how the platform names the whole
	// Only are the keys that the run under way may touch; nil is all.
	Only []string `json:"only"`
	// Foreign are the objects found there at the last look that no order made.
	Foreign []plan.Object `json:"foreign,omitempty"`
}

// Access is a right to use what was built: credentials of its own, revoked alone.
type Access struct {
	Name string    `json:"name"` // label, unique in the deployment for ever
	For  string    `json:"for"`  // why, in the words of who asked; or the application
	By   string    `json:"by"`   // person
	At   time.Time `json:"at"`
	// Once: its credentials are shown a single time.
	Once    bool      `json:"once,omitempty"`
	ShownAt time.Time `json:"shownAt,omitzero"`
	// Replaces is the access that a rotation replaces; Until is when this one ends by
	// itself, since another replaces it.
	Replaces string    `json:"replaces,omitempty"`
	Until    time.Time `json:"until,omitzero"`
	// RevokedAt is when somebody asked that it end.
	RevokedAt time.Time `json:"revokedAt,omitzero"`
}

// Open says whether an access is to exist.
func (a *Access) Open() bool { return a.RevokedAt.IsZero() }

// State is where a deployment is.
type State string

// The states of a deployment.
const (
	Planned   State = "planned" // a plan awaits somebody's review
	Building  State = "building"
	Running   State = "running" // all is as wanted, as far as the last look knows
	Failed    State = "failed"  // a step cannot be done; somebody retries it or rolls back
	Cancelled State = "cancelled"
	Undoing   State = "undoing" // rolled back to the generation before
	Leaving   State = "leaving"
	Gone      State = "gone"
)

// Resource is an object of a deployment as it was last observed, with its condition.
type Resource struct {
	Deployment string
	Object     plan.Object
	Wanted     *plan.Resource // nil: wanted no longer
	Drift      []plan.Change
	// Condition in words, and since when.
	Words      havre.Text
	Since      time.Time
	MadeAt     time.Time
	ObservedAt time.Time
}

// Run carries a plan out.
type Run struct {
	ID         string
	Deployment string
	Number     int // in its deployment, from 1
	Cause      Cause
	Generation int
	By         string // person, "" for the portal itself
	State      RunState
	Unchanged  int
	Calls      int64 // to the cloud
	Why        havre.Text
	StartedAt  time.Time
	EndedAt    time.Time
}

// Cause is why a run was begun.
type Cause string

// The causes.
const (
	Ordered  Cause = "order"
	Asked    Cause = "asked" // somebody asked to apply the plan
	Repaired Cause = "drift"
	Retried  Cause = "retry"
	Undone   Cause = "roll-back"
	Ended    Cause = "end"
	Handed   Cause = "access" // an access was given or taken back
)

// RunState is where a run is.
type RunState string

// The states of a run.
const (
	Reviewing  RunState = "reviewing" // nothing begins before somebody agrees
	Working    RunState = "working"
	Halted     RunState = "paused"
	Succeeded  RunState = "succeeded"
	Stopped    RunState = "failed"
	CalledOff  RunState = "cancelled"
	Superseded RunState = "superseded" // another order came meanwhile
)

// Ended says whether nothing more happens in a run.
func (s RunState) Ended() bool {
	return s == Succeeded || s == Stopped || s == CalledOff || s == Superseded
}

// Step is a step of a plan as it is carried out.
type Step struct {
	Run    string
	Number int // in its run, from 1
	plan.Step
	State StepState
	// Attempts counts the calls that were begun. One that is Trying may have been done:
	// what it makes is looked for first.
	Attempts  int
	Made      plan.Object // what it made or changed, as far as it is known
	Failure   *Trouble    // the last one, kept when a later attempt succeeds
	StartedAt time.Time
	TriedAt   time.Time // the last attempt
	// UnsureUntil is until when what the last attempt may have made can still appear: it
	// is looked for, and not made again before.
	UnsureUntil time.Time
	EndedAt     time.Time
	NextAt      time.Time // when it is tried again, or looked at again
}

// StepState is where a step is.
type StepState string

// The states of a step.
const (
	Waiting  StepState = "waiting"
	Trying   StepState = "trying"  // the cloud is being asked, or its answer was lost
	Awaiting StepState = "pending" // the cloud has accepted and is at work
	Done     StepState = "done"
	Broken   StepState = "failed"
	Skipped  StepState = "cancelled"
)

// Over says whether nothing more happens in a step.
func (s StepState) Over() bool { return s == Done || s == Broken || s == Skipped }

// Trouble is a failure as it is kept.
type Trouble struct {
	Reason driver.Reason `json:"reason"`
	What   havre.Text    `json:"what"`
	Next   havre.Text    `json:"next"`
	Raw    string        `json:"raw,omitempty"`
	At     time.Time     `json:"at"`
}

// Orphan is an external object that could not be removed, with the order that made it.
type Orphan struct {
	ID         string
	Deployment string
	Number     string // of the order
	Target     string
	Object     plan.Object
	Why        Trouble
	Tries      int
	Since      time.Time
	NextAt     time.Time
	GoneAt     time.Time // zero as long as it exists
	GoneHow    string    // "removed", "vanished", or what somebody wrote who settled it
	// Of the deployment, filled when read.
	Name, NeedTitle, Path string
}

// Settled says whether the orphan is accounted for.
func (o *Orphan) Settled() bool { return !o.GoneAt.IsZero() }

// Sealed is a secret at rest.
type Sealed struct {
	Owner string // deployment
	Name  string
	Box   []byte // AEAD of a Tink keyset; its owner and name are the associated data
	Key   uint32 // identifier of the key of the keyset that sealed it
	At    time.Time
}
