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
	for w := range p.litWords {
		var yes, no uint64
		for i := range p.literals[w<<6 : min(w<<6+64, len(p.literals))] {
			t := p.literals[w<<6+i].Eval(p.model, d)
			// No branch: what dossiers say cannot be foreseen.
			yes |= uint64(t+1) >> 1 << (i & 63)
			no |= uint64(1-t) >> 1 << (i & 63)
		}
		dst[w], dst[p.litWords+w] = yes, no
	}
}

// Scratch holds one decision's intermediate bits and its verdicts. Reuse it: a
// decision then allocates nothing.
type Scratch struct {
	yes, no    [maxWords]uint64
	slotYes    [maxWords]uint64 // the words that slots read, for at most 64 offers
	slotMay    [maxWords]uint64
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

// decideWord is Decide for at most 64 offers. There the bitmaps are read the other
// way: for each offer the bits that break it, so that a few words tell. No branch
// depends on the dossier, and everything stays in registers.
func (p *Program) decideWord(s *Scratch) {
	n := len(p.slotWords)
	yes, may := s.slotYes[:n], s.slotMay[:n]
	for i, w := range p.slotWords {
		yes[i], may[i] = s.yes[w&(maxWords-1)], ^s.no[w&(maxWords-1)]
	}
	var fail, open uint64
	for o := p.offers - 1; o >= 0; o-- { // each pushes the bits of those after it
		certainly, possibly := p.masks[2*n*o:][:n], p.masks[2*n*o+n:][:n]
		var f, q uint64
		for w := range n {
			f |= yes[w] & certainly[w]
			q |= may[w] & possibly[w]
		}
		fail, open = pushAny(fail, f), pushAny(open, q)
	}
	s.Fail[0], s.Open[0] = fail|p.rows[p.always.at], open|p.rows[p.always.at+1]
}

// pushAny shifts a word and puts in a bit that says whether x has any bit: two
// instructions and no branch.
func pushAny(word, x uint64) uint64 {
	_, some := bits.Sub64(0, x, 0)
	word, _ = bits.Add64(word, word, some)
	return word
}

// pushNone is pushAny for a bit that says that x has none.
func pushNone(word, x uint64) uint64 {
	_, none := bits.Sub64(x, 1, 0)
	word, _ = bits.Add64(word, word, none)
	return word
}

// run copies the literals and their opposites, and computes the gates after them.
func (p *Program) run(d Packed, s *Scratch) {
	n := p.litWords
	copy(s.yes[:], d)
	copy(s.no[:], d[n:])
	copy(s.no[n:], d[:n])
	for i := range p.chunks {
		c := &p.chunks[i]
		// Kleene's "and" is yes when no operand misses yes, no when some is no. An
		// "or" is the same with yes and no in each other's place.
		yes, no := gates(c.and, &s.yes, &s.no, 0, 0)
		no, yes = gates(c.or, &s.no, &s.yes, no, yes)
		w := (2*n + i) & (maxWords - 1)
		s.yes[w], s.no[w] = yes, no
	}
}

// gates pushes, for each gate, whether all it reads is in yes, and whether some of it
// is in no.
func gates(gs []gate, yes, no *[maxWords]uint64, all, some uint64) (uint64, uint64) {
	for i := range gs {
		g := &gs[i]
		x, y := g.at1&(maxWords-1), g.at2&(maxWords-1)
		all = pushNone(all, g.one&^yes[x]|g.two&^yes[y])
		some = pushAny(some, g.one&no[x]|g.two&no[y])
	}
	return all, some
}

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
