package wire

import (
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/dossier"
)

// Dossier is a need on record. Its spec is that of the documents of kind Dossier.
type Dossier = Object[dossier.Spec, DossierStatus]

// DossierStatus is where a need is.
type DossierStatus struct {
	State             string           `json:"state" enum:"draft,shared,archived" doc:"brouillon, partagé ou archivé|draft, shared or archived"`
	OrganisationTitle string           `json:"organisationTitle,omitempty" doc:"nom de l'organisation|name of the organisation"`
	Ministry          string           `json:"ministry,omitempty" doc:"ministère|ministry"`
	Revision          int              `json:"revision" doc:"numéro de la dernière révision|number of the newest revision"`
	Decision          *DecisionOutline `json:"decision,omitempty" doc:"la dernière décision|the newest decision"`
	Shares            []Share          `json:"shares" doc:"avec qui il est partagé, en plus de son organisation|whom it is shared with, beyond its organisation"`
	Conditions        []Condition      `json:"conditions" doc:"Shared : partagé ; Decided : la dernière révision est décidée ; Standing : la décision tient|Shared: shared; Decided: the newest revision is decided; Standing: the decision stands"`
}

// DossierItem is a need in a list, without its document.
type DossierItem = Object[DossierOutline, DossierStatus]

// DossierOutline stands for the spec in a list: the document is read one by one.
type DossierOutline struct{}

// DecisionOutline is a decision in a few words.
type DecisionOutline struct {
	ID           string     `json:"id" doc:"identifiant|identifier"`
	Number       int        `json:"number" doc:"numéro de la décision pour ce dossier|number of the decision for this need"`
	State        string     `json:"state" enum:"current,reopened,superseded" doc:"en vigueur, rouverte ou remplacée|current, reopened or superseded"`
	On           havre.Date `json:"on" doc:"jour de la décision|day of the decision"`
	Best         string     `json:"best" enum:"eligible,undetermined,ineligible,not-listed" doc:"meilleur verdict|best verdict"`
	Eligible     int        `json:"eligible" doc:"nombre d'offres éligibles|number of eligible offers"`
	Undetermined int        `json:"undetermined" doc:"nombre d'offres indéterminées|number of undetermined offers"`
	Ineligible   int        `json:"ineligible" doc:"nombre d'offres inéligibles|number of ineligible offers"`
	First        []string   `json:"first" doc:"offres éligibles, la meilleure d'abord|eligible offers, best first"`
	Due          havre.Date `json:"due,omitzero" doc:"premier jour où un fait qu'elle a lu peut changer|first day on which something it read may change"`
}

// Share lets an organisation or a person read a need and discuss it.
type Share struct {
	With  string    `json:"with" doc:"identifiant de l'organisation ou de la personne|identifier of the organisation or of the person"`
	Title string    `json:"title,omitempty" doc:"nom|name"`
	At    time.Time `json:"at,omitzero" doc:"depuis quand|since when"`
	By    string    `json:"by,omitempty" doc:"par qui|by whom"`
}

// Sharing replaces the shares of a need.
type Sharing struct {
	With []string `json:"with" required:"true" doc:"identifiants des organisations et des personnes ; ce qui n'y est pas n'est plus partagé|identifiers of the organisations and people; what is not listed is no longer shared"`
}

// StateChange shares, archives or makes a draft again.
type StateChange struct {
	State string `json:"state" required:"true" enum:"draft,shared,archived" doc:"état voulu|state wanted"`
}

// Revision is one version of a need's document.
type Revision = Object[RevisionSpec, RevisionStatus]

// RevisionSpec is what its author wrote.
type RevisionSpec struct {
	Dossier  string `json:"dossier" doc:"identifiant du dossier|identifier of the need"`
	Number   int    `json:"number" doc:"numéro, à partir de 1|number, from 1"`
	Note     string `json:"note,omitempty" doc:"pourquoi, dans les mots de l'auteur|why, in the author's words"`
	Document string `json:"document,omitempty" doc:"le document, tel qu'il a été écrit ; absent des listes|the document, as it was written; absent from lists"`
}

// RevisionStatus says who wrote a revision.
type RevisionStatus struct {
	Author     string      `json:"author,omitempty" doc:"nom de l'auteur|name of the author"`
	Conditions []Condition `json:"conditions" doc:"Newest : c'est la dernière|Newest: it is the newest"`
}

// Comment is one message of the discussion of a need.
type Comment = Object[CommentSpec, CommentStatus]

// CommentSpec is what somebody wrote.
type CommentSpec struct {
	Text  string `json:"text" required:"true" doc:"le message, en texte simple|the message, in plain text"`
	Rule  string `json:"rule,omitempty" doc:"règle dont il parle ; absente : tout le dossier|rule it is about; absent: the whole need"`
	Offer string `json:"offer,omitempty" doc:"offre dont il parle|offer it is about"`
}

// CommentStatus says who wrote a message.
type CommentStatus struct {
	Dossier    string      `json:"dossier" doc:"identifiant du dossier|identifier of the need"`
	Author     string      `json:"author,omitempty" doc:"nom de l'auteur|name of the author"`
	Conditions []Condition `json:"conditions" doc:"Visible : le message n'est pas supprimé|Visible: the message is not deleted"`
}

// Comparison is what a decision becomes between two days.
type Comparison = decision.Comparison
