package notify

import (
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
	}
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
