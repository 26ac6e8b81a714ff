package purchase

import (
	"slices"

	"github.com/havre-cloud/havre"
)

// Refuses says why an order may not be placed under the agreement: its validity on the
// day of the order, its scope, who may use it, its ceiling, the duration. Empty, or
// with warnings only, when it may. Each problem names a field of the wish: on, offer,
// organisation, amount, period.
func (f *Framework) Refuses(w Wish) havre.Problems {
	var ps problems
	f.refuseValidity(&ps, w)
	f.refuseScope(&ps, w)
	f.refuseCeiling(&ps, w)
	f.refuseDuration(&ps, w)
	return havre.Problems(ps)
}

// refuseValidity: order forms and subsequent contracts may only be issued while the
// framework is valid (R. 2162-5).
func (f *Framework) refuseValidity(ps *problems, w Wish) {
	switch p := f.Period; {
	case w.On.Before(p.From):
		ps.add("on", w.On.String(), havre.Text{
			FR: "l’accord %[1]s n’est valable qu’à partir du %[2]s : une commande ne peut être émise que pendant sa validité (code de la commande publique, R. 2162-5)",
			EN: "agreement %[1]s is only valid from %[2]s: an order may only be issued while it is valid (code of public procurement, R. 2162-5)",
		}.With(f.Reference, p.From.Words()))
	case !p.Contains(w.On):
		ps.add("on", w.On.String(), havre.Text{
			FR: "l’accord %[1]s a pris fin : son dernier jour était le %[2]s, et une commande ne peut être émise que pendant sa validité (code de la commande publique, R. 2162-5)",
			EN: "agreement %[1]s has ended: its last day was %[2]s, and an order may only be issued while it is valid (code of public procurement, R. 2162-5)",
		}.With(f.Reference, p.Until.AddDays(-1).Words()))
	}
}

// refuseScope: an order designates services that the framework describes, for those
// whom the framework names (R. 2162-13, R. 2162-14).
func (f *Framework) refuseScope(ps *problems, w Wish) {
	if !f.covers(w.Offer) {
		ps.add("offer", w.Offer, havre.Text{
			FR: "l’accord %[1]s ne couvre pas cette offre : une commande ne porte que sur les prestations qu’il décrit (code de la commande publique, R. 2162-13)",
			EN: "agreement %[1]s does not cover this offer: an order may only ask for the services it describes (code of public procurement, R. 2162-13)",
		}.With(f.Reference))
	}
	if !f.Open(w.Organisation, w.Path) {
		ps.add("organisation", w.Organisation, havre.Text{
			FR: "cet organisme n’est pas bénéficiaire de l’accord %[1]s. Demandez à %[2]s s’il peut y adhérer",
			EN: "this organisation is not a beneficiary of agreement %[1]s. Ask %[2]s whether it may join",
		}.With(f.Reference, f.Buyer.named()))
	}
}

// refuseCeiling: what is ordered under a framework stays under its maximum.
func (f *Framework) refuseCeiling(ps *problems, w Wish) {
	remaining, stated := f.Remaining()
	switch {
	case !stated && f.mustStateCeiling():
		ps.add("amount", "", noCeiling())
	case !stated:
	case w.Amount > remaining:
		ps.add("amount", w.Amount.String(), havre.Text{
			FR: "la commande vaut %[1]s HT et il ne reste que %[2]s sous le plafond de %[3]s de l’accord %[4]s (code de la commande publique, R. 2162-4)",
			EN: "the order is worth %[1]s excluding VAT and only %[2]s is left under the ceiling of %[3]s of agreement %[4]s (code of public procurement, R. 2162-4)",
		}.With(w.Amount.Text(), remaining.Text(), f.Ceiling.Text(), f.Reference))
	case w.Complete != havre.Yes:
		ps.warn("amount", w.Amount.String(), havre.Text{
			FR: "un prix manque : on ne sait pas si la commande tient dans les %[1]s qui restent sous le plafond de l’accord %[2]s. Demandez le prix à %[3]s",
			EN: "a price is missing: whether the order fits in the %[1]s left under the ceiling of agreement %[2]s is not known. Ask %[3]s for the price",
		}.With(remaining.Text(), f.Reference, f.Holder.named()))
	}
}

// refuseDuration: an order may run beyond the end of the framework, but not so long
// that it defeats periodic competition (R. 2162-5). How long is for the agreement to
// say; when it does not, the buyer is warned.
func (f *Framework) refuseDuration(ps *problems, w Wish) {
	from := w.Period.From
	if from.IsZero() {
		from = w.On
	}
	until := w.Period.Until
	if !until.IsZero() && !from.Before(until) {
		ps.add("period", until.String(), havre.Text{FR: "la fin de la prestation doit suivre son début", EN: "the service must end after it begins"})
		return
	}
	if f.MaxMonths > 0 && (until.IsZero() || from.AddMonths(f.MaxMonths).Before(until)) {
		ps.add("period", until.String(), havre.Text{
			FR: "l’accord %[1]s n’admet pas de commande de plus de %[2]d mois. Donnez une date de fin, le %[3]s au plus tard",
			EN: "agreement %[1]s allows no order longer than %[2]d months. Give an end date, %[3]s at the latest",
		}.With(f.Reference, f.MaxMonths, from.AddMonths(f.MaxMonths).AddDays(-1).Words()))
		return
	}
	end := f.Period.Until
	if f.MaxMonths == 0 && !end.IsZero() && (until.IsZero() || end.Before(until)) {
		ps.warn("period", until.String(), havre.Text{
			FR: "la prestation se prolonge après la fin de l’accord %[1]s, le %[2]s : sa durée ne doit pas faire échec à une remise en concurrence périodique (code de la commande publique, R. 2162-5). Le service des achats en juge",
			EN: "the service runs on after the end of agreement %[1]s, on %[2]s: it must not last so long that it defeats periodic competition (code of public procurement, R. 2162-5). The purchasing department is the judge of that",
		}.With(f.Reference, end.AddDays(-1).Words()))
	}
}

func (f *Framework) covers(offer string) bool { return slices.Contains(f.Offers, offer) }

// named is how a party is named in a sentence.
func (p Party) named() havre.Text {
	if p.Name == "" {
		return havre.Text{FR: "l’acheteur de l’accord", EN: "the buyer of the agreement"}
	}
	return havre.Same(p.Name)
}
