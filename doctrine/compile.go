package doctrine

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/fact"
)

// compiler turns the texts of conditions into formulas over one fact model.
//
// Preparing an environment of cel-go costs as much as thirty conditions, so one
// serves every set: it declares the names of all definitions, and scope holds
// those, and only those, that the set being compiled may use.
type compiler struct {
	model    *fact.Model
	env      *condition.With
	scope    condition.Definitions
	weights  map[string]int // of the definitions in scope: the facts they stand for
	ready    map[*Definition]compiled
	problems *havre.Problems
}

// compiled is a condition and the number of facts it names, definitions spelt out.
type compiled struct {
	expr   *condition.Expr
	weight int
}

// MaxWeight bounds the facts that a condition names once its definitions are spelt
// out: twenty definitions that each use the one before twice stand for a million.
const MaxWeight = 1000

func newCompiler(m *fact.Model, lib *library, problems *havre.Problems) (*compiler, error) {
	scope := condition.Definitions{}
	declare := func(list []*Definition) {
		for _, d := range list {
			scope[d.Name] = condition.True(m)
		}
	}
	declare(lib.definitions)
	for _, s := range lib.sets {
		declare(s.Definitions)
	}
	env, err := condition.NewEnv(m).With(scope)
	return &compiler{m, env, scope, map[string]int{}, map[*Definition]compiled{}, problems}, err
}

// compile is every rule of the library, ready to judge, and the conditions of the
// definitions that every set shares, by name.
func compile(m *fact.Model, lib *library, problems *havre.Problems) (map[*Rule]*Applied, map[string]*condition.Expr) {
	out := map[*Rule]*Applied{}
	c, err := newCompiler(m, lib, problems)
	if err != nil {
		*problems = append(*problems, havre.Problem{Message: havre.Same(err.Error())})
		return out, nil
	}
	c.definitions(nil, lib.definitions)
	shared := map[string]*condition.Expr{}
	for _, d := range lib.definitions {
		shared[d.Name] = c.ready[d].expr
	}
	for _, s := range lineage(lib.sets) {
		c.definitions(visible(s, lib.definitions), s.Definitions)
		c.enter(append(visible(s, lib.definitions), s.Definitions...))
		for _, r := range s.Rules {
			out[r] = c.rule(s, r)
		}
	}
	return out, shared
}

// lineage lists sets with each after the one it inherits from.
func lineage(sets []*Set) []*Set {
	var out []*Set
	var visit func(*Set)
	visit = func(s *Set) {
		if slices.Contains(out, s) {
			return
		}
		if s.parent != nil {
			visit(s.parent)
		}
		out = append(out, s)
	}
	for _, s := range sets {
		visit(s)
	}
	return out
}

// visible are the definitions a set may use besides its own: the shared ones,
// then those of the sets it inherits from, the nearest winning.
func visible(s *Set, shared []*Definition) []*Definition {
	var chain []*Set
	for p := s.parent; p != nil; p = p.parent {
		chain = append(chain, p)
	}
	out := slices.Clone(shared)
	for _, p := range slices.Backward(chain) {
		out = append(out, p.Definitions...)
	}
	return out
}

// enter makes these definitions, already compiled, the only ones usable; a later
// one of the same name replaces an earlier one.
func (c *compiler) enter(defs []*Definition) {
	clear(c.scope)
	clear(c.weights)
	for _, d := range defs {
		c.use(d)
	}
}

func (c *compiler) use(d *Definition) {
	c.scope[d.Name], c.weights[d.Name] = c.ready[d].expr, c.ready[d].weight
}

// definitions compiles definitions that may use one another and those before.
func (c *compiler) definitions(before, defs []*Definition) {
	byName := map[string]*Definition{}
	for _, d := range defs {
		if byName[d.Name] != nil {
			c.report(d.place.value(havre.Text{FR: "deux définitions ont ce nom", EN: "two definitions have this name"}, d.Name, nil))
		}
		byName[d.Name] = d
		c.ready[d] = compiled{condition.True(c.model), 1} // what users of a refused definition see
	}
	c.enter(append(slices.Clone(before), defs...))
	const visiting, done = 1, 2
	state := map[*Definition]int{}
	var visit func(*Definition)
	visit = func(d *Definition) {
		state[d] = visiting
		for _, name := range names(d.Means) {
			switch used := byName[name]; {
			case used == nil || state[used] == done:
			case state[used] == visiting:
				c.report(d.means.value(havre.Text{FR: "cette définition tourne en rond", EN: "this definition goes round in circles"}, name, nil))
				state[d] = done
				return
			default:
				visit(used)
			}
		}
		c.ready[d] = c.text(d.Means, d.means)
		c.use(d)
		state[d] = done
	}
	for _, d := range defs {
		if state[d] != done {
			visit(d)
		}
	}
}

var (
	quoted = regexp.MustCompile(`"[^"]*"|'[^']*'`)
	dotted = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_.]*`)
)

// names are the identifiers of a condition that may be definitions.
func names(text string) []string {
	return slices.DeleteFunc(dotted.FindAllString(quoted.ReplaceAllString(text, " "), -1), func(s string) bool {
		return strings.Contains(s, ".")
	})
}

func (c *compiler) rule(s *Set, r *Rule) *Applied {
	a := &Applied{Rule: r, Set: s}
	author := c.field(r, "when", r.When)
	a.Concerns = c.field(r, "concerns", r.Concerns)
	a.Requires = c.field(r, "requires", r.Requires)
	c.sides(r, "when", author, fact.Offer, havre.Text{
		FR: "« when » ne lit que le dossier ; ce qui dépend de l'offre va dans « concerns » ou « requires »",
		EN: "\"when\" reads the dossier only; what depends on the offer goes in \"concerns\" or \"requires\"",
	})
	c.sides(r, "concerns", a.Concerns, fact.Dossier, havre.Text{
		FR: "« concerns » ne lit que l'offre ; ce qui dépend du dossier va dans « when » ou « requires »",
		EN: "\"concerns\" reads the offer only; what depends on the dossier goes in \"when\" or \"requires\"",
	})
	if r.Judges == Organisation {
		c.sides(r, "requires", a.Requires, fact.Offer, havre.Text{
			FR: "une obligation de l'organisme ne lit pas d'offre", EN: "an obligation of the organisation reads no offer",
		})
	}
	a.When = author
	if !slices.Contains(r.Binds, Everyone) {
		if bound, ok := condition.OneOf(c.model, organisationKind, r.Binds); ok {
			a.When = condition.And(bound, author)
		}
	}
	return a
}

func (c *compiler) sides(r *Rule, field string, x *condition.Expr, forbidden fact.Side, why havre.Text) {
	if x.Uses(forbidden) {
		c.report(r.where(field).problem(why))
	}
}

// field compiles one condition of a rule; an empty text always holds.
func (c *compiler) field(r *Rule, name, text string) *condition.Expr {
	if text == "" {
		return condition.True(c.model)
	}
	return c.text(text, r.where(name)).expr
}

// text compiles a condition; a refused one is reported at the character at fault
// and stands as always true, so that the others can still be checked.
func (c *compiler) text(text string, at place) compiled {
	refused := compiled{condition.True(c.model), 1}
	weight := c.weight(text)
	if weight > MaxWeight {
		c.report(at.problem(havre.Text{
			FR: "condition démesurée : plus de %d faits, définitions développées", EN: "condition out of proportion: more than %d facts, definitions spelt out",
		}.With(MaxWeight)))
		return refused
	}
	x, err := c.env.Compile(text)
	if err == nil {
		return compiled{x, weight}
	}
	var e *condition.Error
	if !errors.As(err, &e) {
		c.report(at.problem(havre.Same(err.Error())))
		return refused
	}
	p := at.inside(e.Offset + leading(at)).problem(e.Message)
	p.Value, p.Suggestion = cut(e.Value), e.Suggestion
	c.report(p)
	return refused
}

// weight is how many facts a condition names, at most MaxWeight and one.
func (c *compiler) weight(text string) int {
	total := 0
	for _, name := range dotted.FindAllString(quoted.ReplaceAllString(text, " "), -1) {
		total += max(1, c.weights[name])
	}
	return min(total, MaxWeight+1)
}

// leading is how many characters were trimmed before the condition.
func leading(at place) int {
	if at.scalar == nil {
		return 0
	}
	v := []rune(at.scalar.Value)
	return len(v) - len([]rune(strings.TrimLeft(string(v), " \t\r\n")))
}

func (c *compiler) report(p havre.Problem) {
	*c.problems = append(*c.problems, p)
}
