package havre_test

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
)

func TestParseEuro(t *testing.T) {
	for text, want := range map[string]havre.Euro{
		"0": 0, "12": 12_000_000, "12.5": 12_500_000, "1 234,50 €": 1_234_500_000, "-0.01": -10_000, "0.000001": 1,
		"1\u202f234,5\u00a0€": 1_234_500_000,
	} {
		if got, err := havre.ParseEuro(text); err != nil || got != want {
			t.Errorf("%q: %d, %v; %d was expected", text, got, err, want)
		}
	}
	for _, text := range []string{"", "€", "12.", ".5", "1.2345678", "1e3", "--1", "1.2.3", "99999999999999999999", "douze"} {
		if got, err := havre.ParseEuro(text); err == nil {
			t.Errorf("%q is read as %s", text, got)
		}
	}
}

func TestEuroText(t *testing.T) {
	for e, want := range map[havre.Euro]havre.Text{
		1_234_567_890_000: {FR: "1\u202f234\u202f567,89\u00a0€", EN: "€1,234,567.89"},
		-500_000:          {FR: "-0,50\u00a0€", EN: "-€0.50"},
		120:               {FR: "0,00012\u00a0€", EN: "€0.00012"},
	} {
		if got := e.Text(); got != want {
			t.Errorf("%d: %+v", int64(e), got)
		}
	}
}

// TestEuroLaws: what is written is read back; a share is the exact one, rounded,
// and never turns round.
func TestEuroLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := havre.Euro(rapid.Int64Min(math.MinInt64+1).Draw(t, "amount"))
		if back, err := havre.ParseEuro(e.String()); err != nil || back != e {
			t.Fatalf("%s is read as %s: %v", e, back, err)
		}
		n, d := rapid.Int64Min(math.MinInt64+1).Draw(t, "n"), rapid.Int64Range(1, math.MaxInt64).Draw(t, "d")
		if got, want := e.Share(n, d), share(int64(e), n, d); got != want {
			t.Fatalf("%s × %d / %d is %s, not %s", e, n, d, got, want)
		}
		f := havre.Euro(rapid.Int64Min(math.MinInt64+1).Draw(t, "other"))
		sum := new(big.Int).Add(big.NewInt(int64(e)), big.NewInt(int64(f)))
		if got := e.Plus(f); sum.IsInt64() && sum.Int64() != int64(got) || !sum.IsInt64() && (sum.Sign() > 0) != (got > 0) {
			t.Fatalf("%s + %s is %s", e, f, got)
		}
	})
}

// share is the same with numbers of any size.
func share(e, n, d int64) havre.Euro {
	product := new(big.Int).Mul(big.NewInt(e), big.NewInt(n))
	sign := product.Sign()
	q := product.Abs(product).Add(product, big.NewInt(d/2))
	q.Quo(q, big.NewInt(d))
	if !q.IsInt64() {
		q.SetInt64(math.MaxInt64)
	}
	return havre.Euro(int64(sign) * q.Int64())
}

func TestVAT(t *testing.T) {
	if got := (100 * havre.OneEuro).VAT(2000); got != 20*havre.OneEuro {
		t.Errorf("20 %% of 100 € is %s", got)
	}
	if got := havre.Euro(15_000).Cents(); got != 2*havre.Cent {
		t.Errorf("0.015 € is %s to the cent", got)
	}
}
