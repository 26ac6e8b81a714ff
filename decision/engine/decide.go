package engine

import (
	"math/bits"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// Packed is a dossier reduced to the bits a program reads: the literals known to
// be true, then those known to be false. It belongs to the program that made it.
type Packed []uint64

// PackedWords is the length of a Packed.
func (p *Program) PackedWords() int { return 2 * p.litWords }

// Pack reduces a dossier's facts into dst, which has PackedWords words.
func (p *Program) Pack(d fact.Facts, dst Packed) {
	clear(dst)
	for i := range p.literals {
		l := &p.literals[i]
		w, b := i>>6, uint64(1)<<(i&63)
		switch l.Eval(p.model, d) {
		case havre.Yes:
			dst[w] |= b
		case havre.No:
			dst[p.litWords+w] |= b
		case havre.Unknown:
		}
	}
}

// Scratch holds one decision's intermediate bits and its verdicts. Reuse it: a
// decision then allocates nothing.
type Scratch struct {
	yes, no    [maxWords]uint64
	must, may  []int32  // rows to OR, for more than 64 offers
	Fail, Open []uint64 // bitmaps over offers: certainly broken, possibly broken
}

// NewScratch is sized for the program.
func (p *Program) NewScratch() *Scratch {
	return &Scratch{
		must: make([]int32, 0, len(p.slots)+1), may: make([]int32, 0, len(p.slots)+1),
		Fail: make([]uint64, p.words), Open: make([]uint64, p.words),
	}
}

// Verdict is the answer for one offer after Decide: No when a rule is certainly
// broken, Unknown when one may be, Yes otherwise.
func (s *Scratch) Verdict(offer int) havre.Truth {
	w, b := offer>>6, uint64(1)<<(offer&63)
	switch {
	case s.Fail[w]&b != 0:
		return havre.No
	case s.Open[w]&b != 0:
		return havre.Unknown
	}
	return havre.Yes
}

// Decide fills s.Fail and s.Open. It allocates nothing.
func (p *Program) Decide(d Packed, s *Scratch) {
	p.run(d, s)
	if p.words == 1 {
		p.decideWord(s)
		return
	}
	s.must, s.may = append(s.must[:0], p.always.at), append(s.may[:0], p.always.at+int32(p.words))
	for i := range p.slots {
		sl := &p.slots[i]
		w, b := sl.bit>>6, uint64(1)<<(sl.bit&63)
		if s.no[w&(maxWords-1)]&b != 0 {
			continue
		}
		s.may = append(s.may, sl.at+int32(p.words))
		if s.yes[w&(maxWords-1)]&b != 0 {
			s.must = append(s.must, sl.at)
		}
	}
	orRows(s.Fail, p.rows, s.must)
	orRows(s.Open, p.rows, s.may)
}

// decideWord is Decide for at most 64 offers: everything stays in registers and no
// branch depends on the dossier.
func (p *Program) decideWord(s *Scratch) {
	fail, open := p.rows[p.always.at], p.rows[p.always.at+1]
	for i := range p.slots {
		sl := &p.slots[i]
		w, b := (sl.bit>>6)&(maxWords-1), sl.bit&63
		rows := p.rows[sl.at : sl.at+2 : sl.at+2]
		fail |= rows[0] & -(s.yes[w] >> b & 1)
		open |= rows[1] & (s.no[w]>>b&1 - 1)
	}
	s.Fail[0], s.Open[0] = fail, open
}

// run copies the literals and computes the gates after them.
func (p *Program) run(d Packed, s *Scratch) {
	n := copy(s.yes[:], d[:p.litWords])
	copy(s.no[:], d[p.litWords:])
	clear(s.yes[n:p.allWords])
	clear(s.no[n:p.allWords])
	bit := p.firstBit
	for i := range p.gates {
		g := &p.gates[i]
		// t: every operand true, and f: every operand false, so far; tAny, fAny:
		// some operand is. Kleene's "and" is the least, "or" the greatest.
		var missT, missF, anyT, anyF uint64
		for _, o := range p.operands[g.start:g.end] {
			y, n := s.yes[o.word&(maxWords-1)], s.no[o.word&(maxWords-1)]
			t, f := y&o.pos|n&o.neg, n&o.pos|y&o.neg
			all := o.pos | o.neg
			// A literal that stands straight and negated counts twice in all, so the
			// two halves are compared apart.
			missT |= o.pos&^y | o.neg&^n
			missF |= o.pos&^n | o.neg&^y
			anyT |= t & all
			anyF |= f & all
		}
		var yes, no uint64
		if g.and {
			yes, no = isZero(missT), isZero(anyF)^1
		} else {
			yes, no = isZero(anyT)^1, isZero(missF)
		}
		w := (bit >> 6) & (maxWords - 1)
		s.yes[w] |= yes << (bit & 63)
		s.no[w] |= no << (bit & 63)
		bit++
	}
}

// isZero is 1 when x is 0, without a branch.
func isZero(x uint64) uint64 { return 1 ^ (x|-x)>>63 }

// orRows sets dst to the OR of rows of dst's length. Blocks of 512 words keep dst in
// the first cache; four rows at a time halve the traffic.
func orRows(dst, rows []uint64, at []int32) {
	const block = 512
	for w := 0; w < len(dst); w += block {
		t := dst[w:min(w+block, len(dst))]
		n, rest := len(t), at
		clear(t)
		for len(rest) >= 4 {
			a, b := rows[int(rest[0])+w:][:n], rows[int(rest[1])+w:][:n]
			c, d := rows[int(rest[2])+w:][:n], rows[int(rest[3])+w:][:n]
			for i := range t {
				t[i] |= a[i] | b[i] | c[i] | d[i]
			}
			rest = rest[4:]
		}
		for _, r := range rest {
			a := rows[int(r)+w:][:n]
			for i := range t {
				t[i] |= a[i]
			}
		}
	}
}

// Reason is a rule that an offer breaks, or may break.
type Reason struct {
	Offer, Rule int32
	Certain     bool
}

// Reasons appends, after Decide with the same s, every rule broken or open for
// every offer, rule by rule. With room in out it allocates nothing.
func (p *Program) Reasons(s *Scratch, out []Reason) []Reason {
	for r := range p.rules {
		slots := p.reasons[p.byRule[r]:p.byRule[r+1]]
		for w := range p.words {
			fail, open := p.ruleWord(s, slots, w)
			for open != 0 {
				b := bits.TrailingZeros64(open)
				open &= open - 1
				out = append(out, Reason{int32(w<<6 + b), int32(r), fail>>b&1 == 1})
			}
		}
	}
	return out
}

// ruleWord is, for 64 offers, which break one rule and which may.
func (p *Program) ruleWord(s *Scratch, slots []slot, w int) (fail, open uint64) {
	for i := range slots {
		sl := &slots[i]
		yes, no := uint64(1), uint64(0)
		if sl.bit != bitTrue {
			at, b := (sl.bit>>6)&(maxWords-1), sl.bit&63
			yes, no = s.yes[at]>>b&1, s.no[at]>>b&1
		}
		fail |= p.rows[int(sl.at)+w] & -yes
		open |= p.rows[int(sl.at)+p.words+w] & (no - 1)
	}
	return fail, open
}
