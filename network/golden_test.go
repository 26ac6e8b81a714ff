package network_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/network"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// on is the graph of the built-in catalogue on a day.
func on(tb testing.TB, day string) *network.Graph {
	tb.Helper()
	m, err := fact.NewModel(catalogue.Facts())
	if err != nil {
		tb.Fatal(err)
	}
	return network.New(catalogue.Builtin().At(havre.MustDate(day), m))
}

// days are those when the matrix of the social ministries changed; places are its
// own, the State's network and a cloud of the State with two zones.
var (
	days   = []string{"2025-06-24", "2025-06-30", "2025-07-01", "2026-03-05", "2026-04-13"}
	places = []string{"fabnum-ovh", "cegedim-cloud", "rosny", "duquesne", "ovh-snc", "rie", "nubo", "nubo.internet"}
)

// TestGolden holds the answer of every pair on every day of the published
// matrices, with the nearest ways and what each of them lacks.
func TestGolden(t *testing.T) {
	for _, day := range days {
		t.Run(day, func(t *testing.T) {
			g := on(t, day)
			var b strings.Builder
			for _, from := range places {
				for _, to := range places {
					if from != to {
						tell(&b, g.Ask(network.Question{From: from, To: to, MaxPaths: 2}))
					}
				}
			}
			hold(t, filepath.Join("testdata", "answers", day+".txt"), b.String())
		})
	}
}

func hold(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-update rewrites it):\n%s", name, diff)
	}
}

// tell writes an answer in a line, then its ways; of pairs that nobody speaks of,
// only that.
func tell(b *strings.Builder, a network.Answer) {
	fmt.Fprintf(b, "%s -> %s: %s\n", a.Question.From, a.Question.To, a.Value)
	if a.Silent && len(a.Paths) == 0 {
		return
	}
	for _, p := range a.Paths {
		fmt.Fprintf(b, "  %s:", p.Value)
		for _, leg := range p.Legs {
			way := "inside"
			if leg.Link != nil {
				way = leg.Link.Kind
			}
			fmt.Fprintf(b, " %s -(%s)-> %s", leg.From, way, leg.To)
			for _, d := range leg.Doubts {
				at := ""
				if d.At != "" {
					at = " at " + d.At
				}
				fmt.Fprintf(b, " [%s%s: %s]", d.Kind, at, d.Value)
			}
			b.WriteByte(';')
		}
		b.WriteByte('\n')
	}
	if a.Cut {
		b.WriteString("  and others\n")
	}
}

// TestDated holds what the tables of the social ministries and the texts on the
// State's clouds say, day by day.
func TestDated(t *testing.T) {
	for _, c := range []struct {
		day, from, to string
		want          havre.Truth
		why           string
	}{
		{"2025-06-30", "cegedim-cloud", "fabnum-ovh", havre.Unknown, "?"},
		{"2025-06-30", "rosny", "cegedim-cloud", havre.Unknown, "VPN ?"},
		{"2025-06-30", "duquesne", "rosny", havre.Unknown, "RIE ?"},
		{"2025-06-30", "ovh-snc", "fabnum-ovh", havre.Unknown, "Flux sortant SNC=>OVH, of a platform to come: its row is in italics"},
		{"2025-06-30", "fabnum-ovh", "ovh-snc", havre.Unknown, "one way only, nobody speaks of the other"},
		{"2025-06-30", "ovh-snc", "cegedim-cloud", havre.Unknown, "an empty cell"},
		{"2025-07-01", "fabnum-ovh", "cegedim-cloud", havre.Unknown, "N, but perhaps by Rosny: VPN ? and then N"},
		{"2025-07-01", "ovh-snc", "fabnum-ovh", havre.Yes, "VPN IPSec"},
		{"2025-07-01", "duquesne", "rosny", havre.Yes, "O (RIE ?)"},
		{"2026-03-05", "rosny", "duquesne", havre.Yes, "RIE"},
		{"2026-03-05", "rosny", "cegedim-cloud", havre.Unknown, "VPN ?"},
		{"2026-04-13", "rosny", "fabnum-ovh", havre.Yes, "VPN"},
		{"2026-04-13", "duquesne", "cegedim-cloud", havre.Yes, "VPN"},
		{"2026-04-13", "ovh-snc", "fabnum-ovh", havre.Yes, "VPN"},
		{"2026-04-13", "fabnum-ovh", "cegedim-cloud", havre.Unknown, "refused directly, by Rosny or Duquesne transit is not stated"},
		{"2026-04-13", "ovh-snc", "cegedim-cloud", havre.Unknown, "refused directly, by Atlas then Rosny transit is not stated"},
		{"2026-04-13", "ovh-snc", "rosny", havre.Unknown, "refused directly, by Atlas transit is not stated"},
		{"2026-04-13", "nubo", "cloud-pi", havre.Yes, "both are exposed on the RIE"},
		{"2026-04-13", "nubo.rie", "cloud-pi", havre.Yes, "its region on the RIE"},
		{"2026-04-13", "nubo.internet", "cloud-pi", havre.Unknown, "nobody says that its Internet region reaches the RIE"},
		{"2026-04-13", "rie", "cegedim-cloud", havre.Unknown, "exposed on the Internet only, but joined to Rosny, which is on the RIE"},
	} {
		if got := on(t, c.day).Ask(network.Question{From: c.from, To: c.to}); got.Value != c.want {
			t.Errorf("%s, %s to %s: %v, want %v (%s)", c.day, c.from, c.to, got.Value, c.want, c.why)
		}
	}
}
