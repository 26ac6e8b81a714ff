package order

import (
	"context"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/record"
)

// Vote records what somebody says of a step of an order: approve, reject, ask for
// information, or that a body was asked for its opinion. Whose the step is, the chain
// says; nobody settles their own order.
func (s *Service) Vote(ctx context.Context, a identity.Actor, id string, version int64, step string, v approval.Vote) (o *Order, err error) {
	err = s.write(ctx, a, func(tx Tx) error {
		var n *record.Need
		if o, n, err = s.changed(ctx, tx, a, id, version, identity.SettleOrder); err != nil {
			return err
		}
		if o.State != Acknowledged && o.State != Pending {
			return notNow(o, voteEvents[v.Kind])
		}
		e, err := s.elector(ctx, tx, a)
		if err != nil {
			return err
		}
		v.At = s.now()
		change, err := o.Course.Vote(step, *e, o.Contributors, v)
		if err != nil {
			return err //nolint:wrapcheck // a fault that tells who may
		}
		if v.Kind == approval.Ask {
			o.Asked = strings.TrimSpace(v.Comment)
		}
		if err := s.happened(ctx, tx, a, o, string(v.Kind), change.Text, strings.TrimSpace(v.Comment)); err != nil {
			return err
		}
		if err := s.advance(ctx, tx, a, o, n); err != nil {
			return err
		}
		if o.State == Acknowledged {
			if err := s.publish(ctx, tx, notify.OrderAwaits, o, n); err != nil {
				return err
			}
		}
		return s.Records.Log(ctx, tx, a, "order."+string(v.Kind), o.subject(n), record.Details("step", step, "reference", v.Reference, "state", o.State))
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

var voteEvents = map[approval.Kind]Event{approval.Approve: Approve, approval.Reject: Reject, approval.Ask: Ask, approval.Refer: Approve}

// Answer gives the information that was asked: the same step goes on.
func (s *Service) Answer(ctx context.Context, a identity.Actor, id string, version int64, text string) (o *Order, err error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, havre.Problems{{Field: "text", Message: havre.Text{FR: "répondez à la question posée", EN: "answer the question that was put"}}}
	}
	err = s.write(ctx, a, func(tx Tx) error {
		var n *record.Need
		if o, n, err = s.changed(ctx, tx, a, id, version, identity.WriteOrder); err != nil {
			return err
		}
		if err := o.move(Answer); err != nil {
			return err
		}
		if err := s.changes(ctx, tx, o, o.Course.Answer(s.now())); err != nil {
			return err
		}
		o.Asked = ""
		if err := s.happened(ctx, tx, a, o, "answer", havre.Text{FR: "Réponse donnée", EN: "Answer given"}, text); err != nil {
			return err
		}
		if err := s.advance(ctx, tx, a, o, n); err != nil {
			return err
		}
		if err := s.tellAwaited(ctx, tx, a, o, n, news{
			topic: notify.OrderAnswered,
			title: havre.Text{FR: "Réponse reçue pour la commande %[1]s", EN: "Answer received for order %[1]s"}.With(o.Number),
			body:  havre.Text{FR: "« %[1]s »\n\nÀ faire : donnez votre avis.", EN: "“%[1]s”\n\nWhat to do: settle your step."}.With(text),
		}); err != nil {
			return err
		}
		if err := s.publish(ctx, tx, notify.OrderAnswered, o, n); err != nil {
			return err
		}
		return s.Records.Log(ctx, tx, a, "order.answer", o.subject(n), nil)
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// begun opens the approvals of an order that was just sent, and follows them.
func (s *Service) begun(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need) error {
	o.Course.Begin(s.now())
	for i := range o.Course.Automatic {
		c := &o.Course.Automatic[i]
		if c.Holds != havre.Yes {
			continue
		}
		text := havre.Text{FR: "Règle publiée appliquée : %[1]s. %[2]s", EN: "Published rule applied: %[1]s. %[2]s"}.With(c.Title, c.Why)
		if err := s.happened(ctx, tx, identity.System(), o, "automatic", text, ""); err != nil {
			return err
		}
		if err := s.Records.Log(ctx, tx, identity.System(), "order.automatic", o.subject(n), record.Details("rule", c.ID, "chain", c.Chain, "why.fr", c.Why.FR)); err != nil {
			return err
		}
	}
	if err := s.publish(ctx, tx, notify.OrderSent, o, n); err != nil {
		return err
	}
	return s.advance(ctx, tx, a, o, n)
}

// advance draws the consequences of what happened to the approvals of an order, and
// stores it. Who is awaited is told by the clock, in a moment: whoever sends or votes
// does not wait for that.
func (s *Service) advance(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need) error {
	switch o.Course.Outcome() {
	case approval.IsRejected:
		return s.rejected(ctx, tx, a, o, n)
	case approval.IsApproved:
		if err := s.reconsider(ctx, tx, o, n); err != nil {
			return err
		}
		if o.Course.Outcome() == approval.IsApproved {
			return s.approved(ctx, tx, a, o, n)
		}
	case approval.NeedsInformation:
		if o.State == Acknowledged {
			if err := s.questioned(ctx, tx, a, o, n); err != nil {
				return err
			}
		}
	case approval.Going:
	}
	if err := s.save(ctx, tx, a, o); err != nil {
		return err
	}
	return s.wake(ctx, tx, o, time.Time{})
}

// questioned puts the question of a step to the requester.
func (s *Service) questioned(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need) error {
	if err := o.move(Ask); err != nil {
		return err
	}
	err := s.tellRequester(ctx, tx, a, o, n, news{
		topic: notify.OrderAsked,
		title: havre.Text{FR: "Une question vous est posée sur la commande %[1]s", EN: "You are asked a question about order %[1]s"}.With(o.Number),
		body: havre.Text{
			FR: "%[1]s demande : « %[2]s »\n\nÀ faire : répondez sur la page de la commande. Le délai de cette étape est suspendu d’ici là.",
			EN: "%[1]s asks: “%[2]s”\n\nWhat to do: answer on the page of the order. The time limit of this step is suspended until then.",
		}.With(a.Name, o.Asked),
	})
	if err != nil {
		return err
	}
	return s.publish(ctx, tx, notify.OrderAsked, o, n)
}

// changes adds to the timeline what happened to steps without anybody's vote.
func (s *Service) changes(ctx context.Context, tx Tx, o *Order, list []approval.Change) error {
	for i := range list {
		if err := s.happened(ctx, tx, identity.System(), o, string(list[i].Kind), list[i].Text, ""); err != nil {
			return err
		}
	}
	return nil
}

// rejected ends an order that a step refused, and gives back what it reserved.
func (s *Service) rejected(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need) error {
	if err := o.move(Reject); err != nil {
		return err
	}
	for i := range o.Course.Steps {
		if step := &o.Course.Steps[i]; step.State == approval.Rejected && len(step.Votes) > 0 {
			last := step.Votes[len(step.Votes)-1]
			o.Why = havre.Text{FR: "Refusée à l’étape « %[1]s » par %[2]s : %[3]s", EN: "Rejected at step “%[1]s” by %[2]s: %[3]s"}.With(step.Title, last.ByName, last.Comment)
		}
	}
	for i := range o.Items {
		o.Items[i].State = Rejected
	}
	return s.ended(ctx, tx, a, o, n, news{
		topic: notify.OrderSettled,
		title: havre.Text{FR: "Commande %[1]s refusée", EN: "Order %[1]s rejected"}.With(o.Number),
		body:  havre.Text{FR: "%[1]s\n\nÀ faire : copiez la commande dans un nouveau panier pour la corriger, ou parlez-en à la personne qui l’a refusée.", EN: "%[1]s\n\nWhat to do: copy the order to a new basket to correct it, or speak to whoever rejected it."}.With(o.Why),
	})
}

// approved commits what an order reserved and hands it over for fulfilment, in the
// same transaction. It is held instead when the decision, or an agreement, no longer
// lets it through, or when something has yet to be shown.
func (s *Service) approved(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need) error {
	why, err := s.obstacle(ctx, tx, o, n)
	if err != nil {
		return err
	}
	if !why.IsZero() {
		return s.held(ctx, tx, identity.System(), o, n, why)
	}
	if err := o.move(Approve); err != nil {
		return err
	}
	o.ApprovedAt, o.Why, o.Decision = s.now(), havre.Text{}, n.Current.ID
	for i := range o.Items {
		if err := s.putOff(ctx, tx, o, &o.Items[i]); err != nil {
			return err
		}
	}
	if err := tx.Commit(ctx, o.ID); err != nil {
		return err
	}
	if err := s.happened(ctx, tx, identity.System(), o, "approved", havre.Text{FR: "Commande approuvée : elle part en réalisation", EN: "Order approved: it goes to fulfilment"}, ""); err != nil {
		return err
	}
	if err := s.handOver(ctx, tx, o); err != nil {
		return err
	}
	if err := s.save(ctx, tx, a, o); err != nil {
		return err
	}
	if err := s.tellRequester(ctx, tx, a, o, n, news{
		topic: notify.OrderSettled,
		title: havre.Text{FR: "Commande %[1]s approuvée", EN: "Order %[1]s approved"}.With(o.Number),
		body:  havre.Text{FR: "Elle part en réalisation. Vous serez prévenu quand elle sera livrée.", EN: "It goes to fulfilment. You will be told when it is delivered."},
	}); err != nil {
		return err
	}
	return s.publish(ctx, tx, notify.OrderSettled, o, n)
}

// reconsider asks again what a decision taken since the order was sent changes: which
// chains speak, what must be shown. Agreements already given stand where the same is
// asked of the same people.
func (s *Service) reconsider(ctx context.Context, tx Tx, o *Order, n *record.Need) error {
	if n.Current == nil || n.Current.ID == o.Decision {
		return nil
	}
	by, err := s.groundsOf(ctx, tx, o.Requester, o, n)
	if err != nil || by.gate(n, o) != nil {
		return err // a closed gate is told by who meets it
	}
	c, err := s.caseOf(ctx, tx, o, by)
	if err != nil {
		return err
	}
	frameworks := map[string]*purchase.Framework{}
	for i := range o.Items {
		if id := o.Items[i].Standing().agreement(); id != "" && frameworks[id] == nil {
			if frameworks[id], err = tx.Framework(ctx, id); err != nil {
				return err
			}
		}
	}
	o.Checks = by.checklist(o, frameworks)
	kept := o.Course.Again(by.chains.Plan(*c, s.Today()))
	o.Decision = n.Current.ID
	text := havre.Text{
		FR: "La décision a changé depuis l’envoi : le circuit de validation est établi de nouveau. Étapes dont l’accord reste acquis : %[1]d sur %[2]d",
		EN: "The decision has changed since the order was sent: its approvals are planned again. Steps whose agreement stands: %[1]d of %[2]d",
	}.With(kept, len(o.Course.Steps))
	if err := s.happened(ctx, tx, identity.System(), o, "replan", text, ""); err != nil {
		return err
	}
	return s.changes(ctx, tx, o, o.Course.Begin(s.now()))
}

// obstacle is what keeps an order that everybody approved from going on.
func (s *Service) obstacle(ctx context.Context, tx Tx, o *Order, n *record.Need) (havre.Text, error) {
	by, err := s.rulingOf(ctx, tx, n)
	if err != nil {
		return havre.Text{}, err
	}
	if closed := by.gate(n, o); closed != nil {
		return closed.Message, nil //nolint:nilerr // the refusal is what is told
	}
	if lacking := yetToShow(o.lacking(BeforeApproval)); !lacking.IsZero() {
		return lacking, nil
	}
	for i := range o.Items {
		it := &o.Items[i]
		if it.over(s.Today()) {
			return havre.Text{FR: "« %[1]s » : %[2]s.", EN: "“%[1]s”: %[2]s."}.With(it.Name, periodOver), nil
		}
		framework, _ := it.ceiling(s.Today())
		if framework == "" {
			continue
		}
		f, err := tx.Framework(ctx, framework)
		if err != nil {
			return havre.Text{}, err
		}
		if f.Deleted() || !f.Period.Contains(s.Today()) {
			return havre.Text{FR: "« %[1]s » n’est plus en vigueur.", EN: "“%[1]s” is no longer in force."}.With(f.Title), nil
		}
	}
	return havre.Text{}, nil
}

// yetToShow says what is not shown, zero when all is.
func yetToShow(lacking []Check) havre.Text {
	if len(lacking) == 0 {
		return havre.Text{}
	}
	return havre.Text{FR: "Il reste à montrer : %[1]s.", EN: "It has yet to be shown: %[1]s."}.With(titlesOf(lacking))
}

func titlesOf(checks []Check) (out havre.Text) {
	for i, c := range checks {
		if i > 0 {
			out.FR, out.EN = out.FR+" ; ", out.EN+"; "
		}
		out.FR, out.EN = out.FR+c.Title.FR, out.EN+c.Title.EN
	}
	return out
}

// clockJob looks at the time limits of an order.
type clockJob struct {
	Order string `json:"order"`
}

// Kind implements jobs.Job.
func (clockJob) Kind() string { return "order.clock" }

// wake looks at an order whose approvals are under way: at an instant, or at once.
func (s *Service) wake(ctx context.Context, tx Tx, o *Order, at time.Time) error {
	if o.State != Acknowledged {
		return nil
	}
	options := jobs.Options{At: at}
	if !at.IsZero() {
		options.Unique = o.ID + at.Format(time.RFC3339)
	}
	return tx.Enqueue(ctx, clockJob{o.ID}, options)
}

// tick does what the passing of time does to an order, sees to it that somebody may
// settle each open step, and tells them. Run twice, it does nothing the second time.
func (s *Service) tick(ctx context.Context, id string) error {
	return s.DB.Write(ctx, func(tx Tx) error {
		o, err := tx.Order(ctx, id)
		if err != nil || o.State != Acknowledged {
			return err
		}
		n, err := tx.Need(ctx, o.Need)
		if err != nil {
			return err
		}
		done := o.Course.Tick(s.now())
		electors, err := s.electorsOf(ctx, tx, o)
		if err != nil {
			return err
		}
		done = append(done, o.Course.Cover(s.now(), electors, o.Contributors)...)
		if len(done) > 0 {
			if err := s.ticked(ctx, tx, o, n, done); err != nil {
				return err
			}
		}
		if o.State != Acknowledged {
			return nil
		}
		if err := s.tellAwaited(ctx, tx, identity.System(), o, n, s.toSettle(o)); err != nil {
			return err
		}
		if next := o.Course.Next(); !next.IsZero() {
			return s.wake(ctx, tx, o, next)
		}
		return nil
	})
}

// ticked stores what time did to an order.
func (s *Service) ticked(ctx context.Context, tx Tx, o *Order, n *record.Need, done []approval.Change) error {
	if err := s.changes(ctx, tx, o, done); err != nil {
		return err
	}
	if err := s.advance(ctx, tx, identity.System(), o, n); err != nil {
		return err
	}
	return s.Records.Log(ctx, tx, identity.System(), "order.clock", o.subject(n), record.Details("state", o.State))
}
