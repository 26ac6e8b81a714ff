package wire

import (
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
)

// Decision is a decision on record. Its bytes, with every rule and fact, are read
// apart.
type Decision = Object[DecisionSpec, DecisionStatus]

// DecisionSpec is what was decided upon.
type DecisionSpec struct {
	Dossier  string     `json:"dossier" doc:"identifiant du dossier|identifier of the need"`
	Revision int        `json:"revision" doc:"révision du dossier|revision of the need"`
	On       havre.Date `json:"on" doc:"jour des règles et des faits|day of the rules and facts"`
	Language string     `json:"language,omitempty" enum:"fr,en" doc:"langue de la décision|language of the decision"`
}

// DecisionStatus is what was decided, and what it is worth today.
type DecisionStatus struct {
	DecisionOutline
	DossierName       string      `json:"dossierName,omitempty" doc:"nom court du dossier|short name of the need"`
	OrganisationTitle string      `json:"organisationTitle,omitempty" doc:"nom de l'organisation|name of the organisation"`
	Ministry          string      `json:"ministry,omitempty" doc:"ministère|ministry"`
	Catalogue         string      `json:"catalogue" doc:"empreinte du catalogue employé|digest of the catalogue used"`
	Doctrine          string      `json:"doctrine" doc:"empreinte de la doctrine employée|digest of the doctrine used"`
	Program           string      `json:"program" doc:"version du programme|version of the program"`
	TakenByName       string      `json:"takenByName,omitempty" doc:"nom de qui l'a prise|name of who took it"`
	ReopenedAt        time.Time   `json:"reopenedAt,omitzero" doc:"réouverture|reopening"`
	Changes           []Change    `json:"changes" doc:"ce qui a changé depuis|what has changed since"`
	SHA256            string      `json:"sha256" doc:"empreinte des octets de la décision|digest of the bytes of the decision"`
	Conditions        []Condition `json:"conditions" doc:"Standing : aucun fait n'a changé depuis|Standing: no fact has changed since"`
}

// Change is one thing that changed since a decision.
type Change struct {
	Offer   string                `json:"offer,omitempty" doc:"offre ; absente pour une obligation|offer; absent for an obligation"`
	Rule    string                `json:"rule" doc:"règle|rule"`
	Kind    string                `json:"kind" doc:"cause : fait, règle, dérogation…|cause: fact, rule, derogation…"`
	From    string                `json:"from,omitempty" doc:"verdict d'avant|verdict before"`
	To      string                `json:"to,omitempty" doc:"verdict d'après|verdict after"`
	State   string                `json:"state,omitempty" doc:"nouvel état d'une obligation|new state of an obligation"`
	Facts   []decision.FactChange `json:"facts,omitempty" doc:"faits qui ont changé|facts that changed"`
	Because string                `json:"because" doc:"pourquoi, en une phrase|why, in a sentence"`
}

// Judgement is the whole decision: verdicts, obligations, questions.
type Judgement = decision.Decision

// Replay is what taking a decision again gave.
type Replay struct {
	APIVersion string `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string `json:"kind" enum:"Replay" doc:"nature de l'objet|kind of object"`
	Decision   string `json:"decision" doc:"identifiant de la décision|identifier of the decision"`
	Same       bool   `json:"same" doc:"les octets sont les mêmes|the bytes are the same"`
	Program    string `json:"program" doc:"version qui l'avait prise|version that took it"`
	SHA256     string `json:"sha256" doc:"empreinte des octets obtenus|digest of the bytes obtained"`
	First      string `json:"first,omitempty" doc:"premier endroit où ils diffèrent|first place where they differ"`
}

// Derogation is a permission not to meet a rule.
type Derogation = Object[DerogationSpec, DerogationStatus]

// DerogationSpec is what is asked for.
type DerogationSpec struct {
	Dossier string     `json:"dossier" required:"true" doc:"identifiant du dossier|identifier of the need"`
	Rule    string     `json:"rule" required:"true" pattern:"^[A-Za-z0-9][A-Za-z0-9-]*$" form:"identifiant de règle (R9-SNC-2023)|identifier of a rule (R9-SNC-2023)" doc:"règle à laquelle déroger|rule to derogate from"`
	Offer   string     `json:"offer,omitempty" doc:"offre concernée ; absente : toutes|offer concerned; absent: all"`
	Reason  string     `json:"reason" required:"true" doc:"pourquoi|why"`
	Proof   string     `json:"proof,omitempty" doc:"pièce, ou ce qu'elle montre|document, or what it shows"`
	From    havre.Date `json:"from,omitzero" doc:"premier jour|first day"`
	Until   havre.Date `json:"until,omitzero" doc:"jour de fin, non compris|end, excluded"`
}

// DerogationStatus is what became of it.
type DerogationStatus struct {
	State        string      `json:"state" enum:"requested,granted,refused,withdrawn" doc:"demandée, accordée, refusée ou retirée|requested, granted, refused or withdrawn"`
	Standing     string      `json:"standing" enum:"requested,refused,withdrawn,to-come,in-force,ended" doc:"ce qu'elle vaut aujourd'hui|what it is worth today"`
	DossierTitle string      `json:"dossierTitle,omitempty" doc:"nom du dossier|title of the need"`
	On           havre.Date  `json:"on,omitzero" doc:"jour de la règle lue|day of the rule that was read"`
	AskedOf      string      `json:"askedOf,omitempty" doc:"autorité que la règle désigne|authority that the rule names"`
	AskedProof   string      `json:"askedProof,omitempty" doc:"pièce que la règle demande|proof that the rule asks for"`
	AskedMonths  int         `json:"askedMonths,omitempty" doc:"durée la plus longue, en mois|longest duration, in months"`
	Authority    string      `json:"authority,omitempty" doc:"qui a accordé ou refusé|who granted or refused"`
	Reference    string      `json:"reference,omitempty" doc:"référence de l'acte|reference of the act"`
	Note         string      `json:"note,omitempty" doc:"précision|note"`
	RequestedBy  string      `json:"requestedBy,omitempty" doc:"qui l'a demandée|who asked for it"`
	SettledBy    string      `json:"settledBy,omitempty" doc:"qui a enregistré la réponse|who recorded the answer"`
	SettledAt    time.Time   `json:"settledAt,omitzero" doc:"quand|when"`
	Conditions   []Condition `json:"conditions" doc:"InForce : elle écarte la règle aujourd'hui|InForce: it waives the rule today"`
}

// Settlement is what the authority decided of a derogation.
type Settlement struct {
	Grant     bool       `json:"grant" required:"true" doc:"accordée ou refusée|granted or refused"`
	Authority string     `json:"authority" required:"true" doc:"qui l'a décidé, comme l'acte le dit|who decided, as the act says"`
	Reference string     `json:"reference,omitempty" doc:"référence de l'acte|reference of the act"`
	From      havre.Date `json:"from,omitzero" doc:"premier jour|first day"`
	Until     havre.Date `json:"until,omitzero" doc:"jour de fin, non compris|end, excluded"`
	Note      string     `json:"note,omitempty" doc:"précision|note"`
}
