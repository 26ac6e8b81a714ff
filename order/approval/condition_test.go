package approval

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
)

func euros(n int64) *havre.Euro {
	e := havre.Euro(n) * havre.OneEuro
	return &e
}

func must(tb testing.TB, source string) *condition {
	tb.Helper()
	x, m := compile(source)
	if m != nil {
		tb.Fatalf("%s: %+v", source, m)
	}
	return x
}

// TestConditionValues: a condition is true, false, or unknown as soon as what is unknown
// could change it.
func TestConditionValues(t *testing.T) {
	almost := havre.Euro(8_999_999_999_999)
	for _, c := range []struct {
		when string
		c    Case
		want havre.Truth
	}{
		{`true`, Case{}, havre.Yes},
		{`!true`, Case{}, havre.No},
		{`order.amount >= 25000`, Case{}, havre.Unknown},
		{`order.amount >= 25000`, Case{Amount: euros(25000)}, havre.Yes},
		{`order.amount >= 25000.01`, Case{Amount: euros(25000)}, havre.No},
		{`order.amount > 25000u`, Case{Amount: euros(25000)}, havre.No},
		{`25000 <= order.amount`, Case{Amount: euros(25000)}, havre.Yes},
		{`order.fullCost >= 9000000`, Case{FullCost: &almost}, havre.Yes}, // rounded to the cent
		{`order.amount <= order.fullCost`, Case{Amount: euros(1), FullCost: euros(2)}, havre.Yes},
		{`order.amount >= 9000000.0 || order.sensitive`, Case{Sensitive: havre.Yes}, havre.Yes},
		{`order.amount >= 9000000.0 || order.sensitive`, Case{Sensitive: havre.No}, havre.Unknown},
		{`order.amount >= 9000000.0 && order.sensitive`, Case{Sensitive: havre.No}, havre.No},
		{`order.sensitive && order.amount >= 9000000.0`, Case{Sensitive: havre.Yes}, havre.Unknown},
		{`!order.personal`, Case{}, havre.Unknown},
		{`!order.personal`, Case{Personal: havre.No}, havre.Yes},
		{`"production" in order.environments`, Case{}, havre.Unknown},
		{`"production" in order.environments`, Case{Environments: []string{}}, havre.No},
		{`"production" in order.environments`, Case{Environments: []string{"sandbox", "production"}}, havre.Yes},
		{`order.organisationKind == "gip"`, Case{}, havre.Unknown},
		{`order.organisationKind != "gip"`, Case{OrganisationKind: "private"}, havre.Yes},
		{`"gip" == order.organisationKind`, Case{OrganisationKind: "gip"}, havre.Yes},
		{`order.organisationKind in ["gip", "private"]`, Case{OrganisationKind: "private"}, havre.Yes},
		{`order.organisationKind in ["gip", "private"]`, Case{}, havre.Unknown},
		{`order.growth.cpu <= 50`, Case{Growth: map[string]*float64{"memory": new(1.0)}}, havre.Unknown},
		{`order.growth.cpu <= 50`, Case{Growth: map[string]*float64{"cpu": new(50.0)}}, havre.Yes},
		{`order.growth.cpu <= 50`, Case{Growth: map[string]*float64{"cpu": new(math.NaN())}}, havre.Unknown},
		{`order.use.storage > 80`, Case{Use: map[string]*float64{"storage": new(80.0)}}, havre.No},
		{`order.use.storage > -1`, Case{Use: map[string]*float64{"storage": new(0.0)}}, havre.Yes},
		{`"dnum" in order.organisations && "vm" in order.offers`, Case{Organisations: []string{"dnum"}, Offers: []string{"vm"}}, havre.Yes},
		{`"commercial" in order.circles || "internal" in order.circles`, Case{Circles: []string{"commercial"}}, havre.Yes},
		{`order.requester == "a@b.fr"`, Case{Requester: "a@b.fr"}, havre.Yes},
	} {
		if got := must(t, c.when).eval(factsOf(&c.c)).value; got != c.want {
			t.Errorf("%s: %s, want %s", c.when, got, c.want)
		}
	}
}

// TestConditionMistakes: each mistake says where it is, what is wrong, and what is near.
func TestConditionMistakes(t *testing.T) {
	for _, c := range []struct {
		when, want string
	}{
		{`order.amont >= 3`, `0 variable inconnue order.amont order.amount`},
		{`order.amount >= 3 && order.sensitve`, `21 variable inconnue order.sensitve order.sensitive`},
		{`order.growth.cpus < 3`, `0 variable inconnue order.growth.cpus order.growth.cpu`},
		{`amount > 3`, `0 variable inconnue amount order.amount`},
		{`order`, `0 variable inconnue order `},
		{`order.amount`, `0 cette variable n’est pas un oui ou non : il faut la comparer order.amount `},
		{`order.amount == 3.0`, `13 == et != ne comparent que des mots ; un nombre se compare avec >= ou <=, une liste avec « in », un oui ou non s’emploie seul order.amount `},
		{`"prodution" in order.environments`, `0 valeur inconnue pour order.environments prodution production`},
		{`order.organisationKind == "gipp"`, `26 valeur inconnue pour order.organisationKind gipp gip`},
		{`order.organisationKind in ["gip", "privat"]`, `34 valeur inconnue pour order.organisationKind privat private`},
		{`order.organisationKind == 3`, `26 un mot entre guillemets est attendu  `},
		{`order.amount in [1.0]`, `0 un mot est attendu avant « in » order.amount `},
		{`"a" in order.requester`, `4 une liste est attendue après « in » order.requester `},
		{`3 in order.offers`, `0 un mot entre guillemets est attendu  `},
		{`order.amount > "3"`, `15 un nombre est attendu  `},
		{`order.sensitive > 3`, `0 cette variable n’est pas un nombre order.sensitive `},
		{`1 < 2`, `2 construction hors du langage`},
		{`order.offers.exists(o, o == "vm")`, `19 construction hors du langage`},
		{`order.sensitive ? true : false`, `16 construction hors du langage`},
		{`order.offers[0] == "vm"`, `12 construction hors du langage`},
		{`has(order.amount)`, `3 construction hors du langage`},
		{`order.amount + 1.0 > 3.0`, `13 construction hors du langage`},
		{`!order.amount`, `1 cette variable n’est pas un oui ou non`},
		{`3`, `0 construction hors du langage`},
		{"order.health\n&& order.amount + > 3.0", `31 expression refusée par l’analyseur CEL`},
		{`order.amount >=`, `15 expression refusée par l’analyseur CEL`},
		{``, `0 expression refusée par l’analyseur CEL`},
		{strings.Repeat("(", 70) + "true" + strings.Repeat(")", 70), `0 expression refusée par l’analyseur CEL`},
		{strings.Repeat("true && ", 300) + "true", `0 condition trop longue : 2000 caractères au plus`},
	} {
		x, m := compile(c.when)
		if m == nil {
			t.Errorf("%s: accepted as %v", c.when, x.root.Kind())
			continue
		}
		got := fmt.Sprintf("%d %s %s %s", m.offset, m.message.FR, m.value, m.suggestion)
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", c.when, got, c.want)
		}
		if m.message.EN == "" || strings.Contains(m.message.EN+got, "%!") {
			t.Errorf("%s: badly written: %+v", c.when, m.message)
		}
	}
}

// TestTrace: what is told of a condition is enough for its value, and no more.
func TestTrace(t *testing.T) {
	for _, c := range []struct {
		when string
		c    Case
		want string
	}{
		{`true`, Case{}, ``},
		{`order.amount >= 3 || order.sensitive`, Case{Amount: euros(4), Sensitive: havre.Yes}, `order.amount`},
		{`order.amount >= 3 || order.sensitive`, Case{Amount: euros(1), Sensitive: havre.Yes}, `order.sensitive`},
		{`order.amount >= 3 && order.sensitive`, Case{Amount: euros(1), Sensitive: havre.No}, `order.amount`},
		{`order.amount >= 3 && order.sensitive`, Case{Amount: euros(4)}, `?order.sensitive`},
		{`order.amount >= 3 || order.sensitive || order.health`, Case{Amount: euros(1)}, `?order.sensitive ?order.health`},
		{`!(order.amount >= 3 && order.sensitive)`, Case{Sensitive: havre.No}, `order.sensitive`},
		{`order.amount >= 3 && order.amount <= 9`, Case{Amount: euros(4)}, `order.amount`},
		{`order.health && true`, Case{Health: havre.Yes}, `order.health`},
	} {
		f := must(t, c.when).eval(factsOf(&c.c))
		var names []string
		for _, r := range f.read {
			names = append(names, r.variable.name)
		}
		for _, v := range f.unknown {
			names = append(names, "?"+v.name)
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.when, got, c.want)
		}
	}
}

// TestKleene: the value that CEL gives, with what it does not know marked as unknown, is
// that of Kleene's logic over the parts.
func TestKleene(t *testing.T) {
	atoms := []struct {
		text string
		of   func(*Case, havre.Truth)
	}{
		{`order.sensitive`, func(c *Case, v havre.Truth) { c.Sensitive = v }},
		{`order.health`, func(c *Case, v havre.Truth) { c.Health = v }},
		{`order.amount >= 100`, func(c *Case, v havre.Truth) {
			if v.Known() {
				c.Amount = euros(100 + int64(v))
			}
		}},
		{`"production" in order.environments`, func(c *Case, v havre.Truth) {
			if v.Known() {
				c.Environments = []string{map[havre.Truth]string{havre.Yes: "production", havre.No: "sandbox"}[v]}
			}
		}},
		{`order.organisationKind != "gip"`, func(c *Case, v havre.Truth) {
			if v.Known() {
				c.OrganisationKind = map[havre.Truth]string{havre.Yes: "private", havre.No: "gip"}[v]
			}
		}},
	}
	rapid.Check(t, func(t *rapid.T) {
		var c Case
		values := make([]havre.Truth, len(atoms))
		for i, a := range atoms {
			values[i] = rapid.SampledFrom([]havre.Truth{havre.Yes, havre.No, havre.Unknown}).Draw(t, a.text)
			a.of(&c, values[i])
		}
		var build func(depth int) (string, havre.Truth)
		build = func(depth int) (string, havre.Truth) {
			op := rapid.IntRange(0, 3).Draw(t, "op")
			if depth == 0 || op == 0 {
				i := rapid.IntRange(0, len(atoms)-1).Draw(t, "atom")
				return atoms[i].text, values[i]
			}
			left, l := build(depth - 1)
			if op == 1 {
				return "!(" + left + ")", l.Not()
			}
			right, r := build(depth - 1)
			if op == 2 {
				return "(" + left + ") && (" + right + ")", l.And(r)
			}
			return "(" + left + ") || (" + right + ")", l.Or(r)
		}
		source, want := build(4)
		if len(source) > maxCondition {
			return
		}
		x, m := compile(source)
		if m != nil {
			t.Fatalf("%s: %+v", source, m)
		}
		f := x.eval(factsOf(&c))
		if f.value != want {
			t.Fatalf("%s: %s, want %s", source, f.value, want)
		}
		if (len(f.unknown) > 0) != (want == havre.Unknown) {
			t.Fatalf("%s is %s and tells %d unknowns", source, want, len(f.unknown))
		}
	})
}
