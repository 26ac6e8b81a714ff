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
	"errors"
	"slices"

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
	maxWords = 32   // of 64 dossier bits: literals and gates
	maxSlots = 4096 // for one rule
)

// ErrTooLarge is what [Compile] returns, wrapped, for rules beyond those bounds.
var ErrTooLarge = errors.New("the rules are too large")

// Program is a set of rules compiled for a list of offers. It is immutable and
// may be used from many goroutines, each with its own [Scratch].
type Program struct {
	model    *fact.Model
	rules    []Rule
	offers   int
	words    int // of 64 offers
	literals []condition.Literal
	litWords int     // the words of literals; those of their opposites follow
	chunks   []chunk // each fills the word of bits after the one before
	allWords int
	always   row    // the offers that break a rule whatever the dossier
	slots    []slot // one a distinct dossier condition, rules merged: for verdicts
	reasons  []slot // one a rule and condition: for reasons
	byRule   []int  // reasons[byRule[i]:byRule[i+1]] are rule i's
	rows     []uint64
	// For at most 64 offers, the slots seen from the offers: over the words that slots
	// read, the bits that certainly break each offer, then those that may.
	slotWords []int32
	masks     []uint64
}

// gate is the "and", or the "or", of earlier bits: some of one word and some of
// another. A formula that reads more words is several gates.
type gate struct {
	one, two uint64
	at1, at2 uint32
}

// chunk is at most 64 gates that read only the words before theirs, so that none
// waits for another. They fill one word, the last in bit 0.
type chunk struct{ and, or []gate }

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
	var perRule [][]part
	for _, r := range rules {
		ps, err := c.parts(r)
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

// slotRows lays out the bitmaps: merged by dossier condition for verdicts, and by
// rule for reasons.
func (c *compiler) slotRows(perRule [][]part) {
	merged := map[int32]int{}
	always := make([]uint64, 2*c.words)
	for i, ps := range perRule {
		c.byRule = append(c.byRule, len(c.reasons))
		for _, p := range ps {
			bitmaps := p.offers
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
	if c.words == 1 {
		c.transpose()
	}
}

// transpose lays the merged slots out by offer, over the words that slots read.
func (c *compiler) transpose() {
	for _, sl := range c.slots {
		if w := sl.bit >> 6; !slices.Contains(c.slotWords, w) {
			c.slotWords = append(c.slotWords, w)
		}
	}
	n := len(c.slotWords)
	c.masks = make([]uint64, 2*n*c.Program.offers)
	for _, sl := range c.slots {
		w, b := slices.Index(c.slotWords, sl.bit>>6), uint64(1)<<(sl.bit&63)
		for o := range c.Program.offers {
			if c.rows[sl.at]>>o&1 == 1 {
				c.masks[2*n*o+w] |= b
			}
			if c.rows[sl.at+1]>>o&1 == 1 {
				c.masks[2*n*o+n+w] |= b
			}
		}
	}
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
	for _, c := range p.chunks {
		gates += len(c.and) + len(c.or)
	}
	return len(p.literals), gates, len(p.slots)
}
