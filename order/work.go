package order

import (
	"context"
	"errors"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/record"
)

// usualDays is how long an operator has when the plan does not say.
const usualDays = 10

// askOperator puts an item on the work list of whoever operates its platform, once.
func (s *Service) askOperator(ctx context.Context, j fulfilJob) error {
	return s.DB.Write(ctx, func(tx Tx) error {
		o, it, err := s.itemOf(ctx, tx, j)
		if err != nil || it == nil {
			return err
		}
		w, err := tx.WorkOf(ctx, o.ID, it.Number)
		switch {
		case err == nil && w.State != Impossible && w.State != PartlyDone:
			return nil // asked already
		case errors.Is(err, &havre.Fault{Code: havre.NotFound}):
			w = &Work{ID: s.newID(), Order: o.ID, Item: it.Number}
		case err != nil:
			return err
		}
		operators, err := tx.Operators(ctx)
		if err != nil {
			return err
		}
		w.Instance, w.Offer, w.Organisation, w.State = it.Instance, it.Offer, operators[it.Offer], ToDo
		w.Title, w.Due = s.task(it), s.due(it)
		s.Records.Stamp(&w.Stamps, identity.System())
		if err := tx.SaveWork(ctx, w); err != nil {
			return err
		}
		it.Message = havre.Text{FR: "Demandé à l’opérateur de %[1]s, pour le %[2]s", EN: "Asked of the operator of %[1]s, for %[2]s"}.With(s.Records.Library.Now().OfferTitle(it.Offer), w.Due.Words())
		if err := s.follow(ctx, tx, o); err != nil {
			return err
		}
		if err := s.save(ctx, tx, identity.System(), o); err != nil {
			return err
		}
		n, err := tx.Need(ctx, o.Need)
		if err != nil {
			return err
		}
		if err := s.publish(ctx, tx, notify.WorkAsked, o, n); err != nil {
			return err
		}
		return s.tellOperators(ctx, tx, w, o, news{
			topic: notify.WorkAsked,
			title: havre.Text{FR: "À réaliser pour la commande %[1]s : %[2]s", EN: "To be made for order %[1]s: %[2]s"}.With(o.Number, w.Title),
			body: havre.Text{
				FR: "Pour « %[1]s » (%[2]s), avant le %[3]s.\n\nÀ faire : prenez cette tâche, puis dites si elle est faite, faite en partie ou impossible.",
				EN: "For “%[1]s” (%[2]s), before %[3]s.\n\nWhat to do: take this task, then say whether it is done, partly done or impossible.",
			}.With(o.NeedTitle, o.OrgTitle, w.Due.Words()),
			link: w.link(), key: w.ID + "/" + o.SentAt.String(),
		})
	})
}

// link is the page of the work, without language.
func (w *Work) link() string { return "/taches/" + w.ID }

// task is an item, as its operator reads it.
func (s *Service) task(it *Item) havre.Text {
	verbs := map[Action]havre.Text{Add: {FR: "créer", EN: "create"}, Modify: {FR: "modifier", EN: "change"}, Delete: {FR: "supprimer", EN: "remove"}}
	plan := havre.Same(it.Offer + "/" + it.Plan)
	if p, ok := s.Records.Library.Now().Catalogue.Plan(it.Offer, it.Plan); ok {
		plan = p.Title
	}
	return havre.Text{FR: "%[1]s « %[2]s » (%[3]s, %[4]s)", EN: "%[1]s “%[2]s” (%[3]s, %[4]s)"}.With(verbs[it.Action], it.Name, plan, fact.Label(it.Environment))
}

// due is when an operator should be done, by the plan.
func (s *Service) due(it *Item) havre.Date {
	days := usualDays
	if p, ok := s.Records.Library.Now().Catalogue.Plan(it.Offer, it.Plan); ok && p.Fulfilment.Days > 0 {
		days = p.Fulfilment.Days
	}
	return approval.Within{WorkingDays: days}.Last(s.Today())
}

// withdrawWork takes back what an operator was asked and has not begun.
func (s *Service) withdrawWork(ctx context.Context, tx Tx, a identity.Actor, o *Order, it *Item) error {
	w, err := tx.WorkOf(ctx, o.ID, it.Number)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return nil
	}
	if err != nil || w.State.Settled() {
		return err
	}
	w.State, w.SettledAt = Withdrawn, s.now()
	s.Records.Stamp(&w.Stamps, a)
	return tx.SaveWork(ctx, w)
}

// subject is the work for the policy and the journal: it belongs to whoever operates
// the platform.
func (w *Work) subject(path string) record.Subject {
	return record.Subject{Kind: "Work", ID: w.ID, Name: w.OrderNumber, Organisation: w.Organisation, Object: identity.Object{Path: path}}
}

// workFor is a work that an operator may do something to.
func (s *Service) workFor(ctx context.Context, tx Tx, a identity.Actor, id string) (*Work, error) {
	if err := record.SignedIn(a); err != nil {
		return nil, err
	}
	w, err := tx.Work(ctx, id)
	if err != nil {
		return nil, record.Hidden(err)
	}
	path := identity.PortalPath
	if w.Organisation != "" {
		org, err := tx.Organisation(ctx, w.Organisation)
		if err != nil {
			return nil, err
		}
		path = org.Path
	}
	return w, record.Allow(a, identity.WorkOrder, w.subject(path))
}

// Works are those of the platforms that the actor operates.
func (s *Service) Works(ctx context.Context, a identity.Actor, q WorkQuery) (page havre.Page[Work], err error) {
	if err := record.SignedIn(a); err != nil {
		return page, err
	}
	scopes, all := a.Scoped(identity.WorkOrder)
	if !all {
		q.Scopes = scopes
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Works(ctx, q)
		return err
	})
	return page, err
}

// Task is a work with what its operator needs to know of the order.
type Task struct {
	Work
	For     Item // the item to make
	Note    string
	Contact string // name of the requester, "" when the portal itself asks
	Mail    string // of the requester, to write to
	Known   string // how the operator already names what is changed or removed
	// Said is the discussion of the order since it was approved, oldest first.
	Said []Message
}

// Work is one that the actor may fulfil.
func (s *Service) Work(ctx context.Context, a identity.Actor, id string) (t *Task, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		w, err := s.workFor(ctx, tx, a, id)
		if err != nil {
			return err
		}
		o, err := tx.Order(ctx, w.Order)
		if err != nil {
			return err
		}
		t = &Task{Work: *w, Note: o.Note, Contact: o.RequesterName}
		for i := range o.Items {
			if o.Items[i].Number == w.Item {
				t.For = o.Items[i]
			}
		}
		said, err := tx.Messages(ctx, o.ID)
		if err != nil {
			return err
		}
		t.Said = o.openly(said)
		return t.fill(ctx, tx, o.Requester)
	})
	if err != nil {
		return nil, s.Records.JournalRefusal(ctx, a, err)
	}
	return t, nil
}

// fill tells whom to write to, and how the operator knows what is there already.
func (t *Task) fill(ctx context.Context, tx Tx, requester string) error {
	p, err := tx.Person(ctx, requester)
	switch {
	case err == nil && !p.Erased:
		t.Mail = p.Email
	case err != nil && !errors.Is(err, &havre.Fault{Code: havre.NotFound}):
		return err
	}
	if t.For.Action == Add {
		return nil
	}
	i, err := tx.Instance(ctx, t.Instance)
	if err != nil {
		return err
	}
	t.Known = i.Reference
	return nil
}

// Take says that an operator begins: the requester can no longer cancel it alone.
func (s *Service) Take(ctx context.Context, a identity.Actor, id string, version int64) (w *Work, err error) {
	err = s.write(ctx, a, func(tx Tx) error {
		var o *Order
		var it *Item
		if w, o, it, err = s.openWork(ctx, tx, a, id, version); err != nil {
			return err
		}
		w.State, w.Assignee, w.AssigneeName = Taken, a.ID, a.Name
		s.Records.Stamp(&w.Stamps, a)
		if err := tx.SaveWork(ctx, w); err != nil {
			return err
		}
		it.State, it.Message = InProgress, havre.Text{FR: "Prise en charge par %[1]s", EN: "Taken on by %[1]s"}.With(a.Name)
		if err := s.follow(ctx, tx, o); err != nil {
			return err
		}
		if err := s.save(ctx, tx, a, o); err != nil {
			return err
		}
		return s.Records.Log(ctx, tx, a, "work.take", w.subject(""), record.Details("order", w.Order, "item", w.Item))
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

// openWork is a work that is not settled, as the actor read it, with the item to make and
// its order.
func (s *Service) openWork(ctx context.Context, tx Tx, a identity.Actor, id string, version int64) (*Work, *Order, *Item, error) {
	w, err := s.workFor(ctx, tx, a, id)
	if err != nil {
		return nil, nil, nil, err
	}
	if version != 0 {
		if err := record.UpToDate(ctx, tx, w.Stamps, version); err != nil {
			return nil, nil, nil, err
		}
	}
	if w.State.Settled() {
		return nil, nil, nil, &havre.Fault{
			Code:    havre.Conflict,
			Message: havre.Text{FR: "Cette tâche est déjà réglée : %[1]s.", EN: "This task is already settled: %[1]s."}.With(w.State.Text()),
			Next:    havre.Text{FR: "Relisez la liste des tâches.", EN: "Look at the list of tasks again."},
		}
	}
	o, it, err := s.itemOf(ctx, tx, fulfilJob{Order: w.Order, Item: w.Item})
	if err == nil && it == nil {
		err = notGoing()
	}
	if err != nil {
		return nil, nil, nil, err
	}
	return w, o, it, nil
}

// notGoing refuses to make what an order no longer asks, or not yet again.
func notGoing() error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "La commande est suspendue : ses tâches le sont aussi.", EN: "The order is on hold: so are its tasks."},
		Next:    havre.Text{FR: "Attendez qu’elle reprenne, ou écrivez au demandeur.", EN: "Wait until it is resumed, or write to the requester."},
	}
}

// Report is what an operator says of a work.
type Report struct {
	State     WorkState // Done, PartlyDone or Impossible
	Reference string    // how the platform names what was made
	Note      string    // compulsory unless done
	// Choices is what was made instead of what was ordered, a JSON merge patch of the
	// fields of the plan, when it was PartlyDone; nil when all of it takes what was ordered.
	Choices []byte
}

// Settle records what became of a work, and ends its item.
func (s *Service) Settle(ctx context.Context, a identity.Actor, id string, version int64, r Report) (w *Work, err error) {
	r.Note, r.Reference = strings.TrimSpace(r.Note), strings.TrimSpace(r.Reference)
	outcomes := map[WorkState]State{Done: Completed, PartlyDone: Partial, Impossible: Failed}
	outcome, ok := outcomes[r.State]
	var problems havre.Problems
	if !ok {
		problems = append(problems, havre.Problem{Field: "state", Value: string(r.State), Message: havre.Text{FR: "dites si c’est fait (done), fait en partie (partly-done) ou impossible (impossible)", EN: "say whether it is done, partly-done or impossible"}})
	}
	if r.State != PartlyDone && r.Choices != nil {
		problems = append(problems, havre.Problem{Field: "choices", Message: havre.Text{FR: "ne dites ce qui est livré que si c’est fait en partie", EN: "say what was delivered only when it is partly done"}})
	}
	if r.State != Done && r.Note == "" {
		problems = append(problems, havre.Problem{Field: "note", Message: havre.Text{FR: "dites au demandeur ce qui manque et pourquoi", EN: "tell the requester what is missing and why"}})
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	err = s.write(ctx, a, func(tx Tx) error {
		var it *Item
		if w, _, it, err = s.openWork(ctx, tx, a, id, version); err != nil {
			return err
		}
		if r.State == PartlyDone && r.Choices == nil && s.counted(it) {
			return nothingLess
		}
		w.State, w.Note, w.Reference, w.SettledAt = r.State, r.Note, r.Reference, s.now()
		if w.Assignee == "" {
			w.Assignee, w.AssigneeName = a.ID, a.Name
		}
		s.Records.Stamp(&w.Stamps, a)
		if err := tx.SaveWork(ctx, w); err != nil {
			return err
		}
		message := havre.Same(r.Note)
		if r.Note == "" {
			message = havre.Text{FR: "Fait par %[1]s", EN: "Done by %[1]s"}.With(a.Name)
		}
		if err := s.done(ctx, tx, a, fulfilJob{Order: w.Order, Item: w.Item}, Progress{Done: true, Outcome: outcome, Message: message, Choices: r.Choices, Reference: r.Reference}); err != nil {
			return err
		}
		return s.Records.Log(ctx, tx, a, "work.settle", w.subject(""), record.Details("order", w.Order, "item", w.Item, "state", w.State))
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

// counted says whether what is delivered of an item can be told in quantities.
func (s *Service) counted(it *Item) bool {
	p, ok := s.Records.Library.Now().Catalogue.Plan(it.Offer, it.Plan)
	return ok && it.Ordered() != nil && len(p.Quantities()) > 0
}

// Text is the state of a work, as a person reads it.
func (st WorkState) Text() havre.Text {
	switch st {
	case ToDo:
		return havre.Text{FR: "à faire", EN: "to do"}
	case Taken:
		return havre.Text{FR: "en cours", EN: "under way"}
	case Done:
		return havre.Text{FR: "faite", EN: "done"}
	case PartlyDone:
		return havre.Text{FR: "faite en partie", EN: "partly done"}
	case Impossible:
		return havre.Text{FR: "impossible", EN: "impossible"}
	case Withdrawn:
		return havre.Text{FR: "retirée", EN: "withdrawn"}
	}
	return havre.Same(string(st))
}

// SetOperator says which organisation operates an offer on this portal; "" leaves it to
// the operators of the whole portal.
func (s *Service) SetOperator(ctx context.Context, a identity.Actor, offer, organisation string) error {
	return s.write(ctx, a, func(tx Tx) error {
		about := record.Subject{Kind: "Offer", ID: offer, Name: offer, Organisation: organisation, Object: identity.Object{Path: identity.PortalPath}}
		if err := record.Allow(a, identity.Administer, about); err != nil {
			return err
		}
		if _, ok := s.Records.Library.Now().Catalogue.Offer(offer); !ok {
			return havre.Problems{{Field: "offer", Value: offer, Message: havre.Text{FR: "le catalogue n’a pas cette offre", EN: "the catalogue has no such offer"}}}
		}
		if organisation != "" {
			if _, err := tx.Organisation(ctx, organisation); err != nil {
				return record.Hidden(err)
			}
		}
		if err := tx.SetOperator(ctx, offer, organisation); err != nil {
			return err
		}
		return s.Records.Log(ctx, tx, a, "offer.operator", about, nil)
	})
}

// Operators says which organisation operates each offer.
func (s *Service) Operators(ctx context.Context, a identity.Actor) (out map[string]string, err error) {
	if err := record.SignedIn(a); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		out, err = tx.Operators(ctx)
		return err
	})
	return out, err
}
