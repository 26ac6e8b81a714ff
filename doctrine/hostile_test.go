package doctrine

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

const head = `apiVersion: havre/v1
kind: RuleSet
metadata: {id: common, title: {fr: C, en: C}, version: "1"}
spec:
  level: common
  from: 2018-01-01
  sources: {code: {title: Code, confidence: verified}}
`

// rule is a correct rule, but perhaps for its condition.
func rule(id, requires string) string {
	return fmt.Sprintf(`    - id: %s
      title: {fr: T, en: T}
      text: {fr: T, en: T}
      judges: offer
      severity: must
      binds: [everyone]
      requires: %q
      because: {pass: {fr: P, en: P}, fail: {fr: F, en: F}}
      sources: [code]
`, id, requires)
}

// chain is n definitions, each of which uses the one before twice: inlined, they
// would be a formula of 2^n facts.
func chain(n int) string {
	var b strings.Builder
	b.WriteString("  definitions:\n    - {name: d0, title: {fr: D, en: D}, means: dossier.data.secret}\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "    - {name: d%d, title: {fr: D, en: D}, means: d%d && !d%d || dossier.data.harm}\n", i, i-1, i-1)
	}
	return b.String()
}

func repeated(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(rule(fmt.Sprintf("R%d", i), "offer.hds"))
	}
	return b.String()
}

// A hostile or clumsy rule set is refused with its reason; nothing hangs, crashes
// or grows.
func TestHostileSets(t *testing.T) {
	m := model(t)
	for name, c := range map[string]struct{ text, want string }{
		"no file":             {"", "1 to 100|empty|0 documents"},
		"binary":              {"\x00\x01\xff\xfe", "common.yaml"},
		"not YAML":            {"a: [b: {c", "common.yaml"},
		"a list":              {"- a\n- b\n", "fields of the form"},
		"a word":              {"hello", "fields of the form"},
		"two documents":       {head + "---\n" + head, "2 documents"},
		"another kind":        {"apiVersion: havre/v1\nkind: Dossier\n", "RuleSet, Definitions"},
		"alias bomb":          {"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", "common.yaml"},
		"cyclic alias":        {"a: &a\n  b: *a\n", "common.yaml"},
		"merge key":           {"a: &a {b: c}\nd:\n  <<: *a\n", "common.yaml"},
		"duplicate key":       {head + "  level: common\n", "level"},
		"deep nesting":        {"a: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000), "common.yaml"},
		"deep indentation":    {nested(300), "common.yaml"},
		"too long":            {head + "# " + strings.Repeat("x", MaxFile), "256 KiB"},
		"long condition":      {head + "  rules:\n" + rule("R", strings.Repeat("offer.hds && ", 500)+"offer.hds"), "too long"},
		"many parentheses":    {head + "  rules:\n" + rule("R", strings.Repeat("(", 900)+"offer.hds"+strings.Repeat(")", 900)), "refused|too"},
		"many negations":      {head + "  rules:\n" + rule("R", strings.Repeat("!(", 600)+"offer.hds"+strings.Repeat(")", 600)), "refused|too"},
		"broken condition":    {head + "  rules:\n" + rule("R", "offer.hds && && )("), "refused"},
		"a loop":              {head + "  rules:\n" + rule("R", "offer.services.all(x, offer.services.all(y, x == y))"), "outside the rule language|refused"},
		"a strange character": {head + "  rules:\n" + rule("R", "offer.hds && \u202eoffer.hds"), "refused|common.yaml"},
		"too many rules":      {head + "  rules:\n" + repeated(MaxRules+1), "501 rules"},
		"exploding names":     {head + chain(60) + "  rules:\n" + rule("R", "d60"), "out of proportion"},
		"rule not a mapping":  {head + "  rules: [a, [b], {id: [c]}]\n", "fields of the form"},
		"null everywhere":     {"apiVersion:\nkind: RuleSet\nmetadata:\nspec:\n", "metadata"},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := fstest.MapFS{"common.yaml": {Data: []byte(c.text)}}
			problems := CheckFiles(fsys, m, havre.Date{}, nil)
			if c.want == "" {
				return // whatever it says, it says it
			}
			if problems.Err() == nil {
				t.Fatal("accepted")
			}
			said := problems.In(havre.English)
			for alternative := range strings.SplitSeq(c.want, "|") {
				if strings.Contains(said, alternative) {
					return
				}
			}
			t.Errorf("said:\n%.2000s\nwant: %s", said, c.want)
		})
	}
}

func nested(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestEmptyFolder(t *testing.T) {
	_, err := Load(fstest.MapFS{}, model(t))
	var problems havre.Problems
	if !errors.As(err, &problems) || !strings.Contains(problems.In(havre.English), "0 rule files") {
		t.Errorf("got %v", err)
	}
	if _, err := Load(os.DirFS("testdata/nowhere"), model(t)); err == nil {
		t.Error("a folder that does not exist loads")
	}
}

// Whatever the bytes, loading ends, and what loads can be checked, tested and
// applied to a dossier of which nothing is known.
func FuzzLoad(f *testing.F) {
	// Short seeds: the time of one run is that of parsing.
	f.Add([]byte(head + "  rules:\n" + rule("R", "offer.hds && offer.level >= dossier.needs.level") +
		"      cases: [{name: a, dossier: {data.health: no, needs.services: [gpu]}, offer: {services.gpu: yes}, outcome: unknown, missing: [offer.hds]}]\n"))
	f.Add([]byte(head + chain(3) + "  inherits: common\n  repeals: [{rule: R, reason: {fr: R, en: R}}]\n"))
	f.Add([]byte("apiVersion: havre/v1\nkind: Definitions\nspec: {definitions: [{name: d, title: {fr: D, en: D}, means: d}]}\n"))
	m := model(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Load(fstest.MapFS{"common.yaml": {Data: data}}, m)
		var problems havre.Problems
		if err != nil {
			if !errors.As(err, &problems) || problems.In(havre.English) == "" {
				t.Fatalf("not problems: %v", err)
			}
			return
		}
		if said := Check(d, havre.Date{}, []fact.Facts{m.NewFacts(fact.Offer)}); len(said) > 0 && said.In(havre.French) == "" {
			t.Fatal("problems that say nothing")
		}
		Test(d)
		rules, err := d.InForce(havre.MustDate("2023-06-01"), "", "social")
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range rules {
			a.Outcome(m.NewFacts(fact.Dossier), m.NewFacts(fact.Offer))
		}
	})
}
