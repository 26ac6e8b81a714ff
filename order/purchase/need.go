package purchase

import "github.com/havre-cloud/havre"

// Part is one order seen as a part of a need: past, under way or asked for.
type Part struct {
	Order        string // its number or identifier, "" when it has none yet
	Title        string
	Need         string // the need it serves, "" when none is named
	Organisation string
	Family       string     // of services that answer the same kind of need: cloud hosting
	On           havre.Date // when it is ordered
	Period       havre.Period
	Amount       havre.Euro // VAT excluded, over the period, options included
	// Complete says whether every price is in the amount; when it is not Yes the amount
	// is the least it can be.
	Complete havre.Truth
	// Renewals is what every renewal foreseen after the period would cost.
	Renewals havre.Euro
	Because  havre.Text // why it is counted; filled by [WholeNeed]
}

// Valuation is the value of a whole need, VAT excluded: over its whole duration,
// renewals included, whatever the number of orders, lots and suppliers (code de la
// commande publique, R. 2121-1 and R. 2121-6).
type Valuation struct {
	Past     havre.Euro // of earlier orders
	Asked    havre.Euro // of this one
	Renewals havre.Euro // of all of them
	Total    havre.Euro
	// Complete says whether every price is known; when it is not Yes the total is the
	// least it can be.
	Complete havre.Truth
	Parts    []Part // what was counted, the one asked for last
}

// homogeneous is the span in which orders of the same family by the same buyer answer
// the same recurring need (R. 2121-7: twelve months).
const homogeneous = 12

// WholeNeed adds up what is asked for and the earlier orders that are parts of the
// same need: those of the same dossier whenever they were made, and those of the same
// organisation and family of services within twelve months. An order that is asked for
// again, under the same number, counts once, as it is asked for; a credit never makes a
// need smaller.
func WholeNeed(past []Part, asked Part) Valuation {
	v := Valuation{Complete: havre.Yes}
	for _, p := range past {
		if p.Order != "" && p.Order == asked.Order {
			continue
		}
		if p.Because = samePurchase(&p, &asked); p.Because.IsZero() {
			continue
		}
		v.Past = v.Past.Plus(max(p.Amount, 0))
		v.count(p)
	}
	asked.Because = havre.Text{FR: "la commande demandée", EN: "the order asked for"}
	v.Asked = max(asked.Amount, 0)
	v.count(asked)
	v.Total = v.Past.Plus(v.Asked).Plus(v.Renewals)
	return v
}

// count keeps a part, with what its renewals would cost.
func (v *Valuation) count(p Part) {
	v.Renewals = v.Renewals.Plus(max(p.Renewals, 0))
	v.Complete = v.Complete.And(yesOrUnknown(p.Complete))
	v.Parts = append(v.Parts, p)
}

// yesOrUnknown reads "some price is missing" as "the sum is unknown".
func yesOrUnknown(t havre.Truth) havre.Truth {
	if t == havre.Yes {
		return havre.Yes
	}
	return havre.Unknown
}

// samePurchase says why a part answers the same need as what is asked; empty when it
// does not.
func samePurchase(p, asked *Part) havre.Text {
	switch {
	case p.Need != "" && p.Need == asked.Need:
		return havre.Text{FR: "même besoin, sur toute sa durée", EN: "same need, over its whole duration"}
	case p.Family != "" && p.Family == asked.Family && p.Organisation != "" && p.Organisation == asked.Organisation && within(p.On, asked.On):
		return havre.Text{FR: "même organisme et même famille de services, à moins de douze mois", EN: "same organisation and same family of services, less than twelve months apart"}
	}
	return havre.Text{}
}

// within says whether two days are less than twelve months apart. A day that is not
// known may be: the order is counted.
func within(a, b havre.Date) bool {
	if a.IsZero() || b.IsZero() {
		return true
	}
	if b.Before(a) {
		a, b = b, a
	}
	return b.Before(a.AddMonths(homogeneous))
}
