package decision

import (
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

// path is how a fact is named in a decision: data.personal of the dossier,
// services.object-storage of the offer at hand.
func (r *reading) path(u condition.Use) string {
	p := r.model.Def(u.Ref).Path
	if u.Member != "" {
		p += "." + u.Member
	}
	return p
}

// paths names missing facts as questions do: the offer's with its identifier.
func (r *reading) paths(us []condition.Use, o *catalogue.OfferView) []string {
	out := []string{}
	for _, u := range us {
		p := r.path(u)
		if u.Ref.Side == fact.Offer {
			p = "offers." + o.ID + "." + p
		}
		out = append(out, p)
	}
	return out
}

// read tells the facts a rule used, each with where it came from.
func (r *reading) read(us []condition.Use, o *catalogue.OfferView) []FactRead {
	out := []FactRead{}
	for _, u := range us {
		f := FactRead{Path: r.path(u), Title: r.title(u), Value: r.value(u, o)}
		if u.Ref.Side == fact.Dossier {
			f.From = "dossier"
			f.Line, _ = r.dossier.Position(f.Path)
		} else {
			r.claim(&f, o)
			if a, ok := r.exchange(u, o); ok {
				r.way(&f, &a)
			}
		}
		out = append(out, f)
	}
	return out
}

// claim adds what the catalogue says of a fact.
func (r *reading) claim(f *FactRead, o *catalogue.OfferView) {
	f.From = "catalogue"
	c, ok := o.Claim(f.Path)
	if !ok {
		return
	}
	f.Words, f.Note, f.Until = c.Words, c.Note.In(r.lang), c.Period.Until
	f.Source, f.URL, f.Date, f.Confidence = c.Source.Title, c.Source.URL, c.Source.Date, c.Confidence
	for _, x := range c.Conflicts {
		f.Conflicts = append(f.Conflicts, Conflict{x.Value.Text().In(r.lang), x.Words, x.Source.Title, x.Source.URL, x.Confidence})
	}
}

// title is the noun phrase of a fact, with the member when there is one.
func (r *reading) title(u condition.Use) string {
	t := r.model.Def(u.Ref).Title.In(r.lang)
	if u.Member != "" {
		t += havre.Text{FR: " : ", EN: ": "}.In(r.lang) + fact.Label(u.Member).In(r.lang)
	}
	return t
}

// value is a fact's value as documents write it: the words of the vocabularies are
// the same in every language.
func (r *reading) value(u condition.Use, o *catalogue.OfferView) string {
	def := r.model.Def(u.Ref)
	f := r.facts
	if u.Ref.Side == fact.Offer {
		f = o.Facts
	}
	return valueText(def, &f[u.Ref.Index], u.Member)
}

func valueText(def *fact.Def, v *fact.Value, member string) string {
	switch def.Kind {
	case fact.Truth:
		return v.Truth.String()
	case fact.Set:
		return setText(def, v, member)
	case fact.Enum, fact.Date, fact.Level, fact.Number:
	}
	switch {
	case !v.Known:
		return havre.Unknown.String()
	case def.Kind == fact.Enum:
		return def.Values[v.Number]
	case def.Kind == fact.Date:
		return havre.MustDate("1970-01-01").AddDays(int(v.Number)).String()
	}
	n := strconv.FormatInt(v.Number, 10)
	if def.Unit != "" {
		n += " " + def.Unit
	}
	return n
}

// setText is one member's answer, or the list of a whole set.
func setText(def *fact.Def, v *fact.Value, member string) string {
	if member != "" {
		return v.Members.Get(def.Index(member)).String()
	}
	var in []string
	unknown := 0
	for i, w := range def.Values {
		switch v.Members.Get(i) {
		case havre.Yes:
			in = append(in, w)
		case havre.Unknown:
			unknown++
		case havre.No:
		}
	}
	switch {
	case unknown == len(def.Values):
		return havre.Unknown.String()
	case unknown > 0:
		in = append(in, havre.Unknown.String())
	case len(in) == 0:
		return "[]"
	}
	return strings.Join(in, ", ")
}

// because is the rule's own sentence for the outcome, with the facts that make it
// so, or one made from the facts when the rule has none.
func (r *reading) because(a *doctrine.Applied, outcome doctrine.Outcome, t condition.Trace, o *catalogue.OfferView) string {
	own := a.Rule.Because.Of(outcome).In(r.lang)
	switch outcome {
	case doctrine.Unknown:
		if own == "" {
			own = havre.Text{FR: "On ne peut pas conclure.", EN: "Cannot tell yet."}.In(r.lang)
		}
		if len(t.Missing) > 0 {
			own += havre.Text{FR: " À obtenir : %s.", EN: " To obtain: %s."}.With(r.names(t.Missing, 3)).In(r.lang)
		}
	case doctrine.NotApplicable:
		if own == "" {
			own = havre.Text{FR: "Sans objet : %s.", EN: "Not applicable: %s."}.With(r.stated(t.Used, o, 2)).In(r.lang)
		}
	case doctrine.Fail:
		own += r.aside(a.Requires.Trace(r.facts, o.Facts).Used, o)
	case Waived:
		own = waivedBecause(r.dossier.Derogation(a.Rule.ID, o.ID, r.opts.On)).In(r.lang)
	default:
	}
	return own
}

// waivedBecause is why a rule is set aside. Havre cannot tell a genuine derogation
// from another: it repeats what the dossier says of it, or asks for what it does not.
func waivedBecause(w *dossier.Derogation) havre.Text {
	if w.Authority == "" || w.Reference == "" {
		return havre.Text{
			FR: "Une dérogation déclarée dans le dossier lève cette règle ; à vérifier : qui l'a accordée, et par quel acte.",
			EN: "A derogation declared in the dossier sets this rule aside; to be verified: who granted it, and by which act.",
		}
	}
	return havre.Text{
		FR: "Une dérogation lève cette règle jusqu'au %[1]s inclus. Accordée par : %[2]s. Acte : %[3]s.",
		EN: "A derogation sets this rule aside until %[1]s included. Granted by: %[2]s. Act: %[3]s.",
	}.With(w.Until.AddDays(-1).Words(), w.Authority, w.Reference)
}

// aside names, after the sentence of a failure, the facts of the offer that do not
// meet what the rule requires.
func (r *reading) aside(us []condition.Use, o *catalogue.OfferView) string {
	var ofOffer []condition.Use
	for _, u := range us {
		if u.Ref.Side == fact.Offer {
			ofOffer = append(ofOffer, u)
		}
	}
	if len(ofOffer) == 0 {
		return ""
	}
	return " (" + r.stated(ofOffer, o, 3) + ")"
}

// names lists facts by their title, at most limit of them; the members of one set
// share its title.
func (r *reading) names(us []condition.Use, limit int) string {
	var titles []string
	members := map[string][]string{}
	for _, u := range us {
		t := r.model.Def(u.Ref).Title.In(r.lang)
		if _, seen := members[t]; !seen {
			titles = append(titles, t)
			members[t] = nil
		}
		if u.Member != "" {
			members[t] = append(members[t], fact.Label(u.Member).In(r.lang))
		}
	}
	for i, t := range titles {
		if m := members[t]; len(m) > 0 {
			titles[i] += " (" + list(m, 4, r.lang) + ")"
		}
	}
	return list(titles, limit, r.lang)
}

// stated says facts with their values, in the words of a person.
func (r *reading) stated(us []condition.Use, o *catalogue.OfferView, limit int) string {
	said := make([]string, 0, len(us))
	for _, u := range us {
		t := r.model.Def(u.Ref).Title.In(r.lang)
		switch {
		case u.Member == "none" || u.Member == "other": // these say nothing alone
			t += " (" + fact.Label(u.Member).In(r.lang) + ")"
		case fact.Labelled(u.Member):
			t = fact.Label(u.Member).In(r.lang)
		case u.Member != "":
			t += " (" + u.Member + ")"
		}
		v := r.spoken(r.value(u, o))
		if words := r.words(u, o); words != "" {
			v += havre.Text{FR: ", « %s »", EN: ", \"%s\""}.With(words).In(r.lang)
		}
		said = append(said, t+havre.Text{FR: " : ", EN: ": "}.In(r.lang)+v)
	}
	if len(said) == 0 {
		return havre.Text{FR: "la règle ne vise pas ce cas", EN: "the rule is not about this case"}.In(r.lang)
	}
	return listOf(said, havre.Text{FR: " ; ", EN: "; "}.In(r.lang), limit, r.lang)
}

// words are those of the source of a fact that sums up several others, which alone
// says which of them is at fault: the archive, the standby.
func (r *reading) words(u condition.Use, o *catalogue.OfferView) string {
	if p := r.model.Def(u.Ref).Path; u.Ref.Side != fact.Offer || (p != "resilience.qualified" && p != "location.resilience") {
		return ""
	}
	c, ok := o.Claim(r.path(u))
	if !ok || len(c.Words) > 160 {
		return ""
	}
	return c.Words
}

// spoken puts the identifiers of a value in words.
func (r *reading) spoken(value string) string {
	if value == "[]" {
		return havre.Text{FR: "aucun", EN: "none"}.In(r.lang)
	}
	words := strings.Split(value, ", ")
	for i, w := range words {
		words[i] = fact.Label(w).In(r.lang)
	}
	return strings.Join(words, ", ")
}

// list joins words, and says how many are left out beyond limit.
func list(words []string, limit int, l havre.Lang) string { return listOf(words, ", ", limit, l) }

func listOf(words []string, sep string, limit int, l havre.Lang) string {
	more := ""
	switch left := len(words) - limit; {
	case left == 1:
		limit++ // naming the last is as short as counting it
	case left > 1:
		more = havre.Text{FR: " et %d autres", EN: " and %d more"}.With(left).In(l)
	}
	return strings.Join(words[:min(len(words), limit)], sep) + more
}
