package engine

import (
	"iter"
	"math/bits"

	"github.com/havre-cloud/havre"
)

// Index is a portfolio of dossiers, seen as columns: for each slot of the program,
// the dossiers in which it certainly holds and those in which it may. With it, what
// becomes of every dossier when an offer changes is a few ORs of columns.
type Index struct {
	p     *Program
	n     int
	words int
	cols  []uint64 // slot k: must at 2*k*words, may at (2*k+1)*words; last: always
	v     []Column // of each offer, computed once
}

// Column is a verdict over all the dossiers of an index: those where the offer
// certainly breaks a rule, and those where it may.
type Column struct{ Fail, Open []uint64 }

// NewIndex reads packed dossiers one by one and keeps 2 bits a slot of each.
func (p *Program) NewIndex(n int, dossiers iter.Seq[Packed]) *Index {
	x := &Index{p: p, n: n, words: wordsFor(n)}
	x.cols = make([]uint64, 2*(len(p.slots)+1)*x.words)
	s := p.NewScratch()
	k := 0
	for d := range dossiers {
		p.run(d, s)
		x.set(k, s)
		k++
	}
	x.v = make([]Column, p.offers)
	for o := range x.v {
		x.v[o] = x.column(o)
	}
	return x
}

func (x *Index) set(k int, s *Scratch) {
	w, b := k>>6, k&63
	for i := range x.p.slots {
		bit := x.p.slots[i].bit
		at, sh := (bit>>6)&(maxWords-1), bit&63
		x.cols[2*i*x.words+w] |= (s.yes[at] >> sh & 1) << b
		x.cols[(2*i+1)*x.words+w] |= (s.no[at]>>sh&1 ^ 1) << b
	}
	last := 2 * len(x.p.slots) * x.words
	x.cols[last+w] |= 1 << b
	x.cols[last+x.words+w] |= 1 << b
}

// Len is the number of dossiers.
func (x *Index) Len() int { return x.n }

// Bytes is the memory its columns take.
func (x *Index) Bytes() int { return 8 * len(x.cols) }

// Column is the cached verdict of an offer over all dossiers.
func (x *Index) Column(offer int) Column { return x.v[offer] }

// selected lists the columns that make an offer fail, and those that leave it open.
func (x *Index) selected(offer int) (fail, open []int32) {
	w, b := offer>>6, offer&63
	add := func(i int, r row) {
		if x.p.rows[int(r.at)+w]>>b&1 == 1 {
			fail = append(fail, int32(2*i*x.words))
		}
		if x.p.rows[int(r.at)+x.p.words+w]>>b&1 == 1 {
			open = append(open, int32((2*i+1)*x.words))
		}
	}
	for i := range x.p.slots {
		add(i, x.p.slots[i].row)
	}
	add(len(x.p.slots), x.p.always)
	return fail, open
}

func (x *Index) column(offer int) Column {
	c := Column{make([]uint64, x.words), make([]uint64, x.words)}
	fail, open := x.selected(offer)
	orRows(c.Fail, x.cols, fail)
	orRows(c.Open, x.cols, open)
	return c
}

// Change is the dossiers whose verdict differs between two offers of the program,
// which stand for one offer before and after a change of the catalogue.
type Change struct {
	Changed []uint64 // bitmap over dossiers
	Count   int
	after   Column
	before  Column
}

// Compare says which dossiers get another verdict from offer "after" than from
// offer "before".
func (x *Index) Compare(before, after int) Change {
	ch := Change{Changed: make([]uint64, x.words), before: x.v[before], after: x.v[after]}
	f0, o0 := ch.before.Fail[:x.words], ch.before.Open[:x.words]
	f1, o1 := ch.after.Fail[:x.words], ch.after.Open[:x.words]
	for w := range ch.Changed {
		changed := f0[w] ^ f1[w] | (o0[w]^o1[w])&^(f0[w]&f1[w])
		ch.Changed[w] = changed
		ch.Count += bits.OnesCount64(changed)
	}
	return ch
}

// Verdicts is the verdict of dossier k before and after.
func (c *Change) Verdicts(k int) (before, after havre.Truth) {
	return c.before.at(k), c.after.at(k)
}

func (c Column) at(k int) havre.Truth {
	w, b := k>>6, uint64(1)<<(k&63)
	switch {
	case c.Fail[w]&b != 0:
		return havre.No
	case c.Open[w]&b != 0:
		return havre.Unknown
	}
	return havre.Yes
}

// Verdict is the verdict of an offer for dossier k.
func (x *Index) Verdict(offer, k int) havre.Truth { return x.v[offer].at(k) }

// Each yields the position of every set bit.
func Each(words []uint64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for w, x := range words {
			for x != 0 {
				if !yield(w<<6 + bits.TrailingZeros64(x)) {
					return
				}
				x &= x - 1
			}
		}
	}
}
