package havre

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Euro is an amount of money in millionths of a euro: enough for the price of a
// gigabyte for an hour, and for nine thousand billion euros. Sums and products stay
// at the greatest amount rather than turn round.
type Euro int64

// Amounts to multiply.
const (
	Cent    Euro = 10_000
	OneEuro Euro = 1_000_000
)

// euroDigits are the decimals of a Euro.
const euroDigits = 6

// ParseEuro reads an amount as programs and people write it: 1234.5, 1 234,50 or
// 1 234,50 €; at most six decimals.
func ParseEuro(s string) (Euro, error) {
	bad := fmt.Errorf("%q is not an amount in euros, such as 1234.50", s)
	text := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "€", "", ",", ".").Replace(s)
	unsigned := strings.TrimPrefix(text, "-")
	whole, decimals, _ := strings.Cut(unsigned, ".")
	if whole == "" || len(decimals) > euroDigits || !digitsOnly(whole+decimals) || strings.HasSuffix(text, ".") {
		return 0, bad
	}
	n, err := strconv.ParseInt(whole+decimals+strings.Repeat("0", euroDigits-len(decimals)), 10, 64)
	if err != nil {
		return 0, bad
	}
	if unsigned != text {
		n = -n
	}
	return Euro(n), nil
}

func digitsOnly(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// Plus adds.
func (e Euro) Plus(f Euro) Euro {
	sum := e + f
	switch {
	case e > 0 && f > 0 && sum < 0:
		return math.MaxInt64
	case e < 0 && f < 0 && sum >= 0:
		return math.MinInt64
	}
	return sum
}

// Times multiplies by a quantity.
func (e Euro) Times(n int64) Euro { return e.Share(n, 1) }

// Share is the amount times n over d (d > 0), to the nearest millionth; half goes away from
// zero.
func (e Euro) Share(n, d int64) Euro {
	negative := (e < 0) != (n < 0)
	high, low := bits.Mul64(magnitude(int64(e)), magnitude(n))
	low, carry := bits.Add64(low, uint64(d)/2, 0)
	high += carry
	out := Euro(math.MaxInt64)
	if high < uint64(d) {
		if q, _ := bits.Div64(high, low, uint64(d)); q <= math.MaxInt64 {
			out = Euro(q)
		}
	}
	if negative {
		return -out
	}
	return out
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

// Cents rounds to the cent, half away from zero: what is written on an order form.
func (e Euro) Cents() Euro { return e.Share(1, int64(Cent)).Times(int64(Cent)) }

// VAT is the tax on an amount without it, at a rate in hundredths of a percent
// (2000 is 20 %), to the cent.
func (e Euro) VAT(rate int64) Euro { return e.Share(rate, 10_000).Cents() }

// String is the amount for programs: 1234.50, with two decimals at least.
func (e Euro) String() string {
	sign, n := "", magnitude(int64(e))
	if e < 0 {
		sign = "-"
	}
	decimals := strings.TrimRight(fmt.Sprintf("%06d", n%uint64(OneEuro)), "0")
	for len(decimals) < 2 {
		decimals += "0"
	}
	return sign + strconv.FormatUint(n/uint64(OneEuro), 10) + "." + decimals
}

// Text is the amount for people: 1 234,50 € or €1,234.50.
func (e Euro) Text() Text {
	sign, plain := "", strings.TrimPrefix(e.String(), "-")
	if e < 0 {
		sign = "-"
	}
	whole, decimals, _ := strings.Cut(plain, ".")
	return Text{
		FR: sign + grouped(whole, "\u202f") + "," + decimals + "\u00a0€",
		EN: sign + "€" + grouped(whole, ",") + "." + decimals,
	}
}

// grouped separates thousands.
func grouped(digits, separator string) string {
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// MarshalText writes the amount as [Euro.String] does.
func (e Euro) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText reads what [ParseEuro] reads.
func (e *Euro) UnmarshalText(b []byte) error {
	v, err := ParseEuro(string(b))
	if err == nil {
		*e = v
	}
	return err
}
