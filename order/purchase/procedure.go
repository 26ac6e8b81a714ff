package purchase

import "github.com/havre-cloud/havre"

// Kind is the procedure a value calls for.
type Kind string

// The procedures, by rising value. UnknownProcedure is told when a price, a threshold
// or the kind of the buyer is not known and would change the answer.
const (
	Waiver           Kind = "waiver"
	Adapted          Kind = "adapted"
	Formal           Kind = "formal"
	UnknownProcedure Kind = "unknown"
)

// Text is what a person reads.
func (k Kind) Text() havre.Text {
	switch k {
	case Waiver:
		return havre.Text{FR: "dispense de publicité et de mise en concurrence", EN: "no publicity or competition required"}
	case Adapted:
		return havre.Text{FR: "procédure adaptée", EN: "adapted procedure"}
	case Formal:
		return havre.Text{FR: "procédure formalisée", EN: "formal procedure"}
	case UnknownProcedure:
	}
	return havre.Text{FR: "procédure à déterminer", EN: "procedure to be determined"}
}

// Advice is the procedure that the value of a need calls for on a day.
type Advice struct {
	Procedure Kind
	Value     havre.Euro
	// AtLeast is the procedure that what is known already calls for: the same as
	// Procedure unless that one is unknown.
	AtLeast Kind
	// Waiver and Formal are the thresholds in force, nil when they are not known.
	Waiver, Formal *Threshold
	// Decides is the threshold that gives the answer: the one reached last, else the
	// first above; nil when unknown.
	Decides *Threshold
	// Split says that the order alone would have called for less than the whole need:
	// not an infringement, but what a controller looks at.
	Split bool
	Text  havre.Text // the answer and its reason, in one or two sentences
}

// Procedure says what the value of a need calls for. A sum equal to a threshold has
// reached it.
func Procedure(v Valuation, buyer BuyerKind, on havre.Date) Advice {
	a := Advice{Value: v.Total, Waiver: ThresholdOn(WaiverStep, buyer, on), Formal: ThresholdOn(FormalStep, buyer, on)}
	a.AtLeast, a.Decides = a.reached(v.Total)
	a.Procedure = a.AtLeast
	if a.open(v, buyer, on) {
		a.Procedure = UnknownProcedure
	}
	alone, _ := a.reached(v.Asked)
	a.Split = alone != a.AtLeast
	a.Text = a.words(v, buyer)
	return a
}

// reached is the procedure that a sum calls for as far as thresholds are known.
func (a *Advice) reached(sum havre.Euro) (Kind, *Threshold) {
	switch {
	case a.Formal != nil && sum >= a.Formal.Sum:
		return Formal, a.Formal
	case a.Waiver != nil && sum >= a.Waiver.Sum:
		return Adapted, a.Waiver
	}
	return Waiver, a.Waiver
}

// open says whether something unknown could still change the answer.
func (a *Advice) open(v Valuation, buyer BuyerKind, on havre.Date) bool {
	switch {
	case a.Procedure == Formal: // no more can be asked
		return false
	case v.Complete != havre.Yes || a.Waiver == nil:
		return true
	case a.Procedure == Waiver: // whatever the formal threshold is, it is above
		return false
	case a.Formal != nil:
		return false
	}
	return a.buyersDiffer(v.Total, buyer, on)
}

// buyersDiffer says, of a buyer whose formal threshold is not known, whether the kinds
// it may be of give different answers.
func (a *Advice) buyersDiffer(sum havre.Euro, buyer BuyerKind, on havre.Date) bool {
	if buyer != "" {
		return true
	}
	for _, k := range BuyerKinds {
		t := ThresholdOn(FormalStep, BuyerKind(k), on)
		if t == nil || sum >= t.Sum {
			return true
		}
	}
	return false
}

// words tell the answer.
func (a *Advice) words(v Valuation, buyer BuyerKind) havre.Text {
	value := a.Value.Text()
	switch {
	case a.Procedure == UnknownProcedure && v.Complete != havre.Yes:
		return havre.Text{
			FR: "Un prix manque : le besoin vaut au moins %[1]s HT, et la procédure n’est pas connue. Demandez le prix à la plateforme ou au titulaire.",
			EN: "A price is missing: the need is worth at least %[1]s excluding VAT, and the procedure is not known. Ask the platform or the holder for the price.",
		}.With(value)
	case a.Procedure == UnknownProcedure && a.Waiver == nil:
		return havre.Text{
			FR: "Aucun seuil n’est connu à cette date. Le service des achats sait lequel s’applique.",
			EN: "No threshold is known on that date. The purchasing department knows which one applies.",
		}
	case a.Procedure == UnknownProcedure:
		return havre.Text{
			FR: "Le besoin vaut %[1]s HT ; le seuil de procédure formalisée qui s’applique à %[2]s n’est pas connu. Le service des achats le sait.",
			EN: "The need is worth %[1]s excluding VAT; the formal threshold that applies to %[2]s is not known. The purchasing department knows it.",
		}.With(value, buyer.Text())
	case a.Procedure == Waiver:
		return havre.Text{
			FR: "Le besoin vaut %[1]s HT, moins que %[2]s : ni publicité ni mise en concurrence ne sont obligatoires (%[3]s). Il reste à choisir une offre pertinente, à faire bon usage des deniers publics et à ne pas toujours retenir le même fournisseur.",
			EN: "The need is worth %[1]s excluding VAT, less than %[2]s: neither publicity nor competition is compulsory (%[3]s). The offer must still be relevant, public money well spent, and not always with the same supplier.",
		}.With(value, a.Decides.Sum.Text(), a.Decides.cited())
	}
	return havre.Text{
		FR: "Le besoin vaut %[1]s HT et atteint le seuil de %[2]s : %[3]s (%[4]s).",
		EN: "The need is worth %[1]s excluding VAT and reaches the threshold of %[2]s: %[3]s (%[4]s).",
	}.With(value, a.Decides.Sum.Text(), a.Procedure.Text(), a.Decides.cited())
}

// cited is the source of a threshold and how well it is known.
func (t *Threshold) cited() havre.Text {
	return havre.Same("%[1]s, %[2]s").With(SourceOf(t.Source).Title, t.Confidence.Text())
}

// Direct says what forbids a direct purchase of a need of that value: reaching the
// waiver threshold when the threshold was read where it is enacted. Otherwise it warns
// of what is not known.
func Direct(v Valuation, buyer BuyerKind, on havre.Date) havre.Problems {
	a := Procedure(v, buyer, on)
	if a.Procedure == Waiver {
		return nil
	}
	p := havre.Problem{Field: "route", Value: v.Total.String(), Message: a.Text, Warning: true}
	if a.Waiver != nil && a.AtLeast != Waiver {
		p.Warning = !a.Waiver.Blocks()
		p.Message = havre.Text{
			FR: "Un achat direct n’est pas possible : le besoin entier, reconductions comprises, vaut au moins %[1]s HT et atteint le seuil de %[2]s (%[3]s). Prenez un accord-cadre, une centrale d’achat ou une convention interne, ou publiez une consultation.",
			EN: "A direct purchase is not possible: the whole need, renewals included, is worth at least %[1]s excluding VAT and reaches the threshold of %[2]s (%[3]s). Use a framework, a central purchasing body or an internal agreement, or publish a consultation.",
		}.With(v.Total.Text(), a.Waiver.Sum.Text(), a.Waiver.cited())
	}
	return havre.Problems{p}
}
