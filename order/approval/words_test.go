package approval

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/identity"
)

// TestWordsOfDocuments: what a chain may write is what the rest of Havre knows.
func TestWordsOfDocuments(t *testing.T) {
	roles := make([]string, len(identity.Roles))
	for i, r := range identity.Roles {
		roles[i] = string(r)
	}
	for _, c := range []struct {
		of    reflect.Type
		field string
		want  []string
	}{
		{reflect.TypeFor[byDocument](), "Role", roles},
		{reflect.TypeFor[sourceDocument](), "Confidence", havre.Confidences},
		{reflect.TypeFor[chainDocument](), "APIVersion", []string{havre.APIVersion}},
		{reflect.TypeFor[chainDocument](), "Kind", []string{"ApprovalChain"}},
		{reflect.TypeFor[stepDocument](), "Overdue", []string{string(Remind), string(Escalate), string(Agree)}},
		{reflect.TypeFor[stepDocument](), "Opinion", []string{string(Binding), string(Simple)}},
	} {
		f, _ := c.of.FieldByName(c.field)
		if got := strings.Split(f.Tag.Get("enum"), ","); !slices.Equal(got, c.want) {
			t.Errorf("%s.%s takes %q, want %q", c.of, c.field, got, c.want)
		}
	}
}

// TestEveryWordIsWritten: no state, kind, outcome or variable is without a name in one of
// the languages.
func TestEveryWordIsWritten(t *testing.T) {
	texts := map[string]havre.Text{
		"remind": Remind.Text(), "escalate": Escalate.Text(), "agree": Agree.Text(),
		"binding": Binding.Text(), "simple": Simple.Text(),
		"days": Within{Days: 1}.Text(), "working days": Within{WorkingDays: 2}.Text(), "months": Within{Months: 1}.Text(),
		"role": By{Role: identity.Buyer}.Text(), "role at": By{Role: identity.Buyer, At: "dnum"}.Text(), "person": By{Person: "a@b.fr"}.Text(),
	}
	for _, s := range StepStates {
		texts["state "+string(s)] = s.Text()
	}
	for _, k := range Kinds {
		texts["kind "+string(k)] = k.Text()
	}
	for _, o := range Outcomes {
		texts["outcome "+string(o)] = o.Text()
	}
	for _, v := range variables {
		texts["variable "+v.name], texts["who knows "+v.name] = v.text, v.knows
		for _, w := range v.words {
			if _, ok := actionTexts[w]; !ok && !fact.Labelled(w) {
				t.Errorf("%s: the word %q has no label", v.name, w)
			}
		}
	}
	for name, text := range texts {
		if text.FR == "" || text.EN == "" || strings.Contains(text.FR+text.EN, "%!") {
			t.Errorf("%s: %+v", name, text)
		}
	}
	if got := (Within{}).Text(); !got.IsZero() {
		t.Errorf("no time limit reads %+v", got)
	}
}
