package decision

import (
	"cmp"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/bdd"
)

// bddNodes bounds the diagram of one offer. Real ones hold a few hundred nodes; a
// dossier of which everything is unknown, a few thousand.
const bddNodes = 200_000

// questions computes the fewest facts that would make every undetermined offer
// eligible, if their answers were favourable, and orders them by how many offers
// each helps settle. A fact that cannot change a verdict is in no such set. Of an
// offer of which nothing is known that day, nothing is asked either.
func (r *reading) questions(vs []OfferRuled) []Question {
	type wanted struct {
		use    condition.Use
		offer  *catalogue.OfferView // of an offer's fact
		offers []string
	}
	asked := map[string]*wanted{}
	var order []string
	for _, v := range byName(vs) {
		if v.Verdict != Undetermined || !v.Assessable {
			continue
		}
		o, _ := r.view.Offer(v.Offer)
		chosen := func(u condition.Use) bool { _, ok := asked[r.questionPath(u, o)]; return ok }
		for _, u := range r.settling(o, chosen) {
			key := r.questionPath(u, o)
			w, ok := asked[key]
			if !ok {
				w = &wanted{use: u, offer: o}
				asked[key] = w
				order = append(order, key)
			}
			w.offers = append(w.offers, v.Offer)
		}
	}
	out := []Question{}
	for _, key := range order {
		w := asked[key]
		out = append(out, Question{Fact: key, Owner: r.owner(w.use, w.offer), Question: r.ask(w.use, w.offer), Decides: w.offers})
	}
	slices.SortStableFunc(out, func(a, b Question) int {
		return cmp.Or(cmp.Compare(len(b.Decides), len(a.Decides)), compareBool(!strings.HasPrefix(a.Fact, "offers."), !strings.HasPrefix(b.Fact, "offers.")), cmp.Compare(a.Fact, b.Fact))
	})
	return out
}

// byName puts the offers in an order that does not depend on their rank.
func byName(vs []OfferRuled) []OfferRuled {
	out := slices.Clone(vs)
	slices.SortFunc(out, func(a, b OfferRuled) int { return cmp.Compare(a.Offer, b.Offer) })
	return out
}

// questionPath names a fact in a question; the offer's carry its identifier.
func (r *reading) questionPath(u condition.Use, o *catalogue.OfferView) string {
	return r.paths([]condition.Use{u}, o)[0]
}

// owner is who knows a fact: whoever the catalogue names, or the usual person.
func (r *reading) owner(u condition.Use, o *catalogue.OfferView) string {
	if u.Ref.Side == fact.Offer {
		if a, ok := r.exchange(u, o); ok && len(a.Asks) > 0 {
			return a.Asks[0].Owner.In(r.lang)
		}
		if c, ok := o.Claim(r.path(u)); ok && !c.Owner.IsZero() {
			return c.Owner.In(r.lang)
		}
		if !o.Owner.IsZero() {
			return o.Owner.In(r.lang)
		}
	}
	return r.model.Def(u.Ref).Owner.In(r.lang)
}

// ask is the sentence to send to the owner.
func (r *reading) ask(u condition.Use, o *catalogue.OfferView) string {
	q := r.model.Def(u.Ref).Question
	if u.Ref.Side == fact.Dossier {
		return q.In(r.lang)
	}
	title := o.Title.In(r.lang)
	if strings.Count(q.FR, "%s") == 2 {
		return q.With(title, fact.Label(u.Member)).In(r.lang)
	}
	return q.With(title).In(r.lang)
}

// settling is a least set of unknown facts that, answered well, make an offer
// eligible. Facts already asked for cost nothing, so that offers share questions.
func (r *reading) settling(o *catalogue.OfferView, chosen func(condition.Use) bool) []condition.Use {
	q := &questioning{reading: r, offer: o, formulas: condition.NewFormulas(r.model, r.offerFacts()), at: map[int]int{}}
	fine := q.eligible()
	if q.m.Err() != nil || q.m.IsFalse(fine) {
		return nil
	}
	answers, ok := q.m.CheapestSat(fine, func(variable int, _ bool) int {
		if u := q.uses[variable]; !chosen(u) {
			return 10_000 / q.sizes[u] // a fact is one question, however many literals it has
		}
		return 0
	})
	if !ok {
		return nil
	}
	return q.irredundant(fine, answers)
}

// questioning is the exact study of one undetermined offer: its unknown literals
// are the variables of a diagram of "every rule holds".
type questioning struct {
	*reading
	offer    *catalogue.OfferView
	formulas *condition.Formulas
	m        *bdd.Manager
	at       map[int]int     // literal -> variable
	uses     []condition.Use // variable -> the fact to ask for
	sizes    map[condition.Use]int
	legal    bdd.Ref // what the domains of the facts allow
}

// eligible is true where no rule that decides is broken.
func (q *questioning) eligible() bdd.Ref {
	var broken []condition.FormulaID
	for _, k := range q.plan.must {
		a := &q.plan.offer[k]
		if w, _ := q.waiver(a, q.offer.ID); w == nil {
			broken = append(broken, q.formulas.And(q.formulas.Add(a.When), q.formulas.Add(a.Concerns), q.formulas.AddNot(a.Requires)))
		}
	}
	f := q.formulas.Or(broken...)
	q.variables(f)
	q.m = bdd.New(len(q.uses), bddNodes)
	q.legal = q.domains()
	return q.m.And(q.m.Not(q.diagram(f, map[condition.FormulaID]bdd.Ref{})), q.legal)
}

func (q *questioning) side(s fact.Side) fact.Facts {
	if s == fact.Offer {
		return q.offer.Facts
	}
	return q.facts
}

// variables gives one to each unknown literal, in the order in which the rules meet
// them, but for one thing: what is needed and what is offered stand side by side,
// member by member. The diagram then stays small even when nothing is known, where
// all the needs before all the offers would double it with each member.
func (q *questioning) variables(f condition.FormulaID) {
	var order []int // literals
	partners := map[int][]int{}
	seen := map[condition.FormulaID]bool{}
	var visit func(condition.FormulaID)
	visit = func(id condition.FormulaID) {
		if seen[id] {
			return
		}
		seen[id] = true
		n := q.formulas.Node(id)
		if n.Kind == condition.NodeLiteral {
			order = append(order, n.Literal)
		}
		if a, b, ok := q.pair(n); ok {
			partners[a], partners[b] = append(partners[a], b), append(partners[b], a)
		}
		for _, k := range n.Kids {
			visit(k)
		}
	}
	visit(f)
	q.sizes = map[condition.Use]int{}
	placed := map[int]bool{}
	var place func(literal int)
	place = func(literal int) {
		if placed[literal] {
			return
		}
		placed[literal] = true
		q.variable(literal)
		for _, p := range partners[literal] {
			place(p)
		}
	}
	for _, i := range order {
		place(i)
	}
}

// pair is the two literals of a formula that holds one of each side and no more: a
// need and the offer's answer to it.
func (q *questioning) pair(n *condition.Node) (a, b int, ok bool) {
	if len(n.Kids) != 2 {
		return 0, 0, false
	}
	x, y := q.formulas.Node(n.Kids[0]), q.formulas.Node(n.Kids[1])
	return x.Literal, y.Literal, x.Kind == condition.NodeLiteral && y.Kind == condition.NodeLiteral && x.Dossier != y.Dossier
}

// variable numbers a literal, if it is unknown and has no number yet.
func (q *questioning) variable(literal int) {
	l := q.formulas.Literals()[literal]
	if _, ok := q.at[literal]; ok || l.Eval(q.model, q.side(l.Ref.Side)) != havre.Unknown {
		return
	}
	q.at[literal] = len(q.uses)
	u := q.use(l)
	q.uses = append(q.uses, u)
	q.sizes[u]++
}

// use is what to ask for a literal: a member of an offer's set, or a whole fact.
func (q *questioning) use(l condition.Literal) condition.Use {
	u := condition.Use{Ref: l.Ref}
	if l.Op == condition.Has && l.Ref.Side == fact.Offer {
		u.Member = q.model.Def(l.Ref).Values[l.N]
	}
	return u
}

// domains says what literals of one fact can be true together: a word is one of
// its list, a number that reaches a bound reaches the lower ones.
func (q *questioning) domains() bdd.Ref {
	type domain struct {
		ref fact.Ref
		op  condition.LiteralOp
	}
	lits := q.formulas.Literals()
	together := map[domain][]int{} // literals; the members of a set are free
	for i := range q.at {
		if l := lits[i]; l.Op == condition.Is || l.Op == condition.AtLeast {
			together[domain{l.Ref, l.Op}] = append(together[domain{l.Ref, l.Op}], i)
		}
	}
	legal := bdd.True
	for d, list := range together {
		for _, i := range list {
			for _, j := range list {
				switch {
				case d.op == condition.Is && i < j:
					legal = q.m.And(legal, q.m.Not(q.m.And(q.m.Var(q.at[i]), q.m.Var(q.at[j]))))
				case d.op == condition.AtLeast && lits[i].N > lits[j].N:
					legal = q.m.And(legal, q.m.Imp(q.m.Var(q.at[i]), q.m.Var(q.at[j])))
				}
			}
		}
	}
	return legal
}

func (q *questioning) diagram(id condition.FormulaID, memo map[condition.FormulaID]bdd.Ref) bdd.Ref {
	if f, ok := memo[id]; ok {
		return f
	}
	var f bdd.Ref
	switch n := q.formulas.Node(id); n.Kind {
	case condition.NodeConst:
		f = bdd.Const(id == condition.FormulaTrue)
	case condition.NodeLiteral:
		f = q.literal(n)
	case condition.NodeAnd:
		f = bdd.True
		for _, k := range slices.Backward(n.Kids) { // the last variables first: each step then stays at the top
			f = q.m.And(q.diagram(k, memo), f)
		}
	case condition.NodeOr:
		f = bdd.False
		for _, k := range slices.Backward(n.Kids) {
			f = q.m.Or(q.diagram(k, memo), f)
		}
	}
	memo[id] = f
	return f
}

func (q *questioning) literal(n *condition.Node) bdd.Ref {
	var f bdd.Ref
	if v, unknown := q.at[n.Literal]; unknown {
		f = q.m.Var(v)
	} else {
		l := q.formulas.Literals()[n.Literal]
		f = bdd.Const(l.Eval(q.model, q.side(l.Ref.Side)) == havre.Yes)
	}
	if n.Negated {
		return q.m.Not(f)
	}
	return f
}

// irredundant drops every fact without which the others still settle the verdict.
func (q *questioning) irredundant(fine bdd.Ref, answers map[int]bool) []condition.Use {
	var uses []condition.Use
	for v := range q.uses {
		if _, ok := answers[v]; ok && !slices.Contains(uses, q.uses[v]) {
			uses = append(uses, q.uses[v])
		}
	}
	for i := range slices.Backward(uses) {
		without := slices.Delete(slices.Clone(uses), i, i+1)
		if q.settles(fine, answers, without) {
			uses = without
		}
	}
	return uses
}

// settles says whether these answers, alone, leave no legal way to be refused.
func (q *questioning) settles(fine bdd.Ref, answers map[int]bool, uses []condition.Use) bool {
	kept := make(map[condition.Use]bool, len(uses))
	for _, u := range uses {
		kept[u] = true
	}
	given := make(map[int]bool, len(answers))
	for v, value := range answers {
		if kept[q.uses[v]] {
			given[v] = value
		}
	}
	f, legal := q.m.Assign(fine, given), q.m.Assign(q.legal, given)
	return q.m.Err() == nil && f == legal
}
