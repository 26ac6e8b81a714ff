package quota_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre/order/quota"
)

// TestFit: lines are told when and only when every account asked is granted by a level
// and no level is exceeded; each level that speaks of an account holds all of it.
func TestFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := []quota.Key{quota.Of(quota.CPU, "production"), quota.Of(quota.CPU, "acceptance"), quota.Of(quota.GPU, "production"), quota.Budget(2026)}
		var levels []quota.Allowance
		for i := range rapid.IntRange(0, 8).Draw(t, "levels") {
			a := quota.Allowance{ID: string(rune('a' + i)), Key: rapid.SampledFrom(keys).Draw(t, "key"), Unlimited: rapid.Bool().Draw(t, "unlimited")}
			a.Amount = rapid.Int64Range(0, 20).Draw(t, "granted")
			a.Reserved = rapid.Int64Range(0, a.Amount).Draw(t, "reserved")
			a.Committed = rapid.Int64Range(0, a.Amount-a.Reserved).Draw(t, "committed")
			levels = append(levels, a)
		}
		demand := quota.Demand{}
		for _, k := range keys {
			demand.Add(k, rapid.Int64Range(-5, 25).Draw(t, "asked"))
		}
		lines, short := quota.Fit(levels, demand)
		want := map[string]int64{}
		lacking := 0
		for k, asked := range demand {
			if asked <= 0 {
				continue
			}
			said := false
			for _, a := range levels {
				if a.Key != k {
					continue
				}
				said = true
				want[a.ID] = asked
				if !a.Unlimited && a.Reserved+a.Committed+asked > a.Amount {
					lacking++
				}
			}
			if !said {
				lacking++
			}
		}
		if lacking != len(short) || lacking > 0 && lines != nil {
			t.Fatalf("%d shortages told, %d are; lines %v", len(short), lacking, lines)
		}
		if lacking > 0 {
			return
		}
		for _, l := range lines {
			if want[l.Allowance] != l.Amount || l.State != quota.Reserved {
				t.Fatalf("%+v, %d was asked", l, want[l.Allowance])
			}
			delete(want, l.Allowance)
		}
		if len(want) > 0 {
			t.Fatalf("levels that hold nothing: %v", want)
		}
	})
}

// TestZeroIsNone: zero grants nothing, unlimited everything, and silence nothing.
func TestZeroIsNone(t *testing.T) {
	k := quota.Of(quota.CPU, "production")
	for name, c := range map[string]struct {
		levels []quota.Allowance
		fits   bool
	}{
		"nothing said":                {nil, false},
		"zero":                        {[]quota.Allowance{{ID: "a", Key: k}}, false},
		"unlimited":                   {[]quota.Allowance{{ID: "a", Key: k, Unlimited: true}}, true},
		"unlimited above, zero below": {[]quota.Allowance{{ID: "a", Key: k, Unlimited: true}, {ID: "b", Key: k}}, false},
		"the other class":             {[]quota.Allowance{{ID: "a", Key: quota.Of(quota.CPU, "acceptance"), Unlimited: true}}, false},
	} {
		if _, short := quota.Fit(c.levels, quota.Demand{k: 1}); (len(short) == 0) != c.fits {
			t.Errorf("%s: %v", name, short)
		}
	}
}

// TestWords: every account and shortage is told in both languages.
func TestWords(t *testing.T) {
	keys := []quota.Key{quota.Budget(2026), {Resource: quota.Ceiling}}
	for _, r := range quota.Resources {
		keys = append(keys, quota.Of(r, "production"), quota.Of(r, "training"))
	}
	for _, k := range keys {
		if text := k.Text(); text.FR == "" || text.EN == "" || k.String() == "" {
			t.Errorf("%+v has no name", k)
		}
		for _, s := range []quota.Shortage{{Key: k, Asked: 3}, {Key: k, Asked: 3, Allowance: &quota.Allowance{Key: k, Title: "Ministère", Amount: 2}}} {
			if p := s.Problem(); p.Message.FR == "" || p.Message.EN == "" || p.Field == "" {
				t.Errorf("%+v is told %+v", s, p)
			}
		}
	}
	if got := quota.Memory.Amount(8192); got.FR != "8 Gio" || got.EN != "8 GiB" {
		t.Errorf("8192 MiB are %v", got)
	}
	if got := quota.Memory.Amount(1000); got.FR != "1\u202f000 Mio" {
		t.Errorf("1000 MiB are %v", got)
	}
}
