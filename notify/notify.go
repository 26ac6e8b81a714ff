// Package notify tells people and programs what happened: a notice in the portal,
// a mail, a signed webhook. It decides neither what is told nor to whom; its
// jobs deliver at least once and say what became of each delivery.
package notify

import (
	"context"
	"encoding/json"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/journal"
)

// Notice is something a person is told.
type Notice struct {
	ID     string
	Person string
	Topic  Topic
	Title  havre.Text
	Body   havre.Text // what changed and what to do, in plain text, paragraphs apart
	Link   string     // a path of the portal, without language: /dossiers/…
	Object string     // identifier of what it is about
	Key    string     // a notice with the key of an earlier one of the person is not repeated
	At     time.Time
	ReadAt time.Time
	Mail   bool // also by mail
	// MailedAt is when the mail server took the mail or refused it for good; MailError
	// is its refusal. Notices told in one mail have the same MailedAt.
	MailedAt  time.Time
	MailError string
}

// Topic is what a notice or a webhook event is about. A webhook subscribes to
// topics.
type Topic string

// The topics.
const (
	NeedShared          Topic = "need.shared"
	NeedCommented       Topic = "need.commented"
	DecisionTaken       Topic = "decision.taken"
	DecisionReopened    Topic = "decision.reopened"
	DerogationRequested Topic = "derogation.requested"
	DerogationSettled   Topic = "derogation.settled"
	DerogationEnding    Topic = "derogation.ending"
	DerogationEnded     Topic = "derogation.ended"
	AttestationEnding   Topic = "attestation.ending"
	EvidenceEnding      Topic = "evidence.ending"
	CatalogueChanged    Topic = "catalogue.changed"
	OrderSent           Topic = "order.sent"
	OrderAwaits         Topic = "order.awaits"   // a step awaits the reader, or is late
	OrderAsked          Topic = "order.asked"    // information is asked of the requester
	OrderAnswered       Topic = "order.answered" // and given
	OrderSettled        Topic = "order.settled"  // approved or rejected
	OrderHeld           Topic = "order.held"
	OrderEnded          Topic = "order.ended" // delivered, partly, not at all, cancelled
	OrderMessage        Topic = "order.message"
	WorkAsked           Topic = "work.asked" // an operator has something to make, or is late
	InstanceEnding      Topic = "instance.ending"
	InstanceEnded       Topic = "instance.ended"
	InstanceAttention   Topic = "instance.attention" // a plan to review, work that failed, drift
)

// Topics which nobody subscribes to: of one person, and of webhooks themselves.
const (
	Delegated       Topic = "delegation"       // somebody settles in the place of somebody else
	WebhookPing     Topic = "webhook.ping"     // sent to one webhook, to try it
	WebhookDisabled Topic = "webhook.disabled" // told to whom the webhook belongs
)

// Topics lists those that may be subscribed to.
var Topics = []Topic{
	NeedShared, NeedCommented, DecisionTaken, DecisionReopened, DerogationRequested, DerogationSettled, DerogationEnding, DerogationEnded, AttestationEnding, EvidenceEnding, CatalogueChanged,
	OrderSent, OrderAwaits, OrderAsked, OrderAnswered, OrderSettled, OrderHeld, OrderEnded, OrderMessage, WorkAsked, InstanceEnding, InstanceEnded, InstanceAttention,
}

// Event is what a webhook receives.
type Event struct {
	ID           string          `json:"id"`
	Topic        Topic           `json:"type"`
	At           time.Time       `json:"timestamp"`
	Organisation string          `json:"organisation"`
	Data         json.RawMessage `json:"data"`
	Path         string          `json:"-"` // of the organisation: its webhooks and those above receive it
}

// Webhook is an address of another program. Its secret is derived from the
// portal's key, its identifier and its generation: it is stored nowhere.
type Webhook struct {
	ID           string
	Organisation string
	Path         string // of the organisation, filled when read
	URL          string
	Topics       []Topic // empty is all
	Generation   int     // of the secret
	Disabled     bool
	DisabledWhy  string
	Version      int64
	CreatedAt    time.Time
	CreatedBy    string
	UpdatedAt    time.Time
	UpdatedBy    string
	DeletedAt    time.Time
}

// Delivery is one event for one webhook, and what became of it.
type Delivery struct {
	ID       string
	Webhook  string
	Event    string
	Topic    Topic
	Body     []byte
	Attempts int
	Status   int    // HTTP status of the last attempt, 0 when there was no answer
	Error    string // of the last attempt: a [Failure], "" when it was taken
	At       time.Time
	DoneAt   time.Time // taken, or given up when Error says why
}

// Tx is what notify needs of a transaction.
type Tx interface {
	jobs.Tx
	journal.Tx // a webhook that is disabled is an entry
	// AddNotice stores a notice, unless the person already has one with its key.
	AddNotice(ctx context.Context, n *Notice) (added bool, err error)
	Notice(ctx context.Context, id string) (*Notice, error)
	Notices(ctx context.Context, person string, unread bool, l havre.List) (havre.Page[Notice], error)
	MarkRead(ctx context.Context, person string, ids []string, at time.Time) error // no ids: all
	Webhook(ctx context.Context, id string) (*Webhook, error)
	Webhooks(ctx context.Context, scopes []string, l havre.List) (havre.Page[Webhook], error) // nil scopes: all
	// WebhooksFor are those of an organisation and of those above it that want a
	// topic; of the path of the whole portal, "/", those of every organisation.
	WebhooksFor(ctx context.Context, path string, topic Topic) ([]Webhook, error)
	SaveWebhook(ctx context.Context, w *Webhook) error
	AddDelivery(ctx context.Context, d *Delivery) error
	Delivery(ctx context.Context, id string) (*Delivery, error)
	SaveDelivery(ctx context.Context, d *Delivery) error
	Deliveries(ctx context.Context, webhook string, l havre.List) (havre.Page[Delivery], error)
	// MailOf is the address and language of a person who may receive mail.
	MailOf(ctx context.Context, person string) (name, email string, lang havre.Lang, err error)
	// Setting and SetSetting keep values by name, as identity.Tx does.
	Setting(ctx context.Context, name string) (value []byte, err error)
	SetSetting(ctx context.Context, name string, value []byte) error
	// MailPending lists the notices of a person that are to be mailed (Mail) and were
	// not yet (MailedAt is zero), oldest first, a hundred at most.
	MailPending(ctx context.Context, person string) ([]Notice, error)
	// MailedSince lists the distinct MailedAt of a person's notices from an instant
	// on, oldest first.
	MailedSince(ctx context.Context, person string, since time.Time) ([]time.Time, error)
	// PurgeNotify removes deliveries that were done, and notices that were given,
	// before an instant, and says how many.
	PurgeNotify(ctx context.Context, deliveries, notices time.Time) (int, error)
	// MarkMailed sets MailedAt and MailError of notices.
	MarkMailed(ctx context.Context, ids []string, at time.Time, failure string) error
}

// DB opens transactions.
type DB interface {
	Read(ctx context.Context, fn func(Tx) error) error
	Write(ctx context.Context, fn func(Tx) error) error
}
