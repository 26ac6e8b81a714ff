package wire

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// Offer is an offer as known on a day.
type Offer struct {
	APIVersion   string           `json:"apiVersion" doc:"version du format|version of the format"`
	Kind         string           `json:"kind" enum:"Offer" doc:"nature de l'objet|kind of object"`
	ID           string           `json:"id" doc:"identifiant|identifier"`
	Platform     string           `json:"platform" doc:"identifiant de la plateforme|identifier of the platform"`
	Title        string           `json:"title" doc:"nom ce jour-là|name on that day"`
	On           havre.Date       `json:"on" doc:"jour|day"`
	Owner        string           `json:"owner" doc:"qui sait ce qu'aucune source ne dit|who knows what no source tells"`
	Attestations []Attestation    `json:"attestations" doc:"qualifications et certificats en vigueur|qualifications and certificates in force"`
	Claims       []Claim          `json:"claims" doc:"ce qui est tenu pour vrai|what is held true"`
	Zones        []catalogue.Zone `json:"zones" doc:"zones de la plateforme|zones of the platform"`
	Links        []catalogue.Link `json:"links" doc:"liens avec d'autres plateformes|links with other platforms"`
}

// OfferItem is an offer in a list.
type OfferItem struct {
	ID           string   `json:"id" doc:"identifiant|identifier"`
	Platform     string   `json:"platform" doc:"identifiant de la plateforme|identifier of the platform"`
	Title        string   `json:"title" doc:"nom ce jour-là|name on that day"`
	Layers       []string `json:"layers" doc:"couches|layers"`
	SecNumCloud  string   `json:"secnumcloud" doc:"qualification SecNumCloud|SecNumCloud qualification"`
	HDS          string   `json:"hds" doc:"hébergement de données de santé|hosting of health data"`
	Attestations []string `json:"attestations" doc:"qualifications et certificats, chacun sur une ligne|qualifications and certificates, each on one line"`
}

// Attestation is a qualification or a certificate.
type Attestation struct {
	Kind       string       `json:"kind" doc:"nature|kind"`
	Status     string       `json:"status" doc:"état|status"`
	Scope      string       `json:"scope,omitempty" doc:"périmètre|scope"`
	Activities []string     `json:"activities,omitempty" doc:"activités couvertes|activities covered"`
	Issuer     string       `json:"issuer,omitempty" doc:"qui l'a délivrée|who issued it"`
	Version    string       `json:"version,omitempty" doc:"version du référentiel|version of the standard"`
	Number     string       `json:"number,omitempty" doc:"numéro|number"`
	From       havre.Date   `json:"from,omitzero" doc:"premier jour|first day"`
	Until      havre.Date   `json:"until,omitzero" doc:"fin, non comprise|end, excluded"`
	Source     havre.Source `json:"source" doc:"source|source"`
}

// Claim is what is held true of an attribute.
type Claim struct {
	Path       string           `json:"path" doc:"attribut|attribute"`
	Title      string           `json:"title" doc:"nom de l'attribut|name of the attribute"`
	Value      string           `json:"value" doc:"valeur|value"`
	Words      string           `json:"words,omitempty" doc:"mots de la source|words of the source"`
	From       havre.Date       `json:"from,omitzero" doc:"premier jour|first day"`
	Until      havre.Date       `json:"until,omitzero" doc:"fin, non comprise|end, excluded"`
	Source     havre.Source     `json:"source" doc:"source|source"`
	Confidence havre.Confidence `json:"confidence" doc:"confiance|confidence"`
	Owner      string           `json:"owner" doc:"qui le sait|who knows"`
	Note       string           `json:"note,omitempty" doc:"précision|note"`
	Conflicts  []Claim          `json:"conflicts,omitempty" doc:"sources qui disent autre chose|sources that say otherwise"`
}

// Platform is a platform of the catalogue.
type Platform struct {
	APIVersion string   `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string   `json:"kind" enum:"Platform" doc:"nature de l'objet|kind of object"`
	ID         string   `json:"id" doc:"identifiant|identifier"`
	Title      string   `json:"title" doc:"nom|name"`
	Operator   string   `json:"operator,omitempty" doc:"qui l'exploite|who runs it"`
	Note       string   `json:"note,omitempty" doc:"précision|note"`
	Names      []string `json:"names" doc:"ses noms, d'hier et d'aujourd'hui|its names, past and present"`
	Offers     []string `json:"offers" doc:"identifiants de ses offres|identifiers of its offers"`
}

// ImportPreview is what a table would change.
type ImportPreview struct {
	APIVersion string       `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string       `json:"kind" enum:"ImportPreview" doc:"nature de l'objet|kind of object"`
	Changes    []ImportLine `json:"changes" doc:"attribut par attribut|attribute by attribute"`
	Counts     []Count      `json:"counts" doc:"par sorte de changement|by kind of change"`
	Warnings   []FieldError `json:"warnings" doc:"remarques|remarks"`
}

// ImportLine is one attribute of one offer, or one link.
type ImportLine struct {
	Offer     string `json:"offer" doc:"offre|offer"`
	Attribute string `json:"attribute" doc:"attribut|attribute"`
	Change    string `json:"change" doc:"ce que l'import lui fait|what the import does to it"`
	Before    string `json:"before" doc:"valeur d'avant|value before"`
	After     string `json:"after" doc:"valeur d'après|value after"`
	Words     string `json:"words,omitempty" doc:"mots du tableau|words of the table"`
}

// Edition is the catalogue and the doctrine in use from an instant on.
type Edition = Object[EditionSpec, EditionStatus]

// EditionSpec is what is in use.
type EditionSpec struct {
	Number           int64  `json:"number" doc:"numéro, à partir de 1|number, from 1"`
	Catalogue        string `json:"catalogue" doc:"empreinte du catalogue|digest of the catalogue"`
	CatalogueVersion string `json:"catalogueVersion" doc:"version du catalogue|version of the catalogue"`
	Doctrine         string `json:"doctrine" doc:"empreinte de la doctrine|digest of the doctrine"`
	Note             string `json:"note,omitempty" doc:"pourquoi|why"`
}

// EditionStatus says whether it is the one in use.
type EditionStatus struct {
	Conditions []Condition `json:"conditions" doc:"Current : c'est celle en usage|Current: it is the one in use"`
}
