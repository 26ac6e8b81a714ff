package record

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
)

// Reasons are what changed since a decision, in words, and what to do about it.
type Reasons struct {
	Summary havre.Text // whether any verdict changes
	Groups  []Reason   // the verdicts that move, what the project must do, then the rest
	Todo    havre.Text
}

// Reason is what changed for one offer, or for the project.
type Reason struct {
	Offer   string // empty for the project
	Heading havre.Text
	Moved   bool // the verdict is no longer the same
	Lines   []havre.Text
}

// Reasons tells what reopened a decision, with the names of the catalogue in use;
// nothing of one that was not.
func (s *Service) Reasons(d *DecisionSummary) Reasons {
	if d.State != Reopened {
		return Reasons{}
	}
	return reasons{s.Library.Now(), d, d.Changes}.all()
}

// reasons puts into words what changed since a decision and what to do about it.
type reasons struct {
	holding  *Holding
	decision *DecisionSummary
	changes  []Changed
}

func (r reasons) all() Reasons {
	out := Reasons{Summary: r.summary(), Todo: r.todo()}
	for _, offer := range r.offers() {
		moved := slices.ContainsFunc(r.changes, func(c Changed) bool { return c.Offer == offer && c.From != c.To })
		out.Groups = append(out.Groups, Reason{offer, r.heading(offer), moved, r.lines(offer)})
	}
	return out
}

// most is how many lines of changes a notice tells.
const most = 14

// notice is the body of a notice: paragraphs of plain text.
func (all Reasons) notice() havre.Text {
	parts := []havre.Text{all.Summary}
	told, left := 0, 0
	for _, g := range all.Groups {
		room := min(len(g.Lines), most-told)
		told, left = told+room, left+len(g.Lines)-room
		if room == 0 {
			continue
		}
		lines := []havre.Text{havre.Text{FR: "%s :", EN: "%s:"}.With(g.Heading)}
		for _, l := range g.Lines[:room] {
			lines = append(lines, havre.Same("– %s").With(l))
		}
		parts = append(parts, joined(lines, "\n"))
	}
	if left > 0 {
		parts = append(parts, havre.Text{FR: "Et %s, à lire dans le dossier.", EN: "And %s, to be read in the need."}.With(havre.Count(left,
			havre.Text{FR: "autre changement", EN: "other change"}, havre.Text{FR: "autres changements", EN: "other changes"})))
	}
	return joined(append(parts, all.Todo), "\n\n")
}

// summary says first whether any verdict changes.
func (r reasons) summary() havre.Text {
	var moved []string
	for _, c := range r.changes {
		if c.From != c.To && !slices.Contains(moved, c.Offer) {
			moved = append(moved, c.Offer)
		}
	}
	if len(moved) == 0 {
		return havre.Text{FR: "Aucun verdict ne change.", EN: "No verdict changes."}
	}
	return havre.Text{FR: "Le verdict de %s change.", EN: "The verdict of %s changes."}.With(havre.Count(len(moved),
		havre.Text{FR: "offre", EN: "offer"}, havre.Text{FR: "offres", EN: "offers"}))
}

// offers are those of the changes: the verdicts that move first, then what the
// project must do (""), then the others.
func (r reasons) offers() []string {
	var moved, own, still []string
	for _, c := range r.changes {
		list := &still
		switch {
		case c.Offer == "":
			list = &own
		case c.From != c.To:
			list = &moved
		}
		if !slices.Contains(*list, c.Offer) {
			*list = append(*list, c.Offer)
		}
	}
	return slices.Concat(moved, own, still)
}

func (r reasons) heading(offer string) havre.Text {
	if offer == "" {
		return havre.Text{FR: "Ce que le projet doit faire ou montrer", EN: "What the project must do or show"}
	}
	i := slices.IndexFunc(r.changes, func(c Changed) bool { return c.Offer == offer })
	c := r.changes[i]
	if c.From == c.To {
		return havre.Text{FR: "%[1]s (reste : %[2]s)", EN: "%[1]s (stays %[2]s)"}.With(r.holding.OfferTitle(offer), verdictText(c.To))
	}
	return havre.Text{FR: "%[1]s, %[2]s → %[3]s", EN: "%[1]s, %[2]s → %[3]s"}.With(r.holding.OfferTitle(offer), verdictText(c.From), verdictText(c.To))
}

// lines are the changes of one offer, or of the project: each fact once, with the
// rules that read it, then the rules that changed without a fact.
func (r reasons) lines(offer string) []havre.Text {
	var facts []decision.FactChange
	rules := map[decision.FactChange][]string{}
	var others []havre.Text
	for i := range r.changes {
		c := &r.changes[i]
		if c.Offer != offer {
			continue
		}
		for _, f := range c.Facts {
			if rules[f] == nil {
				facts = append(facts, f)
			}
			rules[f] = append(rules[f], c.Rule)
		}
		if len(c.Facts) == 0 && c.Rule != "" {
			others = append(others, havre.Text{FR: "%[1]s, %[2]s : %[3]s.", EN: "%[1]s, %[2]s: %[3]s."}.With(c.Rule, r.holding.ruleTitle(c.Rule), kindText(c)))
		}
	}
	var out []havre.Text
	for i := range facts {
		out = append(out, r.fact(&facts[i], rules[facts[i]]))
	}
	if out = append(out, others...); len(out) > 0 {
		return out
	}
	return []havre.Text{{FR: "l’offre entre au catalogue ou le quitte.", EN: "the offer enters the catalogue or leaves it."}}
}

// fact is one fact from a value to another, with the words and the source of the
// new one and the rules that read it.
func (r reasons) fact(f *decision.FactChange, rules []string) havre.Text {
	from := havre.Same(f.Source)
	switch {
	case f.Source == "":
		from = havre.Text{FR: "sans source", EN: "no source"}
	case f.Words != "":
		from = havre.Text{FR: "« %[1]s », %[2]s", EN: "“%[1]s”, %[2]s"}.With(f.Words, f.Source)
	}
	return havre.Text{
		FR: "%[1]s : %[2]s → %[3]s (%[4]s), que lit %[5]s.", EN: "%[1]s: %[2]s → %[3]s (%[4]s), read by %[5]s.",
	}.With(r.holding.factTitle(f.Path), valueText(f.From), valueText(f.To), from, strings.Join(rules, ", "))
}

// todo is what the team has to do.
func (r reasons) todo() havre.Text {
	first := ""
	if len(r.decision.First) > 0 {
		first = r.decision.First[0]
	}
	lost := slices.ContainsFunc(r.changes, func(c Changed) bool { return c.Offer == first && c.Offer != "" && c.From != c.To })
	switch {
	case lost:
		return havre.Text{
			FR: "À faire : la première offre retenue, %[1]s, n’est plus éligible. Comparez celles qui restent, décidez de nouveau, et si l’application y est déjà hébergée, prévoyez comment elle s’y conforme ou la quitte.",
			EN: "What to do: the first offer of the decision, %[1]s, is no longer eligible. Compare those that remain, decide again, and if the application already runs there, plan how it complies or leaves.",
		}.With(r.holding.OfferTitle(first))
	case moves(r.changes):
		return havre.Text{
			FR: "À faire : relisez les offres dont le verdict change, puis décidez de nouveau.",
			EN: "What to do: read again the offers whose verdict changes, then decide again.",
		}
	case slices.ContainsFunc(r.changes, func(c Changed) bool { return c.Offer == "" }):
		return havre.Text{
			FR: "À faire : renouvelez ou produisez les documents demandés, puis décidez de nouveau.",
			EN: "What to do: renew or produce the documents asked for, then decide again.",
		}
	}
	return havre.Text{
		FR: "À faire : décidez de nouveau, pour que le dossier porte les faits d’aujourd’hui. Rien d’autre n’est à faire.",
		EN: "What to do: decide again, so that the need carries the facts of today. There is nothing else to do.",
	}
}
