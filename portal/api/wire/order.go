package wire

import (
	"time"

	"github.com/havre-cloud/havre"
)

// Order is what a team asks for, for one need. Its title is in the metadata.
type Order = Object[OrderSpec, OrderStatus]

// OrderSpec is the heading of an order; its items are added one by one.
type OrderSpec struct {
	Dossier string       `json:"dossier" required:"true" doc:"identifiant du dossier|identifier of the need"`
	Note    string       `json:"note,omitempty" doc:"pourquoi, pour ceux qui valident|why, for those who approve"`
	Billing OrderBilling `json:"billing,omitzero" doc:"qui paie, pour le bon de commande|who pays, for the order form"`
}

// OrderBilling is what an order form says of who pays.
type OrderBilling struct {
	SIRET      string `json:"siret,omitempty" doc:"SIRET, 14 chiffres|SIRET, 14 digits"`
	Service    string `json:"service,omitempty" doc:"code service Chorus Pro|Chorus Pro service code"`
	Engagement string `json:"engagement,omitempty" doc:"numéro d'engagement juridique|number of the budget commitment"`
	Contact    string `json:"contact,omitempty" doc:"personne à joindre|person to contact"`
	SignedBy   string `json:"signedBy,omitempty" doc:"personne habilitée à signer|person empowered to sign"`
}

// OrderStatus is where an order is.
type OrderStatus struct {
	Number            string          `json:"number,omitempty" doc:"numéro, donné à l'envoi : CMD-2026-00042|number, given when it is sent: CMD-2026-00042"`
	State             string          `json:"state" enum:"draft,acknowledged,pending,held,inProgress,rejected,cancelled,completed,failed,partial" doc:"état, dans les mots de TMF622 ; draft : panier|state, in the words of TMF622; draft: basket"`
	StateText         string          `json:"stateText" doc:"état, en mots|state, in words"`
	Ended             bool            `json:"ended" doc:"plus rien ne peut lui arriver|nothing more can happen to it"`
	DossierTitle      string          `json:"dossierTitle,omitempty" doc:"nom du dossier|title of the need"`
	OrganisationTitle string          `json:"organisationTitle,omitempty" doc:"nom de l'organisation|name of the organisation"`
	Items             []OrderedItem   `json:"items" doc:"lignes|items ordered"`
	Checks            []OrderCheck    `json:"checks" doc:"ce que le projet doit montrer, et quand|what the project must show, and when"`
	Steps             []ApprovalStep  `json:"steps" doc:"étapes de validation, dans l'ordre|approval steps, in order"`
	Automatic         []AutomaticRule `json:"automatic" doc:"règles publiées examinées pour valider sans humain|published rules looked at to approve without a human"`
	Forms             []OrderForm     `json:"forms" doc:"bons de commande établis|order forms issued"`
	Cost              havre.Euro      `json:"cost" doc:"ce qu'elle engage, TTC, estimations comprises ; la part connue si complete est faux|what it engages, VAT included, estimates too; the known part when complete is false"`
	Complete          bool            `json:"complete" doc:"chaque prix est connu ou estimé|every price is known or estimated"`
	Why               string          `json:"why,omitempty" doc:"ce qui l'a suspendue, refusée ou fait échouer|what held, rejected or failed it"`
	Asked             string          `json:"asked,omitempty" doc:"question posée au demandeur, jusqu'à sa réponse|question put to the requester, until it is answered"`
	Requester         string          `json:"requester" doc:"qui l'a envoyée, ou remplit le panier|who sent it, or fills the basket"`
	RequesterName     string          `json:"requesterName,omitempty" doc:"nom du demandeur|name of the requester"`
	Contributors      []string        `json:"contributors" doc:"qui a changé le panier : aucun d'eux ne valide|who changed the basket: none of them approves"`
	Decision          string          `json:"decision,omitempty" doc:"décision en vigueur à l'envoi|decision in force when it was sent"`
	SentAt            time.Time       `json:"sentAt,omitzero" doc:"envoi|sending"`
	ApprovedAt        time.Time       `json:"approvedAt,omitzero" doc:"validation|approval"`
	EndedAt           time.Time       `json:"endedAt,omitzero" doc:"fin|end"`
	Operation         string          `json:"operation,omitempty" doc:"opération qui la réalise, à suivre par /operations/{id}|operation that fulfils it, followed by /operations/{id}"`
	Conditions        []Condition     `json:"conditions" doc:"Approved : validée ; Ended : terminée|Approved: approved; Ended: ended"`
}

// OrderCheck is one thing the project must show.
type OrderCheck struct {
	ID       string        `json:"id" doc:"règle, avec l'offre s'il y en a une : SNC-CLAUSE/ovh-snc|rule, with the offer if there is one: SNC-CLAUSE/ovh-snc"`
	Rule     string        `json:"rule" doc:"règle de la doctrine|rule of the doctrine"`
	Offer    string        `json:"offer,omitempty" doc:"offre concernée|offer concerned"`
	Title    string        `json:"title" doc:"ce qu'il faut montrer|what is to be shown"`
	Because  string        `json:"because" doc:"pourquoi|why"`
	Before   string        `json:"before" enum:"approval,form,production" doc:"avant quoi : la validation, le bon de commande, la mise en production|before what: approval, the order form, production"`
	State    string        `json:"state" enum:"to-show,shown,unknown" doc:"à montrer, montré, ou on ne sait pas s'il s'applique|to be shown, shown, or nobody can tell whether it applies"`
	Binding  bool          `json:"binding" doc:"bloque ce moment ; sinon il informe|blocks that moment; otherwise it informs"`
	ShownBy  string        `json:"shownBy,omitempty" doc:"qui l'a montré|who showed it"`
	ShownAt  time.Time     `json:"shownAt,omitzero" doc:"quand|when"`
	Proof    string        `json:"proof,omitempty" doc:"référence du document qui le montre|reference of the document that shows it"`
	Source   *havre.Source `json:"source,omitempty" doc:"texte d'où il vient|text it comes from"`
	Decision string        `json:"decision,omitempty" doc:"décision qui le demande|decision that asks for it"`
}

// OrderForm is an order form that was issued.
type OrderForm struct {
	Number     string    `json:"number" doc:"numéro du bon de commande|number of the order form"`
	Framework  string    `json:"framework" doc:"accord-cadre ou convention|framework agreement or convention"`
	IssuedAt   time.Time `json:"issuedAt" doc:"quand|when"`
	IssuedBy   string    `json:"issuedBy" doc:"qui l'a établi|who issued it"`
	Attachment string    `json:"attachment,omitempty" doc:"pièce jointe qui le contient, en PDF/A|attachment that holds it, as PDF/A"`
	SHA256     string    `json:"sha256" doc:"empreinte du PDF|digest of the PDF"`
	// Of its withdrawal, when all that it ordered was cancelled.
	WithdrawnAt time.Time `json:"withdrawnAt,omitzero" doc:"retrait, quand tout ce qu'il commande est annulé|withdrawal, when all that it orders was cancelled"`
	WithdrawnBy string    `json:"withdrawnBy,omitempty" doc:"qui l'a retiré|who withdrew it"`
	WithdrawnAs string    `json:"withdrawnAs,omitempty" doc:"pourquoi, et le courrier au titulaire|why, and the letter to its holder"`
}

// CheckShown ticks a check.
type CheckShown struct {
	Check string `json:"check" required:"true" doc:"identifiant du point : SNC-CLAUSE/ovh-snc|identifier of the check: SNC-CLAUSE/ovh-snc"`
	Proof string `json:"proof" required:"true" doc:"référence et date du document qui le montre|reference and date of the document that shows it"`
}

// CheckHidden takes a tick back.
type CheckHidden struct {
	Check string `json:"check" required:"true" doc:"identifiant du point|identifier of the check"`
}

// OrderReason says why an order is stopped.
type OrderReason struct {
	Reason string `json:"reason,omitempty" doc:"pourquoi|why"`
}

// OrderAnswer gives the information that was asked.
type OrderAnswer struct {
	Text string `json:"text" required:"true" doc:"la réponse|the answer"`
}

// Happening is a line of the timeline of an order.
type Happening struct {
	At   time.Time `json:"at" doc:"quand|when"`
	By   string    `json:"by" doc:"qui ; system : le portail|who; system: the portal"`
	Name string    `json:"name,omitempty" doc:"nom de cette personne|name of that person"`
	Kind string    `json:"kind" doc:"nature : send, approve, ask, answer, hold…|kind: send, approve, ask, answer, hold…"`
	Text string    `json:"text" doc:"ce qui s'est passé|what happened"`
	Note string    `json:"note,omitempty" doc:"dans les mots de la personne|in the words of the person"`
}
