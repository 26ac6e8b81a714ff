package catalogue

import (
	"slices"

	"github.com/havre-cloud/havre"
)

// Plan is one way of ordering an offer: what it is made of, what may be chosen of
// it, what it costs when a source says so, and who makes it.
type Plan struct {
	ID          string // unique in its offer
	Offer       string
	Title, Note havre.Text
	Period      havre.Period // when it may be ordered
	Components  []Component  // one at least
	Fields      []Field      // in the order of a form
	Fulfilment  Fulfilment
	MinMonths   int  // the shortest commitment, 0 for none
	NoticeDays  int  // how long before the end it must be denounced, 0 when nothing asks it
	Bindable    bool // gives credentials, as the Open Service Broker means it
	Source      *Source
	// Confidence is how well the composition is known to be the platform's own: a
	// template that Havre proposes is unverified, whatever it cites.
	Confidence havre.Confidence
	Place      Place
}

// Key names a plan among those of every offer: offer/plan.
func (p *Plan) Key() string { return p.Offer + "/" + p.ID }

// Field is a field of the plan by its identifier.
func (p *Plan) Field(id string) (*Field, bool) {
	i := slices.IndexFunc(p.Fields, func(f Field) bool { return f.ID == id })
	if i < 0 {
		return nil, false
	}
	return &p.Fields[i], true
}

// Quantities are the fields of which less may be granted, or delivered, than was asked.
func (p *Plan) Quantities() (out []*Field) {
	for i := range p.Fields {
		if f := &p.Fields[i]; f.Kind == Integer && f.Mutable && !f.Locked {
			out = append(out, f)
		}
	}
	return out
}

// Component is a component of the plan by its identifier.
func (p *Plan) Component(id string) (*Component, bool) {
	i := slices.IndexFunc(p.Components, func(c Component) bool { return c.ID == id })
	if i < 0 {
		return nil, false
	}
	return &p.Components[i], true
}

// Fulfilment says who makes what was ordered.
type Fulfilment struct {
	Driver  string     // "" when an operator does it by hand
	Days    int        // working days usually needed, 0 when nobody says
	Contact havre.Text // whom to ask where it stands
}

// Billing is how a component is paid.
type Billing string

// How a component is paid.
const (
	Fixed   Billing = "fixed"    // per month, whatever is used
	Limit   Billing = "limit"    // per month, by the quantity chosen
	Usage   Billing = "usage"    // per unit consumed; an estimate per month is asked
	OneTime Billing = "one-time" // once, on the first day
)

// Billings lists the words of catalogue files.
var Billings = []string{string(Fixed), string(Limit), string(Usage), string(OneTime)}

// Recurring says whether it is paid every month.
func (b Billing) Recurring() bool { return b != OneTime }

// Text is what a person reads.
func (b Billing) Text() havre.Text {
	switch b {
	case Limit:
		return havre.Text{FR: "par mois, selon la quantité", EN: "per month, by the quantity"}
	case Usage:
		return havre.Text{FR: "à l’usage, estimé par mois", EN: "by use, estimated per month"}
	case OneTime:
		return havre.Text{FR: "une seule fois", EN: "once"}
	case Fixed:
	}
	return havre.Text{FR: "par mois", EN: "per month"}
}

// Resources are what quotas count, in the units of [Count]: vCPU, MiB of memory,
// GPU, GiB of storage, public addresses.
var Resources = []string{"cpu", "memory", "gpu", "storage", "addresses"}

// Component is a part of a plan that is counted, and paid.
type Component struct {
	ID       string
	Title    havre.Text
	Unit     havre.Text // of one: « vCPU », « Gio »
	Billing  Billing
	Quantity string  // the field that gives the quantity; "" is one
	Counts   []Count // what one unit takes of the quotas
	Prices   []Price // none on a day: the price is unknown that day, never zero
}

// Count is what one unit of a component takes of a quota.
type Count struct {
	Resource string // one of Resources
	PerUnit  int64  // more than zero
}

// Price is what a component costs over a period, as a source says.
type Price struct {
	Amount     havre.Euro // VAT excluded, per unit, and per month when recurring
	VAT        int64      // rate in hundredths of a percent
	Period     havre.Period
	Source     *Source
	Confidence havre.Confidence
}

// PriceOn is the price known for a day, if any.
func (c *Component) PriceOn(d havre.Date) (Price, bool) {
	for _, p := range c.Prices {
		if p.Period.Contains(d) {
			return p, true
		}
	}
	return Price{}, false
}

// FieldKind is what a field holds.
type FieldKind string

// What a field holds, and the type of its values in Go.
const (
	Integer  FieldKind = "integer" // int64
	FreeText FieldKind = "text"    // string
	Choosing FieldKind = "choice"  // string, one of the choices
	YesOrNo  FieldKind = "truth"   // bool
	// Blueprint is a text that says what is built: a document of `kind: Blueprint`, that
	// whoever takes the order reads.
	Blueprint FieldKind = "blueprint" // string
)

// FieldKinds lists the words of catalogue files.
var FieldKinds = []string{string(Integer), string(FreeText), string(Choosing), string(YesOrNo), string(Blueprint)}

// Field is something to choose of a plan.
type Field struct {
	ID          string
	Title, Note havre.Text
	Kind        FieldKind
	Choices     []Choice // of a choice
	// Min and Max bound an integer, or the characters of a text; a Max of zero is no
	// bound for an integer and [TextLimit] for a text. Step is what an integer is a
	// multiple of, zero for any. A blueprint has none of them, and no default.
	Min, Max, Step int64
	Pattern        string // of a text, a regular expression
	Default        any    // nil for none; of the type of the kind
	Locked         bool   // nothing but its default may be chosen
	Required       bool   // must be chosen, when it has no default
	Mutable        bool   // a change order may alter it
}

// TextLimit is how many characters a text holds when its field does not say.
const TextLimit = 1000

// BlueprintLimit is how many characters a blueprint holds.
const BlueprintLimit = 64 << 10

// Choice is one value of a field.
type Choice struct {
	Value string
	Title havre.Text
}

// Plans lists every plan, in the order of the files.
func (c *Catalogue) Plans() []*Plan { return c.plans }

// Plan is a plan of an offer, whatever the day.
func (c *Catalogue) Plan(offer, id string) (*Plan, bool) {
	p, ok := c.planIndex[offer+"/"+id]
	return p, ok
}

// PlansOf lists the plans of an offer that may be ordered on a day.
func (c *Catalogue) PlansOf(offer string, on havre.Date) []*Plan {
	var out []*Plan
	for _, p := range c.plans {
		if p.Offer == offer && p.Period.Contains(on) {
			out = append(out, p)
		}
	}
	return out
}
