package order

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
)

// NewBasket is a basket to begin.
type NewBasket struct {
	Need  string
	Title string // "" is that of the need
	Note  string
}

// Begin makes an empty basket for a need. Nothing of it is sent before [Service.Send].
func (s *Service) Begin(ctx context.Context, a identity.Actor, b NewBasket) (o *Order, err error) {
	err = s.write(ctx, a, func(tx Tx) error {
		n, err := record.NeedFor(ctx, tx, a, b.Need, identity.WriteOrder)
		if err != nil {
			return err
		}
		if o, err = s.begin(ctx, tx, a, n, b); err != nil {
			return err
		}
		return s.Records.Log(ctx, tx, a, "order.begin", o.subject(n), record.Details("need", n.ID))
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

func (s *Service) begin(ctx context.Context, tx Tx, a identity.Actor, n *record.Need, b NewBasket) (*Order, error) {
	title := strings.TrimSpace(b.Title)
	if title == "" {
		title = n.Title
	}
	o := &Order{
		ID: s.newID(), Need: n.ID, Title: title, Note: strings.TrimSpace(b.Note), State: Draft, Requester: a.ID, RequesterName: a.Name,
		NeedTitle: n.Title, NeedName: n.Name, Organisation: n.Organisation, Path: n.Path, OrgTitle: n.OrgTitle, Contributors: []string{a.ID},
	}
	if err := o.wordsProblems().Err(); err != nil {
		return nil, err
	}
	return o, s.save(ctx, tx, a, o)
}

// The longest texts of an order, in characters.
const (
	longestTitle = 200
	longestNote  = 5000
)

func (o *Order) wordsProblems() (ps havre.Problems) {
	if len([]rune(o.Title)) > longestTitle {
		ps = append(ps, havre.Problem{Field: "title", Message: havre.Text{FR: "200 caractères au plus", EN: "200 characters at most"}})
	}
	if len([]rune(o.Note)) > longestNote {
		ps = append(ps, havre.Problem{Field: "note", Message: havre.Text{FR: "5 000 caractères au plus", EN: "5,000 characters at most"}})
	}
	return ps
}

// Heading is what somebody writes at the top of a basket.
type Heading struct {
	Title, Note string
	Billing     Billing
}

// Rewrite changes the heading of a basket.
func (s *Service) Rewrite(ctx context.Context, a identity.Actor, id string, version int64, h Heading) (*Order, error) {
	return s.edit(ctx, a, id, version, "order.edit", func(_ Tx, o *Order) error {
		if title := strings.TrimSpace(h.Title); title != "" {
			o.Title = title
		}
		o.Note, o.Billing = strings.TrimSpace(h.Note), h.Billing.trimmed()
		return append(o.wordsProblems(), o.Billing.problems()...).Err()
	})
}

// Put adds an item to a basket (Number 0), or replaces the one of that number.
func (s *Service) Put(ctx context.Context, a identity.Actor, id string, version int64, w ItemWish) (*Order, error) {
	return s.edit(ctx, a, id, version, "order.edit", func(tx Tx, o *Order) error {
		it, err := s.item(ctx, tx, o, w)
		if err != nil {
			return err
		}
		if err := it.idle().Err(); err != nil {
			return err
		}
		at := slices.IndexFunc(o.Items, func(i Item) bool { return i.Number == w.Number })
		switch {
		case w.Number == 0:
			it.Number = o.nextItem()
			o.Items = append(o.Items, *it)
		case at < 0:
			return noItem()
		default:
			o.Items[at] = *it
		}
		if len(o.Items) > mostItems {
			return tooManyItems()
		}
		return nil
	})
}

// mostItems keeps an order readable by those who approve it.
const mostItems = 100

func tooManyItems() error {
	return havre.Problems{{Field: "items", Message: havre.Text{FR: "100 lignes au plus : répartissez-les en plusieurs commandes", EN: "100 items at most: spread them over several orders"}}}
}

func noItem() error {
	return &havre.Fault{
		Code:    havre.NotFound,
		Message: havre.Text{FR: "Ce panier n’a pas cette ligne.", EN: "This basket has no such item."},
		Next:    havre.Text{FR: "Relisez le panier.", EN: "Look at the basket again."},
	}
}

// nextItem is a number that no item of the basket ever had.
func (o *Order) nextItem() int {
	n := 0
	for i := range o.Items {
		n = max(n, o.Items[i].Number)
	}
	return n + 1
}

// Remove takes an item out of a basket.
func (s *Service) Remove(ctx context.Context, a identity.Actor, id string, version int64, number int) (*Order, error) {
	return s.edit(ctx, a, id, version, "order.edit", func(_ Tx, o *Order) error {
		before := len(o.Items)
		o.Items = slices.DeleteFunc(o.Items, func(i Item) bool { return i.Number == number })
		if len(o.Items) == before {
			return noItem()
		}
		return nil
	})
}

// Discard throws a basket away.
func (s *Service) Discard(ctx context.Context, a identity.Actor, id string, version int64) error {
	_, err := s.edit(ctx, a, id, version, "order.discard", func(_ Tx, o *Order) error {
		o.DeletedAt = s.now()
		return nil
	})
	return err
}

// edit changes a basket.
func (s *Service) edit(ctx context.Context, a identity.Actor, id string, version int64, action string, fn func(Tx, *Order) error) (o *Order, err error) {
	err = s.write(ctx, a, func(tx Tx) error {
		var n *record.Need
		if o, n, err = s.changed(ctx, tx, a, id, version, identity.WriteOrder); err != nil {
			return err
		}
		if o.State != Draft || o.Deleted() {
			return notBasket(o)
		}
		if err := fn(tx, o); err != nil {
			return err
		}
		if !slices.Contains(o.Contributors, a.ID) {
			o.Contributors = append(o.Contributors, a.ID)
		}
		if err := s.save(ctx, tx, a, o); err != nil {
			return err
		}
		return s.Records.Log(ctx, tx, a, action, o.subject(n), nil)
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

func notBasket(o *Order) error {
	if o.Deleted() {
		return identity.Missing()
	}
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Cette commande est envoyée : elle ne se modifie plus.", EN: "This order was sent: it can no longer be edited."},
		Next:    havre.Text{FR: "Annulez-la, ou copiez-la dans un nouveau panier.", EN: "Cancel it, or copy it to a new basket."},
	}
}

// Clone copies an order to a new basket, to order the same again or to try what
// failed once more.
func (s *Service) Clone(ctx context.Context, a identity.Actor, id string) (o *Order, err error) {
	err = s.write(ctx, a, func(tx Tx) error {
		from, n, err := s.orderFor(ctx, tx, a, id, identity.WriteOrder)
		if err != nil {
			return err
		}
		o, err = s.begin(ctx, tx, a, n, NewBasket{Need: n.ID, Title: from.Title, Note: from.Note})
		if err != nil {
			return err
		}
		o.Billing = from.Billing
		o.Billing.Engagement, o.Billing.SignedBy = "", ""
		for i := range from.Items {
			it := from.Items[i].again(i+1, s.Today())
			if err := s.rename(ctx, tx, o, &it); err != nil {
				return err
			}
			o.Items = append(o.Items, it)
		}
		if err := s.save(ctx, tx, a, o); err != nil {
			return err
		}
		return s.Records.Log(ctx, tx, a, "order.clone", o.subject(n), record.Details("from", from.ID))
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// rename gives an addition a name that is free: what was delivered keeps its own.
func (s *Service) rename(ctx context.Context, tx Tx, o *Order, it *Item) error {
	wanted := it.Name
	for n := 2; it.Action == Add; n++ {
		taken, err := s.taken(ctx, tx, o, it)
		if err != nil || !taken {
			return err
		}
		suffix := fmt.Sprintf("-%d", n)
		it.Name = strings.TrimRight(wanted[:min(len(wanted), longestName-len(suffix))], "-") + suffix
	}
	return nil
}

// taken says whether the name of an addition is that of a resource, or of another item.
func (s *Service) taken(ctx context.Context, tx Tx, o *Order, it *Item) (bool, error) {
	for i := range o.Items {
		if k := &o.Items[i]; k.Number != it.Number && k.Action == Add && k.Name == it.Name && k.Environment == it.Environment {
			return true, nil
		}
	}
	_, err := tx.InstanceNamed(ctx, o.Need, it.Environment, it.Name)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return false, nil
	}
	return err == nil, err
}

// again is the item as a new basket asks for it: what was decided is forgotten, and a
// day that has passed is as soon as possible.
func (it *Item) again(number int, today havre.Date) Item {
	out := *it
	out.Number, out.Decided, out.Delivered, out.State, out.Message = number, nil, nil, Draft, havre.Text{}
	if out.Action == Add {
		out.Instance, out.External = "", ""
	}
	if out.On.Before(today) {
		out.On = havre.Date{}
	}
	return out
}
