package approval

import "testing"

// BenchmarkPlan: the shipped chains, on an order that all are about.
func BenchmarkPlan(b *testing.B) {
	c := with(func(c *Case) { c.Environments, c.Amount, c.FullCost = []string{"production"}, euros(300_000), nil })
	chains := Builtin()
	for b.Loop() {
		if len(chains.Plan(c, today).Steps) != 4 {
			b.Fatal("not planned")
		}
	}
}

// BenchmarkParse: a file that an organisation keeps.
func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("big.yaml", []byte(whole)); err != nil {
			b.Fatal(err)
		}
	}
}
