package order

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/configuration"
	"github.com/havre-cloud/havre/record"
)

// Why a client platform is refused, under the fault that tells people: errors.Is finds
// them.
var (
	// ErrUnknown: no instance, or no binding, has that identifier, or has it any longer.
	ErrUnknown = errors.New("no instance or binding has this identifier")
	// ErrDiffers: something else was ordered with that identifier.
	ErrDiffers = errors.New("the identifier is that of something else")
	// ErrBusy: it may be asked again once what is under way has ended.
	ErrBusy = errors.New("something else is under way on the instance")
	// ErrFixed: what was ordered cannot be changed in that.
	ErrFixed = errors.New("this cannot be changed")
	// ErrNotBindable: the plan gives no access to what it makes.
	ErrNotBindable = errors.New("the plan is not bindable")
)

// Demand is what a client platform asks of an instance that it names itself, by the
// Open Service Broker API.
type Demand struct {
	External string // its identifier there; globally unique
	// Need is the one it is ordered for: its identifier, or its name where only one that
	// the actor sees has it. "" of a change is the same.
	Need string
	// Item is what is ordered; its action, instance and external are left to the method.
	Item ItemWish
	// Title and Note are those of the order: for whom the platform asks.
	Title, Note string
}

// External is an instance that a client platform named, and the order that matters to
// it: the one that was named, or changes it, or added it; nil when nothing was to be
// done.
type External struct {
	Instance Instance
	Order    *Order
}

// About is the item of the order that is about the instance.
func (e *External) About() *Item {
	if e.Order == nil {
		return nil
	}
	i := slices.IndexFunc(e.Order.Items, func(it Item) bool { return it.Instance == e.Instance.ID })
	if i < 0 {
		return nil
	}
	return &e.Order.Items[i]
}

// Living says whether the instance was ordered and neither ended nor given up.
func (i *Instance) Living() bool { return i.Delivered() || i.State == ReservedInstance }

// Provision orders one instance, at once: the basket is begun, filled and sent in the
// same transaction. Asked again, it gives what it gave: the order that is under way, or
// the instance that was delivered. An instance that was refused, cancelled or ended no
// longer keeps its identifier.
func (s *Service) Provision(ctx context.Context, a identity.Actor, d Demand) (*External, error) {
	if d.Item.Name == "" {
		d.Item.Name = usualName(d.Item.Plan, d.External)
	}
	d.Item.Action, d.Item.External = Add, d.External
	return steadily(func() (*External, error) { return s.provision(ctx, a, d) })
}

func (s *Service) provision(ctx context.Context, a identity.Actor, d Demand) (e *External, err error) {
	var by *grounds
	var need string
	err = s.DB.Read(ctx, func(tx Tx) error {
		if e, err = s.provisioned(ctx, tx, a, d); e != nil || err != nil {
			return err
		}
		if need, err = s.needNamed(ctx, tx, a, d.Need); err != nil {
			return err
		}
		n, err := record.NeedFor(ctx, tx, a, need, identity.WriteOrder)
		if err != nil {
			return err
		}
		by, err = s.groundsFor(ctx, tx, a, n)
		return err
	})
	if err != nil || e != nil {
		return e, s.Records.JournalRefusal(ctx, a, err)
	}
	err = s.write(ctx, a, func(tx Tx) error {
		if e, err = s.provisioned(ctx, tx, a, d); e != nil || err != nil { // meanwhile
			return err
		}
		n, err := record.NeedFor(ctx, tx, a, need, identity.WriteOrder)
		if err != nil {
			return err
		}
		e, err = s.orderOne(ctx, tx, a, n, by, d)
		return err
	})
	if err != nil {
		return nil, err
	}
	return e, nil
}

// usualName is that of an instance whose platform gives none: the same each time it is
// asked, and unlike that of another.
func usualName(plan, external string) string {
	sum := sha256.Sum256([]byte(external))
	return plan[:min(len(plan), 31)] + "-" + hex.EncodeToString(sum[:4])
}

// provisioned is what was already ordered by that identifier, nil when nothing was or
// is no more.
func (s *Service) provisioned(ctx context.Context, tx Tx, a identity.Actor, d Demand) (*External, error) {
	i, n, err := s.externalFor(ctx, tx, a, d.External, identity.WriteOrder)
	switch {
	case errors.Is(err, ErrUnknown) || i != nil && !i.Living():
		return nil, nil
	case errors.Is(err, &havre.Fault{Code: havre.NotFound}):
		return nil, differs() // that of somebody else, of whom nothing is told
	case err != nil:
		return nil, err
	}
	added, err := tx.Order(ctx, i.Order)
	if err != nil {
		return nil, err
	}
	e := &External{Instance: *i, Order: added}
	switch {
	case !s.same(e, n, d):
		return nil, differs()
	case i.Changing != "" && i.Changing != i.Order:
		return nil, busyWith(i)
	}
	return e, nil
}

// same says whether a demand is what the instance was ordered with, or what it has.
func (s *Service) same(e *External, n *record.Need, d Demand) bool {
	i, w := &e.Instance, d.Item
	if d.Need != n.ID && d.Need != n.Name || i.Offer != w.Offer || i.Plan != w.Plan || i.Name != w.Name || i.Environment != w.Environment {
		return false
	}
	p, ok := s.Records.Library.Now().Catalogue.Plan(i.Offer, i.Plan)
	if !ok {
		return false
	}
	c, err := configuration.Of(p, w.Choices)
	if err != nil {
		return false
	}
	asked := &Wish{Configuration: *c, Until: w.Until, Framework: w.Framework, Estimate: w.Estimate, EstimateNote: w.EstimateNote}
	return asked.like(&i.Wish) || e.About() != nil && asked.like(e.About().Requested)
}

// like says whether two wishes ask for the same, whatever it costs today.
func (w *Wish) like(other *Wish) bool {
	if w == nil || other == nil {
		return w == other
	}
	sameEstimate := w.Estimate == other.Estimate || w.Estimate != nil && other.Estimate != nil && *w.Estimate == *other.Estimate
	return sameEstimate && w.EstimateNote == other.EstimateNote && w.Until == other.Until && w.Framework == other.Framework &&
		maps.Equal(w.Configuration.Choices, other.Configuration.Choices)
}

// needNamed is the identifier of the need that a platform names.
func (s *Service) needNamed(ctx context.Context, tx Tx, a identity.Actor, name string) (string, error) {
	if err := record.SignedIn(a); err != nil {
		return "", err
	}
	n, err := record.ReadNeed(ctx, tx, a, name)
	if err == nil {
		return n.ID, nil
	}
	if !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return "", err
	}
	page, err := tx.Needs(ctx, record.See(a, record.NeedQuery{List: havre.List{Search: name, Limit: havre.MaxLimit}}))
	if err != nil {
		return "", err
	}
	var found []string
	for i := range page.Items {
		if page.Items[i].Name == name {
			found = append(found, page.Items[i].ID)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	p := havre.Problem{Field: "need", Value: name, Message: havre.Text{FR: "l’identifiant ou le nom d’un dossier que vous pouvez lire est attendu", EN: "the identifier or the name of a need that you can read is expected"}}
	if len(found) > 1 {
		p.Message = havre.Text{FR: "plusieurs dossiers ont ce nom : donnez l’identifiant du vôtre", EN: "several needs have that name: give the identifier of yours"}
	}
	return "", havre.Problems{p}
}

// externalFor is the newest instance of an identifier and its need, for an action that
// the policy allows on them. An identifier that nothing has is [ErrUnknown].
func (s *Service) externalFor(ctx context.Context, tx Tx, a identity.Actor, external string, act identity.Action) (*Instance, *record.Need, error) {
	if err := record.SignedIn(a); err != nil {
		return nil, nil, err
	}
	i, err := tx.InstanceExternal(ctx, external)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return nil, nil, noInstance()
	}
	if err != nil {
		return nil, nil, err
	}
	n, err := tx.Need(ctx, i.Need)
	if err != nil {
		return nil, nil, err
	}
	if act == identity.ReadOrder {
		return i, n, a.Check(act, n.Object())
	}
	return i, n, record.Allow(a, act, i.subject(n))
}

// subject is the instance for the policy and the journal.
func (i *Instance) subject(n *record.Need) record.Subject {
	about := n.Subject()
	about.Kind, about.ID, about.Name = "Instance", i.ID, i.Name
	return about
}

// groundsFor are what an order for a need is sent on.
func (s *Service) groundsFor(ctx context.Context, tx Tx, a identity.Actor, n *record.Need) (*grounds, error) {
	return s.groundsOf(ctx, tx, a.ID, &Order{Need: n.ID, Organisation: n.Organisation, Path: n.Path, OrgTitle: n.OrgTitle}, n)
}

// orderOne sends an order of one item.
func (s *Service) orderOne(ctx context.Context, tx Tx, a identity.Actor, n *record.Need, by *grounds, d Demand) (*External, error) {
	if err := by.follow(n); err != nil {
		return nil, err
	}
	o, err := s.begin(ctx, tx, a, n, NewBasket{Need: n.ID, Title: cut(d.Title, longestTitle), Note: cut(d.Note, longestNote)})
	if err != nil {
		return nil, err
	}
	it, err := s.item(ctx, tx, o, d.Item)
	if err != nil {
		return nil, err
	}
	it.Number = 1
	o.Items = []Item{*it}
	if err := s.Records.Log(ctx, tx, a, "order.begin", o.subject(n), record.Details("need", n.ID, "external", d.External)); err != nil {
		return nil, err
	}
	if err := s.sendNow(ctx, tx, a, o, n, by); err != nil {
		return nil, err
	}
	i, err := tx.Instance(ctx, o.Items[0].Instance)
	if err != nil {
		return nil, err
	}
	return &External{Instance: *i, Order: o}, nil
}

// cut keeps the beginning of what a platform says too long.
func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
