package store

import (
	"context"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
)

var webhookColumns = "k.id, k.organisation, o.path, k.url, k.topics, k.generation, k.disabled, k.disabled_why, " + stamped("k")

const webhookTables = " JOIN organisations o ON o.id = k.organisation "

func scanWebhook(s scanner, k *notify.Webhook) error {
	return s.Scan(&k.ID, &k.Organisation, &k.Path, &k.URL, words{&k.Topics}, &k.Generation, &k.Disabled, &k.DisabledWhy,
		&k.Version, instant{&k.CreatedAt}, &k.CreatedBy, instant{&k.UpdatedAt}, &k.UpdatedBy, instant{&k.DeletedAt})
}

// Webhook implements notify.Tx.
func (tx *Tx) Webhook(ctx context.Context, id string) (*notify.Webhook, error) {
	return one(ctx, tx, scanWebhook, "SELECT "+webhookColumns+" FROM webhooks k"+webhookTables+"WHERE k.id = $1", id)
}

var webhookList = list[notify.Webhook]{
	from: "webhooks k JOIN organisations o ON o.id = k.organisation", id: "k.id",
	orders: []sorting{
		{name: "url", by: "k.url", kind: byText},
		{name: "organisation", by: "o.sort_path"},
		{name: "created", by: "k.created_at", kind: byInstant},
	},
	columns: webhookColumns,
	rows:    "JOIN webhooks k ON k.id = p.id" + webhookTables,
	scan:    scanWebhook,
}

// Webhooks implements notify.Tx.
func (tx *Tx) Webhooks(ctx context.Context, scopes []string, l havre.List) (havre.Page[notify.Webhook], error) {
	var w where
	if scopes != nil {
		w.any(below("o.path", scopes))
	}
	w.living("k.deleted_at", false)
	w.matching("lower(k.url)", l.Search)
	return page(ctx, tx, webhookList, &w, l)
}

// WebhooksFor implements notify.Tx: those of the organisation and above it, or all
// of them for the whole portal, that are neither disabled nor deleted, and want the
// topic.
func (tx *Tx) WebhooksFor(ctx context.Context, path string, topic notify.Topic) ([]notify.Webhook, error) {
	hooks, err := all(ctx, tx, scanWebhook, "SELECT "+webhookColumns+" FROM webhooks k"+webhookTables+
		"WHERE (o.path = substr($1, 1, length(o.path)) OR $1 = '/') AND k.disabled = FALSE AND k.deleted_at IS NULL AND o.deleted_at IS NULL ORDER BY k.id", path)
	return slices.DeleteFunc(hooks, func(k notify.Webhook) bool {
		return len(k.Topics) > 0 && !slices.Contains(k.Topics, topic)
	}), err
}

// SaveWebhook implements notify.Tx.
func (tx *Tx) SaveWebhook(ctx context.Context, k *notify.Webhook) error {
	s := identity.Stamps{
		Version: k.Version, CreatedAt: k.CreatedAt, CreatedBy: k.CreatedBy, UpdatedAt: k.UpdatedAt, UpdatedBy: k.UpdatedBy, DeletedAt: k.DeletedAt,
	}
	err := tx.save(ctx, row{
		"webhooks", k.ID,
		[]string{"organisation", "url", "topics", "generation", "disabled", "disabled_why"},
		[]any{k.Organisation, k.URL, words{k.Topics}, k.Generation, k.Disabled, k.DisabledWhy},
	}, &s)
	if err != nil {
		return err
	}
	k.Version = s.Version
	k.Path, err = value[string](ctx, tx, "SELECT path FROM organisations WHERE id = $1", k.Organisation)
	return err
}
