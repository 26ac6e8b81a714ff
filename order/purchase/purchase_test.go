package purchase_test

import (
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/order/purchase"
)

var day = havre.MustDate

func euros(n int64) havre.Euro { return havre.OneEuro.Times(n) }

func sum(n int64) *havre.Euro {
	e := euros(n)
	return &e
}

// ugap is an agreement with nothing wrong.
func ugap() *purchase.Framework {
	return &purchase.Framework{
		ID: "f1", Organisation: "dnum", Path: "/ms/dnum/", Route: purchase.FrameworkOrderForm,
		Reference: "UGAP-NUAGE", Title: "Nuage public", Lot: "2",
		Buyer: purchase.Party{Name: "UGAP"}, Holder: purchase.Party{Name: "Nuages de l’Ouest", SIRET: "73282932000074"},
		Offers: []string{"ovh-snc", "cegedim-cloud"},
		Period: havre.Period{From: day("2024-06-01"), Until: day("2028-06-01")}, Ceiling: sum(200_000),
		Reserved: euros(30_000), Committed: euros(120_000),
		Prices: []purchase.SchedulePrice{{Offer: "ovh-snc", Plan: "vm", Component: "cpu", Price: catalogue.Price{Amount: euros(20), VAT: 2000}}},
	}
}

// wish is an order that the agreement allows.
func wish() purchase.Wish {
	return purchase.Wish{
		Offer: "ovh-snc", Plan: "vm", Organisation: "equipe", Path: "/ms/dnum/equipe/", Amount: euros(50_000), Complete: havre.Yes,
		Period: havre.Period{From: day("2027-01-01"), Until: day("2028-01-01")}, On: day("2026-11-23"),
	}
}

// told is each problem as field, kind and French text.
func told(ps havre.Problems) string {
	var lines []string
	for _, p := range ps {
		lines = append(lines, p.In(havre.French))
	}
	return strings.Join(lines, "\n")
}

func TestRemaining(t *testing.T) {
	f := ugap()
	if got, ok := f.Remaining(); got != euros(50_000) || !ok {
		t.Errorf("remaining %s, %v", got, ok)
	}
	f.Committed = euros(900_000)
	if got, ok := f.Remaining(); got != 0 || !ok {
		t.Errorf("over the ceiling: remaining %s, %v", got, ok)
	}
	f.Ceiling = nil
	if got, ok := f.Remaining(); got != 0 || ok {
		t.Errorf("without a ceiling: remaining %s, %v", got, ok)
	}
}

func TestFrameworkProblems(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*purchase.Framework)
		want  string // part of what is said, "" for nothing
		warns bool
	}{
		{"sound", func(*purchase.Framework) {}, "", false},
		{"no route", func(f *purchase.Framework) { f.Route = "" }, "route : choisissez la voie d’achat", false},
		{"a direct purchase states neither end nor ceiling", func(f *purchase.Framework) {
			f.Route, f.Ceiling, f.Period.Until = purchase.DirectPurchase, nil, havre.Date{}
		}, "", false},
		{"no reference", func(f *purchase.Framework) { f.Reference = " " }, "reference : donnez la référence", false},
		{"bad SIRET", func(f *purchase.Framework) { f.Holder.SIRET = "73282932000075" }, "holder.siret : un SIRET a 14 chiffres", false},
		{"ends before it begins", func(f *purchase.Framework) { f.Period.Until = f.Period.From }, "period.until : la fin de validité doit suivre", false},
		{"without end", func(f *purchase.Framework) { f.Period.Until = havre.Date{} }, "la fin de validité n’est pas dite", true},
		{"no ceiling since 2022", func(f *purchase.Framework) { f.Ceiling = nil }, "R. 2162-4", false},
		{"no ceiling, launched before", func(f *purchase.Framework) { f.Ceiling, f.Launched = nil, day("2021-12-31") }, "aucun plafond n’est dit", true},
		{"no ceiling on a contract", func(f *purchase.Framework) { f.Ceiling, f.Route = nil, purchase.OwnContract }, "aucun plafond n’est dit", true},
		{"no ceiling on a convention", func(f *purchase.Framework) { f.Ceiling, f.Route = nil, purchase.Convention }, "", false},
		{"ceiling of nothing", func(f *purchase.Framework) { f.Ceiling = sum(0) }, "ceiling : un plafond est un montant HT supérieur à zéro", false},
		{"no offer", func(f *purchase.Framework) { f.Offers, f.Prices = nil, nil }, "offers : nommez les offres", false},
		{"price of another offer", func(f *purchase.Framework) { f.Prices[0].Offer = "nubo" }, "prices.0.offer : ce prix porte", false},
		{"negative price", func(f *purchase.Framework) { f.Prices[0].Amount = -1 }, "prices.0.amount : un prix n’est pas négatif", false},
		{"rate of VAT in percent", func(f *purchase.Framework) { f.Prices[0].VAT = -20 }, "2000 pour 20 %", false},
		{"negative duration", func(f *purchase.Framework) { f.MaxMonths = -1 }, "maxMonths : une durée se compte en mois", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := ugap()
			tt.spoil(f)
			check(t, f.Problems(), tt.want, tt.warns)
		})
	}
}

// check compares problems with the one expected: none when want is empty.
func check(tb testing.TB, got havre.Problems, want string, warns bool) {
	tb.Helper()
	switch {
	case want == "" && len(got) > 0:
		tb.Errorf("unexpected:\n%s", told(got))
	case want != "" && (len(got) != 1 || !strings.Contains(told(got), want)):
		tb.Errorf("got:\n%s\nwant one with %q", told(got), want)
	case want != "" && got[0].Warning != warns:
		tb.Errorf("%s: warning is %v", told(got), got[0].Warning)
	}
}

func TestRefuses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*purchase.Framework, *purchase.Wish)
		want  string
		warns bool
	}{
		{"allowed, to the last euro", func(*purchase.Framework, *purchase.Wish) {}, "", false},
		{"first day", func(_ *purchase.Framework, w *purchase.Wish) { w.On = day("2024-06-01") }, "", false},
		{"the day before", func(_ *purchase.Framework, w *purchase.Wish) { w.On = day("2024-05-31") }, "on : l’accord UGAP-NUAGE n’est valable qu’à partir du 1er juin 2024", false},
		{"last day", func(_ *purchase.Framework, w *purchase.Wish) { w.On = day("2028-05-31") }, "", false},
		{"the day after", func(_ *purchase.Framework, w *purchase.Wish) { w.On = day("2028-06-01") }, "son dernier jour était le 31 mai 2028", false},
		{"another offer", func(_ *purchase.Framework, w *purchase.Wish) { w.Offer = "nubo" }, "offer : l’accord UGAP-NUAGE ne couvre pas cette offre", false},
		{"another ministry", func(_ *purchase.Framework, w *purchase.Wish) { w.Path, w.Organisation = "/mi/dtnum/", "dtnum" }, "organisation : cet organisme n’est pas bénéficiaire de l’accord UGAP-NUAGE. Demandez à UGAP", false},
		{"a path that only begins alike", func(_ *purchase.Framework, w *purchase.Wish) { w.Path, w.Organisation = "/ms/dnum2/", "dnum2" }, "n’est pas bénéficiaire", false},
		{"beneficiary by path", func(f *purchase.Framework, w *purchase.Wish) { f.Beneficiaries, w.Path = []string{"/mi"}, "/mi/dtnum/" }, "", false},
		{"beneficiary by name", func(f *purchase.Framework, w *purchase.Wish) {
			f.Beneficiaries, w.Path, w.Organisation = []string{"dtnum"}, "/mi/x/", "dtnum"
		}, "", false},
		{"below a beneficiary", func(f *purchase.Framework, w *purchase.Wish) {
			f.Beneficiaries, w.Path, w.Organisation = []string{"dtnum"}, "/mi/dtnum/x/", "x"
		}, "", false},
		{"who keeps it, when others benefit", func(f *purchase.Framework, _ *purchase.Wish) { f.Beneficiaries = []string{"/mi/"} }, "n’est pas bénéficiaire", false},
		{"a cent too much", func(_ *purchase.Framework, w *purchase.Wish) { w.Amount = w.Amount.Plus(havre.Cent) }, "il ne reste que 50\u202f000,00\u00a0€ sous le plafond de 200\u202f000,00\u00a0€", false},
		{"no ceiling", func(f *purchase.Framework, _ *purchase.Wish) { f.Ceiling = nil }, "amount : cet accord-cadre n’a pas de maximum", false},
		{"no ceiling, older", func(f *purchase.Framework, _ *purchase.Wish) { f.Ceiling, f.Launched = nil, day("2021-03-01") }, "", false},
		{"price unknown", func(_ *purchase.Framework, w *purchase.Wish) { w.Amount, w.Complete = euros(1), havre.Unknown }, "amount : un prix manque", true},
		{"price unknown, and already too much", func(_ *purchase.Framework, w *purchase.Wish) { w.Amount, w.Complete = euros(60_000), havre.No }, "il ne reste que", false},
		{"too long", func(f *purchase.Framework, _ *purchase.Wish) { f.MaxMonths = 11 }, "n’admet pas de commande de plus de 11 mois. Donnez une date de fin, le 30 novembre 2027 au plus tard", false},
		{"as long as allowed", func(f *purchase.Framework, _ *purchase.Wish) { f.MaxMonths = 12 }, "", false},
		{"without end", func(f *purchase.Framework, w *purchase.Wish) { f.MaxMonths, w.Period.Until = 12, havre.Date{} }, "n’admet pas de commande de plus de 12 mois", false},
		{"ends before it begins", func(_ *purchase.Framework, w *purchase.Wish) { w.Period.Until = w.Period.From }, "period : la fin de la prestation", false},
		{"runs on after the agreement", func(_ *purchase.Framework, w *purchase.Wish) { w.Period.Until = day("2029-01-01") }, "ne doit pas faire échec à une remise en concurrence périodique", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, w := ugap(), wish()
			tt.spoil(f, &w)
			check(t, f.Refuses(w), tt.want, tt.warns)
		})
	}
}

func TestRefusesEverythingAtOnce(t *testing.T) {
	w := purchase.Wish{Offer: "nubo", Organisation: "x", Path: "/x/", Amount: euros(1_000_000), Complete: havre.Yes, On: day("2030-01-01")}
	got := ugap().Refuses(w)
	var fields []string
	for _, p := range got {
		fields = append(fields, p.Field)
	}
	if s := strings.Join(fields, " "); s != "on offer organisation amount period" {
		t.Errorf("fields %q:\n%s", s, told(got))
	}
}

func TestPriceOn(t *testing.T) {
	f := ugap()
	f.Prices[0].Period = havre.Period{From: day("2025-01-01"), Until: day("2026-01-01")}
	if p, ok := f.PriceOn("ovh-snc", "vm", "cpu", day("2025-06-01")); !ok || p.Amount != euros(20) {
		t.Errorf("got %v, %v", p, ok)
	}
	if _, ok := f.PriceOn("ovh-snc", "vm", "cpu", day("2026-01-01")); ok {
		t.Error("a price is given after its period")
	}
	if _, ok := f.PriceOn("ovh-snc", "vm", "memory", day("2025-06-01")); ok {
		t.Error("a price is given for another component")
	}
}

func TestRoutes(t *testing.T) {
	seen := map[havre.Text]bool{}
	for _, r := range purchase.Routes {
		text := r.Text()
		if !r.Known() || text.FR == "" || text.EN == "" || text.FR == string(r) || seen[text] {
			t.Errorf("%s: known %v, %v", r, r.Known(), text)
		}
		seen[text] = true
	}
	if purchase.Route("swap").Known() {
		t.Error("an unknown route is known")
	}
}
