package dossier_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre/dossier"
)

// What is declared reads back from its own JSON, as clients of the API do.
func TestSpecReadsBack(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"everything": complete,
		"nothing":    need("  {}\n"),
		"in part":    need("  environments: [production, unknown]\n  flows: [unknown]\n  project: {fullCostEUR: unknown}\n"),
	} {
		want := one(t, text).Spec
		raw, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got dossier.Spec
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatalf("%s: %v in %s", name, err, raw)
		}
		again, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(raw), string(again)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if err := json.Unmarshal([]byte(`{"project":{"fullCostEUR":"lots"}}`), &dossier.Spec{}); err == nil {
		t.Error("an amount that is none was read")
	}
}
