package order_test

import (
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
)

// TestOperatorAsks: an operator who may not read the order asks its requester, reads the
// answer and its file, and nothing that was said before the approval.
func TestOperatorAsks(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		o := w.sent(machine("calcul", 2))
		before, err := w.Say(t.Context(), w.manager, o.ID, "trop cher ?", order.File{Name: "avis.txt", Content: []byte("entre nous")})
		w.ok(err)
		o = w.vote(o, approval.Approve)
		w.fulfil(o, 1)
		_, err = w.Order(t.Context(), w.maker, o.ID)
		w.fault(err, havre.NotFound)
		page, err := w.Works(t.Context(), w.maker, order.WorkQuery{Order: o.ID, List: havre.List{Limit: 1}})
		w.ok(err)
		id := page.Items[0].ID
		_, err = w.SayOnWork(t.Context(), w.manager, id, "je ne suis pas opérateur")
		w.fault(err, havre.NotFound)
		_, err = w.SayOnWork(t.Context(), w.maker, id, "quel réseau ?")
		w.ok(err)
		if w.told(w.requester, notify.OrderMessage) == 0 {
			t.Error("the requester is told of the question")
		}
		answer, err := w.Say(t.Context(), w.requester, o.ID, "celui du plan joint", order.File{Name: "plan.txt", Content: []byte("10.0.0.0/24")})
		w.ok(err)
		if n := w.told(w.maker, notify.OrderMessage); n != 1 {
			t.Errorf("the operator is told of the answer %d times", n)
		}
		task, err := w.Work(t.Context(), w.maker, id)
		w.ok(err)
		if len(task.Said) != 2 || task.Said[0].By != w.maker.ID || task.Said[1].Text != "celui du plan joint" || task.Assignee != w.maker.ID {
			t.Fatalf("%+v", task.Said)
		}
		if f, err := w.Attachment(t.Context(), w.maker, answer.Attachments[0].ID); err != nil || string(f.Content) != "10.0.0.0/24" {
			t.Errorf("the file of the answer: %v", err)
		}
		_, err = w.Attachment(t.Context(), w.maker, before.Attachments[0].ID)
		w.fault(err, havre.NotFound)
	})
}
