package order

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order/purchase"
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
	// Serves says whether it makes that one. What it does not is asked of an operator: the
	// portal has no account on that platform, or the resource was made by hand.
	Serves(ctx context.Context, d Delivery) (bool, error)
	// Check says what keeps an item from being made as it is asked, for the need of its
	// application: somebody mends it before anything is approved. It asks nobody.
	Check(d Delivery, n *record.Need) havre.Problems
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
	serves := by != nil
	if serves {
		if serves, err = by.Serves(ctx, *d); err != nil {
			return err
		}
	}
	if !serves {
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
		d.Plan, by = s.maker(it)
		return nil
	})
	return d, by, err
}

// maker is who makes what an item asks for, with the plan that says so. It is nil, and an
// operator is asked, where no driver does, and once the plan left the catalogue.
func (s *Service) maker(it *Item) (*catalogue.Plan, Fulfiller) {
	p, ok := s.Records.Library.Now().Catalogue.Plan(it.Offer, it.Plan)
	if !ok {
		return nil, nil
	}
	return p, s.Fulfillers[p.Fulfilment.Driver]
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
			for _, p := range f.Problems {
				why = havre.Text{FR: why.FR + "\n– " + p.In(havre.French), EN: why.EN + "\n– " + p.In(havre.English)}
			}
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
