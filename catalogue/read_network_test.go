package catalogue

import (
	"testing"

	"github.com/havre-cloud/havre"
)

// A link declared by itself has two ends and a period.
func TestLinksWithAPeriod(t *testing.T) {
	c := mustLoad(t, small+`---
apiVersion: havre/v1
kind: Networks
spec: {networks: [{id: rie, kind: state, title: {fr: RIE, en: RIE}, source: press}]}
---
apiVersion: havre/v1
kind: Links
spec: {links: [{from: a, to: rie, network: rie, status: yes, since: 2024-01-01, until: 2025-01-01, source: press, words: oui}]}
`)
	for day, want := range map[string]int{"2023-12-31": 0, "2024-01-01": 1, "2024-12-31": 1, "2025-01-01": 0} {
		got := c.linksAt(havre.MustDate(day))
		if len(got) != want {
			t.Errorf("on %s: %d links, want %d", day, len(got), want)
		}
		if want == 1 && len(got) == 1 && (got[0].From != "a" || got[0].To != "rie") {
			t.Errorf("from %q to %q", got[0].From, got[0].To)
		}
	}
}
