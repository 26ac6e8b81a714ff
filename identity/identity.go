// Package identity knows who people are, what they belong to and what they may
// do: organisations in a tree, people and services, roles granted on a node and
// inherited below it, sessions and tokens, and the one policy that answers "may
// this actor do this to that object?" (see policy.go).
//
// [Service] is its door: each method checks the policy, changes the store and
// writes the journal in one transaction. The package knows no HTTP, no page and
// no SQL; package identity/oidc talks to identity providers for it.
package identity

import (
	"time"

	"github.com/havre-cloud/havre"
)

// Organisation is a node of the tree: ministry → directorate → team.
type Organisation struct {
	ID       string
	Parent   string // "" for a root
	Path     string // "/ID of the root/…/own ID/": what is below starts with it
	Kind     OrganisationKind
	Name     string // DNS-1123 label, unique in the portal: dnum, ministere-interieur
	Title    string // as people read it
	SIRET    string // 14 digits, "" when unknown; unique
	Body     string // dossier.OrganisationKinds, default of its needs; "" unknown
	Ministry string // dossier.Ministries, default of its needs; "" inherited
	Stamps
}

// OrganisationKind is the level of a node.
type OrganisationKind string

// The levels of the tree. A body is an agency or an operator: it may stand alone.
const (
	MinistryNode    OrganisationKind = "ministry"
	DirectorateNode OrganisationKind = "directorate"
	TeamNode        OrganisationKind = "team"
	BodyNode        OrganisationKind = "body"
)

// Stamps are what every record carries: the version for optimistic locking,
// counting from 1, and who touched it when.
type Stamps struct {
	Version   int64
	CreatedAt time.Time
	CreatedBy string // a person, a service or "system"
	UpdatedAt time.Time
	UpdatedBy string
	DeletedAt time.Time // zero unless deleted; a deleted record can be restored
}

// Deleted says whether the record was deleted.
func (s Stamps) Deleted() bool { return !s.DeletedAt.IsZero() }

// Person is a human being with an account, or a service account.
type Person struct {
	ID       string
	Kind     PersonKind
	Issuer   string // of the identity provider, "" for a local account
	Subject  string // "sub" there: the key of the account, never shown
	Email    string // lower case
	Name     string // given and usual name; the service's name
	Language havre.Lang
	Theme    string // light, dark, "" as the system
	// Home is the organisation it works for: by SIRET at sign-in for a person, the
	// owner for a service account.
	Home     string
	Password string // argon2id, PHC string; "" none. The service never gives it
	// HasPassword says that there is one; filled by the service.
	HasPassword bool
	LastSeenAt  time.Time
	Disabled    bool
	Erased      bool // personal data was erased; the identifier stays
	Stamps
}

// usable says whether the account may act at all.
func (p *Person) usable() bool { return !p.Disabled && !p.Erased && !p.Deleted() }

// local says whether the portal itself checks who this is.
func (p *Person) local() bool { return p.Issuer == "" }

// PersonKind tells people from programs.
type PersonKind string

// The kinds of actors that have an account.
const (
	Human   PersonKind = "person"
	Machine PersonKind = "service"
)

// Grant gives a role on an organisation and everything below it, or on the whole
// portal.
type Grant struct {
	ID           string
	Person       string
	Organisation string // "" is the whole portal
	Path         string // of the organisation, filled when read; [PortalPath] for the whole portal
	Role         Role
	Until        time.Time // zero: without end
	Reason       string
	Stamps
}

// InForce says whether the grant holds at an instant.
func (g Grant) InForce(at time.Time) bool {
	return !g.Deleted() && (g.Until.IsZero() || at.Before(g.Until))
}

// Kinds of objects, as the journal names them.
const (
	organisationKind = "Organisation"
	personKind       = "Person"
	serviceKind      = "Service"
	grantKind        = "Grant"
	tokenKind        = "Token"
)

// Session is a browser signed in. The cookie holds a secret; the store its hash.
type Session struct {
	Hash      []byte // SHA-256 of the secret
	Person    string
	Method    Method
	ACR       string // level the provider vouched for, "" for local accounts
	IDToken   string // to sign out at the provider
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	Agent     string // browser, as it calls itself, for the person to recognise
}

// Method is how somebody proved who they are.
type Method string

// Ways to sign in.
const (
	ByPassword Method = "password"
	ByPasskey  Method = "passkey"
	ByOIDC     Method = "oidc"
	ByToken    Method = "token"
	ByLink     Method = "link" // a one-time link, with a passkey to follow
)

// Token lets a program act for a person or as a service. Its secret is shown
// once: "havre_" ‖ Prefix ‖ "_" ‖ 32 random letters.
type Token struct {
	ID        string
	Person    string // whose rights it has
	Name      string
	Prefix    string // 8 letters, public, to find and recognise it
	Hash      []byte // SHA-256 of the whole secret
	Scopes    []Scope
	ExpiresAt time.Time // mandatory, a year away at most
	UsedAt    time.Time
	UsedFrom  string // address, without its last part
	Stamps
}

// Passkey is a WebAuthn credential of a person.
type Passkey struct {
	ID     string // base64url of the credential identifier
	Person string
	Name   string
	Data   []byte // webauthn.Credential as JSON
	UsedAt time.Time
	Stamps
}

// Link is a one-time link: set-up of the portal, invitation, new password. The
// secret is in the fragment of the address, which browsers never send; the store
// holds its hash.
type Link struct {
	Hash      []byte
	Purpose   Purpose
	Person    string // whom an invitation or a new password is for
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time
}

// Purpose of a one-time link.
type Purpose string

// What a link allows, once.
const (
	ForSetup      Purpose = "setup"
	ForInvitation Purpose = "invitation"
	ForPassword   Purpose = "password"
)

// Challenge is a sign-in under way: what the answer of the provider, or of the
// passkey, is checked against. It lives ten minutes and is used once.
type Challenge struct {
	Hash      []byte // SHA-256 of the secret in the browser's cookie
	Data      []byte // JSON of the flow: state, nonce, verifier, where to return
	ExpiresAt time.Time
}

// Actor is who asks: a signed-in person, a token, the system, or nobody.
type Actor struct {
	ID     string // of the person or the service, "" nobody, "system"
	Name   string
	Kind   PersonKind
	Home   string
	Method Method
	ACR    string
	Grants []Grant // in force
	Scopes []Scope // of the token in use; nil is no limit
	// Session is the hash of the session in use, nil without.
	Session []byte
	// Request identifies the request, for the journal and the logs.
	Request string
	Lang    havre.Lang
}

// Nobody is who has not signed in.
func Nobody() Actor { return Actor{} }

// System is the portal itself: its periodic work.
func System() Actor { return Actor{ID: "system", Name: "Havre"} }

// SignedIn says whether somebody is known.
func (a Actor) SignedIn() bool { return a.ID != "" }

// IsSystem says whether the portal itself acts.
func (a Actor) IsSystem() bool { return a.ID == "system" }
