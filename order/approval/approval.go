// Package approval says who must agree to an order, and follows their agreement.
//
// Who must agree is data: an approval chain is a YAML document that names an
// organisation, a condition on the order and the steps it asks for. [Chains.Plan]
// turns the chains in force into the [Course] of one order, which is frozen, stored
// with it, and moved by votes, answers and the passing of time.
//
// It is pure: instants are arguments, people are given by who calls. It must not know
// how an order is stored, who is told of what, or what an order is made of beyond the
// [Case] that conditions read.
package approval

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// Case is what the conditions of chains read of an order. What is not known is not
// no: a nil pointer, an empty string, a nil list, a missing key and
// [havre.Unknown] are unknown; an empty list that is not nil holds nothing.
type Case struct {
	Organisations    []string // names, from the root of the tree to the organisation of the order
	OrganisationKind string   // as dossiers say it: central-administration, supervised-body…
	Requester        string   // e-mail of who asks

	Offers, Platforms []string // identifiers of the catalogue
	Circles           []string // of 2018 and owners, as in the catalogue: internal, external, commercial…
	Environments      []string // as dossiers say it: production, acceptance…
	Actions           []string // add, modify, delete

	Amount   *havre.Euro // of the order over its period, VAT included
	FullCost *havre.Euro // of the need, VAT included (project.fullCostEUR)

	Sensitive, Health, Personal, Restricted havre.Truth

	// Growth is by how much an order that changes a quota raises it, in percent of
	// what there is; Use is the measured use of what there is, in percent. Both are
	// keyed by resource: see [Resources]. Growth of what does not change is 0; leaving it
	// out is not knowing.
	Growth, Use map[string]*float64
}

// Chain is one document: a condition, and the steps it asks for.
type Chain struct {
	ID    string
	Title havre.Text
	// Organisation is the name of the one whose orders, and those of all below it,
	// the chain is for; "" is everybody.
	Organisation string
	Period       havre.Period
	// When is the condition, in CEL over the variables "order.…"; "true" is always.
	// Amounts are in euros, as a double rounded to the cent; growth and use in percent.
	When      string
	WhenText  havre.Text // the condition in words, a clause: "the order is for production"
	Steps     []Rule
	Automatic *Automatic
	// Source is the text the chain applies. Without one (no title) the chain is a
	// choice of who published it, which an organisation may replace.
	Source havre.Source
	// Optional: the chain is nobody's until an organisation adopts it.
	Optional bool
	// Adopts is the identifier of an optional chain: this one has its condition, its
	// steps and its automatic rule, for its own organisation and period.
	Adopts string
	// Replaces are chains for everybody that do not apply where this one is in force.
	// A chain that applies a verified text, and one of an organisation, stay.
	Replaces []string

	File         string // where it is written, for messages
	Line, Column int

	when *condition
	auto *condition
}

// Choice says that the chain applies no text: it is its publisher's choice.
func (c *Chain) Choice() bool { return c.Source.Title == "" }

// Rule is a step as a chain asks for it.
type Rule struct {
	ID    string     `json:"id"`
	Title havre.Text `json:"title"`
	// Stage orders the steps: those of one stage are asked together, when those of
	// all the stages before are done. From 1.
	Stage      int          `json:"stage"`
	By         By           `json:"by"`
	Quorum     int          `json:"quorum"` // how many distinct people must agree, from 1
	Within     Within       `json:"within,omitzero"`
	Overdue    Overdue      `json:"overdue,omitempty"`   // what happens at the time limit
	EscalateTo By           `json:"escalateTo,omitzero"` // who may settle it as well, then
	Opinion    Opinion      `json:"opinion,omitempty"`   // of a body outside the portal
	Source     havre.Source `json:"source,omitzero"`     // no title: a choice
}

// By is who may settle a step: the holders of a role, or one named person.
type By struct {
	Role   identity.Role `json:"role,omitempty"`
	Person string        `json:"person,omitempty"` // e-mail
	// At is the name of the organisation the role must be held on, or on one above
	// it; "" is the organisation of the order.
	At string `json:"at,omitempty"`
}

// IsZero says that nobody is named.
func (b By) IsZero() bool { return b == By{} }

// Within is a time limit, counted in whole days of Paris from the day after the step
// opens; the limit passes with the end of the last one. Exactly one field is set; all
// zero is no limit.
type Within struct {
	Days        int `json:"days,omitempty"`
	WorkingDays int `json:"workingDays,omitempty"` // without week-ends and French public holidays
	Months      int `json:"months,omitempty"`      // civil: to the same day, or the last of a shorter month
}

// Overdue is what happens when the time limit of a step passes.
type Overdue string

// What may happen at the time limit.
const (
	Remind   Overdue = "remind"   // who is awaited is told again, then every week
	Escalate Overdue = "escalate" // others may settle it too, and a new limit runs; once
	Agree    Overdue = "agree"    // silence is agreement: only where a verified text says so
)

// Opinion is the weight of the opinion of a body outside the portal, which somebody
// records with its reference and its date.
type Opinion string

// The weights of an opinion; "" is none.
const (
	Binding Opinion = "binding" // avis conforme: unfavourable, it rejects
	Simple  Opinion = "simple"  // avis simple: unfavourable, it is noted and the course goes on
)

// Automatic is a published rule that approves without a human. When its condition is
// settled and true, it approves every step that is asked for only by the chains it is
// for: its own and those of Approves. A step that another chain asks for as well is
// still asked of people, and the opinion of a body is never automatic.
type Automatic struct {
	ID       string
	When     string
	Title    havre.Text
	Text     havre.Text // the rule in words, as published
	Approves []string   // identifiers of chains
	Source   havre.Source
}

// Held is a role and the name of the organisation it is held on; "" is the whole
// portal.
type Held struct {
	Role         identity.Role
	Organisation string
}

// Holder is a person and the roles that count today.
type Holder struct {
	Person string // identifier
	Name   string
	Email  string
	Roles  []Held
	Absent bool // said to be away today
}

// Elector is a person who may settle steps, with those who delegated to them for the
// day of the vote. A delegation is not delegated further.
type Elector struct {
	Holder
	StandsInFor []Holder
}
