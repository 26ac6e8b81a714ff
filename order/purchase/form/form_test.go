package form_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/purchase/form"
)

func euros(s string) *havre.Euro {
	v, err := havre.ParseEuro(s)
	if err != nil {
		panic(err)
	}
	return &v
}

// sample is a form that may be issued, with a number of lines.
func sample(lines int) *purchase.OrderForm {
	day := havre.MustDate
	o := &purchase.OrderForm{
		Number: "BC-DNUM-2026-00042", Issued: day("2026-11-23"), Kind: purchase.State, Route: purchase.FrameworkOrderForm,
		Agreement: purchase.Agreement{
			Reference: "UGAP-2024-NUAGE-01", Title: "Nuage public : services d’hébergement et d’infogérance", Lot: "Lot 2 – Offres qualifiées SecNumCloud",
			Period: havre.Period{From: day("2024-06-01"), Until: day("2028-06-01")},
		},
		Buyer:       purchase.Party{Name: "Direction du numérique des ministères sociaux", SIRET: "11000201100044", Address: "14 avenue Duquesne\n75350 Paris SP 07", Contact: "Bureau des achats numériques", Email: "achats@dnum.example"},
		Billing:     purchase.Party{Name: "Service facturier des ministères sociaux", SIRET: "11000201100044", Address: "10 place des Cinq Martyrs du lycée Buffon\n75015 Paris"},
		Beneficiary: purchase.Party{Name: "Sous-direction des services applicatifs", SIRET: "11000201100044", Address: "14 avenue Duquesne\n75350 Paris SP 07"},
		Holder:      purchase.Party{Name: "Nuages de l’Ouest SAS", SIRET: "73282932000074", Address: "3 quai de la Fosse\n44000 Nantes", Contact: "Service des marchés publics", Email: "marches@nuages.example"},
		Engagement:  "4500123456", Service: "FAC0000075",
		Subject: "Prise de rendez-vous médicaux en ligne : environnements de recette et de production",
		Period:  havre.Period{From: day("2027-01-01"), Until: day("2028-01-01")},
		Place:   "À distance", Region: "France, deux sites distincts de plus de 100 km", Level: "7 j/7, 24 h/24 ; disponibilité 99,9 % ; rétablissement en 4 h",
		Contact: purchase.Person{Name: "Camille Lefèvre", Email: "camille.lefevre@dnum.example", Phone: "01 40 56 00 00"},
		Clauses: purchase.Clauses{
			SecNumCloud:   purchase.Clause{Stipulated: havre.Yes, Reference: "article 4.2 du CCAP", Scope: "IaaS et PaaS commandés", Period: havre.Period{Until: day("2028-09-01")}},
			HDS:           purchase.Clause{Stipulated: havre.Yes, Reference: "certificat n° 40-2191", Scope: "activités 1 à 5", Period: havre.Period{Until: day("2028-03-15")}},
			DPA:           purchase.Clause{Stipulated: havre.Yes, Reference: "annexe 3"},
			Reversibility: purchase.Clause{Stipulated: havre.Yes, Reference: "article 12", Scope: "restitution en 3 mois, financée par l’acheteur"},
			Localisation:  purchase.Clause{Stipulated: havre.Yes, Scope: "données et support dans l’Union européenne"},
		},
		Terms:     "CCAG-TIC 2021",
		Signatory: purchase.Signatory{Name: "Dominique Garnier", Title: "Directrice du numérique", Delegation: "Décision du 3 mars 2026 portant délégation de signature", On: day("2026-11-23")},
	}
	units := []havre.Text{{FR: "vCPU", EN: "vCPU"}, {FR: "Gio", EN: "GiB"}, {FR: "adresse", EN: "address"}}
	for i := range lines {
		l := purchase.FormLine{
			Reference: "SNC-" + string(rune('A'+i%26)) + "-01", Title: havre.Text{FR: "Machine virtuelle qualifiée SecNumCloud, cœur de calcul", EN: "SecNumCloud virtual machine, core"},
			Detail:   havre.Text{FR: "Environnement de production, zone Paris", EN: "Production environment, Paris zone"},
			Quantity: int64(8 + i), Unit: units[i%3], Months: 12, Recurring: true, UnitPrice: euros("23.405"), VAT: 2000,
		}
		if i%5 == 4 {
			l = purchase.FormLine{Title: havre.Text{FR: "Mise en service et transfert de compétences", EN: "Set-up and handover"}, Quantity: 1, Unit: havre.Text{FR: "forfait", EN: "fixed price"}, Months: 1, UnitPrice: euros("1250"), VAT: 550}
		}
		o.Lines = append(o.Lines, l)
	}
	return o
}

// drawn is a form as it is read back, with every clause asserted.
func drawn(tb testing.TB, o *purchase.OrderForm, lang havre.Lang) *document {
	tb.Helper()
	b, err := form.PDF(o, lang)
	if err != nil {
		tb.Fatal(err)
	}
	return archived(tb, b)
}

func TestPDF(t *testing.T) {
	for _, lang := range []havre.Lang{havre.French, havre.English} {
		for _, lines := range []int{1, 7, 60} {
			t.Run(fmt.Sprintf("%s, %d lines", lang, lines), func(t *testing.T) {
				d := drawn(t, sample(lines), lang)
				pages := d.pages(t)
				if want := map[int]int{1: 2, 7: 3, 60: 5}[lines]; len(pages) < want {
					t.Errorf("%d pages, want %d at least", len(pages), want)
				}
				heading := havre.Text{FR: "Désignation", EN: "Service"}.In(lang)
				for i, p := range pages {
					var texts []string
					for _, x := range d.shown(t, p) {
						texts = append(texts, x.said)
					}
					if foot := fmt.Sprintf("%d / %d", i+1, len(pages)); !slices.Contains(texts, foot) {
						t.Errorf("page %d has no foot %q", i+1, foot)
					}
					if slices.Contains(texts, "23,405\u00a0€") && !slices.Contains(texts, heading) {
						t.Errorf("page %d has lines and no header", i+1)
					}
				}
			})
		}
	}
}

// Every field of an order form is on its pages.
func TestFieldsAreDrawn(t *testing.T) {
	o := sample(5)
	o.Agreement.Subsequent, o.Amendment, o.Amends = "MS-2026-7", 1, "BC-DNUM-2026-00012"
	o.Special, o.Note = []string{"Clause sociale d’insertion : 120 heures."}, "À livrer avant la fermeture annuelle."
	text := strings.ReplaceAll(strings.ReplaceAll(drawn(t, o, havre.French).said(t), "\n", " "), "\u00a0", " ")
	for _, want := range []string{
		"Bon de commande modificatif n° 1", "n° BC-DNUM-2026-00042, du 23 novembre 2026", "Modifie le bon de commande BC-DNUM-2026-00012.",
		"UGAP-2024-NUAGE-01", "Lot 2 – Offres qualifiées SecNumCloud", "MS-2026-7", "4500123456", "FAC0000075",
		"SIRET 110 002 011 00044", "SIRET 732 829 320 00074", "Service facturier des ministères sociaux", "Sous-direction des services applicatifs",
		"du 1er janvier 2027 au 31 décembre 2027", "À distance", "France, deux sites distincts", "disponibilité 99,9 %", "Camille Lefèvre",
		"SNC-A-01", "cœur de calcul", "vCPU × 12 mois", "23,405 €", "2 246,88 €", "5,5 %", "Base HT à 20 %", "TVA à 5,5 %", "Total HT", "Total TVA", "Total TTC",
		"article 4.2 du CCAP : IaaS et PaaS commandés (valable jusqu’au 31 août 2028)", "certificat n° 40-2191", "annexe 3", "restitution en 3 mois", "dans l’Union européenne",
		"Clause sociale d’insertion", "CCAG-TIC 2021", "fermeture annuelle", "Chorus Pro, avec ces mentions",
		"Dominique Garnier", "Directrice du numérique", "portant délégation de signature", "Signé le : 23 novembre 2026",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not drawn", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

func TestSameBytes(t *testing.T) {
	first, err := form.PDF(sample(20), havre.French)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if again, err := form.PDF(sample(20), havre.French); err != nil || !bytes.Equal(first, again) {
			t.Fatalf("other bytes, or %v", err)
		}
	}
	o := sample(20)
	o.Note = "autre"
	if other, err := form.PDF(o, havre.French); err != nil || bytes.Equal(first[len(first)-120:], other[len(other)-120:]) {
		t.Errorf("another form has the same identifier, or %v", err)
	}
}

// A form that lacks something says that it orders nothing, and carries no data.
func TestDraft(t *testing.T) {
	o := sample(2)
	o.Number, o.Engagement, o.Lines[1].UnitPrice = "", "", nil
	d := drawn(t, o, havre.French)
	text := d.said(t)
	for _, want := range []string{"PROJET", "sans numéro", "engagement juridique", "inconnu", "ces totaux sont incomplets"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not drawn in:\n%s", want, text)
		}
	}
	if d.attachment(t) != nil {
		t.Error("a draft carries an order")
	}
	if _, err := form.UBL(o); havre.FaultOf(err) == nil {
		t.Errorf("a draft is written as UBL: %v", err)
	}
}

// The file carries the order as data.
func TestAttachment(t *testing.T) {
	o := sample(3)
	want, err := form.UBL(o)
	if err != nil {
		t.Fatal(err)
	}
	if got := drawn(t, o, havre.English).attachment(t); !bytes.Equal(got, want) {
		t.Errorf("attached:\n%s", got)
	}
}

// An empty form is a draft that says all it lacks.
func TestEmpty(t *testing.T) {
	for _, lang := range []havre.Lang{havre.French, havre.English} {
		drawn(t, &purchase.OrderForm{}, lang)
	}
}

func TestLongTexts(t *testing.T) {
	o := sample(3)
	o.Subject = strings.Repeat("Hébergement de l’application, œuvre « collective » à 1 234,50 €. ", 200)
	o.Lines[0].Title.FR = strings.Repeat("x", 5000)
	o.Lines[1].Detail.FR = strings.Repeat("Très long détail accentué. ", 400)
	o.Buyer.Name = strings.Repeat("Anticonstitutionnellement", 30)
	o.Number = strings.Repeat("9", 300)
	d := drawn(t, o, havre.French)
	if n := strings.Count(d.said(t), "x"); n < 5000 {
		t.Errorf("%d letters of 5000 are drawn", n)
	}
	if n := len(d.pages(t)); n < 4 {
		t.Errorf("%d pages", n)
	}
}

func TestTooLong(t *testing.T) {
	o := sample(1)
	o.Note = strings.Repeat("ligne\n", 30_000)
	if _, err := form.PDF(o, havre.French); err == nil || !strings.Contains(err.Error(), "more than 400 pages") {
		t.Errorf("got %v", err)
	}
}

// Whatever people write, the file is a PDF/A whose structure is ours.
func FuzzPDF(f *testing.F) {
	for _, s := range []string{
		"", "é€œ« ’ »", "\x00\x01\x7f", "(\\)) Tj ET EMC", "endobj\nendstream\n1 0 obj", "/Producer /CreationDate (D:20260101000000)",
		"]]>&lt;</dc:title><pdfaid:part>1", "%PDF-1.4", "敮摯扪", "مرحبا \u202e tfel", "e\u0301 \u0301", "👩‍👩‍👧", "\xff\xfe", "{nb} {nb}", strings.Repeat("W", 700), "\u2028a\rb\r\nc\td", "\uf001\ue000\ufeff",
	} {
		f.Add(s, int64(3), int64(1_000_000), true)
	}
	f.Fuzz(func(t *testing.T, s string, quantity, price int64, recurring bool) {
		if len(s) > 2000 {
			return
		}
		o := sample(2)
		unit := havre.Euro(price)
		o.Number, o.Subject, o.Buyer.Name, o.Buyer.Address, o.Note, o.Place, o.Holder.Name = s, s, s, s, s, s, s
		o.Agreement.Reference, o.Clauses.DPA.Scope, o.Special, o.Signatory.Name = s, s, []string{s}, s
		o.Lines[0] = purchase.FormLine{Reference: s, Title: havre.Same(s), Detail: havre.Same(s), Unit: havre.Same(s), Quantity: quantity, UnitPrice: &unit, Recurring: recurring, Months: quantity, VAT: price % 20_000}
		d := drawn(t, o, havre.French)
		if data := d.attachment(t); data != nil {
			ordered(t, data)
		}
	})
}
