package wire

import (
	"time"

	"github.com/havre-cloud/havre"
)

// Deployment is what is built for a resource that was ordered; it has the identifier of
// that resource.
type Deployment = Object[DeploymentSpec, DeploymentStatus]

// DeploymentItem is a deployment in a list.
type DeploymentItem = Object[DeploymentSpec, DeploymentItemStatus]

// DeploymentSpec is what is to be built.
type DeploymentSpec struct {
	Dossier     string `json:"dossier" doc:"identifiant du dossier|identifier of the need"`
	Offer       string `json:"offer" doc:"offre|offer"`
	Plan        string `json:"plan" doc:"gabarit de commande|plan"`
	Environment string `json:"environment" doc:"environnement du dossier|environment of the need"`
	Cloud       string `json:"cloud" doc:"cloud, comme les réglages du portail le nomment|cloud, as the settings of the portal name it"`
	Order       string `json:"order,omitempty" doc:"identifiant de la dernière commande qui la concerne|identifier of the last order about it"`
	Item        int    `json:"item,omitempty" doc:"ligne de cette commande|item of that order"`
	Generation  int    `json:"generation" doc:"combien de fois ce qui est voulu a changé, à partir de 1|how many times what is wanted changed, from 1"`
}

// DeploymentItemStatus is where a deployment is, in short.
type DeploymentItemStatus struct {
	State        string      `json:"state" enum:"planned,building,running,failed,cancelled,undoing,leaving,gone" doc:"état ; planned : un plan attend un accord|state; planned: a plan awaits an agreement"`
	StateText    string      `json:"stateText" doc:"état, en mots|state, in words"`
	Paused       bool        `json:"paused,omitempty" doc:"plus rien n'est commencé jusqu'à la reprise|nothing more begins until it is resumed"`
	DossierTitle string      `json:"dossierTitle,omitempty" doc:"nom du dossier|title of the need"`
	OrderNumber  string      `json:"orderNumber,omitempty" doc:"numéro de la dernière commande|number of the last order"`
	Drifted      int         `json:"drifted" doc:"nombre d'objets qui diffèrent de ce qui est voulu, au dernier examen|number of objects that differ from what is wanted, at the last look"`
	ObservedAt   time.Time   `json:"observedAt,omitzero" doc:"dernier examen|last look"`
	Why          string      `json:"why,omitempty" doc:"première cause d'un échec|first cause of a failure"`
	Next         string      `json:"next,omitempty" doc:"ce qu'il faut faire|what to do about it"`
	Conditions   []Condition `json:"conditions" doc:"Ready : en service ; AsWanted : rien ne diffère ; Progressing : un travail est en cours|Ready: in service; AsWanted: nothing differs; Progressing: work is under way"`
}

// DeploymentStatus is all that is known of a deployment.
type DeploymentStatus struct {
	DeploymentItemStatus
	CloudTitle string              `json:"cloudTitle,omitempty" doc:"nom du cloud|name of the cloud"`
	Reference  string              `json:"reference,omitempty" doc:"comment la plateforme nomme l'ensemble|how the platform names the whole"`
	Actions    []string            `json:"actions" doc:"ce qui peut être demandé maintenant|what may be asked now"`
	Refusals   []DeploymentRefusal `json:"refusals" doc:"ce qui ne peut pas l'être, et pourquoi|what may not, and why"`
	Run        *DeploymentRun      `json:"run,omitempty" doc:"travail en cours, ou le dernier, avec ses étapes|run under way, or the last one, with its steps"`
	Resources  []DeployedResource  `json:"resources" doc:"objets de la plateforme, avec ce qui en diffère|objects of the platform, with what differs of them"`
	Cautions   []string            `json:"cautions" doc:"ce qui est déclaré et n'est pas réalisé|what is declared and is not carried out"`
	Foreign    []ForeignObject     `json:"foreign" doc:"objets trouvés là qu'aucune commande n'a faits ; Havre n'y touche pas|objects found there that no order made; Havre leaves them alone"`
	Orphans    []Orphan            `json:"orphans" doc:"objets qui n'ont pas pu être supprimés|objects that could not be removed"`
	Price      DeploymentPrice     `json:"price" doc:"ce que la ressource coûte|what the resource costs"`
	Accesses   []DeploymentAccess  `json:"accesses" doc:"accès donnés, sans leurs secrets|accesses given, without their secrets"`
}

// DeploymentPrice is what a resource costs by month, before and after its last order.
type DeploymentPrice struct {
	Before *MonthlyPrice `json:"before,omitempty" doc:"avant la dernière commande ; absent : elle n'existait pas|before the last order; absent: it did not exist"`
	After  *MonthlyPrice `json:"after,omitempty" doc:"depuis la dernière commande ; absent : elle est terminée|since the last order; absent: it has ended"`
}

// MonthlyPrice is what something costs by month.
type MonthlyPrice struct {
	Monthly  havre.Euro  `json:"monthly" doc:"par mois, HT ; la part connue si complete n'est pas « yes »|by month, VAT excluded; the known part when complete is not \"yes\""`
	Complete havre.Truth `json:"complete" enum:"yes,no,unknown" doc:"chaque prix est connu|every price is known"`
	Unknown  []string    `json:"unknown" doc:"composants dont le prix n'est pas connu|components whose price is not known"`
}

// AttributeChange is one attribute that differs.
type AttributeChange struct {
	Field string `json:"field" doc:"attribut|attribute"`
	From  any    `json:"from,omitempty" doc:"ce qui est ; absent : rien|what is; absent: nothing"`
	To    any    `json:"to,omitempty" doc:"ce qui est voulu ; absent : rien|what is wanted; absent: nothing"`
}

// DeployedResource is an object of a deployment as it was last observed.
type DeployedResource struct {
	Key        string            `json:"key" doc:"nom stable dans le déploiement : server/front-1|stable name in the deployment: server/front-1"`
	Kind       string            `json:"kind" doc:"nature : server, network…|kind: server, network…"`
	KindText   string            `json:"kindText" doc:"nature, en mots|kind, in words"`
	ID         string            `json:"id,omitempty" doc:"identifiant donné par la plateforme|identifier given by the platform"`
	Name       string            `json:"name" doc:"nom sur la plateforme|name on the platform"`
	State      string            `json:"state" enum:"absent,pending,ready,broken,leaving" doc:"état chez la plateforme|state on the platform"`
	StateText  string            `json:"stateText" doc:"état, en mots|state, in words"`
	Wanted     bool              `json:"wanted" doc:"est encore voulu|is still wanted"`
	Differs    bool              `json:"differs" doc:"n'est pas comme il est voulu|is not as it is wanted"`
	Drift      []AttributeChange `json:"drift" doc:"attribut par attribut : ce qui a été trouvé (from), ce qui est voulu (to)|attribute by attribute: what was found (from), what is wanted (to)"`
	Since      time.Time         `json:"since,omitzero" doc:"début de cet état|beginning of that state"`
	ObservedAt time.Time         `json:"observedAt,omitzero" doc:"dernier examen|last look"`
}

// ForeignObject is an object that no order made.
type ForeignObject struct {
	Kind     string `json:"kind" doc:"nature|kind"`
	KindText string `json:"kindText" doc:"nature, en mots|kind, in words"`
	ID       string `json:"id" doc:"identifiant donné par la plateforme|identifier given by the platform"`
	Name     string `json:"name,omitempty" doc:"nom sur la plateforme|name on the platform"`
}

// DeploymentRefusal is what may not be asked of a deployment now.
type DeploymentRefusal struct {
	Verb string `json:"verb" doc:"ce qui serait demandé|what would be asked"`
	Why  string `json:"why" doc:"pourquoi ce n'est pas possible maintenant|why it is not possible now"`
}

// DeploymentRun carries a plan out.
type DeploymentRun struct {
	ID         string           `json:"id" doc:"identifiant|identifier"`
	Number     int              `json:"number" doc:"numéro dans le déploiement, à partir de 1|number in the deployment, from 1"`
	Cause      string           `json:"cause" enum:"order,asked,drift,retry,roll-back,end,access" doc:"pourquoi|why"`
	CauseText  string           `json:"causeText" doc:"pourquoi, en mots|why, in words"`
	Generation int              `json:"generation" doc:"génération réalisée|generation carried out"`
	By         string           `json:"by,omitempty" doc:"qui l'a demandé ; absent : le portail|who asked for it; absent: the portal"`
	State      string           `json:"state" enum:"reviewing,working,paused,succeeded,failed,cancelled,superseded" doc:"état|state"`
	StateText  string           `json:"stateText" doc:"état, en mots|state, in words"`
	Ended      bool             `json:"ended" doc:"plus rien n'y arrive|nothing more happens in it"`
	Unchanged  int              `json:"unchanged" doc:"objets déjà comme voulus|objects that were as wanted already"`
	Calls      int64            `json:"calls" doc:"appels à la plateforme|calls to the platform"`
	Why        string           `json:"why,omitempty" doc:"cause d'un échec|cause of a failure"`
	StartedAt  time.Time        `json:"startedAt,omitzero" doc:"début|beginning"`
	EndedAt    time.Time        `json:"endedAt,omitzero" doc:"fin|end"`
	Steps      []DeploymentStep `json:"steps,omitempty" doc:"étapes, dans l'ordre ; absentes d'une liste|steps, in order; not in a list"`
}

// DeploymentStep is a step of a run.
type DeploymentStep struct {
	Number    int               `json:"number" doc:"numéro dans le travail, à partir de 1|number in the run, from 1"`
	Verb      string            `json:"verb" enum:"create,update,delete" doc:"ce qu'elle fait|what it does"`
	VerbText  string            `json:"verbText" doc:"ce qu'elle fait, en mots|what it does, in words"`
	Key       string            `json:"key" doc:"ressource : server/front-1|resource: server/front-1"`
	Kind      string            `json:"kind" doc:"nature|kind"`
	KindText  string            `json:"kindText" doc:"nature, en mots|kind, in words"`
	Name      string            `json:"name" doc:"nom sur la plateforme|name on the platform"`
	Renews    bool              `json:"renews,omitempty" doc:"l'une des deux étapes qui refont la ressource|one of the two steps that make the resource again"`
	Loses     bool              `json:"loses,omitempty" doc:"supprime ce qu'une équipe a stocké|deletes what a team stored"`
	Changes   []AttributeChange `json:"changes,omitempty" doc:"ce qui change|what changes"`
	State     string            `json:"state" enum:"waiting,trying,pending,done,failed,cancelled" doc:"état ; pending : la plateforme y travaille|state; pending: the platform is at work on it"`
	StateText string            `json:"stateText" doc:"état, en mots|state, in words"`
	Attempts  int               `json:"attempts" doc:"essais commencés|attempts begun"`
	StartedAt time.Time         `json:"startedAt,omitzero" doc:"premier essai|first attempt"`
	TriedAt   time.Time         `json:"triedAt,omitzero" doc:"dernier essai|last attempt"`
	EndedAt   time.Time         `json:"endedAt,omitzero" doc:"fin|end"`
	NextAt    time.Time         `json:"nextAt,omitzero" doc:"prochain essai, ou prochain regard|next attempt, or next look"`
	Failure   *StepFailure      `json:"failure,omitempty" doc:"dernier échec, même si un essai suivant a réussi|last failure, even if a later attempt succeeded"`
}

// StepFailure is why a call to a cloud failed.
type StepFailure struct {
	Reason string    `json:"reason" enum:"uncertain,busy,conflicting,gone,taken,quota,denied,refused,lacking" doc:"pourquoi, en un mot|why, in one word"`
	What   string    `json:"what" doc:"ce qui n'allait pas|what was wrong"`
	Next   string    `json:"next,omitempty" doc:"ce qu'il faut faire|what to do about it"`
	Raw    string    `json:"raw,omitempty" doc:"réponse de la plateforme, sans secret ; seulement avec raw=true|answer of the platform, without any secret; only with raw=true"`
	At     time.Time `json:"at" doc:"quand|when"`
}

// DeploymentPlan is what applying, or ending, would do now.
type DeploymentPlan struct {
	APIVersion string          `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string          `json:"kind" enum:"DeploymentPlan" doc:"nature de l'objet|kind of object"`
	Deployment string          `json:"deployment" doc:"identifiant du déploiement|identifier of the deployment"`
	Name       string          `json:"name" doc:"nom court de la ressource|short name of the resource"`
	Ending     bool            `json:"ending" doc:"ce que ferait sa fin|what its end would do"`
	Text       string          `json:"text" doc:"le plan, en une phrase|the plan, in one sentence"`
	Empty      bool            `json:"empty" doc:"il n'y a rien à faire|there is nothing to do"`
	Loses      bool            `json:"loses" doc:"une étape supprime ce qu'une équipe a stocké|a step deletes what a team stored"`
	Counts     PlanCounts      `json:"counts" doc:"combien d'objets|how many objects"`
	Changes    []PlannedChange `json:"changes" doc:"ce qui serait fait, dans un ordre possible|what would be done, in a possible order"`
	Foreign    []ForeignObject `json:"foreign" doc:"objets qu'aucune commande n'a faits, laissés tels quels|objects that no order made, left alone"`
	Cautions   []string        `json:"cautions" doc:"ce qui est déclaré et n'est pas réalisé|what is declared and is not carried out"`
	Price      DeploymentPrice `json:"price" doc:"ce que la ressource coûte|what the resource costs"`
}

// PlanCounts are how many objects a plan touches.
type PlanCounts struct {
	Create    int `json:"create" doc:"à créer|to create"`
	Update    int `json:"update" doc:"à modifier|to update"`
	Replace   int `json:"replace" doc:"à remplacer|to replace"`
	Delete    int `json:"delete" doc:"à supprimer|to delete"`
	Unchanged int `json:"unchanged" doc:"inchangés|unchanged"`
}

// PlannedChange is what would become of one object.
type PlannedChange struct {
	Verb     string            `json:"verb" enum:"create,update,replace,delete" doc:"ce qui serait fait|what would be done"`
	VerbText string            `json:"verbText" doc:"en mots|in words"`
	Key      string            `json:"key" doc:"nom stable dans le déploiement|stable name in the deployment"`
	Kind     string            `json:"kind" doc:"nature|kind"`
	KindText string            `json:"kindText" doc:"nature, en mots|kind, in words"`
	Name     string            `json:"name" doc:"nom sur la plateforme|name on the platform"`
	ID       string            `json:"id,omitempty" doc:"identifiant donné par la plateforme|identifier given by the platform"`
	Loses    bool              `json:"loses,omitempty" doc:"supprime ce qu'une équipe a stocké|deletes what a team stored"`
	Changes  []AttributeChange `json:"changes" doc:"attributs ; d'une création, tous|attributes; of a creation, all of them"`
}

// DeploymentAction asks something of a deployment.
type DeploymentAction struct {
	Verb string `json:"verb" required:"true" enum:"apply,pause,resume,cancel,retry,roll-back,look" doc:"ce qui est demandé|what is asked"`
}

// DriftSettlement says what is done about what differs.
type DriftSettlement struct {
	Reaction string   `json:"reaction" required:"true" enum:"repair,accept" doc:"réparer comme commandé, ou prendre tel quel|repair as ordered, or take as it is"`
	Keys     []string `json:"keys,omitempty" doc:"objets concernés ; absents : tous ceux qui diffèrent|objects concerned; absent: all that differ"`
}

// AccessWanted asks for an access.
type AccessWanted struct {
	For      string `json:"for,omitempty" doc:"à quoi il servira : le programme ou la personne|what it is for: the program or the person"`
	Once     bool   `json:"once,omitempty" doc:"ses secrets ne se montrent qu'une fois|its secrets are shown once only"`
	Replaces string `json:"replaces,omitempty" doc:"accès qu'il remplace, qui vaut encore un jour|access that it replaces, which is good for one more day"`
}

// DeploymentAccess is a right to use what was built, without its secrets.
type DeploymentAccess struct {
	Name      string    `json:"name" doc:"nom, unique dans le déploiement|name, unique in the deployment"`
	For       string    `json:"for" doc:"à quoi il sert|what it is for"`
	By        string    `json:"by" doc:"qui l'a demandé|who asked for it"`
	At        time.Time `json:"at" doc:"quand|when"`
	State     string    `json:"state" enum:"pending,open,ending,revoked" doc:"en préparation, ouvert, remplacé et bientôt fermé, révoqué|being made, open, replaced and soon closed, revoked"`
	StateText string    `json:"stateText" doc:"état, en mots|state, in words"`
	Once      bool      `json:"once,omitempty" doc:"ses secrets ne se montrent qu'une fois|its secrets are shown once only"`
	ShownAt   time.Time `json:"shownAt,omitzero" doc:"quand ses secrets ont été montrés|when its secrets were shown"`
	Replaces  string    `json:"replaces,omitempty" doc:"accès qu'il remplace|access that it replaces"`
	Until     time.Time `json:"until,omitzero" doc:"quand il finira de lui-même, un autre le remplaçant ; absent une fois révoqué|when it will end by itself, since another replaces it; absent once revoked"`
	RevokedAt time.Time `json:"revokedAt,omitzero" doc:"quand il a été révoqué|when it was revoked"`
}

// AccessCredentials are the secrets of an access. No answer that holds them is kept.
type AccessCredentials struct {
	APIVersion  string            `json:"apiVersion" doc:"version du format|version of the format"`
	Kind        string            `json:"kind" enum:"AccessCredentials" doc:"nature de l'objet|kind of object"`
	Name        string            `json:"name" doc:"nom de l'accès|name of the access"`
	Credentials map[string]any    `json:"credentials" doc:"pour les programmes|for programs"`
	Files       map[string]string `json:"files" doc:"pour les personnes, par nom : clouds.yaml, openrc|for people, by name: clouds.yaml, openrc"`
	Addresses   []AccessAddress   `json:"addresses" doc:"où cela répond|where it answers"`
}

// AccessAddress is where something answers.
type AccessAddress struct {
	Key      string   `json:"key" doc:"ressource|resource"`
	Name     string   `json:"name" doc:"nom|name"`
	Private  string   `json:"private,omitempty" doc:"adresse privée|private address"`
	Public   string   `json:"public,omitempty" doc:"adresse publique|public address"`
	Ports    []string `json:"ports,omitempty" doc:"ports ouverts : 443, 8000-8010|open ports: 443, 8000-8010"`
	Protocol string   `json:"protocol,omitempty" doc:"protocole|protocol"`
}

// Orphan is an external object that could not be removed.
type Orphan = Object[OrphanSpec, OrphanStatus]

// OrphanSpec is which object it is, and who ordered it.
type OrphanSpec struct {
	Deployment string `json:"deployment" doc:"identifiant du déploiement|identifier of the deployment"`
	Order      string `json:"order" doc:"numéro de la commande|number of the order"`
	Cloud      string `json:"cloud" doc:"cloud, comme les réglages du portail le nomment|cloud, as the settings of the portal name it"`
	Key        string `json:"key,omitempty" doc:"nom stable dans le déploiement|stable name in the deployment"`
	Kind       string `json:"kind" doc:"nature : server, volume…|kind: server, volume…"`
	External   string `json:"external" doc:"identifiant donné par la plateforme|identifier given by the platform"`
	Name       string `json:"name,omitempty" doc:"nom sur la plateforme|name on the platform"`
}

// OrphanStatus is what becomes of it.
type OrphanStatus struct {
	ResourceName string       `json:"resourceName,omitempty" doc:"nom court de la ressource commandée|short name of the resource ordered"`
	DossierTitle string       `json:"dossierTitle,omitempty" doc:"nom du dossier|title of the need"`
	Settled      bool         `json:"settled" doc:"on sait ce qu'il est devenu|it is known what became of it"`
	Failure      *StepFailure `json:"failure,omitempty" doc:"pourquoi il n'a pas pu être supprimé|why it could not be removed"`
	Tries        int          `json:"tries" doc:"essais de suppression|attempts to remove it"`
	Since        time.Time    `json:"since" doc:"depuis quand|since when"`
	NextAt       time.Time    `json:"nextAt,omitzero" doc:"prochain essai|next attempt"`
	GoneAt       time.Time    `json:"goneAt,omitzero" doc:"quand on l'a su disparu ou réglé|when it was known gone or settled"`
	GoneHow      string       `json:"goneHow,omitempty" doc:"comment, dans les mots de qui l'a réglé|how, in the words of whoever settled it"`
	Conditions   []Condition  `json:"conditions" doc:"Settled : on sait ce qu'il est devenu|Settled: it is known what became of it"`
}

// OrphanSettlement says what became of an orphan.
type OrphanSettlement struct {
	How string `json:"how" required:"true" doc:"ce qu'il est devenu : supprimé par l'opérateur, gardé…|what became of it: removed by the operator, kept…"`
}
