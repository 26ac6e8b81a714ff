package provision

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/provision/driver"
)

// declared is a need called rdv, hosted on Cloud Pi in acceptance and on Nubo in
// production.
func declared(t *testing.T, hosting, flows string) *dossier.Dossier {
	t.Helper()
	text := "apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: rdv}\nspec:\n"
	if hosting != "" {
		text += "  hosting: " + hosting + "\n"
	}
	all, err := dossier.Parse("need", []byte(text+"  flows: ["+flows+"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

const hosted = "[{environment: acceptance, platform: cloud-pi}, {environment: production, platform: nubo.internet}]"

func TestFlowsOf(t *testing.T) {
	tests := []struct {
		name, flow string
		want       []driver.Flow
	}{
		{"out", "{to: rosny, protocol: tcp, port: 5432, toAddress: 10.1.2.0/24}", []driver.Flow{{CIDR: "10.1.2.0/24", Protocol: "tcp", Ports: []string{"5432"}}}},
		{"out of a tier", "{to: rosny, protocol: tcp, port: [443, 8000-8010], fromName: Front, toAddress: 10.1.2.3}", []driver.Flow{{Tier: "front", CIDR: "10.1.2.3", Protocol: "tcp", Ports: []string{"443", "8000-8010"}}}},
		{"out of the application by its name", "{from: rdv, to: rosny, protocol: udp, toAddress: 10.1.2.3}", []driver.Flow{{CIDR: "10.1.2.3", Protocol: "udp"}}},
		{"out of a component that is no tier", "{to: rosny, protocol: tcp, fromName: frontal, toAddress: 10.1.2.3}", []driver.Flow{{Tier: "frontal", CIDR: "10.1.2.3", Protocol: "tcp"}}},
		{"out, nobody says where", "{to: api.exemple.gouv.fr, protocol: tcp, port: 443, network: internet, kind: access}", []driver.Flow{{Protocol: "tcp", Ports: []string{"443"}}}},
		{"out to something called like a tier", "{to: rosny, toName: data, protocol: tcp, toAddress: 10.1.2.3}", []driver.Flow{{CIDR: "10.1.2.3", Protocol: "tcp"}}},
		{"users from everywhere", "{from: internet, to: rdv, toName: front, protocol: tcp, port: 443, network: internet, kind: access}", []driver.Flow{{Inbound: true, Tier: "front", CIDR: "0.0.0.0/0", Protocol: "tcp", Ports: []string{"443"}}}},
		{"users from the internet, as a place", "{from: internet, to: rdv, protocol: tcp, port: 443, kind: access}", []driver.Flow{{Inbound: true, CIDR: "0.0.0.0/0", Protocol: "tcp", Ports: []string{"443"}}}},
		{"users from somewhere", "{from: internet, to: rdv, protocol: tcp, port: 443, network: internet, kind: access, fromAddress: 192.0.2.0/24}", []driver.Flow{{Inbound: true, CIDR: "192.0.2.0/24", Protocol: "tcp", Ports: []string{"443"}}}},
		{"not users", "{from: internet, to: rdv, protocol: tcp, port: 22, network: internet, kind: administration}", []driver.Flow{{Inbound: true, Protocol: "tcp", Ports: []string{"22"}}}},
		{"users from another network", "{from: rie, to: rdv, protocol: tcp, port: 443, network: rie, kind: access}", []driver.Flow{{Inbound: true, Protocol: "tcp", Ports: []string{"443"}}}},
		{"in, on its platform", "{from: rosny, to: cloud-pi, toName: app, protocol: tcp, fromAddress: 10.1.0.0/16}", []driver.Flow{{Inbound: true, Tier: "app", CIDR: "10.1.0.0/16", Protocol: "tcp"}}},
		{"in, in a zone of its platform", "{from: rosny, to: cloud-pi.rie, protocol: tcp, fromAddress: 10.1.0.0/16}", []driver.Flow{{Inbound: true, CIDR: "10.1.0.0/16", Protocol: "tcp"}}},
		{"in, to a tier by its name", "{from: rosny, to: data, protocol: tcp, fromAddress: 10.1.0.0/16}", []driver.Flow{{Inbound: true, Tier: "data", CIDR: "10.1.0.0/16", Protocol: "tcp"}}},
		{"in, to a component that is no tier", "{from: rosny, to: rdv, toName: batch, protocol: tcp, fromAddress: 10.1.0.0/16}", []driver.Flow{{Inbound: true, Tier: "batch", CIDR: "10.1.0.0/16", Protocol: "tcp"}}},
		{"in, where another environment is", "{from: rosny, to: nubo, protocol: tcp, fromAddress: 10.1.0.0/16}", nil},
		{"of another environment", "{to: rosny, environment: production, protocol: tcp, toAddress: 10.1.2.3}", nil},
		{"of this environment", "{to: rosny, environment: acceptance, protocol: tcp, toAddress: 10.1.2.3}", []driver.Flow{{CIDR: "10.1.2.3", Protocol: "tcp"}}},
		{"between tiers", "{to: rdv, fromName: front, toName: app, protocol: tcp, port: 8080}", []driver.Flow{{Tier: "front", Peer: "app", Protocol: "tcp", Ports: []string{"8080"}}}},
		{"between tiers by their names", "{from: app, to: data, protocol: tcp, port: 5432}", []driver.Flow{{Tier: "app", Peer: "data", Protocol: "tcp", Ports: []string{"5432"}}}},
		{"between tiers of its platform", "{from: cloud-pi, to: cloud-pi, fromName: app, toName: data, protocol: tcp}", []driver.Flow{{Tier: "app", Peer: "data", Protocol: "tcp"}}},
		{"between tiers, on the spot", "{to: cache, toName: data, fromName: app, network: local, protocol: tcp}", []driver.Flow{{Tier: "app", Peer: "data", Protocol: "tcp"}}},
		{"to every tier", "{to: rdv, fromName: front, protocol: icmp}", []driver.Flow{{Tier: "front", Peer: "front", Protocol: "icmp"}, {Tier: "front", Peer: "app", Protocol: "icmp"}, {Tier: "front", Peer: "data", Protocol: "icmp"}}},
		{"to a component that is no tier", "{to: rdv, fromName: front, toName: cache, protocol: tcp}", []driver.Flow{{Tier: "front", Peer: "cache", Protocol: "tcp"}}},
		{"to somebody else on its platform", "{to: cloud-pi, toName: annuaire, protocol: tcp, toAddress: 10.3.3.3}", []driver.Flow{{CIDR: "10.3.3.3", Protocol: "tcp"}}},
		{"no protocol", "{to: rosny, port: 1, toAddress: 10.1.2.3}", []driver.Flow{{CIDR: "10.1.2.3", Ports: []string{"1"}}}},
		{"IPv6", "{to: rosny, protocol: tcp, toAddress: \"2001:db8::/32\"}", []driver.Flow{{CIDR: "2001:db8::/32", Protocol: "tcp"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := flowsOf(declared(t, hosted, tt.flow), "acceptance", []string{"front", "app", "data"})
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(driver.Flow{}, "Text"), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Where nobody says on what the application is hosted, what comes in comes in.
func TestFlowsOfNowhere(t *testing.T) {
	const flow = "{from: rosny, to: nubo, protocol: tcp, fromAddress: 10.1.0.0/16}"
	for hosting, want := range map[string]int{"": 1, "[{environment: production, platform: nubo}]": 1, "[{platform: nubo}]": 1, "[{platform: cloud-pi}]": 0} {
		if got := flowsOf(declared(t, hosting, flow), "acceptance", nil); len(got) != want {
			t.Errorf("%s: %+v", hosting, got)
		}
	}
	if got := flowsOf(nil, "acceptance", nil); got != nil {
		t.Errorf("%+v", got)
	}
}

func TestFlowText(t *testing.T) {
	d := declared(t, hosted, `{from: internet, to: rdv, toName: front, protocol: tcp, port: [80, 443], justification: accès des usagers}, {to: rosny, toName: rosny}`)
	got := flowsOf(d, "acceptance", []string{"front"})
	if got[0].Text != "internet → rdv (front) tcp 80, 443, accès des usagers" || got[1].Text != "→ rosny" {
		t.Errorf("%q, %q", got[0].Text, got[1].Text)
	}
}

// Whatever the need, a flow is never wider than declared: its addresses, ports and
// protocol are the need's, a tier is one that it names or all of them when it names none,
// and everywhere is only where users come from.
func TestFlowsAreNeverWider(t *testing.T) {
	tiers := []string{"front", "app"}
	place := rapid.SampledFrom([]string{"", "rdv", "front", "app", "cloud-pi", "cloud-pi.rie", "nubo", "rosny", "internet"})
	name := rapid.SampledFrom([]string{"", "front", "App", "serveur web"})
	address := rapid.SampledFrom([]string{"", "10.0.0.0/8", "2001:db8::1"})
	d := declared(t, hosted, "")
	rapid.Check(t, func(t *rapid.T) {
		f := dossier.Flow{
			From: place.Draw(t, "from"), To: place.Filter(func(s string) bool { return s != "" }).Draw(t, "to"), FromName: name.Draw(t, "fromName"), ToName: name.Draw(t, "toName"),
			FromAddress: address.Draw(t, "fromAddress"), ToAddress: address.Draw(t, "toAddress"), Protocol: "tcp", Port: dossier.Ports{{First: 1, Last: 2}},
			Environment: rapid.SampledFrom([]string{"", "acceptance", "production"}).Draw(t, "environment"),
			Network:     rapid.SampledFrom([]string{"", "internet", "local"}).Draw(t, "network"), Kind: rapid.SampledFrom([]string{"", "access"}).Draw(t, "kind"),
		}
		need := *d
		need.Spec.Flows.List = []dossier.Flow{f}
		for _, got := range flowsOf(&need, "acceptance", tiers) {
			own, said := f.FromName, f.ToAddress
			if got.Inbound {
				own, said = f.ToName, f.FromAddress
			}
			everywhere := got.CIDR == "0.0.0.0/0" && got.Inbound && said == "" && f.Kind == "access"
			if f.Environment == "production" || got.Protocol != "tcp" || len(got.Ports) != 1 || got.Ports[0] != "1-2" || got.CIDR != "" && got.CIDR != said && !everywhere || got.Peer != "" && got.CIDR != "" {
				t.Fatalf("%+v gives %+v", f, got)
			}
			if own != "" && got.Tier == "" {
				t.Fatalf("%+v is opened to every tier: %+v", f, got)
			}
			if got.Tier != "" && !strings.EqualFold(got.Tier, own) && got.Tier != f.From && got.Tier != f.To {
				t.Fatalf("%+v names no %s", f, got.Tier)
			}
		}
	})
}
