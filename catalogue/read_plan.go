package catalogue

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
)

func (l *loader) readPlans(meta, spec *object) {
	meta.text("id")
	spec.each("plans", l.readPlan)
}

// planName is how plans, fields and components are called: a name that addresses,
// forms and columns of a table take as it is.
var planName = regexp.MustCompile(`^[a-z][a-zA-Z0-9-]{0,62}$`)

var wantsName = havre.Text{FR: "un identifiant commence par une minuscule et tient en 63 lettres, chiffres et tirets", EN: "an identifier begins with a lower-case letter and is at most 63 letters, digits and dashes"}

// name is the identifier of a part of a plan.
func (o *object) name() string {
	id := o.need("id")
	if id != "" && !planName.MatchString(id) {
		o.refuse(o.get("id"), "id", id, "", wantsName)
	}
	return id
}

func (l *loader) readPlan(o *object) {
	p := &Plan{
		ID: o.name(), Title: o.sentence("title"), Note: o.sentence("note"), Period: o.period(), MinMonths: o.months("minMonths"), NoticeDays: o.months("noticeDays"),
		Bindable: o.truth("bindable") == havre.Yes, Confidence: havre.Confidence(o.word("confidence", havre.Confidences)), Place: o.place(),
	}
	o.require("title")
	offer := l.offer(o, "offer")
	if offer != nil {
		p.Offer = offer.ID
	}
	if o.get("source") != nil {
		p.Source = l.source(o)
	}
	p.Confidence = confidenceOr(p.Confidence, p.Source)
	p.Fulfilment = readFulfilment(o.child(o.get("fulfilment"), "fulfilment"), offer)
	o.each("fields", func(f *object) { p.readField(f) })
	o.require("components")
	o.each("components", func(c *object) { l.readComponent(c, p) })
	l.addPlan(o, p)
}

// addPlan keeps a plan whose identifier is free in its offer.
func (l *loader) addPlan(o *object, p *Plan) {
	if p.Offer == "" || p.ID == "" {
		return
	}
	if first, dup := l.c.planIndex[p.Key()]; dup {
		o.refuse(o.get("id"), "id", p.ID, "", havre.Text{FR: "cette offre a déjà un plan de ce nom (%[1]s, ligne %[2]d)", EN: "this offer already has a plan of that name (%[1]s, line %[2]d)"}.With(first.Place.File, first.Place.Line))
		return
	}
	l.c.planIndex[p.Key()] = p
	l.c.plans = append(l.c.plans, p)
}

// confidenceOr is what is said of a statement, or how well its source is known.
func confidenceOr(said havre.Confidence, s *Source) havre.Confidence {
	switch {
	case said != "":
		return said
	case s != nil:
		return s.Confidence
	}
	return havre.Unverified
}

// mostSteps bounds numbers of months and days: a century, and more.
const mostSteps = 36_525

// months is a number of months or of days.
func (o *object) months(key string) int {
	n := o.count(key)
	if n > mostSteps {
		o.refuse(o.get(key), key, strconv.FormatInt(n, 10), "", havre.Text{FR: "plus d’un siècle", EN: "more than a century"})
		return 0
	}
	return int(n)
}

// readFulfilment reads who makes what was ordered; whom to ask is whom the offer
// says, unless the plan says otherwise.
func readFulfilment(o *object, offer *Offer) Fulfilment {
	f := Fulfilment{Driver: o.text("driver"), Days: o.months("days"), Contact: o.sentence("contact")}
	if f.Contact.IsZero() && offer != nil {
		f.Contact = offer.Owner
	}
	o.close()
	return f
}

func (l *loader) readComponent(o *object, p *Plan) {
	c := Component{ID: o.name(), Title: o.sentence("title"), Unit: o.sentence("unit"), Billing: Billing(o.word("billing", Billings)), Quantity: o.text("quantity")}
	o.require("title")
	o.require("billing")
	if _, dup := p.Component(c.ID); dup {
		o.refuse(o.get("id"), "id", c.ID, "", declaredTwice)
	}
	p.checkQuantity(o, c.Quantity)
	o.each("counts", func(n *object) { c.readCount(n) })
	o.each("prices", func(n *object) { c.Prices = append(c.Prices, l.readPrice(n, c.Prices)) })
	p.Components = append(p.Components, c)
}

// checkQuantity refuses a quantity that no whole number gives.
func (p *Plan) checkQuantity(o *object, id string) {
	if id == "" {
		return
	}
	f, ok := p.Field(id)
	switch {
	case !ok:
		var integers []string
		for i := range p.Fields {
			if p.Fields[i].Kind == Integer {
				integers = append(integers, p.Fields[i].ID)
			}
		}
		o.refuse(o.get("quantity"), "quantity", id, havre.Nearest(id, integers), havre.Text{FR: "aucun champ de ce plan ne porte ce nom", EN: "no field of this plan has that name"})
	case f.Kind != Integer:
		o.refuse(o.get("quantity"), "quantity", id, "", havre.Text{FR: "une quantité vient d’un champ de nature « integer »", EN: "a quantity comes from a field of kind “integer”"})
	case f.Min < 0:
		o.refuse(o.get("quantity"), "quantity", id, "", havre.Text{FR: "une quantité n’est pas négative : relever le minimum de ce champ", EN: "a quantity is not negative: raise the minimum of that field"})
	}
}

func (c *Component) readCount(o *object) {
	n := Count{Resource: o.word("resource", Resources), PerUnit: o.count("perUnit")}
	o.require("resource")
	o.require("perUnit")
	if at := o.get("perUnit"); at != nil && n.PerUnit == 0 {
		o.refuse(at, "perUnit", o.text("perUnit"), "", havre.Text{FR: "dire combien en prend une unité, au moins 1", EN: "say how much one unit takes of it, at least 1"})
	}
	for _, other := range c.Counts {
		if other.Resource == n.Resource && n.Resource != "" {
			o.refuse(o.get("resource"), "resource", n.Resource, "", declaredTwice)
		}
	}
	c.Counts = append(c.Counts, n)
}

// readPrice reads a price, which a source always says, and refuses one that holds
// on a day of another.
func (l *loader) readPrice(o *object, others []Price) Price {
	p := Price{Amount: o.euros("amount"), VAT: o.rate("vat"), Period: o.period(), Source: l.source(o), Confidence: havre.Confidence(o.word("confidence", havre.Confidences))}
	p.Confidence = confidenceOr(p.Confidence, p.Source)
	for _, other := range others {
		if other.Period.Overlaps(p.Period) {
			o.refuse(o.get("from"), "from", p.Period.From.String(), "", havre.Text{FR: "deux prix le même jour : celui-ci et celui de %[1]s", EN: "two prices on the same day: this one and the one of %[1]s"}.With(other.Amount.Text()))
			break
		}
	}
	return p
}

// euros is an amount of money that is not negative.
func (o *object) euros(key string) havre.Euro {
	s := o.need(key)
	e, err := havre.ParseEuro(s)
	if s != "" && (err != nil || e < 0) {
		o.refuse(o.get(key), key, s, "", havre.Text{FR: "il faut ici un montant en euros, comme 12.50", EN: "an amount in euros is needed here, such as 12.50"})
		return 0
	}
	return e
}

// percentDigits are the decimals of a rate.
const percentDigits = 2

// rate is a percentage, read as people write it (20, 5.5) and kept in hundredths of
// a percent.
func (o *object) rate(key string) int64 {
	s := o.need(key)
	whole, decimals, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	n, err := strconv.ParseUint(whole+decimals+strings.Repeat("0", max(0, percentDigits-len(decimals))), 10, 32)
	if s != "" && (err != nil || len(decimals) > percentDigits || n > 100_00) {
		o.refuse(o.get(key), key, s, "", havre.Text{FR: "il faut ici un taux en pour cent, comme 20 ou 5.5", EN: "a rate in percent is needed here, such as 20 or 5.5"})
		return 0
	}
	return int64(n)
}
