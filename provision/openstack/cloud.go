package openstack

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/pagination"
	"golang.org/x/sync/errgroup"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// atOnce is how many calls of one environment are under way together: enough to make an
// inventory short, too few to be a burden to the cloud.
const atOnce = 4

// cloud is one OpenStack, with Havre's account.
type cloud struct {
	name      string
	profile   *driver.Profile
	settings  *settings
	transport http.RoundTripper
	calls     atomic.Int64

	mu       sync.Mutex
	slots    map[string]*slot
	projects map[string]string // Keystone project, by environment
	secrets  []string          // never to be shown
	ids      map[string]string // of what the cloud has, by kind and name
	names    map[string]string // the other way round
}

func newCloud(t driver.Target, s *settings) *cloud {
	p := t.Profile
	if p == nil {
		p = &driver.Profile{}
	}
	c := &cloud{
		name: t.Name, profile: p, settings: s, secrets: []string{s.password}, slots: map[string]*slot{},
		projects: map[string]string{}, ids: map[string]string{}, names: map[string]string{},
	}
	c.transport = newTransport(c, s)
	return c
}

// Calls counts the calls made so far.
func (c *cloud) Calls() int64 { return c.calls.Load() }

func (c *cloud) domainName() string { return cmp.Or(c.profile.Domain, "Default") }

// fail tells an error in words, without any secret.
func (c *cloud) fail(err error) error {
	if err == nil {
		return nil
	}
	return failure(err, func(s string) string { return masked(s, c.known()) })
}

// known are the secrets at this moment, tokens included.
func (c *cloud) known() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := slices.Clone(c.secrets)
	for _, p := range c.slots {
		select {
		case p.turn <- struct{}{}:
			if p.session != nil {
				out = append(out, p.session.provider.Token())
			}
			<-p.turn
		default: // a token that is being asked for is in no answer yet
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// space is one environment on a cloud.
type space struct {
	*cloud
	e driver.Environment
}

// kind is what this driver knows of one kind of resource.
type kind struct {
	plan.Kind
	// outside says that it is not in the project, so that it is seen without a role in it.
	outside bool
	// stepwise says that it is made by several requests that change something.
	stepwise bool
	// refs are the attributes that hold the identifier of another object, with its kind.
	refs map[string]string
	// list observes objects: all those of the environment, or at least the one that a
	// resource describes. It may give objects of other kinds besides.
	list func(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error)
	// read observes one object by its identifier; nil: it is picked from the list.
	read   func(ctx context.Context, s *space, o plan.Object) (plan.Object, error)
	create func(ctx context.Context, s *space, r plan.Resource) (plan.Object, error)
	update func(ctx context.Context, s *space, r plan.Resource, o plan.Object, changed []string) error
	remove func(ctx context.Context, s *space, o plan.Object) error
}

// kindOf is the kind of a name.
func kindOf(name string) (*kind, error) {
	for i := range table {
		if table[i].Name == name {
			return &table[i], nil
		}
	}
	return nil, refused(
		havre.Text{FR: "Le pilote OpenStack ne connaît pas les objets de type « %[1]s ».", EN: "The OpenStack driver does not know objects of kind %[1]q."}.With(name),
		havre.Text{FR: "Signalez-le : c’est un défaut de Havre.", EN: "Report it: it is a defect of Havre."})
}

// Create implements driver.Cloud.
func (c *cloud) Create(ctx context.Context, e driver.Environment, r plan.Resource) (plan.Object, error) {
	k, err := kindOf(r.Kind)
	if err != nil {
		return plan.Object{}, err
	}
	s := &space{c, e}
	found, err := s.find(ctx, k, r)
	if err != nil {
		return plan.Object{}, c.fail(err)
	}
	found = slices.DeleteFunc(found, func(o plan.Object) bool { return o.State == plan.Leaving })
	if len(found) > 0 && !unfinished(found[0]) {
		return found[0], c.fail(s.complete(ctx, k, r, &found[0]))
	}
	o, err := k.create(ctx, s, r)
	if gophercloud.ResponseCodeIs(err, http.StatusConflict) || gophercloud.ResponseCodeIs(err, http.StatusBadRequest) {
		// Another call may have made it meanwhile: each service says so in its own way.
		if again, e := s.find(ctx, k, r); e == nil && len(again) > 0 && again[0].State != plan.Leaving {
			o, err = again[0], nil
		}
	}
	if err != nil {
		return plan.Object{}, c.fail(err)
	}
	o.Key, o.Kind, o.After = r.Key, r.Kind, r.After
	return o, nil
}

// complete brings to its end what several requests make, when an earlier call was
// stopped between two of them.
func (s *space) complete(ctx context.Context, k *kind, r plan.Resource, o *plan.Object) error {
	o.After = r.After
	if !k.stepwise {
		return nil
	}
	changes := plan.Changes(&k.Kind, r.With, o.With, nil)
	changed := make([]string, len(changes))
	for i := range changes {
		changed[i] = changes[i].Field
		if slices.Contains(k.Fixed, changed[i]) {
			return nil // another one, that the engine knows how to make again
		}
	}
	if len(changed) == 0 {
		return nil
	}
	if err := k.update(ctx, s, r, *o, changed); err != nil {
		return err
	}
	for i := range changes {
		o.With[changes[i].Field] = changes[i].To
	}
	return nil
}

// Find implements driver.Cloud.
func (c *cloud) Find(ctx context.Context, e driver.Environment, r plan.Resource) ([]plan.Object, error) {
	k, err := kindOf(r.Kind)
	if err != nil {
		return nil, err
	}
	found, err := (&space{c, e}).find(ctx, k, r)
	return found, c.fail(err)
}

func (s *space) find(ctx context.Context, k *kind, r plan.Resource) ([]plan.Object, error) {
	if !k.outside {
		project, err := s.project(ctx)
		if err != nil || project == "" {
			return nil, err
		}
	}
	found, err := k.list(ctx, s, &r)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(o plan.Object) bool { return o.Kind != k.Name || o.Key != r.Key })
	slices.SortStableFunc(found, func(a, b plan.Object) int { return cmp.Compare(rank(a.State), rank(b.State)) })
	return found, nil
}

// rank says which of several objects is the one to keep.
func rank(s plan.State) int {
	return slices.Index([]plan.State{plan.Ready, plan.Pending, plan.Broken, plan.Leaving}, s)
}

// Read implements driver.Cloud.
func (c *cloud) Read(ctx context.Context, e driver.Environment, objects []plan.Object) ([]plan.Object, error) {
	s := &space{c, e}
	byKind := map[string][]int{}
	for i := range objects {
		byKind[objects[i].Kind] = append(byKind[objects[i].Kind], i)
	}
	out := make([]plan.Object, len(objects))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for name, places := range byKind {
		k, err := kindOf(name)
		if err != nil {
			return nil, err
		}
		g.Go(func() error { return s.readKind(ctx, k, objects, places, out) })
	}
	if err := g.Wait(); err != nil {
		return nil, c.fail(err)
	}
	return out, nil
}

// readKind observes the objects of one kind: one by its identifier, several in one list.
func (s *space) readKind(ctx context.Context, k *kind, objects []plan.Object, places []int, out []plan.Object) error {
	for _, i := range places {
		o := objects[i]
		out[i] = plan.Object{Key: o.Key, Kind: o.Kind, ID: o.ID, Name: o.Name, After: o.After}
	}
	if !k.outside {
		project, err := s.project(ctx)
		if err != nil || project == "" { // all went with the project
			return err
		}
	}
	fill := func(i int, o plan.Object) {
		o.Key, o.Kind, o.After = objects[i].Key, objects[i].Kind, objects[i].After
		out[i] = o
	}
	if len(places) == 1 && k.read != nil {
		o, err := k.read(ctx, s, objects[places[0]])
		if isGone(err) {
			return nil
		}
		if err != nil {
			return err
		}
		if o.State != plan.Absent {
			fill(places[0], o)
		}
		return nil
	}
	found, err := k.list(ctx, s, nil)
	if err != nil {
		return err
	}
	byID := map[string]plan.Object{}
	for _, o := range found {
		if o.Kind == k.Name {
			byID[o.ID] = o
		}
	}
	for _, i := range places {
		if o, ok := byID[objects[i].ID]; ok {
			fill(i, o)
		}
	}
	return nil
}

// Update implements driver.Cloud.
func (c *cloud) Update(ctx context.Context, e driver.Environment, r plan.Resource, o plan.Object, changes []plan.Change) (plan.Object, error) {
	k, err := kindOf(r.Kind)
	if err != nil {
		return plan.Object{}, err
	}
	changed := make([]string, len(changes))
	for i := range changes {
		changed[i] = changes[i].Field
		if k.update == nil || slices.Contains(k.Fixed, changed[i]) {
			return plan.Object{}, refused(
				havre.Text{FR: "L’attribut « %[1]s » d’un objet « %[2]s » ne se change pas : l’objet est à refaire.", EN: "Attribute %[1]q of an object %[2]q cannot change: the object is to be made again."}.With(changed[i], k.Title),
				havre.Text{FR: "Signalez-le : c’est un défaut de Havre.", EN: "Report it: it is a defect of Havre."})
		}
	}
	s := &space{c, e}
	if len(changed) > 0 {
		if err := k.update(ctx, s, r, o, changed); err != nil {
			return plan.Object{}, c.fail(err)
		}
	}
	o.Key, o.Kind = r.Key, r.Kind
	now, err := c.Read(ctx, e, []plan.Object{o})
	if err != nil {
		return plan.Object{}, err
	}
	return now[0], nil
}

// Delete implements driver.Cloud.
func (c *cloud) Delete(ctx context.Context, e driver.Environment, o plan.Object) error {
	k, err := kindOf(o.Kind)
	if err != nil {
		return err
	}
	s := &space{c, e}
	if !k.outside {
		project, err := s.project(ctx)
		if err != nil || project == "" { // all went with the project
			return c.fail(err)
		}
	}
	if err := k.remove(ctx, s, o); !isGone(err) {
		return c.fail(err)
	}
	return nil
}

// isGone says whether what an identifier named does not exist.
func isGone(err error) bool { return gophercloud.ResponseCodeIs(err, http.StatusNotFound) }

// isDenied says whether Havre's account may not ask that.
func isDenied(err error) bool { return gophercloud.ResponseCodeIs(err, http.StatusForbidden) }

// Clients of the project of the environment, with a token of that project.

func (s *space) inside(ctx context.Context) (*session, error) {
	project, err := s.project(ctx)
	if err != nil {
		return nil, err
	}
	if project == "" {
		return nil, told(driver.Gone, "", nil, "")
	}
	return s.within(ctx, project)
}

type client = gophercloud.ServiceClient

// of is a client of a service in the project.
func (s *space) of(ctx context.Context, service func(*session) (*client, error)) (*client, error) {
	in, err := s.inside(ctx)
	if err != nil {
		return nil, err
	}
	return service(in)
}

// above is a client of a service with the wider token.
func (c *cloud) above(ctx context.Context, service func(*session) (*client, error)) (*client, error) {
	a, err := c.admin(ctx)
	if err != nil {
		return nil, err
	}
	return service(a)
}

// secret is a secret of the environment, which is never shown from now on.
func (s *space) secret(ctx context.Context, name string) (string, error) {
	secret, err := s.e.Secret(ctx, name)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(s.secrets, secret) {
		s.secrets = append(s.secrets, secret)
	}
	return secret, nil
}

// every gives the items of all the pages of a list.
func every[T any](ctx context.Context, p pagination.Pager, items func(pagination.Page) ([]T, error)) ([]T, error) {
	page, err := p.AllPages(ctx)
	if err != nil {
		return nil, err
	}
	return items(page)
}

// found makes objects of what a list gave.
func found[T any](list []T, err error, object func(*T) plan.Object) ([]plan.Object, error) {
	if err != nil {
		return nil, err
	}
	out := make([]plan.Object, 0, len(list))
	for i := range list {
		out = append(out, object(&list[i]))
	}
	return out, nil
}
