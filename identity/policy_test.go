package identity_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

var update = flag.Bool("update", false, "write testdata/policy.golden again")

// me is the person whose roles are tested, and the organisations of the tests are:
// ministry m with directorates d (where the roles are held) and e, and a team t in
// d; another ministry x.
const me = "camille"

// objects are the columns of the matrix.
var objects = []struct {
	name, about string
	object      identity.Object
}{
	{"own", "of the directorate where the role is held", identity.Object{Path: "/m/d/"}},
	{"below", "of a team of that directorate", identity.Object{Path: "/m/d/t/"}},
	{"above", "of the ministry of that directorate", identity.Object{Path: "/m/"}},
	{"sibling", "of another directorate of that ministry", identity.Object{Path: "/m/e/"}},
	{"other", "of another ministry", identity.Object{Path: "/x/"}},
	{"shared", "of another ministry, shared with the directorate", identity.Object{Path: "/x/", Shared: []string{"/m/d/"}}},
	{"sh-below", "of another ministry, shared with the team below", identity.Object{Path: "/x/", Shared: []string{"/m/d/t/"}}},
	{"sh-above", "of another ministry, shared with the ministry above", identity.Object{Path: "/x/", Shared: []string{"/m/"}}},
	{"sh-me", "of another ministry, shared with the person", identity.Object{Path: "/x/", Shared: []string{me}}},
	{"sh-else", "of another ministry, shared with others", identity.Object{Path: "/x/", Shared: []string{"/m/e/", "/y/", "dominique"}}},
	{"mine", "of another ministry, written by the person", identity.Object{Path: "/x/", Owner: me}},
	{"draft", "of the directorate, a draft", identity.Object{Path: "/m/d/", Draft: true}},
	{"dr-sh", "of another ministry, a draft already shared with the directorate and the person", identity.Object{Path: "/x/", Draft: true, Shared: []string{"/m/d/", me}}},
	{"dr-mine", "of another ministry, a draft written by the person", identity.Object{Path: "/x/", Draft: true, Owner: me}},
	{"portal", "of the whole portal", identity.Object{}},
}

// person holds roles on a node.
func person(path string, roles ...identity.Role) identity.Actor {
	a := identity.Actor{ID: me, Kind: identity.Human, Method: identity.ByPassword}
	for _, r := range roles {
		a.Grants = append(a.Grants, identity.Grant{Role: r, Path: path})
	}
	return a
}

// token is a person's, with scopes.
func token(a identity.Actor, scopes ...identity.Scope) identity.Actor {
	a.Method, a.Scopes = identity.ByToken, append([]identity.Scope{}, scopes...)
	return a
}

// TestPolicy writes the whole policy out: each role, on a directorate and on the
// portal, each action, each object. A change of a cell is a change of who may do
// what, and shows as one.
func TestPolicy(t *testing.T) {
	const name = "testdata/policy.golden"
	got := matrix()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("the policy is not the one of %s (-want +got); if it is meant, run the test with -update and read the difference again:\n%s", name, d)
	}
}

func matrix() string {
	var b strings.Builder
	b.WriteString("Who may do what. A: allowed; r: refused, though it may be seen; dot: hidden, as if it did not exist.\nThe objects are\n\n")
	for _, o := range objects {
		fmt.Fprintf(&b, "  %-9s%s\n", o.name, o.about)
	}
	section := func(title string, a identity.Actor) {
		fmt.Fprintf(&b, "\n%s\n\n%-20s", title, "")
		for _, o := range objects {
			fmt.Fprintf(&b, "%9s", o.name)
		}
		for _, rule := range identity.Policy {
			fmt.Fprintf(&b, "\n%-20s", rule.Action)
			for _, o := range objects {
				fmt.Fprintf(&b, "%9c", letter(a.May(rule.Action, o.object)))
			}
		}
		b.WriteString("\n")
	}
	section("nobody", identity.Nobody())
	section("signed in, without a role", person("/m/d/"))
	for _, r := range identity.Roles {
		section(string(r)+" of the directorate", person("/m/d/", r))
	}
	for _, r := range identity.Roles {
		section(string(r)+" of the whole portal", person(identity.PortalPath, r))
	}
	all := person(identity.PortalPath, identity.Roles...)
	section("a token without a scope, of somebody with every role on the portal", token(all))
	for _, s := range identity.Scopes {
		section("a token with the scope "+string(s)+", of somebody with every role on the portal", token(all, s))
	}
	section("a token with every scope, of a reader of the directorate", token(person("/m/d/", identity.Reader), identity.Scopes...))
	section("the system", identity.System())
	return b.String()
}

func letter(a identity.Answer) rune {
	return map[identity.Answer]rune{identity.Hidden: '.', identity.Refused: 'r', identity.Allowed: 'A'}[a]
}

// TestRules checks that the table is complete and readable.
func TestRules(t *testing.T) {
	seen := map[identity.Action]bool{}
	for _, r := range identity.Policy {
		if seen[r.Action] {
			t.Errorf("%s has two rules", r.Action)
		}
		seen[r.Action] = true
		if r.Text.FR == "" || r.Text.EN == "" || r.Text != r.Action.Text() {
			t.Errorf("%s is not said in both languages", r.Action)
		}
		if len(r.Roles) == 0 || !slices.Contains(identity.Scopes, r.Scope) {
			t.Errorf("%s: roles %v, scope %q", r.Action, r.Roles, r.Scope)
		}
	}
	for _, r := range identity.Roles {
		if x := r.Text(); x.FR == "" || x.EN == "" {
			t.Errorf("role %s is not said in both languages", r)
		}
	}
	for _, s := range identity.Scopes {
		if x := s.Text(); x.FR == "" || x.EN == "" {
			t.Errorf("scope %s is not said in both languages", s)
		}
	}
}

// An action that is not in the table is nobody's, not everybody's.
func TestUnknownAction(t *testing.T) {
	all := person(identity.PortalPath, identity.Roles...)
	if got := all.May("need.burn", identity.Object{Path: "/m/"}); got != identity.Hidden {
		t.Errorf("an action that the policy does not know is answered %v", got)
	}
}

// A path that was never filled in must not be the path of everything.
func TestEmptyPathGivesNothing(t *testing.T) {
	a := person("", identity.Roles...)
	for _, r := range identity.Policy {
		if r.SeenBy == "" {
			continue
		}
		if got := a.May(r.Action, identity.Object{Path: "/m/"}); got != identity.Hidden {
			t.Errorf("%s: a grant without a path is answered %v", r.Action, got)
		}
		if paths, all := a.Scoped(r.Action); all || len(paths) > 0 {
			t.Errorf("%s: a grant without a path lists %v, all: %v", r.Action, paths, all)
		}
	}
}

// The refusal says what is lacking: the role, or the scope of the token.
func TestCheckSaysWhatIsLacking(t *testing.T) {
	object := identity.Object{Path: "/m/d/"}
	writer := person("/m/d/", identity.ProductTeam)
	for _, c := range []struct {
		name  string
		actor identity.Actor
		act   identity.Action
		code  havre.FaultCode
		next  string
	}{
		{"nobody", identity.Nobody(), identity.WriteNeed, havre.Unauthenticated, "Sign in"},
		{"elsewhere", person("/x/", identity.Administrator), identity.WriteNeed, havre.NotFound, "Check the address"},
		{"a reader", person("/m/d/", identity.Reader), identity.WriteNeed, havre.Forbidden, "product team, architect"},
		{"an administrator of a ministry", person("/m/", identity.Administrator), identity.Administer, havre.Forbidden, "administrator of the portal"},
		{"a token that reads", token(writer, identity.ScopeRead), identity.WriteNeed, havre.Forbidden, "needs"},
		{"a token without a scope", token(writer), identity.WriteNeed, havre.NotFound, "Check the address"},
	} {
		err := c.actor.Check(c.act, object)
		f := havre.FaultOf(err)
		if f == nil || f.Code != c.code || !strings.Contains(f.Next.EN, c.next) {
			t.Errorf("%s: %+v, want %s and %q", c.name, f, c.code, c.next)
		}
	}
	if err := writer.Check(identity.WriteNeed, object); err != nil {
		t.Errorf("a member of the product team is refused: %v", err)
	}
}
