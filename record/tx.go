package record

import (
	"context"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
)

// Tx is what the service needs of a transaction; the conventions are those of
// identity.Tx.
type Tx interface {
	identity.Tx
	notify.Tx

	Need(ctx context.Context, id string) (*Need, error) // with its document, shares and current decision
	NeedNamed(ctx context.Context, organisation, name string) (*Need, error)
	Needs(ctx context.Context, q NeedQuery) (havre.Page[Need], error) // without documents
	// SaveNeed stores the need; a document other than the newest revision's becomes a
	// new revision, with the note.
	SaveNeed(ctx context.Context, n *Need, note string) error
	// Ordered says whether orders were sent for a need: their accounts keep it.
	Ordered(ctx context.Context, need string) (bool, error)
	// PurgeNeed removes a deleted need for good, and all that hangs on it.
	PurgeNeed(ctx context.Context, id string) error
	EachNeed(ctx context.Context, q NeedQuery, fn func(*Need) error) error // with documents, for portfolios
	Revisions(ctx context.Context, need string) ([]Revision, error)        // newest first, without documents
	Revision(ctx context.Context, need string, number int) (*Revision, error)
	SaveShares(ctx context.Context, need string, shares []Share) error

	Comments(ctx context.Context, need string) ([]CommentOn, error) // oldest first, deleted ones too
	CommentOf(ctx context.Context, id string) (*CommentOn, error)
	SaveComment(ctx context.Context, c *CommentOn) error

	// AddSending stores a flow matrix that was sent, and numbers it.
	AddSending(ctx context.Context, s *Sending) error
	Sendings(ctx context.Context, need string) ([]Sending, error) // newest first, without content
	Sending(ctx context.Context, need string, number int) (*Sending, error)
	LastSending(ctx context.Context, need string) (*Sending, error)

	Decision(ctx context.Context, id string) (*Decision, error)
	// DecisionGist is a decision without its body.
	DecisionGist(ctx context.Context, id string) (*Decision, error)
	Decisions(ctx context.Context, q DecisionQuery) (havre.Page[DecisionSummary], error)
	// AddDecision stores a decision, makes it the current one of its need and the one
	// before it superseded, and numbers it.
	AddDecision(ctx context.Context, d *Decision) error
	// ReopenDecision stores the state, the instant, the reasons and the due day of the
	// newest decision of a need: reopened, or current again when what changed was
	// undone.
	ReopenDecision(ctx context.Context, d *DecisionSummary) error
	SetDue(ctx context.Context, decision string, due havre.Date) error
	// CountVerdicts counts the needs in scope by best verdict of their current decision
	// ("" for those without one).
	CountVerdicts(ctx context.Context, q NeedQuery) (map[decision.Verdict]int, error)

	// CountPortfolio counts the needs in scope by what the portfolio shows.
	CountPortfolio(ctx context.Context, q NeedQuery) (*Portfolio, error)

	Derogation(ctx context.Context, id string) (*Derogation, error)
	Derogations(ctx context.Context, q DerogationQuery) (havre.Page[Derogation], error)
	SaveDerogation(ctx context.Context, d *Derogation) error

	AddArtefact(ctx context.Context, a *Artefact) error // again is nothing
	Artefact(ctx context.Context, digest string) (*Artefact, error)
	AddEdition(ctx context.Context, e *Edition) error // numbers it
	CurrentEdition(ctx context.Context) (*Edition, error)
	Editions(ctx context.Context, l havre.List) (havre.Page[Edition], error)

	// Operations follow long work.
	SaveOperation(ctx context.Context, o *Operation) error // inserts or replaces
	Operation(ctx context.Context, id string) (*Operation, error)

	// RememberReply keeps the answer to a create by its idempotency key for a day;
	// Reply reads it. The hash is of the request: another request with the same key
	// is a Conflict.
	Reply(ctx context.Context, person, key string) (*Reply, error)
	RememberReply(ctx context.Context, r *Reply) error
}

// Reply is the stored answer to a create.
type Reply struct {
	Person, Key string
	Hash        []byte
	Status      int
	Header      []byte // JSON
	Body        []byte
	At          time.Time // from when it is kept
}

// DB opens transactions, as identity.DB does.
type DB interface {
	Read(ctx context.Context, fn func(Tx) error) error
	Write(ctx context.Context, fn func(Tx) error) error
}

// NeedQuery chooses needs.
type NeedQuery struct {
	havre.List // Sort: title, organisation, updated, state, verdict, due
	// Scopes are the paths whose shared needs may be read; DraftScopes those whose
	// drafts may be; Reader also sees its own and what is shared with it. All lifts
	// the three.
	Scopes, DraftScopes []string
	Reader              string
	All                 bool
	Organisation        string // path
	State               NeedState
	Ministry            string
	Verdict             decision.Verdict // best of the current decision; "none" for no decision
	Offer               string           // among the eligible offers of the current decision
	Reopened            bool
	DueBefore           havre.Date
	Deleted             bool // only the deleted ones
}

// DecisionQuery chooses decisions.
type DecisionQuery struct {
	havre.List           // Sort: taken, title, state
	Needs      NeedQuery // visibility only: Scopes, DraftScopes, Reader, All
	Need       string
	State      DecisionState
	Verdict    decision.Verdict
	Catalogue  string
	DueBefore  havre.Date // those due on or before: current ones, unless State says otherwise
}

// DerogationQuery chooses derogations.
type DerogationQuery struct {
	havre.List           // Sort: until, requested, rule
	Needs      NeedQuery // visibility only
	Need       string
	Rule       string
	State      DerogationState
	EndBefore  havre.Date // granted ones that end on or before
}
