package purchase_test

import (
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/purchase"
)

// worth is the value of a need whose prices are all known.
func worth(n int64) purchase.Valuation {
	return purchase.WholeNeed(nil, purchase.Part{Amount: euros(n), Complete: havre.Yes})
}

func TestProcedure(t *testing.T) {
	for _, tt := range []struct {
		name  string
		euros int64
		buyer purchase.BuyerKind
		on    string
		want  purchase.Kind
		sum   int64 // of the threshold that decides, 0 for none
	}{
		{"waiver until March 2026", 39_999, purchase.State, "2026-03-31", purchase.Waiver, 40_000},
		{"40 000 € has reached it", 40_000, purchase.State, "2026-03-31", purchase.Adapted, 40_000},
		{"one day later", 40_000, purchase.State, "2026-04-01", purchase.Waiver, 60_000},
		{"below 60 000 €", 59_999, purchase.Others, "2026-11-23", purchase.Waiver, 60_000},
		{"60 000 € has reached it", 60_000, purchase.Others, "2026-11-23", purchase.Adapted, 60_000},
		{"formal for the State", 140_000, purchase.State, "2026-11-23", purchase.Formal, 140_000},
		{"not for others", 140_000, purchase.Others, "2026-11-23", purchase.Adapted, 60_000},
		{"formal for others", 216_000, purchase.Others, "2026-11-23", purchase.Formal, 216_000},
		{"State, 2025", 142_999, purchase.State, "2025-11-23", purchase.Adapted, 40_000},
		{"State, 2025, formal", 143_000, purchase.State, "2025-11-23", purchase.Formal, 143_000},
		{"buyer unknown, small", 10_000, "", "2026-11-23", purchase.Waiver, 60_000},
		{"buyer unknown, below both", 100_000, "", "2026-11-23", purchase.Adapted, 60_000},
		{"buyer unknown, between both", 150_000, "", "2026-11-23", purchase.UnknownProcedure, 60_000},
		{"thresholds of 2028 are not known", 500_000, purchase.State, "2028-01-01", purchase.UnknownProcedure, 60_000},
		{"but the waiver is", 50_000, purchase.State, "2028-01-01", purchase.Waiver, 60_000},
		{"before the data", 50_000, purchase.State, "2015-01-01", purchase.UnknownProcedure, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := purchase.Procedure(worth(tt.euros), tt.buyer, day(tt.on))
			if a.Procedure != tt.want || (a.Decides == nil) != (tt.sum == 0) || a.Decides != nil && a.Decides.Sum != euros(tt.sum) {
				t.Errorf("%s, decided by %+v, want %s by %d", a.Procedure, a.Decides, tt.want, tt.sum)
			}
			if a.Text.FR == "" || a.Text.EN == "" || strings.Contains(a.Text.FR+a.Text.EN, "%!") {
				t.Errorf("text %+v", a.Text)
			}
		})
	}
}

func TestProcedureWithoutPrices(t *testing.T) {
	v := purchase.WholeNeed(nil, purchase.Part{Amount: euros(70_000)})
	a := purchase.Procedure(v, purchase.State, day("2026-11-23"))
	if a.Procedure != purchase.UnknownProcedure || a.AtLeast != purchase.Adapted || !strings.Contains(a.Text.FR, "Un prix manque") {
		t.Errorf("%+v", a)
	}
	// What is known is enough: more cannot change the answer.
	v = purchase.WholeNeed(nil, purchase.Part{Amount: euros(140_000)})
	if a := purchase.Procedure(v, purchase.State, day("2026-11-23")); a.Procedure != purchase.Formal {
		t.Errorf("%+v", a)
	}
}

func TestWholeNeed(t *testing.T) {
	asked := purchase.Part{Order: "CMD-9", Need: "rdv", Organisation: "dnum", Family: "cloud", On: day("2026-11-23"), Amount: euros(30_000), Complete: havre.Yes, Renewals: euros(5_000)}
	past := []purchase.Part{
		{Order: "CMD-1", Need: "rdv", On: day("2021-01-01"), Amount: euros(10_000), Complete: havre.Yes, Renewals: euros(1_000)},
		{Order: "CMD-2", Need: "autre", Organisation: "dnum", Family: "cloud", On: day("2025-11-24"), Amount: euros(2_000), Complete: havre.Yes},
		{Order: "CMD-3", Need: "autre", Organisation: "dnum", Family: "cloud", On: day("2025-11-23"), Amount: euros(100), Complete: havre.Yes},    // twelve months
		{Order: "CMD-4", Need: "autre", Organisation: "autre", Family: "cloud", On: day("2026-11-01"), Amount: euros(100), Complete: havre.Yes},   // another buyer
		{Order: "CMD-5", Need: "autre", Organisation: "dnum", Family: "licences", On: day("2026-11-01"), Amount: euros(100), Complete: havre.Yes}, // another family
		{Order: "CMD-9", Need: "rdv", Amount: euros(99_000), Complete: havre.Yes},                                                                 // the same order, before it was changed
		{Order: "CMD-6", Need: "rdv", Amount: euros(-3_000), Complete: havre.Yes},                                                                 // a credit
	}
	v := purchase.WholeNeed(past, asked)
	if v.Past != euros(12_000) || v.Asked != euros(30_000) || v.Renewals != euros(6_000) || v.Total != euros(48_000) || v.Complete != havre.Yes {
		t.Errorf("%+v", v)
	}
	var counted []string
	for _, p := range v.Parts {
		counted = append(counted, p.Order+" "+p.Because.FR)
	}
	want := "CMD-1 même besoin, sur toute sa durée\nCMD-2 même organisme et même famille de services, à moins de douze mois\nCMD-6 même besoin, sur toute sa durée\nCMD-9 la commande demandée"
	if got := strings.Join(counted, "\n"); got != want {
		t.Errorf("counted:\n%s\nwant:\n%s", got, want)
	}
	past[1].Complete = havre.No
	if v := purchase.WholeNeed(past, asked); v.Complete != havre.Unknown {
		t.Errorf("a price is missing, complete is %v", v.Complete)
	}
}

func TestSplitShows(t *testing.T) {
	past := []purchase.Part{{Order: "1", Need: "rdv", Amount: euros(45_000), Complete: havre.Yes}}
	v := purchase.WholeNeed(past, purchase.Part{Need: "rdv", Amount: euros(45_000), Complete: havre.Yes})
	if a := purchase.Procedure(v, purchase.State, day("2026-11-23")); !a.Split || a.Procedure != purchase.Adapted {
		t.Errorf("two orders of 45 000 €: %+v", a)
	}
	if a := purchase.Procedure(worth(90_000), purchase.State, day("2026-11-23")); a.Split {
		t.Error("one order is not split")
	}
}

func TestDirect(t *testing.T) {
	on := day("2026-11-23")
	check(t, purchase.Direct(worth(59_999), purchase.State, on), "", false)
	check(t, purchase.Direct(worth(60_000), purchase.State, on), "route : Un achat direct n’est pas possible", false)
	check(t, purchase.Direct(worth(500_000), "", on), "Un achat direct n’est pas possible", false)
	unknown := purchase.WholeNeed(nil, purchase.Part{Amount: euros(1_000)})
	check(t, purchase.Direct(unknown, purchase.State, on), "Un prix manque", true)
	check(t, purchase.Direct(worth(1_000), purchase.State, day("2015-01-01")), "Aucun seuil n’est connu", true)
}

func TestThresholds(t *testing.T) {
	for _, th := range purchase.Thresholds() {
		s := purchase.SourceOf(th.Source)
		if s.Title == "" || s.Confidence.Rank() < th.Confidence.Rank() {
			t.Errorf("%s %s: source %+v", th.Step, th.Sum, s)
		}
		if th.Step == purchase.WaiverStep && !th.Blocks() || th.Step == purchase.FormalStep && th.Blocks() {
			t.Errorf("%s of %s: blocks is %v", th.Step, th.Sum, th.Blocks())
		}
	}
	for _, id := range []string{"R2121", "R2162-4", "R2162-5", "R2162-13"} {
		if purchase.SourceOf(id).Confidence != havre.Verified {
			t.Errorf("%s is cited by refusals and not verified", id)
		}
	}
	// No day has two thresholds of a step for a buyer.
	for d := day("2024-01-01"); d.Before(day("2030-01-01")); d = d.AddDays(1) {
		for _, k := range purchase.BuyerKinds {
			n := map[purchase.Step]int{}
			for _, th := range purchase.Thresholds() {
				if th.Period().Contains(d) && contains(th.Buyers, k) {
					n[th.Step]++
				}
			}
			if n[purchase.WaiverStep] != 1 || n[purchase.FormalStep] > 1 {
				t.Fatalf("%s, %s: %v", d, k, n)
			}
		}
	}
}

func contains(all []purchase.BuyerKind, k string) bool {
	for _, b := range all {
		if string(b) == k {
			return true
		}
	}
	return false
}

func TestBuyerOf(t *testing.T) {
	for kind, want := range map[string]purchase.BuyerKind{
		"central-administration": purchase.State, "local-authority": purchase.Others, "health-establishment": purchase.Others,
		"supervised-body": "", "state-operator": "", "": "",
	} {
		if got := purchase.BuyerOf(kind); got != want {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
	}
}
