package identity

import (
	"os"
	"testing"
)

// The tests of sign-ins are not about what a password costs: they run at a small
// one, which the race detector can bear. TestPHC is, and runs at the real one.
func TestMain(m *testing.M) {
	realCost = todaysCost
	todaysCost = cost{memory: 64, time: 1, threads: 1}
	nobodysPassword.cost = todaysCost
	os.Exit(m.Run())
}

var realCost cost
