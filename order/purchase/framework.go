package purchase

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// Remaining is what may still be ordered, never less than nothing; false when no
// ceiling is stated.
func (f *Framework) Remaining() (havre.Euro, bool) {
	if f.Ceiling == nil {
		return 0, false
	}
	held := max(f.Reserved, 0).Plus(max(f.Committed, 0))
	return max(*f.Ceiling-min(held, *f.Ceiling), 0), true
}

// ceilingSince is the day from which the consultation of a framework must state a
// maximum (décret n° 2021-1111, article 2).
var ceilingSince = havre.MustDate("2022-01-01")

// mustStateCeiling says whether a framework without ceiling is refused: when its
// consultation is not known to be older than the rule. One launched on a day nobody
// stated is judged by its first day of validity.
func (f *Framework) mustStateCeiling() bool {
	launched := f.Launched
	if launched.IsZero() {
		launched = f.Period.From
	}
	return f.Route.framework() && !launched.Before(ceilingSince)
}

// Problems are what is wrong with an agreement in itself, or what it does not say.
func (f *Framework) Problems() havre.Problems {
	var ps problems
	if !f.Route.Known() {
		ps.add("route", string(f.Route), havre.Text{FR: "choisissez la voie d’achat que cet accord ouvre", EN: "choose the purchasing route that this agreement opens"})
	}
	ps.required("reference", f.Reference, havre.Text{FR: "donnez la référence de l’accord, telle qu’on la cite", EN: "give the reference of the agreement, as people quote it"})
	ps.required("title", f.Title, havre.Text{FR: "donnez le titre de l’accord", EN: "give the title of the agreement"})
	ps.required("buyer.name", f.Buyer.Name, havre.Text{FR: "nommez l’acheteur ou la centrale d’achat", EN: "name the buyer or the central purchasing body"})
	ps.required("holder.name", f.Holder.Name, havre.Text{FR: "nommez le titulaire", EN: "name the holder"})
	ps.siret("buyer.siret", f.Buyer.SIRET)
	ps.siret("holder.siret", f.Holder.SIRET)
	ps.email("buyer.email", f.Buyer.Email)
	ps.email("holder.email", f.Holder.Email)
	f.checkPeriod(&ps)
	f.checkCeiling(&ps)
	f.checkScope(&ps)
	if f.MaxMonths < 0 {
		ps.add("maxMonths", fmt.Sprint(f.MaxMonths), havre.Text{FR: "une durée se compte en mois, à partir de 1 ; 0 quand l’accord n’en dit rien", EN: "a duration is counted in months, from 1; 0 when the agreement does not say"})
	}
	return havre.Problems(ps)
}

func (f *Framework) checkPeriod(ps *problems) {
	p := f.Period
	if !p.Until.IsZero() && !p.From.Before(p.Until) {
		ps.add("period.until", p.Until.String(), havre.Text{FR: "la fin de validité doit suivre le début", EN: "the end of validity must come after its beginning"})
	}
	if p.From.IsZero() {
		ps.add("period.from", "", havre.Text{FR: "donnez le premier jour de validité", EN: "give the first day of validity"})
	}
	if f.Route.framework() && !p.From.IsZero() && p.From.AddMonths(longestFramework).Before(p.Until) {
		ps.warn("period.until", p.Until.String(), havre.Text{
			FR: "un accord-cadre dure quatre ans au plus pour un pouvoir adjudicateur, sauf exception justifiée (code de la commande publique, L. 2125-1) : vérifiez la fin",
			EN: "a framework agreement lasts four years at most for a contracting authority, unless an exception is justified (code of public procurement, L. 2125-1): check the end",
		})
	}
	if p.Until.IsZero() && f.Route.states() {
		ps.warn("period.until", "", havre.Text{FR: "la fin de validité n’est pas dite : aucune commande ne sera refusée pour ce motif", EN: "the end of validity is not stated: no order will be refused on that ground"})
	}
}

// longestFramework is how long a framework agreement of a contracting authority lasts
// at most, in months (code of public procurement, L. 2125-1; from memory, so it warns).
const longestFramework = 48

func (f *Framework) checkCeiling(ps *problems) {
	switch {
	case f.Ceiling != nil && *f.Ceiling <= 0:
		ps.add("ceiling", f.Ceiling.String(), havre.Text{FR: "un plafond est un montant HT supérieur à zéro", EN: "a ceiling is an amount excluding VAT, more than zero"})
	case f.Ceiling == nil && f.mustStateCeiling():
		ps.add("ceiling", "", noCeiling())
	case f.Ceiling == nil && f.Route.states():
		ps.warn("ceiling", "", havre.Text{FR: "aucun plafond n’est dit : le montant restant est inconnu", EN: "no ceiling is stated: the remaining amount is unknown"})
	}
}

func noCeiling() havre.Text {
	return havre.Text{
		FR: "cet accord-cadre n’a pas de maximum, alors qu’il en faut un depuis le 1er janvier 2022 (code de la commande publique, R. 2162-4). Inscrivez le plafond, ou la date de lancement de la consultation si elle est plus ancienne",
		EN: "this framework states no maximum, which has been compulsory since 1 January 2022 (code of public procurement, R. 2162-4). Enter the ceiling, or the day its consultation was launched if that was earlier",
	}
}

func (f *Framework) checkScope(ps *problems) {
	if len(f.Offers) == 0 {
		ps.add("offers", "", havre.Text{FR: "nommez les offres que l’accord couvre : une commande hors de cette liste est refusée", EN: "name the offers that the agreement covers: an order outside this list is refused"})
	}
	for i, p := range f.Prices {
		field := fmt.Sprintf("prices.%d", i)
		if !slices.Contains(f.Offers, p.Offer) {
			ps.add(field+".offer", p.Offer, havre.Text{FR: "ce prix porte sur une offre que l’accord ne couvre pas", EN: "this price is for an offer that the agreement does not cover"})
		}
		if p.Amount < 0 {
			ps.add(field+".amount", p.Amount.String(), havre.Text{FR: "un prix n’est pas négatif", EN: "a price is not negative"})
		}
		if p.VAT < 0 || p.VAT > maxVAT {
			ps.add(field+".vat", fmt.Sprint(p.VAT), havre.Text{FR: "un taux de TVA s’écrit en centièmes de pour cent : 2000 pour 20 %", EN: "a VAT rate is written in hundredths of a percent: 2000 for 20%"})
		}
	}
}

// maxVAT is a hundred percent, in hundredths of a percent.
const maxVAT = 10_000

// PriceOn is the price of a component in the schedule of the agreement on a day.
func (f *Framework) PriceOn(offer, plan, component string, on havre.Date) (SchedulePrice, bool) {
	for _, p := range f.Prices {
		if p.Offer == offer && p.Plan == plan && p.Component == component && p.Period.Contains(on) {
			return p, true
		}
	}
	return SchedulePrice{}, false
}

// Open says whether an organisation may order under the agreement.
func (f *Framework) Open(organisation, path string) bool {
	if len(f.Beneficiaries) == 0 {
		return organisation != "" && organisation == f.Organisation || f.Path != "" && strings.HasPrefix(path, f.Path)
	}
	return slices.ContainsFunc(f.Beneficiaries, func(b string) bool {
		if strings.HasPrefix(b, "/") {
			return strings.HasPrefix(path, strings.TrimSuffix(b, "/")+"/")
		}
		return b == organisation || slices.Contains(strings.Split(path, "/"), b)
	})
}

// problems gathers what is wrong.
type problems havre.Problems

func (ps *problems) add(field, value string, m havre.Text) {
	*ps = append(*ps, havre.Problem{Field: field, Value: value, Message: m})
}

func (ps *problems) warn(field, value string, m havre.Text) {
	*ps = append(*ps, havre.Problem{Field: field, Value: value, Message: m, Warning: true})
}

func (ps *problems) required(field, value string, m havre.Text) {
	if strings.TrimSpace(value) == "" {
		ps.add(field, "", m)
	}
}

// email refuses what is not an address; its absence is another matter.
func (ps *problems) email(field, value string) {
	if value == "" {
		return
	}
	if a, err := mail.ParseAddress(value); err != nil || a.Address != value {
		ps.add(field, value, havre.Text{FR: "une adresse de courriel est attendue (achats@exemple.fr)", EN: "an e-mail address is expected (purchasing@example.org)"})
	}
}

// siret refuses a number that is not one; its absence is another matter.
func (ps *problems) siret(field, value string) {
	if _, ok := identity.ParseSIRET(value); value != "" && !ok {
		ps.add(field, value, havre.Text{FR: "un SIRET a 14 chiffres, et celui-ci ne passe pas le contrôle", EN: "a SIRET has 14 digits, and this one fails its check"})
	}
}
