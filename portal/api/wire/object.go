// Package wire is what the API and its clients exchange: objects, lists, problems
// and what is sent to make them. The server answers with these types, publishes
// their schemas and reads requests into them; package client uses the same ones,
// so that the three cannot disagree.
//
// It holds words only: it knows no service, no rule and no HTTP. The doc tags are
// in French, then English.
package wire

import (
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// Object is a record as the API shows it: what it is (metadata), what was asked
// for (spec) and what it became (status).
type Object[S, T any] struct {
	APIVersion string   `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string   `json:"kind" doc:"nature de l'objet|kind of object"`
	ID         string   `json:"id" doc:"identifiant, qui ne change jamais|identifier, which never changes"`
	Metadata   Metadata `json:"metadata" doc:"nom, version et dates|name, version and dates"`
	Spec       S        `json:"spec" doc:"ce qui a été demandé|what was asked for"`
	Status     T        `json:"status" doc:"ce que le serveur en sait|what the server knows of it"`
}

// Metadata is what every object carries. Version grows by one at each change; the
// ETag of the object is the version between quotes.
type Metadata struct {
	Name         string    `json:"name,omitempty" doc:"nom court, unique dans son organisation|short name, unique in its organisation"`
	Title        string    `json:"title,omitempty" doc:"nom que lisent les personnes|name that people read"`
	Organisation string    `json:"organisation,omitempty" doc:"identifiant de l'organisation|identifier of the organisation"`
	Version      int64     `json:"version,omitempty" doc:"version de l'objet, à partir de 1|version of the object, from 1"`
	CreatedAt    time.Time `json:"createdAt,omitzero" doc:"création|creation"`
	CreatedBy    string    `json:"createdBy,omitempty" doc:"qui l'a créé|who created it"`
	UpdatedAt    time.Time `json:"updatedAt,omitzero" doc:"dernier changement|last change"`
	UpdatedBy    string    `json:"updatedBy,omitempty" doc:"qui l'a changé|who changed it"`
	DeletedAt    time.Time `json:"deletedAt,omitzero" doc:"suppression, qui peut être annulée|deletion, which can be undone"`
}

// Condition is one thing that is true or not of an object, and why.
type Condition struct {
	Type    string      `json:"type" doc:"ce dont il s'agit : Active, Decided…|what it is about: Active, Decided…"`
	Status  havre.Truth `json:"status" enum:"yes,no,unknown" doc:"oui, non ou inconnu|yes, no or unknown"`
	Reason  string      `json:"reason" doc:"pourquoi, en un mot pour les programmes|why, in one word for programs"`
	Message string      `json:"message" doc:"pourquoi, en une phrase|why, in a sentence"`
	Since   time.Time   `json:"since,omitzero" doc:"depuis quand|since when"`
}

// List is one page of a list.
type List[T any] struct {
	APIVersion string `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string `json:"kind" doc:"nature de la liste|kind of list"`
	Items      []T    `json:"items" doc:"les éléments de cette page|the items of this page"`
	Total      int    `json:"total" doc:"nombre d'éléments de toute la liste, avec les mêmes filtres|number of items of the whole list, with the same filters"`
	Next       string `json:"next,omitempty" doc:"curseur de la page suivante, absent à la fin|cursor of the next page, absent at the end"`
}

// Document is what a client sends to make or change an object. What the server
// writes itself may be sent back: it is read and ignored, so that an object that
// was obtained can be changed and sent as it is.
type Document[S any] struct {
	APIVersion string           `json:"apiVersion,omitempty" enum:"havre/v1" doc:"version du format|version of the format"`
	Kind       string           `json:"kind,omitempty" doc:"nature de l'objet|kind of object"`
	ID         string           `json:"id,omitempty" doc:"identifiant ; celui de l'adresse s'il est donné|identifier; that of the address when given"`
	Metadata   DocumentMetadata `json:"metadata,omitzero" doc:"nom et organisation|name and organisation"`
	Spec       S                `json:"spec" required:"true" doc:"ce qui est demandé|what is asked for"`
	Status     *document.Node   `json:"status,omitempty" doc:"lu et ignoré|read and ignored"`
}

// DocumentMetadata is the part of the metadata that a client chooses.
type DocumentMetadata struct {
	Name         string         `json:"name,omitempty" pattern:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" form:"lettres minuscules, chiffres et tirets, 63 caractères au plus (demo-rdv)|lower-case letters, digits and dashes, 63 characters at most (demo-rdv)" doc:"nom court : minuscules, chiffres et tirets|short name: lower-case letters, digits and dashes"`
	Title        string         `json:"title,omitempty" doc:"nom que lisent les personnes|name that people read"`
	Organisation string         `json:"organisation,omitempty" doc:"identifiant ou nom court de l'organisation|identifier or short name of the organisation"`
	Version      *document.Node `json:"version,omitempty" doc:"lu et ignoré|read and ignored"`
	CreatedAt    *document.Node `json:"createdAt,omitempty" doc:"lu et ignoré|read and ignored"`
	CreatedBy    *document.Node `json:"createdBy,omitempty" doc:"lu et ignoré|read and ignored"`
	UpdatedAt    *document.Node `json:"updatedAt,omitempty" doc:"lu et ignoré|read and ignored"`
	UpdatedBy    *document.Node `json:"updatedBy,omitempty" doc:"lu et ignoré|read and ignored"`
	DeletedAt    *document.Node `json:"deletedAt,omitempty" doc:"lu et ignoré|read and ignored"`
}

// Stamp says what an object is.
func (o *Object[S, T]) Stamp(kind string) { o.APIVersion, o.Kind = havre.APIVersion, kind }
