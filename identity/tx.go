package identity

import (
	"context"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/journal"
)

// Tx is what the service needs of a transaction. A get of what does not exist is
// a havre.Fault NotFound. A save inserts when Version is 0, otherwise updates the
// row whose version is Version and is a Stale fault when there is none; it sets
// Version to the new one. Unique keys already taken are a Conflict fault.
type Tx interface {
	journal.Tx
	jobs.Tx

	Organisation(ctx context.Context, id string) (*Organisation, error)
	OrganisationNamed(ctx context.Context, name string) (*Organisation, error)
	OrganisationOfSIRET(ctx context.Context, siret string) (*Organisation, error)
	// Organisations lists those at or below the paths (nil: all), by path of titles.
	Organisations(ctx context.Context, q OrganisationQuery) (havre.Page[Organisation], error)
	// SaveOrganisation sets o.Path from the parent's, and when it changes those below.
	SaveOrganisation(ctx context.Context, o *Organisation) error
	// Occupants counts what lives directly in an organisation, deleted ones aside:
	// organisations, needs and service accounts.
	Occupants(ctx context.Context, organisation string) (int, error)

	Person(ctx context.Context, id string) (*Person, error)
	PersonOfSubject(ctx context.Context, issuer, subject string) (*Person, error)
	PersonOfEmail(ctx context.Context, email string) (*Person, error) // a local account
	People(ctx context.Context, q PersonQuery) (havre.Page[Person], error)
	SavePerson(ctx context.Context, p *Person) error

	// A grant whose Organisation is "" is on the whole portal: its Path is read as "/".
	Grant(ctx context.Context, id string) (*Grant, error)
	GrantsOf(ctx context.Context, person string) ([]Grant, error) // not deleted, of live organisations or of the portal
	Grants(ctx context.Context, q GrantQuery) (havre.Page[Member], error)
	SaveGrant(ctx context.Context, g *Grant) error

	Session(ctx context.Context, hash []byte) (*Session, error)
	SaveSession(ctx context.Context, s *Session) error // inserts or replaces, by hash
	DeleteSession(ctx context.Context, hash []byte) error
	SessionsOf(ctx context.Context, person string) ([]Session, error)

	Token(ctx context.Context, id string) (*Token, error)
	TokenOfPrefix(ctx context.Context, prefix string) (*Token, error) // revoked ones too
	TokensOf(ctx context.Context, person string) ([]Token, error)     // idem
	SaveToken(ctx context.Context, t *Token) error
	TouchToken(ctx context.Context, id string, at time.Time, from string) error // not a change of version

	PasskeysOf(ctx context.Context, person string) ([]Passkey, error)
	Passkey(ctx context.Context, id string) (*Passkey, error)
	SavePasskey(ctx context.Context, p *Passkey) error
	DeletePasskey(ctx context.Context, id string) error

	Link(ctx context.Context, hash []byte) (*Link, error)
	SaveLink(ctx context.Context, l *Link) error // inserts or replaces, by hash
	PendingLinks(ctx context.Context, purpose Purpose, now time.Time) ([]Link, error)

	AddChallenge(ctx context.Context, c *Challenge) error
	TakeChallenge(ctx context.Context, hash []byte) (*Challenge, error) // reads and deletes

	// Setting and SetSetting keep the portal's few settings by name, as JSON.
	Setting(ctx context.Context, name string) (value []byte, err error)
	SetSetting(ctx context.Context, name string, value []byte) error

	// DeleteExpired removes sessions, links and challenges past their end, and tokens
	// thirty days after theirs: until then their owner is told why they fail.
	DeleteExpired(ctx context.Context, now time.Time) (int, error)
}

// DB opens transactions: Read sees a snapshot, Write is serialised enough that a
// function which reads then writes never loses an update. The function may be
// called again when the database asks to retry.
type DB interface {
	Read(ctx context.Context, fn func(Tx) error) error
	Write(ctx context.Context, fn func(Tx) error) error
}

// OrganisationQuery chooses organisations.
type OrganisationQuery struct {
	havre.List
	Scopes  []string // at or below these paths; nil is all, none is nothing
	Above   []string // identifiers of organisations to include beside those in Scopes
	Parent  string
	Kind    OrganisationKind
	Deleted bool // only the deleted ones
}

// PersonQuery chooses people.
type PersonQuery struct {
	havre.List
	Scopes []string // with a grant at or below these paths, or whose home is; nil is all, none is nothing
	Kind   PersonKind
}

// GrantQuery chooses grants.
type GrantQuery struct {
	havre.List
	Organisation string // on it exactly
	Path         string // on it, above it (inherited) and not below; "/" is on the whole portal only
	Person       string
	Role         Role
	InForceAt    time.Time // zero is any
	Scopes       []string  // at or below these paths; nil is all, none is nothing
}

// Member is a grant with the names a person reads.
type Member struct {
	Grant
	PersonName, PersonEmail string
	OrganisationTitle       string
}
