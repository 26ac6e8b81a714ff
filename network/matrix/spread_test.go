package matrix_test

import (
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/network/matrix"
)

// An application that is joined from the Internet and writes over the RIE uses both
// regions of Nubo: each flow goes through, and somebody must be asked about the two.
func TestSpread(t *testing.T) {
	m, err := fact.NewModel(catalogue.Facts())
	if err != nil {
		t.Fatal(err)
	}
	g := network.New(catalogue.Builtin().At(havre.MustDate("2026-11-22"), m))
	of := func(host string) *matrix.Matrix {
		d := &dossier.Dossier{Metadata: dossier.Metadata{Name: "app"}}
		d.Spec.Flows = dossier.Flows{Complete: true, List: []dossier.Flow{{From: "internet", To: "app", Network: "internet"}, {To: "rosny"}}}
		d.Spec.Hosting = []dossier.Hosting{{Platform: host}}
		return matrix.Build(g, []matrix.Application{matrix.Of(d)})
	}
	got := of("nubo")
	if got.Count(havre.Yes) != 2 || len(got.Spread) != 1 || len(got.Spread[0].Zones) != 2 {
		t.Fatalf("%d flows go through, spread %+v", got.Count(havre.Yes), got.Spread)
	}
	for _, l := range []havre.Lang{havre.French, havre.English} {
		if text := got.Spread[0].Text().In(l); !strings.Contains(text, "Nubo") || !strings.Contains(text, "Internet") {
			t.Errorf("%s", text)
		}
	}
	for _, host := range []string{"cloud-pi", "nubo.rie"} {
		if spread := of(host).Spread; len(spread) != 0 {
			t.Errorf("on %s: %+v", host, spread)
		}
	}
}

// A flow of Diffusion Restreinte that stays on a platform asks that the platform be
// approved for it.
func TestRestrictedInside(t *testing.T) {
	m, err := fact.NewModel(catalogue.Facts())
	if err != nil {
		t.Fatal(err)
	}
	g := network.New(catalogue.Builtin().At(havre.MustDate("2026-11-22"), m))
	for host, want := range map[string]havre.Truth{"nubo": havre.No, "cloud-pi": havre.Yes, "rosny": havre.Unknown} {
		d := &dossier.Dossier{Metadata: dossier.Metadata{Name: "app"}}
		d.Spec.Data.Marking = "restricted"
		d.Spec.Flows = dossier.Flows{Complete: true, List: []dossier.Flow{{To: "cache", Network: "local"}}}
		d.Spec.Hosting = []dossier.Hosting{{Platform: host}}
		got := matrix.Build(g, []matrix.Application{matrix.Of(d)}).Rows[0].Answer
		if got.Value != want || (want != havre.Yes && len(got.Missing) == 0) {
			t.Errorf("on %s: %v, missing %v", host, got.Value, got.Missing)
		}
	}
}
