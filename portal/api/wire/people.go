package wire

import "time"

// Person is a human being with an account.
type Person = Object[PersonSpec, PersonStatus]

// PersonSpec is what is asked of an account. Roles are given with the invitation,
// that is when the person is created; afterwards they are objects of kind Grant.
type PersonSpec struct {
	Name     string         `json:"name" required:"true" doc:"prénom et nom|given and family name"`
	Email    string         `json:"email" required:"true" pattern:"^([^@\\s]+@[^@\\s]+)?$" form:"une adresse électronique|an e-mail address" doc:"adresse électronique|e-mail address"`
	Language string         `json:"language,omitempty" enum:"fr,en" doc:"langue des messages|language of messages"`
	Theme    string         `json:"theme,omitempty" enum:"light,dark" doc:"thème des pages ; absent : celui du système|theme of the pages; absent: that of the system"`
	Disabled bool           `json:"disabled,omitempty" doc:"le compte ne peut plus se connecter|the account may no longer sign in"`
	Grants   []InvitedGrant `json:"grants,omitempty" doc:"rôles donnés avec l'invitation|roles given with the invitation"`
}

// InvitedGrant is a role given with an invitation.
type InvitedGrant struct {
	Organisation string  `json:"organisation,omitempty" doc:"identifiant ou nom court de l'organisation ; absent : tout le portail|identifier or short name of the organisation; absent: the whole portal"`
	Role         string  `json:"role" required:"true" enum:"reader,product-team,platform-operator,architect,security-officer,buyer,approver,auditor,administrator" doc:"rôle|role"`
	Until        Instant `json:"until,omitzero" doc:"fin du rôle ; absente : sans fin|end of the role; absent: without end"`
	Reason       string  `json:"reason,omitempty" doc:"pourquoi|why"`
}

// PersonStatus is what is known of an account. Invitation is shown once, in the
// answer that creates the person.
type PersonStatus struct {
	Home       string      `json:"home,omitempty" doc:"organisation de rattachement|organisation the person works for"`
	LastSeenAt time.Time   `json:"lastSeenAt,omitzero" doc:"dernière activité, à une minute près|last activity, to the minute"`
	Erased     bool        `json:"erased,omitempty" doc:"les données personnelles ont été effacées|the personal data was erased"`
	Invitation string      `json:"invitation,omitempty" doc:"adresse à usage unique à transmettre à la personne, donnée une seule fois|one-time address to hand to the person, given this once"`
	Conditions []Condition `json:"conditions" doc:"Active : la personne peut se connecter|Active: the person may sign in"`
}

// Grant gives a role on an organisation and all that is below it.
type Grant = Object[GrantSpec, GrantStatus]

// GrantSpec is a role given to somebody.
type GrantSpec struct {
	Person       string  `json:"person" required:"true" doc:"identifiant de la personne ou du compte de service|identifier of the person or of the service account"`
	Organisation string  `json:"organisation,omitempty" doc:"identifiant ou nom court de l'organisation ; absent : tout le portail|identifier or short name of the organisation; absent: the whole portal"`
	Role         string  `json:"role" required:"true" enum:"reader,product-team,platform-operator,architect,security-officer,buyer,approver,auditor,administrator" doc:"rôle|role"`
	Until        Instant `json:"until,omitzero" doc:"fin du rôle ; absente : sans fin|end of the role; absent: without end"`
	Reason       string  `json:"reason,omitempty" doc:"pourquoi|why"`
}

// GrantStatus is what a grant is worth now.
type GrantStatus struct {
	PersonName        string      `json:"personName,omitempty" doc:"nom de la personne|name of the person"`
	OrganisationTitle string      `json:"organisationTitle,omitempty" doc:"nom de l'organisation|name of the organisation"`
	Conditions        []Condition `json:"conditions" doc:"InForce : le rôle vaut aujourd'hui|InForce: the role holds today"`
}

// Service is a service account: a program that acts under its own name.
type Service = Object[ServiceSpec, ServiceStatus]

// ServiceSpec is what is asked of a service account. Its organisation is in the
// metadata.
type ServiceSpec struct {
	Name     string `json:"name" required:"true" doc:"ce que fait le programme|what the program does"`
	Disabled bool   `json:"disabled,omitempty" doc:"ses jetons ne valent plus rien|its tokens are worth nothing"`
}

// ServiceStatus is what is known of a service account.
type ServiceStatus struct {
	LastSeenAt time.Time   `json:"lastSeenAt,omitzero" doc:"dernière activité, à une minute près|last activity, to the minute"`
	Conditions []Condition `json:"conditions" doc:"Active : le compte peut agir|Active: the account may act"`
}

// Token lets a program act for a person or as a service account.
type Token = Object[TokenSpec, TokenStatus]

// TokenSpec is what is asked of a token; it never changes.
type TokenSpec struct {
	Name      string   `json:"name" required:"true" doc:"à quoi il sert|what it is for"`
	Person    string   `json:"person,omitempty" doc:"personne ou compte de service ; absent : vous|person or service account; absent: you"`
	Scopes    []string `json:"scopes" required:"true" enum:"read,needs,orders,catalogue,admin" doc:"ce qu'il permet|what it allows"`
	ExpiresAt Instant  `json:"expiresAt" required:"true" doc:"fin, un an plus tard au plus|end, a year away at most"`
}

// TokenStatus is what became of a token. Secret is shown once, in the answer that
// creates it.
type TokenStatus struct {
	Prefix     string      `json:"prefix" doc:"début du secret, pour le reconnaître|beginning of the secret, to recognise it"`
	Secret     string      `json:"secret,omitempty" doc:"le secret, donné une seule fois|the secret, given this once"`
	UsedAt     time.Time   `json:"usedAt,omitzero" doc:"dernier emploi|last use"`
	UsedFrom   string      `json:"usedFrom,omitempty" doc:"adresse du dernier emploi, sans sa fin|address of the last use, without its end"`
	Conditions []Condition `json:"conditions" doc:"Usable : le jeton est accepté|Usable: the token is accepted"`
}

// Me is who asks, and what they may do.
type Me struct {
	APIVersion string       `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string       `json:"kind" enum:"Me" doc:"nature de l'objet|kind of object"`
	ID         string       `json:"id" doc:"identifiant de la personne ou du compte de service|identifier of the person or of the service account"`
	Name       string       `json:"name" doc:"nom|name"`
	Account    string       `json:"account" enum:"person,service" doc:"personne ou programme|person or program"`
	Home       string       `json:"home,omitempty" doc:"organisation de rattachement|organisation it works for"`
	Method     string       `json:"method" doc:"comment l'identité a été prouvée|how the identity was proved"`
	Scopes     []string     `json:"scopes,omitempty" doc:"limites du jeton employé ; absent : aucune|limits of the token in use; absent: none"`
	Roles      []RoleHeld   `json:"roles" doc:"rôles en vigueur|roles in force"`
	Actions    []ActionHeld `json:"actions" doc:"ce que ces rôles permettent quelque part|what these roles allow somewhere"`
}

// RoleHeld is a role in force.
type RoleHeld struct {
	Organisation string    `json:"organisation" doc:"identifiant de l'organisation|identifier of the organisation"`
	Role         string    `json:"role" doc:"rôle|role"`
	Until        time.Time `json:"until,omitzero" doc:"fin du rôle|end of the role"`
}

// ActionHeld is an action that somebody may do somewhere.
type ActionHeld struct {
	Action string `json:"action" doc:"identifiant de l'action|identifier of the action"`
	Title  string `json:"title" doc:"l'action, pour les personnes|the action, for people"`
}

// Policy is the whole table of who may do what.
type Policy struct {
	APIVersion string       `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string       `json:"kind" enum:"Policy" doc:"nature de l'objet|kind of object"`
	Roles      []PolicyRole `json:"roles" doc:"les rôles, du moindre au plus grand|the roles, from the least to the most"`
	Rules      []PolicyRule `json:"rules" doc:"pour chaque action, les rôles qui la permettent|for each action, the roles that allow it"`
}

// PolicyRole is a role.
type PolicyRole struct {
	Role  string `json:"role" doc:"identifiant|identifier"`
	Title string `json:"title" doc:"nom|name"`
}

// PolicyRule is a line of the policy.
type PolicyRule struct {
	Action     string   `json:"action" doc:"identifiant de l'action|identifier of the action"`
	Title      string   `json:"title" doc:"l'action, pour les personnes|the action, for people"`
	Roles      []string `json:"roles" doc:"rôles qui la permettent|roles that allow it"`
	Everywhere bool     `json:"everywhere" doc:"le rôle doit être tenu sur une racine|the role must be held on a root"`
	Scope      string   `json:"scope" doc:"portée de jeton nécessaire|scope of token needed"`
}
