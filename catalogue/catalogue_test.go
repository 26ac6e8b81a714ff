package catalogue

import (
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// today is the day on which the shipped catalogue must be useful.
var today = havre.MustDate("2026-11-22")

func model(tb testing.TB) *fact.Model {
	tb.Helper()
	m, err := fact.NewModel(Facts())
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func view(tb testing.TB, day string) *View {
	tb.Helper()
	return Builtin().At(havre.MustDate(day), model(tb))
}

func claim(tb testing.TB, v *View, offer, path string) Claim {
	tb.Helper()
	o, ok := v.Offer(offer)
	if !ok {
		tb.Fatalf("no offer %s", offer)
	}
	c, _ := o.Claim(path)
	return c
}

func TestEverySystemOfTheSeedsIsThere(t *testing.T) {
	v := Builtin().At(today, model(t))
	for _, id := range []string{"fabnum-ovh", "cegedim-cloud", "rosny", "duquesne", "ovh-snc", "cloud-pi", "cloud-pi-native", "nubo", "sgami", "snc-private", "mapado"} {
		if _, ok := v.Offer(id); !ok {
			t.Errorf("no offer %s", id)
		}
	}
	if len(v.Networks) != 3 {
		t.Errorf("%d networks, want RIE, VPN and Internet", len(v.Networks))
	}
}

func TestCheckFindsNoErrorInTheCatalogue(t *testing.T) {
	for _, day := range []havre.Date{havre.MustDate("2025-06-30"), today} {
		for _, p := range Builtin().Check(day) {
			if !p.Warning {
				t.Error(p.In(havre.English))
			}
			if strings.Contains(p.Message.EN, "nothing cites") {
				t.Error(p.In(havre.English))
			}
			if p.File == "" || p.Line == 0 {
				t.Errorf("without a place: %s", p.In(havre.English))
			}
		}
	}
}

// The answer changes with the day: the published snapshots, cell by cell.
func TestFactsByDate(t *testing.T) {
	tests := []struct{ day, offer, path, want string }{
		{"2025-06-24", "ovh-snc", "secnumcloud", ""},
		{"2025-06-30", "fabnum-ovh", "layers.paas", "yes"},
		{"2025-06-30", "fabnum-ovh", "layers.caas", "no"},
		{"2025-06-30", "fabnum-ovh", "runtimes.node", "yes"},
		{"2025-06-30", "fabnum-ovh", "hds.hosting", "no"},
		{"2025-06-30", "cegedim-cloud", "secnumcloud", "none"},
		{"2025-06-30", "cegedim-cloud", "hds.operation", "optional"},
		{"2025-06-30", "cegedim-cloud", "services.antivirus", "yes"},
		{"2025-06-30", "cegedim-cloud", "dict.availability", "blank"},
		{"2025-06-30", "rosny", "layers.iaas", "not-applicable"},
		{"2025-06-30", "rosny", "cloud", "no"},
		{"2025-06-30", "rosny", "services.managed-database", "optional"},
		{"2025-06-30", "ovh-snc", "services.object-storage", "unknown"},
		{"2025-06-30", "ovh-snc", "available", "planned"},
		{"2025-06-30", "ovh-snc", "secnumcloud", "qualified"},
		{"2025-07-01", "fabnum-ovh", "layers.caas", "yes"},
		{"2025-07-01", "fabnum-ovh", "hds.hosting", "yes"},
		{"2025-07-01", "fabnum-ovh", "dict.traceability", "2"},
		{"2025-07-01", "ovh-snc", "available", "yes"},
		{"2025-07-01", "ovh-snc", "dict.availability", "4"},
		{"2025-07-01", "ovh-snc", "dict.integrity", "unknown"},
		{"2025-07-01", "cegedim-cloud", "services.antivirus", "unknown"},
		{"2025-07-01", "rosny", "services.managed-database", "no"},
		{"2025-07-01", "rosny", "services.object-storage", "yes"},
		{"2025-07-01", "rosny", "secnumcloud", "none"},
		{"2025-07-03", "fabnum-ovh", "dict.traceability", "3"},
		{"2025-07-03", "rosny", "secnumcloud", "qualified"},
		{"2025-09-23", "duquesne", "secnumcloud", "qualified"},
		{"2026-03-05", "duquesne", "services.object-storage", "no"},
		{"2026-04-12", "rosny", "secnumcloud", "qualified"},
		{"2026-04-13", "rosny", "secnumcloud", "equivalent"},
		{"2026-11-22", "duquesne", "secnumcloud", "equivalent"},
		{"2026-11-22", "snc-private", "secnumcloud", "qualified"},
		{"2026-11-22", "nubo", "secnumcloud", "not-subject"},
		{"2020-01-01", "nubo", "secnumcloud", ""},
		{"2022-01-01", "nubo", "zones", "2"},
		{"2024-05-01", "cegedim-cloud", "secnumcloud", "in-qualification"},
		{"2026-11-22", "mapado", "location.resilience", "eu"},
	}
	for _, tt := range tests {
		t.Run(tt.day+" "+tt.offer+" "+tt.path, func(t *testing.T) {
			if got := claim(t, view(t, tt.day), tt.offer, tt.path).Value.String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTitleFollowsTheDay(t *testing.T) {
	for day, want := range map[string]string{"2025-06-30": "FabNum@OVH", "2025-07-01": "Atlas@OVH", "2026-11-22": "Atlas@OVH v2"} {
		o, _ := view(t, day).Offer("fabnum-ovh")
		if o.Title.FR != want {
			t.Errorf("%s: %q, want %q", day, o.Title.FR, want)
		}
	}
}

func TestNuboAndDiffusionRestreinte(t *testing.T) {
	c := claim(t, view(t, "2026-11-22"), "nubo", "restricted")
	if c.Value.Status != No || c.Source.Publisher != "DINUM" {
		t.Errorf("got %s by %s, want no by DINUM", c.Value, c.Source.Publisher)
	}
	if len(c.Conflicts) != 1 || c.Conflicts[0].Source.ID != "interieur-hebergement" {
		t.Errorf("the Interior's page must be shown as the contradiction: %+v", c.Conflicts)
	}
}

// A claim about the archive must be able to name it.
func TestMapadoNamesItsArchive(t *testing.T) {
	v := view(t, "2026-11-22")
	for _, path := range []string{"resilience.qualified", "location.resilience"} {
		c := claim(t, v, "mapado", path)
		if !strings.Contains(c.Note.FR, "Hetzner (Allemagne)") || !strings.Contains(c.Note.EN, "Hetzner (Germany)") || !strings.Contains(c.Words, "opérateur allemand Hetzner") {
			t.Errorf("%s: %q, %q", path, c.Note, c.Words)
		}
	}
	if c := claim(t, v, "mapado", "resilience.qualified"); c.Value.Status != No {
		t.Errorf("resilience.qualified is %s", c.Value)
	}
	if c := claim(t, v, "mapado", "hosting.qualified"); c.Value.Status != No {
		t.Errorf("hosting.qualified is %s", c.Value)
	}
	if o, _ := v.Offer("mapado"); len(o.Hosts) != 4 {
		t.Errorf("%d hosts, want four", len(o.Hosts))
	}
}

func TestEveryClaimHasASourceAndAnOwner(t *testing.T) {
	v := Builtin().At(today, model(t))
	for i := range v.Offers {
		o := &v.Offers[i]
		if o.Owner.FR == "" || o.Owner.EN == "" {
			t.Errorf("%s has no owner", o.ID)
		}
		for _, c := range o.Claims() {
			if c.Source.ID == "" || c.Owner.IsZero() || c.Confidence == "" {
				t.Errorf("%s %s: %+v", o.ID, c.Attribute, c)
			}
		}
	}
}

// Hearsay: the ministry is a secondary source on certificates that others issue.
func TestCertificatesOfOthersAreSecondary(t *testing.T) {
	v := Builtin().At(today, model(t))
	if c := claim(t, v, "cegedim-cloud", "secnumcloud"); c.Confidence != havre.Secondary {
		t.Errorf("%s", c.Confidence)
	}
	if c := claim(t, v, "cegedim-cloud", "dict.availability"); c.Confidence != havre.Verified {
		t.Errorf("%s", c.Confidence)
	}
}
