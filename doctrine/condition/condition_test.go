package condition_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/doctrine/condition/conditiontest"
	"github.com/havre-cloud/havre/fact"
)

func TestCompileRefusals(t *testing.T) {
	env := condition.NewEnv(conditiontest.Model(t))
	for _, c := range []struct {
		source, message, suggestion string
		offset                      int
	}{
		{"dossier.persona", "fait ou définition inconnu", "dossier.personal", 0},
		{"offer.cloud && dossier.helth", "fait ou définition inconnu", "dossier.health", 15},
		{`dossier.kind == "sate"`, "valeur inconnue", "state", -1},
		{`dossier.kind in ["state", "gib"]`, "valeur inconnue", "gip", -1},
		{`"s33" in offer.services`, "valeur inconnue", "s3", -1},
		{"dossier.kind", "il faut le comparer", "", 0},
		{"dossier.cost + 1 > 2", "construction hors du langage", "", -1},
		{"dossier.services.all(s, s in offer.services)", "construction hors du langage", "", -1},
		{"dossier.personal ? true : false", "construction hors du langage", "", -1},
		{"size(dossier.services) > 1", "construction hors du langage", "", -1},
		{`dossier.kind.startsWith("s")`, "construction hors du langage", "", -1},
		{"dossier.personal == true", "s'emploie seul", "", -1},
		{"dossier.personal > 1", "n'est pas ordonné", "", -1},
		{"offer.level >= offer.zones", "seuls un fait de l'offre", "", -1},
		{"offer.level >= dossier.cost", "seuls un fait de l'offre", "", -1},
		{`dossier.engaged < "hier"`, "une date s'écrit", "", -1},
		{"sets.contains(offer.services, dossier.kind)", "une liste est attendue", "", -1},
		{"sets.contains(offer.services, offer.openTo)", "les deux côtés", "", -1},
		{`dossier.services == ["db"]`, "liste vide", "", -1},
		{"dossier.personal &&", "analyseur CEL", "", -1},
		{"", "analyseur CEL", "", -1},
		{strings.Repeat("(", 500) + "true" + strings.Repeat(")", 500), "analyseur CEL", "", -1},
		{strings.Repeat("true && ", 300) + "true", "trop longue", "", -1},
		{"dossier.cost >= 99999999999999", "démesuré", "", -1},
		{"1 + 1", "construction hors du langage", "", -1},
		{"dossier", "fait ou définition inconnu", "", -1},
		{"[true]", "construction hors du langage", "", -1},
	} {
		_, err := env.Compile(c.source, nil)
		var e *condition.Error
		if !errors.As(err, &e) {
			t.Errorf("%.60s: got %v, want an *Error", c.source, err)
			continue
		}
		if !strings.Contains(e.Message.FR, c.message) || e.Message.EN == "" {
			t.Errorf("%.60s: got %q / %q, want %q", c.source, e.Message.FR, e.Message.EN, c.message)
		}
		if e.Suggestion != c.suggestion {
			t.Errorf("%.60s: suggests %q, want %q", c.source, e.Suggestion, c.suggestion)
		}
		if c.offset >= 0 && e.Offset != c.offset {
			t.Errorf("%.60s: at %d, want %d", c.source, e.Offset, c.offset)
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{"dossier.personal && !offer.cloud", `dossier.kind in ["state"]`, "sets.contains(offer.services, dossier.services)", "offer.level >= dossier.level", "((((", `"\u0000" in dossier.services`} {
		f.Add(s)
	}
	env, err := condition.NewEnv(conditiontest.Model(f)).With(nil)
	if err != nil {
		f.Fatal(err)
	}
	m := conditiontest.Model(f)
	d, o := m.NewFacts(fact.Dossier), m.NewFacts(fact.Offer)
	f.Fuzz(func(t *testing.T, s string) {
		x, err := env.Compile(s)
		if err != nil {
			var e *condition.Error
			if !errors.As(err, &e) || e.Message.FR == "" || e.Message.EN == "" {
				t.Fatalf("%q: refused without a sentence: %v", s, err)
			}
			return
		}
		x.Eval(d, o)
		x.Trace(d, o)
		fs := condition.NewFormulas(m, []fact.Facts{o})
		if got, want := fs.Eval(fs.Add(x), d, o), x.Eval(d, o); got != want {
			t.Fatalf("%q: formula %v, condition %v", s, got, want)
		}
	})
}

// TestFormulaEqualsCondition: spelling a condition out changes nothing, whatever
// is unknown.
func TestFormulaEqualsCondition(t *testing.T) {
	m := conditiontest.Model(t)
	with := conditiontest.Compiler(t, m)
	rapid.Check(t, func(t *rapid.T) {
		src := conditiontest.Source(3).Draw(t, "source")
		if len(src) > condition.MaxLength {
			return
		}
		x, err := with.Compile(src)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		d := conditiontest.Facts(m, fact.Dossier).Draw(t, "d")
		offers := rapid.SliceOfN(conditiontest.Facts(m, fact.Offer), 1, 3).Draw(t, "offers")
		fs := condition.NewFormulas(m, offers)
		yes, no := fs.Add(x), fs.AddNot(x)
		for _, o := range offers {
			want := x.Eval(d, o)
			if got := fs.Eval(yes, d, o); got != want {
				t.Fatalf("%s: formula is %v, condition %v", src, got, want)
			}
			if got := fs.Eval(no, d, o); got != want.Not() {
				t.Fatalf("not (%s): formula is %v, condition %v", src, got, want.Not())
			}
		}
	})
}

// TestTraceUsedSettle: a settled value stands on the facts a trace keeps: forget
// every other fact and it is the same.
func TestTraceUsedSettle(t *testing.T) {
	m := conditiontest.Model(t)
	with := conditiontest.Compiler(t, m)
	rapid.Check(t, func(t *rapid.T) {
		src := conditiontest.Source(3).Draw(t, "source")
		if len(src) > condition.MaxLength {
			return
		}
		x, err := with.Compile(src)
		if err != nil {
			t.Fatal(err)
		}
		d, o := conditiontest.Facts(m, fact.Dossier).Draw(t, "d"), conditiontest.Facts(m, fact.Offer).Draw(t, "o")
		tr := x.Trace(d, o)
		if tr.Value == havre.Unknown {
			if len(tr.Missing) == 0 {
				t.Fatalf("%s: unknown, and nothing is missing", src)
			}
			return
		}
		if len(tr.Missing) > 0 {
			t.Fatalf("%s: settled, and %v is missing", src, tr.Missing)
		}
		kd, ko := m.NewFacts(fact.Dossier), m.NewFacts(fact.Offer)
		for _, u := range tr.Used {
			from, to := d, kd
			if u.Ref.Side == fact.Offer {
				from, to = o, ko
			}
			if u.Member == "" {
				to[u.Ref.Index] = from[u.Ref.Index]
			} else {
				i := m.Def(u.Ref).Index(u.Member)
				to[u.Ref.Index].Members.Put(i, from[u.Ref.Index].Members.Get(i))
			}
		}
		if got := x.Eval(kd, ko); got != tr.Value {
			t.Fatalf("%s: %v, but %v from the facts kept %v", src, tr.Value, got, tr.Used)
		}
	})
}

func ExampleEnv_Compile() {
	m, _ := fact.NewModel([]fact.Def{
		{Path: "data.health", Kind: fact.Truth},
		{Side: fact.Offer, Path: "hds", Kind: fact.Truth},
	})
	x, err := condition.NewEnv(m).Compile("!dossier.data.health || offer.hds", nil)
	if err != nil {
		panic(err)
	}
	d, o := m.NewFacts(fact.Dossier), m.NewFacts(fact.Offer)
	m.SetTruth(d, fact.Dossier, "data.health", havre.Yes)
	fmt.Println(x.Eval(d, o))
	m.SetTruth(o, fact.Offer, "hds", havre.Yes)
	fmt.Println(x.Eval(d, o))
	// Output:
	// unknown
	// yes
}
