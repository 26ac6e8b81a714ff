package doctrine

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
)

// What a set names in one language is read alike in both; what it names in both is
// kept apart.
func TestOneLanguageOrBoth(t *testing.T) {
	text := strings.Replace(head, "sources: {", `sources: {
    need: {title: {fr: Le besoin, en: The need}, publisher: {fr: Le porteur, en: The owner}, confidence: verified},
    `, 1) + "  rules:\n" + strings.Replace(rule("R", "offer.hds"), "sources: [code]", `sources: [code, {key: need, article: "2"}]
      cases:
        - {name: {fr: certifiée, en: certified}, offer: {hds: yes}, outcome: pass}
        - {name: Nubo, offer: {hds: no}, outcome: fail}`, 1)
	d, err := Load(fstest.MapFS{"common.yaml": {Data: []byte(text)}}, model(t))
	if err != nil {
		t.Fatal(err)
	}
	r := d.List()[0].Rules[0]
	if got, want := []havre.Text{r.Cases[0].Name, r.Cases[1].Name}, []havre.Text{{FR: "certifiée", EN: "certified"}, havre.Same("Nubo")}; !cmp.Equal(got, want) {
		t.Errorf("cases %v, want %v", got, want)
	}
	for lang, need := range map[havre.Lang]havre.Source{
		havre.French:  {ID: "need", Title: "Le besoin", Article: "2", Publisher: "Le porteur", Confidence: havre.Verified},
		havre.English: {ID: "need", Title: "The need", Article: "2", Publisher: "The owner", Confidence: havre.Verified},
	} {
		want := []havre.Source{{ID: "code", Title: "Code", Confidence: havre.Verified}, need}
		if diff := cmp.Diff(want, r.Sources.In(lang), cmp.AllowUnexported(havre.Date{})); diff != "" {
			t.Errorf("%s: %s", lang, diff)
		}
	}
}
