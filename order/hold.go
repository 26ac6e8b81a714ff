package order

import (
	"context"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/record"
)

// held stops an order for a reason that somebody must deal with.
func (s *Service) held(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need, why havre.Text) error {
	if err := o.move(Hold); err != nil {
		return err
	}
	o.Why = why
	if err := s.happened(ctx, tx, a, o, "hold", havre.Text{FR: "Commande suspendue : %[1]s", EN: "Order on hold: %[1]s"}.With(why), ""); err != nil {
		return err
	}
	if err := s.save(ctx, tx, a, o); err != nil {
		return err
	}
	body := havre.Text{FR: "%[1]s\n\nÀ faire : réglez ce point, puis reprenez la commande depuis sa page.", EN: "%[1]s\n\nWhat to do: settle this, then resume the order on its page."}.With(why)
	if a.ID != identity.System().ID && !o.asks(a) {
		body = havre.Text{
			FR: "« %[1]s »\n\nÀ faire : réglez ce point avec %[2]s, par un message sur la page de la commande ; la reprendre lui revient.",
			EN: "“%[1]s”\n\nWhat to do: settle this with %[2]s, by a message on the page of the order; it is theirs to resume.",
		}.With(why, a.Name)
	}
	title := havre.Text{FR: "Commande %[1]s suspendue", EN: "Order %[1]s on hold"}.With(o.Number)
	if err := s.tellRequester(ctx, tx, a, o, n, news{topic: notify.OrderHeld, title: title, body: body}); err != nil {
		return err
	}
	if err := s.tellMakers(ctx, tx, a, o, news{
		topic: notify.OrderHeld, title: title,
		body: havre.Text{FR: "%[1]s\n\nÀ faire : arrêtez-vous là ; vos tâches reprendront avec la commande.", EN: "%[1]s\n\nWhat to do: stop there; your tasks go on when the order does."}.With(why),
	}); err != nil {
		return err
	}
	return s.publish(ctx, tx, notify.OrderHeld, o, n)
}

// Hold stops an order for a reason; it keeps what it reserved.
func (s *Service) Hold(ctx context.Context, a identity.Actor, id string, version int64, why string) (*Order, error) {
	why = strings.TrimSpace(why)
	if why == "" {
		return nil, havre.Problems{{Field: "reason", Message: havre.Text{FR: "dites pourquoi la commande est suspendue", EN: "say why the order is put on hold"}}}
	}
	return s.act(ctx, a, id, version, identity.HoldOrder, "order.hold", func(tx Tx, o *Order, n *record.Need) error {
		return s.held(ctx, tx, a, o, n, havre.Same(why))
	})
}

// mayResume says who goes on with an order: whoever orders, or may hold it; what a
// person held, only those who may hold it.
func (s *Service) mayResume(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need) error {
	if record.Allow(a, identity.HoldOrder, o.subject(n)) == nil {
		return nil
	}
	if err := record.Allow(a, identity.WriteOrder, o.subject(n)); err != nil {
		return err
	}
	happened, err := tx.Happenings(ctx, o.ID)
	if err != nil {
		return err
	}
	for _, h := range slices.Backward(happened) {
		switch {
		case h.Kind != "hold":
		case h.By == identity.System().ID || h.By == a.ID:
			return nil
		default:
			return &havre.Fault{
				Code:    havre.Forbidden,
				Message: havre.Text{FR: "%[1]s a suspendu cette commande : vous ne pouvez pas la reprendre seul.", EN: "%[1]s put this order on hold: you cannot resume it alone."}.With(h.Name),
				Next:    havre.Text{FR: "Réglez le motif avec cette personne, par un message : elle, un approbateur, le RSSI ou l’acheteur la reprendra.", EN: "Settle the reason with them, by a message: they, an approver, the security officer or the buyer will resume it."},
			}
		}
	}
	return nil
}

// Resume goes on with an order that was held, if nothing is in its way any more.
func (s *Service) Resume(ctx context.Context, a identity.Actor, id string, version int64) (*Order, error) {
	return s.act(ctx, a, id, version, identity.ReadOrder, "order.resume", func(tx Tx, o *Order, n *record.Need) error {
		if err := s.mayResume(ctx, tx, a, o, n); err != nil {
			return err
		}
		if o.State == Held && o.ApprovedAt.IsZero() {
			if err := s.reconsider(ctx, tx, o, n); err != nil {
				return err
			}
		}
		why, err := s.obstacle(ctx, tx, o, n)
		if err != nil {
			return err
		}
		if !why.IsZero() {
			return &havre.Fault{
				Code:    havre.Conflict,
				Message: havre.Text{FR: "La commande ne peut pas reprendre. %[1]s", EN: "The order cannot be resumed. %[1]s"}.With(why),
				Next:    havre.Text{FR: "Réglez ce point, puis recommencez.", EN: "Settle this, then try again."},
			}
		}
		if err := o.move(Resume); err != nil {
			return err
		}
		o.Why = havre.Text{}
		if err := s.happened(ctx, tx, a, o, "resume", havre.Text{FR: "Commande reprise", EN: "Order resumed"}, ""); err != nil {
			return err
		}
		if o.State == Acknowledged {
			return s.advance(ctx, tx, a, o, n)
		}
		if err := s.handOver(ctx, tx, o); err != nil {
			return err
		}
		return s.save(ctx, tx, a, o)
	})
}

// Cancel ends an order that its requester no longer wants. Of one that is being
// fulfilled, what no operator has begun is withdrawn, and the rest goes on.
func (s *Service) Cancel(ctx context.Context, a identity.Actor, id string, version int64, why string) (*Order, error) {
	return s.act(ctx, a, id, version, identity.WriteOrder, "order.cancel", func(tx Tx, o *Order, n *record.Need) error {
		if strings.TrimSpace(why) == "" && !o.asks(a) && !o.State.Ended() {
			return havre.Problems{{Field: "reason", Message: havre.Text{FR: "dites au demandeur pourquoi sa commande est annulée", EN: "tell the requester why their order is cancelled"}}}
		}
		return s.cancel(ctx, tx, a, o, n, why)
	})
}

// mayWithdraw says who cancels what an issued order form orders: the buyer, who says how
// its holder was told. The form binds the administration until then.
func (o *Order) mayWithdraw(a identity.Actor, n *record.Need, why string) error {
	i := slices.IndexFunc(o.Forms, func(f Form) bool { return f.WithdrawnAt.IsZero() })
	if i < 0 || o.State.Ended() {
		return nil
	}
	if record.Allow(a, identity.BuyOrder, o.subject(n)) != nil {
		return &havre.Fault{
			Code:    havre.Forbidden,
			Message: havre.Text{FR: "Le bon de commande %[1]s est émis : il engage l’administration auprès de son titulaire.", EN: "The order form %[1]s was issued: it binds the administration to its holder."}.With(o.Forms[i].Number),
			Next:    havre.Text{FR: "Demandez à l’acheteur de l’annuler, une fois le titulaire prévenu.", EN: "Ask the buyer to cancel it, once its holder has been told."},
		}
	}
	if len([]rune(strings.TrimSpace(why))) < shortestProof {
		return havre.Problems{{Field: "reason", Message: havre.Text{
			FR: "le bon de commande %[1]s est émis : dites pourquoi il est retiré, avec la référence et la date du courrier au titulaire",
			EN: "the order form %[1]s was issued: say why it is withdrawn, with the reference and the date of the letter to its holder",
		}.With(o.Forms[i].Number)}}
	}
	return nil
}

// withdrawForms marks the order forms of which nothing is left to make.
func (s *Service) withdrawForms(ctx context.Context, tx Tx, a identity.Actor, o *Order, why string) error {
	for k := range o.Forms {
		f := &o.Forms[k]
		left := slices.ContainsFunc(o.Items, func(it Item) bool { return it.Ordered().agreement() == f.Framework && it.State != Cancelled })
		if left || !f.WithdrawnAt.IsZero() {
			continue
		}
		f.WithdrawnAt, f.WithdrawnBy, f.WithdrawnAs = s.now(), a.ID, strings.TrimSpace(why)
		text := havre.Text{FR: "Bon de commande %[1]s retiré", EN: "Order form %[1]s withdrawn"}.With(f.Number)
		if err := s.happened(ctx, tx, a, o, "form", text, f.WithdrawnAs); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) cancel(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need, why string) error {
	if o.State == Draft {
		return &havre.Fault{
			Code:    havre.Conflict,
			Message: havre.Text{FR: "Ce panier n’a pas été envoyé : il n’y a rien à annuler.", EN: "This basket was not sent: there is nothing to cancel."},
			Next:    havre.Text{FR: "Pour vous en défaire, supprimez-le.", EN: "To be rid of it, delete it."},
		}
	}
	if err := o.mayWithdraw(a, n, why); err != nil {
		return err
	}
	o.Why = havre.Text{FR: "Par %[1]s.", EN: "By %[1]s."}.With(a.Name)
	if why = strings.TrimSpace(why); why != "" {
		o.Why = havre.Same("%[1]s %[2]s").With(o.Why, why)
	}
	if !o.ApprovedAt.IsZero() {
		return s.withdraw(ctx, tx, a, o, n, why)
	}
	if err := o.move(Cancel); err != nil {
		return err
	}
	for i := range o.Items {
		o.Items[i].State = Cancelled
	}
	return s.ended(ctx, tx, a, o, n, cancelledNews(o))
}

func cancelledNews(o *Order) news {
	return news{
		topic: notify.OrderEnded,
		title: havre.Text{FR: "Commande %[1]s annulée", EN: "Order %[1]s cancelled"}.With(o.Number),
		body:  havre.Text{FR: "Il n’y a rien à faire : ce qu’elle réservait est rendu. %[1]s", EN: "There is nothing to do: what it reserved is given back. %[1]s"}.With(o.Why),
	}
}

// withdraw takes back what nobody has begun to make.
func (s *Service) withdraw(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need, why string) error {
	if _, ok := o.State.After(Cancel, true); !ok {
		return notNow(o, Cancel)
	}
	withdrawn := 0
	for i := range o.Items {
		it := &o.Items[i]
		if it.State.Ended() || it.State == InProgress {
			continue
		}
		if err := s.withdrawWork(ctx, tx, a, o, it); err != nil {
			return err
		}
		it.State, it.Message = Cancelled, havre.Text{FR: "Annulée par %[1]s", EN: "Cancelled by %[1]s"}.With(a.Name)
		withdrawn++
	}
	if withdrawn == 0 {
		return &havre.Fault{
			Code:    havre.Conflict,
			Message: havre.Text{FR: "Tout est déjà commencé ou terminé : il n’y a plus rien à annuler.", EN: "Everything has begun or ended: there is nothing left to cancel."},
			Next:    havre.Text{FR: "Attendez la livraison, puis commandez la fin de ce dont vous ne voulez plus.", EN: "Wait for the delivery, then order the end of what you no longer want."},
		}
	}
	if err := s.withdrawForms(ctx, tx, a, o, why); err != nil {
		return err
	}
	if err := s.happened(ctx, tx, a, o, "withdraw", havre.Text{FR: "Annulation de ce qui n’était pas commencé", EN: "What had not begun is cancelled"}, strings.TrimSpace(why)); err != nil {
		return err
	}
	return s.settle(ctx, tx, a, o, n)
}

// act changes an order that was sent, and writes the journal.
func (s *Service) act(ctx context.Context, a identity.Actor, id string, version int64, may identity.Action, action string, fn func(Tx, *Order, *record.Need) error) (o *Order, err error) {
	err = s.write(ctx, a, func(tx Tx) error {
		var n *record.Need
		if o, n, err = s.changed(ctx, tx, a, id, version, may); err != nil {
			return err
		}
		if err := fn(tx, o, n); err != nil {
			return err
		}
		return s.Records.Log(ctx, tx, a, action, o.subject(n), record.Details("state", o.State))
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// ended stores an order that reached its outcome: what it reserved and did not deliver
// is given back, what it was changing may be ordered about again, and people are told.
func (s *Service) ended(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need, told news) error {
	o.EndedAt = s.now()
	for i := range o.Items {
		if err := s.close(ctx, tx, a, o, &o.Items[i]); err != nil {
			return err
		}
	}
	if err := s.happened(ctx, tx, a, o, string(o.State), havre.Text{FR: "Commande %[1]s", EN: "Order %[1]s"}.With(o.State.Text()), o.Why.FR); err != nil {
		return err
	}
	if err := s.save(ctx, tx, a, o); err != nil {
		return err
	}
	if err := s.tellRequester(ctx, tx, a, o, n, told); err != nil {
		return err
	}
	return s.publish(ctx, tx, told.topic, o, n)
}

// close settles what an item holds once it has ended.
func (s *Service) close(ctx context.Context, tx Tx, a identity.Actor, o *Order, it *Item) error {
	if it.Instance == "" {
		return nil
	}
	i, err := tx.Instance(ctx, it.Instance)
	if err != nil {
		return err
	}
	delivered := it.State == Completed || it.State == Partial
	if i.Changing == o.ID {
		i.Changing = ""
		if it.Action == Add && !delivered {
			i.State = Abandoned
		}
		s.Records.Stamp(&i.Stamps, a)
		if err := tx.SaveInstance(ctx, i); err != nil {
			return err
		}
	}
	if delivered {
		return nil
	}
	return s.release(ctx, tx, o.ID, it.Number)
}

// release gives back all that an item of an order still holds.
func (s *Service) release(ctx context.Context, tx Tx, order string, item int) error {
	lines, err := tx.Holdings(ctx, order, "")
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.Item != item {
			continue
		}
		if err := tx.Release(ctx, l, l.Amount); err != nil {
			return err
		}
	}
	return nil
}

// giveBack releases up to so much of each account that an instance holds, the newest
// orders first; what was spent is not given back.
func (s *Service) giveBack(ctx context.Context, tx Tx, instance string, amount func(quota.Allowance) int64) error {
	lines, err := tx.Holdings(ctx, "", instance)
	if err != nil {
		return err
	}
	left := map[string]int64{}
	for _, l := range slices.Backward(lines) {
		if _, seen := left[l.Allowance]; !seen {
			account, err := tx.Allowance(ctx, l.Allowance)
			if err != nil {
				return err
			}
			left[l.Allowance] = amount(*account)
		}
		back := min(left[l.Allowance], l.Amount)
		if back <= 0 {
			continue
		}
		if err := tx.Release(ctx, l, back); err != nil {
			return err
		}
		left[l.Allowance] -= back
	}
	return nil
}
