package network

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// Sentence is the answer in one sentence, the yes, the no or the doubt first.
func (g *Graph) Sentence(a *Answer) havre.Text {
	from, to := Named(g.title(a.Question.From)), Named(g.title(a.Question.To))
	var t havre.Text
	switch {
	case a.Value == havre.Yes:
		t = sayYes
	case a.Value == havre.No:
		t = sayNo
	case a.OneWay:
		t = sayOneWay
	case a.Silent && len(a.Paths) == 0:
		t = saySilent
	case a.Silent:
		t = saySilentYetWays
	case len(a.Refused) > 0:
		t = sayRefusedYetWays
	default:
		t = sayDoubt
	}
	return t.With(from, to, Of(g.title(a.Question.From)), Of(g.title(a.Question.To)))
}

func (g *Graph) title(id string) havre.Text {
	if p, ok := g.Place(id); ok {
		return p.Title
	}
	return havre.Same(id)
}

// Supposed is a change in a sentence.
func (g *Graph) Supposed(c *Change) havre.Text {
	var t havre.Text
	switch {
	case c.Status == "" && c.Link.Transit == havre.No:
		t = supposeNoTransit
	case c.Status == "":
		t = supposeTransit
	case c.To == "":
		t = supposeAll[c.Status]
	default:
		t = supposeOne[c.Status]
	}
	out := t.With(Named(g.title(c.From)), Named(g.title(c.To)), g.over(c), Of(g.title(c.From)))
	switch {
	case c.Status == "" || !c.Link.Transit.Known():
		return out
	case c.Link.Transit == havre.Yes:
		return supposeOpenTo.With(out)
	}
	return supposeClosedTo.With(out)
}

var (
	supposeOne = map[catalogue.Status]havre.Text{
		catalogue.No:      {FR: "la liaison entre %[1]s et %[2]s%[3]s tombe", EN: "the link between %[1]s and %[2]s%[3]s goes down"},
		catalogue.Yes:     {FR: "la liaison entre %[1]s et %[2]s%[3]s est ouverte", EN: "the link between %[1]s and %[2]s%[3]s is opened"},
		catalogue.Unknown: {FR: "la liaison entre %[1]s et %[2]s%[3]s est remise en doute", EN: "the link between %[1]s and %[2]s%[3]s is put in doubt"},
	}
	supposeAll = map[catalogue.Status]havre.Text{
		catalogue.No:      {FR: "toutes les liaisons %[4]s%[3]s tombent", EN: "all the links of %[1]s%[3]s go down"},
		catalogue.Yes:     {FR: "toutes les liaisons connues %[4]s%[3]s sont ouvertes", EN: "all the known links of %[1]s%[3]s are opened"},
		catalogue.Unknown: {FR: "toutes les liaisons %[4]s%[3]s sont remises en doute", EN: "all the links of %[1]s%[3]s are put in doubt"},
	}
	supposeTransit   = havre.Text{FR: "un tiers peut passer par %[1]s%[3]s", EN: "others may pass through %[1]s%[3]s"}
	supposeNoTransit = havre.Text{FR: "aucun tiers ne peut passer par %[1]s%[3]s", EN: "nobody else may pass through %[1]s%[3]s"}
	supposeOpenTo    = havre.Text{FR: "%s, et un tiers peut y passer", EN: "%s, and others may pass through it"}
	supposeClosedTo  = havre.Text{FR: "%s, sans qu'un tiers puisse y passer", EN: "%s, and nobody else may pass through it"}
)

var (
	sayYes            = havre.Text{FR: "Oui : un flux peut aller %[3]s vers %[2]s.", EN: "Yes: a flow may go from %[1]s to %[2]s."}
	sayNo             = havre.Text{FR: "Non : aucun flux de ce genre ne peut aller %[3]s vers %[2]s.", EN: "No: no such flow may go from %[1]s to %[2]s."}
	sayOneWay         = havre.Text{FR: "On ne peut pas le dire : les sources ne parlent que de l'autre sens, %[4]s vers %[1]s.", EN: "Nobody can tell: the sources only speak of the other direction, from %[2]s to %[1]s."}
	saySilent         = havre.Text{FR: "On ne peut pas le dire : aucune source ne parle d'une liaison %[3]s vers %[2]s.", EN: "Nobody can tell: no source speaks of a link from %[1]s to %[2]s."}
	saySilentYetWays  = havre.Text{FR: "On ne peut pas le dire : aucune source ne parle d'une liaison %[3]s vers %[2]s, et aucun chemin par d'autres n'est certain.", EN: "Nobody can tell: no source speaks of a link from %[1]s to %[2]s, and no way through others is certain."}
	sayRefusedYetWays = havre.Text{FR: "On ne peut pas le dire : la liaison directe %[3]s vers %[2]s ne convient pas, et aucun chemin par d'autres n'est certain.", EN: "Nobody can tell: the direct link from %[1]s to %[2]s does not do, and no way through others is certain."}
	sayDoubt          = havre.Text{FR: "On ne peut pas le dire : aucun chemin %[3]s vers %[2]s n'est certain, et rien ne les exclut tous.", EN: "Nobody can tell: no way from %[1]s to %[2]s is certain, and nothing rules them all out."}
)
