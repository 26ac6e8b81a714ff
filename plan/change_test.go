package plan_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre/plan"
)

// A change that was kept says the same as before: a number is not one of another type.
func TestChangeIsKept(t *testing.T) {
	for _, want := range []plan.Change{
		{Field: "size", From: int64(10), To: int64(1)<<53 + 1},
		{Field: "dns", From: []string{"192.0.2.1"}, To: []string{}},
		{Field: "name", From: "", To: "a"},
		{Field: "public", From: false, To: true},
		{Field: "added", To: "a"},
		{Field: "removed", From: "a"},
	} {
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got plan.Change
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestChangeRefuses(t *testing.T) {
	for _, text := range []string{`{"field":"a","to":1.5}`, `{"field":"a","from":{}}`, `{"field":"a","to":[1]}`, `[]`} {
		var got plan.Change
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%s is read as %+v", text, got)
		}
	}
}
