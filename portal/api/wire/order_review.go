package wire

import (
	"time"

	"github.com/havre-cloud/havre"
)

// OrderReview is what would become of a basket if it were sent now.
type OrderReview struct {
	APIVersion string          `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string          `json:"kind" enum:"OrderReview" doc:"nature de l'objet|kind of object"`
	Order      string          `json:"order" doc:"identifiant de la commande|identifier of the order"`
	Ready      bool            `json:"ready" doc:"elle partirait|it would be sent"`
	Gate       *ReviewGate     `json:"gate,omitempty" doc:"ce que la décision en vigueur refuse ; absent : rien|what the decision in force refuses; absent: nothing"`
	Problems   []FieldError    `json:"problems" doc:"ce qui manque ou ne va pas|what is missing or wrong"`
	Shortages  []Shortage      `json:"shortages" doc:"quotas et budgets qui ne suffisent pas|quotas and budgets that are not enough"`
	Checks     []OrderCheck    `json:"checks" doc:"ce que le projet devra montrer|what the project will have to show"`
	Steps      []ApprovalStep  `json:"steps" doc:"étapes de validation|approval steps"`
	Automatic  []AutomaticRule `json:"automatic" doc:"règles publiées examinées|published rules looked at"`
	Quote      Quote           `json:"quote" doc:"ce que le panier coûte|what the basket costs"`
	Purchase   *PurchaseAdvice `json:"purchase,omitempty" doc:"ce que la valeur du besoin entier appelle ; absent sans achat|what the value of the whole need calls for; absent without a purchase"`
}

// ReviewGate is why the decision does not let an order through.
type ReviewGate struct {
	Detail string       `json:"detail" doc:"ce qui est refusé|what is refused"`
	Next   string       `json:"next" doc:"ce qu'il faut faire|what to do about it"`
	Rule   string       `json:"rule,omitempty" doc:"règle de la doctrine|rule of the doctrine"`
	Errors []FieldError `json:"errors" doc:"chaque ligne en faute|each item at fault"`
}

// Shortage is an account that an order cannot have.
type Shortage struct {
	Account string `json:"account" doc:"compte : cpu.production, euros.2027|account: cpu.production, euros.2027"`
	Asked   string `json:"asked" doc:"ce qui est demandé|what is asked for"`
	Free    string `json:"free,omitempty" doc:"ce qui reste ; absent : aucun niveau n'en accorde|what is left; absent: no level grants any"`
	Holder  string `json:"holder,omitempty" doc:"qui n'en a pas assez|who has not enough"`
	Message string `json:"message" doc:"en une phrase|in a sentence"`
}

// PurchaseAdvice is the procedure that the value of a whole need calls for.
type PurchaseAdvice struct {
	Procedure string       `json:"procedure" enum:"waiver,adapted,formal,unknown" doc:"procédure|procedure"`
	AtLeast   string       `json:"atLeast" enum:"waiver,adapted,formal,unknown" doc:"ce que ce qui est connu appelle déjà|what is known already calls for"`
	Value     havre.Euro   `json:"value" doc:"valeur du besoin entier, HT|value of the whole need, VAT excluded"`
	Past      havre.Euro   `json:"past" doc:"part des commandes passées|part of earlier orders"`
	Asked     havre.Euro   `json:"asked" doc:"part de celle-ci|part of this one"`
	Complete  havre.Truth  `json:"complete" enum:"yes,no,unknown" doc:"chaque prix est connu|every price is known"`
	Split     bool         `json:"split" doc:"la commande seule aurait appelé moins|the order alone would have called for less"`
	Text      string       `json:"text" doc:"la réponse et sa raison|the answer and its reason"`
	Parts     []PartOfNeed `json:"parts" doc:"ce qui a été compté|what was counted"`
}

// PartOfNeed is an order counted in the value of a need.
type PartOfNeed struct {
	Order   string     `json:"order,omitempty" doc:"numéro de la commande|number of the order"`
	Title   string     `json:"title" doc:"titre|title of the order"`
	On      havre.Date `json:"on,omitzero" doc:"jour|day"`
	Amount  havre.Euro `json:"amount" doc:"montant HT|amount, VAT excluded"`
	Because string     `json:"because" doc:"pourquoi elle compte|why it counts"`
}

// OrderMessage is a message of the discussion of an order.
type OrderMessage = Object[OrderMessageSpec, OrderMessageStatus]

// OrderMessageSpec is what was written.
type OrderMessageSpec struct {
	Text string `json:"text" doc:"le message|the message"`
}

// OrderMessageStatus is who wrote it, and the files joined to it.
type OrderMessageStatus struct {
	Order       string            `json:"order" doc:"identifiant de la commande|identifier of the order"`
	Author      string            `json:"author,omitempty" doc:"nom de qui l'a écrit|name of who wrote it"`
	Attachments []OrderAttachment `json:"attachments" doc:"fichiers joints|files joined"`
	Conditions  []Condition       `json:"conditions" doc:"Sent : il est envoyé|Sent: it was sent"`
}

// OrderAttachment is a file joined to an order.
type OrderAttachment struct {
	ID     string    `json:"id" doc:"identifiant, pour le lire|identifier, to read it"`
	Name   string    `json:"name" doc:"nom du fichier|name of the file"`
	Type   string    `json:"type" doc:"type trouvé dans son contenu|type found in its content"`
	Size   int64     `json:"size" doc:"octets|bytes"`
	SHA256 string    `json:"sha256" doc:"empreinte|digest"`
	By     string    `json:"by" doc:"qui l'a joint|who joined it"`
	At     time.Time `json:"at" doc:"quand|when"`
}

// NewMessage is a message without files.
type NewMessage struct {
	Text string `json:"text" required:"true" doc:"le message|the message"`
}
