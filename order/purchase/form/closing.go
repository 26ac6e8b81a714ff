package form

import "strings"

// clauses are what this order stipulates.
func (s *sheet) clauses() {
	s.section("Clauses particulières", "Special clauses")
	for _, c := range s.o.Clauses.Named() {
		s.facts(1, fact{c.Title.In(s.lang), c.Text().In(s.lang)})
	}
	for _, c := range s.o.Special {
		s.row(s.cell(left, width, s.root.child("P"), textStyle, c))
		s.y += 1.6
	}
	s.facts(1,
		fact{s.say("Conditions générales", "General terms"), s.o.Terms},
		fact{s.say("Observations", "Remarks"), s.o.Note},
	)
}

// invoicing says how to be paid. An agreement between administrations is not invoiced
// through Chorus Pro.
func (s *sheet) invoicing() {
	if !s.o.Route.Public() {
		return
	}
	billed := s.o.Billed()
	var quoted []string
	for _, f := range []fact{
		{s.say("SIRET", "SIRET"), spacedSIRET(billed.SIRET)},
		{s.say("code service", "service code"), s.o.Service},
		{s.say("numéro d’engagement", "engagement number"), s.o.Engagement},
		{s.say("bon de commande", "order form"), s.o.Number},
	} {
		if f.value != "" {
			quoted = append(quoted, f.label+" "+f.value)
		}
	}
	s.section("Facturation", "Invoicing")
	s.row(s.cell(left, width, s.root.child("P"), textStyle, s.say(
		"Les factures sont transmises sous forme électronique par Chorus Pro, avec ces mentions : %[1]s.",
		"Invoices are sent electronically through Chorus Pro and quote: %[1]s.",
		strings.Join(quoted, s.say(" ; ", "; ")))))
	s.y += 1.6
}

// signature is who commits the buyer; both halves stay on one page.
func (s *sheet) signature() {
	sg := s.o.Signatory
	const blank = 20.0 // for the signatures
	s.y += 3
	s.room(sectionStyle.height + 30 + blank)
	s.section("Signature", "Signature")
	buyer := s.cell(left, half, s.root.child("P"), labelStyle, s.say("Pour l’acheteur, la personne habilitée", "For the buyer, the empowered person"))
	s.add(buyer, strongStyle, or(sg.Name, "–"))
	s.add(buyer, textStyle, sg.Title)
	s.add(buyer, smallStyle, sg.Delegation)
	s.add(buyer, textStyle, s.say("Signé le : ", "Signed on: ")+or(sg.On.Words().In(s.lang), "…"))
	holder := s.cell(second, half, s.root.child("P"), labelStyle, s.say("Pour le titulaire, accusé de réception", "For the holder, acknowledgement of receipt"))
	s.add(holder, strongStyle, or(s.o.Holder.Name, "–"))
	s.add(holder, textStyle, s.say("Reçu le : …", "Received on: …"))
	s.row(buyer, holder)
	s.decor(func() {
		for _, x := range []float64{left, second} {
			s.line(x, s.y+blank, x+half, s.y+blank, rule)
		}
	})
	s.y += blank + 3
}

// foot says what the file holds besides its pages.
func (s *sheet) foot() {
	if len(s.draft) > 0 {
		return
	}
	s.row(s.cell(left, width, s.root.child("P"), smallStyle, s.say(
		"Ce fichier (PDF/A-3) contient la même commande sous forme de données, dans la pièce jointe %[1]s (UBL 2.1).",
		"This file (PDF/A-3) holds the same order as data, in its attachment %[1]s (UBL 2.1).", attachmentName)))
}
