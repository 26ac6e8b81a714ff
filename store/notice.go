package store

import (
	"context"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/notify"
)

var _ notify.Tx = (*Tx)(nil)

const noticeColumns = "c.id, c.person, c.topic, c.title_fr, c.title_en, c.body_fr, c.body_en, c.link, c.object, c.key, c.at, c.read_at, c.mail, c.mailed_at, c.mail_error"

func scanNotice(s scanner, n *notify.Notice) error {
	return s.Scan(&n.ID, &n.Person, &n.Topic, &n.Title.FR, &n.Title.EN, &n.Body.FR, &n.Body.EN, &n.Link, &n.Object, &n.Key,
		instant{&n.At}, instant{&n.ReadAt}, &n.Mail, instant{&n.MailedAt}, &n.MailError)
}

// AddNotice implements notify.Tx.
func (tx *Tx) AddNotice(ctx context.Context, n *notify.Notice) (bool, error) {
	added, err := tx.exec(ctx, `INSERT INTO notices
		(id, person, topic, title_fr, title_en, body_fr, body_en, link, object, key, at, read_at, mail, mailed_at, mail_error)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING`,
		n.ID, n.Person, n.Topic, n.Title.FR, n.Title.EN, n.Body.FR, n.Body.EN, n.Link, n.Object, n.Key,
		at(n.At), maybe(n.ReadAt), n.Mail, maybe(n.MailedAt), n.MailError)
	return added == 1, err
}

// Notice implements notify.Tx.
func (tx *Tx) Notice(ctx context.Context, id string) (*notify.Notice, error) {
	return one(ctx, tx, scanNotice, "SELECT "+noticeColumns+" FROM notices c WHERE c.id = $1", id)
}

var noticeList = list[notify.Notice]{
	from: "notices c", id: "c.id",
	orders:  []sorting{{name: "at", by: "c.at", kind: byInstant, desc: true}},
	columns: noticeColumns,
	rows:    "JOIN notices c ON c.id = p.id",
	scan:    scanNotice,
}

// Notices implements notify.Tx, the newest first.
func (tx *Tx) Notices(ctx context.Context, person string, unread bool, l havre.List) (havre.Page[notify.Notice], error) {
	var w where
	w.and("c.person = ?", person)
	if unread {
		w.and("c.read_at IS NULL")
	}
	return page(ctx, tx, noticeList, &w, l)
}

// MarkRead implements notify.Tx. What was read before keeps its instant.
func (tx *Tx) MarkRead(ctx context.Context, person string, ids []string, now time.Time) error {
	var w where
	w.and("read_at = ?", at(now))
	set := w.list()
	w.conditions = nil
	w.and("person = ?", person)
	w.and("read_at IS NULL")
	if len(ids) > 0 {
		w.among("id", anys(ids))
	}
	return tx.run(ctx, "UPDATE notices SET "+set+" WHERE "+w.String(), w.operands...)
}

// MailPending implements notify.Tx.
func (tx *Tx) MailPending(ctx context.Context, person string) ([]notify.Notice, error) {
	return all(ctx, tx, scanNotice, "SELECT "+noticeColumns+` FROM notices c
		WHERE c.person = $1 AND c.mail = TRUE AND c.mailed_at IS NULL ORDER BY c.at, c.id LIMIT 100`, person)
}

// MailedSince implements notify.Tx.
func (tx *Tx) MailedSince(ctx context.Context, person string, since time.Time) ([]time.Time, error) {
	return all(ctx, tx, func(s scanner, t *time.Time) error { return s.Scan(instant{t}) },
		"SELECT DISTINCT c.mailed_at FROM notices c WHERE c.person = $1 AND c.mailed_at >= $2 ORDER BY c.mailed_at", person, at(since))
}

// MarkMailed implements notify.Tx.
func (tx *Tx) MarkMailed(ctx context.Context, ids []string, now time.Time, failure string) error {
	var w where
	w.and("mailed_at = ?", at(now))
	w.and("mail_error = ?", failure)
	set := w.list()
	w.conditions = nil
	w.among("id", anys(ids))
	return tx.run(ctx, "UPDATE notices SET "+set+" WHERE "+w.String(), w.operands...)
}
