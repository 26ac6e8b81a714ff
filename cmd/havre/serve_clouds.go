package main

import (
	"context"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/all"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/simulated"
)

// clouds reads the accounts of the portal on clouds. Without any, the demonstration has
// clouds that exist in memory only.
func (k *checker) clouds() {
	if k.Clouds == "" {
		if k.Demo {
			k.config.clouds = simulatedClouds()
		}
		return
	}
	data, err := settingsFile(k.Clouds)
	if err == nil {
		k.config.clouds, err = all.ReadClouds(k.Clouds, data)
	}
	if err == nil {
		return
	}
	if f := havre.FaultOf(err); f != nil && len(f.Problems) > 0 {
		k.problems = append(k.problems, f.Problems...)
		return
	}
	k.problems = append(k.problems, havre.Problem{File: k.Clouds, Message: havre.Same(err.Error())})
}

// tryClouds says in the log whether the accounts of the portal are good: otherwise it is an
// order, approved by several people, that would tell.
func (s *server) tryClouds(ctx context.Context) {
	for _, t := range s.config.clouds {
		patient, cancel := context.WithTimeout(ctx, time.Minute)
		_, err := t.Cloud.Offers(patient)
		cancel()
		if ctx.Err() != nil {
			return // the portal stops
		}
		if err != nil {
			f := driver.FailureOf(err)
			s.log.WarnContext(ctx, "an account on a cloud cannot be used", "cloud", t.Name, "offer", t.Offer, "why", f.What.EN, "next", f.Next.EN)
			continue
		}
		s.log.InfoContext(ctx, "a cloud answers", "cloud", t.Name, "offer", t.Offer)
	}
}

// unknownOffers are the accounts of clouds for offers that the catalogue does not have: no
// order would ever reach them.
func unknownOffers(clouds []*provision.Target, offers []string) (wrong havre.Problems) {
	for _, t := range clouds {
		if !slices.Contains(offers, t.Offer) {
			wrong = append(wrong, havre.Problem{Field: "clouds", Value: t.Offer, Suggestion: havre.Nearest(t.Offer, offers), Message: havre.Text{
				FR: "le compte « %[1]s » est pour une offre que le catalogue n’a pas", EN: "the account “%[1]s” is for an offer that the catalogue does not have",
			}.With(t.Name)})
		}
	}
	return wrong
}

// simulatedClouds are those of the demonstration: they take a while, as real ones do.
func simulatedClouds() (out []*provision.Target) {
	d := simulated.New(simulated.Options{Now: time.Now, Takes: map[string]time.Duration{
		"project": time.Second, "network": time.Second, "router": 2 * time.Second, "volume": 3 * time.Second, "server": 8 * time.Second, "image": 10 * time.Second,
	}})
	for _, p := range []driver.Profile{
		{Name: "cloud-pi", Title: havre.Text{FR: "Cloud Pi (simulé)", EN: "Cloud Pi (simulated)"}, Zones: []string{"az-1", "az-2", "az-3"}},
		{Name: "nubo", Title: havre.Text{FR: "Nubo (simulé)", EN: "Nubo (simulated)"}, Zones: []string{"az-1", "az-2"}},
	} {
		out = append(out, &provision.Target{
			Target: driver.Target{Name: p.Name, Profile: &p}, Offer: p.Name, Plans: "openstack", Driver: d, Cloud: d.Cloud(p.Name),
		})
	}
	return out
}
