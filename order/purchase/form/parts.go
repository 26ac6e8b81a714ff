package form

import (
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/purchase"
)

// heading says what the document is, whose, and of when.
func (s *sheet) heading() {
	s.decor(func() { s.box(left, s.y, 1.2, 17, blue) })
	inside := func(st style, tag, text string) {
		s.row(s.cell(left+5, width-5, s.root.child(tag), st, text))
	}
	inside(strongStyle, "P", s.o.Buyer.Name)
	title := s.say("Bon de commande", "Order form")
	if s.o.Amendment > 0 {
		title = s.say("Bon de commande modificatif n° %[1]d", "Amending order form no. %[1]d", s.o.Amendment)
	}
	inside(titleStyle, "H1", title)
	inside(textStyle, "P", s.identity())
	if s.o.Amends != "" {
		inside(textStyle, "P", s.say("Modifie le bon de commande %[1]s.", "Amends order form %[1]s.", s.o.Amends))
	}
	s.y += 4
	s.drafted()
}

// identity is the number and the date.
func (s *sheet) identity() string {
	number := s.say("sans numéro", "without number")
	if s.o.Number != "" {
		number = s.say("n° ", "No. ") + s.o.Number
	}
	if s.o.Issued.IsZero() {
		return number
	}
	return s.say("%[1]s, du %[2]s", "%[1]s, of %[2]s", number, s.o.Issued.Words())
}

// drafted says that the document orders nothing yet, and what is missing.
func (s *sheet) drafted() {
	if len(s.draft) == 0 {
		return
	}
	s.row(s.cell(left, width, s.root.child("P"), draftStyle, s.say(
		"PROJET : ce document ne vaut pas commande. Il reste à compléter :",
		"DRAFT: this document orders nothing. Still to complete:")))
	for _, p := range s.draft {
		s.row(s.cell(left+4, width-4, s.root.child("P"), textStyle, "• "+p.Message.In(s.lang)))
	}
	s.y += 4
}

// section begins a part of the document.
func (s *sheet) section(fr, en string) {
	s.y += 3
	s.room(sectionStyle.height + 14)
	s.row(s.cell(left, width, s.root.child("H2"), sectionStyle, s.say(fr, en)))
	s.ruled()
	s.y += 2
}

// fact is a label and its value.
type fact struct{ label, value string }

// facts sets out labels and values in columns, row by row; those without a value are
// left out.
func (s *sheet) facts(columns int, all ...fact) {
	w := (width - halfGap*float64(columns-1)) / float64(columns)
	var cells []*cell
	flush := func() {
		s.row(cells...)
		if len(cells) > 0 {
			s.y += 1.6
		}
		cells = nil
	}
	for _, f := range all {
		if strings.TrimSpace(f.value) == "" {
			continue
		}
		c := s.cell(left+float64(len(cells))*(w+halfGap), w, s.root.child("P"), labelStyle, f.label)
		s.add(c, textStyle, f.value)
		cells = append(cells, c)
		if len(cells) == columns {
			flush()
		}
	}
	flush()
}

// keys are the references by which others find the order.
func (s *sheet) keys() {
	a := s.o.Agreement
	s.section("Références", "References")
	s.facts(2,
		fact{s.say("Montant de la commande", "Value of the order"), s.worth()},
		fact{s.say("Voie d’achat", "Purchasing route"), capital(s.o.Route.Text().In(s.lang))},
		fact{s.say("Accord", "Agreement"), joined(" – ", a.Reference, a.Title)},
		fact{s.say("Lot", "Lot"), a.Lot},
		fact{s.say("Marché subséquent", "Subsequent contract"), a.Subsequent},
		fact{s.say("Validité de l’accord", "Validity of the agreement"), s.period(a.Period)},
		fact{s.say("Numéro d’engagement juridique", "Engagement number (engagement juridique)"), s.o.Engagement},
		fact{s.say("Code service Chorus Pro", "Chorus Pro service code"), s.o.Service},
	)
}

// worth is what the order is worth, as far as prices are known.
func (s *sheet) worth() string {
	t := s.o.Totals()
	if t.Complete != havre.Yes {
		return s.say("au moins %[1]s HT : un prix manque", "%[1]s excluding VAT at least: a price is missing", t.Net.Text())
	}
	return s.say("%[1]s HT, soit %[2]s TTC", "%[1]s excluding VAT, %[2]s including VAT", t.Net.Text(), t.Gross.Text())
}

// The two halves of the width of a page.
const (
	halfGap = 6.0
	half    = (width - halfGap) / 2
	second  = left + half + halfGap // where the second half begins
)

// parties are the four of an order, two by two.
func (s *sheet) parties() {
	s.section("Parties", "Parties")
	s.row(
		s.party(left, s.say("Acheteur", "Buyer"), s.o.Buyer),
		s.party(second, s.say("Titulaire", "Holder"), s.o.Holder),
	)
	s.y += 2.5
	s.row(
		s.party(left, s.say("Facturé à", "Billed to"), s.o.Billed()),
		s.party(second, s.say("Bénéficiaire", "Beneficiary"), s.o.Beneficiary),
	)
}

func (s *sheet) party(x float64, role string, p purchase.Party) *cell {
	c := s.cell(x, half, s.root.child("P"), labelStyle, role)
	s.add(c, strongStyle, or(p.Name, "–"))
	if p.SIRET != "" {
		s.add(c, textStyle, "SIRET "+spacedSIRET(p.SIRET))
	}
	s.add(c, textStyle, p.Address)
	s.add(c, textStyle, joined(", ", p.Contact, p.Email))
	return c
}

// service is what is delivered, when and where.
func (s *sheet) service() {
	s.section("Prestation", "Service")
	s.facts(1, fact{s.say("Objet", "Subject"), s.o.Subject})
	s.facts(2,
		fact{s.say("Durée", "Duration"), s.period(s.o.Period)},
		fact{s.say("Lieu d’exécution", "Place of delivery"), s.o.Place},
		fact{s.say("Région d’hébergement", "Hosting region"), s.o.Region},
		fact{s.say("Niveau de service", "Level of service"), s.o.Level},
		fact{s.say("Interlocuteur", "Contact"), joined(", ", s.o.Contact.Name, s.o.Contact.Email, s.o.Contact.Phone)},
	)
}
