package matrix

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/network"
)

// differing are the changes between two matrices, on one line each.
func differing(before, after *Table) []string {
	var out []string
	for _, c := range Diff(before, after) {
		l := c.Line()
		line := fmt.Sprintf("%s %s→%s %s/%s", c.Kind, l[ColSource], orElse(l[ColDestination], l[ColTo]), l[ColProtocol], l[ColPort])
		for _, col := range c.Columns {
			line += "; " + col.ID()
			if col != ColMissing { // a sentence, which is the network's
				line += fmt.Sprintf(": %s → %s", c.Before[col], c.After[col])
			}
		}
		out = append(out, line)
	}
	return out
}

const twoFlows = `
  hosting: [{platform: north}]
  flows:
    - {to: south, protocol: tcp, port: 443}
    - {from: east, to: app, protocol: tcp, port: 443}
    - {to: west, protocol: tcp, port: 443}`

// renamed is the small world under other names.
func renamed() *network.Graph {
	v := view()
	for i := range v.Offers {
		v.Offers[i].Title = havre.Same("Nouveau nom de " + v.Offers[i].ID)
	}
	v.Offers = slices.Clone(v.Offers)
	return network.New(v)
}

// TestNamesAreNoDifference: another title of the application or of platforms changes
// no flow, whatever the file the first matrix is read back from.
func TestNamesAreNoDifference(t *testing.T) {
	a := need(t, twoFlows)
	first := Build(world(), []Application{a})
	a.Title = "Un autre titre"
	later := Build(renamed(), []Application{a})
	for _, f := range sheet.Formats {
		var b bytes.Buffer
		if err := Write(&b, f, first, havre.French); err != nil {
			t.Fatal(err)
		}
		before, err := Read("m."+string(f), b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if got := differing(before, later.Table(havre.French)); len(got) > 0 {
			t.Errorf("%s: %s", f, strings.Join(got, "\n"))
		}
	}
}

// TestMovesAreDifferences: what the names hide is told all the same.
func TestMovesAreDifferences(t *testing.T) {
	a := need(t, twoFlows)
	first := Build(world(), []Application{a}).Table(havre.French)
	v := view()
	v.Links = append(slices.Clone(v.Links), catalogue.Link{From: "north", To: "west", Kind: "vpn", Network: "vpn", Direction: "both", Status: catalogue.Yes})
	got := differing(first, Build(network.New(v), []Application{a}).Table(havre.French))
	want := []string{"changed Mon application→west tcp/443; answer: unknown → yes; way:  → Nord → Ouest (VPN); missing"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	a.Host = "east"
	for _, c := range Diff(first, Build(world(), []Application{a}).Table(havre.French)) {
		if c.Kind != Changed {
			t.Errorf("hosted elsewhere: %s", c.Kind)
		}
	}
}

// TestPortsChange: other ports or addresses between the same ends are one change; of
// several flows that differ by them, those that stay are left alone.
func TestPortsChange(t *testing.T) {
	table := func(flows string) *Table {
		return Build(world(), []Application{need(t, "  hosting: [{platform: north}]\n  flows:\n"+flows)}).Table(havre.French)
	}
	for _, c := range []struct {
		name, before, after string
		want                []string
	}{
		{
			"a port is added", "    - {to: rie, protocol: tcp, port: 443}", "    - {to: rie, protocol: tcp, port: [443, 8443]}",
			[]string{"changed Mon application→rie tcp/443, 8443; port: 443 → 443, 8443"},
		},
		{
			"an address and a DNS name", "    - {to: rie, protocol: tcp, port: 443, toAddress: 10.0.0.1}", "    - {to: rie, protocol: tcp, port: 443, toAddress: 10.0.0.2, dnsName: a.example.org}",
			[]string{"changed Mon application→rie tcp/443; destinationAddress: 10.0.0.1 → 10.0.0.2; dnsName:  → a.example.org"},
		},
		{
			"one of two", "    - {to: rie, protocol: tcp, port: 22}\n    - {to: rie, protocol: tcp, port: 443}", "    - {to: rie, protocol: tcp, port: 443, vlan: 12}\n    - {to: rie, protocol: tcp, port: 2222}",
			[]string{"changed Mon application→rie tcp/443; vlan:  → 12", "changed Mon application→rie tcp/2222; port: 22 → 2222"},
		},
		{
			"another protocol is another flow", "    - {to: rie, protocol: tcp, port: 53}", "    - {to: rie, protocol: udp, port: 53}",
			[]string{"added Mon application→rie udp/53", "removed Mon application→rie tcp/53"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, differing(table(c.before), table(c.after))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestFilesWithoutIdentifiers: a matrix whose columns of identifiers somebody took
// out is compared by names.
func TestFilesWithoutIdentifiers(t *testing.T) {
	a := need(t, twoFlows)
	now := Build(world(), []Application{a}).Table(havre.French)
	rows := now.page().Output.Header
	before := &Table{Lang: havre.French, Lines: slices.Clone(now.Lines)}
	for i := range before.Lines {
		clear(before.Lines[i][firstColumns:])
	}
	if got := differing(before, now); len(got) > 0 || len(rows) != int(columns) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	head := strings.Join(rows[:firstColumns], ";") + ";Remarque\n"
	file := head + strings.Join(now.Lines[0][:firstColumns], ";") + ";vu\n"
	got, err := Read("m.csv", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Lines) != 1 || got.Lines[0] != before.Lines[0] {
		t.Errorf("%q", got.Lines)
	}
}

func TestToComplete(t *testing.T) {
	for flow, want := range map[string]string{
		"{to: south}": "adresse source, adresse ou nom DNS de destination, protocole, port",
		"{to: south, protocol: icmp, fromAddress: 10.0.0.1, toAddress: 10.0.0.2}":                   "",
		"{from: internet, to: app, protocol: tcp, port: 443, dnsName: a.example.org}":               "",
		"{to: a.example.org, network: internet, protocol: tcp, port: 443}":                          "adresse source",
		"{to: internet, network: internet, protocol: tcp, fromAddress: 10.0.0.1, toName: Internet}": "port",
	} {
		m := Build(world(), []Application{need(t, "  hosting: [{platform: north}]\n  flows: ["+flow+"]")})
		if got := m.Table(havre.French).Lines[0][ColToComplete]; got != want {
			t.Errorf("%s: %q, want %q", flow, got, want)
		}
	}
}

// TestNobodyToAsk: while the platform is to be chosen, no team opens anything on that
// side; a name that is nearly a platform is told.
func TestNobodyToAsk(t *testing.T) {
	m := Build(world(), []Application{need(t, "  flows: [{to: soth, protocol: tcp, port: 443}, {to: south, protocol: tcp, port: 443}]")})
	for _, team := range Openings(m) {
		if team.Place == "" {
			t.Errorf("%s opens %d", team.Title.FR, len(team.Openings))
		}
	}
	if len(m.Warnings) != 1 || m.Warnings[0].Suggestion != "south" || m.Warnings[0].Field != "app spec.flows.0.to" {
		t.Errorf("%+v", m.Warnings)
	}
}
