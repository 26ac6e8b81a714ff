package catalogue

import (
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/sheet"
)

// words of a claim and of all that stands beside it.
func voices(c Claim) []Claim {
	return append(append([]Claim{c}, c.Agrees...), c.Conflicts...)
}

// Nothing in the first published table may be lost: every cell is found in the
// view of its day, in its own words.
func TestEveryCellOfTheSeedIsInTheView(t *testing.T) {
	tables, err := sheet.Read("seed.md", readFile(t, "testdata/tables/2025-06-30.md"))
	if err != nil {
		t.Fatal(err)
	}
	v := view(t, "2025-06-30")
	names := Builtin().directory()
	for _, r := range tables[0].Rows {
		id, ok := names.find(r[0].Text)
		if !ok {
			t.Fatalf("row %q names nobody", r[0].Words)
		}
		o, _ := v.Offer(id)
		for i, cell := range r[1:] {
			if header := tables[0].Header[i+1].Words; !o.holds(header, cell.Words, "dnum-social-2025-06-30") {
				t.Errorf("%s, %s: no claim in the words %q", id, header, cell.Words)
			}
		}
	}
}

// holds looks for the words of a cell among the claims that its column makes.
func (o *OfferView) holds(header, words, source string) bool {
	said := map[string]string{
		"Type de cloud": "layers.caas", "BDD managé*": "services.managed-database", "S3 managé*": "services.object-storage", "FS partagé*": "services.shared-filesystem",
		"HDS Hébergeur": "hds.hosting", "HDS Infogéreur*": "hds.operation", "SecNumCloud": "secnumcloud", "EBIOS max": "dict.availability", "Antivirus": "services.antivirus",
	}
	c, ok := o.Claim(said[header])
	if !ok {
		return false
	}
	for _, c := range voices(c) {
		if c.Source.ID == source && c.Words == words {
			return true
		}
	}
	return false
}

func TestEveryCellOfTheSeedMatrixIsInTheView(t *testing.T) {
	tables, err := sheet.Read("seed.md", readFile(t, "testdata/tables/2025-06-30.md"))
	if err != nil {
		t.Fatal(err)
	}
	v := view(t, "2025-06-30")
	names := Builtin().directory()
	matrix, _ := Builtin().SnapshotAt("dnum-social-hosting", v.On)
	for i, r := range tables[1].Rows {
		for j, cell := range r[1:] {
			if got := matrix.Matrix.Rows[i].Cells[j].Words; got != cell.Words {
				t.Errorf("row %d column %d: %q, want %q", i, j, got, cell.Words)
			}
			from, _ := names.find(r[0].Text)
			to, _ := names.find(tables[1].Header[j+1].Text)
			if from == to || filler(cell.Text) {
				continue
			}
			if k, ok := v.link(from, to); !ok || k.Words != cell.Words {
				t.Errorf("link %s to %s: %q, want %q", from, to, k.Words, cell.Words)
			}
		}
	}
}

// link is what is said of a pair of platforms, in either order.
func (v *View) link(from, to string) (Link, bool) {
	want := Link{From: from, To: to}
	for _, k := range v.Links {
		if k.pair() == want.pair() {
			return k, true
		}
	}
	return Link{}, false
}

func TestQuestionsOfTheSeed(t *testing.T) {
	var got []string
	for _, q := range view(t, "2025-06-30").Questions {
		got = append(got, q.Words)
		if q.Owner.IsZero() || q.Source.URL == "" {
			t.Errorf("question without an owner or a source: %+v", q)
		}
	}
	if want := "_Représenter le RIE ?_|_Représenter PI ?_|_Représenter NUBO ?_"; strings.Join(got, "|") != want {
		t.Errorf("got %q", got)
	}
	if n := len(view(t, "2025-07-01").Questions); n != 0 {
		t.Errorf("%d questions remain once the table no longer asks them", n)
	}
}

func TestLinksByDate(t *testing.T) {
	tests := []struct {
		day, from, to string
		status        Status
		network       string
		direction     string
	}{
		{"2025-06-30", "ovh-snc", "fabnum-ovh", Planned, "", "out"},
		{"2025-06-30", "ovh-snc", "rosny", Blank, "", "both"},
		{"2025-06-30", "rosny", "cegedim-cloud", Unknown, "vpn", "both"},
		{"2025-06-30", "duquesne", "rosny", Unknown, "rie", "both"},
		{"2025-07-01", "ovh-snc", "fabnum-ovh", Yes, "vpn", "both"},
		{"2025-07-01", "duquesne", "rosny", Yes, "", "both"},
		{"2025-07-01", "cegedim-cloud", "fabnum-ovh", No, "", "both"},
		{"2026-03-05", "duquesne", "rosny", Yes, "rie", "both"},
		{"2026-11-22", "duquesne", "rosny", Yes, "rie", "both"},
		{"2026-11-22", "rosny", "fabnum-ovh", Yes, "vpn", "both"},
		{"2026-11-22", "duquesne", "cegedim-cloud", Yes, "vpn", "both"},
		{"2026-11-22", "cegedim-cloud", "fabnum-ovh", No, "", "both"},
		{"2026-11-22", "ovh-snc", "duquesne", No, "", "both"},
		{"2026-11-22", "nubo", "rie", Yes, "rie", "both"},
		{"2026-11-22", "mapado", "rie", No, "rie", "both"},
	}
	for _, tt := range tests {
		t.Run(tt.day+" "+tt.from+" "+tt.to, func(t *testing.T) {
			k, ok := view(t, tt.day).link(tt.from, tt.to)
			if !ok || k.Status != tt.status || k.Network != tt.network || k.Direction != tt.direction {
				t.Errorf("got %v %q %q over %q (%q)", ok, k.Status, k.Direction, k.Network, k.Words)
			}
			if k.Source.ID == "" || k.Owner.IsZero() {
				t.Error("without a source or an owner")
			}
		})
	}
}

func TestHistoryOfACell(t *testing.T) {
	var got []string
	for _, c := range Builtin().History("rosny", "secnumcloud") {
		got = append(got, c.Period.From.String()+" "+c.Value.String()+" "+c.Words)
	}
	want := []string{"2025-06-24 none N", "2025-07-03 qualified O", "2026-03-05 qualified ✅", "2026-04-13 equivalent ↔️"}
	if strings.Join(got, "; ") != strings.Join(want, "; ") {
		t.Errorf("got %q", got)
	}
}
