package notify

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/journal"
)

// hookJob makes one attempt at a delivery.
type hookJob struct {
	Delivery string `json:"delivery"`
	Attempt  int    `json:"attempt"` // from 1
}

// Kind names the job.
func (hookJob) Kind() string { return "notify.webhook" }

// delays are the waits between attempts, those of Standard Webhooks: three days
// in all, then the webhook is disabled.
var delays = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// callHook makes an attempt and plans the next. An attempt that the delivery has
// already counted is not made again: the job had ended but for saying so.
func (c *Courier) callHook(ctx context.Context, args []byte, _ jobs.Attempt) error {
	var job hookJob
	if err := json.Unmarshal(args, &job); err != nil {
		return &jobs.Stop{Cause: err}
	}
	d, w, err := c.delivery(ctx, job.Delivery)
	switch {
	case errors.Is(err, &havre.Fault{Code: havre.NotFound}):
		return nil // deleted with its webhook
	case err != nil:
		return err
	case !d.DoneAt.IsZero() || d.Attempts >= job.Attempt:
		return nil
	case w.Disabled && d.Topic != WebhookPing || !w.DeletedAt.IsZero():
		return c.settle(ctx, job, answer{failure: FailedStopped})
	}
	a := c.Hooks.call(ctx, w, d, c.Now())
	if a.failure != "" {
		c.log().InfoContext(ctx, "webhook not delivered", "webhook", w.ID, "delivery", d.ID, "attempt", job.Attempt, "status", a.status, "failure", string(a.failure), "cause", a.cause)
	}
	return c.settle(ctx, job, a)
}

func (c *Courier) delivery(ctx context.Context, id string) (d *Delivery, w *Webhook, err error) {
	err = c.DB.Read(ctx, func(tx Tx) error {
		if d, err = tx.Delivery(ctx, id); err != nil {
			return err
		}
		w, err = tx.Webhook(ctx, d.Webhook)
		return err
	})
	return d, w, err
}

// settle writes what became of an attempt and, in the same transaction, what
// follows from it.
func (c *Courier) settle(ctx context.Context, job hookJob, a answer) error {
	now := c.Now().UTC().Truncate(time.Microsecond)
	return c.DB.Write(ctx, func(tx Tx) error {
		d, err := tx.Delivery(ctx, job.Delivery)
		if err != nil {
			return err
		}
		d.Attempts, d.Status, d.Error = job.Attempt, a.status, string(a.failure)
		last := a.failure == FailedGone || d.Topic == WebhookPing || job.Attempt > len(delays)
		over := a.failure == "" || a.failure == FailedStopped || last
		if over {
			d.DoneAt = now
		}
		if err := tx.SaveDelivery(ctx, d); err != nil {
			return err
		}
		switch {
		case !over:
			return tx.Enqueue(ctx, hookJob{d.ID, job.Attempt + 1}, jobs.Options{At: now.Add(delays[job.Attempt-1])})
		case a.failure == "" || a.failure == FailedStopped || d.Topic == WebhookPing:
			return nil
		}
		return disable(ctx, tx, d, a.failure, now)
	})
}

// disable stops a webhook that no longer answers, tells whom it belongs to and
// writes it in the journal.
func disable(ctx context.Context, tx Tx, d *Delivery, why Failure, now time.Time) error {
	w, err := tx.Webhook(ctx, d.Webhook)
	if err != nil || w.Disabled {
		return err
	}
	w.Disabled, w.DisabledWhy, w.UpdatedAt = true, string(why), now
	owner := w.UpdatedBy
	w.UpdatedBy = systemActor
	if err := tx.SaveWebhook(ctx, w); err != nil {
		return err
	}
	if owner == "" || owner == systemActor {
		owner = w.CreatedBy
	}
	if owner != systemActor {
		if err := Publish(ctx, tx, News{Notices: []Notice{disabledNotice(w, owner, why, now)}}); err != nil {
			return err
		}
	}
	_, err = journal.Append(ctx, tx, journal.Event{
		At: now, Actor: systemActor, ActorName: systemName, Action: "webhook.disable", Kind: "Webhook", Object: w.ID,
		Organisation: w.Organisation, Details: map[string]string{"failure": string(why), "delivery": d.ID},
	})
	return err
}

// The portal itself, as package identity names it.
const (
	systemActor = "system"
	systemName  = "Havre"
)

func disabledNotice(w *Webhook, owner string, why Failure, now time.Time) Notice {
	return Notice{
		Person: owner, Topic: WebhookDisabled, Object: w.ID, At: now, Mail: true, Link: "/organisations/" + w.Organisation + "/webhooks/" + w.ID,
		Title: havre.Text{
			FR: "Les notifications vers un programme sont arrêtées",
			EN: "Notifications to a program are stopped",
		},
		Body: havre.Text{
			FR: "Les notifications vers %[1]s n'ont pas pu être remises : %[2]s. Elles sont arrêtées.\n\nCorrigez ce qui ne va pas, essayez l'adresse, puis reprenez les notifications.",
			EN: "Notifications to %[1]s could not be delivered: %[2]s. They are stopped.\n\nMend what is wrong, try the address, then resume the notifications.",
		}.With(w.URL, why.Text()),
	}
}
