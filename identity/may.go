package identity

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

// PortalPath is the path of the whole portal: above every organisation.
const PortalPath = "/"

// Object is what an action is about.
type Object struct {
	Path   string   // of its organisation; "" or [PortalPath] is the whole portal
	Owner  string   // the person who wrote it, who may always read and discuss it
	Shared []string // paths of organisations, and identifiers of people, it is shared with for reading and discussing
	Draft  bool     // only those who may write needs, and its owner, see it
}

// Answer is what the policy says.
type Answer int

// Allowed; Refused, to somebody who may know that the object exists; Hidden, to
// somebody who may not: the same as an object that does not exist.
const (
	Hidden Answer = iota
	Refused
	Allowed
)

// May answers whether the actor may do this to that object.
func (a Actor) May(act Action, o Object) Answer {
	rule, o := RuleOf(act), o.placed()
	switch {
	case a.IsSystem():
		return Allowed
	case !a.SignedIn() || !a.sees(rule, o):
		return Hidden
	case a.holds(rule, o) && a.inScope(rule.Scope):
		return Allowed
	}
	return Refused
}

// placed is the object at the path of the whole portal, if it has none of its own.
func (o Object) placed() Object {
	if o.Path == "" {
		o.Path = PortalPath
	}
	return o
}

// sees says whether the actor may know that the object of a rule exists.
func (a Actor) sees(r Rule, o Object) bool {
	if r.SeenBy == "" {
		return true
	}
	seenBy := r.SeenBy
	if seenBy == ReadNeed && o.Draft {
		seenBy = ReadDraft
	}
	return a.inScope(ScopeRead) && a.holds(RuleOf(seenBy), o)
}

// holds says whether the roles of the actor, or its being the owner or the reader
// of the object, allow the action; scopes aside.
func (a Actor) holds(r Rule, o Object) bool {
	if (r.Reach == OrOwned || r.Reach == OrShared) && o.Owner == a.ID {
		return true
	}
	if r.Reach == OrShared && !o.Draft && slices.Contains(o.Shared, a.ID) {
		return true
	}
	return slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return slices.Contains(r.Roles, g.Role) && g.reaches(r.Reach, o)
	})
}

// reaches says whether a role on this node counts for that object.
func (g Grant) reaches(r Reach, o Object) bool {
	switch {
	case r == Everywhere:
		return g.Path == PortalPath
	case within(o.Path, g.Path):
		return true
	case r == OrAbove:
		return within(g.Path, o.Path)
	case r == OrShared && !o.Draft:
		return slices.ContainsFunc(o.Shared, func(s string) bool {
			return strings.HasPrefix(s, PortalPath) && (within(s, g.Path) || within(g.Path, s))
		})
	}
	return false
}

// within says whether a path is that of an organisation or of one below it. A
// path that was never filled in contains nothing.
func within(path, top string) bool { return top != "" && strings.HasPrefix(path, top) }

// inScope says whether the token in use, when there is one, has the scope.
func (a Actor) inScope(s Scope) bool {
	return a.Scopes == nil || slices.Contains(a.Scopes, s) || s == ScopeRead && len(a.Scopes) > 0
}

// Scoped are the paths on which a role of the actor allows an action, the roots of
// what a list shows; all is true when that is everything. Paths is never nil, so
// that "nowhere" is not taken for "everywhere".
func (a Actor) Scoped(act Action) (paths []string, all bool) {
	paths = []string{}
	if a.IsSystem() {
		return paths, true
	}
	rule := RuleOf(act)
	if !a.inScope(rule.Scope) {
		return paths, false
	}
	for _, g := range a.Grants {
		if slices.Contains(rule.Roles, g.Role) && g.Path != "" {
			paths = append(paths, g.Path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths), slices.Contains(paths, PortalPath)
}

// Check turns an answer into nothing, or the fault to tell: the same for what is
// hidden as for what does not exist.
func (a Actor) Check(act Action, o Object) error {
	switch answer := a.May(act, o); {
	case answer == Allowed:
		return nil
	case !a.SignedIn():
		return Unauthenticated()
	case answer == Hidden:
		return Missing()
	}
	fault := forbidden(act)
	if rule := RuleOf(act); a.holds(rule, o.placed()) {
		fault = outOfScope(rule)
	}
	return &Refusal{fault, act, o.placed().Path}
}

// Unauthenticated is the answer to somebody who is not signed in.
func Unauthenticated() error {
	return &havre.Fault{
		Code:    havre.Unauthenticated,
		Message: havre.Text{FR: "Il faut être connecté.", EN: "You must be signed in."},
		Next:    havre.Text{FR: "Connectez-vous, puis recommencez.", EN: "Sign in, then try again."},
	}
}

// Missing is the answer for what does not exist and for what is hidden.
func Missing() error {
	return &havre.Fault{
		Code:    havre.NotFound,
		Message: havre.Text{FR: "Cet objet n’existe pas, ou vous n’y avez pas accès.", EN: "This object does not exist, or you may not see it."},
		Next:    havre.Text{FR: "Vérifiez l’adresse ; sinon demandez l’accès à un administrateur de l’organisation.", EN: "Check the address; otherwise ask an administrator of the organisation for access."},
	}
}

// Forbid is the refusal of an action on all that it is about.
func Forbid(act Action) error { return &Refusal{forbidden(act), act, PortalPath} }

// forbidden tells somebody who sees the object which roles allow the action and who
// grants them.
func forbidden(act Action) *havre.Fault {
	rule := RuleOf(act)
	var fr, en []string
	for _, r := range rule.Roles {
		fr, en = append(fr, r.Text().FR), append(en, r.Text().EN)
	}
	who := havre.Text{FR: "Un administrateur de l’organisation l’accorde.", EN: "An administrator of the organisation grants it."}
	if rule.Reach == Everywhere {
		who = havre.Text{FR: "Un administrateur du portail l’accorde, pour tout le portail.", EN: "An administrator of the portal grants it, for the whole portal."}
	}
	return &havre.Fault{
		Code:    havre.Forbidden,
		Message: havre.Text{FR: "Votre rôle ne permet pas ceci : %s.", EN: "Your role does not allow this: %s."}.With(rule.Text),
		Next: havre.Text{
			FR: "Il faut l’un de ces rôles : " + strings.Join(fr, ", ") + ". " + who.FR,
			EN: "One of these roles is needed: " + strings.Join(en, ", ") + ". " + who.EN,
		},
	}
}

// outOfScope is the refusal to a token whose owner might have done it.
func outOfScope(r Rule) *havre.Fault {
	return &havre.Fault{
		Code:    havre.Forbidden,
		Message: havre.Text{FR: "Ce jeton ne permet pas ceci : %s.", EN: "This token does not allow this: %s."}.With(r.Text),
		Next: havre.Text{
			FR: "Créez un jeton dont la portée comprend « " + string(r.Scope) + " ».",
			EN: "Create a token whose scopes include “" + string(r.Scope) + "”.",
		},
	}
}
