package notify

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/havre-cloud/havre/jobs"
)

// News is what happened: what to tell people, and what to tell programs.
type News struct {
	// Notices need a Person, a Topic, a Title, a Body and an At. An ID is made when
	// there is none.
	Notices []Notice
	// Event goes to the webhooks of the organisation of its Path and of those above.
	// nil is nothing to tell programs. It needs a Topic, an At and Data; an ID is
	// made when there is none.
	Event *Event
}

// Publish stores the notices and, of each that is also a mail, the job that sends
// it; then a delivery and its job for each webhook that wants the event. All of it
// is in the caller's transaction: told if and only if it happened. A notice whose
// Key its person has already seen is left out, mail included.
func Publish(ctx context.Context, tx Tx, news News) error {
	for i := range news.Notices {
		if err := tell(ctx, tx, &news.Notices[i]); err != nil {
			return err
		}
	}
	if news.Event == nil {
		return nil
	}
	return announce(ctx, tx, news.Event)
}

func tell(ctx context.Context, tx Tx, n *Notice) error {
	n.ID = orNew(n.ID)
	added, err := tx.AddNotice(ctx, n)
	if err != nil || !added || !n.Mail {
		return err
	}
	return tx.Enqueue(ctx, mailJob{Notice: n.ID}, jobs.Options{Attempts: mailAttempts})
}

func announce(ctx context.Context, tx Tx, e *Event) error {
	e.ID = orNew(e.ID)
	hooks, err := tx.WebhooksFor(ctx, e.Path, e.Topic)
	if err != nil || len(hooks) == 0 {
		return err
	}
	body, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("notify: event %s: %w", e.Topic, err)
	}
	for _, w := range hooks {
		if err := deliver(ctx, tx, w.ID, e, body); err != nil {
			return err
		}
	}
	return nil
}

func deliver(ctx context.Context, tx Tx, webhook string, e *Event, body []byte) error {
	d := &Delivery{ID: newID(), Webhook: webhook, Event: e.ID, Topic: e.Topic, Body: body, At: e.At}
	if err := tx.AddDelivery(ctx, d); err != nil {
		return err
	}
	return tx.Enqueue(ctx, hookJob{Delivery: d.ID, Attempt: 1}, jobs.Options{})
}

// Ping sends a webhook an event of no consequence, for whoever sets it up to see
// it arrive: at is now.
func Ping(ctx context.Context, tx Tx, w *Webhook, e Event) error {
	e.ID, e.Topic, e.Organisation = orNew(e.ID), WebhookPing, w.Organisation
	if e.Data == nil {
		e.Data = json.RawMessage(`{}`)
	}
	body, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("notify: event %s: %w", e.Topic, err)
	}
	return deliver(ctx, tx, w.ID, &e, body)
}

// newID is an identifier as everywhere in Havre.
func newID() string { return strings.ToLower(rand.Text()) }

func orNew(id string) string {
	if id == "" {
		return newID()
	}
	return id
}
