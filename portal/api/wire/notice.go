package wire

import (
	"encoding/json"
	"time"

	"github.com/havre-cloud/havre"
)

// Webhook is an address of another program, told of what happens.
type Webhook = Object[WebhookSpec, WebhookStatus]

// WebhookSpec is where to send what. Its organisation is in the metadata.
type WebhookSpec struct {
	URL      string   `json:"url" required:"true" pattern:"^https?://" form:"une adresse https://…|an address https://…" doc:"adresse qui reçoit les événements|address that receives the events"`
	Topics   []string `json:"topics,omitempty" enum:"need.shared,need.commented,decision.taken,decision.reopened,derogation.requested,derogation.settled,derogation.ending,derogation.ended,attestation.ending,evidence.ending,catalogue.changed,order.sent,order.awaits,order.asked,order.answered,order.settled,order.held,order.ended,order.message,work.asked,instance.ending,instance.ended" doc:"sujets ; absents : tous|topics; absent: all"`
	Disabled bool     `json:"disabled,omitempty" doc:"rien n'est envoyé|nothing is sent"`
}

// WebhookStatus is how a webhook fares.
type WebhookStatus struct {
	Generation int         `json:"generation" doc:"génération du secret|generation of the secret"`
	Conditions []Condition `json:"conditions" doc:"Delivering : les événements sont envoyés|Delivering: events are sent"`
}

// WebhookSecret signs what is sent to a webhook.
type WebhookSecret struct {
	APIVersion string `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string `json:"kind" enum:"WebhookSecret" doc:"nature de l'objet|kind of object"`
	Webhook    string `json:"webhook" doc:"identifiant du webhook|identifier of the webhook"`
	Generation int    `json:"generation" doc:"génération du secret|generation of the secret"`
	Secret     string `json:"secret" doc:"le secret qui signe les envois|the secret that signs what is sent"`
}

// Delivery is one event for one webhook, and what became of it.
type Delivery = Object[DeliverySpec, DeliveryStatus]

// DeliverySpec is what was to be sent.
type DeliverySpec struct {
	Webhook string `json:"webhook" doc:"identifiant du webhook|identifier of the webhook"`
	Event   string `json:"event" doc:"identifiant de l'événement|identifier of the event"`
	Topic   string `json:"topic" doc:"sujet|topic"`
	Body    string `json:"body" doc:"ce qui est envoyé, octet pour octet|what is sent, byte for byte"`
}

// DeliveryStatus is what became of it.
type DeliveryStatus struct {
	Attempts   int         `json:"attempts" doc:"nombre d'essais|number of attempts"`
	Answer     int         `json:"answer,omitempty" doc:"code HTTP du dernier essai ; absent : pas de réponse|HTTP status of the last attempt; absent: no answer"`
	Error      string      `json:"error,omitempty" doc:"erreur du dernier essai|error of the last attempt"`
	DoneAt     time.Time   `json:"doneAt,omitzero" doc:"quand ce fut reçu|when it was received"`
	Conditions []Condition `json:"conditions" doc:"Delivered : l'autre programme l'a reçu|Delivered: the other program received it"`
}

// Notice is something the person who asks was told.
type Notice = Object[NoticeSpec, NoticeStatus]

// NoticeSpec is what is told.
type NoticeSpec struct {
	Topic  string `json:"topic" doc:"sujet|topic"`
	Title  string `json:"title" doc:"en quelques mots|in a few words"`
	Body   string `json:"body" doc:"ce qui a changé et quoi faire|what changed and what to do"`
	Link   string `json:"link,omitempty" doc:"page du portail|page of the portal"`
	Object string `json:"object,omitempty" doc:"identifiant de l'objet dont il s'agit|identifier of the object it is about"`
}

// NoticeStatus says whether it was read.
type NoticeStatus struct {
	ReadAt     time.Time   `json:"readAt,omitzero" doc:"lecture|reading"`
	Conditions []Condition `json:"conditions" doc:"Read : elle a été lue|Read: it was read"`
}

// ReadNotices marks notices as read.
type ReadNotices struct {
	IDs []string `json:"ids,omitempty" doc:"identifiants ; absents : toutes|identifiers; absent: all of them"`
}

// Deadline is a line of the calendar.
type Deadline struct {
	On           havre.Date `json:"on" doc:"jour|day"`
	Kind         string     `json:"kind" enum:"attestation,evidence,derogation,rule" doc:"ce qui finit ou commence|what ends or begins"`
	Title        string     `json:"title" doc:"en une phrase|in a sentence"`
	Offer        string     `json:"offer,omitempty" doc:"offre|offer"`
	Rule         string     `json:"rule,omitempty" doc:"règle|rule"`
	Dossier      string     `json:"dossier,omitempty" doc:"identifiant du dossier|identifier of the need"`
	DossierTitle string     `json:"dossierTitle,omitempty" doc:"nom du dossier|title of the need"`
	Dossiers     int        `json:"dossiers" doc:"nombre de dossiers touchés, parmi ceux que vous voyez|number of needs it touches, among those you see"`
	Link         string     `json:"link,omitempty" doc:"page du portail|page of the portal"`
}

// Portfolio is who is where.
type Portfolio struct {
	APIVersion string              `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string              `json:"kind" enum:"Portfolio" doc:"nature de l'objet|kind of object"`
	Dossiers   int                 `json:"dossiers" doc:"nombre de dossiers|number of needs"`
	Reopened   int                 `json:"reopened" doc:"dont la décision est rouverte|whose decision is reopened"`
	Verdicts   []Count             `json:"verdicts" doc:"par meilleur verdict ; none : sans décision|by best verdict; none: without a decision"`
	Ministries []PortfolioMinistry `json:"ministries" doc:"par ministère|by ministry"`
	Offers     []Count             `json:"offers" doc:"par première offre éligible|by first eligible offer"`
}

// PortfolioMinistry counts the needs of a ministry.
type PortfolioMinistry struct {
	Ministry string  `json:"ministry" doc:"ministère|ministry"`
	Verdicts []Count `json:"verdicts" doc:"par meilleur verdict|by best verdict"`
}

// Count is a number of something.
type Count struct {
	Name  string `json:"name" doc:"ce qui est compté|what is counted"`
	Count int    `json:"count" doc:"combien|how many"`
}

// Operation is long work under way.
type Operation = Object[OperationSpec, OperationStatus]

// OperationSpec is what was asked for.
type OperationSpec struct {
	Work string `json:"work" doc:"ce qui est en cours : reopen, import, verify…|what is under way: reopen, import, verify…"`
}

// OperationStatus is how far it is.
type OperationStatus struct {
	State      string          `json:"state" enum:"running,succeeded,failed" doc:"en cours, réussie ou échouée|running, succeeded or failed"`
	Done       int             `json:"done" doc:"fait|done"`
	Total      int             `json:"total" doc:"à faire en tout ; 0 : inconnu|to do in all; 0: unknown"`
	Message    string          `json:"message,omitempty" doc:"où elle en est|how far it is"`
	Result     json.RawMessage `json:"result,omitempty" doc:"résultat, une fois finie|result, once it ended"`
	StartedAt  time.Time       `json:"startedAt,omitzero" doc:"début|start"`
	EndedAt    time.Time       `json:"endedAt,omitzero" doc:"fin|end"`
	Conditions []Condition     `json:"conditions" doc:"Ended : elle est finie|Ended: it has ended"`
}
