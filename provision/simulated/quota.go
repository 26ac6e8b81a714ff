package simulated

import (
	"fmt"
	"maps"
	"slices"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// granted refuses what the quotas of an environment do not leave room for. Of a change,
// besides is the thing as it was, which counts no longer. A cloud without quota objects
// grants everything.
func (w *world) granted(call Call, environment string, k *kind, with plan.Attributes, besides *thing) error {
	if k.takes == nil {
		return nil
	}
	limits := w.limits(environment)
	used := w.used(environment, besides)
	asked := k.takes(w, with)
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		limit, ok := limits[name]
		if !ok || used[name]+asked[name] <= limit {
			continue
		}
		if besides != nil && asked[name] <= k.takes(w, besides.With)[name] {
			continue // a change that takes no more is not what exceeds it
		}
		return failed(call, driver.Quota, fmt.Sprintf("quota exceeded for %s: %d used of %d, %d asked", name, used[name], limit, asked[name]))
	}
	return nil
}

// limits are what the quota objects of an environment say.
func (w *world) limits(environment string) map[string]int64 {
	out := map[string]int64{}
	for _, t := range w.things {
		if t.environment != environment || t.Kind != "quota" {
			continue
		}
		for name, v := range t.With {
			if n, ok := v.(int64); ok && n >= 0 {
				out[name] = n
			}
		}
	}
	return out
}

// used is what the things of an environment take, one of them left out.
func (w *world) used(environment string, besides *thing) map[string]int64 {
	out := map[string]int64{}
	for _, t := range w.things {
		k := kindOf(t.Kind)
		if t == besides || t.environment != environment || k == nil || k.takes == nil {
			continue
		}
		for name, n := range k.takes(w, t.With) {
			out[name] += n
		}
	}
	return out
}
