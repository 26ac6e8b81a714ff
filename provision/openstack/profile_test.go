package openstack_test

import (
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/provision/openstack"
)

// The profiles are of offers of the catalogue that this driver makes, say the exposures
// that may be ordered there, and name nothing that is not public.
func TestProfiles(t *testing.T) {
	all, err := openstack.Profiles()
	if err != nil || len(all) != 2 {
		t.Fatalf("%d profiles, %v", len(all), err)
	}
	c := catalogue.Builtin()
	for _, p := range all {
		found, ok := c.Plan(p.Name, "project")
		if !ok || p.Driver != openstack.Name || found.Fulfilment.Driver != p.Driver {
			t.Errorf("%s: %+v", p.Name, found)
			continue
		}
		field, ok := found.Field("exposure")
		if !ok {
			field, ok = found.Field("region")
		}
		if !ok || len(field.Choices) != len(p.Regions) {
			t.Errorf("%s: %d regions", p.Name, len(p.Regions))
			continue
		}
		for _, choice := range field.Choices {
			if !strings.Contains("internet rie", choice.Value) {
				t.Errorf("%s: exposure %s", p.Name, choice.Value)
			}
		}
		for _, r := range p.Regions {
			if r.Name != "" || r.Network != "" {
				t.Errorf("%s: %+v is not public", p.Name, r)
			}
		}
		if len(p.Zones)+len(p.Flavors)+len(p.Images)+len(p.ImageSources)+len(p.Sizes) > 0 || p.Title.IsZero() || p.Recovery.FR == "" || p.Recovery.EN == "" || len(p.SLA) == 0 {
			t.Errorf("%s: %+v", p.Name, p)
		}
		known := map[string]*catalogue.Source{}
		for i := range c.Sources {
			known[c.Sources[i].ID] = c.Sources[i]
		}
		for _, s := range p.SLA {
			src := known[s.Source.ID]
			if src == nil || src.URL != s.Source.URL || src.Title != s.Source.Title || src.Date != s.Source.Date || src.Confidence != s.Source.Confidence || s.What.EN == "" {
				t.Errorf("%s: %+v from %+v", p.Name, s, s.Source)
			}
		}
	}
	if got := all[0].SLA; all[0].Name != "cloud-pi" || len(got) != 2 || got[0].BasisPoints != 9800 || got[1].BasisPoints != 9990 || all[1].SLA[0].BasisPoints != 9800 {
		t.Errorf("%+v", got)
	}
}

const profileHead = "apiVersion: havre/v1\nkind: Profile\nmetadata: {name: a}\nspec:\n  driver: openstack\n  title: {fr: A, en: A}\n"

func TestReadProfile(t *testing.T) {
	p, err := openstack.ReadProfile("p.yaml", []byte(profileHead+`  regions: [{exposure: rie, name: r1, network: ext}]
  zones: [az1, az2]
  flavors: {small: s1}
  sizes: [{name: s1, cpu: 1, memory: 2048, disk: 10}]
  images: {debian: Debian 13}
  volumeType: ssd
  services: {dns: no}
  imageSources: [https://images.example.org/]
  domain: Teams
  role: operator
  readerRole: reader
`))
	if err != nil {
		t.Fatal(err)
	}
	if p.Regions[0].Network != "ext" || p.Zones[1] != "az2" || p.Flavors["small"] != "s1" || p.Sizes[0].Memory != 2048 || p.Services["dns"] != havre.No || p.Role != "operator" {
		t.Errorf("%+v", p)
	}
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", "one profile, and one only, is expected"},
		{"two", profileHead + "---\n" + profileHead, "one profile, and one only, is expected"},
		{"another kind", strings.Replace(profileHead, "Profile", "Blueprint", 1), "p.yaml:2:7: kind: unknown word"},
		{"an unknown field", profileHead + "  zone: [a]\n", `p.yaml:7:3: spec.zone: unknown field (read: "zone"; did you mean "zones"?)`},
		{"another exposure", profileHead + "  regions: [{exposure: intranet}]\n", "accepted words: internet, rie"},
		{"an exposure twice", profileHead + "  regions: [{exposure: rie}, {exposure: rie}]\n", "p.yaml:7:30: spec.regions.1: a region has that exposure already"},
		{"a zone twice", profileHead + "  zones: [a, a]\n", "p.yaml:7:14: spec.zones.1: each zone has a name of its own"},
		{"an unknown service", profileHead + "  services: {load-balance: yes}\n", `did you mean "load-balancer"?`},
		{"a commitment without a source", profileHead + "  sla: [{what: {fr: a, en: a}, basisPoints: 9800}]\n", "spec.sla.0.source: this field is compulsory"},
		{"too much of a commitment", profileHead + "  sla: [{what: {fr: a, en: a}, basisPoints: 98000, source: {id: a, title: a, date: 2026-01-01, confidence: verified}}]\n", "at most 10000"},
		{"not an address", profileHead + "  imageSources: [images]\n", "the beginning of https or http addresses"},
	} {
		_, err := openstack.ReadProfile("p.yaml", []byte(tt.text))
		problems, ok := err.(havre.Problems) //nolint:errorlint // that type and no other is promised
		if !ok || !strings.Contains(problems.In(havre.English), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
