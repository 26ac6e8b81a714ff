package blueprint

import (
	"slices"
)

// Size is what a server of a flavor takes.
type Size struct {
	CPU    int64
	Memory int64 // MiB
}

// Totals is what a blueprint takes of the quotas.
type Totals struct {
	Servers, Volumes, Snapshots int64
	CPU                         int64
	Memory                      int64 // MiB
	Storage                     int64 // GiB of volumes, and of their snapshots
	Addresses                   int64 // public ones
	// Unknown are the flavors whose size nobody says: CPU and Memory leave their servers
	// out.
	Unknown []string
}

// Totals counts what is to be built; size tells what a flavor takes, when it is known.
// A snapshot counts for as much as its volume: that is what a cloud reserves.
func (b *Blueprint) Totals(size func(flavor string) (Size, bool)) (t Totals) {
	for i := range b.Tiers {
		tier := &b.Tiers[i]
		n := int64(tier.Count)
		t.Servers += n
		if s, known := size(tier.Flavor); known {
			t.CPU += n * s.CPU
			t.Memory += n * s.Memory
		} else if !slices.Contains(t.Unknown, tier.Flavor) {
			t.Unknown = append(t.Unknown, tier.Flavor)
		}
		if tier.Public {
			t.Addresses += n
		}
		for k := range tier.Volumes {
			v := &tier.Volumes[k]
			snapshots := int64(len(v.Snapshots))
			t.Volumes += n
			t.Snapshots += n * snapshots
			t.Storage += n * v.Size * (1 + snapshots)
		}
	}
	for i := range b.Balancers {
		if b.Balancers[i].Public {
			t.Addresses++
		}
	}
	return t
}
