package wire

import "github.com/havre-cloud/havre"

// OrderFormDraft is what a buyer adds to an order to issue its order form.
type OrderFormDraft struct {
	Framework  string        `json:"framework" required:"true" doc:"identifiant de l'accord-cadre ou du marché|identifier of the framework agreement or contract"`
	SIRET      string        `json:"siret,omitempty" doc:"SIRET de qui est facturé ; par défaut celui de la commande ou de l'organisation|SIRET of whom is billed; by default that of the order or of the organisation"`
	Engagement string        `json:"engagement,omitempty" doc:"numéro d'engagement juridique|number of the budget commitment"`
	Service    string        `json:"service,omitempty" doc:"code service Chorus Pro|Chorus Pro service code"`
	Signatory  FormSignatory `json:"signatory,omitzero" doc:"personne habilitée qui signe|empowered person who signs"`
	Place      string        `json:"place,omitempty" doc:"lieu d'exécution|place of performance"`
	Region     string        `json:"region,omitempty" doc:"région d'hébergement|hosting region"`
	Level      string        `json:"level,omitempty" doc:"niveau de service|service level"`
	Subsequent string        `json:"subsequent,omitempty" doc:"marché subséquent, après remise en concurrence|subsequent contract, after a mini-competition"`
	Special    []string      `json:"special,omitempty" doc:"conditions particulières|special terms"`
	Note       string        `json:"note,omitempty" doc:"précision|note"`
}

// FormSignatory is who has the power to commit the buyer.
type FormSignatory struct {
	Name       string     `json:"name,omitempty" doc:"prénom et nom|given and family name"`
	Title      string     `json:"title,omitempty" doc:"fonction|position"`
	Delegation string     `json:"delegation,omitempty" doc:"acte de délégation|act of delegation"`
	On         havre.Date `json:"on,omitzero" doc:"date de signature ; par défaut aujourd'hui|day of signature; by default today"`
}

// OrderFormReview is an order form as it would be issued.
type OrderFormReview struct {
	APIVersion string       `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string       `json:"kind" enum:"OrderFormReview" doc:"nature de l'objet|kind of object"`
	Order      string       `json:"order" doc:"identifiant de la commande|identifier of the order"`
	Framework  string       `json:"framework" doc:"identifiant de l'accord|identifier of the agreement"`
	Issued     *OrderForm   `json:"issued,omitempty" doc:"le bon déjà établi : il ne change plus ; absent : pas encore|the form already issued: it never changes; absent: not yet"`
	Missing    []FieldError `json:"missing" doc:"ce qui manque ou mérite l'attention avant d'établir le bon|what is missing or deserves attention before the form is issued"`
	Lines      []FormLine   `json:"lines" doc:"lignes du bordereau|lines of the price schedule"`
	Net        havre.Euro   `json:"net" doc:"total HT|total, VAT excluded"`
	VAT        havre.Euro   `json:"vat" doc:"TVA|VAT"`
	Total      havre.Euro   `json:"total" doc:"total TTC|total, VAT included"`
}

// FormLine is one line of an order form.
type FormLine struct {
	Reference string      `json:"reference,omitempty" doc:"ligne du bordereau|line of the schedule"`
	Title     string      `json:"title" doc:"ce qui est commandé|what is ordered"`
	Detail    string      `json:"detail,omitempty" doc:"ce qui a été choisi|what was chosen"`
	Quantity  int64       `json:"quantity" doc:"quantité|quantity"`
	Unit      string      `json:"unit,omitempty" doc:"unité|unit"`
	Months    int64       `json:"months,omitempty" doc:"nombre de mois|number of months"`
	UnitPrice *havre.Euro `json:"unitPrice,omitempty" doc:"prix unitaire HT ; absent : inconnu|unit price, VAT excluded; absent: unknown"`
	VATRate   int64       `json:"vatRate" doc:"taux de TVA, en centièmes de pour cent|VAT rate, in hundredths of a percent"`
}
