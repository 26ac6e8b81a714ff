package questionnaire

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre/dossier"
)

const headOfNeed = "apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: a}\n"

var twoFlows = []dossier.Flow{{To: "rosny", Protocol: "tcp", Port: dossier.Ports{{First: 443, Last: 443}}}, {To: "nubo", Justification: "l'été : oui"}}

const twoLines = "    - {to: rosny, protocol: tcp, port: 443}\n    - {to: nubo, justification: \"l'été : oui\"}\n"

func TestAddFlows(t *testing.T) {
	for _, c := range []struct{ name, before, after string }{
		{
			"after those there are", "# en tête\nspec:\n  flows:\n    # le premier\n    - {to: sgami} # à revoir\n    - to: cloud-pi\n      port: 22\n\n  existingSolution:   no # oui\n",
			"# en tête\nspec:\n  flows:\n    # le premier\n    - {to: sgami} # à revoir\n    - to: cloud-pi\n      port: 22\n" + twoLines + "\n  existingSolution:   no # oui\n",
		},
		{"instead of none", "spec:\n  flows: []\n  existingSolution: no\n", "spec:\n  flows:\n" + twoLines + "  existingSolution: no\n"},
		{"where nothing was said", "spec:\n  # fin\n  existingSolution: no", "spec:\n  # fin\n  existingSolution: no\n  flows:\n" + twoLines},
		{"some are not known", "spec:\n  flows:\n    - {to: sgami}\n    - unknown\n", "spec:\n  flows:\n    - {to: sgami}\n    - unknown\n" + twoLines},
		{"none is known: written anew", "# vu\nspec:\n  existingSolution:   no\n  flows: unknown\n", "spec:\n  flows:\n" + twoLines + "    - unknown\n  existingSolution: no\n"},
		{"on one line: written anew", "spec: {flows: [{to: sgami}]}\n", "spec:\n  flows:\n    - {to: sgami}\n" + twoLines},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := AddFlows([]byte(headOfNeed+c.before), twoFlows)
			if err != nil {
				t.Fatal(err)
			}
			if anew := strings.HasSuffix(c.name, "anew"); anew {
				_, spec, _ := strings.Cut(string(got), "\nspec:")
				if diff := cmp.Diff(c.after, "spec:"+spec); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				return
			}
			if diff := cmp.Diff(headOfNeed+c.after, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestAddFlowsKeepsTheRest: whatever the words of a flow, the text is read back with
// it, and every line that was there stays.
func TestAddFlowsKeepsTheRest(t *testing.T) {
	before := headOfNeed + "spec:\n  # à garder\n  flows:\n  - {to: sgami}\n  existingSolution: no\n"
	rapid.Check(t, func(t *rapid.T) {
		f := dossier.Flow{To: "rosny", Justification: strings.ToValidUTF8(rapid.StringMatching(`[ -~éà€\n#:'"]{0,20}`).Draw(t, "why"), ""), Owner: rapid.SampledFrom([]string{"", "null", "- x", "12", "yes"}).Draw(t, "owner")}
		got, err := AddFlows([]byte(before), []dossier.Flow{f})
		if err != nil {
			t.Fatal(err)
		}
		s, err := Read(got)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]dossier.Flow{{To: "sgami"}, f}, s.Dossier.Spec.Flows.List); diff != "" {
			t.Fatalf("%s\n%s", got, diff)
		}
		for line := range strings.Lines(before) {
			if !strings.Contains(string(got), line) {
				t.Fatalf("lost: %q\n%s", line, got)
			}
		}
	})
}
