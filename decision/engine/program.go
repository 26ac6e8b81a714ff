// Package engine decides many rules over many offers, or many dossiers, at once.
//
// A rule is broken when it applies to the dossier, concerns the offer and is not
// satisfied. That formula is split into slots, each a condition on the dossier and
// a bitmap of the offers that break the rule when the condition holds. Deciding a
// dossier is then: set its bits, run a short list of gates, and OR the bitmaps of
// the slots that hold. There are two bitmaps a slot, because logic is three-valued:
// the offers that certainly break the rule, and those that may.
//
// The same slots, seen the other way round, are columns over dossiers: that is
// [Index], which tells what a change of the catalogue does to a million dossiers.
//
// The package knows conditions and bits. It knows no rule text, no date, no source
// and no file; explanations are made elsewhere, from the conditions themselves, and
// a test holds both to the same answers.
package engine

import (
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/fact"
)

// Rule is what the engine needs of a rule.
type Rule struct {
	ID       string
	When     *condition.Expr // over the dossier
	Concerns *condition.Expr // over the offer
	Requires *condition.Expr // over both
}

// Bounds on a program, checked when it is compiled.
const (
	maxWords = 16   // of 64 dossier bits: literals and gates
	maxSlots = 4096 // for one rule
)

// Program is a set of rules compiled for a list of offers. It is immutable and
// may be used from many goroutines, each with its own [Scratch].
type Program struct {
	model    *fact.Model
	rules    []Rule
	offers   int
	words    int // of 64 offers
	literals []condition.Literal
	gates    []gate
	operands []operand
	firstBit int // of the gates: the literals come before
	litWords int
	allWords int
	always   row    // the offers that break a rule whatever the dossier
	slots    []slot // one a distinct dossier condition, rules merged: for verdicts
	reasons  []slot // one a rule and condition: for reasons
	byRule   []int  // reasons[byRule[i]:byRule[i+1]] are rule i's
	rows     []uint64
}

// gate is an "and" or an "or" of earlier bits.
type gate struct {
	and        bool
	start, end int32 // in operands
}

// operand is some bits of one word, straight or negated.
type operand struct {
	word     int32
	pos, neg uint64
}

// row points at two bitmaps over the offers in Program.rows: those that certainly
// break the rule, then those that may.
type row struct{ at int32 }

// slot says: when this dossier bit holds, these offers break the rule.
type slot struct {
	bit  int32 // dossier bit, or bitTrue
	rule int32
	row
}

const bitTrue = -1

// Compile lowers rules for these offers, in time proportional to rules x offers.
func Compile(m *fact.Model, rules []Rule, offers []fact.Facts) (*Program, error) {
	c := &compiler{
		Program: &Program{model: m, rules: rules, offers: len(offers), words: wordsFor(len(offers))},
		f:       condition.NewFormulas(m, offers), offers: offers,
		bits: map[condition.FormulaID]int32{}, offerRow: map[condition.FormulaID][]uint64{},
	}
	var perRule [][]product
	for _, r := range rules {
		ps, err := c.products(r)
		if err != nil {
			return nil, err
		}
		perRule = append(perRule, ps)
	}
	if err := c.number(perRule); err != nil {
		return nil, err
	}
	c.slotRows(perRule)
	return c.Program, nil
}

// wordsFor rounds up to whole blocks above one word, so that loops have no tail.
func wordsFor(n int) int {
	w := (n + 63) / 64
	if w > 1 {
		w = (w + 7) &^ 7
	}
	return max(w, 1)
}

type compiler struct {
	*Program
	f        *condition.Formulas
	offers   []fact.Facts
	bits     map[condition.FormulaID]int32
	offerRow map[condition.FormulaID][]uint64
}

// product is a condition on the dossier and one on the offer: both must hold.
type product struct{ dossier, offer condition.FormulaID }

// products splits "the rule is broken" into products, keeping those that some
// offer can meet, and merging those with the same condition on the dossier.
func (c *compiler) products(r Rule) ([]product, error) {
	broken := c.f.And(c.f.Add(r.When), c.f.Add(r.Concerns), c.f.AddNot(r.Requires))
	split, ok := c.split(broken)
	if !ok {
		return nil, fmt.Errorf("rule %s mixes the dossier and the offer in more than %d ways: simplify its requirement", r.ID, maxSlots)
	}
	var out []product
	at := map[condition.FormulaID]int{}
	for _, p := range split {
		if i, seen := at[p.dossier]; seen {
			out[i].offer = c.f.Or(out[i].offer, p.offer)
			continue
		}
		at[p.dossier] = len(out)
		out = append(out, p)
	}
	kept := out[:0]
	for _, p := range out {
		if p.dossier != condition.FormulaFalse && anyBit(c.offersOf(p.offer)) {
			kept = append(kept, p)
		}
	}
	return kept, nil
}

// split writes a formula as an "or" of products. Only parts that read both sides
// are multiplied out; the rest stays as it is written.
func (c *compiler) split(id condition.FormulaID) ([]product, bool) {
	n := *c.f.Node(id)
	switch {
	case !n.Offer:
		return []product{{id, condition.FormulaTrue}}, true
	case !n.Dossier:
		return []product{{condition.FormulaTrue, id}}, true
	case n.Kind == condition.NodeOr:
		var out []product
		for _, k := range n.Kids {
			ps, ok := c.split(k)
			if !ok || len(out)+len(ps) > maxSlots {
				return nil, false
			}
			out = append(out, ps...)
		}
		return out, true
	}
	out := []product{{condition.FormulaTrue, condition.FormulaTrue}}
	for _, k := range n.Kids {
		ps, ok := c.split(k)
		if !ok || len(out)*len(ps) > maxSlots {
			return nil, false
		}
		next := make([]product, 0, len(out)*len(ps))
		for _, a := range out {
			for _, b := range ps {
				next = append(next, product{c.f.And(a.dossier, b.dossier), c.f.And(a.offer, b.offer)})
			}
		}
		out = next
	}
	return out, true
}

// offersOf is the pair of bitmaps of an offer condition: certainly, then possibly.
func (c *compiler) offersOf(id condition.FormulaID) []uint64 {
	if r, ok := c.offerRow[id]; ok {
		return r
	}
	r := make([]uint64, 2*c.words)
	for i, o := range c.offers {
		w, b := i>>6, uint64(1)<<(i&63)
		switch c.f.Eval(id, nil, o) {
		case havre.Yes:
			r[w] |= b
			r[c.words+w] |= b
		case havre.Unknown:
			r[c.words+w] |= b
		case havre.No:
		}
	}
	c.offerRow[id] = r
	return r
}

func anyBit(words []uint64) bool {
	for _, w := range words {
		if w != 0 {
			return true
		}
	}
	return false
}

// number gives a bit to every literal and gate that a slot needs: literals first,
// then gates after the bits they read.
func (c *compiler) number(perRule [][]product) error {
	need := map[condition.FormulaID]bool{}
	var order []condition.FormulaID
	var visit func(condition.FormulaID)
	visit = func(id condition.FormulaID) {
		if need[id] || id == condition.FormulaTrue || id == condition.FormulaFalse {
			return
		}
		need[id] = true
		for _, k := range c.f.Node(id).Kids {
			visit(k)
		}
		order = append(order, id)
	}
	for _, ps := range perRule {
		for _, p := range ps {
			visit(p.dossier)
		}
	}
	litBit := map[int]int32{}
	for _, id := range order { // literals met, straight or negated
		if n := c.f.Node(id); n.Kind == condition.NodeLiteral {
			if _, ok := litBit[n.Literal]; !ok {
				litBit[n.Literal] = int32(len(c.literals))
				c.literals = append(c.literals, c.f.Literals()[n.Literal])
			}
		}
	}
	c.firstBit = len(c.literals)
	c.litWords = max(1, (c.firstBit+63)/64)
	for _, id := range order {
		c.gate(id, litBit)
	}
	c.allWords = (c.firstBit + len(c.gates) + 63) / 64
	c.allWords = max(c.allWords, c.litWords)
	if c.allWords > maxWords {
		return fmt.Errorf("the rules make %d elementary conditions, %d at most", c.firstBit+len(c.gates), maxWords*64)
	}
	return nil
}

// gate numbers one formula. A straight literal is its own bit; a negated one, when
// a slot reads it alone, becomes a gate of one operand.
func (c *compiler) gate(id condition.FormulaID, litBit map[int]int32) {
	n := c.f.Node(id)
	if n.Kind == condition.NodeLiteral && !n.Negated {
		c.bits[id] = litBit[n.Literal]
		return
	}
	g := gate{and: n.Kind == condition.NodeAnd, start: int32(len(c.operands))}
	add := func(bit int32, negated bool) {
		w, m := bit>>6, uint64(1)<<(bit&63)
		for i := int(g.start); i < len(c.operands); i++ {
			if c.operands[i].word == w {
				c.operands[i].set(m, negated)
				return
			}
		}
		c.operands = append(c.operands, operand{word: w})
		c.operands[len(c.operands)-1].set(m, negated)
	}
	if n.Kind == condition.NodeLiteral {
		add(litBit[n.Literal], true)
	}
	for _, k := range n.Kids {
		if kn := c.f.Node(k); kn.Kind == condition.NodeLiteral {
			add(litBit[kn.Literal], kn.Negated)
		} else {
			add(c.bits[k], false)
		}
	}
	g.end = int32(len(c.operands))
	c.bits[id] = int32(c.firstBit + len(c.gates))
	c.gates = append(c.gates, g)
}

func (o *operand) set(m uint64, negated bool) {
	if negated {
		o.neg |= m
	} else {
		o.pos |= m
	}
}

// slotRows lays out the bitmaps: merged by dossier condition for verdicts, and by
// rule for reasons.
func (c *compiler) slotRows(perRule [][]product) {
	merged := map[int32]int{}
	always := make([]uint64, 2*c.words)
	for i, ps := range perRule {
		c.byRule = append(c.byRule, len(c.reasons))
		for _, p := range ps {
			bitmaps := c.offersOf(p.offer)
			bit := int32(bitTrue)
			if p.dossier != condition.FormulaTrue {
				bit = c.bits[p.dossier]
			}
			c.reasons = append(c.reasons, slot{bit, int32(i), c.put(bitmaps)})
			if bit == bitTrue {
				orInto(always, bitmaps)
				continue
			}
			j, ok := merged[bit]
			if !ok {
				j = len(c.slots)
				merged[bit] = j
				c.slots = append(c.slots, slot{bit, -1, c.put(make([]uint64, 2*c.words))})
			}
			at := c.slots[j].at
			orInto(c.rows[at:int(at)+2*c.words], bitmaps)
		}
	}
	c.byRule = append(c.byRule, len(c.reasons))
	c.always = c.put(always)
}

func (c *compiler) put(bitmaps []uint64) row {
	at := len(c.rows)
	c.rows = append(c.rows, bitmaps...)
	return row{int32(at)}
}

func orInto(dst, src []uint64) {
	for i := range dst {
		dst[i] |= src[i]
	}
}

// Offers is how many offers the program decides.
func (p *Program) Offers() int { return p.offers }

// Rules is how many rules it holds.
func (p *Program) Rules() int { return len(p.rules) }

// Size describes the program: dossier literals, gates, and slots.
func (p *Program) Size() (literals, gates, slots int) {
	return len(p.literals), len(p.gates), len(p.slots)
}
