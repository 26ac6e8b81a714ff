package api_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/portal/api/wire"
)

// readAs reads what an operation answered.
func readAs[T any](t *testing.T, w *world, path string, headers ...string) T {
	t.Helper()
	a := w.do(nobody, http.MethodGet, path, nil, headers...)
	var out T
	if err := json.Unmarshal(a.body, &out); err != nil || a.status != http.StatusOK {
		t.Fatalf("%s: %d %v %s", path, a.status, err, a.body)
	}
	return out
}

// The questions that the seeds' matrix, and the later ones, were written for.
func TestNetworkPath(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range []struct{ query, forth, back string }{
		{"from=rosny&to=cegedim-cloud&on=2025-06-30", "unknown", "unknown"},
		{"from=ovh-snc&to=fabnum-ovh&on=2025-06-30", "unknown", "unknown"}, // planned, one way
		{"from=ovh-snc&to=fabnum-ovh&on=2026-03-05", "yes", "yes"},
		{"from=cegedim-cloud&to=fabnum-ovh&on=2026-04-13", "unknown", "unknown"},
		{"from=cegedim-cloud&to=fabnum-ovh&on=2026-04-13&direct=true", "no", "no"},
		{"from=nubo&to=cloud-pi&on=2026-04-13&network=rie", "yes", "yes"},
		{"from=Nubo&to=PI&on=2026-04-13&network=RIE", "yes", "yes"},
	} {
		got := readAs[wire.NetworkPath](t, w, "network/path?"+c.query)
		if got.Answer.String() != c.forth || got.Reverse.Answer.String() != c.back {
			t.Errorf("%s: %s and back %s, want %s and %s", c.query, got.Answer, got.Reverse.Answer, c.forth, c.back)
		}
		if c.forth == "unknown" && (len(got.Asks) == 0 || got.Asks[0].Owner == "") {
			t.Errorf("%s: nothing says who knows", c.query)
		}
		if c.forth == "yes" && len(got.Openings) < 2 {
			t.Errorf("%s: each side opens something: %+v", c.query, got.Openings)
		}
	}
}

func TestNetworkPathSpeaks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const query = "network/path?from=rosny&to=cegedim-cloud&on=2025-06-30&max=1"
	fr, en := readAs[wire.NetworkPath](t, w, query), readAs[wire.NetworkPath](t, w, query, "Accept-Language", "en")
	if !strings.HasPrefix(fr.Sentence, "On ne peut pas le dire") || !strings.HasPrefix(en.Sentence, "Nobody can tell") {
		t.Errorf("%q, %q", fr.Sentence, en.Sentence)
	}
	if !fr.Cut || len(fr.Paths) != 1 {
		t.Errorf("%d paths, cut %t: a list that is cut says so", len(fr.Paths), fr.Cut)
	}
	leg := fr.Paths[0].Legs[0]
	if leg.Link.Words != "VPN ?" || leg.Link.Source == nil || leg.Link.Source.Date.String() != "2025-06-30" || len(leg.Doubts) != 1 {
		t.Errorf("the words and the source of the leg: %+v", leg)
	}
}

// Bad questions are refused with the field and the nearest word.
func TestNetworkRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for query, want := range map[string][2]string{
		"path?from=rosni&to=nubo":                         {"query.from", "rosny"},
		"path?from=rosny&to=rosny":                        {"query.to", ""},
		"path?from=rosny&to=nubo&port=70000":              {"query.port", ""},
		"path?from=rosny&to=nubo&network=rei":             {"query.network", "rie"},
		"path?from=rosny&to=nubo&protocol=icmp&port=1":    {"query.port", ""},
		"path?from=rosny":                                 {"query.to", ""},
		"path?from=vpn&to=nubo":                           {"query.from", ""},
		"links?place=nub":                                 {"query.place", "nubo"},
		"links?network=vpm":                               {"query.network", "vpn"},
		"links?status=maybe":                              {"query.status", ""},
		"map?place=nub":                                   {"query.place", "nubo"},
		"map?from=rosny":                                  {"query.to", ""},
		"map?network=vpm":                                 {"query.network", "vpn"},
		"places?kind=plateform":                           {"query.kind", "platform"},
		"path?from=rosny&to=nubo&on=2026-02-30&direct=si": {"query.direct", ""},
	} {
		a := w.do(nobody, http.MethodGet, "network/"+query, nil)
		p := a.problem(t)
		if a.status != http.StatusUnprocessableEntity || len(p.Errors) == 0 || p.Errors[0].Field != want[0] || p.Errors[0].Suggestion != want[1] {
			t.Errorf("%s: %d %+v, want %v", query, a.status, p.Errors, want)
		}
	}
}

func TestNetworkLinks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	all := readAs[wire.List[wire.NetworkLink]](t, w, "network/links?on=2026-04-13&limit=500")
	some := readAs[wire.List[wire.NetworkLink]](t, w, "network/links?on=2026-04-13&place=rosny&status=yes&limit=1")
	if all.Total != len(all.Items) || some.Total >= all.Total || some.Total < 2 || len(some.Items) != 1 || some.Next == "" {
		t.Errorf("%d links, %d of Rosny, next %q", all.Total, some.Total, some.Next)
	}
	zones := readAs[wire.List[wire.NetworkPlace]](t, w, "network/places?on=2026-11-22&kind=zone")
	if zones.Total < 4 || zones.Items[0].Kind != "zone" || zones.Items[0].Owner == "" {
		t.Errorf("%+v", zones)
	}
}

// flowing is a need on Rosny, with a flow to Cegedim.cloud.
const flowing = `apiVersion: havre/v1
kind: Dossier
metadata: {name: paie, title: Paie}
spec:
  environments: [production]
  hosting: [{platform: rosny}]
  flows: [{to: cegedim-cloud, protocol: tcp, port: 443, justification: Envoi des bulletins}]
`

// A link that goes down: everybody sees the pairs, and only those who may see the
// need see its flow.
func TestNetworkWhatIf(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if a := w.do(w.ours, http.MethodPost, "dossiers", flowing, "Content-Type", asYAML); a.status != http.StatusCreated {
		t.Fatalf("%d %s", a.status, a.body)
	}
	const body = `{"on":"2026-04-13","changes":[{"from":"rosny","to":"cegedim-cloud","status":"no"}]}`
	for name, c := range map[string]struct {
		as    client
		flows int
	}{"its team": {w.ours, 1}, "another ministry": {w.theirs, 0}, "a stranger": {nobody, 0}} {
		a := w.do(c.as, http.MethodPost, "network/whatif", body)
		var got wire.NetworkWhatIf
		if err := json.Unmarshal(a.body, &got); err != nil || a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", name, a.status, a.body)
		}
		if len(got.Flows) != c.flows || got.Lost != c.flows || len(got.Pairs) == 0 {
			t.Errorf("%s: %s", name, a.body)
		}
		for _, f := range got.Flows {
			if f.Application != "paie" || f.Before.String() != "yes" || f.After.String() != "unknown" || len(f.Missing) == 0 {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

func TestNetworkWhatIfRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for body, want := range map[string][2]string{
		`{"changes":[]}`:                 {"changes", ""},
		`{"changes":[{"from":"rosny"}]}`: {"changes.0.status", ""},
		`{"changes":[{"from":"rosny","status":"no"},{"from":"nubu","status":"no"}]}`:                               {"changes.1.from", "nubo"},
		`{"changes":[{"from":"rosny","to":"rosny","status":"no"}]}`:                                                {"changes.0.to", ""},
		`{"changes":[{"from":"nubo","to":"cloud-pi","status":"no"}]}`:                                              {"changes.0.to", ""},
		`{"changes":[{"from":"Nubo","to":"RIE","status":"no"},{"from":"rie","to":"nubo","status":"yes"}]}`:         {"changes.1.from", ""},
		`{"changes":[{"from":"rosny","to":"nubo","status":"down"}]}`:                                               {"changes.0.status", ""},
		`{"changes":[{"from":"rosny","to":"nubo","status":"no","netwrok":"rie"}]}`:                                 {"changes.0.netwrok", "network"},
		`{"changes":[` + strings.Repeat(`{"from":"rosny","status":"no"},`, 20) + `{"from":"nubo","status":"no"}]}`: {"changes", ""},
	} {
		a := w.do(nobody, http.MethodPost, "network/whatif", body)
		p := a.problem(t)
		if a.status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || p.Errors[0].Field != want[0] || p.Errors[0].Suggestion != want[1] {
			t.Errorf("%s: %d %+v, want %v", body, a.status, p.Errors, want)
		}
	}
}

// The map is a picture that says what it is, in the reader's language.
func TestNetworkMap(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for lang, want := range map[string]string{"fr": "Interconnexions au 13 avril 2026", "en": "Interconnections on 13 April 2026"} {
		a := w.do(nobody, http.MethodGet, "network/map?on=2026-04-13&from=cegedim-cloud&to=fabnum-ovh", nil, "Accept-Language", lang)
		var svg struct {
			XMLName xml.Name
			Title   string `xml:"title"`
		}
		if err := xml.Unmarshal(a.body, &svg); err != nil || a.header.Get("Content-Type") != "image/svg+xml" || svg.XMLName.Local != "svg" || svg.Title != want {
			t.Errorf("%s: %v %d %s %q", lang, err, a.status, a.header.Get("Content-Type"), svg.Title)
		}
	}
}
