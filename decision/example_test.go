package decision_test

import (
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/dossier"
)

// A dossier that says little is decided all the same: what is known settles what it
// can, and the decision says what to ask first.
func ExampleJudge_Decide() {
	cat := catalogue.Builtin()
	model, err := decision.Model(cat)
	if err != nil {
		panic(err)
	}
	rules, err := doctrine.Builtin(model)
	if err != nil {
		panic(err)
	}
	judge, err := decision.NewJudge(cat, rules, decision.Options{On: havre.MustDate("2026-11-22")})
	if err != nil {
		panic(err)
	}
	dossiers, err := dossier.Parse("need.yaml", []byte(`
apiVersion: havre/v1
kind: Dossier
metadata: {name: dossier-medical}
spec:
  organisation: {kind: central-administration, ministry: social}
  environments: [production]
  data: {personal: yes, legalSecrets: [medical], harm: {health: yes}, healthHosting: yes}
`))
	if err != nil {
		panic(err)
	}
	answer, err := judge.Decide(dossiers[0], havre.English)
	if err != nil {
		panic(err)
	}
	for _, offer := range []string{"fabnum-ovh", "cegedim-cloud"} {
		v, _ := answer.Offer(offer)
		fmt.Println(offer, v.Verdict)
	}
	fmt.Println("first, ask:", answer.Questions[0].Fact)
	// Output:
	// fabnum-ovh ineligible
	// cegedim-cloud undetermined
	// first, ask: data.marking
}
