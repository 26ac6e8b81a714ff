package store

import (
	"context"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/notify"
)

const deliveryColumns = "v.id, v.webhook, v.event, v.topic, v.body, v.attempts, v.status, v.error, v.at, v.done_at"

func scanDelivery(s scanner, d *notify.Delivery) error {
	return s.Scan(&d.ID, &d.Webhook, &d.Event, &d.Topic, &d.Body, &d.Attempts, &d.Status, &d.Error, instant{&d.At}, instant{&d.DoneAt})
}

// AddDelivery implements notify.Tx.
func (tx *Tx) AddDelivery(ctx context.Context, d *notify.Delivery) error {
	n, err := tx.exec(ctx, `INSERT INTO deliveries (id, webhook, event, topic, body, attempts, status, error, at, done_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
		d.ID, d.Webhook, d.Event, d.Topic, bytesOf(d.Body), d.Attempts, d.Status, d.Error, at(d.At), maybe(d.DoneAt))
	if err == nil && n == 0 {
		return taken(nil)
	}
	return err
}

// Delivery implements notify.Tx.
func (tx *Tx) Delivery(ctx context.Context, id string) (*notify.Delivery, error) {
	return one(ctx, tx, scanDelivery, "SELECT "+deliveryColumns+" FROM deliveries v WHERE v.id = $1", id)
}

// SaveDelivery implements notify.Tx: what became of a delivery.
func (tx *Tx) SaveDelivery(ctx context.Context, d *notify.Delivery) error {
	n, err := tx.exec(ctx, "UPDATE deliveries SET attempts = $1, status = $2, error = $3, done_at = $4 WHERE id = $5",
		d.Attempts, d.Status, d.Error, maybe(d.DoneAt), d.ID)
	if err == nil && n == 0 {
		return notFound(nil)
	}
	return err
}

var deliveryList = list[notify.Delivery]{
	from: "deliveries v", id: "v.id",
	orders:  []sorting{{name: "at", by: "v.at", kind: byInstant, desc: true}},
	columns: deliveryColumns,
	rows:    "JOIN deliveries v ON v.id = p.id",
	scan:    scanDelivery,
}

// Deliveries implements notify.Tx, the newest first.
func (tx *Tx) Deliveries(ctx context.Context, webhook string, l havre.List) (havre.Page[notify.Delivery], error) {
	var w where
	w.and("v.webhook = ?", webhook)
	return page(ctx, tx, deliveryList, &w, l)
}

// PurgeNotify implements notify.Tx.
func (tx *Tx) PurgeNotify(ctx context.Context, deliveries, notices time.Time) (int, error) {
	done, err := tx.exec(ctx, "DELETE FROM deliveries WHERE done_at < $1", at(deliveries))
	if err != nil {
		return 0, err
	}
	given, err := tx.exec(ctx, "DELETE FROM notices WHERE at < $1", at(notices))
	return int(done + given), err
}
