package approval

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

var fallbackWhy = havre.Text{
	FR: "Aucun circuit ne parle de cette commande : un approbateur se prononce tout de même.",
	EN: "No chain is about this order: an approver settles it all the same.",
}

// asks says why a chain asks for its steps: its condition in words, the values, what is
// unknown and whom to ask.
func asks(c *Chain, f finding) havre.Text {
	sentence := havre.Text{
		FR: "Demandée par le circuit « %[1]s » : %[2]s%[3]s.", EN: "Asked for by the chain \"%[1]s\": %[2]s%[3]s.",
	}
	if f.value == havre.Unknown {
		sentence = havre.Text{
			FR: "Demandée par prudence par le circuit « %[1]s », faute de savoir si %[2]s%[3]s.",
			EN: "Asked for out of caution by the chain \"%[1]s\", as it is not known whether %[2]s%[3]s.",
		}
	}
	return sentence.With(c.Title, c.WhenText, values(f))
}

// why is the reasons of a step, then what its chains rest on, each said once.
func (s *planned) why() havre.Text {
	if len(s.asked) == 1 && s.asked[0] == fallback {
		return fallbackWhy
	}
	said := slices.Clone(s.reasons)
	for _, c := range s.asked {
		if t := rests(c); !slices.Contains(said, t) {
			said = append(said, t)
		}
	}
	out := said[0]
	for _, t := range said[1:] {
		out = havre.Same("%s %s").With(out, t)
	}
	return out
}

// rests says what a chain rests on: a text, or somebody's choice.
func rests(c *Chain) havre.Text {
	switch {
	case !c.Choice():
		return cited(c.Source)
	case c.Organisation == "":
		return havre.Text{
			FR: "Aucun texte ne l’impose : c’est un réglage de départ, que votre organisation peut remplacer.",
			EN: "No text requires it: it is a default, which your organisation may replace.",
		}
	default:
		return havre.Text{
			FR: "C’est un choix de l’organisation « %s ».", EN: "It is a choice of the organisation \"%s\".",
		}.With(havre.Same(c.Organisation))
	}
}

// cited is a source in a sentence, with how well it is known.
func cited(s havre.Source) havre.Text {
	title := s.Title
	if s.Article != "" {
		title += ", article " + s.Article
	}
	return havre.Text{FR: "Source : %[1]s (%[2]s).", EN: "Source: %[1]s (%[2]s)."}.With(havre.Same(title), s.Confidence.Text())
}

// values are the facts behind a finding, between parentheses; nothing for a condition
// that reads none. What is unknown comes with whom to ask.
func values(f finding) havre.Text {
	var parts []havre.Text
	for _, r := range f.read {
		parts = append(parts, havre.Text{FR: "%s : %s", EN: "%s: %s"}.With(r.variable.text, r.shown))
	}
	var who []havre.Text
	missing := map[havre.Text][]havre.Text{}
	for _, v := range f.unknown {
		if missing[v.knows] == nil {
			who = append(who, v.knows)
		}
		missing[v.knows] = append(missing[v.knows], v.text)
	}
	for _, w := range who {
		parts = append(parts, havre.Text{FR: "inconnu : %s, %s", EN: "unknown: %s, %s"}.With(joined(missing[w], ", ", ", "), w))
	}
	if len(parts) == 0 {
		return havre.Text{}
	}
	return havre.Same(" (%s)").With(joined(parts, " ; ", "; "))
}

// joined puts texts one after the other.
func joined(texts []havre.Text, fr, en string) havre.Text {
	var f, e []string
	for _, t := range texts {
		f, e = append(f, t.FR), append(e, t.EN)
	}
	return havre.Text{FR: strings.Join(f, fr), EN: strings.Join(e, en)}
}
