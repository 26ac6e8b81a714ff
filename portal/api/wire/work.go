package wire

import (
	"time"

	"github.com/havre-cloud/havre"
)

// Work is what an operator has to do by hand for one item of an order.
type Work = Object[WorkSpec, WorkStatus]

// WorkSpec is what is asked.
type WorkSpec struct {
	Order    string     `json:"order" doc:"identifiant de la commande|identifier of the order"`
	Item     int        `json:"item" doc:"numéro de la ligne|number of the item"`
	Offer    string     `json:"offer" doc:"offre|offer"`
	Instance string     `json:"instance" doc:"ressource à créer, modifier ou supprimer|resource to create, change or remove"`
	Due      havre.Date `json:"due,omitzero" doc:"jour attendu|day expected"`
}

// WorkStatus is where it is.
type WorkStatus struct {
	State             string       `json:"state" enum:"to-do,taken,done,partly-done,impossible,withdrawn" doc:"état|state"`
	StateText         string       `json:"stateText" doc:"état, en mots|state, in words"`
	Late              bool         `json:"late" doc:"le jour attendu est passé|the day expected has passed"`
	OrderNumber       string       `json:"orderNumber,omitempty" doc:"numéro de la commande|number of the order"`
	DossierTitle      string       `json:"dossierTitle,omitempty" doc:"nom du dossier|title of the need"`
	OrganisationTitle string       `json:"organisationTitle,omitempty" doc:"nom de l'organisation qui commande|name of the organisation that orders"`
	Assignee          string       `json:"assignee,omitempty" doc:"qui s'en charge|who took it"`
	AssigneeName      string       `json:"assigneeName,omitempty" doc:"son nom|their name"`
	Note              string       `json:"note,omitempty" doc:"ce que dit l'opérateur|what the operator says"`
	Reference         string       `json:"reference,omitempty" doc:"comment la plateforme nomme ce qui a été fait|how the platform names what was made"`
	SettledAt         time.Time    `json:"settledAt,omitzero" doc:"règlement|settlement"`
	For               *OrderedItem `json:"for,omitempty" doc:"la ligne à réaliser ; absente des listes|the item to make; absent from lists"`
	RequestNote       string       `json:"requestNote,omitempty" doc:"note du demandeur ; absente des listes|note of the requester; absent from lists"`
	Contact           string       `json:"contact,omitempty" doc:"demandeur ; absent des listes|requester; absent from lists"`
	Conditions        []Condition  `json:"conditions" doc:"Settled : rien ne reste à faire|Settled: nothing is left to do"`
}

// WorkReport is what an operator says of a work.
type WorkReport struct {
	State     string  `json:"state" required:"true" enum:"done,partly-done,impossible" doc:"fait, fait en partie ou impossible|done, partly done or impossible"`
	Reference string  `json:"reference,omitempty" doc:"comment la plateforme nomme ce qui a été fait|how the platform names what was made"`
	Note      string  `json:"note,omitempty" doc:"ce qui manque et pourquoi ; obligatoire si tout n'est pas fait|what is missing and why; compulsory unless all is done"`
	Choices   Choices `json:"choices,omitempty" doc:"d'une livraison partielle, les champs du gabarit qui ont moins que commandé : le reste est rendu|of a partial delivery, the fields of the plan that have less than ordered: the rest is given back"`
}

// Instance is what an order delivered, or is delivering. Its short name is in the
// metadata.
type Instance = Object[InstanceSpec, InstanceStatus]

// InstanceSpec is what it is.
type InstanceSpec struct {
	Dossier     string     `json:"dossier" doc:"identifiant du dossier|identifier of the need"`
	Offer       string     `json:"offer" doc:"offre|offer"`
	Plan        string     `json:"plan" doc:"gabarit de commande|plan"`
	Environment string     `json:"environment" doc:"environnement|environment of the need"`
	From        havre.Date `json:"from,omitzero" doc:"premier jour|first day"`
	Wanted      ItemWanted `json:"wanted" doc:"ce qu'elle a|what it has"`
}

// InstanceStatus is where it is.
type InstanceStatus struct {
	State             string             `json:"state" enum:"reserved,inactive,active,terminated,abandoned" doc:"état, dans les mots de TMF638|state, in the words of TMF638"`
	StateText         string             `json:"stateText" doc:"état, en mots|state, in words"`
	DossierTitle      string             `json:"dossierTitle,omitempty" doc:"nom du dossier|title of the need"`
	OrganisationTitle string             `json:"organisationTitle,omitempty" doc:"nom de l'organisation|name of the organisation"`
	Order             string             `json:"order" doc:"commande qui l'a ajoutée|order that added it"`
	Changing          string             `json:"changing,omitempty" doc:"commande qui la modifie|order that is changing it"`
	Reference         string             `json:"reference,omitempty" doc:"comment son opérateur la nomme|how its operator names it"`
	Missing           string             `json:"missing,omitempty" doc:"ce que son opérateur n'a pas pu livrer, dans ses mots|what its operator could not deliver, in their words"`
	External          string             `json:"external,omitempty" doc:"identifiant donné par une plateforme cliente|identifier given by a client platform"`
	Use               map[string]float64 `json:"use,omitempty" doc:"usage mesuré, en pour cent par ressource|measured use, in percent by resource"`
	UsedOn            havre.Date         `json:"usedOn,omitzero" doc:"jour de la mesure|day of the measure"`
	Conditions        []Condition        `json:"conditions" doc:"InService : elle est en service|InService: it is in service"`
}

// MeasuredUse is the measured use of an instance.
type MeasuredUse struct {
	Use map[string]float64 `json:"use" required:"true" doc:"usage mesuré, en pour cent par ressource : {\"cpu\": 62}|measured use, in percent by resource: {\"cpu\": 62}"`
}

// OfferOperator is which organisation operates an offer on this portal.
type OfferOperator struct {
	APIVersion   string `json:"apiVersion,omitempty" enum:"havre/v1" doc:"version du format|version of the format"`
	Kind         string `json:"kind,omitempty" enum:"OfferOperator" doc:"nature de l'objet|kind of object"`
	Offer        string `json:"offer,omitempty" doc:"offre|offer"`
	Organisation string `json:"organisation" doc:"identifiant ou nom court de l'organisation ; vide : les opérateurs du portail entier|identifier or short name of the organisation; empty: the operators of the whole portal"`
}
