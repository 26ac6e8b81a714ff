// Package order is the life of an order: a basket is filled from the plans of the
// offers that the decision in force allows, sent, approved step by step, charged to
// quotas, budgets and framework agreements, handed over to whoever fulfils it, and
// ends in exactly one outcome. What it delivers are instances, which later orders
// change or end.
//
// [Service] is its door: each method checks the policy of package identity, then in
// one transaction changes the order, its reservations and its journal, and enqueues
// what follows. The package knows no HTTP, no page and no SQL; it judges neither the
// need (package decision does) nor the price (order/pricing), and talks to no cloud.
//
// The steps of an order and what holds when the power fails between two of them are
// told in docs/order-cycle.md.
package order

import (
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/configuration"
	"github.com/havre-cloud/havre/order/pricing"
	"github.com/havre-cloud/havre/order/purchase"
)

// Order is what a team asks for, for one need.
type Order struct {
	ID     string
	Number string // CMD-2026-00042, given when it is sent; "" for a basket
	Need   string
	Title  string
	Note   string // why, for those who approve
	State  State

	// Of the need, filled when read.
	NeedTitle, NeedName, Organisation, Path, OrgTitle string

	Items   []Item
	Checks  []Check
	Course  approval.Course
	Billing Billing
	// Decision is the one in force when the order was sent: the gate it went through.
	Decision string
	// Forms are the order forms issued, one for each framework agreement.
	Forms []Form
	// Why is the last thing that held, refused or failed it, in words; empty otherwise.
	Why havre.Text
	// Asked is what a person who approves asked the requester, until it is answered.
	Asked string

	Requester, RequesterName string // who sent it, or fills the basket
	// Contributors are those who changed the basket: none of them approves it.
	Contributors []string

	SentAt, ApprovedAt, EndedAt time.Time
	Operation                   string // identifier of the operation that fulfils it, "" before
	identity.Stamps
}

// Item is one line of an order.
type Item struct {
	Number      int    `json:"number"` // from 1
	Action      Action `json:"action"`
	Instance    string `json:"instance,omitempty"` // what is added (known once sent), changed or ended
	Offer       string `json:"offer"`
	Plan        string `json:"plan"`
	Name        string `json:"name"` // DNS-1123 label, of the instance
	Environment string `json:"environment"`
	// Original is what the instance has, nil for an addition; Requested what was asked;
	// Decided what was approved, which may be less; Delivered what was made, where its
	// operator said that it is less still. They are kept side by side.
	Original  *Wish `json:"original,omitempty"`
	Requested *Wish `json:"requested,omitempty"` // nil for an end
	Decided   *Wish `json:"decided,omitempty"`
	Delivered *Wish `json:"delivered,omitempty"`
	// On is the first day, or the last one for an end; zero is as soon as approved.
	On      havre.Date `json:"on,omitzero"`
	State   State      `json:"state"`
	Message havre.Text `json:"message,omitzero"` // the last words of whoever fulfils it
	// External is the identifier that a client platform gives what it adds (Open Service
	// Broker); "" otherwise.
	External string `json:"external,omitempty"`
}

// Wish is what somebody wants of a plan, and what it makes.
type Wish struct {
	Configuration configuration.Configuration `json:"configuration"`
	Until         havre.Date                  `json:"until,omitzero"` // first day without it; zero: no end
	Quote         pricing.Quote               `json:"quote"`
	// Estimate is the cost over the period, VAT included, as the requester puts it where a
	// price is not published; EstimateNote says where it comes from.
	Estimate     *havre.Euro `json:"estimate,omitempty"`
	EstimateNote string      `json:"estimateNote,omitempty"`
	Framework    string      `json:"framework,omitempty"` // agreement or convention it is ordered under
	// Renewals is how many times the agreement may be renewed for as long: they count in
	// the value of the whole need, whether or not they come.
	Renewals int `json:"renewals,omitempty"`
}

// Cost is what the wish engages, VAT included: the quote, or the estimate where a
// price is unknown. False: nobody says.
func (w *Wish) Cost() (havre.Euro, bool) {
	switch {
	case w == nil:
		return 0, true
	case w.Quote.Complete == havre.Yes:
		return w.Quote.TotalVAT, true
	case w.Estimate != nil:
		return *w.Estimate, true
	}
	return w.Quote.TotalVAT, false
}

// Standing is the wish that counts: delivered, else ordered.
func (it *Item) Standing() *Wish {
	if it.Delivered != nil {
		return it.Delivered
	}
	return it.Ordered()
}

// Ordered is the wish that whoever fulfils it is asked for: decided, else requested.
func (it *Item) Ordered() *Wish {
	if it.Decided != nil {
		return it.Decided
	}
	return it.Requested
}

// Action is what an item does to an instance.
type Action string

// The actions, those of TMF622.
const (
	Add    Action = "add"
	Modify Action = "modify"
	Delete Action = "delete"
)

// Actions lists them.
var Actions = []Action{Add, Modify, Delete}

// Billing is what an order form says of who pays.
type Billing struct {
	SIRET      string `json:"siret,omitempty"`
	Service    string `json:"service,omitempty"`    // Chorus Pro service code
	Engagement string `json:"engagement,omitempty"` // number of the budget commitment (engagement juridique)
	Contact    string `json:"contact,omitempty"`
	SignedBy   string `json:"signedBy,omitempty"` // the empowered person
}

// Form is an order form that was issued.
type Form struct {
	Number    string    `json:"number"`
	Framework string    `json:"framework"`
	At        time.Time `json:"at"`
	By        string    `json:"by"`
	SHA256    string    `json:"sha256"` // of the PDF
	File      string    `json:"file"`   // the attachment that is the PDF
	// WithdrawnAt, By and Why are of the withdrawal of the form, when all that it ordered
	// was cancelled; zero otherwise.
	WithdrawnAt time.Time `json:"withdrawnAt,omitzero"`
	WithdrawnBy string    `json:"withdrawnBy,omitempty"`
	WithdrawnAs string    `json:"withdrawnAs,omitempty"` // why, and how the holder was told
	// Content is what was signed, as it was drawn.
	Content purchase.OrderForm `json:"content"`
}

// Check is one thing the project must show: an obligation of the decision, or a clause
// of the agreement, with when it is due.
type Check struct {
	ID     string     `json:"id"` // rule, with the offer where it is about one: R4-EXIT, SNC-CLAUSE/ovh-snc
	Rule   string     `json:"rule"`
	Offer  string     `json:"offer,omitempty"`
	Title  havre.Text `json:"title"`
	Why    havre.Text `json:"why"`
	Before Moment     `json:"before"`
	State  CheckState `json:"state"`
	// Who ticked it, when, and what shows it.
	By       string       `json:"by,omitempty"`
	At       time.Time    `json:"at,omitzero"`
	Proof    string       `json:"proof,omitempty"` // reference of the document, or identifier of an attachment
	Source   havre.Source `json:"source,omitzero"`
	Binding  bool         `json:"binding"`            // blocks its moment; otherwise it informs
	Decision string       `json:"decision,omitempty"` // whose obligation it is, "" for a clause
}

// Moment is when a check is due.
type Moment string

// The moments of an order.
const (
	BeforeApproval Moment = "approval"
	BeforeForm     Moment = "form"       // of the order form
	BeforeLive     Moment = "production" // of putting into production: fulfilment ends with it
)

// CheckState is where a check is.
type CheckState string

// The states of a check. A waived one says why in its proof.
const (
	ToShow  CheckState = "to-show"
	Shown   CheckState = "shown"
	Unknown CheckState = "unknown" // the decision cannot tell whether it applies
)

// Instance is what an order delivered, or is delivering.
type Instance struct {
	ID           string
	Need         string
	Organisation string // of the need, filled when read; as the next three
	Path         string
	NeedTitle    string
	OrgTitle     string
	Offer, Plan  string
	Name         string
	Environment  string
	State        InstanceState
	Wish         Wish // what it has
	From         havre.Date
	Order        string // that added it
	Reference    string // how its operator names it
	External     string // identifier given by a client platform (Open Service Broker), "" otherwise
	// Use is the measured use of what it has, in percent by resource, on UsedOn; a
	// resource that nobody measured is not there. Published rules may approve by it.
	Use    map[string]float64
	UsedOn havre.Date
	// Announced is how many days before its end it was announced last; 0 for never.
	Announced int
	Changing  string // the open order that changes or ends it, "" for none: one at a time
	// Missing is what its operator said is not there, in their words; zero when all is.
	Missing havre.Text
	identity.Stamps
}

// InstanceState is where an instance is, in the words of TMF638.
type InstanceState string

// The states of an instance.
const (
	ReservedInstance InstanceState = "reserved" // ordered
	// Inactive is delivered, and not allowed into production before what is due is shown.
	Inactive   InstanceState = "inactive"
	Active     InstanceState = "active"
	Terminated InstanceState = "terminated"
	Abandoned  InstanceState = "abandoned" // never delivered
)

// Happening is a line of the timeline of an order.
type Happening struct {
	ID    string
	Order string
	At    time.Time
	By    string // person; "system"
	Name  string // of the person, filled when read
	Kind  string // send, ask, answer, approve, reject, hold …
	Text  havre.Text
	Note  string // in the person's own words
}

// Message is one of the discussion of an order.
type Message struct {
	ID          string
	Order       string
	At          time.Time
	By, Name    string
	Text        string
	Attachments []Attachment
}

// Attachment is a file that somebody joined to an order.
type Attachment struct {
	ID      string
	Order   string
	Message string // "" when it proves a check
	Name    string
	Type    string // of the content, as found by looking at it
	Size    int64
	SHA256  string
	By      string
	At      time.Time
	Content []byte // only when one is read
}

// Cost is what the order engages, VAT included. False: the price of an item is
// unknown, and nobody estimated it.
func (o *Order) Cost() (total havre.Euro, known bool) {
	known = true
	for i := range o.Items {
		cost, said := o.Items[i].Standing().Cost()
		total, known = total.Plus(cost), known && said
	}
	return total, known
}
