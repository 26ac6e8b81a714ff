package order

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/record"
)

// Delivery is an item as whoever fulfils it is asked for it. The same delivery may be
// asked for again after a crash: the instance is the key that makes it one.
type Delivery struct {
	Order, Number string // identifier and number of the order
	Item          Item
	Instance      Instance
	Plan          *catalogue.Plan
	Attempt       int // from 1
}

// Progress is how far a delivery is.
type Progress struct {
	Done      bool
	Outcome   State // of the item once done: Completed, Partial or Failed
	Message   havre.Text
	Choices   []byte        // of a Partial: what was made instead, a merge patch; nil when nobody said
	Reference string        // how the platform names what was made
	Again     time.Duration // when to look again while it is not done; zero is a minute
}

// Fulfiller makes what an item orders on a platform with an API. It is called at least
// once and must find what an earlier call began by the instance. An error is tried
// again, later each time; one that is a [jobs.Stop] holds the order.
type Fulfiller interface {
	Fulfil(ctx context.Context, d Delivery) (Progress, error)
}

// fulfilJob makes one item of an approved order.
type fulfilJob struct {
	Order string `json:"order"`
	Item  int    `json:"item"`
	// Turn is 0 the first time, then 1 and 2 in turn while a platform is at work: a job
	// that runs can then enqueue the next one, and two never wait for the same item.
	Turn int `json:"turn,omitempty"`
}

// Kind implements jobs.Job.
func (fulfilJob) Kind() string { return "order.fulfil" }

func (j fulfilJob) key() string { return fmt.Sprintf("%s/%d/%d", j.Order, j.Item, j.Turn) }

// fulfilAttempts is how often an item is tried before the order is held: for half a day,
// River waiting n⁴ seconds after the nth failure.
const fulfilAttempts = 10

// handOver enqueues what makes the items of an approved order, in the transaction of
// the approval. What is bought waits for its order form.
func (s *Service) handOver(ctx context.Context, tx Tx, o *Order) error {
	waiting, err := s.unissued(ctx, tx, o)
	if err != nil {
		return err
	}
	if o.Operation == "" {
		o.Operation = s.newID()
	}
	for i := range o.Items {
		it := &o.Items[i]
		if it.State.Ended() {
			continue
		}
		if f := waiting[it.Standing().agreement()]; f != nil && it.Action != Delete {
			it.State, it.Message = Pending, havre.Text{FR: "Attend le bon de commande de « %[1]s »", EN: "Waits for the order form of “%[1]s”"}.With(f.Title)
			continue
		}
		if it.State != InProgress {
			it.State, it.Message = Acknowledged, havre.Text{FR: "En file d’attente", EN: "Queued"}
		}
		j := fulfilJob{Order: o.ID, Item: it.Number}
		if err := tx.Enqueue(ctx, j, jobs.Options{Unique: j.key(), Attempts: fulfilAttempts, At: it.starts()}); err != nil {
			return err
		}
	}
	return s.follow(ctx, tx, o)
}

// agreement is what a wish is ordered under, "" for none.
func (w *Wish) agreement() string {
	if w == nil {
		return ""
	}
	return w.Framework
}

// starts is when making an item begins: its first day, or its last one for an end.
func (it *Item) starts() time.Time {
	if it.On.IsZero() {
		return time.Time{}
	}
	return it.On.Time()
}

// unissued are the agreements of an order that call for an order form that was not
// issued yet, by identifier.
func (s *Service) unissued(ctx context.Context, tx Tx, o *Order) (map[string]*purchase.Framework, error) {
	out := map[string]*purchase.Framework{}
	for i := range o.Items {
		it := &o.Items[i]
		id := it.Standing().agreement()
		if id == "" || out[id] != nil || it.Action == Delete || o.issued(id) {
			continue
		}
		f, err := tx.Framework(ctx, id)
		if err != nil {
			return nil, err
		}
		if f.Route != purchase.Convention {
			out[id] = f
		}
	}
	return out, nil
}

// issued says whether the order form of an agreement exists.
func (o *Order) issued(framework string) bool {
	for _, f := range o.Forms {
		if f.Framework == framework {
			return true
		}
	}
	return false
}

// toIssue are the items that wait for an order form.
func (o *Order) toIssue() (out []int) {
	for i := range o.Items {
		if o.State == InProgress && o.Items[i].State == Pending {
			out = append(out, o.Items[i].Number)
		}
	}
	return out
}

// fulfil makes an item: by the driver of its plan, or by asking an operator.
func (s *Service) fulfil(ctx context.Context, j fulfilJob, at jobs.Attempt) error {
	d, by, err := s.delivery(ctx, j, at)
	if err != nil || d == nil {
		return err
	}
	if by == nil {
		return s.askOperator(ctx, j)
	}
	// From here on the platform may have begun: the item can no longer be withdrawn.
	if err := s.said(ctx, j, havre.Text{FR: "Demandé à la plateforme", EN: "Asked of the platform"}); err != nil {
		return err
	}
	p, err := by.Fulfil(ctx, *d)
	var stop *jobs.Stop
	switch {
	case err != nil && (at.Last || errors.As(err, &stop)):
		return s.stuck(ctx, j, err)
	case err != nil:
		return errors.Join(err, s.said(ctx, j, havre.Text{FR: "Essai n° %[1]d sans succès, un autre suivra", EN: "Attempt no. %[1]d failed, another will follow"}.With(at.Number)))
	case !p.Done:
		return s.goesOn(ctx, j, p)
	}
	return s.DB.Write(ctx, func(tx Tx) error { return s.done(ctx, tx, identity.System(), j, p) })
}

// delivery reads what is to be made, nil when it no longer is.
func (s *Service) delivery(ctx context.Context, j fulfilJob, at jobs.Attempt) (d *Delivery, by Fulfiller, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		o, it, err := s.itemOf(ctx, tx, j)
		if err != nil || it == nil {
			return err
		}
		i, err := tx.Instance(ctx, it.Instance)
		if err != nil {
			return err
		}
		d = &Delivery{Order: o.ID, Number: o.Number, Item: *it, Instance: *i, Attempt: at.Number}
		// A plan that left the catalogue no longer says who makes it: an operator is asked.
		if p, ok := s.Records.Library.Now().Catalogue.Plan(it.Offer, it.Plan); ok {
			d.Plan, by = p, s.Fulfillers[p.Fulfilment.Driver]
		}
		return nil
	})
	return d, by, err
}

// itemOf is an item still to be made; nil when it was made, cancelled or held meanwhile.
func (s *Service) itemOf(ctx context.Context, tx Tx, j fulfilJob) (*Order, *Item, error) {
	o, err := tx.Order(ctx, j.Order)
	if err != nil {
		return nil, nil, err
	}
	if o.State != InProgress {
		return o, nil, nil
	}
	for i := range o.Items {
		if it := &o.Items[i]; it.Number == j.Item && !it.State.Ended() {
			return o, it, nil
		}
	}
	return o, nil, nil
}

// goesOn looks again later at what a platform is making.
func (s *Service) goesOn(ctx context.Context, j fulfilJob, p Progress) error {
	again := p.Again
	if again <= 0 {
		again = time.Minute
	}
	return s.DB.Write(ctx, func(tx Tx) error {
		o, it, err := s.itemOf(ctx, tx, j)
		if err != nil || it == nil {
			return err
		}
		it.State, it.Message = InProgress, p.Message
		if err := s.follow(ctx, tx, o); err != nil {
			return err
		}
		if err := s.save(ctx, tx, identity.System(), o); err != nil {
			return err
		}
		j.Turn = 1 + j.Turn%2
		return tx.Enqueue(ctx, j, jobs.Options{Unique: j.key(), Attempts: fulfilAttempts, At: s.now().Add(again)})
	})
}

// said stores the last words of an item that is being made.
func (s *Service) said(ctx context.Context, j fulfilJob, words havre.Text) error {
	return s.DB.Write(ctx, func(tx Tx) error {
		o, it, err := s.itemOf(ctx, tx, j)
		if err != nil || it == nil {
			return err
		}
		it.State, it.Message = InProgress, words
		if err := s.follow(ctx, tx, o); err != nil {
			return err
		}
		return s.save(ctx, tx, identity.System(), o)
	})
}

// stuck holds an order whose item cannot be made: somebody resumes it, or gives it up.
func (s *Service) stuck(ctx context.Context, j fulfilJob, cause error) error {
	return s.DB.Write(ctx, func(tx Tx) error {
		o, it, err := s.itemOf(ctx, tx, j)
		if err != nil || it == nil {
			return err
		}
		n, err := tx.Need(ctx, o.Need)
		if err != nil {
			return err
		}
		why := havre.Text{FR: "« %[1]s » n’a pas pu être réalisé.", EN: "“%[1]s” could not be made."}.With(it.Name)
		if f := havre.FaultOf(cause); f != nil {
			why = havre.Same("%[1]s %[2]s").With(why, f.Message)
		}
		it.State, it.Message = Held, why
		if err := s.held(ctx, tx, identity.System(), o, n, why); err != nil {
			return err
		}
		return s.Records.Log(ctx, tx, identity.System(), "order.hold", o.subject(n), record.Details("item", j.Item))
	})
}

// done ends an item: the instance becomes what was ordered, quotas follow, and the
// order ends when it was the last one.
func (s *Service) done(ctx context.Context, tx Tx, a identity.Actor, j fulfilJob, p Progress) error {
	o, it, err := s.itemOf(ctx, tx, j)
	if err != nil || it == nil {
		return err
	}
	n, err := tx.Need(ctx, o.Need)
	if err != nil {
		return err
	}
	it.State, it.Message = p.Outcome, p.Message
	if p.Outcome == Partial && p.Choices != nil {
		if err := s.madeLess(ctx, tx, o, it, p.Choices); err != nil {
			return err
		}
	}
	if p.Outcome != Failed {
		if err := s.deliver(ctx, tx, a, o, it, p.Reference); err != nil {
			return err
		}
	}
	text := havre.Text{FR: "« %[1]s » : %[2]s", EN: "“%[1]s”: %[2]s"}.With(it.Name, it.State.Text())
	if err := s.happened(ctx, tx, a, o, "item", text, p.Message.FR); err != nil {
		return err
	}
	if err := s.settle(ctx, tx, a, o, n); err != nil {
		return err
	}
	return s.Records.Log(ctx, tx, a, "order.item", o.subject(n), record.Details("item", it.Number, "outcome", p.Outcome, "state", o.State))
}

// madeLess records that less was made of an item than was ordered, and gives back the
// rest.
func (s *Service) madeLess(ctx context.Context, tx Tx, o *Order, it *Item, choices []byte) error {
	ordered := it.Standing()
	if ordered == nil {
		return havre.Problems{{Field: "choices", Message: havre.Text{FR: "une fin n’a pas de choix : dites ce qui reste dans la note", EN: "an end has no choices: say what is left in the note"}}}
	}
	made, err := s.altered(ctx, tx, o, it, ordered, choices)
	if err != nil {
		return err
	}
	if r, more := made.exceeds(ordered, it.Original); more {
		return havre.Problems{{Field: "choices", Message: havre.Text{
			FR: "%[1]s : on ne livre pas plus que ce qui est commandé", EN: "%[1]s: no more is delivered than was ordered",
		}.With(r.Text())}}
	}
	if made.same(ordered) {
		return nothingLess
	}
	it.Delivered = made
	return s.keepOnly(ctx, tx, o, it)
}

// nothingLess refuses to call partly done what is whole, or what nobody says.
var nothingLess = havre.Problems{{Field: "choices", Message: havre.Text{
	FR: "rien n’est en moins : baissez ce qui n’est pas livré ; si tout y est, dites que c’est fait et précisez dans la note",
	EN: "nothing is less: lower what was not delivered; if all is there, say that it is done, and the rest in the note",
}}}

// deliver makes the instance what was ordered, and gives back what it no longer takes.
func (s *Service) deliver(ctx context.Context, tx Tx, a identity.Actor, o *Order, it *Item, reference string) error {
	i, err := tx.Instance(ctx, it.Instance)
	if err != nil {
		return err
	}
	had, today := i.Wish, s.Today()
	i.Changing, i.Missing = "", havre.Text{}
	if it.State == Partial {
		i.Missing = it.Message
	}
	if reference != "" {
		i.Reference = reference
	}
	if it.Action == Delete {
		i.State, i.Wish.Until = Terminated, today
	} else {
		if it.Action == Add {
			i.State = o.delivered(it)
		}
		i.Wish, i.Announced = *it.Standing(), 0
		if i.From.IsZero() {
			i.From = today
		}
	}
	s.Records.Stamp(&i.Stamps, a)
	if err := tx.SaveInstance(ctx, i); err != nil {
		return err
	}
	if i.State == Terminated {
		n, err := tx.Need(ctx, i.Need)
		if err != nil {
			return err
		}
		if err := s.publishInstance(ctx, tx, notify.InstanceEnded, i, n); err != nil {
			return err
		}
	}
	switch it.Action {
	case Add:
		return nil
	case Modify:
		return s.shrunk(ctx, tx, it, &had)
	default:
		left := quota.Money(had.remaining(today))
		return s.giveBack(ctx, tx, i.ID, func(account quota.Allowance) int64 {
			switch account.Resource {
			case quota.Euros:
				return left
			case quota.Ceiling:
				return quota.Money(had.net(havre.Euro(left)))
			default:
				return account.Held()
			}
		})
	}
}

// delivered is where an addition is once it exists: production waits for what is due
// before it.
func (o *Order) delivered(it *Item) InstanceState {
	if it.Environment == string(quota.Production) && len(o.lacking(BeforeLive)) > 0 {
		return Inactive
	}
	return Active
}

// shrunk gives back what a change made smaller.
func (s *Service) shrunk(ctx context.Context, tx Tx, it *Item, had *Wish) error {
	asked := s.demand(it)
	ceiling := int64(0)
	if w := it.Standing(); w.Framework == had.Framework {
		ceiling = quota.Money(w.exclusive()) - quota.Money(had.net(had.remaining(s.Today())))
	}
	return s.giveBack(ctx, tx, it.Instance, func(account quota.Allowance) int64 {
		switch account.Resource {
		case quota.Ceiling:
			return max(0, -ceiling)
		case quota.Euros:
			return max(0, -asked[quota.Budget(s.Today().Year())])
		default:
			return max(0, -asked[account.Key])
		}
	})
}

// settle ends an order when all its items have ended.
func (s *Service) settle(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need) error {
	outcome, over := o.outcome()
	if err := s.follow(ctx, tx, o); err != nil {
		return err
	}
	if !over {
		for i := range o.Items { // what was cancelled meanwhile gives back at once
			if o.Items[i].State == Cancelled || o.Items[i].State == Failed {
				if err := s.close(ctx, tx, a, o, &o.Items[i]); err != nil {
					return err
				}
			}
		}
		return s.save(ctx, tx, a, o)
	}
	if err := o.move(outcome); err != nil {
		return err
	}
	return s.ended(ctx, tx, a, o, n, o.endedNews())
}

// outcome is how an order ends, once all its items have.
func (o *Order) outcome() (Event, bool) {
	count := map[State]int{}
	for i := range o.Items {
		if !o.Items[i].State.Ended() {
			return "", false
		}
		count[o.Items[i].State]++
	}
	switch len(o.Items) {
	case count[Completed]:
		return Complete, true
	case count[Cancelled]:
		return Cancel, true
	case count[Failed] + count[Cancelled]:
		return Fail, true
	}
	return Partly, true
}

// endedNews is what the requester is told of the end.
func (o *Order) endedNews() news {
	n := news{
		topic: notify.OrderEnded,
		title: havre.Text{FR: "Commande %[1]s %[2]s", EN: "Order %[1]s %[2]s"}.With(o.Number, o.State.Text()),
		body:  havre.Text{FR: "Tout ce que vous avez commandé est livré. Il n’y a rien à faire.", EN: "All that you ordered is delivered. There is nothing to do."},
	}
	if o.State == Completed {
		return n
	}
	var list havre.Text
	for i := range o.Items {
		line := havre.Same("%[1]s : %[2]s. %[3]s\n").With(o.Items[i].Name, o.Items[i].State.Text(), o.Items[i].Message)
		list.FR, list.EN = list.FR+line.FR, list.EN+line.EN
	}
	n.body = havre.Text{FR: "%[1]s\nÀ faire : %[2]s", EN: "%[1]s\nWhat to do: %[2]s"}.With(list, o.remedy())
	return n
}

// remedy is what to do about what was not delivered: what exists is changed, what does
// not is ordered again.
func (o *Order) remedy() havre.Text {
	again := havre.Text{
		FR: "pour recommencer ce qui n’a pas été livré, copiez la commande dans un nouveau panier et n’y laissez que cela.",
		EN: "to try again what was not delivered, copy the order to a new basket and leave only that in it.",
	}
	partly := slices.ContainsFunc(o.Items, func(it Item) bool { return it.State == Partial })
	if !partly {
		return again
	}
	rest := havre.Text{
		FR: "pour ce qui manque à une ressource livrée en partie, commandez une modification depuis sa page.",
		EN: "for what a partly delivered resource lacks, order a change on its page.",
	}
	if !slices.ContainsFunc(o.Items, func(it Item) bool { return it.State == Failed }) {
		return rest
	}
	return havre.Text{FR: "%[1]s Et %[2]s", EN: "%[1]s And %[2]s"}.With(rest, again)
}
