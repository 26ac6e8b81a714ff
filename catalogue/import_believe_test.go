package catalogue

import (
	"os"
	"testing"

	"github.com/havre-cloud/havre"
)

// What an import announces is what the catalogue holds once it is written.
func TestBelieved(t *testing.T) {
	t.Parallel()
	const table = "| Plateforme | SecNumCloud | HDS Hébergeur | BDD managé |\n|---|---|---|---|\n| Cegedim.cloud | N | N | ✅ |\n| Rosny | O | O | ✅ |\n"
	for _, confidence := range []havre.Confidence{havre.Unverified, havre.Verified} {
		t.Run(string(confidence), func(t *testing.T) {
			t.Parallel()
			on := havre.MustDate("2026-11-20")
			got, err := Builtin().Import([]byte(table), ImportOptions{
				File: "t.md", AsOf: on, Source: havre.Source{ID: "t", URL: "https://example.org/t", Confidence: confidence},
			})
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			if err := os.CopyFS(dir, Data()); err != nil {
				t.Fatal(err)
			}
			if _, err := got.Save(dir, false); err != nil {
				t.Fatal(err)
			}
			after, err := Load(os.DirFS(dir))
			if err != nil {
				t.Fatal(err)
			}
			checkBelieved(t, got, after, on)
		})
	}
}

func checkBelieved(t *testing.T, got *Imported, after *Catalogue, on havre.Date) {
	t.Helper()
	v := after.At(on, model(t))
	for _, l := range got.Diff {
		if l.Change != Contradicted {
			continue
		}
		o, _ := v.Offer(l.Offer)
		want, _ := o.Claim(l.Attribute)
		if said := got.Believed(l); said.Value != want.Value || said.Source.ID != want.Source.ID {
			t.Errorf("%s.%s: announced %s (%s), held %s (%s)", l.Offer, l.Attribute, said.Value, said.Source.ID, want.Value, want.Source.ID)
		}
	}
	if got.Diff.Count(Contradicted) == 0 {
		t.Error("nothing is disputed")
	}
}
