package form

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/purchase"
)

// What a UBL order declares itself to be: Peppol BIS Ordering 3, order only.
const (
	customization = "urn:fdc:peppol.eu:poacc:trns:order:3"
	profile       = "urn:fdc:peppol.eu:poacc:bis:order_only:3"
	orderType     = "220" // UNCL1001: order
	currency      = "EUR"
	sirene        = "0009" // ISO 6523: SIRET numbers
	one           = "C62"  // UN/ECE recommendation 20: a unit
	vatScheme     = "VAT"
)

// UBL is the order as an OASIS UBL 2.1 document, in French, the language in which the
// order is placed. A form that may not be issued is refused with what it lacks. A party
// without a SIRET has no electronic address: the document is then UBL, and not Peppol.
func UBL(o *purchase.OrderForm) ([]byte, error) {
	if err := o.Problems().Err(); err != nil {
		return nil, fmt.Errorf("order form %s: %w", o.Number, err)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(ublOf(o)); err != nil {
		return nil, fmt.Errorf("writing order form %s as UBL: %w", o.Number, err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func ublOf(o *purchase.OrderForm) *ublOrder {
	t := o.Totals()
	last := o.Period.Until.AddDays(-1).String()
	u := &ublOrder{
		XMLNS:         "urn:oasis:names:specification:ubl:schema:xsd:Order-2",
		CAC:           "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
		CBC:           "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
		Customization: customization, Profile: profile, ID: o.Number, Issued: o.Issued.String(),
		Type: orderType, Note: ublNote(o), Currency: currency,
		Service: o.Service, Engagement: o.Engagement,
		ValidUntil:   last,
		Amends:       reference(o.Amends),
		Contract:     reference(o.Agreement.Reference),
		Buyer:        customer(o.Buyer, o.Contact),
		Seller:       customer(o.Holder, purchase.Person{Name: o.Holder.Contact, Email: o.Holder.Email}),
		Originator:   &ublCustomer{Party: ublParty{IDs: identified(o.Beneficiary), Name: &ublName{Name: o.Beneficiary.Name}}},
		Billed:       customer(o.Billed(), purchase.Person{}),
		Delivery:     &ublDelivery{Period: ublPeriod{Start: o.Period.From.String(), End: last}},
		Tax:          ublTax{Amount: money(t.VAT)},
		Net:          money(t.Net),
		TaxExclusive: money(t.Net),
		TaxInclusive: money(t.Gross),
		Payable:      money(t.Gross),
	}
	if s := o.Agreement.Subsequent; s != "" {
		u.Additional = &ublReference{ID: s, Type: "Marché subséquent"}
	}
	for i, l := range o.Lines {
		u.Lines = append(u.Lines, ublLineOf(i+1, l))
	}
	return u
}

// ublNote is what has no element of its own: said in words.
func ublNote(o *purchase.OrderForm) string {
	var all []string
	add := func(label, value string) {
		if value != "" {
			all = append(all, label+" : "+value)
		}
	}
	add("Objet", o.Subject)
	add("Lot", o.Agreement.Lot)
	add("Lieu d’exécution", o.Place)
	add("Région d’hébergement", o.Region)
	add("Niveau de service", o.Level)
	for _, c := range o.Clauses.Named() {
		if c.Stipulated == havre.Yes {
			add(c.Title.FR, c.Text().FR)
		}
	}
	all = append(all, o.Special...)
	add("Conditions générales", o.Terms)
	add("Observations", o.Note)
	add("Signataire", joined(", ", o.Signatory.Name, o.Signatory.Title, o.Signatory.Delegation, o.Signatory.On.Words().FR))
	return strings.Join(all, "\n")
}

func reference(id string) *ublReference {
	if id == "" {
		return nil
	}
	return &ublReference{ID: id}
}

func money(e havre.Euro) ublAmount { return ublAmount{Currency: currency, Amount: e.String()} }

// identified is the SIRET of a party, if it has one.
func identified(p purchase.Party) *ublIdentified {
	if p.SIRET == "" {
		return nil
	}
	return &ublIdentified{ID: ublID{Scheme: sirene, ID: p.SIRET}}
}

// customer is a party with whom to talk to. Only a party with a SIRET is known to be in
// France: the address of another cannot name the country it must name.
func customer(p purchase.Party, contact purchase.Person) *ublCustomer {
	out := &ublCustomer{Party: ublParty{
		IDs: identified(p), Name: &ublName{Name: p.Name}, Legal: &ublLegal{Name: p.Name},
	}}
	if p.SIRET != "" {
		id := ublID{Scheme: sirene, ID: p.SIRET}
		out.Party.Endpoint, out.Party.Legal.ID = &id, &id
		if p.Address != "" {
			out.Party.Address = &ublAddress{Line: strings.Join(strings.Fields(p.Address), " "), Country: "FR"}
		}
	}
	if contact != (purchase.Person{}) {
		out.Party.Contact = &ublContact{Name: contact.Name, Phone: contact.Phone, Email: contact.Email}
	}
	return out
}

// ublLineOf is a line. UBL multiplies a quantity by a price: months are in the quantity,
// and what rounding each month, or a discount, takes off or adds is an allowance or a
// charge.
func ublLineOf(n int, l purchase.FormLine) ublLine {
	net, _ := l.Amount()
	quantity := l.Quantity * max(l.Payments(), 1)
	price := net.Share(1, max(quantity, 1))
	if l.UnitPrice != nil {
		price = *l.UnitPrice
	}
	out := ublLine{
		ID:       n,
		Quantity: ublQuantity{Unit: one, Quantity: quantity},
		Amount:   money(net),
		Price:    ublAmount{Currency: currency, Amount: price.String()},
		Item: ublItem{
			Description: l.Detail.FR, Name: l.Title.FR,
			Seller: reference(l.Reference), Tax: category(l.VAT),
		},
	}
	if l.Unit.FR != "" {
		out.Item.Properties = append(out.Item.Properties, ublProperty{Name: "Unité", Value: l.Unit.FR})
	}
	if l.Recurring {
		out.Item.Properties = append(out.Item.Properties,
			ublProperty{Name: "Quantité", Value: strconv.FormatInt(l.Quantity, 10)},
			ublProperty{Name: "Mois", Value: strconv.FormatInt(l.Months, 10)})
	}
	if difference := net - price.Times(quantity).Cents(); difference != 0 {
		out.Adjustment = &ublAllowance{Charge: difference > 0, Reason: "Arrondi au centime de chaque mois, ou remise", Amount: money(max(difference, -difference))}
	}
	return out
}

// category is the category of VAT of a rate.
func category(rate int64) ublCategory {
	c := ublCategory{ID: "S", Percent: strconv.FormatFloat(float64(rate)/100, 'f', -1, 64), Scheme: vatScheme}
	if rate == 0 {
		c.ID = "Z"
	}
	return c
}
