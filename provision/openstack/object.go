package openstack

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/objectstorage/v1/containers"
	"github.com/gophercloud/gophercloud/v2/openstack/objectstorage/v1/objects"
	"github.com/gophercloud/gophercloud/v2/pagination"
	"golang.org/x/sync/errgroup"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// everybody is the read permission of a public container.
const everybody = ".r:*,.rlistings"

// identityHeader carries the identity of a container.
const identityHeader = "X-Container-Meta-Havre"

// container observes one container by its name.
func (s *space) container(ctx context.Context, c *client, name string) (plan.Object, error) {
	answer := containers.Get(ctx, c, name, nil)
	if answer.Err != nil {
		return plan.Object{}, answer.Err
	}
	h := answer.Header
	return plan.Object{Key: keyIn(s.e, h.Get(identityHeader)), Kind: "container", ID: name, Name: name, State: plan.Ready, With: plan.Attributes{
		"versioned": strings.EqualFold(h.Get("X-Versions-Enabled"), "true"),
		"public":    slices.Contains(strings.Split(h.Get("X-Container-Read"), ","), ".r:*"),
	}}, nil
}

func listContainers(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, err := s.of(ctx, (*session).object)
	if err != nil {
		return nil, err
	}
	if one != nil {
		o, err := s.container(ctx, c, nameOf(*one))
		if isGone(err) {
			return nil, nil
		}
		return []plan.Object{o}, err
	}
	list, err := every(ctx, containers.List(c, containers.ListOpts{}), containers.ExtractNames)
	if err != nil {
		return nil, err
	}
	out := make([]plan.Object, len(list))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for i, name := range list {
		g.Go(func() error {
			o, err := s.container(ctx, c, name)
			if isGone(err) { // between the list and now
				return nil
			}
			out[i] = o
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(out, func(o plan.Object) bool { return o.ID == "" }), nil
}

func readContainer(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).object)
	if err != nil {
		return plan.Object{}, err
	}
	return s.container(ctx, c, o.ID)
}

func createContainer(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).object)
	if err != nil {
		return plan.Object{}, err
	}
	name := nameOf(r)
	// Swift answers that all is well when it exists already, and takes over what is asked.
	_, err = s.container(ctx, c, name)
	if err == nil {
		return plan.Object{}, told(driver.Taken, "", nil, "HEAD "+c.Endpoint+name+" → 204")
	}
	if !isGone(err) {
		return plan.Object{}, err
	}
	opts := containers.CreateOpts{Metadata: map[string]string{"Havre": s.e.Identity(r.Key)}, VersionsEnabled: r.With.Bool("versioned")}
	if r.With.Bool("public") {
		opts.ContainerRead = everybody
	}
	if err := containers.Create(ctx, c, name, opts).Err; err != nil {
		return plan.Object{}, err
	}
	return plan.Object{ID: name, Name: name, State: plan.Ready, With: r.With}, nil
}

func updateContainer(ctx context.Context, s *space, r plan.Resource, o plan.Object, changed []string) error {
	c, err := s.of(ctx, (*session).object)
	if err != nil {
		return err
	}
	var opts containers.UpdateOpts
	for _, field := range changed {
		switch field {
		case "versioned":
			opts.VersionsEnabled = new(r.With.Bool("versioned"))
		case "public":
			read := ""
			if r.With.Bool("public") {
				read = everybody
			}
			opts.ContainerRead = &read
		}
	}
	return containers.Update(ctx, c, o.ID, opts).Err
}

// removeContainer deletes a container with all that is in it, former versions included.
func removeContainer(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).object)
	if err != nil {
		return err
	}
	seen, err := s.container(ctx, c, o.ID)
	if err != nil {
		return err
	}
	if seen.With.Bool("versioned") { // deleting an object keeps a version of it otherwise
		if err := containers.Update(ctx, c, o.ID, containers.UpdateOpts{VersionsEnabled: new(false)}).Err; err != nil {
			return err
		}
	}
	for range 3 { // the listing of a container follows its contents with some delay
		err = s.empty(ctx, c, o.ID)
		if err != nil {
			return err
		}
		err = containers.Delete(ctx, c, o.ID).Err
		if !gophercloud.ResponseCodeIs(err, http.StatusConflict) {
			return err
		}
	}
	return err
}

// empty deletes what is in a container, page by page, so that a large one is never held
// in memory.
func (s *space) empty(ctx context.Context, c *client, name string) error {
	for _, versions := range []bool{true, false} {
		for {
			var page []objects.Object
			err := objects.List(c, name, objects.ListOpts{Versions: versions, Limit: 1000}).EachPage(ctx, func(_ context.Context, p pagination.Page) (bool, error) {
				list, err := objects.ExtractInfo(p)
				page = list
				return false, err
			})
			if versions && gophercloud.ResponseCodeIs(err, http.StatusBadRequest) {
				break // this Swift keeps no versions
			}
			if err != nil {
				return err
			}
			if len(page) == 0 {
				break
			}
			gone, err := s.drop(ctx, c, name, page)
			if err != nil {
				return err
			}
			if gone == 0 { // what is listed has gone already
				break
			}
		}
	}
	return nil
}

// drop deletes objects, or versions of them, and says how many there were.
func (s *space) drop(ctx context.Context, c *client, name string, page []objects.Object) (int64, error) {
	var gone atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for i := range page {
		g.Go(func() error {
			opts := objects.DeleteOpts{}
			if v := page[i].VersionID; v != "" && v != "null" {
				opts.ObjectVersionID = v
			}
			err := objects.Delete(ctx, c, name, page[i].Name, opts).Err
			if isGone(err) {
				return nil
			}
			gone.Add(1)
			return err
		})
	}
	err := g.Wait()
	return gone.Load(), err
}
