package purchase

import "github.com/havre-cloud/havre"

// OrderForm is a bon de commande: the written document that says which services of an
// agreement are asked for, and in what quantity. All of it is what the signatory
// signs; nothing is looked up again when it is drawn.
type OrderForm struct {
	Number    string     `json:"number"`
	Amendment int        `json:"amendment,omitempty"` // 0 for the first form, then 1, 2 …
	Amends    string     `json:"amends,omitempty"`    // number of the form it amends
	Issued    havre.Date `json:"issued,omitzero"`
	Kind      BuyerKind  `json:"kind,omitempty"` // of the buyer: what its numbers look like
	Route     Route      `json:"route"`
	Agreement Agreement  `json:"agreement,omitzero"`

	Buyer       Party `json:"buyer"`
	Billing     Party `json:"billing,omitzero"` // who is billed; zero: the buyer
	Beneficiary Party `json:"beneficiary"`
	Holder      Party `json:"holder"`

	Engagement string `json:"engagement,omitempty"` // engagement juridique
	Service    string `json:"service,omitempty"`    // service code in Chorus Pro

	Subject string       `json:"subject,omitempty"` // the application, the need
	Lines   []FormLine   `json:"lines"`
	Period  havre.Period `json:"period"`
	Place   string       `json:"place,omitempty"`  // where the service is delivered
	Region  string       `json:"region,omitempty"` // where data is hosted
	Level   string       `json:"level,omitempty"`  // of service: hours, availability, recovery
	Contact Person       `json:"contact,omitzero"` // who answers for the order

	Clauses Clauses  `json:"clauses,omitzero"`
	Special []string `json:"special,omitempty"` // other clauses, a paragraph each
	Terms   string   `json:"terms,omitempty"`   // general terms: CCAG-TIC 2021

	Signatory Signatory `json:"signatory,omitzero"`
	Note      string    `json:"note,omitempty"`
}

// Agreement is what an order form says of the agreement it is placed under.
type Agreement struct {
	Reference  string       `json:"reference"`
	Title      string       `json:"title,omitempty"`
	Lot        string       `json:"lot,omitempty"`
	Subsequent string       `json:"subsequent,omitempty"` // the contract that followed a mini-competition
	Period     havre.Period `json:"period,omitzero"`
}

// AgreementOf is what a form says of a framework.
func AgreementOf(f *Framework) Agreement {
	return Agreement{Reference: f.Reference, Title: f.Title, Lot: f.Lot, Period: f.Period}
}

// Person is somebody to talk to.
type Person struct {
	Name  string `json:"name"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// Signatory is who has the power to commit the buyer, and when they did.
type Signatory struct {
	Name       string     `json:"name"`
	Title      string     `json:"title,omitempty"`
	Delegation string     `json:"delegation,omitempty"` // the act that gives the power
	On         havre.Date `json:"on,omitzero"`
}

// FormLine is one line of the price schedule that is ordered.
type FormLine struct {
	Reference string     `json:"reference,omitempty"` // in the price schedule
	Title     havre.Text `json:"title"`
	Detail    havre.Text `json:"detail,omitzero"` // what was chosen
	Quantity  int64      `json:"quantity"`
	Unit      havre.Text `json:"unit,omitzero"`       // of one: « vCPU », « Gio »
	Recurring bool       `json:"recurring,omitempty"` // paid every month
	Months    int64      `json:"months,omitempty"`    // how many, when recurring
	// UnitPrice is VAT excluded, per unit and per month when recurring; nil is unknown.
	UnitPrice *havre.Euro `json:"unitPrice,omitempty"`
	// Net is what the line costs, VAT excluded, when it is not the product of the three: a
	// discount, or a month that is paid in part.
	Net *havre.Euro `json:"net,omitempty"`
	VAT int64       `json:"vat"` // rate in hundredths of a percent
}
