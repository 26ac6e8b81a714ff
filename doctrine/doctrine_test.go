package doctrine

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// model is a small fact model, with a fact of each kind on each side.
func model(tb testing.TB) *fact.Model {
	tb.Helper()
	levels := []string{"1", "2", "3", "4"}
	services := []string{"database", "storage", "gpu"}
	kinds := []string{"central-administration", "gip", "local-authority"}
	m, err := fact.NewModel([]fact.Def{
		{Path: "organisation.kind", Kind: fact.Enum, Values: kinds},
		{Path: "project.engagedOn", Kind: fact.Date},
		{Path: "project.cost", Kind: fact.Number, Unit: "EUR", Max: 1 << 40},
		{Path: "data.health", Kind: fact.Truth},
		{Path: "data.secret", Kind: fact.Truth},
		{Path: "data.harm", Kind: fact.Truth},
		{Path: "data.marking", Kind: fact.Enum, Values: []string{"none", "restricted", "classified"}},
		{Path: "needs.services", Kind: fact.Set, Values: services},
		{Path: "needs.level", Kind: fact.Level, Values: levels},
		{Path: "needs.zones", Kind: fact.Number, Max: 100},
		{Path: "flows", Kind: fact.Set, Open: true},
		{Side: fact.Offer, Path: "id", Kind: fact.Enum, Open: true, Values: []string{"alpha"}},
		{Side: fact.Offer, Path: "hds", Kind: fact.Truth},
		{Side: fact.Offer, Path: "owner", Kind: fact.Enum, Values: []string{"state", "commercial"}},
		{Side: fact.Offer, Path: "snc", Kind: fact.Enum, Values: []string{"qualified", "none"}},
		{Side: fact.Offer, Path: "services", Kind: fact.Set, Values: services},
		{Side: fact.Offer, Path: "level", Kind: fact.Level, Values: levels},
		{Side: fact.Offer, Path: "zones", Kind: fact.Number, Max: 100},
		{Side: fact.Offer, Path: "reaches", Kind: fact.Set, Open: true},
		{Side: fact.Offer, Path: "openTo", Kind: fact.Set, Values: kinds},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func loaded(tb testing.TB, dir string) *Doctrine {
	tb.Helper()
	d, err := Load(os.DirFS(dir), model(tb))
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

var expected = regexp.MustCompile(`# ERROR "([^"]*)"`)

// Every file of testdata/load, check and cases says, on the line at fault, what
// Havre must say of it; each folder below holds one doctrine.
func TestExpectedMessages(t *testing.T) {
	for _, dir := range doctrines(t) {
		t.Run(dir, func(t *testing.T) { expectMessages(t, dir, problemsOf(t, dir)) })
	}
}

// doctrines are the folders that hold a faulty doctrine each.
func doctrines(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, parent := range []string{"load", "check", "cases"} {
		folders, err := os.ReadDir(filepath.Join("testdata", parent))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range folders {
			out = append(out, filepath.Join("testdata", parent, f.Name()))
		}
	}
	return out
}

// problemsOf is what Havre says of a faulty doctrine, or of its cases.
func problemsOf(t *testing.T, dir string) havre.Problems {
	t.Helper()
	if strings.Contains(dir, "cases") {
		return Test(loaded(t, dir)).Failures
	}
	problems := CheckFiles(os.DirFS(dir), model(t), havre.Date{}, nil)
	return slices.DeleteFunc(problems, func(p havre.Problem) bool { return p.File == "" }) // facts not read
}

func expectMessages(t *testing.T, dir string, problems havre.Problems) {
	t.Helper()
	files, err := fs.Glob(os.DirFS(dir), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(data), "\n") {
			for _, want := range expected.FindAllStringSubmatch(line, -1) {
				re := regexp.MustCompile(want[1])
				j := slices.IndexFunc(problems, func(p havre.Problem) bool {
					return p.File == file && p.Line == i+1 && re.MatchString(p.In(havre.English))
				})
				if j < 0 {
					t.Errorf("%s:%d: no problem matches %q", file, i+1, want[1])
					continue
				}
				problems = slices.Delete(problems, j, j+1)
			}
		}
	}
	for _, p := range problems {
		t.Errorf("unexpected: %s", p.In(havre.English))
	}
}

// Every message a bad doctrine gets is written in both languages.
func TestMessagesInBothLanguages(t *testing.T) {
	for _, dir := range doctrines(t) {
		for _, p := range problemsOf(t, dir) {
			if p.Message.FR == "" || p.Message.EN == "" || p.Message.FR == p.Message.EN {
				t.Errorf("%s: %+v", dir, p)
			}
		}
	}
}

func TestGoodDoctrine(t *testing.T) {
	d := loaded(t, "testdata/good")
	problems := Check(d, havre.Date{}, nil)
	if len(problems) > 0 {
		t.Errorf("check:\n%s", problems.In(havre.English))
	}
	r := Test(d)
	if !r.OK() || r.Cases != r.Passed || r.Cases == 0 {
		t.Errorf("%d cases, %d passed:\n%s", r.Cases, r.Passed, r.Failures.In(havre.English))
	}
	for _, c := range r.Rules {
		if !c.Complete() {
			t.Errorf("%s: possible %v, seen %v", c.Rule, c.Possible, c.Seen)
		}
	}
}

func inForce(t *testing.T, d *Doctrine, on, force, ministry string) string {
	t.Helper()
	rules, err := d.InForce(havre.MustDate(on), force, ministry)
	if err != nil {
		return err.Error()
	}
	var out []string
	for _, a := range rules {
		out = append(out, a.Set.ID+"/"+a.Rule.ID)
	}
	return strings.Join(out, " ")
}

func TestInForce(t *testing.T) {
	d := loaded(t, "testdata/good")
	const common = "common/BASE-HDS common/BASE-LEVEL common/BASE-FLOW common/BLOCKED "
	for _, c := range []struct{ on, force, ministry, want string }{
		{"2019-01-01", "", "", strings.TrimSpace(common)},
		{"2021-07-05", "", "", common + "state-2021/SNC-2021 state-2021/EXIT state-2021/COST"},
		{"2021-07-05", "", "social", common + "state-2021/SNC-2021 state-2021/EXIT state-2021/COST social/SOC-GPU"},
		{"2023-05-31", "", "interior", common + "state-2021/SNC-2021 state-2021/EXIT state-2021/COST"},
		{"2023-06-01", "", "", common + "state-2021/EXIT state-2021/COST state-2023/SNC-2023"},
		{"2026-11-22", "state-2021", "", common + "state-2021/SNC-2021 state-2021/EXIT state-2021/COST"},
		{"2019-01-01", "state-2023", "", common + "state-2021/EXIT state-2021/COST state-2023/SNC-2023"},
		{"2019-01-01", "social", "", common + "social/SOC-GPU"},
		{"2023-06-01", "social", "social", common + "state-2021/EXIT state-2021/COST state-2023/SNC-2023 social/SOC-GPU"},
	} {
		if got := inForce(t, d, c.on, c.force, c.ministry); got != c.want {
			t.Errorf("%s force %q ministry %q:\n got %s\nwant %s", c.on, c.force, c.ministry, got, c.want)
		}
	}
	_, err := d.InForce(havre.MustDate("2023-06-01"), "stat-2023", "")
	if err == nil || !strings.Contains(err.Error(), "vouliez-vous « state-2023 »") || !strings.Contains(err.Error(), "common, social, state-2021, state-2023") {
		t.Errorf("unknown doctrine: %v", err)
	}
}

// A rule that binds some organisations applies to no other.
func TestBindsJoinsWhen(t *testing.T) {
	d := loaded(t, "testdata/good")
	rules, err := d.InForce(havre.MustDate("2023-06-01"), "", "")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rules, func(a Applied) bool { return a.Rule.ID == "SNC-2023" })
	f := d.Model().NewFacts(fact.Dossier)
	o := d.Model().NewFacts(fact.Offer)
	if got := rules[i].Outcome(f, o); got != Unknown {
		t.Errorf("nothing known: %s", got)
	}
	d.Model().SetWord(f, fact.Dossier, "organisation.kind", "local-authority")
	if got := rules[i].Outcome(f, o); got != NotApplicable {
		t.Errorf("a town hall: %s", got)
	}
}

func TestDigestIgnoresLineEnds(t *testing.T) {
	d := loaded(t, "testdata/good")
	crlf := fstest.MapFS{}
	for _, s := range append(d.List(), &Set{File: "definitions.yaml"}) {
		data, err := os.ReadFile(filepath.Join("testdata/good", s.File))
		if err != nil {
			t.Fatal(err)
		}
		crlf[s.File] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(data), "\n", "\r\n"))}
	}
	e, err := Load(crlf, model(t))
	if err != nil {
		t.Fatal(err)
	}
	if d.Digest() != e.Digest() {
		t.Error("the same rules have two digests")
	}
}

func TestDiff(t *testing.T) {
	d := loaded(t, "testdata/good")
	before, _ := d.Set("state-2021")
	after, _ := d.Set("state-2023")
	var got []string
	for _, c := range Diff(before, after) {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", c.Subject, c.ID, c.Kind, c.Field, c.Reason.EN)))
	}
	want := []string{
		"set state-2023 changed title.fr", "set state-2023 changed title.en", "set state-2023 changed version",
		"set state-2023 changed from", "set state-2023 changed until", "set state-2023 changed inherits",
		"definition sensitive changed means", "definition sensitive changed source",
		"rule SNC-2023 added", "rule SNC-2021 repealed  the 2023 text narrows it",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if same := Diff(after, after); len(same) > 0 {
		t.Errorf("a set differs from itself: %v", same)
	}
}
