package identity_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// drawPath draws an organisation of a small tree, so that paths often meet.
func drawPath(t *rapid.T, label string) string {
	steps := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "ab"}), 1, 4).Draw(t, label)
	return "/" + strings.Join(steps, "/") + "/"
}

func drawObject(t *rapid.T) identity.Object {
	o := identity.Object{
		Owner: rapid.SampledFrom([]string{"", me, "dominique"}).Draw(t, "owner"),
		Draft: rapid.Bool().Draw(t, "draft"),
	}
	if rapid.Bool().Draw(t, "of an organisation") {
		o.Path = drawPath(t, "path")
	}
	for range rapid.IntRange(0, 2).Draw(t, "shares") {
		if rapid.Bool().Draw(t, "shared with a person") {
			o.Shared = append(o.Shared, rapid.SampledFrom([]string{me, "dominique"}).Draw(t, "person"))
		} else {
			o.Shared = append(o.Shared, drawPath(t, "shared path"))
		}
	}
	return o
}

func drawGrants(t *rapid.T) (grants []identity.Grant) {
	for range rapid.IntRange(0, 3).Draw(t, "grants") {
		g := identity.Grant{Role: drawRole(t), Path: identity.PortalPath}
		if rapid.IntRange(0, 4).Draw(t, "on the portal") > 0 {
			g.Path = drawPath(t, "grant")
		}
		grants = append(grants, g)
	}
	return grants
}

func drawActor(t *rapid.T) identity.Actor {
	return identity.Actor{ID: me, Kind: identity.Human, Grants: drawGrants(t)}
}

func drawRole(t *rapid.T) identity.Role { return rapid.SampledFrom(identity.Roles).Draw(t, "role") }

func drawAction(t *rapid.T) identity.Action {
	return rapid.SampledFrom(identity.Policy).Draw(t, "rule").Action
}

// A role on a node gives at most what the same role on its parent gives.
func TestRolesAreInherited(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path, role, o, act := drawPath(t, "node"), drawRole(t), drawObject(t), drawAction(t)
		parent := path[:strings.LastIndex(strings.TrimSuffix(path, "/"), "/")+1]
		here, above := person(path, role).May(act, o), person(parent, role).May(act, o)
		if here > above {
			t.Fatalf("%s %s %+v: %v on %s, %v on %s", role, act, o, here, path, above, parent)
		}
	})
}

// One more role never takes anything away.
func TestRolesOnlyAdd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, o, act := drawActor(t), drawObject(t), drawAction(t)
		before := a.May(act, o)
		a.Grants = append(slices.Clone(a.Grants), identity.Grant{Role: drawRole(t), Path: drawPath(t, "more")})
		if after := a.May(act, o); after < before {
			t.Fatalf("%s %+v: %v, then %v with %+v", act, o, before, after, a.Grants)
		}
	})
}

// A token never gives more than its owner has, and one more scope never takes
// anything away.
func TestTokensGiveAtMostTheirOwner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, o, act := drawActor(t), drawObject(t), drawAction(t)
		scopes := rapid.SliceOfDistinct(rapid.SampledFrom(identity.Scopes), rapid.ID[identity.Scope]).Draw(t, "scopes")
		few, more, owner := token(a, scopes...).May(act, o), token(a, identity.Scopes...).May(act, o), a.May(act, o)
		if few > more || more > owner {
			t.Fatalf("%s %+v: %v with %v, %v with every scope, %v for the owner", act, o, few, scopes, more, owner)
		}
	})
}

// What is hidden is answered to the letter as what does not exist.
func TestHiddenIsMissing(t *testing.T) {
	missing := identity.Missing()
	rapid.Check(t, func(t *rapid.T) {
		a, o, act := drawActor(t), drawObject(t), drawAction(t)
		if a.May(act, o) != identity.Hidden {
			return
		}
		if d := cmp.Diff(missing, a.Check(act, o)); d != "" {
			t.Fatalf("%s %+v: what is hidden gives itself away:\n%s", act, o, d)
		}
	})
}

// Nobody is told to sign in, whatever exists or not.
func TestNobodyLearnsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if d := cmp.Diff(identity.Unauthenticated(), identity.Nobody().Check(drawAction(t), drawObject(t))); d != "" {
			t.Fatal(d)
		}
	})
}

// A refusal is never told of what may not be seen, and nothing is done to it.
func TestWhatIsNotSeenIsNotTouched(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, o, act := drawActor(t), drawObject(t), drawAction(t)
		seenBy := identity.RuleOf(act).SeenBy
		if seenBy == "" || a.May(seenBy, o) == identity.Allowed {
			return
		}
		if got := a.May(act, o); got != identity.Hidden {
			t.Fatalf("%s %+v: answered %v though %s is not allowed", act, o, got, seenBy)
		}
	})
}

// The lists show what the policy allows one by one: an object that is neither a
// draft, nor one's own, nor shared, is allowed where its path is below one of
// those that lists are made of.
func TestListsAgreeWithThePolicy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, act := drawActor(t), drawAction(t)
		if rapid.Bool().Draw(t, "by token") {
			a = token(a, rapid.SampledFrom(identity.Scopes).Draw(t, "scope"))
		}
		rule := identity.RuleOf(act)
		if rule.Reach == identity.Everywhere || rule.Reach == identity.OrAbove {
			return // no list, and one that also shows the way to its items
		}
		path := drawPath(t, "object")
		paths, all := a.Scoped(act)
		listed := all || slices.ContainsFunc(paths, func(p string) bool { return strings.HasPrefix(path, p) })
		if allowed := a.May(act, identity.Object{Path: path}) == identity.Allowed; allowed != listed {
			t.Fatalf("%s %s: allowed %v, listed %v by %v", act, path, allowed, listed, paths)
		}
	})
}

// A fault of the policy is told in both languages, whole.
func TestFaultsAreSaidTwice(t *testing.T) {
	for _, rule := range identity.Policy {
		f := havre.FaultOf(identity.Forbid(rule.Action))
		for _, text := range []havre.Text{f.Message, f.Next} {
			if text.FR == "" || text.EN == "" || strings.Contains(text.FR+text.EN, "%!") {
				t.Errorf("%s: %+v", rule.Action, text)
			}
		}
	}
}
