package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/configuration"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
)

// setting is what a child is told of the run: a JSON file.
type setting struct {
	Database     string         `json:"database"`
	CloudsFile   string         `json:"cloudsFile"`
	Cloud        string         `json:"cloud"`
	Region       string         `json:"region"`
	AuthURL      string         `json:"authUrl"` // of the proxy
	Run          string         `json:"run"`
	Environments int            `json:"environments"`
	Need         string         `json:"need"`
	Extra        map[string]int `json:"extra,omitempty"` // resources that no blueprint asks for, by kind
	OnlyTell     bool           `json:"onlyTell,omitempty"`
}

// site is a team with its need and its order, and the service that builds, without pages.
type site struct {
	*provision.Service
	db  *store.DB
	set setting
}

const (
	teamID, personID, needID, orderID = "team", "rachel", "need", "order"
	// externalNetwork, flavor and image are those of the lab.
	externalNetwork, flavor, image = "public", "m1.tiny", "debian-12"
)

var rachel = identity.Actor{ID: personID, Kind: identity.Human, Name: "Rachel", Grants: []identity.Grant{{Role: identity.ProductTeam, Path: "/" + teamID + "/"}}}

// instance is the identifier of the nth instance of a run: names carry its first eight
// letters.
func (c *setting) instance(n int) string {
	return c.Run + fmt.Sprintf("%03d", n) + strings.Repeat("0", 18)
}

func (c *setting) named(n int) string { return fmt.Sprintf("bench-%s-%03d", c.Run, n) }

func openSite(ctx context.Context, set setting) (*site, error) {
	db, err := store.Open(ctx, store.Config{URL: set.Database})
	if err != nil {
		return nil, err
	}
	s := &site{db: db, set: set}
	if err := s.furnish(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	library, err := record.NewLibrary(nil, nil)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	records := &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: time.Now, NewID: func() string { return strings.ToLower(rand.Text()) }, Program: "bench"}
	target, err := set.target()
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	s.Service = &provision.Service{
		DB: store.Using[provision.Tx](db), Orders: &order.Service{DB: store.Using[order.Tx](db), Records: records, Chains: approval.Builtin()}, Records: records,
		Vault: provision.NewVault([32]byte{1}), Targets: []*provision.Target{target},
	}
	return s, nil
}

// target is the lab as the settings of a portal would name it.
func (c *setting) target() (*provision.Target, error) {
	t := driver.Target{
		Name: "lab", Settings: map[string]string{"clouds_file": c.CloudsFile, "cloud": c.Cloud, "auth_url": c.AuthURL},
		Profile: &driver.Profile{
			Name: "cloud-pi", Driver: "openstack", Title: havre.Same("Lab"), Role: "member",
			Regions: []driver.Region{{Exposure: "internet", Name: c.Region, Network: externalNetwork}},
			Flavors: map[string]string{"small": flavor, "medium": flavor, "large": flavor}, Images: map[string]string{"debian-13": image},
		},
	}
	d := widened{extra: c.Extra}
	cloud, err := d.Open(t)
	if err != nil {
		return nil, err
	}
	out := &provision.Target{Target: t, Offer: "cloud-pi", Plans: "openstack", Driver: d, Cloud: cloud, Review: provision.ReviewNone}
	if c.OnlyTell {
		out.Policy = provision.Policy{"": provision.Tell}
	}
	return out, nil
}

// furnish puts the team, its need, its order and the instances on record, once.
func (s *site) furnish(ctx context.Context) error {
	now := time.Now()
	stamps := identity.Stamps{CreatedAt: now, CreatedBy: personID, UpdatedAt: now, UpdatedBy: personID}
	return s.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Organisation(ctx, teamID); !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			return err // it is there
		}
		o := order.Order{ID: orderID, Number: "CMD-2026-00001", Need: needID, Title: "Bench", State: order.InProgress, Requester: personID, Stamps: stamps}
		n := record.Need{ID: needID, Organisation: teamID, Name: "bench", Title: "Bench", State: record.Shared, Stamps: stamps, Document: []byte(s.set.Need)}
		err := errors.Join(
			tx.SaveOrganisation(ctx, &identity.Organisation{ID: teamID, Name: teamID, Title: "Équipe", Kind: identity.TeamNode, Path: "/" + teamID + "/", Stamps: stamps}),
			tx.SavePerson(ctx, &identity.Person{ID: personID, Kind: identity.Human, Email: "rachel@team.test", Name: "Rachel", Language: havre.French, Home: teamID, Stamps: stamps}),
			tx.SaveGrant(ctx, &identity.Grant{ID: "g", Person: personID, Organisation: teamID, Role: identity.ProductTeam, Stamps: stamps}),
			tx.SaveNeed(ctx, &n, "première version"),
			tx.SaveOrder(ctx, &o, nil),
		)
		for i := range s.set.Environments {
			in := order.Instance{ID: s.set.instance(i), Need: needID, Offer: "cloud-pi", Plan: "project", Name: s.set.named(i), Environment: "production", State: order.ReservedInstance, Order: orderID, Stamps: stamps}
			err = errors.Join(err, tx.SaveInstance(ctx, &in))
		}
		return err
	})
}

// wish is what is ordered of one instance.
type wish struct {
	N         int          `json:"n"`
	Item      int          `json:"item"` // of the order: another one for each wish
	Action    order.Action `json:"action"`
	Blueprint string       `json:"blueprint,omitempty"`
}

// delivery is a wish as an order hands it over.
func (s *site) delivery(w wish) order.Delivery {
	id, name := s.set.instance(w.N), s.set.named(w.N)
	it := order.Item{Number: w.Item, Action: w.Action, Instance: id, Offer: "cloud-pi", Plan: "project", Name: name, Environment: "production"}
	if w.Action != order.Delete {
		it.Decided = &order.Wish{Configuration: configuration.Configuration{
			Choices:   map[string]any{"cpu": int64(16), "memory": int64(64), "storage": int64(500), "addresses": int64(4), "exposure": "internet", "zones": int64(1), "blueprint": w.Blueprint},
			Resources: map[string]int64{"cpu": 16, "memory": 64 << 10, "storage": 500, "addresses": 4},
		}}
		it.Requested = it.Decided
	}
	return order.Delivery{
		Order: orderID, Number: "CMD-2026-00001", Item: it, Attempt: 1,
		Instance: order.Instance{ID: id, Need: needID, Offer: "cloud-pi", Plan: "project", Name: name, Environment: "production"},
		Plan:     &catalogue.Plan{ID: "project", Offer: "cloud-pi", Fulfilment: catalogue.Fulfilment{Driver: "openstack"}},
	}
}

// rewrite gives the need another document.
func (s *site) rewrite(ctx context.Context, document string) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Need(ctx, needID)
		if err != nil {
			return err
		}
		n.Document = []byte(document)
		return tx.SaveNeed(ctx, n, "flows")
	})
}
