package matrix

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/network"
)

// realistic is a need with flows of every kind.
const realistic = `
  environments: [acceptance, production]
  hosting: [{environment: acceptance, platform: north}, {environment: production, platform: west}]
  flows:
    - {from: internet, to: app, toName: frontal, protocol: tcp, port: 443, network: internet, kind: access, dnsName: rdv.exemple.gouv.fr, justification: accès des usagers, owner: Anne}
    - {from: rie, to: app, protocol: tcp, port: [22, 8000-8010], network: rie, kind: administration, environment: production, fromName: bastion, fromAddress: 10.1.0.0/16}
    - {to: south, protocol: tcp, port: 5432, justification: référentiel des agents, vlan: 120}
    - {to: api.exemple.gouv.fr, protocol: tcp, port: 443, network: internet, kind: exchange, toName: API d'entreprise}
    - {to: cache, protocol: tcp, port: 6379, network: local, fromName: frontal, toName: cache}
    - {to: east, protocol: icmp}
    - {to: elsewhere, protocol: udp, port: 514}`

// named finds the places of a view by their titles.
type named struct{ *catalogue.View }

func (n named) Platform(name string) (string, bool) {
	for _, o := range n.Offers {
		if sheet.Fold(o.ID) == sheet.Fold(name) || sheet.Fold(o.Title.FR) == sheet.Fold(name) {
			return o.ID, true
		}
	}
	return "", false
}

func (n named) Network(name string) (string, bool) {
	for _, w := range n.Networks {
		if sheet.Fold(w.ID) == sheet.Fold(name) || sheet.Fold(w.Title.FR) == sheet.Fold(name) {
			return w.ID, true
		}
	}
	return "", false
}

// TestOurOwnFilesAreRead: what we write is imported as the flows that were declared,
// and nothing else; a sheet of openings does not say them again.
func TestOurOwnFilesAreRead(t *testing.T) {
	v := view()
	g := network.New(v)
	a := need(t, realistic)
	m := Build(g, []Application{a})
	for _, f := range sheet.Formats {
		for _, lang := range []havre.Lang{havre.French, havre.English} {
			var b bytes.Buffer
			if err := Write(&b, f, m, lang); err != nil {
				t.Fatal(err)
			}
			r, err := Import(b.Bytes(), ImportOptions{File: "m." + string(f), Names: named{v}, Application: a.Name, Title: a.Title})
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Problems) > 0 {
				t.Errorf("%s, %s: %v", f, lang, havre.Problems(r.Problems).In(havre.French))
			}
			c := Compare(a.Dossier.Spec.Flows.List, r.Flows)
			if len(c.New)+len(c.Gone) > 0 || len(c.Known) != len(m.Rows) {
				t.Errorf("%s, %s: %d known of %d; new: %v; gone: %v", f, lang, len(c.Known), len(m.Rows), c.New, c.Gone)
			}
		}
	}
}

func TestCompare(t *testing.T) {
	declared := []dossier.Flow{{To: "rosny"}, {To: "nubo", Environment: "production"}}
	read := []dossier.Flow{{To: "rosny", Environment: "acceptance", Owner: "Anne"}, {To: "nubo", Environment: "acceptance"}, {To: "nubo", Environment: "acceptance"}}
	got := Compare(declared, read)
	want := Comparison{New: read[1:2], Known: read[:1], Gone: declared[1:]}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
