package purchase

import "github.com/havre-cloud/havre"

// Route is the way something is bought.
type Route string

// The routes.
const (
	Convention           Route = "convention"            // internal cloud: an agreement between administrations
	CentralPurchasing    Route = "central-purchasing"    // UGAP, RESAH, CAIH, CANUT, SIPPEREC …: the body sells on
	FrameworkOrderForm   Route = "framework-order-form"  // a framework that fixes all terms
	FrameworkCompetition Route = "framework-competition" // one that does not: a mini-competition first
	OwnContract          Route = "own-contract"          // a contract passed by the buyer for this need
	DirectPurchase       Route = "direct"                // below the threshold of publicity and competition
)

// Routes lists them, in the order in which a buyer looks at them.
var Routes = []Route{Convention, CentralPurchasing, FrameworkOrderForm, FrameworkCompetition, OwnContract, DirectPurchase}

// Text is what a person reads.
func (r Route) Text() havre.Text {
	switch r {
	case Convention:
		return havre.Text{FR: "convention interne entre administrations", EN: "internal agreement between administrations"}
	case CentralPurchasing:
		return havre.Text{FR: "centrale d’achat", EN: "central purchasing body"}
	case FrameworkOrderForm:
		return havre.Text{FR: "accord-cadre à bons de commande", EN: "framework agreement with order forms"}
	case FrameworkCompetition:
		return havre.Text{FR: "accord-cadre avec remise en concurrence (marché subséquent)", EN: "framework agreement with a mini-competition (subsequent contract)"}
	case OwnContract:
		return havre.Text{FR: "marché propre à l’organisme", EN: "contract of the buyer’s own"}
	case DirectPurchase:
		return havre.Text{FR: "achat direct, sous le seuil de dispense", EN: "direct purchase, below the waiver threshold"}
	}
	return havre.Same(string(r))
}

// Known says whether it is one of [Routes].
func (r Route) Known() bool {
	switch r {
	case Convention, CentralPurchasing, FrameworkOrderForm, FrameworkCompetition, OwnContract, DirectPurchase:
		return true
	}
	return false
}

// NeedsAgreement says whether an order by this route names the agreement it is placed
// under: every route but a direct purchase, which is an agreement of its own.
func (r Route) NeedsAgreement() bool { return r != DirectPurchase }

// framework says whether the agreement is a framework in the sense of the code of
// public procurement, which since 2022 must state a maximum.
func (r Route) framework() bool { return r == FrameworkOrderForm || r == FrameworkCompetition }

// states says whether an agreement by this route usually states an end and a ceiling:
// neither one between administrations nor a direct purchase does.
func (r Route) states() bool { return r != Convention && r != DirectPurchase }

// Public says whether the purchase is a public contract, to which thresholds apply:
// an agreement between administrations is not one.
func (r Route) Public() bool { return r != Convention }
