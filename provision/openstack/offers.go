package openstack

import (
	"context"
	"slices"

	"github.com/gophercloud/gophercloud/v2/openstack/compute/v2/availabilityzones"
	"github.com/gophercloud/gophercloud/v2/openstack/compute/v2/flavors"
	"github.com/gophercloud/gophercloud/v2/openstack/image/v2/images"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/provision/driver"
)

// serviceTypes are the services of a catalogue, by the words of ours.
var serviceTypes = map[string][]string{
	"load-balancer":  {"load-balancer"},
	"dns":            {"dns"},
	"object-storage": {"object-store"},
}

// Offers implements driver.Cloud.
func (c *cloud) Offers(ctx context.Context) (*driver.Offers, error) {
	out, err := c.offers(ctx)
	return out, c.fail(err)
}

func (c *cloud) offers(ctx context.Context) (*driver.Offers, error) {
	a, err := c.admin(ctx)
	if err != nil {
		return nil, err
	}
	out := &driver.Offers{Regions: a.regions(), Services: map[string]havre.Truth{}}
	for word, types := range serviceTypes {
		out.Services[word] = havre.No
		if a.offers(types...) {
			out.Services[word] = havre.Yes
		}
	}
	nova, err := a.compute()
	if err != nil {
		return nil, err
	}
	sizes, err := every(ctx, flavors.ListDetail(nova, flavors.ListOpts{}), flavors.ExtractFlavors)
	if err != nil {
		return nil, err
	}
	for i := range sizes {
		out.Flavors = append(out.Flavors, driver.Flavor{Name: sizes[i].Name, CPU: int64(sizes[i].VCPUs), Memory: int64(sizes[i].RAM), Disk: int64(sizes[i].Disk)})
	}
	zones, err := every(ctx, availabilityzones.List(nova), availabilityzones.ExtractAvailabilityZones)
	if err != nil {
		return nil, err
	}
	for i := range zones {
		if zones[i].ZoneState.Available {
			out.Zones = append(out.Zones, zones[i].ZoneName)
		}
	}
	glance, err := a.image()
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, images.List(glance, images.ListOpts{Visibility: images.ImageVisibilityPublic, Status: images.ImageStatusActive}), images.ExtractImages)
	if err != nil {
		return nil, err
	}
	for i := range list {
		out.Images = append(out.Images, list[i].Name)
	}
	slices.Sort(out.Images)
	out.Images = slices.Compact(out.Images)
	return out, nil
}
