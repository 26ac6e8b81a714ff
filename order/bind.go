package order

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
)

// Bindable says whether a plan gives access to what it makes here: it says so, and a
// driver of this portal can.
func (s *Service) Bindable(p *catalogue.Plan) bool {
	return p.Bindable && s.Binders[p.Fulfilment.Driver] != nil
}

// tie is a binding with all that giving or taking access needs.
type tie struct {
	Binding
	instance *Instance
	need     *record.Need
	bond     Bond
	by       Binder // nil when no driver is left that knows the instance
}

// Bind gives access to an instance that is in service. Asked again, it gives the same.
func (s *Service) Bind(ctx context.Context, a identity.Actor, k BindingAsk) (*Given, error) {
	var t *tie
	isNew := true
	err := s.write(ctx, a, func(tx Tx) (err error) {
		if t, err = s.tieOf(ctx, tx, a, k, identity.WriteOrder); err != nil {
			return err
		}
		if err := s.mayBind(ctx, tx, t); err != nil {
			return err
		}
		isNew, err = s.askBinding(ctx, tx, a, t, k)
		return err
	})
	if err != nil {
		return nil, err
	}
	access, err := t.access(ctx)
	if err != nil {
		return nil, errors.Join(noAccess(t.instance, err), s.failed(ctx, a, t, isNew, err))
	}
	if !isNew {
		return &Given{Binding: t.Binding, Access: *access}, nil
	}
	if err := s.tied(ctx, a, t, "binding.create", func() { t.State = Bound }); err != nil {
		return nil, err
	}
	return &Given{Binding: t.Binding, Access: *access, New: true}, nil
}

// tieOf reads a binding and what it is about; its ID is "" when there is none.
func (s *Service) tieOf(ctx context.Context, tx Tx, a identity.Actor, k BindingAsk, act identity.Action) (*tie, error) {
	i, n, err := s.externalFor(ctx, tx, a, k.Instance, act)
	if err != nil {
		return nil, err
	}
	if k.Offer != "" && k.Offer != i.Offer || k.Plan != "" && k.Plan != i.Plan {
		return nil, havre.Problems{{Field: "plan", Value: k.Offer + "/" + k.Plan, Message: havre.Text{
			FR: "cette ressource n’est pas de ce gabarit, mais de %s", EN: "this resource is not of that plan, but of %s",
		}.With(i.Offer + "/" + i.Plan)}}
	}
	t := &tie{instance: i, need: n}
	b, err := tx.Binding(ctx, i.ID, k.External)
	switch {
	case err == nil:
		t.Binding = *b
	case !errors.Is(err, &havre.Fault{Code: havre.NotFound}):
		return nil, err
	}
	t.bond.Instance = *i
	if p, ok := s.Records.Library.Now().Catalogue.Plan(i.Offer, i.Plan); ok {
		t.bond.Plan, t.by = p, s.Binders[p.Fulfilment.Driver]
	}
	return t, nil
}

// mayBind refuses access to what gives none, or is not there.
func (s *Service) mayBind(ctx context.Context, tx Tx, t *tie) error {
	i, p := t.instance, t.bond.Plan
	switch {
	case !i.Living():
		return noInstance()
	case p == nil || !s.Bindable(p):
		return &havre.Fault{
			Code: havre.Invalid, Cause: ErrNotBindable,
			Message: havre.Text{FR: "Le gabarit « %s » ne donne pas d’identifiants de connexion.", EN: "The plan “%s” gives no credentials."}.With(i.Offer + "/" + i.Plan),
			Next:    havre.Text{FR: "Demandez l’accès à l’opérateur de la plateforme : la page de la ressource dit qui.", EN: "Ask the operator of the platform for access: the page of the resource says who."},
		}
	case i.State == ReservedInstance:
		return busyWith(i)
	case i.State == Inactive:
		return &havre.Fault{
			Code:    havre.Conflict,
			Message: havre.Text{FR: "« %s » est livrée, mais pas encore admise en production : des points restent à montrer.", EN: "“%s” is delivered, but not yet allowed into production: some things have yet to be shown."}.With(i.Name),
			Next:    havre.Text{FR: "Montrez-les sur la page de la commande, puis recommencez.", EN: "Show them on the page of the order, then try again."},
		}
	case i.Changing == "":
		return nil
	}
	o, err := tx.Order(ctx, i.Changing)
	if err != nil {
		return err
	}
	if it := (&External{Instance: *i, Order: o}).About(); it != nil && it.Action == Delete {
		return busyWith(i)
	}
	return nil
}

// askBinding records that access is about to be given. False: it was.
func (s *Service) askBinding(ctx context.Context, tx Tx, a identity.Actor, t *tie, k BindingAsk) (isNew bool, err error) {
	b := &t.Binding
	switch {
	case b.ID == "" || b.Deleted():
		*b = Binding{ID: s.newID(), Instance: t.instance.ID, External: k.External, App: k.App, Parameters: k.parameters()}
	case b.App != k.App || b.Parameters != k.parameters():
		return false, differs()
	case b.underWay(s.now()) || b.State == UnbindAsked:
		return false, busyTying(t.instance)
	}
	if err := t.fill(); err != nil || b.State == Bound {
		return false, err
	}
	b.State = BindingAsked
	s.Records.Stamp(&b.Stamps, a)
	return true, tx.SaveBinding(ctx, b)
}

// fill makes the bond of the record.
func (t *tie) fill() error {
	t.bond.ID, t.bond.App = t.ID, t.App
	return json.Unmarshal([]byte(t.Parameters), &t.bond.Parameters)
}

// access asks the platform, which has little time.
func (t *tie) access(ctx context.Context) (*Access, error) {
	ctx, cancel := context.WithTimeout(ctx, bindPatience)
	defer cancel()
	return t.by.Bind(ctx, t.bond)
}

// tied stores what became of a binding, even if whoever asked has left.
func (s *Service) tied(ctx context.Context, a identity.Actor, t *tie, action string, change func()) error {
	ctx = context.WithoutCancel(ctx)
	change()
	return s.write(ctx, a, func(tx Tx) error {
		b := t.Binding
		s.Records.Stamp(&b.Stamps, a)
		if err := tx.SaveBinding(ctx, &b); err != nil {
			return err
		}
		about := t.instance.subject(t.need)
		about.Kind, about.ID = "Binding", b.ID
		return s.Records.Log(ctx, tx, a, action, about, record.Details("instance", t.instance.ID, "external", b.External, "state", b.State))
	})
}

// failed records that no access was given. What the platform refused was not begun.
func (s *Service) failed(ctx context.Context, a identity.Actor, t *tie, isNew bool, cause error) error {
	if !isNew {
		return nil
	}
	return s.tied(ctx, a, t, "binding.fail", func() {
		t.State = BindingFailed
		if f := havre.FaultOf(cause); f != nil && f.Code == havre.Invalid {
			t.DeletedAt = s.now()
		}
	})
}

// noAccess tells what a platform said, when it said it to people.
func noAccess(i *Instance, cause error) error {
	f := havre.FaultOf(cause)
	if f != nil && f.Code == havre.Invalid {
		return f
	}
	out := &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{FR: "La plateforme de « %s » n’a pas pu le faire.", EN: "The platform of “%s” could not do it."}.With(i.Name),
		Next:    havre.Text{FR: "Recommencez dans un moment.", EN: "Try again in a moment."},
	}
	if f != nil {
		out.Message = havre.Same("%[1]s %[2]s").With(out.Message, f.Message)
	}
	return out
}
