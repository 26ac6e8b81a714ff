package main

import "testing"

// Sizes are read with the unit that people wrote, and counted in that of the plan or of
// the quota; what would be rounded, or means another unit, is refused.
func TestSizes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, unit string
		want       int64 // -1: refused
	}{
		{"64GiB", "GiB", 64},
		{"64 Gio", "GiB", 64},
		{"2TiB", "GiB", 2048},
		{"10Tio", "Gio", 10240},
		{"8192MiB", "GiB", 8},
		{"64GiB", "MiB", 65536},
		{"1PiB", "TiB", 1024},
		{"100MiB", "GiB", -1},
		{"64GB", "GiB", -1},
		{"64Go", "GiB", -1},
		{"64KiB", "MiB", -1},
		{"64GiB", "vCPU", -1},
		{"64GiB", "", -1},
		{"999999999999PiB", "MiB", -1},
	} {
		got, problem := inUnit(c.text, c.unit)
		if !problem.IsZero() {
			got = -1
		}
		if got != c.want {
			t.Errorf("%s in %s: %d %v, want %d", c.text, c.unit, got, problem, c.want)
		}
	}
	for _, text := range []string{"64", "GiB", "64GiBs", "-1GiB", "1.5GiB", "base-64GiB"} {
		if _, ok, _ := size(text); ok {
			t.Errorf("%q is read as a size", text)
		}
	}
}

// What is granted is read as people write it, and told as the API counts it.
func TestReadQuota(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ resource, text, want string }{
		{"cpu", "64", "64"},
		{"cpu", "0", "0"},
		{"memory", "64GiB", "65536"},
		{"memory", "0", "0"},
		{"storage", "10 Tio", "10240"},
		{"euros", "120 000,50", "120000.50"},
		{"gpu", "unlimited", "unlimited"},
		{"euros", "illimité", "unlimited"},
		{"cpus", "64", ""},
		{"cpu", "-5", ""},
		{"cpu", "1.5", ""},
		{"cpu", "lots", ""},
		{"memory", "64", ""},
		{"memory", "64GB", ""},
		{"storage", "5MiB", ""},
		{"euros", "-1", ""},
		{"ceiling", "1", ""},
	} {
		got, unlimited, err := readQuota(c.resource, c.text)
		switch {
		case err != nil:
			got = ""
		case unlimited:
			got = "unlimited"
		}
		if got != c.want {
			t.Errorf("%s %s: %q (%v), want %q", c.resource, c.text, got, err, c.want)
		}
	}
}
