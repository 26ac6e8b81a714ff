package wire

import (
	"time"

	"github.com/havre-cloud/havre"
)

// ApprovalStep is one agreement that an order needs.
type ApprovalStep struct {
	ID          string         `json:"id" doc:"identifiant de l'étape|identifier of the step"`
	Title       string         `json:"title" doc:"nom de l'étape|name of the step"`
	Stage       int            `json:"stage" doc:"rang : celles d'un même rang sont demandées ensemble|rank: those of one rank are asked together"`
	State       string         `json:"state" enum:"waiting,open,information,approved,rejected,silent,automatic,noted,dropped" doc:"état|state"`
	StateText   string         `json:"stateText" doc:"état, en mots|state, in words"`
	By          string         `json:"by" doc:"qui règle l'étape|who settles the step"`
	Quorum      int            `json:"quorum" doc:"nombre d'accords qu'il faut|number of agreements needed"`
	Because     string         `json:"because" doc:"pourquoi elle est demandée|why it is asked for"`
	Chain       string         `json:"chain" doc:"circuit qui la demande|chain that asks for it"`
	OpenedAt    time.Time      `json:"openedAt,omitzero" doc:"ouverture|opening"`
	DueAt       time.Time      `json:"dueAt,omitzero" doc:"fin du délai|end of the time limit"`
	Overdue     string         `json:"overdue,omitempty" doc:"ce qui arrive à la fin du délai : remind, escalate, agree|what happens at the time limit: remind, escalate, agree"`
	Late        bool           `json:"late" doc:"le délai est passé|the time limit has passed"`
	SuspendedAt time.Time      `json:"suspendedAt,omitzero" doc:"délai suspendu depuis qu'une question est posée|time limit suspended since a question was put"`
	SettledAt   time.Time      `json:"settledAt,omitzero" doc:"règlement|settlement"`
	Escalated   bool           `json:"escalated,omitempty" doc:"d'autres peuvent la régler aussi|others may settle it as well"`
	Uncovered   bool           `json:"uncovered,omitempty" doc:"personne ne peut la régler aujourd'hui|nobody may settle it today"`
	Rule        string         `json:"rule,omitempty" doc:"règle publiée qui l'a validée|published rule that approved it"`
	Opinion     string         `json:"opinion,omitempty" doc:"avis d'un organisme : binding, simple|opinion of a body: binding, simple"`
	Source      *havre.Source  `json:"source,omitempty" doc:"texte qui la demande ; absent : un choix de l'organisation|text that asks for it; absent: a choice of the organisation"`
	Votes       []ApprovalVote `json:"votes" doc:"ce qui en a été dit|what was said of it"`
}

// ApprovalVote is what one person said of a step.
type ApprovalVote struct {
	By        string     `json:"by" doc:"qui|who"`
	ByName    string     `json:"byName,omitempty" doc:"son nom|their name"`
	For       string     `json:"for,omitempty" doc:"à la place de qui|in whose place"`
	ForName   string     `json:"forName,omitempty" doc:"son nom|their name"`
	Vote      string     `json:"vote" enum:"approve,reject,ask,refer" doc:"accord, refus, question, ou avis demandé à un organisme|agreement, rejection, question, or opinion asked of a body"`
	Comment   string     `json:"comment,omitempty" doc:"raison|reason"`
	Reference string     `json:"reference,omitempty" doc:"référence de l'acte|reference of the act"`
	On        havre.Date `json:"on,omitzero" doc:"date de l'acte|date of the act"`
	At        time.Time  `json:"at" doc:"quand|when"`
}

// StepVote is what somebody says of a step.
type StepVote struct {
	Vote      string     `json:"vote" required:"true" enum:"approve,reject,ask,refer" doc:"approuver, refuser, demander une précision, ou noter que l'avis d'un organisme est demandé|approve, reject, ask for information, or record that a body was asked for its opinion"`
	Comment   string     `json:"comment,omitempty" doc:"raison ; obligatoire pour refuser ou demander|reason; compulsory to reject or to ask"`
	Reference string     `json:"reference,omitempty" doc:"référence de l'avis, s'il s'agit d'un avis|reference of the opinion, when it is one"`
	On        havre.Date `json:"on,omitzero" doc:"date de l'avis|date of the opinion"`
}

// AutomaticRule is a published rule that may approve without a human.
type AutomaticRule struct {
	ID      string      `json:"id" doc:"identifiant de la règle|identifier of the rule"`
	Chain   string      `json:"chain" doc:"circuit qui la publie|chain that publishes it"`
	Title   string      `json:"title" doc:"nom de la règle|name of the rule"`
	Text    string      `json:"text" doc:"la règle|the rule"`
	Holds   havre.Truth `json:"holds" enum:"yes,no,unknown" doc:"sa condition est vraie ; seul oui valide|its condition is true; only yes approves"`
	Because string      `json:"because" doc:"pourquoi, avec les valeurs|why, with the values"`
	Steps   []string    `json:"steps" doc:"étapes qu'elle a validées|steps that it approved"`
}

// ApprovalChain is a file of approval chains that an organisation keeps. Its short
// name is in the metadata.
type ApprovalChain = Object[ApprovalChainSpec, ApprovalChainStatus]

// ApprovalChainSpec is the file.
type ApprovalChainSpec struct {
	Text     string `json:"text" required:"true" doc:"les circuits, en YAML|the chains, in YAML"`
	Disabled bool   `json:"disabled,omitempty" doc:"le fichier n'est pas employé|the file is not used"`
}

// ApprovalChainStatus is what the file holds.
type ApprovalChainStatus struct {
	Chains     []ChainOutline `json:"chains" doc:"circuits du fichier|chains of the file"`
	Conditions []Condition    `json:"conditions" doc:"InUse : le fichier est employé|InUse: the file is used"`
}

// ChainOutline is an approval chain in a few words.
type ChainOutline struct {
	ID           string     `json:"id" doc:"identifiant|identifier"`
	Title        string     `json:"title" doc:"nom que lisent les personnes|name that people read"`
	Organisation string     `json:"organisation,omitempty" doc:"organisation visée ; absente : toutes|organisation it is for; absent: all"`
	When         string     `json:"when" doc:"condition, en mots ou en CEL|condition, in words or in CEL"`
	From         havre.Date `json:"from,omitzero" doc:"premier jour|first day"`
	Until        havre.Date `json:"until,omitzero" doc:"fin, non comprise|end, excluded"`
	Optional     bool       `json:"optional,omitempty" doc:"ne vaut que pour qui l'adopte|holds only for those who adopt it"`
	Adopts       string     `json:"adopts,omitempty" doc:"circuit facultatif adopté|optional chain adopted"`
	Steps        []string   `json:"steps" doc:"étapes|steps, by title"`
	Builtin      bool       `json:"builtin" doc:"livré avec Havre|shipped with Havre"`
}

// Delegation lets somebody settle in the place of somebody else for a while.
type Delegation = Object[DelegationSpec, DelegationStatus]

// DelegationSpec is who stands in, and when.
type DelegationSpec struct {
	To      string     `json:"to,omitempty" doc:"identifiant ou adresse électronique de qui règle à votre place|identifier or e-mail address of who settles in your place"`
	From    havre.Date `json:"from,omitzero" doc:"premier jour ; par défaut aujourd'hui|first day; by default today"`
	LastDay havre.Date `json:"lastDay" required:"true" doc:"dernier jour, compris|last day, included"`
	Absent  bool       `json:"absent,omitempty" doc:"vous êtes absent : rien n'attend de vous|you are away: nothing awaits you"`
	Note    string     `json:"note,omitempty" doc:"précision|note"`
}

// DelegationStatus is who the people are.
type DelegationStatus struct {
	Giver      string      `json:"giver" doc:"identifiant de qui délègue|identifier of who delegates"`
	GiverName  string      `json:"giverName,omitempty" doc:"nom de qui délègue|name of who delegates"`
	ToName     string      `json:"toName,omitempty" doc:"nom de qui règle|name of who settles"`
	Conditions []Condition `json:"conditions" doc:"InForce : elle vaut aujourd'hui|InForce: it holds today"`
}

// AwaitingOrder is an order that awaits the reader.
type AwaitingOrder struct {
	Order             string         `json:"order" doc:"identifiant de la commande|identifier of the order"`
	Number            string         `json:"number" doc:"numéro de la commande|number of the order"`
	Title             string         `json:"title" doc:"titre|title of the order"`
	Dossier           string         `json:"dossier" doc:"identifiant du dossier|identifier of the need"`
	DossierTitle      string         `json:"dossierTitle,omitempty" doc:"nom du dossier|title of the need"`
	OrganisationTitle string         `json:"organisationTitle,omitempty" doc:"nom de l'organisation|name of the organisation"`
	Requester         string         `json:"requester,omitempty" doc:"nom du demandeur|name of the requester"`
	SentAt            time.Time      `json:"sentAt,omitzero" doc:"envoi|sending"`
	Cost              havre.Euro     `json:"cost" doc:"ce qu'elle engage, TTC|what it engages, VAT included"`
	Complete          bool           `json:"complete" doc:"chaque prix est connu ou estimé|every price is known or estimated"`
	Steps             []ApprovalStep `json:"steps" doc:"étapes que vous pouvez régler|steps that you may settle"`
	For               []string       `json:"for,omitempty" doc:"ceux à la place de qui vous les réglez|those in whose place you settle them"`
	Issue             bool           `json:"issue" doc:"un bon de commande est à établir|an order form is to be issued"`
	Answer            bool           `json:"answer" doc:"une question vous est posée|a question is put to you"`
	Asked             string         `json:"asked,omitempty" doc:"cette question|that question"`
}
