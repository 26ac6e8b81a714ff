package catalogue

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
)

func options(file string) ImportOptions {
	return ImportOptions{File: file, AsOf: havre.MustDate("2026-06-01"), Source: havre.Source{ID: "ministry-2026-06", Title: "Tableau", URL: "https://example.org/t", Date: havre.MustDate("2026-06-01"), Confidence: havre.Verified}}
}

func imported(t *testing.T, file, data string, opt ImportOptions) *Imported {
	t.Helper()
	opt.File = file
	im, err := Builtin().Import([]byte(data), opt)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// said is what the cells of a row were understood to say, in short.
func said(r Row) string {
	var out []string
	for _, c := range r.Cells {
		out = append(out, saidYAML(c.Says))
	}
	return strings.NewReplacer("{attribute: ", "", ", value: ", "=", "}", "").Replace(strings.Join(out, " | "))
}

// The same table as ministries, offices and tools write it.
func TestImportSpellings(t *testing.T) {
	const want = "secnumcloud=qualified | services.object-storage=yes | hds.hosting=no | hds.operation=unknown | dict=4-X-X-X"
	tests := []struct{ name, file, data string }{
		{"plain", "t.md", "|Plateforme|SecNumCloud|S3 managé|HDS Hébergeur|HDS Infogéreur|EBIOS max|\n|-|-|-|-|-|-|\n|Cegedim.cloud|O|O|N|?|4-X-X-X|\n"},
		{"case and accents", "t.md", "| PLATEFORME | secnumcloud | s3 MANAGE | HDS HEBERGEUR | HDS infogereur | ebios MAX |\n|---|---|---|---|---|---|\n| CEGEDIM.CLOUD | oui | Oui | non | ? | 4-x-x-x |\n"},
		{"emphasis, emoji and alignment", "t.md", "| **Plateforme** | _SecNumCloud_ | `S3` | **HDS Héb.** | HDS Infog. | EBIOS |\n|:---|:---:|---:|---|---|---|\n| **Cegedim** | ✅ | ✅ géo-répliqué | ❌ | ❓ | 4-X-X-X |\n"},
		{"HTML breaks, links, footnotes", "t.md", "| Plateforme | SecNum<br>Cloud | S3<br/>managé | HDS Hébergeur[^1] | HDS Infogéreur | EBIOS max |\n|---|---|---|---|---|---|\n| [Cegedim](https://x) | O | O | N | ? | 4-X-X-X |\n\n[^1]: certificat\n"},
		{"no outer bars", "t.md", "Plateforme | SecNumCloud | S3 managé | HDS Hébergeur | HDS Infogéreur | EBIOS max\n--- | --- | --- | --- | --- | ---\nCegedim HDS | O | O | N | ? | 4-X-X-X\n"},
		{"comma", "t.csv", "Plateforme,SecNumCloud,S3 managé,HDS Hébergeur,HDS Infogéreur,EBIOS max\nCegedim,O,O,N,?,4-X-X-X\n"},
		{"semicolon, quotes", "t.csv", "Plateforme;SecNumCloud;\"S3 managé\";HDS Hébergeur;HDS Infogéreur;EBIOS max\r\n\"Cegedim\";O;O;N;?;4-X-X-X\r\n"},
		{"tabs, mark of UTF-8", "t.tsv", "\xEF\xBB\xBFPlateforme\tSecNumCloud\tS3 managé\tHDS Hébergeur\tHDS Infogéreur\tEBIOS max\nCegedim\tO\tO\tN\t?\t4-X-X-X\n"},
		{"Windows-1252", "t.csv", "Plateforme;SecNumCloud;S3 manag\xE9;HDS H\xE9bergeur;HDS Infog\xE9reur;EBIOS max\nCegedim;O;O;N;?;4-X-X-X\n"},
		{"paths of attributes", "t.md", "| id | secnumcloud | services.object-storage | hds.hosting | hds.operation | dict |\n|---|---|---|---|---|---|\n| cegedim-cloud | qualified | yes | no | unknown | 4-X-X-X |\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			im := imported(t, tt.file, tt.data, options(tt.file))
			if len(im.Snapshot.Table.Rows) != 1 || im.Snapshot.Table.Rows[0].Offer != "cegedim-cloud" {
				t.Fatalf("%+v", im.Snapshot.Table.Rows)
			}
			if got := said(im.Snapshot.Table.Rows[0]); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestImportReorderedColumnsAndNaming(t *testing.T) {
	im := imported(t, "t.md", "| S3 managé | Plateforme | BDD managé |\n|---|---|---|\n| N | Nubo | O |\n", options("t.md"))
	if got := said(im.Snapshot.Table.Rows[0]); im.Snapshot.Table.Rows[0].Offer != "nubo" || got != "services.object-storage=no | services.managed-database=yes" {
		t.Errorf("got %s", got)
	}
}

// Cells that look alike stay distinct, by value or by words.
func TestImportCells(t *testing.T) {
	tests := []struct{ header, cell, want string }{
		{"S3 managé", "", "services.object-storage=blank"},
		{"S3 managé", "-", "services.object-storage=blank"},
		{"S3 managé", "?", "services.object-storage=unknown"},
		{"S3 managé", "X", "services.object-storage=unknown"},
		{"S3 managé", "n/a", "services.object-storage=not-applicable"},
		{"S3 managé", "N/A", "services.object-storage=not-applicable"},
		{"S3 managé", "_O_", "services.object-storage=planned"},
		{"S3 managé", "🚧", "services.object-storage=planned"},
		{"S3 managé", "⚠️", "services.object-storage=partial"},
		{"S3 managé", "en option", "services.object-storage=optional"},
		{"S3 managé", "O ?", "services.object-storage=unknown"},
		{"S3 managé", "**N**", "services.object-storage=no"},
		{"Antivirus PJ", "SentinelOne?", "services.antivirus=unknown"},
		{"Antivirus PJ", "Sys?ICAP?", "services.antivirus=unknown"},
		{"Antivirus PJ", "ICAP (auto?)", "services.antivirus=yes"},
		{"Antivirus PJ", "API ClamAV", "services.antivirus=yes"},
		{"Antivirus PJ", "❌", "services.antivirus=no"},
		{"SecNumCloud", "↔️", "secnumcloud=equivalent"},
		{"SecNumCloud", "J1", "secnumcloud=in-qualification"},
		{"SecNumCloud", "En cours (J0)", "secnumcloud=in-qualification"},
		{"SecNumCloud", "_O_", "secnumcloud=planned"},
		{"SecNumCloud", "n/a", "secnumcloud=not-applicable"},
		{"SecNumCloud", "", "secnumcloud=unknown"},
		{"SecNumCloud", "?", "secnumcloud=unknown"},
		{"EBIOS max", "", "dict=blank"},
		{"EBIOS max", "n/a", "dict=not-applicable"},
		{"EBIOS max", "2-3-3-2", "dict=2-3-3-2"},
		{"Type d'infra", "PaaS Node/Java", "layers=[paas], runtimes.node=yes, runtimes.java=yes, cloud=yes"},
		{"Type d'infra", "n/a", "layers=not-applicable, cloud=no"},
		{"Type d'infra", "?", "layers=unknown, cloud=unknown"},
		{"zones", "2", "zones=2"},
		{"location.storage", "france", "location.storage=france"},
	}
	for _, tt := range tests {
		t.Run(tt.header+" "+tt.cell, func(t *testing.T) {
			im := imported(t, "t.md", "| Plateforme | "+tt.header+" |\n|---|---|\n| Nubo | "+tt.cell+" |\n", options("t.md"))
			row := im.Snapshot.Table.Rows[0]
			if got := said(row); got != tt.want || row.Cells[0].Words != tt.cell {
				t.Errorf("got %s in the words %q, want %s", got, row.Cells[0].Words, tt.want)
			}
		})
	}
}

func TestImportRefusesByCell(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"cell", "| Plateforme | S3 managé |\n|---|---|\n| Nubo | peut-être |\n", `t.md:3:10: S3 managé: row "Nubo", column "S3 managé": this cell cannot be understood, write for instance O, N, ?, n/a, ✅, ❌, ↔️, ⚠️, 🚧 (read: "peut-être")`},
		{"ceiling", "| Plateforme | EBIOS max |\n|---|---|\n| Nubo | 2-3-9-2 |\n", `write for instance 2-3-3-2, 4-X-X-X, ?, n/a (read: "2-3-9-2")`},
		{"layer", "| Plateforme | Type de cloud |\n|---|---|\n| Nubo | FaaS |\n", "write for instance SaaS, PaaS, CaaS, IaaS, n/a"},
		{"J3", "| Plateforme | SecNumCloud |\n|---|---|\n| Nubo | J3 |\n", "write for instance O, N, ?, ↔️, J0, J1, J2, n/a"},
		{"heading", "| Plateforme | SecNumClou |\n|---|---|\n| Nubo | O |\n", `unknown column: use a known heading, the path of an attribute, or leave it out (read: "SecNumClou"; did you mean "secnumcloud"?)`},
		{"platform", "| Plateforme | S3 |\n|---|---|\n| Nubbo | O |\n", `did you mean "nubo"?`},
		{"same platform twice", "| Plateforme | S3 |\n|---|---|\n| Nubo | O |\n| NUBO | N |\n", "already has a row"},
		{"too many cells", "| Plateforme | S3 |\n|---|---|\n| Nubo | O | N |\n", `t.md:3:14: this row has 3 cells for 2 columns`},
		{"matrix cell", "| | Nubo |\n|---|---|\n| Rosny | magie |\n", `row "Rosny", column "Nubo"`},
		{"matrix name", "| | Nubo | Rosny |\n|---|---|---|\n| Rosnny | O | N |\n", `did you mean "rosny"?`},
		{"no table", "hello\n", "no table"},
		{"nothing known", "| a | b |\n|---|---|\n| c | d |\n", "no table of platforms"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opt := options("t.md")
			_, err := Builtin().Import([]byte(tt.data), opt)
			var ps havre.Problems
			if !errors.As(err, &ps) || !strings.Contains(ps.In(havre.English), tt.want) {
				t.Errorf("got %v\nwant %s", ps.In(havre.English), tt.want)
			}
			for _, p := range ps {
				if p.Message.FR == "" || p.Message.EN == "" {
					t.Errorf("a language is missing: %+v", p)
				}
			}
		})
	}
}

func TestImportCreatesPlatformsWhenAsked(t *testing.T) {
	opt := options("t.md")
	opt.Create = true
	im := imported(t, "t.md", "| Plateforme | S3 |\n|---|---|\n| Nuage du Ministère | O |\n", opt)
	if len(im.Platforms) != 1 || im.Snapshot.Table.Rows[0].Offer != "nuage-du-ministere" {
		t.Fatalf("%+v", im.Platforms)
	}
	var b bytes.Buffer
	if _, err := im.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	c := mustLoad(t, b.String())
	if got := claim(t, c.At(today, model(t)), "nuage-du-ministere", "services.object-storage"); got.Value.Status != Yes || got.Words != "O" {
		t.Errorf("%+v", got)
	}
}

func TestDiffShowsWhatIsKnown(t *testing.T) {
	opt := options("t.md")
	opt.AsOf = havre.MustDate("2026-07-01")
	opt.Source.ID, opt.Series = "dnum-social-2026-07-01", "dnum-social-hosting"
	im := imported(t, "t.md", `| Plateforme | Type | S3 | BDD | SecNumCloud | services.dns |
|---|---|---|---|---|---|
| Rosny | CaaS/IaaS | O | N | ↔️ | N |
`, opt)
	got := map[string]Change{}
	for _, l := range im.Diff {
		got[l.Attribute] = l.Change
	}
	for path, want := range map[string]Change{
		"services.object-storage": Changed, "services.managed-database": Same, "secnumcloud": Same, "services.dns": Added, "hds.hosting": Withdrawn, "dict.integrity": Withdrawn,
	} {
		if got[path] != want {
			t.Errorf("%s: %q, want %q", path, got[path], want)
		}
	}
	other := imported(t, "t.md", "| Plateforme | S3 |\n|---|---|\n| Rosny | O |\n", options("t.md"))
	if l := other.Diff[0]; l.Change != Contradicted || l.BeforeBy != "dnum-social-2026-04-13" || l.Before.Status != No {
		t.Errorf("another source: %+v", l)
	}
}

func TestSaveWritesAFileThatLoads(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, Data()); err != nil {
		t.Fatal(err)
	}
	im := imported(t, "t.md", "| Plateforme | S3 |\n|---|---|\n| Nubo | O |\n", options("t.md"))
	name, err := im.Save(dir, false)
	if err != nil || name != filepath.Join(dir, "snapshots", "ministry-2026-06.yaml") {
		t.Fatal(name, err)
	}
	if _, err := im.Save(dir, false); err == nil {
		t.Error("a second import replaced the first without being asked")
	}
	if _, err := im.Save(dir, true); err != nil {
		t.Error(err)
	}
	c, err := Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	if got := claim(t, c.At(today, model(t)), "nubo", "services.object-storage"); got.Value.Status != Yes || got.Source.URL != "https://example.org/t" {
		t.Errorf("%+v", got)
	}
	entries, err := os.ReadDir(filepath.Join(dir, "snapshots"))
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s was left behind, %v", e.Name(), err)
		}
	}
	im.Snapshot.ID = "../evil"
	if _, err := im.Save(dir, true); err == nil {
		t.Error("an identifier left the folder")
	}
}

// A new reading of a series that the catalogue already holds is a file like any
// other, wherever the series is declared.
func TestSaveOfASeriesLoads(t *testing.T) {
	opt := options("t.md")
	opt.Series = "dnum-social-hosting"
	im := imported(t, "t.md", "|Plateforme|SecNumCloud|\n|-|-|\n|Cegedim.cloud|O|\n", opt)
	dir := t.TempDir()
	if err := os.CopyFS(dir, Data()); err != nil {
		t.Fatal(err)
	}
	if _, err := im.Save(dir, false); err != nil {
		t.Fatal(err)
	}
	c, err := Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := c.source("ministry-2026-06"); !ok || s.Series == nil || s.Series.ID != opt.Series {
		t.Errorf("%+v", s)
	}
}

func TestImportNeedsASourceAndADate(t *testing.T) {
	_, err := Builtin().Import([]byte("| Plateforme | S3 |\n|---|---|\n| Nubo | O |\n"), ImportOptions{})
	var ps havre.Problems
	if !errors.As(err, &ps) || len(ps) != 3 {
		t.Errorf("%v", err)
	}
}

func TestImportNamesTheSourceAfterTheFile(t *testing.T) {
	opt := ImportOptions{AsOf: today, Source: havre.Source{URL: "https://example.org"}}
	im := imported(t, "dir/Nos Plateformes.md", "| Plateforme | S3 |\n|---|---|\n| Nubo | X |\n", opt)
	if s := im.Snapshot.Source; s.ID != "nos-plateformes-2026-11-22" || s.Title != "Nos Plateformes" || s.Date != today || s.Confidence != havre.Unverified {
		t.Errorf("%+v", s)
	}
	if len(im.Warnings) != 1 || im.Warnings[0].Line != 3 {
		t.Errorf("a cross deserves a warning: %v", im.Warnings)
	}
}
