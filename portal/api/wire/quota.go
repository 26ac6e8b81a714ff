package wire

import "github.com/havre-cloud/havre"

// Quota is what an organisation or a need was granted of a resource or of a budget,
// and what orders hold of it. The organisation is in the metadata.
type Quota = Object[QuotaSpec, QuotaStatus]

// QuotaSpec is what is granted. Zero is none; no limit is said.
type QuotaSpec struct {
	Dossier   string `json:"dossier,omitempty" doc:"dossier qui le reçoit ; absent : l'organisation|need that holds it; absent: the organisation"`
	Resource  string `json:"resource" required:"true" enum:"cpu,memory,gpu,storage,addresses,euros" doc:"cpu (vCPU), memory (Mio), gpu, storage (Gio), addresses (IP publiques) ou euros (budget TTC)|cpu (vCPU), memory (MiB), gpu, storage (GiB), addresses (public IP) or euros (budget, VAT included)"`
	Class     string `json:"class,omitempty" enum:"production,other" doc:"production ou le reste ; absent pour un budget|production or the rest; absent for a budget"`
	Year      int    `json:"year,omitempty" doc:"année d'un budget|year of a budget"`
	Unlimited bool   `json:"unlimited,omitempty" doc:"sans limite|no limit"`
	Amount    string `json:"amount,omitempty" pattern:"^[0-9]+([.,][0-9]{1,6})?$" form:"un nombre entier, ou un montant en euros (1234.50)|a whole number, or an amount in euros (1234.50)" doc:"quantité dans l'unité de la ressource, ou montant : 64, 120000.00 ; 0 : rien|quantity in the unit of the resource, or amount: 64, 120000.00; 0: none"`
	Note      string `json:"note,omitempty" doc:"précision|note"`
}

// QuotaStatus is what is held of it.
type QuotaStatus struct {
	Account     string      `json:"account" doc:"compte : cpu.production, euros.2027|account: cpu.production, euros.2027"`
	Title       string      `json:"title" doc:"compte, en mots|account, in words"`
	HolderTitle string      `json:"holderTitle,omitempty" doc:"nom de qui l'a reçu|name of who holds it"`
	Reserved    string      `json:"reserved" doc:"tenu par des commandes envoyées|held by orders sent"`
	Committed   string      `json:"committed" doc:"tenu par des commandes validées|held by approved orders"`
	Free        string      `json:"free,omitempty" doc:"ce qui reste ; absent : sans limite|what is left; absent: no limit"`
	Conditions  []Condition `json:"conditions" doc:"Available : il en reste|Available: some is left"`
}

// Framework is an agreement under which orders are placed. Its title and the
// organisation that keeps it are in the metadata.
type Framework = Object[FrameworkSpec, FrameworkStatus]

// FrameworkSpec is what the agreement says.
type FrameworkSpec struct {
	Route         string           `json:"route" required:"true" enum:"convention,central-purchasing,framework-order-form,framework-competition,own-contract" doc:"voie d'achat|purchasing route"`
	Reference     string           `json:"reference" required:"true" doc:"numéro que l'on cite|number that people quote"`
	Lot           string           `json:"lot,omitempty" doc:"lot|lot of the contract"`
	Buyer         FrameworkParty   `json:"buyer,omitzero" doc:"acheteur ou centrale d'achat|buyer or central purchasing body"`
	Holder        FrameworkParty   `json:"holder,omitzero" doc:"titulaire|holder of the contract"`
	Offers        []string         `json:"offers" required:"true" doc:"offres couvertes|offers covered"`
	Period        FrameworkPeriod  `json:"period,omitzero" doc:"quand on peut commander|when orders may be issued"`
	Launched      havre.Date       `json:"launched,omitzero" doc:"lancement de la consultation|launch of the consultation"`
	Ceiling       *Euro            `json:"ceiling,omitempty" doc:"plafond HT ; absent : non dit|ceiling, VAT excluded; absent: not stated"`
	Beneficiaries []string         `json:"beneficiaries,omitempty" doc:"qui peut commander ; absent : l'organisation et celles au-dessous|who may order; absent: the organisation and those below"`
	Prices        []FrameworkPrice `json:"prices,omitempty" doc:"bordereau des prix|price schedule"`
	Clauses       FrameworkClauses `json:"clauses,omitzero" doc:"ce qu'il stipule|what it stipulates"`
	MaxMonths     int              `json:"maxMonths,omitempty" doc:"durée la plus longue d'une commande, en mois|longest duration of an order, in months"`
	Note          string           `json:"note,omitempty" doc:"précision|note"`
}

// FrameworkPeriod is when something holds.
type FrameworkPeriod struct {
	From    havre.Date `json:"from,omitzero" doc:"premier jour|first day"`
	LastDay havre.Date `json:"lastDay,omitzero" doc:"dernier jour, compris ; absent : pas de fin dite|last day, included; absent: no end stated"`
}

// FrameworkParty is somebody named on an agreement.
type FrameworkParty struct {
	Name    string `json:"name,omitempty" doc:"nom|name"`
	SIRET   string `json:"siret,omitempty" doc:"SIRET, 14 chiffres|SIRET, 14 digits"`
	Address string `json:"address,omitempty" doc:"adresse postale|postal address"`
	Contact string `json:"contact,omitempty" doc:"personne ou service à joindre|person or service to contact"`
	Email   string `json:"email,omitempty" doc:"adresse électronique|e-mail address"`
}

// FrameworkPrice is a line of the price schedule.
type FrameworkPrice struct {
	Offer     string     `json:"offer" required:"true" doc:"offre|offer"`
	Plan      string     `json:"plan" required:"true" doc:"gabarit de commande|plan"`
	Component string     `json:"component" required:"true" doc:"composant du gabarit|component of the plan"`
	Reference string     `json:"reference,omitempty" doc:"ligne du bordereau|line of the schedule"`
	Amount    Euro       `json:"amount" required:"true" doc:"prix unitaire HT, par mois s'il est récurrent|unit price, VAT excluded, per month when recurring"`
	VAT       int64      `json:"vat" min:"0" max:"10000" doc:"taux de TVA, en centièmes de pour cent : 2000 pour 20 %|VAT rate, in hundredths of a percent: 2000 for 20%"`
	From      havre.Date `json:"from,omitzero" doc:"premier jour|first day"`
	LastDay   havre.Date `json:"lastDay,omitzero" doc:"dernier jour, compris ; absent : pas de fin dite|last day, included; absent: no end stated"`
}

// FrameworkClauses are what an agreement stipulates; what is absent is not known.
type FrameworkClauses struct {
	SecNumCloud   *FrameworkClause `json:"secNumCloud,omitempty" doc:"qualification SecNumCloud|SecNumCloud qualification"`
	HDS           *FrameworkClause `json:"hds,omitempty" doc:"certificat HDS|HDS certificate"`
	DPA           *FrameworkClause `json:"dpa,omitempty" doc:"traitement de données personnelles (RGPD, art. 28)|processing of personal data (GDPR, art. 28)"`
	Reversibility *FrameworkClause `json:"reversibility,omitempty" doc:"réversibilité et qui la paie|reversibility and who pays for it"`
	Localisation  *FrameworkClause `json:"localisation,omitempty" doc:"lieu des données et de l'assistance|where data and support are"`
}

// FrameworkClause is one of them.
type FrameworkClause struct {
	Stipulated havre.Truth     `json:"stipulated" enum:"yes,no,unknown" doc:"elle est stipulée|it is stipulated"`
	Reference  string          `json:"reference,omitempty" doc:"article, annexe ou certificat|article, annex or certificate"`
	Scope      string          `json:"scope,omitempty" doc:"ce qu'elle couvre|what it covers"`
	Period     FrameworkPeriod `json:"period,omitzero" doc:"validité du certificat|validity of the certificate"`
}

// FrameworkStatus is what orders hold of an agreement.
type FrameworkStatus struct {
	RouteText  string       `json:"routeText" doc:"voie d'achat, en mots|purchasing route, in words"`
	Reserved   havre.Euro   `json:"reserved" doc:"tenu par des commandes envoyées, HT|held by orders sent, VAT excluded"`
	Committed  havre.Euro   `json:"committed" doc:"tenu par des commandes validées, HT|held by approved orders, VAT excluded"`
	Remaining  *havre.Euro  `json:"remaining,omitempty" doc:"reste du plafond, HT ; absent : plafond non dit|what is left of the ceiling, VAT excluded; absent: no ceiling is stated"`
	Warnings   []FieldError `json:"warnings" doc:"ce que l'accord ne dit pas|what the agreement does not say"`
	Conditions []Condition  `json:"conditions" doc:"InForce : on peut commander aujourd'hui|InForce: orders may be placed today"`
}

// Plan is one way of ordering an offer.
type Plan struct {
	APIVersion string           `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string           `json:"kind" enum:"Plan" doc:"nature de l'objet|kind of object"`
	ID         string           `json:"id" doc:"identifiant, propre à son offre|identifier, unique in its offer"`
	Offer      string           `json:"offer" doc:"offre|offer"`
	Title      string           `json:"title" doc:"nom que lisent les personnes|name that people read"`
	Note       string           `json:"note,omitempty" doc:"précision|note"`
	From       havre.Date       `json:"from,omitzero" doc:"premier jour où il se commande|first day on which it may be ordered"`
	Until      havre.Date       `json:"until,omitzero" doc:"fin, non comprise|end, excluded"`
	ByHand     bool             `json:"byHand" doc:"un opérateur le réalise à la main|an operator makes it by hand"`
	Days       int              `json:"days,omitempty" doc:"jours ouvrés qu'il faut d'ordinaire|working days usually needed"`
	Contact    string           `json:"contact,omitempty" doc:"à qui demander où il en est|whom to ask how far it is"`
	MinMonths  int              `json:"minMonths,omitempty" doc:"engagement le plus court, en mois|shortest commitment, in months"`
	NoticeDays int              `json:"noticeDays,omitempty" doc:"préavis, en jours|notice, in days"`
	Bindable   bool             `json:"bindable" doc:"donne des identifiants de connexion|gives credentials"`
	Components []PlanComponent  `json:"components" doc:"ce dont il est fait|what it is made of"`
	Schema     map[string]any   `json:"schema,omitempty" doc:"ce que l'on peut choisir, en JSON Schema 2020-12 ; absent des listes|what may be chosen, as JSON Schema 2020-12; absent from lists"`
	Source     *havre.Source    `json:"source,omitempty" doc:"source de ce gabarit|source of this plan"`
	Confidence havre.Confidence `json:"confidence" doc:"confiance dans cette source|confidence in that source"`
}

// PlanComponent is a part of a plan that is counted, and paid.
type PlanComponent struct {
	ID       string      `json:"id" doc:"identifiant|identifier"`
	Title    string      `json:"title" doc:"nom que lisent les personnes|name that people read"`
	Unit     string      `json:"unit,omitempty" doc:"unité|unit"`
	Billing  string      `json:"billing" enum:"fixed,limit,usage,one-time" doc:"comment il se paie|how it is paid"`
	Quantity string      `json:"quantity,omitempty" doc:"champ qui donne la quantité ; absent : un|field that gives the quantity; absent: one"`
	Price    *havre.Euro `json:"price,omitempty" doc:"prix unitaire HT du jour ; absent : inconnu|unit price of the day, VAT excluded; absent: unknown"`
	VATRate  int64       `json:"vatRate,omitempty" doc:"taux de TVA, en centièmes de pour cent|VAT rate, in hundredths of a percent"`
}
