package form_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/purchase/form"
)

var update = flag.Bool("update", false, "write the expected documents again")

func TestUBLGolden(t *testing.T) {
	o := sample(5)
	o.Agreement.Subsequent, o.Amendment, o.Amends = "MS-2026-7", 1, "BC-DNUM-2026-00012"
	o.Lines[2].Net = euros("3000")
	o.Lines[3].VAT = 0
	got, err := form.UBL(o)
	if err != nil {
		t.Fatal(err)
	}
	const name = "testdata/order.xml"
	if *update {
		if err := os.WriteFile(name, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("run the test with -update if this is meant:\n%s", got)
	}
	ordered(t, got)
}

// node is an element of a document.
type node struct {
	name string
	attr map[string]string
	text string
	kids []*node
}

func parse(tb testing.TB, data []byte) *node {
	tb.Helper()
	root := &node{}
	stack := []*node{root}
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root.kids[0]
		}
		if err != nil {
			tb.Fatalf("%v in:\n%s", err, data)
		}
		top := stack[len(stack)-1]
		switch x := token.(type) {
		case xml.StartElement:
			n := &node{name: x.Name.Local, attr: map[string]string{}}
			for _, a := range x.Attr {
				n.attr[a.Name.Local] = a.Value
			}
			top.kids = append(top.kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.text += string(x)
		}
	}
}

// at follows names, and gives the text found.
func (n *node) at(path ...string) string {
	for _, p := range path {
		i := slices.IndexFunc(n.kids, func(k *node) bool { return k.name == p })
		if i < 0 {
			return ""
		}
		n = n.kids[i]
	}
	return n.text
}

// schema is the order of the elements that we write, of UBL-Order-2.1.xsd and
// UBL-CommonAggregateComponents-2.1.xsd: for each, those it may hold, a * after those
// that may come several times, a ! after those it must hold. testdata/order.xml was
// checked with the schemas themselves (xmllint), and with the syntax and the rules of
// Peppol's order transaction T01, release 3.6 (Schematron).
var schema = map[string]string{
	"Order":                    "CustomizationID ProfileID ID! IssueDate! OrderTypeCode Note DocumentCurrencyCode CustomerReference AccountingCost ValidityPeriod OrderDocumentReference AdditionalDocumentReference Contract BuyerCustomerParty! SellerSupplierParty! OriginatorCustomerParty AccountingCustomerParty Delivery TaxTotal AnticipatedMonetaryTotal OrderLine*!",
	"ValidityPeriod":           "StartDate EndDate",
	"RequestedDeliveryPeriod":  "StartDate EndDate",
	"Delivery":                 "RequestedDeliveryPeriod",
	"BuyerCustomerParty":       "Party",
	"SellerSupplierParty":      "Party",
	"OriginatorCustomerParty":  "Party",
	"AccountingCustomerParty":  "Party",
	"Party":                    "EndpointID PartyIdentification PartyName PostalAddress PartyLegalEntity Contact",
	"PostalAddress":            "AddressLine Country",
	"PartyLegalEntity":         "RegistrationName CompanyID",
	"Contact":                  "Name Telephone ElectronicMail",
	"TaxTotal":                 "TaxAmount!",
	"AnticipatedMonetaryTotal": "LineExtensionAmount TaxExclusiveAmount TaxInclusiveAmount PayableAmount!",
	"OrderLine":                "LineItem!",
	"LineItem":                 "ID! Quantity LineExtensionAmount AllowanceCharge Price Item!",
	"AllowanceCharge":          "ChargeIndicator! AllowanceChargeReason Amount!",
	"Price":                    "PriceAmount!",
	"Item":                     "Description Name SellersItemIdentification ClassifiedTaxCategory AdditionalItemProperty*",
	"ClassifiedTaxCategory":    "ID Percent TaxScheme!",
	"AdditionalItemProperty":   "Name! Value",

	"OrderDocumentReference": "ID!", "AdditionalDocumentReference": "ID! DocumentType", "Contract": "ID", "PartyIdentification": "ID!",
	"PartyName": "Name!", "AddressLine": "Line!", "Country": "IdentificationCode", "SellersItemIdentification": "ID!", "TaxScheme": "ID",
}

// ordered asserts the schema, then the rules of Peppol on amounts (T01): one currency,
// two decimals, lines that are quantity times price within two cents, totals that add
// up, no empty element.
func ordered(tb testing.TB, data []byte) {
	tb.Helper()
	root := parse(tb, data)
	valid(tb, root)
	var lines havre.Euro
	ids := map[string]bool{}
	for _, l := range root.kids {
		if l.name != "OrderLine" {
			continue
		}
		item := l.kids[0]
		if id := item.at("ID"); ids[id] {
			tb.Errorf("line %s twice", id)
		} else {
			ids[id] = true
		}
		net := amount(tb, item.at("LineExtensionAmount"))
		lines = lines.Plus(net)
		quantity, err := strconv.ParseInt(item.at("Quantity"), 10, 64)
		if err != nil {
			tb.Error(err)
		}
		value := amount(tb, item.at("Price", "PriceAmount")).Times(quantity)
		if adjusted := item.at("AllowanceCharge", "Amount"); item.at("AllowanceCharge", "ChargeIndicator") == "true" {
			value = value.Plus(amount(tb, adjusted))
		} else if adjusted != "" {
			value = value.Plus(-amount(tb, adjusted))
		}
		if d := value - net; d > 2*havre.Cent || d < -2*havre.Cent { // R024
			tb.Errorf("line %s is worth %s and says %s", item.at("ID"), value, net)
		}
	}
	total := func(name string) havre.Euro { return amount(tb, root.at("AnticipatedMonetaryTotal", name)) }
	tax := amount(tb, root.at("TaxTotal", "TaxAmount"))
	if lines != total("LineExtensionAmount") || lines != total("TaxExclusiveAmount") || // R008, R011
		lines.Plus(tax) != total("TaxInclusiveAmount") || total("TaxInclusiveAmount") != total("PayableAmount") { // R017, R016
		tb.Errorf("totals do not add up:\n%s", data)
	}
}

func amount(tb testing.TB, s string) havre.Euro {
	tb.Helper()
	e, err := havre.ParseEuro(s)
	if err != nil {
		tb.Error(err)
	}
	return e
}

// valid asserts the order of elements, and what each holds.
func valid(tb testing.TB, n *node) {
	tb.Helper()
	spec, group := schema[n.name]
	if !group {
		text := strings.TrimSpace(n.text)
		if text == "" || len(n.kids) > 0 {
			tb.Errorf("%s holds %q and %d elements", n.name, n.text, len(n.kids))
		}
		if c, ok := n.attr["currencyID"]; ok && (c != "EUR" || n.name != "PriceAmount" && len(text)-strings.IndexByte(text, '.') > 3) { // R003, R028
			tb.Errorf("%s of %s %s", n.name, text, c)
		}
		return
	}
	words := strings.Fields(spec)
	at, seen := 0, map[string]int{}
	for _, k := range n.kids {
		i := slices.IndexFunc(words, func(w string) bool { return strings.TrimRight(w, "*!") == k.name })
		if i < at {
			tb.Errorf("%s holds %s out of order, or not at all", n.name, k.name)
		}
		at = max(at, i)
		if seen[k.name]++; seen[k.name] > 1 && i >= 0 && !strings.Contains(words[i], "*") {
			tb.Errorf("%s holds %s %d times", n.name, k.name, seen[k.name])
		}
		valid(tb, k)
	}
	for _, w := range words {
		if name := strings.TrimRight(w, "*!"); strings.HasSuffix(w, "!") && seen[name] == 0 {
			tb.Errorf("%s lacks %s", n.name, name)
		}
	}
}

// A party without a SIRET has no electronic address, and a country nobody knows.
func TestUBLWithoutSIRET(t *testing.T) {
	o := sample(1)
	o.Holder.SIRET = ""
	b, err := form.UBL(o)
	if err != nil {
		t.Fatal(err)
	}
	ordered(t, b)
	if root := parse(t, b); root.at("SellerSupplierParty", "Party", "EndpointID") != "" || root.at("SellerSupplierParty", "Party", "PartyName", "Name") != "Nuages de l’Ouest SAS" ||
		root.at("SellerSupplierParty", "Party", "PostalAddress", "Country", "IdentificationCode") != "" {
		t.Errorf("%s", b)
	}
}

// Any prices and months make an order whose amounts add up.
func TestUBLAmounts(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		o := sample(0)
		for range rapid.IntRange(1, 6).Draw(r, "lines") {
			price := havre.Euro(rapid.Int64Range(0, 5_000_000_000).Draw(r, "price"))
			l := purchase.FormLine{
				Title: havre.Same("ligne"), Quantity: rapid.Int64Range(1, 500).Draw(r, "quantity"), UnitPrice: &price,
				Recurring: rapid.Bool().Draw(r, "recurring"), Months: rapid.Int64Range(1, 48).Draw(r, "months"), VAT: rapid.SampledFrom([]int64{0, 550, 2000}).Draw(r, "rate"),
			}
			if rapid.Bool().Draw(r, "net") {
				net := havre.Euro(rapid.Int64Range(0, 5_000_000_000).Draw(r, "amount"))
				l.Net = &net
			}
			o.Lines = append(o.Lines, l)
		}
		b, err := form.UBL(o)
		if err != nil {
			r.Fatal(err)
		}
		ordered(t, b)
		if t.Failed() {
			r.FailNow()
		}
	})
}
