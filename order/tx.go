package order

import (
	"context"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/record"
)

// Tx is what the service needs of a transaction; the conventions are those of
// identity.Tx.
type Tx interface {
	record.Tx

	Order(ctx context.Context, id string) (*Order, error)
	OrderNumbered(ctx context.Context, number string) (*Order, error)
	Orders(ctx context.Context, q Query) (havre.Page[Order], error)
	// SaveOrder also stores whom the order awaits, for [Query.Awaiting].
	SaveOrder(ctx context.Context, o *Order, awaited []Awaited) error
	// NextNumber is the next number of a series in a year, from 1, and is never given
	// twice.
	NextNumber(ctx context.Context, series string, year int) (int, error)

	AddHappening(ctx context.Context, h *Happening) error
	Happenings(ctx context.Context, order string) ([]Happening, error) // oldest first
	AddMessage(ctx context.Context, m *Message) error
	Messages(ctx context.Context, order string) ([]Message, error) // oldest first, with their attachments
	AddAttachment(ctx context.Context, a *Attachment) error
	Attachment(ctx context.Context, id string) (*Attachment, error) // with its content
	Attachments(ctx context.Context, order string) ([]Attachment, error)

	Instance(ctx context.Context, id string) (*Instance, error)
	InstanceNamed(ctx context.Context, need, environment, name string) (*Instance, error) // among the living
	// InstanceExternal is the one that a client platform names so: the living one, else
	// the newest.
	InstanceExternal(ctx context.Context, external string) (*Instance, error)
	Instances(ctx context.Context, q InstanceQuery) (havre.Page[Instance], error)
	SaveInstance(ctx context.Context, i *Instance) error

	// Binding is the newest of an instance by that identifier, the deleted ones too.
	Binding(ctx context.Context, instance, external string) (*Binding, error)
	SaveBinding(ctx context.Context, b *Binding) error

	Work(ctx context.Context, id string) (*Work, error)
	WorkOf(ctx context.Context, order string, item int) (*Work, error) // the newest
	Works(ctx context.Context, q WorkQuery) (havre.Page[Work], error)
	SaveWork(ctx context.Context, w *Work) error

	// Allowances are those of holders, in the order of the holders.
	Allowances(ctx context.Context, holders []string) ([]quota.Allowance, error)
	Allowance(ctx context.Context, id string) (*quota.Allowance, error)
	SaveAllowance(ctx context.Context, a *quota.Allowance) error
	// Hold reserves lines; the database refuses more than was granted (a Conflict).
	Hold(ctx context.Context, lines []quota.Line) error
	// Commit turns what an order reserved into what it holds until the end.
	Commit(ctx context.Context, order string) error
	// Holdings are the lines of an order, or of an instance when it is "".
	Holdings(ctx context.Context, order, instance string) ([]quota.Line, error)
	// Release gives back an amount of one line; the rest stays as it is.
	Release(ctx context.Context, l quota.Line, amount int64) error

	Framework(ctx context.Context, id string) (*purchase.Framework, error)
	Frameworks(ctx context.Context, q FrameworkQuery) (havre.Page[purchase.Framework], error)
	SaveFramework(ctx context.Context, f *purchase.Framework) error

	Delegations(ctx context.Context, q DelegationQuery) ([]Delegation, error)
	Delegation(ctx context.Context, id string) (*Delegation, error)
	SaveDelegation(ctx context.Context, d *Delegation) error

	// ChainsOf are the approval chains that an organisation keeps, "" for all of them.
	ChainsOf(ctx context.Context, organisation string) ([]ChainText, error)
	SaveChain(ctx context.Context, c *ChainText) error

	// PersonOfMail is the account in use of that address, local or not; the one seen last
	// when there are several.
	PersonOfMail(ctx context.Context, email string) (*identity.Person, error)

	// Operators says which organisation operates each offer on this portal.
	Operators(ctx context.Context) (map[string]string, error)
	SetOperator(ctx context.Context, offer, organisation string) error
}

// DB opens transactions, as identity.DB does.
type DB interface {
	Read(ctx context.Context, fn func(Tx) error) error
	Write(ctx context.Context, fn func(Tx) error) error
}

// Query chooses orders.
type Query struct {
	havre.List                  // Sort: sent, number, title, state, updated
	Needs      record.NeedQuery // visibility only, as of their needs
	Need       string
	State      State
	Open       bool   // only those that have not ended, baskets aside
	Basket     string // only the baskets of that person
	Offer      string
	Path       string // at or below that organisation
	Framework  string
	// Awaiting chooses those that a person, or the holder of a role on the order's
	// organisation or above, may settle.
	Awaiting *Awaiting
}

// Awaiting is who looks for what awaits them.
type Awaiting struct {
	Emails []string // theirs, and of those they stand in for
	Grants []identity.Grant
}

// Awaited is one whom an order awaits: a role held at an organisation above it or at
// its own, or one person.
type Awaited struct {
	Role   identity.Role
	Path   string // of the lowest organisation whose holders count
	Person string // e-mail
	Since  time.Time
	Due    time.Time // zero: no time limit
}

// InstanceQuery chooses instances.
type InstanceQuery struct {
	havre.List // Sort: name, until, offer
	Needs      record.NeedQuery
	Need       string
	Offer      string
	State      InstanceState
	Living     bool       // ordered, delivered or in service: not those that ended, or never were
	EndsBefore havre.Date // living ones that end on or before
}

// Work is what an operator has to do by hand for one item of an order.
type Work struct {
	ID       string
	Order    string
	Item     int
	Instance string
	Offer    string
	// Organisation that operates the offer; "" is the operators of the whole portal.
	Organisation string
	Title        havre.Text
	Due          havre.Date
	State        WorkState
	Assignee     string // person who took it
	AssigneeName string // filled when read
	Note         string // what the operator says
	Reference    string // how the operator names what was made
	// Of the order, filled when read.
	OrderNumber, NeedTitle, OrgTitle, Path string
	SettledAt                              time.Time
	identity.Stamps
}

// WorkState is where a work is.
type WorkState string

// The states of a work.
const (
	ToDo       WorkState = "to-do"
	Taken      WorkState = "taken"
	Done       WorkState = "done"
	PartlyDone WorkState = "partly-done"
	Impossible WorkState = "impossible"
	Withdrawn  WorkState = "withdrawn" // the order was cancelled
)

// Settled says whether nothing is left to do.
func (st WorkState) Settled() bool { return st != ToDo && st != Taken }

// WorkQuery chooses works.
type WorkQuery struct {
	havre.List          // Sort: due, offer, state
	Scopes     []string // operating organisations at or below these paths; nil is all
	Order      string
	Offer      string
	State      WorkState
	Open       bool
	Assignee   string
	DueBefore  havre.Date
}

// FrameworkQuery chooses framework agreements.
type FrameworkQuery struct {
	havre.List          // Sort: title, until
	Scopes     []string // kept at, below or above these paths, or lent to them; nil is all
	// For is the path of an organisation: those kept there or above, or lent to it.
	For       string
	Reference string // as people quote it, exactly
	Offer     string
	On        havre.Date // in force that day
}

// Delegation lets somebody settle in the place of somebody else for a while.
type Delegation struct {
	ID                 string
	From, To           string // people
	FromName, FromMail string // filled when read
	ToName, ToMail     string
	Period             havre.Period
	// Absent: the one who delegates settles nothing meanwhile. To may then be "": nobody
	// stands in, and what awaited them by name is escalated.
	Absent bool
	Note   string
	identity.Stamps
}

// DelegationQuery chooses delegations.
type DelegationQuery struct {
	From, To string
	On       havre.Date // in force that day
}

// ChainText is a file of approval chains that an organisation keeps.
type ChainText struct {
	ID           string
	Organisation string
	Path         string // filled when read
	OrgName      string // idem
	Name         string
	Text         []byte // YAML, as it was written
	Disabled     bool
	identity.Stamps
}
