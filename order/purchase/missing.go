package purchase

import (
	"fmt"

	"github.com/havre-cloud/havre"
)

// Problems are what is missing or wrong before the form may be issued. Warnings do not
// prevent it: they are what a buyer should look at, or what no source confirms.
func (o *OrderForm) Problems() havre.Problems {
	var ps problems
	ps.required("number", o.Number, havre.Text{FR: "le bon de commande n’a pas encore de numéro", EN: "the order form has no number yet"})
	if o.Issued.IsZero() {
		ps.add("issued", "", havre.Text{FR: "donnez la date du bon de commande", EN: "give the date of the order form"})
	}
	if (o.Amendment > 0) != (o.Amends != "") {
		ps.add("amends", o.Amends, havre.Text{FR: "un bon modificatif porte un rang et nomme le bon qu’il modifie", EN: "an amending form has a rank and names the form it amends"})
	}
	o.checkAgreement(&ps)
	o.checkParties(&ps)
	o.checkNumbers(&ps)
	o.checkLines(&ps)
	o.checkService(&ps)
	o.checkClauses(&ps)
	o.checkSignature(&ps)
	return havre.Problems(ps)
}

func (o *OrderForm) checkAgreement(ps *problems) {
	if !o.Route.Known() {
		ps.add("route", string(o.Route), havre.Text{FR: "choisissez la voie d’achat", EN: "choose the purchasing route"})
		return
	}
	if !o.Route.NeedsAgreement() {
		return
	}
	ps.required("agreement.reference", o.Agreement.Reference, havre.Text{FR: "donnez la référence de l’accord sous lequel la commande est passée", EN: "give the reference of the agreement the order is placed under"})
	if o.Route == FrameworkCompetition {
		ps.required("agreement.subsequent", o.Agreement.Subsequent, havre.Text{FR: "donnez la référence du marché subséquent conclu après la remise en concurrence", EN: "give the reference of the subsequent contract that followed the mini-competition"})
	}
	if !o.Issued.IsZero() && !o.Agreement.Period.Contains(o.Issued) {
		ps.add("issued", o.Issued.String(), havre.Text{FR: "à cette date l’accord n’est pas valable : un bon de commande n’est émis que pendant sa validité (code de la commande publique, R. 2162-5)", EN: "the agreement is not valid on that date: an order form is only issued while it is (code of public procurement, R. 2162-5)"})
	}
}

func (o *OrderForm) checkParties(ps *problems) {
	ps.required("buyer.name", o.Buyer.Name, havre.Text{FR: "nommez l’acheteur", EN: "name the buyer"})
	ps.required("buyer.siret", o.Buyer.SIRET, havre.Text{FR: "donnez le SIRET de l’acheteur : la facture lui est adressée par ce numéro", EN: "give the SIRET of the buyer: the invoice is addressed to it by that number"})
	ps.required("holder.name", o.Holder.Name, havre.Text{FR: "nommez le titulaire", EN: "name the holder"})
	ps.required("beneficiary.name", o.Beneficiary.Name, havre.Text{FR: "nommez le bénéficiaire de la prestation", EN: "name who benefits from the service"})
	if o.Holder.SIRET == "" && o.Route.Public() {
		ps.warn("holder.siret", "", havre.Text{FR: "le SIRET du titulaire manque", EN: "the SIRET of the holder is missing"})
	}
	for _, p := range []struct{ field, siret string }{
		{"buyer.siret", o.Buyer.SIRET},
		{"billing.siret", o.Billing.SIRET},
		{"holder.siret", o.Holder.SIRET},
		{"beneficiary.siret", o.Beneficiary.SIRET},
	} {
		ps.siret(p.field, p.siret)
	}
}

// Billed is who is billed: the buyer unless another is named.
func (o *OrderForm) Billed() Party {
	if o.Billing == (Party{}) {
		return o.Buyer
	}
	return o.Billing
}

func (o *OrderForm) checkNumbers(ps *problems) {
	if o.Engagement == "" && o.Kind == State && o.Route.Public() {
		ps.add("engagement", "", havre.Text{FR: "donnez le numéro d’engagement juridique : sans lui, la facture ne peut être ni rapprochée ni payée. Le service financier le connaît", EN: "give the engagement number (engagement juridique): without it the invoice can be neither matched nor paid. The finance department knows it"})
	}
	if o.Engagement == "" && o.Kind != State && o.Route.Public() {
		ps.warn("engagement", "", havre.Text{FR: "le numéro d’engagement manque : demandez au service financier s’il en faut un", EN: "the engagement number is missing: ask the finance department whether one is needed"})
	}
	if o.Service == "" && o.Route.Public() {
		ps.warn("service", "", havre.Text{FR: "le code service de Chorus Pro manque : demandez au service financier s’il en faut un", EN: "the Chorus Pro service code is missing: ask the finance department whether one is needed"})
	}
	*ps = append(*ps, EngagementProblems(o.Engagement, o.Kind)...)
	*ps = append(*ps, ServiceProblems(o.Service)...)
}

func (o *OrderForm) checkLines(ps *problems) {
	if len(o.Lines) == 0 {
		ps.add("lines", "", havre.Text{FR: "un bon de commande désigne au moins une prestation et sa quantité (code de la commande publique, R. 2162-13)", EN: "an order form designates at least one service and its quantity (code of public procurement, R. 2162-13)"})
	}
	for i, l := range o.Lines {
		field := fmt.Sprintf("lines.%d.", i)
		ps.required(field+"title", l.Title.FR, havre.Text{FR: "désignez la prestation", EN: "designate the service"})
		if l.Quantity <= 0 {
			ps.add(field+"quantity", fmt.Sprint(l.Quantity), havre.Text{FR: "donnez la quantité commandée, supérieure à zéro", EN: "give the quantity ordered, more than zero"})
		}
		if l.Recurring && l.Months <= 0 {
			ps.add(field+"months", fmt.Sprint(l.Months), havre.Text{FR: "donnez le nombre de mois payés", EN: "give the number of months paid"})
		}
		if _, known := l.Amount(); !known {
			ps.add(field+"unitPrice", "", havre.Text{FR: "le prix unitaire est inconnu : demandez-le au titulaire, ou inscrivez-le au bordereau de l’accord", EN: "the unit price is unknown: ask the holder, or enter it in the price schedule of the agreement"})
		}
		if l.UnitPrice != nil && *l.UnitPrice < 0 {
			ps.add(field+"unitPrice", l.UnitPrice.String(), havre.Text{FR: "un prix n’est pas négatif", EN: "a price is not negative"})
		}
		if l.VAT < 0 || l.VAT > maxVAT {
			ps.add(field+"vat", fmt.Sprint(l.VAT), havre.Text{FR: "un taux de TVA est compris entre 0 et 100 %", EN: "a VAT rate is between 0 and 100%"})
		}
	}
}

func (o *OrderForm) checkService(ps *problems) {
	if o.Period.From.IsZero() {
		ps.add("period.from", "", havre.Text{FR: "donnez le premier jour de la prestation", EN: "give the first day of the service"})
	}
	if o.Period.Until.IsZero() {
		ps.add("period.until", "", havre.Text{FR: "donnez la fin de la prestation", EN: "give the end of the service"})
	} else if !o.Period.From.Before(o.Period.Until) {
		ps.add("period.until", o.Period.Until.String(), havre.Text{FR: "la fin de la prestation doit suivre son début", EN: "the service must end after it begins"})
	}
	if o.Place == "" && o.Region == "" {
		ps.add("place", "", havre.Text{FR: "donnez le lieu d’exécution ou la région d’hébergement", EN: "give the place of delivery or the hosting region"})
	}
	ps.required("contact.name", o.Contact.Name, havre.Text{FR: "nommez la personne à qui le titulaire s’adresse", EN: "name the person the holder is to talk to"})
	if o.Level == "" {
		ps.warn("level", "", havre.Text{FR: "le niveau de service n’est pas dit : celui de l’accord s’applique", EN: "the level of service is not stated: that of the agreement applies"})
	}
}

// checkClauses refuses a certificate that ends before the service begins, and warns of
// one that ends before the service does.
func (o *OrderForm) checkClauses(ps *problems) {
	for _, c := range o.Clauses.Named() {
		until := c.Period.Until
		if c.Stipulated != havre.Yes || until.IsZero() {
			continue
		}
		field := "clauses." + c.ID + ".period"
		switch {
		case !o.Period.From.Before(until):
			ps.add(field, until.String(), havre.Text{FR: "%[1]s : le certificat prend fin avant le début de la prestation", EN: "%[1]s: the certificate ends before the service begins"}.With(c.Title))
		case o.Period.Until.IsZero() || until.Before(o.Period.Until):
			ps.warn(field, until.String(), havre.Text{FR: "%[1]s : le certificat prend fin avant la prestation, le titulaire doit le renouveler", EN: "%[1]s: the certificate ends before the service does, the holder must renew it"}.With(c.Title))
		}
	}
}

func (o *OrderForm) checkSignature(ps *problems) {
	ps.required("signatory.name", o.Signatory.Name, havre.Text{FR: "nommez la personne habilitée à engager l’acheteur", EN: "name the person empowered to commit the buyer"})
	ps.required("signatory.title", o.Signatory.Title, havre.Text{FR: "donnez la qualité de la personne qui signe", EN: "give the capacity in which the person signs"})
	if !o.Issued.IsZero() && o.Issued.Before(o.Signatory.On) {
		ps.add("signatory.on", o.Signatory.On.String(), havre.Text{FR: "la signature ne peut pas suivre la date du bon", EN: "the signature cannot come after the date of the form"})
	}
	if o.Signatory.On.IsZero() {
		ps.add("signatory.on", "", havre.Text{FR: "donnez la date de la signature", EN: "give the date of the signature"})
	}
}
