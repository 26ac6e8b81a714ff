package catalogue

import (
	"fmt"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
)

// A matrix may have the State's network and its clouds among its headings, as the
// social ministries ask of theirs.
func TestImportMatrixWithNetworks(t *testing.T) {
	im := imported(t, "m.md", strings.Join([]string{
		"|              | Rosny | RIE   | PI    | NUBO       |",
		"|--------------|-------|-------|-------|------------|",
		"| **Duquesne** | RIE ? | O     | ?     | _VPN_      |",
		"| RIE          | N     | ===== | ===== | Flux RIE=>NUBO |",
	}, "\n"), options("m.md"))
	var got []string
	for _, r := range im.Snapshot.Matrix.Rows {
		for _, c := range r.Cells {
			for _, k := range c.Links {
				got = append(got, fmt.Sprintf("%s %s %s %s/%s %s %q", k.From, k.Direction, k.To, k.Network, k.Kind, k.Status, c.Words))
			}
		}
	}
	want := []string{
		`duquesne both rosny rie/rie unknown "RIE ?"`,
		`duquesne both rie rie/exposure yes "O"`,
		`duquesne both cloud-pi /other unknown "?"`,
		`duquesne both nubo vpn/vpn planned "_VPN_"`,
		`rie both rosny rie/exposure no "N"`,
		`rie out nubo rie/exposure yes "Flux RIE=>NUBO"`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestParseService(t *testing.T) {
	for text, want := range map[string]Service{
		"tcp/443": {"tcp", 443, 443}, "UDP/8000-8010": {"udp", 8000, 8010}, "icmp": {Protocol: "icmp"}, "tcp": {Protocol: "tcp"},
	} {
		got, err := ParseService(text)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
		if again, err := ParseService(got.String()); err != nil || again != got {
			t.Errorf("%s is written %s, which is read %+v, %v", text, got, again, err)
		}
	}
	for _, text := range []string{"", "http/80", "tcp/0", "tcp/70000", "tcp/90-80", "icmp/8", "tcp/"} {
		if got, err := ParseService(text); err == nil {
			t.Errorf("%q is read %+v", text, got)
		}
	}
}

func TestServiceLets(t *testing.T) {
	https, all := Service{"tcp", 443, 443}, Service{Protocol: "tcp"}
	for _, c := range []struct {
		s        Service
		protocol string
		port     uint16
		want     bool
	}{
		{https, "tcp", 443, true},
		{https, "", 443, true},
		{https, "tcp", 80, false},
		{https, "udp", 443, false},
		{https, "tcp", 0, false},
		{all, "tcp", 0, true},
		{all, "tcp", 22, true},
		{all, "udp", 22, false},
	} {
		if got := c.s.Lets(c.protocol, c.port); got != c.want {
			t.Errorf("%v, %s/%d: %v", c.s, c.protocol, c.port, got)
		}
	}
}

// The zones of a platform are places of their own, on the days they are.
func TestZonesOfADay(t *testing.T) {
	m := model(t)
	v := Builtin().At(havre.MustDate("2026-11-22"), m)
	if zones := v.ZonesOf("nubo"); len(zones) != 2 || zones[0].ID != "nubo.rie" || zones[0].Source == nil {
		t.Errorf("zones of Nubo: %+v", zones)
	}
	if before := Builtin().At(havre.MustDate("2020-01-01"), m); len(before.ZonesOf("nubo")) != 0 {
		t.Errorf("before the page that tells them: %+v", before.ZonesOf("nubo"))
	}
	found := false
	for _, k := range v.LinksOf("nubo") {
		found = found || k.From == "nubo.rie" && k.To == "rie"
	}
	if !found {
		t.Error("the links of a platform are those of its zones too")
	}
}

// Two sources that contradict each other on a link are both kept, with a warning.
func TestContestedLink(t *testing.T) {
	c := mustLoad(t, small+`---
apiVersion: havre/v1
kind: Sources
spec: {sources: [{id: other, title: Autre, date: 2024-02-01, confidence: secondary}]}
---
apiVersion: havre/v1
kind: Networks
spec: {networks: [{id: rie, title: {fr: RIE, en: RIE}}]}
---
apiVersion: havre/v1
kind: Links
spec:
  links:
    - {from: a, to: rie, status: yes, since: 2024-01-01, source: press}
    - {from: rie, to: a, status: no, since: 2024-02-01, source: other}
`)
	found := false
	for _, p := range c.Check(havre.MustDate("2024-06-01")) {
		found = found || p.Warning && strings.Contains(p.In(havre.English), "contradicted by press")
	}
	if !found {
		t.Error("nobody is warned")
	}
	if n := len(c.linksAt(havre.MustDate("2024-06-01"))); n != 2 {
		t.Errorf("%d links are kept, want both", n)
	}
}
