package purchase

import "github.com/havre-cloud/havre"

// NamedClause is a clause with what it is called.
type NamedClause struct {
	ID    string // of the field of [Clauses], in documents
	Title havre.Text
	Clause
}

// Named lists the clauses in the order in which documents tell them.
func (c Clauses) Named() []NamedClause {
	return []NamedClause{
		{"secNumCloud", havre.Text{FR: "Qualification SecNumCloud", EN: "SecNumCloud qualification"}, c.SecNumCloud},
		{"hds", havre.Text{FR: "Hébergement de données de santé (HDS)", EN: "Health data hosting (HDS)"}, c.HDS},
		{"dpa", havre.Text{FR: "Sous-traitance de données personnelles (RGPD, article 28)", EN: "Processing of personal data (GDPR, article 28)"}, c.DPA},
		{"reversibility", havre.Text{FR: "Réversibilité et son financement", EN: "Reversibility and its funding"}, c.Reversibility},
		{"localisation", havre.Text{FR: "Localisation des données et du support", EN: "Location of data and support"}, c.Localisation},
	}
}

// Text is what a clause says: stipulated or not, where, for what and until when.
func (c Clause) Text() havre.Text {
	var out havre.Text
	switch c.Stipulated {
	case havre.Yes:
		out = havre.Text{FR: "Stipulée", EN: "Stipulated"}
	case havre.No:
		return havre.Text{FR: "Sans objet pour cette commande", EN: "Not applicable to this order"}
	case havre.Unknown:
		return havre.Text{FR: "Non précisée", EN: "Not stated"}
	}
	if c.Reference != "" {
		out = havre.Same("%[1]s, %[2]s").With(out, c.Reference)
	}
	if c.Scope != "" {
		out = havre.Text{FR: "%[1]s : %[2]s", EN: "%[1]s: %[2]s"}.With(out, c.Scope)
	}
	if !c.Period.Until.IsZero() {
		out = havre.Text{FR: "%[1]s (valable jusqu’au %[2]s)", EN: "%[1]s (valid until %[2]s)"}.With(out, c.Period.Until.AddDays(-1).Words())
	}
	return out
}
