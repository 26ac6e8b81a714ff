package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// webhookFilter chooses webhooks.
type webhookFilter struct {
	Paging
	Sorting
}

type webhookKind = kind[notify.Webhook, wire.WebhookSpec, wire.WebhookStatus]

func webhooks(a *API) {
	k := webhookKind{
		name: "Webhook", names: "Webhooks", path: "/webhooks", group: groupNotices,
		one: havre.Text{FR: "un webhook", EN: "a webhook"}, many: havre.Text{FR: "les webhooks", EN: "webhooks"},
		get: a.Record.Webhook, show: showWebhook,
	}
	list(a, k, havre.Text{FR: "Ceux des organisations que vous gérez.", EN: "Those of organisations that you manage."},
		func(ctx context.Context, actor identity.Actor, in *webhookFilter) (havre.Page[notify.Webhook], error) {
			return a.Record.Webhooks(ctx, actor, in.sorted(in.Paging, ""))
		})
	read(a, k)
	create(a, k, havre.Text{
		FR: "Les événements de l'organisation et de celles au-dessous sont envoyés, signés, à cette adresse, et renvoyés jusqu'à ce qu'elle réponde.",
		EN: "The events of the organisation and of those below it are sent, signed, to this address, and sent again until it answers.",
	}, func(ctx context.Context, actor identity.Actor, doc *wire.Document[wire.WebhookSpec]) (*notify.Webhook, error) {
		return a.saveWebhook(ctx, actor, &notify.Webhook{}, doc)
	}, nil)
	change(a, k, func(ctx context.Context, actor identity.Actor, id string, version int64, doc *wire.Document[wire.WebhookSpec]) (*notify.Webhook, error) {
		w, err := a.Record.Webhook(ctx, actor, id)
		if err != nil {
			return nil, err
		}
		w.Version = version
		return a.saveWebhook(ctx, actor, w, doc)
	})
	remove(a, k, havre.Text{}, a.Record.DeleteWebhook)
	restore(a, k, a.Record.RestoreWebhook)
	a.secretOfWebhooks(k)
	act(a, k, "pingWebhook", "ping", havre.Text{FR: "Essayer un webhook", EN: "Try a webhook"}, havre.Text{
		FR: "Envoie un événement « webhook.ping ».", EN: "Sends an event \"webhook.ping\".",
	}, a.ping)
}

func (a *API) saveWebhook(ctx context.Context, actor identity.Actor, w *notify.Webhook, doc *wire.Document[wire.WebhookSpec]) (*notify.Webhook, error) {
	organisation, err := a.owner(ctx, actor, doc.Metadata.Organisation, w.Organisation)
	if err != nil {
		return nil, err
	}
	if w.Version > 0 {
		err = fixed(map[string]bool{"metadata.organisation": organisation != w.Organisation})
	}
	if err != nil {
		return nil, err
	}
	w.Organisation, w.URL, w.Disabled, w.Topics = organisation, doc.Spec.URL, doc.Spec.Disabled, nil
	for _, t := range doc.Spec.Topics {
		w.Topics = append(w.Topics, notify.Topic(t))
	}
	err = a.Record.SaveWebhook(ctx, actor, w)
	if err == nil && doc.Spec.Disabled != w.Disabled { // a new one is first enabled
		w.Disabled = doc.Spec.Disabled
		err = a.Record.SaveWebhook(ctx, actor, w)
	}
	return w, err
}

type secretShown struct{ Body wire.WebhookSecret }

// secretOfWebhooks registers the reading and the change of a secret. Both are POST:
// a secret is no address that a proxy may log or a browser keep.
func (a *API) secretOfWebhooks(k webhookKind) {
	show := func(w *notify.Webhook) *secretShown {
		return &secretShown{Body: wire.WebhookSecret{
			APIVersion: havre.APIVersion, Kind: "WebhookSecret", Webhook: w.ID, Generation: w.Generation, Secret: a.WebhookSecret(w),
		}}
	}
	register(a, operation{
		id: "showWebhookSecret", method: http.MethodPost, path: k.path + "/{id}/secret", group: k.group,
		summary: havre.Text{FR: "Voir le secret d'un webhook", EN: "See the secret of a webhook"},
		long:    havre.Text{FR: "Il signe ce qui est envoyé : l'autre programme le connaît pour vérifier d'où cela vient.", EN: "It signs what is sent: the other program knows it to check where that comes from."},
	}, func(ctx context.Context, actor identity.Actor, in *target) (*secretShown, error) {
		w, err := a.Record.Webhook(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		return show(w), nil
	})
	register(a, operation{
		id: "rotateWebhookSecret", method: http.MethodPost, path: k.path + "/{id}/rotation", group: k.group, guarded: true,
		summary: havre.Text{FR: "Changer le secret d'un webhook", EN: "Change the secret of a webhook"},
		long: havre.Text{
			FR: "Jusqu'au changement suivant, ce qui est envoyé est signé par l'ancien secret et par le nouveau.",
			EN: "Until the next change, what is sent is signed by both the old secret and the new one.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *guarded) (*secretShown, error) {
		w, err := a.Record.Webhook(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		if w.Version, err = k.version(ctx, a, actor, in); err != nil {
			return nil, err
		}
		w.Generation++
		if err := a.Record.SaveWebhook(ctx, actor, w); err != nil {
			return nil, err
		}
		return show(w), nil
	})
}

// ping sends an event of no consequence.
func (a *API) ping(ctx context.Context, actor identity.Actor, id string) error {
	w, err := a.Record.Webhook(ctx, actor, id)
	if err != nil {
		return err
	}
	if w.Disabled || !w.DeletedAt.IsZero() {
		return refuse(havre.Conflict, havre.Text{FR: "Ce webhook est désactivé ou supprimé.", EN: "This webhook is disabled or deleted."})
	}
	return a.Record.PingWebhook(ctx, actor, id)
}

func showWebhook(v view, w *notify.Webhook) wire.Webhook {
	spec := wire.WebhookSpec{URL: w.URL, Topics: []string{}, Disabled: w.Disabled}
	for _, t := range w.Topics {
		spec.Topics = append(spec.Topics, string(t))
	}
	return wire.Webhook{
		ID: w.ID, Metadata: wire.Metadata{
			Title: w.URL, Organisation: w.Organisation, Version: w.Version, CreatedAt: w.CreatedAt, CreatedBy: w.CreatedBy,
			UpdatedAt: w.UpdatedAt, UpdatedBy: w.UpdatedBy, DeletedAt: w.DeletedAt,
		},
		Spec: spec, Status: wire.WebhookStatus{Generation: w.Generation, Conditions: []wire.Condition{v.delivering(w)}},
	}
}

func (v view) delivering(w *notify.Webhook) wire.Condition {
	switch {
	case !w.DeletedAt.IsZero():
		return v.condition("Delivering", false, "Deleted", deletedText, w.DeletedAt)
	case w.Disabled && w.DisabledWhy != "":
		return v.condition("Delivering", false, "Failed", notify.Failure(w.DisabledWhy).Text(), w.UpdatedAt)
	case w.Disabled:
		return v.condition("Delivering", false, "Disabled", havre.Text{FR: "Il est désactivé.", EN: "It is disabled."}, w.UpdatedAt)
	}
	return v.condition("Delivering", true, "Enabled", havre.Text{FR: "Les événements sont envoyés.", EN: "Events are sent."}, w.CreatedAt)
}
