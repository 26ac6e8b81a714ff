package wire

import (
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/document"
)

// DossierDocument is what a client sends of a need: the same document that the
// program decides offline, to which the organisation may be added.
type DossierDocument struct {
	APIVersion string          `json:"apiVersion" enum:"havre/v1" required:"true" doc:"version du format|version of the format"`
	Kind       string          `json:"kind" enum:"Dossier" required:"true" doc:"nature du document|kind of document"`
	ID         string          `json:"id,omitempty" doc:"identifiant ; celui de l'adresse s'il est donné|identifier; that of the address when given"`
	Metadata   DossierMetadata `json:"metadata" required:"true" doc:"nom du dossier|name of the need"`
	Spec       dossier.Spec    `json:"spec" required:"true" doc:"ce que l'équipe déclare|what the team declares"`
	Status     *document.Node  `json:"status,omitempty" doc:"lu et ignoré|read and ignored"`
}

// DossierMetadata names a need.
type DossierMetadata struct {
	dossier.Metadata
	Organisation string         `json:"organisation,omitempty" doc:"identifiant ou nom court de l'organisation|identifier or short name of the organisation"`
	Version      *document.Node `json:"version,omitempty" doc:"lu et ignoré|read and ignored"`
	CreatedAt    *document.Node `json:"createdAt,omitempty" doc:"lu et ignoré|read and ignored"`
	CreatedBy    *document.Node `json:"createdBy,omitempty" doc:"lu et ignoré|read and ignored"`
	UpdatedAt    *document.Node `json:"updatedAt,omitempty" doc:"lu et ignoré|read and ignored"`
	UpdatedBy    *document.Node `json:"updatedBy,omitempty" doc:"lu et ignoré|read and ignored"`
	DeletedAt    *document.Node `json:"deletedAt,omitempty" doc:"lu et ignoré|read and ignored"`
}
