package order

import (
	"context"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
)

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
