package purchase_test

import (
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/purchase"
)

// issued is a form that may be issued, with nothing to look at.
func issued() *purchase.OrderForm {
	return &purchase.OrderForm{
		Number: "BC-DNUM-2026-00001", Issued: day("2026-11-23"), Kind: purchase.State, Route: purchase.FrameworkOrderForm,
		Agreement:   purchase.AgreementOf(ugap()),
		Buyer:       purchase.Party{Name: "DNUM", SIRET: "11000201100044"},
		Beneficiary: purchase.Party{Name: "Équipe"},
		Holder:      purchase.Party{Name: "Nuages", SIRET: "73282932000074"},
		Engagement:  "4500123456", Service: "FAC0000075",
		Lines:     []purchase.FormLine{{Title: havre.Same("vm"), Quantity: 2, Recurring: true, Months: 12, UnitPrice: sum(100), VAT: 2000}},
		Period:    havre.Period{From: day("2027-01-01"), Until: day("2028-01-01")},
		Region:    "France",
		Level:     "99,9 %",
		Contact:   purchase.Person{Name: "Camille"},
		Signatory: purchase.Signatory{Name: "Dominique", Title: "Directrice", On: day("2026-11-23")},
	}
}

func TestOrderFormProblems(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*purchase.OrderForm)
		want  string
		warns bool
	}{
		{"complete", func(*purchase.OrderForm) {}, "", false},
		{"no number", func(o *purchase.OrderForm) { o.Number = "" }, "number : le bon de commande n’a pas encore", false},
		{"no date", func(o *purchase.OrderForm) { o.Issued = havre.Date{} }, "issued : donnez la date", false},
		{"amends nothing", func(o *purchase.OrderForm) { o.Amendment = 1 }, "amends : un bon modificatif", false},
		{"amends without rank", func(o *purchase.OrderForm) { o.Amends = "BC-1" }, "amends : un bon modificatif", false},
		{"no route", func(o *purchase.OrderForm) { o.Route = "" }, "route : choisissez la voie", false},
		{"no agreement", func(o *purchase.OrderForm) { o.Agreement.Reference = "" }, "agreement.reference : donnez", false},
		{"a direct purchase has none", func(o *purchase.OrderForm) { o.Route, o.Agreement = purchase.DirectPurchase, purchase.Agreement{} }, "", false},
		{"no subsequent contract", func(o *purchase.OrderForm) { o.Route = purchase.FrameworkCompetition }, "agreement.subsequent : donnez", false},
		{"after the agreement", func(o *purchase.OrderForm) { o.Issued = day("2028-06-01") }, "issued : à cette date l’accord n’est pas valable", false},
		{"no buyer", func(o *purchase.OrderForm) { o.Buyer.Name = "" }, "buyer.name : nommez l’acheteur", false},
		{"no SIRET", func(o *purchase.OrderForm) { o.Buyer.SIRET = "" }, "buyer.siret : donnez le SIRET", false},
		{"bad SIRET", func(o *purchase.OrderForm) { o.Billing = purchase.Party{Name: "x", SIRET: "123"} }, "billing.siret : un SIRET a 14 chiffres", false},
		{"no SIRET of the holder", func(o *purchase.OrderForm) { o.Holder.SIRET = "" }, "holder.siret : le SIRET du titulaire manque", true},
		{"no beneficiary", func(o *purchase.OrderForm) { o.Beneficiary.Name = "" }, "beneficiary.name : nommez", false},
		{"no engagement", func(o *purchase.OrderForm) { o.Engagement = "" }, "engagement : donnez le numéro d’engagement juridique", false},
		{"no engagement, another buyer", func(o *purchase.OrderForm) { o.Engagement, o.Kind = "", purchase.Others }, "engagement : le numéro d’engagement manque", true},
		{"no engagement, convention", func(o *purchase.OrderForm) { o.Engagement, o.Route = "", purchase.Convention }, "", false},
		{"odd engagement", func(o *purchase.OrderForm) { o.Engagement = "EJ-12" }, "dix chiffres (règle non vérifiée)", true},
		{"odd engagement, another buyer", func(o *purchase.OrderForm) { o.Engagement, o.Kind = "EJ-12", purchase.Others }, "", false},
		{"engagement that is none", func(o *purchase.OrderForm) { o.Engagement = "numéro à venir" }, "engagement : un numéro d’engagement s’écrit", false},
		{"no service code", func(o *purchase.OrderForm) { o.Service = "" }, "service : le code service", true},
		{"service code that is none", func(o *purchase.OrderForm) { o.Service = strings.Repeat("x", 101) }, "service : un code service s’écrit", false},
		{"no line", func(o *purchase.OrderForm) { o.Lines = nil }, "lines : un bon de commande désigne", false},
		{"no title", func(o *purchase.OrderForm) { o.Lines[0].Title = havre.Text{} }, "lines.0.title : désignez", false},
		{"no quantity", func(o *purchase.OrderForm) { o.Lines[0].Quantity = 0 }, "lines.0.quantity : donnez la quantité", false},
		{"no month", func(o *purchase.OrderForm) { o.Lines[0].Months = 0 }, "lines.0.months : donnez le nombre", false},
		{"paid once", func(o *purchase.OrderForm) { o.Lines[0].Months, o.Lines[0].Recurring = 0, false }, "", false},
		{"no price", func(o *purchase.OrderForm) { o.Lines[0].UnitPrice = nil }, "lines.0.unitPrice : le prix unitaire est inconnu", false},
		{"negative price", func(o *purchase.OrderForm) { o.Lines[0].UnitPrice = sum(-1) }, "lines.0.unitPrice : un prix n’est pas négatif", false},
		{"rate of VAT", func(o *purchase.OrderForm) { o.Lines[0].VAT = 20_000 }, "lines.0.vat : un taux", false},
		{"no beginning", func(o *purchase.OrderForm) { o.Period.From = havre.Date{} }, "period.from : donnez le premier jour", false},
		{"no end", func(o *purchase.OrderForm) { o.Period.Until = havre.Date{} }, "period.until : donnez la fin", false},
		{"ends before it begins", func(o *purchase.OrderForm) { o.Period.Until = o.Period.From }, "period.until : la fin de la prestation doit suivre", false},
		{"no place", func(o *purchase.OrderForm) { o.Region = "" }, "place : donnez le lieu", false},
		{"no contact", func(o *purchase.OrderForm) { o.Contact = purchase.Person{} }, "contact.name : nommez", false},
		{"no level of service", func(o *purchase.OrderForm) { o.Level = "" }, "level : le niveau de service n’est pas dit", true},
		{"certificate that has ended", func(o *purchase.OrderForm) { o.Clauses.HDS = certificate("2026-12-31") }, "clauses.hds.period : Hébergement de données de santé (HDS) : le certificat prend fin avant le début", false},
		{"certificate that will end", func(o *purchase.OrderForm) { o.Clauses.SecNumCloud = certificate("2027-06-30") }, "le titulaire doit le renouveler", true},
		{"certificate that lasts", func(o *purchase.OrderForm) { o.Clauses.SecNumCloud = certificate("2028-01-01") }, "", false},
		{"nobody signs", func(o *purchase.OrderForm) { o.Signatory.Name = "" }, "signatory.name : nommez", false},
		{"signs as nothing", func(o *purchase.OrderForm) { o.Signatory.Title = "" }, "signatory.title : donnez la qualité", false},
		{"not signed", func(o *purchase.OrderForm) { o.Signatory.On = havre.Date{} }, "signatory.on : donnez la date", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := issued()
			tt.spoil(o)
			check(t, o.Problems(), tt.want, tt.warns)
		})
	}
}

func certificate(until string) purchase.Clause {
	return purchase.Clause{Stipulated: havre.Yes, Period: havre.Period{Until: day(until)}}
}

func TestEveryProblemIsInBothLanguages(t *testing.T) {
	all := append((&purchase.OrderForm{}).Problems(), (&purchase.Framework{}).Problems()...)
	if len(all) < 25 {
		t.Errorf("an empty form and an empty agreement have %d problems", len(all))
	}
	for _, p := range all {
		if p.Message.FR == "" || p.Message.EN == "" || p.Message.FR == p.Message.EN || strings.ContainsAny(p.Message.FR, "'\"") {
			t.Errorf("%s: %+v", p.Field, p.Message)
		}
	}
}

func TestNumber(t *testing.T) {
	for _, tt := range []struct {
		name    string
		year, n int
		want    string
	}{
		{"dnum", 2026, 42, "BC-DNUM-2026-00042"},
		{"dnum-sociaux", 2026, 123_456, "BC-DNUM-SOCIAUX-2026-123456"},
		{"é/../x", 2026, 1, "BC-X-2026-00001"},
		{"", 2026, 1, "BC-2026-00001"},
	} {
		if got := purchase.Number(tt.name, tt.year, tt.n); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestClauseText(t *testing.T) {
	for _, tt := range []struct {
		clause purchase.Clause
		want   havre.Text
	}{
		{purchase.Clause{}, havre.Text{FR: "Non précisée", EN: "Not stated"}},
		{purchase.Clause{Stipulated: havre.No}, havre.Text{FR: "Sans objet pour cette commande", EN: "Not applicable to this order"}},
		{
			purchase.Clause{Stipulated: havre.Yes, Reference: "article 4 (100 %)", Scope: "IaaS", Period: havre.Period{Until: day("2028-03-02")}},
			havre.Text{FR: "Stipulée, article 4 (100 %) : IaaS (valable jusqu’au 1er mars 2028)", EN: "Stipulated, article 4 (100 %): IaaS (valid until 1 March 2028)"},
		},
	} {
		if got := tt.clause.Text(); got != tt.want {
			t.Errorf("%+v, want %+v", got, tt.want)
		}
	}
}

func TestBilled(t *testing.T) {
	o := issued()
	if o.Billed().Name != "DNUM" {
		t.Errorf("billed to %+v", o.Billed())
	}
	if o.Billing.Name = "Service facturier"; o.Billed().Name != "Service facturier" {
		t.Errorf("billed to %+v", o.Billed())
	}
}

func TestTotals(t *testing.T) {
	o := issued()
	o.Lines = append(o.Lines,
		purchase.FormLine{Quantity: 3, UnitPrice: sum(10), VAT: 550},
		purchase.FormLine{Quantity: 1, UnitPrice: sum(100), Net: sum(50), VAT: 2000},
	)
	got := o.Totals()
	if got.Net != euros(2480) || got.VAT != euros(491).Plus(65*havre.Cent) || got.Gross != euros(2971).Plus(65*havre.Cent) || got.Complete != havre.Yes {
		t.Errorf("%+v", got)
	}
	if len(got.Rates) != 2 || got.Rates[0].Rate != 2000 || got.Rates[0].Net != euros(2450) {
		t.Errorf("by rate: %+v", got.Rates)
	}
	o.Lines[1].UnitPrice = nil
	if got := o.Totals(); got.Complete != havre.No || got.Net != euros(2450) {
		t.Errorf("a price is missing: %+v", got)
	}
}
