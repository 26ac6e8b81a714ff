package identity

import (
	"slices"

	"github.com/havre-cloud/havre"
)

// Action is a verb on a kind of object.
type Action string

// Every action the policy knows.
const (
	ReadNeed          Action = "need.read"
	ReadDraft         Action = "need.read-draft"
	WriteNeed         Action = "need.write"
	ShareNeed         Action = "need.share"
	DeleteNeed        Action = "need.delete" // and restore
	Comment           Action = "need.comment"
	TakeDecision      Action = "decision.take"
	RequestDerogation Action = "derogation.request"
	SettleDerogation  Action = "derogation.settle" // record that the authority granted or refused it
	ReadOrder         Action = "order.read"
	WriteOrder        Action = "order.write"       // fill a basket, send it, answer, cancel
	SettleOrder       Action = "order.settle"      // vote on a step: its approval chain says whose it is
	BuyOrder          Action = "order.buy"         // billing, order forms, obligations shown
	HoldOrder         Action = "order.hold"        // stop an order until a problem is solved
	WorkOrder         Action = "order.work"        // what operators make by hand
	WriteDeployment   Action = "deployment.write"  // apply, pause, cancel, retry, repair, accept
	UseDeployment     Action = "deployment.access" // be given credentials, and revoke them
	ReadOrganisation  Action = "organisation.read"
	WriteOrganisation Action = "organisation.write"
	ReadMembers       Action = "members.read"
	WriteMembers      Action = "members.write"  // grant, revoke, invite
	WriteServices     Action = "services.write" // service accounts and their tokens
	WriteWebhooks     Action = "webhooks.write"
	ReadAllowance     Action = "quota.read"
	WriteAllowance    Action = "quota.write"
	ReadFramework     Action = "framework.read"
	WriteFramework    Action = "framework.write"
	WriteChain        Action = "approval.write" // approval chains
	ReadJournal       Action = "journal.read"
	WriteCatalogue    Action = "catalogue.write" // import a table
	Administer        Action = "portal.administer"
	ErasePerson       Action = "person.erase"
)

// Rule is a line of the policy: what an action asks for.
type Rule struct {
	Action Action
	// Roles allow it when held on the organisation of the object or above it.
	Roles []Role
	// SeenBy is the action without which the object is hidden: it then answers as
	// what does not exist. Empty: its existence is no secret.
	SeenBy Action
	Scope  Scope // a token must have it
	Reach  Reach
	Text   havre.Text // the action, as a verb
}

// Reach is where a role counts, beyond the organisation it is held on and those
// below it.
type Reach int

// The reaches of a rule.
const (
	Below      Reach = iota // nowhere else
	OrOwned                 // also on what one wrote oneself
	OrShared                // and on what is shared with the organisation, or with oneself
	OrAbove                 // also on the organisations above, up to the root
	Everywhere              // only a role on the whole portal counts
)

// Policy is the whole of who may do what. It is read by [Actor.May], shown on the
// administration page, and tested line by line (testdata/policy.golden). Nothing
// else in Havre compares roles.
var Policy = []Rule{
	{ReadNeed, Roles, ReadNeed, ScopeRead, OrShared, havre.Text{FR: "lire un dossier", EN: "read a need"}},
	{ReadDraft, writers, ReadNeed, ScopeRead, OrOwned, havre.Text{FR: "lire un brouillon", EN: "read a draft"}},
	{WriteNeed, writers, ReadNeed, ScopeNeeds, Below, havre.Text{FR: "écrire un dossier", EN: "write a need"}},
	{ShareNeed, writers, ReadNeed, ScopeNeeds, Below, havre.Text{FR: "partager un dossier", EN: "share a need"}},
	{DeleteNeed, []Role{ProductTeam}, ReadNeed, ScopeNeeds, Below, havre.Text{FR: "supprimer ou rétablir un dossier", EN: "delete or restore a need"}},
	{Comment, []Role{ProductTeam, PlatformOperator, Architect, SecurityOfficer, Buyer, Approver}, ReadNeed, ScopeNeeds, OrShared, havre.Text{FR: "discuter un dossier", EN: "discuss a need"}},
	{TakeDecision, writers, ReadNeed, ScopeNeeds, Below, havre.Text{FR: "prendre une décision", EN: "take a decision"}},
	{RequestDerogation, writers, ReadNeed, ScopeNeeds, Below, havre.Text{FR: "demander une dérogation", EN: "request a derogation"}},
	{SettleDerogation, []Role{Approver}, ReadNeed, ScopeNeeds, Below, havre.Text{FR: "enregistrer l’accord ou le refus d’une dérogation", EN: "record that a derogation is granted or refused"}},

	{ReadOrder, Roles, ReadNeed, ScopeRead, OrShared, havre.Text{FR: "lire une commande", EN: "read an order"}},
	{WriteOrder, []Role{ProductTeam, Architect, Buyer}, ReadNeed, ScopeOrders, Below, havre.Text{FR: "commander", EN: "order"}},
	{SettleOrder, Roles, ReadNeed, ScopeOrders, Below, havre.Text{FR: "donner son avis sur une commande", EN: "settle a step of an order"}},
	{BuyOrder, []Role{Buyer, Administrator}, ReadNeed, ScopeOrders, Below, havre.Text{FR: "établir les bons de commande", EN: "issue order forms"}},
	{HoldOrder, []Role{SecurityOfficer, Buyer, Approver, Administrator}, ReadNeed, ScopeOrders, Below, havre.Text{FR: "suspendre une commande", EN: "put an order on hold"}},
	{WorkOrder, []Role{PlatformOperator}, WorkOrder, ScopeOrders, Below, havre.Text{FR: "réaliser ce qui est commandé", EN: "fulfil what is ordered"}},
	{WriteDeployment, []Role{ProductTeam, PlatformOperator}, ReadNeed, ScopeOrders, Below, havre.Text{FR: "conduire la réalisation d’une ressource", EN: "drive the deployment of a resource"}},
	{UseDeployment, []Role{ProductTeam}, ReadNeed, ScopeOrders, Below, havre.Text{FR: "obtenir et révoquer les accès d’une ressource", EN: "get and revoke access to a resource"}},

	{ReadOrganisation, Roles, ReadOrganisation, ScopeRead, OrAbove, havre.Text{FR: "voir une organisation", EN: "see an organisation"}},
	{WriteOrganisation, administrators, ReadOrganisation, ScopeAdmin, Below, havre.Text{FR: "modifier une organisation", EN: "change an organisation"}},
	{ReadMembers, []Role{ProductTeam, Architect, SecurityOfficer, Approver, Auditor, Administrator}, ReadOrganisation, ScopeRead, Below, havre.Text{FR: "voir les membres", EN: "see the members"}},
	{WriteMembers, administrators, ReadOrganisation, ScopeAdmin, Below, havre.Text{FR: "inviter des membres et accorder des rôles", EN: "invite members and grant roles"}},
	{WriteServices, administrators, ReadOrganisation, ScopeAdmin, Below, havre.Text{FR: "gérer les comptes de service", EN: "manage service accounts"}},
	{WriteWebhooks, []Role{PlatformOperator, Administrator}, ReadOrganisation, ScopeAdmin, Below, havre.Text{FR: "gérer les notifications vers d’autres programmes", EN: "manage notifications to other programs"}},
	{ReadAllowance, Roles, ReadOrganisation, ScopeRead, OrAbove, havre.Text{FR: "voir les quotas et les budgets", EN: "see quotas and budgets"}},
	{WriteAllowance, []Role{Buyer, Administrator}, ReadOrganisation, ScopeAdmin, Below, havre.Text{FR: "fixer les quotas et les budgets", EN: "set quotas and budgets"}},
	{ReadFramework, Roles, ReadOrganisation, ScopeRead, OrAbove, havre.Text{FR: "voir les accords-cadres et les conventions", EN: "see framework agreements and conventions"}},
	{WriteFramework, []Role{Buyer, Administrator}, ReadOrganisation, ScopeAdmin, Below, havre.Text{FR: "tenir les accords-cadres et les conventions", EN: "keep framework agreements and conventions"}},
	{WriteChain, administrators, ReadOrganisation, ScopeAdmin, Below, havre.Text{FR: "régler les circuits de validation", EN: "set approval chains"}},
	{ReadJournal, []Role{SecurityOfficer, Auditor, Administrator}, ReadOrganisation, ScopeRead, Below, havre.Text{FR: "lire le journal", EN: "read the journal"}},

	{WriteCatalogue, []Role{PlatformOperator, Administrator}, "", ScopeCatalogue, Everywhere, havre.Text{FR: "mettre à jour le catalogue", EN: "update the catalogue"}},
	{Administer, administrators, "", ScopeAdmin, Everywhere, havre.Text{FR: "administrer le portail", EN: "administer the portal"}},
	{ErasePerson, administrators, "", ScopeAdmin, Everywhere, havre.Text{FR: "effacer les données d’une personne", EN: "erase a person’s data"}},
}

// Those who describe applications, and those who manage organisations.
var (
	writers        = []Role{ProductTeam, Architect}
	administrators = []Role{Administrator}
)

// RuleOf is the line of an action. An action that the policy does not know is
// allowed to nobody.
func RuleOf(a Action) Rule {
	i := slices.IndexFunc(Policy, func(r Rule) bool { return r.Action == a })
	if i < 0 {
		return Rule{Action: a, SeenBy: a}
	}
	return Policy[i]
}

// Text is the action, as a verb.
func (a Action) Text() havre.Text { return RuleOf(a).Text }
