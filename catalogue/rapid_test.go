package catalogue

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
)

// A claim holds, with the same value and words, on every day of its period that no
// other statement of the attribute begins or ends in.
func TestAFactHoldsOverItsPeriod(t *testing.T) {
	c, m := Builtin(), model(t)
	days := c.TurningDays()
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(days)-2).Draw(t, "day")
		from, until := days[i], days[i+1]
		span := int(until.Days() - from.Days())
		a := c.At(from, m)
		b := c.At(from.AddDays(rapid.IntRange(0, span-1).Draw(t, "later")), m)
		for k := range a.Offers {
			for _, x := range a.Offers[k].Claims() {
				y, ok := b.Offers[k].Claim(x.Attribute)
				if !ok || x.Value != y.Value || x.Words != y.Words || x.Source.ID != y.Source.ID {
					t.Fatalf("%s %s: %s on %s, %s on %s", a.Offers[k].ID, x.Attribute, x.Value, from, y.Value, b.On)
				}
			}
		}
	})
}

// Two views of the same day are the same: no map order shows.
func TestAtIsDeterministic(t *testing.T) {
	c, m := Builtin(), model(t)
	a, b := c.At(today, m), c.At(today, m)
	for i := range a.Offers {
		x, y := a.Offers[i].Claims(), b.Offers[i].Claims()
		for j := range x {
			if x[j].Attribute != y[j].Attribute || x[j].Value != y[j].Value || len(x[j].Conflicts) != len(y[j].Conflicts) || x[j].Source.ID != y[j].Source.ID {
				t.Errorf("%+v and %+v", x[j], y[j])
			}
		}
	}
}

// Whatever the table, exporting what was imported and importing it again gives
// the same snapshot.
func TestAnExportedTableImportsIdentical(t *testing.T) {
	names := []string{"FabNum@OVH", "**Cegedim.cloud**", "Rosny(intra)", "_OVH SNC_", "Nubo", "Duquesne"}
	headers := []string{"Type de cloud", "BDD managé*", "S3 managé", "HDS Héb.", "SecNumCloud", "EBIOS max", "Antivirus", "zones"}
	cells := map[string][]string{
		"Type de cloud": {"n/a", "PaaS Node/Java", "CaaS/IaaS", "", "?"},
		"EBIOS max":     {"", "2-3-3-2", "4-X-X-X", "n/a"},
		"SecNumCloud":   {"O", "N", "?", "↔️", "J1", "_O_", ""},
		"Antivirus":     {"", "SentinelOne", "ICAP (auto?)", "Sys?ICAP?", `a\|b`},
		"zones":         {"2", "?", ""},
		"":              {"O", "N", "?", "", "n/a", "-", "X", "✅", "❌", "_O_", "**N**", "O (sur demande)"},
	}
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.SliceOfNDistinct(rapid.SampledFrom(headers), 1, 5, rapid.ID).Draw(t, "columns")
		rows := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 5, rapid.ID).Draw(t, "rows")
		var b strings.Builder
		b.WriteString("| Plateforme | " + strings.Join(columns, " | ") + " |\n" + strings.Repeat("|---", len(columns)+1) + "|\n")
		for _, r := range rows {
			b.WriteString("| " + r)
			for _, c := range columns {
				choices := cells[c]
				if choices == nil {
					choices = cells[""]
				}
				b.WriteString(" | " + rapid.SampledFrom(choices).Draw(t, c))
			}
			b.WriteString(" |\n")
		}
		b.WriteString("(*) _Optionnel_\n")
		first := yamlOf(t, b.String())
		im, err := Builtin().Import([]byte(b.String()), options("t.md"))
		if err != nil {
			t.Fatal(err)
		}
		if again := yamlOf(t, im.Snapshot.Markdown()); again != first {
			t.Fatalf("%s\n%s", diffText(first, again), im.Snapshot.Markdown())
		}
	})
}

func yamlOf(t *rapid.T, table string) string {
	im, err := Builtin().Import([]byte(table), options("t.md"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if _, err := im.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The shipped snapshots too survive a round trip by Markdown.
func TestSnapshotsExportAndImport(t *testing.T) {
	for _, s := range Builtin().Snapshots {
		opt := options("t.md")
		opt.Source.ID, opt.AsOf, opt.Until = s.Source.ID, s.Period.From, s.Period.Until
		im, err := Builtin().Import([]byte(s.Markdown()), opt)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if _, err := im.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		if diff := diffText(string(readFile(t, "data/snapshots/"+s.ID+".yaml")), b.String()); diff != "" {
			t.Errorf("%s: %s", s.ID, diff)
		}
	}
}

// Bad input never panics, and what is accepted loads.
func FuzzImport(f *testing.F) {
	f.Add("t.md", []byte("| Plateforme | S3 |\n|---|---|\n| Nubo | O |\n"))
	f.Add("t.md", []byte("| | Nubo |\n|-|-|\n| Rosny | VPN ? |\n"))
	f.Add("t.csv", []byte("Plateforme;SecNumCloud\nRosny;↔️\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		opt := options(name)
		opt.Create = true
		im, err := Builtin().Import(data, opt)
		if err != nil {
			var ok bool
			if _, ok = err.(havre.Problems); !ok { //nolint:errorlint // exactly this type is promised
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		var b strings.Builder
		if _, err := im.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(small))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := loadBytes(data)
		if err == nil {
			c.At(today, mustModel())
			_ = c.Check(today)
		}
	})
}
