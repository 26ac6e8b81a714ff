// Package purchase knows by which route something is bought and what that route
// asks: agreements under which orders are placed, with their validity, scope and
// ceiling; the value of the whole need and the procedure it calls for; the fields
// of an order form (bon de commande), its number and what is missing before it may
// be issued.
//
// Every rule carries its source and how well that source is known: one that was not
// read in its own text informs and never blocks. The package places no order, adds
// up no quota, keeps nothing and reads no clock; it knows neither page, nor SQL, nor
// how a document is drawn (package order/purchase/form does).
package purchase

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
)

// Framework is an agreement under which orders are placed: an internal convention,
// a framework of one's own or of a central purchasing body, a contract, what is bought
// directly from a supplier. Buyers keep it on record.
type Framework struct {
	ID           string
	Organisation string // that keeps it
	Path         string // of that organisation, filled when read
	Route        Route
	Reference    string // the number people quote
	Title        string
	Lot          string // "" when it has none
	Buyer        Party  // the central purchasing body, or the buyer itself
	Holder       Party  // who supplies
	Offers       []string
	Period       havre.Period // when orders may be issued
	// Launched is when its consultation was launched, which decides whether it must
	// state a ceiling. Zero: unknown, and its first day of validity is looked at.
	Launched havre.Date
	Ceiling  *havre.Euro // VAT excluded; nil when none is stated
	// Reserved and Committed are what orders hold of the ceiling; filled when read.
	Reserved, Committed havre.Euro
	// Beneficiaries are who may order: a path (/a/b/) is an organisation and all below
	// it; anything else is the identifier of one. Empty: the organisation
	// that keeps it and all below.
	Beneficiaries []string
	Prices        []SchedulePrice
	Clauses       Clauses
	MaxMonths     int // the longest an order may run, 0 when it does not say
	Note          string
	identity.Stamps
}

// SchedulePrice is a line of the price schedule of an agreement. It stands before
// the public price of the plan.
type SchedulePrice struct {
	Offer     string `json:"offer"`
	Plan      string `json:"plan"`
	Component string `json:"component"`
	Reference string `json:"reference,omitempty"` // of the line in the schedule
	catalogue.Price
}

// Party is somebody named on an agreement or on an order form.
type Party struct {
	Name    string `json:"name"`
	SIRET   string `json:"siret,omitempty"` // 14 digits
	Address string `json:"address,omitempty"`
	Contact string `json:"contact,omitempty"` // a person or a service
	Email   string `json:"email,omitempty"`
}

// Clauses are what an agreement, or an order, stipulates.
type Clauses struct {
	SecNumCloud   Clause `json:"secNumCloud,omitzero"`   // the qualification, for these services
	HDS           Clause `json:"hds,omitzero"`           // the certificate, its activities and dates
	DPA           Clause `json:"dpa,omitzero"`           // processing of personal data (GDPR, art. 28)
	Reversibility Clause `json:"reversibility,omitzero"` // with who pays for it
	Localisation  Clause `json:"localisation,omitzero"`  // where data and support are
}

// Clause is one of them. Its zero value says that nobody knows.
type Clause struct {
	Stipulated havre.Truth  `json:"stipulated,omitzero"`
	Reference  string       `json:"reference,omitempty"` // article, annex, certificate
	Scope      string       `json:"scope,omitempty"`     // what it covers, in words
	Period     havre.Period `json:"period,omitzero"`     // of the certificate, when there is one
}

// Wish is what somebody would order under an agreement.
type Wish struct {
	Offer, Plan  string
	Organisation string     // identifier or name of the one that orders
	Path         string     // its path
	Amount       havre.Euro // VAT excluded, over the whole period
	// Complete says whether every price is in the amount. When it is not Yes the amount
	// is what is known of it: the least it can be.
	Complete havre.Truth
	Period   havre.Period // of the service
	On       havre.Date   // day of the order
}
