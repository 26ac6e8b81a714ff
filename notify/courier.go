package notify

import (
	"context"
	"log/slog"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
)

// Courier delivers what [Publish] left to deliver.
type Courier struct {
	DB  DB
	Now func() time.Time
	// Mail is the mail server; nil: no mail is sent, and notices stay in the portal.
	Mail *Mailer
	Letterhead
	// Language is that of people who chose none.
	Language havre.Lang
	// PerHour is how many mails a person gets in an hour; what comes after waits, and
	// is then told in one mail. Zero is 10.
	PerHour int
	// Hooks calls the webhooks.
	Hooks *Caller
	Log   *slog.Logger // why a webhook was not delivered, in detail; nil is silence

	readers keyed // one mail at a time to one person
}

// Handlers are the jobs of the deliveries.
func (c *Courier) Handlers() []jobs.Handler {
	return []jobs.Handler{
		{Kind: mailJob{}.Kind(), Do: c.mailNotice, Timeout: 2 * time.Minute},
		{Kind: hookJob{}.Kind(), Do: c.callHook, Timeout: time.Minute},
		{Kind: "notify.purge", Do: c.purge, Every: 24 * time.Hour},
	}
}

// How long what was told is kept.
const (
	keptDeliveries = 90 * 24 * time.Hour
	keptNotices    = 2 * 365 * 24 * time.Hour // a key is not repeated meanwhile
)

// purge forgets what was told long ago.
func (c *Courier) purge(ctx context.Context, _ []byte, _ jobs.Attempt) error {
	return c.DB.Write(ctx, func(tx Tx) error {
		n, err := tx.PurgeNotify(ctx, c.Now().Add(-keptDeliveries), c.Now().Add(-keptNotices))
		if n > 0 {
			c.log().InfoContext(ctx, "old notices and deliveries removed", "rows", n)
		}
		return err
	})
}

func (c *Courier) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}

func (c *Courier) perHour() int {
	if c.PerHour > 0 {
		return c.PerHour
	}
	return 10
}
