package identity

import "github.com/havre-cloud/havre"

// Role is what somebody is for an organisation and all that is below it, or for
// the whole portal.
type Role string

// The roles, from the least to the most.
const (
	Reader           Role = "reader"
	ProductTeam      Role = "product-team"
	PlatformOperator Role = "platform-operator"
	Architect        Role = "architect"
	SecurityOfficer  Role = "security-officer"
	Buyer            Role = "buyer"
	Approver         Role = "approver"
	Auditor          Role = "auditor"
	Administrator    Role = "administrator"
)

// Roles lists them in that order.
var Roles = []Role{Reader, ProductTeam, PlatformOperator, Architect, SecurityOfficer, Buyer, Approver, Auditor, Administrator}

// Text is the name of the role, as a person reads it.
func (r Role) Text() havre.Text { return roleTexts[r] }

var roleTexts = map[Role]havre.Text{
	Reader:           {FR: "lecteur", EN: "reader"},
	ProductTeam:      {FR: "équipe produit", EN: "product team"},
	PlatformOperator: {FR: "opérateur de plateforme", EN: "platform operator"},
	Architect:        {FR: "architecte", EN: "architect"},
	SecurityOfficer:  {FR: "responsable de la sécurité (RSSI)", EN: "security officer"},
	Buyer:            {FR: "acheteur", EN: "buyer"},
	Approver:         {FR: "approbateur", EN: "approver"},
	Auditor:          {FR: "auditeur", EN: "auditor"},
	Administrator:    {FR: "administrateur", EN: "administrator"},
}

// Scope narrows what a token may do, whatever the rights of its owner.
type Scope string

// The scopes of tokens. Each but the first also allows reading.
const (
	ScopeRead      Scope = "read"      // every action that reads
	ScopeNeeds     Scope = "needs"     // write needs, decisions, derogations, comments
	ScopeOrders    Scope = "orders"    // order, approve, fulfil
	ScopeCatalogue Scope = "catalogue" // import tables
	ScopeAdmin     Scope = "admin"     // manage organisations, members, services, webhooks, the portal
)

// Scopes lists them.
var Scopes = []Scope{ScopeRead, ScopeNeeds, ScopeOrders, ScopeCatalogue, ScopeAdmin}

// Text is what the scope allows, as a person reads it.
func (s Scope) Text() havre.Text { return scopeTexts[s] }

var scopeTexts = map[Scope]havre.Text{
	ScopeRead:      {FR: "lire", EN: "read"},
	ScopeNeeds:     {FR: "écrire les dossiers, les décisions et les dérogations", EN: "write needs, decisions and derogations"},
	ScopeOrders:    {FR: "commander, valider et réaliser les commandes", EN: "order, approve and fulfil orders"},
	ScopeCatalogue: {FR: "mettre à jour le catalogue", EN: "update the catalogue"},
	ScopeAdmin:     {FR: "administrer les organisations, les membres et le portail", EN: "manage organisations, members and the portal"},
}
