package wire

import "github.com/havre-cloud/havre"

// OrderedItem is one line of an order.
type OrderedItem struct {
	Number      int         `json:"number" doc:"numéro de la ligne, à partir de 1|number of the item, from 1"`
	Action      string      `json:"action" enum:"add,modify,delete" doc:"ajouter, modifier ou supprimer|add, modify or delete"`
	Instance    string      `json:"instance,omitempty" doc:"ressource ajoutée, modifiée ou supprimée|resource added, changed or ended"`
	Offer       string      `json:"offer" doc:"offre|offer"`
	Plan        string      `json:"plan" doc:"gabarit de commande|plan"`
	Name        string      `json:"name" doc:"nom court de la ressource|short name of the resource"`
	Environment string      `json:"environment" doc:"environnement du dossier|environment of the need"`
	On          havre.Date  `json:"on,omitzero" doc:"premier jour, ou dernier d'une fin ; absent : dès la validation|first day, or last one of an end; absent: as soon as approved"`
	Original    *ItemWanted `json:"original,omitempty" doc:"ce que la ressource a|what the resource has"`
	Requested   *ItemWanted `json:"requested,omitempty" doc:"ce qui est demandé ; absent pour une fin|what is asked for; absent for an end"`
	Decided     *ItemWanted `json:"decided,omitempty" doc:"ce qui est accordé|what is granted"`
	Delivered   *ItemWanted `json:"delivered,omitempty" doc:"ce qui est livré, quand c'est moins|what is delivered, when it is less"`
	State       string      `json:"state" enum:"draft,acknowledged,pending,held,inProgress,rejected,cancelled,completed,failed,partial" doc:"état de la ligne|state of the item"`
	Message     string      `json:"message,omitempty" doc:"derniers mots de qui la réalise|last words of whoever fulfils it"`
	External    string      `json:"external,omitempty" doc:"identifiant donné par une plateforme cliente|identifier given by a client platform"`
}

// ItemWanted is what somebody wants of a plan, and what it makes.
type ItemWanted struct {
	Choices      Choices          `json:"choices,omitempty" doc:"champs du gabarit, valeurs par défaut comprises|fields of the plan, defaults included"`
	Resources    map[string]int64 `json:"resources,omitempty" doc:"ce qu'il prend des quotas : cpu, memory (Mio), storage (Gio)…|what it takes of quotas: cpu, memory (MiB), storage (GiB)…"`
	LastDay      havre.Date       `json:"lastDay,omitzero" doc:"dernier jour compris ; absent : sans fin|last day, included; absent: no end"`
	Quote        Quote            `json:"quote" doc:"ce qu'il coûte|what it costs"`
	Estimate     *Euro            `json:"estimate,omitempty" doc:"estimation TTC sur la période, faute de prix publié|estimate over the period, VAT included, for want of a published price"`
	EstimateNote string           `json:"estimateNote,omitempty" doc:"d'où vient l'estimation|where the estimate comes from"`
	Framework    string           `json:"framework,omitempty" doc:"accord-cadre ou convention|framework agreement or convention"`
}

// Quote is what something costs over a period, as far as prices are known.
type Quote struct {
	From      havre.Date  `json:"from,omitzero" doc:"premier jour compté|first day counted"`
	LastDay   havre.Date  `json:"lastDay,omitzero" doc:"dernier jour compté|last day counted"`
	OpenEnded bool        `json:"openEnded,omitempty" doc:"sans fin : douze mois sont comptés|no end: twelve months are counted"`
	Monthly   havre.Euro  `json:"monthly" doc:"premier mois, HT|first month, VAT excluded"`
	OneTime   havre.Euro  `json:"oneTime" doc:"payé une fois, HT|paid once, VAT excluded"`
	Total     havre.Euro  `json:"total" doc:"sur la période, HT|over the period, VAT excluded"`
	VAT       havre.Euro  `json:"vat" doc:"TVA|VAT"`
	TotalVAT  havre.Euro  `json:"totalVAT" doc:"sur la période, TTC|over the period, VAT included"`
	Complete  havre.Truth `json:"complete" enum:"yes,no,unknown" doc:"chaque prix est connu sur toute la période|every price is known all along the period"`
	Unknown   []string    `json:"unknown" doc:"composants dont le prix n'est pas connu|components whose price is not known"`
	Lines     []QuoteLine `json:"lines" doc:"détail|details"`
}

// QuoteLine is a component at one price.
type QuoteLine struct {
	Component string      `json:"component" doc:"composant du gabarit|component of the plan"`
	Title     string      `json:"title" doc:"nom que lisent les personnes|name that people read"`
	Unit      string      `json:"unit,omitempty" doc:"unité|unit"`
	Billing   string      `json:"billing" enum:"fixed,limit,usage,one-time" doc:"comment il se paie|how it is paid"`
	Quantity  int64       `json:"quantity" doc:"quantité|quantity"`
	UnitPrice *havre.Euro `json:"unitPrice,omitempty" doc:"prix unitaire HT, par mois s'il est récurrent ; absent : inconnu|unit price, VAT excluded, per month when recurring; absent: unknown"`
	VATRate   int64       `json:"vatRate" doc:"taux de TVA, en centièmes de pour cent : 2000 pour 20 %|VAT rate, in hundredths of a percent: 2000 for 20%"`
	Months    int         `json:"months,omitempty" doc:"mois commencés|months begun"`
	Amount    havre.Euro  `json:"amount" doc:"montant HT ; ne dit rien sans prix unitaire|amount, VAT excluded; says nothing without a unit price"`
	From      havre.Date  `json:"from,omitzero" doc:"premier jour|first day"`
	LastDay   havre.Date  `json:"lastDay,omitzero" doc:"dernier jour, compris|last day, included"`
}

// ItemDecision is what is granted of an item, when it is less than what was asked.
type ItemDecision struct {
	Choices Choices `json:"choices" required:"true" doc:"champs du gabarit qui changent|fields of the plan that change"`
}

// ItemWish is what somebody asks for in one line of a basket.
type ItemWish struct {
	Action       string     `json:"action,omitempty" enum:"add,modify,delete" doc:"ajouter (par défaut), modifier ou supprimer|add (by default), modify or delete"`
	Instance     string     `json:"instance,omitempty" doc:"ressource à modifier ou à supprimer|resource to change or to end"`
	Offer        string     `json:"offer,omitempty" doc:"offre à ajouter|offer to add"`
	Plan         string     `json:"plan,omitempty" doc:"gabarit à ajouter|plan to add"`
	Name         string     `json:"name,omitempty" doc:"nom court de la ressource ; par défaut celui du gabarit, avec un numéro s'il est pris|short name of the resource; by default that of the plan, with a number if it is taken"`
	Environment  string     `json:"environment,omitempty" doc:"environnement : production, acceptance, test…|environment: production, acceptance, test…"`
	Choices      Choices    `json:"choices,omitempty" doc:"champs du gabarit ; d'une modification, ceux qui changent|fields of the plan; of a change, those that change"`
	On           havre.Date `json:"on,omitzero" doc:"premier jour, ou dernier d'une fin|first day, or last one of an end"`
	LastDay      havre.Date `json:"lastDay,omitzero" doc:"dernier jour compris ; absent : sans fin|last day, included; absent: no end"`
	Framework    string     `json:"framework,omitempty" doc:"accord-cadre ou convention sous lequel elle est commandée|framework agreement or convention it is ordered under"`
	Estimate     *Euro      `json:"estimate,omitempty" doc:"coût TTC estimé sur la période, faute de prix publié|estimated cost over the period, VAT included, for want of a published price"`
	EstimateNote string     `json:"estimateNote,omitempty" doc:"d'où vient l'estimation : devis, convention…|where the estimate comes from: quotation, convention…"`
}
