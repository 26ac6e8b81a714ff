package engine

import (
	"fmt"
	"slices"

	"github.com/havre-cloud/havre/doctrine/condition"
)

// number gives a bit to every formula that a slot needs: first the literals, then
// their opposites, then the others, each after those it reads.
func (c *compiler) number(perRule [][]part) error {
	seen := map[condition.FormulaID]bool{}
	var order []condition.FormulaID
	var visit func(condition.FormulaID)
	visit = func(id condition.FormulaID) {
		if seen[id] || id == condition.FormulaTrue || id == condition.FormulaFalse {
			return
		}
		seen[id] = true
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
	c.allWords = c.numberLiterals(order)
	pending := c.pending(order)
	for len(pending) > 0 {
		pending = c.level(pending)
	}
	if c.allWords > maxWords {
		return fmt.Errorf("%w: the rules make more than %d elementary conditions", ErrTooLarge, maxWords*64)
	}
	return nil
}

// numberLiterals gives their bits to the literals and to their opposites, and says
// how many words they take.
func (c *compiler) numberLiterals(order []condition.FormulaID) int {
	at := map[int]int32{}
	for _, id := range order {
		if n := c.f.Node(id); n.Kind == condition.NodeLiteral {
			if _, ok := at[n.Literal]; !ok {
				at[n.Literal] = int32(len(c.literals))
				c.literals = append(c.literals, c.f.Literals()[n.Literal])
			}
		}
	}
	c.litWords = max(1, (len(c.literals)+63)/64)
	for _, id := range order {
		if n := c.f.Node(id); n.Kind == condition.NodeLiteral {
			c.bits[id] = at[n.Literal]
			if n.Negated {
				c.bits[id] += int32(c.litWords << 6)
			}
		}
	}
	return 2 * c.litWords
}

// todo is a formula that has no bit yet.
type todo struct {
	id    condition.FormulaID
	or    bool
	kids  []condition.FormulaID // those without a bit, as far as we know
	words []word                // the bits it reads, known so far
}

type word struct {
	at   uint32
	mask uint64
}

func (t *todo) add(bit int32) {
	at, m := uint32(bit>>6), uint64(1)<<(bit&63)
	for i := range t.words {
		if t.words[i].at == at {
			t.words[i].mask |= m
			return
		}
	}
	t.words = append(t.words, word{at, m})
}

func (c *compiler) pending(order []condition.FormulaID) []*todo {
	var out []*todo
	for _, id := range order {
		if n := c.f.Node(id); n.Kind != condition.NodeLiteral {
			out = append(out, &todo{id: id, or: n.Kind == condition.NodeOr, kids: n.Kids})
		}
	}
	return out
}

// level emits the gates that can be computed now and returns the formulas left.
func (c *compiler) level(pending []*todo) (left []*todo) {
	for _, t := range pending { // before any bit of this level exists
		waiting := t.kids[:0:0]
		for _, k := range t.kids {
			if bit, ok := c.bits[k]; ok {
				t.add(bit)
			} else {
				waiting = append(waiting, k)
			}
		}
		t.kids = waiting
	}
	var now []*todo
	for _, or := range []bool{false, true} {
		for _, t := range pending {
			if t.or == or && (len(t.words) > 2 || len(t.kids) == 0) {
				now = append(now, t)
			}
		}
	}
	for some := range slices.Chunk(now, 64) {
		c.chunk(some)
	}
	for _, t := range pending {
		if _, ok := c.bits[t.id]; !ok {
			left = append(left, t)
		}
	}
	return left
}

// chunk fills the next word of bits, the last formula's first.
func (c *compiler) chunk(ts []*todo) {
	var ch chunk
	for i, t := range ts {
		if t.or {
			ch.or = append(ch.or, t.gate())
		} else {
			ch.and = append(ch.and, t.gate())
		}
		bit := int32(c.allWords<<6 + len(ts) - 1 - i)
		if len(t.kids) == 0 && len(t.words) == 0 {
			c.bits[t.id] = bit
		} else {
			t.add(bit)
		}
	}
	c.chunks = append(c.chunks, ch)
	c.allWords++
}

// gate takes two words of what the formula reads.
func (t *todo) gate() gate {
	g := gate{one: t.words[0].mask, at1: t.words[0].at, at2: t.words[0].at}
	if len(t.words) > 1 {
		g.two, g.at2 = t.words[1].mask, t.words[1].at
	}
	t.words = t.words[min(2, len(t.words)):]
	return g
}
