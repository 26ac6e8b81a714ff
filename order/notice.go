package order

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
)

// news is what people are told of an order.
type news struct {
	topic       notify.Topic
	title, body havre.Text
	link, key   string
}

// notice is the news as a notice, also by mail: somebody has something to do or to know.
func (n news) notice(o *Order) notify.Notice {
	link := n.link
	if link == "" {
		link = o.link()
	}
	return notify.Notice{Topic: n.topic, Title: n.title, Body: n.body, Link: link, Object: o.ID, Key: n.key, Mail: true}
}

// tellRequester tells those who sent the order or filled its basket.
func (s *Service) tellRequester(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need, w news) error {
	return s.Records.Tell(ctx, tx, append(slices.Clone(o.Contributors), o.Requester), a, n, w.notice(o))
}

// tellAwaited tells those who may settle the open steps; nobody twice of the same step.
func (s *Service) tellAwaited(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need, w news) error {
	people, err := s.peopleAwaited(ctx, tx, o)
	if err != nil {
		return err
	}
	people = slices.DeleteFunc(people, func(id string) bool { return slices.Contains(o.Contributors, id) })
	return s.Records.Tell(ctx, tx, people, a, n, w.notice(o))
}

// toSettle asks those whom the open steps await.
func (s *Service) toSettle(o *Order) news {
	titles, key := havre.Text{}, o.ID
	var due havre.Text
	for i := range o.Course.Steps {
		step := &o.Course.Steps[i]
		if step.OpenedAt.IsZero() || step.Done() {
			continue
		}
		if !titles.IsZero() {
			titles = havre.Same("%[1]s, ").With(titles)
		}
		titles = havre.Same("%[1]s%[2]s").With(titles, step.Title)
		key += fmt.Sprintf("/%s-%d", step.ID, step.Reminded.Unix())
		if !step.DueAt.IsZero() {
			due = havre.Text{FR: "Réponse attendue avant le %[1]s.", EN: "An answer is expected before %[1]s."}.With(havre.DayOf(step.DueAt).Words())
		}
	}
	cost, known := o.Cost()
	amount := cost.Text()
	if !known {
		amount = havre.Text{FR: "au moins %[1]s, des prix étant inconnus", EN: "at least %[1]s, some prices being unknown"}.With(amount)
	}
	return news{
		topic: notify.OrderAwaits, key: key,
		title: havre.Text{FR: "La commande %[1]s attend votre avis", EN: "Order %[1]s awaits you"}.With(o.Number),
		body: havre.Text{
			FR: "%[1]s commande pour « %[2]s » : %[3]s TTC.\n\nÉtape : %[4]s. %[5]s\n\nÀ faire : lisez la commande, puis approuvez, refusez ou demandez une précision.",
			EN: "%[1]s orders for “%[2]s”: %[3]s, VAT included.\n\nStep: %[4]s. %[5]s\n\nWhat to do: read the order, then approve it, reject it or ask for information.",
		}.With(o.RequesterName, o.NeedTitle, amount, titles, due),
	}
}

// tellOperators tells those who operate the platform of a work. They need not be able
// to read the need: the task says what they have to know.
func (s *Service) tellOperators(ctx context.Context, tx Tx, w *Work, o *Order, told news) error {
	path := identity.PortalPath
	if w.Organisation != "" {
		org, err := tx.Organisation(ctx, w.Organisation)
		if err != nil {
			return err
		}
		path = org.Path
	}
	people, err := record.Holders(ctx, tx, identity.GrantQuery{Path: path, Role: identity.PlatformOperator, InForceAt: s.now()})
	if err != nil {
		return err
	}
	slices.Sort(people)
	var out notify.News
	for _, id := range slices.Compact(people) {
		person, err := tx.Person(ctx, id)
		if err != nil {
			return err
		}
		if person.Kind != identity.Human || person.Disabled || person.Erased || person.Deleted() {
			continue
		}
		note := told.notice(o)
		note.ID, note.Person, note.At = s.newID(), id, s.now()
		out.Notices = append(out.Notices, note)
	}
	if err := notify.Publish(ctx, tx, out); err != nil {
		return fmt.Errorf("telling operators: %w", err)
	}
	return nil
}

// eventOrder is an order, as webhooks are told of it.
type eventOrder struct {
	ID       string      `json:"id"`
	Number   string      `json:"number"`
	State    State       `json:"state"`
	Need     string      `json:"dossier"`
	Decision string      `json:"decision"`
	Cost     havre.Euro  `json:"cost"`     // known part, VAT included
	Complete bool        `json:"complete"` // every price is known or estimated
	Items    []eventItem `json:"items"`
}

type eventItem struct {
	Number      int    `json:"number"`
	Action      Action `json:"action"`
	Instance    string `json:"instance"`
	Offer       string `json:"offer"`
	Plan        string `json:"plan"`
	Environment string `json:"environment"`
	State       State  `json:"state"`
}

// publish tells the webhooks of the organisation of an order and of those above.
func (s *Service) publish(ctx context.Context, tx Tx, topic notify.Topic, o *Order, n *record.Need) error {
	cost, known := o.Cost()
	e := eventOrder{ID: o.ID, Number: o.Number, State: o.State, Need: o.Need, Decision: o.Decision, Cost: cost, Complete: known}
	for i := range o.Items {
		it := &o.Items[i]
		e.Items = append(e.Items, eventItem{it.Number, it.Action, it.Instance, it.Offer, it.Plan, it.Environment, it.State})
	}
	return s.announceTo(ctx, tx, topic, n, map[string]any{"order": e})
}

// eventInstance is an instance, as webhooks are told of it.
type eventInstance struct {
	ID          string        `json:"id"`
	Need        string        `json:"dossier"`
	Offer       string        `json:"offer"`
	Plan        string        `json:"plan"`
	Name        string        `json:"name"`
	Environment string        `json:"environment"`
	State       InstanceState `json:"state"`
	Until       havre.Date    `json:"until,omitzero"`
}

// publishInstance tells the same of an instance.
func (s *Service) publishInstance(ctx context.Context, tx Tx, topic notify.Topic, i *Instance, n *record.Need) error {
	e := eventInstance{i.ID, i.Need, i.Offer, i.Plan, i.Name, i.Environment, i.State, i.Wish.Until}
	return s.announceTo(ctx, tx, topic, n, map[string]any{"instance": e})
}

// announceTo sends an event to the webhooks of the organisation of a need and of those
// above.
func (s *Service) announceTo(ctx context.Context, tx Tx, topic notify.Topic, n *record.Need, what map[string]any) error {
	data, err := json.Marshal(what)
	if err != nil {
		return fmt.Errorf("writing an event: %w", err)
	}
	event := &notify.Event{ID: s.newID(), Topic: topic, At: s.now(), Organisation: n.Organisation, Path: n.Path, Data: data}
	if err := notify.Publish(ctx, tx, notify.News{Event: event}); err != nil {
		return fmt.Errorf("publishing an event: %w", err)
	}
	return nil
}
