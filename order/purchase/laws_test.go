package purchase_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/purchase"
)

var amounts = rapid.Int64Range(0, 400_000_000_000) // up to 400 000 €, in millionths

func drawPart(t *rapid.T, label string) purchase.Part {
	return purchase.Part{
		Order:        rapid.SampledFrom([]string{"", "1", "2", "3"}).Draw(t, label+".order"),
		Need:         rapid.SampledFrom([]string{"", "rdv", "autre"}).Draw(t, label+".need"),
		Organisation: rapid.SampledFrom([]string{"", "dnum", "dtnum"}).Draw(t, label+".organisation"),
		Family:       rapid.SampledFrom([]string{"", "cloud"}).Draw(t, label+".family"),
		On:           day("2026-01-01").AddDays(rapid.IntRange(-500, 500).Draw(t, label+".on")),
		Amount:       havre.Euro(rapid.Int64Range(-1_000_000, 400_000_000_000).Draw(t, label+".amount")),
		Renewals:     havre.Euro(rapid.Int64Range(-1_000_000, 400_000_000_000).Draw(t, label+".renewals")),
		Complete:     havre.Truth(rapid.IntRange(-1, 1).Draw(t, label+".complete")),
	}
}

// A need is worth at least what is asked for, and never less with one more order.
func TestNeedIsNeverLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asked := drawPart(t, "asked")
		var past []purchase.Part
		before := purchase.WholeNeed(nil, asked)
		for range rapid.IntRange(0, 5).Draw(t, "n") {
			past = append(past, drawPart(t, "past"))
			v := purchase.WholeNeed(past, asked)
			if v.Total < asked.Amount || v.Total < before.Total || v.Complete > before.Complete {
				t.Fatalf("%+v after %+v", v, before)
			}
			before = v
		}
	})
}

// One order cut into several calls for the same procedure, whether the pieces share a
// need or a family of services.
func TestSplittingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := purchase.Part{Organisation: "dnum", On: day("2026-11-23"), Complete: havre.Yes}
		if rapid.Bool().Draw(t, "by need") {
			whole.Need = "rdv"
		} else {
			whole.Family = "cloud"
		}
		var pieces []purchase.Part
		for range rapid.IntRange(1, 12).Draw(t, "pieces") {
			p := whole
			p.Amount = havre.Euro(amounts.Draw(t, "amount"))
			p.Renewals = havre.Euro(amounts.Draw(t, "renewals"))
			whole.Amount, whole.Renewals = whole.Amount.Plus(p.Amount), whole.Renewals.Plus(p.Renewals)
			p.On = whole.On.AddDays(-rapid.IntRange(0, 360).Draw(t, "days"))
			pieces = append(pieces, p)
		}
		last := len(pieces) - 1
		pieces[last].On = whole.On
		buyer := purchase.BuyerKind(rapid.SampledFrom([]string{"state", "others", ""}).Draw(t, "buyer"))
		one := purchase.Procedure(purchase.WholeNeed(nil, whole), buyer, whole.On)
		many := purchase.Procedure(purchase.WholeNeed(pieces[:last], pieces[last]), buyer, whole.On)
		if one.Procedure != many.Procedure || one.Value != many.Value {
			t.Fatalf("whole: %s of %s; cut in %d: %s of %s", one.Procedure, one.Value, len(pieces), many.Procedure, many.Value)
		}
	})
}

// What is learnt settles an answer and never lowers it: more of the need asks for at
// least as much, and a known price leaves a procedure that the unknown one allowed.
func TestProcedureNeverFalls(t *testing.T) {
	rank := map[purchase.Kind]int{purchase.Waiver: 0, purchase.Adapted: 1, purchase.Formal: 2}
	rapid.Check(t, func(t *rapid.T) {
		known, missing := havre.Euro(amounts.Draw(t, "known")), havre.Euro(amounts.Draw(t, "missing"))
		on := day("2020-01-01").AddDays(rapid.IntRange(0, 3500).Draw(t, "day"))
		buyer := purchase.BuyerKind(rapid.SampledFrom([]string{"state", "others", ""}).Draw(t, "buyer"))
		partial := purchase.Procedure(purchase.WholeNeed(nil, purchase.Part{Amount: known}), buyer, on)
		full := purchase.Procedure(purchase.WholeNeed(nil, purchase.Part{Amount: known.Plus(missing), Complete: havre.Yes}), buyer, on)
		if rank[full.AtLeast] < rank[partial.AtLeast] {
			t.Fatalf("at least %s, then %s", partial.AtLeast, full.AtLeast)
		}
		if partial.Procedure != purchase.UnknownProcedure && full.Procedure != partial.Procedure {
			t.Fatalf("%s was settled, then %s", partial.Procedure, full.Procedure)
		}
	})
}

// Orders that the agreement does not refuse never take it over its ceiling.
func TestCeilingHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := ugap()
		f.Reserved, f.Committed = 0, 0
		f.Ceiling = sum(rapid.Int64Range(1, 300_000).Draw(t, "ceiling"))
		for range rapid.IntRange(1, 20).Draw(t, "orders") {
			w := wish()
			w.Amount = havre.Euro(amounts.Draw(t, "amount"))
			before, _ := f.Remaining()
			refused := f.Refuses(w).Err() != nil
			if refused != (w.Amount > before) {
				t.Fatalf("%s of %s left: refused is %v", w.Amount, before, refused)
			}
			if refused {
				continue
			}
			if rapid.Bool().Draw(t, "committed") {
				f.Committed = f.Committed.Plus(w.Amount)
			} else {
				f.Reserved = f.Reserved.Plus(w.Amount)
			}
			after, _ := f.Remaining()
			if f.Reserved.Plus(f.Committed) > *f.Ceiling || after != before-w.Amount {
				t.Fatalf("%s reserved, %s committed, of %s", f.Reserved, f.Committed, f.Ceiling)
			}
		}
	})
}

// Totals are those of an invoice: the sum of the lines, and tax worked out by rate.
func TestTotalsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := &purchase.OrderForm{}
		var net havre.Euro
		for range rapid.IntRange(0, 8).Draw(t, "lines") {
			price := havre.Euro(rapid.Int64Range(0, 1_000_000_000).Draw(t, "price"))
			l := purchase.FormLine{
				Quantity: rapid.Int64Range(1, 1000).Draw(t, "quantity"), Recurring: rapid.Bool().Draw(t, "recurring"), Months: rapid.Int64Range(1, 48).Draw(t, "months"),
				UnitPrice: &price, VAT: rapid.SampledFrom([]int64{0, 550, 1000, 2000}).Draw(t, "rate"),
			}
			amount, known := l.Amount()
			if !known || amount != amount.Cents() {
				t.Fatalf("%s, known is %v", amount, known)
			}
			net = net.Plus(amount)
			o.Lines = append(o.Lines, l)
		}
		got := o.Totals()
		var base, vat havre.Euro
		for _, r := range got.Rates {
			base, vat = base.Plus(r.Net), vat.Plus(r.Net.VAT(r.Rate))
		}
		if got.Complete != havre.Yes || got.Net != net || base != net || got.VAT != vat || got.Gross != net.Plus(vat) {
			t.Fatalf("%+v, lines are worth %s", got, net)
		}
	})
}
