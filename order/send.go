package order

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/pricing"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/record"
)

// Review is what would become of a basket if it were sent now.
type Review struct {
	Gate      *havre.Fault // why the decision does not let it through; nil when it does
	Problems  havre.Problems
	Shortages []quota.Shortage
	Checks    []Check
	Course    approval.Course
	Quote     pricing.Quote
	Advice    *purchase.Advice // what the value of the whole need calls for; nil without a purchase
	Valuation purchase.Valuation
}

// Ready says whether it would be sent.
func (r *Review) Ready() bool {
	return r.Gate == nil && r.Problems.Err() == nil && len(r.Shortages) == 0
}

// Review tells what would become of a basket, and changes nothing.
func (s *Service) Review(ctx context.Context, a identity.Actor, id string) (r *Review, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		o, n, err := s.orderFor(ctx, tx, a, id, identity.ReadOrder)
		if err != nil {
			return err
		}
		by, err := s.groundsOf(ctx, tx, a.ID, o, n)
		if err != nil {
			return err
		}
		r = &Review{Gate: by.gate(n, o)}
		if by.parsed == nil {
			return nil
		}
		p, err := s.prepare(ctx, tx, o, n, by)
		if err != nil {
			return err
		}
		r.Problems, r.Shortages, r.Checks, r.Course = p.problems, p.short, o.Checks, p.course
		r.Advice, r.Valuation = p.advice, p.valuation
		var quotes []pricing.Quote
		for i := range o.Items {
			if w := o.Items[i].Requested; w != nil {
				quotes = append(quotes, w.Quote)
			}
		}
		r.Quote = pricing.Sum(quotes...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// prepared is all that sending an order takes.
type prepared struct {
	need       *record.Need
	problems   havre.Problems
	short      []quota.Shortage
	lines      []quota.Line
	course     approval.Course
	frameworks map[string]*purchase.Framework
	advice     *purchase.Advice
	valuation  purchase.Valuation
}

// sendAttempts is how many times sending is begun again because the decision changed
// meanwhile.
const sendAttempts = 5

var errMoved = errors.New("the decision changed meanwhile")

// Send sends a basket: the decision lets it through, agreements, quotas and budgets
// have room, which is reserved in the same transaction, and its approvals begin. What a
// published rule approves without a human is approved at once.
func (s *Service) Send(ctx context.Context, a identity.Actor, id string, version int64) (*Order, error) {
	return steadily(func() (*Order, error) { return s.send(ctx, a, id, version) })
}

// steadily does again what the decision changed under.
func steadily[T any](fn func() (*T, error)) (*T, error) {
	for range sendAttempts {
		out, err := fn()
		if !errors.Is(err, errMoved) {
			return out, err
		}
	}
	return nil, &havre.Fault{
		Code: havre.Conflict, Cause: errMoved,
		Message: havre.Text{FR: "La décision change pendant l’envoi.", EN: "The decision keeps changing while the order is sent."},
		Next:    havre.Text{FR: "Recommencez dans un instant.", EN: "Try again in a moment."},
	}
}

// send reads what does not change with the order outside the writing transaction:
// others must be able to write meanwhile.
func (s *Service) send(ctx context.Context, a identity.Actor, id string, version int64) (o *Order, err error) {
	var by *grounds
	err = s.DB.Read(ctx, func(tx Tx) error {
		o, n, err := s.orderFor(ctx, tx, a, id, identity.WriteOrder)
		if err != nil {
			return err
		}
		by, err = s.groundsOf(ctx, tx, a.ID, o, n)
		return err
	})
	if err != nil {
		return nil, s.Records.JournalRefusal(ctx, a, err)
	}
	err = s.write(ctx, a, func(tx Tx) error {
		var n *record.Need
		if o, n, err = s.changed(ctx, tx, a, id, version, identity.WriteOrder); err != nil {
			return err
		}
		if o.State != Draft || o.Deleted() {
			return notBasket(o)
		}
		if err := by.follow(n); err != nil {
			return err
		}
		return s.sendNow(ctx, tx, a, o, n, by)
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

func (s *Service) sendNow(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need, by *grounds) error {
	if closed := by.gate(n, o); closed != nil {
		return closed
	}
	o.Requester, o.RequesterName = a.ID, a.Name
	if !slices.Contains(o.Contributors, a.ID) {
		o.Contributors = append(o.Contributors, a.ID)
	}
	p, err := s.prepare(ctx, tx, o, n, by)
	if err != nil {
		return err
	}
	if err := p.refusal(); err != nil {
		return err
	}
	if err := o.move(Send); err != nil {
		return err
	}
	if err := s.number(ctx, tx, o); err != nil {
		return err
	}
	o.Decision, o.SentAt, o.Course = by.summary.ID, s.now(), p.course
	if err := s.reserve(ctx, tx, a, o, p); err != nil {
		return err
	}
	if err := s.happened(ctx, tx, a, o, "send", havre.Text{FR: "Commande envoyée", EN: "Order sent"}, o.Note); err != nil {
		return err
	}
	if err := s.begun(ctx, tx, a, o, n); err != nil {
		return err
	}
	cost, _ := o.Cost()
	return s.Records.Log(ctx, tx, a, "order.send", o.subject(n), record.Details("need", n.ID, "number", o.Number, "decision", o.Decision, "cost", cost, "state", o.State))
}

// refusal says why an order is not sent.
func (p *prepared) refusal() error {
	if err := p.problems.Err(); err != nil {
		return err
	}
	if len(p.short) == 0 {
		return nil
	}
	f := &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Les quotas ou le budget ne suffisent pas.", EN: "Quotas or the budget are not enough."},
		Next:    havre.Text{FR: "Réduisez la commande, ou demandez à un administrateur ou à l’acheteur d’accorder davantage.", EN: "Order less, or ask an administrator or the buyer to grant more."},
	}
	for _, short := range p.short {
		f.Problems = append(f.Problems, short.Problem())
	}
	return f
}

// prepare checks a basket as a whole and works out what it would hold and who would
// approve it. It fills the items with what they cost today.
func (s *Service) prepare(ctx context.Context, tx Tx, o *Order, n *record.Need, by *grounds) (*prepared, error) {
	p := &prepared{need: n, frameworks: map[string]*purchase.Framework{}}
	if len(o.Items) == 0 {
		p.problems = append(p.problems, havre.Problem{Field: "items", Message: havre.Text{FR: "ce panier est vide : ajoutez une ligne", EN: "this basket is empty: add an item"}})
	}
	p.problems = append(p.problems, o.Billing.problems()...)
	for i := range o.Items {
		if err := s.refresh(ctx, tx, o, &o.Items[i], p); err != nil {
			return nil, err
		}
	}
	p.problems = append(p.problems, by.understated(o)...)
	o.Checks = by.checklist(o, p.frameworks)
	if err := s.purchases(ctx, tx, o, n, p); err != nil {
		return nil, err
	}
	if err := s.fit(ctx, tx, o, p); err != nil {
		return nil, err
	}
	c, err := s.caseOf(ctx, tx, o, by)
	if err != nil {
		return nil, err
	}
	p.course = by.chains.Plan(*c, s.Today())
	return p, nil
}

// refresh looks at an item again on the day it is sent: its plan, its instance, its
// price may have changed since it was put in the basket.
func (s *Service) refresh(ctx context.Context, tx Tx, o *Order, it *Item, p *prepared) error {
	w := ItemWish{Number: it.Number, Action: it.Action, Instance: it.Instance, Offer: it.Offer, Plan: it.Plan, Name: it.Name, Environment: it.Environment, On: it.On}
	if r := it.Requested; r != nil {
		w.Choices, w.Until, w.Framework, w.Estimate, w.EstimateNote, w.Renewals = r.Configuration.Asked(), r.Until, r.Framework, r.Estimate, r.EstimateNote, r.Renewals
	}
	again, err := s.item(ctx, tx, o, w)
	if f := havre.FaultOf(err); f != nil && f.Code == havre.Invalid {
		p.problems = append(p.problems, prefixed(it.Number, f.Problems)...)
		return nil
	}
	if err != nil {
		return err
	}
	again.External = it.External
	*it = *again
	if r := it.Requested; r != nil && r.Framework != "" && p.frameworks[r.Framework] == nil {
		if p.frameworks[r.Framework], err = tx.Framework(ctx, r.Framework); err != nil {
			return err
		}
	}
	s.wholeItem(o, it, p)
	return nil
}

// wholeItem asks of an item what a basket may lack and an order may not.
func (s *Service) wholeItem(o *Order, it *Item, p *prepared) {
	r := it.Requested
	if r == nil {
		return
	}
	p.problems = append(p.problems, prefixed(it.Number, it.idle())...)
	if _, known := r.Cost(); !known {
		p.problems = append(p.problems, prefixed(it.Number, havre.Problems{{Field: "estimate", Message: havre.Text{
			FR: "prix non publié (%[1]s) : estimez le coût TTC sur toute la période, et dites d’où vient l’estimation",
			EN: "price not published (%[1]s): estimate the cost over the whole period, VAT included, and say where it comes from",
		}.With(listed(r.Quote.Unpriced()))}})...)
	}
	p.problems = append(p.problems, prefixed(it.Number, s.unmakeable(o, it, p.need))...)
}

// listed are texts one after the other.
func listed(texts []havre.Text) (out havre.Text) {
	for i, t := range texts {
		if i > 0 {
			out = havre.Same("%[1]s, ").With(out)
		}
		out = havre.Same("%[1]s%[2]s").With(out, t)
	}
	return out
}

// unmakeable says what keeps an item from being made by the driver of its plan, that its
// approvers would otherwise learn from the platform.
func (s *Service) unmakeable(o *Order, it *Item, n *record.Need) havre.Problems {
	p, by := s.maker(it)
	if by == nil {
		return nil
	}
	return by.Check(Delivery{Order: o.ID, Number: o.Number, Item: *it, Instance: Instance{ID: it.Instance, Need: o.Need, Offer: it.Offer, Plan: it.Plan, Name: it.Name, Environment: it.Environment}, Plan: p}, n)
}

// prefixed names the fields of an item as the order knows them.
func prefixed(number int, ps havre.Problems) havre.Problems {
	for i := range ps {
		ps[i].Field = fmt.Sprintf("items.%d.%s", number, ps[i].Field)
	}
	return ps
}

// number gives an order its number.
func (s *Service) number(ctx context.Context, tx Tx, o *Order) error {
	year := s.Today().Year()
	n, err := tx.NextNumber(ctx, "CMD", year)
	if err != nil {
		return err
	}
	o.Number = fmt.Sprintf("CMD-%d-%05d", year, n)
	return nil
}

// reserve makes the instances that an order adds, marks those it changes, and holds
// what it takes.
func (s *Service) reserve(ctx context.Context, tx Tx, a identity.Actor, o *Order, p *prepared) error {
	for i := range o.Items {
		it := &o.Items[i]
		it.State = Acknowledged
		if err := s.reserveItem(ctx, tx, a, o, it); err != nil {
			return err
		}
		for k := range p.lines {
			if l := &p.lines[k]; l.Item == it.Number {
				l.Order, l.Instance = o.ID, it.Instance
			}
		}
	}
	return tx.Hold(ctx, p.lines)
}

func (s *Service) reserveItem(ctx context.Context, tx Tx, a identity.Actor, o *Order, it *Item) error {
	if it.Action == Add {
		i := &Instance{
			ID: s.newID(), Need: o.Need, Offer: it.Offer, Plan: it.Plan, Name: it.Name, Environment: it.Environment, State: ReservedInstance,
			Wish: *it.Requested, From: it.On, Order: o.ID, Changing: o.ID, External: it.External,
		}
		it.Instance = i.ID
		s.Records.Stamp(&i.Stamps, a)
		return tx.SaveInstance(ctx, i)
	}
	i, err := tx.Instance(ctx, it.Instance)
	if err != nil {
		return err
	}
	i.Changing = o.ID
	s.Records.Stamp(&i.Stamps, a)
	return tx.SaveInstance(ctx, i)
}
