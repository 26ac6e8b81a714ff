package catalogue

import (
	"maps"
	"slices"
)

// Believed is what will be held true, on the day of the table, of an attribute that
// another source disputes, once the import is written: both statements are kept,
// and one of them is chosen. It is zero for a link, of which nothing is chosen,
// and for an offer that the catalogue does not know yet.
func (im *Imported) Believed(l DiffLine) Claim {
	o, known := im.catalogue.index[l.Offer]
	if !known {
		return Claim{}
	}
	after := *o
	after.byAttribute = maps.Clone(o.byAttribute)
	said := im.Snapshot.assertion(Said{Attribute: l.Attribute, Value: l.After}, l.Words, l.Place)
	after.byAttribute[l.Attribute] = append(slices.Clip(after.byAttribute[l.Attribute]), &said)
	return after.claimsOn(im.Snapshot.Period.From)[l.Attribute]
}
