package provision

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

var _ order.Binder = (*Service)(nil)

// accessKey is the key of the resource that an access is.
func accessKey(name string) string { return "access/" + name }

// Grace is how long the credentials that a rotation replaces go on being good, so that
// nothing stops while they are changed everywhere.
const Grace = 24 * time.Hour

// accessPatience is how long whoever asks for an access waits for it.
const accessPatience = 45 * time.Second

// Bind implements order.Binder: an application is given credentials of its own.
func (s *Service) Bind(ctx context.Context, b order.Bond) (*order.Access, error) {
	name := b.ID
	for _, p := range sortedNames(b.Parameters) {
		return nil, havre.Problems{{Field: "parameters." + p, Message: havre.Text{FR: "cet accès ne prend pas de paramètre", EN: "this access takes no parameter"}}}
	}
	err := s.DB.Write(ctx, func(tx Tx) error {
		d, err := tx.Deployment(ctx, b.Instance.ID)
		if err != nil {
			return notDeployed(err)
		}
		return s.grant(ctx, tx, identity.System(), d, Access{Name: name, For: b.App, By: identity.System().ID})
	})
	if err != nil {
		return nil, err
	}
	got, _, err := s.handedOver(ctx, b.Instance.ID, name)
	if err != nil {
		return nil, err
	}
	out := &order.Access{Credentials: got.Credentials}
	for _, a := range got.Addresses {
		host := a.Public
		if host == "" {
			host = a.Private
		}
		if len(a.Ports) > 0 {
			out.Endpoints = append(out.Endpoints, order.Endpoint{Host: host, Ports: a.Ports, Protocol: a.Protocol})
		}
	}
	return out, nil
}

// Unbind implements order.Binder.
func (s *Service) Unbind(ctx context.Context, b order.Bond) error {
	err := s.DB.Write(ctx, func(tx Tx) error {
		d, err := tx.Deployment(ctx, b.Instance.ID)
		if err != nil {
			return notDeployed(err)
		}
		return s.revoke(ctx, tx, identity.System(), d, b.ID)
	})
	if err != nil {
		return err
	}
	return s.await(ctx, b.Instance.ID, func(d *Deployment, rows []Resource) bool { return !exists(rows, accessKey(b.ID)) })
}

// Grant gives somebody access, and GrantAgain replaces one without a break: the old one
// is good for [Grace], and one whose secrets are shown once is replaced by such a one.
// The credentials are made by a run; [Service.Show] gives them.
func (s *Service) Grant(ctx context.Context, a identity.Actor, id, why string, once bool, replaces string) (x *Access, err error) {
	why = strings.TrimSpace(why)
	err = s.write(ctx, a, func(tx Tx) error {
		d, err := s.deploymentFor(ctx, tx, a, id, identity.UseDeployment)
		if err != nil {
			return err
		}
		x = &Access{Name: s.Records.NewID()[:10], For: why, By: a.ID, Once: once}
		if replaces != "" {
			old := d.access(replaces)
			if old == nil || !old.Open() {
				return noAccess()
			}
			if by := d.replacing(old.Name); by != "" {
				return &havre.Fault{
					Code:    havre.Conflict,
					Message: havre.Text{FR: "Cet accès a déjà été renouvelé : %[1]s le remplace.", EN: "This access was rotated already: %[1]s replaces it."}.With(by),
					Next:    havre.Text{FR: "Renouvelez celui qui le remplace.", EN: "Rotate the one that replaces it."},
				}
			}
			old.Until, x.Replaces, x.Once = s.now().Add(Grace), old.Name, once || old.Once
			if why == "" {
				x.For = old.For
			}
		}
		if x.For == "" {
			return havre.Problems{{Field: "for", Message: havre.Text{FR: "dites à quoi servira cet accès : le programme ou la personne qui s’en servira", EN: "say what the access is for: the program or the person who will use it"}}}
		}
		if err := s.grant(ctx, tx, a, d, *x); err != nil {
			return err
		}
		return s.log(ctx, tx, a, d, "access.grant", "access", x.Name, "for", x.For, "replaces", x.Replaces)
	})
	return x, err
}

// grant records an access and begins to make it, unless it is there.
func (s *Service) grant(ctx context.Context, tx Tx, a identity.Actor, d *Deployment, x Access) error {
	if known := d.access(x.Name); known != nil {
		if known.Open() {
			return nil
		}
		return noAccess()
	}
	if why, ok := d.May(Apply); !ok || d.State == Planned {
		return &havre.Fault{
			Code: havre.Conflict, Message: havre.Text{FR: "Pas d’accès maintenant : %[1]s.", EN: "No access now: %[1]s."}.With(why),
			Next: havre.Text{FR: "Recommencez quand la ressource est en service.", EN: "Try again once the resource is in service."},
		}
	}
	x.At = s.now()
	d.Accesses = append(d.Accesses, x)
	return s.reaccess(ctx, tx, a, d, x.Name)
}

// reaccess begins the run that makes or takes away one access.
func (s *Service) reaccess(ctx context.Context, tx Tx, a identity.Actor, d *Deployment, name string) error {
	had := keysOf(d.Wanted)
	if err := s.redesign(d); err != nil {
		return err
	}
	d.Only = plan.Set(append(missingFrom(had, keysOf(d.Wanted)), missingFrom(keysOf(d.Wanted), had)...)...)
	d.Only = slices.DeleteFunc(d.Only, func(key string) bool { return key != accessKey(name) && !strings.HasPrefix(key, accessKey(name)+"/") })
	return s.begin(ctx, tx, a, d, Handed)
}

func keysOf(list []plan.Resource) (keys []string) {
	for i := range list {
		keys = append(keys, list[i].Key)
	}
	return keys
}

func missingFrom(a, b []string) (out []string) {
	for _, k := range b {
		if !slices.Contains(a, k) {
			out = append(out, k)
		}
	}
	return out
}

// Revoke takes an access away.
func (s *Service) Revoke(ctx context.Context, a identity.Actor, id, name string) error {
	return s.write(ctx, a, func(tx Tx) error {
		d, err := s.deploymentFor(ctx, tx, a, id, identity.UseDeployment)
		if err != nil {
			return err
		}
		if x := d.access(name); x == nil {
			return noAccess()
		}
		if err := s.revoke(ctx, tx, a, d, name); err != nil {
			return err
		}
		return s.log(ctx, tx, a, d, "access.revoke", "access", name)
	})
}

func (s *Service) revoke(ctx context.Context, tx Tx, a identity.Actor, d *Deployment, name string) error {
	x := d.access(name)
	if x == nil || !x.Open() {
		return nil
	}
	if d.State != Running {
		why, _ := d.May(Apply)
		return &havre.Fault{
			Code: havre.Conflict, Message: havre.Text{FR: "L’accès ne peut pas être retiré maintenant : %[1]s.", EN: "The access cannot be taken away now: %[1]s."}.With(why),
			Next: havre.Text{FR: "Recommencez dans un moment.", EN: "Try again in a moment."},
		}
	}
	x.RevokedAt = s.now()
	return s.reaccess(ctx, tx, a, d, name)
}

// Show hands the credentials of an access over to whoever may have them. Those of an
// access that is shown once are forgotten here after that.
func (s *Service) Show(ctx context.Context, a identity.Actor, id, name string) (*driver.Access, error) {
	err := s.write(ctx, a, func(tx Tx) error {
		d, err := s.deploymentFor(ctx, tx, a, id, identity.UseDeployment)
		if err != nil {
			return err
		}
		x := d.access(name)
		switch {
		case x == nil || !x.Open():
			return noAccess()
		case x.Once && !x.ShownAt.IsZero():
			return &havre.Fault{
				Code:    havre.Gone,
				Message: havre.Text{FR: "Cet accès a déjà été montré : il ne l’est qu’une fois.", EN: "This access was already shown: it is shown only once."},
				Next:    havre.Text{FR: "Si vous l’avez perdu, renouvelez-le : l’ancien vaut encore un jour.", EN: "If you lost it, renew it: the old one is good for one more day."},
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	got, x, err := s.handedOver(ctx, id, name)
	if err != nil {
		return nil, err
	}
	return got, s.write(ctx, a, func(tx Tx) error {
		d, err := tx.Deployment(ctx, id)
		if err != nil {
			return err
		}
		now := d.access(name)
		if x.Once && now != nil && !now.ShownAt.IsZero() { // somebody else was quicker
			return noAccess()
		}
		if now != nil {
			now.ShownAt = s.now()
		}
		if x.Once {
			for _, key := range []string{accessKey(name), accessKey(name) + "/s3"} {
				if err := tx.DropSealed(ctx, id, key); err != nil {
					return err
				}
			}
		}
		if err := s.save(ctx, tx, a, d); err != nil {
			return err
		}
		return s.log(ctx, tx, a, d, "access.show", "access", name)
	})
}

// handedOver waits for an access to exist, and gives its credentials.
func (s *Service) handedOver(ctx context.Context, id, name string) (got *driver.Access, x *Access, err error) {
	var d *Deployment
	var built []plan.Object
	err = s.await(ctx, id, func(now *Deployment, rows []Resource) bool {
		d, built = now, nil
		for i := range rows {
			built = append(built, rows[i].Object)
		}
		return exists(rows, accessKey(name)) && now.State != Building
	})
	if err != nil {
		return nil, nil, err
	}
	t := s.target(d.Target)
	if t == nil {
		return nil, nil, noTarget(d)
	}
	got, err = t.cloud().Access(ctx, s.environment(d), accessKey(name), built)
	if err != nil {
		f := driver.FailureOf(err)
		return nil, nil, &havre.Fault{Code: havre.Unavailable, Message: f.What, Next: f.Next, Cause: err}
	}
	return got, d.access(name), nil
}

// exists says whether a resource is there and in service.
func exists(rows []Resource, key string) bool {
	return slices.ContainsFunc(rows, func(r Resource) bool { return r.Object.Key == key && r.Object.State == plan.Ready })
}

// await reads a deployment again until something is so, for as long as a person waits.
func (s *Service) await(ctx context.Context, id string, so func(*Deployment, []Resource) bool) error {
	ctx, cancel := context.WithTimeout(ctx, accessPatience)
	defer cancel()
	for {
		var d *Deployment
		var rows []Resource
		err := s.DB.Read(ctx, func(tx Tx) (err error) {
			if d, err = tx.Deployment(ctx, id); err != nil {
				return err
			}
			rows, err = tx.Resources(ctx, id)
			return err
		})
		switch {
		case err != nil && ctx.Err() == nil:
			return err
		case err == nil && so(d, rows):
			return nil
		case err == nil && d.failing():
			return &havre.Fault{Code: havre.Unavailable, Message: d.Why, Next: d.Next}
		}
		if rest(ctx, 200*time.Millisecond) != nil {
			return &havre.Fault{
				Code:    havre.Unavailable,
				Message: havre.Text{FR: "La plateforme y travaille encore.", EN: "The platform is still at work on it."},
				Next:    havre.Text{FR: "Recommencez dans un moment : rien n’est perdu.", EN: "Try again in a moment: nothing is lost."},
			}
		}
	}
}

// endAccesses revokes the accesses that a rotation replaced, once their time has come.
func (s *Service) endAccesses(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx Tx) error {
		page, err := tx.Deployments(ctx, Query{Needs: everybodys, List: havre.List{Limit: patrolled}, State: Running})
		if err != nil {
			return err
		}
		for i := range page.Items {
			d := &page.Items[i]
			for k := range d.Accesses {
				x := &d.Accesses[k]
				if x.Open() && !x.Until.IsZero() && x.Until.Before(s.now()) && d.State == Running {
					if err := s.revoke(ctx, tx, identity.System(), d, x.Name); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// access is an access by its name, nil when there is none.
func (d *Deployment) access(name string) *Access {
	for i := range d.Accesses {
		if d.Accesses[i].Name == name {
			return &d.Accesses[i]
		}
	}
	return nil
}

// replacing is the name of the access that replaces another and is still good, "" when
// none does.
func (d *Deployment) replacing(name string) string {
	for i := range d.Accesses {
		if x := &d.Accesses[i]; x.Replaces == name && x.Open() {
			return x.Name
		}
	}
	return ""
}

func sortedNames(m map[string]any) []string {
	var out []string
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func notDeployed(err error) error {
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return &havre.Fault{
			Code: havre.Invalid, Cause: order.ErrNotBindable,
			Message: havre.Text{FR: "Cette ressource n’a pas été réalisée par ce portail : il ne peut pas y donner accès.", EN: "This resource was not made by this portal: it cannot give access to it."},
			Next:    havre.Text{FR: "Demandez l’accès à l’opérateur de la plateforme.", EN: "Ask the operator of the platform for access."},
		}
	}
	return err
}

func noAccess() error {
	return &havre.Fault{
		Code:    havre.NotFound,
		Message: havre.Text{FR: "Cet accès n’existe pas, ou plus.", EN: "This access does not exist, or no longer does."},
		Next:    havre.Text{FR: "Demandez-en un nouveau.", EN: "Ask for a new one."},
	}
}
