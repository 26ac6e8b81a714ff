// Package dossier is what a team declares of an application that needs hosting:
// who carries it, what data it holds, what it needs of a platform. It reads
// documents of kind Dossier, says exactly what is wrong in them, and turns them
// into the facts that rules read.
//
// It knows neither platform nor rule. A fact that nobody wrote is unknown, never
// no; what looks strange is a warning and refuses nothing.
package dossier

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// Kind is the kind of document this package reads.
const Kind = "Dossier"

// Dossier is one declared need.
type Dossier struct {
	APIVersion string   `json:"apiVersion" enum:"havre/v1" required:"true" doc:"version du format|version of the format"`
	Kind       string   `json:"kind" enum:"Dossier" required:"true" doc:"nature du document|kind of document"`
	Metadata   Metadata `json:"metadata" required:"true" doc:"nom du dossier|name of the dossier"`
	Spec       Spec     `json:"spec" required:"true" doc:"ce que l'équipe déclare|what the team declares"`

	// Warnings are what looks strange in the dossier; they refuse nothing.
	Warnings havre.Problems `json:"-"`

	file string
	root *document.Node
}

// Metadata names a dossier.
type Metadata struct {
	Name  string `json:"name" required:"true" pattern:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" form:"lettres minuscules, chiffres et tirets, 63 caractères au plus (demo-rdv)|lower-case letters, digits and dashes, 63 characters at most (demo-rdv)" doc:"identifiant : minuscules, chiffres et tirets|identifier: lower-case letters, digits and dashes"`
	Title string `json:"title,omitempty" doc:"nom de l'application|name of the application"`
}

// Spec is what the team declares. What is left out is unknown.
type Spec struct {
	Organisation     Organisation `json:"organisation,omitzero" doc:"organisme qui porte le projet|body that carries the project"`
	Project          Project      `json:"project,omitzero" doc:"le projet|the project"`
	Environments     Set          `json:"environments,omitzero" enum:"development,sandbox,training,integration,acceptance,production,recovery" doc:"environnements à héberger|environments to host"`
	Data             Data         `json:"data,omitzero" doc:"les données|the data"`
	Needs            Needs        `json:"needs,omitzero" doc:"ce que l'application attend d'une plateforme|what the application expects of a platform"`
	Flows            Flows        `json:"flows,omitzero" doc:"flux ouverts par l'application|flows the application opens"`
	Hosting          []Hosting    `json:"hosting,omitempty" doc:"où l'application est déjà hébergée, ou doit l'être|where the application is hosted already, or is to be"`
	ExistingSolution havre.Truth  `json:"existingSolution,omitzero" doc:"une solution équivalente existe déjà (R13)|an equivalent product already exists (R13)"`
	Evidence         []Evidence   `json:"evidence,omitempty" doc:"documents qui montrent que les obligations du projet sont tenues|documents that show the project's own obligations are met"`
	Derogations      []Derogation `json:"derogations,omitempty" doc:"dérogations accordées|derogations granted"`
}

// Organisation is the body that carries the project.
type Organisation struct {
	Name      string      `json:"name,omitempty" doc:"nom de l'organisme|name of the body"`
	Kind      Word        `json:"kind,omitzero" enum:"central-administration,supervised-body,state-operator,gip,local-authority,health-establishment,private" doc:"nature de l'organisme|kind of body"`
	Ministry  Word        `json:"ministry,omitzero" enum:"social,interior,finance,justice,education,higher-education,defence,ecology,agriculture,culture,foreign-affairs,prime-minister,other,none" doc:"ministère de rattachement : ajoute sa propre doctrine|ministry: adds its own doctrine"`
	SRENScope havre.Truth `json:"srenScope,omitzero" doc:"opérateur listé ou GIP nommé par décret (loi SREN, art. 31)|listed operator or GIP named by decree (SREN act, art. 31)"`
}

// Project is the life of the application so far.
type Project struct {
	Nature           Word        `json:"nature,omitzero" enum:"new,major-evolution,ongoing" doc:"nouveau, évolution majeure ou en cours|new, major evolution or ongoing"`
	EngagedOn        Day         `json:"engagedOn,omitzero" doc:"date d'engagement du projet|date the project was engaged"`
	FullCostEUR      Amount      `json:"fullCostEUR,omitzero" doc:"coût complet TTC en euros : construction et 24 premiers mois d'exploitation|full cost in euros, VAT included: build and first 24 months of run"`
	EvolutionRatio   Ratio       `json:"evolutionRatio,omitzero" doc:"part du coût de construction initial que représente l'évolution (0.3)|evolution as a share of the initial build cost (0.3)"`
	ContractorChange havre.Truth `json:"contractorChange,omitzero" doc:"changement de prestataire|change of contractor"`
	LiftAndShift     havre.Truth `json:"liftAndShift,omitzero" doc:"application déplacée telle quelle|application moved as it is"`
	CloudReady       havre.Truth `json:"cloudReady,omitzero" doc:"l'application peut fonctionner dans un cloud|the application can run in a cloud"`
}

// Data is what the application holds and what a breach would do.
type Data struct {
	Personal         havre.Truth `json:"personal,omitzero" doc:"données à caractère personnel|personal data"`
	SpecialCategory  havre.Truth `json:"specialCategory,omitzero" doc:"données des articles 9 ou 10 du RGPD|data of GDPR articles 9 or 10"`
	HealthHosting    havre.Truth `json:"healthHosting,omitzero" doc:"données de santé relevant de la loi HDS|health data within the HDS law"`
	SelfHostedHealth havre.Truth `json:"selfHostedHealth,omitzero" doc:"l'organisme héberge lui-même ses propres données de santé|the body hosts its own health data itself"`
	LegalSecrets     Set         `json:"legalSecrets,omitzero" enum:"privacy,medical,business,defence,foreign-policy,state-security,government-deliberations,court-proceedings" doc:"secrets protégés par la loi ; [] : aucun|secrets protected by law; []: none"`
	Subjects         Set         `json:"subjects,omitzero" enum:"citizens,companies,agents,patients" doc:"sur qui portent les données|whom the data is about"`
	EssentialMission havre.Truth `json:"essentialMission,omitzero" doc:"données nécessaires à une mission essentielle de l'État|data needed by an essential mission of the State"`
	Harm             Harm        `json:"harm,omitzero" doc:"une violation serait susceptible de porter atteinte à…|a breach would be likely to harm…"`
	Marking          Word        `json:"marking,omitzero" enum:"none,restricted,classified" doc:"mention de protection : restricted = Diffusion Restreinte|protective marking: restricted = Diffusion Restreinte"`
}

// Harm is what a breach of the data would be likely to damage.
type Harm struct {
	PublicOrder          havre.Truth `json:"publicOrder,omitzero" doc:"l'ordre public|public order"`
	PublicSecurity       havre.Truth `json:"publicSecurity,omitzero" doc:"la sécurité publique|public security"`
	Health               havre.Truth `json:"health,omitzero" doc:"la santé des personnes|people's health"`
	Life                 havre.Truth `json:"life,omitzero" doc:"la vie des personnes|people's lives"`
	IntellectualProperty havre.Truth `json:"intellectualProperty,omitzero" doc:"la propriété intellectuelle|intellectual property"`
}

// Needs is what the application expects of a platform.
type Needs struct {
	Layer               Set         `json:"layer,omitzero" enum:"saas,paas,caas,iaas" doc:"couches acceptées, par ordre de préférence|acceptable layers, in order of preference"`
	Runtimes            Set         `json:"runtimes,omitzero" enum:"container,node,java,php,python,ruby,go,dotnet,static,linux-vm,windows-vm" doc:"environnements d'exécution|runtimes"`
	Services            Set         `json:"services,omitzero" enum:"managed-database,object-storage,shared-filesystem,block-storage,antivirus,managed-kubernetes,load-balancer,dns,registry,backup,monitoring,logs,secrets,gpu,mail-relay,cdn" doc:"services managés|managed services"`
	OutsourcedOperation havre.Truth `json:"outsourcedOperation,omitzero" doc:"exploitation confiée à un tiers (infogérance)|operation given to somebody else"`
	DICT                DICT        `json:"dict,omitzero" doc:"besoins de sécurité, de 1 à 4|security needs, from 1 to 4"`
	RTO                 Duration    `json:"rto,omitzero" doc:"durée maximale d'interruption admissible, DIMA (24h)|longest tolerable interruption (24h)"`
	RPO                 Duration    `json:"rpo,omitzero" doc:"perte de données maximale admissible, PDMA (24h)|largest tolerable data loss (24h)"`
	Zones               Count       `json:"zones,omitzero" doc:"nombre de zones géographiques distinctes|number of distinct geographic zones"`
	Exposure            Set         `json:"exposure,omitzero" enum:"internet,rie" doc:"réseaux d'exposition|exposure networks"`
	Audience            Set         `json:"audience,omitzero" enum:"agents,citizens,companies,partners" doc:"utilisateurs|users"`
	Segment             Word        `json:"segment,omitzero" enum:"none,workstation,office,mail,collaboration,ticketing,forms,publishing,other" doc:"fonction courante que remplit l'application ; none : une application métier|common function the application fills; none: a business application"`
}

// Hosting is where an environment of the application is, or is to be.
type Hosting struct {
	Environment string `json:"environment,omitempty" enum:"development,sandbox,training,integration,acceptance,production,recovery" doc:"environnement ; absent : tous|environment; absent: all"`
	Platform    string `json:"platform" required:"true" pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$" form:"l'identifiant d'une plateforme ou d'une de ses zones (cloud-pi-native.restricted)|the identifier of a platform or of one of its zones (cloud-pi-native.restricted)" doc:"plateforme, offre ou zone|platform, offer or zone"`
}

// DICT is the security need on the four axes. Levels of different scales are
// never compared.
type DICT struct {
	Scale           Word  `json:"scale,omitzero" enum:"social-ministries,anssi-mss,other" doc:"échelle dans laquelle les niveaux sont exprimés|scale of the levels"`
	Availability    Level `json:"availability,omitzero" doc:"disponibilité|availability"`
	Integrity       Level `json:"integrity,omitzero" doc:"intégrité|integrity"`
	Confidentiality Level `json:"confidentiality,omitzero" doc:"confidentialité|confidentiality"`
	Traceability    Level `json:"traceability,omitzero" doc:"traçabilité ou preuve|traceability or proof"`
}

// Derogation is a permission, granted by an authority, not to meet a rule.
type Derogation struct {
	Rule      string     `json:"rule" required:"true" pattern:"^[A-Za-z0-9][A-Za-z0-9-]*$" form:"identifiant de règle (R9-SNC-2023)|identifier of a rule (R9-SNC-2023)" doc:"règle à laquelle il est dérogé|rule derogated from"`
	Offer     string     `json:"offer,omitempty" pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" form:"identifiant d'offre (cloud-pi)|identifier of an offer (cloud-pi)" doc:"offre concernée ; absente : toutes|offer concerned; absent: all"`
	Authority string     `json:"authority" required:"true" doc:"autorité qui l'accorde|authority that grants it"`
	Reference string     `json:"reference,omitempty" doc:"référence de la décision|reference of the decision"`
	Document  string     `json:"document,omitempty" doc:"document|document"`
	From      havre.Date `json:"from" required:"true" doc:"premier jour|first day"`
	Until     havre.Date `json:"until,omitzero" doc:"jour de fin, non compris|end, excluded"`
}

// Schema is the JSON Schema of a dossier, described in a language.
func Schema(lang havre.Lang) map[string]any {
	s := document.Schema("urn:havre:v1:dossier", &Dossier{}, lang)
	s["title"] = havre.Text{FR: "Dossier de besoin d'hébergement", EN: "Hosting need"}.In(lang)
	return s
}
