package store_test

import (
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

func noticeID(n notify.Notice) string { return n.ID }

func notice(t *testing.T, db *store.DB, n notify.Notice) bool {
	t.Helper()
	var added bool
	write(t, db, func(tx *store.Tx) (err error) {
		added, err = tx.AddNotice(t.Context(), &n)
		return err
	})
	return added
}

func TestNotices(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		want := notify.Notice{
			ID: "1", Person: "alice", Topic: notify.DecisionReopened, Title: havre.Text{FR: "Rouverte", EN: "Reopened"}, Body: havre.Text{FR: "Un certificat a pris fin.", EN: "A certificate ended."},
			Link: "/dossiers/n", Object: "n", Key: "k", At: noon, Mail: true,
		}
		if !notice(t, db, want) {
			t.Error("a new notice was not added")
		}
		for _, c := range []struct {
			n    notify.Notice
			want bool
		}{
			{notify.Notice{ID: "2", Person: "alice", Key: "k", At: minute(1)}, false},
			{notify.Notice{ID: "3", Person: "bruno", Key: "k", At: minute(1)}, true},
			{notify.Notice{ID: "4", Person: "alice", At: minute(1)}, true},
			{notify.Notice{ID: "5", Person: "alice", At: minute(2)}, true},
		} {
			same(t, "added "+c.n.ID, notice(t, db, c.n), c.want)
		}
		list := func(unread bool) []string {
			var got []string
			read(t, db, func(tx *store.Tx) error {
				got = ids(pages(t, 2, havre.List{}, func(l havre.List) (havre.Page[notify.Notice], error) {
					return tx.Notices(t.Context(), "alice", unread, l)
				}), noticeID)
				n, err := tx.Notice(t.Context(), "1")
				if unread {
					return err
				}
				same(t, "notice", n, &want)
				return err
			})
			return got
		}
		same(t, "newest first", list(false), []string{"5", "4", "1"})
		write(t, db, func(tx *store.Tx) error { return tx.MarkRead(t.Context(), "alice", []string{"4", "3"}, minute(3)) })
		same(t, "unread", list(true), []string{"5", "1"})
		write(t, db, func(tx *store.Tx) error { return tx.MarkRead(t.Context(), "alice", nil, minute(4)) })
		same(t, "all read", list(true), nil)
		read(t, db, func(tx *store.Tx) error {
			n, err := tx.Notice(t.Context(), "4")
			same(t, "read when it was first", n.ReadAt, minute(3))
			n3, err3 := tx.Notice(t.Context(), "3")
			same(t, "of somebody else", n3.ReadAt, time.Time{})
			if err3 != nil {
				return err3
			}
			return err
		})
	})
}

func TestMailing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		for i, n := range []notify.Notice{
			{ID: "1", Mail: true}, {ID: "2"}, {ID: "3", Mail: true}, {ID: "4", Mail: true, MailedAt: minute(1)},
		} {
			n.Person, n.At = "alice", minute(-i)
			notice(t, db, n)
		}
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.MailPending(t.Context(), "alice")
			same(t, "oldest first", ids(got, noticeID), []string{"3", "1"})
			return err
		})
		write(t, db, func(tx *store.Tx) error { return tx.MarkMailed(t.Context(), []string{"3", "1"}, minute(5), "550 non") })
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.MailPending(t.Context(), "alice")
			same(t, "none left", len(got), 0)
			if err != nil {
				return err
			}
			sent, err := tx.MailedSince(t.Context(), "alice", minute(1))
			same(t, "distinct instants", sent, []time.Time{minute(1), minute(5)})
			if err != nil {
				return err
			}
			n, err := tx.Notice(t.Context(), "1")
			same(t, "refusal", n.MailError, "550 non")
			return err
		})
		write(t, db, func(tx *store.Tx) error { return tx.MarkMailed(t.Context(), nil, minute(6), "") })
	})
}

func webhook(t *testing.T, db *store.DB, id, organisation string, change ...func(*notify.Webhook)) *notify.Webhook {
	t.Helper()
	k := &notify.Webhook{ID: id, Organisation: organisation, URL: "https://" + id + ".test/", Generation: 1, CreatedAt: noon, CreatedBy: "alice", UpdatedAt: noon, UpdatedBy: "alice"}
	for _, c := range change {
		c(k)
	}
	write(t, db, func(tx *store.Tx) error { return tx.SaveWebhook(t.Context(), k) })
	return k
}

func webhookID(k notify.Webhook) string { return k.ID }

func TestWebhooks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		want := webhook(t, db, "top", "minint", func(k *notify.Webhook) { k.Topics = []notify.Topic{notify.DecisionTaken} })
		webhook(t, db, "mid", "dnum")
		webhook(t, db, "low", "apps")
		webhook(t, db, "off", "dnum", func(k *notify.Webhook) { k.Disabled, k.DisabledWhy = true, "trop d'échecs" })
		webhook(t, db, "gone", "dnum", func(k *notify.Webhook) { k.DeletedAt = noon })
		webhook(t, db, "other", "minsante")
		same(t, "version and path", []any{want.Version, want.Path}, []any{int64(1), "/minint/"})
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Webhook(t.Context(), "top")
			if err != nil {
				return err
			}
			same(t, "webhook", got, want)
			for topic, want := range map[notify.Topic][]string{notify.DecisionTaken: {"mid", "top"}, notify.NeedShared: {"mid"}} {
				hooks, err := tx.WebhooksFor(t.Context(), "/minint/dnum/", topic)
				if err != nil {
					return err
				}
				same(t, string(topic), ids(hooks, webhookID), want)
			}
			for _, c := range []struct {
				scopes []string
				want   []string
			}{{nil, []string{"low", "mid", "off", "other", "top"}}, {[]string{"/minint/dnum/"}, []string{"low", "mid", "off"}}, {[]string{}, nil}} {
				got := pages(t, 2, havre.List{}, func(l havre.List) (havre.Page[notify.Webhook], error) {
					return tx.Webhooks(t.Context(), c.scopes, l)
				})
				same(t, "list", ids(got, webhookID), c.want)
			}
			return nil
		})
		old := *want
		want.Generation = 2
		write(t, db, func(tx *store.Tx) error { return tx.SaveWebhook(t.Context(), want) })
		wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveWebhook(t.Context(), &old) }), havre.Stale)
	})
}

func TestDeliveries(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		webhook(t, db, "k", "minint")
		want := &notify.Delivery{ID: "1", Webhook: "k", Event: "e", Topic: notify.DecisionTaken, Body: []byte(`{}`), At: noon}
		write(t, db, func(tx *store.Tx) error {
			if err := tx.AddDelivery(t.Context(), want); err != nil {
				return err
			}
			wantFault(t, tx.AddDelivery(t.Context(), want), havre.Conflict)
			return tx.AddDelivery(t.Context(), &notify.Delivery{ID: "2", Webhook: "k", At: minute(1)})
		})
		want.Attempts, want.Status, want.Error, want.DoneAt = 2, 503, "unavailable", minute(2)
		write(t, db, func(tx *store.Tx) error {
			wantFault(t, tx.SaveDelivery(t.Context(), &notify.Delivery{ID: "none"}), havre.NotFound)
			return tx.SaveDelivery(t.Context(), want)
		})
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Delivery(t.Context(), "1")
			if err != nil {
				return err
			}
			same(t, "delivery", got, want)
			all := pages(t, 1, havre.List{}, func(l havre.List) (havre.Page[notify.Delivery], error) { return tx.Deliveries(t.Context(), "k", l) })
			same(t, "newest first", ids(all, func(d notify.Delivery) string { return d.ID }), []string{"2", "1"})
			return nil
		})
	})
}
