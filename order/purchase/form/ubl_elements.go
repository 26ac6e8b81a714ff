package form

// The elements of a UBL order that Havre writes, in the order of the schema.

type ublOrder struct {
	XMLName struct{} `xml:"Order"`
	XMLNS   string   `xml:"xmlns,attr"`
	CAC     string   `xml:"xmlns:cac,attr"`
	CBC     string   `xml:"xmlns:cbc,attr"`

	Customization string `xml:"cbc:CustomizationID"`
	Profile       string `xml:"cbc:ProfileID"`
	ID            string `xml:"cbc:ID"`
	Issued        string `xml:"cbc:IssueDate"`
	Type          string `xml:"cbc:OrderTypeCode"`
	Note          string `xml:"cbc:Note,omitempty"`
	Currency      string `xml:"cbc:DocumentCurrencyCode"`
	Service       string `xml:"cbc:CustomerReference,omitempty"` // routes the invoice in Chorus Pro
	Engagement    string `xml:"cbc:AccountingCost,omitempty"`

	ValidUntil string        `xml:"cac:ValidityPeriod>cbc:EndDate"` // the last day of the service
	Amends     *ublReference `xml:"cac:OrderDocumentReference"`
	Additional *ublReference `xml:"cac:AdditionalDocumentReference"`
	Contract   *ublReference `xml:"cac:Contract"`

	Buyer      *ublCustomer `xml:"cac:BuyerCustomerParty"`
	Seller     *ublCustomer `xml:"cac:SellerSupplierParty"`
	Originator *ublCustomer `xml:"cac:OriginatorCustomerParty"`
	Billed     *ublCustomer `xml:"cac:AccountingCustomerParty"`
	Delivery   *ublDelivery `xml:"cac:Delivery"`

	Tax          ublTax    `xml:"cac:TaxTotal"`
	Net          ublAmount `xml:"cac:AnticipatedMonetaryTotal>cbc:LineExtensionAmount"`
	TaxExclusive ublAmount `xml:"cac:AnticipatedMonetaryTotal>cbc:TaxExclusiveAmount"`
	TaxInclusive ublAmount `xml:"cac:AnticipatedMonetaryTotal>cbc:TaxInclusiveAmount"`
	Payable      ublAmount `xml:"cac:AnticipatedMonetaryTotal>cbc:PayableAmount"`

	Lines []ublLine `xml:"cac:OrderLine"`
}

type ublReference struct {
	ID   string `xml:"cbc:ID"`
	Type string `xml:"cbc:DocumentType,omitempty"`
}

type ublID struct {
	Scheme string `xml:"schemeID,attr"`
	ID     string `xml:",chardata"`
}

type ublIdentified struct {
	ID ublID `xml:"cbc:ID"`
}

type ublName struct {
	Name string `xml:"cbc:Name"`
}

type ublCustomer struct {
	Party ublParty `xml:"cac:Party"`
}

type ublParty struct {
	Endpoint *ublID         `xml:"cbc:EndpointID"`
	IDs      *ublIdentified `xml:"cac:PartyIdentification"`
	Name     *ublName       `xml:"cac:PartyName"`
	Address  *ublAddress    `xml:"cac:PostalAddress"`
	Legal    *ublLegal      `xml:"cac:PartyLegalEntity"`
	Contact  *ublContact    `xml:"cac:Contact"`
}

type ublAddress struct {
	Line    string `xml:"cac:AddressLine>cbc:Line"`
	Country string `xml:"cac:Country>cbc:IdentificationCode"`
}

type ublLegal struct {
	Name string `xml:"cbc:RegistrationName"`
	ID   *ublID `xml:"cbc:CompanyID"`
}

type ublContact struct {
	Name  string `xml:"cbc:Name,omitempty"`
	Phone string `xml:"cbc:Telephone,omitempty"`
	Email string `xml:"cbc:ElectronicMail,omitempty"`
}

type ublDelivery struct {
	Period ublPeriod `xml:"cac:RequestedDeliveryPeriod"`
}

type ublPeriod struct {
	Start string `xml:"cbc:StartDate"`
	End   string `xml:"cbc:EndDate"` // the last day
}

type ublAmount struct {
	Currency string `xml:"currencyID,attr"`
	Amount   string `xml:",chardata"`
}

type ublTax struct {
	Amount ublAmount `xml:"cbc:TaxAmount"`
}

type ublQuantity struct {
	Unit     string `xml:"unitCode,attr"`
	Quantity int64  `xml:",chardata"`
}

type ublLine struct {
	ID         int           `xml:"cac:LineItem>cbc:ID"`
	Quantity   ublQuantity   `xml:"cac:LineItem>cbc:Quantity"`
	Amount     ublAmount     `xml:"cac:LineItem>cbc:LineExtensionAmount"`
	Adjustment *ublAllowance `xml:"cac:LineItem>cac:AllowanceCharge"`
	Price      ublAmount     `xml:"cac:LineItem>cac:Price>cbc:PriceAmount"`
	Item       ublItem       `xml:"cac:LineItem>cac:Item"`
}

type ublAllowance struct {
	Charge bool      `xml:"cbc:ChargeIndicator"`
	Reason string    `xml:"cbc:AllowanceChargeReason"`
	Amount ublAmount `xml:"cbc:Amount"`
}

type ublItem struct {
	Description string        `xml:"cbc:Description,omitempty"`
	Name        string        `xml:"cbc:Name"`
	Seller      *ublReference `xml:"cac:SellersItemIdentification"`
	Tax         ublCategory   `xml:"cac:ClassifiedTaxCategory"`
	Properties  []ublProperty `xml:"cac:AdditionalItemProperty"`
}

type ublCategory struct {
	ID      string `xml:"cbc:ID"`
	Percent string `xml:"cbc:Percent"`
	Scheme  string `xml:"cac:TaxScheme>cbc:ID"`
}

type ublProperty struct {
	Name  string `xml:"cbc:Name"`
	Value string `xml:"cbc:Value"`
}
