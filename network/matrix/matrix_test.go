package matrix

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/network"
)

// view is a small world: two platforms on the State's network, one linked to the
// first by a VPN, one of which nobody speaks.
func view() *catalogue.View {
	link := func(from, to, over string, s catalogue.Status) catalogue.Link {
		return catalogue.Link{From: from, To: to, Network: over, Kind: orElse(over, "other"), Direction: "both", Status: s}
	}
	on := func(place, over string) catalogue.Link {
		k := link(place, over, over, catalogue.Yes)
		k.Kind = "exposure"
		return k
	}
	filtered := link("north", "south", "vpn", catalogue.Yes)
	filtered.Carries = []catalogue.Service{{Protocol: "tcp", First: 400, Last: 500}}
	return &catalogue.View{
		On: havre.MustDate("2026-11-22"),
		Networks: []catalogue.Network{
			{ID: "rie", Kind: "state", Title: havre.Same("Réseau de l'État"), Transit: havre.Yes, Owner: havre.Same("DINUM")},
			{ID: "internet", Kind: "internet", Title: havre.Same("Internet"), Transit: havre.Yes},
			{ID: "vpn", Kind: "vpn", Title: havre.Same("VPN")},
		},
		Offers: []catalogue.OfferView{
			{ID: "north", Platform: "north", Title: havre.Same("Nord"), Owner: havre.Same("équipe Nord")},
			{ID: "south", Platform: "south", Title: havre.Same("Sud")},
			{ID: "east", Platform: "east", Title: havre.Same("Est")},
			{ID: "west", Platform: "west", Title: havre.Same("Ouest")},
		},
		Links: []catalogue.Link{
			filtered, on("north", "rie"), on("east", "rie"), on("north", "internet"),
			link("south", "east", "", catalogue.No),
		},
	}
}

func world() *network.Graph { return network.New(view()) }

// need is an application described by the end of its dossier.
func need(tb testing.TB, spec string) Application {
	tb.Helper()
	text := "apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: app, title: Mon application}\nspec:\n" + strings.TrimLeft(spec, "\n")
	ds, err := dossier.Parse("app.yaml", []byte(text))
	if err != nil {
		tb.Fatal(err)
	}
	return Of(ds[0])
}

// told is a row on one line.
func told(r *Row) string {
	return fmt.Sprintf("%s %s %s→%s %s | %s | %s", orElse(r.Environment, "-"), r.Direction, r.Source.Label().FR, r.Destination.Label().FR, r.Answer.Value, r.Answer.Way.FR, r.Answer.missing(havre.French))
}

func TestRows(t *testing.T) {
	for _, c := range []struct {
		name, spec string
		host       string
		want       []string
	}{
		{
			"each declared environment, each where it is", `
  environments: [production, acceptance]
  hosting: [{platform: north}, {environment: production, platform: east}]
  flows: [{to: south, protocol: tcp, port: 443}]`, "",
			[]string{
				"production out Mon application (Est)→Sud unknown | Est → RIE → Nord → Sud (VPN) | personne ne dit si un tiers peut passer par Nord (à demander à : équipe Nord)",
				"acceptance out Mon application (Nord)→Sud yes | Nord → Sud (VPN) | ",
			},
		},
		{
			"one environment only", `
  environments: [production, acceptance]
  hosting: [{platform: north}]
  flows: [{to: east, environment: recovery}]`, "",
			[]string{"recovery out Mon application (Nord)→Est yes | Nord → RIE → Est | "},
		},
		{
			"nobody says where it is", `
  flows: [{to: south}]`, "",
			[]string{"- out Mon application→Sud unknown |  | la plateforme qui héberge l'application n'est pas dite (à demander à : l'équipe de « Mon application »)"},
		},
		{
			"a platform to suppose", `
  hosting: [{platform: west}]
  flows: [{to: east}]`, "north",
			[]string{"- out Mon application (Nord)→Est yes | Nord → RIE → Est | "},
		},
		{
			"a platform that the catalogue does not know", `
  hosting: [{platform: atlantis}]
  flows: [{to: east}]`, "",
			[]string{"- out Mon application (atlantis)→Est unknown |  | « atlantis » n'est ni une plateforme, ni une zone, ni un réseau du catalogue à cette date (à demander à : l'équipe de « Mon application »)"},
		},
		{
			"a port that the link does not carry", `
  hosting: [{platform: north}]
  flows: [{to: south, protocol: tcp, port: [443, 490-510]}]`, "",
			[]string{"- out Mon application (Nord)→Sud no | Nord → Sud (VPN) | la liaison ne laisse passer que tcp/400-500 (à demander à : équipe Nord ; l'équipe réseau de Sud)"},
		},
		{
			"a name that is no platform, over a network", `
  hosting: [{platform: north}]
  flows: [{to: api.exemple.gouv.fr, network: internet}, {to: api.exemple.gouv.fr, owner: Paul}]`, "",
			[]string{
				"- out Mon application (Nord)→api.exemple.gouv.fr yes | Nord → Internet | ",
				"- out Mon application (Nord)→api.exemple.gouv.fr unknown |  | « api.exemple.gouv.fr » n'est pas une plateforme du catalogue, et le flux ne dit pas par quel réseau il passe (à demander à : Paul)",
			},
		},
		{
			"opened by somebody else", `
  hosting: [{platform: north}]
  flows: [{from: rie, to: app, toName: frontal, network: rie}, {from: east, to: app.exemple.gouv.fr}]`, "",
			[]string{
				"- in Réseau de l'État→frontal (Nord) yes | RIE → Nord | ",
				"- in Est→Mon application (Nord) yes | Est → RIE → Nord | ",
			},
		},
		{
			"inside the platform", `
  hosting: [{platform: north}]
  flows: [{to: north, toName: base}, {to: cache, network: local}, {to: east, network: local}]`, "",
			[]string{
				"- out Mon application (Nord)→base (Nord) yes | à l'intérieur de Nord | ",
				"- out Mon application (Nord)→cache yes | à l'intérieur de Nord | ",
				"- out Mon application (Nord)→Est unknown |  | le flux se dit interne à la plateforme, alors qu'il va de Nord à Est (à demander à : l'équipe de « Mon application »)",
			},
		},
		{
			"Diffusion Restreinte", `
  data: {marking: restricted}
  hosting: [{platform: north}]
  flows: [{to: south, protocol: tcp, port: 443}]`, "",
			[]string{"- out Mon application (Nord)→Sud unknown | Nord → Sud (VPN) | personne ne dit si Nord est homologuée Diffusion Restreinte (à demander à : équipe Nord) ; personne ne dit si la liaison peut porter du Diffusion Restreinte (à demander à : équipe Nord ; l'équipe réseau de Sud) ; personne ne dit si Sud est homologuée Diffusion Restreinte (à demander à : l'équipe réseau de Sud)"},
		},
		{
			"nobody speaks of the pair", `
  hosting: [{platform: north}]
  flows: [{to: west}]`, "",
			[]string{"- out Mon application (Nord)→Ouest unknown |  | aucune source ne parle d'une liaison entre Nord et Ouest (à demander à : équipe Nord ; l'équipe réseau d'Ouest)"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := need(t, c.spec)
			a.Host = c.host
			m := Build(world(), []Application{a})
			var got []string
			for i := range m.Rows {
				got = append(got, told(&m.Rows[i]))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
