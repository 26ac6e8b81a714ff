package main

import (
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
