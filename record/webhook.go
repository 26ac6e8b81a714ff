package record

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
)

func webhookSubject(w *notify.Webhook) Subject {
	return Subject{"Webhook", w.ID, host(w.URL), w.Organisation, identity.Object{Path: w.Path}}
}

// host is the part of an address that may be told: the rest may hold a secret.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// Webhooks lists those of organisations the actor may manage.
func (s *Service) Webhooks(ctx context.Context, a identity.Actor, l havre.List) (page havre.Page[notify.Webhook], err error) {
	if err := SignedIn(a); err != nil {
		return page, err
	}
	scopes, all := a.Scoped(identity.WriteWebhooks)
	if all {
		scopes = nil
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Webhooks(ctx, scopes, l)
		return err
	})
	return page, err
}

// Webhook is one of them; Deliveries says what became of its events.
func (s *Service) Webhook(ctx context.Context, a identity.Actor, id string) (w *notify.Webhook, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		w, err = readWebhook(ctx, tx, a, id)
		return err
	})
	return w, err
}

// readWebhook is a webhook that the actor may manage: nobody else knows of it.
func readWebhook(ctx context.Context, tx Tx, a identity.Actor, id string) (*notify.Webhook, error) {
	if err := SignedIn(a); err != nil {
		return nil, err
	}
	w, err := tx.Webhook(ctx, id)
	if err != nil {
		return nil, Hidden(err)
	}
	if a.May(identity.WriteWebhooks, webhookSubject(w).Object) != identity.Allowed {
		return nil, identity.Missing()
	}
	return w, nil
}

// Deliveries lists what was sent to a webhook, newest first.
func (s *Service) Deliveries(ctx context.Context, a identity.Actor, webhook string, l havre.List) (page havre.Page[notify.Delivery], err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if _, err := readWebhook(ctx, tx, a, webhook); err != nil {
			return err
		}
		page, err = tx.Deliveries(ctx, webhook, l)
		return err
	})
	return page, err
}

// SaveWebhook creates (Version 0) or changes one.
func (s *Service) SaveWebhook(ctx context.Context, a identity.Actor, w *notify.Webhook) error {
	if err := s.checkWebhook(w); err != nil {
		return err
	}
	return s.write(ctx, a, func(tx Tx) error {
		action := "webhook.update"
		if w.Version == 0 {
			action = "webhook.create"
			if err := s.newWebhook(ctx, tx, a, w); err != nil {
				return err
			}
		} else if err := s.sameWebhook(ctx, tx, a, w); err != nil {
			return err
		}
		w.UpdatedAt, w.UpdatedBy = s.Instant(), a.ID
		if err := tx.SaveWebhook(ctx, w); err != nil {
			return err
		}
		return s.Log(ctx, tx, a, action, webhookSubject(w), Details("topics", topicsText(w.Topics), "disabled", w.Disabled, "generation", w.Generation))
	})
}

func topicsText(topics []notify.Topic) string {
	words := make([]string, len(topics))
	for i, t := range topics {
		words[i] = string(t)
	}
	return strings.Join(words, " ")
}

// newWebhook places a new webhook in its organisation.
func (s *Service) newWebhook(ctx context.Context, tx Tx, a identity.Actor, w *notify.Webhook) error {
	if err := SignedIn(a); err != nil {
		return err
	}
	o, err := tx.Organisation(ctx, w.Organisation)
	if err != nil {
		return Hidden(err)
	}
	w.ID, w.Path, w.Generation, w.Disabled, w.DisabledWhy = s.NewID(), o.Path, 1, false, ""
	w.CreatedAt, w.CreatedBy, w.DeletedAt = s.Instant(), a.ID, time.Time{}
	return Allow(a, identity.WriteWebhooks, webhookSubject(w))
}

// sameWebhook keeps of a webhook being changed what cannot be: its organisation
// and its past. A greater generation is a new secret.
func (s *Service) sameWebhook(ctx context.Context, tx Tx, a identity.Actor, w *notify.Webhook) error {
	old, err := readWebhook(ctx, tx, a, w.ID)
	if err != nil {
		return err
	}
	if err := UpToDate(ctx, tx, identity.Stamps{Version: old.Version, UpdatedAt: old.UpdatedAt, UpdatedBy: old.UpdatedBy}, w.Version); err != nil {
		return err
	}
	w.Organisation, w.Path, w.CreatedAt, w.CreatedBy, w.DeletedAt = old.Organisation, old.Path, old.CreatedAt, old.CreatedBy, old.DeletedAt
	w.Generation = min(max(w.Generation, old.Generation), old.Generation+1)
	if !w.Disabled {
		w.DisabledWhy = ""
	}
	return nil
}

// checkWebhook refuses an address that would never be called, and unknown topics.
func (s *Service) checkWebhook(w *notify.Webhook) error {
	var problems havre.Problems
	check := s.CheckHook
	if check == nil {
		check = new(notify.Caller).CheckURL
	}
	if f := havre.FaultOf(check(w.URL)); f != nil {
		problems = f.Problems
	}
	known := make([]string, len(notify.Topics))
	for i, t := range notify.Topics {
		known[i] = string(t)
	}
	for _, t := range w.Topics {
		if !slices.Contains(notify.Topics, t) {
			problems = append(problems, havre.Problem{Field: "topics", Value: string(t), Suggestion: havre.Nearest(string(t), known), Message: havre.Text{
				FR: "sujet inconnu", EN: "unknown topic",
			}})
		}
	}
	return problems.Err()
}

// DeleteWebhook deletes one; RestoreWebhook undoes it.
func (s *Service) DeleteWebhook(ctx context.Context, a identity.Actor, id string, version int64) error {
	return s.setWebhook(ctx, a, id, "webhook.delete", func(tx Tx, w *notify.Webhook) error {
		w.DeletedAt = s.Instant()
		return UpToDate(ctx, tx, identity.Stamps{Version: w.Version, UpdatedAt: w.UpdatedAt, UpdatedBy: w.UpdatedBy}, version)
	})
}

// RestoreWebhook undoes it.
func (s *Service) RestoreWebhook(ctx context.Context, a identity.Actor, id string) error {
	return s.setWebhook(ctx, a, id, "webhook.restore", func(_ Tx, w *notify.Webhook) error {
		w.DeletedAt = time.Time{}
		return nil
	})
}

func (s *Service) setWebhook(ctx context.Context, a identity.Actor, id, action string, change func(Tx, *notify.Webhook) error) error {
	return s.write(ctx, a, func(tx Tx) error {
		w, err := readWebhook(ctx, tx, a, id)
		if err != nil {
			return err
		}
		was := w.DeletedAt.IsZero()
		if err := change(tx, w); err != nil {
			return err
		}
		if was == w.DeletedAt.IsZero() {
			return nil
		}
		w.UpdatedAt, w.UpdatedBy = s.Instant(), a.ID
		if err := tx.SaveWebhook(ctx, w); err != nil {
			return err
		}
		return s.Log(ctx, tx, a, action, webhookSubject(w), nil)
	})
}

// PingWebhook sends a webhook an event of no consequence, to see it arrive.
func (s *Service) PingWebhook(ctx context.Context, a identity.Actor, id string) error {
	return s.write(ctx, a, func(tx Tx) error {
		w, err := readWebhook(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if err := notify.Ping(ctx, tx, w, notify.Event{At: s.Instant()}); err != nil {
			return err //nolint:wrapcheck // it says what it was doing
		}
		return s.Log(ctx, tx, a, "webhook.ping", webhookSubject(w), nil)
	})
}
